"""How often somebody may try to sign in, take a list away, or have the source asked, counted by
all processes.

Who is over a limit is answered with 429. A limit is written as django-allauth reads it: so many,
in how long, and counted by what: the address that they come from (`ip`; of IPv6 its network) or the
account that they mean (`key`). What counts wrong passwords and codes is in the settings,
`ACCOUNT_RATE_LIMITS`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass

from allauth.core.internal import ratelimit
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

# Seconds after which each limit lets the next attempt through.
WAIT = 60


@dataclass(frozen=True)
class Limit:
    """What may be sent to one address of the dashboard; `account` is the field that names one, and
    without such a field the account is that of who is signed in.
    """

    rates: str
    method: str = "POST"
    account: str = ""


_EXPORT = Limit("30/m/ip,10/m/key")
# By the name of the address. Many people may share one: an office, a tunnel.
LIMITS = {
    "github_login": Limit("30/m/ip"),
    "github_callback": Limit("30/m/ip", method="GET"),
    "account_login": Limit("30/m/ip"),
    "mfa_authenticate": Limit("30/m/ip"),
    "sign-in-link": Limit("10/m/ip"),
    "doctor-report": Limit("60/m/ip"),
    "read-again": Limit("60/m/ip,10/m/key"),
    "digest-send": Limit("30/m/ip,6/h/key"),
    "channel-test": Limit("30/m/ip,10/m/key"),
    "channel-post": Limit("30/m/ip,10/h/key"),
    "audit-export": _EXPORT,
    "kept-export": _EXPORT,
    "export-repositories": _EXPORT,
    "export-teams": _EXPORT,
    "export-checks": _EXPORT,
    "export-changes": _EXPORT,
    "export-matrix": _EXPORT,
    "demo-people": Limit("60/m/ip,30/m/key", account="login"),
}
_BY_ACCOUNT = "10/m/key"


class Limited:
    """Middleware that answers who tries too often, before anything is looked up for them."""

    def __init__(self, answer: Callable[[HttpRequest], HttpResponse]) -> None:
        self._answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """What the view says."""
        return self._answer(request)

    def process_view(self, request: HttpRequest, *_: object) -> HttpResponse | None:
        """The page for who is over the limit of the address that they ask for; else None."""
        name = request.resolver_match.url_name if request.resolver_match else None
        limit = LIMITS.get(name or "")
        if limit is None or request.method != limit.method:
            return None
        if _is_within(request, str(name), limit.rates, _account(request, limit)):
            return None
        return too_many(request)


def _account(request: HttpRequest, limit: Limit) -> str:
    """Whose attempt it is; empty for who is not signed in and names nobody."""
    if limit.account:
        return request.POST.get(limit.account, "")[:200]
    return str(request.user.pk or "")


def is_within_account_limit(request: HttpRequest, account: str) -> bool:
    """Whether somebody may sign in once more to that account, which is counted with this."""
    return _is_within(request, "account", _BY_ACCOUNT, account)


def is_within_token_limit(request: HttpRequest, token: str) -> bool:
    """Whether something may be sent once more with that token, which is counted with this."""
    digest = hashlib.sha256(token.encode()).hexdigest()
    return _is_within(request, "token", _BY_ACCOUNT, digest)


def is_within_limit_of_wrong_links(request: HttpRequest) -> bool:
    """Whether an address may try one more link that ends no mail, which is counted with this. Right
    ones count against none: mail providers follow those of many people from a few.
    """
    return _is_within(request, "unsubscribe", "30/m/ip", "")


def too_many(request: HttpRequest) -> HttpResponse:
    """The page that says to wait."""
    page = render(request, "429.html", status=429)
    page["Retry-After"] = str(WAIT)
    return page


def _is_within(request: HttpRequest, name: str, rates: str, account: str) -> bool:
    return bool(
        ratelimit.consume(
            request,
            app="dashboard",
            action=name,
            config={name: rates},
            key=account,
            limit_get=True,
        )
    )
