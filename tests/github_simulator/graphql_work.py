"""Pull requests, checks, deployments and collaborators, as GraphQL shows them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.github_simulator.graphql_connections import GitHubError, Node, connection
from tests.github_simulator.graphql_people import (
    GHOST,
    Question,
    actor,
    moment,
    person,
    team_itself,
)
from tests.github_simulator.state import (
    PERMISSIONS,
    Collaborator,
    Deployment,
    PullRequest,
    Repository,
    Review,
    ReviewRequest,
    node_id,
)

# A git object of a repository by what names it, refused to whom the files are not shown.
GitObject = Callable[[dict[str, Any]], Node | None]


def of_repository(question: Question, each: Repository, git_object: GitObject) -> Node:
    """What a repository shows of the work on it."""
    return {
        "pullRequests": lambda _, **arguments: _pull_requests(
            question, each, git_object, arguments
        ),
        "deployments": lambda _, **arguments: _deployments(question, each, arguments),
        "collaborators": lambda _, **arguments: _collaborators(question, each, arguments),
    }


def _pull_requests(
    question: Question, each: Repository, git_object: GitObject, arguments: dict[str, Any]
) -> Node:
    question.require(each, "pull_requests")
    present = question.present
    states = arguments.get("states")
    order = arguments.get("orderBy") or {"field": "CREATED_AT", "direction": "ASC"}
    descending = order["direction"] == "DESC"

    def key(pull: PullRequest) -> list[Any]:
        updated = order["field"] == "UPDATED_AT"
        at = present.pull_request_updated_at(pull) if updated else pull.created_at
        return [at.timestamp(), pull.number]

    pulls = [
        pull
        for pull in present.pull_requests(each)
        if not states or present.pull_request_state(pull) in states
    ]
    return connection(
        sorted(pulls, key=key, reverse=descending),
        lambda pull: _pull_request(question, each, pull, git_object),
        arguments,
        key=key,
        descending=descending,
    )


def _pull_request(
    question: Question, each: Repository, pull: PullRequest, git_object: GitObject
) -> Node:
    present = question.present
    state = present.pull_request_state(pull)
    merged_as = pull.merge_commit if state == "MERGED" else ""
    number = each.id * 10_000 + pull.number
    return {
        "__typename": "PullRequest",
        "id": node_id("PR", number),
        "databaseId": number,
        "number": pull.number,
        "url": f"{question.web}/{present.owner(each)}/{each.name}/pull/{pull.number}",
        "title": pull.title,
        "body": pull.body,
        "state": state,
        "isDraft": present.is_draft(pull),
        "isCrossRepository": pull.from_fork,
        "createdAt": moment(pull.created_at),
        "updatedAt": moment(present.pull_request_updated_at(pull)),
        "mergedAt": moment(pull.merged_at) if state == "MERGED" else None,
        "mergeCommit": lambda _: git_object({"oid": merged_as}) if merged_as else None,
        "closedAt": moment(pull.merged_at or pull.closed_at) if state != "OPEN" else None,
        "headRefName": pull.head,
        "baseRefName": pull.base,
        "author": lambda _: actor(question, pull.author),
        "reviews": lambda _, **arguments: connection(
            present.reviews(pull), lambda review: _review(question, number, review), arguments
        ),
        "reviewRequests": lambda _, **arguments: connection(
            present.review_requests(pull), lambda request: _request(question, request), arguments
        ),
    }


def _review(question: Question, number: int, review: Review) -> Node:
    return {
        "__typename": "PullRequestReview",
        "id": f"PRR_{number}_{int(review.submitted_at.timestamp())}",
        "author": lambda _: actor(question, review.author),
        "state": question.present.review_state(review),
        "submittedAt": moment(review.submitted_at),
        "createdAt": moment(review.submitted_at),
        "body": review.body,
    }


def _request(question: Question, request: ReviewRequest) -> Node:
    def reviewer(_: object) -> Node | None:
        team = question.present.teams.get(request.team) if request.team else None
        return team_itself(question, team) if team else actor(question, request.login)

    return {
        "__typename": "ReviewRequest",
        "id": f"RRE_{request.login or request.team}",
        "asCodeOwner": False,
        "requestedReviewer": reviewer,
    }


def rollup(question: Question, each: Repository, oid: str) -> Node | None:
    """The combined state of the checks and statuses of a commit, for which both must be seen."""
    question.require(each, "checks")
    question.require(each, "statuses")
    state = question.present.checks_state(each, oid)
    if state is None:
        return None
    return {"__typename": "StatusCheckRollup", "id": f"SCR_{each.node_id}_{oid}", "state": state}


def _deployments(question: Question, each: Repository, arguments: dict[str, Any]) -> Node:
    question.require(each, "deployments")
    descending = arguments["orderBy"]["direction"] == "DESC"
    wanted = arguments.get("environments")

    def key(deployment: Deployment) -> list[Any]:
        return [deployment.created_at.timestamp(), deployment.id]

    there = [
        deployment
        for deployment in question.present.deployments(each)
        if not wanted or deployment.environment in wanted
    ]
    return connection(
        sorted(there, key=key, reverse=descending),
        lambda deployment: _deployment(question, each, deployment),
        arguments,
        key=key,
        descending=descending,
    )


def _deployment(question: Question, each: Repository, deployment: Deployment) -> Node:
    statuses = question.present.deployment_statuses(each, deployment)
    latest = statuses[-1].state.upper() if statuses else "PENDING"
    changed = statuses[-1].created_at if statuses else deployment.created_at
    return {
        "__typename": "Deployment",
        "id": node_id("DE", deployment.id),
        "databaseId": deployment.id,
        "environment": deployment.environment,
        "originalEnvironment": deployment.environment,
        "latestEnvironment": deployment.environment,
        "commitOid": deployment.commit,
        "state": "ACTIVE" if latest == "SUCCESS" else latest,
        "createdAt": moment(deployment.created_at),
        "updatedAt": moment(changed),
        "creator": lambda _: actor(question, deployment.creator) or person(question, GHOST),
        "statuses": lambda _, **arguments: connection(
            statuses,
            lambda status: {
                "__typename": "DeploymentStatus",
                "id": f"DES_{deployment.id}_{int(status.created_at.timestamp())}",
                "state": status.state.upper(),
                "createdAt": moment(status.created_at),
                "creator": actor(question, deployment.creator) or person(question, GHOST),
            },
            arguments,
        ),
    }


def _collaborators(question: Question, each: Repository, arguments: dict[str, Any]) -> Node:
    """Who has access; a person must be able to push to see it."""
    access = question.access
    role = access.role(each)
    if not access.is_app and (role is None or PERMISSIONS.index(role) < PERMISSIONS.index("WRITE")):
        raise GitHubError(
            "FORBIDDEN", "You do not have permission to view repository collaborators."
        )
    present = question.present
    outside = arguments.get("affiliation") == "OUTSIDE"
    shown = present.outside_collaborators(each) if outside else present.collaborators(each)

    def edge(each: Collaborator) -> Node:
        return {"permission": each.permission}

    return connection(
        sorted(shown, key=lambda each: each.login.lower()),
        lambda each: actor(question, each.login),
        arguments,
        key=lambda each: [each.login.lower()],
        edge=edge,
    )
