"""How a check was taken up over weeks: in how many repositories it held at the end of each.

Only changes are stored, so the past is what stands now with the changes taken back.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from compliance.models import CheckResult, Transition
from compliance.scorecards.tallies import of_counted
from compliance.scoring import Standing

_HOLDS = (Standing.PASS, Standing.ATTESTED)


@dataclass(frozen=True)
class Moment:
    """In how many repositories a check held, of those in which it was decided."""

    at: datetime
    holding: int
    decided: int

    @property
    def share(self) -> float | None:
        """The part in which it held."""
        return self.holding / self.decided if self.decided else None


def over(
    results: QuerySet[CheckResult],
    transitions: QuerySet[Transition],
    counts: Mapping[str, int],
    moments: Sequence[datetime],
) -> list[Moment]:
    """How it stood at moments, the oldest first, where it stands as `counts` says now.

    `results` and `transitions` are those of the check in the repositories that are meant.
    """
    since = min(moments)
    counted = transitions.filter(
        at__gte=since, repository__left_out="", repository__gone_since=None
    ).order_by("-at", "-pk")
    changes = list(counted.values_list("at", "repository", "before", "after"))
    fresh = of_counted(results).filter(repository__added_at__gte=since)
    born = fresh.values_list("repository", "repository__added_at", "standing")
    return taken_back(counts, changes, born, moments)


def taken_back(
    counts: Mapping[str, int],
    changes: Iterable[tuple[datetime, int, str, str]],
    born: Iterable[tuple[int, datetime, str]],
    moments: Sequence[datetime],
) -> list[Moment]:
    """The counts at moments, by taking back each change after them: `(when, repository, before,
    after)`, the newest first. `born` are repositories that came meanwhile, with when, and as what
    the check counts there now.
    """
    listed = list(changes)
    first = {repository: before for _, repository, before, _ in listed}
    steps = [(at, before, after) for at, _, before, after in listed]
    # A repository that came counted as what its first change says it was before.
    steps += [(at, "", first.get(repository, standing)) for repository, at, standing in born]
    steps.sort(key=lambda step: step[0], reverse=True)
    now = Counter(counts)
    found, position = [], 0
    for moment in sorted(moments, reverse=True):
        while position < len(steps) and steps[position][0] > moment:
            _, before, after = steps[position]
            now[after] -= 1
            now[before] += 1
            position += 1
        holding = sum(now[each] for each in _HOLDS)
        found.append(Moment(moment, holding, holding + now[Standing.FAIL]))
    return found[::-1]
