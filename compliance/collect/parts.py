"""Which parts of what GitHub knows of a repository are asked for when, what it takes to be shown
each, and which fields of the answer each one is.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from integrations.github.permissions import Permission
from integrations.github.queries import Part

# What a change of a repository can have changed, and what a look once a day asks for as well.
CHANGES = frozenset({Part.PULL_REQUESTS, Part.CHECKS, Part.DEPLOYMENTS})
ALL = CHANGES | {Part.RULESETS, Part.CLASSIC_PROTECTION, Part.COLLABORATORS}
# And with either of them, one of these: commits are asked for on one branch only.
COMMITS = (Part.DEFAULT_COMMITS, Part.WORKING_COMMITS)

# Which permissions let GitHub answer each part; a public organization's needs no less.
NEEDS: Mapping[Part, tuple[Permission, ...]] = {
    Part.PULL_REQUESTS: (Permission.PULL_REQUESTS,),
    Part.DEFAULT_COMMITS: (Permission.CONTENTS,),
    Part.WORKING_COMMITS: (Permission.CONTENTS,),
    Part.CHECKS: (Permission.CHECKS, Permission.COMMIT_STATUSES),
    Part.DEPLOYMENTS: (Permission.DEPLOYMENTS,),
    Part.STAGING: (Permission.DEPLOYMENTS,),
    Part.RULESETS: (Permission.METADATA,),
    Part.CLASSIC_PROTECTION: (Permission.ADMINISTRATION,),
    Part.COLLABORATORS: (Permission.OUTSIDE_COLLABORATORS,),
}

# The parts that are read by way of a branch, and so not shown to whom the branches are not.
BY_BRANCH = (*COMMITS, Part.CHECKS, Part.RULESETS, Part.CLASSIC_PROTECTION)

# Which part of the question each field of the answer belongs to.
PART_OF_FIELD = {
    "pullRequests": Part.PULL_REQUESTS,
    "open": Part.PULL_REQUESTS,
    "defaultHistory": Part.DEFAULT_COMMITS,
    "workingHistory": Part.WORKING_COMMITS,
    "checked": Part.CHECKS,
    "deployments": Part.DEPLOYMENTS,
    "staging": Part.STAGING,
    "defaultRules": Part.RULESETS,
    "workingRules": Part.RULESETS,
    "viewerCanAdminister": Part.CLASSIC_PROTECTION,
    "defaultProtection": Part.CLASSIC_PROTECTION,
    "workingProtection": Part.CLASSIC_PROTECTION,
    "outside": Part.COLLABORATORS,
    "direct": Part.COLLABORATORS,
}


def parts_of(fields: Iterable[str]) -> frozenset[Part]:
    """The parts that fields belong to."""
    return frozenset(PART_OF_FIELD[each] for each in fields if each in PART_OF_FIELD)
