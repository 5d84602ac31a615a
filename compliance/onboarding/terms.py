"""What a protocol asks of one newcomer: its onboarding items, and which of them concern them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from compliance.protocol import Confirmer, ItemTerms, Need, Protocol, ShownBy, Whom

_WITHOUT = {
    Need.REPOSITORY: "no repository is assigned",
    Need.SERVICES: "the repository has no services for Compose",
    Need.ENV_EXAMPLE: "the repository has no example of its environment",
    Need.MIGRATIONS: "the repository has no migrations",
}
SEEN_AT_GITHUB = frozenset(ShownBy) - {ShownBy.DEVELOPER, ShownBy.DOCTOR, ShownBy.NOTION}
"""What nobody can tick, for GitHub shows it."""


@dataclass(frozen=True)
class Newcomer:
    """What decides which items concern somebody.

    `stacks` and `has` are those of the assigned repository; None where it is not known yet what
    that has, or none is assigned: nothing is left out for it then.
    """

    whom: Whom = Whom.STAFF
    has_repository: bool = False
    stacks: frozenset[str] | None = None
    has: frozenset[Need] | None = None


@dataclass(frozen=True)
class Item:
    """One onboarding item; `why_not` says why it does not concern the newcomer, and is empty where
    it does.
    """

    key: str
    clause: str
    title: str
    text: str
    terms: ItemTerms
    why_not: str = ""

    @property
    def is_confirmed_by_lead(self) -> bool:
        """Whether the developer's own word does not settle it."""
        return self.terms.confirmed_by is Confirmer.LEAD

    @property
    def is_to_tick(self) -> bool:
        """Whether the developer can tick it."""
        return ShownBy.DEVELOPER in self.terms.shown_by


def items(protocol: Protocol, newcomer: Newcomer) -> Iterator[Item]:
    """The items of a protocol in the order of its clauses, with the goal's at the end."""
    goal = protocol.goal.item if protocol.goal else ""
    found = sorted(protocol.onboarding(), key=lambda each: each[0].key == goal)
    for coverage, rule in found:
        why_not = _why_not(coverage.terms, newcomer)
        yield Item(coverage.key, coverage.clause, rule.title, rule.text, coverage.terms, why_not)


def _why_not(terms: ItemTerms, newcomer: Newcomer) -> str:
    if terms.whom and newcomer.whom not in terms.whom:
        return "it is for partners" if newcomer.whom is Whom.STAFF else "it is for staff"
    if terms.stacks and newcomer.stacks is not None and not newcomer.stacks & set(terms.stacks):
        return f"the repository is not of {' or '.join(terms.stacks)}"
    if Need.REPOSITORY in terms.needs and not newcomer.has_repository:
        return _WITHOUT[Need.REPOSITORY]
    missing = newcomer.has is not None and [
        need for need in terms.needs if need is not Need.REPOSITORY and need not in newcomer.has
    ]
    return _WITHOUT[missing[0]] if missing else ""
