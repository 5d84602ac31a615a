"""Finds the routes of the frameworks that are told them by calls, `router.get("/", list)`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from compliance.extract.code.expressions import Call, Item, Member, Name, Text
from compliance.extract.code.meant import class_around
from compliance.extract.code.model import Function, Module
from compliance.extract.routes.endpoint import Endpoint
from compliance.extract.routes.following import (
    Located,
    function_of,
    origin,
)
from compliance.extract.routes.node.answers import answer_of
from compliance.extract.routes.node.dialect import VERBS
from compliance.extract.routes.node.handed_on import answering
from compliance.extract.routes.node.handing import Handing
from compliance.extract.routes.node.keyed import registers_keys
from compliance.extract.routes.node.routers import Router
from compliance.extract.routes.paths import joined, written
from compliance.extract.routes.rows import rows_of
from compliance.facts.routes import Answer

# Calls that register something. A list that they run over counts once for each of its items.
MAX_TAKEN = 20_000
# The address of whatever has no other: `*`, `/*splat`, `/{*splat}`, `(.*)`.
_REST = re.compile(r"/(?:\*\w{0,80}|\{\*\w{1,80}\}|\(\.\*\))")
# Packages that show what an API offers.
SHOWS = re.compile(r"scalar|swagger-ui|redoc|graphiql|graphql-playground|stoplight|bull-board")


@dataclass
class Survey(Handing):
    """Goes through a program's files and has the dialect note what is registered."""

    _seen: set[str] = field(default_factory=set)
    _taken: int = 0

    def endpoints(self) -> Iterator[Endpoint]:
        """The routes of the program, in its framework."""
        self.waiting.extend(self.program.modules(*self.dialect.words))
        own = frozenset(self.program.paths)
        while self.waiting:
            # What a function is handed in one file may be registered with in any other.
            modules = [each for each in self._next() if each.path in own and not each.is_python]
            for module in modules:
                for call in module.calls:
                    self.hand_on(module, call)
                    self.hand_to_loaded(module, call)
            for module in modules:
                self._visit(module)
        for router in list(self.routers.values()):
            yield from self._routes_of(router)

    def _routes_of(self, router: Router) -> Iterator[Endpoint]:
        seen: set[tuple[int, str]] = set()
        for route, place in router.addresses():
            path = joined(self.dialect.spelled(place.prefix))
            # Two applications that one function sets up, such as that of the tests, have it both.
            if (id(route), path) in seen:
                continue
            seen.add((id(route), path))
            function = function_of(self.program, route.handler) if route.handler else None
            handler = answering(self.program, function)
            yield Endpoint(
                route.method, path, self.dialect.framework, route.module, route.line, handler,
                class_around(function), place.guards,
                self._shown(route.handler)
                or answer_of(
                    route.method, path, handler, place.guards, _of_the_rest(place.prefix, handler)
                ),
                whole=place.whole,
            )  # fmt: skip

    def _shown(self, handler: Located | None) -> Answer | None:
        """What a handler answers that a package makes: a page that shows what an API offers."""
        call = handler.expression if handler is not None else None
        if handler is None or not isinstance(call, Call):
            return None
        source, name = origin(self.program, handler.at(call.callee))
        if source == "passport" and name.rpartition(".")[2] == "authenticate":
            return Answer.REDIRECT  # To where people sign in, or from there to where they were.
        return Answer.PAGE if SHOWS.search(source) else None

    def _next(self) -> Iterator[Module]:
        """The files that wait and were not looked at."""
        waiting = list(self.waiting)
        self.waiting.clear()
        for module in waiting:
            if module.path not in self._seen:
                self._seen.add(module.path)
                yield module

    def _visit(self, module: Module) -> None:
        for call in map(_by_its_method, module.calls):
            if call.name in self.dialect.names or isinstance(call.callee, Item):
                for here in self._places(module, call):
                    self._taken += 1
                    if self._taken > MAX_TAKEN:
                        return
                    verb = self._verb(here, call)
                    if verb is not None:
                        self.dialect.take(self, replace(here, expression=verb), verb)

    def _places(self, module: Module, call: Call) -> Iterator[Located]:
        """The places of a call: one for each item of what it is run for, and where a function is
        handed the method, `add("get", "/users", list)`, one for each call of that.
        """
        for here in rows_of(self.program, module, call):
            key, function = getattr(call.callee, "key", None), call.function
            names = [each.name for each in function.parameters] if function is not None else []
            handed = isinstance(key, Name) and key.path in names
            found = list(self._callers(function, here)) if handed and function is not None else []
            yield from found or [here]

    def _callers(self, function: Function, here: Located) -> Iterator[Located]:
        """A place in a function, once for each call of it, with what that hands over."""
        for module, call in self.calls_of(function):
            for row in rows_of(self.program, module, call):
                handed = zip(function.parameters, call.arguments, strict=False)
                rows = tuple((each.name, row.at(given)) for each, given in handed)
                yield replace(here, rows=rows)

    def _verb(self, here: Located, call: Call) -> Call | None:
        """A call whose method stands in a value, `app[route.method](route.path, …)`, as if it were
        written out where that is known; None where only running the program tells it.
        """
        callee = call.callee
        if not isinstance(callee, Item) or isinstance(callee.key, Text) or registers_keys(call):
            return call
        if len(call.arguments) < 2 or self.router(here.at(callee.of)) is None:
            return call
        name = written(self.program, here.at(callee.key)).text.lower()
        if name in VERBS or name == "all":
            verb = Member(callee.line, of=callee.of, name=name)
            return replace(call, callee=verb, function=None)
        self.program.note_beyond(here.module.path, call.line)
        return None


def _of_the_rest(path: str, handler: Function | None) -> Answer:
    """What a route answers that is not known to answer anything: where it takes whatever nobody
    else does, a program that draws pages stands behind it (Next.js, Remix, a site that was built),
    unless its handler hands what it gets to nobody and so only refuses.
    """
    if not _REST.fullmatch(path):
        return Answer.DATA
    given = [each.name for each in handler.parameters] if handler is not None else []
    handed = (
        isinstance(argument, Name) and argument.path in given
        for each in (handler.everything() if handler is not None else ())
        for call in each.calls
        for argument in call.arguments
    )
    return Answer.PAGE if handler is None or any(handed) else Answer.STATIC


def _by_its_method(call: Call) -> Call:
    """`app[method].call(app, path, handler)` as if it were `app[method](path, handler)`."""
    callee = call.callee
    if call.name != "call" or not isinstance(callee, Member) or not isinstance(callee.of, Item):
        return call
    return replace(call, callee=callee.of, arguments=call.arguments[1:])
