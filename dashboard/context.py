"""What every page shows around its content."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from compliance import organizations


def page(_request: HttpRequest) -> dict[str, Any]:
    """The organization, and whether it is the demo's."""
    return {"organization": organizations.current(), "is_demo": organizations.is_demo()}
