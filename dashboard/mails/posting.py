"""Posts what is due to the channels of teams, each once, and writes down what the chat said."""

from __future__ import annotations

import logging
import time
from collections import Counter
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from compliance import organizations
from compliance.digests import posts, schedule
from compliance.digests.content import digest_of_team
from compliance.digests.parts import Digest
from compliance.models import Channel, Organization, Post
from compliance.sync import leases
from dashboard.mails import blocks, links, webhooks
from dashboard.mails.webhooks import UnreadableError
from integrations import chat
from integrations.chat import ChatError

logger = logging.getLogger(__name__)

# After so many seconds the rest waits for the next time, so that a slow chat keeps no worker from
# its other work.
_AT_MOST = 50.0
_UNREADABLE = "The secret key has been changed, so that the address cannot be read: set it again."
_UNWRITTEN = "The post could not be written; the log says why."


def goes_anywhere() -> bool:
    """Whether anything is posted at all; nothing is of the demo, whose teams have no chat."""
    return not organizations.is_demo()


def post_due(organization: Organization, now: datetime) -> Counter[str]:
    """Post what is due; how many became what. Any number of processes may do so at once."""
    done: Counter[str] = Counter()
    if not goes_anywhere():
        return done
    posts.release_dead(organization, now)
    posts.plan(organization, now)
    by, end = leases.holder(), time.monotonic() + _AT_MOST
    while time.monotonic() < end and (post := posts.claim(organization, by, now)):
        try:
            with leases.heartbeat("posts", lambda: posts.renew(by)):
                done[_post(organization, post, now)] += 1
        except Exception:
            # It is answered for once its lease has run out, as if this process had died.
            logger.exception("post %d ended in a way that nobody foresaw", post.pk)
            done["died"] += 1
    return done


def _post(organization: Organization, post: Post, now: datetime) -> str:
    """Post one that was claimed; what became of it."""
    post.channel.team.organization = organization
    try:
        message = written_for(post)
    except Exception:
        # One post that cannot be written keeps nobody else's back.
        logger.exception("post %d cannot be written", post.pk)
        posts.later(post, _UNWRITTEN, now)
        return "later"
    if message is None:
        posts.nothing_to_tell(post)
        return "nothing"
    try:
        to = webhooks.opened(post.channel.sealed)
        with chat.connections() as client:
            is_posted = chat.post(client, to, message, lambda: posts.hand_over(post))
    except UnreadableError:
        return _refused(post, _UNREADABLE, now)
    except ChatError as error:
        return _not_posted(post, error, now)
    if not is_posted:
        posts.withheld(post)
        return "withheld"
    posts.posted(post, now)
    return "posted"


def _not_posted(post: Post, error: ChatError, now: datetime) -> str:
    said = str(error)
    if error.maybe_taken:
        posts.uncertain(post, said, now)
        return "uncertain"
    if error.again:
        posts.later(post, said, now, error.after)
        logger.warning("post %d was not posted: %s", post.pk, said)
        return "later"
    return _refused(post, said, now)


def _refused(post: Post, said: str, now: datetime) -> str:
    posts.refused(post, said, now)
    logger.warning("post %d is refused, and its channel is paused: %s", post.pk, said)
    return "refused"


def written_for(post: Post) -> Mapping[str, Any] | None:
    """What a post says; None where there is nothing to say."""
    if post.kind == Post.Kind.TEST:
        return blocks.trial(post.channel.team, links.base_url())
    found = digest_for(post.channel, post.since, post.until)
    return None if found is None else blocks.blocks(found, links.base_url())


def digest_for(channel: Channel, since: datetime, until: datetime) -> Digest | None:
    """What a channel is told of a span, with days by the clock that it is told by."""
    zone = schedule.zone_of(channel.zone or channel.team.organization.time_zone)
    return digest_of_team(channel.team, since.astimezone(zone), until.astimezone(zone))
