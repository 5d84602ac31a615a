"""Follows a handler that leaves its answer to another function."""

from __future__ import annotations

from collections.abc import Iterator

from compliance.extract.code.expressions import Call, Name, path_of
from compliance.extract.code.model import Function
from compliance.extract.code.program import Program

# What a handler may do beside: tell the framework of an error, write it down.
_BESIDE = frozenset("next catch then log error warn debug info trace".split())
# What has request and response in it.
_BOTH = frozenset("ctx context c".split())
_MAX_HOPS = 3


def answering(program: Program, handler: Function | None, hops: int = _MAX_HOPS) -> Function | None:
    """The function that answers: `(req, res) => orders.create(req, res)` leaves that to the method,
    and a method that a class inherits may leave it to one of the class's own.
    """
    call = _hand_on(handler) if handler is not None else None
    if handler is None or handler.module is None or call is None or hops <= 0:
        return handler
    path = path_of(call.callee)
    found = program.meaning(handler.module, path, handler)
    method = found.value if found is not None else None
    if not isinstance(method, Function) or method is handler:
        return handler
    on = path.rpartition(".")[0]
    own = _filled_in(program, handler, method, on) if on and on != "this" else None
    return own or answering(program, method, hops - 1)


def returning(program: Program, handler: Function | None) -> Function | None:
    """The function that makes the answer where handlers return theirs: `(event) => logout(event)`
    and nothing else leaves that to the function of the repository, where that makes each of its
    answers by a call.
    """
    if handler is None or handler.module is None or len(handler.returns) != 1:
        return handler
    (call,) = handler.returns
    if not isinstance(call, Call) or len(handler.calls) > 1:
        return handler
    found = program.meaning(handler.module, path_of(call.callee), handler)
    made = found.value if found is not None else None
    if not isinstance(made, Function) or not all(isinstance(each, Call) for each in made.returns):
        return handler
    return made


def _hand_on(handler: Function) -> Call | None:
    """The one call that a handler makes, with what it is called with."""
    given = [each.name for each in handler.parameters]
    if handler.reads or handler.inner:
        return None
    calls = [each for each in handler.calls if each.name not in _BESIDE]
    return calls[0] if len(calls) == 1 and _is_handed(calls[0], given) else None


def _is_handed(call: Call, given: list[str]) -> bool:
    handed = [each.path if isinstance(each, Name) else "" for each in call.arguments]
    enough = len(handed) > 1 or not _BOTH.isdisjoint(handed)
    return enough and handed == given[: len(handed)]


def _filled_in(program: Program, handler: Function, method: Function, on: str) -> Function | None:
    """The method of an object's own class to which an inherited one hands what it gets."""
    if method.class_ is None or handler.module is None:
        return None
    for name in _left_open(method):
        found = program.meaning(handler.module, f"{on}.{name}", handler)
        own = found.value if found is not None else None
        if isinstance(own, Function) and own.class_ is not method.class_:
            return own
    return None


def _left_open(method: Function) -> Iterator[str]:
    given = [each.name for each in method.parameters]
    for call in method.calls:
        if path_of(call.callee) == f"this.{call.name}" and _is_handed(call, given):
            yield call.name
