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
from compliance.extract.routes.python.names import (
    MAX_HOPS,
    ancestry,
    call_of,
    qualified,
    value_of,
)
from compliance.extract.routes.python.routers import MAX_PLACES, NOTHING, Registered, Router
from compliance.extract.routes.python.texts import written
from compliance.extract.routes.python.wrapped import callers

MAX_REGISTERED = 20_000


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
            of_call = self._of_call(made, made.expression, hops)
            return of_call or self._of_wrapped(where, expression, made.expression, hops)
        found = value_of(self.program, where)
        if found is None or isinstance(found.expression, Class):
            parameter = self._of_parameter(where, expression, hops)
            return parameter or self._of_attribute(where, expression, hops)
        return None

    def _of_wrapped(self, where: Located, name: Name, wrapping: Call, hops: int) -> Router | None:
        """The router of a name that a function has a package wrap under the same name later:
        `app = FastAPI()`, `app = mount_elsewhere(app, pages)`.
        """
        given = (*wrapping.arguments, *wrapping.keywords.values())
        if not any(isinstance(each, Name) and each.path == name.path for each in given):
            return None
        function = where.function
        while function is not None:
            for each in function.assigned(name.path)[:MAX_PLACES]:
                made = each.value
                if isinstance(made, Call) and made is not wrapping:
                    router = self._of_call(where.at(made), made, hops - 1)
                    if router is not None:
                        return router
            function = function.outer
        return None

    def _of_attribute(self, where: Located, name: Name, hops: int) -> Router | None:
        """The router that a method keeps of what it is handed: `self.app = app`."""
        class_ = where.function.class_ if where.function is not None else None
        for method in class_.methods if class_ is not None else ():
            for each in method.assigned(name.path):
                place = Located(each.value, where.module, method)
                if isinstance(each.value, Name) and (kept := self.router(place, hops - 1)):
                    return kept
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
                made = self._returned(where, call, found, function, hops)
        self._routers[id(call)] = made
        return made

    def _returned(
        self, where: Located, call: Call, found: Located, function: Function, hops: int
    ) -> Router | None:
        """The router that a function returns: of one that it makes, another one for each call."""
        for value in function.returns:
            place = Located(value, found.module, function)
            router, made = self.router(place, hops - 1), call_of(self.program, place)
            if router is None:
                continue
            maker = made.expression if made is not None else None
            if router.is_app or not isinstance(maker, Call) or maker.function is not function:
                return router
            prefix = self._handed_prefix(where, call, function, maker)
            own = Router(router.prefix if prefix is None else prefix, router.guards)
            router.mount(own, instead=NOTHING)
            return own
        return None

    def _handed_prefix(
        self, where: Located, call: Call, function: Function, maker: Call
    ) -> Written | None:
        """The prefix of a router that a function makes, where the call says it, or else the
        function does by default.
        """
        names = {each.path for each in maker.keywords.values() if isinstance(each, Name)}
        for position, each in enumerate(function.parameters):
            given = call.argument(position, each.name) or each.default
            if each.name in names and "prefix" in each.name and given is not None:
                return written(self.program, where.at(given))
        return None

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
        found: dict[int, Router] = {}
        name = function.parameters[position].name
        for each in callers(self.program, function):
            given = each.given.get(name) if len(found) <= MAX_PLACES else None
            router = self.router(each.where.at(given), hops - 1) if given is not None else None
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
        """What a call is handed first: each of the written list that it is called for in a loop, or
        what of each it is handed: `for each in (users, orders): app.include_router(each.router)`.
        """
        first = call.argument(0)
        if first is None:
            return
        block = call.block
        if isinstance(first, Name) and block is not None and block.kind == "for":
            subject = block.subject
            head, dot, rest = first.path.partition(".")
            one = where.at(Name(first.line, path=head))
            is_one = not dot or head == block.target
            if subject is not None and is_one and value_of(self.program, one) is None:
                listed = value_of(self.program, where.at(subject))
                if listed is not None and isinstance(listed.expression, Sequence):
                    for each in listed.expression.items[:MAX_PLACES]:
                        if not dot:
                            yield listed.at(each)
                        elif isinstance(each, Name):
                            yield listed.at(Name(each.line, path=f"{each.path}.{rest}"))
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
