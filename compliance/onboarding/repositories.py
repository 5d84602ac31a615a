"""What onboarding has to know of the repository that a newcomer is assigned to."""

from __future__ import annotations

from compliance.models import Plan
from compliance.onboarding.terms import Newcomer
from compliance.protocol import Whom


def newcomer_of(plan: Plan) -> Newcomer:
    """What decides which items concern whom a plan is for."""
    return Newcomer(Whom(plan.whom), has_repository=plan.repository_id is not None)
