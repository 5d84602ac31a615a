"""Tells which router an expression is: across files, functions that are handed one or make one, and
classes that keep one.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from compliance.extract.code.expressions import Call, Expression, Member, Name, Operation
from compliance.extract.code.meant import class_around
from compliance.extract.code.model import Class, Function, Module, Parameter
from compliance.extract.code.program import Program
from compliance.extract.routes.following import MAX_HOPS, Located, origin, value_of
from compliance.extract.routes.node.dialect import Dialect, receiver
from compliance.extract.routes.node.handed import Handed, is_named_router, key_of
from compliance.extract.routes.node.routers import Mount, Router
from compliance.extract.routes.paths import Written

NOTHING = Written("")
# The names under which a router is handed to a function.
_LIKELY = ("app", "router", "routes", "server", "fastify", "express", "api", "instance", "hono")
# Under which names the objects of packages that wrap one have it, and where it is handed to them.
_OF_WRAPPERS = frozenset(["app", "router", "routes"])
_MAX_GIVEN = 3
# How many of the values are tried that objects of one file keep under one name.
_MAX_KEPT = 4


@dataclass
class Resolver:
    """The routers of a program that are known so far, each by what makes it: a call, in a class
    whose objects have one each, or the parameter of a function.
    """

    program: Program
    dialect: Dialect
    routers: dict[tuple[object, object], Router] = field(default_factory=dict)
    waiting: deque[Module] = field(default_factory=deque)
    _answers: dict[tuple[int, int, int], tuple[Located, Router | None]] = field(
        default_factory=dict
    )
    _depth: int = 0
    _handed: Handed = field(default_factory=Handed)
    _kept: dict[str, dict[str, list[Located]]] = field(default_factory=dict)

    def of_parameter(self, function: Function, parameter: Parameter) -> Router:
        """The router that a function is handed."""
        bare = parameter.type.rpartition(".")[2].partition("<")[0]
        is_app = parameter.name == "app" or bare in ("Express", "Application", "FastifyInstance")
        return self.routers.setdefault((function, parameter.name), Router(is_app=is_app))

    def new(self, where: Located, key: Expression) -> Router | None:
        """The router that a call makes, the same for the same call and class."""
        if not isinstance(key, Call):
            return None
        class_ = where.class_ or class_around(key.function) or key.class_
        known = self.routers.get((key, class_))
        if known is None:
            known = self.dialect.made(self, where, key)
            if known is not None:
                known.made_by = key
                self.routers[key, class_] = known
                self.waiting.append(where.module)
                if where.class_ is not None:
                    self._of_base(where, key, known)
        return known

    def _of_base(self, where: Located, key: Call, router: Router) -> None:
        """What a class registers in the code that it inherits."""
        if where.class_ is not None and where.class_.module is not None:
            self.waiting.append(where.class_.module)
        base = class_around(key.function) or key.class_
        if base is not None and base is not where.class_:
            inherited = self.new(replace(where, class_=base), key)
            if inherited is not None:
                inherited.mount(Mount(router, NOTHING, where.module, key.line))

    def router(self, where: Located, hops: int = MAX_HOPS) -> Router | None:
        """The router that an expression is. On the way to it each is asked once: they may lead
        round, or share all that they are made of.
        """
        key = (id(where.expression), id(where.class_), id(where.function))
        if hops <= 0 or key in self._answers:
            return self._answers[key][1] if key in self._answers else None
        self._answers[key] = (where, None)
        self._depth += 1
        try:
            found = self._of(where, hops)
            self._answers[key] = (where, found)
        finally:
            self._depth -= 1
            if not self._depth:
                self._answers.clear()
        return found

    def _of(self, where: Located, hops: int) -> Router | None:
        expression = where.expression
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
        return self._wrapped(where, call)

    def _wrapped(self, where: Located, call: Call) -> Router | None:
        """The router that a package is handed as soon as it is made: `asyncify(express())` is that
        one, and `new Documented(express.Router())` registers with it.
        """
        if not origin(self.program, where.at(call.callee))[0]:
            return None
        given = (each for each in call.arguments[:_MAX_GIVEN] if isinstance(each, Call))
        return next(filter(None, (self.new(where.at(each), each) for each in given)), None)

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
            if not is_made_in(router, function):
                return router
            key = (call, where.class_)
            if key not in self.routers:
                own = Router(NOTHING, router.is_app, made_as=router, made_by=call)
                self.routers[key] = own
                router.mount(Mount(own, NOTHING, where.module, call.line))
                self.waiting.append(found.module)
            return self.routers[key]
        return None

    def _of_name(self, where: Located, path: str, hops: int) -> Router | None:
        row = where.row(path)
        if row is not None:
            return self.router(row, hops - 1)
        head, _, rest = path.partition(".")
        if head == "this":
            class_ = where.class_ or class_around(where.function)
            if class_ is None:
                return self._of_own(where, path, hops)
            return self._of_attribute(where, class_, rest, hops)
        parameter = self._handed.parameter(where.function, head)
        if parameter is not None:
            return self._of_handed(where, *parameter, path, hops)
        found = value_of(self.program, where)
        if found is not None and isinstance(found.expression, Call | Operation):
            return self.router(found, hops - 1)
        named = self._handed.assigned(where.function, head) if not rest else None
        if named is not None and isinstance(named[1], Name) and "." in named[1].path:
            return self.router(replace(where.at(named[1]), function=named[0]), hops - 1)
        return self._of_object(where, head, rest, hops) if rest else None

    def _of_own(self, where: Located, path: str, hops: int) -> Router | None:
        """The router that an object keeps in itself which no class makes: `this.app = …` in one of
        the functions of its file.
        """
        # Half of the hops each time: what objects keep may lead to what they keep, on and on.
        kept = self._keepers(where.module).get(path, ())
        return next(filter(None, (self.router(each, hops // 2) for each in kept)), None)

    def _keepers(self, module: Module) -> dict[str, list[Located]]:
        """What the functions of a file that are no methods keep in `this`, by its name."""
        if module.path not in self._kept:
            kept: dict[str, list[Located]] = {}
            for function in module.functions if b"this." in module.source else ():
                for each in function.assignments if function.class_ is None else ():
                    known = kept.setdefault(each.target, [])
                    if each.target.startswith("this.") and len(known) < _MAX_KEPT:
                        known.append(Located(each.value, module, function))
            self._kept[module.path] = kept
        return self._kept[module.path]

    def _of_handed(
        self, where: Located, function: Function, given: Parameter, path: str, hops: int
    ) -> Router | None:
        """The router that a parameter is, or that lies in it."""
        known = self.routers.get((function, path))
        if known is not None:
            return known
        if given.name == path:
            return self.of_parameter(function, given) if self._may_be(given) else None
        typed = self._of_typed(where, given, path.partition(".")[2], hops)
        if typed is None and is_named_router(key_of(given, path)):
            return self.of_part(function, given, path)
        return typed

    def of_part(self, function: Function, given: Parameter, path: str) -> Router:
        """The router that lies in what a function is handed, by how the function calls it."""
        is_app = key_of(given, path) == "app"
        return self.routers.setdefault((function, path), Router(is_app=is_app))

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
        return self._wrapped(found, call) if rest in _OF_WRAPPERS else None

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

    def _may_be(self, parameter: Parameter) -> bool:
        """Whether a parameter may be a router, by its type or else its name."""
        if parameter.type:
            bare = parameter.type.rpartition(".")[2].partition("<")[0]
            named = bare in self.dialect.types or bare in ("any", "ReturnType")
            # The project's own name for its type: `HonoApp`, `TypedFastify`.
            framework = self.dialect.framework
            own = bare.endswith(framework) or (bare.startswith(framework) and bare.endswith("App"))
            return named or own or parameter.name == framework.lower()
        return is_likely(Name(0, path=parameter.name))

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


def is_likely(expression: Expression) -> bool:
    """Whether an expression is called as routers are."""
    if not isinstance(expression, Name):
        return False
    return expression.path.rpartition(".")[2].lower().endswith(_LIKELY)


def is_made_in(router: Router, function: Function) -> bool:
    """Whether it is a call in that function, or in one that is written in it, that makes it."""
    each = router.made_by.function if router.made_by is not None else None
    while each is not None:
        if each is function:
            return True
        each = each.outer
    return False
