"""Trees that are read from an archive, and from git itself."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

from compliance.collect.archives import read_archive
from compliance.collect.folder import read_tree
from compliance.tree import Tree
from integrations.checkouts import Missing, RawEntry, printable_path, snapshot
from tests.repositories_on_disk import git
from tests.tarballs import TOP

# The commit of a submodule.
LIBRARY = "1234567890" * 4


class GitGaps:
    """What GitHub answers about a commit, from git itself; it hands over text alone.

    `asked` are the ids that were asked for, by request.
    """

    def __init__(self, shop: Path) -> None:
        self._shop = shop
        self.lists = 0
        self.asked: list[list[str]] = []

    def tree(self) -> Sequence[RawEntry] | Missing:
        self.lists += 1
        return self._listed()

    def _listed(self) -> list[RawEntry]:
        listed = []
        records = _git(self._shop, "ls-tree", "-r", "-l", "-z", "HEAD")
        for record in filter(None, records.split(b"\0")):
            meta, _, path = record.partition(b"\t")
            mode, _, oid, size = meta.decode().split()
            listed.append(
                RawEntry(printable_path(path), int(mode, 8), 0 if size == "-" else int(size), oid)
            )
        return listed

    def blobs(self, oids: Sequence[str]) -> Mapping[str, bytes | Missing]:
        self.asked.append(list(oids))
        return {oid: self._content(oid) for oid in oids}

    def _content(self, oid: str) -> bytes | Missing:
        content = _git(self._shop, "cat-file", "blob", oid)
        return (
            Missing("is binary")
            if b"\0" in content
            else content.decode("utf-8", "replace").encode()
        )

    @property
    def paths(self) -> list[str]:
        """The paths of what was asked for."""
        names = {each.oid: each.path for each in self._listed()}
        return sorted(names[oid] for request in self.asked for oid in request)


class Told:
    """GitHub, with answers that somebody made up."""

    def __init__(
        self, listed: Sequence[RawEntry] | Missing, contents: Mapping[str, bytes | Missing] = {}
    ) -> None:
        self._listed = listed
        self._contents = contents
        self.asked: list[int] = []

    def tree(self) -> Sequence[RawEntry] | Missing:
        return self._listed

    def blobs(self, oids: Sequence[str]) -> Mapping[str, bytes | Missing]:
        self.asked.append(len(oids))
        return self._contents


def _git(shop: Path, *arguments: str) -> bytes:
    return subprocess.run(["git", *arguments], cwd=shop, check=True, capture_output=True).stdout


def from_archive(shop: Path, gaps: GitGaps | Told, *, tree: str | None = None) -> Tree:
    """The tree that comes of what GitHub would hand over for HEAD."""
    chunk = _git(shop, "archive", "--format=tar.gz", f"--prefix={os.fsdecode(TOP)}/", "HEAD")
    if tree is None:
        tree = git(shop, "rev-parse", "HEAD^{tree}")
    return read_archive([chunk], git(shop, "rev-parse", "HEAD"), tree=tree, gaps=gaps)


def from_objects(shop: Path) -> Tree:
    """The tree that comes of git's objects."""
    with snapshot(shop, shop.parent) as files:
        return read_tree(files, files.head().commit)
