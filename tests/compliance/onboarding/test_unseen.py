"""What GitHub does not show is said beside the item that waits for it."""

from __future__ import annotations

from typing import Any

import pytest
from pytest_django import Settings

from compliance import clock, organizations
from compliance.collect.forge import Group
from compliance.facts import Unavailable
from compliance.facts.forge import (
    Branches,
    Commits,
    Deployments,
    PullRequest,
    PullRequests,
    PullRequestState,
)
from compliance.models import Organization, Plan, Poll, Repository
from compliance.onboarding import plans, unseen
from compliance.sync import forge_facts
from integrations.github.settings import GitHubSettings
from tests.factories import NOW, make_person, make_repository

pytestmark = pytest.mark.django_db
GOAL = "first-endpoint-on-staging"
NEEDS = "GitHub does not show the deployments: needs Deployments: read"


@pytest.fixture
def organization(settings: Settings) -> Organization:
    settings.PLUMBLINE_SOURCE = ""
    settings.GITHUB = GitHubSettings("acme", token="ghp_nobodys")
    return organizations.current()


@pytest.fixture
def repository(organization: Organization) -> Repository:
    return make_repository(organization)


@pytest.fixture
def plan(organization: Organization, repository: Repository) -> Plan:
    person = make_person(organization, "nova")
    settings = plans.Settings("backend", repository=repository)
    with clock.standing_at(NOW):
        return plans.make(organization, person, settings, None)


def know(repository: Repository, **values: Any) -> None:
    found = {
        Branches: Branches("main"),
        PullRequests: PullRequests(NOW, values.get("pulls", ())),
        Commits: Commits("dev", NOW, ()),
        Deployments: values.get("deployments", Deployments(())),
    }
    forge_facts.store(repository, {Group.ACTIVITY: found}, NOW)


def merged(**values: Any) -> PullRequest:
    given: dict[str, Any] = {"merged_as": "", "author": "nova"} | values
    return PullRequest(
        7, "https://github.example.com/acme/orders/pull/7", "feat: x", "",
        author_is_bot=False, head="feature/x", base="dev", state=PullRequestState.MERGED,
        created_at=NOW, merged_at=NOW, **given,
    )  # fmt: skip


def test_nothing_is_said_where_all_is_shown(plan: Plan, repository: Repository) -> None:
    know(repository, pulls=(merged(merged_as="c" * 40),))

    assert unseen.reasons(plan) == {}


def test_deployments_that_are_withheld(plan: Plan, repository: Repository) -> None:
    know(repository, deployments=Unavailable(NEEDS))

    assert unseen.reasons(plan) == {GOAL: (NEEDS,)}


def test_a_merge_of_which_the_commit_is_not_shown(plan: Plan, repository: Repository) -> None:
    know(repository, pulls=(merged(), merged(author="bob")))

    [why] = unseen.reasons(plan)[GOAL]
    assert why.startswith("GitHub does not show as which commit #7 of orders was merged")


def test_what_was_not_read_yet(plan: Plan) -> None:
    assert "GitHub has not been asked for it yet" in unseen.reasons(plan)[GOAL]


def test_people_that_cannot_be_read(
    plan: Plan, repository: Repository, organization: Organization
) -> None:
    know(repository)
    why = "cannot see members and teams: needs Members: read"
    organization.polls.update_or_create(kind=Poll.Kind.PEOPLE, defaults={"problem": why})

    assert unseen.reasons(plan) == {"github-organization": (why,)}


def test_an_invitation_by_mail_says_how_it_joins(organization: Organization) -> None:
    plan = plans.make(organization, "nova@example.com", plans.Settings("backend"), None)

    [why] = unseen.reasons(plan)["github-organization"]
    assert "once they sign in" in why
