"""What changes without a push reaches the results within its cadence, on a simulated clock."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from pytest_django import Settings

from compliance.facts.forge import Deployments, PullRequests
from compliance.models import CheckResult, CheckTally, DailyScore, Poll, Repository, Transition
from compliance.sync import forge_facts, queue
from tests.compliance.sync.on_github import NOW, OnGitHub, on_github
from tests.github_simulator.faults import server_error
from tests.github_simulator.generation import generate, push
from tests.github_simulator.state import (
    CheckRun,
    Deployment,
    DeploymentStatus,
    PullRequest,
    Review,
)
from tests.github_simulator.state import Repository as OnGitHubRepository

MINUTES, HOURS, DAYS = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
EXPRESS = {
    "package.json": '{{"name": "{name}", "dependencies": {{"express": "5"}}}}',
    "app.js": "const express = require('express');\nconst app = express();\n",
    ".nvmrc": "22\n",
}

pytestmark = pytest.mark.django_db


@pytest.fixture
def plumbline(tmp_path: Path, settings: Settings) -> Iterator[OnGitHub]:
    world = generate(2, tmp_path, NOW, files=EXPRESS)
    with on_github(world, settings) as plumbline:
        plumbline.sync()
        yield plumbline


def remote(plumbline: OnGitHub) -> OnGitHubRepository:
    return plumbline.simulator.world.repositories[0]


def stored(plumbline: OnGitHub) -> Repository:
    return plumbline.organization.repositories.get(name=remote(plumbline).name)


def outcome(plumbline: OnGitHub, key: str) -> str:
    return CheckResult.objects.get(repository=stored(plumbline), key=key).outcome


def live(plumbline: OnGitHub, amount: timedelta, step: timedelta) -> int:
    """Let time go by in steps, with a sync after each; the requests that this took."""
    requests = 0
    until = plumbline.now + amount
    while plumbline.now < until:
        requests += plumbline.pass_time(step).sync()
    return requests


def test_a_run_that_ends_is_seen_within_five_minutes(plumbline: OnGitHub) -> None:
    plumbline.pass_time(10 * MINUTES)
    commit = push(remote(plumbline), {"a.js": "1\n"}, plumbline.now - MINUTES)
    run = CheckRun(commit=commit, name="test", started_at=plumbline.now - MINUTES)
    run.completed_at, run.conclusion = plumbline.now + 7 * MINUTES, "failure"
    remote(plumbline).check_runs.append(run)
    plumbline.sync()
    assert stored(plumbline).commit == commit
    assert stored(plumbline).checks_pending
    assert outcome(plumbline, "ci-green") == "pass", "the newest commit that is done is a success"

    plumbline.pass_time(5 * MINUTES).sync()
    assert outcome(plumbline, "ci-green") == "pass", "it still runs"
    plumbline.pass_time(5 * MINUTES).sync()

    assert outcome(plumbline, "ci-green") == "fail"
    assert not stored(plumbline).checks_pending
    assert plumbline.pass_time(5 * MINUTES).sync() == 1, "nothing runs, nothing is asked"


def test_a_run_that_never_ends_is_asked_for_a_day_at_most(plumbline: OnGitHub) -> None:
    plumbline.pass_time(10 * MINUTES)
    commit = push(remote(plumbline), {"a.js": "1\n"}, plumbline.now - MINUTES)
    started = plumbline.now - MINUTES
    remote(plumbline).check_runs.append(CheckRun(commit=commit, name="test", started_at=started))
    plumbline.sync()

    assert plumbline.pass_time(5 * MINUTES).sync() == 2, "heads, and the checks"
    live(plumbline, 26 * HOURS, 13 * HOURS)

    assert stored(plumbline).checks_pending
    assert plumbline.pass_time(5 * MINUTES).sync() == 1


def test_a_review_is_seen_within_a_day(plumbline: OnGitHub) -> None:
    """A dismissed review is no approval any more, and nobody pushes for it."""
    assert outcome(plumbline, "pull-requests-reviewed") == "pass"
    review = remote(plumbline).pull_requests[0].reviews[0]
    review.dismissed_at = plumbline.now + HOURS
    remote(plumbline).pull_requests[0].updated_at = plumbline.now + HOURS

    live(plumbline, DAYS + 5 * MINUTES, 6 * HOURS)

    assert outcome(plumbline, "pull-requests-reviewed") == "fail"


def test_a_merge_is_seen_within_five_minutes_with_its_reviews(plumbline: OnGitHub) -> None:
    plumbline.pass_time(10 * MINUTES)
    push(remote(plumbline), {"a.js": "1\n"}, plumbline.now - MINUTES, branch="dev")
    remote(plumbline).pull_requests.append(
        PullRequest(
            number=2,
            title="feat: more",
            author="person-2",
            head="feature/ABC-2-more",
            base="dev",
            created_at=plumbline.now - HOURS,
            merged_at=plumbline.now - MINUTES,
            reviews=[
                Review(
                    author="person-4",
                    state="COMMENTED",
                    submitted_at=plumbline.now - 2 * MINUTES,
                )
            ],
        )
    )

    plumbline.sync()

    assert outcome(plumbline, "pull-requests-reviewed") == "fail"


def test_a_merged_pull_request_is_stored_with_the_commit_that_it_became(
    plumbline: OnGitHub,
) -> None:
    """In the request that asks for the pull requests themselves."""
    pulls = forge_facts.load(stored(plumbline))[PullRequests]
    asked = plumbline.simulator.log.counts()
    assert isinstance(pulls, PullRequests)
    assert [each.merged_as for each in pulls.items] == [stored(plumbline).commit]
    assert asked["Repositories"] == 1


def test_a_deployment_is_seen_within_a_day(plumbline: OnGitHub) -> None:
    at = plumbline.now + HOURS
    remote(plumbline).deployments.append(
        Deployment(
            id=1,
            environment="staging",
            commit=stored(plumbline).commit,
            creator="person-2",
            created_at=at,
            statuses=[
                DeploymentStatus(state="in_progress", created_at=at),
                DeploymentStatus(state="success", created_at=at + 3 * MINUTES),
            ],
        )
    )

    live(plumbline, DAYS + 5 * MINUTES, 6 * HOURS)

    found = forge_facts.load(stored(plumbline))[Deployments]
    assert isinstance(found, Deployments)
    [deployment] = found.items
    assert deployment.environment == "staging"
    assert deployment.succeeded_at == at + 3 * MINUTES


def test_an_edited_ruleset_is_seen_within_a_day(plumbline: OnGitHub) -> None:
    assert outcome(plumbline, "branches-protected") == "pass"
    remote(plumbline).rulesets[0].enforcement = "EVALUATE"

    live(plumbline, DAYS - HOURS, 6 * HOURS)
    plumbline.pass_time(2 * HOURS).sync()

    assert outcome(plumbline, "branches-protected") == "fail"


def test_a_window_that_moves_on_needs_no_request(plumbline: OnGitHub) -> None:
    """The only pull request of the window has a bad name; with it the reason to fail is gone."""
    assert outcome(plumbline, "branch-names") == "fail"

    live(plumbline, 92 * DAYS, 23 * DAYS)

    assert outcome(plumbline, "branch-names") == "not_applicable"
    names = Transition.objects.filter(repository=stored(plumbline), key="branch-names")
    assert [each.after for each in names] == ["not_applicable"]


def test_an_end_of_life_that_arrives_needs_no_request(tmp_path: Path, settings: Settings) -> None:
    """Node.js 22 ends on 2027-04-30, with GitHub out of reach since the day before."""
    last_day = datetime(2027, 4, 30, 12, tzinfo=UTC)
    world = generate(1, tmp_path, last_day, files=EXPRESS)
    with on_github(world, settings, now=last_day) as plumbline:
        plumbline.sync()
        assert outcome(plumbline, "node-version-pinned") == "pass"

        plumbline.pass_time(DAYS)
        plumbline.simulator.faults.add(server_error(), times=None)
        plumbline.sync()

        assert outcome(plumbline, "node-version-pinned") == "fail"
        assert plumbline.organization.problem


def test_a_repository_that_was_archived_or_deleted_leaves_within_a_day(
    plumbline: OnGitHub,
) -> None:
    first, second = plumbline.simulator.world.repositories
    first.archived_at = plumbline.now + HOURS
    second.until = plumbline.now + HOURS

    live(plumbline, DAYS + 5 * MINUTES, 6 * HOURS)

    rows = {each.name: each for each in plumbline.organization.repositories.all()}
    assert rows[first.name].left_out == "it is archived"
    assert rows[second.name].gone_since is not None
    assert not plumbline.organization.repositories.counted().exists()
    assert CheckResult.objects.filter(repository=rows[first.name]).exists(), "kept as it was"


def _hide(repository: OnGitHubRepository, _now: datetime) -> None:
    repository.visibility = "PRIVATE"


def _archive(repository: OnGitHubRepository, now: datetime) -> None:
    repository.archived_at = now


def _delete(repository: OnGitHubRepository, now: datetime) -> None:
    repository.until = now


def _settings_due(plumbline: OnGitHub) -> None:
    plumbline.organization.polls.filter(kind=Poll.Kind.SETTINGS).update(due_at=plumbline.now)


def _details_due(plumbline: OnGitHub) -> None:
    plumbline.organization.repositories.update(wanted="changes", wanted_at=plumbline.now)


def _pushed_to(plumbline: OnGitHub) -> None:
    push(remote(plumbline), {"a.js": "1\n"}, plumbline.now)


@pytest.mark.parametrize(
    ("change", "ask"),
    [
        (_hide, _settings_due),
        (_archive, _settings_due),
        (_delete, _settings_due),
        (_hide, _details_due),
        (_archive, _details_due),
        (_archive, _pushed_to),
    ],
)
def test_what_is_kept_in_sums_follows_what_may_be_seen_at_once(
    plumbline: OnGitHub,
    change: Callable[[OnGitHubRepository, datetime], None],
    ask: Callable[[OnGitHub], None],
) -> None:
    """Nothing is judged again for that, and the day has begun before."""
    for repository in plumbline.simulator.world.repositories:
        repository.visibility = "INTERNAL"
    plumbline.pass_time(DAYS).sync()
    kept = DailyScore.objects.filter(team=None, audience="members", day=plumbline.now.date())
    assert kept.get().repositories == 2

    change(remote(plumbline), plumbline.now + MINUTES)
    ask(plumbline.pass_time(5 * MINUTES))
    plumbline.sync()

    assert not plumbline.organization.repositories.filter(judged_at=plumbline.now).exists()
    assert kept.get().repositories == 1
    tallied = CheckTally.objects.filter(team=None, audience="members", key="node-version-pinned")
    assert tallied.get().passing == 1


def test_a_new_repository_is_judged_at_once_by_what_it_says_of_itself(
    plumbline: OnGitHub, tmp_path: Path
) -> None:
    later = plumbline.now + MINUTES
    new = generate(3, tmp_path / "more", later, files=EXPRESS).repositories[2]
    new.created_at = later
    new.pushed_at = later
    new.properties = {"phase": "mvp"}
    plumbline.simulator.world.repositories.append(new)

    requests = plumbline.pass_time(5 * MINUTES).sync()

    assert requests == 1 + 1 + 1 + 1, "heads, the repository, its details, its archive"
    row = plumbline.organization.repositories.get(name=new.name)
    assert row.results.get(key="load-tests").outcome == "not_applicable"
    assert row.results.get(key="secret-scanning-enabled").outcome == "fail"


def test_what_was_seen_and_not_marked_is_seen_again(
    plumbline: OnGitHub, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The worker dies between two steps: the poll has not happened."""
    plumbline.pass_time(10 * MINUTES)
    commit = push(remote(plumbline), {"a.js": "1\n"}, plumbline.now - MINUTES)
    with monkeypatch.context() as patched:
        patched.setattr(queue, "want", _killed)
        with pytest.raises(SystemExit):
            plumbline.sync()
    Poll.objects.update(leased_until=None)

    plumbline.pass_time(MINUTES).sync()

    assert stored(plumbline).commit == commit


def _killed(*_: object) -> None:
    raise SystemExit


def test_people_are_read_each_hour(plumbline: OnGitHub) -> None:
    world = plumbline.simulator.world
    left = world.members.pop()
    before = plumbline.organization.people.filter(left_at=None).count()

    live(plumbline, HOURS, 30 * MINUTES)

    people = plumbline.organization.people
    assert people.filter(left_at=None).count() == before - 1
    assert people.get(login=left.login).left_at is not None
