"""Whether all who call a function do so in a transaction of theirs."""

from __future__ import annotations

from collections.abc import Iterator

from compliance.extract.code.model import Call, Function, Name, Table, path_of
from compliance.extract.code.program import Program
from compliance.extract.queries.circumstances import is_inside

_MAX_CALLERS = 20
_HANDED = frozenset(["tx", "trx", "transaction", "t", "txn"])
# Nest's decorators of classes that a bus calls, with the message that is sent.
_HANDLERS = frozenset(["CommandHandler", "QueryHandler"])


def is_called_inside(program: Program, function: Function) -> bool:
    """Whether somebody calls a function, and nobody does so outside of a transaction."""
    if not function.name:
        return False
    callers = 0
    for call in _calls(program, function):
        callers += 1
        if callers > _MAX_CALLERS or not _is_in_transaction(call):
            return False
    return callers > 0


def _calls(program: Program, function: Function) -> Iterator[Call]:
    """The calls of a function; of a bus's handler those that send what it handles."""
    message = _message(function)
    name = message or function.name
    for module in program.modules(f"{name}(".encode()):
        for call in module.calls:
            if message:
                if any(isinstance(each, Call) and each.name == message for each in call.arguments):
                    yield call
            elif call.name == name:
                found = program.meaning(module, path_of(call.callee), call.function)
                if found is not None and found.value is function:
                    yield call


def _message(function: Function) -> str:
    """The class of the messages for which a bus calls a method."""
    if function.class_ is None or function.name != "execute":
        return ""
    for each in function.class_.decorators:
        if isinstance(each, Call) and each.name in _HANDLERS:
            handled = each.argument(0)
            return path_of(handled) if isinstance(handled, Name) else ""
    return ""


def _is_in_transaction(call: Call) -> bool:
    return is_handed(call) or is_inside(call)


def is_handed(call: Call) -> bool:
    """Whether a transaction is handed to what is called, by itself or among its options."""
    given = (*call.arguments, *call.keywords.values())
    return any(
        path_of(each).rpartition(".")[2] in _HANDED
        or (isinstance(each, Table) and not each.entries.keys().isdisjoint(_HANDED))
        for each in given
    )
