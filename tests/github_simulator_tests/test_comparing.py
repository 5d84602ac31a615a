"""How two commits stand to each other, as GitHub's page about comparing them says."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import httpx
import pytest

from tests.github_simulator.clock import Clock
from tests.github_simulator.generation import generate, push
from tests.github_simulator.simulator import Simulator
from tests.github_simulator_tests import descriptions
from tests.github_simulator_tests.conftest import NOW
from tests.github_simulator_tests.openapi import Description

SECOND = timedelta(seconds=1)
Compare = Callable[[str, str], httpx.Response]


@pytest.fixture
def commits() -> dict[str, str]:
    return {}


@pytest.fixture
def compare(tmp_path: Path, http: httpx.Client, commits: dict[str, str]) -> Compare:
    """One that asks how two of `commits` stand to each other: `a`, from which `b` and `c` come, `m`
    that merges them, and `x` of another repository.
    """
    world = generate(2, tmp_path, NOW)
    repository, another = world.repositories
    commits["a"] = push(repository, {"a": "1"}, NOW - 9 * SECOND)
    commits["b"] = push(repository, {"b": "1"}, NOW - 8 * SECOND)
    commits["c"] = push(repository, {"c": "1"}, NOW - 7 * SECOND, branch="dev", onto=commits["a"])
    commits["m"] = push(repository, {"m": "1"}, NOW - 6 * SECOND, merges=commits["c"])
    commits["x"] = push(another, {"x": "1"}, NOW - 5 * SECOND)

    def ask(base: str, head: str) -> httpx.Response:
        with Simulator(world, clock=Clock(NOW), wall=Clock(NOW)) as simulator:
            token = simulator.token("person-1", scopes=frozenset({"repo"})).token
            pair = f"{commits.get(base, base)}...{commits.get(head, head)}"
            path = f"/repos/acme/{repository.name}/compare/{pair}?per_page=1"
            return http.get(simulator.url + path, headers={"Authorization": f"Bearer {token}"})

    return ask


@pytest.mark.parametrize(
    ("base", "head", "status", "ahead", "behind"),
    [
        ("a", "a", "identical", 0, 0),
        ("a", "b", "ahead", 1, 0),
        ("b", "a", "behind", 0, 1),
        ("b", "c", "diverged", 1, 1),
        ("c", "m", "ahead", 2, 0),
        ("a", "m", "ahead", 3, 0),
    ],
)
def test_how_the_head_stands_to_the_base(
    compare: Compare, base: str, head: str, status: str, ahead: int, behind: int
) -> None:
    answer = compare(base, head)

    found = answer.json()
    assert (found["status"], found["ahead_by"], found["behind_by"]) == (status, ahead, behind)
    assert len(found["commits"]) == min(ahead, 1), "a page"
    described = Description(descriptions.openapi("api.github.com"))
    path = "/repos/{owner}/{repo}/compare/{basehead}"
    schema = described.schema("GET", path, 200)
    assert schema is not None
    assert described.problems(found, schema) == []


def test_commits_come_in_the_order_of_time(compare: Compare, commits: dict[str, str]) -> None:
    assert compare("a", "m").json()["commits"][0]["sha"] == commits["b"]


@pytest.mark.parametrize(("base", "head"), [("a", "x"), ("a", "f" * 40), ("0" * 40, "a")])
def test_what_has_nothing_in_common_or_is_not_there(compare: Compare, base: str, head: str) -> None:
    assert compare(base, head).status_code == 404
