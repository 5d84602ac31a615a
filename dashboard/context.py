"""What every page shows around its content."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache, cached_property
from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from compliance import organizations
from compliance.models import Organization, Poll
from dashboard import demo
from dashboard.awaited import awaited_of
from dashboard.protection import sight_of
from dashboard.requests import organization_of

# The entry of the navigation that a page belongs to, where it is not called like the page.
_ENTRIES = {
    "changes": "organization",
    "matrix": "repositories",
    **dict.fromkeys(("team", "channel"), "teams"),
    "unowned": "teams",
    "repository": "repositories",
    "ask": "repositories",
    "history": "repositories",
    **dict.fromkeys(("excuse", "decide", "withdraw", "revoke"), "requests"),
    **dict.fromkeys(("asked", "decide-asked", "where-to-ask", "what-to-ask"), "requests"),
    "check": "checks",
    "protocol": "protocols",
    **dict.fromkeys(
        ("plan", "plan-item", "confirm-item", "new-plan", "edit-plan", "join-plan"), "onboarding"
    ),
    **dict.fromkeys(("call-off-plan", "take-up-plan", "make-token", "pace"), "onboarding"),
    "sync": "syncs",
    "role": "roles",
    "retention": "settings",
    **dict.fromkeys(("outbox", "outbox-mail"), "settings"),
}


@dataclass(frozen=True)
class Trouble:
    """What hinders to ask the source; nothing of it is looked up before a page shows it."""

    organization: Organization

    @cached_property
    def _polls(self) -> list[Poll]:
        return list(self.organization.polls.exclude(problem=""))

    @property
    def waits_until(self) -> datetime | None:
        """Until when the source answers nobody; None where that is not what hinders."""
        now = timezone.now()
        moments = [each.not_before for each in self._polls if each.not_before]
        return min((moment for moment in moments if moment > now), default=None)

    @property
    def with_people(self) -> Poll | None:
        """The poll of people, where that is what failed: it hinders nothing else."""
        return next((each for each in self._polls if each.kind == Poll.Kind.PEOPLE), None)


def page(request: HttpRequest) -> dict[str, Any]:
    """The organization and its source, and where in the navigation the page stands."""
    name = request.resolver_match.url_name if request.resolver_match else ""
    organization = organization_of(request)
    return {
        "organization": organization,
        "is_demo": organizations.is_demo(),
        "catching_up": _is_catching_up(organization),
        "is_github": organizations.is_github(),
        "trouble": Trouble(organization),
        "can_choose": demo.is_open(request),
        "signed_in": request.user if request.user.is_authenticated else None,
        "hides_teams": organizations.is_github() and not sight_of(request).knows_all_teams,
        "nav": _ENTRIES.get(name or "", name),
        # Not looked up before a page shows it, and once then.
        "awaited": cache(lambda: awaited_of(sight_of(request))),
    }


def _is_catching_up(organization: Organization) -> bool:
    """Whether the demo is in its past: only there nobody looks for longer than a day."""
    checked_at = organization.checked_at
    if checked_at is None or not organizations.is_demo():
        return False
    return timezone.now() - checked_at > timedelta(days=1)
