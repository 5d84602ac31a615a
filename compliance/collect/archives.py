"""From the archive of a commit to its tree, proven to be all of it.

An archive is what `git archive` writes: attributes make it leave files out (`export-ignore`) or
alter them (`export-subst`, `ident`, `eol` …), and a submodule is an empty folder in it. None of it
needs to be guessed: where the id of the commit's tree is known, the archive either adds up to that
id, or the tree is asked for and the archive only saves fetching what is the same in both.
"""

from __future__ import annotations

from collections.abc import Generator, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Protocol

from compliance.collect.folder import read_tree
from compliance.extract import is_read
from compliance.extract.secrets.lookout import SecretLookout
from compliance.tree import MIB, Caps, Kind, Lookout, Tree, TreeBuilder
from integrations.checkouts import Missing, RawEntry, printable_path
from integrations.checkouts.payloads import EXECUTABLE, REGULAR, SYMLINK
from integrations.git_objects import ObjectIds, TreeId
from integrations.github.archive import Archive, ArchiveEntry, ArchiveError, ArchiveKind
from integrations.github.queries import BLOBS_A_QUERY

# How much is fetched where an archive lacks it: files, bytes of all, and bytes of one request.
MAX_FETCHED = 500
MAX_FETCHED_BYTES = 16 * MIB
_BYTES_AT_ONCE = 4 * MIB

_TOO_MUCH = Missing(
    f"is altered or left out in the archive, as more than the {MAX_FETCHED} files or "
    f"{MAX_FETCHED_BYTES // MIB} MiB are that are fetched one by one: see .gitattributes"
)
_NOT_ANSWERED = Missing("is altered or left out in the archive, and GitHub does not show it")
_NOT_TEXT = Missing("is altered or left out in the archive, and no UTF-8 text")


class Gaps(Protocol):
    """What else GitHub says of the commit that an archive is of."""

    def tree(self) -> Sequence[RawEntry] | Missing:
        """All its files, links and submodules with their ids; or why the list is not whole."""

    def blobs(self, oids: Sequence[str]) -> Mapping[str, bytes | Missing]:
        """The contents of up to 50 files by their ids; or why one cannot be had."""


def read_archive(
    chunks: Iterable[bytes],
    commit: str,
    caps: Caps = Caps(),
    *,
    tree: str,
    gaps: Gaps,
) -> Tree:
    """The files of a commit that some extractor asks for, out of its archive.

    `tree` is the id of the commit's root tree: an archive that adds up to it is all of the commit,
    and `gaps` is not asked. Where that id is not known (empty), `gaps` always is.

    Raises:
        ArchiveError: it cannot be read, or is of another commit.
    """
    archive = Archive(chunks)
    if archive.commit != commit:
        raise ArchiveError(f"is of the commit {archive.commit[:12]}, and not of {commit[:12]}")
    lookout = SecretLookout(caps.file_bytes)
    streamed, found = _streamed(archive, caps, lookout)
    if streamed.incomplete or found == tree:
        return streamed
    listed = gaps.tree()
    if isinstance(listed, Missing):
        return replace(streamed, incomplete=f"the list of its files {listed.reason}")
    archived = streamed.contents
    del streamed  # Its entries, and the list of them, may be many.
    filled = _Filled(listed, archived, gaps, ObjectIds(commit))
    return read_tree(filled, commit, caps, lookout)


def _streamed(archive: Archive, caps: Caps, lookout: Lookout) -> tuple[Tree, str | None]:
    """What the archive says the tree is, and the id of that tree if it has one."""
    builder = TreeBuilder(archive.commit, is_read, caps, lookout)
    ids = ObjectIds(archive.commit)
    tree_id = TreeId(ids)
    for entry in archive.entries():
        if entry.kind is ArchiveKind.FOLDER:
            tree_id.enter(entry.path)
        elif entry.kind is not ArchiveKind.OTHER:
            _take(entry, builder, tree_id, ids)
        if builder.full:
            break
    return builder.build(), tree_id.hexdigest()


def _take(entry: ArchiveEntry, builder: TreeBuilder, tree_id: TreeId, ids: ObjectIds) -> None:
    """List a file or link, and keep its content where that is wanted."""
    path = printable_path(entry.path)
    if entry.kind is ArchiveKind.SYMLINK:
        builder.offer(path, len(entry.target), Kind.SYMLINK)
        tree_id.add(entry.path, SYMLINK, ids.blob(len(entry.target), (entry.target,)))
        return
    pieces = entry.pieces
    if builder.offer(path, entry.size):
        content = entry.read()
        builder.add(path, content)
        pieces = iter((content,))
    mode = EXECUTABLE if entry.is_executable else REGULAR
    tree_id.add(entry.path, mode, ids.blob(entry.size, pieces))


class _Filled:
    """A commit as its list of files says, read from its archive where that has them unaltered."""

    def __init__(
        self,
        listed: Sequence[RawEntry],
        archived: Mapping[str, bytes],
        gaps: Gaps,
        ids: ObjectIds,
    ) -> None:
        self._listed = listed
        self._archived = archived
        self._gaps = gaps
        self._ids = ids

    def entries(self) -> Generator[RawEntry]:
        """All that is listed, in the order of the list."""
        yield from self._listed

    def contents(self, wanted: Iterable[RawEntry]) -> Generator[tuple[RawEntry, bytes | Missing]]:
        """The contents of some of them: first what the archive has, then what is fetched."""
        lacking = []
        for entry in wanted:
            content = self._as_committed(entry)
            if content is None:
                lacking.append(entry)
            else:
                yield entry, content
        # What some extractor reads goes before what is only searched for secrets.
        lacking.sort(key=lambda entry: not is_read(entry.path))
        affordable, rest = _affordable(lacking)
        for entries in _at_once(affordable):
            answers = self._gaps.blobs(list({entry.oid: None for entry in entries}))
            for entry in entries:
                yield entry, self._fetched(entry, answers.get(entry.oid, _NOT_ANSWERED))
        for entry in rest:
            yield entry, _TOO_MUCH

    def _as_committed(self, entry: RawEntry) -> bytes | None:
        """The content of a file in the archive, where it is the one that was committed.

        Where only ends of lines were changed to CRLF (`eol=crlf`), they are changed back.
        """
        content = self._archived.get(entry.path)
        if content is None or self._is(entry, content):
            return content
        content = content.replace(b"\r\n", b"\n")
        return content if self._is(entry, content) else None

    def _fetched(self, entry: RawEntry, answer: bytes | Missing) -> bytes | Missing:
        """What GitHub hands over as text is something else where the file is no UTF-8."""
        if isinstance(answer, Missing) or self._is(entry, answer):
            return answer
        return _NOT_TEXT

    def _is(self, entry: RawEntry, content: bytes) -> bool:
        return self._ids.blob(len(content), (content,)).hex() == entry.oid


def _affordable(lacking: Iterable[RawEntry]) -> tuple[list[RawEntry], list[RawEntry]]:
    """What is fetched of the files that an archive lacks, and what would be too much."""
    affordable: list[RawEntry] = []
    rest: list[RawEntry] = []
    size = 0
    for entry in lacking:
        size += entry.size
        fits = len(affordable) < MAX_FETCHED and size <= MAX_FETCHED_BYTES
        (affordable if fits else rest).append(entry)
    return affordable, rest


def _at_once(entries: Iterable[RawEntry]) -> Iterator[list[RawEntry]]:
    """The same files, as many together as one request may ask for."""
    together: list[RawEntry] = []
    size = 0
    for entry in entries:
        size += entry.size
        if together and (len(together) == BLOBS_A_QUERY or size > _BYTES_AT_ONCE):
            yield together
            together, size = [], entry.size
        together.append(entry)
    if together:
        yield together
