"""What functions hand to one another on a list's way to its answer."""

from __future__ import annotations

from collections.abc import Iterator

from compliance.extract.code.expressions import Call, Expression, Name, Table
from compliance.extract.code.model import Function

_ADDING = frozenset("append add push extend".split())


def promised(call: Call) -> Iterator[tuple[Expression, Function]]:
    """What a promise comes to: what its function hands to the first that it is given, and where."""
    run = call.argument(0) if call.name == "Promise" else None
    if not isinstance(run, Function) or not run.parameters:
        return
    resolve = run.parameters[0].name
    for inner in run.everything():
        for each in inner.calls:
            if each.path == resolve and each.arguments:
                yield each.arguments[0], inner


def handed_over(call: Call, function: Function, led: Call | None) -> Function | None:
    """The function that a wrapper was handed by the call that `led` to it and calls, by itself or
    in an object: `run()` in `checked(request, () => orders.all())`, `execute()` in
    `checked({ execute: … })`.
    """
    if not isinstance(call.callee, Name) or "." in call.callee.path:
        return None
    name, key = call.callee.path, ""
    for each in function.assignments:
        if name in each.parts and isinstance(each.value, Name):
            name, key = each.value.path, each.parts[name][0]
    names = [each.name for each in function.parameters]
    if led is None or name not in names:
        return None
    given = led.argument(names.index(name))
    if key and isinstance(given, Table):
        given = given.entries.get(key)
    return given if isinstance(given, Function) else None


def given_as(name: str, function: Function, led: Call | None) -> Expression | None:
    """What a parameter of a function is in the call that `led` to it."""
    names = [each.name for each in function.parameters]
    position = names.index(name) - (names[0] in ("self", "cls"))
    return led.argument(position, name) if led is not None and position >= 0 else None


def filled_from(name: str, function: Function) -> Iterator[Expression]:
    """What a list is filled from, one by one in a loop, or how long it is."""
    for call in function.calls:
        if call.receiver != name or call.name not in _ADDING:
            continue
        block = call.block
        while block is not None:
            through = block.condition or block.subject
            if block.is_loop and through is not None:
                yield through
            block = block.outer
