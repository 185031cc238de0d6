"""A body that owns, leads, supports, reports or issues."""

from __future__ import annotations

from typing import Annotated, ClassVar

from ontology.declare import Node, Prop, Words

AGENCY_KINDS = (
    "government",
    "party",
    "council",
    "front",
    "mass_organisation",
    "association",
    "bank",
    "press",
    "public_service_unit",
    "court",
    "enterprise",
    "office",
    "collective",
    "unresolved",
)
"""``office``: a post («Thủ trưởng các sở»). ``collective``: a list under one «các». ``unresolved``: an unknown name."""


class Agency(Node):
    """A body. «Sở Y tế» of two provinces are two agencies of one type.

    Collectives, posts and unresolved names are nodes of their one document
    (``document`` is set) and are never shared.
    """

    LABEL: ClassVar[str] = "Agency"
    TERM: ClassVar[str] = "org:Organization"
    TITLE: ClassVar[Words] = Words("Cơ quan", "Agency")
    COMMENT: ClassVar[Words] = Words(
        "Cơ quan, tổ chức của Đảng, Nhà nước, Mặt trận, đoàn thể.",
        "A body of Party, State, Front or mass organisations.",
    )
    SHARED: ClassVar[bool] = True
    WHY_OWN: ClassVar[str] = "org:Organization has no place for posts and for collectives that one document names."

    name: Annotated[
        str,
        Prop("skos:prefLabel", Words("tên", "name"), Words("Tên đầy đủ.", "The full name."), datatype="rdf:langString"),
    ]
    kind: Annotated[
        str,
        Prop(
            "pg:agencyKind",
            Words("loại", "kind"),
            Words("Loại cơ quan: " + ", ".join(AGENCY_KINDS) + ".", "One of: " + ", ".join(AGENCY_KINDS) + "."),
            indexed=True,
            one_of=AGENCY_KINDS,
            why_own="org:classification wants a concept; this is the literal both query languages return.",
        ),
    ]
    type: Annotated[
        str | None,
        Prop(
            "pg:agencyType",
            Words("kiểu", "type"),
            Words(
                "Mã kiểu cơ quan, chung cho mọi địa phương («so-y-te»).",
                "Id of its type, the same in every place («so-y-te»).",
            ),
            indexed=True,
            why_own="The literal id beside org:classification, for plain queries.",
        ),
    ] = None
    jurisdiction: Annotated[
        str | None,
        Prop(
            "pg:jurisdictionId",
            Words("mã địa bàn", "jurisdiction id"),
            Words("Mã địa bàn của cơ quan.", "Id of its jurisdiction."),
            why_own="The literal id beside dcterms:isPartOf, for plain queries.",
        ),
    ] = None
    jurisdiction_name: Annotated[
        str | None,
        Prop(
            "pg:jurisdictionName",
            Words("địa bàn", "jurisdiction"),
            Words(
                "Tên địa bàn của cơ quan; trống nếu là Trung ương.", "Name of its jurisdiction; empty for the centre."
            ),
            why_own="Kept beside the name so that two «Sở Y tế» never look alike.",
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
    document: Annotated[
        str | None,
        Prop(
            "pg:onlyIn",
            Words("chỉ trong văn bản", "only in document"),
            Words(
                "Mã văn bản duy nhất nêu tập thể, chức danh hoặc tên chưa rõ này.",
                "Id of the one document that names this collective, post or unresolved body.",
            ),
            why_own="No standard term says that a name means something only inside one document.",
        ),
    ] = None
