"""The data set told to machines: VoID and DCAT, with licence, dates and counts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import rdflib
from rdflib.namespace import DCAT, DCTERMS, FOAF, RDF, RDFS, VOID, XSD

from graph.nquads import parse
from graph.settings import DEFAULT_LICENCE
from ontology.declare import PREFIXES, Words, expand
from ontology.types import NODE_TYPES

TITLE = {"vi": "Đồ thị chính sách", "en": "Policy graph"}
DESCRIPTION = {
    "vi": "Văn bản của Đảng, Nhà nước: văn bản nào thực hiện văn bản nào, chỉ tiêu, nhiệm vụ, cơ quan phụ trách, "
    "và dòng văn bản nêu từng điều.",
    "en": "Documents of Party and State: which carries out which, their targets, tasks and owners, and the lines that "
    "state each of these.",
}

RIGHTS = {
    "vi": "Giấy phép áp dụng cho bộ dữ liệu: cách chọn, sắp xếp, mã, mô tả. Nội dung, số liệu và câu trích là của "
    "văn bản chính thức; văn bản quy phạm pháp luật, văn bản hành chính không thuộc phạm vi bảo hộ quyền tác giả "
    "(Luật Sở hữu trí tuệ, Điều 15). Mỗi câu trích ghi văn bản và dòng.",
    "en": "The licence covers the data set: its selection, arrangement, ids and descriptions. Facts, figures and "
    "quotes are those of official documents; legal and administrative documents are outside copyright in Viet Nam "
    "(Law on Intellectual Property, article 15). Every quote names its document and lines.",
}
"""What the licence does and does not cover."""

SPDX = rdflib.Namespace("http://spdx.org/rdf/terms#")
SD = rdflib.Namespace("http://www.w3.org/ns/sparql-service-description#")

_TYPE = f"<{expand('rdf:type')}>"
_NODE_CLASSES = frozenset(expand(f"pg:{label}") for label in NODE_TYPES)


@dataclass(slots=True)
class Counts:
    """Triples of the default graph, by class and by property; documents and their statements' triples."""

    triples: int = 0
    classes: Counter[str] = field(default_factory=Counter)
    properties: Counter[str] = field(default_factory=Counter)
    documents: int = 0
    evidence: int = 0

    @classmethod
    def of(cls, lines: Iterable[str]) -> Counts:
        """Counted from N-Quads lines, as a store gives them."""
        counts, graph = cls(), ""
        for text in lines:
            line = parse(text)
            if line.graph:
                counts.documents += line.graph != graph
                counts.evidence += 1
                graph = line.graph
                continue
            counts.triples += 1
            counts.properties[line.predicate[1:-1]] += 1
            if line.predicate == _TYPE:
                counts.classes[line.object[1:-1]] += 1
        return counts


@dataclass(frozen=True, slots=True)
class File:
    """A file of a release: its place below the release's address, media type, size and SHA-256."""

    name: str
    media: str
    size: int
    sha256: str
    title: Words


def graph() -> rdflib.Graph:
    """An empty graph that knows the prefixes."""
    found = rdflib.Graph(bind_namespaces="none")
    for prefix, iri in {**PREFIXES, "foaf": str(FOAF), "spdx": str(SPDX), "sd": str(SD)}.items():
        found.bind(prefix, iri)
    return found


def data_set(base: str, counts: Counts, *, licence: str = DEFAULT_LICENCE, modified: str = "") -> rdflib.Graph:
    """The description of the data set ``BASE/dataset``.

    Args:
        modified: date of the last change, ISO 8601; left out where it is not known.
    """
    found, about = graph(), rdflib.URIRef(f"{base}/dataset")
    for kind in (DCAT.Dataset, VOID.Dataset):
        found.add((about, RDF.type, kind))
    for language in TITLE:
        found.add((about, DCTERMS.title, rdflib.Literal(TITLE[language], language)))
        found.add((about, DCTERMS.description, rdflib.Literal(DESCRIPTION[language], language)))
    found.add((about, DCTERMS.license, rdflib.URIRef(licence)))
    rights = rdflib.URIRef(f"{about}#rights")
    found.add((about, DCTERMS.rights, rights))
    found.add((rights, RDF.type, DCTERMS.RightsStatement))
    for language, text in RIGHTS.items():
        found.add((rights, RDFS.label, rdflib.Literal(text, language)))
    if modified:
        found.add((about, DCTERMS.modified, rdflib.Literal(modified, datatype=XSD.date)))
    found.add((about, VOID.uriSpace, rdflib.Literal(f"{base}/id/")))
    found.add((about, VOID.triples, rdflib.Literal(counts.triples + counts.evidence)))
    found.add(
        (
            about,
            VOID.entities,
            rdflib.Literal(sum(number for iri, number in counts.classes.items() if iri in _NODE_CLASSES)),
        )
    )
    found.add((about, VOID.documents, rdflib.Literal(counts.documents)))
    used = {
        str(iri).rpartition("#")[0] + "#" if "#" in iri else str(iri).rpartition("/")[0] + "/"
        for iri in (*counts.properties, *counts.classes)
    }
    for iri in sorted(used):
        found.add((about, VOID.vocabulary, rdflib.URIRef(iri)))
    _partitions(found, about, counts.classes, "class", VOID["class"], VOID.entities)
    _partitions(found, about, counts.properties, "property", VOID.property, VOID.triples)
    return found


def _partitions(
    found: rdflib.Graph,
    about: rdflib.URIRef,
    counted: Mapping[str, int],
    what: str,
    of: rdflib.URIRef,
    number: rdflib.URIRef,
) -> None:
    for iri, count in sorted(counted.items()):
        # Named after what it counts, so that no blank node is needed.
        part = rdflib.URIRef(f"{about}/{what}/{_local(iri)}")
        found.add((about, VOID.classPartition if what == "class" else VOID.propertyPartition, part))
        found.add((part, of, rdflib.URIRef(iri)))
        found.add((part, number, rdflib.Literal(count)))


def _local(iri: str) -> str:
    prefix = next((name for name, namespace in PREFIXES.items() if iri.startswith(namespace)), "other")
    return f"{prefix}-{iri.rpartition('#')[2].rpartition('/')[2]}"


def add_service(found: rdflib.Graph, base: str, endpoint: str) -> None:
    """Say where the data set can be asked."""
    about, service = rdflib.URIRef(f"{base}/dataset"), rdflib.URIRef(endpoint)
    found.add((about, VOID.sparqlEndpoint, service))
    found.add((service, RDF.type, DCAT.DataService))
    for language in TITLE:
        found.add((service, DCTERMS.title, rdflib.Literal(f"{TITLE[language]}: SPARQL", language)))
    found.add((service, DCAT.endpointURL, service))
    found.add((service, DCAT.servesDataset, about))
    found.add((service, DCTERMS.conformsTo, rdflib.URIRef("https://www.w3.org/TR/sparql11-protocol/")))


def add_files(found: rdflib.Graph, base: str, address: str, files: Iterable[File], *, licence: str) -> None:
    """Say where the data set can be fetched, one ``dcat:Distribution`` for each file, with its checksum."""
    about = rdflib.URIRef(f"{base}/dataset")
    for file in files:
        part = rdflib.URIRef(f"{address}{file.name}")
        digest = rdflib.URIRef(f"{part}#checksum")
        found.add((about, DCAT.distribution, part))
        found.add((about, VOID.dataDump, part))
        found.add((part, RDF.type, DCAT.Distribution))
        for language, title in (("vi", file.title.vi), ("en", file.title.en)):
            found.add((part, DCTERMS.title, rdflib.Literal(title, language)))
        found.add((part, DCAT.downloadURL, part))
        found.add((part, DCAT.mediaType, rdflib.URIRef(f"https://www.iana.org/assignments/media-types/{file.media}")))
        found.add((part, DCAT.byteSize, rdflib.Literal(file.size, datatype=XSD.nonNegativeInteger)))
        found.add((part, DCTERMS.license, rdflib.URIRef(licence)))
        found.add((part, SPDX.checksum, digest))
        found.add((digest, RDF.type, SPDX.Checksum))
        found.add((digest, SPDX.algorithm, SPDX.checksumAlgorithm_sha256))
        found.add((digest, SPDX.checksumValue, rdflib.Literal(file.sha256, datatype=XSD.hexBinary)))


def service_description(base: str, endpoint: str, formats: Iterable[str]) -> rdflib.Graph:
    """What the endpoint offers, in the words of SPARQL 1.1 Service Description."""
    found, service = graph(), rdflib.URIRef(endpoint)
    whole, default = rdflib.URIRef(f"{base}/dataset"), rdflib.URIRef(f"{base}/dataset#default")
    found.add((service, RDF.type, SD.Service))
    found.add((service, SD.endpoint, service))
    found.add((service, SD.supportedLanguage, SD.SPARQL11Query))
    for form in sorted(formats):
        found.add((service, SD.resultFormat, rdflib.URIRef(form)))
    found.add((service, SD.defaultDataset, whole))
    found.add((whole, RDF.type, SD.Dataset))
    found.add((whole, SD.defaultGraph, default))
    found.add((default, RDF.type, SD.Graph))
    return found
