"""The checks across the organization: who fails one, and since when."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from compliance.checks import CATALOGUE
from compliance.models import CheckResult, Team
from compliance.models.scorecard import URGENCY
from compliance.scorecards import adoption, questions, tallies
from compliance.scorecards.adoption import Adoption
from compliance.scorecards.questions import CheckCounts, Section
from compliance.scorecards.scope import Scope
from compliance.scoring import Standing
from compliance.sight import Sight
from dashboard import charts
from dashboard.access import Action, Thing
from dashboard.protection import protected, sight_of
from dashboard.requests import Request, asks_for_part
from dashboard.templatetags.words import OUTCOMES, STACKS
from dashboard.views import excused
from dashboard.views.standing import ShownTeam, as_named, owners, sections_of
from dashboard.views.tabs import chosen_outcome, outcome_tabs

PAGE = 50
SPREAD_SHOWN = 8
# What an address asks for to have the checks by section; without it, most failed come first.
AS_IN_PROTOCOLS = "protocol"


@require_safe
@protected(Action.SEE, Thing.ORGANIZATION)
def index(request: Request) -> HttpResponse:
    """Every check with how many repositories pass and fail it, most failed first or by section."""
    seen = sight_of(request)
    teams, team = _teams(seen, request)
    tallied = tallies.seen_by(Scope(seen))
    of_team = tallies.seen_by(Scope(seen, team)) if team else tallied
    groups = _by_section(questions.checks(of_team), sections_of(row.clause for row in tallied))
    wanted = request.GET.get("section", "")
    chosen = [group for group in groups if group.section.identity == wanted]
    section = chosen[0].section if chosen else None
    is_ranked = request.GET.get("sort") != AS_IN_PROTOCOLS
    shown = chosen or groups
    return render(
        request,
        "checks/_groups.html" if asks_for_part(request) else "checks/index.html",
        {
            "groups": _most_failed_first(shown, section) if is_ranked else shown,
            "sections": [group.section for group in groups],
            "section": section,
            "is_ranked": is_ranked,
            "outcomes": [*OUTCOMES.items()],
            "teams": teams,
            "team": team,
        },
    )


@require_safe
@protected(Action.SEE, Thing.ORGANIZATION)
def detail(request: Request, key: str) -> HttpResponse:
    """One check: what it asks, the remedy, and what it says of each repository."""
    seen = sight_of(request)
    teams, team = _teams(seen, request)
    check = CATALOGUE.get(key)
    scope = Scope(seen, team)
    asked = seen.results().filter(key=key)
    if team is not None:
        asked = asked.filter(scope.is_of_team("repository"))
    counts = next(iter(questions.checks(tallies.seen_by(scope, key))), None)
    if check is None and counts is None:
        raise Http404
    outcome = chosen_outcome(request.GET.get("outcome"))
    # Sorted by what an index has; the texts are fetched for the rows that are shown.
    pages = Paginator(_in_order(asked, outcome).values_list("pk", flat=True), PAGE)
    if counts is not None:
        pages.count = counts.counts[outcome] if outcome else sum(counts.counts.values())
    page = pages.get_page(request.GET.get("page"))
    shown = _shown(page.object_list)
    adopted = adoption.of_check(scope, key)
    return render(
        request,
        "checks/_results.html" if asks_for_part(request) else "checks/detail.html",
        {
            "key": key,
            "check": check,
            "counts": counts,
            "title": check.title if check else counts.title if counts else key,
            "bar": _bar(counts) if counts else [],
            "page": page,
            "results": shown,
            "owners": owners(seen, (each.repository_id for each in shown)),
            "excused": excused.of_results(shown),
            "outcome": outcome,
            "tabs": outcome_tabs(counts.counts, outcome) if counts else [],
            "teams": teams,
            "team": team,
            "trend": _trend(scope, adopted) if counts else None,
            "by_team": _by_team(scope, key, teams) if team is None else [],
            "by_stack": _by_stack(adopted),
        },
    )


def _trend(scope: Scope, adopted: Adoption) -> charts.Trend | None:
    """In which part of the repositories it held over the weeks."""
    days = adoption.days(scope.organization)
    shares = [(day, each.share) for day, each in zip(days, adopted.over_time, strict=True)]
    return charts.trend(shares, days[-1], questions.TREND_DAYS)


@dataclass(frozen=True)
class Spread:
    """In how many repositories of a team or a stack it fails, of those in which it is decided."""

    name: str
    slug: str
    failing: int
    decided: int


def _by_team(scope: Scope, key: str, teams: Iterable[ShownTeam]) -> list[Spread]:
    """The teams in whose repositories it fails, the most first."""
    counted = tallies.failing_by_team(scope, key)
    found = [(team, *counted[team.pk]) for team in teams if counted.get(team.pk, (0, 0))[0]]
    found.sort(key=lambda each: (-each[1], each[0].name))
    return [Spread(team.name, team.slug, *counts) for team, *counts in found[:SPREAD_SHOWN]]


def _by_stack(adopted: Adoption) -> list[Spread]:
    """How often it fails by what the repositories are written in; several stacks count each."""
    names = {**STACKS, adoption.NO_STACK: "No backend component"}
    found = [
        Spread(names.get(stack, stack), stack, share.failing, share.decided)
        for stack, share in adopted.by_stack.items()
    ]
    return sorted(found, key=lambda each: (-each.failing, each.slug))


@dataclass(frozen=True)
class Group:
    """A section of a protocol with its checks, each with the bar of what they count as."""

    section: Section
    rows: list[tuple[CheckCounts, list[charts.Segment]]] = field(default_factory=list)


def _by_section(checks: Iterable[CheckCounts], sections: Iterable[Section]) -> list[Group]:
    """The checks in the order of the sections; those of sections that are gone come last."""
    groups = {section.identity: Group(section) for section in sections}
    for check in checks:
        identity = questions.section_of(check.clause)
        group = groups.setdefault(identity, Group(Section(identity, "No longer in a protocol")))
        group.rows.append((check, _bar(check)))
    return [group for group in groups.values() if group.rows]


def _most_failed_first(groups: list[Group], of: Section | None) -> list[Group]:
    """The checks of one section, or of all as one, those that fail in most repositories first."""
    rows = [row for group in groups for row in group.rows]
    rows.sort(key=lambda row: questions.most_failed_first(row[0]))
    title = f"{of.title}, most failed first" if of else "Most failed first"
    return [Group(Section(of.identity if of else "", title), rows)] if rows else []


def _teams(seen: Sight, request: HttpRequest) -> tuple[list[ShownTeam], Team | None]:
    """The teams, and the one that the address asks for."""
    teams, asked = as_named(seen.shown_teams()), request.GET.get("team")
    chosen = next((team.pk for team in teams if team.slug == asked), None)
    return teams, None if chosen is None else seen.shown_teams().filter(pk=chosen).first()


def _in_order(results: QuerySet[CheckResult], outcome: str) -> QuerySet[CheckResult]:
    """Those of repositories that count, of one outcome or all: failures first, the oldest first."""
    rows = tallies.of_counted(results).annotate(urgency=URGENCY)
    if outcome:
        rows = rows.filter(urgency=list(Standing).index(Standing(outcome)))
    return rows.order_by("urgency", "since", "pk")


def _shown(keys: Iterable[int]) -> list[CheckResult]:
    """The results with these primary keys, in their order, with their repositories."""
    keys = list(keys)
    results = CheckResult.objects.select_related("repository").only(
        "standing", "message", "since", "excuses", "repository__name", "repository__slug"
    )
    found = results.in_bulk(keys)
    return [found[key] for key in keys if key in found]


def _bar(check: CheckCounts) -> list[charts.Segment]:
    """What it counts as where; that it is excused somewhere is said where it is."""
    return charts.stacked(
        (name, OUTCOMES[name], count)
        for name, count in check.counts.items()
        if count or not Standing(name).is_excused
    )
