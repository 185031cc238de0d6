"""What is rendered from the declarations: fresh, well formed, and strict where it has to be."""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path

import pyshacl
import pytest
from rdflib import ORG, OWL, PROV, RDF, RDFS, SH, SKOS, Graph, Literal, Namespace, URIRef

from ontology import render
from ontology.declare import PREFIXES, expand
from ontology.evidence import IDENTIFIER, KINDS, ROLES
from ontology.relations import RELATIONS
from ontology.rendering import is_own, owl, own, shacl
from ontology.types import NODE_TYPES
from ontology.vocabulary import document_classes

PG = Namespace(PREFIXES["pg"])
RENDERED = render.ROOT / "ontology" / "rendered"

HEADER = "".join(
    f"@prefix {name}: <{iri}> .\n"
    for name, iri in (
        PREFIXES
        | {
            "document": "https://policygraph.example/id/document/",
            "agency": "https://policygraph.example/id/agency/",
            "place": "https://policygraph.example/id/place/",
            "target": "https://policygraph.example/id/document/118_kh-ubnd.can-tho-2024/target/",
            "x": "https://policygraph.example/x/",
        }
    ).items()
)

GOOD = """
document:42-nq_tw-2023 a pg:Document, pg:PartyResolution, eli:LegalResource ;
    dcterms:identifier "document/42-nq_tw-2023" ; rdfs:label "42-NQ/TW" ; pg:year 2023 ; pg:loaded false .

document:118_kh-ubnd.can-tho-2024 a pg:Document, pg:ProvincialPlan, eli:LegalResource ;
    dcterms:identifier "document/118_kh-ubnd.can-tho-2024" ; rdfs:label "118/KH-UBND" ; pg:loaded true ;
    dcterms:title "Kế hoạch thực hiện Nghị quyết"@vi ; pg:carriesOut document:42-nq_tw-2023 ; pg:sets target:bhyt ;
    pg:mentions document:42-nq_tw-2023, agency:bhxh.can-tho .

place:can-tho a pg:Jurisdiction ;
    dcterms:identifier "place/can-tho" ; skos:prefLabel "Cần Thơ"@vi ; pg:jurisdictionKind "city" .

agency:bhxh.can-tho a pg:Agency, org:Organization ; dcterms:identifier "agency/bhxh.can-tho" ;
    skos:prefLabel "Bảo hiểm xã hội"@vi ; pg:agencyKind "government" ; dcterms:isPartOf place:can-tho ;
    cv:participates x:owning .

target:bhyt a pg:Target ; dcterms:identifier "document/118_kh-ubnd.can-tho-2024/target/bhyt" ;
    dcterms:description "Tỷ lệ bao phủ bảo hiểm y tế"@vi ; pg:onlyIn "document/118_kh-ubnd.can-tho-2024" ;
    pg:comparator ">=" ; qudt:numericValue 95.5 ; pg:targetYear 2025 ; pg:ownedBy agency:bhxh.can-tho ;
    cv:hasParticipation x:owning .

x:owning a cv:Participation ; cv:role pg:owner ; pg:basis "cell" ; pg:doubt "owner-carried" .

x:stated-owner a pg:Statement ; pg:fact "a6009a5732a983d82ec7e6fd" ; rdf:subject target:bhyt ;
    rdf:predicate pg:ownedBy ; rdf:object agency:bhxh.can-tho ; pg:basis "cell" ; pg:mention "BHXH" ;
    prov:wasQuotedFrom document:118_kh-ubnd.can-tho-2024 ; pg:span x:row, x:cell .

x:stated-aim a pg:Statement ; pg:fact "000000000000000000000002" ; rdf:subject document:118_kh-ubnd.can-tho-2024 ;
    rdf:predicate pg:carriesOut ; rdf:object document:42-nq_tw-2023 ;
    prov:wasQuotedFrom document:118_kh-ubnd.can-tho-2024 ; pg:span x:head .

x:stated-target a pg:Statement ; pg:fact "000000000000000000000003" ; rdf:subject document:118_kh-ubnd.can-tho-2024 ;
    rdf:predicate pg:sets ; rdf:object target:bhyt ;
    prov:wasQuotedFrom document:118_kh-ubnd.can-tho-2024 ; pg:span x:row .

x:stated-title a pg:Statement ; pg:fact "000000000000000000000004" ; rdf:subject document:118_kh-ubnd.can-tho-2024 ;
    rdf:predicate dcterms:title ; rdf:object "Kế hoạch thực hiện Nghị quyết"@vi ;
    prov:wasQuotedFrom document:118_kh-ubnd.can-tho-2024 ; pg:span x:head .

x:head a pg:Span ; pg:line 1 ; pg:lineEnd 2 ; pg:quote "Kế hoạch thực hiện Nghị quyết số 42-NQ/TW" .
x:row a pg:Span ; pg:line 7 ; pg:lineEnd 8 ; pg:quote "Tỷ lệ bao phủ BHYT" .
x:cell a pg:Span ; pg:line 9 ; pg:lineEnd 9 ; pg:quote "BHXH" ; pg:page 2 ; pg:row 3 ; pg:column 0 .

x:graph a pg:Source ; pg:fileName "118.txt" ; pg:reader "1" ; pg:vocabulary "1" ; pg:decisions "" ; pg:lines 9 ;
    pg:sha256 "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855" .
"""
"""A plan that carries out a resolution and sets one target, which has an owner, as docs/data-model.md says."""

BAD = [
    # what to take out of GOOD, what to put in, and the sentence that has to name the fault
    (
        "agency:bhxh.can-tho a pg:Agency, org:Organization",
        "agency:bhxh.can-tho a org:Organization",
        "«owned by» of Target must be of class Agency (pg:Agency).",
    ),
    ("a pg:Agency, org:Organization", "a pg:Agency", "Agency must also be of the standard class org:Organization."),
    ('pg:comparator ">="', 'pg:comparator "≥"', "«comparator» of Target must be one of: < <= > >= = range text."),
    ('pg:comparator ">=" ;', "", "Target must have exactly one «comparator»."),
    ("qudt:numericValue 95.5", 'qudt:numericValue "95,5"', "«value» of Target must be a decimal number (xsd:decimal)."),
    ("pg:targetYear 2025", "pg:targetYear 2025, 2030", "Target may have at most one «target year»."),
    ("pg:targetYear 2025", 'pg:targetYear "2025"', "«target year» of Target must be a whole number (xsd:integer)."),
    (
        '"Tỷ lệ bao phủ bảo hiểm y tế"@vi',
        '"Health insurance coverage"@en',
        "«indicator as printed» of Target must be Vietnamese text (@vi).",
    ),
    ('"Cần Thơ"@vi', '"Cần Thơ"', "«name» of Jurisdiction must be Vietnamese text (@vi)."),
    ('pg:agencyKind "government"', 'pg:agencyKind "ministry"', "«kind» of Agency must be one of: government party "),
    ('pg:jurisdictionKind "city"', 'pg:jurisdictionKind "planet"', "«level» of Jurisdiction must be one of: country "),
    ("pg:loaded false", 'pg:loaded "no"', "«loaded» of Document must be true or false (xsd:boolean)."),
    (
        'dcterms:identifier "place/can-tho"',
        'dcterms:identifier "place/Cần Thơ"',
        "«id» of Jurisdiction must be segments of plain letters",
    ),
    ('dcterms:identifier "place/can-tho" ;', "", "Jurisdiction must have exactly one «id»."),
    (
        "pg:carriesOut document:42-nq_tw-2023",
        "pg:carriesOut place:can-tho",
        "«implements» of Document must be of class Document (pg:Document).",
    ),
    (
        "dcterms:isPartOf place:can-tho",
        "dcterms:isPartOf document:42-nq_tw-2023",
        "«part of» of Agency must be of class Jurisdiction (pg:Jurisdiction).",
    ),
    (
        "dcterms:isPartOf place:can-tho",
        "pg:succeededBy target:bhyt",
        "«succeeded by» of Agency must be of class Agency (pg:Agency) or Jurisdiction (pg:Jurisdiction).",
    ),
    (
        "pg:carriesOut document:42-nq_tw-2023",
        "eli:cites document:42-nq_tw-2023",
        "«cites» of Document has no statement: no document says it.",
    ),
    ("cv:role pg:owner", "cv:role pg:lead", "«owned by» of Target has no cv:Participation with the role «owner»."),
    ("cv:role pg:owner ;", "", "Participation must have exactly one «role»."),
    ("cv:role pg:owner", "cv:role pg:owner, pg:lead", "Participation must have exactly one «role»."),
    ("cv:role pg:owner", "cv:role pg:chief", "«role» of Participation must be one of: pg:lead "),
    ("cv:participates x:owning", "cv:participates x:other", "Participation must have exactly one «agency»."),
    ("cv:hasParticipation x:owning", "cv:hasParticipation x:other", "Participation must have exactly one «matter»."),
    (
        'cv:role pg:owner ; pg:basis "cell"',
        'cv:role pg:owner ; pg:basis "guess"',
        "«basis» of Participation must be one of: cell carried prose heading decision.",
    ),
    ("pg:span x:row, x:cell", 'pg:doubt "x"', "Statement must have at least one «span»."),
    ("pg:span x:row, x:cell", "pg:span x:owning", "«span» of Statement must be of class Span (pg:Span)."),
    ("rdf:predicate pg:ownedBy", "rdf:predicate pg:measures", "«owned by» of Target has no statement"),
    ("rdf:predicate pg:ownedBy", "rdf:predicate dcterms:isPartOf", "«predicate» of Statement must be one of: "),
    ('pg:fact "a6009a5732a983d82ec7e6fd"', 'pg:fact "a6009"', "«fact» of Statement must be 24 hexadecimal digits."),
    ('rdf:object "Kế hoạch thực hiện Nghị quyết"@vi ;', "", "Statement must have exactly one «object»."),
    ("rdf:subject target:bhyt", 'rdf:subject "bhyt"', "«subject» of Statement must be an IRI."),
    (
        "prov:wasQuotedFrom document:118_kh-ubnd.can-tho-2024 ; pg:span x:row .",
        "pg:span x:row .",
        "Statement must have exactly one «document».",
    ),
    ("pg:line 7 ; pg:lineEnd 8", "pg:line 8 ; pg:lineEnd 7", "«first line» of Span must not come after «last line»."),
    ("pg:line 1 ;", "pg:line 0 ;", "«first line» of Span must be 1 or more."),
    ("pg:line 7 ;", "", "Span must have exactly one «first line»."),
    ('pg:quote "BHXH"', 'pg:quote " "', "«quote» of Span must be not blank."),
    ("pg:row 3", 'pg:row "C"', "«row» of Span must be a whole number (xsd:integer)."),
    ('pg:sha256 "e3b0', 'pg:sha256 "', "«SHA-256» of Source must be 64 hexadecimal digits."),
]


@cache
def parsed(name: str) -> Graph:
    """A rendered file, read by rdflib."""
    return Graph().parse(RENDERED / name, format="turtle")


def faults(turtle: str, *, language: str = "en") -> set[str]:
    """The sentences that the shapes say about a graph; none where it conforms."""
    data = Graph().parse(data=HEADER + turtle, format="turtle")
    conforms, report, _ = pyshacl.validate(data, shacl_graph=parsed("shapes.ttl"))
    assert isinstance(report, Graph)
    results = set(report.objects(None, SH.result))
    said = {
        str(text)
        for result in results
        for text in report.objects(result, SH.resultMessage)
        if isinstance(text, Literal) and text.language == language
    }
    assert conforms == (not results)
    return said


def languages(graph: Graph, subject: URIRef, predicate: URIRef) -> list[str]:
    """The languages of the literals of one property, sorted."""
    return sorted(str(text.language) for text in graph.objects(subject, predicate) if isinstance(text, Literal))


def declared_terms() -> set[str]:
    """Every CURIE that the declarations put into data."""
    return {
        *(term for kind in NODE_TYPES.values() for term in (kind.TERM, own(kind.LABEL))),
        *(use.declared.term for use in owl.uses()),
        *(use.under for use in owl.uses() if use.under),
        *(term for kind in KINDS.values() for term in (kind.term, *kind.under)),
        *(own(entry.name) for entry in document_classes()),
        *(role.term for role in ROLES.values()),
        IDENTIFIER.term,
    }


# --- the files ----------------------------------------------------------------------------------------------------


def test_rendered_files_are_fresh() -> None:
    assert [str(path) for path in render.stale()] == [], "run: python -m ontology.render"


def test_check_names_what_is_stale(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert render.main(["--check"], tmp_path) == 1
    assert capsys.readouterr().out.split() == [word for path in render.ARTEFACTS for word in ("stale:", path)]
    assert not list(tmp_path.iterdir())
    assert render.main([], tmp_path) == 0
    assert render.main(["--check"], tmp_path) == 0
    capsys.readouterr()
    (tmp_path / "docs" / "ontology.md").write_text("an older page")
    assert render.main(["--check"], tmp_path) == 1
    assert capsys.readouterr().out == "stale: docs/ontology.md\n"


def test_unknown_options_are_refused() -> None:
    assert render.main(["--chekc"]) == 2


# --- the ontology -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("term", sorted(filter(is_own, declared_terms())))
def test_own_terms_are_described_in_both_languages(term: str) -> None:
    ontology, iri = parsed("policygraph.ttl"), URIRef(expand(term))
    assert (iri, RDF.type, None) in ontology
    assert languages(ontology, iri, RDFS.label) == ["en", "vi"]
    assert set(languages(ontology, iri, RDFS.comment)) == {"en", "vi"}


def test_own_terms_say_why_no_standard_term_fits() -> None:
    ontology = parsed("policygraph.ttl")
    ours = set(ontology.subjects(RDFS.isDefinedBy))
    assert len(ours) > 100
    assert [term for term in ours if not list(ontology.objects(term, SKOS.scopeNote))] == []


def test_no_two_things_have_one_name() -> None:
    names = [*NODE_TYPES, *KINDS, *RELATIONS, *(entry.name for entry in document_classes())]
    terms = [
        *map(own, (*NODE_TYPES, *(entry.name for entry in document_classes()))),
        *owl.own_properties(),
        *(role.term for role in ROLES.values()),
        *(kind.term for kind in KINDS.values()),
        owl.ROLE_SCHEME,
    ]
    assert len(names) == len(set(names))
    assert len(terms) == len(set(terms))


def test_data_uses_no_undescribed_term_of_ours() -> None:
    data = Graph().parse(data=HEADER + GOOD, format="turtle")
    ours = {term for triple in data for term in triple if isinstance(term, URIRef) and term.startswith(PG)}
    assert ours <= set(parsed("policygraph.ttl").subjects())


def test_own_classes_and_properties_stand_under_standard_ones() -> None:
    ontology = parsed("policygraph.ttl")
    eli, p_plan = Namespace(PREFIXES["eli"]), Namespace(PREFIXES["p-plan"])
    for triple in (
        (PG.Document, RDFS.subClassOf, eli.LegalResource),
        (PG.Agency, RDFS.subClassOf, ORG.Organization),
        (PG.Task, RDFS.subClassOf, p_plan.Step),
        (PG.PartyResolution, RDFS.subClassOf, PG.Document),
        (PG.Statement, RDFS.subClassOf, PROV.Entity),
        (PG.carriesOut, RDFS.subPropertyOf, eli.applies),
        (PG.carriesOut, RDFS.domain, PG.Document),
        (PG.ownedBy, RDFS.range, PG.Agency),
        (PG.owner, SKOS.inScheme, PG.roles),
    ):
        assert triple in ontology
    described = {str(term) for term in ontology.subjects() if isinstance(term, URIRef)}
    assert not [iri for iri in described if not iri.startswith(PG.rstrip("#"))], "standard terms are not ours to define"


def test_a_property_has_one_datatype_wherever_it_is_used() -> None:
    ontology = parsed("policygraph.ttl")
    for term in ontology.subjects(RDF.type, OWL.DatatypeProperty):
        assert [type(datatype) for datatype in ontology.objects(term, RDFS.range)] == [URIRef], term


# --- the shapes ---------------------------------------------------------------------------------------------------


def test_shapes_are_shacl_core_and_say_what_is_wrong_in_both_languages() -> None:
    shapes = parsed("shapes.ttl")
    named = [shape for shape in shapes.subjects(RDF.type, SH.PropertyShape) if isinstance(shape, URIRef)]
    assert len(named) > 200
    for shape in named:
        assert languages(shapes, shape, SH.message) == ["en", "vi"], shape
    assert not set(shapes.predicates()) & {SH.sparql, SH.js, SH.rule, SH.select}


def test_a_good_graph_conforms_to_shapes_that_are_themselves_good() -> None:
    assert faults(GOOD) == set()
    empty = Graph()
    assert pyshacl.validate(empty, shacl_graph=parsed("shapes.ttl"), meta_shacl=True)[0]


@pytest.mark.parametrize(("good", "bad", "fault"), BAD, ids=[re.sub(r"\W+", "-", case[1] or case[0]) for case in BAD])
def test_the_fault_in_a_bad_graph_is_named(good: str, bad: str, fault: str) -> None:
    assert GOOD.count(good) == 1
    found = faults(GOOD.replace(good, bad))
    assert any(sentence.startswith(fault) for sentence in found), found
    assert len(found) <= 2, "one fault is not to be buried under others"


def test_the_fault_is_named_in_vietnamese_too() -> None:
    bad = GOOD.replace("pg:line 7 ; pg:lineEnd 8", "pg:line 8 ; pg:lineEnd 7")
    assert faults(bad, language="vi") == {"«dòng đầu» của Đoạn trích không được đứng sau «dòng cuối»."}


@pytest.mark.parametrize("name", [*NODE_TYPES, *KINDS])
def test_every_class_has_a_shape(name: str) -> None:
    term = KINDS[name].term if name in KINDS else own(name)
    shape = URIRef(shacl.SHAPES + name)
    assert (shape, SH.targetClass, URIRef(expand(term))) in parsed("shapes.ttl")


# --- JSON-LD, Neo4j, reference page -------------------------------------------------------------------------------


def test_the_context_gives_json_the_meaning_of_the_turtle() -> None:
    context = json.loads((RENDERED / "context.jsonld").read_text())["@context"]
    example = {
        "@context": [context, {"@base": "https://policygraph.example/id/"}],
        "@graph": [
            {
                "@id": "document/118_kh-ubnd.can-tho-2024",
                "@type": ["Document", "ProvincialPlan"],
                "name": "118/KH-UBND",
                "id": "document/118_kh-ubnd.can-tho-2024",
                "title": "Kế hoạch",
                "year": 2024,
                "loaded": True,
                "IMPLEMENTS": ["document/42-nq_tw-2023"],
                "MENTIONS": ["agency/bhxh.can-tho"],
            },
            {
                "@id": "agency/bhxh.can-tho",
                "@type": "Agency",
                "name": "Bảo hiểm xã hội",
                "kind": "government",
                "type": "bhxh",
            },
            {
                "@id": "document/118_kh-ubnd.can-tho-2024/target/bhyt",
                "@type": "Target",
                "name": "Bao phủ BHYT",
                "value": "95.5",
                "year": 2025,
                "OWNED_BY": ["agency/bhxh.can-tho"],
            },
            {
                "@id": "/x/owning",
                "@type": "Participation",
                "role": "owner",
                "agency": "agency/bhxh.can-tho",
                "matter": "document/118_kh-ubnd.can-tho-2024/target/bhyt",
                "basis": "cell",
            },
            {
                "@id": "/x/stated",
                "@type": "Statement",
                "subject": "document/118_kh-ubnd.can-tho-2024/target/bhyt",
                "predicate": "OWNED_BY",
                "object": {"@id": "agency/bhxh.can-tho"},
                "document": "document/118_kh-ubnd.can-tho-2024",
                "spans": [{"@id": "/x/cell", "@type": "Span", "line": 9, "line_end": 9, "quote": "BHXH"}],
            },
        ],
    }
    expected = """
    document:118_kh-ubnd.can-tho-2024 a pg:Document, pg:ProvincialPlan ; rdfs:label "118/KH-UBND" ;
        dcterms:identifier "document/118_kh-ubnd.can-tho-2024" ; dcterms:title "Kế hoạch"@vi ; pg:year 2024 ;
        pg:loaded true ; pg:carriesOut document:42-nq_tw-2023 ; pg:mentions agency:bhxh.can-tho .
    agency:bhxh.can-tho a pg:Agency ; skos:prefLabel "Bảo hiểm xã hội"@vi ; pg:agencyKind "government" ;
        pg:agencyType "bhxh" ; cv:participates x:owning .
    target:bhyt a pg:Target ; dcterms:description "Bao phủ BHYT"@vi ; qudt:numericValue 95.5 ; pg:targetYear 2025 ;
        pg:ownedBy agency:bhxh.can-tho ; cv:hasParticipation x:owning .
    x:owning a cv:Participation ; cv:role pg:owner ; pg:basis "cell" .
    x:stated a pg:Statement ; rdf:subject target:bhyt ; rdf:predicate pg:ownedBy ; rdf:object agency:bhxh.can-tho ;
        prov:wasQuotedFrom document:118_kh-ubnd.can-tho-2024 ; pg:span x:cell .
    x:cell a pg:Span ; pg:line 9 ; pg:lineEnd 9 ; pg:quote "BHXH" .
    """
    got = Graph().parse(data=json.dumps(example), format="json-ld")
    assert set(got) == set(Graph().parse(data=HEADER + expected, format="turtle"))


def test_neo4j_has_a_constraint_for_every_label_and_an_index_for_every_asked_property() -> None:
    statements = (RENDERED / "neo4j.cypher").read_text().splitlines()
    for statement in statements:
        assert re.fullmatch(r"CREATE [A-Z ]+ \w+ IF NOT EXISTS FOR \(n:\w+\) .*;", statement), statement
    names = [re.findall(r"(\w+) IF NOT EXISTS", statement)[0] for statement in statements]
    assert len(names) == len(set(names))
    for label in ("Entity", *NODE_TYPES, "Statement"):
        assert any(f"(n:{label}) REQUIRE n.id IS UNIQUE" in statement for statement in statements), label
    assert any("(n:Source) REQUIRE n.document IS UNIQUE" in statement for statement in statements)
    asked = {(label, name) for label, kind in NODE_TYPES.items() for name, prop in kind.props().items() if prop.indexed}
    for label, name in asked | {("Statement", "fact"), ("Statement", "document")}:
        assert any(f"(n:{label}) ON (n.{name})" in statement for statement in statements), (label, name)
    assert any("FULLTEXT INDEX entity_text" in text and "'whitespace'" in text for text in statements)


def test_the_reference_page_tells_every_property_and_relation() -> None:
    page = (render.ROOT / "docs" / "ontology.md").read_text()
    for label, kind in NODE_TYPES.items():
        section = page.split(f"\n### {label}\n")[1].split("\n### ")[0]
        for name, prop in kind.props().items():
            assert f"| `{name}` | `{prop.term}` |" in section, (label, name)
    for relation in RELATIONS.values():
        assert re.search(rf"^\| `{relation.name}` \|.*`{relation.term}`.*{re.escape(relation.reverse.en)}", page, re.M)
    for term in declared_terms():
        assert f"`{term}`" in page, term
