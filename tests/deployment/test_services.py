"""The commands of migrate, web, worker and beat as Compose has them, against real servers."""

from __future__ import annotations

import http.client
import os
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote, urlsplit

import psycopg
import pytest

from tests.deployment import compose_file, image
from tests.deployment.container import ROOT, SOCKETS, Container

pytestmark = [pytest.mark.slow, pytest.mark.waits]

SECONDS = 90
DATABASE = "deployment"
BEAT = "/var/lib/plumbline/beat"
PACKAGES = ("compliance", "dashboard", "integrations", "launcher")
KEY = "-----BEGIN PRIVATE KEY-----\nTm90IGEga2V5Lg==\n-----END PRIVATE KEY-----\n"
SETTINGS = compose_file.REQUIRED | {
    "GITHUB_APP_ID": "12",
    "PLUMBLINE_ALLOWED_HOSTS": "plumbline.example,127.0.0.1",
}


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="module")
def services() -> dict[str, Any]:
    found = compose_file.load(SETTINGS)["services"]
    assert isinstance(found, dict)
    return found


@pytest.fixture(scope="module")
def database() -> Iterator[str]:
    """An empty database on the tests' server."""
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as connection:
        connection.execute(f"DROP DATABASE IF EXISTS {DATABASE} WITH (FORCE)")
        connection.execute(f"CREATE DATABASE {DATABASE}")
        yield DATABASE
        connection.execute(f"DROP DATABASE {DATABASE} WITH (FORCE)")


@pytest.fixture(scope="module")
def variables(services: dict[str, Any], database: str) -> dict[str, str]:
    """What the image and Compose set; only the addresses are others."""
    found: dict[str, str] = image.environment() | services["web"]["environment"]
    place = quote(SOCKETS, safe="")
    unreachable = f"http://127.0.0.1:{free_port()}"
    return found | {
        "PATH": f"{ROOT}/.venv/bin:/usr/local/bin:/usr/bin:/bin",
        "HOME": "/nonexistent",
        "HOSTNAME": socket.gethostname(),
        "PLUMBLINE_PORT": str(free_port()),
        "DATABASE_URL": f"postgresql://plumbline@{place}/{database}",
        "REDIS_URL": f"unix://{SOCKETS}/valkey.sock?db=7",
        "GITHUB_API_URL": unreachable,
        "GITHUB_URL": unreachable,
    }


@pytest.fixture(scope="module")
def container(tmp_path_factory: pytest.TempPathFactory, variables: dict[str, str]) -> Container:
    """The image as its Dockerfile makes it, with the static files that it collects."""
    base = tmp_path_factory.mktemp("image")
    tree, data, volume = base / "tree", base / "data", base / "volume"
    (data / "beat").mkdir(parents=True)
    volume.mkdir()
    (base / "app.pem").write_text(KEY)
    python, built = str(ROOT / ".venv/bin/python"), image.build(tree)
    # Of what every service imports, as in the image; without that each compiles it again.
    compiled = ["-q", "--invalidation-mode", "unchecked-hash", *PACKAGES]
    subprocess.run([python, "-m", "compileall", *compiled], cwd=built, check=True)
    subprocess.run(
        [python, "-P", "manage.py", "collectstatic", "--noinput"],
        cwd=built,
        env={"PLUMBLINE_DATA": str(data), "PYTHONDONTWRITEBYTECODE": "1"},
        stdout=subprocess.DEVNULL,
        check=True,
    )
    sockets = Path(unquote(urlsplit(os.environ["DATABASE_URL"]).netloc.rpartition("@")[2]))
    return Container(tree, data, volume, base / "app.pem", sockets, variables)


class Service:
    """One service that runs, and what it has said so far."""

    def __init__(self, process: subprocess.Popen[str], log: Path) -> None:
        self._process = process
        self._log = log

    def wait_for(self, words: str) -> None:
        end = time.monotonic() + SECONDS
        while words not in (said := self._log.read_text()):
            assert self._process.poll() is None, f"ended without {words!r}:\n{said}"
            assert time.monotonic() < end, f"no {words!r} in:\n{said}"
            time.sleep(0.1)


@contextmanager
def running(
    container: Container, command: list[str], log: Path, *, volume_at: str = ""
) -> Iterator[Service]:
    """The service of that command, as long as the block runs; it has to end when it is asked to."""
    with log.open("w") as output:
        process = container.start(command, output, volume_at=volume_at)
    try:
        yield Service(process, log)
        assert process.poll() is None, log.read_text()
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            code = process.wait(30)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
            raise
    assert code == 0, log.read_text()


@pytest.fixture(scope="module")
def migrated(container: Container, services: dict[str, Any]) -> Container:
    code, said = container.run(services["migrate"]["command"])
    assert code == 0, said
    assert "Applying compliance.0001_initial... OK" in said
    return container


def test_the_container_is_the_images_user_and_cannot_write(container: Container) -> None:
    """The guard of this module: what it proves is worth as much as the container is narrow."""
    assert container.run(["id", "-u"]) == (0, "10001\n")
    for place in ("/", "/srv/plumbline", "/var/lib/plumbline", "/run/secrets", str(ROOT), "/usr"):
        code, said = container.run(["touch", f"{place}/x"])
        assert (code, "Read-only file system" in said) == (1, True), place
    assert container.run(["touch", "/tmp/x"]) == (0, "")
    assert container.run(["ls", "-A", str(ROOT)]) == (0, ".venv\n")


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        (
            {"PLUMBLINE_PUBLISHED_ON": "0.0.0.0"},
            "PLUMBLINE_PUBLISHED_ON is 0.0.0.0, which others can reach, and PLUMBLINE_HTTPS does",
        ),
        ({"PLUMBLINE_PUBLISHED_ON": ""}, "PLUMBLINE_HOST is 0.0.0.0, which others can reach"),
        ({"PLUMBLINE_ALLOWED_HOSTS": "*"}, "PLUMBLINE_ALLOWED_HOSTS allows every name"),
        ({"GITHUB_APP_ID": ""}, "GITHUB_APP_PRIVATE_KEY is set without GITHUB_APP_ID"),
    ],
)
def test_migrate_refuses_what_would_be_wrong(
    container: Container, services: dict[str, Any], changed: dict[str, str], sentence: str
) -> None:
    code, said = container.run(services["migrate"]["command"], **changed)
    assert code == 1
    assert sentence in said


def test_the_web_server_answers_and_says_so(
    migrated: Container, services: dict[str, Any], tmp_path: Path
) -> None:
    port = int(migrated.variables["PLUMBLINE_PORT"])
    command = [each.replace("0.0.0.0:8000", f"0.0.0.0:{port}") for each in image.final("CMD").words]
    check = image.final("HEALTHCHECK").words
    assert migrated.run(check) == (1, "")
    with running(migrated, command, tmp_path / "web.log") as web:
        web.wait_for("Listening at:")
        assert migrated.run(check) == (0, "")
        assert _answer(port, "/healthz", "plumbline.example") == (200, b"ok\n")
        assert _answer(port, "/healthz", "elsewhere.example")[0] == 400
        status, page = _answer(port, "/accounts/sign-in/", "plumbline.example")
        assert status == 200, (tmp_path / "web.log").read_text()
        style = page.partition(b'href="/static/plumbline/plumbline.')[2].partition(b'"')[0].decode()
        assert _answer(port, f"/static/plumbline/plumbline.{style}", "127.0.0.1")[0] == 200
    assert migrated.run(check) == (1, "")


def _answer(port: int, path: str, host: str) -> tuple[int, bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        connection.request("GET", path, headers={"Host": host})
        answer = connection.getresponse()
        return answer.status, answer.read()
    finally:
        connection.close()


def test_the_worker_does_what_beat_sends(
    migrated: Container, services: dict[str, Any], tmp_path: Path
) -> None:
    worker, beat = services["worker"], services["beat"]
    assert beat["volumes"] == [f"beat:{BEAT}"]
    assert migrated.run(_check(beat), volume_at=BEAT)[0] == 1
    with running(migrated, worker["command"], tmp_path / "worker.log") as working:
        working.wait_for(" ready.")
        with running(migrated, beat["command"], tmp_path / "beat.log", volume_at=BEAT) as sending:
            sending.wait_for("Scheduler: Sending due task recover (compliance.tasks.recover)")
            working.wait_for("Task compliance.tasks.recover[")
            working.wait_for("] succeeded in ")
            assert migrated.run(_check(worker))[0] == 0
            assert migrated.run(_check(beat), volume_at=BEAT) == (0, "")
            _stand_still(migrated)
            assert migrated.run(_check(beat), volume_at=BEAT)[0] == 1
            _wait_until_well(migrated, beat)
    _stand_still(migrated)
    assert migrated.run(_check(beat), volume_at=BEAT)[0] == 1
    assert migrated.run(_check(worker))[0] != 0


def _stand_still(container: Container) -> None:
    """Make what beat left look as it does three minutes after it stopped to look."""
    for file in container.volume.iterdir():
        os.utime(file, (0, time.time() - 3 * 60))


def _wait_until_well(container: Container, service: dict[str, Any]) -> None:
    end = time.monotonic() + SECONDS
    while container.run(_check(service), volume_at=BEAT)[0] != 0:
        assert time.monotonic() < end
        time.sleep(0.5)


def _check(service: dict[str, Any]) -> list[str]:
    """The command of a service's health check."""
    kind, *words = service["healthcheck"]["test"]
    return ["sh", "-c", *words] if kind == "CMD-SHELL" else list(words)
