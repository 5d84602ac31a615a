"""Lists as CSV: the same rows in the same order as the page shows them, but all of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from django.db import transaction
from django.http import HttpRequest, StreamingHttpResponse
from django.utils import timezone
from django.views.decorators.http import require_POST

from compliance import audit
from compliance.models import AuditEntry, Repository
from compliance.models.repository import RepositoryQuerySet
from compliance.scorecards import change_tallies, kept, questions, tallies
from compliance.scorecards import changes as net
from compliance.scorecards.scope import Scope
from compliance.scorecards.week import with_week
from compliance.scoring import Standing
from dashboard.access import Action, Thing
from dashboard.csv_export import csv_file
from dashboard.filters import ChangeFilter, RepositoryFilter
from dashboard.protection import protected, sight_of
from dashboard.requests import organization_of
from dashboard.templatetags.words import COMPLIANCE, OUTCOMES, level_name
from dashboard.views import matrix as by_check
from dashboard.views.checks import AS_IN_PROTOCOLS
from dashboard.views.listed_changes import Listed, listed
from dashboard.views.standing import ShownTeam, as_named, since, sorted_teams, team_rows

_AT_ONCE = 500


@require_POST
@protected(Action.EXPORT, Thing.LISTS)
def repositories(request: HttpRequest) -> StreamingHttpResponse:
    """The repositories that fit."""
    head = (
        "Repository", "Level", "Compliance", "Score", "Coverage", "Required failures",
        "Required unknowns", "Owners", "Visibility", "Judged (UTC)", "Commit", "Protocol",
        "Points in a week", "Got worse",
    )  # fmt: skip
    seen = sight_of(request)
    told = with_week(_fitting(request).with_teams(seen.shown_teams()), since(seen.organization))
    found = told.iterator(chunk_size=_AT_ONCE)
    return _file(request, "repositories", head, map(_of_repository, found))


@require_POST
@protected(Action.EXPORT, Thing.LISTS)
def teams(request: HttpRequest) -> StreamingHttpResponse:
    """The teams that own something, with what changed in a week."""
    seen = sight_of(request)
    scope = Scope(seen)
    changed = change_tallies.counts(scope, net.WEEK)
    found = team_rows(kept.now(scope, days=1), as_named(seen.shown_teams()), changed)
    rows = sorted_teams(found, request.GET.get("sort", ""))
    head = (
        "Team", "Score", "Points in a week", "Got worse", "Got better", "Coverage",
        "Compliant", "Repositories",
    )  # fmt: skip
    return _file(
        request,
        "teams",
        head,
        (
            (
                row.team.name,
                _share(row.standing.weights.score),
                _share(row.moved),
                row.worse,
                row.better,
                _share(row.standing.weights.coverage),
                row.standing.compliant,
                row.standing.repositories,
            )
            for row in rows
        ),
    )


@require_POST
@protected(Action.EXPORT, Thing.ORGANIZATION)
def checks(request: HttpRequest) -> StreamingHttpResponse:
    """The checks, with how many repositories pass and fail each."""
    seen = sight_of(request)
    team = seen.shown_teams().filter(slug=_asked(request, "team")).first()
    counted = questions.checks(tallies.seen_by(Scope(seen, team)))
    section = _asked(request, "section")
    fitting = [each for each in counted if section in ("", questions.section_of(each.clause))]
    if _asked(request, "sort") != AS_IN_PROTOCOLS:
        fitting.sort(key=questions.most_failed_first)
    head = ("Check", "Key", "Clause", "Level", "Failing since (UTC)", *OUTCOMES.values())
    return _file(
        request,
        "checks",
        head,
        (
            (
                each.title,
                each.key,
                each.clause,
                level_name(each.level),
                each.failing_since,
                *(each.counts[outcome] for outcome in OUTCOMES),
            )
            for each in fitting
        ),
    )


@require_POST
@protected(Action.EXPORT, Thing.LISTS)
def changes(request: HttpRequest) -> StreamingHttpResponse:
    """What changed, the newest first."""
    seen = sight_of(request)
    form = ChangeFilter(request.GET, seen)
    head = ("Repository", "Check", "Key", "Before", "Now", "Owners", "Since (UTC)", "Commit")
    rows = _of_changes(listed(seen, form), form.kind, as_named(seen.shown_teams()))
    return _file(request, "changes", head, rows)


@require_POST
@protected(Action.EXPORT, Thing.LISTS)
def matrix(request: HttpRequest) -> StreamingHttpResponse:
    """The repositories that fit by the checks, as what each counts."""
    shown = by_check.columns(sight_of(request), _asked(request, "section")).checks
    head = ("Repository", *(check.title for check in shown))
    found = _fitting(request).filter(judged_at__isnull=False)
    return _file(request, "matrix", head, _by_check(found, [check.key for check in shown]))


def _fitting(request: HttpRequest) -> RepositoryQuerySet:
    seen = sight_of(request)
    return RepositoryFilter(request.GET, seen).apply(seen.repositories().listed())


def _of_repository(each: Repository) -> tuple[object, ...]:
    score, stood = each.weights.score, getattr(each, "stood", None)
    return (
        each.name,
        level_name(each.level) if each.judged else "",
        COMPLIANCE.get(each.compliance, ""),
        _share(score),
        _share(each.weights.coverage),
        each.required_failures,
        each.required_unknowns,
        ", ".join(team.name for team in each.teams.all()),
        each.get_visibility_display(),
        each.judged_at,
        each.commit,
        each.protocol,
        _share(None if score is None or stood is None else score - stood),
        getattr(each, "worse", 0),
    )


def _of_changes(
    found: Listed, kind: str, teams: Sequence[ShownTeam]
) -> Iterator[tuple[object, ...]]:
    keys = list(found.keys(kind))
    for start in range(0, len(keys), _AT_ONCE):
        for each in found.shown(keys[start : start + _AT_ONCE], teams):
            yield (
                each.transition.repository.name,
                each.transition.title,
                each.change.key,
                OUTCOMES[Standing(each.change.before)],
                OUTCOMES[Standing(each.transition.after)],
                ", ".join(team.name for team in each.teams),
                each.transition.at,
                each.transition.commit,
            )


def _by_check(found: RepositoryQuerySet, keys: Sequence[str]) -> Iterator[tuple[object, ...]]:
    keys_of_all = list(found.values_list("pk", flat=True))
    for start in range(0, len(keys_of_all), _AT_ONCE):
        batch = found.model.objects.in_bulk(keys_of_all[start : start + _AT_ONCE])
        listed = (batch[pk] for pk in keys_of_all[start : start + _AT_ONCE] if pk in batch)
        for row in by_check.rows(listed, keys):
            outcomes = (OUTCOMES[Standing(each)] if each else "" for each in row.standings)
            yield (row.repository.name, *outcomes)


def _file(
    request: HttpRequest, name: str, head: Sequence[str], rows: Iterable[Sequence[object]]
) -> StreamingHttpResponse:
    """The file; that somebody took it stands in the audit log, with what they narrowed it to."""
    organization = organization_of(request)
    narrowed = {key: value[:200] for key, value in request.GET.items() if value}
    with transaction.atomic():
        audit.record(
            AuditEntry.Action.EXPORTED,
            organization,
            organization=organization,
            by=sight_of(request).person,
            after={"list": name, **{key: narrowed[key] for key in _NARROWING if key in narrowed}},
        )
    return csv_file(f"plumbline-{name}-{timezone.now():%Y-%m-%d}.csv", head, rows)


_NARROWING = (
    "q", "team", "level", "compliance", "stack", "check", "outcome", "section", "since", "kind",
    "begin", "end", "own",
)  # fmt: skip


def _asked(request: HttpRequest, name: str) -> str:
    """What an address asks for by that name, as far as a database can be asked for it."""
    return request.GET.get(name, "").replace("\0", "")


def _share(value: float | None) -> object:
    """A share in per cent, or a difference of two in points, with one decimal."""
    return "" if value is None else round(100 * value, 1)
