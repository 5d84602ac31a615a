"""What every page shows around its content."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from compliance import organizations

# The entry of the navigation that a page belongs to, where it is not called like the page.
_ENTRIES = {
    "team": "teams",
    "repository": "repositories",
    "check": "checks",
    "protocol": "protocols",
    "sync": "syncs",
}


def page(request: HttpRequest) -> dict[str, Any]:
    """The organization, whether it is the demo's, and where in the navigation the page stands."""
    name = request.resolver_match.url_name if request.resolver_match else ""
    return {
        "organization": organizations.current(),
        "is_demo": organizations.is_demo(),
        "nav": _ENTRIES.get(name or "", name),
    }
