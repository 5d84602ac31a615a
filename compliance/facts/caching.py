"""What a component caches."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from compliance.facts import Evidence, Fact, Scope


@dataclass(frozen=True)
class Cached:
    """A place that caches data, and what does it there."""

    by: str
    where: Evidence


@dataclass(frozen=True)
class Caching(Fact):
    """The first places that cache data. `idle` are caches that are configured, and hold none."""

    scope: ClassVar[Scope] = Scope.COMPONENT

    places: tuple[Cached, ...] = ()
    idle: tuple[Cached, ...] = ()
