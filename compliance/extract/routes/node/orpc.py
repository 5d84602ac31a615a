"""Procedures of oRPC: what a handler of oRPC is given, table in table.

Source: https://orpc.unnoq.com/docs (procedure, router, OpenAPI routing).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from compliance.extract.code.expressions import Call, Table, Text
from compliance.extract.code.program import Program
from compliance.extract.routes.endpoint import Endpoint
from compliance.extract.routes.following import Located, function_of, located, value_of
from compliance.extract.routes.node.answers import answer_of
from compliance.extract.routes.node.registering import line_of
from compliance.extract.routes.node.trpc import guards_before
from compliance.extract.routes.paths import braces, joined
from compliance.facts.routes import Style

_HANDLERS = frozenset(["RPCHandler", "OpenAPIHandler", "StandardRPCHandler"])
_PACKAGE = b"@orpc/"
# A procedure without a route is called by its name, and nothing else says that it only reads.
_READING = re.compile(r"(?:get|list|find|search|fetch|read|all|by[A-Z])(?![a-z])|[a-z]{1,20}s$")
_MAX_DEPTH = 8
_MAX_ENTRIES = 10_000
_MAX_FOLLOWED = 6


def orpc(program: Program) -> Iterator[Endpoint]:
    """The procedures of oRPC: by HTTP where they have a route, else by the names above them."""
    walk = _Walk(program)
    for module in program.modules(b"RPCHandler", b"OpenAPIHandler"):
        for call in module.calls:
            served = call.constructs and call.name in _HANDLERS and call.arguments
            if served and _PACKAGE in module.source:
                yield from walk.entry(located(module, call).at(call.arguments[0]), "", "")


@dataclass
class _Walk:
    """Goes down from what a handler is given. `left` is how many entries are still looked at: the
    same router may be in many places.
    """

    program: Program
    left: int = _MAX_ENTRIES

    def entry(
        self, where: Located, name: str, prefix: str, depth: int = _MAX_DEPTH
    ) -> Iterator[Endpoint]:
        """The procedures that an entry is or holds; `prefix` is that of their routes."""
        self.left -= 1
        found = value_of(self.program, where) if depth > 0 and self.left >= 0 else None
        if found is None:
            return
        value = found.expression
        if isinstance(value, Call) and value.name == "handler" and value.arguments:
            yield self._procedure(found, value, name, prefix)
        elif isinstance(value, Call) and value.name == "router" and value.arguments:
            inner = joined(prefix, _text(value, "prefix"))
            yield from self.entry(found.at(value.arguments[0]), name, inner, depth - 1)
        elif isinstance(value, Table):
            for each in value.spread:
                yield from self.entry(found.at(each), name, prefix, depth - 1)
            for key, each in value.entries.items():
                below = f"{name}.{key}" if name else key
                yield from self.entry(found.at(each), below, prefix, depth - 1)

    def _procedure(self, where: Located, call: Call, name: str, prefix: str) -> Endpoint:
        route = _route(call)
        path = route.get("path", "")
        handler = function_of(self.program, where.at(call.arguments[0]))
        reads = _READING.match(name.rpartition(".")[2]) is not None
        # By HTTP it is POST where nothing else is said.
        method = route.get("method", "POST") if path else "GET" if reads else "POST"
        address = braces(joined(prefix, _text(call, "prefix"), path)) if path else name
        return Endpoint(
            method, address, "oRPC", where.module, line_of(call), handler, None,
            tuple(guards_before(self.program, where, call, _MAX_FOLLOWED)),
            answer_of(method, address if path else "", handler),
            Style.HTTP if path else Style.ORPC,
            # The handler's own prefix is said where a request is handed to it.
            whole=not path,
        )  # fmt: skip


def _route(call: Call) -> dict[str, str]:
    """The method and the path that a chain gives its procedure, the last word first."""
    found: dict[str, str] = {}
    for each in call.chain():
        table = each.argument(0) if each.name in ("route", "openapi") else None
        for key, value in table.entries.items() if isinstance(table, Table) else ():
            if isinstance(value, Text):
                found.setdefault(key, value.value)
    return found


def _text(call: Call, name: str) -> str:
    """What a chain says by `.prefix('/planets')`."""
    for each in call.chain():
        given = each.argument(0) if each.name == name else None
        if isinstance(given, Text):
            return given.value
    return ""
