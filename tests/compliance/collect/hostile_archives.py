"""Reads archives that nobody makes by accident, in a process of its own: `python -m … NAME`.

Writes what came of it as JSON: the sentence that refuses it, why the list of files was cut, how
many files are listed, which contents were kept and left out, and the most memory that was ever
held, in bytes. Each is made while it is read, so that the memory is the reader's.
"""

from __future__ import annotations

import itertools
import json
import random
import sys
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from compliance.collect.archives import read_archive
from compliance.tree import Tree
from integrations.checkouts import Missing, RawEntry
from integrations.git_objects import ObjectIds
from integrations.github.archive import ArchiveError
from tests.tarballs import COMMIT, END, TOP, begin, file, folder, header, packed, padded, pax

MIB = 1024 * 1024
MODULES = 15


@dataclass(frozen=True)
class Outcome:
    """What came of one archive."""

    problem: str
    incomplete: str | None
    entries: int
    kept: list[str]
    omitted: dict[str, str]
    peak: int


class NoGaps:
    """GitHub, where the list of files is too long for it: only the archive counts."""

    def tree(self) -> Sequence[RawEntry] | Missing:
        return Missing("is longer than GitHub hands over")

    def blobs(self, oids: Sequence[str]) -> Mapping[str, bytes | Missing]:
        raise AssertionError("nothing is to be fetched")


class OtherContents:
    """GitHub, where each of so many listed files is another one than in the archive."""

    def __init__(self, listed: list[RawEntry]) -> None:
        self._listed = listed

    def tree(self) -> Sequence[RawEntry] | Missing:
        return self._listed

    def blobs(self, oids: Sequence[str]) -> Mapping[str, bytes | Missing]:
        return {}


def zeros(size: int) -> Iterator[bytes]:
    """A content of so many mebibytes that are all zero."""
    return itertools.repeat(bytes(MIB), size)


def large(path: bytes, size: int) -> Iterator[bytes]:
    """A file of so many mebibytes of zeros."""
    return itertools.chain([header(TOP + b"/" + path, size=size * MIB)], zeros(size))


def bomb(commit: str = COMMIT) -> Iterable[bytes]:
    """A gzip file that unpacks to a thousand times its size, and never ends."""
    deflater = zlib.compressobj(wbits=16 + zlib.MAX_WBITS)
    start = begin(commit) + header(TOP + b"/bomb", size=b"77777777777\0")
    first = deflater.compress(start) + deflater.flush(zlib.Z_FULL_FLUSH)
    again = deflater.compress(bytes(MIB)) + deflater.flush(zlib.Z_FULL_FLUSH)
    return itertools.chain([first], itertools.repeat(again))


def source(size: int) -> bytes:
    """Bytes that do not pack well, always the same."""
    return random.Random(size).randbytes(size)


def much_source() -> Iterator[bytes]:
    """As much as is kept, and more."""
    content = source(7 * MIB)
    return (file(b"src/module%02d.py" % number, content) for number in range(MODULES))


def whole(members: Iterable[bytes], level: int = 1) -> Iterator[bytes]:
    return packed(itertools.chain([begin()], members, [END]), level)


def members(count: int, one: Callable[[int], bytes]) -> Iterator[bytes]:
    return whole(one(number) for number in range(count))


def long_path(path: bytes, kind: bytes = b"0") -> bytes:
    return pax({b"path": TOP + b"/" + path}) + header(b"long", kind=kind)


ARCHIVES: dict[str, Callable[[], Iterable[bytes]]] = {
    "a bomb": bomb,
    "a file of 200 MB": lambda: whole(
        itertools.chain(large(b"data.bin", 200), [file(b".nvmrc", b"22\n")])
    ),
    "a wanted file of 200 MB": lambda: whole(
        itertools.chain(large(b"package.json", 200), [file(b".nvmrc", b"22\n")])
    ),
    "500,000 files": lambda: members(500_000, lambda number: file(b"%06d.js" % number)),
    "500,001 folders": lambda: whole(itertools.repeat(folder(b"again"), 500_001)),
    "paths without end": lambda: members(
        100_000, lambda number: long_path(b"%06d/" % number + b"x" * 1_000)
    ),
    "longer paths than people write": lambda: members(
        100_000, lambda number: long_path(b"%06d/" % number + b"x" * 4000)
    ),
    "folders in folders": lambda: members(
        100_000, lambda number: long_path(b"%06d/" % number + b"x/" * 2000, b"5")
    ),
    "much source": lambda: whole(much_source(), 0),
    "much source, all altered": lambda: whole(much_source(), 0),
    "another commit": lambda: packed([begin("d" * 40), file(b".nvmrc", b"22\n"), END]),
    "a file that is a folder too": lambda: whole(
        [file(b"a", b"a"), file(b"a/.nvmrc", b"22\n"), file(b"a", b"b"), folder(b"a")]
    ),
    "a header without end": lambda: whole(
        [header(b"x", kind=b"x", size=b"77777777777\0"), *zeros(100)]
    ),
    "digits without end": lambda: whole(
        [header(b"x", kind=b"x", size=60_000) + padded(b"1" * 60_000)] * 1000
    ),
}


def altered() -> OtherContents:
    """A hundred thousand files, as many as GitHub lists; those of the archive are others."""
    oid = ObjectIds(COMMIT).blob(1, (b"x",)).hex()
    modules = [f"src/module{number:02}.py" for number in range(MODULES)]
    others = [f"src/others/{number:06}.js" for number in range(100_000)]
    return OtherContents(
        [RawEntry(path, 0o100644, 7 * MIB, oid) for path in modules]
        + [RawEntry(path, 0o100644, 1, oid) for path in others]
    )


def peak() -> int:
    """The most memory that this process ever held, in bytes."""
    status = Path("/proc/self/status").read_text(encoding="utf-8")
    return int(status.split("VmHWM:")[1].split()[0]) * 1024


def main(name: str) -> None:
    problem, tree = "", Tree(None)
    gaps = altered() if "altered" in name else NoGaps()
    try:
        tree = read_archive(ARCHIVES[name](), COMMIT, tree="0" * 40, gaps=gaps)
    except ArchiveError as error:
        problem = str(error)
    kept, omitted = sorted(tree.contents)[:20], dict(sorted(tree.omitted.items())[:50])
    found = Outcome(problem, tree.incomplete, len(tree.entries), kept, omitted, peak())
    sys.stdout.write(json.dumps(asdict(found)))


if __name__ == "__main__":
    main(sys.argv[1])
