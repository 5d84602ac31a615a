"""Reads the fields of GraphQL's Query and Mutation in Strawberry, Graphene and Ariadne."""

from __future__ import annotations

from collections.abc import Iterator

from compliance.extract.code.expressions import Call, Expression, Name, Text, path_of
from compliance.extract.code.model import Class, Field, Function, Module
from compliance.extract.code.program import Program
from compliance.extract.routes.endpoint import Endpoint
from compliance.extract.routes.following import Located, located
from compliance.extract.routes.python.names import ancestry, class_of, value_of
from compliance.facts.routes import Style

MAX_FIELDS = 5_000
_NAMED = (b"strawberry", b"graphene", b"ariadne")
_ROOTS = {"query": "GET", "mutation": "POST", "subscription": "GET"}
_ARIADNE = {"QueryType": "GET", "MutationType": "POST", "SubscriptionType": "GET"}
_OBJECTS = ("graphene.ObjectType", "graphene.types.ObjectType", "ObjectType")
_MUTATES = ("mutate", "perform_mutation", "mutate_and_get_payload")


def graphql(program: Program) -> Iterator[Endpoint]:
    """The fields of GraphQL."""
    if not program.mentions(*_NAMED):
        return
    found: dict[int, tuple[Class, str]] = {}
    for module in program.python_modules(b"chema(", b"class Query", b"class Mutation"):
        for class_, method in _roots(program, module):
            found.setdefault(id(class_), (class_, method))
    for class_, method in found.values():
        yield from _fields(program, class_, method)
    yield from _ariadne(program)


def _roots(program: Program, module: Module) -> Iterator[tuple[Class, str]]:
    """The classes that a schema is made of, each with the method that its fields are like."""
    for call in module.calls:
        if call.name.lower().endswith("schema") or "mutation" in call.keywords:
            where = located(module, call)
            for keyword, method in _ROOTS.items():
                given = call.keywords.get(keyword)
                class_ = class_of(program, where.at(given)) if given is not None else None
                if class_ is not None:
                    yield class_, method
            first = call.argument(0)
            class_ = class_of(program, where.at(first)) if isinstance(first, Name) else None
            if class_ is not None and "query" in class_.name.lower():
                yield class_, "GET"
    for class_ in module.classes:
        if class_.name.lower() in _ROOTS and _is_object(program, class_):
            yield class_, _ROOTS[class_.name.lower()]


def _is_object(program: Program, class_: Class) -> bool:
    marks = (path_of(each).removesuffix("()") for each in class_.decorators)
    if any("strawberry" in each for each in marks):
        return True
    return any(each in _OBJECTS for each in ancestry(program, class_).packages)


def _fields(program: Program, class_: Class, method: str) -> Iterator[Endpoint]:
    """The fields of a root, those that it inherits among them."""
    seen: set[str] = set()
    for owner in ancestry(program, class_).classes:
        module = owner.module
        if module is None or len(seen) > MAX_FIELDS:
            continue
        guards = owner.decorators
        for each in owner.methods:
            if _is_field(each) and each.name not in seen:
                seen.add(each.name)
                yield _endpoint(method, each.name, module, each.line, each, owner,
                                (*each.decorators, *guards))  # fmt: skip
        for held in owner.fields:
            if isinstance(held.value, Call) and held.name not in seen:
                seen.add(held.name)
                handler = _resolver(program, owner, held, held.value)
                yield _endpoint(method, held.name, module, held.line, handler, owner, guards)


def _is_field(function: Function) -> bool:
    """Whether a method is a field of Strawberry."""
    names = (path_of(each).removesuffix("()") for each in function.decorators)
    return any(each.endswith(("field", "mutation", "subscription", "connection")) for each in names)


def _resolver(program: Program, owner: Class, held: Field, call: Call) -> Function | None:
    """The function that answers a field that is no method."""
    by_name = ancestry(program, owner).method(f"resolve_{held.name}")
    if by_name is not None:
        return by_name
    module = owner.module
    given = call.keywords.get("resolver")
    if module is None:
        return None
    if given is not None:
        found = value_of(program, Located(given, module))
        return found.expression if found and isinstance(found.expression, Function) else None
    if call.name == "Field" and call.receiver:
        # `create_user = CreateUser.Field()` of Graphene.
        class_ = class_of(program, Located(Name(call.line, path=call.receiver), module))
        if class_ is not None:
            known = ancestry(program, class_)
            return next(filter(None, (known.method(name) for name in _MUTATES)), None)
    return None


def _ariadne(program: Program) -> Iterator[Endpoint]:
    """`@query.field("users")` of Ariadne."""
    for module in program.python_modules(b".field("):
        for function in module.functions:
            for mark in function.decorators:
                if not isinstance(mark, Call) or mark.name != "field" or not mark.receiver:
                    continue
                on = Located(Name(mark.line, path=mark.receiver), module, function.outer)
                made = value_of(program, on)
                kind = made.expression.name if made and isinstance(made.expression, Call) else ""
                name = mark.argument(0)
                if kind in _ARIADNE and isinstance(name, Text):
                    yield _endpoint(_ARIADNE[kind], name.value, module, mark.line, function, None,
                                    ())  # fmt: skip


def _endpoint(
    method: str, name: str, module: Module, line: int, handler: Function | None,
    class_: Class | None, guards: tuple[Expression, ...],
) -> Endpoint:  # fmt: skip
    return Endpoint(
        method, _camel(name), "GraphQL", module, line, handler, class_, guards, style=Style.GRAPHQL
    )


def _camel(name: str) -> str:
    """`created_at` as GraphQL's own clients see it: `createdAt`."""
    head, *rest = name.split("_")
    return head + "".join(each.capitalize() for each in rest)
