"""Somebody who is new in a simulated organization, for tests of what is seen of them by itself."""

from __future__ import annotations

from datetime import datetime, timedelta

from compliance.models import Milestone, Plan, PlanItem
from tests.compliance.sync.on_github import OnGitHub
from tests.github_simulator.generation import push
from tests.github_simulator.state import (
    Deployment,
    DeploymentStatus,
    Invitation,
    Member,
    Person,
    PullRequest,
    Repository,
)

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
LOGIN = "nova"
FIRST = {
    "package.json": '{{"name": "{name}", "dependencies": {{"express": "5"}}}}',
    "app.js": "const express = require('express');\nconst app = express();\n",
}


def invited(plumbline: OnGitHub, at: datetime) -> Invitation:
    """An invitation of somebody with an account, who accepts it when `accepted` says."""
    world = plumbline.simulator.world
    world.people.append(Person(id=900, login=LOGIN, name="Nova", emails=[f"{LOGIN}@example.com"]))
    invitation = Invitation(id=77, login=LOGIN, created_at=at)
    world.invitations.append(invitation)
    return invitation


def accepted(plumbline: OnGitHub, invitation: Invitation, at: datetime) -> None:
    """They are a member from some moment on, and not invited any more."""
    invitation.until = at
    plumbline.simulator.world.members.append(Member(login=LOGIN, since=at))


def remote(plumbline: OnGitHub, number: int = 0) -> Repository:
    """A repository as GitHub has it."""
    return plumbline.simulator.world.repositories[number]


def commit(plumbline: OnGitHub, at: datetime, *, number: int = 0, author: str = LOGIN) -> str:
    """A commit of theirs on the working branch, as a squash merge makes one; its id."""
    return push(
        remote(plumbline, number),
        {f"endpoint-{at.timestamp():.0f}.js": "1\n"},
        at,
        branch="dev",
        author=f"{author} <{author}@example.com>",
    )


def merged(
    plumbline: OnGitHub, commit: str, at: datetime, *, number: int = 0, author: str = LOGIN
) -> PullRequest:
    """A pull request of theirs that was merged as a commit, an hour after it was opened."""
    repository = remote(plumbline, number)
    pull = PullRequest(
        number=len(repository.pull_requests) + 10,
        title="feat: endpoint",
        author=author,
        head="feature/ABC-9-endpoint",
        base="dev",
        created_at=at - HOUR,
        merged_at=at,
        merge_commit=commit,
    )
    repository.pull_requests.append(pull)
    return pull


def deployed(
    plumbline: OnGitHub,
    commit: str,
    at: datetime,
    *,
    number: int = 0,
    environment: str = "staging",
    creator: str = "person-1",
    state: str = "success",
) -> Deployment:
    """A deployment of a commit that ended at some moment, begun three minutes before."""
    repository = remote(plumbline, number)
    deployment = Deployment(
        id=len(repository.deployments) + 1,
        environment=environment,
        commit=commit,
        creator=creator,
        created_at=at - 3 * MINUTE,
        statuses=[
            DeploymentStatus(state="in_progress", created_at=at - 3 * MINUTE),
            DeploymentStatus(state=state, created_at=at),  # type: ignore[arg-type]
        ],
    )
    repository.deployments.append(deployment)
    return deployment


def live(plumbline: OnGitHub, until: datetime, step: timedelta | None = None) -> int:
    """Let time go by, in steps where one is given, with a sync after each; the requests that this
    took.
    """
    requests = 0
    while plumbline.now < until:
        left = until - plumbline.now
        requests += plumbline.pass_time(min(step or left, left)).sync()
    return requests


def the_plan() -> Plan:
    """The only plan there is."""
    return Plan.objects.get()


def milestones() -> dict[str, datetime]:
    """When each was reached."""
    return {each.kind: each.at for each in Milestone.objects.all()}


def item(key: str) -> PlanItem:
    """An item of the only plan."""
    return PlanItem.objects.get(key=key)
