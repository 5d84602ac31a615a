"""Rate limits that count and refuse, as GitHub documents them."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from tests.github_simulator.credentials import Credential
from tests.github_simulator.messages import Response, as_json, error

WINDOW = timedelta(hours=1)
_RATE_LIMITS = "https://docs.github.com/rest/using-the-rest-api/rate-limits-for-the-rest-api"
_SECONDARY = f"{_RATE_LIMITS}#about-secondary-rate-limits"


@dataclass
class Quota:
    """What one credential has used of one resource; `resets_at` is when that is forgotten."""

    used: int = 0
    resets_at: datetime | None = None


@dataclass
class Limits:
    """The limits of all credentials.

    `core` and `graphql` are requests and points an hour. `concurrent` is how many requests may be
    under way at once. `status` and `retry_after` are what a refusal says: GitHub uses both 403 and
    429, with and without the header. Not `enabled`: there are none, and nothing is said of them,
    as on Enterprise Server by default.
    """

    enabled: bool = True
    core: int = 5_000
    graphql: int = 5_000
    concurrent: int = 100
    status: int = 403
    retry_after: int | None = 60
    _quotas: dict[tuple[str, str], Quota] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def limit(self, resource: str) -> int:
        """How much of a resource there is in an hour."""
        return self.graphql if resource == "graphql" else self.core

    def quota(self, credential: Credential, resource: str, now: datetime) -> Quota:
        """What was used; a window begins with the first request of it."""
        with self._lock:
            quota = self._quotas.setdefault((credential.login, resource), Quota())
            if quota.resets_at is None or quota.resets_at <= now:
                quota.used, quota.resets_at = 0, now + WINDOW
            return quota

    def take(self, credential: Credential, resource: str, cost: int, now: datetime) -> bool:
        """Count a request; False where there is nothing left for it."""
        quota = self.quota(credential, resource, now)
        with self._lock:
            if self.enabled and quota.used >= self.limit(resource):
                return False
            quota.used = min(quota.used + cost, self.limit(resource))
            return True

    def give_back(self, credential: Credential, resource: str, cost: int, now: datetime) -> None:
        """Uncount a request that was answered with 304."""
        quota = self.quota(credential, resource, now)
        with self._lock:
            quota.used = max(quota.used - cost, 0)

    def use_up(self, credential: Credential, resource: str, now: datetime) -> None:
        """Leave nothing of a resource until its window ends."""
        self.quota(credential, resource, now).used = self.limit(resource)

    def described(self, credential: Credential, resource: str, now: datetime) -> dict[str, int]:
        """A resource as `GET /rate_limit` describes it."""
        quota = self.quota(credential, resource, now)
        limit = self.limit(resource)
        resets_at = quota.resets_at or now
        return {
            "limit": limit,
            "used": quota.used,
            "remaining": max(limit - quota.used, 0),
            "reset": int(resets_at.timestamp()),
        }

    def headers(self, credential: Credential, resource: str, now: datetime) -> dict[str, str]:
        """A resource as the headers of every answer describe it."""
        if not self.enabled:
            return {}
        described = self.described(credential, resource, now)
        headers = {f"X-RateLimit-{name.capitalize()}": str(n) for name, n in described.items()}
        return headers | {"X-RateLimit-Resource": resource}

    def exceeded(self, credential: Credential, resource: str) -> Response:
        """The refusal for want of quota: of GraphQL under status 200."""
        message = f"API rate limit exceeded for user ID {credential.login}."
        if resource == "graphql":
            return as_json(200, {"errors": [{"type": "RATE_LIMITED", "message": message}]})
        return error(self.status, message, documentation=_RATE_LIMITS)

    def secondary(self) -> Response:
        """The refusal of too much at once."""
        return secondary_limit(self.status, self.retry_after)


def secondary_limit(status: int, retry_after: int | None) -> Response:
    """GitHub's refusal of too much at once."""
    response = error(
        status,
        "You have exceeded a secondary rate limit. Please wait a few minutes before you try again.",
        documentation=_SECONDARY,
    )
    if retry_after is not None:
        response.headers["Retry-After"] = str(retry_after)
    return response
