"""The ``policygraph`` command.

Every error of ours prints one sentence (what was seen, where, what to do
next) on standard error and ends with its exit status: 1 something failed,
2 the input is not usable, 3 the store, 4 a fact refused, 5 the vocabulary.
"""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any, TypeVar

import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from commands import curate, vocab
from commands.shared import JsonOption, LangOption, StoreOption
from commands.shared import error_console as _error
from commands.shared import language as _language
from commands.shared import opened as _store
from commands.shared import out as _out
from commands.shared import print_json as _print_json
from graph.settings import settings
from graph.store import Scalar, Store
from ontology.declare import Words
from ontology.errors import InputError, PolicygraphError, UnknownNameError

_Choice = TypeVar("_Choice", bound=str)

app = typer.Typer(
    name="policygraph",
    help="From Party resolutions to provincial targets and their owners, with the line of text behind every answer.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)

app.add_typer(curate.app)
app.add_typer(vocab.app, name="vocab")

LicenceOption = Annotated[
    str | None, typer.Option(help="IRI of the data's licence; default: $POLICYGRAPH_LICENCE, else CC BY 4.0.")
]


# ------------------------------------------------------------------ load


@app.command()
def load(
    paths: Annotated[list[Path], typer.Argument(help="Files and folders (txt, md, docx, doc, pdf, html).")],
    store: StoreOption = None,
    replaces: Annotated[
        str | None, typer.Option(help="Id of the loaded document whose place the one file takes.")
    ] = None,
    workers: Annotated[int | None, typer.Option(min=1, help="Processes that read; default: all cores.")] = None,
    json: JsonOption = False,
) -> None:
    """Read files and folders into the store. A document goes in whole or stays out; unchanged files are skipped."""
    from loaders.pipeline import find_files, load_paths

    total = len(find_files(paths)[0])
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with (
        _store(store, readonly=False) as opened,
        Progress(*columns, console=_error, transient=True, disable=json or not sys.stderr.isatty()) as bar,
    ):
        task = bar.add_task("reading", total=total)
        report = load_paths(opened, paths, replaces=replaces, workers=workers, progress=lambda path: bar.advance(task))
    if json:
        _print_json(
            [
                {
                    "path": f.path,
                    "outcome": f.outcome,
                    "document": f.document,
                    "name": f.name,
                    "read": f.counts,
                    "doubtful": f.doubts,
                    "message": f.message or None,
                }
                for f in report.files
            ]
        )
    else:
        _print_report(report)
    for document, outcome in report.lost:
        told = f"a decision lost its place: {outcome.decision.id} in {document}: {outcome.why}"
        _error.print(told, style="yellow", markup=False, soft_wrap=True)
    if report.failed:
        raise typer.Exit(1)


def _print_report(report: Any) -> None:
    out = _out()
    table = Table(title=None, header_style="bold", box=None, pad_edge=False)
    for heading, justify in (
        ("outcome", "left"),
        ("document", "left"),
        ("targets", "right"),
        ("owners", "right"),
        ("tasks", "right"),
        ("cited", "right"),
        ("deadlines", "right"),
        ("doubtful", "left"),
    ):
        table.add_column(heading, justify=justify, overflow="fold")  # type: ignore[arg-type]
    for file in report.files:
        if file.counts:
            doubts = ", ".join(f"{code} × {count}" for code, count in file.doubts.items()) or "–"
            numbers = [str(file.counts[key]) for key in ("targets", "owners", "tasks", "cited", "deadlines")]
            table.add_row(file.outcome, file.name, *numbers, doubts)
    if table.rows:
        out.print(table)
    unchanged = [f for f in report.outcome("unchanged") if not f.counts]
    if unchanged:
        out.print(f"{len(unchanged)} unchanged, skipped")
    if report.passed_over:
        kinds = ", ".join(sorted({Path(path).suffix or "no suffix" for path in report.passed_over}))
        out.print(f"{len(report.passed_over)} files of other types passed over ({kinds})")
    for file in report.files:
        if file.message and file.outcome in ("failed", "kept out"):
            _error.print(f"{file.outcome}: {file.message}", style="red", markup=False, soft_wrap=True)


# ------------------------------------------------------------------ read


@app.command()
def read(
    files: Annotated[list[Path], typer.Argument(help="Files to read; nothing is stored.")],
    json: JsonOption = False,
) -> None:
    """Read files and print what they say, without storing anything."""
    from loaders.interchange import to_interchange
    from loaders.pipeline import read_path

    readings = [to_interchange(read_path(file)) for file in files]
    if json:
        _print_json(readings[0] if len(readings) == 1 else readings)
        return
    out = _out()
    for reading in readings:
        head = reading["document"]
        out.print(
            f"[bold]{head['number'] or '(no number)'}[/bold]  {head['issuer'] or '?'}  {head['date'] or '(no date)'}"
        )
        out.print(head["title"] or "(no title)", markup=False)
        chain = [
            f"{link['source'] or 'this document'} → {link['number']} (line {link['line']})"
            for link in reading["implements"]
        ]
        out.print("implements: " + ("; ".join(chain) or "–"), markup=False)
        owned = sum(bool(t["owner"]) for t in reading["targets"])
        led = sum(bool(t["lead"]) for t in reading["tasks"])
        out.print(
            f"{len(reading['targets'])} targets ({owned} owned), {len(reading['tasks'])} tasks ({led} with a lead), "
            f"{len(reading['cites'])} documents cited, {len(reading['deadlines'])} reporting duties"
        )
        for finding in reading["findings"]:
            style = None if finding["severity"] == "info" else "yellow"
            out.print(f"  line {finding['line']}: {finding['code']}: {finding['message']}", style=style, markup=False)


# ------------------------------------------------------------------ ask


@app.command(context_settings={"allow_extra_args": True, "ignore_unknown_options": True})
def ask(
    context: typer.Context,
    question: Annotated[str, typer.Argument(help="Name of a question; «policygraph questions» lists them.")],
    store: StoreOption = None,
    json: JsonOption = False,
    csv: Annotated[bool, typer.Option("--csv", help="Print CSV: the declared columns.")] = False,
    xlsx: Annotated[Path | None, typer.Option("--xlsx", help="Write a workbook with the cells of --csv.")] = None,
    graphml: Annotated[
        Path | None, typer.Option("--graphml", help="Write the facts behind the answer as a graph of nodes and edges.")
    ] = None,
    evidence: Annotated[bool, typer.Option("--evidence", help="Print the lines behind every row.")] = False,
    as_of: Annotated[
        str | None, typer.Option("--as-of", help="A date or «today»: who holds each owner's duty then, by which acts.")
    ] = None,
    limit: Annotated[int | None, typer.Option(help="Rows at most.")] = None,
    lang: LangOption = "vi",
) -> None:
    """Ask a question: policygraph ask target-owners --from NQ-42 --as-of today."""
    from queries.catalogue import find_question
    from queries.runner import run

    language = _language(lang)
    found = find_question(question)
    parameters = _parameters(context.args)
    if limit is not None and "limit" in parameters:
        del parameters["limit"]
    with _store(store) as opened:
        answer = run(opened, found, parameters, limit=limit, as_of=as_of)
    if xlsx is not None:
        from graph.exports.tables import to_xlsx

        numbers = [column.name for column in answer.columns if column.type == "number"]
        _write(xlsx, to_xlsx(*_cells(answer), numbers=numbers))
    if graphml is not None:
        from graph.exports.graphml import to_graphml
        from queries.networks import answer_graph

        _write(graphml, to_graphml(answer_graph(answer)).encode())
    if json:
        _print_json(answer.as_json())
    elif csv:
        from graph.exports.tables import to_csv

        sys.stdout.write(to_csv(*_cells(answer)))
    elif xlsx is not None or graphml is not None:
        for path in filter(None, (xlsx, graphml)):
            _error.print(f"written: {path}", markup=False, soft_wrap=True)
    else:
        from present import print_answer

        print_answer(_out(), answer, language, evidence=evidence)


def _parameters(arguments: Sequence[str]) -> dict[str, Scalar]:
    """``--name value`` and ``--name=value`` pairs of a question."""
    found: dict[str, Scalar] = {}
    rest = list(arguments)
    while rest:
        option = rest.pop(0)
        if not option.startswith("--"):
            raise InputError(f"«{option}» stands without a parameter's name", todo="Write --name value")
        name, given, value = option[2:].partition("=")
        if not given:
            if not rest:
                raise InputError("the value is missing", where=option, todo="Write --name value")
            value = rest.pop(0)
        found[name.replace("-", "_")] = value
    return found


def _cells(answer: Any) -> tuple[list[str], list[list[Scalar]]]:
    """The declared columns of an answer and its rows' values."""
    names = [column.name for column in answer.columns]
    return names, [[row.values[name] for name in names] for row in answer.rows]


def _write(path: Path, content: bytes) -> None:
    try:
        path.write_bytes(content)
    except OSError as error:
        raise InputError(f"cannot be written: {error.strerror}", where=str(path), todo="Name another file") from error


@app.command()
def bottlenecks(
    store: StoreOption = None,
    document: Annotated[str | None, typer.Option(help="Only tasks of this document: id or number.")] = None,
    top: Annotated[int, typer.Option(min=1, help="How many agencies at most.")] = 10,
    json: JsonOption = False,
    lang: LangOption = "vi",
) -> None:
    """Show the agencies through which most of the others' work runs, with the tasks that make them so."""
    from graph import networks
    from queries.catalogue import Parameter
    from queries.names import resolve_parameter
    from queries.networks import agencies

    language = _language(lang)
    with _store(store) as opened:
        asked = Parameter(name="document", type="document", title=Words("văn bản", "document"), required=False)
        identifier = None if document is None else str(resolve_parameter(opened, asked, document))
        found = agencies(opened, identifier)
    worst = networks.bottlenecks(found, top=top)
    if json:
        named = sorted({task for item in worst for task in item.tasks})
        _print_json({
            "document": identifier,
            "bottlenecks": [item.as_json() for item in worst],
            "tasks": [found.tasks[task].as_json() for task in named],
            "circles": [list(circle) for circle in networks.circles(networks.single_bodies(found.waiting))],
        })  # fmt: skip
        return
    from present import print_bottlenecks

    print_bottlenecks(_out(), worst, found, language)


@app.command()
def proposals(
    store: StoreOption = None,
    everything: Annotated[
        bool, typer.Option("--all", help="Also alike names that are two for sure: another number, another group.")
    ] = False,
    json: JsonOption = False,
    lang: LangOption = "vi",
) -> None:
    """List indicators that may be one, for a person to judge: nothing is joined by likeness."""
    from graph.decisions import read_decisions
    from queries.proposals import queue

    language = _language(lang)
    with _store(store) as opened:
        queued = queue(opened, everything=everything, judged=read_decisions(settings().decisions).judged_pairs)
    if json:
        _print_json([item.as_json() for item in queued])
        return
    from present import print_proposals

    print_proposals(_out(), queued, language)


# ------------------------------------------------------------------ questions, status, unload


@app.command()
def questions(json: JsonOption = False, lang: LangOption = "vi") -> None:
    """List the questions with their parameters."""
    from queries.catalogue import catalogue

    language = _language(lang)
    if json:
        _print_json(
            [
                {
                    "name": q.name,
                    "title": {"vi": q.title.vi, "en": q.title.en},
                    "parameters": [
                        {
                            "name": p.name,
                            "type": p.type,
                            "required": p.required,
                            "default": p.default,
                            "title": {"vi": p.title.vi, "en": p.title.en},
                        }
                        for p in q.parameters
                    ],
                    "columns": [column.name for column in q.shown],
                    "owners": [owner.name for owner in q.owners],
                    "drawing": q.drawing,
                    "cypher": q.cypher,
                    "sparql": q.sparql,
                }
                for q in catalogue().values()
            ]
        )
        return
    table = Table(box=None, header_style="bold", pad_edge=False)
    table.add_column("question", no_wrap=True)
    table.add_column("title", overflow="fold")
    table.add_column("parameters", overflow="fold")
    for q in catalogue().values():
        names = " ".join(f"--{p.name}" if p.required else f"[--{p.name}]" for p in q.parameters)
        table.add_row(q.name, getattr(q.title, language), names.replace("[", r"\["))
    _out().print(table)


@app.command()
def succession(
    store: StoreOption = None,
    as_of: Annotated[str, typer.Option("--as-of", help="A date or «today».")] = "today",
    counts: Annotated[bool, typer.Option("--counts", help="Only how many there are of each outcome.")] = False,
    lang: LangOption = "vi",
) -> None:
    """Print every owned target and led task by what is known of its holder on a day, in Markdown."""
    from present import succession_page
    from queries.today import day

    language = _language(lang)
    with _store(store) as opened:
        for line in succession_page(opened, day(as_of), language, counts=counts):
            print(line)


@app.command()
def status(store: StoreOption = None, json: JsonOption = False) -> None:
    """Count what is stored, and list the loaded documents."""
    with _store(store) as opened:
        found = opened.status()
        sources = list(opened.sources())
    if json:
        _print_json(
            {
                "store": found.kind,
                "address": found.address,
                "documents_loaded": found.documents_loaded,
                "documents_cited": found.documents_cited,
                "nodes": dict(found.nodes),
                "facts": dict(found.facts),
                "statements": found.statements,
                "sources": [source.model_dump() for source in sources],
            }
        )
        return
    out = _out()
    out.print(f"[bold]{found.kind}[/bold] {found.address}")
    out.print(
        f"{found.documents_loaded} documents loaded, {found.documents_cited} only cited, {found.statements} statements"
    )
    out.print("nodes: " + ", ".join(f"{label} {count}" for label, count in found.nodes.items()))
    out.print("facts: " + ", ".join(f"{name} {count}" for name, count in found.facts.items()))
    for source in sources:
        out.print(f"  {source.document}  ({source.path})", markup=False)


@app.command()
def unload(
    document: Annotated[str, typer.Argument(help="Id or number of a loaded document.")], store: StoreOption = None
) -> None:
    """Remove what one document says; what others say stays."""
    with _store(store, readonly=False) as opened:
        loaded = [source.document for source in opened.sources()]
        wanted = document if document in loaded else _loaded_document(opened, document, loaded)
        opened.unload(wanted)
    _out().print(f"unloaded {wanted}", markup=False)


# ------------------------------------------------------------------ RDF: export, import, validate


@app.command()
def export(
    form: Annotated[
        str,
        typer.Option(
            "--format",
            help=(
                "nquads or trig (with --evidence full: read back by «import», byte for byte); one-way: turtle, jsonld, "
                "ntriples, graphml (one file), xlsx (a workbook), csv (a folder of tables, or a .zip)."
            ),
        ),
    ],
    document: Annotated[list[str] | None, typer.Option(help="Only these loaded documents: id or number.")] = None,
    province: Annotated[str | None, typer.Option(help="Only documents of this province, e.g. can-tho.")] = None,
    from_: Annotated[
        str | None,
        typer.Option("--from", help="Only loaded documents that carry out this one, directly or through others."),
    ] = None,
    evidence: Annotated[
        str, typer.Option(help="full: statements with quotes; refs: lines and the quotes' hashes; none: facts alone.")
    ] = "full",
    with_text: Annotated[bool, typer.Option("--with-text", help="Add the documents' own text.")] = False,
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", help="File or folder to write; csv and xlsx need one, others else print."),
    ] = None,
    store: StoreOption = None,
) -> None:
    """Write the graph as RDF, tables or a network. The same graph gives the same bytes, from either store."""
    from graph.exports import files, rdf

    chosen_form = _one_of(form, files.FORMS, "--format")
    chosen_evidence = _one_of(evidence, rdf.EVIDENCE, "--evidence")
    if sum(map(bool, (document, province, from_))) > 1:
        raise InputError("--document, --province and --from exclude each other", todo="Give one of them")
    if output is None and chosen_form in ("csv", "xlsx"):
        raise InputError(f"{form} is not written to the screen", where="--output", todo="Name a file or folder")
    with _store(store) as opened:
        documents = _selected(opened, document or [], province, from_)
        total = len(documents) if documents is not None else sum(1 for _ in opened.sources())
        with _bar("exporting", total + 1) as advance:
            if output is None:
                text_form = _one_of(form, files.TEXT_FORMS, "--format")
                for piece in files.pieces(
                    opened,
                    text_form,
                    documents=documents,
                    evidence=chosen_evidence,
                    text=with_text,
                    progress=advance,
                ):
                    sys.stdout.buffer.write(piece.encode())
                sys.stdout.buffer.flush()
                return
            with _unfinished(output) as path:
                files.write(
                    opened,
                    chosen_form,
                    path,
                    archive=output.suffix.lower() == ".zip",
                    documents=documents,
                    evidence=chosen_evidence,
                    text=with_text,
                    progress=advance,
                )


def _one_of(value: str, choices: tuple[_Choice, ...], option: str) -> _Choice:
    for choice in choices:
        if choice == value:
            return choice
    raise InputError(f"there is no «{value}»", where=option, todo=f"Use one of {', '.join(choices)}")


def _selected(store: Store, documents: list[str], province: str | None, ancestor: str | None) -> list[str] | None:
    """Ids of the loaded documents that are chosen, None where all are."""
    from graph.exports.rdf import descent, of_place
    from ontology.declare import Words
    from queries.catalogue import Parameter
    from queries.names import resolve_parameter

    def identifier(option: str, words: str) -> str:
        parameter = Parameter(name=option, type="document", title=Words("Văn bản", "Document"))
        return str(resolve_parameter(store, parameter, words))

    if ancestor:
        return descent(store, identifier("from", ancestor))
    if province:
        return of_place(store, province)
    return [identifier("document", words) for words in documents] or None


@contextmanager
def _bar(what: str, total: int | None) -> Iterator[Callable[[str], None]]:
    """A progress bar on standard error; what it gives is called once for each thing done."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=_error, transient=True, disable=not sys.stderr.isatty()) as bar:
        task = bar.add_task(what, total=total)
        yield lambda done: bar.advance(task)


@contextmanager
def _unfinished(output: Path) -> Iterator[Path]:
    """Where to write a file or folder that is to be whole or not there: beside its place, to which it then moves."""
    path = output.with_name(f".{output.name}.{os.getpid()}.tmp")
    try:
        yield path
        os.replace(path, output)
    except OSError as error:
        todo = "Name one that is not there yet" if output.is_dir() else "Name another"
        raise InputError(f"cannot be written: {error.strerror}", where=str(output), todo=todo) from error
    finally:
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
        path.unlink(missing_ok=True)


@app.command("import")
def import_(
    file: Annotated[Path, typer.Argument(help="N-Quads (.nq) or TriG (.trig) written by «export» with full evidence.")],
    store: StoreOption = None,
) -> None:
    """Read an export back into the store. A file that holds anything without evidence is refused, and all is told."""
    from graph.imports import import_file

    with _store(store, readonly=False) as opened:
        result = import_file(opened, file)
    out = _out()
    for outcome, documents in (("added", result.added), ("replaced", result.replaced), ("unchanged", result.unchanged)):
        for name in documents:
            out.print(f"{outcome}  {name}", markup=False)


@app.command()
def validate(
    file: Annotated[
        Path | None, typer.Argument(help="RDF (nq, trig, ttl, nt, jsonld, rdf); default: the store.")
    ] = None,
    store: StoreOption = None,
    json: JsonOption = False,
    lang: LangOption = "vi",
    workers: Annotated[int | None, typer.Option(min=1, help="Processes that check; default: all cores.")] = None,
) -> None:
    """Hold the store, or a file, against the SHACL shapes. Exit status 1 where something is against them."""
    from graph.validate import validate_file, validate_store

    language = _language(lang)
    if file is not None:
        found = list(validate_file(file, workers=workers))
    else:
        with _store(store) as opened:
            total = sum(1 for _ in opened.sources())
            with _bar("checking", total) as advance:
                found = list(validate_store(opened, workers=workers, progress=advance))
    if json:
        _print_json({"conforms": not found, "violations": [violation.as_json() for violation in found]})
    else:
        out = _out()
        for violation in found:
            out.print(violation.sentence(language), markup=False, soft_wrap=True)
        count = {
            "vi": "Không có vi phạm." if not found else f"{len(found)} vi phạm.",
            "en": "Nothing is against the shapes." if not found else f"{len(found)} violations.",
        }
        out.print(count[language])
    if found:
        raise typer.Exit(1)


# ------------------------------------------------------------------ backup, restore


@app.command()
def backup(
    file: Annotated[
        Path, typer.Argument(help="File to write; one that is there is replaced once the new one is whole.")
    ],
    store: StoreOption = None,
) -> None:
    """Write all documents of a store, of this or an older version, into one file with its checksum."""
    from graph.backup import backup as write

    with _store(store, any_version=True) as opened, _bar("backing up", None) as advance:
        count = write(opened, file, progress=advance)
    _out().print(f"{count} documents in {file}", markup=False, soft_wrap=True)


@app.command()
def restore(
    file: Annotated[Path, typer.Argument(help="File that «backup» wrote, from either kind of store.")],
    store: StoreOption = None,
    keep: Annotated[bool, typer.Option("--keep", help="Let documents stay that the backup lacks.")] = False,
) -> None:
    """Put the documents of a backup into a store. A damaged backup is refused before anything is stored."""
    from graph.backup import documents_in
    from graph.backup import restore as read

    total = sum(1 for _ in documents_in(file))
    with _store(store, readonly=False) as opened, _bar("restoring", total) as advance:
        result = read(opened, file, keep=keep, progress=advance)
    _out().print(
        f"{len(result.added)} added, {len(result.replaced)} replaced, {len(result.unchanged)} unchanged", markup=False
    )


# ------------------------------------------------------------------ RDF: serve


@app.command()
def serve(
    store: StoreOption = None,
    host: Annotated[str, typer.Option(help="Address to listen at; 0.0.0.0 for all of this machine's.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535)] = 7878,
    seconds: Annotated[float, typer.Option(min=0.1, help="Time limit of a query; then it is ended.")] = 30.0,
    rows: Annotated[int, typer.Option(min=1, help="Rows or triples that an answer may have.")] = 100_000,
    memory: Annotated[int, typer.Option(min=1024, help="Memory limit of a worker in megabytes.")] = 2048,
    workers: Annotated[int, typer.Option(min=1, help="Processes that answer queries.")] = 2,
    cors: Annotated[
        list[str] | None,
        typer.Option(envvar="POLICYGRAPH_CORS", help="Origin whose web pages may ask; * for all. Default: none."),
    ] = None,
    public: Annotated[str, typer.Option(help="Address under which the world sees the server, if it is another.")] = "",
    licence: LicenceOption = None,
    app_address: Annotated[str, typer.Option("--app", help="Address of the app, to which browsers are sent on.")] = "",
) -> None:
    """Start a read-only SPARQL 1.1 endpoint: the query page at /, the protocol at /sparql. Ctrl-C ends it.

    The embedded store is followed as it changes. Of a Neo4j a snapshot is taken at the start.
    """
    import uvicorn

    from graph.endpoint.server import Endpoint, application, take_snapshot
    from graph.endpoint.worker import Pool

    with tempfile.TemporaryDirectory(prefix="policygraph-") as temporary, _store(store) as opened:
        examples = _examples(opened)
        if opened.language == "sparql":
            folder = opened.status().address
        else:
            folder = f"{temporary}/snapshot"
            _error.print("taking a snapshot …")
            take_snapshot(opened, Path(folder))
        pool = Pool(folder, seconds=seconds, memory=memory, size=workers)
        endpoint = Endpoint(
            pool,
            settings().base,
            examples=examples,
            rows=rows,
            public=public,
            origins=tuple(cors or ()),
            licence=licence or settings().licence,
            app=app_address,
        )
        server = uvicorn.Server(
            uvicorn.Config(application(endpoint), host=host, port=port, log_level="warning", server_header=False)
        )
        _error.print(f"http://{host}:{port}{endpoint.root}/  (Ctrl-C ends it)", markup=False, soft_wrap=True)
        try:
            server.run()
        finally:
            pool.close()
        if not server.started:
            raise InputError("the address cannot be listened at", where=f"{host}:{port}", todo="Give another --port")


@app.command()
def publish(
    folder: Annotated[Path, typer.Argument(help="Where releases are kept, one beside the other.")],
    store: StoreOption = None,
    release: Annotated[str, typer.Option(help="Name of the release; default: its date.")] = "",
    date: Annotated[str, typer.Option(help="Day of the release (2026-11-23); default: today.")] = "",
    licence: LicenceOption = None,
    address: Annotated[str, typer.Option(help="Web address of the folder; default: BASE/releases.")] = "",
) -> None:
    """Write a release: dumps, ontology, shapes, description, checksums, changes since the last one, and a page."""
    import datetime

    from graph.publish import FILES
    from graph.publish import publish as write

    day = date or datetime.date.today().isoformat()
    with _store(store) as opened, _bar("publishing", FILES) as advance:
        made = write(
            opened,
            folder,
            date=day,
            name=release,
            licence=licence or settings().licence,
            address=address,
            progress=advance,
        )
    changes = made.changes
    since = f"since {made.before}: " if made.before else "the first release: "
    _out().print(
        f"{made.folder}  {since}{len(changes.added)} added, {len(changes.removed)} removed, "
        f"{len(changes.changed)} changed",
        markup=False,
        soft_wrap=True,
    )


def _examples(store: Store) -> list[Any]:
    """The catalogue's questions in SPARQL, with parameters that fit what is stored."""
    from graph.endpoint.pages import Example
    from graph.rdf import bind
    from queries.catalogue import catalogue
    from queries.examples import Examples

    fitting, made = Examples(store), []
    for question in catalogue().values():
        values = fitting.of(question)
        given = "".join(f"# {name}: {value}\n" for name, value in values.items() if value is not None)
        made.append(Example(question.title.vi, question.title.en, given + bind(question.sparql, values)))
    return made


def _loaded_document(store: Store, words: str, loaded: Sequence[str]) -> str:
    """The loaded document that a number or name means."""
    from queries.names import candidates, choose, fitting

    every = candidates(store, "Document")
    known = [one for one in every if one.id in loaded]
    cited = [one for one in every if one.id == words] or fitting(every, "document", words)
    if cited and not fitting(known, "document", words):
        raise UnknownNameError(
            f"{cited[0].id} is only cited, not loaded",
            todo="Loaded are: " + (", ".join(loaded) or "none"),
            candidates=tuple(loaded),
        )
    return choose(known, "document", words, "")


def main(arguments: Callable[[], None] | None = None) -> None:
    """Entry point: run the command, turn our errors into a sentence and an exit status."""
    del arguments
    try:
        app()
    except UnknownNameError as error:
        _error.print(f"policygraph: {error}", style="red", markup=False, soft_wrap=True)
        for candidate in error.candidates[:20]:
            if candidate not in str(error):
                _error.print(f"  {candidate}", markup=False, soft_wrap=True)
        sys.exit(error.exit_status)
    except PolicygraphError as error:
        _error.print(f"policygraph: {error}", style="red", markup=False, soft_wrap=True)
        sys.exit(error.exit_status)
    except BrokenPipeError:
        # The reader of a pipe went away («| head»): nothing is wrong.
        sys.stderr.close()
        sys.exit(0)
    except (KeyboardInterrupt, SystemExit) as end:
        # Typer turns an interrupt into this status, and says nothing.
        if isinstance(end, SystemExit) and end.code != 130:
            raise
        _error.print("policygraph: stopped; what was stored before stays whole.", soft_wrap=True)
        sys.exit(130)


if __name__ == "__main__":
    main()
