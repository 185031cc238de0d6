"""Tasks that serve targets: found in a whole document, and stated with the lines of both."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

import pytest
from cases import parse

from graph.facts import DocumentFacts, SourceInfo, Statement
from loaders.extract.mentions import TargetMention, TaskMention
from loaders.extract.serves import find_services, states, target_name
from loaders.extract.targets import paragraph_targets
from loaders.facts import to_facts
from loaders.interchange import to_interchange
from loaders.pipeline import read_path
from loaders.read import ReadDocument, read_document
from ontology.errors import RefusedFactError
from ontology.relations import RELATIONS

PLAN = """
ỦY BAN NHÂN DÂN
TỈNH LÂM ĐỒNG
Số: 61/KH-UBND
Lâm Đồng, ngày 4 tháng 4 năm 2024
## KẾ HOẠCH
**Phát triển thư viện và đường thôn**

## II. MỤC TIÊU
### 2. Mục tiêu cụ thể đến năm 2030
- Tỷ lệ thôn có tủ sách đạt 60%.
- Tỷ lệ đường thôn được chiếu sáng đạt 75% trở lên.
- Hoàn thành số hóa tài liệu địa chí.

## III. NHIỆM VỤ VÀ GIẢI PHÁP
### 1. Về thư viện
a) Sở Văn hóa, Thể thao và Du lịch luân chuyển sách, phấn đấu tỷ lệ thôn có tủ sách đạt 60%.
b) Sở Thông tin và Truyền thông hoàn thành số hóa tài liệu địa chí.
### 2. Về đường thôn
a) Sở Giao thông vận tải lắp đèn, phấn đấu tỷ lệ đường thôn được chiếu sáng đạt 70%.
"""


@cache
def plan() -> ReadDocument:
    return read_document(parse(PLAN))


def facts(read: ReadDocument) -> DocumentFacts:
    return to_facts(
        read,
        SourceInfo(
            document=read.id,
            path="made-up.txt",
            sha256="0" * 64,
            reader="test",
            vocabulary="test",
            decisions="test",
            lines=len(read.parsed.lines),
        ),
    )


def served(document: DocumentFacts) -> list[Statement]:
    return [said for said in document.statements if said.predicate == "SERVES"]


def line(words: str) -> int:
    return next(number for number, text in enumerate(PLAN.split("\n"), 1) if words in text)


def test_the_tasks_that_state_a_target_serve_it_and_no_others() -> None:
    read = plan()
    found = [(read.tasks[s.task][0].line, read.targets[s.target][0].line, s.basis) for s in read.services]
    assert found == [
        (line("luân chuyển"), line("- Tỷ lệ thôn có tủ sách"), "stated"),
        (line("hoàn thành số hóa"), line("- Hoàn thành số hóa"), "stated"),
    ]


def test_the_statement_covers_the_lines_of_task_and_target() -> None:
    first, second = served(facts(plan()))
    assert [(span.line, span.line_end) for span in first.spans] == [
        (line("- Tỷ lệ thôn có tủ sách"),) * 2,
        (line("luân chuyển"),) * 2,
    ]
    assert (first.basis, first.mention) == ("stated", "đạt 60%")
    assert all("60%" in span.quote for span in first.spans)
    assert "/task/" in second.subject and "/target/" in second.object


def test_a_value_without_an_indicator_moves_no_link_to_another_target() -> None:
    first = "- Tỷ lệ thôn có tủ sách"
    read = read_document(parse(PLAN.replace(first, f"- Đạt 40%.\n{first}")))
    assert [finding.code for finding in read.findings].count("indicator-missing") == 1
    stated = {read.targets[service.target][0].indicator for service in read.services}
    assert stated == {plan().targets[service.target][0].indicator for service in plan().services}


def test_a_mention_stands_in_every_one_of_its_statements() -> None:
    for said in served(facts(plan())):
        assert said.mention is not None
        assert any(said.mention.casefold() in span.quote.casefold() for span in said.spans)


def test_what_is_doubtful_about_the_target_is_doubtful_about_the_link() -> None:
    read = read_document(parse(PLAN))
    read.targets[0][0].doubt = ("value-in-words",)
    first, second = served(facts(read))
    assert (first.doubt, second.doubt) == (("value-in-words",), ())


def test_the_interchange_form_stays_as_it_was() -> None:
    reading = to_interchange(plan())
    assert not any("serves" in entry for key in ("tasks", "targets") for entry in reading[key])


def test_the_ontology_knows_two_bases_and_refuses_others() -> None:
    assert RELATIONS["SERVES"].basis == ("stated", "domain")
    document = facts(plan())
    first = served(document)[0]
    with pytest.raises(RefusedFactError, match="no basis of SERVES"):
        DocumentFacts(**{**dict(document), "statements": (first.model_copy(update={"basis": "cell"}),)})


@pytest.mark.parametrize(
    ("indicator", "parent", "name"),
    [
        ("Thành thị", "Tỷ lệ hộ có điện", "Tỷ lệ hộ có điện: Thành thị"),
        ("Tỷ lệ hộ có điện ba pha", "Tỷ lệ hộ có điện", "Tỷ lệ hộ có điện ba pha"),
        ("Tỷ lệ hộ có điện", None, "Tỷ lệ hộ có điện"),
    ],
)
def test_a_part_goes_by_the_name_of_its_whole(indicator: str, parent: str | None, name: str) -> None:
    assert target_name(TargetMention(indicator, 1, 1, "=", parent=parent)) == name


def targets(text: str, year: int | None = 2030) -> list[TargetMention]:
    from cases import paragraph

    return paragraph_targets(paragraph(text), year)


def test_a_part_in_a_table_is_stated_with_its_whole() -> None:
    part = targets("- Thành thị đạt 90%.")[0]
    part.parent = "Tỷ lệ hộ có điện ba pha"
    in_full = TaskMention(None, None, "Kéo lưới, tỷ lệ hộ có điện ba pha thành thị đạt 90%", 1, 1)
    only_the_whole = TaskMention(None, None, "Kéo lưới, tỷ lệ hộ có điện ba pha đạt 90%", 1, 1)
    assert states(in_full, part)
    assert not states(only_the_whole, part)


def test_a_value_in_words_of_a_table_stands_beside_its_indicator() -> None:
    words = TargetMention("Tỷ lệ hộ nghèo theo chuẩn đa chiều", 1, 1, "text", text_value="Cơ bản không còn", unit="%")
    before = TaskMention(None, None, "Phấn đấu cơ bản không còn hộ nghèo theo chuẩn đa chiều", 1, 1)
    after = TaskMention(None, None, "Hỗ trợ sinh kế; tỷ lệ hộ nghèo theo chuẩn đa chiều cơ bản không còn", 1, 1)
    other = TaskMention(None, None, "Rà soát hộ nghèo theo chuẩn đa chiều", 1, 1)
    assert [states(task, words) for task in (before, after, other)] == [True, True, False]


def test_a_range_is_stated_by_both_of_its_ends() -> None:
    wanted = targets("- Tỷ lệ hộ có hố xí tự hoại đạt 85 - 90%.")[0]
    both = TaskMention(None, None, "Vận động, tỷ lệ hộ có hố xí tự hoại đạt 85 - 90%", 1, 1)
    one = TaskMention(None, None, "Vận động, tỷ lệ hộ có hố xí tự hoại đạt 85%", 1, 1)
    assert (states(both, wanted), states(one, wanted)) == (True, False)


def test_services_come_in_the_order_of_tasks_and_targets() -> None:
    wanted = [*targets("- Tỷ lệ A thông báo đạt 60%."), *targets("- Tỷ lệ hộ có loa đạt 70%.")]
    tasks = [TaskMention(str(i), None, "Lắp loa, tỷ lệ hộ có loa đạt 70%", i, i) for i in (1, 2)]
    assert [(s.task, s.target) for s in find_services(tasks, wanted)] == [(0, 1), (1, 1)]


def test_the_real_plan_that_restates_its_targets(shared_dir: Path) -> None:
    gold = json.loads((shared_dir / "gold/camau-113-kh-ubnd-2024.json").read_text(encoding="utf-8"))
    read = read_path(shared_dir / "corpus/seeds/camau-113-kh-ubnd-2024.txt")
    wanted = sorted(
        (again["task"], target["indicator"]) for target in gold["targets"] for again in target.get("restated_at") or []
    )
    found = sorted(
        (str(read.tasks[s.task][0].code), read.targets[s.target][0].indicator)
        for s in read.services
        if s.basis == "stated"
    )
    assert found == wanted
