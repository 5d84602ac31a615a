"""The list of repositories, and one repository's scorecard."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from compliance import approvals, organizations
from compliance.facts import FactValues, Phase, Unavailable
from compliance.facts.forge import Deployment, Deployments
from compliance.models import CheckResult, Repository
from compliance.protocol import Protocol
from compliance.scorecards import history, self_description
from compliance.scoring import Level
from compliance.sync import forge_facts
from dashboard.access import Action, Thing
from dashboard.filters import RepositoryFilter
from dashboard.protection import REPOSITORY, may, protected, sight_of
from dashboard.requests import Request, asks_for_part
from dashboard.views import again, excused, listed_repositories
from dashboard.views.components import by_component, of_component, of_repository
from dashboard.views.figures import counts_of, figures_of
from dashboard.views.next_steps import awaited, ladder, next_actions
from dashboard.views.standing import owners
from dashboard.views.tabs import chosen_outcome, outcome_tabs

PAGE = 50
HISTORY_SHOWN = 12


@require_safe
@protected(Action.SEE, Thing.LISTS)
def index(request: Request) -> HttpResponse:
    """The repositories, filtered, sorted and a page at a time; htmx gets the table alone."""
    seen = sight_of(request)
    form = RepositoryFilter(request.GET, seen)
    # Sorted by what an index has, or a few columns; rows are fetched for what is shown.
    fitting = form.apply(seen.repositories().listed()).values_list("pk", flat=True)
    # A text is looked for in all names, which is not done once more to count those that have it.
    found = list(fitting) if form.cleaned_data.get("q") else fitting
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    part = asks_for_part(request)
    template = "repositories/_results.html" if part else "repositories/index.html"
    keys = list(page.object_list)
    left_out = seen.repositories().not_listed()
    return render(
        request,
        template,
        {
            "form": form,
            "page": page,
            "rows": listed_repositories.with_keys(seen.organization, keys),
            "owners": owners(seen, keys),
            "sorting": form.sorting,
            "left_out": left_out,
        },
    )


@require_safe
@protected(Action.SEE, REPOSITORY)
def detail(request: Request, repository: Repository) -> HttpResponse:
    """One repository, by section and clause; htmx gets the checks alone."""
    seen = sight_of(request)
    results = list(repository.results.all())
    protocol = organizations.protocols().get(repository.protocol)
    level, outcome = _level(request.GET.get("level")), chosen_outcome(request.GET.get("outcome"))
    component = _component(request.GET.get("component"), repository)
    listed = of_component(results, component) if component else results
    of_level = [each for each in listed if level in ("", each.level)]
    shown = [each for each in of_level if outcome in ("", each.standing)]
    changes = history.changes(repository, HISTORY_SHOWN)
    latest = history.latest(changes)
    known = forge_facts.load(repository) if organizations.is_github() else {}
    return render(
        request,
        "repositories/_checks.html" if asks_for_part(request) else "repositories/detail.html",
        {
            "repository": repository,
            "owners": list(seen.owners_of(repository)),
            "may_read_again": may(request, Action.READ_AGAIN),
            "may_ask": _may_ask(request, repository),
            **figures_of(seen.organization, repository, results),
            "tabs": outcome_tabs(counts_of(of_level), outcome),
            "outcome": outcome,
            "level": level,
            "sections": _by_section(shown, protocol),
            "open_key": next((each.result.key for each in next_actions(shown, repository)), None),
            "ladder": ladder(repository, results),
            "actions": next_actions(results, repository),
            "held_up": awaited(repository, results),
            "component": component,
            "components": of_repository(repository, results),
            "by_component": by_component(shown),
            **_asking(repository),
            "excused": excused.of_repository(repository),
            "history": changes[:HISTORY_SHOWN],
            "latest": latest,
            "pulls": history.merged_by(history.commits_of(latest.values()), known),
            **again.of_page(repository),
            "protocol": protocol,
            **_on_github(repository, protocol, known),
        },
    )


def _may_ask(request: HttpRequest, repository: Repository) -> bool:
    """Whether who asks can ask for waivers and attestations here, as one of the organization."""
    is_somebody = sight_of(request).person is not None
    counts = not repository.left_out and repository.gone_since is None
    return is_somebody and counts and may(request, Action.ASK)


def _asking(repository: Repository) -> dict[str, Any]:
    """What it asks for, and what of that waits for a manager."""
    asked_for = list(approvals.current(repository))
    waiting = [each for each in asked_for if each.is_said and not each.verdict]
    return {"asked_for": asked_for, "waiting": waiting}


def _on_github(
    repository: Repository, protocol: Protocol | None, known: FactValues
) -> dict[str, Any]:
    """What GitHub and its settings say of it; nothing for a repository in a folder."""
    if not organizations.is_github():
        return {}
    phase = self_description.phase_of(repository)
    found = known.get(Deployments)
    return {
        "phase": phase if isinstance(phase, Phase) else None,
        "phase_unknown": "" if isinstance(phase, Phase) else phase.reason,
        "working_branch": organizations.working_branch_of(repository, protocol) if protocol else "",
        "staging": organizations.staging_of(repository, protocol),
        "deployments": _last_of_each(found.items) if isinstance(found, Deployments) else [],
        "deployments_unknown": found.reason if isinstance(found, Unavailable) else "",
    }


def _last_of_each(deployments: Iterable[Deployment]) -> list[Deployment]:
    """The newest deployment of each environment, which stand newest first."""
    found: dict[str, Deployment] = {}
    for each in deployments:
        found.setdefault(each.environment, each)
    return [*found.values()]


@dataclass
class ClauseResults:
    """A clause with the results of its checks."""

    identity: str
    number: str
    title: str
    results: list[CheckResult] = field(default_factory=list)


@dataclass
class SectionResults:
    """A section with its clauses; results of clauses that are gone stand in one of their own."""

    identity: str
    title: str
    clauses: dict[str, ClauseResults] = field(default_factory=dict)

    @property
    def results(self) -> list[CheckResult]:
        """All results of the section."""
        return [result for clause in self.clauses.values() for result in clause.results]

    @property
    def counts(self) -> dict[str, int]:
        """How many of its checks count as what."""
        return counts_of(self.results)


def _by_section(results: Iterable[CheckResult], protocol: Protocol | None) -> list[SectionResults]:
    """The results in the order of the written protocol."""
    sections: list[SectionResults] = []
    by_clause: dict[str, list[CheckResult]] = {}
    for result in results:
        by_clause.setdefault(result.clause, []).append(result)
    for section in protocol.sections if protocol else ():
        shown = SectionResults(section.identity, section.title)
        for clause in section.clauses:
            found = by_clause.pop(clause.identity, [])
            if found:
                shown.clauses[clause.identity] = ClauseResults(
                    clause.identity, clause.number, clause.title, found
                )
        if shown.clauses:
            sections.append(shown)
    if by_clause:
        rest = SectionResults("", "Clauses that the protocol no longer has")
        for identity, found in by_clause.items():
            rest.clauses[identity] = ClauseResults(identity, identity, "", found)
        sections.append(rest)
    return sections


def _level(asked: str | None) -> str:
    """The level that an address asks for; anything else stands for all."""
    return asked if asked in list(Level) else ""


def _component(asked: str | None, repository: Repository) -> str:
    """The component that an address asks for; anything else stands for the whole repository."""
    paths = {each["path"] for each in repository.components if each["counts"]}
    return asked if asked and asked in paths else ""
