"""The world is shown as of the simulator's clock: nothing of it is known before it happens."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests import repositories_on_disk as disk
from tests.github_simulator.clock import Clock
from tests.github_simulator.credentials import Credential
from tests.github_simulator.generation import push
from tests.github_simulator.present import Folders, Present
from tests.github_simulator.state import (
    BranchSpan,
    CheckRun,
    CommitStatus,
    Deployment,
    DeploymentStatus,
    Member,
    Organization,
    Repository,
    Ruleset,
    World,
)
from tests.github_simulator_tests.conftest import HOUR, NOW, Ask

REPOSITORY = """
query($owner: String!, $name: String!) {
  repository(owner: $owner, name: $name) {
    isArchived pushedAt
    defaultBranchRef { target { oid ... on Commit { statusCheckRollup { state } } } }
    pullRequests(first: 10, orderBy: {field: CREATED_AT, direction: ASC}) {
      nodes {
        number state isDraft mergedAt updatedAt
        reviews(first: 10) { nodes { state submittedAt author { login } } }
        reviewRequests(first: 10) { totalCount }
      }
    }
    deployments(first: 10) { nodes { state statuses(last: 10) { nodes { state } } } }
  }
}
"""


def present(world: World, now: datetime = NOW) -> Present:
    return Present(world, Folders(), now)


@pytest.fixture
def ask(graphql: Ask, owner: Credential) -> Any:
    def asked(name: str = "api") -> Any:
        return graphql(REPOSITORY, owner, owner="acme", name=name).json()["data"]["repository"]

    return asked


def test_a_pull_request_is_open_until_it_is_merged(ask: Any, clock: Clock) -> None:
    clock.set(NOW - 3 * HOUR)
    before = ask()["pullRequests"]["nodes"][0]
    clock.set(NOW - 2 * HOUR)
    after = ask()["pullRequests"]["nodes"][0]

    assert (before["state"], before["mergedAt"]) == ("OPEN", None)
    assert (after["state"], after["mergedAt"]) == ("MERGED", "2026-11-21T08:00:00Z")
    assert (before["updatedAt"], after["updatedAt"]) == (
        "2026-11-21T07:00:00Z",
        "2026-11-21T08:00:00Z",
    )


def test_moments_of_any_time_zone_are_told_in_utc(ask: Any, world: World) -> None:
    merged = datetime.fromisoformat("2026-11-21T09:00:00+02:00")
    world.repositories[0].pull_requests[0].merged_at = merged

    assert ask()["pullRequests"]["nodes"][0]["mergedAt"] == "2026-11-21T07:00:00Z"


def test_a_pull_request_and_its_reviews_come_one_after_the_other(ask: Any, clock: Clock) -> None:
    seen = []
    for hours in (6, 5, 4, 3):
        clock.set(NOW - hours * HOUR)
        pulls = ask()["pullRequests"]["nodes"]
        seen.append([len(pull["reviews"]["nodes"]) for pull in pulls])

    assert seen == [[], [0], [1], [2, 0]]


def test_a_review_is_dismissed_later(ask: Any, world: World, clock: Clock) -> None:
    world.repositories[0].pull_requests[0].reviews[0].dismissed_at = NOW - HOUR

    def state() -> str:
        reviews = ask()["pullRequests"]["nodes"][0]["reviews"]["nodes"]
        return str(reviews[0]["state"])

    clock.set(NOW - 2 * HOUR)
    before = state()
    clock.set(NOW)

    assert (before, state()) == ("APPROVED", "DISMISSED")


def test_a_review_request_ends_with_that_persons_review(ask: Any, world: World) -> None:
    pull = world.repositories[0].pull_requests[1]
    asked = ask()["pullRequests"]["nodes"][1]["reviewRequests"]["totalCount"]
    review = world.repositories[0].pull_requests[0].reviews[0]
    review.submitted_at = NOW - HOUR
    pull.reviews.append(review)
    answered = ask()["pullRequests"]["nodes"][1]["reviewRequests"]["totalCount"]

    assert (asked, answered) == (2, 1)


def test_a_draft_is_ready_from_a_moment_on(world: World) -> None:
    pull = world.repositories[0].pull_requests[1]
    assert present(world).is_draft(pull)
    pull.draft_until = NOW

    assert not present(world).is_draft(pull)
    assert present(world, NOW - HOUR).is_draft(pull)


def test_a_later_deployment_marks_the_earlier_one_inactive(ask: Any, world: World) -> None:
    repository = world.repositories[0]
    later = Deployment(
        id=2,
        environment="staging",
        commit="0" * 40,
        creator=None,
        created_at=NOW - HOUR / 2,
        statuses=[DeploymentStatus(state="success", created_at=NOW - HOUR / 4)],
    )
    before = ask()["deployments"]["nodes"][0]
    repository.deployments.append(later)
    first, second = ask()["deployments"]["nodes"]
    later.production = repository.deployments[0].production = True
    kept = ask()["deployments"]["nodes"][0]

    assert before["state"] == "ACTIVE"
    assert first["state"] == "INACTIVE"
    assert [each["state"] for each in first["statuses"]["nodes"]] == ["SUCCESS", "INACTIVE"]
    assert second["state"] == "ACTIVE"
    assert kept["state"] == "ACTIVE"


def test_a_deployment_without_a_status_is_pending(ask: Any, clock: Clock) -> None:
    clock.set(NOW - 2 * HOUR)

    assert ask()["deployments"]["nodes"] == [{"state": "PENDING", "statuses": {"nodes": []}}]


@pytest.mark.parametrize(
    ("runs", "statuses", "state"),
    [
        ([("success", True)], [], "SUCCESS"),
        ([("skipped", True), ("neutral", True)], [], "SUCCESS"),
        ([("success", True), ("success", False)], [], "PENDING"),
        ([("failure", True), ("success", False)], [], "FAILURE"),
        ([("timed_out", True)], [], "FAILURE"),
        ([("success", True)], ["failure"], "FAILURE"),
        ([("success", True)], ["failure", "success"], "SUCCESS"),
        ([], ["error"], "ERROR"),
        ([], [], None),
    ],
)
def test_checks_are_combined(
    world: World, runs: list[Any], statuses: list[Any], state: str | None
) -> None:
    repository = world.repositories[0]
    repository.check_runs = [
        CheckRun(
            commit="c",
            name=f"run {place}",
            started_at=NOW - HOUR,
            completed_at=NOW if ended else None,
            conclusion=conclusion,
        )
        for place, (conclusion, ended) in enumerate(runs)
    ]
    repository.statuses = [
        CommitStatus(commit="c", context="ci", state=each, created_at=NOW - HOUR / (place + 1))
        for place, each in enumerate(statuses)
    ]

    assert present(world).checks_state(repository, "c") == state
    assert present(world).checks_state(repository, "d") is None


def test_an_archived_repository_was_none_before(ask: Any, clock: Clock) -> None:
    now = ask("legacy")["isArchived"]
    clock.set(NOW - 2 * HOUR)

    assert (now, ask("legacy")["isArchived"]) == (True, False)


def test_people_come_and_go(world: World) -> None:
    world.members.append(Member(login="carol", since=NOW - HOUR, until=NOW + HOUR))

    def logins(now: datetime) -> list[str]:
        return [each.login for each in present(world, now).members]

    assert logins(NOW - 2 * HOUR) == logins(NOW + HOUR) == ["alice", "bob"]
    assert logins(NOW) == ["alice", "bob", "carol"]


def test_rules_begin_and_end(world: World) -> None:
    repository = world.repositories[0]
    repository.rulesets[0].created_at = NOW - HOUR
    world.rulesets[0].until = NOW

    def types(now: datetime, branch: str = "main") -> list[str]:
        return [rule.type for _, rule in present(world, now).rules(repository, branch)]

    assert types(NOW - 2 * HOUR) == ["DELETION"]
    assert types(NOW - HOUR) == ["DELETION", "PULL_REQUEST", "NON_FAST_FORWARD"]
    assert types(NOW) == ["PULL_REQUEST", "NON_FAST_FORWARD"]
    assert types(NOW, "dev") == []


@pytest.mark.parametrize(
    ("branches", "excluded", "found"),
    [
        (["refs/heads/dev"], [], True),
        (["refs/heads/*"], ["refs/heads/d*"], False),
        (["~ALL"], [], True),
        (["~ALL"], ["~DEFAULT_BRANCH"], True),
        (["~DEFAULT_BRANCH"], [], False),
        (["dev"], [], False),
    ],
)
def test_a_ruleset_names_its_branches(
    world: World, branches: list[str], excluded: list[str], found: bool
) -> None:
    repository = world.repositories[0]
    ruleset = Ruleset(
        id=6,
        name="x",
        branches=branches,
        excluded_branches=excluded,
        rules=repository.rulesets[0].rules,
    )
    repository.rulesets, world.rulesets = [ruleset], []

    assert bool(present(world).rules(repository, "dev")) is found
    ruleset.enforcement = "EVALUATE"
    assert not present(world).rules(repository, "dev")


class TestBranches:
    """Branches as of a moment, in a repository with a merge and later commits."""

    @pytest.fixture
    def repository(self, folder: Path, tmp_path: Path) -> Repository:
        path = tmp_path / "copy"
        shutil.copytree(folder / "api", path)
        return Repository(id=1, name="copy", path=path)

    def test_a_branch_ends_at_its_last_commit_by_then(self, repository: Repository) -> None:
        begun = disk.git(repository.path, "rev-parse", "main")
        work = push(repository, {"b": "1"}, NOW + HOUR, branch="work", onto="refs/heads/main^0")
        merge = push(repository, {"b": "1"}, NOW + 2 * HOUR, merges=work)
        last = push(repository, {"c": "1"}, NOW + 3 * HOUR)

        def heads(hours: int) -> dict[str, str]:
            now = NOW + hours * HOUR
            branches = present(world_of(repository), now).branches(repository)
            return {name: commit.oid for name, commit in branches.items()}

        assert heads(0) == {"main": begun, "dev": begun, "work": begun}
        assert heads(1) == {"main": begun, "dev": begun, "work": work}
        assert heads(2) == {"main": merge, "dev": begun, "work": work}
        assert heads(3) == {"main": last, "dev": begun, "work": work}
        assert heads(-48) == {}

    def test_a_branch_is_there_for_a_time(self, repository: Repository) -> None:
        repository.branches = {"dev": BranchSpan(since=NOW, until=NOW + HOUR)}

        def names(now: datetime) -> set[str]:
            return set(present(world_of(repository), now).branches(repository))

        assert names(NOW - HOUR) == names(NOW + HOUR) == {"main"}
        assert names(NOW) == {"main", "dev"}

    def test_a_push_is_seen_at_once_and_dates_the_repository(self, repository: Repository) -> None:
        world, folders = world_of(repository), Folders()
        before = Present(world, folders, NOW).pushed_at(repository)
        oid = push(repository, {"b": "1"}, NOW)
        after = Present(world, folders, NOW)

        assert before == datetime(2026, 11, 20, 10, tzinfo=UTC)
        assert after.pushed_at(repository) == NOW
        assert (after.head(repository) or pytest.fail("no head")).oid == oid

    def test_a_push_of_old_commits_is_dated_by_the_world(self, repository: Repository) -> None:
        repository.pushed_at = NOW - HOUR

        assert present(world_of(repository)).pushed_at(repository) == NOW - HOUR
        earlier = present(world_of(repository), NOW - timedelta(hours=2))
        assert earlier.pushed_at(repository) == datetime(2026, 11, 20, 10, tzinfo=UTC)


def world_of(repository: Repository) -> World:
    return World(organization=Organization(login="acme"), repositories=[repository])
