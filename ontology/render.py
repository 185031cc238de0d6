"""Write every artefact that follows from the declarations, or check that none is stale.

``python -m ontology.render`` writes what has changed; with ``--check`` it only
names what is stale, and exits with 1 if anything is.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

from ontology.rendering import cypher, jsonld, owl, reference, shacl

ROOT = Path(__file__).parent.parent

ARTEFACTS: dict[str, Callable[[], str]] = {
    "ontology/rendered/policygraph.ttl": owl.render,
    "ontology/rendered/shapes.ttl": shacl.render,
    "ontology/rendered/context.jsonld": jsonld.render,
    "ontology/rendered/neo4j.cypher": cypher.render,
    "docs/ontology.md": reference.render,
}
"""Path below the root of the project → what writes it."""


def stale(root: Path = ROOT) -> dict[Path, bytes]:
    """File → what should stand in it, for each artefact that is missing or differs."""
    rendered = {root / path: render().encode() for path, render in ARTEFACTS.items()}
    return {path: content for path, content in rendered.items() if not path.exists() or path.read_bytes() != content}


def main(arguments: list[str], root: Path = ROOT) -> int:
    """Write the stale artefacts, or with ``--check`` only name them; the status to exit with."""
    check = arguments == ["--check"]
    if arguments and not check:
        print("usage: python -m ontology.render [--check]", file=sys.stderr)
        return 2
    found = stale(root)
    for path, content in found.items():
        print(f"{'stale' if check else 'written'}: {path.relative_to(root)}")
        if not check:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
    return int(check and bool(found))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
