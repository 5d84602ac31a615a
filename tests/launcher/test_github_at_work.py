"""The real `./run` with a GitHub organization as its source, and with the demo's GitHub."""

import http.client
import json
import os
import re
import shutil
import signal
import socket
import threading
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.github_simulator import Simulator
from tests.github_simulator.generation import generate
from tests.launcher.running import (
    Plumbline,
    _processes,
    clean_environment,
    free_port,
    run,
    started_before,
)

pytestmark = [pytest.mark.slow, pytest.mark.waits]

_TOKEN = f"ghp_{uuid.uuid4().hex}"


@pytest.fixture
def simulator(tmp_path: Path) -> Iterator[Simulator]:
    """A GitHub with an organization of two repositories, for whoever has the token."""
    world = generate(2, tmp_path / "world", datetime.now(UTC))
    with Simulator(world) as simulator:
        scopes = frozenset({"repo", "read:org", "admin:org"})
        simulator.token("person-1", token=_TOKEN, scopes=scopes)
        yield simulator


def _tools(folder: Path, *programs: str) -> str:
    folder.mkdir()
    for program in programs:
        found = shutil.which(program)
        assert found, program
        (folder / program).symlink_to(found)
    return str(folder)


@contextmanager
def _command_lines() -> Iterator[set[str]]:
    """All that stands on any command line of the machine, as long as the block runs."""
    seen: set[str] = set()
    ended = threading.Event()

    def look() -> None:
        while not ended.wait(0.2):
            seen.update(command for _, _, _, command in _processes())

    looking = threading.Thread(target=look)
    looking.start()
    try:
        yield seen
    finally:
        ended.set()
        looking.join()


def test_an_organization_is_read_with_its_token_which_stands_nowhere(
    tmp_path: Path, simulator: Simulator
) -> None:
    """Without git, which only folders and the demo need."""
    data = started_before(tmp_path / "data")
    environment = clean_environment(
        tmp_path,
        PATH=_tools(tmp_path / "bin", "dirname", "env", "unshare", "setpriv"),
        GITHUB_ORG="acme",
        GITHUB_TOKEN=_TOKEN,
        GITHUB_API_URL=simulator.url,
    )
    with _command_lines() as lines:
        plumbline = Plumbline(data, "--once", environment=environment)
        plumbline.wait_for_the_end(0)
    assert "\nrepository-0001 " in plumbline.output
    assert "\nrepository-0002 " in plumbline.output
    assert simulator.log.leaks == []
    assert not (data / "demo").exists()
    assert any("celery" in line for line in lines)
    assert not [line for line in lines if _TOKEN in line]
    assert _TOKEN not in plumbline.output
    assert not [file for file in _files(data) if _TOKEN.encode() in file.read_bytes()]
    assert plumbline.left() == []


def test_where_nobody_can_sign_in_a_link_for_the_local_administrator_is_printed(
    tmp_path: Path, simulator: Simulator
) -> None:
    """To the terminal alone: it is in no file, and on no command line."""
    data = started_before(tmp_path / "data")
    port = str(free_port())
    environment = clean_environment(
        tmp_path, GITHUB_ORG="acme", GITHUB_TOKEN=_TOKEN, GITHUB_API_URL=simulator.url
    )
    with _command_lines() as lines:
        plumbline = Plumbline(data, "--port", port, environment=environment)
        plumbline.wait_for("/accounts/link/?key=")
    pattern = rf"^http://127.0.0.1:{port}(/accounts/link/\?key=(\S{{43}}))$"
    found = re.search(pattern, plumbline.output, re.MULTILINE)
    assert found
    connection = http.client.HTTPConnection("127.0.0.1", int(port), timeout=30)
    connection.request("GET", found[1])
    assert connection.getresponse().status == 200
    connection.close()
    assert plumbline.stop() == 0
    assert not [line for line in lines if found[2] in line]
    files = [file for file in data.rglob("*") if file.is_file()]
    assert data / "logs" / "sign_in_link.log" in files
    assert not [file for file in files if found[2].encode() in file.read_bytes()]


def test_why_an_organization_cannot_be_read_is_said(tmp_path: Path, simulator: Simulator) -> None:
    environment = clean_environment(
        tmp_path, GITHUB_ORG="acme", GITHUB_TOKEN="ghp_another", GITHUB_API_URL=simulator.url
    )
    plumbline = Plumbline(started_before(tmp_path / "data"), "--once", environment=environment)
    plumbline.wait_for("GitHub does not accept the credential")
    plumbline.stop()
    assert "ghp_another" not in plumbline.output


def _files(folder: Path) -> list[Path]:
    found = [path for path in folder.rglob("*") if path.is_file()]
    assert any(path.name == "worker.log" for path in found)
    assert any("postgres" in path.parts for path in found)
    return found


def test_a_token_alone_is_passed_by_in_one_sentence(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        refused = run(tmp_path / "data", "--port", port, GITHUB_TOKEN=_TOKEN)
    assert refused.stderr.splitlines()[0] == (
        "GITHUB_TOKEN is set and GITHUB_ORG is not, so it is not used and the demo organization is"
        " shown: set GITHUB_ORG to read an organization."
    )
    assert refused.stderr.count("\n") == 2
    assert _TOKEN not in refused.stderr + refused.stdout


@pytest.mark.parametrize(
    ("settings", "sentence"),
    [
        ({}, "GITHUB_ORG is set without a credential: set GITHUB_TOKEN, or GITHUB_APP_ID and"),
        ({"GITHUB_TOKEN": f"{_TOKEN} x"}, "GITHUB_TOKEN holds spaces or signs that no token has"),
        (
            {"GITHUB_TOKEN": _TOKEN, "GITHUB_API_URL": "http://github.example"},
            "GITHUB_API_URL begins with http://, so the token would travel in clear text",
        ),
    ],
)
def test_what_is_wrong_with_the_settings_is_said(
    tmp_path: Path, settings: dict[str, str], sentence: str
) -> None:
    refused = run(tmp_path / "data", "--once", GITHUB_ORG="acme", **settings)
    assert refused.returncode == 2
    assert sentence in refused.stderr
    assert "so Plumbline does not start" in refused.stderr.splitlines()[-1]
    assert _TOKEN not in refused.stderr + refused.stdout


@pytest.mark.parametrize("is_killed", [False, True])
def test_the_demos_github_answers_its_token_and_ends_with_all_the_rest(
    tmp_path: Path, is_killed: bool
) -> None:
    """Asked to, or when guardian and supervisor are killed at once."""
    data = started_before(tmp_path / "data")
    plumbline = Plumbline(data, "--port", str(free_port()))
    with _command_lines() as lines:
        plumbline.wait_for("Plumbline is ready")
    kept = json.loads((data / "demo-github.json").read_text())
    assert _organization(kept["port"], kept["token"]) == (200, "brightquay")
    assert _organization(kept["port"], kept["secret"])[0] == 401
    if is_killed:
        pids = [plumbline.process.pid, plumbline.supervisor]
        for number in (signal.SIGSTOP, signal.SIGKILL):  # So that none can react in between.
            for pid in pids:
                os.kill(pid, number)
        plumbline.process.wait()
    else:
        assert plumbline.stop() == 0
    plumbline.assert_gone()
    assert any("tests.github_simulator" in line for line in lines)
    written = "".join([plumbline.output, *lines, *(each.read_text() for each in _logs(data))])
    assert kept["token"] not in written
    assert kept["secret"] not in written


def _logs(data: Path) -> list[Path]:
    logs = [*(data / "logs").iterdir()]
    assert any(path.name == "github.log" for path in logs)
    return logs


def _organization(port: int, token: str) -> tuple[int, str]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        headers = {"Authorization": f"Bearer {token}", "User-Agent": "test"}
        connection.request("GET", "/orgs/brightquay", headers=headers)
        answer = connection.getresponse()
        return answer.status, json.loads(answer.read()).get("login", "")
    finally:
        connection.close()
