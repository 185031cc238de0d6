"""A release of the data set: dumps, ontology, shapes, description, changes since the last one, and a page.

A folder holds one release beside the other, each whole or not there at all::

    releases.json      the releases, newest first
    index.html         the same as a page
    2026-11-23/        a release: policygraph.nq, .trig, .jsonld, .nt, .ttl, .zip (tables in CSV), .graphml,
                       ontology, shapes, context, dataset.ttl (DCAT and VoID), changes.tsv, CHANGELOG.md,
                       SHA256SUMS, index.html
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from html import escape
from pathlib import Path

import ontology
from graph import describe
from graph.exports.files import MEDIA_TYPES, SUFFIXES, Form, write
from graph.exports.graphml import type_of
from graph.exports.rdf import Evidence
from graph.imports import difference
from graph.nquads import Line, parse, value
from graph.rdf import Names, relation_of
from graph.settings import DEFAULT_LICENCE, is_address, settings
from graph.store import Store
from ontology.declare import Words, expand
from ontology.errors import InputError
from ontology.relations import RELATIONS
from ontology.types import NODE_TYPES

NAME = "policygraph"
RENDERED = Path(ontology.__file__).parent / "rendered"

#: So many changes of each kind stand in CHANGELOG.md; all are in changes.tsv.
LISTED = 50

_RELEASE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
_DATE = re.compile(r"\d{4}-\d\d-\d\d")
_NAMES_OF_PREDICATES = {
    **{f"<{expand(prop.term)}>": name for kind in NODE_TYPES.values() for name, prop in kind.props().items()},
    **{f"<{expand(relation.term)}>": name for name, relation in RELATIONS.items()},
}
_DUMPS: dict[Form, tuple[Evidence, Words]] = {
    "nquads": ("full", Words("Toàn bộ đồ thị, đủ căn cứ: N-Quads", "The whole graph with all evidence, N-Quads")),
    "trig": ("full", Words("Toàn bộ đồ thị, đủ căn cứ: TriG", "The whole graph with all evidence, TriG")),
    "jsonld": ("full", Words("Toàn bộ đồ thị, đủ căn cứ: JSON-LD", "The whole graph with all evidence, JSON-LD")),
    "ntriples": ("none", Words("Dữ kiện, không kèm căn cứ: N-Triples", "Facts without their evidence, N-Triples")),
    "turtle": ("none", Words("Dữ kiện, không kèm căn cứ: Turtle", "Facts without their evidence, Turtle")),
    # No workbook: its sheets and cells have limits, and whoever wants one makes it with «export».
    "csv": ("full", Words("Toàn bộ đồ thị, đủ căn cứ: bảng CSV", "The whole graph with all evidence, tables in CSV")),
    "graphml": (
        "full",
        Words("Nút, cạnh và số dòng: GraphML", "Nodes, edges and the lines that state them, GraphML"),
    ),
}
"""Form → how much evidence it holds here, and what it is."""
_OTHERS = {
    "ontology.ttl": ("policygraph.ttl", "text/turtle", Words("Bản thể học, OWL", "The ontology, OWL")),
    "shapes.ttl": ("shapes.ttl", "text/turtle", Words("Khuôn SHACL", "SHACL shapes")),
    "context.jsonld": ("context.jsonld", "application/ld+json", Words("Ngữ cảnh JSON-LD", "The JSON-LD context")),
}

_CHANGES = Words("Mọi thay đổi so với bản trước", "Every change since the last release")
_CHANGELOG = Words("Tóm tắt thay đổi so với bản trước", "The changes since the last release, in short")
_DESCRIPTION = Words("Mô tả bộ dữ liệu, DCAT và VoID", "Description of the data set, DCAT and VoID")

FILES = len(_DUMPS) + len(_OTHERS) + 3
"""How many files a release tells of, for a progress bar."""


@dataclass(slots=True)
class Changes:
    """What differs from the last release: (subject, property or relation, before, after), ids and plain texts."""

    added: list[tuple[str, str, str, str]] = field(default_factory=list)
    removed: list[tuple[str, str, str, str]] = field(default_factory=list)
    changed: list[tuple[str, str, str, str]] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.added or self.removed or self.changed)


@dataclass(frozen=True, slots=True)
class Release:
    """A release that was written."""

    folder: Path
    name: str
    before: str | None
    counts: describe.Counts
    changes: Changes
    files: tuple[describe.File, ...]


def publish(
    store: Store,
    folder: Path,
    *,
    date: str,
    name: str = "",
    licence: str = DEFAULT_LICENCE,
    address: str = "",
    progress: Callable[[str], None] = lambda file: None,
) -> Release:
    """Write a release.

    Args:
        folder: where releases are kept; made where it is not there.
        date: day of the release, ISO 8601.
        name: of the release; the date where not given.
        licence: IRI of the data's licence.
        address: web address at which the folder will stand, for download links; ``BASE/releases`` where not given.
        progress: called with each file's name once it is written.

    Raises:
        InputError: the date or name is not of its form, the licence or address no address, there is such a release
            already, or the folder cannot be written.
    """
    name = name or date
    if not _DATE.fullmatch(date):
        raise InputError(f"«{date}» is no day", where="--date", todo="Write it as 2026-11-23")
    if not _RELEASE.fullmatch(name):
        raise InputError(
            f"«{name}» cannot name a release", where="--release", todo="Use letters, digits, «.», «-» and «_»"
        )
    address = (address or f"{settings().base}/releases").rstrip("/")
    for option, iri in (("--licence", licence), ("--address", address)):
        if not is_address(iri):
            raise InputError(f"«{iri}» is no address", where=option, todo="Write it whole: https://…")
    before = _releases(folder)
    if any(release["name"] == name for release in before) or (folder / name).exists():
        raise InputError("there is such a release already", where=str(folder / name), todo="Give another --release")
    unfinished = folder / f".{name}.{os.getpid()}.tmp"
    try:
        unfinished.mkdir(parents=True)
        release = _write(
            store,
            unfinished,
            name,
            date,
            licence,
            f"{address}/{name}/",
            folder / before[0]["name"] if before else None,
            progress,
        )
        os.rename(unfinished, folder / name)
        triples = release.counts.triples + release.counts.evidence
        entry: dict[str, object] = {
            "name": name,
            "date": date,
            "triples": triples,
            "documents": release.counts.documents,
        }
        entries: list[dict[str, object]] = [entry]
        entries.extend(dict(old) for old in before)
        _replace(folder / "releases.json", json.dumps(entries, ensure_ascii=False, indent=2) + "\n")
        _replace(folder / "index.html", _list_page(entries))
    except OSError as error:
        raise InputError(f"the release cannot be written ({error.strerror})", where=str(folder)) from error
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)
    return Release(
        folder / name, name, before[0]["name"] if before else None, release.counts, release.changes, release.files
    )


def _releases(folder: Path) -> list[dict[str, str]]:
    file = folder / "releases.json"
    if not file.exists():
        if folder.exists() and not folder.is_dir():
            raise InputError("it is a file, and releases want a folder", where=str(folder))
        return []
    try:
        found: list[dict[str, str]] = json.loads(file.read_text(encoding="utf-8"))
    except ValueError as error:
        raise InputError("the list of releases cannot be read", where=str(file)) from error
    return found


def _replace(file: Path, text: str) -> None:
    temporary = file.with_name(f".{file.name}.{os.getpid()}.tmp")
    temporary.write_text(text, encoding="utf-8", newline="\n")
    os.replace(temporary, file)


def _write(
    store: Store,
    folder: Path,
    name: str,
    date: str,
    licence: str,
    address: str,
    last: Path | None,
    progress: Callable[[str], None],
) -> Release:
    files: list[describe.File] = []

    def told(file: str, media: str, title: Words) -> None:
        path = folder / file
        with path.open("rb") as opened:
            digest = hashlib.file_digest(opened, "sha256").hexdigest()
        files.append(describe.File(file, media, path.stat().st_size, digest, title))
        progress(file)

    for form, (evidence, title) in _DUMPS.items():
        file = f"{NAME}{SUFFIXES[form]}"
        write(store, form, folder / file, evidence=evidence, archive=True)
        told(file, MEDIA_TYPES[form], title)
    for file, (source, media, title) in _OTHERS.items():
        shutil.copyfile(RENDERED / source, folder / file)
        told(file, media, title)
    counts = describe.Counts.of(_lines(folder / f"{NAME}.nq"))
    changes = _changes(last / f"{NAME}.nq", folder / f"{NAME}.nq") if last else Changes()
    (folder / "changes.tsv").write_text(_table(changes), encoding="utf-8", newline="\n")
    told("changes.tsv", "text/tab-separated-values", _CHANGES)
    (folder / "CHANGELOG.md").write_text(
        _changelog(name, last.name if last else None, changes), encoding="utf-8", newline="\n"
    )
    told("CHANGELOG.md", "text/markdown", _CHANGELOG)
    base = settings().base
    described = describe.data_set(base, counts, licence=licence, modified=date)
    describe.add_files(described, base, address, files, licence=licence)
    (folder / "dataset.ttl").write_text(described.serialize(format="turtle"), encoding="utf-8", newline="\n")
    told("dataset.ttl", "text/turtle", _DESCRIPTION)
    sums = "".join(f"{file.sha256}  {file.name}\n" for file in files)
    (folder / "SHA256SUMS").write_text(sums, encoding="utf-8", newline="\n")
    release = Release(folder, name, last.name if last else None, counts, changes, tuple(files))
    (folder / "index.html").write_text(_page(release, date, licence), encoding="utf-8", newline="\n")
    return release


def _lines(file: Path) -> Iterator[str]:
    # Not str.splitlines: a literal may hold U+2028 and the like.
    with file.open(encoding="utf-8", newline="\n") as opened:
        for text in opened:
            yield text.removesuffix("\n")


# --- changes ----------------------------------------------------------------------------------------------------


def _facts(file: Path) -> Iterator[str]:
    """The lines of the default graph that are facts or properties of nodes."""
    for text in _lines(file):
        line = parse(text)
        if line.graph:
            return
        if line.predicate in _NAMES_OF_PREDICATES:
            yield text


def _changes(before: Path, after: Path) -> Changes:
    """What differs; where a node had one value of a property and has another, it changed."""
    gone = [parse(text) for text in difference(_facts(before), _facts(after))]
    come = [parse(text) for text in difference(_facts(after), _facts(before))]
    names = Names(settings().base)
    gone_count = Counter((line.subject, line.predicate) for line in gone)
    come_count = Counter((line.subject, line.predicate) for line in come)
    other = {(line.subject, line.predicate): line for line in come if line.object.startswith('"')}
    changes, paired = Changes(), set()

    def shown(term: str) -> str:
        return (names.id_of(term[1:-1]) or term[1:-1]) if term.startswith("<") else value(term)

    def row(line: Line, was: str, now: str) -> tuple[str, str, str, str]:
        subject = shown(line.subject)
        relation = relation_of(type_of(subject) or "", line.predicate[1:-1])
        return subject, relation or _NAMES_OF_PREDICATES[line.predicate], was, now

    for line in gone:
        key = line.subject, line.predicate
        if line.object.startswith('"') and key in other and gone_count[key] == come_count[key] == 1:
            paired.add(key)
            changes.changed.append(row(line, shown(line.object), shown(other[key].object)))
        else:
            changes.removed.append(row(line, shown(line.object), ""))
    changes.added = [row(line, "", shown(line.object)) for line in come if (line.subject, line.predicate) not in paired]
    return changes


def _kinds(changes: Changes) -> Iterable[tuple[str, str, list[tuple[str, str, str, str]]]]:
    return (("added", "Thêm", changes.added), ("removed", "Bỏ", changes.removed), ("changed", "Đổi", changes.changed))


def _table(changes: Changes) -> str:
    rows = ["change\tsubject\tpredicate\tbefore\tafter"]
    for kind, _, found in _kinds(changes):
        rows += ["\t".join([kind, *(re.sub(r"[\t\r\n]+", " ", cell) for cell in change)]) for change in found]
    return "\n".join(rows) + "\n"


def _changelog(name: str, before: str | None, changes: Changes) -> str:
    if before is None:
        return f"# {name}\n\nBản phát hành đầu tiên. / The first release.\n"
    lines = [f"# {name}", "", f"So với / since {before}:", ""]
    lines += [f"- {vi} / {kind}: {len(found)}" for kind, vi, found in _kinds(changes)]
    for kind, vi, found in _kinds(changes):
        if found:
            lines += ["", f"## {vi} / {kind}", ""]
            for subject, predicate, was, now in found[:LISTED]:
                arrow = f"{was} → {now}" if was and now else was or now
                lines.append(f"- `{subject}` {predicate}: {' '.join(arrow.split())[:200]}")
            if len(found) > LISTED:
                lines.append(f"- … ({len(found) - LISTED} trong / in changes.tsv)")
    return "\n".join(lines) + "\n"


# --- pages ------------------------------------------------------------------------------------------------------

_STYLE = (
    ":root{color-scheme:light dark}body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:0 auto;padding:1rem}"
    "table{border-collapse:collapse;width:100%}th,td{text-align:left;padding:.25rem .5rem;border:1px solid #8884;"
    "vertical-align:top}code{font-size:.85em;overflow-wrap:anywhere}.scroll{overflow-x:auto}"
)


def _html(title: str, body: str) -> str:
    return (
        '<!doctype html>\n<html lang="vi">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(title)}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n<main>\n<h1>{escape(title)}</h1>\n"
        f"{body}\n</main>\n</body>\n</html>\n"
    )


def _page(release: Release, date: str, licence: str) -> str:
    counts, changes = release.counts, release.changes
    rows = "".join(
        f'<tr><td><a href="{escape(file.name)}">{escape(file.name)}</a></td>'
        f'<td>{escape(file.title.vi)}<br><span lang="en">{escape(file.title.en)}</span></td>'
        f"<td>{file.size:,}</td><td><code>{file.sha256}</code></td></tr>\n"
        for file in release.files
    )
    classes = "".join(
        f"<tr><td>{escape(kind.TITLE.vi)} / {escape(kind.TITLE.en)}</td><td>{number:,}</td></tr>\n"
        for label, kind in NODE_TYPES.items()
        if (number := counts.classes[expand(f"pg:{label}")])
    )
    since = f"{release.before}: " if release.before else ""
    return _html(
        f"{describe.TITLE['vi']} – {release.name}",
        f"""<p>{escape(describe.DESCRIPTION["vi"])}</p>
<p lang="en">{escape(describe.DESCRIPTION["en"])}</p>
<ul>
<li>Ngày / date: {escape(date)}</li>
<li>Giấy phép / licence: <a href="{escape(licence, quote=True)}">{escape(licence)}</a>. {escape(describe.RIGHTS["vi"])}
<span lang="en">{escape(describe.RIGHTS["en"])}</span></li>
<li>Văn bản đã nạp / documents loaded: {counts.documents:,}</li>
<li>Bộ ba / triples: {counts.triples:,} + {counts.evidence:,} căn cứ / evidence</li>
<li>Thay đổi / changes {escape(since)}+{len(changes.added):,} −{len(changes.removed):,} ~{len(changes.changed):,}
(<a href="CHANGELOG.md">CHANGELOG.md</a>)</li>
</ul>
<div class="scroll"><table>
<thead><tr><th scope="col">Tệp / file</th><th scope="col">Nội dung / content</th><th scope="col">Byte</th>
<th scope="col">SHA-256</th></tr></thead>
<tbody>
{rows}</tbody>
</table></div>
<h2>Số đối tượng / numbers</h2>
<table><tbody>
{classes}</tbody></table>
<p><code>policygraph import {NAME}.nq</code></p>""",
    )


def _list_page(releases: Iterable[dict[str, object]]) -> str:
    rows = "".join(
        f'<li><a href="{escape(str(release["name"]))}/index.html">{escape(str(release["name"]))}</a> '
        f"({escape(str(release['date']))}; {release['documents']} văn bản / documents, {release['triples']} bộ ba / "
        "triples)</li>\n"
        for release in releases
    )
    return _html(describe.TITLE["vi"], f"<ul>\n{rows}</ul>")
