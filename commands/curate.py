"""The curator's commands: ``review``, ``accept``, ``correct``, ``reject``, ``split``, ``merge``, ``revoke`` …"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from commands.shared import JsonOption, LangOption, Language, StoreOption, language, opened, out, print_json
from graph.curating import Curator
from graph.decisions import Decision, Decisions, read_decisions
from graph.settings import settings
from graph.store import Store
from ontology.declare import Words
from ontology.errors import InputError

if TYPE_CHECKING:  # the catalogue takes long to import, and few commands need it
    from loaders.refresh import Refreshed
    from queries.review import Item

app = typer.Typer()

FileOption = Annotated[
    Path | None,
    typer.Option("--decisions", help="File of the decisions; default $POLICYGRAPH_DECISIONS or decisions.jsonl."),
]
AuthorOption = Annotated[
    str | None, typer.Option("--author", help="Your name, as it stands in the line; default $POLICYGRAPH_AUTHOR.")
]
ReasonOption = Annotated[str, typer.Option("--reason", help="Why, in a few words.")]
DocumentOption = Annotated[str | None, typer.Option("--document", help="The document: id or number.")]
FactArgument = Annotated[str, typer.Argument(help="Key of the fact, as «review» shows it; six digits will do.")]

WORDS = {
    "none": Words("Không còn gì phải xem.", "There is nothing to look at."),
    "line": Words("dòng", "line"),
    "printed": Words("in là", "printed"),
    "nearest": Words("gần nhất", "nearest"),
    "left": Words("mục", "items"),
    "more": Words("; còn nữa, xem --limit", "; there are more, see --limit"),
    "revoked": Words("đã rút", "revoked"),
}


def _word(name: str, lang: Language) -> str:
    return str(getattr(WORDS[name], lang))


def _file(path: Path | None) -> Path:
    return path or settings().decisions


def loaded(store: Store, document: str | None) -> str | None:
    """Id of the loaded document that a number or id means."""
    if document is None:
        return None
    from queries.catalogue import Parameter
    from queries.names import resolve_parameter

    asked = Parameter(name="document", type="document", title=Words("văn bản", "document"))
    return str(resolve_parameter(store, asked, document))


@app.command()
def review(
    store: StoreOption = None,
    document: DocumentOption = None,
    code: Annotated[list[str] | None, typer.Option(help="Only with this finding code; may be repeated.")] = None,
    kind: Annotated[
        list[str] | None,
        typer.Option(
            help="Only this kind: owner, unresolved, repair, contradiction, reading, indicators, lost; may be repeated."
        ),
    ] = None,
    limit: Annotated[int | None, typer.Option(min=1, help="Items at most.")] = None,
    decisions: FileOption = None,
    json: JsonOption = False,
    lang: LangOption = "vi",
) -> None:
    """List what a person should look at: doubtful facts, unknown names, contradictions, indicators that may be one."""
    from queries.review import review as queue

    words, path = language(lang), _file(decisions)
    with opened(store) as graph:
        items = queue(
            graph,
            read_decisions(path),
            path,
            document=loaded(graph, document),
            codes=code or (),
            kinds=kind or (),
        )
        shown = list(islice(items, limit))
        more = limit is not None and next(items, None) is not None
    if json:
        print_json([item.as_json() for item in shown])
        return
    _print_items(shown, words)
    if shown:
        out().print(f"\n{len(shown)} {_word('left', words)}{_word('more', words) if more else ''}")


def _print_items(items: list[Item], lang: Language) -> None:
    from queries.review import KINDS

    console = out()
    if not items:
        console.print(_word("none", lang))
    last = ""
    for item in items:
        if item.document_name and item.document != last:
            console.print(f"\n{item.document_name}  {item.document}", style="bold", markup=False)
            last = item.document
        kind = getattr(KINDS[item.kind], lang)
        if item.pair is not None:
            first, second = item.pair.proposal.first, item.pair.proposal.second
            console.print(f"\n{kind}  {item.pair.proposal.score:.1f}", markup=False)
            for side in (first, second):
                console.print(f"  {side.id}\n    {side.name}", markup=False, soft_wrap=True)
            continue
        if item.decision is not None:
            console.print(f"\n{kind}: {item.message}", markup=False, soft_wrap=True, style="yellow")
            _print_decision(item.decision, lang)
            continue
        told = "; ".join(filter(None, (_doubts(item.codes, lang), item.message)))
        console.print(f"\n{item.fact}  {kind}: {told}", markup=False, soft_wrap=True)
        if item.predicate != "HAS_FINDING":
            printed = f"  ({_word('printed', lang)} «{item.mention}»)" if item.mention else ""
            console.print(
                f"  {item.subject}  {_relation(item.predicate, lang)}  {item.object}{printed}",
                markup=False,
                soft_wrap=True,
            )
        for span in item.spans[:3]:
            quote = " ".join(span.quote.split())
            quote = quote if len(quote) <= 160 else quote[:160].rsplit(" ", 1)[0] + " …"
            console.print(f"  {_word('line', lang)} {span.line}: «{quote}»", markup=False, soft_wrap=True, style="dim")
        if item.nearest:
            console.print(f"  {_word('nearest', lang)}: {', '.join(item.nearest)}", markup=False, soft_wrap=True)


def _doubts(codes: tuple[str, ...], lang: Language) -> str:
    from ontology.vocabulary import doubt_words

    return doubt_words("; ".join(codes), lang)


def _relation(predicate: str, lang: Language) -> str:
    from ontology.relations import RELATIONS

    return str(getattr(RELATIONS[predicate].forward, lang)) if predicate in RELATIONS else predicate


# ------------------------------------------------------------------ deciding


@contextmanager
def _curator(store: str | None, decisions: Path | None, author: str | None) -> Iterator[Curator]:
    with opened(store) as graph:
        yield Curator(graph, _file(decisions), author or settings().author)


def _written(decision: Decision, path: Path) -> None:
    out().print(
        f"{decision.id}  {decision.verb}, written to {path}; «policygraph refresh» brings it to the store",
        markup=False,
        soft_wrap=True,
    )


@app.command()
def accept(
    fact: FactArgument,
    reason: ReasonOption,
    document: DocumentOption = None,
    author: AuthorOption = None,
    store: StoreOption = None,
    decisions: FileOption = None,
) -> None:
    """Confirm a fact as it is read; it is no longer doubtful."""
    with _curator(store, decisions, author) as curator:
        made = curator.accept(fact, reason, document=loaded(curator.store, document))
        _written(made, curator.path)


@app.command()
def reject(
    fact: FactArgument,
    reason: ReasonOption,
    document: DocumentOption = None,
    author: AuthorOption = None,
    store: StoreOption = None,
    decisions: FileOption = None,
) -> None:
    """Take a fact out of the graph; a rejected target, task or finding goes with all that is said of it."""
    with _curator(store, decisions, author) as curator:
        made = curator.reject(fact, reason, document=loaded(curator.store, document))
        _written(made, curator.path)


@app.command()
def correct(
    fact: FactArgument,
    reason: ReasonOption,
    to: Annotated[str, typer.Option(help="What is right: name or id of an agency or indicator; or the text.")] = "",
    owner: Annotated[str, typer.Option(help="Of a target without owner: the agency that owns it.")] = "",
    lead: Annotated[str, typer.Option(help="Of a task without lead: the agency that leads it.")] = "",
    support: Annotated[str, typer.Option(help="Of a task: an agency that supports it.")] = "",
    place: Annotated[str, typer.Option(help="Of a cited document: the place whose it is.")] = "",
    set_: Annotated[
        list[str] | None, typer.Option("--set", help="Of a target: value=92.5, unit=%, year=2030 …; may be repeated.")
    ] = None,
    document: DocumentOption = None,
    author: AuthorOption = None,
    store: StoreOption = None,
    decisions: FileOption = None,
) -> None:
    """Say what is right: another agency or text in its place, an owner that was not read, another value."""
    given = {"OWNED_BY": owner, "LED_BY": lead, "SUPPORTED_BY": support}
    gives = [relation for relation, words in given.items() if words]
    if bool(to) + bool(place) + len(gives) + bool(set_) != 1:
        raise InputError(
            "it must be said in one way what is right",
            todo="Give one of --to, --owner, --lead, --support, --place, --set",
        )
    with _curator(store, decisions, author) as curator:
        made = curator.correct(
            fact,
            reason,
            to=to or (given[gives[0]] if gives else ""),
            gives=gives[0] if gives else None,
            place=place,
            sets=_values(set_ or []),
            document=loaded(curator.store, document),
        )
        _written(made, curator.path)


def _values(pairs: list[str]) -> dict[str, str | int]:
    values: dict[str, str | int] = {}
    for pair in pairs:
        name, given, value = pair.partition("=")
        if not given:
            raise InputError(f"«{pair}» has no value", where="--set", todo="Write NAME=VALUE")
        values[name] = int(value) if name == "year" and value.isdigit() else value
    return values


@app.command()
def split(
    what: Annotated[list[str], typer.Argument(help="A fact; or two indicators or agencies that are two.")],
    reason: ReasonOption,
    to: Annotated[list[str] | None, typer.Option(help="Of a fact: each of the agencies that it names.")] = None,
    name: Annotated[str, typer.Option(help="Of an indicator: its right name in --document.")] = "",
    document: DocumentOption = None,
    author: AuthorOption = None,
    store: StoreOption = None,
    decisions: FileOption = None,
) -> None:
    """Say that one is two: a name that means several agencies, two indicators taken for one, or proposed as one."""
    with _curator(store, decisions, author) as curator:
        holder = loaded(curator.store, document)
        if len(what) == 2 and not to and not name:
            made = curator.part(_node(curator.store, what[0]), _node(curator.store, what[1]), reason)
        elif len(what) == 1 and name and holder:
            made = curator.rename(_node(curator.store, what[0]), name, holder, reason)
        elif len(what) == 1 and to and len(to) > 1:
            made = curator.split(what[0], to, reason, document=holder)
        else:
            raise InputError(
                "what is to be split is not said",
                todo="Give a fact with two or more --to; an indicator with --document and --name; or two that are two",
            )
        _written(made, curator.path)


@app.command()
def merge(
    gone: Annotated[str, typer.Argument(help="Indicator or agency that goes: id or name.")],
    kept: Annotated[str, typer.Argument(help="The one that stays: id or name.")],
    reason: ReasonOption,
    document: DocumentOption = None,
    author: AuthorOption = None,
    store: StoreOption = None,
    decisions: FileOption = None,
) -> None:
    """Say that two indicators or two agencies are one, in all documents or in one."""
    with _curator(store, decisions, author) as curator:
        made = curator.merge(
            _node(curator.store, gone),
            _node(curator.store, kept),
            reason,
            document=loaded(curator.store, document),
        )
        _written(made, curator.path)


def _node(store: Store, words: str) -> str:
    """Id of an indicator, or else of an agency, by name or id."""
    from ontology.errors import UnknownNameError
    from queries.catalogue import Parameter
    from queries.names import resolve_parameter

    if "/" in words:
        return words
    indicator = Parameter(name="indicator", type="indicator", title=Words("chỉ số", "indicator"))
    agency = Parameter(name="agency", type="agency", title=Words("cơ quan", "agency"))
    near: list[str] = []
    for parameter in (indicator, agency):
        try:
            return str(resolve_parameter(store, parameter, words))
        except UnknownNameError as error:
            if "fits" in error.seen:
                raise
            near += error.candidates
    raise UnknownNameError(
        f"neither an indicator nor an agency is called «{words}»", todo="The likest are", candidates=tuple(near)
    )


@app.command()
def revoke(
    decision: Annotated[str, typer.Argument(help="Id of the decision, as «decisions» shows it.")],
    reason: ReasonOption,
    author: AuthorOption = None,
    store: StoreOption = None,
    decisions: FileOption = None,
) -> None:
    """End a decision. Its line stays; another line says that it no longer holds."""
    with _curator(store, decisions, author) as curator:
        _written(curator.revoke(decision, reason), curator.path)


@app.command("decisions")
def list_decisions(
    document: Annotated[str | None, typer.Option("--document", help="Only of this document: its id.")] = None,
    decisions: FileOption = None,
    json: JsonOption = False,
    lang: LangOption = "vi",
) -> None:
    """List the decisions, the revoked ones marked."""
    words = language(lang)
    known = read_decisions(_file(decisions))
    chosen = [one for one in known.all if document in (None, one.document)]
    if json:
        print_json([_as_json(one, known) for one in chosen])
        return
    for one in chosen:
        _print_decision(one, words, revoked=one.id in known.revoked)


def _as_json(decision: Decision, known: Decisions) -> dict[str, object]:
    revoked = known.revoked.get(decision.id)
    return {
        **decision.model_dump(exclude_none=True, exclude_defaults=True),
        "revoked_by": revoked.id if revoked else None,
    }


def _print_decision(decision: Decision, lang: Language, *, revoked: bool = False) -> None:
    from present import decision_words

    mark = f"[{_word('revoked', lang)}] " if revoked else ""
    console = out()
    console.print(
        f"{mark}{decision.id}  {decision.at}  {decision.by}  {decision_words(decision, lang)}",
        markup=False,
        soft_wrap=True,
    )
    where = f"{decision.document}, {_word('line', lang)} {decision.line}: " if decision.line else ""
    console.print(f"  {where}{decision.reason}", markup=False, soft_wrap=True, style="dim")


# ------------------------------------------------------------------ refresh


@app.command("refresh")
def refresh_store(
    store: StoreOption = None,
    decisions: FileOption = None,
    workers: Annotated[int | None, typer.Option(min=1, help="Processes that read; default: all cores.")] = None,
    json: JsonOption = False,
) -> None:
    """Bring new decisions, and a changed vocabulary or reader, to what is stored, without the files."""
    from loaders.refresh import refresh

    with opened(store, readonly=False) as graph:
        done = refresh(graph, decisions=_file(decisions), workers=workers)
    brought = done.brought
    if json:
        print_json(
            {
                "changed": done.changed,
                "unchanged": done.unchanged,
                "failed": [{"document": name, "why": why} for name, why in done.failed],
                "unread": brought.unread,
                "lost": [
                    {"document": name, "decision": outcome.decision.id, "why": outcome.why}
                    for name, outcome in brought.lost
                ],
                "idle": [decision.id for decision in brought.idle],
            }
        )
    else:
        _print_refreshed(done)
    if done.failed:
        raise typer.Exit(1)


def _print_refreshed(done: Refreshed) -> None:
    console = out()
    for name in done.changed:
        console.print(f"changed  {name}", markup=False, soft_wrap=True)
    told = [f"came with decisions from elsewhere; load its file to decide anew: {name}" for name in done.brought.unread]
    told += [f"not read again: {name}: {why}" for name, why in done.failed]
    told += [f"lost its place: {one.decision.id} in {name}: {one.why}" for name, one in done.brought.lost]
    for text in told:
        console.print(text, markup=False, soft_wrap=True, style="yellow")
    again = f"; {done.unchanged} read again say what they said" if done.unchanged else ""
    console.print(f"{len(done.changed)} documents changed{again}")
