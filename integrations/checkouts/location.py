"""Where a checkout keeps what git reads, and whether that lies where it may."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from integrations.checkouts.payloads import CheckoutError, printable_path

_MAX_POINTER = 64 * 1024
_MAX_BORROWED = 16


@dataclass(frozen=True)
class GitDirectory:
    """A git directory; `common` differs from `own` in a linked worktree."""

    own: Path
    common: Path

    @property
    def objects(self) -> Path:
        """Where the objects lie."""
        return self.common / "objects"


def locate(checkout: Path) -> GitDirectory | None:
    """The git directory of a working copy or a bare repository; None for a plain directory.

    Raises:
        CheckoutError: there is something called `.git` that is no git directory.
    """
    try:
        return _locate(checkout)
    except OSError as error:
        raise CheckoutError(f"its .git cannot be read ({error.strerror})") from error


def confine(directory: GitDirectory, within: Path) -> None:
    """Make sure that everything git will read lies within a folder, links resolved.

    A repository that borrows from elsewhere could show what its folder was never meant to hold.

    Raises:
        CheckoutError: something lies outside, or cannot be read.
    """
    allowed = real(within)
    try:
        outside = [each for each in _places(directory) if not real(each).is_relative_to(allowed)]
    except OSError as error:
        raise CheckoutError(f"its objects cannot be read ({error.strerror})") from error
    if outside:
        name = printable_path(os.fsencode(real(outside[0])))
        raise CheckoutError(
            f"git would read {name}, which is outside of the folder: clone it there in full "
            "(without --shared and --reference, and not as a linked worktree)"
        )


def real(path: Path) -> Path:
    """The path with every link resolved; one of a circle of links stays as it is."""
    return Path(os.path.realpath(path))


def _locate(checkout: Path) -> GitDirectory | None:
    dot_git = checkout / ".git"
    try:
        status = dot_git.stat()
    except FileNotFoundError:
        return _at(checkout) if _is_git_directory(checkout) else None
    if stat.S_ISDIR(status.st_mode):
        own = dot_git
    elif stat.S_ISREG(status.st_mode):
        own = checkout / _pointer(dot_git, b"gitdir:")
    else:
        raise CheckoutError("its .git is neither a folder nor a file")
    if not _is_git_directory(own):
        raise CheckoutError("its .git is no git directory, or is damaged: clone it again")
    return _at(own)


def _at(own: Path) -> GitDirectory:
    pointer = own / "commondir"
    common = own / _pointer(pointer, b"") if pointer.is_file() else own
    return GitDirectory(own, common)


def _is_git_directory(path: Path) -> bool:
    """Whether git would take it for one, roughly: a linked worktree has no objects of its own."""
    linked = (path / "commondir").is_file()
    whole = (path / "objects").is_dir() and (path / "refs").is_dir()
    return os.path.lexists(path / "HEAD") and (linked or whole)


def _pointer(path: Path, prefix: bytes) -> str:
    """The path that a small file holds after a prefix."""
    content = _start(path)
    target = content.removeprefix(prefix).strip()
    if not content.startswith(prefix) or not target or b"\0" in target:
        raise CheckoutError(f"its {path.name} names no folder")
    return os.fsdecode(target)


def _start(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(_MAX_POINTER)


def _places(directory: GitDirectory) -> Iterator[Path]:
    yield directory.own
    yield directory.common
    waiting = [directory.objects]
    for _ in range(_MAX_BORROWED):
        if not waiting:
            return
        objects = waiting.pop()
        yield objects
        yield from _links(objects)
        waiting += _alternates(objects)
    raise CheckoutError(f"it borrows objects from more than {_MAX_BORROWED} folders")


def _links(objects: Path) -> Iterator[Path]:
    """The links in a folder of objects and in the folders below it, which git would follow."""
    with os.scandir(objects) as listing:
        for each in listing:
            if each.is_symlink():
                yield Path(each.path)
            if each.is_dir():
                with os.scandir(each) as inner:
                    yield from (Path(item.path) for item in inner if item.is_symlink())


def _alternates(objects: Path) -> Iterator[Path]:
    """The other folders of objects that this one borrows from."""
    path = objects / "info" / "alternates"
    content = _start(path) if path.is_file() else b""
    if len(content) == _MAX_POINTER:
        raise CheckoutError("its objects/info/alternates is larger than 64 KiB")
    for line in content.split(b"\n"):
        if line.startswith(b'"') or b"\0" in line:
            raise CheckoutError("its objects/info/alternates holds a quoted path: write it plainly")
        if line and not line.startswith(b"#"):
            yield objects / os.fsdecode(line)
