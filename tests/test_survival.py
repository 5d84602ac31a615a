"""The whole of Plumbline, started as people start it, while its parts are killed under it."""

from __future__ import annotations

import json
import os
import random
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest

from tests import repositories_on_disk as disk

ROOT = Path(__file__).parent.parent
REPOSITORIES = 60
FILES = {
    "package.json": '{"dependencies": {"express": "^5.0.0"}, "scripts": {"dev": "node app.js"}}\n',
    "app.js": "const express = require('express');\nconst app = express();\n",
    ".nvmrc": "24\n",
}
FINISHED = "SELECT count(*) FROM compliance_syncrun WHERE finished_at IS NULL"
JUDGED = "SELECT count(*) FROM compliance_repository WHERE judged_at IS NOT NULL"

pytestmark = pytest.mark.slow


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """A folder of small repositories, each with a head of its own."""
    for number in range(REPOSITORIES):
        disk.repository(tmp_path / f"source/service-{number:02}", {**FILES, "n": str(number)})
    return tmp_path / "source"


@contextmanager
def plumbline(data: Path, source: Path) -> Iterator[str]:
    """Plumbline on that data, as long as the block runs; the address of its database."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    servers = ("DATABASE_URL", "REDIS_URL")
    environment = {name: value for name, value in os.environ.items() if name not in servers}
    command = [ROOT / "run", "--data", data, "--source", source, "--port", str(port)]
    process = subprocess.Popen(
        command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    try:
        assert process.stdout
        for line in process.stdout:
            if line.startswith("Plumbline is ready"):
                break
        else:
            pytest.fail(f"it did not start: see {data / 'logs'}")
        yield json.loads((data / "supervisor.json").read_text())["database_url"]
    finally:
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=60)


def number(database: str, query: str) -> int | None:
    """The one number that a query gives; None while PostgreSQL is not there."""
    try:
        with psycopg.connect(database, connect_timeout=2) as connection:
            row = connection.execute(query).fetchone()
    except psycopg.OperationalError:
        return None
    return row[0] if row else None


def wait_for(what: str, database: str, query: str, least: int = 0, most: int = 10**9) -> None:
    end = time.monotonic() + 150
    while time.monotonic() < end:
        found = number(database, query)
        if found is not None and least <= found <= most:
            return
        time.sleep(0.1)
    pytest.fail(f"{what} did not come about in time: {number(database, query)}")


def kill(marker: str, data: Path) -> int:
    """Kill, without warning, the processes whose command line has that word; how many."""
    killed = 0
    for process in Path("/proc").iterdir():
        if not process.name.isdigit():
            continue
        try:
            command = (process / "cmdline").read_bytes().replace(b"\0", b" ").decode()
            environment = (process / "environ").read_bytes()
        except OSError:
            continue
        ours = os.fsencode(data) in environment or str(data) in command
        if ours and marker in command and int(process.name) != os.getpid():
            os.kill(int(process.name), signal.SIGKILL)
            killed += 1
    return killed


def assert_whole(database: str, source: Path) -> None:
    """Every repository has exactly one result for each check, at its head, and no transition."""
    with psycopg.connect(database) as connection:
        heads = dict(connection.execute("SELECT key, commit FROM compliance_repository").fetchall())
        results = connection.execute(
            "SELECT repository_id, count(*), count(DISTINCT key) FROM compliance_checkresult"
            " GROUP BY repository_id"
        ).fetchall()
        changes = connection.execute("SELECT count(*) FROM compliance_scorechange").fetchone()
        transitions = connection.execute("SELECT count(*) FROM compliance_transition").fetchone()
        failed = connection.execute(
            "SELECT problem FROM compliance_syncitem WHERE state = 'failed'"
        ).fetchall()
    assert failed == []
    assert heads == {
        folder.name: disk.git(folder, "rev-parse", "HEAD") for folder in source.iterdir()
    }
    assert len(results) == REPOSITORIES
    assert len({count for _, count, _ in results}) == 1, "all have as many results"
    assert all(count == different for _, count, different in results)
    assert changes == (REPOSITORIES,), "each was judged once for the first time"
    assert transitions == (0,)


@pytest.mark.parametrize("victim", ["celery", "postgres"])
def test_what_is_killed_in_the_middle_of_a_sync_loses_and_doubles_nothing(
    victim: str, source: Path, tmp_path: Path
) -> None:
    data = tmp_path / "data"
    with plumbline(data, source) as database:
        wait_for("some of the work", database, JUDGED, least=random.randint(1, 20))

        assert kill(victim, data) > 0

        wait_for("the rest", database, JUDGED, least=REPOSITORIES)
        wait_for("the end of the run", database, FINISHED, most=0)
        assert_whole(database, source)
