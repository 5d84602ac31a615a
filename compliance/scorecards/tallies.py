"""In how many repositories each check counts as what, in all and for each team.

To count over all results of ten thousand repositories takes seconds, which no page has. So what
everybody may see, and what there is in all, is counted when something has changed; the rest, which
some see and others do not, is counted when it is asked for: see `compliance.scorecards.scope`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import Any, NamedTuple

from django.contrib.postgres.fields import ArrayField
from django.db.models import (
    BigIntegerField,
    Count,
    Exists,
    F,
    Func,
    Max,
    Min,
    OuterRef,
    Q,
    QuerySet,
    Sum,
    TextField,
    Value,
)

from compliance.models import Audience, CheckResult, CheckTally, Organization
from compliance.models.sums import TALLIED
from compliance.scorecards.scope import Scope
from compliance.scoring import Standing
from compliance.sight import OPEN

_COUNTS = tuple(TALLIED.values())
_CHECK = ("key", "clause", "level")
_SAID = ("title", "confidence", "position", *_COUNTS, "failing_since")
_OWNER = "repository__ownerships__team"
# A team has few rows, and all teams together so many that they would fill a worker's memory.
_TEAMS_AT_ONCE = 50
_Row = tuple[Any, ...]


def seen_by(scope: Scope, key: str = "") -> list[CheckTally]:
    """What the results that somebody may see add up to, those of one check if it is given, as rows
    that are not to be stored.
    """
    which = {"key": key} if key else {}
    rows = _kept(scope).filter(team=scope.team, **which).values_list(*_CHECK, *_SAID)
    beyond = scope.results_beyond()
    found = rows if beyond is None else rows.union(_counted(beyond.filter(**which)), all=True)
    return [CheckTally(**dict(zip((*_CHECK, *_SAID), row, strict=True))) for row in found]


def clauses(scope: Scope) -> set[str]:
    """The clauses of all that was asked where somebody sees it."""
    kept = _kept(scope).filter(team=scope.team).values_list("clause")
    if (results := scope.results_beyond()) is None:
        return {clause for (clause,) in kept.distinct()}
    # Nearly always these are all: so only the others are looked for in results, which are many.
    others = scope.organization.tallies.filter(audience=Audience.ALL, team=scope.team).order_by()
    asked = Exists(of_counted(results).order_by().filter(clause=OuterRef("clause")))
    more = others.exclude(clause__in=kept).filter(asked).values_list("clause")
    return {clause for (clause,) in kept.union(more)}


class TeamTally(NamedTuple):
    """As what the checks of one level in one section of a protocol (`backend:3`) count in the
    repositories of a team; in the order of `TALLIED`.
    """

    team: int
    section: str
    level: str
    counts: Sequence[int]


def by_team(scope: Scope, teams: Collection[int]) -> list[TeamTally]:
    """What results of repositories that some teams own, given by primary key, add up to."""
    grouped = ("team", "section", "level")
    kept = _kept(scope).filter(team__in=teams).annotate(section=_SECTION)
    rows = kept.values(*grouped).annotate(told=as_array(*map(Sum, _COUNTS)))
    rows = rows.values_list(*grouped, "told")
    if (results := scope.results_beyond()) is not None:
        owned = of_counted(results).order_by().annotate(team=F(_OWNER), section=_SECTION)
        counted = owned.filter(team__in=teams).values(*grouped)
        beyond = counted.annotate(told=as_array(*_counts("sum").values()))
        rows = rows.union(beyond.values_list(*grouped, "told"), all=True)
    return list(map(TeamTally._make, rows))


def failing_by_team(scope: Scope, key: str) -> dict[int, tuple[int, int]]:
    """In how many repositories of each team, by its primary key, a check fails, and is decided."""
    decided = [TALLIED[each] for each in (Standing.FAIL, Standing.PASS, Standing.ATTESTED)]
    rows = _kept(scope).filter(team__isnull=False, key=key).values_list("team", *decided)
    if (results := scope.results_beyond()) is not None:
        owned = of_counted(results).order_by().annotate(team=F(_OWNER))
        counted = owned.filter(team__isnull=False, key=key).values("team")
        names = (f"its_{name}" for name in decided)
        rows = rows.union(counted.annotate(**_counts("its")).values_list("team", *names), all=True)
    found: dict[int, tuple[int, int]] = {}
    for team, failing, *holding in rows:
        before = found.get(team, (0, 0))
        found[team] = (before[0] + failing, before[1] + failing + sum(holding))
    return found


def note(organization: Organization) -> None:
    """Bring the stored tallies in step with the results; a row that says the same is left alone.

    Must run in a transaction that holds the row of the kept sums: so the last to write is the last
    to have looked.
    """
    results = of_counted(CheckResult.objects.filter(organization=organization)).order_by()
    kept = organization.tallies.order_by()
    _bring_in_step(organization, results.values(*_CHECK), kept.filter(team=None))
    teams = list(organization.teams.order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(teams), _TEAMS_AT_ONCE):
        some = teams[start : start + _TEAMS_AT_ONCE]
        owned = results.filter(**{f"{_OWNER}__in": some}).values(_OWNER, *_CHECK)
        _bring_in_step(organization, owned, kept.filter(team__in=some))


def of_counted(results: QuerySet[CheckResult]) -> QuerySet[CheckResult]:
    """The results of repositories that count.

    To count over all of them, ask only for what the index `results_to_count` has.
    """
    return results.filter(
        repository__left_out="",
        repository__gone_since=None,
        repository__judged_at__isnull=False,
    )


_IDENTITY = ("audience", "team", *_CHECK)


def _bring_in_step(
    organization: Organization, results: QuerySet[Any, Any], kept: QuerySet[CheckTally]
) -> None:
    """Make the rows that are kept those that grouped results add up to."""
    width = len(_IDENTITY)
    stored = {
        tuple(row[:width]): (pk, tuple(row[width:]))
        for pk, *row in kept.values_list("pk", *_IDENTITY, *_SAID)
    }
    changed = []
    for identity, said in _rows(results):
        _, before = stored.pop(identity, (0, None))
        if before != said:
            names = ("audience", "team_id", *_CHECK, *_SAID)
            values = dict(zip(names, (*identity, *said), strict=True))
            changed.append(CheckTally(organization=organization, **values))
    CheckTally.objects.filter(pk__in=[pk for pk, _ in stored.values()]).delete()
    CheckTally.objects.bulk_create(
        changed,
        update_conflicts=True,
        unique_fields=["organization", *_IDENTITY],
        update_fields=_SAID,
    )


def _rows(results: QuerySet[Any, Any]) -> Iterator[tuple[_Row, _Row]]:
    """What grouped results add up to: what identifies each row, and what it says."""
    seen_by_members = Q(repository__visibility__in=OPEN)
    sums = (
        _sums("all") | _sums("members", seen_by_members) | {"open": Count("key", seen_by_members)}
    )
    for row in results.annotate(**sums):
        check = (row.get(_OWNER), *(row[name] for name in _CHECK))
        yield (Audience.ALL.value, *check), tuple(row[f"all_{name}"] for name in _SAID)
        if row["open"]:
            said = tuple(row[f"members_{name}"] for name in _SAID)
            yield (Audience.MEMBERS.value, *check), said


def _kept(scope: Scope) -> QuerySet[CheckTally]:
    """The rows that tell somebody of nothing that they may not see."""
    if scope.audience is None:
        return CheckTally.objects.none()
    return scope.organization.tallies.filter(audience=scope.audience).order_by()


def _counted(results: QuerySet[CheckResult]) -> QuerySet[Any, Any]:
    grouped = of_counted(results).order_by().values(*_CHECK)
    names = (f"its_{name}" for name in _SAID)
    counted: QuerySet[Any, Any] = grouped.annotate(**_sums("its")).values_list(*_CHECK, *names)
    return counted


def _sums(prefix: str, among: Q | None = None) -> dict[str, Any]:
    """What a row says, each under a name that no field of the results has."""
    failing = Q(standing=Standing.FAIL.value)
    return {
        f"{prefix}_title": Max("title", filter=among),
        f"{prefix}_confidence": Max("confidence", filter=among),
        f"{prefix}_position": Min("position", filter=among),
        **_counts(prefix, among),
        f"{prefix}_failing_since": Min("since", filter=failing & among if among else failing),
    }


def _counts(prefix: str, among: Q | None = None) -> dict[str, Any]:
    """As what how many count."""
    counted = {name: Q(standing=standing.value) for standing, name in TALLIED.items()}
    return {
        f"{prefix}_{name}": Count("key", filter=of_it & among if among else of_it)
        for name, of_it in counted.items()
    }


_SECTION = Func(F("clause"), Value("."), Value(1), function="split_part", output_field=TextField())


def as_array(*numbers: Any) -> Func:
    """Numbers as one value, since Django looks once more at each that stands by itself."""
    return Func(
        *numbers, template="ARRAY[%(expressions)s]", output_field=ArrayField(BigIntegerField())
    )
