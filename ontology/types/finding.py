"""Something doubtful, repaired or contradictory in one document."""

from __future__ import annotations

from typing import Annotated, ClassVar

from ontology.declare import Node, Prop, Words

SEVERITIES = ("info", "doubt", "error")


class Finding(Node):
    """What a reader must be told of one document: id = document + code + line + ordinal among equals."""

    LABEL: ClassVar[str] = "Finding"
    TERM: ClassVar[str] = "pg:Finding"
    TITLE: ClassVar[Words] = Words("Điểm cần lưu ý", "Finding")
    COMMENT: ClassVar[Words] = Words(
        "Điểm nghi vấn, đã sửa hoặc mâu thuẫn trong văn bản.",
        "Something doubtful, repaired or contradictory in a document.",
    )
    SHARED: ClassVar[bool] = False
    WHY_OWN: ClassVar[str] = "sh:ValidationResult reports on a graph, not on the reading of a text."

    name: Annotated[
        str,
        Prop(
            "dcterms:description",
            Words("nội dung", "message"),
            Words("Điều cần lưu ý, bằng một câu.", "What is to be told, in a sentence."),
        ),
    ]
    document: Annotated[
        str,
        Prop(
            "pg:onlyIn",
            Words("văn bản", "document"),
            Words("Mã văn bản.", "Id of the document."),
            why_own="As for agencies.",
        ),
    ]
    code: Annotated[
        str,
        Prop(
            "pg:findingCode",
            Words("mã", "code"),
            Words("Mã trong vocab/findings.toml.", "Its code in vocab/findings.toml."),
            indexed=True,
            why_own="The literal that doubts are listed by.",
        ),
    ]
    severity: Annotated[
        str,
        Prop(
            "pg:severity",
            Words("mức", "severity"),
            Words("Một trong: " + ", ".join(SEVERITIES) + ".", "One of: " + ", ".join(SEVERITIES) + "."),
            one_of=SEVERITIES,
            why_own="sh:severity wants a resource of SHACL's own list.",
        ),
    ]
    line: Annotated[
        int,
        Prop(
            "pg:line",
            Words("dòng", "line"),
            Words("Dòng trong văn bản.", "Line of the document."),
            datatype="xsd:integer",
            why_own="As for spans.",
        ),
    ]
