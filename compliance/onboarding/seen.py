"""What was seen of a newcomer, before it is kept as a milestone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from compliance.models import Milestone, Repository


@dataclass(frozen=True)
class Seen:
    """Something that was done, since when, in words without a full stop, and where that is shown;
    `repository` is the one that it was done in.
    """

    kind: Milestone.Kind
    at: datetime
    title: str
    url: str = ""
    repository: Repository | None = None
