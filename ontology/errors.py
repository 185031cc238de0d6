"""The root of every error that policygraph raises on purpose.

An error says what was seen, where, and what to do next. The command line
prints these three and exits with ``exit_status``; nothing else of ours is
printed for a user, so a traceback always means a defect.
"""

from __future__ import annotations


def _plain(text: str, *, keep: str = "") -> str:
    """The text with control characters and broken letters written out: names of files may hold what moves a cursor."""
    return "".join(
        char if char.isprintable() or char in keep else char.encode("unicode_escape").decode("ascii") for char in text
    )


class PolicygraphError(Exception):
    """What was seen, where, and what to do next.

    Args:
        seen: what is wrong, as one sentence without a full stop at its end.
        where: the file, line, option or address it concerns; may be empty.
        todo: what the reader can do about it; may be empty.
    """

    exit_status = 1

    def __init__(self, seen: str, *, where: str = "", todo: str = "") -> None:
        seen, where = _plain(seen, keep="\n"), _plain(where)
        self.seen, self.where, self.todo = seen, where, todo
        parts = [f"{where}: {seen}" if where else seen]
        if todo:
            parts.append(todo)
        text = ". ".join(part.rstrip(".") for part in parts)
        super().__init__(text if text.endswith(("?", "!")) else text + ".")


class ValueFormError(PolicygraphError, ValueError):
    """A printed value (number, date, quantity) is not of its form."""


class InputError(PolicygraphError):
    """A file, option or parameter that the user gave cannot be used."""

    exit_status = 2


class UnknownNameError(InputError):
    """A name (question, document, agency) that nothing matches, or that several match.

    ``candidates`` lists the nearest real names, best first.
    """

    def __init__(self, seen: str, *, where: str = "", todo: str = "", candidates: tuple[str, ...] = ()) -> None:
        super().__init__(seen, where=where, todo=todo)
        self.candidates = candidates


class StoreError(PolicygraphError):
    """A store is missing, locked, away, or refuses the login."""

    exit_status = 3


class RefusedFactError(PolicygraphError):
    """A fact that may not be stored: it has no source lines, or the ontology does not allow it."""

    exit_status = 4
