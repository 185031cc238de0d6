"""Parameters to try a question with: values that fit what a store holds."""

from __future__ import annotations

from graph.store import Scalar, Store
from queries.catalogue import ENTITIES, Question
from queries.names import agency_types, candidates

_PREFERRED = "42-nq_tw-2023"
"""The resolution that the program was begun for, where the store knows it."""


class Examples:
    """Values by type of parameter, each looked up once."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._found: dict[str, Scalar] = {"text": "y tế", "integer": 2030, "date": "2030"}

    def of(self, question: Question) -> dict[str, Scalar]:
        """Parameter → a value: its default, one that fits where it is required, else None."""
        return {
            one.name: one.default
            if one.default is not None or not one.required
            else self.of_type(one.type) or next(iter(one.choices), None)
            for one in question.parameters
        }

    def of_type(self, kind: str) -> Scalar:
        """A value of a type of parameter; None where the store holds none."""
        if kind not in self._found:
            if kind == "agency_type":
                found = sorted(one.id for one in agency_types(self._store))
            else:
                found = sorted(one.id for one in candidates(self._store, ENTITIES[kind])) if kind in ENTITIES else []
            known = [identifier for identifier in found if _PREFERRED in identifier]
            self._found[kind] = next(iter(known or found), None)
        return self._found[kind]
