"""The rows of lists of repositories."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from django.db.models import QuerySet

from compliance.models import Repository
from compliance.models.repository import RepositoryQuerySet


class ListedRepository(NamedTuple):
    """What a row says of a repository, as `Repository` has it, and how many of its results waivers
    and attestations answer. All that is known of a repository is six times as much.
    """

    pk: int
    name: str
    slug: str
    problem: str
    stacks: Sequence[str]
    visibility: str
    level: str
    judged_at: datetime | None
    score: float | None
    covered: int
    judged: int
    required_failures: int
    required_unknowns: int
    excused: int


def values_of(repositories: RepositoryQuerySet) -> QuerySet[Any, Any]:
    """The values of a row for each of the repositories, in their order."""
    return repositories.with_excused().values_list(*ListedRepository._fields)


def with_keys(keys: Sequence[int]) -> list[ListedRepository]:
    """The repositories with these primary keys, in their order."""
    rows = values_of(Repository.objects.filter(pk__in=keys).order_by())
    found = {row[0]: ListedRepository(*row) for row in rows}
    return [found[key] for key in keys if key in found]
