"""The repositories that lie directly below a folder, without reading them."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from integrations.checkouts.directory import LEFT_OUT
from integrations.checkouts.location import locate, real
from integrations.checkouts.payloads import CheckoutError, printable_path


@dataclass(frozen=True)
class Found:
    """A folder that may be a repository. `key` is its name; `problem` says why it is none."""

    key: str
    path: Path
    problem: str = ""

    @property
    def name(self) -> str:
        """The repository's name: a bare one's folder is called `name.git`."""
        return self.key.removesuffix(".git") or self.key


def find(folder: Path) -> Iterator[Found]:
    """The repositories and plain directories directly below a folder, in the order of their names.

    A folder that is itself a checkout is its own single repository. Files, hidden folders and
    what tools put there (`node_modules` …) are passed over.

    Raises:
        CheckoutError: the folder is not there, cannot be read, or holds no folder.
    """
    where = printable_path(os.fsencode(folder))
    try:
        with os.scandir(folder) as listing:
            names = sorted(each.name for each in listing if _counts(each))
    except FileNotFoundError as error:
        raise CheckoutError(f"{where} is not there: name a folder of git checkouts") from error
    except NotADirectoryError as error:
        raise CheckoutError(f"{where} is no folder: name a folder of git checkouts") from error
    except OSError as error:
        raise CheckoutError(f"{where} cannot be read ({error.strerror})") from error
    if _is_checkout(folder):
        resolved = real(folder)
        yield _found(resolved.parent, resolved.name)
        return
    if not names:
        raise CheckoutError(f"{where} holds no repository: put git checkouts into it")
    for name in names:
        yield _found(folder, name)


def at(folder: Path, key: str) -> Found:
    """The one repository of that key.

    Raises:
        CheckoutError: it is gone, or was never there.
    """
    found = next((each for each in find(folder) if each.key == key), None)
    if found is None:
        raise CheckoutError(f"{key} is no longer in the folder")
    return found


def _counts(entry: os.DirEntry[str]) -> bool:
    return not entry.name.startswith(".") and entry.name not in LEFT_OUT and entry.is_dir()


def _is_checkout(folder: Path) -> bool:
    try:
        return locate(folder) is not None
    except CheckoutError:
        return True  # A damaged one is a repository all the same, and says so when it is read.


def _found(folder: Path, name: str) -> Found:
    path = folder / name
    shown = "".join(
        char if char.isprintable() else f"\\x{ord(char):02x}"
        for char in printable_path(os.fsencode(name))
    )
    if shown != name:
        return Found(shown, path, "the name of its folder cannot be printed: rename it")
    if path.is_symlink():
        return Found(shown, path, "it is a symbolic link, which is not followed")
    return Found(shown, path)
