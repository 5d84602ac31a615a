"""Which values a function holds to a list that is written out before it puts them into SQL."""

from __future__ import annotations

import functools
import re

from compliance.extract.code.model import Function
from compliance.extract.queries.circumstances import functions_around

# A list that is written here, a constant, or one named for what it lets in.
_LIST = (
    rb"(?:[\])}]|\b[A-Z][A-Z0-9_]{2,60}|\b\w{0,30}(?:[Aa]llow|[Vv]alid|[Ww]hite_?[Ll]ist|[Pp]ermit"
    rb"|[Ss]ortable|[Ss]afe)\w{0,30})"
)
_PATH = rb"[A-Za-z_$][\w$.?]{0,80}"
_ASKED = re.compile(
    # `ALLOWED.includes(column)`
    _LIST + rb"\s{0,40}\??\.\s{0,3}(?:includes|has|indexOf|hasOwnProperty|contains)\(\s{0,9}"
    rb"(?P<listed>" + _PATH + rb")(?:\s{1,3}as\s{1,3}\w{1,40})?\s{0,9}\)"
    # `if column not in ALLOWED`
    rb"|(?:\b(?:if|elif|assert|and|or|not)\b|\()\s{0,9}(?P<one>" + _PATH
    + rb")\s{1,9}(?:not\s{1,9})?in\s{1,9}(?:[\[({]|" + _LIST + rb")"
    # `/^\w+$/.test(name)`, `re.fullmatch(r"\w+", name)`, `isUUID(name)`
    rb"|/[a-z]{0,3}\.test\(\s{0,9}(?P<tested>" + _PATH + rb")\s{0,9}\)"
    rb"|\bre\.(?:full)?match\([^,\n]{1,80},\s{0,9}(?P<matched>" + _PATH + rb")\s{0,9}\)"
    rb"|\b(?:is|is_|validate_?|is_?[Vv]alid_?)(?:uuid|UUID|Uuid|[Ii]dentifier)\(\s{0,9}(?P<known>"
    + _PATH + rb")\s{0,9}\)"
    rb"|\b(?P<plain>[A-Za-z_][\w.]{0,80})\.(?:isidentifier|isdigit|isdecimal|isalnum)\(\)",
)  # fmt: skip
# So many lines of a function are looked at.
_LINES = 400


def is_guarded(path: str, function: Function | None) -> bool:
    """Whether a function, or one around it, asks whether a value is one of some that are known."""
    return any(path in _guarded(each) for each in functions_around(function))


@functools.lru_cache(maxsize=64)
def _guarded(function: Function) -> frozenset[str]:
    module = function.module
    if module is None:
        return frozenset()
    written = module.text(function.line, min(function.end_line, function.line + _LINES))
    return frozenset(
        next(filter(None, each.groupdict().values())).decode("utf-8", "replace")
        for each in _ASKED.finditer(written)
    )
