"""Local administrators, whom no source knows: for the first set-up, and where there is no GitHub.

There is no page that makes one. Whoever can run commands on the machine does.
"""

from __future__ import annotations

import hashlib
import re
import secrets
from datetime import datetime, timedelta

from django.contrib.auth.password_validation import validate_password
from django.db import transaction

from compliance import audit, organizations
from compliance.models import AuditEntry
from dashboard.models import SignInLink, User

DEFAULT_NAME = "administrator"
# So long a link can be used: enough to copy it from a terminal.
LINK_LASTS = timedelta(minutes=15)
_NAME = re.compile(r"[a-z][a-z0-9._]{0,49}")


@transaction.atomic
def set_password(name: str, password: str) -> bool:
    """Make a local administrator, or set their password, which ends their sessions; says whether
    they were made.

    Raises:
        ValueError: nobody can be called that.
        ValidationError: the password is too easy.
    """
    user, is_new = _administrator(name)
    validate_password(password, user)
    user.set_password(password)
    user.save(update_fields=["password"])
    _record(AuditEntry.Action.ADMINISTRATOR_SET, user)
    return is_new


@transaction.atomic
def make_link(name: str, now: datetime) -> str:
    """A key that signs a local administrator in once and soon; makes them, without a password,
    where there are none. Earlier keys of theirs are void. Only its digest is stored.

    Raises:
        ValueError: nobody can be called that.
    """
    user, is_new = _administrator(name)
    if is_new:
        user.set_unusable_password()
        user.save(update_fields=["password"])
    SignInLink.objects.filter(user=user).delete()
    key = secrets.token_urlsafe(32)
    SignInLink.objects.create(user=user, digest=_digest(key), until=now + LINK_LASTS)
    _record(AuditEntry.Action.LINK_MADE, user)
    return key


def is_good(key: str, now: datetime) -> bool:
    """Whether a key signs in somebody."""
    return SignInLink.objects.filter(digest=_digest(key), until__gt=now).exists()


@transaction.atomic
def use_link(key: str, now: datetime) -> User | None:
    """Whom a key signs in, which it does once; None: it was used, is too old, or is none."""
    # Of several requests at once the row's lock lets one have it.
    rows = SignInLink.objects.select_for_update().select_related("user")
    link = rows.filter(digest=_digest(key), until__gt=now).first()
    if link is None:
        return None
    link.delete()
    _record(AuditEntry.Action.LINK_USED, link.user)
    return link.user


def _administrator(name: str) -> tuple[User, bool]:
    """The local administrator of that name, and whether they were made just now.

    Raises:
        ValueError: nobody can be called that.
    """
    if not _NAME.fullmatch(name):
        raise ValueError(
            f"{name[:60]!r} is no name of an administrator: small letters, digits, '.' and '_',"
            " at most 50, and a letter first"
        )
    user, is_new = User.objects.get_or_create(name=name)
    if is_new:
        _record(AuditEntry.Action.ADMINISTRATOR_MADE, user)
    return user, is_new


def _digest(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()


def _record(action: AuditEntry.Action, user: User) -> None:
    audit.record(action, user, organization=organizations.current(), by=None)
