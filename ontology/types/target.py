"""A figure that a document sets for an indicator."""

from __future__ import annotations

from typing import Annotated, ClassVar

from ontology.declare import Node, Prop, Words

COMPARATORS = ("<", "<=", ">", ">=", "=", "range", "text")


class Target(Node):
    """A target of one document: id = document + folded indicator + parent + year + ordinal among equals."""

    LABEL: ClassVar[str] = "Target"
    TERM: ClassVar[str] = "pg:Target"
    TITLE: ClassVar[Words] = Words("Chỉ tiêu", "Target")
    COMMENT: ClassVar[Words] = Words("Chỉ tiêu đặt cho một chỉ số.", "A figure to be reached for an indicator.")
    SHARED: ClassVar[bool] = False
    WHY_OWN: ClassVar[str] = "qudt:QuantityValue holds a value; a target also has a comparator, a year and an owner."

    name: Annotated[
        str,
        Prop(
            "dcterms:description",
            Words("chỉ tiêu", "indicator as printed"),
            Words(
                "Tên chỉ tiêu như đã in, đã sửa lỗi nhận dạng nếu có.",
                "The indicator's words as printed, slips of OCR repaired.",
            ),
            datatype="rdf:langString",
        ),
    ]
    document: Annotated[
        str,
        Prop(
            "pg:onlyIn",
            Words("văn bản", "document"),
            Words("Mã văn bản đặt chỉ tiêu.", "Id of the document that sets it."),
            why_own="As for agencies.",
        ),
    ]
    group: Annotated[
        str | None,
        Prop(
            "pg:heading",
            Words("nhóm", "group"),
            Words("Nhóm chỉ tiêu trong bảng.", "The group of the table it stands under."),
            datatype="rdf:langString",
            why_own="As for tasks.",
        ),
    ] = None
    parent: Annotated[
        str | None,
        Prop(
            "pg:parentWords",
            Words("chỉ tiêu cha", "parent"),
            Words("Chỉ tiêu mà nó chia nhỏ.", "The indicator that it breaks down."),
            datatype="rdf:langString",
            why_own="Words of a row above, not a concept.",
        ),
    ] = None
    comparator: Annotated[
        str,
        Prop(
            "pg:comparator",
            Words("so sánh", "comparator"),
            Words("Một trong: " + " ".join(COMPARATORS), "One of: " + " ".join(COMPARATORS)),
            one_of=COMPARATORS,
            why_own="qudt:lowerBound and qudt:upperBound cannot tell > from >=.",
        ),
    ]
    value: Annotated[
        str | None,
        Prop(
            "qudt:numericValue",
            Words("giá trị", "value"),
            Words("Giá trị, số thập phân viết chuẩn («75.5»).", "The value, canonical decimal («75.5»)."),
            datatype="xsd:decimal",
        ),
    ] = None
    value_high: Annotated[
        str | None,
        Prop(
            "pg:valueHigh",
            Words("giá trị trên", "upper value"),
            Words("Cận trên khi là khoảng.", "The upper end of a range."),
            datatype="xsd:decimal",
            why_own="qudt:upperBound belongs to a quantity with bounds, not to a printed range.",
        ),
    ] = None
    text_value: Annotated[
        str | None,
        Prop(
            "pg:textValue",
            Words("giá trị bằng chữ", "value in words"),
            Words("Giá trị bằng chữ, ví dụ «Cơ bản không còn».", "A value in words, such as «Cơ bản không còn»."),
            why_own="No QUDT term for a value that is not a number.",
        ),
    ] = None
    value_printed: Annotated[
        str | None,
        Prop(
            "pg:valuePrinted",
            Words("giá trị như in", "value as printed"),
            Words("Giá trị đúng như đã in.", "The value exactly as printed."),
            why_own="The form from which the canonical value follows by a named rule.",
        ),
    ] = None
    unit: Annotated[
        str | None,
        Prop(
            "pg:unitPrinted",
            Words("đơn vị", "unit"),
            Words("Đơn vị như đã in.", "The unit as printed."),
            why_own="qudt:hasUnit, written beside it, wants a unit of QUDT; many printed ones have none there.",
        ),
    ] = None
    year: Annotated[
        int | None,
        Prop(
            "pg:targetYear",
            Words("năm đích", "target year"),
            Words("Năm phải đạt.", "The year by which it is to be reached."),
            datatype="xsd:integer",
            why_own="A year of achievement, not of issue.",
        ),
    ] = None
    approx: Annotated[
        bool,
        Prop(
            "pg:approximate",
            Words("khoảng", "approximate"),
            Words("Văn bản viết «khoảng».", "The document says «khoảng» (about)."),
            datatype="xsd:boolean",
            why_own="No QUDT flag for a figure printed as approximate.",
        ),
    ] = False
    doubt: Annotated[
        str | None,
        Prop(
            "pg:doubt",
            Words("nghi vấn", "doubt"),
            Words("Mã các nghi vấn, cách nhau bằng «; ».", "Codes of the findings that concern it, joined by «; »."),
            why_own="As for tasks.",
        ),
    ] = None
