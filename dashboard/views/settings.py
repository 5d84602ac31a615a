"""What the organization chooses."""

from __future__ import annotations

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from compliance import audit, clock, tasks
from compliance.digests import channels, claiming, recipients
from compliance.models import AuditEntry, MailPreferences, Organization, Person, SyncRun
from compliance.sync import queue
from dashboard.access import Action, Thing
from dashboard.forms import SettingsForm
from dashboard.mails import transport
from dashboard.protection import protected, sight_of
from dashboard.requests import organization_of
from dashboard.views import channel, outbox

REFUSED_SHOWN = 50


@require_http_methods(["GET", "HEAD", "POST"])
@protected(Action.CHANGE, Thing.SETTINGS)
def edit(request: HttpRequest) -> HttpResponse:
    """Show the settings, or store them and judge everything by them."""
    organization = organization_of(request)
    if request.method != "POST":
        return _page(request, organization, SettingsForm.of(organization))
    form = SettingsForm(request.POST)
    if not form.is_valid():
        return _page(request, organization, form, status=422)
    changed = _store(organization, form, sight_of(request).person)
    if changed == ["time_zone"]:
        messages.success(request, "Saved.")
    else:
        queue.judge_all_again(organization, SyncRun.Reason.REQUEST)
        tasks.wake_workers()
        messages.success(request, "Saved. Every repository is being judged again by these rules.")
    return redirect("settings")


def _page(
    request: HttpRequest, organization: Organization, form: SettingsForm, status: int = 200
) -> HttpResponse:
    refused = MailPreferences.objects.filter(organization=organization, person__left_at=None)
    refused = refused.exclude(refused_address="").select_related("person")
    first = list(refused.order_by("person__login")[: REFUSED_SHOWN + 1])
    context = {
        "form": form,
        "mail_server": transport.server(),
        "has_outbox": transport.has_outbox(),
        "outbox_is_open": outbox.is_open(request),
        "mail_failed": _mail_failed(organization),
        "refused": first[:REFUSED_SHOWN],
        "refused_count": refused.count() if len(first) > REFUSED_SHOWN else len(first),
        **channel.of_all(organization),
    }
    return render(request, "settings.html", context, status=status)


def _mail_failed(organization: Organization) -> bool:
    """Whether one has lately, through no fault of its address."""
    failed_at = organization.mail_failed_at
    return failed_at is not None and failed_at > clock.now() - claiming.FAILURE_TOLD


@transaction.atomic
def _store(organization: Organization, form: SettingsForm, by: Person | None) -> list[str]:
    """Store what was sent, write down what it changed, and say what that was."""
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
    if "time_zone" in changed:
        recipients.follow_the_clock_of(organization, clock.now())
        channels.follow_the_clock_of(organization, clock.now())
    return changed
