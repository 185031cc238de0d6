"""What the parts of the project may import, and what no file of it may hold."""

from __future__ import annotations

import ast
import re
import subprocess
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent

# ontology ← graph ← {loaders, queries} ← present ← {commands, drawings, reports}; commands ← cli;
# {drawings, reports} ← screens ← app
MAY_IMPORT = {
    "ontology": set[str](),
    "graph": {"ontology"},
    "loaders": {"ontology", "graph"},
    "queries": {"ontology", "graph"},
    "present": {"ontology", "graph", "queries"},
    "commands": {"ontology", "graph", "loaders", "queries", "present"},
    "drawings": {"ontology", "graph", "queries", "present"},
    "reports": {"ontology", "graph", "queries", "present"},
    "screens": {"ontology", "graph", "loaders", "queries", "present", "drawings", "reports"},
    "cli": {"ontology", "graph", "loaders", "queries", "present", "commands"},
    "app": {"ontology", "graph", "loaders", "queries", "present", "reports", "screens"},
}
"""Part of the project → the other parts that it may import."""

ONLY_IN = {
    "neo4j": {"graph/stores/neo4j.py"},
    "pyoxigraph": {"graph/stores/oxigraph.py", "graph/stores/staging.py", "graph/stores/free.py"},
    "streamlit": {"app.py", "screens/"},
}
"""Library → the files and folders that may import it."""

FORBIDDEN = {
    "a path of a machine": r"(^|[^A-Za-z0-9_.])/(wor[k]|far[m]|roo[t])/[A-Za-z.]|/opt/whee[l]s",
    "the address of a package registry": r"index-ur[l]|--find-link[s] |registry[ ]*=|\"resolved\": *\"htt[p]"
    r"|(pypi|files\.pythonhosted|repo1?\.maven|registry\.npmjs)[.](org|apache)",
    "a mark of unfinished work": r"\b(TOD[O]|FIXM[E]|XX[X]|NotImplementedErro[r])\b|pytest\.skip\(\)|assert Tru[e]$",
}
"""What it is → its pattern. A class of one letter keeps the pattern from matching itself."""


def sources() -> Iterator[tuple[str, ast.Module]]:
    """Path below the root and syntax tree of every Python file of the parts."""
    for part in MAY_IMPORT:
        module = ROOT / f"{part}.py"
        for file in [module] if module.exists() else sorted((ROOT / part).rglob("*.py")):
            yield file.relative_to(ROOT).as_posix(), ast.parse(file.read_text(encoding="utf-8"))


def imported(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Line and full name of each module that is imported, also within a function."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.lineno, "." * node.level + (node.module or "")


def part_of(path: str) -> str:
    return path.split("/")[0].removesuffix(".py")


def breaches(path: str, tree: ast.Module) -> Iterator[str]:
    """What a file imports against the rules, one line each."""
    for line, name in imported(tree):
        top = name.split(".")[0]
        if not top:
            yield f"{path}:{line} imports by dots; name the package"
        if top in MAY_IMPORT and top != part_of(path) and top not in MAY_IMPORT[part_of(path)]:
            yield f"{path}:{line} imports {name}; {part_of(path)} may not know {top}"
        if top in ONLY_IN and not any(path == place or path.startswith(place) for place in ONLY_IN[top]):
            yield f"{path}:{line} imports {top}; only {', '.join(sorted(ONLY_IN[top]))} may"
        if name.startswith("graph.stores.") and part_of(path) != "graph":
            yield f"{path}:{line} imports {name}; outside graph a store is what graph.store says it is"


def tracked() -> list[Path]:
    """The files that git keeps, and new ones that it would."""
    command = ["git", "-C", str(ROOT), "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, capture_output=True, check=False)
    if listed.returncode:
        pytest.skip("this copy of the project is no git repository")
    return [ROOT / name for name in listed.stdout.decode().split("\0") if name and (ROOT / name).is_file()]


def test_every_module_and_package_has_its_place_and_is_installed() -> None:
    modules = {file.stem for file in ROOT.glob("*.py")}
    packages = {folder.parent.name for folder in ROOT.glob("*/__init__.py")} - {"tests", "benchmarks"}
    assert modules | packages <= set(MAY_IMPORT)
    setuptools = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["setuptools"]
    assert modules == set(setuptools["py-modules"])
    assert packages <= {pattern.rstrip("*") for pattern in setuptools["packages"]["find"]["include"]}


def test_every_part_imports_only_what_stands_below_it() -> None:
    assert [breach for path, tree in sources() for breach in breaches(path, tree)] == []


@pytest.mark.parametrize("library", ONLY_IN)
def test_a_rule_about_a_library_names_files_that_use_it(library: str) -> None:
    users = [path for path, tree in sources() if any(name.split(".")[0] == library for _, name in imported(tree))]
    assert users, f"nothing imports {library} any more; drop its rule"


@pytest.mark.parametrize(
    ("path", "code", "says"),
    [
        ("ontology/types/agency.py", "def f():\n    from graph.facts import Fact", "ontology may not know graph"),
        ("queries/runner.py", "import loaders.read", "queries may not know loaders"),
        ("screens/ask.py", "import cli", "screens may not know cli"),
        ("graph/neo4j_server.py", "import neo4j", "only graph/stores/neo4j.py may"),
        ("loaders/pipeline.py", "from graph.stores.oxigraph import OxigraphStore", "outside graph a store is"),
        ("cli.py", "import streamlit.web", "only app.py, screens/ may"),
        ("graph/store.py", "from . import facts", "imports by dots"),
    ],
)
def test_a_breach_is_seen(path: str, code: str, says: str) -> None:
    found = list(breaches(path, ast.parse(code)))
    assert len(found) == 1
    assert says in found[0]


@pytest.mark.parametrize("what", FORBIDDEN)
def test_no_tracked_file_holds(what: str) -> None:
    pattern = re.compile(FORBIDDEN[what], re.MULTILINE)
    found = []
    for file in tracked():
        try:
            text = file.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
        found += [f"{file.relative_to(ROOT)}: {match[0].strip()}" for match in pattern.finditer(text)]
    assert found == []


@pytest.mark.parametrize(
    ("what", "line"),
    [
        ("a path of a machine", "see /" + "work/notes.txt"),
        ("a path of a machine", "'/" + "root/.cache'"),
        ("the address of a package registry", "--extra-index" + "-url here"),
        ("a mark of unfinished work", "    # TO" + "DO: later"),
        ("a mark of unfinished work", "    assert " + "True"),
    ],
)
def test_the_patterns_see_what_they_are_for(what: str, line: str) -> None:
    assert re.search(FORBIDDEN[what], line, re.MULTILINE)
