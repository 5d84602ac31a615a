"""Which HTTP routes a component serves, as its source declares them."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from typing import ClassVar

from compliance.facts import Evidence, Fact, Scope


class Answer(enum.StrEnum):
    """What a route answers."""

    DATA = "data"
    PAGE = "a page"
    REDIRECT = "a redirect"
    STATIC = "static files"
    HEALTH = "a health check"
    METRICS = "metrics"
    WEBHOOK = "a webhook receiver"


class Style(enum.StrEnum):
    """How a route is addressed."""

    HTTP = "HTTP"
    TRPC = "tRPC"
    ORPC = "oRPC"
    GRAPHQL = "GraphQL"


@dataclass(frozen=True)
class Route:
    """One route of one method.

    `method` is in upper case, `*` where any is answered. `path` begins with a slash and has each
    parameter as `{name}`, whatever the framework writes; for tRPC it is the procedure's name, for
    GraphQL the field's. `whole` says whether the path is known from its first segment on: a prefix
    that is not written out leaves it open. `handler` is the handler's name, "" for one without.
    `where` is the line that declares the route. `brought`: the framework or a library answers it by
    itself, such as a view set of Django REST framework whose `list` nobody has written.
    """

    method: str
    path: str
    framework: str
    handler: str
    where: Evidence
    answer: Answer = Answer.DATA
    style: Style = Style.HTTP
    whole: bool = True
    brought: bool = False

    @property
    def is_resource(self) -> bool:
        """Whether the rules of REST concern it: data by HTTP itself."""
        return self.answer is Answer.DATA and self.style is Style.HTTP

    @property
    def name(self) -> str:
        """The route as people write it."""
        return f"{self.method} {self.path}" if self.style is Style.HTTP else self.path


@dataclass(frozen=True)
class Routes(Fact):
    """The routes of a component in the order of their files.

    `unread` are reasons why some route may be missing: a file that could not be read, a routing
    that is made while the program runs. `more` are reasons why there may be further routes beside
    those that were found: who compares them with a whole list has to know.
    """

    scope: ClassVar[Scope] = Scope.COMPONENT

    routes: tuple[Route, ...] = ()
    unread: tuple[str, ...] = ()
    more: tuple[str, ...] = ()

    @property
    def data(self) -> tuple[Route, ...]:
        """Those that answer data: the component serves an HTTP API where there is one."""
        return tuple(each for each in self.routes if each.answer is Answer.DATA)

    @property
    def written(self) -> tuple[Route, ...]:
        """Those whose data the repository's own code gets: its queries stand behind them."""
        return tuple(each for each in self.data if not each.brought)

    @property
    def own(self) -> tuple[Route, ...]:
        """All but those that a library has for itself, by which people come in and go out."""
        return tuple(
            each for each in self.routes if not (each.brought and each.answer is Answer.REDIRECT)
        )

    @property
    def resources(self) -> tuple[Route, ...]:
        """Of those that answer data the ones by HTTP itself, not tRPC or GraphQL."""
        return tuple(each for each in self.routes if each.is_resource)
