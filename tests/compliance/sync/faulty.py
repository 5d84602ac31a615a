"""More that may go wrong with GitHub's answers."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from tests.github_simulator.faults import Action
from tests.github_simulator.messages import Response, as_json, error
from tests.github_simulator.simulator import Simulator


def busy(status: int, retry_after: int | None) -> Callable[[], Action]:
    """A refusal that says nothing of a limit but, perhaps, when to come again."""

    def action(_simulator: Simulator, _answer: Callable[[], Response]) -> Response:
        response = error(status, "Busy")
        if retry_after is not None:
            response.headers["Retry-After"] = str(retry_after)
        return response

    return lambda: action


def expired() -> Action:
    """All tokens of the App expire just before the call."""

    def action(simulator: Simulator, _answer: Callable[[], Response]) -> None:
        for each in simulator.accounts.issued:
            each.expires_at = simulator.wall.now()

    return action


def refused() -> Action:
    """The token is not accepted."""
    return lambda _simulator, _answer: error(401, "Bad credentials")


def no_data() -> Action:
    """An answer of GraphQL with neither data nor an error."""
    return lambda _simulator, _answer: as_json(200, {"data": None})


def in_part() -> Action:
    """The true answer of a query, but for the first thing in it."""
    return _but("SERVICE_UNAVAILABLE", with_place=True)


def error_without_place() -> Action:
    """The true answer of a query, and an error that concerns who knows what of it."""
    return _but("SERVICE_UNAVAILABLE", with_place=False)


# Where the first thing is in each answer.
_FIRST: tuple[tuple[str | int, ...], ...] = (
    ("nodes", 0),
    ("organization", "repositories", "nodes", 0),
    ("organization", "membersWithRole", "edges", 0),
    ("organization", "teams", "nodes", 0),
    ("node", "blob0"),
    ("node", "pullRequests", "nodes", 0),
)


def _but(kind: str, *, with_place: bool) -> Action:
    def action(_simulator: Simulator, answer: Callable[[], Response]) -> Response:
        response = answer()
        content = json.loads(response.body)
        problem: dict[str, Any] = {"type": kind, "message": "Timeout"}
        if with_place:
            problem["path"] = _withheld(content["data"])
        content.setdefault("errors", []).append(problem)
        response.body = json.dumps(content).encode()
        return response

    return action


def _withheld(data: dict[str, Any]) -> tuple[str | int, ...]:
    """Take the first thing out of the data; where it was."""
    for path in _FIRST:
        if path[0] in data and (path[0] == "nodes" or path[1] in data[path[0]]):
            there: Any = data
            for step in path[:-1]:
                there = there[step]
            there[path[-1]] = None
            return path
    raise LookupError(f"nothing is known of {list(data)}")
