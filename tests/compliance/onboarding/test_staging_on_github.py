"""How far back deployments to staging are read for who is new, and what that costs."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from pytest_django import Settings

from compliance.facts.forge import Deployments
from compliance.sync import forge_facts
from tests.compliance.onboarding.newcomer import (
    FIRST,
    HOUR,
    MINUTE,
    accepted,
    commit,
    deployed,
    invited,
    live,
    merged,
    remote,
    the_plan,
)
from tests.compliance.sync.on_github import NOW, OnGitHub, on_github
from tests.github_simulator.generation import generate
from tests.github_simulator.state import DeploymentStatus

pytestmark = pytest.mark.django_db

START = NOW + 3 * HOUR
LATER = START + 20 * HOUR
POLL = timedelta(minutes=10)


@pytest.fixture
def joined(tmp_path: Path, settings: Settings) -> Iterator[OnGitHub]:
    """An organization of two repositories, of which somebody is a member since `START`."""
    with on_github(generate(2, tmp_path, NOW, files=FIRST), settings) as plumbline:
        plumbline.sync()
        accepted(plumbline, invited(plumbline, NOW + 30 * MINUTE), START)
        live(plumbline, START)
        yield plumbline


def merge(plumbline: OnGitHub) -> str:
    """The newcomer's pull request, merged an hour after they came; as which commit."""
    sha = commit(plumbline, START + HOUR)
    merged(plumbline, sha, START + HOUR)
    return sha


def deploy_often(plumbline: OnGitHub, sha: str, times: int, **more: str) -> None:
    """Deployments that nobody needs, ten minutes after each other, from six hours after."""
    for number in range(times):
        deployed(plumbline, sha, START + 6 * HOUR + number * 10 * MINUTE, **more)


def kept(plumbline: OnGitHub) -> Deployments:
    repository = plumbline.organization.repositories.get(name=remote(plumbline).name)
    found = forge_facts.load(repository)[Deployments]
    assert isinstance(found, Deployments)
    return found


def test_a_first_success_behind_many_previews_is_found(joined: OnGitHub) -> None:
    sha = merge(joined)
    deployed(joined, sha, START + 5 * HOUR)
    deploy_often(joined, sha, 45, environment="preview")

    live(joined, LATER)

    assert the_plan().finished_at == START + 5 * HOUR


def test_a_first_success_before_many_others_is_found(joined: OnGitHub) -> None:
    sha = merge(joined)
    deployed(joined, sha, START + 5 * HOUR)
    deploy_often(joined, sha, 45)

    live(joined, LATER)

    assert the_plan().finished_at == START + 5 * HOUR


def test_a_success_before_many_other_states_is_found(joined: OnGitHub) -> None:
    sha = merge(joined)
    at = START + 5 * HOUR
    states = deployed(joined, sha, at).statuses
    states += [
        DeploymentStatus(state="in_progress", created_at=at + number * MINUTE)
        for number in range(1, 40)
    ]

    live(joined, LATER)

    assert the_plan().finished_at == at


def further_pages(plumbline: OnGitHub) -> int:
    return plumbline.simulator.log.counts()["MoreDeployments"]


def test_what_was_read_once_is_not_read_again(joined: OnGitHub) -> None:
    sha = merge(joined)
    deploy_often(joined, sha, 150, state="failure")
    far = START + 40 * HOUR

    live(joined, far)
    assert len(kept(joined).items) == 150
    assert further_pages(joined) == 2, "of a hundred and of thirty, beyond the newest twenty"

    deployed(joined, sha, far + MINUTE, state="failure")
    live(joined, far + 30 * MINUTE, step=POLL)
    assert len(kept(joined).items) == 151
    assert further_pages(joined) == 2

    deployed(joined, sha, far + 31 * MINUTE)
    live(joined, far + 50 * MINUTE)
    assert the_plan().finished_at == far + 31 * MINUTE
    assert further_pages(joined) == 2


def test_who_is_there_all_the_time_needs_no_further_page(joined: OnGitHub) -> None:
    sha = merge(joined)
    deploy_often(joined, sha, 45, state="failure")

    live(joined, START + 14 * HOUR, step=HOUR)

    assert len(kept(joined).items) == 45
    assert further_pages(joined) == 0


def test_nothing_more_is_read_where_nobody_who_is_new_has_a_part(joined: OnGitHub) -> None:
    sha = commit(joined, START + HOUR, author="person-1")
    deploy_often(joined, sha, 45)

    live(joined, LATER)

    found = kept(joined)
    assert (found.since, len(found.items)) == (None, 20)
    assert further_pages(joined) == 0


def test_one_that_takes_long_is_followed_though_others_come_after_it(joined: OnGitHub) -> None:
    sha = merge(joined)
    waiting = deployed(joined, sha, START + 5 * HOUR, state="in_progress")
    deploy_often(joined, sha, 45, state="failure")
    live(joined, LATER)
    assert the_plan().finished_at is None

    waiting.statuses.append(DeploymentStatus(state="success", created_at=LATER + MINUTE))
    live(joined, LATER + 20 * MINUTE)

    assert the_plan().finished_at == LATER + MINUTE
