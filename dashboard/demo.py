"""When the demo's people can be chosen to sign in as: on this machine alone, and with nothing real.

Whoever may choose can be an administrator, so each of these conditions is asked for by itself, and
again with each request: the settings could be right and a proxy stand in front.
"""

from __future__ import annotations

import ipaddress
import os
from collections.abc import Iterator
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest

# What a session has in it that was begun by choosing.
CHOSEN = "chosen_in_the_demo"
_CREDENTIALS = (
    *("GITHUB_APP_ID", "GITHUB_APP_PRIVATE_KEY", "GITHUB_APP_PRIVATE_KEY_FILE"),
    *("GITHUB_CLIENT_ID", "GITHUB_CLIENT_SECRET"),
)
_FORWARDING = ("HTTP_FORWARDED", "HTTP_VIA", "HTTP_X_REAL_IP", "HTTP_X_CLIENT_IP")
_FORWARDING_PREFIX = "HTTP_X_FORWARDED"


def is_wanted() -> bool:
    """Whether whoever started Plumbline lets people be chosen; `./run` does for the demo."""
    return bool(settings.PLUMBLINE_DEMO_SIGN_IN)


def hindrances() -> Iterator[str]:
    """What speaks against it in the settings, each as the end of a sentence."""
    if not settings.PLUMBLINE_DEMO or settings.PLUMBLINE_SOURCE:
        yield "the demo organization is not the source"
    if settings.GITHUB is None or not _is_here(settings.GITHUB.api_url):
        yield "the GitHub that is asked is not the demo's"
    names = [name for name in _CREDENTIALS if os.environ.get(name, "").strip()]
    if names or settings.SIGN_IN is not None:
        yield f"{', '.join(names) or 'an application to sign in with'} is set"
    if not _is_embedded(os.environ.get("DATABASE_URL", "")):
        yield "DATABASE_URL is set"
    if settings.PLUMBLINE_PUBLISHED_ON or not is_loopback(settings.PLUMBLINE_HOST):
        yield "others may reach this machine's port"
    if settings.PLUMBLINE_HTTPS:
        yield "PLUMBLINE_HTTPS says that a proxy stands in front"


def is_open(request: HttpRequest) -> bool:
    """Whether who asks may choose: from this machine, by a name of it, through no proxy."""
    return is_wanted() and not any(hindrances()) and is_from_this_machine(request)


def is_from_this_machine(request: HttpRequest) -> bool:
    """Whether a request came from this machine, by a name of it, through no proxy."""
    return (
        is_loopback(request.META.get("REMOTE_ADDR", ""))
        and is_loopback(urlsplit(f"//{request.get_host()}").hostname or "")
        and not any(
            name in _FORWARDING or name.startswith(_FORWARDING_PREFIX) for name in request.META
        )
    )


def is_loopback(host: str) -> bool:
    """Whether an address or name is that of this machine only."""
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host == "localhost"


def _is_embedded(database: str) -> bool:
    """Whether it is such a database as `./run` brings: behind a unix socket in a folder of its own,
    trusting whoever reaches it. The folder stands where a host would, its slashes as `%2F`.
    """
    parts = urlsplit(database)
    return (parts.hostname or "").lower().startswith("%2f") and parts.password is None


def _is_here(address: str) -> bool:
    return is_loopback(urlsplit(address).hostname or "")
