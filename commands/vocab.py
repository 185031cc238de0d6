"""``policygraph vocab``: names that the vocabulary lacks, and adding one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from commands.curate import AuthorOption, ReasonOption, loaded
from commands.shared import JsonOption, LangOption, Language, StoreOption, language, opened, out, print_json
from graph.settings import settings
from ontology.declare import Words

if TYPE_CHECKING:  # the catalogue takes long to import, and few commands need it
    from queries.unknown import Unknown

app = typer.Typer(help="Names that documents print and the vocabulary lacks; add-alias adds one.")

WORDS = {
    "none": Words("Không có tên nào thiếu trong từ vựng.", "The vocabulary lacks no name."),
    "line": Words("dòng", "line"),
    "nearest": Words("gần nhất", "nearest"),
    "times": Words("lần", "times"),
    "how": Words(
        'Nếu là tên khác của mục đã có: policygraph vocab add-alias "TÊN" MÃ --author … --reason …',
        'If it is another name of an entry: policygraph vocab add-alias "NAME" ID --author … --reason …',
    ),
}


def _word(name: str, lang: Language) -> str:
    return str(getattr(WORDS[name], lang))


@app.callback(invoke_without_command=True)
def list_unknown(
    context: typer.Context,
    store: StoreOption = None,
    list_: Annotated[
        list[str] | None,
        typer.Option("--list", help="Only of this list: agency, place, unit, kind, body; may be repeated."),
    ] = None,
    document: Annotated[str | None, typer.Option("--document", help="Only in this document: id or number.")] = None,
    json: JsonOption = False,
    lang: LangOption = "vi",
) -> None:
    """List names that documents print and the vocabulary lacks, with the likest known ones and where they stand."""
    if context.invoked_subcommand is not None:
        return
    from queries.unknown import unknown

    words = language(lang)
    with opened(store) as graph:
        found = unknown(graph, lists=list_ or (), document=loaded(graph, document))
    if json:
        print_json([one.as_json() for one in found])
        return
    _print(found, words)


def _print(found: list[Unknown], lang: Language) -> None:
    from queries.unknown import KINDS

    console = out()
    if not found:
        console.print(_word("none", lang))
        return
    for one in found:
        kind = getattr(KINDS[one.which], lang)
        console.print(
            f"\n{kind}  «{one.name}»  {len(one.occurrences)} {_word('times', lang)}", markup=False, soft_wrap=True
        )
        for place in one.occurrences[:3]:
            quote = " ".join(place.quote.split())
            quote = quote if len(quote) <= 120 else quote[:120].rsplit(" ", 1)[0] + " …"
            console.print(
                f"  {place.document_name}, {_word('line', lang)} {place.line}: «{quote}»",
                markup=False,
                soft_wrap=True,
                style="dim",
            )
        if one.nearest:
            near = "; ".join(f"{name} ({identifier})" for identifier, name in one.nearest)
            console.print(f"  {_word('nearest', lang)}: {near}", markup=False, soft_wrap=True)
    console.print(f"\n{_word('how', lang)}", markup=False, soft_wrap=True)


@app.command("add-alias")
def add_alias(
    name: Annotated[str, typer.Argument(help="The name as documents print it.")],
    identifier: Annotated[
        str, typer.Argument(metavar="ID", help="Id of a type of agency or of a place; name of a unit; a symbol.")
    ],
    reason: ReasonOption,
    author: AuthorOption = None,
    list_: Annotated[str | None, typer.Option("--list", help="The list, where several have such an id.")] = None,
) -> None:
    """Add another name of an entry, to the file $POLICYGRAPH_VOCABULARY or vocabulary.toml."""
    from ontology import aliases, vocabulary

    made = aliases.add_alias(name, identifier, by=author or settings().author, reason=reason, which=list_)
    out().print(
        f"«{made.name}» → {made.of} ({made.list}), {vocabulary.aliases_path()}. "
        "«policygraph refresh» reads what is stored again with it.",
        markup=False,
        soft_wrap=True,
    )
