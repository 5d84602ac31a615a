"""What the organization chooses."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from compliance import organizations, tasks
from compliance.models import SyncRun
from compliance.sync import queue
from dashboard.forms import SettingsForm


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest) -> HttpResponse:
    """Show the settings, or store them and judge everything by them."""
    organization = organizations.current()
    if request.method != "POST":
        return render(request, "settings.html", {"form": SettingsForm.of(organization)})
    form = SettingsForm(request.POST)
    if not form.is_valid():
        return render(request, "settings.html", {"form": form}, status=422)
    organization.name = form.cleaned_data["name"]
    organization.ownership_rules = form.cleaned_data["ownership_rules"]
    organization.protocol_rules = form.cleaned_data["protocol_rules"]
    organization.save(update_fields=["name", "ownership_rules", "protocol_rules"])
    queue.judge_all_again(organization, SyncRun.Reason.REQUEST)
    tasks.wake_workers()
    messages.success(request, "Saved. Every repository is being judged again by these rules.")
    return redirect("settings")
