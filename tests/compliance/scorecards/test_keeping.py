"""What is kept equals what counting afresh gives, whatever happened and whoever looks."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from compliance import sight
from compliance.models import (
    CheckResult,
    CheckTally,
    Collaboration,
    Organization,
    RecentChange,
    Repository,
    Transition,
)
from compliance.scorecards import changes, daily, kept, questions, tallies
from compliance.scorecards.questions import Section
from compliance.scorecards.scope import Scope
from compliance.scoring import Level, Scored, Standing, Weights, weigh
from tests.compliance.scorecards import afresh
from tests.factories import make_person, make_repository, make_result, make_team, make_transition

KEYS = (("a", "backend:2.1", "foundation"), ("b", "backend:3.1", "standard"))
STANDINGS = ("pass", "fail", "unknown", "not_applicable")
REPOSITORIES, TEAMS = 4, 3
SECTIONS = [Section("backend:2", "Setup"), Section("backend:3", "Work")]

number = st.integers(0, REPOSITORIES - 1)
steps = st.lists(
    st.one_of(
        st.tuples(st.just("counts"), number, st.integers(0, 1), st.sampled_from(STANDINGS)),
        st.tuples(st.just("is owned"), number, st.integers(0, TEAMS - 1)),
        st.tuples(st.just("is nobody's"), number),
        st.tuples(st.just("is seen by"), number, st.sampled_from(("public", "private", ""))),
        st.tuples(st.just("is gone"), number),
        st.tuples(st.just("is there"), number),
        st.tuples(st.just("is given"), number, st.integers(0, 1)),
        st.tuples(st.just("is kept")),
    ),
    max_size=14,
)


@given(steps)
@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_what_is_kept_is_what_counting_gives(
    organization: Organization, happened: list[tuple[Any, ...]]
) -> None:
    with transaction.atomic():
        world = World(organization)
        for what, *which in happened:
            world.let(what, *which)
        world.let("is kept")
        for seen in world.readers():
            scopes = [Scope(seen), *(Scope(seen, team) for team in seen.shown_teams())]
            for scope in scopes:
                assert_counted_afresh(scope)
            assert_teams_afresh(scopes[0])
        transaction.set_rollback(True)


class World:
    """Four repositories with two checks each, three teams, and who looks at them."""

    def __init__(self, organization: Organization) -> None:
        self.organization = organization
        self.repositories = [
            make_repository(organization, f"r{each}") for each in range(REPOSITORIES)
        ]
        self.teams = [make_team(organization, f"T{each}") for each in range(TEAMS)]
        self.people = [
            make_person(organization, "member"),
            make_person(organization, "partner", role="collaborator"),
        ]
        for repository in self.repositories:
            for key, clause, level in KEYS:
                make_result(repository, key, "pass", clause=clause, level=level)

    def readers(self) -> list[sight.Sight]:
        """A local administrator, a member and a partner."""
        return [sight.of_administrator(self.organization), *map(sight.of, self.people)]

    def let(self, what: str, *which: Any) -> None:
        """Let something happen to a repository."""
        if what == "is kept":
            daily.note_day(self.organization, timezone.now().date())
            return
        repository = Repository.objects.get(pk=self.repositories[which[0]].pk)
        match what, *which[1:]:
            case "counts", int(check), str(standing):
                self._count(repository, KEYS[check][0], standing)
            case "is owned", int(team):
                repository.ownerships.get_or_create(
                    organization=self.organization, team=self.teams[team], found_by="settings"
                )
            case "is nobody's", *_:
                repository.ownerships.all().delete()
            case "is seen by", str(visibility):
                Repository.objects.filter(pk=repository.pk).update(visibility=visibility)
            case "is gone", *_:
                Repository.objects.filter(pk=repository.pk).update(gone_since=timezone.now())
            case "is there", *_:
                Repository.objects.filter(pk=repository.pk).update(gone_since=None)
            case "is given", int(person):
                Collaboration.objects.get_or_create(
                    organization=self.organization, repository=repository,
                    person=self.people[person], permission="read",
                )  # fmt: skip

    def _count(self, repository: Repository, key: str, standing: str) -> None:
        result = repository.results.get(key=key)
        if result.standing == standing:
            return
        at = timezone.now() - timedelta(days=3)
        make_transition(repository, key, result.standing, standing, at=at)
        CheckResult.objects.filter(pk=result.pk).update(outcome=standing, standing=standing)
        passed = repository.results.filter(standing="pass").count()
        Repository.objects.filter(pk=repository.pk).update(passed=passed)


def assert_counted_afresh(scope: Scope) -> None:
    """The sums, tallies and changes of what somebody sees in all or of a team."""
    repositories, results = scope.seen.repositories(), scope.seen.results()
    transitions = scope.seen.transitions()
    if scope.team is not None:
        repositories = repositories.filter(ownerships__team=scope.team)
        results = results.filter(repository__ownerships__team=scope.team)
        transitions = transitions.filter(repository__ownerships__team=scope.team)

    assert kept.now(scope).standing == questions.standing(repositories)
    assert _sums(tallies.seen_by(scope)) == _sums(afresh.tallied(results))
    since = changes.begin(changes.WEEK, timezone.now().date())
    changed = changes.changes(transitions, since)
    recent = changes.recent(scope, changes.WEEK)
    assert [(row.transition_id, row.before) for row in recent] == [
        (change.last, change.before) for change in changed
    ]
    assert changes.kinds(recent) == Counter(change.kind for change in changed)


def assert_teams_afresh(scope: Scope) -> None:
    """Where each team stands in what somebody sees, as a whole and by section."""
    standings = questions.team_standings(scope.seen.repositories())
    teams = list(scope.seen.shown_teams())
    assert kept.now(scope).teams == {team: each for team, each in standings.items() if each}
    weighed: dict[int, list[Weights]] = {team.pk: [Weights(), Weights()] for team in teams}
    for result in tallies.of_counted(scope.seen.results()):
        for team in result.repository.ownerships.values_list("team", flat=True):
            section = KEYS.index((result.key, result.clause, result.level))
            weighed[team][section] += weigh(Scored(Level(result.level), Standing(result.standing)))
    heat = questions.heat_map(scope, teams, SECTIONS)
    assert {team: list(weights) for team, weights in heat.items()} == weighed


def _sums(rows: list[CheckTally]) -> Counter[tuple[str, str]]:
    found = Counter[tuple[str, str]]()
    for row in rows:
        found.update({(row.key, name): count for name, count in row.counts.items()})
    return +found


def test_what_is_kept_of_changes_follows_the_days(organization: Organization) -> None:
    repository = make_repository(organization)
    today = timezone.now().date()
    make_transition(repository, "a", "pass", "fail", at=timezone.now() - timedelta(days=5))

    daily.note_day(organization, today)
    assert set(RecentChange.objects.values_list("days", flat=True)) == {7, 28}

    daily.note_day(organization, today + timedelta(days=5))
    assert set(RecentChange.objects.values_list("days", flat=True)) == {28}

    daily.note_day(organization, today + timedelta(days=40))
    assert not RecentChange.objects.exists()
    assert Transition.objects.exists()


@pytest.mark.parametrize("days", [-1, 400], ids=["who began before midnight", "a wrong clock"])
def test_today_is_kept_in_step_whatever_day_was_noted_last(
    organization: Organization, days: int
) -> None:
    today = timezone.now().date()
    make_repository(organization, "orders", judged_at=timezone.now())
    daily.note_day(organization, today)
    make_repository(organization, "billing", judged_at=timezone.now())
    daily.note_day(organization, today + timedelta(days=days))

    daily.refresh(organization)

    organization.refresh_from_db()
    found = kept.now(Scope(sight.of_administrator(organization)))
    assert organization.noted_on == today
    assert found.standing.repositories == 2
    assert found.line[-1][0] == today
