"""Which permissions it takes to know a fact, and so to decide a check; pure, nothing is asked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from compliance.checks.base import Check
from compliance.collect.parts import COMMITS, NEEDS
from compliance.facts import Fact, Origin, Phase
from compliance.facts.forge import (
    Branches,
    BranchRules,
    ChecksOnDefaultBranch,
    Commits,
    Deployments,
    PullRequests,
    SecretScanning,
)
from compliance.protocol import Coverage, Protocol
from integrations.github.permissions import Permission
from integrations.github.queries import Part

# The parts of the question about a repository that each fact is made of.
_PARTS: Mapping[type[Fact], tuple[Part, ...]] = {
    PullRequests: (Part.PULL_REQUESTS,),
    Commits: COMMITS,
    ChecksOnDefaultBranch: (Part.CHECKS,),
    Deployments: (Part.DEPLOYMENTS,),
    BranchRules: (Part.RULESETS, Part.CLASSIC_PROTECTION),
}
# What is read by way of a branch.
_BY_BRANCH = (Commits, ChecksOnDefaultBranch, BranchRules)
# What the list of repositories says by itself. To whom the contents are not shown, no branch is.
_LISTED: Mapping[type[Fact], tuple[Permission, ...]] = {
    Branches: (Permission.METADATA, Permission.CONTENTS),
    SecretScanning: (Permission.ADMINISTRATION,),
    Phase: (Permission.CUSTOM_PROPERTIES,),
}


def permissions_of(fact: type[Fact]) -> tuple[Permission, ...]:
    """What it takes to know a fact of a repository on GitHub; none for what needs no asking.

    Raises:
        KeyError: a fact that only a forge knows is not named here.
    """
    if fact in _LISTED:
        return _LISTED[fact]
    if fact.origin is Origin.TREE:
        return (Permission.CONTENTS,)
    if fact.origin is not Origin.FORGE:
        return ()
    by_branch = (Permission.CONTENTS,) if fact in _BY_BRANCH else ()
    return (*by_branch, *(need for part in _PARTS[fact] for need in NEEDS[part]))


def checks_by_permission(
    catalogue: Mapping[str, Check], protocols: Iterable[Protocol]
) -> dict[Permission, list[Check]]:
    """For each permission the checks of some protocols that cannot be decided everywhere without
    it, each once, in the order of the protocols.
    """
    found: dict[Permission, dict[str, Check]] = {each: {} for each in Permission}
    for protocol in protocols:
        for coverage in protocol.automated():
            check = catalogue[coverage.key]
            for permission in _permissions(check, coverage):
                found[permission][check.key] = check
    return {permission: [*checks.values()] for permission, checks in found.items()}


def _permissions(check: Check, coverage: Coverage) -> Iterator[Permission]:
    """What deciding a check takes; one that is asked in some phase only, the phase too."""
    facts = (*check.needs, *([Phase] if coverage.phases else []))
    return (permission for fact in facts for permission in permissions_of(fact))
