"""A task that a document assigns."""

from __future__ import annotations

from typing import Annotated, ClassVar

from ontology.declare import Node, Prop, Words


class Task(Node):
    """A task of one document: id = document + code, or + folded text where it has no code."""

    LABEL: ClassVar[str] = "Task"
    TERM: ClassVar[str] = "p-plan:Step"
    TITLE: ClassVar[Words] = Words("Nhiệm vụ", "Task")
    COMMENT: ClassVar[Words] = Words("Nhiệm vụ, giải pháp được giao.", "A task laid on one or more bodies.")
    SHARED: ClassVar[bool] = False
    WHY_OWN: ClassVar[str] = (
        "p-plan:Step is of a plan with inputs and outputs; a task is also laid on bodies, in a time."
    )

    name: Annotated[
        str,
        Prop(
            "dcterms:description",
            Words("nội dung", "text"),
            Words("Nội dung nhiệm vụ như đã in.", "The task's text as printed."),
            datatype="rdf:langString",
        ),
    ]
    document: Annotated[
        str,
        Prop(
            "pg:onlyIn",
            Words("văn bản", "document"),
            Words("Mã văn bản giao nhiệm vụ.", "Id of the document that assigns it."),
            why_own="As for agencies.",
        ),
    ]
    code: Annotated[
        str | None,
        Prop(
            "pg:code",
            Words("mã mục", "code"),
            Words("Số mục trong văn bản, ví dụ III.1.a.", "Its place in the document, such as III.1.a."),
            why_own="dcterms:identifier would claim it is one outside its document.",
        ),
    ] = None
    heading: Annotated[
        str | None,
        Prop(
            "pg:heading",
            Words("đề mục", "heading"),
            Words("Đề mục mà nhiệm vụ đứng dưới.", "The heading it stands under."),
            datatype="rdf:langString",
            why_own="The text of the heading, whatever domain it is resolved to.",
        ),
    ] = None
    timeline: Annotated[
        str | None,
        Prop(
            "pg:timeline",
            Words("thời gian", "timeline"),
            Words("Thời gian thực hiện như đã in.", "The time of execution as printed."),
            why_own="Printed times («Hàng năm») are no intervals of OWL-Time.",
        ),
    ] = None
    doubt: Annotated[
        str | None,
        Prop(
            "pg:doubt",
            Words("nghi vấn", "doubt"),
            Words("Mã các nghi vấn, cách nhau bằng «; ».", "Codes of the findings that concern it, joined by «; »."),
            why_own="No vocabulary of PROV or SHACL lists doubts about a reading.",
        ),
    ] = None
