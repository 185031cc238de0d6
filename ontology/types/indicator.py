"""What targets measure, the same in every plan."""

from __future__ import annotations

from typing import Annotated, ClassVar

from ontology.declare import Node, Prop, Words


class Indicator(Node):
    """An indicator: two wordings are one only when their expanded, normalised keys are equal."""

    LABEL: ClassVar[str] = "Indicator"
    TERM: ClassVar[str] = "skos:Concept"
    TITLE: ClassVar[Words] = Words("Chỉ số", "Indicator")
    COMMENT: ClassVar[Words] = Words("Đại lượng được đo.", "A quantity that targets are set for.")
    SHARED: ClassVar[bool] = True
    WHY_OWN: ClassVar[str] = "skos:Concept names anything; this is what a figure is set for and compared by."

    name: Annotated[
        str,
        Prop(
            "skos:prefLabel",
            Words("tên", "name"),
            Words("Tên chuẩn: viết đầy đủ, chính tả thống nhất.", "The normalised name: expanded, in one spelling."),
            datatype="rdf:langString",
        ),
    ]
    key: Annotated[
        str,
        Prop(
            "skos:notation",
            Words("khoá", "key"),
            Words(
                "Khoá so sánh: tên viết đầy đủ, chữ thường, không dấu câu.",
                "The comparison key: the expanded name in small letters, without punctuation.",
            ),
            indexed=True,
        ),
    ]
