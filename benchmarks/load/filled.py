"""What the benchmark needs of Django: a filled database, and people who are signed in."""

from __future__ import annotations

import json
from collections.abc import Iterable
from itertools import cycle, islice
from urllib.parse import urlsplit

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.test import Client  # noqa: E402
from django.urls import resolve  # noqa: E402
from django.utils import timezone  # noqa: E402

from benchmarks.scale import measuring  # noqa: E402
from benchmarks.scale.filling import Filling  # noqa: E402
from compliance import organizations, sight  # noqa: E402
from compliance.models import Organization, Person  # noqa: E402
from compliance.roles import Role  # noqa: E402
from compliance.scorecards import daily  # noqa: E402
from dashboard.access import Answer, Thing, answer  # noqa: E402
from dashboard.models import User  # noqa: E402


def prepare(repositories: int, users: int, bare: str) -> dict[str, str]:
    """Fill the database, unless it is, and say who opens what: by which session which pages."""
    call_command("migrate", verbosity=0)
    organization = organizations.current()
    if not organization.repositories.exists():
        organization = Filling(repositories, 1, timezone.now()).fill()
    daily.note_day(organization, timezone.now().date())
    return {
        "LOAD_PEOPLE": json.dumps(list(_people(organization, users, bare))),
        "LOAD_COOKIE": settings.SESSION_COOKIE_NAME,
    }


def _people(organization: Organization, users: int, bare: str) -> Iterable[tuple[str, list[str]]]:
    """As many sessions, each with the pages that its holder may see: of a local administrator,
    owners, those who lead a team, members.
    """
    people = organization.people.order_by("pk")
    leading = people.filter(memberships__is_maintainer=True, role=Person.Role.MEMBER)
    others = people.exclude(memberships__is_maintainer=True)
    some = [None, people.filter(role=Person.Role.OWNER)[0], *leading[:9], *others[:9]]
    pages = measuring.addresses(organization)
    for person in islice(cycle(some), users):
        role = sight.of(person).role if person else Role.ADMINISTRATOR
        yield _session(person), [*(each for each in pages if may_see(role, each)), bare]


def may_see(role: Role, address: str) -> bool:
    """Whether people of a role are answered at an address, as far as that does not depend on the
    object that it names.
    """
    action, subject = resolve(urlsplit(address).path).func.protected  # type: ignore[attr-defined]
    return not isinstance(subject, Thing) or answer(role, action, subject) is Answer.ALLOWED


def _session(person: Person | None) -> str:
    now = timezone.now() if person else None
    user, _ = User.objects.update_or_create(
        name=f"load-{person.pk if person else 0}",
        defaults={"person": person, "confirmed_at": now, "asked_at": now},
    )
    client = Client()
    client.force_login(user)
    return client.cookies[settings.SESSION_COOKIE_NAME].value
