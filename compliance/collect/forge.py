"""What is common to the facts that only a forge knows: how they are stored, and what is believed.

A part that was not asked for, or that GitHub withheld, becomes `Unavailable` with the reason: an
empty value is believed only where GitHub was proven to show it.
"""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeVar

from msgspec import UnsetType

from compliance.facts import Fact, Unavailable
from compliance.facts.forge import (
    WINDOW_DAYS,
    Branches,
    BranchRules,
    ChecksOnDefaultBranch,
    Commits,
    Deployments,
    PullRequests,
    SecretScanning,
)
from integrations.github.queries import Part

T = TypeVar("T")


class Group(enum.StrEnum):
    """Facts that are read, and so stored, together."""

    ACTIVITY = "activity"
    CHECKS = "checks"
    RULES = "rules"
    SECURITY = "security"


# The facts of each group, each with the version of what makes it.
VERSIONS: Mapping[Group, Mapping[type[Fact], int]] = {
    Group.ACTIVITY: {Branches: 1, PullRequests: 2, Commits: 2, Deployments: 2},
    Group.CHECKS: {ChecksOnDefaultBranch: 1},
    Group.RULES: {BranchRules: 1},
    Group.SECURITY: {SecretScanning: 1},
}

# As much is kept of a title or a name.
MAX_TITLE = 400


@dataclass(frozen=True)
class Withheld:
    """Why parts of an answer are not there: each reason is a sentence without a full stop.

    `branches` is why the branches themselves are not shown; empty where they are.
    """

    reasons: Mapping[Part, str]
    branches: str = ""

    def reason(self, part: Part, what: str) -> str | None:
        """Why a part cannot be believed; None where it can."""
        found = self.reasons.get(part)
        return f"GitHub does not show {what}: {found}" if found else None


def window(now: datetime) -> datetime:
    """The moment since when pull requests and commits are asked for: the begin of the first day
    that counts, so that what is stored does not differ each time.
    """
    start = now - timedelta(days=WINDOW_DAYS)
    return start.replace(hour=0, minute=0, second=0, microsecond=0)


def believed(
    value: T | UnsetType | None, withheld: Withheld, part: Part, what: str
) -> T | Unavailable:
    """A part of the answer, or why it cannot be believed."""
    if reason := withheld.reason(part, what):
        return Unavailable(reason)
    if isinstance(value, UnsetType):
        return Unavailable(f"{what} were not asked for")
    return Unavailable(f"GitHub does not show {what}") if value is None else value
