"""Reads the archive of a commit while it streams by: nothing on a disk, little in memory.

GitHub's `tarball` is what `git archive --format=tar.gz --prefix=OWNER-REPOSITORY-ID/` writes: a
global pax header that names the commit, then the top folder, then files, folders and symbolic links
with ustar headers, and pax headers where a path is long. Just that is read here, and anything else
is refused. `tarfile` reads much more, and trusts it: it holds a header's records in memory at
whatever size they claim, and some supported Pythons take quadratic time over them.
"""

from __future__ import annotations

import enum
import re
import struct
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from integrations.checkouts import printable_path
from integrations.github.unpacking import BLOCK, LIMITS, ArchiveError, Limits, Unpacked

__all__ = ["Archive", "ArchiveEntry", "ArchiveError", "ArchiveKind", "Limits"]

_MAX_RECORDS = 64 * 1024
_MAX_PATH = 4096
_ZEROS = bytes(BLOCK)
# Name, mode, size, checksum, type flag, target of a link, magic with version, prefix of the name.
_FIELDS = struct.Struct("100s8s16x12s12x8sc100s8s80x155s12x")
_COMMIT = re.compile(rb"[0-9a-f]{40}(?:[0-9a-f]{24})?")
_OCTAL = re.compile(rb" *([0-7]{1,12})[ \0]*")
_LENGTH = re.compile(rb"([1-9][0-9]{0,5}) ")
_SIZE = re.compile(rb"[0-9]{1,18}")


class ArchiveKind(enum.Enum):
    """What a member of an archive is. `OTHER` are hard links, devices and pipes: never of git."""

    FILE = "0"
    OTHER = "other"
    SYMLINK = "2"
    FOLDER = "5"


@dataclass(frozen=True, slots=True)
class ArchiveEntry:
    """One member, its path without the top folder. `size` is in bytes; `target` is a link's.

    `pieces` is the content, which streams by once: what is not taken before the next member is
    gone.
    """

    path: bytes
    kind: ArchiveKind
    size: int
    is_executable: bool
    target: bytes
    pieces: Iterator[bytes]

    def read(self) -> bytes:
        """The whole content, in memory."""
        return b"".join(self.pieces)


class Archive:
    """One archive while it streams by. `commit` is the id of the commit that it says it is of."""

    def __init__(self, chunks: Iterable[bytes], limits: Limits = LIMITS) -> None:
        """Read as far as the commit.

        Raises:
            ArchiveError: it is no such archive.
        """
        self._limits = limits
        self._stream = Unpacked(chunks, limits)
        self.commit = self._commit()

    def entries(self) -> Iterator[ArchiveEntry]:
        """All members below the top folder, in the order of the archive.

        Raises:
            ArchiveError: it is damaged, too large, or not what git writes.
        """
        top = b""
        members = path_bytes = 0
        while header := self._header():
            members += 1
            path_bytes += len(header.name)
            if members > self._limits.members:
                raise ArchiveError(f"has more than {self._limits.members:,} members")
            if path_bytes > self._limits.path_bytes:
                raise ArchiveError(f"has paths of more than {self._limits.path_bytes:,} bytes")
            path, top = _below(header, top)
            entry = self._entry(path, header)
            if path:
                yield entry
            for _ in entry.pieces:
                pass  # What the caller left.
            self._stream.skip_padding(entry.size)
        self._stream.expect_end()

    def _commit(self) -> str:
        header = _Header.of(self._stream.block())
        records = self._records(header) if header.kind == b"g" else {}
        comment = records.get(b"comment", b"")
        if not _COMMIT.fullmatch(comment):
            raise ArchiveError("names no commit: it is not of a commit, or not from git")
        return comment.decode("ascii")

    def _header(self) -> _Header | None:
        """The header of the next member, with what a pax header before it says; None at the end."""
        block = self._stream.block()
        if block == _ZEROS:
            return None
        header = _Header.of(block)
        if header.kind != b"x":
            return header
        records = self._records(header)
        header = _Header.of(self._stream.block())
        return header.with_records(records)

    def _records(self, header: _Header) -> dict[bytes, bytes]:
        if header.size > _MAX_RECORDS:
            raise ArchiveError(
                f"has a header of {header.size:,} bytes, more than the {_MAX_RECORDS:,} that are "
                "read"
            )
        content = b"".join(self._stream.pieces(header.size))
        self._stream.skip_padding(header.size)
        return _pax(content)

    def _entry(self, path: bytes, header: _Header) -> ArchiveEntry:
        kind = _KINDS.get(header.kind)
        if kind is None:
            raise ArchiveError(f"has a member of a kind that git does not write: {_shown(path)}")
        # The size of a link, a folder or a device says nothing: no content follows.
        size = header.size if kind is ArchiveKind.FILE else 0
        executable = bool(header.mode & 0o100)
        pieces = self._stream.pieces(size)
        return ArchiveEntry(path, kind, size, executable, header.target, pieces)


_KINDS = {
    b"0": ArchiveKind.FILE,
    b"\0": ArchiveKind.FILE,
    b"2": ArchiveKind.SYMLINK,
    b"5": ArchiveKind.FOLDER,
    **dict.fromkeys((b"1", b"3", b"4", b"6"), ArchiveKind.OTHER),
}


@dataclass(frozen=True, slots=True)
class _Header:
    """What a ustar header says, in its own words. `kind` is its type flag."""

    name: bytes
    mode: int
    size: int
    kind: bytes
    target: bytes

    @classmethod
    def of(cls, block: bytes) -> _Header:
        """Read one.

        Raises:
            ArchiveError: it is none, or is damaged.
        """
        name, mode, size, checksum, kind, target, magic, prefix = _FIELDS.unpack(block)
        # The checksum is the sum of all bytes, its own eight taken as spaces.
        found = sum(block) - sum(checksum) + len(checksum) * ord(" ")
        if magic != b"ustar\x0000" or _number(checksum) != found:
            raise ArchiveError("is damaged: where a file should begin there is no header of one")
        if prefix := _text(prefix):
            name = prefix + b"/" + name
        return cls(_text(name), _number(mode), _number(size), kind, _text(target))

    def with_records(self, records: dict[bytes, bytes]) -> _Header:
        """What it says together with the pax header before it."""
        size = records.get(b"size")
        if size is not None and not _SIZE.fullmatch(size):
            raise ArchiveError("is damaged: a file has a size that is no number")
        return _Header(
            name=records.get(b"path", self.name),
            mode=self.mode,
            size=self.size if size is None else int(size),
            kind=self.kind,
            target=records.get(b"linkpath", self.target),
        )


def _below(header: _Header, top: bytes) -> tuple[bytes, bytes]:
    """The path of a member below the top folder, and that folder, which is the first member."""
    path = header.name.removesuffix(b"/") if header.kind == b"5" else header.name
    first, _, below = path.partition(b"/")
    if not top and (header.kind != b"5" or below):
        raise ArchiveError("does not begin with its one top folder")
    steps = path.split(b"/")
    if b"\0" in path or not {b"", b".", b".."}.isdisjoint(steps) or len(path) > _MAX_PATH:
        raise ArchiveError(f"holds a path that no repository may have: {_shown(path)}")
    if top and (first != top or not below):
        raise ArchiveError(f"has a member outside of its top folder: {_shown(path)}")
    return below, first


def _pax(content: bytes) -> dict[bytes, bytes]:
    """The records of a pax header: "LENGTH KEY=VALUE\\n", each with the length of all of itself."""
    records = {}
    start = 0
    while start < len(content):
        length = _LENGTH.match(content, start)
        end = start + int(length[1]) if length else start
        record = content[length.end() : end] if length else b""
        key, equals, value = record.removesuffix(b"\n").partition(b"=")
        if not key or not equals or not record.endswith(b"\n") or end > len(content):
            raise ArchiveError("is damaged: a header of it cannot be read")
        records[key] = value
        start = end
    return records


def _text(field: bytes) -> bytes:
    return field.split(b"\0", 1)[0]


def _number(field: bytes) -> int:
    found = _OCTAL.fullmatch(field)
    if not found:
        raise ArchiveError("is damaged: a header of it holds something else than a number")
    return int(found[1], 8)


def _shown(path: bytes) -> str:
    """A path for a message: short, and without characters that cannot be printed."""
    return ascii(printable_path(path[:200]))
