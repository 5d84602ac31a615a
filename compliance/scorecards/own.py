"""What somebody's own repositories still take: those of their teams in which most is to be done."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from compliance.models import CheckResult, Ownership, Repository
from compliance.scoring import Standing
from compliance.sight import Sight

_OPEN = (Standing.FAIL.value, Standing.UNKNOWN.value)


@dataclass(frozen=True)
class OwnRepository:
    """A repository of somebody's teams, with the checks that fail there or are undecided."""

    repository: Repository
    results: tuple[CheckResult, ...]


def own_repositories(seen: Sight, teams: Collection[int], at_most: int) -> list[OwnRepository]:
    """Of the repositories that the teams own, given by primary key, those that most required checks
    fail in; none without a check that fails or is undecided. By one query, or none without a team.
    """
    if not teams:
        return []
    owned = Ownership.objects.filter(team__in=teams).values("repository")
    first = seen.repositories().counted().filter(pk__in=owned)
    most = first.order_by("-required_failures", "name").values("pk")[:at_most]
    found: dict[Repository, list[CheckResult]] = {}
    results = CheckResult.objects.filter(repository__in=most, standing__in=_OPEN)
    for result in results.select_related("repository").order_by("position"):
        found.setdefault(result.repository, []).append(result)
    in_order = sorted(found, key=lambda each: (-each.required_failures, each.name))
    return [OwnRepository(each, tuple(found[each])) for each in in_order]
