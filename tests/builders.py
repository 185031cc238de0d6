"""Small documents built by hand, for tests of the stores.

>>> plan = cited("118/KH-UBND", 2024, place="can-tho")
>>> plan.id, plan.props["document_class"]
('document/118_kh-ubnd.can-tho-2024', 'ProvincialPlan')
"""

from __future__ import annotations

from collections.abc import Iterable

from graph.facts import DocumentFacts, FindingRecord, NodeRecord, SourceInfo, Span, Statement
from graph.ids import document_id, indicator_id, owned_id
from ontology.text import search_key
from ontology.values import DocumentNumber

CLASSES = {
    "NQ/TW": "PartyResolution",
    "NQ/CP": "GovernmentResolution",
    "KH/UBND": "ProvincialPlan",
    "CTr/TU": "PartyProgramme",
    "CT/TW": "PartyDirective",
}


def cited(number: str, year: int | None = None, *, place: str | None = None) -> NodeRecord:
    """The node of a numbered document, as every document that names it gives it."""
    parsed = DocumentNumber.parse(number)
    props: dict[str, str | int | bool] = {"name": number, "number": number, "loaded": False}
    if parsed.kind:
        props["kind"] = parsed.kind
        props["document_class"] = CLASSES.get(f"{parsed.kind}/{parsed.body}", "OtherDocument")
    if year or parsed.year:
        props["year"] = year or parsed.year or 0
    if place:
        props["place"] = f"place/{place}"
    return NodeRecord(label="Document", id=document_id(parsed, place=place, year=year), props=props)


def agency(name: str, place: str | None = None, *, place_name: str = "") -> NodeRecord:
    """A shared agency, of a place or of the centre."""
    slug = search_key(name).replace(" ", "-")
    props: dict[str, str | int | bool] = {"name": name, "kind": "government", "type": slug}
    if place:
        props |= {"jurisdiction": f"place/{place}", "jurisdiction_name": place_name or place}
    return NodeRecord(label="Agency", id=f"agency/{slug}" + (f".{place}" if place else ""), props=props)


def jurisdiction(slug: str, name: str) -> NodeRecord:
    """A province or city."""
    return NodeRecord(label="Jurisdiction", id=f"place/{slug}", props={"name": name, "kind": "province"})


def indicator(name: str) -> NodeRecord:
    """An indicator; two spellings of one key are one node."""
    key = search_key(name)
    return NodeRecord(label="Indicator", id=indicator_id(key), props={"name": name, "key": key})


class Builder:
    """Writes a document line by line: each fact gets the next line and the words given for it."""

    def __init__(
        self, number: str, year: int | None, *, place: str | None = None, sha: str = "0", path: str = ""
    ) -> None:
        self.document = cited(number, year, place=place)
        self.id = self.document.id
        self._nodes: dict[tuple[str, str], NodeRecord] = {}
        self._statements: list[Statement] = []
        self._links: list[tuple[str, str, str]] = []
        self._findings: list[FindingRecord] = []
        self._text: list[str] = [f"Số: {number}"]
        self._sha, self._path = sha, path or f"{self.id.removeprefix('document/')}.txt"
        self._name(self.document)

    def _name(self, node: NodeRecord) -> NodeRecord:
        self._nodes[node.id, repr(node.props)] = node
        return node

    def _line(self, words: str) -> Span:
        self._text.append(words)
        return Span(line=len(self._text), line_end=len(self._text), quote=words)

    def says(
        self,
        predicate: str,
        object: NodeRecord,
        *,
        subject: NodeRecord | None = None,
        words: str = "",
        basis: str | None = None,
        doubt: Iterable[str] = (),
        mention: str | None = None,
    ) -> Builder:
        """A relation, of the document itself where no subject is given."""
        subject = self._name(subject or self.document)
        self._name(object)
        self._statements.append(
            Statement(
                subject=subject.id,
                predicate=predicate,
                object=object.id,
                basis=basis,
                doubt=tuple(doubt),
                mention=mention,
                spans=(self._line(words or f"{predicate} {object.props['name']}"),),
            )
        )
        return self

    def states(self, prop: str, value: str, *, of: NodeRecord | None = None, words: str = "") -> Builder:
        """A stated property: title, date, signer …"""
        subject = self._name(of or self.document)
        self._statements.append(
            Statement(
                subject=subject.id,
                predicate=prop,
                object=value,
                literal=True,
                spans=(self._line(words or value),),
            )
        )
        return self

    def names(self, *nodes: NodeRecord) -> Builder:
        """Shared nodes that are named without any fact."""
        for node in nodes:
            self._name(node)
        return self

    def target(
        self,
        name: str,
        value: str,
        *,
        owner: NodeRecord | None = None,
        comparator: str = ">=",
        year: int = 2030,
        doubt: Iterable[str] = (),
        basis: str = "cell",
    ) -> Builder:
        """A target with its indicator and, where given, its owner."""
        target = NodeRecord(
            label="Target",
            id=owned_id(self.id, "target", [name, str(year)]),
            props={
                "name": name,
                "document": self.id,
                "comparator": comparator,
                "value": value,
                "unit": "%",
                "year": year,
                "approx": False,
            },
        )
        self.says("SETS", target, words=f"{name} {comparator} {value} %")
        self.says("MEASURES", indicator(name), subject=target, words=name)
        if owner:
            self.says(
                "OWNED_BY",
                owner,
                subject=target,
                basis=basis,
                doubt=doubt,
                mention=str(owner.props["name"]),
                words=f"{name}\t{owner.props['name']}",
            )
        return self

    def task(
        self, code: str, name: str, *, lead: NodeRecord | None = None, support: Iterable[NodeRecord] = ()
    ) -> Builder:
        """A task with its lead and supporters."""
        task = NodeRecord(
            label="Task", id=f"{self.id}/task/{code}", props={"name": name, "document": self.id, "code": code}
        )
        self.says("ASSIGNS", task, words=name)
        if lead:
            self.says("LED_BY", lead, subject=task, basis="prose", words=f"{lead.props['name']} chủ trì")
        for other in support:
            self.says("SUPPORTED_BY", other, subject=task, basis="prose", words=f"phối hợp {other.props['name']}")
        return self

    def collective(self, name: str) -> NodeRecord:
        """An agency that is a node of this document alone."""
        return NodeRecord(
            label="Agency",
            id=owned_id(self.id, "agency", [name]),
            props={"name": name, "kind": "collective", "document": self.id},
        )

    def part_of(self, part: NodeRecord, whole: NodeRecord) -> Builder:
        """A link that the vocabulary makes."""
        self._links.append((self._name(part).id, "PART_OF", self._name(whole).id))
        return self

    def finds(self, code: str, message: str) -> Builder:
        """A finding at the last line written."""
        self._findings.append(FindingRecord(code=code, severity="warning", message=message, line=len(self._text)))
        return self

    def build(self) -> DocumentFacts:
        """The finished document."""
        text = "\n".join(self._text) + "\n"
        return DocumentFacts(
            id=self.id,
            nodes=tuple(self._nodes.values()),
            statements=tuple(self._statements),
            links=tuple(self._links),
            findings=tuple(self._findings),
            text=text,
            source=SourceInfo(
                document=self.id,
                path=self._path,
                sha256=self._sha * 64,
                reader="test",
                vocabulary="test",
                decisions="test",
                lines=len(self._text),
            ),
        )


def again(document: DocumentFacts, sha: str) -> DocumentFacts:
    """The same facts read from a file of another hash."""
    return document.model_copy(update={"source": document.source.model_copy(update={"sha256": sha * 64})})


# --- the documents most tests use -------------------------------------------------------------------------------

NQ42 = cited("42-NQ/TW", 2023)
NQ68 = cited("68/NQ-CP", 2024)
KH118 = cited("118/KH-UBND", 2024, place="can-tho")
CT10 = cited("10-CT/TW")
CT10_2016 = cited("10-CT/TW", 2016)
CT10_2021 = cited("10-CT/TW", 2021)
GOVERNMENT = agency("Chính phủ")
HEALTH_CAN_THO = agency("Sở Y tế", "can-tho", place_name="Cần Thơ")
HEALTH_CA_MAU = agency("Sở Y tế", "ca-mau", place_name="Cà Mau")
LABOUR_CAN_THO = agency("Sở Lao động - Thương binh và Xã hội", "can-tho", place_name="Cần Thơ")
CAN_THO = jurisdiction("can-tho", "Cần Thơ")
CA_MAU = jurisdiction("ca-mau", "Cà Mau")
CITY_COMMITTEE = agency("Ủy ban nhân dân", "can-tho", place_name="Cần Thơ")


def resolution_68() -> DocumentFacts:
    """68/NQ-CP: carries out 42-NQ/TW and says of it title and date."""
    return (
        Builder("68/NQ-CP", 2024)
        .states("title", "Ban hành Chương trình hành động của Chính phủ thực hiện Nghị quyết số 42-NQ/TW")
        .states("date", "2024-05-09")
        .says("ISSUED_BY", GOVERNMENT)
        .says("IMPLEMENTS", NQ42)
        .states("title", "Tiếp tục đổi mới, nâng cao chất lượng chính sách xã hội", of=NQ42)
        .states("date", "2023-11-24", of=NQ42)
        .build()
    )


def plan_can_tho() -> DocumentFacts:
    """Cần Thơ's plan: two chains to 42-NQ/TW, owned targets, a task, a citation without year."""
    builder = Builder("118/KH-UBND", 2024, place="can-tho")
    everyone = builder.collective("Các sở, ban, ngành có liên quan")
    return (
        builder.states("date", "2024-06-07")
        .states("signer", "Nguyễn Thực Hiện")
        .says("ISSUED_BY", CITY_COMMITTEE)
        .part_of(CITY_COMMITTEE, CAN_THO)
        .says("APPLIES_TO", CAN_THO)
        .says("IMPLEMENTS", NQ68)
        .says("IMPLEMENTS", NQ42)
        .states("title", "Tiếp tục đổi mới, nâng cao chất lượng chính sách xã hội", of=NQ42)
        .says("CITES", CT10)
        .target("Tỷ lệ bao phủ bảo hiểm y tế", "97.00", owner=HEALTH_CAN_THO)
        .target(
            "Tỷ lệ hộ nghèo", "0.5", owner=LABOUR_CAN_THO, comparator="<=", basis="carried", doubt=["owner-carried"]
        )
        .part_of(HEALTH_CAN_THO, CAN_THO)
        .part_of(LABOUR_CAN_THO, CAN_THO)
        .task("III.1", "Phát triển y tế cơ sở", lead=HEALTH_CAN_THO, support=[LABOUR_CAN_THO, everyone])
        .finds("owner-carried", "Ô «cơ quan» trống; lấy của hàng trên")
        .build()
    )


def plan_ca_mau() -> DocumentFacts:
    """Cà Mau's plan: the same resolution, the same indicator, another health department."""
    return (
        Builder("95/KH-UBND", 2024, place="ca-mau")
        .states("date", "2024-06-20")
        .says("APPLIES_TO", CA_MAU)
        .says("IMPLEMENTS", NQ68)
        .says("IMPLEMENTS", NQ42)
        .states("title", "Nâng cao chất lượng chính sách xã hội", of=NQ42)
        .target("Tỷ lệ bao phủ bảo hiểm y tế", "95", owner=HEALTH_CA_MAU)
        .part_of(HEALTH_CA_MAU, CA_MAU)
        .build()
    )


def citing(number: str, *nodes: NodeRecord, sha: str = "0") -> DocumentFacts:
    """A plan of 2024 that cites the given documents and says nothing else."""
    builder = Builder(number, 2024, place="ha-nam", sha=sha)
    for node in nodes:
        builder.says("CITES", node)
    return builder.build()
