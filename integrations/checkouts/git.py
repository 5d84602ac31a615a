"""What is committed at HEAD, read out of git's objects and never out of the working files.

The repository's own configuration is read for one thing, to which commit HEAD points. Objects are
read through an empty git directory of ours (`no_repository/`) that borrows the repository's
objects: no configuration, attributes, replacements or promised remotes of theirs exist there.
"""

from __future__ import annotations

import re
from collections.abc import Generator, Iterable
from datetime import UTC, datetime
from pathlib import Path

from integrations.checkouts.location import GitDirectory, confine, real
from integrations.checkouts.payloads import (
    CheckoutError,
    EmptyError,
    Head,
    Missing,
    RawEntry,
    printable_path,
)
from integrations.checkouts.process import Git

_NO_REPOSITORY = Path(__file__).parent / "no_repository"
_OBJECT_ID = re.compile(r"[0-9a-f]{40}(?:[0-9a-f]{24})?")
_COMMITTER = re.compile(rb"^committer [^\n]{0,4000} (\d{1,12}) [-+]\d{4}$", re.MULTILINE)
_ENTRY = re.compile(rb"(\d{5,6}) [a-z]+ ([0-9a-f]{40,64}) +(\d+|-|BAD)\t(.+)", re.DOTALL)
_MAX_COMMIT = 64 * 1024
_MAX_DEATHS = 20
_SECONDS = 20.0
_EMPTY_TREES = frozenset(
    (
        "4b825dc642cb6eb9a060e54bf8d69288fbee4904",
        "6ef19b41225c5369f1c104d45d8d85efa9b057b53b14b4b9b939dd74decc5321",
    )
)
_MISSING = Missing("is missing from the objects of this clone, or is damaged there")
_DAMAGED = Missing("is damaged in the objects of this clone")


class Commit:
    """The commit that HEAD of a repository points to."""

    def __init__(self, directory: GitDirectory, within: Path) -> None:
        """Find it.

        Raises:
            CheckoutError: git would read outside of `within`, there is no commit yet or it cannot
                be read.
        """
        confine(directory, within)
        self._directory = directory
        branch, commit = _checked_out(directory)
        self._environment = {
            "GIT_DIR": str(_NO_REPOSITORY / ("sha1" if len(commit) == 40 else "sha256")),
            "GIT_OBJECT_DIRECTORY": str(real(directory.objects)),
            # The largest single allocation: git refuses an object that unpacks to more.
            "GIT_ALLOC_LIMIT": "64m",
        }
        self._head = Head(commit, branch, self._committed_at(commit))

    def head(self) -> Head:
        """The commit, its branch and its date."""
        return self._head

    def entries(self) -> Generator[RawEntry]:
        """All entries of its tree, streamed.

        Raises:
            CheckoutError: a tree object is missing or damaged.
        """
        arguments = ("ls-tree", "-r", "-z", "-l", "--full-tree", self._head.commit)
        with self._git(*arguments) as git:
            for record in git.records():
                yield _entry(record)

    def contents(self, wanted: Iterable[RawEntry]) -> Generator[tuple[RawEntry, bytes | Missing]]:
        """The contents of some entries, in their order; git starts anew where one object kills it.

        Raises:
            CheckoutError: more than twenty objects did.
        """
        waiting = iter(wanted)
        for _ in range(_MAX_DEATHS):
            with self._git("cat-file", "--batch") as git:
                for entry in waiting:
                    content = Missing(entry.problem) if entry.problem else _content(git, entry)
                    yield entry, content
                    if content is _DAMAGED:
                        break
                else:
                    return
        raise CheckoutError(f"more than {_MAX_DEATHS} of its objects are damaged: run git fsck")

    def _git(self, *arguments: str) -> Git:
        return Git(arguments, self._environment, trusted=self._directory.own)

    def _committed_at(self, commit: str) -> datetime | None:
        with self._git("cat-file", "commit", commit) as git:
            content = git.read(_MAX_COMMIT)
        header = content.split(b"\n\n", 1)[0]
        if not header.startswith(b"tree "):
            raise CheckoutError(f"its newest commit {commit[:12]} cannot be read: run git fsck")
        if header[5:].split(b"\n", 1)[0].decode("ascii", "replace") in _EMPTY_TREES:
            raise EmptyError("its newest commit holds no files")
        found = _COMMITTER.search(header)
        try:
            return datetime.fromtimestamp(int(found[1]), UTC) if found else None
        except (ValueError, OverflowError):
            return None  # A year that no calendar has.


def _checked_out(directory: GitDirectory) -> tuple[str, str]:
    """The branch and the commit that HEAD names; without touching an object."""
    with _ask(directory, "symbolic-ref", "-q", "HEAD") as git:
        branch = printable_path(git.line()).removeprefix("refs/heads/")
        if git.finish() not in (0, 1):
            raise CheckoutError(
                "git does not recognise it as a repository: it is damaged, or newer than this git"
            )
    with _ask(directory, "rev-parse", "--verify", "-q", "HEAD") as git:
        commit = git.line().decode("ascii", "replace")
        git.finish()
    if not commit:
        raise EmptyError("it has no commits yet")
    if not _OBJECT_ID.fullmatch(commit):
        raise CheckoutError("git does not say which commit is checked out")
    return branch, commit


def _ask(directory: GitDirectory, *arguments: str) -> Git:
    """Git in the repository itself, for what takes no time."""
    environment = {"GIT_DIR": str(real(directory.own))}
    return Git(arguments, environment, trusted=directory.own, seconds=_SECONDS)


def _entry(record: bytes) -> RawEntry:
    found = _ENTRY.fullmatch(record)
    if not found:
        raise CheckoutError("git lists its files in a way that is not understood here")
    size = int(found[3]) if found[3].isdigit() else 0
    problem = _MISSING.reason if found[3] == b"BAD" else ""
    return RawEntry(printable_path(found[4]), int(found[1], 8), size, found[2].decode(), problem)


def _content(git: Git, entry: RawEntry) -> bytes | Missing:
    git.ask(entry.oid)
    header = git.line().split(b" ")
    if header[-1] == b"missing":
        return _MISSING
    if header != [entry.oid.encode(), b"blob", str(entry.size).encode()]:
        return _DAMAGED
    content = git.read(entry.size + 1)
    whole = len(content) == entry.size + 1 and content.endswith(b"\n")
    return content[:-1] if whole else _DAMAGED
