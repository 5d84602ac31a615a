"""Rows for tests, each with sensible values for what a test does not care about."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from django.core.signals import request_started
from django.db import connection
from django.dispatch import receiver
from django.test import Client
from django.utils import timezone

from compliance import clock
from compliance.facts.self_description import Matter, Request
from compliance.models import (
    AskedFor,
    Audience,
    CheckResult,
    DailyScore,
    Excuse,
    Organization,
    Ownership,
    Person,
    Plan,
    Repository,
    Team,
    Transition,
)
from compliance.onboarding import plans
from compliance.onboarding.plans import Settings
from compliance.scorecards import daily
from dashboard.models import User

NOW = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)
COMMIT = "c" * 40


def make_team(organization: Organization, name: str = "Payments") -> Team:
    return Team.objects.create(organization=organization, name=name, slug=name.lower())


def make_repository(
    organization: Organization, name: str = "orders", *, team: Team | None = None, **values: Any
) -> Repository:
    """A repository that was judged: 6 of 8 points of weight, and 2 undecided, at Foundation."""
    decided = values.get("decided", 8)
    judged = {
        "branch": "main",
        "head": COMMIT,
        "commit": COMMIT,
        "judged_at": NOW,
        "protocol": "backend",
        "protocol_version": "1.0",
        "passed": 6,
        "decided": decided,
        "covered": decided,
        "judged": values.get("covered", decided) + 2,
        "level": "foundation",
        "compliance": "not_compliant",
        "required_failures": 1,
        "stacks": ["node"],
        "components": [
            {"path": ".", "stack": "node", "why": "package.json depends on Express", "counts": True}
        ],
    }
    repository = Repository.objects.create(
        organization=organization, name=name, **({"key": name, "slug": name} | judged | values)
    )
    if team:
        Ownership.objects.create(
            organization=organization,
            repository=repository,
            team=team,
            found_by=Ownership.FoundBy.CODEOWNERS,
        )
    repository.refresh_from_db()
    UNNOTED.add(organization.pk)
    return repository


UNNOTED: set[int] = set()
"""Organizations of which something was made since their kept sums were brought in step."""


def note(organization: Organization) -> None:
    """Bring the kept sums in step with all rows, as is done after each judgement."""
    UNNOTED.discard(organization.pk)
    daily.note_day(organization, timezone.now().date())


@receiver(request_started)
def note_what_was_made(**_: object) -> None:
    """Do so before a page answers; what that takes is not counted as the page's."""
    counting, connection.force_debug_cursor = connection.force_debug_cursor, False
    try:
        for organization in Organization.objects.filter(pk__in=UNNOTED) if UNNOTED else ():
            note(organization)
    finally:
        connection.force_debug_cursor = counting


def make_result(repository: Repository, key: str, outcome: str, **values: Any) -> CheckResult:
    """A result of a check, which pages count from then on."""
    given = {
        "clause": "backend:2.2",
        "position": repository.results.count(),
        "title": f"Title of {key}",
        "level": "foundation",
        "confidence": "exact",
        "message": f"message of {key}",
        "remedy": f"Remedy of {key}.",
        "since": NOW,
        "since_commit": COMMIT,
        "standing": outcome,
        "components": [
            {
                "path": ".",
                "outcome": outcome,
                "standing": values.get("standing", outcome),
                "excuses": values.get("excuses", []),
                "message": "m",
                "evidence": [],
            }
        ],
    }
    made = CheckResult.objects.create(
        organization_id=repository.organization_id,
        repository=repository,
        key=key,
        outcome=outcome,
        **(given | values),
    )
    UNNOTED.add(repository.organization_id)
    return made


def make_person(organization: Organization, login: str = "alice", **values: Any) -> Person:
    """A member of the organization."""
    given = {"key": login, "role": Person.Role.MEMBER, "seen_at": NOW}
    return Person.objects.create(organization=organization, login=login, **(given | values))


def make_plan(organization: Organization, who: str, *, at: datetime = NOW, **values: Any) -> Plan:
    """A plan of the person with that login, or of somebody invited by a login or an address, as it
    was made at a moment.
    """
    person = organization.people.filter(login=who).first()
    settings = Settings(**({"protocol": "backend"} | values))
    with clock.standing_at(at):
        return plans.make(organization, person or who, settings, None)


def make_excuse(result: CheckResult, by: Person, **values: Any) -> Excuse:
    """A waiver of a result, as it was asked for a month before `NOW` until a month after."""
    given = {
        "kind": Excuse.Kind.WAIVER,
        "reason": "It is being replaced.",
        "until": (NOW + timedelta(days=30)).date(),
        "asked_at": NOW - timedelta(days=30),
    }
    return Excuse.objects.create(
        organization_id=result.organization_id,
        repository_id=result.repository_id,
        key=result.key,
        title=result.title,
        asked_by=by,
        **(given | values),
    )


def make_asked(
    repository: Repository, matter: str = "phase", *values: str, **more: Any
) -> AskedFor:
    """What a repository asks for in line 4 of its own file, and that waits for a manager."""
    given = {"reason": "", "line": 4, "asked_at": NOW, "commit": COMMIT} | more
    request = Request(Matter(matter), values or ("mvp",), given["reason"])
    return AskedFor.objects.create(
        organization_id=repository.organization_id,
        repository=repository,
        digest=request.digest,
        matter=request.matter.value,
        values=list(request.values),
        **given,
    )


def make_transition(
    repository: Repository, key: str, before: str, after: str, **values: Any
) -> Transition:
    """A change of a result, which is one of what changed lately from then on."""
    given = {
        "title": f"Title of {key}",
        "clause": "backend:2.2",
        "level": "foundation",
        "at": NOW,
        "commit": COMMIT,
        "protocol": "backend",
        "protocol_version": "1.0",
    }
    made = Transition.objects.create(
        organization_id=repository.organization_id,
        repository=repository,
        key=key,
        before=before,
        after=after,
        **(given | values),
    )
    UNNOTED.add(repository.organization_id)
    return made


def signed_in(person: Person | None) -> Client:
    """A browser of that person; of a local administrator without one."""
    now = clock.now() if person else None
    user, _ = User.objects.get_or_create(
        name=person.login if person else "admin",
        defaults={"person": person, "confirmed_at": now, "asked_at": now},
    )
    browser = Client()
    browser.force_login(user)
    return browser


def stood(organization: Organization, team: Team, *, days_ago: int, **sums: int) -> None:
    """Let a team, and the organization with it, have stood there at the end of a day."""
    given = {"covered": sums["decided"], "judged": sums["decided"], "not_established": 0}
    levels = {"exemplary": 0, "standard": 0, "foundation": 1, "below": 0}
    for audience in Audience:
        for whose in (team, None):
            DailyScore.objects.create(
                organization=organization, team=whose, audience=audience, repositories=1,
                day=timezone.now().date() - timedelta(days=days_ago), **(given | levels | sums),
            )  # fmt: skip
