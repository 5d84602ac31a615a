"""A folder of git checkouts, or of plain directories, as a source of repositories.

It speaks git and file systems, and knows nothing of what is judged. `find` and `at` say what lies
in the folder; `snapshot` and `working_copy` open one of them.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from integrations.checkouts.directory import Directory
from integrations.checkouts.folder import Found, at, find
from integrations.checkouts.git import Commit
from integrations.checkouts.location import locate
from integrations.checkouts.payloads import (
    GITLINK,
    SYMLINK,
    Checkout,
    CheckoutError,
    EmptyError,
    Head,
    Missing,
    RawEntry,
    Snapshot,
    printable_path,
)
from integrations.checkouts.working_copy import WorkingCopy, owner_of


@contextmanager
def snapshot(path: Path, within: Path) -> Iterator[Snapshot]:
    """What is committed at a repository's HEAD, or the files of a plain directory.

    Nothing outside of `within` is read.

    Raises:
        CheckoutError: it cannot be read, or holds nothing.
    """
    directory = locate(path)
    if directory:
        yield Commit(directory, within)
    else:
        with Directory(path) as plain:
            yield plain


@contextmanager
def working_copy(path: Path) -> Iterator[Checkout]:
    """The files of a working copy as they are on the disk, or those of a plain directory.

    Raises:
        CheckoutError: it is not there, is a bare repository, or only a part of a working copy.
    """
    try:
        is_folder = path.is_dir()
    except OSError as error:
        raise CheckoutError(f"it cannot be read ({error.strerror})") from error
    if not is_folder:
        raise CheckoutError("there is no such folder: name the folder of a working copy")
    directory = locate(path)
    if directory and directory.own == path:
        raise CheckoutError("it is a bare repository: name the folder of a working copy")
    if directory:
        with WorkingCopy(path, directory) as files:
            yield files
        return
    owner = owner_of(path)
    if owner:
        top = printable_path(os.fsencode(owner))
        raise CheckoutError(f"it is a part of the repository {top}: name that folder")
    with Directory(path) as plain:
        yield plain


__all__ = [
    "GITLINK",
    "SYMLINK",
    "Checkout",
    "CheckoutError",
    "EmptyError",
    "Found",
    "Head",
    "Missing",
    "RawEntry",
    "at",
    "find",
    "printable_path",
    "snapshot",
    "working_copy",
]
