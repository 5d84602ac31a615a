"""Tells which functions only clear away rows whose time is over."""

from __future__ import annotations

import re

from compliance.extract.code.model import Function
from compliance.extract.queries import Action, Query

_CLEARS = re.compile(
    r"(?:^|_)(?:clean(?:up|ed|s)?|clear|purge|prune|expired?|sweep|gc"
    r"|(?:delete|remove)_(?:old|expired|stale|outdated))(?:_|$)"
)
_HUMP = re.compile(r"(?<=[a-z])(?=[A-Z])")
_RECEIVERS = frozenset(["self", "cls"])


def clears_away(function: Function, writes: tuple[Query, ...]) -> bool:
    """Whether a function only deletes, and is told of nobody in particular: what
    `clean_expired_tokens(days=30)` could not delete it finds the next time.
    """
    told = (each for each in function.parameters if each.name not in _RECEIVERS)
    return (
        _CLEARS.search(_HUMP.sub("_", function.name).lower()) is not None
        and all(each.default is not None for each in told)
        and all(each.action is Action.DELETE for each in writes)
    )
