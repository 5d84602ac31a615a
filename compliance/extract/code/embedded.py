"""The scripts in the files of Vue, Svelte and Astro, which are pages and code in one."""

from __future__ import annotations

import re
from collections.abc import Iterator

SUFFIXES = (".vue", ".svelte", ".astro")
# More scripts than a file of people's has.
_MAX_SCRIPTS = 20
_OPENS = re.compile(rb"<script\b(?P<told>[^<>]{0,400})>", re.IGNORECASE)
_CLOSES = re.compile(rb"</script\s{0,9}>", re.IGNORECASE)
# Astro's code that runs on the server, between two lines of dashes at the head of the file.
_FENCE = re.compile(rb"^---[ \t]{0,9}\r?$", re.MULTILINE)
_BEFORE = re.compile(rb"\s{0,1000}\Z")
# In these languages a script may have markup in it; Vue and Astro are told so.
_WITH_MARKUP = re.compile(rb"\blang\s{0,9}=\s{0,9}['\"]?[jt]sx\b")


def scripts_of(path: str, source: bytes) -> bytes:
    """The scripts of a file and the ends of all its other lines, so that each keeps its lines."""
    kept, position = [], 0
    for start, end in _scripts(path, source):
        kept += [b"\n" * source.count(b"\n", position, start), source[start:end]]
        position = end
    return b"".join(kept)


def has_markup(source: bytes) -> bool:
    """Whether one of the scripts of a file is in a language that has markup in it."""
    return any(_WITH_MARKUP.search(each["told"]) for each in _OPENS.finditer(source))


def _scripts(path: str, source: bytes) -> Iterator[tuple[int, int]]:
    position = 0
    if path.lower().endswith(".astro"):
        fences = [each.span() for _, each in zip(range(2), _FENCE.finditer(source), strict=False)]
        if len(fences) == 2 and _BEFORE.match(source, 0, fences[0][0]):
            position = fences[1][1]
            yield fences[0][1], fences[1][0]
    for _ in range(_MAX_SCRIPTS):
        opening = _OPENS.search(source, position)
        closing = _CLOSES.search(source, opening.end()) if opening is not None else None
        if opening is None or closing is None:
            return
        position = closing.end()
        yield opening.end(), closing.start()
