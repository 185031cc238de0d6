"""The queue of indicators that may be one: what stands in it, with whose lines, and that nothing is joined by it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import builders
import pytest
from typer.testing import CliRunner

from cli import app
from graph.facts import DocumentFacts
from graph.store import Store, open_store
from queries.proposals import queue

POOR = "Tỷ lệ hộ nghèo tiếp cận nước sạch"
NEAR_POOR = "Tỷ lệ hộ cận nghèo tiếp cận nước sạch"
POOR_LONGER = "Tỷ lệ hộ nghèo được tiếp cận nước sạch"
UNDER_FIVE, UNDER_ONE = "Tỷ lệ trẻ dưới 5 tuổi tử vong", "Tỷ lệ trẻ dưới 1 tuổi tử vong"


def plan(number: str, place: str, *names: str) -> DocumentFacts:
    """A plan that sets one target of each name."""
    made = builders.Builder(number, 2024, place=place)
    for name in names:
        made.target(name, "90")
    return made.build()


@pytest.fixture(params=["oxigraph", pytest.param("neo4j", marks=pytest.mark.neo4j)])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    """Both kinds of store with two plans whose indicators are alike."""
    if request.param == "neo4j":
        from test_store_contract import empty_neo4j

        made = empty_neo4j(request.getfixturevalue("neo4j_server"))
    else:
        made = open_store(str(tmp_path / "store"))
    made.load([plan("1/KH-UBND", "ca-mau", POOR, UNDER_FIVE), plan("2/KH-UBND", "ha-nam", POOR_LONGER, NEAR_POOR)])
    made.load([plan("3/KH-UBND", "ha-nam", UNDER_ONE, POOR)])
    yield made
    made.close()


def test_the_queue_holds_what_may_be_one_with_the_lines_of_both(store: Store) -> None:
    [item] = queue(store)
    sides = {item.proposal.first.name: item.first, item.proposal.second.name: item.second}
    assert set(sides) == {POOR, POOR_LONGER}
    assert item.proposal.reason == "more_words"
    assert {line.document_label for line in sides[POOR]} == {"1/KH-UBND", "3/KH-UBND"}
    assert {line.document_label for line in sides[POOR_LONGER]} == {"2/KH-UBND"}
    assert all(name in line.quote for name, lines in sides.items() for line in lines)


def test_what_is_two_for_sure_is_shown_on_demand_only(store: Store) -> None:
    found = queue(store, everything=True)
    assert found[0].proposal.may_be_one
    pairs = {frozenset((i.proposal.first.name, i.proposal.second.name)): i.proposal.reason for i in found[1:]}
    assert pairs[frozenset((UNDER_FIVE, UNDER_ONE))] == "number"
    assert pairs[frozenset((POOR, NEAR_POOR))] == "contrast"
    assert not any(item.proposal.may_be_one for item in found[1:])


def test_the_queue_joins_nothing(store: Store) -> None:
    before = sorted(store.quads())
    queue(store, everything=True)
    assert sorted(store.quads()) == before


def test_the_command_prints_both_names_and_their_lines(tmp_path: Path) -> None:
    folder = str(tmp_path / "store")
    made = open_store(folder)
    made.load([plan("1/KH-UBND", "ca-mau", POOR), plan("2/KH-UBND", "ha-nam", POOR_LONGER)])
    made.close()
    result = CliRunner().invoke(app, ["proposals", "--store", folder, "--lang", "en"])
    assert result.exit_code == 0
    for shown in (POOR, POOR_LONGER, "1/KH-UBND, line", "2/KH-UBND, line", "one has further words: được | –"):
        assert shown in result.stdout
    result = CliRunner().invoke(app, ["proposals", "--store", folder, "--json"])
    [found] = json.loads(result.stdout)
    assert [side["name"] for side in found["indicators"]] == [POOR_LONGER, POOR]
    assert all(side["evidence"][0]["quote"] for side in found["indicators"])


def test_an_empty_queue_is_said_to_be_empty(tmp_path: Path) -> None:
    folder = str(tmp_path / "store")
    made = open_store(folder)
    made.load([plan("1/KH-UBND", "ca-mau", POOR)])
    made.close()
    assert "No rows." in CliRunner().invoke(app, ["proposals", "--store", folder, "--lang", "en"]).stdout
