"""Which files hold a word. Extractors ask that of thousands of files, for hundreds of words, so the
files are looked through once, and what is found is kept as a book keeps its index: every name once,
in one text that is quickly searched, and by its place in there the files that it stands in.
"""

from __future__ import annotations

import functools
from array import array
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Mapping

# All but the bytes of names, those of other alphabets too, is a space.
_NAMES = bytes(
    each if each > 127 or each == ord("_") or chr(each).isalnum() else ord(" ")
    for each in range(256)
)
# The same words are asked for again and again; each answer may name thousands of files.
_ANSWERS_KEPT = 512


class Words:
    """The names in some contents, by path. It answers as a search of the contents does."""

    def __init__(self, contents: Mapping[str, bytes]) -> None:
        """Look through the contents once."""
        self._contents = contents
        self._paths = tuple(contents)
        found: defaultdict[bytes, list[int]] = defaultdict(list)
        for number, content in enumerate(contents.values()):
            for name in set(content.translate(_NAMES).split()):
                found[name].append(number)
        self._text = b"\n".join(found)
        # Of each name the place where it begins in the text, and that of its first file.
        self._begins, self._first, self._files = array("I"), array("I"), array("I")
        place = 0
        for name, numbers in found.items():
            self._begins.append(place)
            self._first.append(len(self._files))
            self._files.extend(numbers)
            place += len(name) + 1
        self._first.append(len(self._files))
        self.holding = functools.lru_cache(_ANSWERS_KEPT)(self._holding)

    def __contains__(self, path: object) -> bool:
        """Whether a path is that of one of the contents."""
        return path in self._contents

    def _holding(self, words: tuple[bytes, ...]) -> frozenset[str]:
        """The paths of those contents that hold at least one of some words."""
        paths: set[str] = set()
        for word in words:
            named = max(word.translate(_NAMES).split(), key=len, default=b"")
            candidates = (
                {self._paths[number] for number in self._with(named)} if named else {*self._paths}
            )
            if named != word:
                candidates = {each for each in candidates if word in self._contents[each]}
            paths |= candidates
        return frozenset(paths)

    def _with(self, part: bytes) -> Iterator[int]:
        """The numbers of the files with a name that some bytes are a part of."""
        place = self._text.find(part)
        while place >= 0:
            name = bisect_right(self._begins, place) - 1
            yield from self._files[self._first[name] : self._first[name + 1]]
            if name + 1 == len(self._begins):
                return
            place = self._text.find(part, self._begins[name + 1])
