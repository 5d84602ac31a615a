"""The addresses in a mail, which whoever reads it opens from elsewhere."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.urls import reverse

from compliance.models import MailPreferences, Person

_SALT = "plumbline.unsubscribe"
_LONGEST = 200
DIGEST, NOTICES = "digest", "notices"
_AND = "+"


def base_url() -> str:
    """Where the dashboard is, without a slash at the end."""
    return str(settings.PLUMBLINE_URL)


@dataclass(frozen=True)
class Meant:
    """Whose mail a link ends, by primary key, and which: notices of these kinds, without any the
    digest.
    """

    person: int
    kinds: tuple[str, ...]


def unsubscribe_url(person: Person, which: str) -> str:
    """What ends mail to somebody, for whoever has it: it is in no other mail. `which` is `DIGEST`,
    `NOTICES` for all of them, or what `of_kinds` makes of some kinds.
    """
    token = Signer(salt=_SALT).sign(f"{person.pk}.{which}")
    return f"{base_url()}{reverse('unsubscribe', query={'for': token})}"


def of_kinds(kinds: Iterable[str]) -> str:
    """Notices of some kinds, as a link says it."""
    return _AND.join(sorted(kinds))


def meant_by(token: str) -> Meant | None:
    """What a token is for; None where it is not ours.

    It does not grow old: who gave it away gave away no more than that mail can be ended.
    """
    if len(token) > _LONGEST:
        return None
    try:
        person, _, which = Signer(salt=_SALT).unsign(token).partition(".")
    except BadSignature:
        return None
    if which == DIGEST:
        return Meant(int(person), ())
    known = MailPreferences.Notice.values
    kinds = tuple(each for each in known if which == NOTICES or each in which.split(_AND))
    return Meant(int(person), kinds) if kinds else None
