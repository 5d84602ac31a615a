"""What a repository on GitHub asks for, from the push to what is judged after it was approved."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from pytest_django import Settings

from compliance import approvals, clock
from compliance.facts.forge import Branches, Commits
from compliance.models import AskedFor, Person, Repository
from compliance.sync import forge_facts
from tests.compliance.sync.on_github import NOW, OnGitHub, on_github
from tests.github_simulator.generation import generate, push

MINUTES = timedelta(minutes=1)
FILES = {
    "package.json": '{{"name": "{name}", "dependencies": {{"express": "5"}}}}',
    "app.js": "const express = require('express');\nconst app = express();\n",
    "old/package.json": '{{"dependencies": {{"koa": "3"}}}}',
    "old/app.js": "const Koa = require('koa');\nnew Koa().listen(80);\n",
}

pytestmark = pytest.mark.django_db


@pytest.fixture
def plumbline(tmp_path: Path, settings: Settings) -> Iterator[OnGitHub]:
    with on_github(generate(1, tmp_path, NOW, files=FILES), settings) as plumbline:
        plumbline.sync()
        yield plumbline.pass_time(10 * MINUTES)


def ask(plumbline: OnGitHub, text: str) -> AskedFor:
    """Push an own file, and let it be read."""
    remote = plumbline.simulator.world.repositories[0]
    push(remote, {".plumbline.yml": text}, plumbline.now - MINUTES)
    plumbline.sync()
    return approvals.current(stored(plumbline)).get()


def stored(plumbline: OnGitHub) -> Repository:
    return plumbline.organization.repositories.get()


def approve(plumbline: OnGitHub, asked: AskedFor) -> None:
    owner = plumbline.organization.people.filter(role=Person.Role.OWNER)[0]
    with clock.standing_at(plumbline.now):
        approvals.approve(asked, owner)


def commits(plumbline: OnGitHub) -> Commits:
    found = forge_facts.load(stored(plumbline))[Commits]
    assert isinstance(found, Commits)
    return found


def components(plumbline: OnGitHub) -> list[str]:
    return [each["path"] for each in stored(plumbline).components if each["counts"]]


def test_paths_that_are_ignored_cost_one_archive(plumbline: OnGitHub) -> None:
    asked = ask(plumbline, "ignore: [{paths: old/, reason: Switched off.}]\n")
    assert components(plumbline) == [".", "old"]

    approve(plumbline, asked)

    assert plumbline.pass_time(5 * MINUTES).sync() == 1 + 1, "heads, its archive"
    assert components(plumbline) == ["."]
    assert plumbline.pass_time(5 * MINUTES).sync() == 1, "it is judged as it was approved"


def test_a_component_that_is_left_out_costs_no_request(plumbline: OnGitHub) -> None:
    asked = ask(
        plumbline, "components: {leave_out: [{path: old, stack: node, reason: Switched off.}]}\n"
    )

    approve(plumbline, asked)

    assert plumbline.pass_time(5 * MINUTES).sync() == 1
    assert components(plumbline) == ["."]


def test_of_another_working_branch_github_is_asked(plumbline: OnGitHub) -> None:
    asked = ask(plumbline, "branches: {working: trunk}\n")

    approve(plumbline, asked)
    plumbline.pass_time(5 * MINUTES).sync()

    branches = forge_facts.load(stored(plumbline))[Branches]
    assert isinstance(branches, Branches)
    assert branches.asked == ("trunk",)
    result = stored(plumbline).results.get(key="dev-branch")
    assert (result.outcome, "trunk" in result.message) == ("fail", True)
    assert plumbline.pass_time(5 * MINUTES).sync() == 1


def test_what_is_pushed_to_another_working_branch_is_known(plumbline: OnGitHub) -> None:
    """The poll of heads asks for one branch, and forgets no other that it did not ask for."""
    remote = plumbline.simulator.world.repositories[0]
    approve(plumbline, ask(plumbline, "branches: {working: trunk}\n"))
    push(remote, {"a.js": "1\n"}, plumbline.now, branch="trunk", onto=stored(plumbline).head)
    plumbline.pass_time(5 * MINUTES).sync()
    head = stored(plumbline).working_head
    assert (commits(plumbline).branch, head) == ("trunk", commits(plumbline).items[0].sha)

    push(remote, {"a.js": "2\n"}, plumbline.now, branch="trunk")
    plumbline.pass_time(5 * MINUTES).sync()

    assert stored(plumbline).working_head not in ("", head)
    assert commits(plumbline).branch == "trunk"
