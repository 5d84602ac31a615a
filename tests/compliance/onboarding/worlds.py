"""People and plans for tests of onboarding."""

from __future__ import annotations

from datetime import UTC, datetime

from compliance.models import Organization, Person, Plan, PlanItem
from compliance.onboarding import plans
from compliance.onboarding.plans import Settings

NOW = datetime(2026, 11, 25, 9, tzinfo=UTC)


def person(organization: Organization, login: str, role: str = "member") -> Person:
    """Somebody who belongs to the organization."""
    return Person.objects.create(
        organization=organization, key=f"key-{login}", login=login, role=role, seen_at=NOW
    )


def plan_of(newcomer: Person, **settings: object) -> Plan:
    """The plan of somebody, which nobody made by hand."""
    wanted = Settings(**{"protocol": "backend", **settings})  # type: ignore[arg-type]
    return plans.make(newcomer.organization, newcomer, wanted, None)


def item(plan: Plan, key: str) -> PlanItem:
    """An item of a plan, as it is stored."""
    return PlanItem.objects.select_related("plan").get(plan=plan, key=key)
