"""Small backends in Python, and what the readers of routes find in them."""

from __future__ import annotations

from compliance.extract import EXTRACTORS, extract
from compliance.extract.code.expressions import Expression, Text, path_of
from compliance.extract.code.model import Function
from compliance.extract.routes import Endpoint
from compliance.facts.routes import Answer, Style
from tests.compliance.extract.node_routes_cases import Found, found
from tests.compliance.repositories import Files, tree_of

FLASK_APP = (
    "from flask import Flask, Blueprint\nfrom flask.views import MethodView\n"
    "app = Flask(__name__)\n"
)


def endpoints_of(files: Files, *packages: str) -> tuple[Endpoint, ...]:
    """The routes of the one backend of a repository with these files, and the code behind them."""
    tree = tree_of({"requirements.txt": "\n".join(packages), **files})
    ((_, values),) = extract(tree, (*EXTRACTORS, found)).by_component
    held = values[Found]
    assert isinstance(held, Found), held
    return held.endpoints


def addresses(files: Files, *packages: str) -> list[str]:
    """The routes as `GET /users`; `~` behind one whose beginning is not known, and what it answers
    where that is not data.
    """
    return sorted(map(spelled, endpoints_of(files, *packages)))


def spelled(each: Endpoint) -> str:
    answer = "" if each.answer is Answer.DATA else f" [{each.answer}]"
    style = "" if each.style is Style.HTTP else f" ({each.style})"
    return f"{each.method} {each.path}{'' if each.whole else ' ~'}{answer}{style}"


def handlers_of(files: Files, *packages: str) -> dict[str, str]:
    """The handler's name of each route, empty where it has none or was not followed."""
    return {
        f"{each.method} {each.path}": each.handler.qualified if each.handler else ""
        for each in endpoints_of(files, *packages)
    }


def guards_of(files: Files, *packages: str) -> dict[str, list[str]]:
    """What stands before the handler of each route, as it is written."""
    return {
        f"{each.method} {each.path}": [_written(guard) for guard in each.guards]
        for each in endpoints_of(files, *packages)
    }


def _written(guard: Expression) -> str:
    if isinstance(guard, Text):
        return guard.value
    return guard.name if isinstance(guard, Function) else path_of(guard)
