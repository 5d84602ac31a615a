"""Which files hold a word. Extractors ask that of thousands of files, for hundreds of words, so a
file is looked through once: of each its names are kept, every one once, and those of all together.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping

# All but the bytes of names, those of other alphabets too, is a space.
_NAMES = bytes(
    each if each > 127 or each == ord("_") or chr(each).isalnum() else ord(" ")
    for each in range(256)
)


class Words:
    """The names in some contents, by path. It answers as a search of the contents does."""

    def __init__(self, contents: Mapping[str, bytes]) -> None:
        """Look through the contents once."""
        self._contents = contents
        self._names: dict[str, bytes] = {}
        everywhere: set[bytes] = set()
        for path, content in contents.items():
            names = set(content.translate(_NAMES).split())
            everywhere |= names
            self._names[path] = b"\n".join(names)
        self._everywhere = b"\n".join(everywhere)
        self._sought = functools.cache(self._seek)

    def holds(self, path: str, words: tuple[bytes, ...]) -> bool:
        """Whether one of the contents holds at least one of some words."""
        names, content = self._names[path], self._contents[path]
        whole, parts = self._sought(words)
        return any(map(names.__contains__, whole)) or any(
            part in names and word in content for word, part in parts
        )

    def _seek(
        self, words: tuple[bytes, ...]
    ) -> tuple[tuple[bytes, ...], tuple[tuple[bytes, bytes], ...]]:
        """Of those words that some content may hold: the ones that are names or pieces of them,
        and the others, each with the longest name in it.
        """
        whole: list[bytes] = []
        parts: list[tuple[bytes, bytes]] = []
        for word in words:
            named = max(word.translate(_NAMES).split(), key=len, default=b"")
            if named in self._everywhere:
                if named == word:
                    whole.append(word)
                else:
                    parts.append((word, named))
        return tuple(whole), tuple(parts)
