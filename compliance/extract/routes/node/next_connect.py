"""Handlers of Next.js that next-connect puts together: `export default base().get(list).handler()`.

Source: https://github.com/hoangvvo/next-connect
"""

from __future__ import annotations

from collections.abc import Iterator

from compliance.extract.code.expressions import Call, Expression, Name, Text
from compliance.extract.code.model import Function, Module
from compliance.extract.code.program import Program
from compliance.extract.routes.endpoint import Endpoint
from compliance.extract.routes.following import Located, function_of
from compliance.extract.routes.node.answers import answer_of

PACKAGE = "next-connect"
METHODS = frozenset("get head post put patch delete all".split())


def connected_routes(program: Program, module: Module, path: str) -> Iterator[Endpoint]:
    """The routes of a file of `pages/api` that are registered by their methods, one by one."""
    if not program.mentions(PACKAGE.encode()):
        return
    shared = tuple(_before(module))
    for call in module.calls:
        if call.function is not None or call.name not in METHODS or not _registers(call):
            continue
        *asked, last = call.arguments
        handler = function_of(program, Located(last, module))
        method = "*" if call.name == "all" else call.name.upper()
        yield Endpoint(
            method, path, "Next.js", module, last.line, handler, guards=(*shared, *asked),
            answer=answer_of(method, path, handler),
        )  # fmt: skip


def _registers(call: Call) -> bool:
    """Whether a call hands on functions, and is told no address."""
    return (
        bool(call.arguments)
        and not any(isinstance(each, Text) for each in call.arguments)
        and (isinstance(call.arguments[-1], Function | Name))
    )


def _before(module: Module) -> Iterator[Expression]:
    """What all of them pass: `router.use(auth)`, and what a function of one's own begins with."""
    for call in module.calls:
        if call.function is not None:
            continue
        if call.name == "use":
            yield from call.arguments
        elif isinstance(call.callee, Name) and "." not in call.callee.path:
            yield call.callee
