"""What the benchmark needs of Django: a filled database, and people who are signed in."""

from __future__ import annotations

import json
from itertools import cycle, islice

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.test import Client  # noqa: E402
from django.utils import timezone  # noqa: E402

from benchmarks.scale import measuring  # noqa: E402
from benchmarks.scale.filling import Filling  # noqa: E402
from compliance import organizations  # noqa: E402
from compliance.models import Organization, Person  # noqa: E402
from compliance.scorecards import daily  # noqa: E402
from dashboard.models import User  # noqa: E402


def prepare(repositories: int, users: int, bare: str) -> dict[str, str]:
    """Fill the database, unless it is, and say what people open and by which sessions."""
    call_command("migrate", verbosity=0)
    organization = organizations.current()
    if not organization.repositories.exists():
        organization = Filling(repositories, 1, timezone.now()).fill()
    daily.note_day(organization, timezone.now().date())
    return {
        "LOAD_PAGES": json.dumps([*measuring.addresses(organization), bare]),
        "LOAD_SESSIONS": json.dumps(list(_sessions(organization, users))),
        "LOAD_COOKIE": settings.SESSION_COOKIE_NAME,
    }


def _sessions(organization: Organization, users: int) -> list[str]:
    """As many sessions: of a local administrator, owners, those who lead a team, members."""
    people = organization.people.order_by("pk")
    leading = people.filter(memberships__is_maintainer=True, role=Person.Role.MEMBER)
    others = people.exclude(memberships__is_maintainer=True)
    some = [None, people.filter(role=Person.Role.OWNER)[0], *leading[:9], *others[:9]]
    return [_session(person) for person in islice(cycle(some), users)]


def _session(person: Person | None) -> str:
    now = timezone.now() if person else None
    user, _ = User.objects.update_or_create(
        name=f"load-{person.pk if person else 0}",
        defaults={"person": person, "confirmed_at": now, "asked_at": now},
    )
    client = Client()
    client.force_login(user)
    return client.cookies[settings.SESSION_COOKIE_NAME].value
