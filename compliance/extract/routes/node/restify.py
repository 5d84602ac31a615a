"""Routes of Restify, which are registered as Express's are, but for what may stand in their place:
`server.get({ path, name }, …)`, and no routers.

Source: https://restify.com/docs/server-api/
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from compliance.extract.code.expressions import Call, Expression, Table
from compliance.extract.code.program import Program
from compliance.extract.routes.endpoint import Endpoint
from compliance.extract.routes.following import Located, origin
from compliance.extract.routes.node.dialect import VERBS
from compliance.extract.routes.node.express import Express
from compliance.extract.routes.node.resolver import Resolver
from compliance.extract.routes.node.routers import Router
from compliance.extract.routes.node.survey import Survey

_PACKAGE = "restify"
_NAMED = (b'restify"', b"restify'")
_VERBS = VERBS | {"del"}


class _Restify(Express):
    framework: ClassVar[str] = "Restify"
    words: ClassVar[tuple[bytes, ...]] = (*_NAMED, *(b".%s(" % each.encode() for each in _VERBS))
    names: ClassVar[frozenset[str]] = _VERBS | {"use", "pre"}
    chained: ClassVar[frozenset[str]] = frozenset(["use", "pre"])
    types: ClassVar[frozenset[str]] = frozenset(["Server"])

    def made(self, survey: Resolver, where: Located, call: Call) -> Router | None:
        source, name = origin(survey.program, where.at(call.callee))
        is_one = source == _PACKAGE and name.rpartition(".")[2] == "createServer"
        return Router(is_app=True) if is_one else None

    @staticmethod
    def _routed(call: Call) -> tuple[Expression | None, tuple[Expression, ...]]:
        if len(call.arguments) < 2:
            return None, ()
        at, *handlers = call.arguments
        path = at.entries.get("path") if isinstance(at, Table) else at
        return path, tuple(handlers)


def restify(program: Program) -> Iterator[Endpoint]:
    """The routes of Restify."""
    if program.mentions(*_NAMED):
        yield from Survey(program, _Restify()).endpoints()
