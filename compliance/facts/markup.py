"""Where a component puts text into HTML, and where nothing escapes it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from compliance.facts import Evidence, Fact, Scope


@dataclass(frozen=True)
class Unescaped:
    """A place that puts a value into HTML as it is; `how` is what switches escaping off."""

    how: str
    where: Evidence


@dataclass(frozen=True)
class Markup(Fact):
    """`renders` are the first places that show that HTML is made at all: templates, pages, JSX.

    `unread` are reasons why further places may be there.
    """

    scope: ClassVar[Scope] = Scope.COMPONENT

    renders: tuple[Evidence, ...] = ()
    unescaped: tuple[Unescaped, ...] = ()
    unread: tuple[str, ...] = ()
