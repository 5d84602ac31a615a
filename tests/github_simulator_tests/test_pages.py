"""The pages that the demo's links lead to."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import httpx
import pytest

from tests import repositories_on_disk as disk
from tests.github_simulator.generation import generate, push
from tests.github_simulator.simulator import Simulator
from tests.github_simulator.state import World
from tests.github_simulator_tests.conftest import HOUR, NOW

HOSTILE = "<script>alert(1)</script>"


def get(simulator: Simulator, http: httpx.Client, path: str) -> str:
    answer = http.get(simulator.url + path, headers={"Accept": "text/html"})
    assert answer.status_code == 200, path
    assert answer.headers["Content-Type"] == "text/html; charset=utf-8"
    return answer.text


def test_every_link_leads_to_a_page(simulator: Simulator, http: httpx.Client) -> None:
    seen: set[str] = set()
    waiting = ["/", "/acme"]
    while waiting:
        path = waiting.pop()
        links = re.findall(r'href="(/[^"#]*)"', get(simulator, http, path))
        waiting += [each for each in set(links) - seen if each not in waiting]
        seen |= {path, *links}

    assert any(each.startswith("/acme/api/blob/") for each in seen)
    assert any(each.startswith("/acme/api/tree/") for each in seen)
    assert any(each.startswith("/acme/api/commit/") for each in seen)
    assert {"/acme/api/pull/1", "/acme/api/pull/2", "/acme/empty"} <= seen


def test_lines_have_anchors(simulator: Simulator, http: httpx.Client, folder: Path) -> None:
    head = disk.git(folder / "api", "rev-parse", "HEAD")

    text = get(simulator, http, f"/acme/api/blob/{head}/src/a.py")

    assert '<span id="L1"><a href="#L1">    1</a>  print(1)</span>' in text


def test_several_lines_have_an_anchor_at_the_first(
    simulator: Simulator, http: httpx.Client, world: World, tmp_path: Path
) -> None:
    repository = generate(1, tmp_path, NOW).repositories[0]
    oid = push(repository, {"a.py": "a\nb\nc\n"}, NOW - HOUR)
    repository.id = 99
    with simulator.changing():
        world.repositories.append(repository)

    text = get(simulator, http, f"/acme/{repository.name}/blob/{oid}/a.py")

    first, second, third = re.findall(r'<span id="L\d">.*', text)
    assert re.findall(r'id="(L[\d-]+L\d+)"', first) == ["L1-L2", "L1-L3"]
    assert re.findall(r'id="(L[\d-]+L\d+)"', second) == ["L2-L3"]
    assert "L3-" not in third


def test_branches_and_settings_have_pages(simulator: Simulator, http: httpx.Client) -> None:
    assert re.search("main at <a", get(simulator, http, "/acme/api/branches"))
    for page in ("branches", "security_analysis"):
        assert "administrator" in get(simulator, http, f"/acme/api/settings/{page}")


def test_a_commit_shows_what_changed(
    simulator: Simulator, http: httpx.Client, folder: Path
) -> None:
    head = disk.git(folder / "api", "rev-parse", "HEAD")

    text = get(simulator, http, f"/acme/api/commit/{head}")

    assert "<h1>feat: start</h1>" in text
    assert "+print(1)" in text


def test_a_submodule_is_named_and_leads_nowhere(
    simulator: Simulator, http: httpx.Client, world: World, folder: Path, tmp_path: Path
) -> None:
    path = tmp_path / "copy"
    shutil.copytree(folder / "api", path)
    disk.git(path, "update-index", "--add", "--cacheinfo", f"160000,{'a' * 40},schemas")
    disk.git(path, "commit", "-q", "-m", "build: add the schemas")
    world.repositories[0].path = path

    text = get(simulator, http, "/acme/api")

    assert "<li>schemas at aaaaaaa</li>" in text


def test_people_and_teams_have_pages(simulator: Simulator, http: httpx.Client) -> None:
    assert "<h1>Alice</h1>" in get(simulator, http, "/alice")
    assert "bob" in get(simulator, http, "/orgs/acme/teams/core")


def test_nothing_from_a_repository_is_trusted(
    simulator: Simulator, http: httpx.Client, world: World, tmp_path: Path
) -> None:
    repository = generate(1, tmp_path, NOW).repositories[0]
    repository.description = HOSTILE
    repository.pull_requests[0].title = repository.pull_requests[0].body = HOSTILE
    files = {f"{HOSTILE}.txt": HOSTILE}
    oid = push(repository, files, NOW - HOUR, message=f"{HOSTILE}\n\n{HOSTILE}")
    repository.id = 99
    with simulator.changing():
        world.repositories.append(repository)

    for path in ("", f"/commit/{oid}", "/pull/1", f"/blob/{oid}/{HOSTILE}.txt"):
        answer = http.get(f"{simulator.url}/acme/{repository.name}{path}")
        assert answer.status_code == 200
        assert "<script" not in answer.text
        assert "&lt;script&gt;" in answer.text


@pytest.mark.parametrize(
    "path",
    [
        "/nobody",
        "/acme/none",
        "/other/api",
        "/acme/api/blob/main",
        "/acme/api/blob/main/none",
        "/acme/api/blob/--help/README.md",
        "/acme/api/tree/none",
        "/acme/api/commit/none",
        "/acme/api/pull/9",
        "/acme/api/settings",
        f"/{HOSTILE}",
    ],
)
def test_what_is_not_there_is_said(simulator: Simulator, http: httpx.Client, path: str) -> None:
    answer = http.get(simulator.url + path)

    assert answer.status_code == 404
    assert "<h1>Nothing is here</h1>" in answer.text
    assert "<script" not in answer.text


def test_nothing_but_the_own_style_is_allowed(simulator: Simulator, http: httpx.Client) -> None:
    policy = http.get(f"{simulator.url}/acme").headers["Content-Security-Policy"]

    assert policy.startswith("default-src 'none'; style-src 'sha256-")
    assert "unsafe" not in policy
