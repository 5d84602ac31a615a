"""Branch rules as GraphQL shows them: rulesets to every reader, classic protection to few."""

from __future__ import annotations

from typing import Any

from tests.github_simulator.graphql_connections import Node, connection
from tests.github_simulator.graphql_people import LONG_AGO, Question, moment
from tests.github_simulator.state import ClassicProtection, Repository, Rule, Ruleset, node_id


def of_repository(question: Question, each: Repository) -> Node:
    """What a repository shows of its classic protection."""
    return {
        "branchProtectionRules": lambda _, **arguments: _protections(question, each, arguments),
    }


def of_branch(question: Question, each: Repository, branch: str) -> Node:
    """What a branch shows of the rules that apply to it."""
    return {
        "branchProtectionRule": lambda _: _protection_of(question, each, branch),
        "rules": lambda _, **arguments: connection(
            question.present.rules(each, branch), lambda pair: _rule(*pair), arguments
        ),
    }


def _may_see(question: Question, each: Repository) -> bool:
    """Whether classic protection is shown.

    A token or an App without the permission is refused; to a person who is no administrator it is
    as if there were none, without an error.
    """
    access = question.access
    if access.may(each, "administration"):
        return True
    if not access.may_of_organization("administration"):
        question.refuse()
    return False


def _protections(question: Question, each: Repository, arguments: dict[str, Any]) -> Node:
    shown = question.present.classic_protections(each) if _may_see(question, each) else []
    return connection(shown, _protection, arguments, key=lambda rule: [rule.id])


def _protection_of(question: Question, each: Repository, branch: str) -> Node | None:
    if not _may_see(question, each):
        return None
    rule = question.present.classic_protection(each, branch)
    return _protection(rule) if rule else None


def _protection(rule: ClassicProtection) -> Node:
    return {
        "__typename": "BranchProtectionRule",
        "id": node_id("BPR", rule.id),
        "databaseId": rule.id,
        "pattern": rule.pattern,
        "requiresApprovingReviews": rule.approvals is not None,
        "requiredApprovingReviewCount": rule.approvals,
        "allowsForcePushes": rule.allows_force_pushes,
        "allowsDeletions": False,
        "isAdminEnforced": False,
    }


def _rule(ruleset: Ruleset, rule: Rule) -> Node:
    return {
        "__typename": "RepositoryRule",
        "id": f"RR_{ruleset.id}_{rule.type}",
        "type": rule.type,
        "parameters": _parameters(rule),
        "repositoryRuleset": {
            "__typename": "RepositoryRuleset",
            "id": node_id("RRS", ruleset.id),
            "databaseId": ruleset.id,
            "name": ruleset.name,
            "enforcement": ruleset.enforcement,
            "target": "BRANCH",
            "createdAt": moment(ruleset.created_at or LONG_AGO),
            "updatedAt": moment(ruleset.created_at or LONG_AGO),
        },
    }


def _parameters(rule: Rule) -> Node | None:
    if rule.type != "PULL_REQUEST":
        return None
    return {
        "__typename": "PullRequestParameters",
        "requiredApprovingReviewCount": rule.approvals,
        "dismissStaleReviewsOnPush": False,
        "requireCodeOwnerReview": False,
        "requireLastPushApproval": False,
        "requiredReviewThreadResolution": False,
    }
