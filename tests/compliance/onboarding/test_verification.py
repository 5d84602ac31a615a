"""What facts settle, and what it costs where nobody who is new has a part."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from compliance import clock
from compliance.facts import FactValues
from compliance.facts.forge import PullRequest, PullRequests, PullRequestState
from compliance.models import Milestone, Organization, Plan, Repository
from compliance.onboarding import plans, ticking, verification
from tests.factories import NOW, make_person, make_repository

HOUR = timedelta(hours=1)
LATER = NOW + 9 * HOUR


@pytest.fixture
def repository(organization: Organization) -> Repository:
    return make_repository(organization)


@pytest.fixture
def plan(organization: Organization) -> Plan:
    with clock.standing_at(NOW):
        return plans.make(
            organization, make_person(organization, "nova"), plans.Settings("backend"), None
        )


def opened(author: str, hours: float, number: int = 1) -> FactValues:
    pull = PullRequest(
        number, "https://github.example.com/acme/orders/pull/1", "feat: x", "", author,
        author_is_bot=False, head="feature/x", base="dev", state=PullRequestState.OPEN,
        created_at=NOW + hours * HOUR,
    )  # fmt: skip
    return {PullRequests: PullRequests(NOW, (pull,))}


def at(kind: str) -> float:
    return (Milestone.objects.get(kind=kind).at - NOW) / HOUR


def test_one_query_where_there_is_no_plan(
    organization: Organization, repository: Repository, django_assert_num_queries: Any
) -> None:
    with django_assert_num_queries(1):
        verification.of_facts(organization, [(repository, opened("bob", 1))] * 50, LATER)


def test_no_query_more_for_repositories_in_which_nobody_new_has_a_part(
    plan: Plan,
    repository: Repository,
    organization: Organization,
    django_assert_num_queries: Any,
) -> None:
    verification.of_people(organization, NOW)
    with django_assert_num_queries(3):
        verification.of_facts(organization, [(repository, opened("bob", 1))] * 50, LATER)


def test_what_is_known_already_is_not_written_again(
    plan: Plan, repository: Repository, organization: Organization, django_assert_num_queries: Any
) -> None:
    verification.of_people(organization, NOW)
    facts = [(repository, opened("nova", 1))]
    verification.of_facts(organization, facts, LATER)

    with django_assert_num_queries(3):
        verification.of_facts(organization, facts, LATER + HOUR)

    assert {each.seen_at for each in Milestone.objects.filter(kind="branch")} == {LATER}


def test_the_first_of_two_repositories_counts_in_whatever_order_they_are_read(
    plan: Plan, repository: Repository, organization: Organization
) -> None:
    other = make_repository(organization, "billing")
    for facts in ([(repository, opened("nova", 5))], [(other, opened("nova", 3))]):
        verification.of_facts(organization, facts, LATER)
    assert at("pull-request") == 3

    verification.of_facts(organization, [(repository, opened("nova", 4))], LATER)
    assert at("pull-request") == 3
    assert Milestone.objects.get(kind="pull-request").repository == other


@pytest.mark.parametrize(
    ("starts", "counts"), [(None, False), (-2, True), (2, False)], ids=["none", "before", "after"]
)
def test_it_counts_from_the_start_or_from_joining_whichever_is_earlier(
    plan: Plan,
    repository: Repository,
    organization: Organization,
    starts: int | None,
    counts: bool,
) -> None:
    starts_at = None if starts is None else NOW + starts * HOUR
    Plan.objects.filter(pk=plan.pk).update(starts_at=starts_at)

    verification.of_facts(organization, [(repository, opened("nova", -1))], LATER)

    assert Milestone.objects.filter(kind="pull-request").exists() is counts


def test_what_was_seen_for_the_first_time_is_progress(
    plan: Plan, repository: Repository, organization: Organization
) -> None:
    verification.of_people(organization, NOW)
    verification.of_facts(organization, [(repository, opened("nova", 5))], LATER)

    plan.refresh_from_db()
    assert plan.progressed_at == NOW + 5 * HOUR


def test_nothing_is_seen_in_the_future(
    plan: Plan, repository: Repository, organization: Organization
) -> None:
    verification.of_facts(organization, [(repository, opened("nova", 50))], LATER)

    assert at("pull-request") == 9
    plan.refresh_from_db()
    assert plan.progressed_at == LATER


def test_an_item_that_is_asked_for_later_rests_on_what_was_seen_before(
    plan: Plan, repository: Repository, organization: Organization
) -> None:
    """As where a protocol is changed, or asks for it beside a tick."""
    verification.of_facts(organization, [(repository, opened("nova", 1))], LATER)
    item = plan.items.get(key="api-client")
    ticking.tick(item, plan.person)  # type: ignore[arg-type]
    plan.items.filter(pk=item.pk).update(shown_by=["developer", "pull-request"])

    verification.of_people(organization, LATER)

    item.refresh_from_db()
    assert (item.way, item.done_at) == ("verified", NOW + HOUR)
    assert item.evidence == "Pull request #1 was opened in orders."
    assert item.evidence_url.endswith("/pull/1")


def test_the_leads_word_stays_theirs(
    plan: Plan, repository: Repository, organization: Organization
) -> None:
    item = plan.items.get(key="api-client")
    ticking.confirm(item, make_person(organization, "lead"))
    plan.items.filter(pk=item.pk).update(shown_by=["pull-request"])

    verification.of_facts(organization, [(repository, opened("nova", 1))], LATER)

    item.refresh_from_db()
    assert item.way == "confirmed"


def test_a_plan_that_was_called_off_sees_nothing_more(
    plan: Plan, repository: Repository, organization: Organization
) -> None:
    plans.call_off(plan, None, "They left.")

    verification.of_facts(organization, [(repository, opened("nova", 1))], LATER)

    assert not Milestone.objects.exists()
