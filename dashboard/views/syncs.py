"""The runs of the sync: what was read, what is being read, what could not be."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from compliance import organizations, tasks
from compliance.collect import SourceError
from compliance.models import SyncItem, SyncRun
from compliance.sync import discovery, polls
from dashboard.requests import Request, asks_for_part

PAGE = 30
_COUNTS = {
    f"n_{state.value}": Count("items", filter=Q(items__state=state.value))
    for state in SyncItem.State
}


def with_counts(runs: QuerySet[SyncRun]) -> QuerySet[SyncRun]:
    """The runs, each with how many items it has in all (`total`) and in each state (`n_done` …)."""
    return runs.annotate(total=Count("items"), **_COUNTS)


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The runs of the last 30 days that found something to do, the newest first."""
    runs = with_counts(organizations.current().runs.order_by("-started_at", "-pk"))
    page = Paginator(runs, PAGE).get_page(request.GET.get("page"))
    return render(request, "syncs/index.html", {"page": page})


@require_safe
def detail(request: Request, pk: int) -> HttpResponse:
    """One run, item by item; while it goes on, htmx asks again: for its progress or its banner."""
    run = get_object_or_404(with_counts(organizations.current().runs.all()), pk=pk)
    if asks_for_part(request) and request.htmx.target == "banner":
        return render(request, "syncs/_banner.html", {"run": run})
    order = {"working": 0, "waiting": 1, "failed": 2, "done": 3}
    items = sorted(
        run.items.select_related("repository"),
        key=lambda item: (order[item.state], item.repository.name),
    )
    template = "syncs/_progress.html" if asks_for_part(request) else "syncs/detail.html"
    return render(request, template, {"run": run, "items": items})


@require_POST
def look(request: HttpRequest) -> HttpResponse:
    """Look at the source now; what GitHub is asked, a worker asks."""
    organization = organizations.current()
    if organizations.is_github():
        polls.schedule(organization, now=True)
        tasks.poll.delay()
        messages.success(request, "GitHub is being asked what has changed.")
        return redirect("syncs")
    try:
        run = discovery.look(organization, SyncRun.Reason.REQUEST)
    except SourceError as error:
        messages.error(request, f"The source cannot be read: {error}")
        return redirect("syncs")
    tasks.wake_workers()
    if run is None:
        messages.success(request, "Nothing has changed since the last time.")
        return redirect("syncs")
    return redirect("sync", pk=run.pk)
