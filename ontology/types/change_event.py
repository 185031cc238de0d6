"""What became of bodies or places on a day, with the acts on which it rests."""

from __future__ import annotations

from typing import Annotated, ClassVar

from ontology.changes import CERTAINTIES, CHANGE_KINDS
from ontology.declare import Node, Prop, Words

_ACTS = "One for each act, in the same order as the others, joined by «; »; «–» where it is not known."
_ACTS_VI = "Mỗi văn bản một giá trị, cùng thứ tự với các thuộc tính kia, cách nhau bằng «; »; «–» nếu chưa rõ."


class ChangeEvent(Node):
    """A change of bodies or places of one province. In Neo4j ``SUCCEEDED_BY`` carries the same properties."""

    LABEL: ClassVar[str] = "ChangeEvent"
    TERM: ClassVar[str] = "org:ChangeEvent"
    TITLE: ClassVar[Words] = Words("Thay đổi tổ chức", "Change event")
    COMMENT: ClassVar[Words] = Words(
        "Việc hợp nhất, chia tách, chuyển chức năng, kết thúc của cơ quan hoặc địa bàn, kèm văn bản.",
        "A merger, split, transfer of a function or end of bodies or places, with the acts behind it.",
    )
    SHARED: ClassVar[bool] = True
    WHY_OWN: ClassVar[str] = "org:ChangeEvent has neither kind nor certainty, and places change by one as bodies do."

    name: Annotated[
        str,
        Prop(
            "rdfs:label",
            Words("tên", "name"),
            Words("Trước → sau.", "What was there before → what after."),
        ),
    ]
    change: Annotated[
        str,
        Prop(
            "pg:change",
            Words("mã thay đổi", "change id"),
            Words("Mã trong từ vựng, chung cho mọi tỉnh.", "Its id in the vocabulary, the same in every province."),
            indexed=True,
            why_own="dcterms:identifier names the event; this the entry that it follows from.",
        ),
    ]
    kind: Annotated[
        str,
        Prop(
            "pg:changeKind",
            Words("loại thay đổi", "kind of change"),
            Words("Một trong: " + ", ".join(CHANGE_KINDS) + ".", "One of: " + ", ".join(CHANGE_KINDS) + "."),
            one_of=tuple(CHANGE_KINDS),
            why_own="ORG leaves kinds of change to sub-classes; this is the literal both query languages return.",
        ),
    ]
    date: Annotated[
        str,
        Prop(
            "pg:effectiveFrom",
            Words("có hiệu lực từ", "in effect from"),
            Words(
                "Ngày có hiệu lực (ISO 8601), rõ đến đâu ghi đến đó; hai ngày cách nhau bằng «/» là khoảng.",
                "Day from which it has effect (ISO 8601), as exact as it is known; two joined by «/» are a span.",
            ),
            why_own="prov:startedAtTime wants a full xsd:dateTime.",
        ),
    ]
    until: Annotated[
        str | None,
        Prop(
            "pg:effectiveUntil",
            Words("hiệu lực đến", "in effect until"),
            Words("Ngày cuối nếu văn bản có thời hạn.", "Last day, where the act is limited in time."),
            why_own="As pg:effectiveFrom.",
        ),
    ] = None
    function: Annotated[
        str | None,
        Prop(
            "pg:function",
            Words("chức năng", "function"),
            Words(
                "Mã các chức năng được chuyển, cách nhau bằng «; »; trống nếu là toàn bộ.",
                "Ids of the functions concerned, joined by «; »; empty for the whole.",
            ),
            why_own="org:purpose belongs to an organisation, not to a change.",
        ),
    ] = None
    certainty: Annotated[
        str,
        Prop(
            "pg:certainty",
            Words("độ chắc chắn", "certainty"),
            Words("Một trong: " + ", ".join(CERTAINTIES) + ".", "One of: " + ", ".join(CERTAINTIES) + "."),
            one_of=tuple(CERTAINTIES),
            why_own="No PROV term says how sure a source is.",
        ),
    ]
    act_number: Annotated[
        str | None,
        Prop(
            "pg:actNumber",
            Words("số, ký hiệu văn bản", "numbers of the acts"),
            Words(_ACTS_VI, _ACTS),
            why_own="The literal beside eli:based_on, with date, issuer and article in the same order.",
        ),
    ] = None
    act_date: Annotated[
        str | None,
        Prop(
            "pg:actDate",
            Words("ngày văn bản", "dates of the acts"),
            Words(_ACTS_VI, _ACTS),
            why_own="As pg:actNumber.",
        ),
    ] = None
    act_issuer: Annotated[
        str | None,
        Prop(
            "pg:actIssuer",
            Words("cơ quan ban hành", "issuers of the acts"),
            Words(_ACTS_VI, _ACTS),
            why_own="As pg:actNumber.",
        ),
    ] = None
    act_article: Annotated[
        str | None,
        Prop(
            "pg:actArticle",
            Words("điều, khoản", "articles of the acts"),
            Words(_ACTS_VI, _ACTS),
            why_own="As pg:actNumber.",
        ),
    ] = None
