"""What holds for every request to the API: the budget before it, the limits after it, patience."""

from __future__ import annotations

import logging
import random
import re
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import TypeVar

from integrations.github.budget import Budget
from integrations.github.errors import LimitedError, UnreachableError
from integrations.github.refusals import Limit, Received, limit

LOG = logging.getLogger(__name__)
T = TypeVar("T")

# The quota of an App as itself. GitHub calls it `core`, as it does its installation's.
APP = "app"

_PAUSES = (1.0, 4.0)
_RESOURCE = re.compile(r"[a-z_]{1,50}")


class Guard:
    """One credential's requests: counted, within the budget, tried again. Safe for threads."""

    def __init__(
        self,
        budget: Budget,
        *,
        sleep: Callable[[float], None] = time.sleep,
        clock: Callable[[], float] = time.time,
    ) -> None:
        """`sleep` waits some seconds between tries; `clock` gives seconds since 1970."""
        self.clock = clock
        self._budget = budget
        self._sleep = sleep
        self._lock = threading.Lock()
        self._requests = 0

    @property
    def requests(self) -> int:
        """How many requests were let through so far."""
        return self._requests

    def patiently(self, ask: Callable[[], T]) -> T:
        """What `ask` answers, tried up to three times where GitHub or the network is at fault.

        Raises:
            GitHubError: whatever `ask` raises; after the third time that GitHub is out of reach.
        """
        for pause in _PAUSES:
            try:
                return ask()
            except UnreachableError as error:
                LOG.info("trying again: %s", error)
                self._sleep(pause * random.uniform(0.5, 1.5))  # noqa: S311  (no secret)
        return ask()

    def before(self, resource: str) -> None:
        """Let one request through that counts against a quota.

        Raises:
            LimitedError: nothing is left of it, or all requests have to wait.
        """
        self._budget.check(resource)
        with self._lock:
            self._requests += 1

    def after(self, answer: Received, resource: str, *, began: float) -> None:
        """Remember what an answer says of the quota and of limits, and log it.

        `resource` is the quota where the answer does not name it; `APP` stays what it is. `began`
        is when the request was sent, on the monotonic clock.

        Raises:
            LimitedError: a limit was met.
        """
        milliseconds = (time.monotonic() - began) * 1000
        LOG.debug("%s: %d after %.0f ms", answer.asked, answer.status, milliseconds)
        resource = _counted(answer, resource)
        self._note(answer, resource)
        if found := limit(answer, resource, self.clock()):
            raise self.limited(found, answer.asked)

    def limited(self, found: Limit, asked: str) -> LimitedError:
        """The error for a limit that was met, after it was remembered for all workers."""
        until = found.until
        if until is None:
            until = self._budget.strike()
        elif found.resource:
            self._budget.note(found.resource, 0, 0, until)
        else:
            self._budget.block(until)
        kind = f"the quota for {found.resource}" if found.resource else "a limit on all requests"
        message = f"{asked} met {kind} of GitHub's: nothing more before {until:%H:%M:%S} UTC"
        return LimitedError(until, message, resource=found.resource)

    def _note(self, answer: Received, resource: str) -> None:
        """Remember what is left of the quota. Enterprise Server may have none, and says nothing."""
        names = ("x-ratelimit-limit", "x-ratelimit-remaining", "x-ratelimit-reset")
        found = [answer.headers.get(name, "") for name in names]
        if not all(each.isascii() and each.isdigit() and len(each) <= 10 for each in found):
            return
        total, left, reset = (int(each) for each in found)
        self._budget.note(resource, total, left, datetime.fromtimestamp(reset, UTC))


def _counted(answer: Received, resource: str) -> str:
    """The quota that an answer was counted against."""
    named = answer.headers.get("x-ratelimit-resource", "")
    return named if resource != APP and _RESOURCE.fullmatch(named) else resource
