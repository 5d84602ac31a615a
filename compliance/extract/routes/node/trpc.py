"""Procedures of tRPC, by the routers that they are put into: `user.list`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from compliance.extract.code.expressions import Call, Expression, Item, Member, Name, Table
from compliance.extract.code.program import Program
from compliance.extract.routes.endpoint import Endpoint
from compliance.extract.routes.following import Located, function_of, located, value_of
from compliance.extract.routes.node.answers import answer_of
from compliance.extract.routes.node.registering import line_of
from compliance.facts.routes import Style
from compliance.paths import below

_NAMED = (b"@trpc/server",)
# What answers requests by a router: adapters, and what is made of them.
_SERVING = (
    b"@trpc/server/adapters", b"@trpc/server/http", b"@trpc/next", b"trpc-server", b"trpc-nuxt",
    b"nestjs-trpc", b"@elysiajs/trpc", b"trpc-openapi", b"trpc-to-openapi", b"resolveResponse",
    b"resolveHTTPResponse", b"callTRPCProcedure", b"callProcedure", b"createNextApiHandler",
    b"fetchRequestHandler", b"createExpressMiddleware", b"fastifyTRPCPlugin",
)  # fmt: skip
_METHODS = {"query": "GET", "mutation": "POST", "subscription": "GET"}
# What hands a procedure its function; oRPC's is `handler`.
_ENDS = frozenset([*_METHODS, "handler"])
# What only says something of a procedure to who calls it.
_SAYING = frozenset("route openapi errors output".split())
_ROUTER = re.compile(r"[rR]outer$|^mergeRouters$")
# A call of one, which the hook of front ends, `useRouter()`, is not.
_MAKES_ROUTER = re.compile(rb"(?<!use)[rR]outers?\(")
_ROOT = re.compile(r"^_?(?:app|root|main|api|trpc)_?Router$|^appRouter|^router$", re.IGNORECASE)
_MAX_DEPTH = 8
_MAX_ENTRIES = 10_000
_MAX_FOLLOWED = 6


@dataclass(frozen=True, eq=False)
class _Router:
    """A call that makes a router, and whether others are put into it."""

    where: Located
    call: Call


def trpc(program: Program) -> Iterator[Endpoint]:
    """The procedures of tRPC."""
    if not program.mentions(*_NAMED):
        return
    is_served = program.mentions(*_SERVING)
    routers = [
        each
        for each in _routers(program)
        # Who takes in a package for its types, or calls it by itself, serves none of its routers.
        if is_served or below(each.where.module.path, program.component.path)
    ]
    nested = {id(inner) for each in routers for inner in _put_into(program, each)}
    for each in routers:
        if id(each.call) not in nested:
            names = _names(each)
            whole = any(_ROOT.search(name) for name in names) or any(_put_into(program, each))
            yield from _Walk(program, whole).below(each.where, each.call, "", _MAX_DEPTH)


def _routers(program: Program) -> Iterator[_Router]:
    contents = program.code.tree.contents
    makers = (
        path
        for path in program.holding(b"outer(", b"Routers(")
        if _MAKES_ROUTER.search(contents[path])
    )
    for module in program.code.modules(makers):
        for call in module.calls:
            if _is_router(call) and _holds_procedures(program, located(module, call), call):
                yield _Router(located(module, call), call)


def _is_router(call: Call) -> bool:
    return bool(_ROUTER.search(call.name)) and any(
        isinstance(each, Table | Name | Call) for each in call.arguments
    )


def _holds_procedures(program: Program, where: Located, call: Call) -> bool:
    """Whether what is put into a router are procedures, or routers: it may be another library's."""
    if call.name == "mergeRouters":
        return True
    table = call.argument(0)
    if not isinstance(table, Table):
        return False
    values = [*table.entries.values(), *table.spread]
    return not values or any(_is_part(program, where.at(each), _MAX_DEPTH) for each in values[:5])


def _is_part(program: Program, where: Located, depth: int) -> bool:
    """Whether a value is a procedure, a router, or a table of them."""
    table = _table(program, where)
    if table is not None:
        values = [each for _, each in table][:5] if depth > 0 else []
        return any(_is_part(program, each, depth - 1) for each in values)
    return _procedure(program, where) is not None or _router(program, where) is not None


def _table(program: Program, where: Located) -> list[tuple[str, Located]] | None:
    """What a table holds that stands for a router, written in place or by name; None for others."""
    found = value_of(program, where)
    if found is None or not isinstance(found.expression, Table):
        return None
    return list(_of_table(program, found, found.expression))


def _router(program: Program, where: Located) -> tuple[Located, Call] | None:
    """The router that an entry is, however it is written: by name, or loaded when it is needed."""
    found = value_of(program, where)
    if found is None or not isinstance(found.expression, Call):
        return None
    call = found.expression
    if call.name == "lazy" and call.arguments:
        function = function_of(program, found.at(call.arguments[0]))
        for each in function.returns if function is not None else ():
            callee = each.callee if isinstance(each, Call) else None
            inner = callee.of if isinstance(callee, Member) else each
            loaded = program.value(found.module, inner, function)
            value = loaded.value if loaded is not None else None
            if loaded is not None and isinstance(value, Call) and _is_router(value):
                return Located(value, loaded.module, value.function), value
        return None
    return (found, call) if _is_router(call) else None


def _entries(program: Program, where: Located, call: Call) -> Iterator[tuple[str, Located]]:
    """What a router holds, by name; merged ones hold theirs under no further name."""
    for argument in call.arguments:
        found = value_of(program, where.at(argument))
        if found is None:
            continue
        if isinstance(found.expression, Table):
            yield from _of_table(program, found, found.expression)
        elif isinstance(found.expression, Call):
            yield "", found


def _of_table(program: Program, where: Located, table: Table) -> Iterator[tuple[str, Located]]:
    for name, each in table.entries.items():
        yield name, where.at(each)
    for each in table.spread:
        found = value_of(program, where.at(each))
        if found is not None and isinstance(found.expression, Table):
            yield from ((name, found.at(one)) for name, one in found.expression.entries.items())


def _put_into(program: Program, router: _Router) -> Iterator[Call]:
    """The routers that are put into one."""
    for _, each in _entries(program, router.where, router.call):
        for _, inner in (("", each), *(_table(program, each) or ())):
            found = _router(program, inner)
            if found is not None:
                yield found[1]


def _names(router: _Router) -> tuple[str, ...]:
    """The names that a router has in its file."""
    return tuple(
        each.target for each in router.where.module.assignments if each.value is router.call
    )


@dataclass
class _Walk:
    """Goes down from one router. `left` is how many entries are still looked at: routers may hold
    each other, and the same one many times.
    """

    program: Program
    whole: bool
    left: int = _MAX_ENTRIES

    def below(self, where: Located, call: Call, prefix: str, depth: int) -> Iterator[Endpoint]:
        """The procedures of a router."""
        for name, each in _entries(self.program, where, call):
            yield from self._entry(each, _dotted(prefix, name), depth)

    def _entry(self, where: Located, path: str, depth: int) -> Iterator[Endpoint]:
        self.left -= 1
        if depth <= 0 or self.left < 0:
            return
        procedure = _procedure(self.program, where)
        router = _router(self.program, where) if procedure is None else None
        if procedure is not None:
            yield _endpoint(self.program, *procedure, path, self.whole)
        elif router is not None:
            yield from self.below(*router, path, depth - 1)
        else:
            for name, each in _table(self.program, where) or ():
                yield from self._entry(each, _dotted(path, name), depth - 1)


def _dotted(prefix: str, name: str) -> str:
    return f"{prefix}.{name}" if prefix and name else prefix or name


def _procedure(program: Program, where: Located) -> tuple[Located, Call] | None:
    """The call that makes a procedure: `….query(…)` or `….mutation(…)` on a procedure."""
    found = value_of(program, where)
    call = found.expression if found is not None else None
    if found is None or not isinstance(call, Call):
        return None
    is_one = call.name in _METHODS and len(call.arguments) == 1
    return (found, call) if is_one and not isinstance(call.callee, Item) else None


def _endpoint(program: Program, where: Located, call: Call, path: str, whole: bool) -> Endpoint:
    method = _METHODS[call.name]
    given = call.argument(0)
    handler = function_of(program, where.at(given)) if given is not None else None
    guards = tuple(guards_before(program, where, call, _MAX_FOLLOWED))
    return Endpoint(
        method, path, "tRPC", where.module, line_of(call), handler, None, guards,
        answer_of(method, "", handler), Style.TRPC, whole,
    )  # fmt: skip


def guards_before(program: Program, where: Located, call: Call, hops: int) -> Iterator[Expression]:
    """The procedure that one starts from, with all that it is given on the way: `use`, `input`; of
    tRPC or oRPC.
    """
    root: Expression = call
    for each in call.chain():
        if each.name not in _SAYING and (each is not call or call.name not in _ENDS):
            yield from each.arguments
        root = each.callee
    while isinstance(root, Member):
        root = root.of
    if not isinstance(root, Name):
        return
    name = Name(root.line, path=root.path.rpartition(".")[0] or root.path)
    yield name
    found = value_of(program, where.at(name))
    made = found.expression if found is not None else None
    if found is not None and isinstance(made, Call) and hops > 0:
        yield from guards_before(program, found, made, hops - 1)
