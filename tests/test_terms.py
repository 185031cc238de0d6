"""Terms of published vocabularies: each that we write is one that the vocabulary has."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
import rdflib
from published import PACKAGES, terms
from rdf_cases import ROOT
from rdflib.namespace import DCAT, DCTERMS, FOAF, ORG, OWL, PROV, RDF, RDFS, SH, SKOS, VOID, XSD, DefinedNamespace

from graph.describe import Counts, File, add_files, add_service, data_set, service_description
from graph.exports.rdf import TEXT
from ontology.declare import PREFIXES, Words, expand
from ontology.evidence import KINDS
from ontology.rendering.html import main, ranks, render
from ontology.rendering.owl import uses
from ontology.types import NODE_TYPES
from ontology.vocabulary import units

PUBLISHED: tuple[type[DefinedNamespace], ...] = (RDF, RDFS, OWL, XSD, SH, SKOS, ORG, PROV, DCTERMS, DCAT, VOID, FOAF)
"""Vocabularies whose terms rdflib lists from the published files."""

PACKAGED = {prefix: package.namespace for prefix, package in PACKAGES.items()}
"""Vocabularies whose published files npm's packages carry."""

NAMESPACES = {**PREFIXES, **PACKAGED, "spdx": "http://spdx.org/rdf/terms#"}
BASE = "https://policygraph.example"


def by_hand() -> set[str]:
    """The terms of docs/vocabulary-terms.md; each row has version, page and the words «checked by hand»."""
    text = (ROOT / "docs" / "vocabulary-terms.md").read_text(encoding="utf-8")
    sections = re.findall(r"^## .+, version [\d.]+\n\n(?:.+\n)*?.*?<(https?://[^>\s]+)>", text, re.MULTILINE)
    assert len(sections) == text.count("\n## ")
    rows = re.findall(r"^\| `([\w-]+):(\w+)` \| \S[^|]+ \| checked by hand \|$", text, re.MULTILINE)
    assert len(rows) == text.count("| `"), "a row is not of the form of the others"
    return {NAMESPACES[prefix] + name for prefix, name in rows}


def used() -> set[str]:
    """Every term that is written: in the ontology, the shapes, the data, the descriptions."""
    graphs = [
        rdflib.Graph().parse(ROOT / "ontology" / "rendered" / name, format="turtle")
        for name in ("policygraph.ttl", "shapes.ttl")
    ]
    described = data_set(BASE, Counts(), modified="2026-01-01")
    add_service(described, BASE, f"{BASE}/sparql")
    add_files(
        described,
        BASE,
        f"{BASE}/releases/",
        [File("x.nq", "application/n-quads", 1, "0" * 64, Words("x", "x"))],
        licence=f"{BASE}/licence",
    )
    graphs += [described, service_description(BASE, f"{BASE}/sparql", [f"{BASE}/form"])]
    terms = (term for graph in graphs for triple in graph for term in triple[1:])
    found = {str(term) for term in terms if isinstance(term, rdflib.URIRef)}
    found |= {expand(term) for use in uses() for term in (use.declared.term, use.under) if term}
    found |= {expand(kind.TERM) for kind in NODE_TYPES.values()}
    found |= {expand(term) for kind in KINDS.values() for term in (kind.term, *kind.under)}
    found.add(TEXT[1:-1])
    ours = (PREFIXES["pg"], BASE)
    return {iri for iri in found if not iri.startswith(ours) and any(map(iri.startswith, NAMESPACES.values()))}


def in_published(iri: str) -> bool:
    """Whether it stands in a list of rdflib's."""
    return any(iri.startswith(str(space._NS)) and iri.removeprefix(str(space._NS)) in space for space in PUBLISHED)


def test_every_term_is_published_or_listed_by_hand() -> None:
    known = by_hand() | {iri for iri in used() if iri.startswith(tuple(PACKAGED.values()))}
    assert sorted(iri for iri in used() if not in_published(iri) and iri not in known) == []


@pytest.fixture(scope="session")
def kept(pytestconfig: pytest.Config) -> Path:
    """Where packages of npm are kept."""
    assert pytestconfig.cache is not None
    return pytestconfig.cache.mkdir("vocabularies")


@pytest.mark.parametrize("prefix", ["qudt", "sd"])
def test_terms_of_packaged_vocabularies_are_in_their_files(prefix: str, kept: Path) -> None:
    ours = {iri for iri in used() if iri.startswith(PACKAGED[prefix])}
    published = terms(prefix, kept)
    assert ours and len(published) > 20
    assert sorted(ours - published) == []
    assert f"{PACKAGED[prefix]}noSuchTerm" not in published


def test_units_are_in_the_published_file(kept: Path) -> None:
    named = {PACKAGED["unit"] + unit.qudt for unit in units() if unit.qudt}
    assert len(named) > 20
    assert sorted(named - terms("unit", kept)) == []


def test_the_list_by_hand_holds_nothing_that_is_not_used_or_need_not_be_there() -> None:
    listed = by_hand()
    assert sorted(listed - used()) == []
    assert sorted(iri for iri in listed if in_published(iri) or iri.startswith(tuple(PACKAGED.values()))) == []


@pytest.mark.parametrize(
    "iri",
    [
        "http://www.w3.org/ns/prov#wasQuoted",
        "http://www.w3.org/ns/org#Organisation",
        "http://purl.org/dc/terms/licence",
        "http://www.w3.org/ns/dcat#DataSet",
    ],
)
def test_a_term_that_is_not_published_is_seen(iri: str) -> None:
    assert not in_published(iri)


# --- the reference page -----------------------------------------------------------------------------------------


def test_the_page_has_an_anchor_for_every_own_term() -> None:
    page = render()
    anchors = re.findall(r' id="([^"]+)"', page)
    assert len(anchors) == len(set(anchors))
    graph = rdflib.Graph().parse(ROOT / "ontology" / "rendered" / "policygraph.ttl", format="turtle")
    terms = {
        str(term).removeprefix(PREFIXES["pg"])
        for term in graph.subjects()
        if isinstance(term, rdflib.URIRef) and str(term).startswith(PREFIXES["pg"])
    }
    assert terms - set(anchors) <= {"roles"}
    assert set(re.findall(r'href="#([^"]+)"', page)) <= set(anchors)


def test_the_page_has_all_that_another_tool_documents(tmp_path: Path) -> None:
    """pyLODE reads the ontology without us: each class and property that it has a section for is on our page."""
    ontology, page = ROOT / "ontology" / "rendered" / "policygraph.ttl", tmp_path / "x.html"
    subprocess.run(
        [sys.executable, "-m", "pylode.cli", str(ontology), "--outputfile", str(page)], check=True, capture_output=True
    )
    found = re.findall(r"<code>https://policygraph\.example/ontology#(\w+)</code>", page.read_text(encoding="utf-8"))
    assert {"Document", "Target", "carriesOut", "comparator"} <= set(found) and len(found) > 60
    assert set(found) - set(re.findall(r' id="([^"]+)"', render())) <= {"roles"}


def test_the_page_asks_nobody_else_and_its_diagram_names_all_types() -> None:
    page = render()
    assert not re.findall(r'src="|<link|@import|<script', page)
    svg = page[page.index("<svg") : page.index("</svg>")]
    assert all(f">{label}</text>" in svg for label in NODE_TYPES)
    assert ranks()["Document"] < ranks()["Task"] < ranks()["Target"] < ranks()["Indicator"]


def test_the_command_writes_the_page(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(tmp_path / "site" / "x.html")]) == 0
    assert (tmp_path / "site" / "x.html").read_text(encoding="utf-8") == render()
    assert main(["--help"]) == 2 and "usage" in capsys.readouterr().err
