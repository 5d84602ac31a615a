"""Looks for secrets in the files of a commit while they stream by, kept or not."""

from __future__ import annotations

import bisect
import codecs
import functools
import re
import time
from collections.abc import Iterator

from compliance.extract.secrets import assignments, scanner, tokens
from compliance.extract.secrets.docstrings import docstrings
from compliance.extract.secrets.places import (
    holds_hashes,
    is_prose,
    is_searched,
    is_seed,
    is_text,
    is_translation,
    of_tests,
    place_of,
)
from compliance.masking import mask, mask_value
from compliance.sightings import Sighting, Sightings
from compliance.tree import MIB, Caps

MAX_TOTAL = 512 * MIB
MAX_FILES = 50_000
# Sightings of one file and of all that are kept, and the seconds of the processor that all may take
# together: by the clock on the wall it would depend on what else the machine does.
MAX_IN_FILE = 50
MAX_FOUND = 1000
MAX_MISSED = 1000
MAX_SECONDS = 30.0
_BINARY = 8192
_UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_BEFORE = 80
_AFTER = 80


class SecretLookout:
    """Sees each file of one commit once."""

    def __init__(self, file_bytes: int = Caps().file_bytes) -> None:
        """Nothing is seen yet. A file of more than `file_bytes` is not searched."""
        self._file_bytes = file_bytes
        self._found: list[Sighting] = []
        self._seen: set[str] = set()
        self._missed: dict[str, str] = {}
        self._files = 0
        self._bytes = 0
        self._seconds = 0.0

    def wants(self, path: str, size: int) -> bool:
        """Whether a file may hold secrets and was not seen yet."""
        if not size or path in self._seen or not is_searched(path):
            return False
        if size > self._file_bytes and not is_text(path):
            return False
        if size > self._file_bytes:
            searched = f"{self._file_bytes / MIB:.3g} MiB that are searched"
            self._note(path, f"{path} has more than the {searched}")
            return False
        if self._bytes + size > MAX_TOTAL or self._files >= MAX_FILES:
            reason = f"more than {MAX_TOTAL // MIB} MiB, or {MAX_FILES:,} files, of a repository"
            self._note(path, f"{path} was not searched: {reason}")
            return False
        self._files += 1
        self._bytes += size
        return True

    def miss(self, path: str, reason: str) -> None:
        """Note why a file could not be searched."""
        self._note(path, reason)

    def see(self, path: str, content: bytes) -> None:
        """Search one file."""
        self._seen.add(path)
        self._missed.pop(path, None)
        if content.startswith(_UTF_16):
            content = content.decode("utf-16", "replace").encode()
        if b"\0" in content[:_BINARY]:
            return
        if self._seconds > MAX_SECONDS or len(self._found) >= MAX_FOUND:
            self._note(path, f"{path} was not searched: the files before it hold too much")
            return
        started = time.process_time()
        try:
            self._search(path, content)
        except (scanner.TooMuchError, assignments.TooMuchError):
            self._note(path, f"{path} was not searched to its end: it holds too much")
        self._seconds += time.process_time() - started

    def sightings(self) -> Sightings:
        """All that was seen so far, in the order of paths and lines."""
        found = sorted(self._found, key=lambda each: (each.path, each.line))
        return Sightings(tuple(found), len(self._seen), dict(self._missed))

    def _note(self, path: str, reason: str) -> None:
        """Keep some of the reasons: a repository may give any number of them."""
        if len(self._missed) < MAX_MISSED:
            self._missed[path] = reason

    def _search(self, path: str, content: bytes) -> None:
        kept: list[tokens.Worth] = []
        try:
            for each in _worthy(path, content):
                if not any(each.start < other.end and other.start < each.end for other in kept):
                    kept.append(each)
                if len(kept) == MAX_IN_FILE:
                    break
        finally:
            kept.sort(key=lambda each: each.start)
            self._found += _sightings(path, content, kept)


def _worthy(path: str, content: bytes) -> Iterator[tokens.Worth]:
    """What is worth to be called a secret; of what overlaps the first is the better known."""
    prose = is_prose(path, content)
    documented = _Documented(path, content)
    for spot in scanner.find(path, content, prose):
        found = tokens.worth(spot)
        if found and (found.issued or not (holds_hashes(path) or documented.has(found.start))):
            yield found
    if not prose and not is_translation(path) and not is_seed(path):
        tests = of_tests(path, content)
        for match in assignments.find(path, content):
            if any(start <= match.start < end for start, end in tests):
                continue
            if not documented.has(match.start):
                yield tokens.Worth(match.rule, match.start, match.end, match.signs_in)


class _Documented:
    """What a file says of itself in docstrings, looked for when first asked."""

    def __init__(self, path: str, content: bytes) -> None:
        self._path = path
        self._content = content

    @functools.cached_property
    def _places(self) -> list[tuple[int, int]]:
        return _documents(self._path, self._content)

    def has(self, position: int) -> bool:
        """Whether a docstring holds what stands there, which illustrates how something is used."""
        before = bisect.bisect_right(self._places, (position, len(self._content))) - 1
        return before >= 0 and position < self._places[before][1]


def _documents(path: str, content: bytes) -> list[tuple[int, int]]:
    """From where to where the lines of each docstring go, the first ones first."""
    lines = docstrings(path, content)
    if not lines:
        return []
    starts = [0, *(each.end() for each in re.finditer(b"\n", content)), len(content)]
    last = len(starts) - 1
    return sorted(
        (starts[min(each.start - 1, last)], starts[min(each.stop - 1, last)]) for each in lines
    )


def _sightings(path: str, content: bytes, found: list[tokens.Worth]) -> Iterator[Sighting]:
    place = place_of(path)
    line, at = 1, 0
    for each in found:
        line += content.count(b"\n", at, each.start)
        at = each.start
        yield Sighting(
            path,
            line,
            line + content.count(b"\n", each.start, each.end),
            each.rule,
            content[each.start : each.end].decode("utf-8", "replace"),
            _excerpt(content, each, found),
            place,
            each.issued,
            each.expires,
        )


def _excerpt(content: bytes, shown: tokens.Worth, found: list[tokens.Worth]) -> str:
    """The surroundings of a secret on its line, with each secret in them masked."""
    begin, end = _surroundings(content, shown)
    pieces: list[str] = []
    at = begin
    for each in found:
        if begin < each.end and each.start < end:
            pieces.append(content[at : max(each.start, at)].decode("utf-8", "replace"))
            pieces.append(mask_value(content[each.start : each.end].decode("utf-8", "replace")))
            at = each.end
    pieces.append(content[at:end].decode("utf-8", "replace"))
    return mask(" ".join("".join(pieces).split()))


def _surroundings(content: bytes, shown: tokens.Worth) -> tuple[int, int]:
    """From where to where a line is shown. It is cut between words: the rest of one might be that
    of another secret, which nobody would know again.
    """
    before = content[max(shown.start - _BEFORE, 0) : shown.start].rpartition(b"\n")
    after = content[shown.end : shown.end + _AFTER].partition(b"\n")
    left, right = before[2], after[0]
    if not before[1] and shown.start > _BEFORE:
        left = left.partition(b" ")[2]
    if not after[1] and shown.end + _AFTER < len(content):
        right = right.rpartition(b" ")[0]
    return shown.start - len(left), shown.end + len(right)
