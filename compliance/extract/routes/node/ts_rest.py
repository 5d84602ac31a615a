"""Routes of ts-rest: a contract has their methods and paths, a table of the same keys the handlers.

Source: https://ts-rest.com/docs (contract, Express, Fastify, NestJS, Next.js, serverless).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from compliance.extract.code.expressions import Call, Constant, Expression, Sequence, Table, Text
from compliance.extract.code.model import Function
from compliance.extract.code.program import Program
from compliance.extract.routes.endpoint import Endpoint
from compliance.extract.routes.following import Located, function_of, located, value_of
from compliance.extract.routes.node.answers import answer_of
from compliance.extract.routes.paths import colons, joined, written

# What serves a contract, its first argument, by a table of handlers, its second.
_SERVES = frozenset(
    """createExpressEndpoints registerRouter createNextRoute createNextRouter createNextHandler
    createFetchHandler createLambdaHandler createHonoEndpoints tsRestHandler""".split()
)
_PACKAGE = b"ts-rest"
_METHODS = frozenset("GET POST PUT PATCH DELETE HEAD OPTIONS".split())
_BEFORE_ALL = frozenset("globalMiddleware requestMiddleware".split())
_MAX_DEPTH = 8
_MAX_ENTRIES = 10_000


def ts_rest(program: Program) -> Iterator[Endpoint]:
    """The routes of the contracts that are served."""
    walk = _Walk(program)
    for module in program.modules(*(name.encode() for name in _SERVES)):
        for call in module.calls:
            served = call.name in _SERVES and _PACKAGE in module.source
            contract, handlers = call.argument(0), call.argument(1)
            if served and contract is not None and handlers is not None:
                here = located(module, call)
                before = tuple(_before_all(call))
                yield from walk.entry(here.at(contract), here.at(handlers), "", before)


def _before_all(call: Call) -> Iterator[Expression]:
    """What runs before each handler: `{ globalMiddleware: [signedIn()] }` among the options."""
    for argument in call.arguments[2:]:
        for key, value in argument.entries.items() if isinstance(argument, Table) else ():
            if key in _BEFORE_ALL and isinstance(value, Sequence):
                yield from value.items


@dataclass
class _Walk:
    """Goes down a contract and its handlers, key by key. `left` is how many entries are still
    looked at: the same contract may be in many places.
    """

    program: Program
    left: int = _MAX_ENTRIES

    def entry(
        self, contract: Located, handlers: Located | None, prefix: str,
        guards: tuple[Expression, ...], depth: int = _MAX_DEPTH,
    ) -> Iterator[Endpoint]:  # fmt: skip
        """The routes that an entry of a contract is or holds."""
        self.left -= 1
        found = value_of(self.program, contract) if depth > 0 and self.left >= 0 else None
        if found is None:
            return
        value = found.expression
        if isinstance(value, Call) and value.arguments:
            # `c.router({…}, { pathPrefix })`; `c.query({…})` and the like of one route.
            own = self._prefix(found, value)
            inner = found.at(value.arguments[0])
            yield from self.entry(inner, handlers, joined(prefix, own), guards, depth - 1)
        elif isinstance(value, Table) and _is_route(value.entries):
            yield self._route(found, value, handlers, prefix, guards)
        elif isinstance(value, Table):
            for each in value.spread:
                yield from self.entry(found.at(each), handlers, prefix, guards, depth - 1)
            by_key = self._by_key(handlers)
            for key, each in value.entries.items():
                handler = by_key.get(key)
                yield from self.entry(found.at(each), handler, prefix, guards, depth - 1)

    def _prefix(self, where: Located, call: Call) -> str:
        options = call.argument(1)
        given = options.entries.get("pathPrefix") if isinstance(options, Table) else None
        return written(self.program, where.at(given)).text if given is not None else ""

    def _by_key(self, handlers: Located | None) -> Mapping[str, Located]:
        """The handlers of a contract, what wraps their table aside: `s.router(contract, {…})`."""
        found = value_of(self.program, handlers) if handlers is not None else None
        while found is not None and isinstance(found.expression, Call):
            last = found.expression.arguments[-1:]
            found = value_of(self.program, found.at(last[0])) if last else None
        if found is None or not isinstance(found.expression, Table):
            return {}
        return {key: found.at(each) for key, each in found.expression.entries.items()}

    def _route(
        self, where: Located, route: Table, handlers: Located | None, prefix: str,
        guards: tuple[Expression, ...],
    ) -> Endpoint:  # fmt: skip
        method = route.entries["method"]
        method_name = method.value if isinstance(method, Text) else ""
        path = written(self.program, where.at(route.entries["path"]))
        address = colons(joined(prefix, path.text))
        handler = self._handler(handlers)
        own = handlers.expression if handlers is not None else None
        given = own.entries.get("middleware") if isinstance(own, Table) else None
        before = (*guards, *(given.items if isinstance(given, Sequence) else ()))
        return Endpoint(
            method_name, address, "ts-rest", where.module, route.line, handler, None, before,
            answer_of(method_name, address, handler, before),
            # What the application is mounted on is said elsewhere.
            whole=False, holds_body=_is_schema(route.entries.get("body")),
        )  # fmt: skip

    def _handler(self, where: Located | None) -> Function | None:
        """The function that answers; of `(r) => call(list)(r)` that is `list`."""
        handler = function_of(self.program, where) if where is not None else None
        if handler is None or handler.module is None or len(handler.returns) != 1:
            return handler
        (answer,) = handler.returns
        if isinstance(answer, Call) and isinstance(answer.callee, Call):
            inner = Located(answer.callee, handler.module, handler)
            return function_of(self.program, inner) or handler
        return handler


def _is_schema(body: Expression | None) -> bool:
    """Whether a body is held to something: `c.type<Star>()` and `null` hold it to nothing."""
    nothing = isinstance(body, Call) and body.name in ("type", "noBody")
    return body is not None and not isinstance(body, Constant) and not nothing


def _is_route(entries: Mapping[str, Expression]) -> bool:
    method = entries.get("method")
    return isinstance(method, Text) and method.value in _METHODS and "path" in entries
