"""Which teams own a repository: what the settings say, else what its CODEOWNERS says."""

from __future__ import annotations

from django.utils.text import slugify

from compliance import organizations
from compliance.facts import RepositoryFacts
from compliance.facts.owners import Owners
from compliance.models import Ownership, Repository, Team


def store_owners(repository: Repository, facts: RepositoryFacts) -> None:
    """Make the stored owners those that are found now; teams come into being by being named."""
    mapped = organizations.first_fitting(repository.organization.ownership_rules, repository.name)
    owners = facts.repository.get(Owners)
    names: tuple[str, ...]
    if mapped:
        names, found_by = (mapped,), Ownership.FoundBy.SETTINGS
    elif isinstance(owners, Owners):
        names, found_by = owners.teams, Ownership.FoundBy.CODEOWNERS
    else:
        names, found_by = (), Ownership.FoundBy.CODEOWNERS
    wanted = {_team(repository, name).pk for name in names}
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


def _team(repository: Repository, name: str) -> Team:
    """The team of that name; GitHub's slug is the name that CODEOWNERS uses."""
    slug = slugify(name, allow_unicode=True)[:200] or "team"
    team, _ = Team.objects.get_or_create(
        organization_id=repository.organization_id,
        slug=slug,
        defaults={"name": name.replace("-", " ").strip().capitalize()[:200] or slug},
    )
    return team
