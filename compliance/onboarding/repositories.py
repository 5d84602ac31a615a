"""What onboarding knows of the repository that a newcomer is assigned to, from its stored facts."""

from __future__ import annotations

import logging

from compliance.extract import VERSIONS
from compliance.facts import RepositoryFacts
from compliance.facts.encoding import OutdatedError, decode
from compliance.models import Plan, Repository, StoredFacts
from compliance.onboarding.commands import Commands, commands, needs_met
from compliance.onboarding.terms import Newcomer
from compliance.protocol import Whom

logger = logging.getLogger(__name__)


def newcomer_of(plan: Plan) -> Newcomer:
    """What decides which items concern whom a plan is for."""
    whom = Whom(plan.whom)
    if plan.repository is None:
        return Newcomer(whom)
    facts = _facts(plan.repository)
    if facts is None:
        return Newcomer(whom, has_repository=True)
    stacks = frozenset(component.stack.value for component, _ in facts.by_component)
    return Newcomer(whom, has_repository=True, stacks=stacks, has=needs_met(facts))


def commands_of(repository: Repository | None) -> Commands:
    """What to paste in a repository, by the items' keys; none where nothing is known of it."""
    facts = _facts(repository) if repository else None
    return commands(facts, repository.url) if facts and repository else {}


def _facts(repository: Repository) -> RepositoryFacts | None:
    """What its files say, as it was read last; None where it was not, or by another version."""
    stored = repository.stored_facts.filter(part=StoredFacts.Part.FILES).first()
    if stored is None or repository.withheld:
        return None
    try:
        return decode(bytes(stored.body), VERSIONS)
    except OutdatedError as reason:
        logger.info("nothing is said of %s until it is read again: %s", repository, reason)
        return None
