"""A field of policy."""

from __future__ import annotations

from typing import Annotated, ClassVar

from ontology.declare import Node, Prop, Words


class Domain(Node):
    """A field of policy from the vocabulary (``vocab/domains.toml``)."""

    LABEL: ClassVar[str] = "Domain"
    TERM: ClassVar[str] = "skos:Concept"
    TITLE: ClassVar[Words] = Words("Lĩnh vực", "Domain")
    COMMENT: ClassVar[Words] = Words("Lĩnh vực chính sách.", "A field of policy.")
    SHARED: ClassVar[bool] = True
    WHY_OWN: ClassVar[str] = "skos:Concept names anything; this is the field that a task or target stands in."

    name: Annotated[
        str,
        Prop(
            "skos:prefLabel",
            Words("tên", "name"),
            Words("Tên lĩnh vực.", "The name of the field."),
            datatype="rdf:langString",
        ),
    ]
