"""Archives made by hand, as GitHub makes them and as nobody should."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Iterable, Iterator, Mapping

COMMIT = "c0ffee" + "0" * 34
TOP = b"acme-shop-c0ffee0"
END = bytes(1024)


def header(
    name: bytes,
    *,
    kind: bytes = b"0",
    size: int | bytes = 0,
    mode: int = 0o664,
    target: bytes = b"",
    prefix: bytes = b"",
    magic: bytes = b"ustar\x0000",
) -> bytes:
    """A ustar header; a size in bytes is written as it is."""
    block = bytearray(512)
    block[: len(name)] = name
    block[100:108] = b"%07o\0" % mode
    block[108:124] = b"0000000\0" * 2
    block[124:136] = size if isinstance(size, bytes) else b"%011o\0" % size
    block[136:148] = b"00000000000\0"
    block[156:157] = kind
    block[157 : 157 + len(target)] = target
    block[257:265] = magic
    block[345 : 345 + len(prefix)] = prefix
    block[148:156] = b" " * 8
    block[148:156] = b"%06o\0 " % sum(block)
    return bytes(block)


def padded(content: bytes) -> bytes:
    """A content, with zeros up to the next header."""
    return content + bytes(-len(content) % 512)


def file(path: bytes, content: bytes = b"", mode: int = 0o664) -> bytes:
    """A file below the top folder."""
    return header(TOP + b"/" + path, size=len(content), mode=mode) + padded(content)


def folder(path: bytes) -> bytes:
    """A folder below the top folder, or that folder."""
    return header(TOP + b"/" + path, kind=b"5", mode=0o775)


def link(path: bytes, target: bytes, kind: bytes = b"2") -> bytes:
    """A symbolic link below the top folder, or a hard one."""
    return header(TOP + b"/" + path, kind=kind, mode=0o777, target=target)


def record(key: bytes, value: bytes) -> bytes:
    """One record of a pax header, which begins with its own length."""
    rest = b" %s=%s\n" % (key, value)
    length = len(rest) + 1
    while len(b"%d" % length) + len(rest) != length:
        length += 1
    return b"%d%s" % (length, rest)


def pax(records: Mapping[bytes, bytes], kind: bytes = b"x") -> bytes:
    """A pax header for the next member, or for all (`g`)."""
    content = b"".join(record(key, value) for key, value in records.items())
    return header(b"pax", kind=kind, size=len(content)) + padded(content)


def begin(commit: str = COMMIT) -> bytes:
    """How each archive begins."""
    return pax({b"comment": commit.encode()}, b"g") + folder(b"")


def tarball(*members: bytes, commit: str = COMMIT) -> bytes:
    """A whole archive with some members."""
    return gzip.compress(b"".join((begin(commit), *members, END)), mtime=0)


def packed(blocks: Iterable[bytes], level: int = 1) -> Iterator[bytes]:
    """A gzip file that is made while it streams by."""
    deflater = zlib.compressobj(level, wbits=16 + zlib.MAX_WBITS)
    for block in blocks:
        if chunk := deflater.compress(block):
            yield chunk
    yield deflater.flush()
