"""What the stored people say of a newcomer: that they belong to the organization, and to a team."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from compliance import organizations
from compliance.models import Membership, Milestone, Person, Plan
from compliance.onboarding.seen import Seen

Kind = Milestone.Kind


def seen(plan: Plan, now: datetime) -> Iterator[Seen]:
    """What their membership shows now; what was shown once is a milestone, and stays one.

    Whoever is a member belongs by that. A partner who is none has accepted the invitation to the
    repository that they are assigned to; without one, to any.
    """
    known = {each.kind for each in plan.milestones.all()}
    person = plan.person
    if person is None or person.left_at is not None:
        return
    if Kind.MEMBERSHIP not in known and (found := _membership(plan, person, now)):
        yield found
    if Kind.TEAM not in known and (found := _team(plan, person, now)):
        yield found


def _membership(plan: Plan, person: Person, now: datetime) -> Seen | None:
    if person.role != Person.Role.COLLABORATOR:
        url = _at_github(f"/orgs/{_login()}/people?query={person.login}") if _login() else ""
        title = f"{person.login} is a member of {plan.organization.name[:150]}"
        return Seen(Kind.MEMBERSHIP, plan.joined_at or now, title, url)
    if plan.whom == Plan.Whom.STAFF:
        return None
    given = person.collaborations.select_related("repository").order_by("pk")
    if plan.repository_id:
        given = given.filter(repository=plan.repository_id)
    first = given.first()
    if first is None:
        return None
    repository = first.repository
    title = f"{person.login} has access to {repository.name[:150]}"
    return Seen(Kind.MEMBERSHIP, now, title, repository.url, repository)


def _team(plan: Plan, person: Person, now: datetime) -> Seen | None:
    """The team that they are in, the plan's before others; a secret one is not named."""
    teams = [each.team for each in Membership.objects.filter(person=person).select_related("team")]
    if not teams:
        return None
    team = min(teams, key=lambda each: (each.pk != plan.team_id, each.is_secret, each.pk))
    if team.is_secret:
        return Seen(Kind.TEAM, now, f"{person.login} is in a team")
    url = _at_github(f"/orgs/{_login()}/teams/{team.slug}") if _login() else ""
    return Seen(Kind.TEAM, now, f"{person.login} is in the team {team.name[:150]}", url)


def _login() -> str:
    return organizations.github().organization if organizations.is_github() else ""


def _at_github(path: str) -> str:
    return f"{organizations.github().web_url}{path}"
