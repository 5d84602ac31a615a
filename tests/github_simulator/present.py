"""The world as it is at one moment."""

from __future__ import annotations

import fnmatch
from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import cached_property
from pathlib import Path

from tests.github_simulator.git_objects import Commit, GitFolder
from tests.github_simulator.state import (
    BranchSpan,
    ClassicProtection,
    Collaborator,
    Deployment,
    DeploymentStatus,
    Invitation,
    Member,
    Person,
    PullRequest,
    Repository,
    Review,
    ReviewRequest,
    Rule,
    Ruleset,
    Team,
    TeamMember,
    TeamRepository,
    World,
    is_there,
)

_ALWAYS = BranchSpan()
_LONG_AGO = datetime.fromisoformat("2020-01-01T00:00:00Z")


class Folders:
    """The git folders that repositories are in, opened once each."""

    def __init__(self) -> None:
        self._folders: dict[Path, GitFolder] = {}

    def of(self, repository: Repository) -> GitFolder:
        """The folder of a repository."""
        if repository.path not in self._folders:
            self._folders[repository.path] = GitFolder(repository.path)
        return self._folders[repository.path]

    def close(self) -> None:
        """End the processes that read objects."""
        for folder in self._folders.values():
            folder.close()


class Present:
    """Answers questions about the world at one moment; made for one request."""

    def __init__(self, world: World, folders: Folders, now: datetime) -> None:
        self.world = world
        self.now = now
        self._folders = folders
        self._branches: dict[int, dict[str, Commit]] = {}

    def folder(self, repository: Repository) -> GitFolder:
        """The git folder of a repository."""
        return self._folders.of(repository)

    @cached_property
    def repositories(self) -> dict[str, Repository]:
        """The repositories that there are, by their global ids."""
        return {
            each.node_id: each
            for each in self.world.repositories
            if is_there(self.now, each.created_at, each.until)
        }

    @cached_property
    def people(self) -> dict[str, Person]:
        """Everybody, by login."""
        return {each.login: each for each in self.world.people}

    def person(self, login: str) -> Person:
        """Somebody who must be there.

        Raises:
            LookupError: the world names somebody whom it does not describe.
        """
        if login not in self.people:
            raise LookupError(f"the world's people lack {login}, who is named in it")
        return self.people[login]

    @cached_property
    def people_by_email(self) -> dict[str, Person]:
        """Everybody who is no bot, by each of their addresses."""
        return {mail: each for each in self.world.people if not each.bot for mail in each.emails}

    @cached_property
    def members(self) -> list[Member]:
        """The members of the organization, by login."""
        there = [each for each in self.world.members if is_there(self.now, each.since, each.until)]
        return sorted(there, key=lambda each: each.login.lower())

    @cached_property
    def teams(self) -> dict[str, Team]:
        """The teams by slug, in the order of their names."""
        there = [
            each for each in self.world.teams if is_there(self.now, each.created_at, each.until)
        ]
        return {each.slug: each for each in sorted(there, key=lambda each: each.name.lower())}

    @property
    def invitations(self) -> list[Invitation]:
        """The pending invitations."""
        return [
            each
            for each in self.world.invitations
            if is_there(self.now, each.created_at, each.until)
        ]

    def team_members(self, team: Team) -> list[TeamMember]:
        """Who is in a team itself."""
        return [each for each in team.members if is_there(self.now, each.since, each.until)]

    def team_repositories(self, team: Team) -> list[tuple[TeamRepository, Repository]]:
        """What a team may do with which repositories, in the order of their names."""
        named = {each.name: each for each in self.repositories.values()}
        return [
            (each, named[each.name])
            for each in sorted(team.repositories, key=lambda each: each.name)
            if each.name in named and is_there(self.now, each.since, each.until)
        ]

    def owner(self, repository: Repository) -> str:
        """The login of the owner, which is the organization where none is named."""
        return repository.owner or self.world.organization.login

    def branches(self, repository: Repository) -> dict[str, Commit]:
        """The branches and the commit that each ends at."""
        if repository.id not in self._branches:
            self._branches[repository.id] = self._read_branches(repository)
        return self._branches[repository.id]

    def _read_branches(self, repository: Repository) -> dict[str, Commit]:
        folder = self.folder(repository)
        found = {}
        for name, tip in folder.heads(repository.heads).items():
            span = repository.branches.get(name, _ALWAYS)
            if is_there(self.now, span.since, span.until):
                head = folder.head_at(tip, self.now)
                if head:
                    found[name] = head
        return found

    def head(self, repository: Repository) -> Commit | None:
        """Where the default branch ends; None: the repository is empty."""
        return self.branches(repository).get(repository.default_branch)

    def pushed_at(self, repository: Repository) -> datetime | None:
        """When something was pushed last: as the world says, else the newest head's date."""
        times = [each.committed_at for each in self.branches(repository).values()]
        if repository.pushed_at and repository.pushed_at <= self.now:
            times.append(repository.pushed_at)
        return max(times, default=None)

    def created_at(self, repository: Repository) -> datetime:
        """When the repository was made."""
        return repository.created_at or _LONG_AGO

    def is_archived(self, repository: Repository) -> bool:
        """Whether it is read-only by now."""
        return repository.archived_at is not None and repository.archived_at <= self.now

    def pull_requests(self, repository: Repository) -> list[PullRequest]:
        """The pull requests that were made by now."""
        return [each for each in repository.pull_requests if each.created_at <= self.now]

    def reviews(self, pull: PullRequest) -> list[Review]:
        """The reviews submitted by now, in the order of time."""
        there = [each for each in pull.reviews if each.submitted_at <= self.now]
        return sorted(there, key=lambda each: each.submitted_at)

    def review_state(self, review: Review) -> str:
        """What a review counts as by now."""
        dismissed = review.dismissed_at is not None and review.dismissed_at <= self.now
        return "DISMISSED" if dismissed else review.state

    def review_requests(self, pull: PullRequest) -> list[ReviewRequest]:
        """Whose reviews are asked for and not submitted; none once the pull request has ended."""
        if self.pull_request_state(pull) != "OPEN":
            return []
        reviewed = {each.author: each.submitted_at for each in self.reviews(pull)}
        return [
            each
            for each in pull.review_requests
            if is_there(self.now, each.requested_at, each.until)
            and not (each.login and reviewed.get(each.login, _LONG_AGO) > each.requested_at)
        ]

    def pull_request_state(self, pull: PullRequest) -> str:
        """OPEN, MERGED or CLOSED."""
        if pull.merged_at and pull.merged_at <= self.now:
            return "MERGED"
        return "CLOSED" if pull.closed_at and pull.closed_at <= self.now else "OPEN"

    def pull_request_updated_at(self, pull: PullRequest) -> datetime:
        """When something happened to it last."""
        moments = [pull.created_at, pull.merged_at, pull.closed_at, pull.updated_at]
        moments += [each.submitted_at for each in pull.reviews]
        moments += [each.dismissed_at for each in pull.reviews]
        moments += [each.requested_at for each in pull.review_requests]
        return max(each for each in moments if each and each <= self.now)

    def is_draft(self, pull: PullRequest) -> bool:
        """Whether it is a draft still."""
        return pull.draft and not (pull.draft_until and pull.draft_until <= self.now)

    def deployments(self, repository: Repository) -> list[Deployment]:
        """The deployments made by now."""
        return [each for each in repository.deployments if each.created_at <= self.now]

    def deployment_statuses(
        self, repository: Repository, deployment: Deployment
    ) -> list[DeploymentStatus]:
        """The history of a deployment, oldest first, with the end that a later one put to it."""
        statuses = [each for each in deployment.statuses if each.created_at <= self.now]
        ends = [
            status.created_at
            for later in repository.deployments
            if later.environment == deployment.environment
            and later.created_at > deployment.created_at
            for status in later.statuses
            if status.state == "success" and status.created_at <= self.now
        ]
        if ends and not deployment.production and any(each.state == "success" for each in statuses):
            statuses.append(DeploymentStatus(state="inactive", created_at=min(ends)))
        return sorted(statuses, key=lambda each: each.created_at)

    def checks_state(self, repository: Repository, commit: str) -> str | None:
        """The combined state (`StatusState`) of all checks of a commit; None: it has none."""
        states = [
            _run_state(each.conclusion, each.completed_at, self.now)
            for each in repository.check_runs
            if each.commit == commit and each.started_at <= self.now
        ]
        latest = {}
        for status in sorted(repository.statuses, key=lambda each: each.created_at):
            if status.commit == commit and status.created_at <= self.now:
                latest[status.context] = status.state.upper()
        states += latest.values()
        worst_first = ("ERROR", "FAILURE", "PENDING", "SUCCESS")
        return next((each for each in worst_first if each in states), None)

    def rulesets(self, repository: Repository) -> list[Ruleset]:
        """The rulesets that may apply to a repository, the organization's first."""
        organization = [
            each
            for each in self.world.rulesets
            if _matches(repository.name, each.repositories, everything=("~ALL",))
        ]
        every = organization + repository.rulesets
        return [each for each in every if is_there(self.now, each.created_at, each.until)]

    def rules(self, repository: Repository, branch: str) -> list[tuple[Ruleset, Rule]]:
        """The rules that apply to a branch; those of rulesets that are not active do not."""
        name = f"refs/heads/{branch}"
        everything = ("~ALL", "~DEFAULT_BRANCH")[: 1 + (branch == repository.default_branch)]
        return [
            (each, rule)
            for each in self.rulesets(repository)
            if each.enforcement == "ACTIVE"
            and _matches(name, each.branches, everything)
            and not _matches(name, each.excluded_branches, everything)
            for rule in each.rules
        ]

    def classic_protection(self, repository: Repository, branch: str) -> ClassicProtection | None:
        """The classic rule of a branch: an exact name counts before a pattern."""
        rules = self.classic_protections(repository)
        matching = [each for each in rules if fnmatch.fnmatchcase(branch, each.pattern)]
        return min(matching, key=lambda each: each.pattern != branch, default=None)

    def classic_protections(self, repository: Repository) -> list[ClassicProtection]:
        """All classic branch protection rules."""
        rules = repository.classic_protections
        return [each for each in rules if is_there(self.now, each.since, each.until)]

    def collaborators(self, repository: Repository) -> list[Collaborator]:
        """Who was given access by name, members and others."""
        there = repository.collaborators
        return [each for each in there if is_there(self.now, each.since, each.until)]

    def outside_collaborators(self, repository: Repository) -> list[Collaborator]:
        """Those of them who are no members of the organization."""
        members = {each.login for each in self.members}
        return [each for each in self.collaborators(repository) if each.login not in members]


def _run_state(conclusion: str, completed_at: datetime | None, now: datetime) -> str:
    if completed_at is None or completed_at > now:
        return "PENDING"
    return "SUCCESS" if conclusion in ("success", "neutral", "skipped") else "FAILURE"


def _matches(name: str, patterns: Sequence[str], everything: Iterable[str]) -> bool:
    """Whether a name is among patterns as rulesets have them, with their words for all."""
    return any(pattern in everything or fnmatch.fnmatchcase(name, pattern) for pattern in patterns)
