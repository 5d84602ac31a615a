"""The runs of the sync: what was read, what is being read, what could not be."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Case, Count, F, Min, OuterRef, Q, QuerySet, Subquery, When
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from compliance import organizations, tasks
from compliance.collect import SourceError
from compliance.models import SyncItem, SyncRun
from compliance.sync import details, discovery, polls
from dashboard.access import Action, Thing
from dashboard.protection import protected
from dashboard.requests import Request, asks_for_part, organization_of

PAGE = 30
ITEMS = 100
_COUNTS = {
    f"n_{state.value}": Count("items", filter=Q(items__state=state.value))
    for state in SyncItem.State
}
# What one wants to see first of a run.
_ORDER = (
    SyncItem.State.WORKING,
    SyncItem.State.WAITING,
    SyncItem.State.FAILED,
    SyncItem.State.DONE,
)


def with_counts(runs: QuerySet[SyncRun]) -> QuerySet[SyncRun]:
    """The runs, each with how many items it has in all (`total`) and in each state (`n_done` …).

    Of those that wait, `n_held` must not begin yet: none before `held_until`, and most of them for
    what `held_because` says.
    """
    now = timezone.now()
    held = Q(items__state=SyncItem.State.WAITING.value, items__not_before__gt=now)
    waiting = SyncItem.objects.filter(
        run=OuterRef("pk"), state=SyncItem.State.WAITING.value, not_before__gt=now
    )
    reasons = waiting.order_by().values("problem").annotate(count=Count("pk"))
    most = reasons.order_by("-count", "problem").values("problem")[:1]
    return runs.annotate(
        total=Count("items"),
        n_held=Count("items", filter=held),
        held_until=Min("items__not_before", filter=held),
        held_because=Subquery(most),
        **_COUNTS,
    )


@dataclass(frozen=True)
class Listing:
    """How far it is asked what else there is to do: of so many repositories, out of all."""

    asked: int
    total: int


def listing(run: SyncRun | None) -> Listing | None:
    """How far a run is with asking GitHub what changed; None where it has asked for all."""
    if run is None or run.listed_at or run.finished_at or not organizations.is_github():
        return None
    return Listing(run.found, run.found + details.still_wanted(run.organization))


@require_safe
@protected(Action.SEE, Thing.SOURCE)
def index(request: HttpRequest) -> HttpResponse:
    """The runs of the last 30 days that found something to do, the newest first."""
    runs = organization_of(request).runs.order_by("-started_at", "-pk")
    page = Paginator(runs.values_list("pk", flat=True), PAGE).get_page(request.GET.get("page"))
    # Counted for the runs that are shown: those of a month have very many items.
    shown = with_counts(runs.filter(pk__in=[*page.object_list]))
    return render(request, "syncs/index.html", {"page": page, "runs": shown})


@require_safe
@protected(Action.SEE, Thing.SOURCE)
def detail(request: Request, pk: int) -> HttpResponse:
    """One run, item by item; while it goes on, htmx asks again: for its progress or its banner."""
    run = get_object_or_404(with_counts(organization_of(request).runs.all()), pk=pk)
    shown = {"run": run, "listing": listing(run)}
    if asks_for_part(request) and request.htmx.target == "banner":
        return render(request, "syncs/_banner.html", shown)
    place = Case(*(When(state=state.value, then=at) for at, state in enumerate(_ORDER)))
    items = run.items.select_related("repository").order_by(place, F("repository__name"), "pk")
    page = Paginator(items, ITEMS).get_page(request.GET.get("page"))
    template = "syncs/_progress.html" if asks_for_part(request) else "syncs/detail.html"
    return render(request, template, shown | {"page": page, "now": timezone.now()})


@require_POST
@protected(Action.READ_AGAIN, Thing.SOURCE)
def look(request: HttpRequest) -> HttpResponse:
    """Look at the source now; what GitHub is asked, a worker asks."""
    organization = organization_of(request)
    if organizations.is_github():
        polls.schedule(organization, now=True)
        tasks.wake_poll()
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
