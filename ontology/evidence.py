"""What the RDF form says beside the facts: who states them, in which lines, and with which role.

A fact is one plain triple. Around it stand a *statement* for each document
that makes it, with its *spans*; a *participation* where an agency leads,
supports, owns, reports or receives; and a *source* for each loaded file. They
are declared here in the way of ``ontology.declare`` so that the ontology, the
shapes, the JSON-LD context, the reference page and the writer of the triples
all take their terms from one place.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from ontology.declare import Prop, Words
from ontology.relations import OWNER_BASIS, RELATIONS, SERVES_BASIS
from ontology.types import NODE_TYPES


@dataclass(frozen=True, slots=True)
class Form:
    """A pattern that the text of a value has to match, and how to say so."""

    pattern: str
    words: Words


@dataclass(frozen=True, slots=True)
class Slot(Prop):
    """A property that only the RDF form has.

    Args:
        to: CURIEs of the classes of its values where they are nodes; empty where they are literals.
        least, most: how many values there are; ``most`` is None where any number will do.
        inverse: the triple runs from the value to the thing described.
        form: what the text of a literal looks like.
        minimum: the smallest number allowed.
        not_after: name of the slot of the same kind whose value may not be smaller.
        under: CURIE of the wider standard property, where an own term narrows one.
    """

    to: tuple[str, ...] = ()
    least: int = 1
    most: int | None = 1
    inverse: bool = False
    form: Form | None = None
    minimum: int | None = None
    not_after: str = ""
    under: str = ""


@dataclass(frozen=True, slots=True)
class Kind:
    """A class of the RDF form: its term, its wording and its slots by name."""

    name: str
    term: str
    title: Words
    comment: Words
    slots: dict[str, Slot]
    under: tuple[str, ...] = ()
    why_own: str = ""


@dataclass(frozen=True, slots=True)
class Role:
    """The part an agency has in a task, a target or a duty to report."""

    term: str
    label: Words
    comment: Words


ROLES: dict[str, Role] = {
    "LED_BY": Role(
        "pg:lead", Words("chủ trì", "lead"), Words("Chủ trì, chịu trách nhiệm về nhiệm vụ.", "Answers for the task.")
    ),
    "SUPPORTED_BY": Role(
        "pg:support",
        Words("phối hợp", "support"),
        Words("Phối hợp với cơ quan chủ trì.", "Works with the lead on the task."),
    ),
    "OWNED_BY": Role(
        "pg:owner",
        Words("phụ trách", "owner"),
        Words("Phụ trách theo dõi, đánh giá chỉ tiêu.", "Answers for the target."),
    ),
    "REPORTED_BY": Role(
        "pg:reporter", Words("báo cáo", "reporter"), Words("Phải gửi báo cáo.", "Has to send the report.")
    ),
    "REPORTS_TO": Role(
        "pg:recipient", Words("nhận báo cáo", "recipient"), Words("Nhận báo cáo.", "Receives the report.")
    ),
}
"""Name of a relation → the role of the agency in its participation."""

ANY_NODE = ("rdfs:Resource",)

ID_FORM = Form(
    r"^[A-Za-z0-9._~-]+(/[A-Za-z0-9._~-]+)*$",
    Words(
        "các đoạn gồm chữ không dấu, số và «. _ ~ -», cách nhau bằng «/»",
        "segments of plain letters, digits and «. _ ~ -», joined by «/»",
    ),
)
"""What every id looks like."""

_NOT_BLANK = Form(r"\S", Words("không để trống", "not blank"))


def _hex(digits: int) -> Form:
    return Form(f"^[0-9a-f]{{{digits}}}$", Words(f"{digits} chữ số thập lục phân", f"{digits} hexadecimal digits"))


DECISION_FORM = Form(r"^d-[0-9a-f]{12}$", Words("«d-» và 12 chữ số thập lục phân", "«d-» and 12 hexadecimal digits"))
"""What the id of a curator's decision looks like."""

_BASIS = Slot(
    "pg:basis",
    Words("cách tìm", "basis"),
    Words(
        "Cách tìm ra cơ quan: ô riêng, ô gộp, câu văn, đề mục, người quyết định; "
        "hoặc chỉ tiêu: được nêu, cùng lĩnh vực.",
        "How an agency was found: own cell or line, cell spanning rows, sentence, heading above, a person's decision; "
        "or a target: stated, of one field.",
    ),
    one_of=OWNER_BASIS,
    least=0,
    why_own="No PROV term says by which reading a value was found.",
)
_ANY_BASIS = replace(_BASIS, one_of=(*OWNER_BASIS, *SERVES_BASIS))
_DOUBT = Slot(
    "pg:doubt",
    Words("nghi vấn", "doubt"),
    Words("Mã các nghi vấn, cách nhau bằng «; ».", "Codes of the findings that concern it, joined by «; »."),
    least=0,
    why_own="No vocabulary of PROV or SHACL lists doubts about a reading.",
)


def _count(term: str, label: Words, comment: Words) -> Slot:
    return Slot(
        term,
        label,
        comment,
        datatype="xsd:integer",
        least=0,
        minimum=0,
        why_own="oa:TextPositionSelector counts characters, not pages, rows or columns.",
    )


STATEMENT = Kind(
    "Statement",
    "pg:Statement",
    Words("Trích dẫn", "Statement"),
    Words(
        "Một văn bản nêu một điều, với dòng và nguyên văn.",
        "One document saying one fact, with its lines and its words.",
    ),
    under=("rdf:Statement", "prov:Entity"),
    why_own="rdf:Statement alone has no key of the fact, no lines and no doubt.",
    slots={
        "fact": Slot(
            "pg:fact",
            Words("khoá", "fact"),
            Words(
                "Khoá của điều được nêu, chung cho mọi văn bản nêu nó.",
                "Key of the fact, the same in every document that says it.",
            ),
            form=_hex(24),
            why_own="A fact has no IRI of its own; dcterms:identifier would name the statement.",
        ),
        "subject": Slot(
            "rdf:subject",
            Words("chủ thể", "subject"),
            Words("Đối tượng được nói đến.", "What is spoken of."),
            to=ANY_NODE,
        ),
        "predicate": Slot(
            "rdf:predicate",
            Words("quan hệ", "predicate"),
            Words("Quan hệ hoặc thuộc tính được nêu.", "The relation or stated property."),
            to=("rdf:Property",),
            one_of=(
                *(relation.term for relation in RELATIONS.values() if relation.evidence == "statement"),
                *(prop.term for kind in NODE_TYPES.values() for prop in kind.props().values() if prop.stated),
            ),
        ),
        "object": Slot(
            "rdf:object",
            Words("đối tượng", "object"),
            Words("Đối tượng hoặc giá trị được nêu.", "The node or the value that is stated."),
            datatype="",
        ),
        "document": Slot(
            "prov:wasQuotedFrom",
            Words("văn bản", "document"),
            Words("Văn bản nêu điều này.", "The document that says it."),
            to=("pg:Document",),
        ),
        "spans": Slot(
            "pg:span",
            Words("vị trí", "span"),
            Words("Các dòng làm căn cứ.", "The lines it rests on."),
            to=("pg:Span",),
            most=None,
            why_own="oa:hasSelector belongs to an annotation's target, not to a statement.",
        ),
        "mention": Slot(
            "pg:mention",
            Words("tên như in", "mention"),
            Words(
                "Chữ trong văn bản chỉ đối tượng, như đã in.",
                "The words of the document that name the object, as printed.",
            ),
            least=0,
            why_own="oa:exact is the whole quote; this is the name within it.",
        ),
        "basis": _ANY_BASIS,
        "doubt": _DOUBT,
        "decision": Slot(
            "pg:decision",
            Words("quyết định", "decision"),
            Words(
                "Mã quyết định của người rà soát đã áp dụng cho trích dẫn này.",
                "Id of the curator's decision that was applied to this statement.",
            ),
            least=0,
            form=DECISION_FORM,
            why_own="prov:wasGeneratedBy wants an activity; decisions are lines of a file of their own.",
        ),
        "confirmed_by": Slot(
            "pg:confirmedBy",
            Words("người xác nhận", "confirmed by"),
            Words("Tên người ra quyết định, như người đó tự ghi.", "Name of who decided, as they gave it themselves."),
            least=0,
            form=_NOT_BLANK,
            why_own="prov:wasAttributedTo wants an agent with an IRI; of a curator only the name is known.",
        ),
    },
)

SPAN = Kind(
    "Span",
    "pg:Span",
    Words("Đoạn trích", "Span"),
    Words("Các dòng liền nhau của một văn bản, với nguyên văn.", "Adjoining lines of a document, with their words."),
    why_own="oa:Selector addresses characters of a web page; a span has lines, page and cell.",
    slots={
        "line": Slot(
            "pg:line",
            Words("dòng đầu", "first line"),
            Words(
                "Dòng đầu, tính từ 1; với docx, pdf, html là số khối.",
                "First line, from 1; the number of the block in docx, pdf and html.",
            ),
            datatype="xsd:integer",
            minimum=1,
            not_after="line_end",
            why_own="oa:start counts characters.",
        ),
        "line_end": Slot(
            "pg:lineEnd",
            Words("dòng cuối", "last line"),
            Words("Dòng cuối, tính cả dòng đó.", "Last line, inclusive."),
            datatype="xsd:integer",
            minimum=1,
            why_own="As pg:line.",
        ),
        "quote": Slot(
            "pg:quote",
            Words("nguyên văn", "quote"),
            Words("Chữ của các dòng đó như đã in.", "Text of those lines as printed."),
            form=_NOT_BLANK,
            why_own="prov:value would be the value of any entity; oa:exact belongs to a selector.",
        ),
        "page": _count("pg:page", Words("trang", "page"), Words("Số trang.", "Number of the page.")),
        "table": _count("pg:table", Words("bảng", "table"), Words("Số bảng.", "Number of the table.")),
        "row": _count("pg:row", Words("hàng", "row"), Words("Hàng của bảng.", "Row of the table.")),
        "column": _count("pg:column", Words("cột", "column"), Words("Cột của bảng.", "Column of the table.")),
    },
)

PARTICIPATION = Kind(
    "Participation",
    "cv:Participation",
    Words("Sự tham gia", "Participation"),
    Words(
        "Một cơ quan giữ một vai trò trong một nhiệm vụ, chỉ tiêu hoặc nghĩa vụ báo cáo.",
        "One agency in one role in a task, a target or a duty to report.",
    ),
    slots={
        "matter": Slot(
            "cv:hasParticipation",
            Words("việc", "matter"),
            Words("Nhiệm vụ, chỉ tiêu hoặc nghĩa vụ báo cáo.", "The task, target or duty to report."),
            to=("pg:Task", "pg:Target", "pg:ReportingDuty"),
            inverse=True,
        ),
        "agency": Slot(
            "cv:participates",
            Words("cơ quan", "agency"),
            Words("Cơ quan tham gia.", "The agency that takes part."),
            to=("pg:Agency",),
            inverse=True,
        ),
        "role": Slot(
            "cv:role",
            Words("vai trò", "role"),
            Words("Vai trò của cơ quan.", "The role of the agency."),
            to=("skos:Concept",),
            one_of=tuple(role.term for role in ROLES.values()),
        ),
        "basis": _BASIS,
        "doubt": _DOUBT,
    },
)

SOURCE = Kind(
    "Source",
    "pg:Source",
    Words("Tệp nguồn", "Source"),
    Words(
        "Tệp đã nạp, và cái đã đọc nó; cũng là đồ thị riêng của văn bản.",
        "A loaded file and what read it; also the document's named graph.",
    ),
    under=("prov:Entity",),
    why_own="dcat:Distribution describes what is published; this is the file that was read.",
    slots={
        "file": Slot(
            "pg:fileName",
            Words("tên tệp", "file name"),
            Words(
                "Tên của tệp khi nạp, không kèm thư mục.", "Name of the file when it was loaded, without its folder."
            ),
            form=_NOT_BLANK,
            why_own="dcat:downloadURL wants an address that others can fetch.",
        ),
        "sha256": Slot(
            "pg:sha256",
            Words("mã băm", "SHA-256"),
            Words("SHA-256 của tệp.", "SHA-256 of the file."),
            form=_hex(64),
            why_own="spdx:checksum needs a node for what is one literal.",
        ),
        "reader": Slot(
            "pg:reader",
            Words("phiên bản bộ đọc", "reader"),
            Words("Phiên bản của bộ đọc.", "Version of the reader."),
            why_own="prov:wasAssociatedWith wants an agent.",
        ),
        "vocabulary": Slot(
            "pg:vocabulary",
            Words("phiên bản từ vựng", "vocabulary"),
            Words("Dấu của từ vựng khi đọc.", "Stamp of the vocabulary at the time of reading."),
            why_own="As pg:reader.",
        ),
        "decisions": Slot(
            "pg:decisions",
            Words("quyết định đã áp dụng", "decisions"),
            Words(
                "Mã các quyết định của người rà soát đã áp dụng cho văn bản.",
                "Ids of the curators' decisions that were applied to the document.",
            ),
            why_own="As pg:reader.",
        ),
        "lines": Slot(
            "pg:lines",
            Words("số dòng", "lines"),
            Words("Số dòng hoặc khối của tệp.", "Number of lines or blocks of the file."),
            datatype="xsd:integer",
            minimum=0,
            why_own="dcterms:extent wants a node.",
        ),
    },
)

KINDS: dict[str, Kind] = {kind.name: kind for kind in (STATEMENT, SPAN, PARTICIPATION, SOURCE)}
"""Name → class of the RDF form, in reading order."""

IDENTIFIER = Slot(
    "dcterms:identifier",
    Words("mã", "id"),
    Words("Mã ổn định, cũng là phần cuối của IRI.", "The stable id, also the end of the IRI."),
    form=ID_FORM,
)
"""What every node has in RDF for its ``id``."""

UNIT_IRI = "http://qudt.org/vocab/unit/"

NODE_SLOTS: dict[str, dict[str, Slot]] = {
    "Target": {
        "unit_qudt": Slot(
            "qudt:hasUnit",
            Words("đơn vị theo QUDT", "unit in QUDT"),
            Words(
                "Đơn vị của QUDT đúng bằng đơn vị đã in; không có nếu QUDT không có đơn vị như vậy.",
                "The unit of QUDT that is exactly the printed one; none where QUDT has no such unit.",
            ),
            to=("qudt:Unit",),
            least=0,
            form=Form(f"^{UNIT_IRI}", Words("một đơn vị của QUDT", "a unit of QUDT")),
        )
    }
}
"""Label → what its nodes have in RDF alone, made from their properties."""

MENTIONS = Slot(
    "pg:mentions",
    Words("nêu tên", "mentions"),
    Words("Văn bản nêu tên đối tượng dùng chung này.", "The document names this shared node."),
    to=ANY_NODE,
    least=0,
    most=None,
    why_own="schema:mentions would make every Party or State document a schema:CreativeWork.",
)
"""From a loaded document to each shared node it names, kept in the document's graph."""

ENTAILS = Slot(
    "pg:entails",
    Words("kéo theo", "brings in"),
    Words(
        "Văn bản không nêu tên đối tượng này; nó theo từ vựng mà có từ cơ quan văn bản nêu tên.",
        "The document does not name this shared node; by the vocabulary it follows from an agency that it names.",
    ),
    to=ANY_NODE,
    least=0,
    most=None,
    why_own="No vocabulary of the field tells a node that is inferred from one that is named.",
)
"""From a loaded document to each shared node that its agencies' succession brings in, kept in the document's graph."""

BRINGS = {"MENTIONS": MENTIONS, "ENTAILS": ENTAILS}
"""Name of the relationship in Neo4j → from a loaded document to the shared nodes that are there because of it."""

QUOTE_HASH = Slot(
    "pg:quoteSha256",
    Words("mã băm nguyên văn", "SHA-256 of the quote"),
    Words(
        "SHA-256 của nguyên văn (UTF-8); thay cho pg:quote trong bản xuất không kèm nguyên văn.",
        "SHA-256 of the quote as UTF-8; stands in place of pg:quote where an export leaves the words out.",
    ),
    least=0,
    form=_hex(64),
    why_own="As pg:sha256, which speaks of the file.",
)
"""Of a span, in exports with ``--evidence refs`` only."""
