"""Plays how the demo's newcomers fared, by what people and laptops do to plans."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from compliance.models import Organization, Plan, PlanItem
from compliance.onboarding import plans, report_format, reports, ticking
from compliance.onboarding.plans import Settings
from compliance.onboarding.report_format import ITEMS, Report
from compliance.protocol import Whom
from integrations.demo import ToldPlan, ToldStep
from integrations.demo.newcomers import Deed

Happens = Callable[[Organization], None]
# After it, GitHub has long shown who joined.
_SOON = timedelta(minutes=5)
# What the laptop says of an item that is not as it should be.
_FAILING: dict[str, dict[str, Any]] = {
    "clone": {"reason": "submodules-missing", "count": 1},
    "runtime": {"reason": "differs", "subject": "node", "found": "20.11.1"},
    "package-manager": {"reason": "missing", "subject": "pnpm"},
    "docker": {"reason": "stopped"},
    "editor-extensions": {"reason": "extensions-missing", "count": 2},
    "dependencies": {"reason": "nothing-installed"},
    "env-file": {"reason": "names-missing", "count": 1, "names": ["DATABASE_URL"]},
    "services": {"reason": "not-running", "count": 1},
    "migrations": {"reason": "pending", "count": 3},
    "dev-server": {"reason": "nothing-answers"},
}


def newcomers(told: ToldPlan, sync: Happens) -> Iterator[tuple[datetime, Happens]]:
    """What happens around a plan, each with its moment; `sync` asks GitHub what it shows then."""
    yield (told.joined + _SOON if told.joined else told.at - _SOON), sync
    yield told.at, partial(_set_up, told)
    for step in told.steps:
        yield step.at, partial(_do, told, step)


def _set_up(told: ToldPlan, organization: Organization) -> None:
    person = organization.people.get(login=told.who)
    by = organization.people.get(login=told.by)
    settings = Settings(
        protocol=plans.default_role(),
        whom=Whom.PARTNER if told.is_partner else Whom.STAFF,
        team=organization.teams.filter(slug=told.team).first(),
        repository=organization.repositories.get(name=told.repository),
        buddy=organization.people.filter(login=told.buddy).first(),
    )
    plan = person.plans.open().first()
    if plan:
        plans.change(plan, settings, by)
    else:
        plans.make(organization, person, settings, by)


def _do(told: ToldPlan, step: ToldStep, organization: Organization) -> None:
    person = organization.people.get(login=told.who)
    plan = person.plans.latest("made_at")
    if step.deed is Deed.DOCTOR:
        reports.take(plan, _report(step.failing))
        return
    item, by = _item(plan, step.item), organization.people.get(login=told.by)
    match step.deed:
        case Deed.TICK:
            ticking.tick(item, person, step.said)
        case Deed.STUCK:
            ticking.stuck(item, step.said)
        case Deed.CONFIRM:
            ticking.confirm(item, by, step.said)
        case Deed.SEND_BACK:
            ticking.send_back(item, by, step.said)


def _item(plan: Plan, key: str) -> PlanItem:
    return plan.items.select_related("plan").get(key=key)


def _report(failing: frozenset[str]) -> Report:
    """What the doctor sends from a laptop on which those fail."""
    items = [
        {
            "item": key,
            "outcome": "fail" if key in failing else "pass",
            "findings": [
                {"outcome": "fail", **_FAILING[key]}
                if key in failing
                else {"outcome": "pass", "reason": "complete"}
            ],
        }
        for key in ITEMS
    ]
    document = {"format": 1, "doctor": "1.0", "system": "linux", "items": items}
    return report_format.read(json.dumps(document).encode())
