"""Which files hold a word. Extractors ask that of thousands of files, for hundreds of words, so the
files are looked through once, and what is found is kept as a book keeps its index: every name once,
in one text that is quickly searched, and by its place in there the files that it stands in.
"""

from __future__ import annotations

import functools
import re
from array import array
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable

# All but the bytes of names, those of other alphabets too, is a space.
_NAMES = bytes(
    each if each > 127 or each == ord("_") or chr(each).isalnum() else ord(" ")
    for each in range(256)
)
_NAME = re.compile(rb"[0-9A-Za-z_\x80-\xff]+")
# The same words are asked for again and again; each answer may name thousands of files.
_ANSWERS_KEPT = 512
# So many files are searched for a word as fast as the index is.
_FEW_FILES = 100


class Words:
    """The names in some contents. It answers as a search of the contents does."""

    def __init__(self, contents: Iterable[bytes]) -> None:
        """Look through the contents once."""
        self._contents = tuple(contents)
        found: defaultdict[bytes, list[int]] = defaultdict(list)
        for number, content in enumerate(self._contents):
            for name in set(content.translate(_NAMES).split()):
                found[name].append(number)
        # Each name stands between two line breaks.
        names = sorted(found)
        self._text = b"\n".join((b"", *names, b""))
        # Of each name the place where it begins in the text, and that of its first file.
        self._begins, self._first, self._files = array("I"), array("I"), array("I")
        place = 1
        for name in names:
            self._begins.append(place)
            self._first.append(len(self._files))
            self._files.extend(found[name])
            place += len(name) + 1
        self._first.append(len(self._files))
        self._known: dict[bytes, int] = {}
        self.holding = functools.lru_cache(_ANSWERS_KEPT)(self._with_one_of)

    def _with_one_of(self, words: tuple[bytes, ...]) -> bytes:
        """A byte for each of the contents: 1 where it holds at least one of some words."""
        either = 0
        for word in words:
            if word not in self._known:
                self._known[word] = int.from_bytes(self._with(word))
            either |= self._known[word]
        return either.to_bytes(len(self._contents))

    def _with(self, word: bytes) -> bytearray:
        """A byte for each of the contents: 1 where it holds a word."""
        holds = bytearray(len(self._contents))
        parts = _parts(word)
        among: Collection[int] = self._named(parts[0]) if parts else range(len(self._contents))
        if parts == [word]:  # It is a name, or a part of one.
            for number in among:
                holds[number] = 1
            return holds
        for part in parts[1:]:
            if len(among) > _FEW_FILES:
                among = self._named(part).intersection(among)
        for number in among:
            if word in self._contents[number]:
                holds[number] = 1
        return holds

    def _named(self, part: bytes) -> set[int]:
        """The numbers of the files with a name that some bytes are a part of, or, where these begin
        or end with a line break, that it begins or ends with.
        """
        if part.startswith(b"\n"):
            return self._beginning(part[1:])
        files: set[int] = set()
        place = self._text.find(part)
        while place >= 0:
            name = bisect_right(self._begins, place) - 1
            files.update(self._files[self._first[name] : self._first[name + 1]])
            if name + 1 == len(self._begins):
                break
            place = self._text.find(part, self._begins[name + 1])
        return files

    def _beginning(self, part: bytes) -> set[int]:
        """The numbers of the files with a name that begins with some bytes, or is those, where they
        end with a line break.
        """
        files: set[int] = set()
        size, name = len(part), bisect_left(self._begins, part, key=self._at(len(part)))
        while name < len(self._begins) and self._at(size)(self._begins[name]) == part:
            files.update(self._files[self._first[name] : self._first[name + 1]])
            name += 1
        return files

    def _at(self, size: int) -> Callable[[int], bytes]:
        """What is at a place of the text, in that many bytes."""
        return lambda place: self._text[place : place + size]


def _parts(word: bytes) -> list[bytes]:
    """The names in a word, those first that are found fastest. A line break is where something else
    stands before or behind one: names of a file that holds the word begin or end there too.
    """
    parts = []
    for each in _NAME.finditer(word):
        before = b"\n" if each.start() else b""
        behind = b"\n" if each.end() < len(word) else b""
        parts.append(before + each[0] + behind)
    parts.sort(key=lambda part: (part.startswith(b"\n"), part.endswith(b"\n"), len(part)))
    return parts[::-1]
