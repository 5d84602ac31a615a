"""Finds functions that answer what a store has under a key, and else put there what they make."""

from __future__ import annotations

from collections.abc import Iterator

from compliance.extract.caching.owned import holds_sign_in
from compliance.extract.code.expressions import (
    Call,
    Expression,
    Name,
    Table,
    Template,
    Text,
    path_of,
    walk,
)
from compliance.extract.code.model import Function, Module

_SETS = frozenset("set setex setEx psetex put".split())
# By this one only a store says how long it keeps something: that of Cloudflare's workers.
_KEPT_FOR = "expirationttl"
_AGES = frozenset(["ex", "px", "exat", "pxat", "ttl", "expire", "expires", _KEPT_FOR])
# These are told of the age behind the value.
_OPTIONS_LAST = frozenset(["set", "put"])


def read_through(module: Module) -> Iterator[Call]:
    """The calls that put there what was not: with an age, under the key that was asked for before,
    in a function that returns what it was answered. What is only put back, as a session is, and
    what says no more than that something is there, as a lock does, is no cache.
    """
    for function in module.functions:
        asked = {
            _place(each.value): each.target
            for each in function.assignments
            if isinstance(each.value, Call) and each.value.name == "get" and each.target
        }
        for call in function.calls if asked else ():
            target = asked.get(_place(call)) if call.name in _SETS else None
            if target and _fills(call, target, function) and not holds_sign_in(call):
                yield call


def _place(call: Call) -> tuple[str, str]:
    """The store that a call is to, and the key that it names first."""
    key = call.argument(0)
    written = key.text if isinstance(key, Template) else getattr(key, "value", "")
    return call.receiver, path_of(key) if isinstance(key, Name) else str(written)


def _fills(call: Call, target: str, function: Function) -> bool:
    at = 1 if call.name in _OPTIONS_LAST else -1
    value = call.arguments[at] if len(call.arguments) > 1 else None
    if value is None or not _has_age(call) or not any(isinstance(e, Name) for e in walk(value)):
        return False
    known = {target} | {
        each.target for each in function.assignments if _mentions(each.value, {target})
    }
    return not _mentions(value, known) and any(_mentions(e, known) for e in function.returns)


def _has_age(call: Call) -> bool:
    if call.name not in _OPTIONS_LAST or not _AGES.isdisjoint(key.lower() for key in call.keywords):
        return True
    return any(
        (isinstance(each, Text) and each.value.lower() in _AGES)
        or (isinstance(each, Table) and not _AGES.isdisjoint(key.lower() for key in each.entries))
        for each in call.arguments[2:]
    )


def is_of_store(call: Call) -> bool:
    """Whether what is put somewhere is said how long to be kept as only a store is told."""
    return any(
        isinstance(each, Table) and any(key.lower() == _KEPT_FOR for key in each.entries)
        for each in call.arguments[2:]
    )


def _mentions(expression: Expression, names: set[str]) -> bool:
    return any(
        isinstance(each, Name) and each.path.partition(".")[0] in names for each in walk(expression)
    )
