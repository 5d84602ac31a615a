"""The channel of a team's chat: where its digest is posted and when, and what became of it."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime

from django.contrib import messages
from django.db.models import Case, When
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST
from kombu.exceptions import OperationalError
from redis.exceptions import RedisError

from compliance import clock, organizations
from compliance.digests import channels, posts, schedule
from compliance.digests.channels import ChannelError
from compliance.models import Channel, Organization, Person, Post, Team
from dashboard import tasks
from dashboard.access import Action
from dashboard.channel_forms import ChannelForm
from dashboard.protection import CHANNEL, protected, sight_of
from dashboard.requests import Request, asks_for_part, organization_of

logger = logging.getLogger(__name__)

_SHOWN = 6
_ALL_SHOWN = 50
_DEMO = "This is the demo, so nothing is posted."


@sensitive_post_parameters("address")
@require_http_methods(["GET", "HEAD", "POST"])
@protected(Action.CHANGE, CHANNEL)
def edit(request: Request, team: Team) -> HttpResponse:
    """Where and when the team's digest is posted, and how it would read; or store what was set."""
    organization, channel = organization_of(request), channels.of_team(team)
    form = ChannelForm(request.POST if request.method == "POST" else None, channel, organization)
    if form.is_bound and form.is_valid():
        address, by = form.cleaned_data["address"], sight_of(request).person
        try:
            channels.set_up(team, address, form.when, by, clock.now())
        except ChannelError as error:
            form.add_error("address", str(error))
        else:
            messages.success(
                request, "Saved. Post a test message to see it arrive." if address else "Saved."
            )
            return redirect("channel", team.slug)
    context = {"team": team, "form": form, **_state(organization, channel)}
    if asks_for_part(request):
        return render(request, "teams/_channel.html", context)
    context |= _foretold(team, channel, clock.now())
    return render(request, "teams/channel.html", context, status=422 if form.errors else 200)


@require_POST
@protected(Action.CHANGE, CHANNEL)
def test(request: HttpRequest, team: Team) -> HttpResponse:
    """Have a test message posted."""
    return _ask(request, team, channels.ask_for_test, "The test message is on its way.")


@require_POST
@protected(Action.CHANGE, CHANNEL)
def post_now(request: HttpRequest, team: Team) -> HttpResponse:
    """Have what the page shows posted at once."""
    channel = channels.of_team(team)
    until = clock.now() - schedule.SETTLED
    if channel is not None and _foretold(team, channel, until)["foretold"] is None:
        messages.info(request, "Nothing has changed since the last post, so nothing is posted.")
        return redirect("channel", team.slug)
    return _ask(request, team, channels.ask_for_digest, "The digest is on its way.")


@require_POST
@protected(Action.CHANGE, CHANNEL)
def pause(request: HttpRequest, team: Team) -> HttpResponse:
    """Post nothing there until it goes on."""
    return _done(request, team, channels.pause, "Paused: nothing is posted until it goes on.")


@require_POST
@protected(Action.CHANGE, CHANNEL)
def resume(request: HttpRequest, team: Team) -> HttpResponse:
    """Let it go on."""
    return _done(request, team, channels.resume, "It goes on.")


@require_POST
@protected(Action.CHANGE, CHANNEL)
def remove(request: HttpRequest, team: Team) -> HttpResponse:
    """Delete the address."""

    def removed(team: Team, by: Person | None, _: datetime) -> None:
        channels.remove(team, by)

    return _done(request, team, removed, "Removed. The webhook itself is to be deleted in Slack.")


def of_all(organization: Organization) -> dict[str, object]:
    """The channels of all teams for who administers them, those with trouble first."""
    found = organization.channels.select_related("team")
    in_order = found.order_by(Case(When(problem="", then=1), default=0), "team__name", "pk")
    first = list(in_order[: _ALL_SHOWN + 1])
    return {
        "channels": first[:_ALL_SHOWN],
        "channel_count": found.count() if len(first) > _ALL_SHOWN else len(first),
    }


_Doing = Callable[[Team, Person | None, datetime], None]


def _ask(request: HttpRequest, team: Team, do: _Doing, said: str) -> HttpResponse:
    """Have something posted, by a worker and right away."""
    if organizations.is_demo():
        messages.info(request, _DEMO)
        return redirect("channel", team.slug)
    answered = _done(request, team, do, said)
    try:
        tasks.post_to_channels.delay()
    except (OperationalError, RedisError) as error:
        logger.warning("a post waits for the clock, as the broker cannot be reached: %s", error)
    return answered


def _done(request: HttpRequest, team: Team, do: _Doing, said: str) -> HttpResponse:
    try:
        do(team, sight_of(request).person, clock.now())
    except ChannelError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, said)
    return redirect("channel", team.slug)


def _state(organization: Organization, channel: Channel | None) -> dict[str, object]:
    """How the channel stands."""
    if channel is None:
        return {"channel": None}
    found = list(channel.posts.all()[:_SHOWN])
    zone = schedule.zone_of(channel.zone or organization.time_zone)
    next_at = channel.next_at
    if next_at and organizations.is_demo():  # Nobody has it posted when it is due.
        next_at = schedule.next_after(clock.now(), posts.rhythm_of(channel, organization))
    return {
        "channel": channel,
        "posts": found,
        # Somebody waits for what comes of it.
        "is_posting": any(each.state in Post.OPEN and not each.answer for each in found),
        # In words here, since templates show every moment by the server's clock.
        "next_at": f"{next_at.astimezone(zone):%A, %-d %B, %H:%M}" if next_at else "",
        "zone": str(zone),
    }


def _foretold(team: Team, channel: Channel | None, now: datetime) -> dict[str, object]:
    """What would be posted now, and since when it tells; None where nothing has changed."""
    # Only now, since what writes posts is needed by no other page.
    from dashboard.mails import posting  # noqa: PLC0415
    from dashboard.mails.opening import opening_of  # noqa: PLC0415
    from dashboard.mails.places import Links  # noqa: PLC0415
    from dashboard.mails.sections import sections  # noqa: PLC0415

    channel = channel or Channel(team=team)
    since = posts.begins(channel, now)
    found = posting.digest_for(channel, since, now) if since < now else None
    if found is None:
        return {"foretold": None, "since": since}
    told = sections(found, Links("", found))
    return {"foretold": told, "opening": opening_of(found), "since": since}
