"""The one list of what holds personal data, in the order in which people are told."""

from __future__ import annotations

from dashboard.kept.account import ACCOUNT, ADDRESSES, GITHUB, SECRETS, SESSIONS
from dashboard.kept.belonging import COLLABORATIONS, INVITATIONS, MEMBERSHIPS, PERSON, ROLES
from dashboard.kept.channel import CHANNELS
from dashboard.kept.holding import Holding
from dashboard.kept.mail import LOCAL_MAILS, MAILS, WANTED
from dashboard.kept.onboarding import ITEMS, MILESTONES, PLANS, TOKENS
from dashboard.kept.record import DONE_BY, DONE_TO
from dashboard.kept.requests import ASKED_FOR, EXCUSES
from dashboard.kept.work import WORK

HOLDINGS: tuple[Holding, ...] = (
    PERSON, MEMBERSHIPS, COLLABORATIONS, ROLES, INVITATIONS,
    ACCOUNT, GITHUB, ADDRESSES, SESSIONS, SECRETS,
    WANTED, MAILS, LOCAL_MAILS, CHANNELS,
    EXCUSES, ASKED_FOR, WORK,
    PLANS, ITEMS, MILESTONES, TOKENS,
    DONE_BY, DONE_TO,
)  # fmt: skip
