"""Every question, asked of both stores over the same small graph, with an answer worked out by hand.

The graph::

    42-NQ/TW ◀── 68/NQ-CP ◀──┬── 118/KH-UBND (Cần Thơ) ◀── 9/KH-SYT ⇄ 10/KH-SYT
        ▲                    └── KH-UBND Hà Nam 2024 (draft)
        ├── 75-CTr/TU ◀───────── 118/KH-UBND
        └─────────────────────── 118/KH-UBND, directly

68, 118, the plan of Hà Nam and 9 are loaded; the others are only named. It
holds a diamond, a direct link beside longer routes, and a cycle (a misreading,
for two plans cannot carry out each other).

Apart from these stands the plan of Cà Mau, 113/KH-UBND, which carries out a
resolution of a later date (a misreading too). It holds what the questions of
planners and coordinators look for: a target with two owners and one with none,
an indicator in two units, tasks that serve targets, two tasks of one text
under different leads, findings.
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import Any

import pytest
import test_questions_reform

from graph.facts import DocumentFacts, NodeRecord, SourceInfo, Span, Statement
from graph.neo4j_server import SHELL, SHELL_CLASS, Login, class_path, java
from graph.store import Scalar, Store, open_store
from ontology.errors import StoreError
from queries.catalogue import catalogue, find_question
from queries.runner import Answer, run

R = "document/42-nq_tw-2023"
G = "document/68_nq-cp-2024"
P = "document/75-ctr_tu.can-tho-2024"
A = "document/118_kh-ubnd.can-tho-2024"
B = "document/kh-ubnd.ha-nam-2024-chinh-sach-xa-hoi"
E = "document/9_kh-syt.can-tho-2024"
F = "document/10_kh-syt.can-tho-2024"
L = "document/20_2021_nd-cp"
C = "document/113_kh-ubnd.ca-mau-2024"
H = "document/27-nq_tw-2025"
HEALTH_CT, HEALTH_HN, COMMITTEE = "agency/so-y-te.can-tho", "agency/so-y-te.ha-nam", "agency/uy-ban-nhan-dan.can-tho"
ROOMS = f"{E}/agency/cac-phong-thuoc-so"
COVER, BEDS, HOUSES = "indicator/ty-le-bao-phu-bao-hiem-y-te", "indicator/so-giuong-benh", "indicator/nha-tam"
CAN_THO, HA_NAM, CA_MAU = "place/can-tho", "place/ha-nam", "place/ca-mau"
HEALTH_CM, FINANCE_CM, COMMITTEE_CM = (
    "agency/so-y-te.ca-mau",
    "agency/so-tai-chinh.ca-mau",
    "agency/uy-ban-nhan-dan.ca-mau",
)
ALL_CM = f"{C}/agency/cac-so-ban-nganh"
MEDICINE = "domain/y-te"

SHARED = {
    node.id: node
    for node in (
        NodeRecord(
            label="Document",
            id=R,
            props={
                "name": "42-NQ/TW",
                "number": "42-NQ/TW",
                "kind": "NQ",
                "year": 2023,
                "document_class": "PartyResolution",
            },
        ),
        NodeRecord(
            label="Document", id=G, props={"name": "68/NQ-CP", "number": "68/NQ-CP", "kind": "NQ", "year": 2024}
        ),
        NodeRecord(
            label="Document",
            id=P,
            props={"name": "75-CTr/TU", "number": "75-CTr/TU", "kind": "CTr", "year": 2024, "place": CAN_THO},
        ),
        NodeRecord(
            label="Document",
            id=A,
            props={
                "name": "118/KH-UBND",
                "number": "118/KH-UBND",
                "kind": "KH",
                "year": 2024,
                "place": CAN_THO,
                "document_class": "ProvincialPlan",
            },
        ),
        NodeRecord(
            label="Document", id=B, props={"name": "KH-UBND Hà Nam 2024", "kind": "KH", "year": 2024, "place": HA_NAM}
        ),
        NodeRecord(
            label="Document", id=E, props={"name": "9/KH-SYT", "number": "9/KH-SYT", "year": 2024, "place": CAN_THO}
        ),
        NodeRecord(label="Document", id=F, props={"name": "10/KH-SYT", "number": "10/KH-SYT", "year": 2024}),
        NodeRecord(label="Document", id=L, props={"name": "20/2021/NĐ-CP", "number": "20/2021/NĐ-CP", "year": 2021}),
        NodeRecord(
            label="Agency",
            id=HEALTH_CT,
            props={
                "name": "Sở Y tế",
                "kind": "government",
                "type": "so-y-te",
                "jurisdiction": CAN_THO,
                "jurisdiction_name": "Cần Thơ",
            },
        ),
        NodeRecord(
            label="Agency",
            id=HEALTH_HN,
            props={
                "name": "Sở Y tế",
                "kind": "government",
                "type": "so-y-te",
                "jurisdiction": HA_NAM,
                "jurisdiction_name": "Hà Nam",
            },
        ),
        NodeRecord(
            label="Agency",
            id=COMMITTEE,
            props={
                "name": "Ủy ban nhân dân thành phố Cần Thơ",
                "kind": "government",
                "type": "uy-ban-nhan-dan",
                "jurisdiction": CAN_THO,
                "jurisdiction_name": "Cần Thơ",
            },
        ),
        NodeRecord(label="Agency", id=ROOMS, props={"name": "Các phòng thuộc Sở", "kind": "collective", "document": E}),
        NodeRecord(
            label="Document",
            id=C,
            props={
                "name": "113/KH-UBND",
                "number": "113/KH-UBND",
                "kind": "KH",
                "year": 2024,
                "place": CA_MAU,
                "document_class": "ProvincialPlan",
            },
        ),
        NodeRecord(
            label="Document", id=H, props={"name": "27-NQ/TW", "number": "27-NQ/TW", "kind": "NQ", "year": 2025}
        ),
        NodeRecord(
            label="Agency",
            id=HEALTH_CM,
            props={
                "name": "Sở Y tế",
                "kind": "government",
                "type": "so-y-te",
                "jurisdiction": CA_MAU,
                "jurisdiction_name": "Cà Mau",
            },
        ),
        NodeRecord(
            label="Agency",
            id=FINANCE_CM,
            props={
                "name": "Sở Tài chính",
                "kind": "government",
                "type": "so-tai-chinh",
                "jurisdiction": CA_MAU,
                "jurisdiction_name": "Cà Mau",
            },
        ),
        NodeRecord(
            label="Agency",
            id=COMMITTEE_CM,
            props={
                "name": "Ủy ban nhân dân tỉnh Cà Mau",
                "kind": "government",
                "type": "uy-ban-nhan-dan",
                "jurisdiction": CA_MAU,
                "jurisdiction_name": "Cà Mau",
            },
        ),
        NodeRecord(
            label="Agency", id=ALL_CM, props={"name": "Các sở, ban, ngành", "kind": "collective", "document": C}
        ),
        NodeRecord(label="Jurisdiction", id=CA_MAU, props={"name": "Cà Mau", "kind": "province"}),
        NodeRecord(label="Domain", id=MEDICINE, props={"name": "Y tế"}),
        NodeRecord(label="Jurisdiction", id=CAN_THO, props={"name": "Cần Thơ", "kind": "city"}),
        NodeRecord(label="Jurisdiction", id=HA_NAM, props={"name": "Hà Nam", "kind": "province"}),
        NodeRecord(
            label="Indicator",
            id=COVER,
            props={"name": "Tỷ lệ bao phủ bảo hiểm y tế", "key": "ty le bao phu bao hiem y te"},
        ),
        NodeRecord(label="Indicator", id=BEDS, props={"name": "Số giường bệnh", "key": "so giuong benh"}),
        NodeRecord(label="Indicator", id=HOUSES, props={"name": "Nhà tạm", "key": "nha tam"}),
    )
}


def facts(document: str, own: list[NodeRecord], *said: tuple[Any, ...]) -> DocumentFacts:
    """One document. Each fact is (line, subject, predicate, object) with basis and doubt where it has them.

    Its quote is «line LINE of NAME».
    """
    statements = []
    ends = {document}
    for line, subject, predicate, object_, *more in said:
        literal = predicate.islower()
        basis, doubt = (*more, None, None)[:2]
        span = Span(line=line, line_end=line, quote=f"line {line} of {SHARED[document].props['name']}")
        statements.append(
            Statement(
                subject=subject,
                predicate=predicate,
                object=object_,
                literal=literal,
                spans=(span,),
                basis=basis,
                doubt=(doubt,) if doubt else (),
            )
        )
        ends |= {subject} if literal else {subject, object_}
    return DocumentFacts(
        id=document,
        source=SourceInfo(
            document=document,
            path=f"{document}.txt",
            sha256="0" * 64,
            reader="1",
            vocabulary="1",
            decisions="1",
            lines=99,
        ),
        nodes=(*own, *(SHARED[node] for node in sorted(ends & set(SHARED)))),
        statements=tuple(statements),
    )


def target(document: str, code: str, name: str, comparator: str, **props: str | int) -> NodeRecord:
    """A target of a document."""
    return NodeRecord(
        label="Target",
        id=f"{document}/target/{code}",
        props={"name": name, "document": document, "comparator": comparator, **props},
    )


G1 = target(G, "1", "Bao phủ bảo hiểm y tế", ">=", value="95", unit="%", year=2030)
A1 = target(A, "1", "Tỷ lệ bao phủ BHYT", ">=", value="97.50", unit="%", year=2025)
A2 = target(A, "2", "Giường bệnh", "range", value="30", value_high="32", unit="giường/10.000 dân", year=2025)
A3 = target(A, "3", "Nhà tạm", "text", text_value="Cơ bản không còn", doubt="number-conflict")
B1 = target(B, "1", "Tỷ lệ người dân tham gia bảo hiểm y tế", "=", value="95.2", unit="%", year=2025)
E1 = target(E, "1", "Tỷ lệ bao phủ BHYT", ">", value="98", unit="%", year=2025, parent="Toàn dân")
T1 = NodeRecord(
    label="Task",
    id=f"{A}/task/III.1",
    props={"name": "Mở rộng bao phủ bảo hiểm y tế", "document": A, "code": "III.1", "timeline": "Hằng năm"},
)
T2 = NodeRecord(label="Task", id=f"{B}/task/II.1", props={"name": "Truyền thông", "document": B, "code": "II.1"})
D1 = NodeRecord(
    label="ReportingDuty",
    id=f"{A}/report/12-15-yearly",
    props={
        "name": "Báo cáo kết quả",
        "document": A,
        "month": 12,
        "day": 15,
        "recurrence": "yearly",
        "when_text": "trước 15/12",
    },
)
D2 = NodeRecord(
    label="ReportingDuty",
    id=f"{B}/report/6-20",
    props={
        "name": "Báo cáo sơ kết",
        "document": B,
        "month": 6,
        "day": 20,
        "year": 2025,
        "recurrence": "once",
        "when_text": "trước 20/6/2025",
    },
)
D3 = NodeRecord(
    label="ReportingDuty",
    id=f"{A}/report/undated",
    props={"name": "Báo cáo đột xuất", "document": A, "when_text": "khi có yêu cầu", "doubt": "undated"},
)
C1 = target(C, "1", "Tỷ lệ bao phủ BHYT", ">=", value="95", unit="%", year=2025)
C2 = target(C, "2", "Giường bệnh", "=", value="31", unit="giường/vạn dân", year=2025)
C3 = target(C, "3", "Tổng số giường bệnh", "=", value="400", unit="Giường", year=2030)
C4 = target(C, "4", "Nhà tạm", "text", text_value="cơ bản không còn", year=2025)
K1 = NodeRecord(
    label="Task",
    id=f"{C}/task/I.1",
    props={"name": "Mở rộng bảo hiểm y tế", "document": C, "code": "I.1", "timeline": "Quý IV năm 2025"},
)
K2 = NodeRecord(label="Task", id=f"{C}/task/I.2", props={"name": "Xóa nhà tạm", "document": C, "code": "I.2"})
K3 = NodeRecord(label="Task", id=f"{C}/task/I.3", props={"name": "Xóa nhà tạm", "document": C, "code": "I.3"})
K4 = NodeRecord(
    label="Task",
    id=f"{C}/task/I.4",
    props={"name": "Tuyên truyền", "document": C, "code": "I.4", "timeline": "2024 - 2026"},
)


def finding(code: str, severity: str, line: int) -> NodeRecord:
    """A finding of Cà Mau's plan."""
    return NodeRecord(
        label="Finding",
        id=f"{C}/finding/{code}-{line}",
        props={"name": f"{code} at {line}", "document": C, "code": code, "severity": severity, "line": line},
    )


N1 = finding("place-contradicts", "doubt", 60)
N2, N3 = finding("ocr-repair", "info", 61), finding("ocr-repair", "info", 62)

WORLD = (
    facts(G, [G1], (3, G, "IMPLEMENTS", R), (20, G, "SETS", G1.id), (20, G1.id, "MEASURES", COVER)),
    facts(
        A,
        [A1, A2, A3, T1, D1, D3],
        (9, A, "IMPLEMENTS", G),
        (9, A, "IMPLEMENTS", P),
        (11, A, "IMPLEMENTS", R),
        (10, G, "IMPLEMENTS", R),
        (9, P, "IMPLEMENTS", R),
        (9, A, "CITES", R),
        (5, A, "HAS_LEGAL_BASIS", L),
        (2, A, "APPLIES_TO", CAN_THO),
        (9, A, "title", "Kế hoạch thực hiện Nghị quyết 68"),
        (30, A, "SETS", A1.id),
        (30, A1.id, "MEASURES", COVER),
        (31, A1.id, "OWNED_BY", HEALTH_CT, "cell"),
        (32, A, "SETS", A2.id),
        (32, A2.id, "MEASURES", BEDS),
        (31, A2.id, "OWNED_BY", HEALTH_CT, "carried", "owner-uncertain"),
        (33, A2.id, "OWNED_BY", COMMITTEE, "cell"),
        (34, A, "SETS", A3.id),
        (34, A3.id, "MEASURES", HOUSES),
        (40, A, "ASSIGNS", T1.id),
        (41, T1.id, "LED_BY", HEALTH_CT, "prose"),
        (41, T1.id, "SUPPORTED_BY", COMMITTEE, "prose"),
        (50, A, "REQUIRES_REPORT", D1.id),
        (50, D1.id, "REPORTED_BY", HEALTH_CT, "prose"),
        (51, D1.id, "REPORTS_TO", COMMITTEE, "prose"),
        (52, A, "REQUIRES_REPORT", D3.id),
    ),
    facts(
        B,
        [B1, T2, D2],
        (5, B, "IMPLEMENTS", G),
        (5, G, "IMPLEMENTS", R),
        (5, B, "CITES", R),
        (6, B, "HAS_LEGAL_BASIS", L),
        (7, B, "CITES", L),
        (1, B, "status", "draft / unnumbered"),
        (2, B, "APPLIES_TO", HA_NAM),
        (20, B, "SETS", B1.id),
        (20, B1.id, "MEASURES", COVER),
        (20, B1.id, "OWNED_BY", HEALTH_HN, "prose"),
        (25, B, "ASSIGNS", T2.id),
        (25, T2.id, "LED_BY", HEALTH_HN, "heading"),
        (30, B, "REQUIRES_REPORT", D2.id),
        (30, D2.id, "REPORTED_BY", HEALTH_HN, "prose", "who-unclear"),
    ),
    facts(
        E,
        [E1],
        (4, E, "IMPLEMENTS", A),
        (6, E, "IMPLEMENTS", F),
        (7, F, "IMPLEMENTS", E),
        (2, E, "APPLIES_TO", CAN_THO),
        (20, E, "SETS", E1.id),
        (20, E1.id, "MEASURES", COVER),
        (21, E1.id, "OWNED_BY", ROOMS, "prose"),
    ),
    facts(
        C,
        [C1, C2, C3, C4, K1, K2, K3, K4, N1, N2, N3],
        (1, C, "date", "2024-05-13"),
        (2, C, "APPLIES_TO", CA_MAU),
        (3, C, "IMPLEMENTS", H),
        (4, H, "date", "2025-01"),
        (20, C, "SETS", C1.id),
        (20, C1.id, "MEASURES", COVER),
        (20, C1.id, "OWNED_BY", HEALTH_CM, "cell"),
        (20, C1.id, "IN_DOMAIN", MEDICINE),
        (21, C, "SETS", C2.id),
        (21, C2.id, "MEASURES", BEDS),
        (21, C2.id, "OWNED_BY", HEALTH_CM, "cell"),
        (22, C2.id, "OWNED_BY", FINANCE_CM, "cell", "owner-uncertain"),
        (21, C2.id, "IN_DOMAIN", MEDICINE),
        (23, C, "SETS", C3.id),
        (23, C3.id, "MEASURES", BEDS),
        (23, C3.id, "OWNED_BY", COMMITTEE_CM, "cell"),
        (24, C, "SETS", C4.id),
        (24, C4.id, "MEASURES", HOUSES),
        (30, C, "ASSIGNS", K1.id),
        (31, K1.id, "LED_BY", HEALTH_CM, "prose"),
        (32, K1.id, "SUPPORTED_BY", FINANCE_CM, "prose"),
        (32, K1.id, "SUPPORTED_BY", ALL_CM, "prose"),
        (30, K1.id, "SERVES", C1.id, "stated"),
        (30, K1.id, "SERVES", C3.id, "domain"),
        (29, K1.id, "IN_DOMAIN", MEDICINE),
        (33, C, "ASSIGNS", K2.id),
        (34, K2.id, "LED_BY", FINANCE_CM, "prose"),
        (34, K2.id, "SUPPORTED_BY", HEALTH_CM, "prose"),
        (33, K2.id, "SERVES", C4.id, "stated"),
        (33, K2.id, "SERVES", C1.id, "stated"),
        (35, C, "ASSIGNS", K3.id),
        (36, K3.id, "LED_BY", COMMITTEE_CM, "heading"),
        (37, C, "ASSIGNS", K4.id),
        (60, C, "HAS_FINDING", N1.id),
        (61, C, "HAS_FINDING", N2.id),
        (62, C, "HAS_FINDING", N3.id),
    ),
)

CITED = "42-NQ/TW"
PLAN, DRAFT, NOTE, SOUTH = "118/KH-UBND", "KH-UBND Hà Nam 2024", "9/KH-SYT", "113/KH-UBND"
HEALTH, COVERED = "Sở Y tế", "Tỷ lệ bao phủ bảo hiểm y tế"
CITY = "Ủy ban nhân dân thành phố Cần Thơ"


def owned(
    document: str, status: str | None, place: str, node: NodeRecord, value: str, *owner: str | None
) -> tuple[Scalar, ...]:
    """A row of target-owners; ``owner`` is name, jurisdiction, id, kind, basis, doubt."""
    props = node.props
    return (
        CITED,
        str(SHARED[document].props["name"]),
        status,
        place,
        props["name"],
        props.get("parent"),
        props["comparator"],
        value,
        props.get("value_high"),
        props.get("text_value"),
        props.get("unit"),
        props.get("year"),
        *owner,
        document,
        node.id,
    )


Rows = list[tuple[Scalar, ...]]

#: Question → the columns whose values stand in its answer; all where it is not here. That the others are the same in
#: both stores is tested too, and that they are what they are called is the catalogue's check.
SHOWN = {
    "target-lineage": ("indicator", "parent", "document", "resolution", "target_id", "distance"),
    "resolution-descent": ("level", "child_id", "child_jurisdiction", "child_loaded", "parents"),
    "documents-between": ("step", "child_id", "parent_id"),
    "citation-network": ("cited_by", "cited_id", "cited_loaded", "relation", "document_id"),
    "document-timeline": ("date", "document_id", "jurisdiction", "loaded"),
    "parents-contribution": (
        "above_id",
        "above_loaded",
        "shared_indicator",
        "value",
        "above_value",
        "comparison",
        "shared",
    ),
    "owners-by-place-and-domain": ("place", "domain_name", "agency_id", "agency_jurisdiction", "targets", "doubtful"),
    "agency-type-across-provinces": ("agency_jurisdiction", "role", "domain_name", "item_id", "value", "doubt"),
    "shared-ownership": ("target_id", "agency_id", "basis", "doubt", "owners"),
    "tasks-without-lead": ("task", "code", "timeline", "jurisdiction", "task_id"),
    "owner-conflicts": (
        "relation",
        "item_id",
        "agency_id",
        "other_relation",
        "other_item_id",
        "other_id",
        "service_basis",
    ),
    "targets-against-reference": ("comparison", "target_id", "reference_target_id"),
    "missing-indicators": ("plans", "indicator_name", "document_id", "target_id"),
    "unit-mismatch": ("indicator_name", "base_unit", "target_id", "units"),
    "lead-support-matrix": ("lead_id", "support_id", "support_kind", "tasks", "documents"),
    "waits-for": ("other_id", "other_kind", "task_id", "tasks"),
    "waited-by": ("other_id", "other_kind", "task_id", "tasks"),
    "shared-tasks": ("task_id", "role", "agency_id", "other_role", "other_id"),
    "agency-load": ("load", "agency_id", "agency_kind", "due_year", "role", "items"),
    "due-by-quarter": ("due_year", "due_quarter", "kind", "item_id", "role", "agency_id"),
    "tasks-without-time": ("task_id", "agency_id", "basis"),
    "tasks-serving-targets": ("service_basis", "task_id", "target_id", "agency_id"),
    "targets-no-task-serves": ("target_id", "agency_id"),
    "tasks-serving-nothing": ("task_id", "agency_id"),
    "responsible-through-task": ("target_id", "task_id", "agency_id", "agency_jurisdiction", "service_basis"),
    "later-parent": ("document_id", "document_date", "parent_id", "parent_date", "parent_later"),
    "contradictory-places": ("message", "line", "document_id", "jurisdiction"),
    "findings-summary": ("code", "severity", "findings", "documents"),
    "impact-of-document": ("relation", "subject_id", "object_id", "in_document_id", "touched"),
    "impact-of-agency": ("relation", "subject_id", "object_id", "touched"),
}

#: The answers of which only some columns are compared.
PLANNERS: dict[str, tuple[dict[str, Scalar], Rows]] = {
    "target-lineage": ({"target": E1.id}, [("Tỷ lệ bao phủ BHYT", "Toàn dân", NOTE, CITED, E1.id, 2)]),
    # 118 carries out three of them, 9 two; 10 is three links away although it stands beside 9.
    "resolution-descent": (
        {"document": R},
        [
            (1, A, "Cần Thơ", True, 3),
            (1, G, None, True, 1),
            (1, P, None, False, 1),
            (2, E, "Cần Thơ", True, 2),
            (2, B, "Hà Nam", True, 1),
            (3, F, None, False, 1),
        ],
    ),
    "documents-between": ({"lower": A, "upper": "42-NQ/TW"}, [(1, A, R), (1, A, G), (1, A, P), (1, G, R), (1, P, R)]),
    "citation-network": (
        {"plan": "118/KH-UBND"},
        [
            (1, L, False, "HAS_LEGAL_BASIS", A),
            (1, R, False, "CITES", A),
            (1, R, False, "IMPLEMENTS", A),
            (1, G, True, "IMPLEMENTS", A),
            (1, P, False, "IMPLEMENTS", A),
        ],
    ),
    "document-timeline": ({}, [("2024-05-13", C, "Cà Mau", True), ("2025-01", H, None, False)]),
    # Of the three above, only 68 is loaded and sets the same indicator, for another year.
    "parents-contribution": (
        {"document": A},
        [
            (R, False, None, None, None, None, 0),
            (G, True, COVERED, "97.5", "95", "different year", 1),
            (P, False, None, None, None, None, 0),
        ],
    ),
    "owners-by-place-and-domain": (
        {"jurisdiction": "cà mau", "domain": "y te"},
        [
            ("Cà Mau", "Y tế", HEALTH_CM, "Cà Mau", 2, 0),
            ("Cà Mau", "Y tế", FINANCE_CM, "Cà Mau", 1, 1),
        ],
    ),
    "agency-type-across-provinces": (
        {"type": "so y te"},
        [
            ("Cà Mau", "LED_BY", "Y tế", K1.id, None, None),
            ("Cà Mau", "OWNED_BY", "Y tế", C2.id, "31", None),
            ("Cà Mau", "OWNED_BY", "Y tế", C1.id, "95", None),
            ("Cà Mau", "SUPPORTED_BY", None, K2.id, None, None),
            ("Cần Thơ", "LED_BY", None, T1.id, None, None),
            ("Cần Thơ", "OWNED_BY", None, A2.id, "30", "owner-uncertain"),
            ("Cần Thơ", "OWNED_BY", None, A1.id, "97.5", None),
            ("Hà Nam", "LED_BY", None, T2.id, None, None),
            ("Hà Nam", "OWNED_BY", None, B1.id, "95.2", None),
        ],
    ),
    "shared-ownership": (
        {},
        [
            (C2.id, FINANCE_CM, "cell", "owner-uncertain", 2),
            (C2.id, HEALTH_CM, "cell", None, 2),
            (A2.id, HEALTH_CT, "carried", "owner-uncertain", 2),
            (A2.id, COMMITTEE, "cell", None, 2),
        ],
    ),
    "tasks-without-lead": ({}, [("Tuyên truyền", "I.4", "2024 - 2026", "Cà Mau", K4.id)]),
    # One text under two leads; a service by another than the owner; one indicator under other owners. That K1 shares
    # a domain with C3 is no conflict, nor are the two owners of C2.
    "owner-conflicts": (
        {"plan": C},
        [
            ("LED_BY", K1.id, HEALTH_CM, "LED_BY", K2.id, FINANCE_CM, None),
            ("LED_BY", K2.id, FINANCE_CM, "LED_BY", K3.id, COMMITTEE_CM, None),
            ("LED_BY", K2.id, FINANCE_CM, "OWNED_BY", C1.id, HEALTH_CM, "stated"),
            ("OWNED_BY", C2.id, FINANCE_CM, "OWNED_BY", C3.id, COMMITTEE_CM, None),
            ("OWNED_BY", C2.id, HEALTH_CM, "OWNED_BY", C3.id, COMMITTEE_CM, None),
        ],
    ),
    # ≥ 95 is less than ≥ 97,5; 31 beside 30–32 tells no direction; the beds of 2030 meet only those of 2025.
    "targets-against-reference": (
        {"plan": C, "reference": A},
        [
            ("different year", C3.id, A2.id),
            ("equal", C4.id, A3.id),
            ("not comparable", C2.id, A2.id),
            ("weaker", C1.id, A1.id),
        ],
    ),
    "missing-indicators": (
        {"plan": "KH-UBND Hà Nam 2024"},
        [
            (2, "Nhà tạm", C, C4.id),
            (2, "Nhà tạm", A, A3.id),
            (2, "Số giường bệnh", C, C2.id),
            (2, "Số giường bệnh", C, C3.id),
            (2, "Số giường bệnh", A, A2.id),
        ],
    ),
    # «giường/vạn dân» is «giường/10.000 dân»; beds alone are another unit.
    "unit-mismatch": (
        {},
        [
            ("Số giường bệnh", "giường", C3.id, 2),
            ("Số giường bệnh", "giường/10.000 dân", C2.id, 2),
            ("Số giường bệnh", "giường/10.000 dân", A2.id, 2),
        ],
    ),
    "lead-support-matrix": (
        {},
        [
            (FINANCE_CM, HEALTH_CM, "government", 1, 1),
            (HEALTH_CM, ALL_CM, "collective", 1, 1),
            (HEALTH_CM, FINANCE_CM, "government", 1, 1),
            (HEALTH_CT, COMMITTEE, "government", 1, 1),
        ],
    ),
    "waits-for": (
        {"agency": "Sở Y tế Cà Mau"},
        [
            (ALL_CM, "collective", K1.id, 1),
            (FINANCE_CM, "government", K1.id, 1),
        ],
    ),
    "waited-by": ({"agency": HEALTH_CM}, [(FINANCE_CM, "government", K2.id, 1)]),
    "shared-tasks": (
        {"first": HEALTH_CM, "second": FINANCE_CM},
        [
            (K1.id, "LED_BY", HEALTH_CM, "SUPPORTED_BY", FINANCE_CM),
            (K2.id, "SUPPORTED_BY", HEALTH_CM, "LED_BY", FINANCE_CM),
        ],
    ),
    "agency-load": (
        {"plan": C},
        [
            (4, HEALTH_CM, "government", 2025, "OWNED_BY", 2),
            (4, HEALTH_CM, "government", 2025, "LED_BY", 1),
            (4, HEALTH_CM, "government", None, "SUPPORTED_BY", 1),
            (3, FINANCE_CM, "government", 2025, "OWNED_BY", 1),
            (3, FINANCE_CM, "government", 2025, "SUPPORTED_BY", 1),
            (3, FINANCE_CM, "government", None, "LED_BY", 1),
            (2, COMMITTEE_CM, "government", 2030, "OWNED_BY", 1),
            (2, COMMITTEE_CM, "government", None, "LED_BY", 1),
            (1, ALL_CM, "collective", 2025, "SUPPORTED_BY", 1),
        ],
    ),
    "due-by-quarter": (
        {"year": 2025},
        [
            (2025, 2, "REQUIRES_REPORT", D2.id, "REPORTED_BY", HEALTH_HN),
            (2025, 4, "ASSIGNS", K1.id, "LED_BY", HEALTH_CM),
            (2025, None, "SETS", C2.id, "OWNED_BY", FINANCE_CM),
            (2025, None, "SETS", C2.id, "OWNED_BY", HEALTH_CM),
            (2025, None, "SETS", C4.id, None, None),
            (2025, None, "SETS", C1.id, "OWNED_BY", HEALTH_CM),
            (2025, None, "SETS", A2.id, "OWNED_BY", HEALTH_CT),
            (2025, None, "SETS", A2.id, "OWNED_BY", COMMITTEE),
            (2025, None, "SETS", A1.id, "OWNED_BY", HEALTH_CT),
            (2025, None, "SETS", E1.id, "OWNED_BY", ROOMS),
            (2025, None, "SETS", B1.id, "OWNED_BY", HEALTH_HN),
        ],
    ),
    "tasks-without-time": (
        {},
        [
            (K2.id, FINANCE_CM, "prose"),
            (K3.id, COMMITTEE_CM, "heading"),
            (T2.id, HEALTH_HN, "heading"),
        ],
    ),
    "tasks-serving-targets": (
        {},
        [
            ("stated", K1.id, C1.id, HEALTH_CM),
            ("stated", K2.id, C4.id, FINANCE_CM),
            ("stated", K2.id, C1.id, FINANCE_CM),
            ("domain", K1.id, C3.id, HEALTH_CM),
        ],
    ),
    "targets-no-task-serves": (
        {},
        [
            (C2.id, FINANCE_CM),
            (C2.id, HEALTH_CM),
            (A2.id, HEALTH_CT),
            (A2.id, COMMITTEE),
            (A3.id, None),
            (A1.id, HEALTH_CT),
            (E1.id, ROOMS),
            (B1.id, HEALTH_HN),
            (G1.id, None),
        ],
    ),
    "tasks-serving-nothing": (
        {},
        [
            (K3.id, COMMITTEE_CM),
            (K4.id, None),
            (T1.id, HEALTH_CT),
            (T2.id, HEALTH_HN),
        ],
    ),
    "responsible-through-task": ({}, [(C4.id, K2.id, FINANCE_CM, "Cà Mau", "stated")]),
    "later-parent": ({}, [(C, "2024-05-13", H, "2025-01", True)]),
    "contradictory-places": ({}, [("place-contradicts at 60", 60, C, "Cà Mau")]),
    "findings-summary": ({}, [("ocr-repair", "info", 2, 1), ("place-contradicts", "doubt", 1, 1)]),
    "impact-of-document": (
        {"document": "27-NQ/TW"},
        [
            ("ASSIGNS", C, K1.id, C, 4),
            ("ASSIGNS", C, K4.id, C, 4),
            ("ASSIGNS", C, K2.id, C, 4),
            ("ASSIGNS", C, K3.id, C, 4),
            ("IMPLEMENTS", C, H, C, 1),
            ("LED_BY", K1.id, HEALTH_CM, C, 3),
            ("LED_BY", K2.id, FINANCE_CM, C, 3),
            ("LED_BY", K3.id, COMMITTEE_CM, C, 3),
            ("OWNED_BY", C2.id, FINANCE_CM, C, 3),
            ("OWNED_BY", C2.id, HEALTH_CM, C, 3),
            ("OWNED_BY", C3.id, COMMITTEE_CM, C, 3),
            ("OWNED_BY", C1.id, HEALTH_CM, C, 3),
            ("SETS", C, C2.id, C, 4),
            ("SETS", C, C4.id, C, 4),
            ("SETS", C, C3.id, C, 4),
            ("SETS", C, C1.id, C, 4),
            ("SUPPORTED_BY", K1.id, ALL_CM, C, 3),
            ("SUPPORTED_BY", K1.id, FINANCE_CM, C, 3),
            ("SUPPORTED_BY", K2.id, HEALTH_CM, C, 3),
        ],
    ),
    # Its own roles, those of who shares its tasks, and what these tasks serve.
    "impact-of-agency": (
        {"agency": "Sở Tài chính"},
        [
            ("LED_BY", K1.id, HEALTH_CM, 2),
            ("LED_BY", K2.id, FINANCE_CM, 2),
            ("OWNED_BY", C2.id, FINANCE_CM, 1),
            ("SERVES", K1.id, C3.id, 2),
            ("SERVES", K1.id, C1.id, 2),
            ("SERVES", K2.id, C4.id, 2),
            ("SERVES", K2.id, C1.id, 2),
            ("SUPPORTED_BY", K1.id, ALL_CM, 2),
            ("SUPPORTED_BY", K1.id, FINANCE_CM, 2),
            ("SUPPORTED_BY", K2.id, HEALTH_CM, 2),
        ],
    ),
}

#: Question → what is asked, and the rows in order: the columns of its TOML, then those the runner adds; or ``SHOWN``.
ANSWERS: dict[str, tuple[dict[str, Scalar], Rows]] = {
    "target-owners": (
        {"from": "NQ-42"},
        [
            owned(
                A, None, "Cần Thơ", A2, "30", HEALTH, "Cần Thơ", HEALTH_CT, "government", "carried", "owner-uncertain"
            ),
            owned(A, None, "Cần Thơ", A2, "30", CITY, "Cần Thơ", COMMITTEE, "government", "cell", None),
            owned(A, None, "Cần Thơ", A1, "97.5", HEALTH, "Cần Thơ", HEALTH_CT, "government", "cell", None),
            owned(E, None, "Cần Thơ", E1, "98", "Các phòng thuộc Sở", None, ROOMS, "collective", "prose", None),
            owned(
                B, "draft / unnumbered", "Hà Nam", B1, "95.2", HEALTH, "Hà Nam", HEALTH_HN, "government", "prose", None
            ),
        ],
    ),
    "targets-without-owner": (
        {"from": R},
        [
            (
                CITED,
                PLAN,
                None,
                "Cần Thơ",
                "Nhà tạm",
                None,
                "text",
                None,
                None,
                "Cơ bản không còn",
                None,
                None,
                "number-conflict",
                A,
                A3.id,
            ),
            (
                CITED,
                "68/NQ-CP",
                None,
                None,
                "Bao phủ bảo hiểm y tế",
                None,
                ">=",
                "95",
                None,
                None,
                "%",
                2030,
                None,
                G,
                G1.id,
            ),
        ],
    ),
    # parent, class, year, jurisdiction, title, loaded, child, ids; distance of the parent from 9/KH-SYT.
    "lineage-up": (
        {"document": "9/KH-SYT"},
        [
            (NOTE, None, 2024, "Cần Thơ", None, True, "10/KH-SYT", E, F, 0),
            ("10/KH-SYT", None, 2024, None, None, False, NOTE, F, E, 1),
            (PLAN, "ProvincialPlan", 2024, "Cần Thơ", "Kế hoạch thực hiện Nghị quyết 68", True, NOTE, A, E, 1),
            (CITED, "PartyResolution", 2023, None, None, False, PLAN, R, A, 2),
            (CITED, "PartyResolution", 2023, None, None, False, "68/NQ-CP", R, G, 2),
            (CITED, "PartyResolution", 2023, None, None, False, "75-CTr/TU", R, P, 2),
            ("68/NQ-CP", None, 2024, None, None, True, PLAN, G, A, 2),
            ("75-CTr/TU", None, 2024, None, None, False, PLAN, P, A, 2),
        ],
    ),
    # child, class, year, jurisdiction, status, title, loaded, parent, ids; distance of the child to 42-NQ/TW.
    "lineage-down": (
        {"document": "42 nq tw"},
        [
            (PLAN, "ProvincialPlan", 2024, "Cần Thơ", None, "Kế hoạch thực hiện Nghị quyết 68", True, CITED, A, R, 1),
            (
                PLAN,
                "ProvincialPlan",
                2024,
                "Cần Thơ",
                None,
                "Kế hoạch thực hiện Nghị quyết 68",
                True,
                "68/NQ-CP",
                A,
                G,
                1,
            ),
            (
                PLAN,
                "ProvincialPlan",
                2024,
                "Cần Thơ",
                None,
                "Kế hoạch thực hiện Nghị quyết 68",
                True,
                "75-CTr/TU",
                A,
                P,
                1,
            ),
            ("68/NQ-CP", None, 2024, None, None, None, True, CITED, G, R, 1),
            ("75-CTr/TU", None, 2024, None, None, None, False, CITED, P, R, 1),
            (NOTE, None, 2024, "Cần Thơ", None, None, True, "10/KH-SYT", E, F, 2),
            (NOTE, None, 2024, "Cần Thơ", None, None, True, PLAN, E, A, 2),
            (DRAFT, None, 2024, "Hà Nam", "draft / unnumbered", None, True, "68/NQ-CP", B, G, 2),
            ("10/KH-SYT", None, 2024, None, None, None, False, NOTE, F, E, 3),
        ],
    ),
    "agency-portfolio": (
        {"agency": "sở y tế cần thơ"},
        [
            (
                "LED_BY",
                T1.props["name"],
                "Hằng năm",
                None,
                None,
                None,
                None,
                None,
                None,
                None,
                PLAN,
                None,
                "Cần Thơ",
                HEALTH,
                "Cần Thơ",
                HEALTH_CT,
                "government",
                "prose",
                None,
                A,
                T1.id,
            ),
            (
                "OWNED_BY",
                "Giường bệnh",
                None,
                None,
                "range",
                "30",
                "32",
                None,
                "giường/10.000 dân",
                2025,
                PLAN,
                None,
                "Cần Thơ",
                HEALTH,
                "Cần Thơ",
                HEALTH_CT,
                "government",
                "carried",
                "owner-uncertain",
                A,
                A2.id,
            ),
            (
                "OWNED_BY",
                "Tỷ lệ bao phủ BHYT",
                None,
                None,
                ">=",
                "97.5",
                None,
                None,
                "%",
                2025,
                PLAN,
                None,
                "Cần Thơ",
                HEALTH,
                "Cần Thơ",
                HEALTH_CT,
                "government",
                "cell",
                None,
                A,
                A1.id,
            ),
        ],
    ),
    # … and the bounds and the unit compared in: «≥ 97,5 %» has a least value and no greatest one.
    "indicator-across-plans": (
        {"indicator": "ty le bao phu bao hiem y te"},
        [
            (
                COVERED,
                SOUTH,
                None,
                "Cà Mau",
                C1.props["name"],
                None,
                ">=",
                "95",
                None,
                None,
                "%",
                2025,
                None,
                HEALTH,
                "Cà Mau",
                HEALTH_CM,
                "government",
                "cell",
                None,
                C,
                C1.id,
                "95",
                None,
                "%",
            ),
            (
                COVERED,
                PLAN,
                None,
                "Cần Thơ",
                A1.props["name"],
                None,
                ">=",
                "97.5",
                None,
                None,
                "%",
                2025,
                None,
                HEALTH,
                "Cần Thơ",
                HEALTH_CT,
                "government",
                "cell",
                None,
                A,
                A1.id,
                "97.5",
                None,
                "%",
            ),
            (
                COVERED,
                NOTE,
                None,
                "Cần Thơ",
                E1.props["name"],
                "Toàn dân",
                ">",
                "98",
                None,
                None,
                "%",
                2025,
                None,
                "Các phòng thuộc Sở",
                None,
                ROOMS,
                "collective",
                "prose",
                None,
                E,
                E1.id,
                "98",
                None,
                "%",
            ),
            (
                COVERED,
                DRAFT,
                "draft / unnumbered",
                "Hà Nam",
                B1.props["name"],
                None,
                "=",
                "95.2",
                None,
                None,
                "%",
                2025,
                None,
                HEALTH,
                "Hà Nam",
                HEALTH_HN,
                "government",
                "prose",
                None,
                B,
                B1.id,
                "95.2",
                "95.2",
                "%",
            ),
            (
                COVERED,
                "68/NQ-CP",
                None,
                None,
                G1.props["name"],
                None,
                ">=",
                "95",
                None,
                None,
                "%",
                2030,
                None,
                None,
                None,
                None,
                None,
                None,
                None,
                G,
                G1.id,
                "95",
                None,
                "%",
            ),
        ],
    ),
    # missing, class, year, jurisdiction, title, relation, document, ids; how many documents name it.
    "missing-documents": (
        {},
        [
            (CITED, "PartyResolution", 2023, None, None, "CITES", PLAN, R, A, 3),
            (CITED, "PartyResolution", 2023, None, None, "CITES", DRAFT, R, B, 3),
            (CITED, "PartyResolution", 2023, None, None, "IMPLEMENTS", PLAN, R, A, 3),
            (CITED, "PartyResolution", 2023, None, None, "IMPLEMENTS", "68/NQ-CP", R, G, 3),
            ("20/2021/NĐ-CP", None, 2021, None, None, "CITES", DRAFT, L, B, 2),
            ("20/2021/NĐ-CP", None, 2021, None, None, "HAS_LEGAL_BASIS", PLAN, L, A, 2),
            ("20/2021/NĐ-CP", None, 2021, None, None, "HAS_LEGAL_BASIS", DRAFT, L, B, 2),
            ("10/KH-SYT", None, 2024, None, None, "IMPLEMENTS", NOTE, F, E, 1),
            ("27-NQ/TW", None, 2025, None, None, "IMPLEMENTS", SOUTH, H, C, 1),
            ("75-CTr/TU", None, 2024, None, None, "IMPLEMENTS", PLAN, P, A, 1),
        ],
    ),
    "deadlines": (
        {},
        [
            (
                6,
                20,
                2025,
                "once",
                "trước 20/6/2025",
                "Báo cáo sơ kết",
                HEALTH,
                "Hà Nam",
                HEALTH_HN,
                "government",
                "prose",
                "who-unclear",
                None,
                None,
                None,
                None,
                DRAFT,
                "draft / unnumbered",
                "Hà Nam",
                B,
                D2.id,
            ),
            (
                12,
                15,
                None,
                "yearly",
                "trước 15/12",
                "Báo cáo kết quả",
                HEALTH,
                "Cần Thơ",
                HEALTH_CT,
                "government",
                "prose",
                None,
                CITY,
                "Cần Thơ",
                COMMITTEE,
                None,
                PLAN,
                None,
                "Cần Thơ",
                A,
                D1.id,
            ),
            (
                None,
                None,
                None,
                None,
                "khi có yêu cầu",
                "Báo cáo đột xuất",
                None,
                None,
                None,
                None,
                None,
                None,
                None,
                None,
                None,
                "undated",
                PLAN,
                None,
                "Cần Thơ",
                A,
                D3.id,
            ),
        ],
    ),
    **PLANNERS,
}

#: Question → for some rows (by place): the routes, and each item of evidence as (document, line, predicate).
CHAINS: dict[str, dict[int, list[tuple[str, ...]]]] = {
    "target-owners": {
        0: [(A, G, R), (A, P, R), (A, R)],
        3: [(E, A, G, R), (E, A, P, R), (E, A, R)],
        4: [(B, G, R)],
    },
    "targets-without-owner": {0: [(A, G, R), (A, P, R), (A, R)], 1: [(G, R)]},
    "lineage-up": {0: [(E,)], 1: [(E, F)], 2: [(E, A)], 3: [(E, A, G, R), (E, A, P, R), (E, A, R)]},
    "lineage-down": {8: [(F, E, A, G, R), (F, E, A, P, R), (F, E, A, R)]},
    "target-lineage": {0: [(E, A, G, R), (E, A, P, R), (E, A, R)]},
    "resolution-descent": {0: [(A, G, R), (A, P, R), (A, R)], 4: [(B, G, R)]},
    "documents-between": {0: [(A, G, R), (A, P, R), (A, R)], 1: [(A, G)], 3: [(A, G, R), (A, P, R), (A, R)]},
}
EVIDENCE: dict[str, dict[int, list[tuple[str, int, str]]]] = {
    "target-owners": {0: [(A, 32, "SETS"), (A, 31, "OWNED_BY")], 4: [(B, 20, "SETS"), (B, 20, "OWNED_BY")]},
    "targets-without-owner": {0: [(A, 34, "SETS")]},
    "lineage-up": {0: [(E, 7, "IMPLEMENTS")], 4: [(G, 3, "IMPLEMENTS"), (A, 10, "IMPLEMENTS"), (B, 5, "IMPLEMENTS")]},
    "lineage-down": {3: [(G, 3, "IMPLEMENTS"), (A, 10, "IMPLEMENTS"), (B, 5, "IMPLEMENTS")]},
    "agency-portfolio": {0: [(A, 40, "ASSIGNS"), (A, 41, "LED_BY")], 1: [(A, 32, "SETS"), (A, 31, "OWNED_BY")]},
    "indicator-across-plans": {
        1: [(A, 30, "SETS"), (A, 30, "MEASURES"), (A, 31, "OWNED_BY")],
        4: [(G, 20, "SETS"), (G, 20, "MEASURES")],
    },
    "missing-documents": {
        3: [(G, 3, "IMPLEMENTS"), (A, 10, "IMPLEMENTS"), (B, 5, "IMPLEMENTS")],
        5: [(A, 5, "HAS_LEGAL_BASIS")],
    },
    "deadlines": {
        1: [(A, 50, "REQUIRES_REPORT"), (A, 50, "REPORTED_BY"), (A, 51, "REPORTS_TO")],
        2: [(A, 52, "REQUIRES_REPORT")],
    },
    "target-lineage": {0: [(E, 20, "SETS")]},
    # A group rests on the lines of all its rows.
    "resolution-descent": {3: [(E, 6, "IMPLEMENTS"), (E, 4, "IMPLEMENTS")]},
    "documents-between": {1: [(A, 9, "IMPLEMENTS")]},
    "citation-network": {0: [(A, 5, "HAS_LEGAL_BASIS")]},
    # A stated property rests on the line that prints it, also in another document.
    "document-timeline": {0: [(C, 1, "date")], 1: [(C, 4, "date")]},
    "parents-contribution": {
        0: [(A, 11, "IMPLEMENTS")],
        1: [(A, 9, "IMPLEMENTS"), (A, 30, "SETS"), (A, 30, "MEASURES"), (G, 20, "SETS"), (G, 20, "MEASURES")],
    },
    "owners-by-place-and-domain": {
        0: [(C, 20, "OWNED_BY"), (C, 20, "IN_DOMAIN"), (C, 21, "OWNED_BY"), (C, 21, "IN_DOMAIN")]
    },
    "agency-type-across-provinces": {0: [(C, 30, "ASSIGNS"), (C, 31, "LED_BY")]},
    "shared-ownership": {0: [(C, 21, "SETS"), (C, 22, "OWNED_BY")]},
    "tasks-without-lead": {0: [(C, 37, "ASSIGNS")]},
    "owner-conflicts": {
        0: [(C, 31, "LED_BY"), (C, 34, "LED_BY"), (C, 30, "SERVES"), (C, 33, "SERVES")],
        1: [(C, 34, "LED_BY"), (C, 36, "LED_BY")],
        2: [(C, 34, "LED_BY"), (C, 20, "OWNED_BY"), (C, 33, "SERVES")],
    },
    "targets-against-reference": {3: [(C, 20, "SETS"), (C, 20, "MEASURES"), (A, 30, "SETS"), (A, 30, "MEASURES")]},
    "missing-indicators": {0: [(C, 24, "SETS"), (C, 24, "MEASURES")]},
    "unit-mismatch": {0: [(C, 23, "SETS"), (C, 23, "MEASURES")]},
    "lead-support-matrix": {1: [(C, 31, "LED_BY"), (C, 32, "SUPPORTED_BY")]},
    "waits-for": {0: [(C, 31, "LED_BY"), (C, 32, "SUPPORTED_BY")]},
    "waited-by": {0: [(C, 34, "SUPPORTED_BY"), (C, 34, "LED_BY")]},
    "shared-tasks": {0: [(C, 31, "LED_BY"), (C, 32, "SUPPORTED_BY")]},
    "agency-load": {0: [(C, 21, "OWNED_BY"), (C, 20, "OWNED_BY")]},
    "due-by-quarter": {
        0: [(B, 30, "REQUIRES_REPORT"), (B, 30, "REPORTED_BY")],
        1: [(C, 30, "ASSIGNS"), (C, 31, "LED_BY")],
    },
    "tasks-without-time": {0: [(C, 33, "ASSIGNS"), (C, 34, "LED_BY")]},
    "tasks-serving-targets": {0: [(C, 30, "SERVES"), (C, 31, "LED_BY")]},
    "targets-no-task-serves": {4: [(A, 34, "SETS")]},
    "tasks-serving-nothing": {1: [(C, 37, "ASSIGNS")]},
    "responsible-through-task": {0: [(C, 24, "SETS"), (C, 33, "SERVES"), (C, 34, "LED_BY")]},
    "later-parent": {0: [(C, 3, "IMPLEMENTS"), (C, 1, "date"), (C, 4, "date")]},
    "contradictory-places": {0: [(C, 60, "HAS_FINDING")]},
    "findings-summary": {0: [(C, 61, "HAS_FINDING"), (C, 62, "HAS_FINDING")]},
    "impact-of-document": {4: [(C, 3, "IMPLEMENTS")]},
    "impact-of-agency": {3: [(C, 30, "SERVES")]},
}


@pytest.fixture(scope="module")
def oxigraph(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """The world in a folder."""
    store = open_store(str(tmp_path_factory.mktemp("questions") / "store"))
    store.load(WORLD)
    yield store
    store.close()


@pytest.fixture(scope="module")
def neo4j(neo4j_server: Login) -> Iterator[Store]:
    """The world in the tests' Neo4j, and nothing else."""
    store = open_store(neo4j_server.uri, user=neo4j_server.user, password=neo4j_server.password)
    for source in list(store.sources()):
        store.unload(source.document)
    store.load(WORLD)
    yield store
    store.close()


@pytest.fixture(params=["oxigraph", pytest.param("neo4j", marks=pytest.mark.neo4j)])
def store(request: pytest.FixtureRequest) -> Store:
    """The world in either store."""
    found: Store = request.getfixturevalue(request.param)
    return found


def asked(store: Store, name: str, **limit: Any) -> Answer:
    """The answer to a question as ``ANSWERS`` asks it."""
    return run(store, find_question(name), ANSWERS[name][0], **limit)


def test_every_question_has_an_answer_worked_out_by_hand() -> None:
    assert set(ANSWERS) == set(EVIDENCE)
    assert set(ANSWERS) | set(test_questions_reform.ANSWERS) == set(catalogue())
    assert all(rows for _, rows in ANSWERS.values())


@pytest.mark.parametrize("name", ANSWERS)
def test_rows(store: Store, name: str) -> None:
    answer = asked(store, name)
    names = SHOWN.get(name) or tuple(column.name for column in answer.columns)
    assert [tuple(row.values[column] for column in names) for row in answer.rows] == ANSWERS[name][1]
    for row in answer.rows:
        assert list(row.values) == [column.name for column in answer.columns]


@pytest.mark.parametrize("name", ANSWERS)
def test_chains(store: Store, name: str) -> None:
    answer = asked(store, name)
    for place, routes in CHAINS.get(name, {}).items():
        chain = answer.rows[place].chain
        assert [tuple(node for node, _ in one.documents) for one in chain] == routes
        assert [one.also_direct for one in chain] == [len(routes) > 1 and len(route) == 2 for route in routes]
        for one in chain:
            assert all(label == SHARED[node].props["name"] for node, label in one.documents)
            assert [link.fact for link in one.links] == [
                (lower, "IMPLEMENTS", upper) for (lower, _), (upper, _) in pairwise(one.documents)
            ]
            assert all(link.evidence and all(item.fact == link.fact for item in link.evidence) for link in one.links)
    if find_question(name).chain is None:
        assert not any(row.chain for row in answer.rows)


@pytest.mark.parametrize("name", ANSWERS)
def test_evidence(store: Store, name: str) -> None:
    answer = asked(store, name)
    assert all(row.evidence for row in answer.rows)
    for place, items in EVIDENCE[name].items():
        evidence = answer.rows[place].evidence
        assert [(item.document, item.line, item.fact[1]) for item in evidence] == items
        for item in evidence:
            assert item.quote == f"line {item.line} of {item.document_label}"
            assert item.line_end == item.line


def test_a_chain_quotes_its_own_document_first(store: Store) -> None:
    # That 68 carries out 42 is said by 68 itself, by Cần Thơ and by Hà Nam; a plan's own words come first.
    links = {row.values["document"]: row.chain[0].links[-1] for row in asked(store, "target-owners").rows}
    assert [(item.document, item.line) for item in links[PLAN].evidence] == [(A, 10), (G, 3), (B, 5)]
    assert [(item.document, item.line) for item in links[DRAFT].evidence] == [(B, 5), (G, 3), (A, 10)]
    assert {item.stated_by for item in links[PLAN].evidence} == {3}


def test_doubt_is_on_the_evidence_too(store: Store) -> None:
    first = asked(store, "target-owners").rows[0]
    assert [item.doubt for item in first.evidence] == [None, "owner-uncertain"]


def test_limit_comes_after_sorting(store: Store) -> None:
    answer = asked(store, "target-owners", limit=2)
    assert [tuple(row.values.values()) for row in answer.rows] == ANSWERS["target-owners"][1][:2]
    assert answer.total == len(ANSWERS["target-owners"][1])


@pytest.mark.parametrize("name", ANSWERS)
def test_a_document_that_nobody_knows_gives_no_rows(store: Store, name: str) -> None:
    question = find_question(name)
    nothing: Mapping[str, Scalar] = {parameter.name: "document/none" for parameter in question.asked}
    if nothing:
        assert store.ask(question.text(store.language), nothing) == []


@pytest.mark.neo4j
@pytest.mark.parametrize("name", ANSWERS)
def test_both_stores_give_the_same_answer(oxigraph: Store, neo4j: Store, name: str) -> None:
    assert asked(oxigraph, name).as_json() == asked(neo4j, name).as_json()


def written(value: Scalar) -> str:
    """A parameter's value in Cypher."""
    return "null" if value is None else f"'{value}'" if isinstance(value, str) else str(value)


@pytest.mark.neo4j
def test_every_cypher_text_can_be_pasted_into_a_stock_shell(neo4j: Store, neo4j_server: Login) -> None:
    lines = []
    for name in ANSWERS:
        given = asked(neo4j, name).parameters
        lines += [f":param {parameter} => {written(value)}" for parameter, value in given.items()]
        lines.append(find_question(name).cypher)
    try:
        classes = class_path(SHELL)
    except StoreError as error:
        if os.environ.get("POLICYGRAPH_REQUIRE_NEO4J") == "1":
            raise
        pytest.skip(f"the Cypher shell cannot be fetched: {error}")
    login = {"NEO4J_USERNAME": neo4j_server.user, "NEO4J_PASSWORD": neo4j_server.password}
    shell = subprocess.run(
        [str(java()), SHELL_CLASS, "-a", neo4j_server.uri, "--format", "plain"],
        input="\n".join(lines),
        env={**os.environ, **login, "CLASSPATH": classes},
        capture_output=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )
    assert shell.returncode == 0, shell.stderr
    # The shell prints the names of the columns before the rows of an answer; every question here has some.
    headers = [", ".join(column.name for column in find_question(name).columns) for name in ANSWERS]
    assert [line for line in shell.stdout.splitlines() if line in headers] == headers
