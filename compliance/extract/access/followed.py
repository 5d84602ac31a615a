"""Tells the routes whose work cannot be followed, so that nobody can say what they ask."""

from __future__ import annotations

from compliance.extract.code.expressions import Constant, Expression, Item, Member, Text
from compliance.extract.routes import Endpoint


def is_open(endpoint: Endpoint) -> bool:
    """Whether neither the handler nor a guard of a route can be followed: a handler that hands on
    to a method whose name only running the program tells is as good as none.
    """
    if endpoint.guards:
        return False
    if endpoint.handler is None:
        return endpoint.class_ is None
    return any(
        _is_looked_up(call.callee) for one in endpoint.handler.everything() for call in one.calls
    )


def _is_looked_up(callee: Expression) -> bool:
    """`controller[action](…)`, `controller[action].call(controller, …)`."""
    if isinstance(callee, Member) and callee.name in ("call", "apply"):
        callee = callee.of
    return isinstance(callee, Item) and not isinstance(callee.key, Text | Constant)
