"""Items that membership in the Notion workspace shows, with a Notion that answers over HTTP."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from pytest_django import Settings

from compliance import clock, organizations
from compliance.models import Organization, Person, Plan, PlanItem, Poll
from compliance.onboarding import plans, ticking
from compliance.protocol import Whom
from compliance.sync import polls
from dashboard.models import User
from integrations.github.settings import GitHubSettings
from integrations.notion.settings import NotionSettings
from tests.factories import NOW, make_person
from tests.integrations.notion_server import TOKEN, Notion, notion

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture
def organization(settings: Settings) -> Organization:
    settings.PLUMBLINE_SOURCE = ""
    settings.GITHUB = GitHubSettings("acme", token="ghp_nobodys")
    return organizations.current()


@pytest.fixture
def workspace(settings: Settings) -> Iterator[Notion]:
    with notion() as running:
        settings.NOTION = NotionSettings(TOKEN, running.url)
        yield running


@pytest.fixture
def nova(organization: Organization) -> Person:
    """Somebody new, who confirmed an address at GitHub."""
    person = make_person(organization, "nova")
    user = User.objects.create(person=person, name="github-1", confirmed_at=NOW, asked_at=NOW)
    EmailAddress.objects.create(user=user, email="nova@example.com", verified=True, primary=True)
    return person


def planned(organization: Organization, who: Person | str, whom: Whom = Whom.STAFF) -> Plan:
    return plans.make(organization, who, plans.Settings("backend", whom=whom), None)


def ask(organization: Organization, after: timedelta = timedelta()) -> Poll:
    """Do what is due of Notion alone."""
    with clock.standing_at(NOW + after):
        polls.schedule(organization)
        organization.polls.exclude(kind=Poll.Kind.NOTION).update(due_at=None)
        polls.work_due(organization)
    return organization.polls.get(kind=Poll.Kind.NOTION)


def board(plan: Plan) -> PlanItem:
    return plan.items.get(key="notion-board")


def test_a_member_by_the_confirmed_address(
    organization: Organization, workspace: Notion, nova: Person
) -> None:
    plan = planned(organization, nova)
    workspace.members = ["somebody@example.com", "Nova@example.com"]

    ask(organization)

    item = board(plan)
    assert (item.state, item.way, item.done_at) == ("done", "verified", NOW)
    assert "nova@" not in item.evidence, "an address is nobody's business"


def test_who_ticked_it_is_shown_to_be_right(
    organization: Organization, workspace: Notion, nova: Person
) -> None:
    plan = planned(organization, nova)
    ticking.tick(board(plan), nova)
    workspace.members = ["nova@example.com"]

    ask(organization)

    assert board(plan).way == "verified"


def test_an_address_that_nobody_confirmed_is_nobodys(
    organization: Organization, workspace: Notion, nova: Person
) -> None:
    EmailAddress.objects.update(verified=False)
    plan = planned(organization, nova)
    workspace.members = ["nova@example.com"]

    ask(organization)

    assert board(plan).state == "open"
    assert workspace.asked == []


def test_a_guest_is_not_listed_and_ticks(
    organization: Organization, workspace: Notion, nova: Person
) -> None:
    plan = planned(organization, nova, Whom.PARTNER)
    workspace.members = ["somebody@example.com"]

    ask(organization)
    assert board(plan).state == "open"

    assert ticking.tick(board(plan), nova).state == "done"


def test_the_invited_address_before_anybody_signed_in(
    organization: Organization, workspace: Notion
) -> None:
    plan = planned(organization, "New@example.com")
    workspace.members = ["new@example.com"]

    ask(organization)

    assert board(plan).way == "verified"


def test_it_is_asked_hourly_as_long_as_somebody_waits_for_it(
    organization: Organization, workspace: Notion, nova: Person
) -> None:
    ask(organization)
    assert workspace.asked == [], "there is no plan"

    planned(organization, nova)
    for hours in (1, 2):
        ask(organization, hours * HOUR)
    assert len(workspace.asked) == 2

    workspace.members = ["nova@example.com"]
    for hours in (3, 4, 5):
        ask(organization, hours * HOUR)
    assert len(workspace.asked) == 3, "once it is settled nothing is asked"


def test_what_hinders_is_said_at_the_poll_and_is_no_problem_of_the_source(
    organization: Organization, workspace: Notion, nova: Person
) -> None:
    planned(organization, nova)
    workspace.refusals = [(403, "")]

    poll = ask(organization)

    assert poll.problem.startswith("Notion does not show the members")
    organization.refresh_from_db()
    assert organization.problem == ""


def test_without_a_token_there_is_no_such_poll(organization: Organization) -> None:
    with clock.standing_at(NOW):
        polls.schedule(organization)

    assert not organization.polls.filter(kind=Poll.Kind.NOTION).exists()
