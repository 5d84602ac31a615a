"""Writes down who signs in and out, who fails to, and who changes how they do.

Whom nobody knows is not named: people type passwords where a name belongs, and who does not belong
leaves nothing here. From which address it was is written down.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from allauth.mfa import signals as mfa
from django.contrib.auth import signals as auth
from django.db import models, transaction
from django.http import HttpRequest

from compliance import audit
from compliance.models import AuditEntry
from dashboard.models import User
from dashboard.requests import address_of, organization_of

Action = AuditEntry.Action
SOMEBODY = "somebody who is not signed in"
# By the name of the address at which it happens.
WAYS = {
    "github_callback": "GitHub",
    "account_login": "password",
    "account_reauthenticate": "password",
    "mfa_authenticate": "code",
    "mfa_reauthenticate": "code",
    "sign-in-link": "link",
    "demo-people": "chosen in the demo",
}


@transaction.atomic
def note(
    action: AuditEntry.Action,
    request: HttpRequest,
    user: User | None,
    subject: User | None = None,
    after: Mapping[str, Any] | None = None,
) -> None:
    """Write down what an account did to `subject`, itself without one; None: nobody known."""
    by = user.person if user else None
    who = f"local administrator {user.name}" if user else SOMEBODY
    organization = organization_of(request)
    account = subject or user
    # Of a person the reference to them, and not what they are called.
    thing: models.Model = (account.person or account) if account else organization
    with audit.acting_from(address_of(request), who):
        audit.record(action, thing, organization=organization, by=by, after=after)


def way(request: HttpRequest) -> dict[str, str]:
    """How somebody signs in at a page."""
    match = request.resolver_match
    known = WAYS.get(match.url_name or "") if match else None
    return {"way": known} if known else {}


def _signed_in(request: HttpRequest | None, user: User, **_: Any) -> None:
    # Without an address of ours no page signed them in.
    if request is not None and request.resolver_match:
        note(Action.SIGNED_IN, request, user, after=way(request))


def _signed_out(request: HttpRequest, user: User | None, **_: Any) -> None:
    if not isinstance(user, User):
        return
    asked = request.resolver_match and request.resolver_match.url_name == "sign-out"
    note(Action.SIGNED_OUT if asked else Action.SESSION_ENDED, request, user)


def _failed(credentials: Mapping[str, Any], request: HttpRequest | None = None, **_: Any) -> None:
    if request is None or not request.resolver_match:
        return
    name = str(credentials.get("username", ""))[:100].replace("\0", "")
    meant = User.objects.filter(name=name, person=None).first()
    note(Action.SIGN_IN_FAILED, request, None, meant, way(request))


def _code_failed(request: HttpRequest, user: User, **_: Any) -> None:
    signed_in = request.user if isinstance(request.user, User) else None
    note(Action.SIGN_IN_FAILED, request, signed_in, user, way(request))


def _factor_set(request: HttpRequest, user: User, authenticator: Any, **_: Any) -> None:
    note(Action.FACTOR_SET, request, user, after={"kind": str(authenticator.type)})


def _factor_removed(request: HttpRequest, user: User, authenticator: Any, **_: Any) -> None:
    note(Action.FACTOR_REMOVED, request, user, after={"kind": str(authenticator.type)})


def listen() -> None:
    """Write it down from now on."""
    heard = {
        auth.user_logged_in: _signed_in,
        auth.user_logged_out: _signed_out,
        auth.user_login_failed: _failed,
        mfa.authentication_failed: _code_failed,
        mfa.authenticator_added: _factor_set,
        mfa.authenticator_reset: _factor_set,
        mfa.authenticator_removed: _factor_removed,
    }
    for signal, receiver in heard.items():
        signal.connect(receiver, dispatch_uid=f"recorded{receiver.__name__}")
