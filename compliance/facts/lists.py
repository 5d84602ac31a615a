"""Which endpoints answer a list, and whether a caller gets it page by page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from compliance.facts import Evidence, Fact, Scope


@dataclass(frozen=True)
class ListEndpoint:
    """An endpoint that answers a list, as its source says.

    `name` is the route as people write it, `where` the line that declares it, `source` the query
    whose rows it answers, where that was found. `paginated`: it takes a page, a limit, an offset or
    a cursor, or what makes the list limits it.
    """

    name: str
    where: Evidence
    paginated: bool
    source: Evidence | None = None


@dataclass(frozen=True)
class ListEndpoints(Fact):
    """The endpoints of a component that answer a list.

    `open` are routes that read as if they did, by their paths, and of which that cannot be told.
    """

    scope: ClassVar[Scope] = Scope.COMPONENT

    endpoints: tuple[ListEndpoint, ...] = ()
    open: tuple[str, ...] = ()
