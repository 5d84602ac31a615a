"""Small pieces of HTML, put together so that each value is escaped.

A page has thousands of values, and Django's `format_html` looks at each for what is translated only
when it is shown, which takes most of its time; nothing here is.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from html import escape

from django.utils.safestring import SafeString


def markup(form: str, *values: object) -> SafeString:
    """The form with the values in its places, as `str.format` puts them; what is not markup already
    is escaped.
    """
    return SafeString(form.format(*map(_escaped, values)))


def markup_of_each(form: str, rows: Iterable[Sequence[object]]) -> SafeString:
    """The form with the values of each row, one after the other."""
    return SafeString("".join([form.format(*map(_escaped, row)) for row in rows]))


def _escaped(value: object) -> object:
    if type(value) in _PLAIN:
        return value
    text = str(value)
    return escape(text) if _SPECIAL.search(text) else text


# What is written as it is: markup, and numbers, whose figures mean nothing else.
_PLAIN = frozenset((SafeString, int, float))
_SPECIAL = re.compile("""[&<>"']""")
