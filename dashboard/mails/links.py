"""The addresses in a mail, which whoever reads it opens from elsewhere."""

from __future__ import annotations

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.urls import reverse

from compliance.models import Mail, Person

_SALT = "plumbline.unsubscribe"
_LONGEST = 200
DIGEST, NOTICES = "digest", "notices"


def base_url() -> str:
    """Where the dashboard is, without a slash at the end."""
    return str(settings.PLUMBLINE_URL)


def unsubscribe_url(person: Person, kind: str) -> str:
    """What ends mail of a kind to somebody, for whoever has it: it is in no other mail."""
    which = NOTICES if kind == Mail.Kind.NOTICE else DIGEST
    token = Signer(salt=_SALT).sign(f"{person.pk}.{which}")
    return f"{base_url()}{reverse('unsubscribe', query={'for': token})}"


def meant_by(token: str) -> tuple[int, str] | None:
    """Whom a token is for, as a primary key, and which mail it ends; None where it is not ours.

    It does not grow old: who gave it away gave away no more than that mail can be ended.
    """
    if len(token) > _LONGEST:
        return None
    try:
        person, _, which = Signer(salt=_SALT).unsign(token).partition(".")
    except BadSignature:
        return None
    return int(person), which
