"""Unpacks a gzip file while it streams by, as far as its limits allow."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

MIB, GIB = 1024**2, 1024**3

BLOCK = 512
_PIECE = 256 * 1024
_MAX_AFTER_END = MIB


class ArchiveError(Exception):
    """An archive cannot be read; the message is one sentence without a full stop."""

    def __init__(self, problem: str) -> None:
        """`problem` ends a sentence that begins with "its archive"."""
        super().__init__(f"its archive {problem}")


class CutOffError(ArchiveError):
    """It is not all there: asking for it again may help."""

    def __init__(self) -> None:
        super().__init__("ends before its last file does: it was cut off")


@dataclass(frozen=True, slots=True)
class Limits:
    """How much of an archive is unpacked.

    All its bytes, its members, the bytes of all their paths, and how many times its own size it may
    have once more than `unproportioned_bytes` were unpacked: a repository may hold a large file of
    zeros.
    """

    unpacked_bytes: int = 8 * GIB
    members: int = 500_000
    path_bytes: int = 64 * MIB
    ratio: int = 100
    unproportioned_bytes: int = GIB


LIMITS = Limits()


class Unpacked:
    """The unpacked bytes, which are taken once, from the first to the last."""

    def __init__(self, chunks: Iterable[bytes], limits: Limits) -> None:
        """Nothing is read yet."""
        self._source = _unpacked(chunks, limits)
        self._buffer = b""
        self._at = 0

    def block(self) -> bytes:
        """The next 512 bytes.

        Raises:
            ArchiveError: it is cut off, damaged or beyond its limits.
        """
        return b"".join(self.pieces(BLOCK))

    def pieces(self, size: int) -> Iterator[bytes]:
        """The next bytes, so many altogether, in pieces of bounded size.

        Raises:
            ArchiveError: as for `block`.
        """
        while size > 0:
            if self._at == len(self._buffer):
                self._buffer, self._at = next(self._source, b""), 0
                if not self._buffer:
                    raise CutOffError
            piece = self._buffer[self._at : self._at + size]
            self._at += len(piece)
            size -= len(piece)
            yield piece

    def skip_padding(self, size: int) -> None:
        """Skip to the next multiple of 512 after a content of that size.

        Raises:
            ArchiveError: as for `block`.
        """
        for _ in self.pieces(-size % BLOCK):
            pass

    def expect_end(self) -> None:
        """Read on to the end, where only zeros may come.

        Raises:
            ArchiveError: something else comes, or it is damaged.
        """
        rest, size = self._buffer[self._at :], 0
        self._at = len(self._buffer)
        while True:
            size += len(rest)
            if rest.strip(b"\0") or size > _MAX_AFTER_END:
                raise ArchiveError("goes on after its end")
            rest = next(self._source, b"")
            if not rest:
                return


def _unpacked(chunks: Iterable[bytes], limits: Limits) -> Iterator[bytes]:
    """The bytes of a gzip file of one part, in pieces of bounded size."""
    inflater = zlib.decompressobj(wbits=16 + zlib.MAX_WBITS)
    packed = unpacked = 0
    for part in _parts(chunks):
        packed += len(part)
        rest = part
        while rest:
            try:
                piece = inflater.decompress(rest, _PIECE)
            except zlib.error as error:
                raise ArchiveError("is no gzip file, or is damaged") from error
            unpacked += len(piece)
            _check(packed, unpacked, limits)
            if piece:
                yield piece
            if inflater.unused_data:
                raise ArchiveError("goes on after its end")
            rest = inflater.unconsumed_tail
    if not inflater.eof:
        raise CutOffError


def _check(packed: int, unpacked: int, limits: Limits) -> None:
    if unpacked > limits.unpacked_bytes:
        raise ArchiveError(
            f"unpacks to more than the {limits.unpacked_bytes // MIB:,} MiB that are read"
        )
    if unpacked > limits.unproportioned_bytes and unpacked > limits.ratio * packed:
        raise ArchiveError(f"unpacks to more than {limits.ratio:,} times its size")


def _parts(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """The same bytes in parts of bounded size: what is left of a part is copied for each piece."""
    for chunk in chunks:
        for start in range(0, len(chunk), _PIECE):
            yield chunk[start : start + _PIECE]
