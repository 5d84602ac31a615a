"""A git working copy as it is on the disk: what is tracked, and what is new and not ignored."""

from __future__ import annotations

import os
import re
from collections.abc import Generator, Iterator
from pathlib import Path

from integrations.checkouts.disk import OpenFolder, entry_of
from integrations.checkouts.location import GitDirectory, locate, real
from integrations.checkouts.payloads import (
    GITLINK,
    CheckoutError,
    RawEntry,
    printable_path,
)
from integrations.checkouts.process import Git

_TRACKED = re.compile(rb"(.) (\d{6}) ([0-9a-f]{40,64}) \d\t(.+)", re.DOTALL)
_NOT_CHECKED_OUT = b"S"


def owner_of(folder: Path) -> Path | None:
    """The working copy that tracks files below a folder which is no checkout itself.

    Raises:
        CheckoutError: git cannot be asked.
    """
    resolved = real(folder)
    for parent in resolved.parents:
        directory = locate(parent) if os.path.lexists(parent / ".git") else None
        if directory:
            environment = {"GIT_DIR": str(real(directory.own)), "GIT_WORK_TREE": str(parent)}
            inside = f":(top,literal){resolved.relative_to(parent)}"
            arguments = ("ls-files", "-z", "--", inside)
            with Git(arguments, environment, trusted=directory.own) as git:
                return parent if git.read(1) else None
    return None


class WorkingCopy(OpenFolder):
    """The files that git would commit from here if everything were added.

    The configuration of the person who runs it counts, since it may name files to be ignored.
    """

    def __init__(self, path: Path, directory: GitDirectory) -> None:
        """Open it.

        Raises:
            CheckoutError: the folder cannot be read.
        """
        super().__init__(path)
        self._directory = directory
        self._environment = {
            "GIT_DIR": str(real(directory.own)),
            "GIT_WORK_TREE": str(real(path)),
            "GIT_CONFIG_GLOBAL": None,
            "HOME": os.environ.get("HOME"),
            "XDG_CONFIG_HOME": os.environ.get("XDG_CONFIG_HOME"),
        }

    def entries(self) -> Generator[RawEntry]:
        """Tracked files that are there and submodules, then new files that are not ignored.

        Raises:
            CheckoutError: git cannot list them.
        """
        last = b""
        for record in self._listed("--cached", "--stage", "-t"):
            found = _TRACKED.fullmatch(record)
            if not found:
                raise CheckoutError("git lists its files in a way that is not understood here")
            tag, mode, oid, path = found.groups()
            if path != last:  # In a conflict a path stands there once for each side.
                yield from self._tracked(tag, int(mode, 8), oid.decode(), path)
            last = path
        for path in self._listed("--others", "--exclude-standard"):
            yield from self._on_disk(path)

    def _tracked(self, tag: bytes, mode: int, oid: str, path: bytes) -> Iterator[RawEntry]:
        if mode == GITLINK:
            yield RawEntry(printable_path(path), GITLINK, 0, oid)
        elif tag == _NOT_CHECKED_OUT and self.status(path) is None:
            problem = "is not checked out here (sparse checkout)"
            yield RawEntry(printable_path(path), mode, 0, problem=problem)
        else:
            yield from self._on_disk(path)

    def _on_disk(self, path: bytes) -> Iterator[RawEntry]:
        """Nothing for a deleted file, a repository of its own, or a path that leaves the folder."""
        if path.endswith(b"/") or b".." in path.split(b"/"):
            return
        status = self.status(path)
        entry = entry_of(path, status) if status else None
        if entry:
            yield entry

    def _listed(self, *arguments: str) -> Iterator[bytes]:
        with Git(
            ("ls-files", "-z", *arguments), self._environment, trusted=self._directory.own
        ) as git:
            yield from git.records()
