"""People in twelve time zones, over eight weeks in which clocks are changed: each gets exactly what
is due. When that is, is found here by looking at the clock on the wall each quarter of an hour.

What is written in a mail is faked: whether there is something to tell is a throw of dice for each
person and week. `MAIL_PEOPLE=5000` has as many people as a large company.
"""

from __future__ import annotations

import hashlib
import os
import time
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import pairwise, product
from types import SimpleNamespace
from typing import Any
from unittest.mock import patch
from zoneinfo import ZoneInfo

import pytest
from allauth.account.models import EmailAddress
from django.db import connection

from compliance import clock
from compliance.digests.schedule import SETTLED
from compliance.models import MailPreferences, Organization, Person
from compliance.sight import Sight
from dashboard.mails import Rendered, noticing
from dashboard.models import User
from tests.dashboard.mailing import mail_server, send_due

QUARTER, WEEK = timedelta(minutes=15), timedelta(days=7)
# Monday. Within these weeks clocks change in Lord Howe and Sydney (4 October), in Berlin, London
# and Lisbon (25 October), and in New York, Los Angeles and St. John's (1 November).
BEGIN = datetime(2026, 9, 28, tzinfo=UTC)
END = BEGIN + 8 * WEEK
ZONES = [
    "Europe/Berlin", "Europe/London", "Europe/Lisbon", "America/New_York", "America/Los_Angeles",
    "America/St_Johns", "America/Sao_Paulo", "Asia/Tokyo", "Asia/Kathmandu", "Australia/Sydney",
    "Australia/Lord_Howe", "Pacific/Chatham",
]  # fmt: skip
# Sundays at two are the hours that are left out, and come twice.
RHYTHMS = list(product(ZONES, ((0, 9), (6, 2), (4, 17), (2, 0), (6, 1))))
# Each of these once, and others have the same moment: Lisbon's and London's clocks are the same.
PEOPLE = int(os.environ.get("MAIL_PEOPLE", len(RHYTHMS)))
# At these it is looked for notices too, which takes as long as all else: there is none.
SIXTH_HOURS = {BEGIN + number * timedelta(hours=6) for number in range(8 * 7 * 4)}
# A third of them are new, and have their first week during these.
NEW_AFTER = [timedelta(days=-60), timedelta(days=-60), timedelta(days=10, hours=5)]


@cache
def due_by_the_clock(zone: str, weekday: int, hour: int) -> list[datetime]:
    """When it is that hour, for the first time, or would have been, in each week there."""
    found = []
    clock_there = ZoneInfo(zone)
    moment, before = BEGIN - timedelta(days=1), None
    while moment < END + timedelta(days=1):
        wall = moment.astimezone(clock_there).replace(tzinfo=None)
        monday = (wall - timedelta(days=wall.weekday())).date()
        wanted = datetime(monday.year, monday.month, monday.day) + timedelta(  # noqa: DTZ001
            days=weekday, hours=hour
        )
        if (
            before is not None
            and before < wanted <= wall
            and (not found or moment - found[-1] > WEEK / 2)
        ):
            found.append(moment)
        before, moment = wall, moment + QUARTER
    return [each for each in found if BEGIN <= each < END]


def looked_at() -> list[datetime]:
    """Each moment at which one of them may be due, the quarter of an hour before, and each sixth
    hour: a look each minute finds nothing else, and takes a day.
    """
    due = {each for zone, (day, hour) in RHYTHMS for each in due_by_the_clock(zone, day, hour)}
    return sorted(due | {each - QUARTER for each in due} | SIXTH_HOURS)


def has_news(login: str, until: datetime) -> bool:
    return hashlib.blake2b(f"{login} {until:%G-%V}".encode()).digest()[0] % 4 > 0


@pytest.fixture
def people(organization: Organization) -> list[Person]:
    """Made in bulk, as nothing of it is under test."""
    names = [(f"p{number}", *RHYTHMS[number % len(RHYTHMS)]) for number in range(PEOPLE)]
    made = Person.objects.bulk_create(
        Person(
            organization=organization, login=login, key=login, role="member",
            seen_at=BEGIN + NEW_AFTER[number % len(NEW_AFTER)],
        )
        for number, (login, *_) in enumerate(names)
    )  # fmt: skip
    users = User.objects.bulk_create(
        User(name=each.login, person=each, confirmed_at=BEGIN, asked_at=BEGIN) for each in made
    )
    EmailAddress.objects.bulk_create(
        EmailAddress(user=each, email=f"{each.name}@example.com", verified=True, primary=True)
        for each in users
    )
    MailPreferences.objects.bulk_create(
        MailPreferences(
            organization=organization, person=person, weekday=weekday, hour=hour, zone=zone
        )
        for person, (_, zone, (weekday, hour)) in zip(made, names, strict=True)
    )
    return made


def expected(people: list[Person]) -> Iterator[tuple[str, datetime]]:
    """Who is to get one, and until when it tells."""
    for number, person in enumerate(people):
        zone, (weekday, hour) = RHYTHMS[number % len(RHYTHMS)]
        for due in due_by_the_clock(zone, weekday, hour):
            if due >= person.seen_at + WEEK and has_news(person.login, due):
                yield person.login, due


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)  # Within one, no row that was changed could be reused.
def test_each_gets_exactly_what_is_due(organization: Organization, people: list[Person]) -> None:
    spans: dict[str, list[tuple[datetime, datetime]]] = {}

    def content(reader: Sight, since: datetime, until: datetime) -> object | None:
        assert reader.person is not None
        login = reader.person.login
        spans.setdefault(login, []).append((since, until))
        return until.astimezone(UTC) if has_news(login, until.astimezone(UTC)) else None

    def written(until: Any, person: Person, base_url: str, unsubscribe_url: str) -> Rendered:
        said = f"{person.login} {until.isoformat()}"
        return Rendered(said, "text", "<p>text</p>", unsubscribe_url)

    def notice(organization: Organization, now: datetime) -> None:
        if now - SETTLED in SIXTH_HOURS:
            noticing.plan(organization, now)

    queries, began = Counter[str](), time.monotonic()

    def counted(execute: Any, *args: Any) -> Any:
        queries["all"] += 1
        return execute(*args)

    with (
        mail_server() as server,
        patch("dashboard.mails.sending.digest_of", content),
        patch("dashboard.mails.sending.rendered", written),
        patch("dashboard.mails.sending.noticing", SimpleNamespace(plan=notice)),
        connection.execute_wrapper(counted),
    ):
        for now in looked_at():
            with clock.standing_at(now + SETTLED):
                send_due(organization, now)

    got = Counter(str(each["Subject"]) for each in server.messages)
    due = Counter(f"{login} {until.isoformat()}" for login, until in expected(people))
    assert sum(due.values()) > PEOPLE * 4
    assert got - due == Counter(), "somebody got what was not due, or twice"
    assert due - got == Counter(), "somebody did not get what was due"
    for login, told in spans.items():
        for (_, ended), (begun, _) in pairwise(told):
            assert begun == ended, f"{login} was told of something twice, or not"
    took = time.monotonic() - began
    print(  # noqa: T201 (figures for whoever looks with -s)
        f"{len(server.messages)} of {PEOPLE} people in {took:.0f} s,"
        f" {queries['all'] / len(server.messages):.1f} queries a message with all looks"
    )
