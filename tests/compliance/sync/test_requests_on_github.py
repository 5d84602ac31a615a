"""What a sync costs: each request is counted by the simulated GitHub, and compared with the formula
of docs/github.md.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from math import ceil
from pathlib import Path

import pytest
from pytest_django import Settings

from compliance.models import CheckResult, SyncRun
from tests.compliance.sync.on_github import NOW, OnGitHub, on_github
from tests.github_simulator.generation import generate, push

REPOSITORIES = 52
# What a classic token is proven by: who it is, invitations, custom properties.
PROOF = 3
FIVE_MINUTES = timedelta(minutes=5)

pytestmark = pytest.mark.django_db


def first_sync(repositories: int, members: int, teams: int) -> int:
    """The formula for a first sync: settings, people, heads, details, and an archive for each."""
    settings = ceil(repositories / 50) + ceil(repositories / 100) + 1
    people = ceil(members / 100) + ceil(teams / 50) + 1
    return PROOF + settings + people + ceil(repositories / 100) + repositories


@pytest.fixture
def plumbline(tmp_path: Path, settings: Settings) -> Iterator[OnGitHub]:
    with on_github(generate(REPOSITORIES, tmp_path, NOW), settings) as plumbline:
        yield plumbline


def test_each_request_is_one_of_the_formula(plumbline: OnGitHub) -> None:
    world = plumbline.simulator.world
    repositories = plumbline.organization.repositories

    expected = first_sync(len(world.repositories), len(world.members), len(world.teams))
    assert plumbline.sync() == expected, plumbline.simulator.log.counts()
    assert repositories.filter(problem="", judged_at__isnull=False).count() == REPOSITORIES
    assert not CheckResult.objects.filter(outcome="unknown").exists()
    assert plumbline.simulator.log.leaks == []

    plumbline.ask_now()
    assert plumbline.sync() == 1, "a second sync right after the first"
    costs = [plumbline.pass_time(FIVE_MINUTES).sync() for _ in range(3)]
    assert costs == [1, 1, 1], "nothing changed"
    assert SyncRun.objects.count() == 1

    plumbline.pass_time(FIVE_MINUTES)
    pushed = world.repositories[40]
    commit = push(pushed, {".nvmrc": "24\n"}, plumbline.now - timedelta(minutes=1))
    assert plumbline.sync() == 1 + 1 + 1, "one commit"
    stored = repositories.get(name=pushed.name)
    assert (stored.head, stored.commit, stored.problem) == (commit, commit, "")

    plumbline.pass_time(FIVE_MINUTES)
    for each in world.repositories[:51]:
        push(each, {".python-version": "3.13\n"}, plumbline.now - timedelta(minutes=1))
    assert plumbline.sync() == 1 + 2 + 51, "more commits than one query asks for"
