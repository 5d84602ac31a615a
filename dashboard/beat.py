"""Celery's clock, for a platform that wants to know whether it runs."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from celery.beat import PersistentScheduler


class VisibleScheduler(PersistentScheduler):
    """Touches the file `…-alive` beside the schedule each time that it has looked what is due.

    The schedule itself tells nothing: some of its formats are written when the clock ends.
    """

    schedule_filename: str  # The library's types lack it.

    def tick(self, *args: Any, **kwargs: Any) -> float:
        """Send what is due; the seconds until something is due again."""
        seconds: float = super().tick(*args, **kwargs)
        Path(f"{self.schedule_filename}-alive").touch()
        return seconds
