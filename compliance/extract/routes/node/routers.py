"""Routers that are mounted on others, and the whole address of each route from that."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from compliance.extract.code.expressions import Call, Expression
from compliance.extract.code.model import Module
from compliance.extract.routes.following import Located
from compliance.extract.routes.paths import Written, joined

MAX_PLACES = 20
MAX_BEFORE = 30
# What stands before one route is looked at by several checks.
MAX_GUARDS = 30
MAX_DEPTH = 12
_NOTHING = Written("")


@dataclass(frozen=True, eq=False)
class Registered:
    """A route as it is registered with one router."""

    method: str
    path: Written
    module: Module
    line: int
    handler: Located | None = None
    guards: tuple[Expression, ...] = ()


@dataclass(frozen=True, eq=False)
class Before:
    """What a router runs before the routes that are registered after it."""

    guards: tuple[Expression, ...]
    path: Written
    module: Module
    line: int


@dataclass(frozen=True, eq=False)
class Mount:
    """A router on another one (`on`), at a path."""

    on: Router
    path: Written
    module: Module
    line: int
    guards: tuple[Expression, ...] = ()


@dataclass(frozen=True)
class Place:
    """Where a router answers: its prefix, whether that is all of it, and what stands before it."""

    prefix: str
    whole: bool
    guards: tuple[Expression, ...] = ()


@dataclass(eq=False)
class Router:
    """A router or an application; `is_app` where its addresses begin at the root by themselves.
    `made_by` is the call that made it; where that is one of a function of the repository, `made_as`
    is what the function has done to each that it makes.
    """

    prefix: Written = _NOTHING
    is_app: bool = False
    made_as: Router | None = None
    made_by: Call | None = None
    mounts: list[Mount] = field(default_factory=list)
    before: list[Before] = field(default_factory=list)
    routes: list[Registered] = field(default_factory=list)
    has_mounted: bool = False
    _places: tuple[Place, ...] | None = None
    _asked: bool = False

    def run_before(self, before: Before) -> None:
        """Note what it runs before the routes that follow."""
        if len(self.before) < MAX_BEFORE:
            self.before.append(before)

    def mount(self, mount: Mount) -> None:
        """Put it on another one; on itself it is left as it is."""
        if mount.on is not self and len(self.mounts) < MAX_PLACES:
            self.mounts.append(mount)
            mount.on.has_mounted = True

    def places(self, depth: int = MAX_DEPTH) -> tuple[Place, ...]:
        """Where it answers."""
        if self._places is None:
            if self._asked or depth <= 0:
                return ()  # On itself, by way of others.
            self._asked = True
            found = tuple(self._found(depth))[:MAX_PLACES]
            self._places = found or (Place(joined(self._start.text), self.is_app, ()),)
            self._asked = False
        return self._places

    @property
    def _start(self) -> Written:
        """Its prefix, or what the function that made it has given to each that it makes."""
        made_as = self.made_as
        return made_as.prefix if made_as is not None and not self.prefix.text else self.prefix

    def _found(self, depth: int) -> Iterator[Place]:
        for mount in self.mounts:
            # One that a function makes begins as the function's own does, and once only.
            prefix = _NOTHING if mount.on.made_as is self else self._start
            for place in mount.on.places(depth - 1):
                path = joined(place.prefix, mount.path.text)
                yield Place(
                    joined(path, prefix.text),
                    place.whole and mount.path.whole and prefix.whole,
                    (
                        *place.guards,
                        *mount.on.guards_at(mount.path.text, mount.module, mount.line),
                        *mount.guards,
                    ),
                )

    def guards_at(self, path: str, module: Module, line: int) -> Iterator[Expression]:
        """What runs before a route of that path which is registered at that line."""
        if self.made_as is not None and self.made_as is not self:
            yield from self.made_as.guards_at(path, module, sys.maxsize)
        for each in self.before:
            if each.module is module and each.line > line:
                continue
            if _covers(each.path.text, path):
                yield from each.guards

    def addresses(self) -> Iterator[tuple[Registered, Place]]:
        """Its routes, each with every whole address that it has."""
        for route in self.routes:
            guards = tuple(self.guards_at(route.path.text, route.module, route.line))
            for place in self.places():
                yield (
                    route,
                    Place(
                        joined(place.prefix, route.path.text),
                        place.whole and route.path.whole,
                        tuple(_once((*place.guards, *guards, *route.guards)))[-MAX_GUARDS:],
                    ),
                )


def _covers(pattern: str, path: str) -> bool:
    stem = pattern.rstrip("/*")
    return not stem or path == stem or path.startswith((f"{stem}/", f"{stem}*"))


def _once(guards: Iterable[Expression]) -> Iterator[Expression]:
    seen: set[int] = set()
    for each in guards:
        if id(each) not in seen:
            seen.add(id(each))
            yield each
