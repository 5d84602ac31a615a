"""The changes that an address asks for: those of the last days, which are kept, or those between
two moments, as a digest tells of them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any, Protocol, cast

from django.db.models import QuerySet

from compliance.digests import movement
from compliance.models import Ownership, RecentChange, Transition
from compliance.scorecards import changes
from compliance.scorecards.changes import Change, Kind
from compliance.scorecards.scope import Scope
from compliance.sight import Sight
from dashboard.filters import ChangeFilter
from dashboard.views.standing import ShownChange, ShownTeam, as_shown


class Listed(Protocol):
    """A list of changes, the newest first."""

    @property
    def counts(self) -> Counter[Kind]:
        """How many there are of each kind."""

    def keys(self, kind: str) -> Sequence[Any] | QuerySet[Any, Any]:
        """What stands for each, of one kind or, where it is empty, of all."""

    def shown(self, keys: Iterable[Any], teams: Iterable[ShownTeam]) -> list[ShownChange]:
        """What a page says of some; the teams are those that it may name."""


def listed(seen: Sight, form: ChangeFilter) -> Listed:
    """What an address asks for, as far as somebody may see it."""
    if form.span is None:
        return Recent(Scope(seen, form.of_team), form.days)
    found = changes.changes(seen.transitions(), *form.span)
    team, kept = form.of_team, None
    if team is not None:
        rows = Ownership.objects.filter(team=team)
        kept = set(rows.values_list("repository", flat=True))
    if form.is_own:
        own = set(movement.own(seen).order_by().values_list("pk", flat=True))
        kept = own if kept is None else kept & own
    return Between([each for each in found if kept is None or each.repository in kept])


@dataclass(frozen=True)
class Recent:
    """Those of the last days."""

    scope: Scope
    days: int

    @property
    def rows(self) -> QuerySet[RecentChange]:
        """What is kept of them."""
        return changes.recent(self.scope, self.days)

    @cached_property
    def counts(self) -> Counter[Kind]:
        """How many there are of each kind."""
        return changes.kinds(self.rows)

    def keys(self, kind: str) -> QuerySet[Any, Any]:
        """Their primary keys."""
        rows = self.rows.filter(urgency=changes.URGENCY[Kind(kind)]) if kind else self.rows
        return cast("QuerySet[Any, Any]", rows.values_list("pk", flat=True))

    def shown(self, keys: Iterable[int], teams: Iterable[ShownTeam]) -> list[ShownChange]:
        """What a page says of some."""
        return as_shown(self.rows, list(keys), teams)


@dataclass(frozen=True)
class Between:
    """Those between two moments."""

    found: Sequence[Change]

    @cached_property
    def counts(self) -> Counter[Kind]:
        """How many there are of each kind."""
        return movement.counted(self.found)

    def keys(self, kind: str) -> Sequence[Change]:
        """The changes themselves."""
        return [each for each in self.found if not kind or each.kind == kind]

    def shown(self, keys: Iterable[Change], teams: Iterable[ShownTeam]) -> list[ShownChange]:
        """What a page says of some."""
        wanted = list(keys)
        named = {team.pk: team for team in teams}
        owners: dict[int, list[ShownTeam]] = {}
        owned = Ownership.objects.filter(repository__in={each.repository for each in wanted})
        for repository, team in owned.order_by("team__name").values_list("repository", "team"):
            if team in named:
                owners.setdefault(repository, []).append(named[team])
        rows = Transition.objects.select_related("repository")
        found = rows.in_bulk([each.last for each in wanted])
        return [
            ShownChange(_row(each, found[each.last]), owners.get(each.repository, []))
            for each in wanted
            if each.last in found
        ]


def _row(change: Change, transition: Transition) -> RecentChange:
    """The change as one that is kept would say it; not to be stored."""
    return RecentChange(
        repository=transition.repository,
        transition=transition,
        key=change.key,
        before=change.before,
        urgency=changes.URGENCY[change.kind],
    )


def begin_of(form: ChangeFilter, recent: datetime) -> datetime:
    """When the span began of which changes are listed; `recent` is when the last days began."""
    return form.span[0] if form.span else recent
