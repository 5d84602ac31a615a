"""What GitHub's answer says of CI on the newest commits. Pure, no request is made."""

from __future__ import annotations

from compliance.collect.forge import Withheld, believed
from compliance.facts import Unavailable
from compliance.facts.forge import ChecksOnDefaultBranch, CheckState, CommitChecks
from integrations.github import payloads
from integrations.github.queries import Part


def checks_on_default_branch(
    node: payloads.Repository, withheld: Withheld
) -> ChecksOnDefaultBranch | Unavailable:
    """The state of CI on the newest commits of the default branch."""
    shown = believed(node.checked, withheld, Part.CHECKS, "the checks of commits")
    if isinstance(shown, Unavailable):
        return shown
    history = shown.target.history if shown.target else None
    if history is None:
        return Unavailable("GitHub shows no commits of the default branch")
    return ChecksOnDefaultBranch(
        tuple(
            CommitChecks(each.oid, each.url, _state(each.status_check_rollup))
            for each in history.nodes
            if each
        )
    )


def _state(rollup: payloads.Rollup | None) -> CheckState:
    return CheckState(rollup.state.lower()) if rollup else CheckState.NONE


def are_pending(found: ChecksOnDefaultBranch | Unavailable) -> bool:
    """Whether checks run that will decide: some newer than the newest completed ones."""
    if isinstance(found, Unavailable):
        return False
    for commit in found.commits:
        if commit.state.is_completed:
            return False
        if commit.state is CheckState.PENDING:
            return True
    return False
