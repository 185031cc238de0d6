"""One way of searching for both stores: which words a node is found by, which query words match, who comes first.

Each store keeps two search keys a node (``ontology.text.search_key``): that of
its name, and that of all its words. Every word of the query has to begin a
word of the node; a word with a digit in it has to be the whole word, so that
«42» does not find 420. Hits are ranked by what can be computed in SQL and in
Cypher alike, hence with the same result.
"""

from __future__ import annotations

from graph.project import NodeRow
from graph.store import Hit
from ontology.text import search_key
from ontology.types import NODE_TYPES

#: Properties by whose words a node is found, beside the one that names it.
FIELDS = ("number", "title", "jurisdiction_name", "code")

#: Types that are not searched: what a reader must be told, and what became of a body, are no things to look up.
UNSEARCHED = ("Finding", "ChangeEvent")

#: Most words of a query that are looked at.
MOST_WORDS = 16


def name_of(row: NodeRow) -> str:
    """The text that stands for the node on screen."""
    return str(row.props.get(NODE_TYPES[row.label].SHOWN, row.id))


def search_keys(row: NodeRow) -> tuple[str, str]:
    """Search key of the node's name, and of all the words it is found by, its name first; empty if not searched."""
    if row.label in UNSEARCHED:
        return "", ""
    words = dict.fromkeys(
        search_key(text) for text in (name_of(row), *(str(row.props[name]) for name in FIELDS if name in row.props))
    )
    return search_key(name_of(row)), " ".join(filter(None, words))


def query_words(text: str) -> tuple[str, ...]:
    """The folded words of a query, each once, in order.

    >>> query_words("42-NQ/TW"), query_words("nq 42"), query_words("Đổi  mới!")
    (('42', 'nq', 'tw'), ('nq', '42'), ('doi', 'moi'))
    """
    return tuple(dict.fromkeys(search_key(text).split()))[:MOST_WORDS]


def whole_words(words: tuple[str, ...]) -> tuple[str, ...]:
    """Those of the query's words that have to match a whole word.

    >>> whole_words(("nq", "42", "qh15"))
    ('42', 'qh15')
    """
    return tuple(word for word in words if any(char.isdigit() for char in word))


def hit(row: NodeRow) -> Hit:
    """The node as a hit: its name, and what tells it from others of that name."""
    detail = next(
        (str(row.props[name]) for name in ("title", "jurisdiction_name", "document", "kind") if name in row.props), ""
    )
    # A body and its heir of the same name are told apart by their days.
    begun, ended = (str(row.props.get(name, "")) for name in ("valid_from", "valid_to"))
    days = f"{begun} – {ended}".strip() if begun or ended else ""
    return Hit(row.id, row.label, name_of(row), ", ".join(filter(None, (detail, days))))
