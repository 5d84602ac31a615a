"""Who was invited and never came is not kept for good."""

from __future__ import annotations

from datetime import timedelta

import pytest

from compliance import clock
from compliance.models import Organization, Plan
from compliance.onboarding import plans
from dashboard import tasks
from tests.factories import NOW, make_person, make_plan


def called_off(organization: Organization, who: str, days: int) -> Plan:
    """The plan of somebody invited, called off so many days before `NOW`."""
    plan = make_plan(organization, who, at=NOW - timedelta(days=days + 1))
    plans.end(plan, NOW - timedelta(days=days), "The invitation ran out.")
    return plan


def is_kept_tonight(plan: Plan) -> bool:
    with clock.standing_at(NOW):
        tasks.forget_people()
    return Plan.objects.filter(pk=plan.pk).exists()


@pytest.mark.parametrize("who", ["new@example.com", "newcomer"])
@pytest.mark.parametrize(("days", "kept"), [(89, True), (90, False)])
def test_as_long_as_people_who_left(
    organization: Organization, who: str, days: int, kept: bool
) -> None:
    assert is_kept_tonight(called_off(organization, who, days)) is kept


def test_who_waits_stays(organization: Organization) -> None:
    assert is_kept_tonight(make_plan(organization, "new@example.com", at=NOW - timedelta(days=900)))


def test_whose_login_is_a_persons_stays_theirs(organization: Organization) -> None:
    plan = called_off(organization, "newcomer", 900)
    make_person(organization, "Newcomer")

    assert is_kept_tonight(plan)


def test_while_the_invitation_is_pending_no_other_plan_is_made_of_it(
    organization: Organization,
) -> None:
    plan = called_off(organization, "new@example.com", 900)
    organization.invitations.create(
        key="i1", email="new@example.com", role="member", invited_at=NOW
    )
    Plan.objects.filter(pk=plan.pk).update(invitation_key="i1")

    assert is_kept_tonight(plan)
