"""One node and what it is joined to: the same from both stores, each fact with its lines."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import builders
import pytest
from rdf_cases import SMALL, embedded, on_neo4j

from graph.store import Store
from ontology.types import NODE_TYPES
from queries.around import card, card_text, neighbours, neighbours_text, own_facts, stated
from queries.texts import read_sparql


@pytest.fixture(params=["oxigraph", pytest.param("neo4j", marks=pytest.mark.neo4j)])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    """A plan, the resolution that it carries out, and another plan."""
    if request.param == "neo4j":
        found = on_neo4j(request.getfixturevalue("neo4j_server"), SMALL)
    else:
        embedded(tmp_path / "store", SMALL).close()
        from graph.store import open_store

        found = open_store(str(tmp_path / "store"), readonly=True)
    yield found
    found.close()


def test_a_document_is_joined_both_ways(store: Store) -> None:
    found = neighbours(store, builders.NQ68.id)
    facts = [one.fact for one in found]
    assert (builders.NQ68.id, "IMPLEMENTS", builders.NQ42.id) in facts
    assert (builders.KH118.id, "IMPLEMENTS", builders.NQ68.id) in facts
    assert len(facts) == len(set(facts))
    assert {one.id: one.name for one in found}[builders.NQ42.id] == "42-NQ/TW"


def test_an_agency_has_its_place_and_the_lines_of_its_facts(store: Store) -> None:
    shown = card(store, builders.HEALTH_CAN_THO.id)
    assert shown is not None
    assert (shown.label, shown.name, shown.values["jurisdiction_name"]) == ("Agency", "Sở Y tế", ("Cần Thơ",))
    joined = neighbours(store, shown.id)
    assert joined
    lines = stated(store, [one.fact for one in joined])
    told = [one for one in joined if one.fact[1] != "PART_OF"]
    assert told and all(lines[one.fact] for one in told)


def test_the_stated_properties_of_a_document_have_lines(store: Store) -> None:
    shown = card(store, builders.KH118.id)
    assert shown is not None and shown.values["loaded"] == (True,)
    facts = own_facts(shown)
    assert all(stated(store, facts)[fact] for fact in facts)


@pytest.mark.parametrize("node", ["agency/none", "document/none-2024", "nothing", ""])
def test_an_unknown_node_has_no_card_and_no_neighbours(store: Store, node: str) -> None:
    assert card(store, node) is None
    assert neighbours(store, node) == []


@pytest.mark.parametrize("label", NODE_TYPES)
def test_the_texts_of_every_type_can_be_read(label: str) -> None:
    for text in (card_text(label, "sparql"), neighbours_text(label, "sparql")):
        assert read_sparql(text).parameters == {"node"}
