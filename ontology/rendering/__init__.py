"""One module for each artefact that is written from the declarations; ``ontology.render`` writes them all."""

from __future__ import annotations


def own(name: str) -> str:
    """Our own term of that name, as a CURIE: the class of a node type, say.

    >>> own("Document")
    'pg:Document'
    """
    return f"pg:{name}"


def is_own(curie: str) -> bool:
    """Whether a term is ours to define."""
    return curie.startswith(own(""))
