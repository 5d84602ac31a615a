"""The rows of lists of repositories."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from django.db.models import QuerySet

from compliance.models import Organization, Repository
from compliance.models.repository import RepositoryQuerySet
from compliance.scorecards.week import with_week
from dashboard.views.standing import since


class ListedRepository(NamedTuple):
    """What a row says of a repository, as `Repository` has it, how many of its results waivers and
    attestations answer, and where it `stood` a week ago, as `week.with_week` has it. All that is
    known of a repository is six times as much.
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
    stood: float | None
    worse: int

    @property
    def moved(self) -> float | None:
        """By how much its score differs from what it was a week ago, as a share; None where it had
        none then, or has none now.
        """
        return None if self.score is None or self.stood is None else self.score - self.stood


def values_of(organization: Organization, repositories: RepositoryQuerySet) -> QuerySet[Any, Any]:
    """The values of a row for each of the organization's repositories, in their order."""
    # Told for the rows that are shown, after sorting, as what is excused is.
    told = with_week(repositories.with_excused(), since(organization))
    return told.values_list(*ListedRepository._fields)


def with_keys(organization: Organization, keys: Sequence[int]) -> list[ListedRepository]:
    """The repositories with these primary keys, in their order."""
    rows = values_of(organization, Repository.objects.filter(pk__in=keys).order_by())
    found = {row[0]: ListedRepository(*row) for row in rows}
    return [found[key] for key in keys if key in found]
