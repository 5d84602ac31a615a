"""Faults on demand: what goes wrong with which of the next requests."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tests.github_simulator.limits import secondary_limit
from tests.github_simulator.messages import Response, as_json, error

if TYPE_CHECKING:
    from tests.github_simulator.simulator import Simulator

# An action may change the world, and answer in place of GitHub, or change GitHub's answer. It gets
# the simulator and a function that makes the true answer; None: the request is answered as usual.
Action = Callable[["Simulator", Callable[[], Response]], Response | None]


@dataclass
class Fault:
    """One fault. `on` is a kind of call as the log names it, or `*` for each kind.

    It leaves the first `after` such calls alone, and then happens `times` times (None: for ever).
    """

    action: Action
    on: str = "*"
    times: int | None = 1
    after: int = 0
    happened: int = 0


@dataclass
class Faults:
    """The faults that are to come."""

    pending: list[Fault] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def add(self, action: Action, on: str = "*", *, times: int | None = 1, after: int = 0) -> Fault:
        """Let something go wrong; several on one kind of call happen one after the other."""
        fault = Fault(action, on, times, after)
        with self._lock:
            self.pending.append(fault)
        return fault

    def clear(self) -> None:
        """Let nothing go wrong any more."""
        with self._lock:
            self.pending.clear()

    def next(self, name: str) -> Fault | None:
        """The fault that happens to a call of that kind; it counts as having happened."""
        with self._lock:
            for fault in self.pending:
                if fault.on not in ("*", name):
                    continue
                if fault.after:
                    fault.after -= 1
                    continue
                if fault.times is None or fault.happened < fault.times:
                    fault.happened += 1
                    return fault
        return None


def respond(response: Response) -> Action:
    """Answer with that."""
    return lambda _simulator, _answer: response


def change(function: Callable[[], object]) -> Action:
    """Change the world just before the call, which is then answered as usual."""

    def action(_simulator: Simulator, _answer: Callable[[], Response]) -> None:
        function()

    return action


def change_after(function: Callable[[], object]) -> Action:
    """Change the world just after the call."""

    def action(_simulator: Simulator, answer: Callable[[], Response]) -> Response:
        response = answer()
        function()
        return response

    return action


def server_error() -> Action:
    """An internal error."""
    return respond(error(500, "Server Error"))


def bad_gateway() -> Action:
    """A page of HTML, as proxies send it when what is behind them takes too long."""
    page = b"<html><head><title>502 Bad Gateway</title></head><body>502 Bad Gateway</body></html>"
    return respond(Response(502, {"Content-Type": "text/html"}, page))


def hang() -> Action:
    """No answer at all."""
    return respond(Response(0, hangs=True))


def cut_body(keep: float = 0.5) -> Action:
    """The true answer, broken off after a part of it."""

    def action(_simulator: Simulator, answer: Callable[[], Response]) -> Response:
        response = answer()
        response.cut = int(len(response.body) * keep)
        return response

    return action


def garbage() -> Action:
    """Something that is no JSON, called JSON."""
    return respond(Response(200, {"Content-Type": "application/json"}, b'{"data": {]'))


def forbidden() -> Action:
    """A refusal without a reason that could pass."""
    return respond(error(403, "Forbidden"))


def secondary(status: int = 403, retry_after: int | None = 60) -> Action:
    """The limit on too much at once; without `retry_after` that header is missing."""
    return lambda _simulator, _answer: secondary_limit(status, retry_after)


def primary(resource: str) -> Action:
    """The quota of a resource (`core`, `graphql`) is used up by somebody else meanwhile."""

    def action(simulator: Simulator, _answer: Callable[[], Response]) -> None:
        simulator.use_up(resource)

    return action


def graphql_error(kind: str, message: str) -> Action:
    """Nothing but an error under status 200."""
    content = {"data": None, "errors": [{"type": kind, "message": message}]}
    return respond(as_json(200, content))


def timed_out() -> Action:
    """GraphQL gave up on a query: under status 200, without a type."""
    message = (
        "Something went wrong while executing your query. This may be the result of a timeout, or "
        "it could be a GitHub bug. Please include `0400:1A2B:3C4D` when reporting this issue."
    )
    return respond(as_json(200, {"data": None, "errors": [{"message": message}]}))


def partial() -> Action:
    """The true answer of a query, in which the first of its nodes failed."""

    def action(_simulator: Simulator, answer: Callable[[], Response]) -> Response:
        response = answer()
        content = json.loads(response.body)
        content["data"]["nodes"][0] = None
        failed = {"type": "SERVICE_UNAVAILABLE", "path": ["nodes", 0], "message": "Timeout"}
        content.setdefault("errors", []).append(failed)
        response.body = json.dumps(content).encode()
        return response

    return action


def revoked() -> Action:
    """All tokens are revoked just before the call."""

    def action(simulator: Simulator, _answer: Callable[[], Response]) -> None:
        simulator.accounts.revoke_all()

    return action
