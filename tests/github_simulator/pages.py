"""Simple pages for people: where the links of the demo lead."""

from __future__ import annotations

from tests.github_simulator.messages import Request, Response
from tests.github_simulator.present import Present


def answer(present: Present, request: Request) -> Response:
    """The page at a path."""
    return Response(404, {"Content-Type": "text/plain; charset=utf-8"}, b"Not Found")
