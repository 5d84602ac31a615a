"""What a checkout hands over: entries, contents and its head, without any judgement of them."""

from __future__ import annotations

from collections.abc import Generator, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

# Modes as git writes them into a tree.
REGULAR = 0o100644
EXECUTABLE = 0o100755
SYMLINK = 0o120000
GITLINK = 0o160000


class CheckoutError(Exception):
    """A folder or a repository cannot be read; the message is one sentence without a full stop."""


class EmptyError(CheckoutError):
    """A repository is whole, and there is nothing in it: no commit, or no file."""


@dataclass(frozen=True, slots=True)
class Head:
    """Which state of the files is read.

    `commit` is the id of git's commit, or of a plain directory a fingerprint ("files:…") that
    changes with its files. `branch` is empty where no branch is checked out.
    """

    commit: str
    branch: str = ""
    committed_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class RawEntry:
    """One path: git's mode, the size in bytes, and the id of git's object (empty on a disk).

    Bytes of the path that are not UTF-8 are written as `\\xNN`. `problem` says why the content
    cannot be had, as the end of a sentence that begins with the path.
    """

    path: str
    mode: int
    size: int
    oid: str = ""
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Missing:
    """A content that cannot be had; the reason ends a sentence that begins with the path."""

    reason: str


class Checkout(Protocol):
    """The files of one state of a repository, as they are handed over."""

    def entries(self) -> Generator[RawEntry]:
        """All entries, streamed; closing the generator ends whatever lists them.

        Raises:
            CheckoutError: the list itself cannot be read.
        """

    def contents(self, wanted: Iterable[RawEntry]) -> Generator[tuple[RawEntry, bytes | Missing]]:
        """The contents of some of its entries, in their order, one in memory at a time.

        Raises:
            CheckoutError: nothing more can be read.
        """


class Snapshot(Checkout, Protocol):
    """A checkout whose state has a name, by which one knows that nothing has changed."""

    def head(self) -> Head:
        """Which state it is.

        Raises:
            CheckoutError: there is none, or it cannot be read.
        """


def printable_path(raw: bytes) -> str:
    """A name from outside as text that can be stored; bytes that are not UTF-8 become `\\xNN`."""
    return raw.decode("utf-8", "backslashreplace")
