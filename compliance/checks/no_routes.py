"""What checks of routes answer where a component has none: it serves nothing, or that is open."""

from __future__ import annotations

from compliance.checks.base import Finding, not_applicable, unknown
from compliance.facts.routes import Routes


def no_routes(routes: Routes) -> Finding:
    """Of a component in which no route was found, or none but those of a library for itself."""
    if routes.unread:
        return unknown(f"whether it serves HTTP is open: {routes.unread[0]}")
    if routes.routes:
        return not_applicable("no HTTP route was found but those of a library that signs people in")
    return not_applicable("no HTTP route was found")


def no_api(routes: Routes) -> Finding:
    """Of a component in which no route that answers data was found."""
    if routes.unread:
        return unknown(f"whether it serves an HTTP API is open: {routes.unread[0]}")
    return not_applicable("no route that answers data was found")
