"""The endpoint's pages for people. Nothing on them comes from another address; what the graph says is escaped."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Literal

from graph.nquads import parse, value

Language = Literal["vi", "en"]

STATIC = Path(__file__).parent / "static"

#: What the browser may do on a page: run our own script and ask us, and nothing else.
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; form-action 'none'; "
    "base-uri 'none'; frame-ancestors 'none'"
)

WORDS = {
    "vi": {
        "title": "policygraph – truy vấn SPARQL",
        "example": "Câu hỏi mẫu",
        "query": "Truy vấn",
        "form": "Dạng kết quả",
        "table": "Bảng",
        "result": "Kết quả",
        "run": "Chạy (Ctrl+Enter)",
        "running": "Đang chạy …",
        "rows": "dòng",
        "other": "English",
        "subject": "Chủ thể",
        "predicate": "Thuộc tính, quan hệ",
        "object": "Giá trị",
        "app": "Mở trong ứng dụng",
        "as": "Dữ liệu dạng",
        "about": "Chỉ đọc. Địa chỉ cho chương trình",
        "more": "Mô tả bộ dữ liệu",
        "ontology": "Bản thể học",
    },
    "en": {
        "title": "policygraph – SPARQL",
        "example": "Example question",
        "query": "Query",
        "form": "Form of the result",
        "table": "Table",
        "result": "Result",
        "run": "Run (Ctrl+Enter)",
        "running": "Running …",
        "rows": "rows",
        "other": "Tiếng Việt",
        "subject": "Subject",
        "predicate": "Property, relation",
        "object": "Value",
        "app": "Open in the app",
        "as": "The data as",
        "about": "Read-only. Address for programs",
        "more": "Description of the data set",
        "ontology": "Ontology",
    },
}

#: What the answer may be shown as; the first is drawn as a table.
_FORMS = {
    "application/sparql-results+json": "",
    "text/csv": "CSV",
    "text/tab-separated-values": "TSV",
    "application/sparql-results+xml": "XML",
}


@dataclass(frozen=True, slots=True)
class Example:
    """A question to begin with: its titles and its SPARQL text, parameters filled in."""

    vi: str
    en: str
    query: str


def _in_script(value: object) -> str:
    """JSON that can stand in a script element whatever it holds."""
    return json.dumps(value, ensure_ascii=False).replace("<", "\\u003c")


def _page(language: Language, title: str, root: str, body: str) -> str:
    return (
        f'<!doctype html>\n<html lang="{language}">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f'<title>{escape(title)}</title>\n<link rel="stylesheet" href="{escape(root)}/static/page.css">\n</head>\n'
        f"<body>\n{body}\n</body>\n</html>\n"
    )


def query_page(language: Language, examples: Sequence[Example], *, base: str, root: str, endpoint: str) -> str:
    """The page to write queries on.

    Args:
        base: base of the IRIs; those under it are links to ``root``.
        root: path below which the server's own addresses stand.
        endpoint: the full address for programs.
    """
    words = WORDS[language]
    other = "en" if language == "vi" else "vi"
    shown = [{"title": example.vi if language == "vi" else example.en, "query": example.query} for example in examples]
    settings = {
        "base": base,
        "root": root,
        "endpoint": f"{root}/sparql",
        "rows": words["rows"],
        "running": words["running"],
    }
    options = "".join(
        f'<option value="{media}">{escape(name or words["table"])}</option>' for media, name in _FORMS.items()
    )
    return _page(
        language,
        words["title"],
        root,
        f"""<main>
<h1>{escape(words["title"])}</h1>
<p class="muted">{escape(words["about"])}: <code>{escape(endpoint)}</code> ·
<a href="{escape(root)}/.well-known/void">{escape(words["more"])}</a> ·
<a href="{escape(root)}/ontology">{escape(words["ontology"])}</a> ·
<a href="?lang={other}" lang="{other}">{escape(words["other"])}</a></p>
<label for="example">{escape(words["example"])}</label><select id="example"></select>
<label for="query">{escape(words["query"])}</label><textarea id="query" spellcheck="false"></textarea>
<label for="form">{escape(words["form"])}</label><select id="form">{options}</select>
<button id="run" type="button">{escape(words["run"])}</button>
<p id="state" aria-live="polite"></p>
<div id="result" class="scroll" tabindex="0" role="region" aria-label="{escape(words["result"])}"></div>
</main>
<script type="application/json" id="examples">{_in_script(shown)}</script>
<script type="application/json" id="words">{_in_script(settings)}</script>
<script src="{escape(root)}/static/page.js" defer></script>""",
    )


def entity_page(language: Language, iri: str, lines: Sequence[str], *, base: str, root: str, app: str) -> str:
    """All that is said of a thing, as a table with links.

    Args:
        lines: N-Triples.
        app: address of the app; empty where none is known.
    """
    words = WORDS[language]

    def shown(term: str) -> str:
        text = value(term)
        if not term.startswith("<"):
            return escape(text)
        if text.startswith(f"{base}/"):
            return f'<a href="{escape(root + text[len(base) :], quote=True)}">{escape(text[len(base) :])}</a>'
        return escape(text)

    rows = "".join(
        f"<tr><td>{shown(line.subject)}</td><td>{shown(line.predicate)}</td><td>{shown(line.object)}</td></tr>\n"
        for line in map(parse, lines)
    )
    forms = " · ".join(f"<code>{escape(media)}</code>" for media in ("text/turtle", "application/ld+json"))
    link = f'<p><a href="{escape(app, quote=True)}">{escape(words["app"])}</a></p>' if app else ""
    return _page(
        language,
        iri,
        root,
        f"""<main>
<h1>{escape(iri)}</h1>
{link}<p class="muted">{escape(words["as"])}: {forms}</p>
<div class="scroll"><table>
<thead><tr><th scope="col">{escape(words["subject"])}</th><th scope="col">{escape(words["predicate"])}</th>
<th scope="col">{escape(words["object"])}</th></tr></thead>
<tbody>
{rows}</tbody>
</table></div>
</main>""",
    )
