"""Measures what is stored, and what the pages ask of it."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.db.models import Exists, OuterRef
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from benchmarks.scale import questions
from benchmarks.scale.filling import Filling
from benchmarks.scale.took import Took
from compliance.models import Excuse, Membership, Organization, Person, Team
from compliance.scorecards import daily
from dashboard.models import User

_TABLES = """
    SELECT relname, reltuples::bigint, pg_table_size(oid), pg_indexes_size(oid)
    FROM pg_class
    WHERE relkind = 'r' AND relname LIKE 'compliance_%%' AND reltuples > 0
    ORDER BY pg_total_relation_size(oid) DESC
"""
_INDEXES = """
    SELECT indexrelname, pg_relation_size(indexrelid)
    FROM pg_stat_user_indexes WHERE relname LIKE 'compliance_%%'
    ORDER BY 2 DESC LIMIT 12
"""
_SLOW = 20.0
KEY = "node-version-pinned"
_ADMINISTRATOR = "a local administrator"


def filled(repositories: int, seed: int) -> Organization:
    """An organization with so many repositories and a year of them, in a database that is empty."""
    call_command("migrate", verbosity=0)
    organization = Filling(repositories, seed, timezone.now()).fill()
    count(organization)
    return organization


def count(organization: Organization) -> None:
    """Bring what is kept in sums in step with what was filled in."""
    daily.note_day(organization, timezone.now().date())
    with connection.cursor() as cursor:
        # As PostgreSQL does by itself soon: without it, plans are made for tables that are empty.
        cursor.execute("ANALYZE")


def print_tables() -> None:
    """Rows and bytes of each table, and the largest indexes."""
    print(f"\n{'table':30}{'rows':>12}{'MB':>9}{'MB of indexes':>15}")
    with connection.cursor() as cursor:
        cursor.execute(_TABLES)
        for name, rows, table, indexes in cursor.fetchall():
            print(f"{name:30}{rows:12,}{table / 1e6:9.1f}{indexes / 1e6:15.1f}")
        cursor.execute("SELECT pg_database_size(current_database())")
        print(f"all together {cursor.fetchone()[0] / 1e6:.0f} MB")
        cursor.execute(_INDEXES)
        for name, size in cursor.fetchall():
            print(f"  {name:60}{size / 1e6:9.1f} MB")


def print_pages(organization: Organization, rounds: int, *, explain: bool) -> None:
    """Queries and milliseconds of each page after a first round: the median of some, and the least
    processor time of this process and its backend, which a busy machine hardly moves.
    """
    for page in pages(organization):
        if page.number == 0:
            seen_by = f"page, for {page.seen_by}"
            print(f"\n{seen_by:62}{'queries':>8}{'ms':>8}{'processor':>11}{'in SQL':>8}{'kB':>7}")
        took = Took.of([page.open() for _ in range(rounds)])
        print(
            f"{page.address:62}{len(page.asked):8}{took.ms:8.0f}{took.processor:11.0f}"
            f"{took.in_sql:8.0f}{page.kilobytes:7.0f}"
        )
        if explain and page.seen_by == _ADMINISTRATOR:
            for each in page.asked:
                if 1000 * float(each["time"]) >= _SLOW:
                    _explain(each["sql"])


class Page:
    """A page as somebody sees it, opened once: with the statements it asked then, and its size."""

    def __init__(
        self, client: Client, seen_by: str, number: int, address: str, processor: _Processor
    ) -> None:
        self.seen_by, self.number, self.address = seen_by, number, address
        self._client, self._processor = client, processor
        with CaptureQueriesContext(connection) as queries:
            response = client.get(address)
        if response.status_code not in (200, 404):
            raise RuntimeError(f"{address} answers {response.status_code}")
        self.may_be_seen = response.status_code == 200
        self.asked: list[dict[str, str]] = queries.captured_queries
        self.kilobytes = len(response.content) / 1000

    def open(self) -> Took:
        """How long it takes once."""
        begun, processor = time.perf_counter(), self._processor.now()
        self._client.get(self.address)
        own, backend = (
            1000 * (b - a) for a, b in zip(processor, self._processor.now(), strict=True)
        )
        return Took(1000 * (time.perf_counter() - begun), own + backend, backend)


def pages(organization: Organization) -> Iterator[Page]:
    """Each page that is measured, person by person; what somebody may not see is left out."""
    settings.ALLOWED_HOSTS = ["*"]
    processor = _Processor()
    for name, person in people(organization).items():
        client = _signed_in(person)
        for number, address in enumerate(addresses(organization)):
            page = Page(client, name, number, address, processor)
            if page.may_be_seen:
                yield page


def people(organization: Organization) -> dict[str, Person | None]:
    """Who looks at the pages: each sees another part of them. Of the team whose page is measured
    are who leads one and the member, who asked for a waiver if somebody did: so they see as many
    kinds of things at each size.
    """
    asked = Excuse.objects.filter(asked_by=OuterRef("person"))
    members = Membership.objects.filter(
        team=_team(organization), person__role=Person.Role.MEMBER
    ).order_by(Exists(asked).desc(), "person")
    return {
        _ADMINISTRATOR: None,
        "an owner": organization.people.filter(role=Person.Role.OWNER).order_by("pk")[0],
        "who leads a team": members.filter(is_maintainer=True)[0].person,
        "a member": members.filter(is_maintainer=False)[0].person,
    }


def _signed_in(person: Person | None) -> Client:
    now = timezone.now() if person else None
    client = Client()
    client.force_login(
        User.objects.create(
            name=person.login if person else "benchmark",
            person=person,
            confirmed_at=now,
            asked_at=now,
        )
    )
    return client


def print_questions(organization: Organization, rounds: int) -> None:
    """Rows and milliseconds of what pages about history ask, the median of some rounds."""
    print(f"\n{'question':62}{'rows':>8}{'ms':>8}")
    for name, rows in questions.of(organization, KEY, timezone.now()).items():
        count = len(rows.all())
        took = _median(lambda rows=rows: list(rows.all()), rounds)
        print(f"{name:62}{count:8}{took:8.1f}")


def _team(organization: Organization) -> Team:
    """The team whose page is measured."""
    return organization.teams.filter(is_secret=False).order_by("pk")[0]


def addresses(organization: Organization) -> list[str]:
    """What is measured: a page of each kind, some of them narrowed, sorted or paged."""
    first = _team(organization)
    team, repository = first.slug, first.repositories.order_by("pk")[0].slug
    return [
        "/",
        "/changes/",
        "/matrix/",
        "/requests/",
        "/search/?q=service",
        "/teams/",
        "/teams/?by=section&sort=moved",
        f"/teams/{team}/",
        "/repositories/",
        "/repositories/?sort=-score&page=20",
        f"/repositories/?team={team}&compliance=not_compliant",
        f"/repositories/?check={KEY}&outcome=fail",
        "/repositories/?q=billing",
        f"/repositories/{repository}/",
        "/checks/",
        f"/checks/?team={team}",
        f"/checks/{KEY}/",
        f"/checks/{KEY}/?outcome=fail&page=5",
        f"/checks/{KEY}/?team={team}",
        "/protocols/",
        "/syncs/",
        "/unowned/",
    ]


class _Processor:
    """The processor time of this process and of its backend, in seconds, as Linux counts it where
    the server is on this machine.
    """

    def __init__(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_backend_pid()")
            self._backend = Path(f"/proc/{cursor.fetchone()[0]}/schedstat")

    def now(self) -> tuple[float, float]:
        """Of this process, and of the backend."""
        return time.process_time(), int(self._backend.read_text().split()[0]) / 1e9


def _median(work: Callable[[], object], rounds: int) -> float:
    """The median milliseconds of some rounds."""
    found = []
    for _ in range(rounds):
        begun = time.perf_counter()
        work()
        found.append(1000 * (time.perf_counter() - begun))
    return statistics.median(found)


def _explain(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (ANALYZE, BUFFERS) {statement}")
        lines = [line for (line,) in cursor.fetchall()]
    print(f"    {statement[:1500]}")
    print("\n".join(f"      {line[:170]}" for line in lines[:40]))
