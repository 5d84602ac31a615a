"""Small backends in JavaScript and TypeScript, and what the readers of routes find in them."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import ClassVar

from compliance.extract import EXTRACTORS, extract
from compliance.extract.base import extractor
from compliance.extract.code.expressions import Constant, Text, path_of
from compliance.extract.code.program import Program
from compliance.extract.routes import Endpoint, endpoints
from compliance.facts import Fact, Scope, Unavailable
from compliance.facts.routes import Answer, Route, Routes
from tests.compliance.repositories import Files, facts_of, tree_of


@dataclass(frozen=True)
class Found(Fact):
    """The routes of a component with the code behind them."""

    scope: ClassVar[Scope] = Scope.COMPONENT

    endpoints: tuple[Endpoint, ...]


@extractor(version=1)
def found(program: Program) -> Found:
    """What the readers hand to checks that look at the code."""
    return Found(endpoints(program))


def manifest(*packages: str) -> str:
    return json.dumps({"name": "api", "dependencies": dict.fromkeys(packages, "*")})


def routes_of(files: Files, *packages: str) -> tuple[Route, ...]:
    """The routes of the one backend of a repository with these files."""
    facts = facts_of({"package.json": manifest(*packages), **files})
    ((_, values),) = facts.by_component
    routes = values[Routes]
    assert not isinstance(routes, Unavailable), routes
    assert isinstance(routes, Routes)
    return routes.routes


def addresses(files: Files, *packages: str) -> list[str]:
    """The routes as `GET /users`; `~` behind one whose beginning is not known, and what it answers
    where that is not data.
    """
    return sorted(_spelled(each) for each in routes_of(files, *packages))


def _spelled(route: Route) -> str:
    answer = "" if route.answer is Answer.DATA else f" [{route.answer}]"
    return f"{route.method} {route.path}{'' if route.whole else ' ~'}{answer}"


def endpoints_of(files: Files, *packages: str) -> tuple[Endpoint, ...]:
    """The routes with the code behind them."""
    tree = tree_of({"package.json": manifest(*packages), **files})
    ((_, values),) = extract(tree, (*EXTRACTORS, found)).by_component
    held = values[Found]
    assert isinstance(held, Found), held
    return held.endpoints


def guards_of(files: Files, *packages: str) -> dict[str, list[str]]:
    """What stands before the handler of each route, by `GET /users`, as it is written."""
    return {
        f"{each.method} {each.path}": [_written(guard) for guard in each.guards]
        for each in endpoints_of(files, *packages)
    }


def _written(guard: object) -> str:
    if isinstance(guard, Text | Constant):
        return guard.value
    return path_of(guard)  # type: ignore[arg-type]


def handlers_of(files: Files, *packages: str) -> dict[str, str]:
    """The handler's name of each route, empty where it has none or was not followed."""
    return {f"{each.method} {each.path}": each.handler for each in routes_of(files, *packages)}
