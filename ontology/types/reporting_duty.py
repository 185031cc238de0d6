"""A duty to report by a date."""

from __future__ import annotations

from typing import Annotated, ClassVar

from ontology.declare import Node, Prop, Words

RECURRENCES = ("once", "yearly", "half-yearly", "quarterly", "monthly")


class ReportingDuty(Node):
    """A duty to report: id = document + month-day + year or recurrence + ordinal among equals."""

    LABEL: ClassVar[str] = "ReportingDuty"
    TERM: ClassVar[str] = "pg:ReportingDuty"
    TITLE: ClassVar[Words] = Words("Nghĩa vụ báo cáo", "Reporting duty")
    COMMENT: ClassVar[Words] = Words("Nghĩa vụ gửi báo cáo trước một ngày.", "A duty to report before a date.")
    SHARED: ClassVar[bool] = False
    WHY_OWN: ClassVar[str] = "No vocabulary of the field has a recurring duty to report."

    name: Annotated[
        str,
        Prop(
            "dcterms:description",
            Words("nội dung", "what"),
            Words("Nội dung báo cáo.", "What is to be reported."),
            datatype="rdf:langString",
        ),
    ]
    document: Annotated[
        str,
        Prop(
            "pg:onlyIn",
            Words("văn bản", "document"),
            Words("Mã văn bản đặt nghĩa vụ.", "Id of the document that lays it down."),
            why_own="As for agencies.",
        ),
    ]
    month: Annotated[
        int | None,
        Prop(
            "pg:month",
            Words("tháng", "month"),
            Words("Tháng, 1–12.", "Month, 1–12."),
            datatype="xsd:integer",
            why_own="A recurring day has no xsd:date.",
        ),
    ] = None
    day: Annotated[
        int | None,
        Prop(
            "pg:day",
            Words("ngày", "day"),
            Words("Ngày, 1–31.", "Day, 1–31."),
            datatype="xsd:integer",
            why_own="As pg:month.",
        ),
    ] = None
    year: Annotated[
        int | None,
        Prop(
            "pg:dueYear",
            Words("năm", "year"),
            Words("Năm, nếu chỉ một lần.", "The year, where it falls due once."),
            datatype="xsd:integer",
            why_own="As pg:month.",
        ),
    ] = None
    recurrence: Annotated[
        str | None,
        Prop(
            "pg:recurrence",
            Words("định kỳ", "recurrence"),
            Words("Một trong: " + ", ".join(RECURRENCES) + ".", "One of: " + ", ".join(RECURRENCES) + "."),
            one_of=RECURRENCES,
            why_own="dcterms:accrualPeriodicity speaks of collections.",
        ),
    ] = None
    when_text: Annotated[
        str | None,
        Prop(
            "pg:whenPrinted",
            Words("thời hạn như in", "when, as printed"),
            Words("Thời hạn như đã in.", "The time as printed."),
            why_own="The form from which the date follows.",
        ),
    ] = None
    doubt: Annotated[
        str | None,
        Prop(
            "pg:doubt",
            Words("nghi vấn", "doubt"),
            Words("Mã các nghi vấn, cách nhau bằng «; ».", "Codes of the findings that concern it, joined by «; »."),
            why_own="As for tasks.",
        ),
    ] = None
