"""How much changed lately, of each kind, in all and for each team.

To count the changes of ten thousand repositories by their teams took a page a tenth of its time, so
the counts are kept beside the changes: over all of them, and over those in repositories that count
and every member may see. What these leave out is counted when it is asked for.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import BigIntegerField, Count, F, Q, QuerySet, Value

from compliance.models import Audience, ChangeTally, Organization, RecentChange
from compliance.scorecards import changes
from compliance.scorecards.changes import Kind
from compliance.scorecards.scope import Scope
from compliance.scorecards.tallies import as_array
from compliance.sight import OPEN

_KINDS = tuple(Kind)
_NAMES = tuple(kind.value for kind in _KINDS)
_OWNER = "repository__ownerships__team"
# What takes a repository out of these has all of it counted anew: until then counts are behind.
_SEEN_BY_MEMBERS = {"visibility__in": OPEN, "left_out": "", "gone_since": None}
Counts = dict[int | None, Counter[Kind]]


def counts(scope: Scope, days: int) -> Counts:
    """How many changes of so many days, one of `changes.WINDOWS`, there are of each kind: of all of
    them under None and, of the whole organization, for each team that owns where it changed under
    the team's primary key.
    """
    return by_team(_told(scope, days, of_teams=scope.team is None))


def of_teams(scope: Scope, days: int, teams: Collection[int]) -> Counts:
    """The same for some teams, by their primary keys, and not of all."""
    found = by_team(_told(scope, days, of_teams=True, team__in=teams) if teams else ())
    return {team: counted for team, counted in found.items() if team is not None}


def counting(scope: Scope, days: int) -> ArraySubquery:
    """What `counts` counts, as a part of a question after something else: for `by_team`."""
    return ArraySubquery(_told(scope, days, of_teams=scope.team is None))


def by_team(told: Iterable[Sequence[int | None]]) -> Counts:
    """As `counts` has it: a team, or None for all, and how many there are of each kind."""
    found: Counts = {None: Counter()}
    for team, *numbers in told:
        counted = {kind: number for kind, number in zip(_KINDS, numbers, strict=True) if number}
        if team in found:
            found[team].update(counted)
        else:
            found[team] = Counter(counted)
    return found


def note(organization: Organization) -> None:
    """Bring what is kept in step with the changes that are; it must come after `changes.note`, in
    its transaction.
    """
    names = ("audience", "team", "days")
    kept = {
        tuple(row[:3]): tuple(row[3:]) for row in _kept(organization).values_list(*names, *_NAMES)
    }
    counted = _counted(organization)
    gone = [where for where in kept if where not in counted]
    for audience, team, days in gone:
        _kept(organization).filter(audience=audience, team=team, days=days).delete()
    ChangeTally.objects.bulk_create(
        (
            ChangeTally(
                organization=organization, audience=audience, team_id=team, days=days,
                **dict(zip(_NAMES, numbers, strict=True)),
            )
            for (audience, team, days), numbers in counted.items()
            if kept.get((audience, team, days)) != numbers
        ),
        update_conflicts=True,
        unique_fields=["organization", *names],
        update_fields=_NAMES,
    )  # fmt: skip


def _counted(organization: Organization) -> dict[tuple[Any, ...], tuple[int, ...]]:
    """How many there are of each kind, by audience, team and days."""
    rows = RecentChange.objects.filter(organization=organization).order_by()
    seen = Q(**{f"repository__{name}": value for name, value in _SEEN_BY_MEMBERS.items()})
    found: dict[tuple[Any, ...], list[int]] = {}
    for team in (Value(None, BigIntegerField()), F(_OWNER)):
        grouped = rows.annotate(owner=team).values_list("owner", "days", "urgency")
        if isinstance(team, F):
            grouped = grouped.filter(owner__isnull=False)
        for owner, days, urgency, *numbers in grouped.annotate(
            in_all=Count("pk"), in_open=Count("pk", seen)
        ):
            for audience, count in zip((Audience.ALL, Audience.MEMBERS), numbers, strict=True):
                if count:
                    of_kinds = found.setdefault((audience.value, owner, days), [0] * len(_KINDS))
                    of_kinds[urgency] += count
    return {where: tuple(numbers) for where, numbers in found.items()}


def _kept(organization: Organization) -> QuerySet[ChangeTally]:
    return ChangeTally.objects.filter(organization=organization).order_by()


def _told(scope: Scope, days: int, *, of_teams: bool, **which: Any) -> QuerySet[Any, Any]:
    """A team, or None for all, and how many there are of each kind, as one value."""
    kept = _kept(scope.organization).filter(audience=scope.audience or "", days=days, **which)
    if not of_teams:
        kept = kept.filter(team=scope.team)
    team = F("team") if of_teams else _NONE
    rows = kept.annotate(told=as_array(team, *map(F, _NAMES))).values_list("told", flat=True)
    beyond = _beyond(scope, days)
    if beyond is None:
        return rows
    parts = [] if which else [beyond.annotate(owner=_NONE)]
    if of_teams:
        owned = beyond.annotate(team=F(_OWNER), owner=F(_OWNER))
        parts.append(owned.filter(owner__isnull=False, **which))
    counted = [Count("pk", Q(urgency=place)) for place in range(len(_KINDS))]
    told = (
        part.values("owner")
        .annotate(told=as_array(F("owner"), *counted))
        .values_list("told", flat=True)
        for part in parts
    )
    return rows.union(*told, all=True)


def _beyond(scope: Scope, days: int) -> QuerySet[RecentChange] | None:
    """The changes that the kept counts leave out; None where they have all."""
    if scope.audience is Audience.ALL:
        return None
    if scope.audience is None:
        return changes.recent(scope, days).order_by()
    rows = RecentChange.objects.filter(organization=scope.organization, days=days).order_by()
    if scope.team is not None:
        rows = rows.filter(repository__ownerships__team=scope.team)
    unlisted = scope.seen.repositories().not_listed().order_by().values("pk")
    beyond = scope.seen.beyond_members().order_by().values("pk")
    return rows.filter(repository__in=beyond.union(unlisted, all=True))


_NONE = Value(None, BigIntegerField())
