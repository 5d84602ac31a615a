"""Reads the pages of Vue, Svelte and Astro for what they put into HTML as it is.

Each escapes all values but those that one mark of its own is for. Sources:
https://vuejs.org/api/built-in-directives.html#v-html, https://svelte.dev/docs/svelte/@html,
https://docs.astro.build/en/reference/directives-reference/#sethtml
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator

_MARKS = {
    ".vue": re.compile(rb"\bv-html\s{0,9}=\s{0,9}['\"]?"),
    ".svelte": re.compile(rb"\{@html\s{1,9}"),
    ".astro": re.compile(rb"\bset:html\s{0,9}=\s{0,9}"),
}
# What begins with a text that is written out, or is called after what makes a value harmless: a
# translation is the project's own, and so is a picture.
_HARMLESS = re.compile(
    rb"(?i)[\s{\"'`]{0,9}(?:\$?t|\$_|i18n\.t)\("
    rb"|[\s{\"'`(]{0,9}[\w.$]{0,80}(?:saniti[sz]|purif|escape|xss|bleach|clean|safe|svg|icon)"
    rb"|\s{0,9}\{?\s{0,9}JSON\.stringify\("
    rb"|\s{0,9}[{\"']?\s{0,9}(?P<quote>['\"`])[^'\"`$]{0,400}(?P=quote)\s{0,9}[}\"'\s/>]"
)
_MAX_VALUE = 500


def put_in(path: str, content: bytes) -> Iterator[int]:
    """The lines of a page on which a value goes into HTML as it is, and may do harm."""
    mark = _MARKS[posixpath.splitext(path)[1]]
    for match in mark.finditer(content):
        if not _HARMLESS.match(content[match.end() : match.end() + _MAX_VALUE]):
            yield content.count(b"\n", 0, match.start()) + 1
