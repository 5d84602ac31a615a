"""Fills the models' tables with a made-up organization and its year."""

from __future__ import annotations

import random
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import astuple, dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction

from benchmarks.scale import words
from benchmarks.scale.copying import copy
from benchmarks.scale.history import Now, Year, year
from benchmarks.scale.sums import FIGURES, Sums
from compliance import organizations
from compliance.models import (
    CheckResult,
    DailyScore,
    Excuse,
    Grant,
    Membership,
    Organization,
    Ownership,
    Person,
    Repository,
    ScoreChange,
    StoredFacts,
    SyncItem,
    SyncRun,
    Team,
    Transition,
)
from compliance.protocol import Protocol
from compliance.scoring import Level, Standing

_BATCH = 200
_TEAM = 33
_PEOPLE = 8
_OWNERS = 3
# The median sizes of stored facts in bytes, compressed.
_FACTS = {"files": 18_000, "activity": 6_000, "checks": 800, "rules": 300, "security": 100}
_VISIBILITY = ("private", "internal", "public")


@dataclass(frozen=True)
class Made:
    """A repository, the teams that own it, its protocol and its year."""

    repository: Repository
    teams: Sequence[int]
    protocol: Protocol
    year: Year


class Filling:
    """One organization that is being filled; `end` is the moment at which it is looked at."""

    def __init__(self, count: int, seed: int, end: datetime) -> None:
        self._chance = random.Random(seed)
        self._count, self._end = count, end
        self._organization = organizations.current()
        self._protocols = organizations.protocols()
        self._teams: list[int] = []
        self._people: list[int] = []

    def fill(self) -> Organization:
        """Write all rows, and show how far it is."""
        begun = time.perf_counter()
        self._make_teams()
        sums = Sums(self._teams, self._end)
        for start in range(0, self._count, _BATCH):
            with transaction.atomic():
                made = self._repositories(start, min(_BATCH, self._count - start))
                self._write(made)
            for each in made:
                sums.add(each.repository, each.teams, each.year.events)
            seconds = time.perf_counter() - begun
            print(f"\r{start + len(made)} of {self._count}, {seconds:.0f} s", end="", flush=True)
        of = self._organization.pk
        rows = ((of, *row) for row in sums.rows())
        copy(DailyScore, rows, "organization", "team", "audience", "day", *FIGURES)
        self._make_runs()
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")
        print(f"\nfilled in {time.perf_counter() - begun:.0f} s")
        Organization.objects.filter(pk=of).update(checked_at=self._end)
        return self._organization

    def _make_teams(self) -> None:
        count = max(2, self._count // _TEAM)
        teams = Team.objects.bulk_create(
            Team(
                organization=self._organization,
                slug=f"team-{number}",
                name=f"Team {number}",
                key=f"T{number}",
                is_secret=number % 40 == 39,
            )
            for number in range(count)
        )
        self._teams = [each.pk for each in teams]
        people = Person.objects.bulk_create(
            Person(
                organization=self._organization,
                key=f"U{number}",
                login=f"person-{number}",
                # The first of each team leads it, and the next own the organization.
                role=Person.Role.OWNER if 0 <= number - count < _OWNERS else Person.Role.MEMBER,
                seen_at=self._end - timedelta(days=365),
            )
            for number in range(count * _PEOPLE)
        )
        self._people = [each.pk for each in people]
        Membership.objects.bulk_create(
            Membership(
                organization=self._organization,
                team=teams[number % count],
                person=person,
                is_maintainer=number < count,
            )
            for number, person in enumerate(people)
        )

    def _repositories(self, start: int, count: int) -> list[Made]:
        made = [self._one(start + number) for number in range(count)]
        Repository.objects.bulk_create(each.repository for each in made)
        owned = [(each.repository.pk, team) for each in made for team in each.teams]
        of = self._organization.pk
        copy(
            Ownership,
            ((of, repository, team, Ownership.FoundBy.CODEOWNERS) for repository, team in owned),
            "organization", "repository", "team", "found_by",
        )  # fmt: skip
        copy(
            Grant,
            ((of, repository, team, "admin") for repository, team in owned),
            "organization", "repository", "team", "permission",
        )  # fmt: skip
        return made

    def _one(self, number: int) -> Made:
        chance = self._chance
        key = chance.choices(("backend", "fullstack", "engineering"), (80, 12, 8))[0]
        protocol = self._protocols[key]
        passed_by = year(chance, protocol, self._end)
        last = passed_by.events[-1]
        # A few teams own much, most own little, and some repositories nobody.
        owners = min(len(self._teams), chance.choices((0, 1, 2), (4, 88, 8))[0])
        teams = {self._teams[int(len(self._teams) * chance.random() ** 1.6)] for _ in range(owners)}
        name = f"{chance.choice(words.NOUNS)}-{chance.choice(words.KINDS)}-{number}"
        repository = Repository(
            organization=self._organization,
            key=f"R{number}",
            name=name,
            slug=name,
            full_name=f"acme/{name}",
            visibility=chance.choices(_VISIBILITY, (55, 35, 10))[0],
            branch="main",
            head=last.commit,
            commit=last.commit,
            committed_at=last.at,
            pushed_at=last.at,
            added_at=passed_by.events[0].at,
            judged_at=self._end - timedelta(hours=3),
            protocol=key,
            protocol_version=protocol.version,
            judged_by="0" * 64,
            stacks=[chance.choice(("node", "python"))],
            components=[words.component()],
            level=last.reached.level or "",
            compliance=last.reached.compliance,
            required_failures=last.reached.required_failures,
            required_unknowns=last.reached.required_unknowns,
            **_weights(last.reached.weights),
        )
        return Made(repository, sorted(teams), protocol, passed_by)

    def _write(self, made: Sequence[Made]) -> None:
        of = self._organization.pk
        # Made before, since a connection that copies answers nothing else.
        excused = self._excuses(made)
        results = self._results(made, excused)
        copy(CheckResult, results, "organization", "repository", *words.RESULT)
        copy(
            Transition,
            ((of, each.repository.pk, *row) for each in made for row in _transitions(each)),
            "organization", "repository", *words.TRANSITION,
        )  # fmt: skip
        copy(
            ScoreChange,
            ((of, each.repository.pk, *row) for each in made for row in _scores(each)),
            "organization", "repository", *words.SCORE,
        )  # fmt: skip
        copy(
            StoredFacts,
            (
                (of, each.repository.pk, part, self._body(size), self._end)
                for each in made
                for part, size in _FACTS.items()
            ),
            "organization", "repository", "part", "body", "stored_at",
        )  # fmt: skip

    def _results(
        self, made: Sequence[Made], excused: Mapping[tuple[int, str], int]
    ) -> Iterator[tuple[Any, ...]]:
        for each in made:
            for position, result in enumerate(each.year.results):
                key = (each.repository.pk, result.coverage.key)
                said = words.said(each.protocol, result, position, excused.get(key))
                yield self._organization.pk, each.repository.pk, *said

    def _excuses(self, made: Sequence[Made]) -> Mapping[tuple[int, str], int]:
        """The waivers that results rest on, by the repository and the key of the check."""
        waived = [
            (each, result)
            for each in made
            for result in each.year.results
            if result.standing is Standing.WAIVED
        ]
        excuses = Excuse.objects.bulk_create(self._excuse(*each) for each in waived)
        return {(each.repository_id, each.key): each.pk for each in excuses}

    def _excuse(self, made: Made, result: Now) -> Excuse:
        asked_by, decided_by = self._chance.sample(self._people, 2)
        asked_at = self._end - timedelta(days=self._chance.randrange(1, 80))
        return Excuse(
            organization=self._organization,
            repository=made.repository,
            kind=Excuse.Kind.WAIVER,
            key=result.coverage.key,
            title=result.coverage.key,
            reason="It is replaced within the quarter.",
            until=(asked_at + timedelta(days=90)).date(),
            state=Excuse.State.APPROVED,
            asked_by_id=asked_by,
            asked_at=asked_at,
            decided_by_id=decided_by,
            decided_at=asked_at,
        )

    def _body(self, size: int) -> bytes:
        return self._chance.randbytes(round(size * self._chance.lognormvariate(0, 0.5)))

    def _make_runs(self) -> None:
        """A run for each quarter of an hour of the last month, with what was pushed in it."""
        of = self._organization.pk
        repositories = [*self._organization.repositories.values_list("pk", flat=True)]
        begins = [self._end - timedelta(minutes=15 * number) for number in range(1, 30 * 96)]
        runs = SyncRun.objects.bulk_create(
            SyncRun(
                organization=self._organization, reason="schedule", started_at=begin,
                listed_at=begin, finished_at=begin + timedelta(minutes=1), found=1,
            )
            for begin in begins
        )  # fmt: skip
        pushed = max(1, self._count // 4 // 96)
        rows = (
            (of, run.pk, repository, "read", "done", run.started_at, run.started_at)
            for run in runs
            for repository in self._chance.sample(repositories, pushed)
        )
        names = ("work", "state", "queued_at", "finished_at")
        copy(SyncItem, rows, "organization", "run", "repository", *names)


def _weights(weights: Any) -> dict[str, int]:
    return dict(zip(("passed", "decided", "covered", "judged"), astuple(weights), strict=True))


def _transitions(made: Made) -> Iterator[tuple[Any, ...]]:
    for event in made.year.events:
        for change in event.changes:
            coverage = change.coverage
            yield (
                coverage.key, words.title(made.protocol, coverage), coverage.clause, coverage.level,
                change.before, change.after, words.message(coverage.key, change.after),
                event.at, event.commit, made.protocol.key, made.protocol.version,
            )  # fmt: skip


def _scores(made: Made) -> Iterator[tuple[Any, ...]]:
    """A row for each event after which something of the standing is another."""
    before: tuple[Any, ...] = ()
    for event in made.year.events:
        reached = event.reached
        level = reached.level.value if isinstance(reached.level, Level) else ""
        figures = (*astuple(reached.weights), level, reached.compliance)
        if figures != before:
            yield event.at, event.commit, *figures, made.protocol.key, made.protocol.version
        before = figures
