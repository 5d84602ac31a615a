"""A limit of GitHub's, and a credential that is refused, as all workers meet them: they wait, and
ask nothing meanwhile.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from pytest_django import Settings

from compliance import clock
from compliance.models import Poll, Repository, SyncItem
from compliance.sync import polls
from integrations.github import rest
from integrations.github.errors import LimitedError
from tests.compliance.sync.troubled import NOW, Troubled, troubled
from tests.compliance.sync.withheld import day_later, everybody, verdicts
from tests.compliance.sync.worlds import small_world
from tests.github_simulator.faults import primary, secondary
from tests.github_simulator.state import World

pytestmark = pytest.mark.django_db

A_MINUTE, AN_HOUR = timedelta(minutes=1), timedelta(hours=1)
TARBALL = "GET /repos/{owner}/{repo}/tarball/{ref}"


@pytest.fixture
def world(tmp_path: Path) -> World:
    return small_world(tmp_path, 3)


@pytest.fixture
def github(world: World, settings: Settings) -> Iterator[Troubled]:
    with troubled(world, settings) as github:
        yield github


def waiting() -> dict[str, datetime | None]:
    """Until when each poll waits that waits."""
    return dict(Poll.objects.exclude(not_before=None).values_list("kind", "not_before"))


def test_a_limit_that_one_worker_met_is_kept_by_all(github: Troubled) -> None:
    github.simulator.faults.add(secondary(retry_after=600), on=TARBALL)
    github.sync()
    asked = len(github.simulator.log.entries)
    assert github.simulator.log.entries[-1].name == TARBALL
    items = SyncItem.objects.filter(state=SyncItem.State.WAITING)
    assert {each.not_before for each in items} == {NOW + timedelta(minutes=10)}
    assert {each.attempts for each in items} == {0}
    assert items.count() == 3

    other = github.another_client()
    with pytest.raises(LimitedError):
        other.get("/orgs/acme", rest.OrganizationByRest)
    other.close()
    other.budget.close()
    github.pass_time(timedelta(minutes=9))
    github.sync()
    assert len(github.simulator.log.entries) == asked
    with clock.standing_at(github.now):
        assert polls.waits_until(github.organization) == NOW + timedelta(minutes=10)

    list(github.settle())
    assert not Repository.objects.exclude(problem="").exists()
    assert not Repository.objects.filter(judged_at=None).exists()
    assert github.slept == []


def test_the_quota_of_rest_is_used_up(github: Troubled) -> None:
    """GraphQL has a quota of its own, and goes on."""
    github.sync()
    before = verdicts(github)
    github.pass_time(timedelta(days=1))
    github.simulator.faults.add(primary("core"), on="GET /orgs/{org}/repos")
    github.sync()
    resets_at = github.now + AN_HOUR
    assert waiting() == {"settings": resets_at, "people": resets_at}
    names = [each.name for each in github.simulator.log.entries]
    assert names[-1] == "Heads"
    assert "met the quota for core of GitHub's" in github.organization.problem
    (people,) = Poll.objects.filter(kind=Poll.Kind.PEOPLE)
    assert "GitHub's quota for core is used up until 13:00:00 UTC" in people.problem

    github.pass_time(AN_HOUR - timedelta(seconds=1))
    before_reset = len(github.simulator.log.entries)
    github.sync()
    asked = github.simulator.log.entries[before_reset:]
    assert {each.resource for each in asked} == {"graphql"}
    list(github.settle())
    assert waiting() == {}
    assert verdicts(github) == before


def test_the_quota_of_graphql_is_used_up(github: Troubled) -> None:
    github.simulator.faults.add(primary("graphql"), on="Heads")
    github.sync()
    assert waiting().keys() >= {"heads", "details"}
    assert waiting()["heads"] == NOW + AN_HOUR
    list(github.settle())
    assert github.now - NOW < 2 * AN_HOUR
    assert not Repository.objects.filter(judged_at=None).exists()


def test_a_token_expires_and_another_takes_its_place(github: Troubled) -> None:
    (token,) = github.simulator.accounts.credentials
    full = github.simulator.token(token.login, token="ghp_another", scopes=token.scopes)
    github.sync()
    before, people = verdicts(github), everybody()
    token.expires_at = github.now + AN_HOUR
    assert day_later(github) == before
    assert everybody() == people
    assert "GitHub does not accept the credential" in github.organization.problem
    assert not Repository.objects.exclude(problem="").exists()

    # Each poll asks once whether it is accepted again, ever more seldom.
    asked = len(github.simulator.log.entries)
    for _ in range(10):
        github.pass_time(A_MINUTE)
        github.sync()
    assert len(github.simulator.log.entries) - asked <= 4 * len(Poll.Kind)
    github.ask_with(token=full.token)
    list(github.settle())
    assert github.organization.problem == ""
    assert verdicts(github) == before


@pytest.mark.parametrize("how", ["uninstalled", "suspended"])
def test_the_app_is_taken_away_and_comes_back(world: World, settings: Settings, how: str) -> None:
    with troubled(world, settings, app=True) as github:
        github.sync()
        before, people = verdicts(github), everybody()
        (app,) = github.simulator.accounts.apps.values()
        app.uninstalled = how == "uninstalled"
        app.suspended_at = github.now if how == "suspended" else None
        assert day_later(github) == before
        assert everybody() == people
        assert not Repository.objects.exclude(gone_since=None).exists()
        assert not Repository.objects.exclude(problem="").exists()
        said = "not installed in the organization acme: install it there"
        assert (said if how == "uninstalled" else "has been suspended") in (
            github.organization.problem
        )
        app.uninstalled, app.suspended_at = False, None
        list(github.settle())
        assert github.organization.problem == ""
        assert verdicts(github) == before
        assert everybody() == people
