"""The real `./run` with a GitHub organization as its source, and with the demo's GitHub."""

import http.client
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest

from launcher.environment import ROOT
from tests.github_simulator import Simulator
from tests.github_simulator.generation import generate
from tests.launcher.running import Plumbline, _processes, clean_environment, run

pytestmark = pytest.mark.slow

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
    data = tmp_path / "data"
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


def test_why_an_organization_cannot_be_read_is_said(tmp_path: Path, simulator: Simulator) -> None:
    environment = clean_environment(
        tmp_path, GITHUB_ORG="acme", GITHUB_TOKEN="ghp_another", GITHUB_API_URL=simulator.url
    )
    plumbline = Plumbline(tmp_path / "data", "--once", environment=environment)
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


_SERVE = """
import os, sys
from pathlib import Path
from launcher import arguments
from launcher.data import DataFolder
from launcher.github import DemoGitHub
from launcher.guardian import Supervised
from launcher.programs import Programs
from launcher.supervisor import Stopped, Supervisor

data = DataFolder(Path(sys.argv[1]))
data.prepare()
parsed = arguments.parse(["--data", sys.argv[1]], {})
demo = DemoGitHub.make()

def supervise(lifeline, report):
    supervisor = Supervisor(data, lifeline)
    try:
        process = Programs(data, parsed, dict(os.environ)).github(demo)
        supervisor.start(process)
        supervisor.wait_until(demo.answers, 60, process)
        (data.path / "variables").write_text(repr((demo.variables, demo.secret)))
        supervisor.watch_for_ever()
    except Stopped:
        return 0
    finally:
        supervisor.stop()

sys.exit(Supervised(supervise).wait())
"""


@pytest.fixture
def demo_world(tmp_path: Path) -> Path:
    """A data folder with what `manage demo` would have made: a world as the simulator reads it."""
    data = tmp_path / "data"
    (data / "demo").mkdir(parents=True)
    data.chmod(0o700)
    world = {
        "organization": {"login": "brightquay", "name": "Brightquay"},
        "people": [{"id": 1, "login": "ada", "name": "Ada", "emails": ["ada@example.com"]}],
        "members": [{"login": "ada", "role": "ADMIN"}],
        "teams": [],
        "repositories": [],
    }
    (data / "demo" / "organization.json").write_text(json.dumps(world))
    return data


@pytest.mark.parametrize("end", [signal.SIGTERM, signal.SIGKILL])
def test_the_demos_github_answers_its_token_and_ends_with_all_the_rest(
    demo_world: Path, end: signal.Signals
) -> None:
    """With the guardian ended, or killed together with the supervisor."""
    mark = f"LAUNCHER_TEST={uuid.uuid4()}"
    name, _, value = mark.partition("=")
    environment = clean_environment(demo_world) | {name: value}
    guardian = subprocess.Popen(
        [sys.executable, "-c", _SERVE, str(demo_world)],
        cwd=ROOT,
        env=environment,
        start_new_session=True,
    )
    variables, secret = _wait_for(demo_world / "variables")
    assert _organization(variables) == (200, "brightquay")
    assert _organization(variables | {"GITHUB_TOKEN": secret})[0] == 401
    children = f"/proc/{guardian.pid}/task/{guardian.pid}/children"
    pids = [guardian.pid, *map(int, Path(children).read_text().split())]
    for pid in pids if end is signal.SIGKILL else pids[:1]:
        os.kill(pid, end)
    guardian.wait(30)
    deadline = time.monotonic() + 30
    while left := [each for each in _processes() if mark.encode() in each[1]]:
        assert time.monotonic() < deadline, left
        time.sleep(0.05)
    log = (demo_world / "logs" / "github.log").read_text()
    assert "Listening at" in log
    assert variables["GITHUB_TOKEN"] not in log
    assert secret not in log


def _wait_for(file: Path) -> tuple[dict[str, str], str]:
    end = time.monotonic() + 90
    while not file.exists() or not file.read_text():
        assert time.monotonic() < end
        time.sleep(0.05)
    variables, secret = eval(file.read_text())
    return variables, secret


def _organization(variables: dict[str, str]) -> tuple[int, str]:
    host, _, port = variables["GITHUB_API_URL"].removeprefix("http://").partition(":")
    connection = http.client.HTTPConnection(host, int(port), timeout=30)
    try:
        headers = {"Authorization": f"Bearer {variables['GITHUB_TOKEN']}", "User-Agent": "test"}
        connection.request("GET", f"/orgs/{variables['GITHUB_ORG']}", headers=headers)
        answer = connection.getresponse()
        return answer.status, json.loads(answer.read()).get("login", "")
    finally:
        connection.close()
