"""What went wrong, in the reader's language.

An error is written in English where it is raised; ``messages.toml`` says each
of them in Vietnamese. What another program said of it (a server, a reader of
files) is in no language of ours: it is told apart from the sentence.
"""

from __future__ import annotations

import re
import tomllib
from functools import cache
from pathlib import Path
from typing import Literal

from ontology.declare import Words
from ontology.errors import InputError, PolicygraphError, StoreError, UnknownNameError

FAILED: tuple[tuple[type[PolicygraphError], Words], ...] = (
    (UnknownNameError, Words("Chưa hiểu điều được hỏi", "What was asked for is not known")),
    (InputError, Words("Điều đã nhập chưa dùng được", "What was given cannot be used")),
    (StoreError, Words("Kho dữ liệu không mở được hoặc không trả lời", "The store cannot be opened or asked")),
    (PolicygraphError, Words("Chưa làm được", "This could not be done")),
)
"""Class of errors → what they have in common; the first that fits."""


@cache
def _known() -> tuple[tuple[re.Pattern[str], str], ...]:
    """Pattern of an English sentence → the Vietnamese one; those that say most first."""
    table = tomllib.loads(Path(__file__).with_name("messages.toml").read_text(encoding="utf-8"))
    ordered = sorted(table.items(), key=lambda item: -len(item[0].replace("{}", "")))
    return tuple(
        (re.compile("(.+?)".join(map(re.escape, english.rstrip(".").split("{}"))), re.DOTALL), str(vietnamese))
        for english, vietnamese in ordered
    )


def vietnamese(text: str) -> tuple[str, list[str]] | None:
    """A sentence of an error in Vietnamese, and what of it another program said; None where it is not known.

    Several sentences are taken apart.

    >>> vietnamese("the query took longer than 15 seconds. Narrow it.")
    ('Câu truy vấn chạy quá 15 giây nên đã bị dừng. Hãy thu hẹp câu truy vấn', [])
    >>> vietnamese("the Cypher text cannot be run: Invalid input 'X'")
    ('Câu Cypher không chạy được', ["Invalid input 'X'"])
    """
    text = text.strip().rstrip(".")
    for stop in re.finditer(r"\. ", text):
        first, rest = vietnamese(text[: stop.start()]), vietnamese(text[stop.end() :])
        if first is not None and rest is not None:
            return f"{first[0]}. {rest[0]}", first[1] + rest[1]
    for pattern, sentence in _known():
        if (found := pattern.fullmatch(text)) is not None:
            return _filled(sentence, found.groups())
    return None


def _filled(sentence: str, parts: tuple[str, ...]) -> tuple[str, list[str]]:
    """The Vietnamese sentence with its parts, and those parts that have no place in it."""
    apart: list[str] = []
    for place, part in enumerate(parts):
        known = vietnamese(part) or (part, [])
        # A name keeps its capital; a sentence within this one does not.
        told_anew = known[0][:1] != part[:1] and not sentence.startswith("{")
        if f"{{{place}}}" in sentence:
            words = small(known[0]) if told_anew else known[0]
            sentence = sentence.replace(f"{{{place}}}", words.replace(" or ", " hoặc "))
            apart += known[1]
        else:
            apart.append(part)
    return sentence, apart


def small(text: str) -> str:
    """A sentence within another: its first letter small, unless it begins with a name such as «LibreOffice»."""
    word = text.partition(" ")[0]
    return text if word[1:] != word[1:].lower() or len(word) < 2 else text[:1].lower() + text[1:]


def told(error: PolicygraphError, language: Literal["vi", "en"]) -> tuple[str, str]:
    """An error as a sentence in a language, and the message of another program that belongs to it; may be empty.

    In Vietnamese, what is not known stands in that message as it was said.
    """
    # Options are those of the command line; here a widget of that name was meant.
    where = "" if error.where.startswith("--") else error.where
    whole = ". ".join(part.rstrip(".") for part in (error.seen, error.todo) if part)
    if language == "en":
        text = f"{where}: {whole}" if where else whole
        return (text if text.endswith("?") else f"{text}."), ""
    found = vietnamese(whole)
    if found is None:
        common = next(words for kind, words in FAILED if isinstance(error, kind))
        return f"{common.vi}.", f"{where}: {whole}" if where else whole
    text = f"{where}: {small(found[0])}" if where else f"{found[0][:1].upper()}{found[0][1:]}"
    return (text if text.endswith("?") else f"{text}."), "; ".join(found[1])
