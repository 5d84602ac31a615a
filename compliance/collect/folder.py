"""A folder of git checkouts or plain directories as a source, and a single working copy."""

from __future__ import annotations

import os
import stat
from collections.abc import Generator, Iterator
from contextlib import closing
from pathlib import Path

from compliance.collect import SourceError, SourceRepository
from compliance.collect.aside import looked_for_aside
from compliance.collect.sharing import shared
from compliance.extract import EXTRACTORS, extract, is_read
from compliance.extract.secrets.lookout import SecretLookout
from compliance.facts import Origin, RepositoryFacts
from compliance.sightings import Sightings
from compliance.tree import Caps, Kind, Lookout, Tree, TreeBuilder
from integrations import checkouts
from integrations.checkouts import Checkout, CheckoutError, EmptyError, Missing, RawEntry

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

    def files(self, repository: SourceRepository) -> RepositoryFacts:
        """What the files of one repository say at the head that it has now.

        Raises:
            SourceError: it is gone, or cannot be read.
        """
        key = repository.key
        try:
            found = checkouts.at(self._folder, key)
            if found.problem:
                raise SourceError(f"{key}: {found.problem}")
            with checkouts.snapshot(found.path, self._folder) as files:
                tree = read_tree(files, files.head().commit, self._caps)
        except CheckoutError as error:
            raise SourceError(f"{key}: {error}") from error
        return extract(tree, EXTRACTORS, repository.agreed)

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
    with looked_for_aside(lambda: _secrets(path, caps)) as lookout:
        try:
            with checkouts.working_copy(path) as files:
                tree = read_tree(files, None, caps, lookout)
        except CheckoutError as error:
            raise SourceError(f"{where}: {error}") from error
        if not tree.entries:
            raise SourceError(f"{where}: it holds no files that could be judged")
        return extract(tree, EXTRACTORS, share=shared)


def _secrets(path: Path, caps: Caps) -> Sightings:
    """What is seen of secrets in a working copy, of which nothing else is read.

    Raises:
        CheckoutError: it cannot be read.
    """
    lookout = SecretLookout(caps.file_bytes)
    with checkouts.working_copy(path) as files:
        builder = TreeBuilder(None, lambda _path: False, caps, lookout)
        _read(files, builder)
    return lookout.sightings()


def read_tree(
    files: Checkout,
    commit: str | None,
    caps: Caps = Caps(),
    lookout: Lookout | None = None,
) -> Tree:
    """The files that some extractor asks for, as far as the caps allow; secrets are looked for in
    the others too, by a `lookout` of their own where none is given.

    Raises:
        CheckoutError: the list of files cannot be read.
    """
    builder = TreeBuilder(commit, is_read, caps, lookout or SecretLookout(caps.file_bytes))
    _read(files, builder)
    return builder.build()


def _read(files: Checkout, builder: TreeBuilder) -> None:
    entries = list(_files(files, builder))
    if builder.full:  # Nothing can be said of a list that was cut, so no content is needed.
        return
    wanted = (entry for entry in entries if builder.wants(entry.path, entry.size))
    with closing(files.contents(wanted)) as contents:
        for entry, content in contents:
            if isinstance(content, Missing):
                builder.omit(entry.path, f"{entry.path} {content.reason}")
            else:
                builder.add(entry.path, content)


def _files(files: Checkout, builder: TreeBuilder) -> Generator[RawEntry]:
    """List every entry, and hand on those of files, until the tree takes no more."""
    with closing(files.entries()) as entries:
        for entry in entries:
            kind = _KINDS.get(stat.S_IFMT(entry.mode))
            if kind and builder.enter(entry.path, entry.size, kind):
                yield entry
            if builder.full:
                return


_KINDS = {
    stat.S_IFREG: Kind.FILE,
    stat.S_IFMT(checkouts.SYMLINK): Kind.SYMLINK,
    stat.S_IFMT(checkouts.GITLINK): Kind.GITLINK,
}
