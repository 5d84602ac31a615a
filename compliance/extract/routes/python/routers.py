"""Routers of Python's frameworks, and where each of them answers."""

from __future__ import annotations

from dataclasses import dataclass, field

from compliance.extract.code.expressions import Expression
from compliance.extract.code.model import Class, Function, Module
from compliance.extract.routes.paths import Written, joined
from compliance.facts.routes import Answer, Style

MAX_PLACES = 20
MAX_DEPTH = 12
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
    _places: tuple[Place, ...] | None = None
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
        if self._places is None:
            if self._asked or depth <= 0:
                return ()  # On itself, by way of others.
            self._asked = True
            found = tuple(
                self._place(mount, place)
                for mount in self.mounts
                for place in mount.on.places(depth - 1)
            )
            self._asked = False
            bare = Place(self.prefix.text, self.is_app and self.prefix.whole, self.guards)
            self._places = found[:MAX_PLACES] or (bare,)
        return self._places

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
