"""What GitHub's answer says of the protection of branches, by rulesets and in the classic way.
Pure, no request is made.
"""

from __future__ import annotations

from msgspec import UNSET, UnsetType

from compliance.collect.forge import MAX_TITLE, Withheld, believed
from compliance.facts import Unavailable
from compliance.facts.forge import BranchProtection, BranchRules
from compliance.masking import printable
from integrations.github import payloads
from integrations.github.queries import Part


def branch_rules(
    node: payloads.Repository, withheld: Withheld, *, only_administrators: bool
) -> BranchRules | Unavailable:
    """What protects the default branch and the working branch.

    `only_administrators` says that the credential is a person's, to whom GitHub shows classic
    protection only in the repositories that the person administers, and elsewhere nothing.
    """
    unreadable = withheld.reason(Part.CLASSIC_PROTECTION, "classic branch protection") or ""
    if not unreadable and node.default_protection is UNSET:
        unreadable = "classic branch protection was not asked for"
    if not unreadable and only_administrators and node.viewer_can_administer is not True:
        unreadable = (
            "cannot see classic branch protection: the token's owner is no administrator of this "
            "repository"
        )
    shown = believed(node.default_rules, withheld, Part.RULESETS, "the rules of branches")
    if isinstance(shown, Unavailable):
        return shown
    pairs = (
        (node.default_rules, node.default_protection),
        (node.working_rules, node.working_protection),
    )
    found: dict[str, BranchProtection] = {}
    for rules, classic in pairs:
        if isinstance(rules, payloads.WithRules) and rules.name not in found:
            found[rules.name] = _protection(rules, classic, unreadable)
    return BranchRules(tuple(found.values()))


def _protection(
    branch: payloads.WithRules,
    classic: payloads.WithProtection | UnsetType | None,
    unreadable: str,
) -> BranchProtection:
    rules = [
        rule
        for rule in (branch.rules.nodes if branch.rules else ())
        if rule and (not rule.repository_ruleset or rule.repository_ruleset.enforcement == "ACTIVE")
    ]
    approvals = [
        rule.parameters.required_approving_review_count or 0
        for rule in rules
        if rule.type == "PULL_REQUEST" and rule.parameters
    ]
    names = {rule.repository_ruleset.name for rule in rules if rule.repository_ruleset}
    known = not unreadable and isinstance(classic, payloads.WithProtection)
    rule = classic.branch_protection_rule if isinstance(classic, payloads.WithProtection) else None
    return BranchProtection(
        branch=branch.name,
        ruleset_approvals=max(approvals, default=None),
        ruleset_forbids_force_push=any(rule.type == "NON_FAST_FORWARD" for rule in rules),
        rulesets=tuple(sorted(printable(name)[:MAX_TITLE] for name in names)),
        has_classic=known and rule is not None,
        classic_approvals=(
            rule.required_approving_review_count or 0
            if known and rule and rule.requires_approving_reviews
            else None
        ),
        classic_forbids_force_push=bool(known and rule and not rule.allows_force_pushes),
        classic_unreadable=unreadable,
    )
