"""Which teams own a repository: what the settings say, else its custom property, else its
CODEOWNERS, else the teams that may do most in it, else its topic.
"""

from __future__ import annotations

from django.utils.text import slugify

from compliance import organizations
from compliance.facts import RepositoryFacts
from compliance.facts.owners import Owners
from compliance.models import Ownership, Repository, Team
from compliance.models.people import Permission
from compliance.scorecards.self_description import OWNER, prop, topic


def store_owners(repository: Repository, facts: RepositoryFacts) -> None:
    """Make the stored owners those that are found now; teams come into being by being named."""
    found_by, named = owner_named(repository)
    owners = facts.repository.get(Owners)
    if found_by in (Ownership.FoundBy.SETTINGS, Ownership.FoundBy.PROPERTY):
        wanted = {_team(repository, named, named)}
    elif not isinstance(owners, Owners):
        # Nothing is known of CODEOWNERS now, which is no reason to forget what it last said, nor
        # who owned the repository as long as it named nobody.
        named_before = (Ownership.FoundBy.SETTINGS, Ownership.FoundBy.PROPERTY)
        repository.ownerships.filter(found_by__in=named_before).delete()
        return
    elif owners.teams:
        wanted, found_by = _named_teams(repository, owners), Ownership.FoundBy.CODEOWNERS.value
    elif granted := _granted(repository):
        wanted, found_by = granted, Ownership.FoundBy.GRANT.value
    else:
        wanted = {_team(repository, named, named)} if named else set()
    stored = dict(repository.ownerships.values_list("team_id", "found_by"))
    if stored == dict.fromkeys(wanted, found_by):
        return
    repository.ownerships.all().delete()
    Ownership.objects.bulk_create(
        Ownership(
            organization_id=repository.organization_id,
            repository=repository,
            team_id=team,
            found_by=found_by,
        )
        for team in sorted(wanted)
    )


def owner_named(repository: Repository) -> tuple[str, str]:
    """What says by name who owns a repository, and the team: a rule of the settings, else the
    custom property, else the topic; both empty where nothing does.
    """
    if mapped := owner_in_settings(repository):
        return Ownership.FoundBy.SETTINGS.value, mapped
    if said := prop(repository, OWNER):
        return Ownership.FoundBy.PROPERTY.value, said
    if said := topic(repository, OWNER):
        return Ownership.FoundBy.TOPIC.value, said
    return "", ""


def _granted(repository: Repository) -> set[int]:
    """The teams that may do most in it: those that administer it, else those that maintain it."""
    grants = repository.grants.filter(team__gone_since=None)
    for permission in (Permission.ADMIN, Permission.MAINTAIN):
        if teams := set(grants.filter(permission=permission).values_list("team_id", flat=True)):
            return teams
    return set()


def owner_in_settings(repository: Repository) -> str:
    """The team that the organization's rules give a repository; empty where none fits."""
    rules = repository.organization.ownership_rules
    return organizations.first_fitting(rules, repository.name) or ""


def _named_teams(repository: Repository, owners: Owners) -> set[int]:
    """The teams of a CODEOWNERS, which spells them as GitHub's addresses do.

    In the order of their names, in which everybody makes new ones: so no two lock each other out.
    """
    names = {slug: slug.replace("-", " ").strip() for slug in sorted(owners.teams)}
    return {_team(repository, slug, name[:1].upper() + name[1:]) for slug, name in names.items()}


def _team(repository: Repository, named: str, title: str) -> int:
    """The primary key of the team that is named so; it is called `title` if it is new."""
    slug = slugify(named, allow_unicode=True)[:200] or "team"
    team, _ = Team.objects.get_or_create(
        organization_id=repository.organization_id,
        slug=slug,
        defaults={"name": title[:200] or slug},
    )
    return team.pk
