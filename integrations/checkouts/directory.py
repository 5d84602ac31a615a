"""A plain directory, read whole but for what tools put there."""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Generator, Iterator
from itertools import islice

from integrations.checkouts.disk import FOLDER_FLAGS, OpenFolder, entry_of
from integrations.checkouts.payloads import (
    CheckoutError,
    EmptyError,
    Head,
    RawEntry,
    printable_path,
)

# What version control, package managers and caches keep beside the files that people write.
LEFT_OUT = frozenset(
    """.git .hg .svn .jj node_modules bower_components .pnpm-store .venv venv __pycache__ .tox .nox
    .eggs .mypy_cache .pytest_cache .ruff_cache .hypothesis .gradle .terraform .next .nuxt
    .svelte-kit .turbo .parcel-cache .nyc_output .DS_Store""".split()
)
_MARKS_ENVIRONMENT = "pyvenv.cfg"
_MAX_DEPTH = 100
_MAX_PATHS = 200_000


class Directory(OpenFolder):
    """All regular files and links below a folder; devices, pipes and sockets are skipped."""

    def head(self) -> Head:
        """A fingerprint over path, size and time of change of each file.

        Raises:
            CheckoutError: a folder cannot be read, or there is no file.
        """
        digest = hashlib.blake2b(digest_size=20)
        empty = True
        for entry, changed in islice(self._walk(), _MAX_PATHS):
            empty = False
            digest.update(f"{entry.path}\0{entry.mode:o} {entry.size} {changed}\0".encode())
        if empty:
            raise EmptyError("it holds no files")
        return Head(f"files:{digest.hexdigest()}")

    def entries(self) -> Generator[RawEntry]:
        """All files and links, by folder, each in the order of names.

        Raises:
            CheckoutError: a folder cannot be read, or they are nested too deep.
        """
        for entry, _ in self._walk():
            yield entry

    def _walk(self) -> Iterator[tuple[RawEntry, int]]:
        """The entries, each with its time of change in nanoseconds."""
        folders = 0
        for each in _below(self.descriptor, b"", 0):
            if isinstance(each, bytes):
                folders += 1
                if folders > _MAX_PATHS:
                    raise CheckoutError(f"it has more than {_MAX_PATHS:,} folders")
            else:
                yield each


def _below(folder: int, prefix: bytes, depth: int) -> Iterator[tuple[RawEntry, int] | bytes]:
    """The entries below an open folder, and the path of each folder that is entered."""
    if depth > _MAX_DEPTH:
        raise CheckoutError(f"its folders are nested more than {_MAX_DEPTH} deep")
    for name in _names(folder, prefix):
        path = prefix + os.fsencode(name)
        try:
            status = os.stat(name, dir_fd=folder, follow_symlinks=False)
        except FileNotFoundError:
            continue  # It went while the folder was read.
        except OSError as error:
            raise _unreadable(prefix, error) from error
        if stat.S_ISDIR(status.st_mode):
            yield path
            yield from _enter(folder, name, path, depth)
        elif entry := entry_of(path, status):
            yield entry, status.st_mtime_ns


def _enter(
    folder: int, name: str, path: bytes, depth: int
) -> Iterator[tuple[RawEntry, int] | bytes]:
    try:
        inner = os.open(name, FOLDER_FLAGS, dir_fd=folder)
    except OSError as error:
        raise _unreadable(path, error) from error
    try:
        yield from _below(inner, path + b"/", depth + 1)
    finally:
        os.close(inner)


def _names(folder: int, prefix: bytes) -> list[str]:
    """The names in a folder that are not left out; none in a virtual environment of any name."""
    try:
        with os.scandir(folder) as listing:
            names = sorted(each.name for each in islice(listing, _MAX_PATHS + 1))
    except OSError as error:
        raise _unreadable(prefix, error) from error
    if prefix and _MARKS_ENVIRONMENT in names:
        return []
    return [name for name in names if name not in LEFT_OUT]


def _unreadable(path: bytes, error: OSError) -> CheckoutError:
    name = printable_path(path.rstrip(b"/")) or "."
    return CheckoutError(f"its folder {name} cannot be read ({error.strerror})")
