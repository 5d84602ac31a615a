"""How a component turns errors into responses."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from compliance.facts import Evidence, Fact, Scope


@dataclass(frozen=True)
class Handler:
    """What turns errors into responses, in a few words, and where that is seen."""

    what: str
    where: Evidence


@dataclass(frozen=True)
class ErrorHandling(Fact):
    """`handlers` are the central ones; `built_in` what a framework does by itself in one form.

    `route_files` is the number of handlers of Next.js's kind, `wrapped` how many of them the most
    used wrapper is around; `wrapper` is its name. `passed_on` are middlewares that take an error
    and answer nothing.
    """

    scope: ClassVar[Scope] = Scope.COMPONENT

    handlers: tuple[Handler, ...] = ()
    built_in: tuple[Handler, ...] = ()
    route_files: int = 0
    wrapped: int = 0
    wrapper: str = ""
    passed_on: tuple[Evidence, ...] = ()
