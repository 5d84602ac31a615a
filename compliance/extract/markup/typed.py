"""Tells parameters whose declared type leaves no room for a text: numbers, dates, `true`."""

from __future__ import annotations

import re

from compliance.extract.code.model import Function

_HARMLESS = frozenset(
    """number boolean bigint Date int float bool complex Decimal UUID date datetime timedelta
    decimal.Decimal uuid.UUID datetime.date datetime.datetime SafeString SafeText Markup""".split()
)
_NOTHING = frozenset(["null", "undefined", "None"])
_MAX_TYPE = 4_000


def is_harmless_by_type(function: Function | None, name: str) -> bool:
    """Whether a function says of its parameter, or of what it takes out of one, that it is of such
    a type: `(count: number)`, `({ at }: { at: number })`, `(count: int | None)`.
    """
    for each in function.parameters if function is not None else ():
        if each.name and each.name == name:
            return _is_harmless(each.type)
        key = next((key for local, key in each.taken if local == name), None)
        if key is not None:
            declared = re.compile(
                rf"[{{;,\n]\s{{0,99}}{re.escape(key)}\??\s{{0,9}}:([^;,}}\n]{{1,200}})"
            )
            found = declared.search(each.type[:_MAX_TYPE])
            return found is not None and _is_harmless(found[1])
    return False


def _is_harmless(type_: str) -> bool:
    kinds = {each.strip() for each in type_.removeprefix(":").split("|")} - _NOTHING
    return bool(kinds) and kinds <= _HARMLESS
