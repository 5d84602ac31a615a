"""Finds functions that answer what a store has under a key, and else put there what they make."""

from __future__ import annotations

import re
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
from compliance.extract.code.model import Assignment, Function, Module

# Clients name the commands of Redis in small letters, or by words written together: `hGetAll`.
_GETS = frozenset("get hget hgetall hmget mget getitem".split())
_SETS = frozenset("set setex psetex put hset hmset".split())
_EXPIRES = frozenset("expire pexpire expireat pexpireat".split())
# By this one only a store says how long it keeps something: that of Cloudflare's workers.
_KEPT_FOR = "expirationttl"
_AGES = frozenset(["ex", "px", "exat", "pxat", "ttl", "expire", "expires", _KEPT_FOR])
# These are told of the age behind the value, and these of none: that is a command of its own.
_OPTIONS_LAST = frozenset(["set", "put"])
_OF_HASHES = frozenset(["hset", "hmset"])
# What gathers commands, to send them together to the store before it.
_GATHERED = re.compile(r"\.(?:multi|pipeline)\(\).{0,400}", re.DOTALL)


def read_through(module: Module) -> Iterator[Call]:
    """The calls that put there what was not: with an age, under the key that was asked for before,
    in a function that returns what it was answered. What is only put back, as a session is, and
    what says no more than that something is there, as a lock does, is no cache.
    """
    for function in module.functions:
        asked = {
            _place(each.value): names
            for each in function.assignments
            if isinstance(each.value, Call)
            and each.value.name.lower() in _GETS
            and (names := _given(each))
        }
        for call in function.calls if asked else ():
            given = asked.get(_place(call)) if call.name.lower() in _SETS else None
            if given and _fills(call, given, function) and not holds_sign_in(call):
                yield call


def _given(assignment: Assignment) -> frozenset[str]:
    """The names that an assignment gives, also one that takes apart what it is handed."""
    return frozenset(assignment.parts or ([assignment.target] if assignment.target else ()))


def _place(call: Call) -> tuple[str, str]:
    """The store that a call is to, and the key that it names first."""
    key = call.argument(0)
    written = key.text if isinstance(key, Template) else getattr(key, "value", "")
    name = path_of(key) if isinstance(key, Name) else str(written)
    return _GATHERED.sub("", call.receiver, count=1), name


def _fills(call: Call, asked: frozenset[str], function: Function) -> bool:
    at = 1 if call.name in _OPTIONS_LAST else -1
    value = call.arguments[at] if len(call.arguments) > 1 else call.keywords.get("mapping")
    if value is None or not any(isinstance(e, Name) for e in walk(value)):
        return False
    if not _has_age(call) and not _expires(call, function):
        return False
    known = asked | _names(function, asked, others=False)
    # `rows = store.get(key)`, and `rows = load()` where there were none: what is put is made.
    made = (asked & _names(function, asked, others=True)) - _names(function, asked, others=False)
    return not _mentions(value, known - made) and any(_mentions(e, known) for e in function.returns)


def _names(function: Function, asked: frozenset[str], *, others: bool) -> frozenset[str]:
    """The names that a function gives to what is made of those, or of others than the store."""
    return frozenset(
        name
        for each in function.assignments
        if _mentions(each.value, asked) is not others
        if not (isinstance(each.value, Call) and each.value.name.lower() in _GETS)
        for name in _given(each)
    )


def _expires(call: Call, function: Function) -> bool:
    """Whether the store is told by a command of its own how long it keeps what is put there."""
    place = _place(call)
    return any(each.name.lower() in _EXPIRES and _place(each) == place for each in function.calls)


def _has_age(call: Call) -> bool:
    if call.name.lower() in _OF_HASHES:
        return False
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


def _mentions(expression: Expression, names: frozenset[str]) -> bool:
    return any(
        isinstance(each, Name) and each.path.partition(".")[0] in names for each in walk(expression)
    )
