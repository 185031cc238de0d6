"""What the app writes where it is allowed to: documents that are loaded, decisions that are made; in both stores."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from apps import STORES, opened, serving, texts
from rdf_cases import sample

from graph.decisions import read_decisions
from graph.store import open_store
from loaders.pipeline import load_paths
from queries.catalogue import find_question
from queries.runner import run

PLAN = (
    "Số: 45/KH-UBND\nLâm Đồng, ngày 12 tháng 3 năm 2024\nKẾ HOẠCH\nThực hiện Nghị quyết số 31/NQ-CP ngày 5/3/2022\n"
    "Ủy ban nhân dân tỉnh ban hành Kế hoạch như sau:\nI. NHIỆM VỤ\n1. Sở Nội vụ chủ trì mua sách.\n"
)
PLAN_ID = "document/45_kh-ubnd.lam-dong-2024"


@pytest.fixture(params=STORES)
def store(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[str]:
    monkeypatch.setenv("POLICYGRAPH_APP_LOAD", "1")
    monkeypatch.setenv("POLICYGRAPH_UPLOADS", str(tmp_path / "uploads"))
    monkeypatch.setenv("POLICYGRAPH_DECISIONS", str(tmp_path / "decisions.jsonl"))
    with serving(request, request.param, sample()[1:3]) as address:
        yield address


def loaded(address: str) -> set[str]:
    store = open_store(address, readonly=True)
    try:
        return {source.document for source in store.sources()}
    finally:
        store.close()


def button(shown: object, label: str) -> object:
    return next(one for one in shown.button if one.label.replace("\\", "").startswith(label))  # type: ignore[attr-defined]


def test_files_are_shown_first_and_stored_when_one_says_so(store: str) -> None:
    before = loaded(store)
    shown = opened("load")
    files = [
        ("kế hoạch.txt", PLAN.encode(), "text/plain"),
        ("thơ.txt", "Trời xanh mây trắng".encode(), "text/plain"),
        ("trống.txt", b"", "text/plain"),
        ("../../lạ.txt", PLAN.encode() + b"2. ...\n", "text/plain"),
    ]
    shown.file_uploader[0].set_value(files).run()
    assert not shown.exception
    said = texts(shown).replace("\\", "")
    assert "45/KH-UBND" in said and "**1** nhiệm vụ" in said
    errors = [error.value.replace("\\", "") for error in shown.error]
    assert len(errors) == 2 and "thơ.txt" in errors[0] and "trống.txt" in errors[1]
    assert any("cùng văn bản này" in warning.value for warning in shown.warning)
    assert loaded(store) == before
    button(shown, "Lưu vào kho (1)").click().run()  # type: ignore[attr-defined]
    assert not shown.exception
    assert "đã nạp" in shown.success[0].value
    assert loaded(store) == before | {PLAN_ID}
    assert opened("documents", {"id": PLAN_ID}).title[0].value.replace("\\", "") == "45/KH-UBND"


def test_another_reading_of_a_document_takes_its_place_only_when_ticked(store: str) -> None:
    for data, outcome in ((PLAN, "đã nạp"), (PLAN + "2. Sở Y tế chủ trì mua thuốc.\n", "đã thay")):
        shown = opened("load")
        shown.file_uploader[0].set_value([("kế hoạch.txt", data.encode(), "text/plain")]).run()
        if outcome == "đã thay":
            assert "Lưu vào kho (0)" in [one.label for one in shown.button]
            shown.checkbox[0].set_value(True).run()
        button(shown, "Lưu vào kho (1)").click().run()  # type: ignore[attr-defined]
        assert outcome in shown.success[0].value
    again = opened("load")
    again.file_uploader[0].set_value([("khác.txt", data.encode(), "text/plain")]).run()
    assert "không thay đổi" in again.success[0].value


def test_a_decision_is_made_under_a_name_and_reaches_the_store(store: str, tmp_path: Path) -> None:
    shown = opened("review")
    accept = next(one for one in shown.button if one.label == "Đúng như đã đọc")
    fact = str(accept.key).split(":")[1]
    assert accept.disabled
    prefix = str(accept.key).removesuffix(":accept")
    shown.text_input(key=f"{prefix}:author").set_value("An").run()
    shown.text_input(key=f"{prefix}:reason").set_value("đã đối chiếu bản gốc").run()
    shown.button(key=str(accept.key)).click().run()
    assert not shown.exception and not shown.error
    decisions = read_decisions(tmp_path / "decisions.jsonl")
    assert [(one.verb, one.by, one.fact) for one in decisions.all] == [("accept", "An", fact)]
    assert fact not in {str(one.key).split(":")[1] for one in shown.button if ":accept" in str(one.key)}
    reader = open_store(store, readonly=True)
    said = reader.statements([fact])[fact]
    reader.close()
    assert said[0].confirmed_by == "An"


def test_an_owner_that_was_not_read_is_given_and_the_decision_revoked(store: str, tmp_path: Path) -> None:
    def owners(target: str) -> list[object]:
        reader = open_store(store, readonly=True)
        found = run(reader, find_question("target-owners"), {"from": "42-NQ/TW"}).rows
        reader.close()
        return [row.values["agency"] for row in found if row.values["target_id"] == target]

    shown = opened("review")
    boxes = [one for one in shown.selectbox if "Cơ quan phụ trách chỉ tiêu" in one.options]
    prefixes = [str(one.key).removesuffix(":what") for one in boxes]
    facts = [prefix.split(":")[1] for prefix in prefixes]
    reader = open_store(store, readonly=True)
    targets = [reader.statements([fact])[fact][0].object for fact in facts]
    reader.close()
    prefix, target = next(pair for pair in zip(prefixes, targets, strict=True) if not owners(pair[1]))
    for name, value in (("author", "An"), ("reason", "đã đối chiếu bản gốc"), ("to", "Sở Sao Hỏa")):
        shown.text_input(key=f"{prefix}:{name}").set_value(value).run()
    shown.button(key=f"{prefix}:correct").click().run()
    assert shown.error and not (tmp_path / "decisions.jsonl").exists()
    shown.text_input(key=f"{prefix}:to").set_value("Sở Y tế").run()
    shown.button(key=f"{prefix}:correct").click().run()
    assert not shown.exception and not shown.error
    assert owners(target) == ["Sở Y tế"]
    [made] = read_decisions(tmp_path / "decisions.jsonl").all
    key = f"review:{made.id}"
    shown.text_input(key=f"{key}:author").set_value("Bình").run()
    shown.text_input(key=f"{key}:reason").set_value("nhầm dòng").run()
    shown.button(key=f"{key}:revoke").click().run()
    assert not shown.exception and not shown.error
    assert owners(target) == []
    assert "đã rút" in texts(shown)


def test_a_value_is_corrected_and_a_name_split_in_several(store: str, tmp_path: Path) -> None:
    shown = opened("review")
    several = next(one for one in shown.selectbox if any("nhiều cơ quan" in option for option in one.options))
    target = next(one for one in shown.selectbox if "Cơ quan phụ trách chỉ tiêu" in one.options)
    for box, way, value in ((several, "several", "Sở Y tế; Sở Nội vụ"), (target, "value", "99.5")):
        prefix = str(box.key).removesuffix(":what")
        shown.selectbox(key=f"{prefix}:what").set_value(way).run()
        for name, words in (("author", "An"), ("reason", "đã đối chiếu bản gốc"), ("to", value)):
            shown.text_input(key=f"{prefix}:{name}").set_value(words).run()
        shown.button(key=f"{prefix}:correct").click().run()
        assert not shown.exception and not shown.error
    split, corrected = read_decisions(tmp_path / "decisions.jsonl").all
    assert split.verb == "split" and [one.name for one in split.to] == ["Sở Y tế", "Sở Nội vụ"]
    assert corrected.sets == {"value": "99.5"}


def test_what_was_answered_before_is_answered_anew_after_a_load(store: str, tmp_path: Path) -> None:
    def shown() -> str:
        page = opened("ask", {"q": "document-timeline"})
        assert not page.exception and not page.error
        return "\n".join(str(table.value) for table in page.dataframe) + texts(page)

    assert "45/KH-UBND" not in shown() and "45/KH-UBND" not in shown()
    plan = tmp_path / "plan.txt"
    plan.write_text(PLAN, encoding="utf-8")
    writer = open_store(store)
    load_paths(writer, [plan])
    writer.close()
    assert "45/KH-UBND" in shown()
