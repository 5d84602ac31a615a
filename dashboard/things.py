"""What something is to who asks for it: from the thing and their sight to a row of the table."""

from __future__ import annotations

from compliance.models import Membership, Person, Plan, Repository, Team
from compliance.roles import Role
from compliance.sight import Sight
from dashboard.access import Thing

_OPEN = (Repository.Visibility.PUBLIC, Repository.Visibility.INTERNAL)


def thing_of_repository(sight: Sight, repository: Repository) -> Thing:
    """A repository of the organization, as it is to somebody."""
    if sight.led and sight.leads().filter(pk=repository.pk).exists():
        return Thing.REPOSITORY_LED
    if sight.person is not None and sight.works_on().filter(pk=repository.pk).exists():
        return Thing.REPOSITORY_OWN
    if repository.visibility in _OPEN:
        return Thing.REPOSITORY_OPEN
    if sight.repositories().filter(pk=repository.pk).exists():
        return Thing.REPOSITORY_SEEN
    return Thing.REPOSITORY_HIDDEN


def thing_of_team(sight: Sight, team: Team) -> Thing:
    """A team of the organization, as it is to somebody."""
    if team.pk in sight.led:
        return Thing.TEAM_LED
    if team.pk in sight.teams or (
        sight.role is Role.PARTNER and sight.own_teams().filter(pk=team.pk).exists()
    ):
        return Thing.TEAM_OWN
    return Thing.TEAM_SECRET if team.is_secret else Thing.TEAM_OTHER


def thing_of_channel(sight: Sight, team: Team) -> Thing:
    """The channel of a team, as it is to somebody: its page shows, and it is told, what everybody
    in the team may see, so that it is for those alone who may see that, too.
    """
    if team.pk in sight.led and sight.sees_what_members_see(team):
        return Thing.CHANNEL_LED
    return Thing.CHANNEL_OTHER


def thing_of_plan(sight: Sight, plan: Plan) -> Thing:
    """An onboarding plan, as it is to somebody: its team's or its newcomer's, who may be in others,
    makes it one that they lead.
    """
    me = sight.person
    if me is not None and plan.person_id == me.pk:
        return Thing.PLAN_OWN
    if plan.team_id in sight.led or _is_in(plan.person_id, sight.led):
        return Thing.PLAN_LED
    if me is not None and plan.buddy_id == me.pk:
        return Thing.PLAN_BUDDY
    return Thing.PLAN_OTHER


def _is_in(person: int | None, teams: frozenset[int]) -> bool:
    """Whether somebody is in one of some teams."""
    if person is None or not teams:
        return False
    return Membership.objects.filter(person=person, team__in=teams).exists()


def thing_of_digest(sight: Sight, person: Person) -> Thing:
    """A person's digest, as it is to somebody."""
    return Thing.DIGEST_OWN if person == sight.person else Thing.DIGEST_OTHER


def thing_of_what_is_kept(sight: Sight, person: Person) -> Thing:
    """What is kept about a person, as it is to somebody."""
    return Thing.KEPT_OWN if person == sight.person else Thing.KEPT_OTHER
