"""Repositories by checks: what each counts as, at a glance."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from itertools import chain

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from compliance import organizations
from compliance.models import CheckResult, Repository
from compliance.scorecards import questions, tallies
from compliance.scorecards.questions import CheckCounts, Section
from compliance.scorecards.scope import Scope
from compliance.sight import Sight
from dashboard.access import Action, Thing
from dashboard.filters import RepositoryFilter
from dashboard.protection import protected, sight_of
from dashboard.requests import Request, asks_for_part
from dashboard.templatetags.words import OUTCOMES
from dashboard.views.standing import sections_of

PAGE = 30


@dataclass(frozen=True)
class Row:
    """A repository with what each check counts as there, in their order; empty: it is not asked."""

    repository: Repository
    standings: list[str]


@dataclass(frozen=True)
class Stretch:
    """Checks that stand side by side in a row, with what each counts as there; `why` none of them
    was asked, empty where some were.
    """

    marks: list[tuple[CheckCounts, str]]
    why: str = ""


@dataclass(frozen=True)
class Columns:
    """The checks that are shown, of all sections or of the one that was asked for; `groups` says
    how many of them, side by side, are of each section.
    """

    checks: list[CheckCounts]
    groups: list[tuple[Section, int]]
    sections: list[Section]
    section: Section | None

    def stretches(self, row: Row) -> list[Stretch]:
        """What a row shows: sections of which nothing was asked there are one, with the reason."""
        marks = list(zip(self.checks, row.standings, strict=True))
        found: list[Stretch] = []
        for section, count in self.groups:
            of_section, marks = marks[:count], marks[count:]
            is_blank = not any(standing for _, standing in of_section)
            why = _why_blank(row.repository, section) if is_blank else ""
            if why and found and found[-1].why == why:
                of_section = found.pop().marks + of_section
            found.append(Stretch(of_section, why))
        return found


def _why_blank(repository: Repository, section: Section) -> str:
    """Why nothing of a section was asked of a repository."""
    if repository.judged_at is None:
        return repository.problem or "Not judged yet"
    protocol = organizations.protocols().get(repository.protocol)
    if protocol is None or any(each.identity == section.identity for each in protocol.sections):
        return "Not asked"
    return f"Not asked: judged by the {protocol.key} protocol"


@require_safe
@protected(Action.SEE, Thing.LISTS)
def index(request: Request) -> HttpResponse:
    """The repositories that fit, a page at a time; htmx gets the table alone."""
    seen = sight_of(request)
    form = RepositoryFilter(request.GET, seen)
    shown = columns(seen, request.GET.get("section", ""))
    page = Paginator(form.apply(seen.repositories().listed()), PAGE).get_page(
        request.GET.get("page")
    )
    found = rows(page.object_list, [check.key for check in shown.checks])
    return render(
        request,
        "matrix/_table.html" if asks_for_part(request) else "matrix/index.html",
        {
            "form": form,
            "page": page,
            "columns": shown,
            "outcomes": OUTCOMES,
            "rows": [(row.repository, shown.stretches(row)) for row in found],
            "left_out": seen.repositories().not_listed().count(),
        },
    )


def columns(seen: Sight, wanted: str) -> Columns:
    """The checks that were asked of what somebody may see, of the section of that identity."""
    tallied = tallies.seen_by(Scope(seen))
    sections = sections_of(row.clause for row in tallied)
    section = next((each for each in sections if each.identity == wanted), None)
    by_section: dict[str, list[CheckCounts]] = {each.identity: [] for each in sections}
    for check in questions.checks(tallied):
        by_section.setdefault(questions.section_of(check.clause), []).append(check)
    titles = {each.identity: each for each in sections}
    shown = {section.identity: by_section[section.identity]} if section else by_section
    groups = [
        (titles.get(identity) or Section(identity, ""), len(checks))
        for identity, checks in shown.items()
        if checks
    ]
    return Columns([*chain.from_iterable(shown.values())], groups, sections, section)


def rows(repositories: Iterable[Repository], keys: Collection[str]) -> list[Row]:
    """What these checks count as in these repositories."""
    listed = list(repositories)
    found = CheckResult.objects.filter(repository__in=listed, key__in=keys).order_by()
    standings = {
        (repository, key): standing
        for repository, key, standing in found.values_list("repository", "key", "standing")
    }
    return [Row(each, [standings.get((each.pk, key), "") for key in keys]) for each in listed]
