"""What is kept equals what counting afresh gives, whatever happened and whoever looks."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta
from typing import Any

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
    Ownership,
    Repository,
    Team,
)
from compliance.scorecards import (
    adoption,
    change_tallies,
    changes,
    daily,
    kept,
    questions,
    tallies,
    unowned,
)
from compliance.scorecards.adoption import Share
from compliance.scorecards.questions import Section
from compliance.scorecards.scope import Scope
from compliance.scoring import Level, Scored, Standing, Weights, weigh
from tests.compliance.scorecards import afresh
from tests.factories import make_person, make_repository, make_result, make_team, make_transition

KEYS = (("a", "backend:2.1", "foundation"), ("b", "backend:3.1", "standard"))
STANDINGS = ("pass", "fail", "unknown", "not_applicable")
REPOSITORIES, TEAMS = 4, 3
STACKS = (["node"], ["python"], ["node", "python"], [])
LONG_AGO = timezone.now() - timedelta(days=200)
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
        st.tuples(st.just("is secret"), st.integers(0, TEAMS - 1), st.booleans()),
        st.tuples(st.just("days pass"), st.integers(1, 15)),
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
                assert_adoption_afresh(world, scope)
                for days in changes.WINDOWS:
                    assert_changes_afresh(world, scope, days)
            assert_teams_afresh(scopes[0])
        transaction.set_rollback(True)


class World:
    """Four repositories with two checks each, three teams, and who looks at them: the member is in
    the last one. What happens begins thirty days ago.
    """

    def __init__(self, organization: Organization) -> None:
        self.organization = organization
        self.at = timezone.now() - timedelta(days=30)
        self.happened: list[tuple[datetime, tuple[int, str], str]] = []
        self.repositories = [
            make_repository(organization, f"r{each}", added_at=LONG_AGO, stacks=STACKS[each])
            for each in range(REPOSITORIES)
        ]
        self.teams = [make_team(organization, f"T{each}") for each in range(TEAMS)]
        self.people = [
            make_person(organization, "member"),
            make_person(organization, "partner", role="collaborator"),
        ]
        self.teams[-1].memberships.create(organization=organization, person=self.people[0])
        for repository in self.repositories:
            for key, clause, level in KEYS:
                make_result(repository, key, "pass", clause=clause, level=level)
                self.happened.append((self.at, (repository.pk, key), "pass"))
        self.first = self.stood(timezone.now())

    def stood(self, moment: datetime) -> dict[tuple[int, str], str]:
        """As what each check of each repository counted then."""
        return {where: standing for at, where, standing in self.happened if at < moment}

    def readers(self) -> list[sight.Sight]:
        """A local administrator, a member and a partner."""
        return [sight.of_administrator(self.organization), *map(sight.of, self.people)]

    def let(self, what: str, *which: Any) -> None:
        """Let something happen to the organization, a team or a repository."""
        match what:
            case "is kept":
                daily.note_day(self.organization, timezone.now().date())
            case "days pass":
                passed = self.at + timedelta(days=which[0])
                self.at = min(passed, timezone.now() - timedelta(hours=1))
            case "is secret":
                Team.objects.filter(pk=self.teams[which[0]].pk).update(is_secret=which[1])
            case _:
                self._let(what, *which)

    def _let(self, what: str, *which: Any) -> None:
        """Let something happen to a repository."""
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
        make_transition(repository, key, result.standing, standing, at=self.at)
        self.happened.append((self.at, (repository.pk, key), standing))
        CheckResult.objects.filter(pk=result.pk).update(outcome=standing, standing=standing)
        passed = repository.results.filter(standing="pass").count()
        Repository.objects.filter(pk=repository.pk).update(passed=passed)


def assert_counted_afresh(scope: Scope) -> None:
    """The sums and tallies of what somebody sees in all or of a team."""
    repositories, results = scope.seen.repositories(), scope.seen.results()
    if scope.team is not None:
        repositories = repositories.filter(ownerships__team=scope.team)
        results = results.filter(repository__ownerships__team=scope.team)

    assert kept.now(scope).standing == questions.standing(repositories)
    assert _sums(tallies.seen_by(scope)) == _sums(afresh.tallied(results))
    asked = set(tallies.of_counted(results).values_list("clause", flat=True))
    assert tallies.clauses(scope) == asked
    if scope.team is None:
        counted = Counter(repositories.counted().values_list("protocol", flat=True))
        assert questions.protocols(scope) == counted
        without = repositories.counted().unowned(scope.seen.shown_teams())
        assert unowned.count(scope.seen) == without.count()


def assert_adoption_afresh(world: World, scope: Scope) -> None:
    """How far each check is followed, over weeks and by stack."""
    shown = list(scope.repositories.counted())
    organization = Organization.objects.get(pk=world.organization.pk)
    days = adoption.days(organization)
    moments = [*(changes.begin(0, day) for day in days[:-1]), timezone.now()]
    for key, *_ in KEYS:
        over_time = []
        for moment in moments:
            stood = {**world.first, **world.stood(moment)}
            over_time.append(_share([stood[each.pk, key] for each in shown]))
        by_stack = {
            stack: share
            for stack in ("node", "python", "-")
            if (
                share := _share([_now(each, key) for each in shown if stack in _stacks(each)])
            ).decided
        }
        found = adoption.of_check(scope, key)
        assert found.over_time == tuple(over_time)
        assert found.by_stack == by_stack


def _share(standings: list[str]) -> Share:
    holding = standings.count("pass") + standings.count("attested")
    return Share(holding, holding + standings.count("fail"))


def _now(repository: Repository, key: str) -> str:
    return repository.results.get(key=key).standing


def _stacks(repository: Repository) -> list[str]:
    return repository.stacks or ["-"]


def assert_changes_afresh(world: World, scope: Scope, days: int) -> None:
    """What counts as something else than some days ago."""
    shown = scope.seen.repositories()
    if scope.team is not None:
        shown = shown.filter(ownerships__team=scope.team)
    pks = set(shown.values_list("pk", flat=True))
    before = world.stood(changes.begin(days, timezone.now().date()))
    after = world.stood(timezone.now())
    changed = {
        where: (before[where], after[where])
        for where in before
        if where[0] in pks and before[where] != after[where]
    }
    recent = changes.recent(scope, days)
    assert changed == {
        (row.repository_id, row.key): (row.before, row.transition.after)
        for row in recent.select_related("transition")
    }
    of_kinds = {
        where: changes.Change(*where, Standing(was), Standing(now), 0).kind
        for where, (was, now) in changed.items()
    }
    assert changes.kinds(recent) == Counter(of_kinds.values())
    assert change_tallies.counts(scope, days)[None] == Counter(of_kinds.values())
    if scope.team is None:
        by_team: dict[int | None, Counter[changes.Kind]] = {None: Counter(of_kinds.values())}
        for (repository, _), kind in of_kinds.items():
            for owner in Ownership.objects.filter(repository=repository):
                by_team.setdefault(owner.team_id, Counter())[kind] += 1
        assert change_tallies.counts(scope, days) == by_team


def assert_teams_afresh(scope: Scope) -> None:
    """Where each team stands in what somebody sees, as a whole and by section."""
    standings = questions.team_standings(scope.seen.repositories())
    teams = list(scope.seen.shown_teams())
    assert kept.now(scope).teams == {team: each for team, each in standings.items() if each}
    weighed: dict[int, list[Weights]] = {team.pk: [Weights(), Weights()] for team in teams}
    for result in tallies.of_counted(scope.seen.results()):
        owned = result.repository.ownerships.filter(team__in=teams)
        for team in owned.values_list("team", flat=True):
            section = KEYS.index((result.key, result.clause, result.level))
            weighed[team][section] += weigh(Scored(Level(result.level), Standing(result.standing)))
    heat = questions.heat_map(scope, teams, SECTIONS)
    assert {team: list(weights) for team, weights in heat.items()} == weighed


def _sums(rows: list[CheckTally]) -> Counter[tuple[str, str]]:
    found = Counter[tuple[str, str]]()
    for row in rows:
        found.update({(row.key, name): count for name, count in row.counts.items()})
    return +found
