"""Everything that is stored; each row belongs to an organization."""

from compliance.models.access import RoleGiven
from compliance.models.asking import AskedFor
from compliance.models.audit import AuditEntry, AuditOrigin
from compliance.models.channel import Channel, Post
from compliance.models.comparison import Comparison
from compliance.models.digest import LocalMail, Mail, MailPreferences
from compliance.models.notices import ToldEvent
from compliance.models.onboarding import Milestone, Plan, PlanItem, PlanToken
from compliance.models.organization import Organization, Team
from compliance.models.people import Collaboration, Grant, Invitation, Membership, Person
from compliance.models.repository import Ownership, Repository
from compliance.models.scorecard import CheckResult, RecentChange, ScoreChange, Transition
from compliance.models.stored_facts import StoredFacts
from compliance.models.sums import (
    Audience,
    ChangeTally,
    CheckAdoption,
    CheckTally,
    DailyScore,
    KeptSums,
)
from compliance.models.sync import Poll, SyncItem, SyncRun
from compliance.models.waiver import Excuse

__all__ = [
    "AskedFor",
    "Audience",
    "AuditEntry",
    "AuditOrigin",
    "ChangeTally",
    "Channel",
    "CheckAdoption",
    "CheckResult",
    "CheckTally",
    "Collaboration",
    "Comparison",
    "DailyScore",
    "Excuse",
    "Grant",
    "Invitation",
    "KeptSums",
    "LocalMail",
    "Mail",
    "MailPreferences",
    "Membership",
    "Milestone",
    "Organization",
    "Ownership",
    "Person",
    "Plan",
    "PlanItem",
    "PlanToken",
    "Poll",
    "Post",
    "RecentChange",
    "Repository",
    "RoleGiven",
    "ScoreChange",
    "StoredFacts",
    "SyncItem",
    "SyncRun",
    "Team",
    "ToldEvent",
    "Transition",
]
