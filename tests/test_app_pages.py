"""Home, Ask, Documents, Load, Review, Data and About over the sample, in Streamlit's own harness, on both stores."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from apps import STORES, opened, serving, texts
from rdf_cases import sample
from streamlit.testing.v1 import AppTest
from test_questions_sample import tries

from graph.store import open_store
from loaders.formats import READERS
from queries.catalogue import DOORS, catalogue, find_question
from queries.runner import run
from screens.ask import FEW_ROWS

PLAN = "document/118_kh-ubnd.can-tho-2024"
NQ42 = "document/42-nq_tw-2023"


@pytest.fixture(scope="module", params=STORES)
def store(request: pytest.FixtureRequest) -> Iterator[str]:
    with serving(request, request.param) as address:
        yield address


def labels(app: AppTest) -> list[str]:
    """What the links of a page are called, without the marks that keep Markdown out."""
    return [str(link.proto.label).replace("\\", "") for link in app.get("page_link")]


# --- Home -------------------------------------------------------------------------------------------------------


def test_home_tells_what_is_loaded_and_what_is_doubtful(store: str) -> None:
    home = opened()
    numbers = {metric.label: metric.value for metric in home.metric}
    assert numbers["Văn bản đã nạp"] == "5"
    assert int(numbers["Chỉ tiêu"]) > 100
    # Those that documents name; the graph holds their heirs too.
    assert numbers["Cơ quan"] == "124"
    said = texts(home).replace("\\", "")
    assert "3 văn bản để trống số hoặc ngày ban hành" in said
    assert {"Cà Mau", "Cần Thơ", "Hà Nam", "Kiên Giang", "Biên Hòa"} <= set(home.table[0].value["Địa bàn"])


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("42-NQ/TW", "Văn bản: 42-NQ/TW"),
        ("NQ 42", "Văn bản: 42-NQ/TW"),
        ("118/KH-UBND", "Văn bản: 118/KH-UBND"),
        ("so y te can tho", "Cơ quan: Sở Y tế – Cần Thơ"),
        ("Sở Y tế Cần Thơ", "Cơ quan: Sở Y tế – Cần Thơ"),
        ("bao hiem y te", "Chỉ số: Tỷ lệ dân số tham gia bảo hiểm y tế"),
    ],
)
def test_home_finds_with_and_without_diacritics(store: str, words: str, found: str) -> None:
    home = opened()
    home.text_input(key="find").set_value(words).run()
    assert not home.exception
    assert any(label.startswith(found) for label in labels(home)), labels(home)


def test_home_says_when_nothing_is_found(store: str) -> None:
    home = opened()
    home.text_input(key="find").set_value("qwertyuiop").run()
    assert "Không tìm thấy" in texts(home)


def test_home_of_an_empty_store_says_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    open_store(str(tmp_path / "store")).close()
    monkeypatch.setenv("POLICYGRAPH_STORE", str(tmp_path / "store"))
    home = opened()
    assert not home.exception
    assert "policygraph load" in texts(home)


@pytest.mark.parametrize("name", ["", "ask", "documents", "load", "review", "data", "about"])
def test_a_page_without_any_store_is_a_sentence(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("POLICYGRAPH_STORE", str(tmp_path / "none"))
    shown = opened(name)
    assert not shown.exception
    if shown.error:
        assert "policygraph load" in shown.error[0].value


# --- Ask --------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def asked(store: str) -> dict[str, dict[str, str]]:
    """Question → parameters with which it has rows, as far as the sample gives any."""
    with_rows: dict[str, dict[str, str]] = {}
    graph = open_store(store, readonly=True)
    for name, question in catalogue().items():
        for values in tries(graph, question):
            with_rows[name] = {key: str(value) for key, value in values.items()}
            if run(graph, question, values).rows:
                break
    graph.close()
    return with_rows


IN_ENGLISH = {question.drawing: name for name, question in catalogue().items()}
"""One question of each drawing is looked at in English too."""


@pytest.mark.parametrize(
    ("name", "lang"), [*((name, "vi") for name in catalogue()), *((name, "en") for name in IN_ENGLISH.values())]
)
def test_every_question_is_answered_on_its_page(
    store: str, asked: dict[str, dict[str, str]], name: str, lang: str
) -> None:
    question = find_question(name)
    parameters = asked[question.name]
    view = {} if question.drawing == "table" else {"view": "drawing"}
    shown = opened("ask", {"q": question.name, **parameters, **view, "row": "1"}, lang=lang)
    assert not shown.exception and not shown.error
    assert shown.title[0].value.replace("\\", "") == getattr(question.title, lang)
    graph = open_store(store, readonly=True)
    expected = run(graph, question, parameters)
    graph.close()
    if not expected.rows:
        assert "policygraph" not in texts(shown) or shown.info
        return
    assert len(shown.dataframe[0].value) == min(len(expected.rows), FEW_ROWS)
    assert ("Căn cứ" if lang == "vi" else "Evidence") in texts(shown)


def test_a_long_answer_shows_more_when_asked_for(store: str) -> None:
    graph = open_store(store, readonly=True)
    total = run(graph, find_question("due-by-quarter"), {}).total
    graph.close()
    assert total > FEW_ROWS
    few = opened("ask", {"q": "due-by-quarter", "as_of": "none"})
    assert len(few.dataframe[0].value) == FEW_ROWS and f"({FEW_ROWS} hiển thị)" in texts(few)
    next(button for button in few.button if button.label == "Hiện thêm").click()
    all_of_them = few.run()
    assert len(all_of_them.dataframe[0].value) == total
    beyond = opened("ask", {"q": "due-by-quarter", "as_of": "none", "row": str(total)})
    assert len(beyond.dataframe[0].value) == total and "Căn cứ" in texts(beyond)


def test_the_choice_of_questions_has_all_of_them_by_door(store: str) -> None:
    shown = opened("ask")
    titles = {question.title.vi for question in catalogue().values()}
    assert titles <= set(labels(shown))
    one = opened("ask", {"door": "coordinator"})
    assert [heading for heading in one.markdown if DOORS["coordinator"].vi in heading.value]
    assert not [heading for heading in one.markdown if DOORS["planner"].vi in heading.value]


@pytest.mark.parametrize("words", ["NQ-42", "42-NQ/TW", "42 nq tw", "Nghị quyết 42", NQ42])
def test_a_number_is_understood_in_any_spelling(store: str, words: str) -> None:
    shown = opened("ask", {"q": "target-owners"})
    # The question that the program was begun for is answered at once.
    assert len(shown.dataframe[0].value) == 100
    shown.text_input(key="target-owners:from").set_value("").run()
    assert not shown.dataframe and shown.info
    shown.text_input(key="target-owners:from").set_value(words).run()
    assert len(shown.dataframe[0].value) == 100
    assert shown.query_params["from"] == NQ42


def test_words_that_fit_several_are_offered_and_one_is_chosen(store: str) -> None:
    shown = opened("ask", {"q": "agency-portfolio"})
    shown.text_input(key="agency-portfolio:agency").set_value("so y te").run()
    offered = [button for button in shown.button if "Sở Y tế" in button.label]
    assert len(offered) >= 4 and not shown.dataframe
    # The body and its heir of the same name are told apart by their days.
    before, since = (button for button in offered if "Cần Thơ" in button.label)
    assert "đến 30/06/2025" in before.label and "từ 01/07/2025" in since.label
    before.click().run()
    assert shown.query_params["agency"] == "agency/so-y-te.can-tho"
    assert len(shown.dataframe[0].value) > 10


def test_an_unknown_word_offers_the_likest(store: str) -> None:
    shown = opened("ask", {"q": "target-owners"})
    shown.text_input(key="target-owners:from").set_value("99-NQ/TW").run()
    assert not shown.exception and not shown.dataframe
    assert 0 < len([button for button in shown.button if "/" in button.label]) <= 20


def test_an_unknown_question_is_a_sentence(store: str) -> None:
    shown = opened("ask", {"q": "who-is-who"})
    assert not shown.exception
    assert "who-is-who" in shown.error[0].value.replace("\\", "")


def test_a_chosen_row_shows_doubt_chain_and_lines(store: str) -> None:
    shown = opened("ask", {"q": "target-owners", "from": NQ42, "as_of": "none"})
    table = shown.dataframe[0].value
    doubtful = next(row["#"] for _, row in table.iterrows() if "⚠" in row["Cơ quan phụ trách"])
    shown.number_input[0].set_value(int(doubtful)).run()
    assert shown.query_params["row"] == str(doubtful)
    assert shown.warning and "Nghi vấn" in shown.warning[0].value
    assert any("118/KH-UBND → 68/NQ-CP → 42-NQ/TW" in one.label.replace("\\", "") for one in shown.expander)
    assert any(label.startswith("118/KH-UBND, dòng ") for label in labels(shown))
    assert shown.code[0].value


def test_who_holds_a_duty_today_stands_beside_its_owner(store: str) -> None:
    shown = opened("ask", {"q": "target-owners", "from": NQ42, "as_of": "2026-10-15"})
    table = shown.dataframe[0].value
    column = "Giữ việc vào 15/10/2026"
    kien_giang = table[table["Cơ quan phụ trách"] == "Sở Y tế (Kiên Giang)"]
    assert all("Sở Y tế tỉnh An Giang" in words for words in kien_giang[column])
    shown.number_input[0].set_value(int(kien_giang["#"].iloc[0])).run()
    assert "Ai giữ việc này vào ngày 15/10/2026" in texts(shown)
    shown.toggle[0].set_value(False).run()
    assert column not in shown.dataframe[0].value.columns
    assert shown.query_params["as_of"] == "none"


def test_an_answer_is_taken_away_as_files_and_as_a_link(store: str) -> None:
    shown = opened("ask", {"q": "target-owners", "from": NQ42})
    names = [button.proto.label for button in shown.get("download_button")]
    assert names == ["Báo cáo (.docx)", "Excel (.xlsx)", "CSV", "JSON", "GraphML"]
    codes = [code.value for code in shown.code]
    assert any(f"/ask?q=target-owners&from={NQ42.replace('/', '%2F')}" in code for code in codes)
    assert any(code.startswith(f":param from => '{NQ42}'") for code in codes)
    assert any("SELECT DISTINCT" in code and NQ42 in code for code in codes)


# --- Documents --------------------------------------------------------------------------------------------------


def test_the_list_of_documents(store: str) -> None:
    shown = opened("documents")
    table = shown.dataframe[0].value
    assert len(table) == 5
    assert sum("dự thảo" in status for status in table["Tình trạng"]) == 3
    shown.checkbox[0].set_value(True).run()
    assert len(shown.dataframe[0].value) > 20
    shown.text_input(key="documents:find").set_value("42-nq/tw").run()
    assert "42-NQ/TW" in set(shown.dataframe[0].value["Số, ký hiệu"])
    assert opened("documents", {"level": "district"}).dataframe[0].value["Địa bàn"].to_list() == ["Biên Hòa"]


def test_a_document_with_its_facts_at_a_line(store: str) -> None:
    facts = next(one for one in sample() if one.id == PLAN)
    owned = next(one for one in facts.statements if one.predicate == "OWNED_BY")
    line = owned.spans[-1].line
    shown = opened("documents", {"id": PLAN, "line": str(line)})
    assert not shown.exception and not shown.error
    assert shown.title[0].value.replace("\\", "") == "118/KH-UBND"
    owner = next(str(node.props["name"]) for node in facts.nodes if node.id == owned.object)
    assert owner in labels(shown)
    assert f"Dữ kiện ở dòng {line}" in texts(shown)


@pytest.mark.parametrize("line", ["0", "99999", "x", "-3"])
def test_a_line_that_is_not_there_is_no_error(store: str, line: str) -> None:
    shown = opened("documents", {"id": PLAN, "line": line})
    assert not shown.exception and not shown.error


def test_a_document_only_cited_says_so(store: str) -> None:
    shown = opened("documents", {"id": NQ42})
    assert "chưa có toàn văn" in texts(shown)


def test_an_unknown_document_is_a_sentence(store: str) -> None:
    assert "document/none" in opened("documents", {"id": "document/none"}).error[0].value.replace("\\", "")


# --- the other pages --------------------------------------------------------------------------------------------


def test_loading_is_off_unless_allowed(store: str, monkeypatch: pytest.MonkeyPatch) -> None:
    shown = opened("load")
    assert not shown.get("file_uploader") and "POLICYGRAPH_APP_LOAD" in texts(shown)
    monkeypatch.setenv("POLICYGRAPH_APP_LOAD", "1")
    uploader = opened("load").get("file_uploader")[0]
    assert set(uploader.proto.type) == set(READERS)


def test_the_queue_is_for_reading_unless_allowed(store: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("POLICYGRAPH_DECISIONS", str(tmp_path / "decisions.jsonl"))
    shown = opened("review")
    assert "mục phải xem" in texts(shown)
    assert not [button for button in shown.button if button.label == "Đúng như đã đọc"]
    monkeypatch.setenv("POLICYGRAPH_APP_LOAD", "1")
    assert [button for button in opened("review").button if button.label == "Đúng như đã đọc" and button.disabled]


def test_a_free_query_is_answered_and_a_bad_one_is_a_sentence(store: str) -> None:
    shown = opened("data")
    run_button = next(button for button in shown.button if button.label == "Chạy")
    run_button.click().run()
    assert not shown.exception and not shown.error
    assert list(shown.dataframe[0].value.columns) == ["plan", "targets"]
    shown.text_area[0].set_value("DELETE everything").run()
    next(button for button in shown.button if button.label == "Chạy").click().run()
    assert not shown.exception and shown.error


@pytest.mark.parametrize("name", ["target-owners", "agency-portfolio", "deadlines"])
def test_the_examples_of_free_queries_run(store: str, name: str) -> None:
    shown = opened("data")
    shown.selectbox(key="data:example").set_value(name).run()
    next(button for button in shown.button if button.label == "Chạy").click().run()
    assert not shown.exception and not shown.error


def test_about_tells_licence_and_versions(store: str) -> None:
    said = texts(opened("about"))
    assert "Apache-2.0" in said and ("oxigraph" in said or "neo4j" in said)
