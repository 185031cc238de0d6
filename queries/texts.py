"""Checks of query texts against the ontology, without a parser of either language.

A question is written in Cypher and in SPARQL, and both must give the same
rows. They do as long as they stay plain: patterns, scalars and DISTINCT.
Sorting, limits, averages and lists differ between the two languages (nulls,
mixed types, decimals), so they are the runner's and a text that holds one is
refused. Names are checked too, because neither store would tell: an unknown
label or term only gives no rows.

The checks read words and brackets, not grammar; that a text parses is left to
the stores, whose contract tests run every question.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from ontology import vocabulary
from ontology.declare import PREFIXES
from ontology.evidence import IDENTIFIER, PARTICIPATION, ROLES
from ontology.relations import RELATIONS
from ontology.types import NODE_TYPES

#: Properties of a relationship in Neo4j, whatever its type.
LINK_PROPS = frozenset({"key", "basis", "doubt"})

#: Floats that Neo4j keeps beside the canonical decimal strings, to compare by.
NEO4J_ONLY = {"Target": frozenset({"value_number", "value_high_number"})}

_CYPHER_MASK = re.compile(r"'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\"|//[^\n]*|/\*.*?\*/", re.DOTALL)
_CYPHER_REFUSED = re.compile(
    r"\b(ORDER\s+BY|LIMIT|SKIP|OFFSET|UNION\s+ALL|CREATE|MERGE|DELETE|DETACH|SET|REMOVE|FOREACH|CALL|LOAD|UNWIND"
    r"|COLLECT|COUNT|YIELD|USE|SHOW|FINISH)\b",
    re.IGNORECASE,
)
_CYPHER_WORDS = frozenset(
    {
        "match",
        "optional",
        "where",
        "with",
        "distinct",
        "return",
        "as",
        "and",
        "or",
        "not",
        "xor",
        "in",
        "is",
        "null",
        "exists",
        "union",
    }
)
_CYPHER_FUNCTIONS = frozenset({"type", "coalesce"})
_CALL = re.compile(r"(?<![\w$?:.-])([A-Za-z_][\w.]*)\s*\(")
_NODE = re.compile(r"\(\s*(\w*)\s*:\s*([\w\s|&:]+?)\s*(?:\{([^{}]*)\}\s*)?\)")
_LINK = re.compile(r"\[\s*(\w*)\s*:\s*([\w\s|:]+?)\s*(?:\*[\d.\s]*)?\]")
_ACCESS = re.compile(r"(?<![\w.$])([A-Za-z_]\w*)\.([A-Za-z_]\w*)")
_COLUMN = re.compile(r"(?P<expression>.+?)\s+AS\s+(?P<name>\w+)", re.DOTALL | re.IGNORECASE)
_PLAIN = re.compile(r"(?:coalesce\(\s*)?(\w+)\.(\w+)(?:\s*,\s*(?:'[^']*'|[\w.]+)\s*\))?")
_TYPE = re.compile(r"type\(\s*(\w+)\s*\)", re.IGNORECASE)

_SPARQL_MASK = re.compile(
    r"<[^<>\"{}|^`\\\s]*>|\"\"\".*?\"\"\"|\"(?:[^\"\\\n]|\\.)*\"|'(?:[^'\\\n]|\\.)*'|#[^\n]*", re.DOTALL
)
_SPARQL_REFUSED = re.compile(
    r"(?<![\w?$:-])(ORDER\s+BY|LIMIT|OFFSET|GROUP\s+BY|HAVING|REDUCED|SERVICE|GRAPH|FROM|CONSTRUCT|DESCRIBE|ASK|LOAD"
    r"|INSERT|DELETE|CLEAR|DROP|BASE)(?![\w:-])",
    re.IGNORECASE,
)
_SPARQL_FUNCTIONS = frozenset({"filter", "bind", "values", "coalesce", "bound", "in", "exists"})
_PREFIX = re.compile(r"\bPREFIX\s+([\w-]*)\s*:\s*<([^>]*)>", re.IGNORECASE)
_PREFIXED = re.compile(r"(?<![\w?$:-])([A-Za-z][\w-]*):([A-Za-z_][\w-]*)")
_VARIABLE = re.compile(r"[?$](\w+)")
_SELECT = re.compile(r"\bSELECT\b(.*?)\bWHERE\b", re.DOTALL | re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class TextReport:
    """What a text says of itself.

    Args:
        columns: names of its columns, in order; empty where they could not be read.
        parameters: names of the parameters it uses, written ``$name`` in both languages.
        shows: column → what it shows, as ``of`` in a question's TOML says it; Cypher only.
        faults: everything wrong with it, each as a sentence without a full stop.
    """

    columns: tuple[str, ...]
    parameters: frozenset[str]
    shows: dict[str, frozenset[str]]
    faults: tuple[str, ...]


@cache
def _classes() -> frozenset[str]:
    """Classes of documents, which are labels and terms too."""
    return frozenset(entry.name for entry in vocabulary.document_classes())


@cache
def _terms() -> frozenset[str]:
    """CURIEs of every term that the default graph may hold, but for the classes of documents."""
    found = {IDENTIFIER.term, "rdf:type", PARTICIPATION.term}
    found |= {slot.term for slot in PARTICIPATION.slots.values()} | {role.term for role in ROLES.values()}
    for label, kind in NODE_TYPES.items():
        found |= {f"pg:{label}", kind.TERM, *(prop.term for prop in kind.props().values())}
    return frozenset(found | {relation.term for relation in RELATIONS.values()})


def _is_term(curie: str) -> bool:
    prefix, _, name = curie.partition(":")
    return curie in _terms() or prefix == "xsd" or (prefix == "pg" and name in _classes())


def _is_label(name: str) -> bool:
    return name in NODE_TYPES or name == "Entity" or name in _classes()


def _refused(pattern: re.Pattern[str], text: str) -> list[str]:
    """A fault for each refused word, once."""
    words = (" ".join(word.upper().split()) for word in pattern.findall(text))
    return [f"has {word}" for word in dict.fromkeys(words)]


def _props(labels: Iterable[str]) -> set[str]:
    """Properties that a node of any of these labels may have."""
    found = {"id"}
    for label in labels:
        # A second label (a class of documents, Entity) tells no type of its own.
        kind = NODE_TYPES.get(label, NODE_TYPES["Document"] if label != "Entity" else None)
        if kind is not None:
            found |= set(kind.props()) | NEO4J_ONLY.get(label, frozenset())
    return found


def _masked(match: re.Match[str]) -> str:
    """An empty literal for a literal, an IRI as it is, nothing for a comment."""
    first = match.group()[0]
    return match.group() if first == "<" else "''" if first in "'\"" else " "


def _split(text: str) -> list[str]:
    """Parts between the commas that stand outside brackets.

    >>> _split("a.x AS x, coalesce(a.y, false) AS y")
    ['a.x AS x', 'coalesce(a.y, false) AS y']
    """
    parts, depth, start = [], 0, 0
    for place, char in enumerate(text):
        depth += (char in "([{") - (char in ")]}")
        if char == "," and depth == 0:
            parts.append(text[start:place].strip())
            start = place + 1
    return [*parts, text[start:].strip()]


def _shown(expression: str, nodes: dict[str, set[str]], links: dict[str, set[str]]) -> frozenset[str] | None:
    """What a RETURN expression shows; None where it is not one of the plain forms.

    >>> sorted(_shown("t.name", {"t": {"Target"}}, {})), sorted(_shown("o.doubt", {}, {"o": {"OWNED_BY"}}))
    (['Target.name'], ['relation.doubt'])
    """
    if (match := _TYPE.fullmatch(expression)) and match.group(1) in links:
        return frozenset({"relation.forward", "relation.reverse"})
    match = _PLAIN.fullmatch(expression)
    if match is None:
        return None
    name, prop = match.group(1, 2)
    if name in links:
        return frozenset({f"relation.{prop}"})
    labels = nodes.get(name, set())
    if prop == "id":
        return frozenset(labels)
    return frozenset(f"{label}.{prop}" for label in labels if prop in _props({label}))


def read_cypher(text: str) -> TextReport:
    """Check a Cypher text, and read its columns and parameters.

    >>> report = read_cypher("MATCH (d:Document {id: $id}) RETURN DISTINCT d.name AS name")
    >>> report.columns, sorted(report.parameters), report.faults
    (('name',), ['id'], ())
    >>> read_cypher("MATCH (d:Paper) RETURN d.name AS name ORDER BY name").faults
    ('has ORDER BY', 'does not RETURN DISTINCT', '«Paper» is no label of the ontology')
    """
    bare = _CYPHER_MASK.sub(_masked, text).strip().removesuffix(";")
    faults = _refused(_CYPHER_REFUSED, bare)
    if ";" in bare or "`" in bare:
        faults.append("has a second statement or a quoted name")
    for name in dict.fromkeys(_CALL.findall(bare)):
        if name.lower() not in _CYPHER_WORDS | _CYPHER_FUNCTIONS and not _CYPHER_REFUSED.fullmatch(name):
            faults.append(f"calls {name}()")

    columns: tuple[str, ...] = ()
    shows: dict[str, frozenset[str]] = {}
    parts = re.split(r"\bUNION\b", bare, flags=re.IGNORECASE)
    nodes: dict[str, set[str]] = {}
    links: dict[str, set[str]] = {}
    unknown: list[str] = []
    for part in parts:
        body, *returned = re.split(r"\bRETURN\b", part, flags=re.IGNORECASE)
        if len(returned) != 1:
            faults.append("has no RETURN, or several" if len(parts) == 1 else "has a part without one RETURN")
            continue
        distinct = re.match(r"\s*DISTINCT\b", returned[0], re.IGNORECASE)
        if distinct is None:
            faults.append("does not RETURN DISTINCT")
        nodes, links = {}, {}
        for name, labels, inner in _NODE.findall(body):
            named = set(re.split(r"[\s|&:]+", labels.strip()))
            nodes.setdefault(name, set()).update(named)
            unknown += [f"«{label}» is no label of the ontology" for label in sorted(named) if not _is_label(label)]
            for prop in re.findall(r"(\w+)\s*:", inner):
                if all(map(_is_label, named)) and prop not in _props(named):
                    unknown.append(f"{'|'.join(sorted(named))} has no property {prop}")
        for name, types in _LINK.findall(body):
            kinds = set(re.split(r"[\s|:]+", types.strip()))
            links.setdefault(name, set()).update(kinds)
            unknown += [f"«{kind}» is no relation of the ontology" for kind in sorted(kinds - set(RELATIONS))]
        for name, prop in _ACCESS.findall(part):
            if name in links:
                known = set(LINK_PROPS)
            elif name in nodes:
                known = _props(filter(_is_label, nodes[name]))
            else:
                unknown.append(f"«{name}» has no label, so {name}.{prop} cannot be checked")
                continue
            if prop not in known and all(map(_is_label, nodes.get(name, ()))):
                unknown.append(f"{'|'.join(sorted(nodes.get(name, links.get(name, set()))))} has no property {prop}")
        found: list[str] = []
        for item in _split(returned[0][distinct.end() if distinct else 0 :]):
            match = _COLUMN.match(item)
            if match is None:
                faults.append(f"returns «{item}» without a name")
                continue
            shown = _shown(match["expression"].strip(), nodes, links)
            if shown is None and match["expression"].strip() not in ("''", "null"):
                faults.append(f"returns «{match['expression'].strip()}», which is no property, type() or coalesce()")
            elif shown:
                shows[match["name"]] = shows.get(match["name"], frozenset()) | shown
            found.append(match["name"])
        if columns and tuple(found) != columns:
            faults.append("has parts with other columns")
        columns = tuple(found)
    faults += dict.fromkeys(unknown)
    return TextReport(columns, frozenset(re.findall(r"\$(\w+)", bare)), shows, tuple(faults))


def read_sparql(text: str) -> TextReport:
    """Check a SPARQL text, and read its columns and parameters.

    ``$name`` and ``?name`` are one variable in SPARQL. Here the first form is
    a parameter's and the second everything else's, so that a text pasted as it
    is into another tool is still a query: of all values of the parameter.

    >>> report = read_sparql('''PREFIX dcterms: <http://purl.org/dc/terms/>
    ... SELECT DISTINCT ?d WHERE { ?d dcterms:identifier $id . }''')
    >>> report.columns, sorted(report.parameters), report.faults
    (('d',), ['id'], ())
    >>> read_sparql("SELECT ?n (AVG(?x) AS ?m) WHERE { ?n pg:paper ?x } GROUP BY ?n").faults[:3]
    ('has GROUP BY', 'does not SELECT DISTINCT', 'calls AVG()')
    """
    prefixes = dict(_PREFIX.findall(re.sub(r"^\s*#.*$", "", text, flags=re.MULTILINE)))
    masked = _SPARQL_MASK.sub(_masked, text)
    bare = _PREFIX.sub(" ", masked)
    faults = _refused(_SPARQL_REFUSED, bare)
    selected = _SELECT.findall(bare)
    if not selected:
        faults.append("has no SELECT … WHERE")
    if any(not re.match(r"\s+DISTINCT\b", names, re.IGNORECASE) for names in selected):
        faults.append("does not SELECT DISTINCT")
    for name in dict.fromkeys(_CALL.findall(bare)):
        if name.lower() not in _SPARQL_FUNCTIONS:
            faults.append(f"calls {name}()")
    if selected and "(" in selected[0]:
        faults.append("selects an expression")
    if re.search(r"(?<![\w?$])_:|\[", bare):
        faults.append("has a blank node")
    faults += [f"writes {iri} in full" for iri in dict.fromkeys(re.findall(r"<[^<>\s]+>", bare))]
    used: set[str] = set()
    for prefix, name in dict.fromkeys(_PREFIXED.findall(bare)):
        used.add(prefix)
        if prefix not in prefixes:
            faults.append(f"uses the prefix {prefix}: without declaring it")
        elif not _is_term(f"{prefix}:{name}"):
            faults.append(f"«{prefix}:{name}» is no term of the ontology")
    for prefix, namespace in prefixes.items():
        if PREFIXES.get(prefix) != namespace:
            faults.append(f"declares the prefix {prefix}: as <{namespace}>")
        elif prefix not in used:
            faults.append(f"declares the prefix {prefix}: and does not use it")
    body = _SELECT.sub(" ", bare)
    variables = frozenset(re.findall(r"\?(\w+)", body))
    parameters = frozenset(re.findall(r"\$(\w+)", bare))
    columns = tuple(_VARIABLE.findall(selected[0])) if selected else ()
    faults += [f"writes the parameter {name} also as ?{name}" for name in sorted(parameters & variables)]
    faults += [f"selects ?{name} and never binds it" for name in columns if name not in variables]
    return TextReport(columns, parameters, {}, tuple(faults))
