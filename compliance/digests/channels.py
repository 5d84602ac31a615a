"""What a team decides about its channel: where its digest is posted, when, and that it ends.

The address is a secret. It comes here sealed, and no entry of the audit log has more of it than is
shown: its host and its last characters.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction
from django.db.models import Max

from compliance import audit
from compliance.digests import posts, schedule
from compliance.models import AuditEntry, Channel, Organization, Person, Post, Team

Action = AuditEntry.Action


class ChannelError(Exception):
    """Something cannot be done with a channel; the message says why in a sentence."""


@dataclass(frozen=True)
class Address:
    """The address of a webhook, sealed, and what is shown of it."""

    sealed: str = field(repr=False)
    host: str
    ends_with: str

    @property
    def shown(self) -> str:
        """As people see it."""
        return shown(self.host, self.ends_with)


def shown(host: str, ends_with: str) -> str:
    """What is shown of an address."""
    return f"{host} …{ends_with}"


@dataclass(frozen=True)
class When:
    """When the digest is due; an empty zone is the organization's."""

    weekday: int
    hour: int
    zone: str


def of_team(team: Team) -> Channel | None:
    """The channel of a team."""
    return Channel.objects.filter(team=team).select_related("set_by", "team").first()


@transaction.atomic
def set_up(
    team: Team, address: Address | None, when: When, by: Person | None, now: datetime
) -> None:
    """Set a channel's address, where there is one, and when its digest is due. A new address takes
    back a pause and what the last one had trouble with.

    Raises:
        ChannelError: there is no address, nor was one set before.
    """
    # Two that set the first one wait for one another.
    Team.objects.select_for_update(of=("self",)).get(pk=team.pk)
    channel = _held(team)
    if channel is None and address is None:
        raise ChannelError("The address is missing.")
    before = {} if channel is None else _said(channel)
    channel = channel or Channel(organization_id=team.organization_id, team=team)
    channel.weekday, channel.hour, channel.zone = when.weekday, when.hour, when.zone
    if address is not None:
        channel.sealed, channel.host = address.sealed, address.host
        channel.ends_with = address.ends_with
        channel.set_by, channel.set_at = by, now
        channel.paused_at, channel.problem = None, ""
    if channel.paused_at is None:
        _reckon(channel, team.organization, now)
    channel.save()
    after = _said(channel)
    # Another secret may end as the last one did.
    if address is not None or before != after:
        action = Action.CHANNEL_SET if address is not None else Action.CHANNEL_CHANGED
        _write_down(action, team, by, before=before, after=after)


@transaction.atomic
def pause(team: Team, by: Person | None, now: datetime) -> None:
    """Post nothing until it goes on.

    Raises:
        ChannelError: there is no channel.
    """
    channel = _there(team)
    if channel.paused_at is None:
        channel.paused_at, channel.next_at = now, None
        channel.save(update_fields=["paused_at", "next_at"])
        posts.drop_waiting(channel)
        _write_down(Action.CHANNEL_PAUSED, team, by)


@transaction.atomic
def resume(team: Team, by: Person | None, now: datetime) -> None:
    """Let it go on: the next digest tells of what changed since the last post.

    Raises:
        ChannelError: there is no channel.
    """
    channel = _there(team)
    if channel.paused_at is not None:
        channel.paused_at, channel.problem = None, ""
        _reckon(channel, team.organization, now)
        channel.save(update_fields=["paused_at", "problem", "next_at"])
        _write_down(Action.CHANNEL_RESUMED, team, by)


@transaction.atomic
def remove(team: Team, by: Person | None) -> None:
    """Delete the address, and what became of each post.

    Raises:
        ChannelError: there is no channel.
    """
    # In the order of who writes down what became of a post: first the post, then the channel.
    held = Post.objects.open().filter(channel__team=team).select_for_update(of=("self",))
    list(held.order_by("pk"))
    channel = _there(team)
    said = _said(channel)
    channel.delete()
    _write_down(Action.CHANNEL_REMOVED, team, by, before=said)


@transaction.atomic
def ask_for_test(team: Team, by: Person | None, now: datetime) -> None:
    """Have a test message posted, by whoever posts what is due.

    Raises:
        ChannelError: there is no channel, or a test is on its way.
    """
    channel = _there(team)
    if channel.posts.open().filter(kind=Post.Kind.TEST).exists():
        raise ChannelError("A test message is on its way already.")
    _make(channel, Post.Kind.TEST, now, now)
    _write_down(Action.CHANNEL_TESTED, team, by, after={"address": _address(channel)})


@transaction.atomic
def ask_for_digest(team: Team, by: Person | None, now: datetime) -> None:
    """Have what changed since the last post posted at once, by whoever posts what is due. The next
    digest begins where this one ends.

    Raises:
        ChannelError: there is no channel, it is paused, or a post is on its way.
    """
    channel = _there(team)
    if channel.paused_at is not None:
        raise ChannelError("The channel is paused: let it go on first.")
    # What is being stored in this moment is for the next one.
    until = now - schedule.SETTLED
    since = posts.begins(channel, until)
    if channel.posts.open().telling().exists():
        raise ChannelError("A post is on its way already.")
    if since >= until:
        raise ChannelError("Nothing has changed since the last post.")
    _make(channel, Post.Kind.ASKED, since, until)
    _write_down(Action.CHANNEL_ASKED, team, by, after={"address": _address(channel)})


@transaction.atomic
def follow_the_clock_of(organization: Organization, now: datetime) -> None:
    """Reckon anew what is due by the organization's own time zone, which was changed."""
    by_it = organization.channels.filter(zone="", paused_at=None)
    rows = list(by_it.select_for_update(of=("self",)).order_by("pk"))
    for each in rows:
        _reckon(each, organization, now)
    Channel.objects.bulk_update(rows, ["next_at"])


def _make(channel: Channel, kind: Post.Kind, since: datetime, until: datetime) -> None:
    Post.objects.create(
        organization_id=channel.organization_id,
        channel=channel,
        kind=kind,
        since=since,
        until=until,
        due_at=until,
    )


def _reckon(channel: Channel, organization: Organization, now: datetime) -> None:
    """When it is due next: in a later week than the last post that was or may be posted, whatever
    is changed meanwhile. What is due and was not made yet stays due.
    """
    due, rhythm = channel.next_at, posts.rhythm_of(channel, organization)
    told = max(filter(None, (channel.told_until, _maybe_told(channel))), default=None)
    channel.next_at = schedule.next_for(now, rhythm, now - schedule.WEEK, told)
    if due is not None and due <= now:
        channel.next_at = due


def _maybe_told(channel: Channel) -> datetime | None:
    """Until when the last post tells that may have been posted, or may still be."""
    if not channel.pk:  # It is being set for the first time.
        return None
    open_or_uncertain = (*Post.OPEN, Post.State.UNCERTAIN)
    made = channel.posts.telling().filter(state__in=open_or_uncertain).order_by()
    last: datetime | None = made.aggregate(last=Max("until"))["last"]
    return last


def _held(team: Team) -> Channel | None:
    """The channel, held against who would change it meanwhile."""
    return Channel.objects.select_for_update(of=("self",)).filter(team=team).first()


def _there(team: Team) -> Channel:
    channel = _held(team)
    if channel is None:
        raise ChannelError("No channel is set.")
    return channel


def _address(channel: Channel) -> str:
    return shown(channel.host, channel.ends_with)


def _said(channel: Channel) -> Mapping[str, object]:
    """What the audit log says of it."""
    return {
        "address": _address(channel),
        "weekday": channel.weekday,
        "hour": channel.hour,
        "zone": channel.zone,
    }


def _write_down(
    action: AuditEntry.Action,
    team: Team,
    by: Person | None,
    before: Mapping[str, object] | None = None,
    after: Mapping[str, object] | None = None,
) -> None:
    audit.record(action, team, organization=team.organization, by=by, before=before, after=after)
