"""Where a component puts text into HTML, and where nothing escapes it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from compliance.facts import Evidence, Fact, Scope


@dataclass(frozen=True)
class Unescaped:
    """A place that puts a value into HTML as it is; `how` is what switches escaping off. `traced`
    is whether what is put in is seen to come from a request or to be put together, and not perhaps
    a text of the program's own.
    """

    how: str
    where: Evidence
    traced: bool = True


@dataclass(frozen=True)
class Markup(Fact):
    """`renders` are the first places that show that HTML is made at all: templates, pages, JSX.

    `unread` are reasons why further places may be there.
    """

    scope: ClassVar[Scope] = Scope.COMPONENT

    renders: tuple[Evidence, ...] = ()
    unescaped: tuple[Unescaped, ...] = ()
    unread: tuple[str, ...] = ()
