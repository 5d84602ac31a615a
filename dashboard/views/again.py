"""Having a repository checked again, and how far that is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from compliance import organizations, tasks
from compliance.models import Repository
from compliance.sync import again
from compliance.sync.again import Progress, Stage
from dashboard.access import Action
from dashboard.protection import REPOSITORY, protected, sight_of
from dashboard.requests import Request, asks_for_part, organization_of
from dashboard.views.figures import figures_of

# Seconds after which a page asks again; and where all waits for the source.
ASKED_EVERY = 1
ASKED_EVERY_WHILE_HELD = 15


@require_POST
@protected(Action.READ_AGAIN, REPOSITORY)
def read_again(request: HttpRequest, repository: Repository) -> HttpResponse:
    """Have the source asked now, and go back to the page, which shows the progress."""
    if repository.left_out or repository.gone_since:
        raise Http404
    again.check_again(repository, sight_of(request).person)
    tasks.wake_poll()
    return redirect("repository", slug=repository.slug)


@require_safe
@protected(Action.SEE, REPOSITORY)
def progress(request: Request, repository: Repository) -> HttpResponse:
    """How far it is, for htmx alone: nothing where that is what the page says already, and once it
    is over, what came of it, with the figures as they are now.
    """
    if not asks_for_part(request):
        return redirect("repository", slug=repository.slug)
    found = again.under_way(repository) or again.outcome(repository)
    if found.token == request.GET.get("at"):
        return HttpResponse(status=204)
    has_figures = "figures" in request.GET
    shown: dict[str, Any] = {
        "repository": repository, **shown_of(found), "is_live": True, "has_figures": has_figures
    }  # fmt: skip
    if found.is_over and has_figures:
        shown |= figures_of(
            organization_of(request), repository, repository.results.defer("evidence", "components")
        )
    return render(request, "repositories/_progress_part.html", shown)


def of_page(repository: Repository) -> dict[str, Any]:
    """What a repository's page says of it: nothing where nobody is at it and nobody asked."""
    found = again.under_way(repository) or again.just_over(repository)
    # Why it failed stands on the page in any case.
    shown = shown_of(None if found is None or found.stage is Stage.FAILED else found)
    return {**shown, "has_figures": repository.judged_at is not None}


def shown_of(found: Progress | None) -> dict[str, Any]:
    """The progress with its steps, and how soon a page asks again."""
    if found is None:
        return {"progress": None}
    pause = ASKED_EVERY_WHILE_HELD if found.held_until else ASKED_EVERY
    return {"progress": found, "steps": _steps(found), "pause": pause}


@dataclass(frozen=True)
class Step:
    """One of the steps of it: `done`, `now` or `next`."""

    name: str
    state: str


def _steps(found: Progress) -> list[Step]:
    """The steps as people read them; that a source is asked is one of its own on GitHub alone."""
    names = {Stage.WAITING: "Waiting", Stage.READING: "Reading", Stage.JUDGING: "Judging"}
    if organizations.is_github():
        names = {Stage.ASKING: "Asking GitHub", **names}
    else:
        names[Stage.ASKING] = names[Stage.WAITING]
    order = [*dict.fromkeys(names.values()), "Done"]
    at = order.index(names.get(found.stage, "Done"))
    is_over = found.stage is Stage.DONE
    return [
        Step(name, "done" if place < at or is_over else "now" if place == at else "next")
        for place, name in enumerate(order)
    ]
