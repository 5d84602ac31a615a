"""Finds the routers of the frameworks that are told their routes by calls, `router.get("/", list)`,
and what is registered with each: across files, functions that are handed a router, and classes.
"""

from __future__ import annotations

import abc
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import ClassVar

from compliance.extract.code.model import (
    Call,
    Class,
    Expression,
    Function,
    Item,
    Member,
    Module,
    Name,
    Operation,
    Parameter,
)
from compliance.extract.code.program import Program
from compliance.extract.routes.endpoints import Endpoint
from compliance.extract.routes.following import (
    MAX_HOPS,
    Located,
    class_around,
    function_of,
    located,
    rows_of,
    value_of,
)
from compliance.extract.routes.node.answers import answer_of
from compliance.extract.routes.node.routers import Mount, Router
from compliance.extract.routes.paths import Written, joined

VERBS = frozenset("get post put patch delete head options".split())
# The names under which a router is handed to a function.
_LIKELY = ("app", "router", "routes", "server", "fastify", "express", "api", "instance", "hono")
_NOTHING = Written("")


class Dialect(abc.ABC):
    """How one framework is told its routes.

    `words` are in every file that is looked at; `names` are the methods that matter, of which
    `chained` hand the router back.
    """

    framework: ClassVar[str]
    words: ClassVar[tuple[bytes, ...]]
    names: ClassVar[frozenset[str]]
    chained: ClassVar[frozenset[str]]
    types: ClassVar[frozenset[str]]

    @abc.abstractmethod
    def made(self, survey: Survey, where: Located, call: Call) -> Router | None:
        """A new router, where the call makes one."""

    @abc.abstractmethod
    def take(self, survey: Survey, where: Located, call: Call) -> None:
        """Note what a call registers, if it does."""

    def spelled(self, path: str) -> str:
        """A path in the one spelling of all frameworks."""
        return path


def receiver(call: Call) -> Expression | None:
    """What a method is called on; None for a plain function."""
    callee = call.callee
    if isinstance(callee, Name):
        path = callee.path.rpartition(".")[0]
        return Name(callee.line, path=path) if path else None
    return callee.of if isinstance(callee, Member | Item) else None


@dataclass
class Survey:
    """What is known of a program's routers while its files are gone through."""

    program: Program
    dialect: Dialect
    routers: dict[tuple[object, object], Router] = field(default_factory=dict)
    _asked: set[tuple[int, int, int]] = field(default_factory=set)
    _seen: set[str] = field(default_factory=set)
    _waiting: list[Module] = field(default_factory=list)

    def endpoints(self) -> Iterator[Endpoint]:
        """The routes of the program, in its framework."""
        self._waiting.extend(self.program.modules(*self.dialect.words))
        own = frozenset(self.program.paths)
        while self._waiting:
            module = self._waiting.pop(0)
            if module.path not in self._seen and module.path in own and not module.is_python:
                self._seen.add(module.path)
                self._visit(module)
        for router in list(self.routers.values()):
            yield from self._of(router)

    def _of(self, router: Router) -> Iterator[Endpoint]:
        for route, place in router.addresses():
            handler = function_of(self.program, route.handler) if route.handler else None
            path = joined(self.dialect.spelled(place.prefix))
            yield Endpoint(
                route.method, path, self.dialect.framework, route.module, route.line, handler,
                class_around(handler), place.guards,
                route.answer or answer_of(route.method, path, handler, place.guards),
                whole=place.whole,
            )  # fmt: skip

    def _visit(self, module: Module) -> None:
        for call in module.calls:
            if call.name in self.dialect.names or isinstance(call.callee, Item):
                for here in rows_of(self.program, module, call.function):
                    self.dialect.take(self, replace(here, expression=call), call)
            self._hand_on(module, call)

    def _hand_on(self, module: Module, call: Call) -> None:
        """A function that is handed a router registers with that one."""
        for position, argument in enumerate(call.arguments[:6]):
            if not _is_likely(argument):
                continue
            router = self.router(located(module, call).at(argument))
            if router is None:
                continue
            target = self.target(located(module, call).at(call.callee))
            if target is not None and position < len(target.parameters):
                self.hand_to(target, position, Mount(router, _NOTHING, module, call.line))

    def target(self, where: Located) -> Function | None:
        """The function that is called, of a class the one that makes its objects."""
        found = value_of(self.program, where)
        if found is None:
            return None
        if isinstance(found.expression, Class):
            return found.expression.method("constructor")
        return found.expression if isinstance(found.expression, Function) else None

    def hand_to(self, target: Function, position: int, mount: Mount) -> None:
        """Mount the router that a parameter of a function is."""
        self.of_parameter(target, target.parameters[position]).mount(mount)
        if target.module is not None:
            self._waiting.append(target.module)

    def of_parameter(self, function: Function, parameter: Parameter) -> Router:
        """The router that a function is handed."""
        bare = parameter.type.rpartition(".")[2].partition("<")[0]
        is_app = parameter.name == "app" or bare in ("Express", "Application", "FastifyInstance")
        return self.routers.setdefault((function, parameter.name), Router(is_app=is_app))

    def new(self, where: Located, key: Expression) -> Router | None:
        """The router that a call makes, the same for the same call and class."""
        known = self.routers.get((key, where.class_))
        if known is None and isinstance(key, Call):
            known = self.dialect.made(self, where, key)
            if known is not None:
                self.routers[key, where.class_] = known
                self._waiting.append(where.module)
                if where.class_ is not None:
                    self._of_base(where, key, known)
        return known

    def _of_base(self, where: Located, key: Call, router: Router) -> None:
        """What a class registers in the code that it inherits."""
        if where.class_ is not None and where.class_.module is not None:
            self._waiting.append(where.class_.module)
        base = class_around(key.function) or key.class_
        if base is not None and base is not where.class_:
            inherited = self.new(replace(where, class_=base), key)
            if inherited is not None:
                inherited.mount(Mount(router, _NOTHING, where.module, key.line))

    def router(self, where: Located, hops: int = MAX_HOPS) -> Router | None:
        """The router that an expression is."""
        expression = where.expression
        key = (id(expression), id(where.class_), id(where.function))
        if hops <= 0 or key in self._asked:
            return None
        self._asked.add(key)
        try:
            if isinstance(expression, Call):
                return self._of_call(where, expression, hops)
            if isinstance(expression, Name):
                return self._of_name(where, expression.path, hops)
            if isinstance(expression, Member):
                return self._of_member(where, expression, hops)
            if isinstance(expression, Operation) and expression.operator in ("=", "||", "??"):
                parts = (where.at(each) for each in reversed(expression.operands))
                return next(filter(None, (self.router(each, hops - 1) for each in parts)), None)
            return None
        finally:
            self._asked.discard(key)

    def _of_call(self, where: Located, call: Call, hops: int) -> Router | None:
        if call.function is not None and where.function is None:
            where = replace(where, function=call.function)
        made = self.new(where, call)
        if made is not None:
            return made
        on = receiver(call)
        if on is not None and call.name in self.dialect.chained:
            return self.router(where.at(on), hops - 1)
        if call.path in ("require", "import"):
            file = value_of(self.program, where)
            return self.router(file, hops - 1) if file is not None else None
        found = value_of(self.program, where.at(call.callee))
        if found is not None and isinstance(found.expression, Function):
            return self._returned(where, call, found, found.expression, hops)
        return None

    def _returned(
        self, where: Located, call: Call, found: Located, function: Function, hops: int
    ) -> Router | None:
        """The router that a function returns: a new one for each call of it."""
        for value in function.returns:
            router = self.router(Located(value, found.module, function, found.class_), hops - 1)
            if router is None:
                continue
            for position, each in enumerate(function.parameters):
                if self.routers.get((function, each.name)) is router and each.name:
                    given = call.argument(position)
                    return self.router(where.at(given), hops - 1) if given is not None else router
            if not self._is_made_in(router, function):
                return router
            key = (call, where.class_)
            if key not in self.routers:
                self.routers[key] = Router(router.prefix, router.is_app, made_as=router)
                router.mount(Mount(self.routers[key], _NOTHING, where.module, call.line))
                if found.module.path not in self._seen:
                    self._waiting.append(found.module)
            return self.routers[key]
        return None

    def _is_made_in(self, router: Router, function: Function) -> bool:
        """Whether it is a call in that function which makes a router."""
        within = {id(each) for each in function.everything()}
        return any(
            each is router and isinstance(key, Call) and id(key.function) in within
            for (key, _), each in self.routers.items()
        )

    def _of_name(self, where: Located, path: str, hops: int) -> Router | None:
        row = where.row(path)
        if row is not None:
            return self.router(row, hops - 1)
        head, _, rest = path.partition(".")
        if head == "this":
            class_ = where.class_ or class_around(where.function)
            return self._of_attribute(where, class_, rest, hops) if class_ else None
        parameter = self._parameter(where.function, head)
        if parameter is not None:
            function, given = parameter
            handed = (function, given.name) in self.routers
            if rest or not (handed or self._may_be(given)):
                return self._of_typed(where, given, rest, hops)
            return self.of_parameter(function, given)
        found = value_of(self.program, where)
        if found is not None and not isinstance(found.expression, Name):
            if isinstance(found.expression, Call):
                return self.router(found, hops - 1)
            if isinstance(found.expression, Operation):
                return self.router(found, hops - 1)
        return self._of_object(where, head, rest, hops) if rest else None

    def _of_object(self, where: Located, head: str, rest: str, hops: int) -> Router | None:
        """`object.router`, where the object is one of a class of the repository."""
        found = value_of(self.program, where.at(Name(0, path=head)))
        return self._of_made(found, rest, hops) if found is not None else None

    def _of_member(self, where: Located, member: Member, hops: int) -> Router | None:
        """`new Users(config).router`, `makeUsers().router`."""
        found = value_of(self.program, where.at(member.of))
        return self._of_made(found, member.name, hops) if found is not None else None

    def _of_made(self, found: Located, rest: str, hops: int) -> Router | None:
        call = found.expression
        if not isinstance(call, Call):
            return None
        made = value_of(self.program, found.at(call.callee))
        if made is not None and isinstance(made.expression, Class):
            return self._of_attribute(made, made.expression, rest, hops)
        return None

    def _of_typed(
        self, where: Located, parameter: Parameter, rest: str, hops: int
    ) -> Router | None:
        """An attribute of a parameter whose type is a class of the repository."""
        if not rest or not parameter.type:
            return None
        name = Name(0, path=parameter.type.partition("<")[0].strip())
        found = value_of(self.program, where.at(name))
        if found is not None and isinstance(found.expression, Class):
            return self._of_attribute(found, found.expression, rest, hops)
        return None

    def _parameter(self, function: Function | None, name: str) -> tuple[Function, Parameter] | None:
        """The parameter that a name is, unless something else of that name stands nearer."""
        each = function
        while each is not None:
            if any(one.target == name for one in each.assignments):
                return None
            for parameter in each.parameters:
                if parameter.name == name:
                    return each, parameter
            each = each.outer
        return None

    def _may_be(self, parameter: Parameter) -> bool:
        """Whether a parameter may be a router, by its type or else its name."""
        if parameter.type:
            bare = parameter.type.rpartition(".")[2].partition("<")[0]
            return bare in self.dialect.types or bare == "any"
        return _is_likely(Name(0, path=parameter.name))

    def _of_attribute(self, where: Located, class_: Class, path: str, hops: int) -> Router | None:
        """The router that a field, a getter or a method of a class holds, or of what it extends."""
        head, _, rest = path.partition(".")
        concrete = where.class_ or class_
        each: Class | None = class_
        for _ in range(MAX_HOPS):
            if each is None or each.module is None or hops <= 0:
                return None
            for value, function in _held(each, head):
                here = Located(value, each.module, function, concrete)
                router = (
                    self._of_made(here, rest, hops - 1) if rest else self.router(here, hops - 1)
                )
                if router is not None:
                    return router
            for function, parameter in _constructed(each, head):
                if not rest and self._may_be(parameter):
                    return self.of_parameter(function, parameter)
            each = self.base(each)
        return None

    def base(self, class_: Class) -> Class | None:
        """The class of the repository that a class extends."""
        if class_.module is None:
            return None
        for base in class_.bases:
            found = value_of(self.program, Located(base, class_.module))
            if found is not None and isinstance(found.expression, Class):
                return found.expression
        return None


def _held(class_: Class, name: str) -> Iterator[tuple[Expression, Function | None]]:
    """What a field holds, or a getter or method returns, with the function where it is written."""
    field_ = class_.field(name)
    if field_ is not None and field_.value is not None:
        yield field_.value, None
    for method in class_.methods:
        if method.name == name:
            yield from ((each, method) for each in method.returns)
        for assignment in method.assignments:
            if assignment.target == f"this.{name}":
                yield assignment.value, method


def _constructed(class_: Class, name: str) -> Iterator[tuple[Function, Parameter]]:
    """The parameter of the constructor that is a field as well."""
    made = class_.method("constructor")
    for parameter in made.parameters if made is not None else ():
        if parameter.name == name and made is not None:
            yield made, parameter


def _is_likely(expression: Expression) -> bool:
    if isinstance(expression, Call):
        return False
    if not isinstance(expression, Name):
        return False
    return expression.path.rpartition(".")[2].lower().endswith(_LIKELY)
