"""Routers, blueprints and applications that are mounted on one another, and what is registered with
each: the shape that Flask, FastAPI and most others share.
"""

from __future__ import annotations

import abc
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import ClassVar

from compliance.extract.code.expressions import (
    Call,
    Expression,
    Item,
    Member,
    Name,
    Sequence,
    path_of,
)
from compliance.extract.code.model import Class, Function, Module
from compliance.extract.code.program import Program
from compliance.extract.routes.endpoint import Endpoint
from compliance.extract.routes.following import Located
from compliance.extract.routes.paths import Written, joined
from compliance.extract.routes.python.answers import answer_of
from compliance.extract.routes.python.names import MAX_HOPS, ancestry, call_of, qualified, value_of
from compliance.facts.routes import Answer, Style

MAX_PLACES = 20
MAX_DEPTH = 12
MAX_REGISTERED = 20_000
NOTHING = Written("")


@dataclass(frozen=True, eq=False)
class Mount:
    """A router on another one, under a path; `instead` stands where its own prefix would."""

    on: Router
    path: Written
    guards: tuple[Expression, ...] = ()
    instead: Written | None = None


@dataclass(frozen=True)
class Place:
    """Where a router answers: its prefix, whether that is all of it, and what stands before it."""

    prefix: str = ""
    whole: bool = True
    guards: tuple[Expression, ...] = ()


@dataclass(eq=False)
class Router:
    """A router, or an application, whose addresses begin at the root (`is_app`)."""

    prefix: Written = NOTHING
    guards: tuple[Expression, ...] = ()
    is_app: bool = False
    mounts: list[Mount] = field(default_factory=list)
    _asked: bool = False

    def mount(
        self,
        on: Router,
        path: Written = NOTHING,
        guards: tuple[Expression, ...] = (),
        instead: Written | None = None,
    ) -> None:
        """Put it on another one."""
        if on is not self and len(self.mounts) < MAX_PLACES:
            self.mounts.append(Mount(on, path, guards, instead))

    def places(self, depth: int = MAX_DEPTH) -> tuple[Place, ...]:
        """Where it answers; a router that nobody mounts is somewhere that is not written out."""
        if self._asked or depth <= 0:
            return ()  # On itself, by way of others.
        self._asked = True
        found = [
            self._place(mount, place)
            for mount in self.mounts
            for place in mount.on.places(depth - 1)
        ]
        self._asked = False
        if not found:
            found = [Place(self.prefix.text, self.is_app and self.prefix.whole, self.guards)]
        return tuple(found[:MAX_PLACES])

    def _place(self, mount: Mount, place: Place) -> Place:
        own = self.prefix if mount.instead is None else mount.instead
        return Place(
            joined(place.prefix, mount.path.text, own.text),
            place.whole and mount.path.whole and own.whole,
            (*place.guards, *mount.guards, *self.guards),
        )


@dataclass(frozen=True, eq=False)
class Registered:
    """A route as it is registered with one router. `answer` where that is known without reading the
    handler, `otherwise` where the handler does not say.
    """

    router: Router
    method: str
    path: Written
    module: Module
    line: int
    handler: Function | None = None
    class_: Class | None = None
    guards: tuple[Expression, ...] = ()
    answer: Answer | None = None
    otherwise: Answer = Answer.DATA
    style: Style = Style.HTTP


@dataclass
class Survey(abc.ABC):
    """What is known of a program's routers while its files are gone through."""

    framework: ClassVar[str]

    program: Program
    routes: list[Registered] = field(default_factory=list)
    _routers: dict[object, Router | None] = field(default_factory=dict)

    @abc.abstractmethod
    def made(self, where: Located, call: Call, kinds: tuple[str, ...], /) -> Router | None:
        """A new router, where a call makes one; `kinds` are the whole names of the package's
        classes that what it calls is, or extends.
        """

    def spelled(self, path: str) -> str:
        """A path in the one spelling of all frameworks."""
        return path

    def endpoints(self) -> Iterator[Endpoint]:
        """All that was registered, with every whole address that it has."""
        for each in self.routes[:MAX_REGISTERED]:
            for place in each.router.places():
                path = joined(self.spelled(joined(place.prefix, each.path.text)))
                answer = each.answer or answer_of(
                    self.program, each.method, path, each.handler, each.otherwise
                )
                yield Endpoint(
                    each.method, path, self.framework, each.module, each.line, each.handler,
                    each.class_, (*place.guards, *each.guards), answer, each.style,
                    place.whole and each.path.whole,
                )  # fmt: skip

    def receiver(self, module: Module, call: Call) -> Router | None:
        """The router that a method is called on."""
        callee = call.callee
        if isinstance(callee, Name):
            path = callee.path.rpartition(".")[0]
            on: Expression | None = Name(callee.line, path=path) if path else None
        else:
            on = callee.of if isinstance(callee, Member | Item) else None
        return self.router(Located(on, module, call.function)) if on is not None else None

    def router(self, where: Located, hops: int = MAX_HOPS) -> Router | None:
        """The router that an expression is."""
        expression = where.expression
        if hops <= 0:
            return None
        if isinstance(expression, Call):
            return self._of_call(where, expression, hops)
        if not isinstance(expression, Name):
            return None
        made = call_of(self.program, where)
        if made is not None and isinstance(made.expression, Call):
            return self._of_call(made, made.expression, hops)
        found = value_of(self.program, where)
        if found is None or isinstance(found.expression, Class):
            return self._of_parameter(where, expression, hops)
        return None

    def _of_call(self, where: Located, call: Call, hops: int) -> Router | None:
        """The router that a call makes, or that the function returns which it calls."""
        if id(call) in self._routers:
            return self._routers[id(call)]
        self._routers[id(call)] = None
        made = self.made(where, call, self.kinds(where, call))
        if made is None:
            found = value_of(self.program, where.at(call.callee))
            function = found.expression if found is not None else None
            if found is not None and isinstance(function, Function):
                values = (Located(each, found.module, function) for each in function.returns)
                made = next(filter(None, (self.router(each, hops - 1) for each in values)), None)
        self._routers[id(call)] = made
        return made

    def _of_parameter(self, where: Located, name: Name, hops: int) -> Router | None:
        """The router that a function is handed: by those who call it, else an application."""
        function = where.function
        while function is not None:
            for position, each in enumerate(function.parameters):
                if each.name == name.path:
                    key = (id(function), name.path)
                    if key not in self._routers:
                        self._routers[key] = None
                        found = self._handed(function, position, hops)
                        # In a class that extends an application, `self` is one.
                        of = function.class_ if position == 0 else None
                        types = [each.type, *(path_of(base) for base in (of.bases if of else ()))]
                        if found is None and any(self.may_be_app(each.name, t) for t in types):
                            found = Router(is_app=True)
                        self._routers[key] = found
                    return self._routers[key]
            function = function.outer
        return None

    def _handed(self, function: Function, position: int, hops: int) -> Router | None:
        """The router that others hand to a function: one that is on each of them, if several do."""
        parameter = function.parameters[position]
        first = 1 if function.class_ is not None else 0
        found: dict[int, Router] = {}
        for module in self.program.modules(function.name.encode()) if function.name else ():
            for call in module.calls:
                if call.name != function.name or len(found) > MAX_PLACES:
                    continue
                given = call.argument(position - first, parameter.name)
                target = value_of(self.program, Located(call.callee, module, call.function))
                if given is None or target is None or target.expression is not function:
                    continue
                router = self.router(Located(given, module, call.function), hops - 1)
                if router is not None:
                    found[id(router)] = router
        if len(found) < 2:
            return next(iter(found.values()), None)
        joint = Router()
        for router in found.values():
            joint.mount(router)
        return joint

    def may_be_app(self, name: str, type_: str, /) -> bool:
        """Whether a parameter may be an application, by its name and type."""
        return name in ("app", "application") or type_.rpartition(".")[2] in ("Flask", "FastAPI")

    def kinds(self, where: Located, call: Call) -> tuple[str, ...]:
        """The whole names of what a call makes an object of: a package's class, or those that a
        class of the repository extends.
        """
        name = qualified(self.program, where.module, path_of(call.callee))
        if name:
            return (name,)
        found = value_of(self.program, where.at(call.callee))
        if found is not None and isinstance(found.expression, Call):
            found = self._made_class(found, found.expression)
        if found is not None and isinstance(found.expression, Class):
            return ancestry(self.program, found.expression).packages
        return ()

    def _made_class(self, where: Located, call: Call) -> Located | None:
        """The class that a function makes and returns: `Router = router_class(Route)`."""
        maker = value_of(self.program, where.at(call.callee))
        if maker is None or not isinstance(maker.expression, Function):
            return None
        returned = maker.expression.returns
        places = (Located(each, maker.module, maker.expression) for each in returned)
        return next(filter(None, (value_of(self.program, each) for each in places)), None)

    def given(self, where: Located, call: Call) -> Iterator[Located]:
        """What a call is handed first: each of the written list that it is called for in a loop."""
        first = call.argument(0)
        if first is None:
            return
        block = call.block
        if isinstance(first, Name) and block is not None and block.kind == "for":
            subject = block.subject
            if subject is not None and value_of(self.program, where.at(first)) is None:
                listed = value_of(self.program, where.at(subject))
                if listed is not None and isinstance(listed.expression, Sequence):
                    yield from (listed.at(each) for each in listed.expression.items[:MAX_PLACES])
                    return
        yield where.at(first)


def functions(module: Module) -> Iterator[tuple[Function, Call]]:
    """The functions of a module with each call that decorates them."""
    for function in module.functions:
        for each in function.decorators:
            if isinstance(each, Call):
                yield function, each


def classes(module: Module) -> Iterator[tuple[Class, Call]]:
    """The classes of a module with each call that decorates them."""
    waiting = list(module.classes)
    while waiting:
        class_ = waiting.pop()
        waiting.extend(class_.inner)
        for each in class_.decorators:
            if isinstance(each, Call):
                yield class_, each


def others(decorators: tuple[Expression, ...], mine: Expression) -> tuple[Expression, ...]:
    """What decorates a function besides the decorator that makes it a route."""
    return tuple(each for each in decorators if each is not mine)
