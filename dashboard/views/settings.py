"""What the organization chooses."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from compliance import tasks
from compliance.models import SyncRun
from compliance.sync import queue
from dashboard.forms import SettingsForm
from dashboard.requests import organization_of


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest) -> HttpResponse:
    """Show the settings, or store them and judge everything by them."""
    organization = organization_of(request)
    if request.method != "POST":
        return render(request, "settings.html", {"form": SettingsForm.of(organization)})
    form = SettingsForm(request.POST)
    if not form.is_valid():
        return render(request, "settings.html", {"form": form}, status=422)
    for name, value in form.cleaned_data.items():
        setattr(organization, name, value)
    organization.save(update_fields=list(form.cleaned_data))
    queue.judge_all_again(organization, SyncRun.Reason.REQUEST)
    tasks.wake_workers()
    messages.success(request, "Saved. Every repository is being judged again by these rules.")
    return redirect("settings")
