"""The moment that counts as now, for what is judged and for what is due.

It is the real one, but where a past is played through, as for the history of the demo organization.
Leases always run by the real clock: they are about processes that live now.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime

from django.utils import timezone

_moment: ContextVar[datetime | None] = ContextVar("moment", default=None)


def now() -> datetime:
    """The moment that counts as now, in UTC."""
    return _moment.get() or timezone.now()


@contextmanager
def standing_at(moment: datetime) -> Iterator[None]:
    """Let the clock stand at a moment, for what this thread does in the block."""
    token = _moment.set(moment)
    try:
        yield
    finally:
        _moment.reset(token)
