"""What a task is to bring forth."""

from __future__ import annotations

from typing import Annotated, ClassVar

from ontology.declare import Node, Prop, Words


class Product(Node):
    """A product of one task, as its column or line names it."""

    LABEL: ClassVar[str] = "Product"
    TERM: ClassVar[str] = "p-plan:Variable"
    TITLE: ClassVar[Words] = Words("Sản phẩm", "Product")
    COMMENT: ClassVar[Words] = Words("Sản phẩm của nhiệm vụ.", "What a task is to bring forth.")
    SHARED: ClassVar[bool] = False
    WHY_OWN: ClassVar[str] = "p-plan:Variable may be taken or given; this is what a task is to bring forth."

    name: Annotated[
        str,
        Prop(
            "dcterms:description",
            Words("sản phẩm", "product"),
            Words("Tên sản phẩm như đã in.", "The product as printed."),
            datatype="rdf:langString",
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
