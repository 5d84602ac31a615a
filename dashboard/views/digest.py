"""One's own digest: when it comes, what it would say now, having it sent at once; and which notices
come besides.
"""

from __future__ import annotations

import logging
from datetime import datetime

from csp.constants import NONE, SELF
from csp.decorators import csp_replace, csp_update
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from kombu.exceptions import OperationalError
from redis.exceptions import RedisError

from compliance import clock
from compliance.digests import choosing, recipients, schedule
from compliance.models import Mail, MailPreferences, Organization, Person
from dashboard import tasks
from dashboard.access import Action, Thing
from dashboard.mail_forms import PreferencesForm
from dashboard.mails import Rendered, links, transport
from dashboard.mails.addresses import address_of
from dashboard.notice_forms import NoticesForm
from dashboard.protection import protected, sight_of
from dashboard.requests import organization_of

logger = logging.getLogger(__name__)

# A mail has its styles in its elements, loads nothing, and runs nothing; its links open beside it.
FRAMED = {
    "default-src": [NONE],
    "script-src": [NONE],
    "style-src": ["'unsafe-inline'"],
    "img-src": [NONE],
    "font-src": [NONE],
    "connect-src": [NONE],
    "frame-ancestors": [SELF],
    "base-uri": [NONE],
    "form-action": [NONE],
    "sandbox": ["allow-popups", "allow-popups-to-escape-sandbox"],
}
FRAMING = {"frame-src": [SELF]}
_SHOWN = 5


@csp_update(FRAMING)
@require_http_methods(["GET", "HEAD", "POST"])
@protected(Action.CHANGE, Thing.DIGEST_OWN)
def index(request: HttpRequest) -> HttpResponse:
    """When one's digest comes and how it would read, and which notices come; or store what was
    chosen.
    """
    person, organization = sight_of(request).person, organization_of(request)
    if person is None:
        return render(request, "digest/nobody.html")
    wanted = recipients.preferences_of(person)
    sent = request.POST if request.method == "POST" else None
    form, notices = PreferencesForm(sent, wanted, organization), NoticesForm(sent, wanted)
    if sent is not None and form.is_valid() and notices.is_valid():

        def choose(wanted: MailPreferences) -> None:
            form.apply_to(wanted)
            notices.apply_to(wanted)

        choosing.change(person, organization, clock.now(), choose)
        messages.success(request, "Saved.")
        return redirect("digest")
    context = _context(person, organization, wanted, clock.now())
    status = 422 if form.errors or notices.errors else 200
    context |= {"form": form, "notices": notices}
    return render(request, "digest/index.html", context, status=status)


@xframe_options_sameorigin
@csp_replace(FRAMED)
@require_safe
@protected(Action.SEE, Thing.DIGEST_OWN)
def preview(request: HttpRequest) -> HttpResponse:
    """What one's digest would say now, as the mail itself, for a frame."""
    person = _person(request)
    found = _now(person, organization_of(request))
    if found is None:
        return render(request, "digest/nothing.html")
    return framed(found.html)


@require_POST
@protected(Action.CHANGE, Thing.DIGEST_OWN)
def send_now(request: HttpRequest) -> HttpResponse:
    """Send who asks what the preview shows."""
    person, organization = _person(request), organization_of(request)
    hindrance = _hindrance(person)
    since, until = choosing.span_until(person, recipients.preferences_of(person), clock.now())
    if hindrance:
        messages.error(request, hindrance)
    elif since >= until or _now(person, organization) is None:
        messages.info(request, "Nothing has changed since your last digest, so nothing was sent.")
    else:
        choosing.ask_for_one(person, since, until)
        _wake()
        messages.success(request, "It is on its way, and there within a minute or two.")
    return redirect("digest")


@require_POST
@protected(Action.CHANGE, Thing.DIGEST_OWN)
def try_again(request: HttpRequest) -> HttpResponse:
    """Let mail go to one's address again, which a mail server refused."""
    choosing.try_again(_person(request), organization_of(request), clock.now())
    messages.success(request, "Mail goes to your address again.")
    return redirect("digest")


def framed(html: str) -> HttpResponse:
    """A mail for a frame; what it links to is opened beside it, since no page of ours is framed."""
    return HttpResponse(html.replace("<head>", '<head><base target="_blank">', 1))


def _person(request: HttpRequest) -> Person:
    """Who asks.

    Raises:
        Http404: no source knows them, so they have no digest.
    """
    person = sight_of(request).person
    if person is None:
        raise Http404
    return person


def _now(person: Person, organization: Organization) -> Rendered | None:
    # Only now, since what writes mail is needed by no other page.
    from dashboard.mails import sending  # noqa: PLC0415

    since, until = choosing.span_until(person, recipients.preferences_of(person), clock.now())
    mail = Mail(person=person, kind=Mail.Kind.ASKED, since=since, until=until)
    return sending.written_for(mail, organization)


def _hindrance(person: Person) -> str:
    """Why nothing can be sent to somebody; empty where it can."""
    if not transport.goes_anywhere():
        return "No mail server is set, so nothing can be sent."
    address = address_of(person)
    if address is None:
        return "No confirmed address of yours is known, so nothing can be sent."
    if recipients.is_refused(recipients.preferences_of(person), address):
        return f"A mail server refused {address} for good, so nothing is sent to it."
    return ""


def _context(
    person: Person, organization: Organization, wanted: MailPreferences, now: datetime
) -> dict[str, object]:
    zone = schedule.zone_of(wanted.zone or organization.time_zone)
    if wanted.next_at is None:  # None was reckoned yet, or they want none.
        recipients.set_next(wanted, organization, now)
    address = address_of(person)
    return {
        "wanted": wanted,
        "address": address,
        "is_refused": address is not None and recipients.is_refused(wanted, address),
        "has_outbox": transport.has_outbox(),
        "goes_anywhere": transport.goes_anywhere(),
        # In words here, since templates show every moment by the server's clock.
        "next_at": f"{wanted.next_at.astimezone(zone):%A, %-d %B, %H:%M}" if wanted.next_at else "",
        "zone": str(zone),
        "mails": person.mails.exclude(state__in=Mail.OPEN)[:_SHOWN],
        "base_url": links.base_url(),
    }


def _wake() -> None:
    """Have it sent now, and not when the clock says so, within a minute."""
    try:
        tasks.send_mail.delay()
    except (OperationalError, RedisError) as error:
        logger.warning("mail waits for the clock, as the broker cannot be reached: %s", error)
