"""Each post to a team's channel is posted once: it is a row that whoever posts it claims first.

It is as with mails (`claiming`): a lease that is renewed, `hand_over` committed before the chat is
given the message, and for who died after that at most once. What tells of what changed begins where
the last one ended that was posted, or in which nothing had changed.

`now` is the moment that counts as now. Leases run by the real clock.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone

from compliance.digests import answers, schedule
from compliance.digests.schedule import LONGEST, WEEK, Rhythm
from compliance.models import Channel, Organization, Post
from compliance.models.channel import PostQuerySet
from compliance.models.digest import KEEP_MAILS
from compliance.sync.leases import LEASE

# So often a post is claimed; what is written in it may end the process.
MOST_CLAIMS = 50
_AT_ONCE = 500
_SHORTEST_PAUSE = timedelta(minutes=1)
Kind, State = Post.Kind, Post.State


def rhythm_of(channel: Channel, organization: Organization) -> Rhythm:
    """When its digest is due."""
    return Rhythm(channel.weekday, channel.hour, channel.zone or organization.time_zone)


def begins(channel: Channel, until: datetime) -> datetime:
    """From when on a post until a moment tells of what changed; the first one tells of a week."""
    if channel.told_until is None:
        return until - WEEK
    return max(channel.told_until, until - LONGEST)


@transaction.atomic
def plan(organization: Organization, now: datetime) -> int:
    """Make a row of each digest that is due, and say how many those are; of several that were
    missed one. A team that is gone from the source has none.
    """
    settled = now - schedule.SETTLED
    open_posts = Post.objects.filter(organization=organization).open().telling()
    due = (
        organization.channels.filter(next_at__lte=settled, team__gone_since=None)
        # Its span begins where one that is still open ends.
        .exclude(posts__in=open_posts)
        .select_for_update(of=("self",), skip_locked=True)
        .order_by("next_at", "pk")
    )
    rows = list(due[:_AT_ONCE])
    posts = [_digest(each, organization, settled) for each in rows]
    for each, post in zip(rows, posts, strict=True):
        rhythm = rhythm_of(each, organization)
        each.next_at = schedule.next_for(settled, rhythm, settled - WEEK, post.until)
    made = Post.objects.bulk_create(
        [each for each in posts if each.since < each.until], ignore_conflicts=True
    )
    Channel.objects.bulk_update(rows, ["next_at"])
    return len(made)


def _digest(channel: Channel, organization: Organization, settled: datetime) -> Post:
    """The last one that was due. One that was reckoned by an older clock is due when that said."""
    latest = schedule.latest_until(settled, rhythm_of(channel, organization))
    until = max(latest, channel.next_at or latest)
    return Post(
        organization=organization,
        channel=channel,
        kind=Kind.DIGEST,
        since=begins(channel, until),
        until=until,
        due_at=until,
    )


@transaction.atomic
def claim(organization: Organization, by: str, now: datetime) -> Post | None:
    """Take the post that has been due for longest, with its channel; None where none is."""
    waiting = organization.posts.filter(state=State.WAITING, due_at__lte=now)
    rows = (
        waiting.filter(Q(not_before=None) | Q(not_before__lte=now))
        .select_related("channel__team")
        .select_for_update(of=("self",), skip_locked=True)
        .order_by("due_at", "pk")
    )
    found = rows.first()
    if found is None:
        return None
    found.state, found.claimed_by, found.claimed_at = State.CLAIMED, by, timezone.now()
    found.attempts += 1
    found.save(update_fields=["state", "claimed_by", "claimed_at", "attempts"])
    return found


def renew(by: str) -> None:
    """Go on holding what one holds."""
    Post.objects.open().filter(claimed_by=by).update(claimed_at=timezone.now())


def hand_over(post: Post) -> bool:
    """Write down that the chat is given the message now; False: it must not be, since somebody else
    holds it, or the channel has been paused, changed or removed since it was claimed.
    """
    channels = Channel.objects.filter(pk=post.channel_id, sealed=post.channel.sealed)
    if post.kind != Kind.TEST:
        channels = channels.filter(paused_at=None)
    held = Post.objects.filter(pk=post.pk, claimed_by=post.claimed_by, state=State.CLAIMED)
    handed = held.filter(channel__in=channels)
    return handed.update(state=State.HANDED, handed_at=timezone.now()) == 1


@transaction.atomic
def posted(post: Post, now: datetime) -> None:
    """Write down that the chat took it."""
    if _end(post, State.POSTED, "", now) and post.kind != Kind.TEST:
        _of(post).update(told_until=post.until)


@transaction.atomic
def nothing_to_tell(post: Post) -> None:
    """Drop a post in whose span nothing has changed."""
    held = Post.objects.filter(pk=post.pk, claimed_by=post.claimed_by, state=State.CLAIMED)
    if held.delete()[0]:
        _of(post).update(told_until=post.until, problem="")


@transaction.atomic
def later(post: Post, answer: str, now: datetime, after: int | None = None) -> None:
    """Let it be tried again after so many seconds, or else after a while; a test is not, since
    somebody waits for what came of it. Only for what was surely not posted.
    """
    if post.kind == Kind.TEST or now - post.due_at > answers.TRIED_FOR:
        _end(post, State.GIVEN_UP, answer, now)
        return
    pause = answers.pause(post.attempts)
    if after is not None:
        pause = max(timedelta(seconds=after), _SHORTEST_PAUSE)
    held = _held(post).update(
        state=State.WAITING,
        claimed_by="",
        claimed_at=None,
        handed_at=None,
        not_before=now + pause,
        answer=answer[:300],
    )
    if held:
        _as_posted_to(post).update(problem=answer[:300])


@transaction.atomic
def refused(post: Post, answer: str, now: datetime) -> None:
    """Write down that the chat will not take it, and post nothing there until somebody says so; to
    another address that was set meanwhile it goes on.
    """
    if _end(post, State.REFUSED, answer, now):
        running = _as_posted_to(post).filter(paused_at=None)
        if running.update(paused_at=now, next_at=None):
            drop_waiting(post.channel)


def uncertain(post: Post, answer: str, now: datetime) -> None:
    """Write down that nobody knows whether it was posted."""
    _end(post, State.UNCERTAIN, answer, now)


@transaction.atomic
def withheld(post: Post) -> None:
    """Let a post wait again that was not to be given to the chat after all, since its address has
    been changed, and drop it where its channel was paused; if it is still held.
    """
    held = Post.objects.filter(pk=post.pk, claimed_by=post.claimed_by, state=State.CLAIMED)
    if post.kind != Kind.TEST and _of(post).exclude(paused_at=None).exists():
        held.delete()
        return
    held.update(state=State.WAITING, claimed_by="", claimed_at=None)


def drop_waiting(channel: Channel) -> None:
    """Drop what waits to be posted to a channel but for tests."""
    channel.posts.telling().filter(state=State.WAITING).delete()


def release_dead(organization: Organization, now: datetime) -> None:
    """Answer for what processes held that died: what they had not handed over waits again, unless
    that happened so often that it may be what ends them.
    """
    dead = organization.posts.filter(claimed_at__lt=timezone.now() - LEASE)
    handed = "who posted it died before the chat's answer was written down"
    for each in dead.filter(state=State.HANDED).select_related("channel"):
        _end(each, State.UNCERTAIN, handed, now)
    often = f"who was to post it died {MOST_CLAIMS} times before that"
    for each in dead.filter(state=State.CLAIMED, attempts__gte=MOST_CLAIMS):
        _end(each, State.GIVEN_UP, often, now)
    dead.filter(state=State.CLAIMED).update(state=State.WAITING, claimed_by="", claimed_at=None)


def forget(organization: Organization, now: datetime) -> None:
    """Delete the posts that ended longer ago than they are kept."""
    organization.posts.filter(ended_at__lt=now - KEEP_MAILS).delete()


def _held(post: Post) -> PostQuerySet:
    return Post.objects.open().filter(pk=post.pk, claimed_by=post.claimed_by)


@transaction.atomic
def _end(post: Post, state: Post.State, answer: str, now: datetime) -> bool:
    held = _held(post).update(state=state, ended_at=now, answer=answer[:300]) == 1
    if held:
        _as_posted_to(post).update(problem=answer[:300])
    return held


def _of(post: Post) -> models.QuerySet[Channel]:
    return Channel.objects.filter(pk=post.channel_id)


def _as_posted_to(post: Post) -> models.QuerySet[Channel]:
    """The channel for as long as it has the address that a post went to: another one has nothing to
    do with what becomes of that.
    """
    return _of(post).filter(sealed=post.channel.sealed)
