"""How long who has left is kept, and making a pseudonym of them sooner."""

from __future__ import annotations

from datetime import timedelta

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from compliance import audit
from compliance.models import AuditEntry, Organization, Person
from compliance.sync import queue
from dashboard.access import Action, Thing
from dashboard.kept import reducing
from dashboard.protection import protected, sight_of
from dashboard.requests import organization_of

PAGE = 50
# Long enough for a GitHub that shows too few people for a day, and for whoever comes back.
SHORTEST, LONGEST = 7, 3650


class RetentionForm(forms.Form):
    """How many days after they left people are kept."""

    days = forms.IntegerField(
        min_value=SHORTEST,
        max_value=LONGEST,
        label="Days until who left is a pseudonym",
        help_text=f"From {SHORTEST} days to ten years. It counts from when GitHub no longer showed "
        "them. What they decided stays in the record, as the pseudonym's.",
    )


@require_http_methods(["GET", "HEAD", "POST"])
@protected(Action.CHANGE, Thing.SETTINGS)
def index(request: HttpRequest) -> HttpResponse:
    """Who has left and until when they are kept; or store for how long that is."""
    organization = organization_of(request)
    asked = request.method == "POST"
    form = RetentionForm(request.POST if asked else {"days": organization.retention_days})
    if asked and form.is_valid():
        _store(organization, form.cleaned_data["days"], sight_of(request).person)
        messages.success(request, "Saved.")
        return redirect("retention")
    kept = timedelta(days=organization.retention_days)
    page = Paginator(reducing.who_left(organization), PAGE).get_page(request.GET.get("page"))
    left = [(each, each.left_at + kept) for each in page if each.left_at]
    context = {
        "form": form,
        "page": page,
        "left": left,
        "pseudonyms": organization.people.exclude(reduced_at=None).count(),
    }
    return render(request, "retention.html", context, status=422 if form.errors else 200)


@require_POST
@protected(Action.CHANGE, Thing.SETTINGS)
def reduce(request: HttpRequest, pk: int) -> HttpResponse:
    """Make a pseudonym of somebody who has left, now."""
    person = get_object_or_404(organization_of(request).people, pk=pk)
    login = person.login
    if reducing.reduce(person, sight_of(request).person):
        messages.success(request, f"{login} is {person.pseudonym} now.")
    else:
        messages.error(request, f"{login} has not left, or is a pseudonym already.")
    return redirect("retention")


@transaction.atomic
def _store(organization: Organization, days: int, by: Person | None) -> None:
    organization = queue.locked(organization.pk)
    before = organization.retention_days
    if days == before:
        return
    organization.retention_days = days
    organization.save(update_fields=["retention_days"])
    audit.record(
        AuditEntry.Action.SETTINGS_CHANGED,
        organization,
        organization=organization,
        by=by,
        before={"retention_days": before},
        after={"retention_days": days},
    )
