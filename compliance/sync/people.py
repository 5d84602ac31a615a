"""Stores who belongs to an organization, as its source says."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from django.db import transaction

from compliance import organizations
from compliance.collect.collaborators import Collaborator
from compliance.collect.people import Invited, Member, People, TeamProfile
from compliance.models import (
    Collaboration,
    Grant,
    Invitation,
    Membership,
    Organization,
    Person,
    Repository,
    Team,
)
from compliance.models.people import Permission
from compliance.onboarding import following, verification
from compliance.sync import queue

_ROLES = {"admin": Person.Role.OWNER, "member": Person.Role.MEMBER}


@transaction.atomic
def store(organization: Organization, found: People, now: datetime) -> None:
    """Make the stored people, teams, grants and invitations those that were found.

    Who is not found any more has left, and keeps a row; so does a team.
    """
    organization = queue.locked(organization.pk)
    people = _store_members(organization, found.members, now)
    teams = _store_teams(organization, found.teams, now)
    _store_memberships(organization, found.teams, teams, people)
    _store_grants(organization, found.teams, teams, now)
    if found.invitations is not None:
        _store_invitations(organization, found.invitations)
    following.follow_people(organization, now)
    verification.of_people(organization, now)


def store_collaborators(
    repository: Repository, found: Iterable[Collaborator], now: datetime
) -> None:
    """Make those who were given a repository by name those that were found.

    Who is from outside and lost the last repository that they work in by this has left. A member
    who is not known yet is nobody's row: that comes with the next poll of people, and what they
    were given with the next one of this.
    """
    organization = repository.organization
    asked = {each.key: each for each in found}
    people = {each.key: each for each in organization.people.filter(key__in=asked)}
    for key, each in asked.items():
        if not each.is_outside:
            continue
        role = Person.Role.COLLABORATOR
        if key not in people:
            people[key] = Person(organization=organization, key=key, seen_at=now, role=role)
        _take_over(people[key], each.login, each.name, role)
    wanted = {key: each for key, each in asked.items() if key in people}
    kept = repository.collaborations.all()
    gone = kept.exclude(person__key__in=wanted)
    lost = list(gone.values_list("person", flat=True))
    gone.delete()
    Collaboration.objects.bulk_create(
        [
            Collaboration(
                organization=organization,
                repository=repository,
                person=people[key],
                permission=_permission(each.permission),
            )
            for key, each in wanted.items()
        ],
        update_conflicts=True,
        unique_fields=["person", "repository"],
        update_fields=["permission"],
    )
    outside = organization.people.filter(role=Person.Role.COLLABORATOR, left_at=None)
    outside.filter(pk__in=lost, collaborations=None).update(left_at=now)


@transaction.atomic
def arrive(organization: Organization, found: Member, now: datetime) -> Person:
    """The person that GitHub says to belong to the organization, with what it says of them.

    Somebody who joined since people were asked for the last time is stored now.
    """
    organization = queue.locked(organization.pk)
    role = Person.Role(found.role)
    person = organization.people.filter(key=found.key).first()
    if person is None:
        person = Person(organization=organization, key=found.key, seen_at=now, role=role)
    _take_over(person, found.login, found.name, role)
    follow(organization, now)
    return person


def follow(organization: Organization, now: datetime) -> None:
    """Let plans follow what was stored of some people; before all were read, nobody is new."""
    if organization.onboarding_since is not None:
        following.follow_people(organization, now)
        verification.of_people(organization, now)


@transaction.atomic
def leave(person: Person, now: datetime) -> None:
    """Store that somebody does not belong any more, as the next poll would."""
    queue.locked(person.organization_id)
    Person.objects.filter(pk=person.pk, left_at=None).update(left_at=now)


def _store_members(
    organization: Organization, members: Iterable[Member], now: datetime
) -> dict[str, Person]:
    """The members by their keys."""
    people = {each.key: each for each in organization.people.all()}
    there = set()
    for member in members:
        there.add(member.key)
        role = _ROLES.get(member.role, Person.Role.MEMBER)
        if member.key not in people:
            people[member.key] = Person(
                organization=organization, key=member.key, seen_at=now, role=role
            )
        _take_over(people[member.key], member.login, member.name, role)
    left = organization.people.exclude(role=Person.Role.COLLABORATOR).exclude(key__in=there)
    left.filter(left_at=None).update(left_at=now)
    return {key: people[key] for key in there}


def _take_over(person: Person, login: str, name: str, role: Person.Role) -> None:
    """Save a person as the source says, if that differs from what is stored."""
    values: Mapping[str, object] = {
        "login": login[:200],
        "name": name[:300],
        "role": role,
        "left_at": None,
    }
    if person.pk and all(getattr(person, field) == value for field, value in values.items()):
        return
    for field, value in values.items():
        setattr(person, field, value)
    person.save()


def _store_teams(
    organization: Organization, found: Iterable[TeamProfile], now: datetime
) -> dict[str, Team]:
    """The teams by their keys. One that so far was only named in a CODEOWNERS becomes known."""
    profiles = {each.key: each for each in found}
    stored = list(organization.teams.all())
    known = {each.key: each for each in stored if each.key}
    named = {each.slug: each for each in stored if not each.key}
    organization.teams.exclude(key="").exclude(key__in=profiles).filter(gone_since=None).update(
        gone_since=now
    )
    teams = {
        key: known.get(key) or named.get(each.slug) or Team(organization=organization)
        for key, each in profiles.items()
    }
    _free_slugs(stored, {each.slug: teams[key] for key, each in profiles.items()})
    for key, profile in profiles.items():
        team = teams[key]
        team.key, team.slug, team.name = key, profile.slug[:200], profile.name[:200]
        team.is_secret, team.gone_since = profile.is_secret, None
        team.save()
    moved = []
    for key, profile in profiles.items():
        parent = teams.get(profile.parent)
        if teams[key].parent_id != (parent.pk if parent else None):
            teams[key].parent = parent
            moved.append(teams[key])
    Team.objects.bulk_update(moved, ["parent"])
    return teams


def _free_slugs(stored: Iterable[Team], wanted: Mapping[str, Team]) -> None:
    """Take addresses from the teams that had them until now, where another team has them now."""
    former = [each for each in stored if each.slug in wanted and wanted[each.slug] != each]
    for team in former:
        team.slug = f"former-{team.pk}"
    Team.objects.bulk_update(former, ["slug"])


def _store_memberships(
    organization: Organization,
    profiles: Iterable[TeamProfile],
    teams: Mapping[str, Team],
    people: Mapping[str, Person],
) -> None:
    wanted = {
        (teams[profile.key].pk, people[member.key].pk): member.role == "maintainer"
        for profile in profiles
        for member in profile.members
        if member.key in people
    }
    stored = Membership.objects.filter(organization=organization)
    if {(row.team_id, row.person_id): row.is_maintainer for row in stored} == wanted:
        return
    stored.delete()
    Membership.objects.bulk_create(
        Membership(organization=organization, team_id=team, person_id=person, is_maintainer=is_one)
        for (team, person), is_one in wanted.items()
    )


def _store_grants(
    organization: Organization,
    profiles: Iterable[TeamProfile],
    teams: Mapping[str, Team],
    now: datetime,
) -> None:
    """Whose grants differ is judged again, from what is stored: it may have other owners."""
    keys = dict(organization.repositories.values_list("key", "pk"))
    wanted = {
        (teams[profile.key].pk, keys[key]): _permission(permission).value
        for profile in profiles
        for key, permission in profile.grants.items()
        if key in keys
    }
    stored = Grant.objects.filter(organization=organization)
    access = organizations.access(organization)
    if access and access.hides_private:
        # What teams may do in a repository that is not shown is not shown either.
        stored = stored.filter(repository__visibility=Repository.Visibility.PUBLIC)
    known = {(row.team_id, row.repository_id): row.permission for row in stored}
    if known == wanted:
        return
    differing = {repository for (_, repository), _ in known.items() ^ wanted.items()}
    Repository.objects.filter(pk__in=differing).update(facts_changed_at=now)
    stored.delete()
    Grant.objects.bulk_create(
        Grant(organization=organization, team_id=team, repository_id=repository, permission=may)
        for (team, repository), may in wanted.items()
    )


def _store_invitations(organization: Organization, found: Iterable[Invited]) -> None:
    wanted = {each.key[:200]: each for each in found}
    organization.invitations.exclude(key__in=wanted).delete()
    known = set(organization.invitations.values_list("key", flat=True))
    Invitation.objects.bulk_create(
        Invitation(
            organization=organization,
            key=key,
            login=each.login[:200],
            email=each.email[:320],
            role=each.role[:50],
            invited_at=each.invited_at,
        )
        for key, each in wanted.items()
        if key not in known
    )


def _permission(said: str) -> Permission:
    """A permission in GitHub's words; one that a company defined itself counts as what it reads."""
    return Permission(said) if said in Permission.values else Permission.READ
