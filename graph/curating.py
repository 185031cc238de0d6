"""A curator at a store: decisions made, tried before they are written, and brought to what is stored.

Making a decision writes one line to the file of decisions and nothing to the
store. ``bring`` applies the decisions to the stored documents, touching only
those whose facts change; every load does the same first.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from graph.decisions import (
    MOMENT,
    PARTS,
    Applied,
    Decision,
    Decisions,
    Named,
    Outcome,
    append,
    day_of,
    ids_of,
    judged,
    make,
    quote_of,
    read_decisions,
    resolver_of,
    undecided,
)
from graph.facts import DocumentFacts, NodeRecord, Statement
from graph.ids import document_id, indicator_id
from graph.resolve import agency_of_id, find_place, indicator_key, indicator_name, make_place
from graph.store import Store
from ontology.declare import PREFIXES
from ontology.errors import InputError, UnknownNameError
from ontology.relations import RELATIONS
from ontology.values import DocumentNumber, PartialDate
from ontology.vocabulary import nearest_agencies

_BATCH = 32
_SHORTEST = 6

_PREFIX = f"PREFIX pg: <{PREFIXES['pg']}> PREFIX dcterms: <{PREFIXES['dcterms']}> "
_NAMING = {
    "cypher": "MATCH (d:Document {loaded: true})-[:MENTIONS]->(n {id: $node}) RETURN DISTINCT d.id AS id",
    "sparql": _PREFIX + "SELECT DISTINCT ?id { ?n dcterms:identifier $node . GRAPH ?g { ?d pg:mentions ?n } "
    "?d dcterms:identifier ?id }",
}


# --- bringing decisions to a store ------------------------------------------------------------------------------


@dataclass(slots=True)
class Brought:
    """What bringing the decisions to a store did.

    Args:
        changed: documents whose facts changed, by id.
        unread: documents that came with decisions from elsewhere; to decide anew their files must be loaded.
        outcomes: (document, outcome) of every decision that concerns a stored document.
        idle: decisions in force that no stored document has anything to do with.
    """

    changed: list[str] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)
    outcomes: list[tuple[str, Outcome]] = field(default_factory=list)
    idle: list[Decision] = field(default_factory=list)

    @property
    def lost(self) -> list[tuple[str, Outcome]]:
        """Decisions that have no place any more, with their document."""
        return [(document, outcome) for document, outcome in self.outcomes if outcome.status == "lost"]


def bring(store: Store, decisions: Decisions, path: Path, *, write: bool = True) -> Brought:
    """Apply the decisions in force to the stored documents.

    Args:
        path: the file the decisions are from, for messages.
        write: False only tells what would change.

    Raises:
        InputError: the store rests on a decision that the file does not hold, so it must be another file.
    """
    sources = {source.document: source for source in store.sources()}
    brought = Brought(unread=check_known(store, decisions, path))
    waiting = {name for name, source in sources.items() if decisions.stale(name, source.decisions)}
    for node, ids in sorted(decisions.moved.items()):
        # Most documents that name it do so because they were read before the merge, or name the node that stays.
        waiting |= {name for name in _naming(store, node) if not ids & set(ids_of(sources[name].decisions))}
    met = {identifier for source in sources.values() for identifier in ids_of(source.decisions)}
    batch: list[DocumentFacts] = []
    for document in sorted(waiting - set(brought.unread)):
        stored = _stored(store, document)
        applied = decisions.apply(stored)
        if applied is None:
            brought.unread.append(document)
            continue
        brought.outcomes += [(document, outcome) for outcome in applied.outcomes]
        met |= {outcome.decision.id for outcome in applied.outcomes}
        if applied.facts.source.decisions != stored.source.decisions:
            brought.changed.append(document)
            batch.append(applied.facts)
        if write and len(batch) >= _BATCH:
            store.load(batch)
            batch = []
    if write and batch:
        store.load(batch)
    brought.idle = [
        d
        for d in decisions.in_force
        if d.id not in met and d.document not in brought.unread and not (d.verb == "split" and len(d.nodes) == 2)
    ]
    return brought


def _stored(store: Store, document: str) -> DocumentFacts:
    found = store.document(document)
    if found is None:
        raise InputError(f"no document «{document}» is loaded", todo="See «policygraph status» for the ids")
    return found


def check_known(store: Store, decisions: Decisions, path: Path) -> list[str]:
    """Make sure that the file holds what the store rests on, so that no decision ends because a file is not there.

    Returns:
        documents that came with decisions of another file: what was read of them is not known.

    Raises:
        InputError: the file lacks a decision that was applied here.
    """
    foreign = []
    for source in list(store.sources()):
        missing = [identifier for identifier in ids_of(source.decisions) if identifier not in decisions.by_id]
        current = missing or any(identifier in decisions.revoked for identifier in ids_of(source.decisions))
        if not current:
            continue
        stored = _stored(store, source.document)
        if undecided(stored) is None:
            foreign.append(source.document)
        elif missing:
            raise InputError(
                f"the store rests on the decision {missing[0]}, which is not in this file",
                where=str(path),
                todo="Let POLICYGRAPH_DECISIONS name the file that holds it. No line is ever removed: to undo a "
                "decision, revoke it",
            )
    return foreign


def _naming(store: Store, node: str) -> list[str]:
    """Loaded documents that name a node, by id."""
    return sorted(str(row["id"]) for row in store.ask(_NAMING[store.language], {"node": node}))


# --- deciding ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Place:
    """A statement of a document as it is shown, with the statement as it was read."""

    document: DocumentFacts
    shown: Statement
    read: Statement
    decided: Outcome | None


class Curator:
    """Makes decisions for one author; each is tried on the stored document before its line is written.

    Args:
        store: what the decisions are about; it is only read.
        path: the file of decisions.
        author: the name the person gives.
    """

    def __init__(self, store: Store, path: Path, author: str) -> None:
        self.store, self.path, self.author = store, path, author
        self.decisions = read_decisions(path)

    # ---------------------------------------------------------- one statement

    def accept(self, fact: str, reason: str, *, document: str | None = None) -> Decision:
        """Confirm a statement as it is read: it is no longer doubtful."""
        place = self.find(fact, document)
        if place.decided is not None:
            raise InputError(
                f"it is decided already, by {place.decided.decision.id}", where=fact, todo="Revoke that one first"
            )
        return self._about(place, "accept", reason)

    def reject(self, fact: str, reason: str, *, document: str | None = None) -> Decision:
        """Take a statement out of the graph; a rejected target, task or finding goes with all that is said of it."""
        return self._about(self.find(fact, document), "reject", reason)

    def correct(
        self,
        fact: str,
        reason: str,
        *,
        to: str = "",
        sets: Mapping[str, str | int] | None = None,
        gives: str | None = None,
        place: str = "",
        document: str | None = None,
    ) -> Decision:
        """Put something else in the place of what is read.

        Args:
            fact: key of the fact, or its first six digits or more.
            to: name or id of the agency or indicator that is right, or the right text of a title, date or signer.
            sets: right values of a target: ``comparator``, ``value``, ``value_high``, ``text_value``, ``unit``,
                ``year``. An empty text takes the value away.
            place: of a cited document, name or id of the place whose it is.
            gives: OWNED_BY of a target, LED_BY or SUPPORTED_BY of a task: ``to`` is added, nothing replaced.

        Raises:
            InputError: there is no such fact, or it cannot be corrected so.
            UnknownNameError: ``to`` is nobody the vocabulary knows.
        """
        found = self.find(fact, document)
        if sets:
            return self._about(found, "correct", reason, sets=dict(sets))
        if place:
            return self._about(found, "correct", reason, to=(self._elsewhere(place, found),))
        if gives is not None:
            label = next(node.label for node in found.document.nodes if node.id == found.read.object)
            if found.read.literal or label not in RELATIONS[gives].source:
                raise InputError(
                    f"{label} has no {gives}", where=fact, todo="Give the fact that sets the target or the task"
                )
            return self._about(found, "correct", reason, gives=gives, to=(self._agency(to, found.document),))
        return self._about(found, "correct", reason, to=(self._object(to, found),))

    def split(self, fact: str, to: Sequence[str], reason: str, *, document: str | None = None) -> Decision:
        """Put several agencies in the place of one that is read as a single name."""
        place = self.find(fact, document)
        return self._about(place, "split", reason, to=tuple(self._object(words, place) for words in to))

    # ---------------------------------------------------------- nodes

    def merge(self, gone: str, kept: str, reason: str, *, document: str | None = None) -> Decision:
        """Say that two indicators or two agencies are one, in every document or in one.

        Args:
            gone, kept: their ids; from now on ``kept`` stands wherever ``gone`` was read.
        """
        first, second = self._node(gone), self._node(kept)
        if first.label != second.label or first.label not in ("Indicator", "Agency"):
            raise InputError(
                f"{first.label} and {second.label} cannot be one", todo="Give two indicators or two agencies"
            )
        own = {str(node.props["document"]) for node in (first, second) if "document" in node.props}
        if len(own) > 1 or ("document" in second.props and "document" not in first.props):
            raise InputError("the one that stays is known to one document alone", where=kept, todo="Name a shared one")
        document = next(iter(own), document)
        decision = self._make("merge", reason, document=document, nodes=(_named(first), _named(second)))
        for holder in [document] if document else _naming(self.store, gone)[:1]:
            self._try(_stored(self.store, holder), decision)
        return self._write(decision)

    def part(self, first: str, second: str, reason: str) -> Decision:
        """Say that two indicators or agencies are two: they are no longer proposed, and a merge of them ends."""
        return self._write(self._make("split", reason, nodes=(_named(self._node(first)), _named(self._node(second)))))

    def rename(self, indicator: str, name: str, document: str, reason: str) -> Decision:
        """Say that what one document measures is another indicator than its wording makes it."""
        decision = self._make(
            "split", reason, document=document, nodes=(_named(self._node(indicator)),), to=(_indicator(name),)
        )
        self._try(_stored(self.store, document), decision)
        return self._write(decision)

    def revoke(self, decision: str, reason: str) -> Decision:
        """End a decision; its line stays in the file."""
        found = [
            known for known in self.decisions.all if known.id.removeprefix("d-").startswith(decision.removeprefix("d-"))
        ]
        if len(found) != 1 or not decision.removeprefix("d-"):
            raise UnknownNameError(
                f"{len(found) or 'no'} decision{'s' if len(found) > 1 else ''} «{decision}»",
                where=str(self.path),
                todo="See «policygraph decisions»",
            )
        if found[0].id in self.decisions.revoked:
            raise InputError("it is revoked already", where=found[0].id)
        return self._write(self._make("revoke", reason, document=found[0].document, of=found[0].id))

    # ---------------------------------------------------------- finding

    def find(self, fact: str, document: str | None = None) -> Place:
        """The statement that a key, or the beginning of one, means.

        Raises:
            InputError: there is none, or several documents state it and none is named.
        """
        keys = {fact} if len(fact) == 24 else set(self._keys(fact, document))
        if len(keys) != 1:
            many = f"{len(keys)} facts begin" if keys else "no fact begins"
            raise InputError(
                f"{many} with «{fact}»", todo="See «policygraph review» for the keys, and give more digits"
            )
        key = keys.pop()
        stating = [said.document for said in self.store.statements([key]).get(key, ())]
        if document is not None:
            stating = [one for one in stating if one == document]
        if len(stating) != 1:
            raise InputError(
                f"{len(stating)} documents state the fact «{fact}»" if stating else f"no document states «{fact}»",
                todo=f"Name one with --document: {', '.join(stating)}" if stating else "See «policygraph review»",
            )
        stored = _stored(self.store, stating[0])
        applied = self._applied(stored)
        read = applied.origins.get(key)
        if read is None:
            raise InputError("the store is behind the decisions", where=fact, todo="Run «policygraph refresh» first")
        shown = next(said for said in applied.facts.statements if said.key == key)
        outcome = next((one for one in applied.outcomes if key in one.facts and one.decision.fact is not None), None)
        if outcome is not None and outcome.decision.gives is not None:
            raise InputError(
                f"the decision {outcome.decision.id} made it", where=fact, todo="Revoke that one, then decide anew"
            )
        return Place(undecided(stored) or stored, shown, read, outcome)

    def _keys(self, beginning: str, document: str | None) -> Iterator[str]:
        if len(beginning) < _SHORTEST:
            raise InputError(f"«{beginning}» is too short a key", todo=f"Give {_SHORTEST} digits or more")
        for one in [document] if document else [source.document for source in self.store.sources()]:
            for said in _stored(self.store, one).statements:
                if said.key.startswith(beginning):
                    yield said.key

    def _applied(self, document: DocumentFacts, *also: Decision) -> Applied:
        applied = Decisions((*self.decisions.lines, *also)).apply(document)
        if applied is None:
            raise InputError(
                "it came with decisions from elsewhere, and what was read is not known here",
                where=document.id,
                todo="Load its file",
            )
        return applied

    def _node(self, identifier: str) -> NodeRecord:
        """A node by its id: from the document it belongs to, or from one that names it."""
        owner = identifier.partition("/agency/")[0] if identifier.startswith("document/") else None
        for document in [owner] if owner else _naming(self.store, identifier)[:1]:
            stored = _stored(self.store, document)
            for node in ((undecided(stored) or stored).nodes, stored.nodes):
                found = next((one for one in node if one.id == identifier), None)
                if found is not None:
                    return found
        if (agency := agency_of_id(identifier, None)) is not None:
            return NodeRecord(label="Agency", id=agency.id, props={"name": agency.name, "kind": agency.kind})
        if (known := self._merged(identifier)) is not None:
            return NodeRecord(label="Indicator", id=identifier, props={"name": known.name, "key": known.name})
        raise UnknownNameError(f"no node «{identifier}»", todo="Give the id as «policygraph review --json» shows it")

    def _merged(self, identifier: str) -> Named | None:
        """An indicator that merges took out of sight."""
        return next((node for d in self.decisions.all for node in d.nodes if node.id == identifier), None)

    def _object(self, words: str, place: Place) -> Named:
        said = place.read
        if not words.strip():
            raise InputError("what it should be is missing", where="--to", todo="Give a name or an id")
        if said.literal:
            if said.predicate == "date":
                words = str(PartialDate.parse(words))
            return Named(id="literal", name=words.strip())
        labels = RELATIONS[said.predicate].target
        if said.predicate in PARTS:
            raise InputError(
                f"nothing can take the place of a whole {' or '.join(labels)}",
                where=place.shown.key,
                todo="Correct its values with --set, name its agency with --owner, --lead or --support, or reject it",
            )
        if "Agency" in labels:
            return self._agency(words, place.document)
        if "Indicator" in labels:
            return _named(self._node(words)) if words.startswith("indicator/") else _indicator(words)
        named = [node for node in place.document.nodes if node.label in labels and node.named]
        node = next((node for node in named if node.id == words), None)
        if node is None:
            raise UnknownNameError(
                f"«{words}» is no {' or '.join(labels)} of this document",
                where="--to",
                candidates=tuple(node.id for node in named),
            )
        return _named(node)

    def _elsewhere(self, words: str, place: Place) -> Named:
        """The document of the same number and year at another place."""
        node = next(node for node in place.document.nodes if node.id == place.read.object)
        if place.read.predicate != "CITES" or "number" not in node.props:
            raise InputError("only a cited document gets another place", where=place.shown.key)
        seat = make_place(words.removeprefix("place/")) or find_place(words, level=None, day=day_of(place.document))
        if seat is None:
            raise UnknownNameError(f"no place is called «{words}»", where="--place", todo="Give its id: place/can-tho")
        number = DocumentNumber.parse(str(node.props["number"]))
        year = node.props.get("year")
        return Named(id=document_id(number, place=seat.slug, year=int(year) if year else None), name=str(number))

    def _agency(self, words: str, document: DocumentFacts) -> Named:
        """The agency that words mean in a document: one it names already, or one of the vocabulary at its place."""
        agency = agency_of_id(words, day_of(document)) or resolver_of(document).agency(words, given_task=True)
        if agency.document is None and not agency.doubt:
            return Named(id=agency.id, name=agency.name)
        # A collective or an office is one of those that the document names itself.
        own = next((node for node in document.nodes if node.named and node.id in (words, agency.id)), None)
        if own is not None and own.label == "Agency" and own.props.get("kind") != "unresolved":
            return _named(own)
        near = nearest_agencies(words)
        raise UnknownNameError(
            f"«{words}» is no agency that the vocabulary knows",
            where="--to",
            todo=f"Did you mean {' or '.join(near)}? A body that is missing is added with «policygraph vocab»"
            if near
            else "Give a name or an id",
            candidates=near,
        )

    # ---------------------------------------------------------- writing

    def _make(self, verb: Any, reason: str, **parts: Any) -> Decision:
        # A second of its own, so that which of two decisions is the later never depends on their ids.
        taken = {decision.at for decision in self.decisions.lines}
        moment = datetime.now(UTC)
        while (at := moment.strftime(MOMENT)) in taken:
            moment += timedelta(seconds=1)
        return make(verb, by=self.author, reason=reason, at=at, **parts)

    def _about(self, place: Place, verb: str, reason: str, **parts: Any) -> Decision:
        said = place.read
        nodes = {node.id: node for node in place.document.nodes}
        decision = self._make(
            verb,
            reason,
            document=place.document.id,
            fact=said.key,
            subject=said.subject,
            predicate=said.predicate,
            object=said.object,
            line=said.spans[0].line,
            quote=quote_of(said),
            value=judged(said, nodes),
            **parts,
        )
        self._try(place.document, decision)
        return self._write(decision)

    def _try(self, document: DocumentFacts, decision: Decision) -> None:
        """Apply it to what is stored; refuse it if that does not work."""
        applied = self._applied(document, decision)
        outcome = next((one for one in applied.outcomes if one.decision.id == decision.id), None)
        if outcome is None or outcome.status not in ("applied", "agreed"):
            why = outcome.why if outcome else "nothing in the document would change"
            raise InputError(f"it cannot be decided so: {why}", where=document.id)

    def _write(self, decision: Decision) -> Decision:
        append(self.path, decision)
        self.decisions = Decisions((*self.decisions.lines, decision))
        return decision


def _named(node: NodeRecord) -> Named:
    return Named(id=node.id, name=str(node.props.get("name", node.id)))


def _indicator(words: str) -> Named:
    return Named(id=indicator_id(indicator_key(words)), name=indicator_name(words))
