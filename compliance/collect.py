"""From what a source hands over to facts. Nothing is judged here, and nothing saved.

A source is where repositories come from: it lists them, cheaply, each with the state of its files,
and reads one of them at a time.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Generator, Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Protocol

from compliance.extract import EXTRACTORS, extract, is_read
from compliance.facts import Origin, RepositoryFacts
from compliance.tree import Caps, Kind, Tree, TreeBuilder
from integrations import checkouts
from integrations.checkouts import Checkout, CheckoutError, EmptyError, Missing, RawEntry


class SourceError(Exception):
    """A source or one of its repositories cannot be read; the message is one clear sentence."""


@dataclass(frozen=True)
class SourceRepository:
    """One repository as its source lists it.

    `key` is its stable identity within the source. `head` names the state of its files, and changes
    with them; it is None where there are none to read, and `problem` then says why. `unreadable`
    tells a fault from what is no repository, or an empty one.
    """

    key: str
    name: str
    head: str | None
    branch: str = ""
    committed_at: datetime | None = None
    problem: str = ""
    unreadable: bool = False


class Source(Protocol):
    """Where repositories come from. `origins` says which kinds of facts it can ever have."""

    @property
    def origins(self) -> frozenset[Origin]:
        """Where its facts can come from: checks that need another origin are not judged."""

    def repositories(self) -> Iterator[SourceRepository]:
        """All repositories, those that cannot be read among them.

        Raises:
            SourceError: the source as a whole cannot be read.
        """

    def facts(self, key: str) -> RepositoryFacts:
        """All that is known about one repository at its head now; the facts name that head.

        Raises:
            SourceError: it is gone, or cannot be read.
        """


# What a folder of files can say, next to the day and what the organization's settings say.
FILES_ONLY = frozenset({Origin.TREE, Origin.CALENDAR, Origin.SETTINGS})


class FolderSource:
    """A folder of git checkouts, read at what is committed, or of plain directories."""

    origins = FILES_ONLY

    def __init__(self, folder: Path, caps: Caps = Caps()) -> None:
        """Nothing is read yet."""
        self._folder = folder
        self._caps = caps

    def repositories(self) -> Iterator[SourceRepository]:
        """What lies directly below the folder, in the order of names.

        Raises:
            SourceError: the folder is not there, cannot be read, or holds nothing.
        """
        try:
            for found in checkouts.find(self._folder):
                yield self._listed(found)
        except CheckoutError as error:
            raise SourceError(str(error)) from error

    def facts(self, key: str) -> RepositoryFacts:
        """What the files of one repository say at its head.

        Raises:
            SourceError: it is gone, or cannot be read.
        """
        try:
            found = checkouts.at(self._folder, key)
            if found.problem:
                raise SourceError(f"{key}: {found.problem}")
            with checkouts.snapshot(found.path, self._folder) as files:
                tree = read_tree(files, files.head().commit, self._caps)
        except CheckoutError as error:
            raise SourceError(f"{key}: {error}") from error
        return extract(tree, EXTRACTORS)

    def _listed(self, found: checkouts.Found) -> SourceRepository:
        if found.problem:
            return SourceRepository(found.key, found.name, None, problem=found.problem)
        try:
            with checkouts.snapshot(found.path, self._folder) as files:
                head = files.head()
        except CheckoutError as error:
            fault = not isinstance(error, EmptyError)
            return SourceRepository(
                found.key, found.name, None, problem=str(error), unreadable=fault
            )
        return SourceRepository(found.key, found.name, head.commit, head.branch, head.committed_at)


def working_copy_facts(path: Path, caps: Caps = Caps()) -> RepositoryFacts:
    """What the files of one working copy say as they are on the disk; they have no commit.

    Raises:
        SourceError: it cannot be read, or holds no files.
    """
    where = checkouts.printable_path(os.fsencode(path))
    try:
        with checkouts.working_copy(path) as files:
            tree = read_tree(files, None, caps)
    except CheckoutError as error:
        raise SourceError(f"{where}: {error}") from error
    if not tree.entries:
        raise SourceError(f"{where}: it holds no files that could be judged")
    return extract(tree, EXTRACTORS)


def read_tree(files: Checkout, commit: str | None, caps: Caps = Caps()) -> Tree:
    """The files that some extractor asks for, as far as the caps allow.

    Raises:
        CheckoutError: the list of files cannot be read.
    """
    builder = TreeBuilder(commit, is_read, caps)
    with closing(_wanted(files, builder)) as wanted, closing(files.contents(wanted)) as contents:
        for entry, content in contents:
            if isinstance(content, Missing):
                builder.omit(entry.path, f"{entry.path} {content.reason}")
            else:
                builder.add(entry.path, content)
    return builder.build()


def _wanted(files: Checkout, builder: TreeBuilder) -> Generator[RawEntry]:
    """List every entry, and hand on those whose content the tree asks for."""
    with closing(files.entries()) as entries:
        for entry in entries:
            kind = _KINDS.get(stat.S_IFMT(entry.mode))
            if kind and builder.offer(entry.path, entry.size, kind):
                yield entry
            if builder.full:
                return


_KINDS = {
    stat.S_IFREG: Kind.FILE,
    stat.S_IFMT(checkouts.SYMLINK): Kind.SYMLINK,
    stat.S_IFMT(checkouts.GITLINK): Kind.GITLINK,
}
