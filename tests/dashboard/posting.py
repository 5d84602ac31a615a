"""Channels of teams, and something to tell in them."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import Any

from compliance.digests.schedule import SETTLED
from compliance.models import Channel, Organization, Post, Repository, Team
from dashboard.mails import posting, webhooks
from tests.chat_server import URL
from tests.dashboard.mailing import MONDAY, WEEK
from tests.factories import make_repository, make_team, make_transition


def make_channel(team: Team, url: str = URL, **given: Any) -> Channel:
    """A channel that was told a week ago, and is due on Monday at nine."""
    address = webhooks.sealed(url)
    values: dict[str, Any] = {
        "sealed": address.sealed,
        "host": address.host,
        "ends_with": address.ends_with,
        "set_at": MONDAY - 3 * WEEK,
        "next_at": MONDAY,
        "told_until": MONDAY - WEEK,
    }
    return Channel.objects.create(organization=team.organization, team=team, **(values | given))


def make_told_team(organization: Organization, name: str = "Payments", **given: Any) -> Channel:
    """A channel of a team in one of whose repositories something began to fail on Sunday."""
    team = make_team(organization, name)
    make_repository(organization, f"{name.lower()}-api", team=team, visibility="public")
    fail(team)
    return make_channel(team, **given)


def fail(team: Team, weeks: int = 0) -> None:
    """Let something begin to fail in its repository, on the Sunday so many weeks later."""
    repository = Repository.objects.get(ownerships__team=team)
    at = MONDAY + weeks * WEEK - timedelta(days=1)
    make_transition(repository, f"check-{weeks}", "pass", "fail", at=at)


def now_of(channel: Channel) -> Channel:
    """The channel as it is stored now."""
    return Channel.objects.get(pk=channel.pk)


def states(channel: Channel) -> list[str]:
    return list(Post.objects.filter(channel=channel).order_by("pk").values_list("state", flat=True))


def due(organization: Organization, at: datetime = MONDAY) -> dict[str, int]:
    """Post what is due then; how many became what."""
    return dict(posting.post_due(organization, at + SETTLED))


def text_of(message: dict[str, Any]) -> str:
    return json.dumps(message, ensure_ascii=False)
