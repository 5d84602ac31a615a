"""Finds what a package does with the errors of a router that it wraps: `documented.error()`."""

from __future__ import annotations

from collections.abc import Iterator

from compliance.extract.code.expressions import Call
from compliance.extract.code.model import Module

_MAKES = frozenset(["Router", "express"])
_HANDLES = frozenset("error errors onError errorHandler error_handler handleErrors".split())
WORDS = (b".error()", b".errors()", b".errorHandler()", b".error_handler()", b".handleErrors()")


def answering_routers(module: Module) -> Iterator[tuple[str, int]]:
    """The calls that have a package's own router answer errors, each with its line."""
    wrapping = {
        each.target
        for each in module.assignments
        if isinstance(each.value, Call) and _wraps(each.value, module)
    }
    for call in module.calls if wrapping else ():
        if call.receiver in wrapping and call.name in _HANDLES and not call.arguments:
            yield f"{call.receiver}.{call.name}", call.line


def _wraps(call: Call, module: Module) -> bool:
    """Whether something of a package is handed a router as soon as that is made."""
    brought = module.imported(call.path.partition(".")[0])
    return (
        brought is not None
        and not brought[0].startswith(".")
        and any(isinstance(each, Call) and each.name in _MAKES for each in call.arguments)
    )
