"""A plan's items are those that the protocol asks of this newcomer, also after it has changed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from pytest_django import Settings

from compliance import clock, organizations
from compliance.extract import VERSIONS
from compliance.facts.encoding import encode
from compliance.models import Organization, Person, Plan, Repository, StoredFacts
from compliance.onboarding import following, plans, ticking
from compliance.onboarding.plans import PlanError
from compliance.onboarding.plans import Settings as PlanSettings
from compliance.protocol import Whom
from compliance.protocol.files import BUNDLED
from tests.compliance.onboarding.worlds import NOW, item, person, plan_of
from tests.compliance.repositories import facts_of
from tests.factories import make_repository

pytestmark = pytest.mark.django_db

Rewrite = Callable[[str, str], None]
API_CLIENT = "- onboarding: api-client\n"


@pytest.fixture
def organization() -> Organization:
    return organizations.current()


@pytest.fixture
def newcomer(organization: Organization) -> Person:
    return person(organization, "nia")


@pytest.fixture
def rewrite(tmp_path: Path, settings: Settings) -> Iterator[Rewrite]:
    """Puts another text into the backend protocol, as a company's own file does."""

    def put(before: str, after: str) -> None:
        text = (BUNDLED / "backend.yaml").read_text(encoding="utf-8")
        assert before in text
        (tmp_path / "backend.yaml").write_text(text.replace(before, after), encoding="utf-8")
        settings.PLUMBLINE_PROTOCOLS = str(tmp_path)
        organizations.protocols.cache_clear()

    yield put
    organizations.protocols.cache_clear()


def asked(plan: Plan) -> list[str]:
    return [each.key for each in plan.items.all() if each.counts]


def with_files(organization: Organization, **files: str) -> Repository:
    repository = make_repository(organization, "orders")
    package = '{"dependencies": {"express": "5"}}'
    code = "const express = require('express');\nexpress().listen(3000);\n"
    StoredFacts.objects.create(
        organization=organization,
        repository=repository,
        part=StoredFacts.Part.FILES,
        body=encode(facts_of({"package.json": package, "app.js": code, **files}), VERSIONS),
        stored_at=NOW,
    )
    return repository


def test_all_items_stand_in_their_order_with_the_goal_at_the_end(newcomer: Person) -> None:
    found = asked(plan_of(newcomer))

    assert found[:2] == ["github-organization", "cloud-access"]
    assert found[-1] == "first-endpoint-on-staging"
    assert len(found) == 16


def test_what_the_repository_does_not_have_is_not_asked(
    organization: Organization, newcomer: Person
) -> None:
    plan = plan_of(newcomer, repository=with_files(organization))

    assert not {"docker", "services", "env-file", "migrations"} & set(asked(plan))
    assert item(plan, "docker").why_not == "the repository has no services for Compose"


def test_what_the_repository_gets_later_is_asked(
    organization: Organization, newcomer: Person
) -> None:
    with clock.standing_at(NOW):
        plan = plan_of(newcomer, repository=with_files(organization))
    StoredFacts.objects.all().delete()
    Repository.objects.all().delete()
    repository = with_files(organization, **{"compose.yaml": "services: {db: {image: postgres}}"})
    Plan.objects.update(repository=repository)
    Repository.objects.update(judged_at=NOW + timedelta(hours=1))

    with clock.standing_at(NOW + timedelta(hours=2)):
        assert following.keep_up(organization) == 1
        assert following.keep_up(organization) == 0

    assert {"docker", "services"} <= set(asked(plan))


def test_what_the_protocol_drops_is_kept_and_counts_for_nothing(
    organization: Organization, newcomer: Person, rewrite: Rewrite
) -> None:
    plan = plan_of(newcomer)
    ticking.tick(item(plan, "api-client"), newcomer, "Insomnia")
    rewrite(API_CLIENT, "- onboarding: debugger\n")

    assert following.keep_up(organization) == 1

    dropped = item(plan, "api-client")
    assert (dropped.state, dropped.note, dropped.counts) == ("done", "Insomnia", False)
    assert item(plan, "debugger").state == "open"
    rewrite(API_CLIENT, API_CLIENT)
    assert following.keep_up(organization) == 1
    assert item(plan, "api-client").counts


def test_what_was_ticked_stays_so_and_the_goals_hours_follow(
    organization: Organization, newcomer: Person, rewrite: Rewrite
) -> None:
    plan = plan_of(newcomer)
    ticking.tick(item(plan, "api-client"), newcomer)
    rewrite("  hours: 48\n", "  hours: 40\n")

    following.keep_up(organization)

    plan.refresh_from_db()
    assert plan.goal_hours == 40
    assert item(plan, "api-client").state == "done"


def test_a_plan_that_is_over_stays_as_it_was(
    organization: Organization, newcomer: Person, rewrite: Rewrite
) -> None:
    plan = plan_of(newcomer)
    goal = item(plan, "first-endpoint-on-staging")
    ticking.confirm(goal, person(organization, "lea"), url="https://staging.example.com/")
    rewrite("  hours: 48\n", "  hours: 40\n")

    assert following.keep_up(organization) == 0

    plan.refresh_from_db()
    assert plan.goal_hours == 48


def test_a_plan_whose_goal_is_done_already_is_finished(newcomer: Person) -> None:
    """As where the protocol makes a goal of what was ticked."""
    plan = plan_of(newcomer)
    plan.items.filter(key=plan.goal_item).update(state="done", way="ticked", done_at=NOW)

    plans.lay(plan, NOW + timedelta(hours=1))

    plan.refresh_from_db()
    assert plan.finished_at == NOW


def test_a_plan_of_a_protocol_without_a_goal_is_not_taken_up(newcomer: Person) -> None:
    plan = plan_of(newcomer)
    plans.call_off(plan, None, "another start")
    Plan.objects.update(protocol="gone")

    with pytest.raises(PlanError, match="promises no goal"):
        plans.take_up(plan, None)


def test_another_role_keeps_what_both_ask(organization: Organization, newcomer: Person) -> None:
    plan = plan_of(newcomer)
    ticking.tick(item(plan, "notion-board"), newcomer)

    plans.change(plan, PlanSettings("fullstack", whom=Whom.STAFF), None)

    plan.refresh_from_db()
    assert (plan.goal_hours, plan.goal_item) == (72, "first-feature-on-staging")
    assert item(plan, "notion-board").state == "done"
    assert "figma" in asked(plan)
    assert "api-client" not in asked(plan)


def test_an_item_may_be_for_staff_alone(
    organization: Organization, newcomer: Person, rewrite: Rewrite
) -> None:
    rewrite(API_CLIENT, "- {onboarding: api-client, whom: [staff], stacks: [python]}\n")

    of_partner = plan_of(newcomer, whom=Whom.PARTNER)

    assert item(of_partner, "api-client").why_not == "it is for staff"
    other = plan_of(person(organization, "tom"), repository=with_files(organization))
    assert item(other, "api-client").why_not == "the repository is not of python"
