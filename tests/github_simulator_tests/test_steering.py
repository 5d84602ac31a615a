"""What steers a simulator over HTTP, worlds as files, and the simulator as a process."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import httpx
import msgspec
import pytest

from tests.github_simulator.clock import Clock
from tests.github_simulator.credentials import Credential
from tests.github_simulator.generation import generate
from tests.github_simulator.organization_file import WorldFileError, load
from tests.github_simulator.simulator import Simulator
from tests.github_simulator.state import World
from tests.github_simulator_tests.conftest import HOUR, NOW, Ask

ROOT = Path(__file__).parents[2]
Steer = Callable[..., httpx.Response]


@pytest.fixture
def steer(simulator: Simulator, http: httpx.Client) -> Steer:
    def ask(method: str, path: str, secret: str = "opens", **content: object) -> httpx.Response:
        headers = {"X-Simulator-Secret": secret} if secret else {}
        url = f"{simulator.url}/_simulator/{path}"
        return http.request(method, url, headers=headers, json=content or None)

    return ask


def test_without_the_secret_nothing_is_steered(
    simulator: Simulator, steer: Steer, clock: Clock
) -> None:
    now = (NOW + HOUR).isoformat()
    for secret in ("", "closes", "öffnet"):
        headers = {b"X-Simulator-Secret": secret.encode()}
        url = f"{simulator.url}/_simulator/clock"
        assert httpx.post(url, headers=headers, json={"now": now}).status_code == 404
    simulator.secret = ""

    assert steer("POST", "clock", "", now=now).status_code == 404
    assert clock.now() == NOW


def test_the_clock_is_set_and_let_go(steer: Steer, clock: Clock) -> None:
    answer = steer("POST", "clock", now="2026-11-21T12:00:00+01:00")

    assert answer.json() == {"now": "2026-11-21T11:00:00+00:00"}
    assert clock.now() == NOW + HOUR
    assert steer("POST", "clock", now=None).status_code == 200
    assert clock.now() > NOW + HOUR


@pytest.mark.parametrize("now", ["yesterday", "2026-11-21T12:00:00", 5])
def test_the_clock_refuses_what_is_no_moment(steer: Steer, clock: Clock, now: object) -> None:
    assert steer("POST", "clock", now=now).status_code == 422
    assert clock.now() == NOW


def test_what_was_asked_can_be_read_and_forgotten(
    steer: Steer, rest: Ask, owner: Credential
) -> None:
    rest("/orgs/acme", owner)
    counts = steer("GET", "counts").json()
    (request,) = steer("GET", "requests").json()

    assert counts == {
        "calls": {"GET /orgs/{org}": 1},
        "api": 1,
        "points": {"core": 1, "graphql": 0},
        "leaks": 0,
    }
    assert (request["path"], request["status"]) == ("/orgs/acme", 200)
    assert steer("POST", "forget").json()["calls"] == {}
    assert steer("GET", "nothing").status_code == 404


def test_a_clock_that_stands_can_go_on() -> None:
    clock = Clock(NOW)

    assert clock.advance(timedelta(hours=1)) == clock.now() == NOW + HOUR


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A world of two generated repositories as a file, with paths from where it is."""
    world = generate(2, tmp_path, NOW)
    content = msgspec.to_builtins(world, enc_hook=str)
    for each in content["repositories"]:
        each["path"] = "generated.git"
    path = tmp_path / "organization.json"
    path.write_bytes(msgspec.json.encode(content))
    return path


def test_a_file_holds_a_whole_world(file: Path) -> None:
    world = load(file)

    assert [each.name for each in world.repositories] == ["repository-0001", "repository-0002"]
    assert world.repositories[0].path == file.parent / "generated.git"
    assert world.repositories[0].pull_requests[0].reviews[0].author == "person-3"


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"{", "Input data was truncated"),
        (b"{}", "missing required field `organization`"),
        (b'{"organization": {"login": "a", "nam": "b"}}', "unknown field `nam`"),
        (
            b'{"organization": {"login": "a", "created_at": "2026-01-01T00:00:00"}}',
            "Expected `datetime` with a timezone",
        ),
        (
            b'{"organization": {"login": "a"}, "repositories": [{"path": 1, "id": 1}]}',
            r"Expected a path - at `\$.repositories\[0\].path",
        ),
    ],
)
def test_a_file_that_is_none_is_refused(tmp_path: Path, content: bytes, why: str) -> None:
    path = tmp_path / "organization.json"
    path.write_bytes(content)

    with pytest.raises(WorldFileError, match=why):
        load(path)


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(WorldFileError, match=r"none\.json describes no organization"):
        load(tmp_path / "none.json")


@contextmanager
def process(*arguments: str | Path, token: str = "made-up") -> Iterator[subprocess.Popen[str]]:
    """The simulator as a process of its own, as the demo starts it."""
    environment = {"PATH": os.environ["PATH"], "SIMULATOR_SECRET": "opens"}
    if token:
        environment["GITHUB_TOKEN"] = token
    command = [sys.executable, "-m", "tests.github_simulator", *map(str, arguments)]
    with subprocess.Popen(
        command,
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as running:
        try:
            yield running
        finally:
            running.kill()


@pytest.mark.slow
def test_the_simulator_runs_as_a_process(file: Path, http: httpx.Client) -> None:
    with process(file) as running:
        said = running.stdout.readline() if running.stdout else ""
        url = said.removeprefix("Listening at ").strip()
        listed = http.get(f"{url}/orgs/acme/repos", headers={"Authorization": "Bearer made-up"})
        steered = http.get(f"{url}/_simulator/counts", headers={"X-Simulator-Secret": "opens"})
        running.send_signal(signal.SIGTERM)
        code = running.wait(timeout=20)

    assert len(listed.json()) == 2
    assert listed.headers["X-OAuth-Scopes"] == "admin:org, read:org, repo"
    assert steered.json()["api"] == 1
    assert code == 0


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "token", "why"),
    [
        ("organization.json", "", "GITHUB_TOKEN is not set"),
        ("none.json", "made-up", "none.json describes no organization"),
        ("organization.json", "made-up", "cannot be used: Address already in use"),
    ],
)
def test_a_process_that_cannot_start_says_why(file: Path, name: str, token: str, why: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        with process(file.with_name(name), "--port", port, token=token) as running:
            _, said = running.communicate(timeout=20)

    assert running.returncode == 2
    assert said.count("\n") == 1
    assert why in said


def test_a_generated_organization_is_whole(tmp_path: Path) -> None:
    world = generate(120, tmp_path, NOW)

    assert len({each.node_id for each in world.repositories}) == 120
    assert len({each.heads for each in world.repositories}) == 120
    assert len({each.path for each in world.repositories}) == 1
    assert [len(each.repositories) for each in world.teams] == [50, 50, 20]


def test_an_empty_organization_can_be_generated(tmp_path: Path, http: httpx.Client) -> None:
    world: World = generate(0, tmp_path, NOW)
    with Simulator(world) as simulator:
        headers = {"Authorization": f"Bearer {simulator.token('person-1').token}"}
        answer = http.get(f"{simulator.url}/orgs/acme/repos", headers=headers)

    assert answer.json() == []
