"""The request as the views get it."""

from __future__ import annotations

import ipaddress
from typing import cast

from allauth.core.internal.httpkit import get_client_ip
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from compliance import organizations
from compliance.models import Organization
from dashboard.models import User

_ORGANIZATION = "plumbline_organization"


class Request(HttpRequest):
    """A request with what htmx says of it."""

    htmx: HtmxDetails


def asks_for_part(request: Request) -> bool:
    """Whether htmx asks for a part of the page.

    Where it restores a page of its history, it takes the whole page instead.
    """
    return bool(request.htmx) and not request.htmx.history_restore_request


def organization_of(request: HttpRequest) -> Organization:
    """The organization that this installation serves, read once for a request."""
    if not hasattr(request, _ORGANIZATION):
        setattr(request, _ORGANIZATION, _read_with(request) or organizations.current())
    return cast("Organization", getattr(request, _ORGANIZATION))


def _read_with(request: HttpRequest) -> Organization | None:
    """The same, where it was read with who asks."""
    user = getattr(request, "user", None)
    if not isinstance(user, User) or user.person is None:
        return None
    found = user.person.organization
    return found if organizations.is_current(found) else None


def address_of(request: HttpRequest) -> str | None:
    """The IP address that a request is from, as the proxies say that are known to stand in front; a
    proxy's own where there are others. None: it came through no network.
    """
    try:
        return str(ipaddress.ip_address(get_client_ip(request) or ""))
    except (ValueError, ImproperlyConfigured):
        # What stands in the header is not what so many proxies would have written.
        pass
    try:
        return str(ipaddress.ip_address(request.META.get("REMOTE_ADDR", "")))
    except ValueError:
        return None
