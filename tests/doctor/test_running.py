"""The doctor as a process of its own, by every interpreter that the machine has.

Docker, VS Code and the runtimes of the checkouts are stand-ins on PATH.
"""

from __future__ import annotations

import json
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from tests.doctor.laptops import (
    HANGS,
    INTERPRETERS,
    SCRIPT,
    TOO_OLD,
    Desk,
    node_checkout,
    python_checkout,
    still_running,
)

ALL = {
    "clone": "pass", "runtime": "pass", "package-manager": "pass", "docker": "pass",
    "editor-extensions": "pass", "dependencies": "pass", "env-file": "pass", "services": "pass",
    "migrations": "not_applicable", "dev-server": "pass",
}  # fmt: skip


class _Quiet(BaseHTTPRequestHandler):
    def do_HEAD(self) -> None:
        self.send_response(404)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        pass


@contextmanager
def development_server() -> Iterator[int]:
    with ThreadingHTTPServer(("127.0.0.1", 0), _Quiet) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
        thread.start()
        yield server.server_address[1]
        server.shutdown()


@pytest.mark.parametrize("name", INTERPRETERS)
@pytest.mark.parametrize("piped", [False, True])
def test_a_node_checkout_where_all_is_well(desk: Desk, name: str, piped: bool) -> None:
    node_checkout(desk)

    with development_server() as port:
        ran = desk.run("--json", "--port", str(port), interpreter=INTERPRETERS[name], piped=piped)

    assert (ran.outcomes(), ran.code, ran.err) == (ALL, 0, "")


@pytest.mark.parametrize("name", INTERPRETERS)
def test_a_python_checkout_where_all_is_well(desk: Desk, name: str) -> None:
    python_checkout(desk)

    with development_server() as port:
        ran = desk.run("--json", "--port", str(port), interpreter=INTERPRETERS[name])

    expected = ALL | {
        "docker": "not_applicable", "editor-extensions": "not_applicable",
        "services": "not_applicable", "migrations": "unknown",
    }  # fmt: skip
    assert (ran.outcomes(), ran.code) == (expected, 3)
    assert not (desk.checkout / "ran").exists()


@pytest.mark.parametrize("name", INTERPRETERS)
def test_an_empty_laptop(desk: Desk, name: str) -> None:
    node_checkout(desk)
    for each in desk.programs.iterdir():
        each.unlink()
    for gone in (".env", "node_modules/fastify/package.json", "node_modules/fastify"):
        path = desk.checkout / gone
        path.rmdir() if path.is_dir() else path.unlink()

    ran = desk.run("--json", interpreter=INTERPRETERS[name])

    reasons = {item: ran.finding(item)["reason"] for item in ran.outcomes()}
    assert reasons == {
        "clone": "complete", "runtime": "missing", "package-manager": "missing",
        "docker": "missing", "editor-extensions": "no-editor", "dependencies": "missing",
        "env-file": "file-missing", "services": "not-told", "migrations": "no-migrations",
        "dev-server": "port-unknown",
    }  # fmt: skip
    assert ran.code == 1
    for item, outcome in ran.outcomes().items():
        found = ran.finding(item)
        assert found["fix"] or found["advice"] or outcome not in ("fail", "unknown"), item


@pytest.mark.slow
def test_a_docker_that_hangs_holds_nobody_up(desk: Desk) -> None:
    node_checkout(desk)
    desk.program("docker", HANGS)
    desk.environ["MARK_OF_THIS_TEST"] = str(desk.folder)

    ran = desk.run("--json")

    assert ran.finding("docker")["reason"] == "silent"
    assert ran.finding("services")["reason"] == "not-told"
    assert ran.outcomes()["runtime"] == "pass"
    assert ran.seconds < 20
    assert still_running([f"MARK_OF_THIS_TEST={desk.folder}"]) == []


@pytest.mark.slow
def test_where_everything_hangs_it_still_answers(desk: Desk) -> None:
    node_checkout(desk)
    for name in ("docker", "node", "pnpm", "code"):
        desk.program(name, HANGS)
    desk.environ["MARK_OF_THIS_TEST"] = str(desk.folder)

    ran = desk.run("--json")

    assert ran.finding("runtime")["reason"] == "no-answer"
    assert ran.seconds < 20
    assert still_running([f"MARK_OF_THIS_TEST={desk.folder}"]) == []


def test_a_docker_whose_daemon_does_not_run(desk: Desk) -> None:
    node_checkout(desk)
    desk.program("docker", "echo 'Cannot connect to the Docker daemon at unix:///x.' >&2; exit 1")

    assert desk.run("--json").finding("docker")["reason"] == "stopped"


def test_a_docker_that_one_may_not_talk_to(desk: Desk) -> None:
    node_checkout(desk)
    desk.program("docker", "echo 'permission denied while trying to connect' >&2; exit 1")

    assert desk.run("--json").finding("docker")["reason"] == "no-permission"


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_somebody_who_stops_it_leaves_nothing_running(desk: Desk, how: signal.Signals) -> None:
    node_checkout(desk)
    ready = desk.folder / "ready"
    desk.program("docker", f": > {ready}\n{HANGS}")
    desk.environ["MARK_OF_THIS_TEST"] = str(desk.folder)
    process = subprocess.Popen(
        [sys.executable, str(SCRIPT)], cwd=desk.checkout, env=desk.environment(),
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True,
    )  # fmt: skip
    while not ready.exists():
        assert process.poll() is None
    process.send_signal(how)
    _, err = process.communicate(timeout=30)

    assert (process.returncode, err) == (2, b"\nStopped.\n")
    assert still_running([f"MARK_OF_THIS_TEST={desk.folder}"]) == []


def test_the_report_says_how_to_mend_each_gap(desk: Desk) -> None:
    node_checkout(desk)
    desk.write({".env": "DATABASE_URL=x\nAPI_KEY=\n", ".nvmrc": "22\n"})
    (desk.home / ".nvm").mkdir()
    desk.program("code", "echo other.thing")

    ran = desk.run()

    assert ran.code == 1
    assert "\x1b" not in ran.out
    lines = [line.strip() for line in ran.out.splitlines()]
    assert "$ nvm install" in lines
    assert "$ code --install-extension biomejs.biome" in lines
    assert "1 of 2 names is without a value in .env: API_KEY" in ran.out
    assert any(line.startswith("gap") and "Node.js 20.11.1 runs here" in line for line in lines)


def test_it_is_run_from_a_folder_of_the_checkout(desk: Desk) -> None:
    node_checkout(desk)
    (desk.checkout / "src" / "deep").mkdir(parents=True)

    ran = desk.run("--json", folder=desk.checkout / "src" / "deep")

    assert json.loads(ran.out)["checkout"] == "shop"
    assert ran.outcomes()["runtime"] == "pass"


def test_outside_of_a_checkout_it_says_so(desk: Desk) -> None:
    ran = desk.run("--json", folder=desk.home)

    assert ran.finding("clone")["reason"] == "no-checkout"
    assert ran.code == 1


def test_a_service_whose_port_answers_runs_whoever_started_it(desk: Desk) -> None:
    node_checkout(desk)
    (desk.programs / "docker").unlink()
    with socket.create_server(("127.0.0.1", 0)) as there, socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        compose = (
            "services:\n  db:\n    ports:\n      - '127.0.0.1:{}:5432'\n"
            "  cache:\n    ports: ['{}:6379']\n"
        )
        open_port, other = there.getsockname()[1], closed.getsockname()[1]
        desk.write({"docker-compose.yml": compose.format(open_port, open_port)})
        assert desk.run("--json").finding("services")["reason"] == "running"
        desk.write({"docker-compose.yml": compose.format(open_port, other)})
        found = desk.run("--json").finding("services")

    assert (found["reason"], "cache" in found["says"]) == ("not-running", True)
    assert "db" not in found["says"]


def test_migrations_are_asked_for_where_that_was_agreed_to(desk: Desk) -> None:
    python_checkout(desk)
    python = desk.program(
        "python",
        "echo '[X]  shop.0001_first'; echo '[ ]  shop.0002_second'; echo \"$1 $2 $PLUMBLINE_TOKEN\""
        ' > "$0.told"',
        folder=desk.checkout / ".venv" / "bin",
    )
    desk.environ["PLUMBLINE_TOKEN"] = "a-token-of-some-plan"

    assert desk.run("--json", "--dry-run").code == 1
    assert not python.with_name("python.told").exists()
    ran = desk.run("--json", "--run", "--dry-run")

    assert ran.err.startswith(
        "Running the checkout's own code: .venv/bin/python manage.py showmigrations --plan\n"
    )
    assert '"reason": "pending"' in ran.out
    assert python.with_name("python.told").read_text() == "manage.py showmigrations \n"


@pytest.mark.parametrize(
    "words", [("--port", "0"), ("--token", "a-token-of-some-plan"), ("--nothing",)]
)
def test_what_it_does_not_understand_it_refuses(desk: Desk, words: tuple[str, ...]) -> None:
    ran = desk.run(*words)

    assert (ran.code, ran.out) == (2, "")


@pytest.mark.parametrize("interpreter", ["a stand-in", *TOO_OLD])
def test_a_python_that_is_too_old_is_told_so(desk: Desk, interpreter: str) -> None:
    if interpreter == "a stand-in":
        # Where there is no real one, this one says that it is.
        program = "import sys; sys.version_info = (3, 8, 18); exec(sys.stdin.read())"
        stand_in = desk.folder / "python3.8"
        stand_in.write_text(f"#!/bin/sh\nexec '{sys.executable}' -c '{program}'\n")
        stand_in.chmod(0o755)
        interpreter = str(stand_in)
    ran = desk.run(interpreter=interpreter, piped=True)

    assert (ran.code, ran.out) == (1, "")
    assert ran.err == "The doctor needs Python 3.9 or newer: run it with another python3.\n"
