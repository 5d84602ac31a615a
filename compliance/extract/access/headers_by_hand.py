"""Finds the security headers that code sets by itself: in a middleware, or in settings."""

from __future__ import annotations

import itertools
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Set

from compliance.extract.access.every_answer import is_for_all, registered_in
from compliance.extract.access.libraries import NUXT
from compliance.extract.code.expressions import (
    Call,
    Expression,
    Name,
    Sequence,
    Table,
    Template,
    Text,
    walk,
)
from compliance.extract.code.model import Assignment, Function, Module

# Of a hostile file every line may assign some.
_MAX_ASSIGNED = 100
_HEADERS = frozenset(
    """x-content-type-options x-frame-options content-security-policy strict-transport-security
    referrer-policy permissions-policy cross-origin-opener-policy""".split()
)
# Who asks so for a header reads what somebody else has sent.
_READS = frozenset("get has getHeader hasHeader".split())
# What puts something into the settings.
_SETTING = frozenset(["push", "append", "update", "defineNitroConfig", NUXT])
# Where a module of Nuxt's puts what holds for all routes.
_OF_ALL_ROUTES = "routeRules['/**']"
_WORD = re.compile(rb"(?<!\w\.)\b[A-Za-z_]\w*")
_FRAMES_ALONE = re.compile(r"\s{0,9}frame-ancestors[^;]{0,400};?\s{0,9}")


def set_by_hand(module: Module, registered: frozenset[int]) -> Iterator[tuple[str, int]]:
    """The headers that are set in what every answer passes through, and in settings: their names in
    lower case, and lines. `registered` are functions that another file has it pass through.
    """
    for call in module.calls:
        if call.name in _READS:
            continue
        settings = call.function is None and call.name in _SETTING
        if settings or (call.function is not None and is_for_all(call.function, registered)):
            for argument, value in itertools.zip_longest(call.arguments, call.arguments[1:]):
                yield from _in_argument(argument, value)
    assigned = list(itertools.islice(_assigned(module, registered), _MAX_ASSIGNED))
    constants = {each.target for each, _ in assigned if each.function is None}
    for_some = _for_some(constants, module) if constants else frozenset()
    for assignment, headers in assigned:
        if assignment.function is not None or assignment.target not in for_some:
            yield from headers
    for function in module.functions:
        for value in function.returns if is_for_all(function, registered) else ():
            yield from _in_tables(value)


def _assigned(
    module: Module, registered: frozenset[int]
) -> Iterator[tuple[Assignment, list[tuple[str, int]]]]:
    """What is assigned where every answer passes through, or in settings, with its headers."""
    said: dict[str, set[str]] = defaultdict(set)
    for each in module.assignments:
        if isinstance(each.value, Text):
            said[f"[{each.target}]"].add(each.value.value.lower())
    for assignment in module.assignments:
        for_all = _OF_ALL_ROUTES in assignment.target or is_for_all(assignment.function, registered)
        if for_all and not _is_read(assignment):
            target = assignment.target.lower()
            # `answer.headers[name] = policy`.
            under = said.get(assignment.target[assignment.target.find("[") :], ())
            found = [
                (name, assignment.line) for name in _HEADERS if name in target or name in under
            ]
            found += _in_tables(assignment.value)
            if found:
                yield assignment, found


def _is_read(assignment: Assignment) -> bool:
    """Whether what is assigned is a header that was read before: `found["x-frame-options"] =
    sent`.
    """
    value, function = assignment.value, assignment.function
    if isinstance(value, Name) and function is not None:
        made = (each.value for each in function.assigned(value.path))
        value = next(made, value)
    named = value.argument(0) if isinstance(value, Call) and value.name in _READS else None
    return isinstance(named, Text) and named.value.lower() in _HEADERS


def _in_argument(argument: Expression, value: Expression | None) -> Iterator[tuple[str, int]]:
    if isinstance(argument, Text) and argument.value.lower() in _HEADERS:
        yield _protection(argument.value, value), argument.line
    yield from _in_tables(argument)


def _for_some(constants: Set[str], module: Module) -> frozenset[str]:
    """The constants that functions of their module put into single answers: some name them, and
    none of these is a middleware, called by one, or handed to what registers them.
    """
    called = set(registered_in(module))
    for call in module.calls:
        if call.function is not None and is_for_all(call.function):
            called.add(call.name)
    users = _lines(module.functions)
    for_all = _lines(each for each in module.functions if each.name in called or is_for_all(each))
    used: dict[str, set[int]] = {}
    line, at = 1, 0
    for found in _WORD.finditer(module.source):
        name = found[0].decode()
        if name in constants:
            line += module.source.count(b"\n", at, found.start())
            at = found.start()
            used.setdefault(name, set()).add(line)
    return frozenset(
        name
        for name, lines in used.items()
        if not lines.isdisjoint(users) and lines.isdisjoint(for_all)
    )


def _in_tables(expression: Expression) -> Iterator[tuple[str, int]]:
    """The headers that are keys of an object, named in one by `key` as Next.js wants it, or the
    first of a pair with their value: `[("X-Frame-Options", "DENY")]`.
    """
    for each in walk(expression):
        if isinstance(each, Sequence) and len(each.items) == 2:
            first, second = each.items
            if isinstance(first, Text) and first.value.lower() in _HEADERS and not _is_name(second):
                yield _protection(first.value, second), first.line
        if isinstance(each, Table):
            for key, value in each.entries.items():
                named = value.value if key == "key" and isinstance(value, Text) else key
                if named.lower() in _HEADERS and (named != key or not _is_name(value)):
                    yield _protection(named, value), value.line


# `frameOptions`: what somebody calls a header that others sent.
_FIELD = re.compile(r"(?!sameOrigin$)[a-z]{1,40}(?:[A-Z_]\w{0,60})")


def _is_name(expression: Expression) -> bool:
    """Whether something is a header's name itself, as in a list of them, or what it is called in
    code, as in a table of those that are looked for.
    """
    return isinstance(expression, Text) and (
        expression.value.lower() in _HEADERS or _FIELD.fullmatch(expression.value) is not None
    )


def _protection(name: str, value: Expression | None) -> str:
    """What a header protects from. A policy that only says who may frame a page says what
    `X-Frame-Options` does.
    """
    text = value.text if isinstance(value, Template) else getattr(value, "value", "")
    return "x-frame-options" if _FRAMES_ALONE.fullmatch(text) else name.lower()


def _lines(functions: Iterable[Function]) -> set[int]:
    return {line for each in functions for line in range(each.line, each.end_line + 1)}
