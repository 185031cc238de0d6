"""A place that is governed: country, province, district, commune."""

from __future__ import annotations

from typing import Annotated, ClassVar

from ontology.declare import Node, Prop, Words

JURISDICTION_KINDS = ("country", "province", "city", "district", "town", "commune", "ward")


class Jurisdiction(Node):
    """A governed place within its time of validity; a place re-founded in 2025 has an id of its own."""

    LABEL: ClassVar[str] = "Jurisdiction"
    TERM: ClassVar[str] = "pg:Jurisdiction"
    TITLE: ClassVar[Words] = Words("Địa bàn", "Jurisdiction")
    COMMENT: ClassVar[Words] = Words("Đơn vị hành chính.", "An administrative unit.")
    SHARED: ClassVar[bool] = True
    WHY_OWN: ClassVar[str] = (
        "eli:AdministrativeArea has no time of validity, and the 2025 reform made units of one name twice."
    )

    name: Annotated[
        str,
        Prop(
            "skos:prefLabel",
            Words("tên", "name"),
            Words("Tên riêng, không kèm cấp («Cần Thơ»).", "The bare name without its level («Cần Thơ»)."),
            datatype="rdf:langString",
        ),
    ]
    kind: Annotated[
        str,
        Prop(
            "pg:jurisdictionKind",
            Words("cấp", "level"),
            Words("Cấp: " + ", ".join(JURISDICTION_KINDS) + ".", "One of: " + ", ".join(JURISDICTION_KINDS) + "."),
            one_of=JURISDICTION_KINDS,
            why_own="eli:AdministrativeArea has no level.",
        ),
    ]
    parent: Annotated[
        str | None,
        Prop(
            "pg:parentId",
            Words("mã địa bàn trên", "parent id"),
            Words("Mã địa bàn cấp trên.", "Id of the place it is part of."),
            why_own="The literal id beside dcterms:isPartOf.",
        ),
    ] = None
    valid_from: Annotated[
        str | None,
        Prop(
            "pg:validFrom",
            Words("từ", "from"),
            Words("Ngày bắt đầu, nếu biết (ISO 8601).", "First day, where known (ISO 8601)."),
            why_own="schema:validFrom speaks of offers and permits.",
        ),
    ] = None
    valid_to: Annotated[
        str | None,
        Prop(
            "pg:validTo",
            Words("đến", "to"),
            Words("Ngày cuối (ISO 8601); trống nếu đang tồn tại.", "Last day (ISO 8601); empty while it exists."),
            why_own="As pg:validFrom.",
        ),
    ] = None
