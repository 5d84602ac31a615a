"""The GraphQL documents that ask for repositories, after GitHub's public schema.

A field that needs a permission stands in a fragment of its own: what the credential was not proven
to see is not asked for, since GitHub would answer an empty value, or nothing at all for the whole
repository.
"""

from __future__ import annotations

import enum
from collections.abc import Collection

REPOSITORIES_A_QUERY = 50
BLOBS_A_QUERY = 50

HEADS = """
query Heads($organization: String!, $working: String!, $after: String) {
  organization(login: $organization) {
    repositories(first: 100, after: $after, orderBy: {field: PUSHED_AT, direction: DESC}) {
      pageInfo { hasNextPage endCursor }
      nodes { ...Listed }
    }
  }
}
"""

_LISTED = """
fragment Listed on Repository {
  id nameWithOwner url pushedAt visibility
  isArchived isDisabled isLocked isFork isTemplate isEmpty
  defaultBranchRef { name target { oid ... on Commit { committedDate tree { oid } } } }
  working: ref(qualifiedName: $working) { name target { oid } }
}
"""

MORE_PULL_REQUESTS = """
query MorePullRequests($repository: ID!, $after: String!) {
  node(id: $repository) {
    ... on Repository {
      pullRequests(first: 100, after: $after, orderBy: {field: UPDATED_AT, direction: DESC}) {
        pageInfo { hasNextPage endCursor }
        nodes { ...PullRequest }
      }
    }
  }
}
"""

MORE_COMMITS = """
query MoreCommits($repository: ID!, $branch: String!, $since: GitTimestamp!, $after: String!) {
  node(id: $repository) {
    ... on Repository {
      ref(qualifiedName: $branch) {
        target {
          ... on Commit {
            history(first: 100, since: $since, after: $after) {
              pageInfo { hasNextPage endCursor }
              nodes { ...Commit }
            }
          }
        }
      }
    }
  }
}
"""

MORE_DEPLOYMENTS = """
query MoreDeployments($repository: ID!, $environments: [String!]!, $after: String!) {
  node(id: $repository) {
    ... on Repository {
      deployments(
        first: 100, after: $after, environments: $environments,
        orderBy: {field: CREATED_AT, direction: DESC}
      ) {
        pageInfo { hasNextPage endCursor }
        nodes { ...Deployment }
      }
    }
  }
}
"""


def blobs(count: int) -> str:
    """The document that asks for up to 50 blobs of one repository.

    Its variables are `repository` and, for each blob, `oid0`, `oid1` and so on; `blob0`, `blob1`
    are the answers.
    """
    variables = "".join(f", $oid{number}: GitObjectID!" for number in range(count))
    objects = "".join(
        f"      blob{number}: object(oid: $oid{number}) {{ ...Blob }}\n" for number in range(count)
    )
    document = f"query Blobs($repository: ID!{variables}) {{\n  node(id: $repository) {{\n"
    return complete(document + f"    ... on Repository {{\n{objects}    }}\n  }}\n}}\n")


class Part(enum.Enum):
    """A part of what is asked of a repository; the value is the name of its fragment."""

    PULL_REQUESTS = "PullRequests"
    DEFAULT_COMMITS = "DefaultCommits"
    WORKING_COMMITS = "WorkingCommits"
    CHECKS = "Checks"
    DEPLOYMENTS = "Deployments"
    STAGING = "Staging"
    RULESETS = "Rulesets"
    CLASSIC_PROTECTION = "ClassicProtection"
    COLLABORATORS = "Collaborators"


_OF_COMMITS = (Part.DEFAULT_COMMITS, Part.WORKING_COMMITS)

_PARTS = {
    Part.PULL_REQUESTS: """
fragment PullRequests on Repository {
  pullRequests(first: 100, orderBy: {field: UPDATED_AT, direction: DESC}) {
    pageInfo { hasNextPage endCursor }
    nodes { ...PullRequest }
  }
  open: pullRequests(states: OPEN, first: 20, orderBy: {field: CREATED_AT, direction: DESC}) {
    nodes {
      number
      reviewRequests(first: 10) { nodes { requestedReviewer { ... on User { login } } } }
    }
  }
}
""",
    Part.DEFAULT_COMMITS: """
fragment DefaultCommits on Repository {
  defaultHistory: defaultBranchRef {
    target {
      ... on Commit {
        history(first: 100, since: $since) {
          pageInfo { hasNextPage endCursor }
          nodes { ...Commit }
        }
      }
    }
  }
}
""",
    Part.WORKING_COMMITS: """
fragment WorkingCommits on Repository {
  workingHistory: ref(qualifiedName: $working) {
    target {
      ... on Commit {
        history(first: 100, since: $since) {
          pageInfo { hasNextPage endCursor }
          nodes { ...Commit }
        }
      }
    }
  }
}
""",
    Part.CHECKS: """
fragment Checks on Repository {
  checked: defaultBranchRef {
    target {
      ... on Commit { history(first: 20) { nodes { oid url statusCheckRollup { state } } } }
    }
  }
}
""",
    Part.DEPLOYMENTS: """
fragment Deployments on Repository {
  deployments(first: 20, orderBy: {field: CREATED_AT, direction: DESC}) {
    nodes { ...Deployment }
  }
}
""",
    Part.STAGING: """
fragment Staging on Repository {
  staging: deployments(
    first: 20, environments: $environments, orderBy: {field: CREATED_AT, direction: DESC}
  ) {
    pageInfo { hasNextPage endCursor }
    nodes { ...Deployment }
  }
}
""",
    Part.RULESETS: """
fragment Rulesets on Repository {
  defaultRules: defaultBranchRef { name rules(first: 100) { nodes { ...Rule } } }
  workingRules: ref(qualifiedName: $working) { name rules(first: 100) { nodes { ...Rule } } }
}
""",
    Part.CLASSIC_PROTECTION: """
fragment ClassicProtection on Repository {
  viewerCanAdminister
  defaultProtection: defaultBranchRef { name branchProtectionRule { ...Protection } }
  workingProtection: ref(qualifiedName: $working) {
    name branchProtectionRule { ...Protection }
  }
}
""",
    Part.COLLABORATORS: """
fragment Collaborators on Repository {
  outside: collaborators(affiliation: OUTSIDE, first: 100) { ...Collaborations }
  direct: collaborators(affiliation: DIRECT, first: 100) { ...Collaborations }
}
""",
}

_PULL_REQUEST = """
fragment PullRequest on PullRequest {
  number url title body state isDraft isCrossRepository
  createdAt updatedAt mergedAt headRefName baseRefName
  author { __typename login }
  reviews(last: 20) {
    totalCount
    nodes { author { __typename login } state submittedAt }
  }
}
"""

# A commit is shown to whom the commits are.
_PULL_REQUEST_WITH_COMMIT = _PULL_REQUEST.replace("mergedAt", "mergedAt mergeCommit { oid }")

# A hundred states cost no more than ten: GitHub counts of how many deployments they are asked.
_DEPLOYMENT = """
fragment Deployment on Deployment {
  databaseId environment: latestEnvironment commitOid state createdAt
  creator { login }
  statuses(last: 100) { nodes { state createdAt } }
}
"""

_COMMIT = """
fragment Commit on Commit {
  oid url messageHeadline committedDate
  author { name email user { login } }
  parents { totalCount }
}
"""

_RULE = """
fragment Rule on RepositoryRule {
  type
  parameters { ... on PullRequestParameters { requiredApprovingReviewCount } }
  repositoryRuleset { name enforcement }
}
"""

_PROTECTION = """
fragment Protection on BranchProtectionRule {
  pattern requiresApprovingReviews requiredApprovingReviewCount allowsForcePushes
}
"""

_COLLABORATIONS = """
fragment Collaborations on RepositoryCollaboratorConnection {
  pageInfo { hasNextPage endCursor }
  edges { permission node { id login name avatarUrl } }
}
"""

_BLOB = """
fragment Blob on Blob { oid byteSize isBinary isTruncated text }
"""

_FRAGMENTS = {
    "...Blob }": _BLOB,
    "...Listed": _LISTED,
    "...PullRequest }": _PULL_REQUEST,
    "...Commit }": _COMMIT,
    "...Deployment }": _DEPLOYMENT,
    "...Rule }": _RULE,
    "...Protection }": _PROTECTION,
    "...Collaborations }": _COLLABORATIONS,
}


def repositories(parts: Collection[Part]) -> str:
    """The document that asks for some parts of up to 50 repositories at once, with their heads.

    With commits among the parts, a pull request comes with the commit that it was merged as. Its
    variables are `ids`, `working` (a full name of a branch such as `refs/heads/dev`), with commits
    `since`, and with deployments to staging `environments`.
    """
    wanted = [part for part in Part if part in parts]
    commits = any(part in wanted for part in _OF_COMMITS)
    variables = ["$ids: [ID!]!", "$working: String!"]
    variables += ["$since: GitTimestamp!"] if commits else []
    variables += ["$environments: [String!]!"] if Part.STAGING in wanted else []
    spread = " ".join(f"...{part.value}" for part in wanted)
    head = f"query Repositories({', '.join(variables)}) {{\n  nodes(ids: $ids) {{\n"
    head += f"    __typename\n    ... on Repository {{ ...Listed {spread} }}\n  }}\n}}\n"
    return complete(head + "".join(_PARTS[part] for part in wanted), commits=commits)


def complete(document: str, *, commits: bool = False) -> str:
    """A document with the fragments that it uses; `commits`: those of pull requests are shown."""
    fragments = _FRAGMENTS
    if commits:
        fragments = {**fragments, "...PullRequest }": _PULL_REQUEST_WITH_COMMIT}
    return document + "".join(text for name, text in fragments.items() if name in document)
