"""Everything that is stored; each row belongs to an organization."""

from compliance.models.organization import Organization, Team
from compliance.models.repository import Ownership, Repository, StoredFacts
from compliance.models.scorecard import Audience, CheckResult, DailyScore, ScoreChange, Transition
from compliance.models.sync import SyncItem, SyncRun

__all__ = [
    "Audience",
    "CheckResult",
    "DailyScore",
    "Organization",
    "Ownership",
    "Repository",
    "ScoreChange",
    "StoredFacts",
    "SyncItem",
    "SyncRun",
    "Team",
    "Transition",
]
