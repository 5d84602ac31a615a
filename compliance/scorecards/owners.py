"""Which teams own a repository: what the settings say, else what its CODEOWNERS says."""

from __future__ import annotations

from django.utils.text import slugify

from compliance import organizations
from compliance.facts import RepositoryFacts
from compliance.facts.owners import Owners
from compliance.models import Ownership, Repository, Team


def store_owners(repository: Repository, facts: RepositoryFacts) -> None:
    """Make the stored owners those that are found now; teams come into being by being named."""
    mapped = owner_in_settings(repository)
    owners = facts.repository.get(Owners)
    if mapped:
        wanted, found_by = {_team(repository, mapped, mapped)}, Ownership.FoundBy.SETTINGS
    elif isinstance(owners, Owners):
        wanted, found_by = _named_teams(repository, owners), Ownership.FoundBy.CODEOWNERS
    else:
        # Nothing is known of CODEOWNERS now, which is no reason to forget what it last said.
        repository.ownerships.exclude(found_by=Ownership.FoundBy.CODEOWNERS).delete()
        return
    stored = dict(repository.ownerships.values_list("team_id", "found_by"))
    if stored == dict.fromkeys(wanted, found_by.value):
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
