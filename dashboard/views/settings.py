"""What the organization chooses."""

from __future__ import annotations

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from compliance import audit, tasks
from compliance.models import AuditEntry, Organization, Person, SyncRun
from compliance.sync import queue
from dashboard.access import Action, Thing
from dashboard.forms import SettingsForm
from dashboard.protection import protected, sight_of
from dashboard.requests import organization_of


@require_http_methods(["GET", "HEAD", "POST"])
@protected(Action.CHANGE, Thing.SETTINGS)
def edit(request: HttpRequest) -> HttpResponse:
    """Show the settings, or store them and judge everything by them."""
    organization = organization_of(request)
    if request.method != "POST":
        return render(request, "settings.html", {"form": SettingsForm.of(organization)})
    form = SettingsForm(request.POST)
    if not form.is_valid():
        return render(request, "settings.html", {"form": form}, status=422)
    _store(organization, form, sight_of(request).person)
    queue.judge_all_again(organization, SyncRun.Reason.REQUEST)
    tasks.wake_workers()
    messages.success(request, "Saved. Every repository is being judged again by these rules.")
    return redirect("settings")


@transaction.atomic
def _store(organization: Organization, form: SettingsForm, by: Person | None) -> None:
    """Store what was sent, and write down what it changed."""
    sent = form.cleaned_data
    before = {name: getattr(organization, name) for name in sent}
    changed = [name for name, value in sent.items() if value != before[name]]
    for name in changed:
        setattr(organization, name, sent[name])
    if changed:
        organization.save(update_fields=changed)
        audit.record(
            AuditEntry.Action.SETTINGS_CHANGED,
            organization,
            organization=organization,
            by=by,
            before={name: before[name] for name in changed},
            after={name: sent[name] for name in changed},
        )
