"""What steers the simulator over HTTP, for whoever knows its secret."""

from __future__ import annotations

import hmac
import json
from datetime import datetime
from typing import TYPE_CHECKING

from tests.github_simulator.messages import Request, Response, as_json, error

if TYPE_CHECKING:
    from tests.github_simulator.simulator import Simulator

HEADER = "x-simulator-secret"


def answer(simulator: Simulator, request: Request) -> Response:
    """Answer a request below `/_simulator/`."""
    given = request.headers.get(HEADER, "")
    if not simulator.secret or not hmac.compare_digest(given.encode(), simulator.secret.encode()):
        return error(404, "Not Found")
    asked = f"{request.method} {request.path.removeprefix('/_simulator/')}"
    if asked == "GET counts":
        return as_json(200, _counts(simulator))
    if asked == "GET requests":
        return as_json(200, simulator.log.described())
    if asked == "POST forget":
        simulator.log.forget()
        return as_json(200, _counts(simulator))
    if asked == "POST clock":
        return _set_clock(simulator, request)
    return error(404, "Not Found")


def _counts(simulator: Simulator) -> dict[str, object]:
    log = simulator.log
    return {
        "calls": dict(log.counts()),
        "api": log.api_requests(),
        "points": {name: log.points(name) for name in ("core", "graphql")},
        "leaks": len(log.leaks),
    }


def _set_clock(simulator: Simulator, request: Request) -> Response:
    """Show the world as of `now`, an ISO moment with its zone; null: as of this machine's time."""
    try:
        told = json.loads(request.body)["now"]
        simulator.clock.set(datetime.fromisoformat(told) if told else None)
    except (ValueError, KeyError, TypeError) as failed:
        return error(422, f"`now` must be a moment with its time zone, or null: {failed}")
    return as_json(200, {"now": simulator.clock.now().isoformat()})
