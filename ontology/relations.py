"""Every relation that a fact may state.

The direction is always from the more particular to what it rests on, so that
a path from a target to its resolution reads upwards: target ← SETS ← plan →
IMPLEMENTS → programme → IMPLEMENTS → resolution.
"""

from __future__ import annotations

from ontology.declare import Relation, Words

#: How an owner, lead or supporter was found: in its own cell or line, carried
#: from a cell that spans rows, in the sentence itself, or in a heading above.
OWNER_BASIS = ("cell", "carried", "prose", "heading")

#: How a task was found to serve a target: it states indicator and value, or both only stand under one field.
SERVES_BASIS = ("stated", "domain")

_ALL = (
    Relation(
        "IMPLEMENTS", ("Document",), ("Document",),
        Words("triển khai thực hiện", "implements"), Words("được triển khai bởi", "is implemented by"),
        Words("Văn bản này được ban hành để thực hiện văn bản kia.",
              "The one document was issued to carry out the other."),
        "pg:carriesOut", under="eli:applies",
        why_own="eli:implements is deprecated; eli:ensures_implementation_of has a legal force that Party texts lack.",
    ),
    Relation(
        "HAS_LEGAL_BASIS", ("Document",), ("Document",),
        Words("căn cứ", "has legal basis"), Words("là căn cứ của", "is the legal basis of"),
        Words("Văn bản nêu văn bản kia ở phần «Căn cứ».", "The document names the other under «Căn cứ»."),
        "eli:based_on",
    ),
    Relation(
        "CITES", ("Document",), ("Document",),
        Words("viện dẫn", "cites"), Words("được viện dẫn bởi", "is cited by"),
        Words("Văn bản nêu số, ký hiệu của văn bản kia.", "The document names the number of the other."),
        "eli:cites",
    ),
    Relation(
        "AMENDS", ("Document",), ("Document",),
        Words("sửa đổi, bổ sung", "amends"), Words("được sửa đổi bởi", "is amended by"),
        Words("Văn bản sửa đổi, bổ sung hoặc điều chỉnh văn bản kia.", "The document changes the other in part."),
        "eli:amends",
    ),
    Relation(
        "REPLACES", ("Document",), ("Document",),
        Words("thay thế", "replaces"), Words("được thay thế bởi", "is replaced by"),
        Words("Văn bản thay thế hoặc bãi bỏ văn bản kia.", "The document replaces or repeals the other."),
        "eli:repeals",
    ),
    Relation(
        "ISSUED_BY", ("Document",), ("Agency",),
        Words("do … ban hành", "issued by"), Words("ban hành", "issues"),
        Words("Cơ quan ban hành văn bản.", "The body that makes the document."),
        "eli:passed_by",
    ),
    Relation(
        "APPLIES_TO", ("Document",), ("Jurisdiction",),
        Words("áp dụng tại", "applies to"), Words("là địa bàn của", "is the place of"),
        Words("Địa bàn mà cơ quan ban hành phụ trách.", "The place its issuer governs."),
        "eli:jurisdiction",
    ),
    Relation(
        "ASSIGNS", ("Document",), ("Task",),
        Words("giao nhiệm vụ", "assigns"), Words("được giao tại", "is assigned by"),
        Words("Văn bản giao nhiệm vụ này.", "The document assigns this task."),
        "pg:assigns",
        why_own="p-plan:isStepOfPlan runs the other way and carries no notion of being assigned.",
    ),
    Relation(
        "SETS", ("Document",), ("Target",),
        Words("đặt chỉ tiêu", "sets"), Words("được đặt tại", "is set by"),
        Words("Văn bản đặt chỉ tiêu này.", "The document sets this target."),
        "pg:sets",
        why_own="No ELI or CCCEV property says that a document sets a figure to be reached.",
    ),
    Relation(
        "LED_BY", ("Task",), ("Agency",),
        Words("do … chủ trì", "led by"), Words("chủ trì", "leads"),
        Words("Cơ quan chủ trì nhiệm vụ.", "The agency that answers for the task."),
        "pg:ledBy", basis=OWNER_BASIS,
        why_own="A shortcut past the cv:Participation node, whose role is lead.",
    ),
    Relation(
        "SUPPORTED_BY", ("Task",), ("Agency",),
        Words("có … phối hợp", "supported by"), Words("phối hợp", "supports"),
        Words("Cơ quan phối hợp thực hiện nhiệm vụ.", "The agency that works with the lead."),
        "pg:supportedBy", basis=OWNER_BASIS,
        why_own="A shortcut past the cv:Participation node, whose role is support.",
    ),
    Relation(
        "OWNED_BY", ("Target",), ("Agency",),
        Words("do … phụ trách", "owned by"), Words("phụ trách", "owns"),
        Words("Cơ quan phụ trách theo dõi, đánh giá chỉ tiêu.", "The agency that answers for the target."),
        "pg:ownedBy", basis=OWNER_BASIS,
        why_own="A shortcut past the cv:Participation node, whose role is owner.",
    ),
    Relation(
        "MEASURES", ("Target",), ("Indicator",),
        Words("đo bằng", "measures"), Words("được đo bởi", "is measured by"),
        Words("Chỉ số mà chỉ tiêu đặt giá trị.", "The indicator whose value the target sets."),
        "pg:measures",
        why_own="No CCCEV or QUDT property joins a figure still to be reached to the indicator it is set for.",
    ),
    Relation(
        "IN_DOMAIN", ("Target", "Task"), ("Domain",),
        Words("thuộc lĩnh vực", "in domain"), Words("gồm", "holds"),
        Words("Nhóm hoặc đề mục mà chỉ tiêu, nhiệm vụ đứng dưới.", "The group or heading it stands under."),
        "dcterms:subject",
    ),
    Relation(
        "PRODUCES", ("Task",), ("Product",),
        Words("cho sản phẩm", "produces"), Words("là sản phẩm của", "is produced by"),
        Words("Sản phẩm nêu ở cột hoặc dòng «Sản phẩm».", "What the column or line «Sản phẩm» names."),
        "p-plan:hasOutputVar",
    ),
    Relation(
        "SERVES", ("Task",), ("Target",),
        Words("phục vụ chỉ tiêu", "serves"), Words("được phục vụ bởi", "is served by"),
        Words("Nhiệm vụ nêu chỉ tiêu này trong nội dung hoặc sản phẩm; căn cứ yếu hơn: cùng lĩnh vực.",
              "The task states this target in its text or product; or, on weaker evidence, both are of one field."),
        "pg:serves", basis=SERVES_BASIS,
        why_own="No standard term joins a step to the figure it is to reach.",
    ),
    Relation(
        "REQUIRES_REPORT", ("Document",), ("ReportingDuty",),
        Words("yêu cầu báo cáo", "requires report"), Words("theo", "is required by"),
        Words("Văn bản đặt nghĩa vụ báo cáo này.", "The document lays down this duty to report."),
        "pg:requiresReport",
        why_own="eli has no obligation of report; odrl:obligation speaks of rights in assets.",
    ),
    Relation(
        "REPORTED_BY", ("ReportingDuty",), ("Agency",),
        Words("do … báo cáo", "reported by"), Words("phải báo cáo", "has to report"),
        Words("Cơ quan phải gửi báo cáo.", "The agency that has to send the report."),
        "pg:reportedBy", basis=OWNER_BASIS,
        why_own="A shortcut past the cv:Participation node, whose role is reporter.",
    ),
    Relation(
        "REPORTS_TO", ("ReportingDuty",), ("Agency",),
        Words("gửi đến", "reports to"), Words("nhận báo cáo", "receives"),
        Words("Cơ quan nhận báo cáo.", "The agency that receives the report."),
        "pg:reportsTo", basis=OWNER_BASIS,
        why_own="org:reportsTo joins two organisations for good, not a duty to its addressee.",
    ),
    Relation(
        "HAS_FINDING", ("Document",), ("Finding",),
        Words("có điểm cần lưu ý", "has finding"), Words("trong", "is found in"),
        Words("Khi đọc văn bản thấy điểm cần lưu ý này.", "Reading the document brought this up."),
        "pg:hasFinding",
        why_own="No vocabulary of the field joins a document to what is doubtful in a reading of it.",
    ),
    Relation(
        "PART_OF", ("Agency", "Jurisdiction"), ("Jurisdiction",),
        Words("thuộc", "part of"), Words("gồm", "contains"),
        Words("Cơ quan thuộc địa bàn; địa bàn thuộc địa bàn trên.", "An agency's place; a place's place."),
        "dcterms:isPartOf", evidence="vocabulary",
    ),
    Relation(
        "SUCCEEDED_BY", ("Agency", "Jurisdiction"), ("Agency", "Jurisdiction"),
        Words("được kế thừa bởi", "succeeded by"), Words("kế thừa", "succeeds"),
        Words("Cơ quan, địa bàn kế thừa sau sắp xếp.", "The body or place that took over."),
        "pg:succeededBy", evidence="vocabulary",
        why_own="A shortcut past the org:ChangeEvent node, which carries date, function and act.",
    ),
)

RELATIONS: dict[str, Relation] = {relation.name: relation for relation in _ALL}
"""Name → relation, in the order in which a reader meets them."""
