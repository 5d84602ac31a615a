"""A newcomer's way from the invitation to staging, as it is seen at a simulated GitHub."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from pytest_django import Settings

from compliance import clock
from compliance.models import Comparison, Milestone, Plan
from compliance.onboarding import plans, timing
from compliance.protocol import Whom
from tests.compliance.onboarding.newcomer import (
    FIRST,
    HOUR,
    LOGIN,
    MINUTE,
    accepted,
    commit,
    deployed,
    invited,
    item,
    live,
    merged,
    milestones,
    remote,
    the_plan,
)
from tests.compliance.sync.on_github import NOW, OnGitHub, on_github
from tests.github_simulator.faults import server_error
from tests.github_simulator.generation import generate, push
from tests.github_simulator.state import Collaborator, TeamMember

pytestmark = pytest.mark.django_db


@pytest.fixture
def plumbline(tmp_path: Path, settings: Settings) -> Iterator[OnGitHub]:
    """An organization of two repositories that was read, and has nobody who is new."""
    with on_github(generate(2, tmp_path, NOW, files=FIRST), settings) as plumbline:
        plumbline.sync()
        yield plumbline


@pytest.fixture
def joined(plumbline: OnGitHub) -> OnGitHub:
    """An hour later somebody was invited, and is a member since two hours after that."""
    invitation = invited(plumbline, NOW + 30 * MINUTE)
    accepted(plumbline, invitation, NOW + 3 * HOUR)
    live(plumbline, NOW + 3 * HOUR)
    return plumbline


def compared(plumbline: OnGitHub) -> int:
    return plumbline.simulator.log.counts().get("GET /repos/{owner}/{repo}/compare/{basehead}", 0)


def counted(plan: Plan) -> timedelta:
    assert plan.clock_from
    assert plan.finished_at
    return timing.counted(plans.calendar_of(plan), plan.clock_from, plan.finished_at)


def test_who_is_invited_gets_a_plan_and_the_clock_starts_when_they_accept(
    plumbline: OnGitHub,
) -> None:
    invitation = invited(plumbline, NOW + 30 * MINUTE)
    accepted(plumbline, invitation, NOW + 3 * HOUR)
    live(plumbline, NOW + 2 * HOUR)
    assert (the_plan().login, the_plan().person, the_plan().clock_from) == (LOGIN, None, None)
    assert item("github-organization").state == "open"

    live(plumbline, NOW + 3 * HOUR)

    plan = the_plan()
    assert plan.person is not None
    assert (plan.person.login, plan.clock_from) == (LOGIN, NOW + 3 * HOUR)
    found = item("github-organization")
    assert (found.state, found.way, found.done_at) == ("done", "verified", NOW + 3 * HOUR)
    assert found.evidence == f"{LOGIN} is a member of Acme."
    assert found.evidence_url.endswith(f"/orgs/acme/people?query={LOGIN}")
    assert milestones() == {"membership": NOW + 3 * HOUR}


def test_a_team_that_they_leave_again_stays_a_milestone(joined: OnGitHub) -> None:
    member = TeamMember(login=LOGIN, since=joined.now, until=joined.now + 90 * MINUTE)
    joined.simulator.world.teams[0].members.append(member)

    live(joined, joined.now + HOUR)
    at = milestones()["team"]
    live(joined, joined.now + 2 * HOUR)

    assert not joined.organization.people.get(login=LOGIN).memberships.exists()
    assert milestones()["team"] == at


def test_the_whole_way_to_staging_with_a_deployment_that_became_inactive(
    joined: OnGitHub,
) -> None:
    """Merged by a squash, deployed with what came later, and deployed again within minutes."""
    start = joined.now
    first = commit(joined, start + 5 * HOUR)
    pull = merged(joined, first, start + 5 * HOUR)
    later = commit(joined, start + 6 * HOUR, author="person-2")
    live(joined, start + 6 * HOUR + 30 * MINUTE)
    assert {**milestones(), "membership": None} == {
        "membership": None,
        "branch": start + 4 * HOUR,
        "pull-request": start + 4 * HOUR,
        "commit": start + 5 * HOUR,
        "merge": start + 5 * HOUR,
    }
    assert the_plan().finished_at is None
    assert compared(joined) == 0, "nothing was deployed"

    at = start + 7 * HOUR
    deployed(joined, later, at)
    again = commit(joined, at + MINUTE, author="person-2")
    deployed(joined, again, at + 5 * MINUTE)
    live(joined, at + 20 * MINUTE)

    plan = the_plan()
    assert plan.finished_at == at
    assert counted(plan) == 7 * HOUR
    goal = item(plan.goal_item)
    assert (goal.way, goal.done_at) == ("verified", at)
    assert goal.evidence == f"Pull request #{pull.number} of {remote(joined).name} reached staging."
    reached = Milestone.objects.get(kind="staging")
    assert reached.repository == joined.organization.repositories.get(name=remote(joined).name)
    assert reached.url == f"{reached.repository.url}/deployments"
    assert compared(joined) == 1


def test_the_very_commit_that_it_was_merged_as_is_not_compared(joined: OnGitHub) -> None:
    at = joined.now + 5 * HOUR
    squashed = commit(joined, at)
    merged(joined, squashed, at)
    deployed(joined, squashed, at + HOUR)

    live(joined, at + 2 * HOUR)

    assert the_plan().finished_at == at + HOUR
    assert compared(joined) == 0


def test_a_deployment_without_it_is_compared_once_and_counts_for_nothing(
    joined: OnGitHub,
) -> None:
    at = joined.now + 5 * HOUR
    before = remote(joined).pull_requests[0].merge_commit
    merged(joined, commit(joined, at), at)
    deployed(joined, before, at + HOUR)

    live(joined, at + 4 * HOUR)

    assert the_plan().finished_at is None
    assert compared(joined) == 1
    assert [each.contains for each in Comparison.objects.all()] == [False]

    after = commit(joined, at + 4 * HOUR + MINUTE, author="person-2")
    deployed(joined, after, at + 5 * HOUR)
    live(joined, at + 6 * HOUR)

    assert the_plan().finished_at == at + 5 * HOUR
    assert compared(joined) == 2


def test_what_failed_or_went_elsewhere_counts_for_nothing(joined: OnGitHub) -> None:
    at = joined.now + 5 * HOUR
    theirs = commit(joined, at)
    merged(joined, theirs, at)
    deployed(joined, theirs, at + HOUR, state="failure")
    deployed(joined, theirs, at + HOUR, environment="production")

    live(joined, at + 2 * HOUR)

    assert the_plan().finished_at is None


def test_who_deploys_themselves_has_reached_the_goal(joined: OnGitHub) -> None:
    at = joined.now + 5 * HOUR
    someones = commit(joined, at - HOUR, author="person-2")
    deployed(joined, someones, at, creator=LOGIN)
    _assigned(joined)

    live(joined, at + 30 * MINUTE)

    assert the_plan().finished_at == at
    assert item(the_plan().goal_item).evidence.startswith("Their own deployment of ")


def _assigned(plumbline: OnGitHub, **values: object) -> Plan:
    """The plan with the first repository, as a manager sets it."""
    repository = plumbline.organization.repositories.get(name=remote(plumbline).name)
    plan = the_plan()
    Plan.objects.filter(pk=plan.pk).update(repository=repository, **values)
    return the_plan()


def test_a_deployment_that_nobody_pushed_for_is_seen_within_ten_minutes(
    joined: OnGitHub,
) -> None:
    at = joined.now + 5 * HOUR
    theirs = commit(joined, at)
    merged(joined, theirs, at)
    live(joined, at + 30 * MINUTE)

    deployed(joined, theirs, at + 32 * MINUTE)
    live(joined, at + 42 * MINUTE, 4 * MINUTE)

    assert the_plan().finished_at == at + 32 * MINUTE


def test_it_costs_one_request_in_ten_minutes_and_nothing_once_it_is_over(
    joined: OnGitHub,
) -> None:
    def twenty_minutes() -> int:
        return live(joined, joined.now + 20 * MINUTE, 5 * MINUTE)

    assert twenty_minutes() == 4, "heads: nobody knows where they work"

    _assigned(joined)
    assert twenty_minutes() == 4 + 2

    with clock.standing_at(joined.now):
        plans.call_off(the_plan(), None, "They are no developer.")
    assert live(joined, joined.now + 15 * MINUTE, 5 * MINUTE) == 3


def test_deployments_that_are_withheld_settle_nothing(joined: OnGitHub) -> None:
    at = joined.now + 5 * HOUR
    theirs = commit(joined, at)
    merged(joined, theirs, at)
    deployed(joined, theirs, at + HOUR)
    _withhold(joined, "deployments")

    live(joined, at + 2 * HOUR)

    assert the_plan().finished_at is None
    assert "merge" in milestones()


def _withhold(plumbline: OnGitHub, permission: str) -> None:
    """Let it be proven from now on that the credential lacks a permission."""
    organization = plumbline.organization
    assert organization.access is not None
    permissions = organization.access["permissions"]
    permissions[permission] = {
        **permissions[permission],
        "allowed": False,
        "sentence": "needs Deployments: read",
    }
    organization.save(update_fields=["access"])


def test_a_pair_that_github_does_not_compare_is_asked_for_again(joined: OnGitHub) -> None:
    at = joined.now + 5 * HOUR
    merged(joined, commit(joined, at), at)
    later = commit(joined, at + MINUTE, author="person-2")
    live(joined, at + 30 * MINUTE)
    deployed(joined, later, at + 40 * MINUTE)
    joined.simulator.faults.add(
        server_error(), on="GET /repos/{owner}/{repo}/compare/{basehead}", times=3
    )

    live(joined, at + 50 * MINUTE)
    assert the_plan().finished_at is None
    assert compared(joined) == 3, "three tries"
    assert not joined.organization.polls.exclude(problem="").exists()

    live(joined, at + 70 * MINUTE)
    assert the_plan().finished_at == at + 40 * MINUTE


def test_a_partner_belongs_once_they_accepted_the_invitation_to_the_repository(
    plumbline: OnGitHub,
) -> None:
    live(plumbline, NOW + HOUR)
    invited(plumbline, NOW + 900 * HOUR)
    repository = plumbline.organization.repositories.get(name=remote(plumbline).name)
    with clock.standing_at(plumbline.now):
        settings = plans.Settings("backend", whom=Whom.PARTNER, repository=repository)
        plans.make(plumbline.organization, LOGIN, settings, None)
    live(plumbline, plumbline.now + 30 * MINUTE)
    assert the_plan().clock_from is None

    at = plumbline.now + 5 * MINUTE
    remote(plumbline).collaborators.append(Collaborator(login=LOGIN, since=at))
    live(plumbline, at + 10 * MINUTE)

    plan = the_plan()
    assert plan.person is not None
    assert plan.clock_from is not None
    assert at <= plan.clock_from <= at + 10 * MINUTE
    found = item("github-organization")
    assert (found.state, found.way) == ("done", "verified")
    assert found.evidence == f"{LOGIN} has access to {repository.name}."

    theirs = commit(plumbline, at + HOUR)
    merged(plumbline, theirs, at + HOUR)
    deployed(plumbline, theirs, at + 2 * HOUR)
    live(plumbline, at + 3 * HOUR)
    assert the_plan().finished_at == at + 2 * HOUR


def test_a_push_to_what_nobody_new_works_in_is_read_as_before(joined: OnGitHub) -> None:
    joined.pass_time(10 * MINUTE).sync()
    push(remote(joined, 1), {"a.js": "1\n"}, joined.now)

    assert joined.pass_time(5 * MINUTE).sync() == 1 + 1 + 1
