"""Fields of GraphQL's Query and Mutation: maps of resolvers, decorated classes, Pothos."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from dataclasses import replace

from compliance.extract.code.expressions import Call, Expression, Name, Table, Text
from compliance.extract.code.model import Class, Function, Module
from compliance.extract.code.program import Program
from compliance.extract.routes.endpoint import Endpoint
from compliance.extract.routes.following import Located, function_of, located, value_of
from compliance.extract.routes.node.nest_application import application
from compliance.extract.routes.node.registering import line_of
from compliance.facts.routes import Style

_ROOTS = {"Query": "GET", "Mutation": "POST", "Subscription": "GET"}
_DECORATING = (b"@nestjs/graphql", b"type-graphql", b"@nestjs-query")
_BUILDING = {
    "queryField": "GET", "queryFields": "GET", "queryType": "GET",
    "mutationField": "POST", "mutationFields": "POST", "mutationType": "POST",
}  # fmt: skip
_SERVERS = (
    b"@apollo/server", b"apollo-server", b"graphql-yoga", b"mercurius", b"@graphql-tools/",
    b"@nestjs/graphql", b"type-graphql", b"@pothos/", b"nexus", b"GraphQLObjectType",
    b"express-graphql", b"graphql-http",
)  # fmt: skip
# What a map of resolvers has in it, told apart from the many names that only end so.
_MAP = re.compile(rb"(?<![\w.])(?:Query|Mutation|Subscription)['\"]?\s{0,5}[:=,}]")
_MAX_FIELDS = 2_000


def graphql(program: Program) -> Iterator[Endpoint]:
    """The fields of GraphQL."""
    if not program.mentions(*_SERVERS):
        return
    yield from _decorated(program)
    yield from _maps(program)
    yield from _built(program)


def _endpoint(
    method: str, name: str, module: Module, line: int, handler: Function | None,
    guards: tuple[Expression, ...] = (), class_: Class | None = None,
) -> Endpoint:  # fmt: skip
    return Endpoint(
        method, name, "GraphQL", module, line, handler, class_, guards, style=Style.GRAPHQL
    )


def _decorated(program: Program) -> Iterator[Endpoint]:
    """Methods with `@Query()` or `@Mutation()` in a class with `@Resolver()`."""
    everywhere = tuple(application(program).everywhere)
    for module in program.modules(*_DECORATING):
        for class_ in module.classes:
            for method in class_.methods:
                for each in method.decorators:
                    verb = _ROOTS.get(each.name) if isinstance(each, Call) else None
                    if isinstance(each, Call) and verb and _is_resolver(class_):
                        guards = (*everywhere, *class_.decorators, *method.decorators)
                        name = _named(each) or method.name
                        yield _endpoint(verb, name, module, each.line, method, guards, class_)


def _is_resolver(class_: Class) -> bool:
    return any(
        isinstance(each, Call) and each.name in ("Resolver", "ObjectType")
        for each in class_.decorators
    )


def _named(decorator: Call) -> str:
    """The name that a decorator gives to a field."""
    for each in decorator.arguments:
        if isinstance(each, Text):
            return each.value
        name = each.entries.get("name") if isinstance(each, Table) else None
        if isinstance(name, Text):
            return name.value
    return ""


def _maps(program: Program) -> Iterator[Endpoint]:
    """`{Query: {users: …}, Mutation: {…}}`, wherever it is written, and `const Query = {…}`."""
    seen: set[int] = set()
    for module in _holding_maps(program):
        for assignment in module.assignments:
            if assignment.function is None:
                here = Located(assignment.value, module)
                for root, table in _roots(program, here, assignment.target):
                    if id(table.expression) not in seen:
                        seen.add(id(table.expression))
                        yield from _fields(program, table, _ROOTS[root])
        for call in module.calls:
            for root, table in _schema(located(module, call), call):
                if id(table.expression) not in seen:
                    seen.add(id(table.expression))
                    yield from _fields(program, table, _ROOTS[root])


def _holding_maps(program: Program) -> Iterator[Module]:
    for path in program.paths:
        content = program.code.tree.contents.get(path, b"")
        if (b"Query" in content or b"Mutation" in content) and _MAP.search(content):
            module = program.code.module(path)
            if module is not None:
                yield module


def _roots(program: Program, where: Located, name: str) -> Iterator[tuple[str, Located]]:
    table = where.expression
    if not isinstance(table, Table):
        return
    if name in _ROOTS:
        yield name, where
    for root in _ROOTS.keys() & table.entries.keys():
        found = value_of(program, where.at(table.entries[root]))
        if found is not None and isinstance(found.expression, Table):
            yield root, found


def _schema(where: Located, call: Call) -> Iterator[tuple[str, Located]]:
    """`new GraphQLObjectType({name: "Query", fields: {…}})`, `makeSchema({resolvers: {…}})`."""
    for argument in call.arguments[:2]:
        if not isinstance(argument, Table):
            continue
        name, fields = argument.entries.get("name"), argument.entries.get("fields")
        if call.name == "GraphQLObjectType" and isinstance(name, Text):
            root = next((each for each in _ROOTS if name.value.endswith(each)), None)
            inner = fields.returns[0] if isinstance(fields, Function) and fields.returns else fields
            if root is not None and isinstance(inner, Table):
                yield root, where.at(inner)
        resolvers = argument.entries.get("resolvers")
        if isinstance(resolvers, Table):
            for root in _ROOTS.keys() & resolvers.entries.keys():
                if isinstance(resolvers.entries[root], Table):
                    yield root, where.at(resolvers.entries[root])


def _fields(program: Program, where: Located, method: str) -> Iterator[Endpoint]:
    for each in _spread(program, where):
        table = each.expression
        entries = table.entries.items() if isinstance(table, Table) else ()
        for name, value in itertools.islice(entries, _MAX_FIELDS):
            resolve = value.entries.get("resolve") if isinstance(value, Table) else value
            resolve = resolve or value
            handler = function_of(program, each.at(resolve))
            guards = (resolve,) if isinstance(resolve, Call) else ()
            yield _endpoint(method, name, each.module, value.line, handler, guards)


def _spread(program: Program, where: Located) -> Iterator[Located]:
    """A table and those that are spread into it, each once."""
    waiting, seen = [where], {id(where.expression)}
    while waiting:
        each = waiting.pop()
        table = each.expression
        if not isinstance(table, Table):
            continue
        yield each
        for one in table.spread:
            found = value_of(program, each.at(one))
            if found is not None and id(found.expression) not in seen:
                seen.add(id(found.expression))
                waiting.append(found)


def _built(program: Program) -> Iterator[Endpoint]:
    """Pothos and Nexus: `builder.queryField("users", (t) => t.field({resolve}))`."""
    for module in program.modules(b".queryField", b".mutationField", b"queryType", b"mutationType"):
        for call in module.calls:
            method = _BUILDING.get(call.name)
            if method is None or not call.arguments:
                continue
            where = located(module, call)
            first = call.arguments[0]
            if isinstance(first, Text) and len(call.arguments) > 1:
                field = _result(call.arguments[1])
                yield _one(program, where, method, first.value, line_of(call), field)
                continue
            fields = _result(first)
            before: tuple[Expression, ...] = ()
            if isinstance(fields, Table) and "fields" in fields.entries:
                before = tuple(_before(fields))
                fields = _result(fields.entries["fields"])
            if isinstance(fields, Table):
                for name, each in fields.entries.items():
                    one = _one(program, where, method, name, each.line, each)
                    yield replace(one, guards=(*before, *one.guards))


def _result(expression: Expression) -> Expression:
    """What a function returns, or the expression itself."""
    if isinstance(expression, Function) and expression.returns:
        return expression.returns[0]
    return expression


def _one(
    program: Program, where: Located, method: str, name: str, line: int, field: Expression
) -> Endpoint:
    """A field that is made by `t.field({…})`: `authScopes` and the like stand before it."""
    arguments = field.arguments if isinstance(field, Call) else (field,)
    table = next((each for each in reversed(arguments) if isinstance(each, Table)), None)
    resolve = table.entries.get("resolve") if table is not None else None
    handler = function_of(program, where.at(resolve)) if resolve is not None else None
    guards = (*_before(table), *_paging(field))
    return _endpoint(method, name, where.module, line, handler, guards)


def _before(table: Table | None) -> Iterator[Expression]:
    """What the table of a field says is asked before it is resolved."""
    for key, each in table.entries.items() if table is not None else ():
        if key == "authScopes":
            yield from _scopes(each)
        elif key in ("authorize", "skipTypeScopes", "validate", "args"):
            yield each


def _scopes(asked: Expression) -> Iterator[Expression]:
    """The scopes of Pothos by their names, `{loggedIn: true, admin: true}`: `auth.admin`. What a
    function asks for is seen in the function.
    """
    if isinstance(asked, Function):
        yield asked
    table = _result(asked)
    entries = table.entries if isinstance(table, Table) else {}
    for key, each in entries.items():
        if key in ("$all", "$any"):
            yield from _scopes(each)
        elif key != "public":
            yield Name(each.line, path=f"auth.{key}")


def _paging(field: Expression) -> Iterator[Expression]:
    """The cursor that a connection of Relay always takes: `t.prismaConnection({…})`."""
    if isinstance(field, Call) and field.name.lower().endswith("connection"):
        yield Name(field.line, path=f"{field.name}.cursor")
