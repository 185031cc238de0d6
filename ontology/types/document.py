"""A document of Party or State: resolution, programme, plan, decision, law."""

from __future__ import annotations

from typing import Annotated, ClassVar

from ontology.declare import Node, Prop, Words


class Document(Node):
    """A document, loaded or only cited.

    Shared: what is not ``stated`` follows from its id (symbol, body, place,
    year). Stated fields hold the value *shown*: the document's own statement
    first, else the one most documents make, else the smallest in code point
    order; every statement is kept beside it.
    """

    LABEL: ClassVar[str] = "Document"
    TERM: ClassVar[str] = "eli:LegalResource"
    TITLE: ClassVar[Words] = Words("Văn bản", "Document")
    COMMENT: ClassVar[Words] = Words(
        "Văn bản của Đảng, Nhà nước, đã nạp hoặc chỉ được viện dẫn.",
        "A document of Party or State, loaded or only cited.",
    )
    SHARED: ClassVar[bool] = True
    WHY_OWN: ClassVar[str] = (
        "eli:LegalResource is legislation; plans of Party and State, and what is only cited, are more."
    )

    name: Annotated[
        str,
        Prop(
            "rdfs:label",
            Words("tên gọi", "name"),
            Words(
                "Số, ký hiệu; nếu để trống số thì ký hiệu, nơi ban hành và năm.",
                "The number; where it is blank, the symbol, the place and the year.",
            ),
        ),
    ]
    number: Annotated[
        str | None,
        Prop(
            "eli:id_local",
            Words("số, ký hiệu", "number"),
            Words("Số, ký hiệu viết chuẩn, ví dụ 42-NQ/TW.", "The canonical number, such as 42-NQ/TW."),
            indexed=True,
        ),
    ] = None
    kind: Annotated[
        str | None,
        Prop(
            "pg:kindSymbol",
            Words("ký hiệu loại", "kind symbol"),
            Words("Ký hiệu loại văn bản: NQ, KH, QĐ, CTr, CT …", "The symbol of its kind: NQ, KH, QĐ, CTr, CT …"),
            why_own="eli:type_document wants a concept; the class carries it, this keeps the printed symbol.",
        ),
    ] = None
    document_class: Annotated[
        str | None,
        Prop(
            "pg:documentClass",
            Words("lớp văn bản", "document class"),
            Words("Lớp của văn bản, cũng là nhãn thứ hai trong Neo4j.", "Its class, also the second label in Neo4j."),
            indexed=True,
            why_own="States in one literal what rdf:type says, so that both query languages can return it.",
        ),
    ] = None
    year: Annotated[
        int | None,
        Prop(
            "pg:year",
            Words("năm", "year"),
            Words("Năm ban hành.", "The year of issue."),
            datatype="xsd:integer",
            why_own="eli:date_document needs a full date; a year is often all there is.",
        ),
    ] = None
    place: Annotated[
        str | None,
        Prop(
            "pg:place",
            Words("địa bàn", "place"),
            Words(
                "Mã địa bàn của cơ quan ban hành; trống nếu là Trung ương.",
                "Id of the issuer's jurisdiction; empty for the centre.",
            ),
            why_own="The literal id beside eli:jurisdiction, for plain queries.",
        ),
    ] = None
    title: Annotated[
        str | None,
        Prop(
            "dcterms:title",
            Words("trích yếu", "title"),
            Words("Trích yếu nội dung.", "What the document says it is about."),
            datatype="rdf:langString",
            stated=True,
        ),
    ] = None
    date: Annotated[
        str | None,
        Prop(
            "pg:dateIssued",
            Words("ngày ban hành", "date"),
            Words(
                "Ngày ban hành, ISO 8601; khuyết ngày hoặc tháng nếu văn bản để trống.",
                "Date of issue, ISO 8601; without day or month where the document leaves them blank.",
            ),
            stated=True,
            why_own="eli:date_document is xsd:date; a blank day would have to be made up.",
        ),
    ] = None
    signer: Annotated[
        str | None,
        Prop(
            "pg:signer",
            Words("người ký", "signer"),
            Words("Họ tên người ký.", "The name of the person who signed."),
            stated=True,
            why_own="eli:passed_by names the body; the person is another fact.",
        ),
    ] = None
    signer_role: Annotated[
        str | None,
        Prop(
            "pg:signerRole",
            Words("chức vụ người ký", "signer's role"),
            Words("Chức vụ của người ký.", "The office of the person who signed."),
            stated=True,
            why_own="No ELI term for the office under which a document is signed.",
        ),
    ] = None
    status: Annotated[
        str | None,
        Prop(
            "pg:status",
            Words("tình trạng", "status"),
            Words(
                "«draft / unnumbered» nếu văn bản để trống số hoặc ngày.",
                "«draft / unnumbered» where the document leaves its number or day blank.",
            ),
            stated=True,
            why_own="eli:in_force speaks of law in force, not of an unsigned copy.",
        ),
    ] = None
    loaded: Annotated[
        bool,
        Prop(
            "pg:loaded",
            Words("đã nạp", "loaded"),
            Words("Kho có toàn văn của văn bản.", "Whether the store holds the document itself."),
            datatype="xsd:boolean",
            why_own="A fact about this store, not about the document.",
        ),
    ] = False
