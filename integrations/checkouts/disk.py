"""Reads files below a folder on a disk, without ever following a link or opening a device."""

from __future__ import annotations

import os
import stat
from collections.abc import Generator, Iterable
from pathlib import Path
from types import TracebackType
from typing import Self

from integrations.checkouts.payloads import (
    EXECUTABLE,
    REGULAR,
    SYMLINK,
    CheckoutError,
    Missing,
    RawEntry,
    printable_path,
)

FOLDER_FLAGS = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
_FILE = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_NOCTTY | os.O_CLOEXEC
_CHANGED = Missing("changed while it was read")


class OpenFolder:
    """An open folder; every path below it is resolved step by step, each step no link."""

    def __init__(self, path: Path) -> None:
        """Open it (a link to it is followed: it is what somebody named).

        Raises:
            CheckoutError: it is not there, or may not be read.
        """
        try:
            self.descriptor = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        except OSError as error:
            raise CheckoutError(f"the folder cannot be read ({error.strerror})") from error
        self._inner, self._entered = self.descriptor, b""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._leave()
        os.close(self.descriptor)

    def status(self, path: bytes) -> os.stat_result | None:
        """What is at a path; None where nothing is, or a link is on the way."""
        folder, _, name = path.rpartition(b"/")
        try:
            return os.stat(name, dir_fd=self._enter(folder), follow_symlinks=False)
        except OSError:
            return None

    def contents(self, wanted: Iterable[RawEntry]) -> Generator[tuple[RawEntry, bytes | Missing]]:
        """The contents of some entries, in their order, one in memory at a time."""
        for entry in wanted:
            yield entry, Missing(entry.problem) if entry.problem else self._read(entry)

    def _read(self, entry: RawEntry) -> bytes | Missing:
        """The content of a regular file, as long as it has the size that the entry says."""
        folder, _, name = entry.path.encode().rpartition(b"/")
        try:
            descriptor = os.open(name, _FILE, dir_fd=self._enter(folder))
        except OSError as error:
            return Missing(f"cannot be read ({error.strerror})")
        with os.fdopen(descriptor, "rb", buffering=0) as file:
            if not stat.S_ISREG(os.fstat(descriptor).st_mode):
                return _CHANGED
            content = file.read(entry.size + 1)
        return content if len(content) == entry.size else _CHANGED

    def _enter(self, folder: bytes) -> int:
        """An open folder below this one. It stays open for the next path, which often is there."""
        if folder != self._entered:
            self._leave()
            current = self.descriptor
            for name in folder.split(b"/") if folder else ():
                try:
                    inner = os.open(name, FOLDER_FLAGS, dir_fd=current)
                finally:
                    if current != self.descriptor:
                        os.close(current)
                current = inner
            self._inner, self._entered = current, folder
        return self._inner

    def _leave(self) -> None:
        if self._inner != self.descriptor:
            os.close(self._inner)
        self._inner, self._entered = self.descriptor, b""


def entry_of(raw: bytes, status: os.stat_result) -> RawEntry | None:
    """The entry of a path on a disk; None for a folder, and for what is neither file nor link."""
    path = printable_path(raw)
    if stat.S_ISLNK(status.st_mode):
        return RawEntry(path, SYMLINK, status.st_size)
    if not stat.S_ISREG(status.st_mode):
        return None
    mode = EXECUTABLE if status.st_mode & stat.S_IXUSR else REGULAR
    problem = "" if path.encode() == raw else "has a name that is not UTF-8"
    return RawEntry(path, mode, status.st_size, problem=problem)
