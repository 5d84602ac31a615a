"""People who get mail, and what stands in for what is written in it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any
from unittest.mock import patch

from allauth.account.models import EmailAddress
from django.test import override_settings

from compliance import clock
from compliance.digests import recipients
from compliance.digests.schedule import SETTLED
from compliance.models import LocalMail, Mail, MailPreferences, Organization, Person
from compliance.sight import Sight
from dashboard.mails import Rendered, sending
from dashboard.models import User
from tests.factories import make_person
from tests.mail_server import MailServer, running

MONDAY = datetime(2026, 11, 30, 9, 0, tzinfo=UTC)
WEEK = timedelta(days=7)


def make_reader(
    organization: Organization, login: str = "dev", *, address: str = "", **wanted: Any
) -> Person:
    """Somebody who has been here for long, has a confirmed address, and was told a week ago."""
    person = make_person(organization, login, seen_at=MONDAY - 10 * WEEK)
    now = clock.now()
    user = User.objects.create(name=login, person=person, confirmed_at=now, asked_at=now)
    EmailAddress.objects.create(
        user=user, email=address or f"{login}@example.com", verified=True, primary=True
    )
    given = {"told_until": MONDAY - WEEK}
    preferences = MailPreferences(organization=organization, person=person, **(given | wanted))
    recipients.set_next(preferences, organization, MONDAY - WEEK + timedelta(minutes=1))
    preferences.save()
    return person


def send_due(organization: Organization, due: datetime) -> Counter[str]:
    """Send what was due at a moment, as soon as it is sent."""
    return sending.send_due(organization, due + SETTLED)


def told_until(person: Person) -> datetime | None:
    return MailPreferences.objects.get(person=person).told_until


def states(person: Person) -> list[str]:
    return list(person.mails.order_by("pk").values_list("state", flat=True))


@contextmanager
def something_to_tell(*quiet: str) -> Iterator[None]:
    """Let there be something to tell everybody, but for those with these logins."""

    def content(reader: Sight, since: datetime, until: datetime) -> object | None:
        assert reader.person is not None
        return None if reader.person.login in quiet else (since, until)

    def written(found: Any, person: Person, base_url: str, unsubscribe_url: str) -> Rendered:
        since, until = found
        said = f"{person.login}: {since:%d %B %H:%M} to {until:%d %B %H:%M}"
        html = f"<html><head></head><body>{said}</body></html>"
        return Rendered(said, f"{said}\n", html, unsubscribe_url)

    with (
        patch("dashboard.mails.sending.digest_of", content),
        patch("dashboard.mails.sending.rendered", written),
    ):
        yield


@contextmanager
def mail_server(server: MailServer | None = None, **given: Any) -> Iterator[MailServer]:
    """A real mail server that is the one of the settings."""
    server = server or MailServer()
    with running(server) as settings, override_settings(MAIL=_with(settings, given)):
        yield server


def _with(settings: Any, given: dict[str, Any]) -> Any:
    return type(settings)(**{**vars(settings), **given})


def a_digest(person: Person, **given: Any) -> Mail:
    values = {"kind": "digest", "since": MONDAY - WEEK, "until": MONDAY, "due_at": MONDAY}
    return Mail.objects.create(organization=person.organization, person=person, **(values | given))


def in_the_outbox(person: Person, **given: Any) -> LocalMail:
    """A mail that stayed on this machine."""
    return LocalMail.objects.create(
        mail=a_digest(person, state="sent", ended_at=MONDAY, handed_at=MONDAY),
        recipient="dev@example.com",
        subject="<i>Two</i> fail",
        text="<b>text</b>",
        html="<html><head></head><body><script>x</script><p>mail</p></body></html>",
        **given,
    )


def wanted_by(person: Person) -> MailPreferences:
    """What somebody wants of mail, as it is stored."""
    return MailPreferences.objects.get(person=person)
