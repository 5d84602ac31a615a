"""The whole of Plumbline, started as people start it, while its parts are killed under it.

How many kills the long test has, `SURVIVAL_KILLS` says; `SURVIVAL_SEED` repeats its dice.
"""

from __future__ import annotations

import logging
import os
import random
import subprocess
import time
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import psycopg
import pytest

from launcher.environment import ROOT
from tests import killing
from tests import repositories_on_disk as disk
from tests.aftermath import Push, assert_whole
from tests.github_simulator import Simulator
from tests.github_simulator.faults import change, hang
from tests.github_simulator.generation import generate, push
from tests.killing import Part
from tests.launcher.running import (
    Plumbline,
    clean_environment,
    free_port,
    run,
    started_before,
)

LOG = logging.getLogger(__name__)
KILLS = int(os.environ.get("SURVIVAL_KILLS", "10"))
SEED = int(os.environ.get("SURVIVAL_SEED", random.randrange(10**6)))
# More than GitHub is asked for in one request.
REPOSITORIES = 60
FILES = {
    "package.json": '{"dependencies": {"express": "^5.0.0"}, "scripts": {"dev": "node app.js"}}\n',
    "app.js": "const express = require('express');\nconst app = express();\n",
    ".nvmrc": "24\n",
}
NODE_VERSIONS = {"pass": "24\n", "fail": "16\n"}
OPEN_RUNS = "SELECT count(*) FROM compliance_syncrun WHERE finished_at IS NULL"
OPEN_POLLS = "SELECT count(*) FROM compliance_poll WHERE leased_by <> '' OR due_at < now()"
JUDGED = "SELECT count(*) FROM compliance_repository WHERE judged_at IS NOT NULL"

pytestmark = [pytest.mark.slow, pytest.mark.waits]


@contextmanager
def plumbline(
    data: Path, *arguments: str, environment: Mapping[str, str] | None = None
) -> Iterator[Plumbline]:
    """Plumbline, started again on that data, as long as the block runs."""
    started_before(data)
    running = Plumbline(data, "--port", str(free_port()), *arguments, environment=environment)
    try:
        running.wait_for("Plumbline is ready")
        yield running
    finally:
        running.stop()
        LOG.warning("%s", running.output)
        running.assert_gone()


def number(running: Plumbline, query: str) -> int | None:
    """The one number that a query gives; None while PostgreSQL is not there."""
    try:
        with psycopg.connect(running.occupant()["database_url"], connect_timeout=2) as connection:
            row = connection.execute(query).fetchone()
    except psycopg.OperationalError:
        return None
    return row[0] if row else None


def wait_for(what: str, running: Plumbline, query: str, least: int = 0, most: int = 10**9) -> None:
    end = time.monotonic() + 150
    while time.monotonic() < end:
        found = number(running, query)
        if found is not None and least <= found <= most:
            return
        time.sleep(0.1)
    pytest.fail(f"{what} did not come about in time: {number(running, query)}")


def test_what_is_killed_in_the_middle_of_a_sync_loses_and_doubles_nothing(tmp_path: Path) -> None:
    source, data = tmp_path / "source", tmp_path / "data"
    for each in range(REPOSITORIES):
        disk.repository(source / f"service-{each:02}", {**FILES, "n": str(each)})
    with plumbline(data, "--source", str(source)) as running:
        wait_for("some of the work", running, JUDGED, least=random.randint(1, 20))
        assert killing.kill(Part.WORKER, data)
        killing.kill(Part.POOL, data)
        killing.kill(Part.BEAT, data)
        wait_for("more of the work", running, JUDGED, least=random.randint(25, 45))
        assert killing.kill(Part.POSTMASTER, data)
        killing.kill(Part.BACKEND, data)

        wait_for("the rest", running, JUDGED, least=REPOSITORIES)
        wait_for("the end of the run", running, OPEN_RUNS, most=0)
        heads = {each.name: disk.git(each, "rev-parse", "HEAD") for each in source.iterdir()}
        pushed = {name: [Push(head, "pass")] for name, head in heads.items()}
        assert_whole(running.occupant()["database_url"], pushed)
        assert number(running, "SELECT count(*) FROM compliance_transition") == 0
        assert number(running, "SELECT count(*) FROM compliance_scorechange") == REPOSITORIES
        failed = "SELECT count(*) FROM compliance_syncitem WHERE state = 'failed'"
        assert number(running, failed) == 0


@dataclass
class Acme:
    """A simulated organization whose people push, and the Plumbline that follows it."""

    simulator: Simulator
    running: Plumbline
    environment: Mapping[str, str]
    dice: random.Random
    pushed: dict[str, list[Push]] = field(default_factory=dict)
    _sync: subprocess.Popen[bytes] | None = None

    def __post_init__(self) -> None:
        with self.simulator.changing() as world:
            present = self.simulator.present()
            for each in world.repositories:
                head = present.head(each)
                assert head
                self.pushed[each.name] = [Push(head.oid, "pass")]

    def push_to_a_third(self) -> None:
        """Push to any third of the repositories; those that were judged at their heads flip."""
        judged = self._judged_at()
        repositories = self.simulator.world.repositories
        with self.simulator.changing():
            for each in self.dice.sample(repositories, len(repositories) // 3):
                pushed = self.pushed[each.name]
                last = pushed[-1]
                outcome = last.outcome
                if judged.get(each.name) == last.commit:
                    outcome = "fail" if last.outcome == "pass" else "pass"
                files = {".nvmrc": NODE_VERSIONS[outcome], "CHANGELOG.md": f"{len(pushed)}\n"}
                pushed.append(Push(push(each, files, datetime.now(UTC)), outcome))

    def _judged_at(self) -> dict[str, str]:
        """The commit that each repository was judged at; nothing while PostgreSQL is away."""
        try:
            with psycopg.connect(self.running.occupant()["database_url"]) as connection:
                query = 'SELECT name, "commit" FROM compliance_repository'
                return dict(connection.execute(query).fetchall())
        except psycopg.OperationalError:
            return {}

    def let_sync(self) -> None:
        """Have a sync under way, as somebody asks for one who does not wait for the next poll."""
        if self._sync is None or self._sync.poll() is not None:
            command = [str(ROOT / "run"), "--data", str(self.running.data), "manage", "sync"]
            with (self.running.data / "logs" / "asked.log").open("ab") as log:
                whole = clean_environment(self.running.data.parent, **self.environment)
                self._sync = subprocess.Popen(command, env=whole, stdout=log, stderr=log)

    def sync_to_the_end(self) -> None:
        """Sync until nothing is left to be done."""
        if self._sync:
            self._sync.wait(timeout=90)
        done = run(self.running.data, "manage", "sync", "--wait", **self.environment)
        assert done.returncode == 0, done.stdout + done.stderr
        # What a poll finds at its end begins a run.
        wait_for("the end of all polls", self.running, OPEN_POLLS, most=0)
        wait_for("the end of all runs", self.running, OPEN_RUNS, most=0)
        wait_for("the end of all polls", self.running, OPEN_POLLS, most=0)


@contextmanager
def acme(folder: Path, dice: random.Random) -> Iterator[Acme]:
    """An organization on GitHub, and the Plumbline that begins to read it."""
    files = {path: text.replace("{", "{{").replace("}", "}}") for path, text in FILES.items()}
    world = generate(REPOSITORIES, folder / "world", datetime.now(UTC), files=files)
    token = f"ghp_{uuid.uuid4().hex}"
    with Simulator(world) as simulator:
        scopes = frozenset({"repo", "read:org", "admin:org"})
        simulator.token("person-1", token=token, scopes=scopes)
        environment = {
            "GITHUB_ORG": "acme",
            "GITHUB_TOKEN": token,
            "GITHUB_API_URL": simulator.url,
            "GITHUB_URL": simulator.url,
        }
        whole = clean_environment(folder, **environment)
        with plumbline(folder / "data", environment=whole) as running:
            yield Acme(simulator, running, environment, dice)


def kill_who_asks(organization: Acme) -> list[Part]:
    """Kill the poll between its two requests for details, and the worker while it waits for an
    archive that GitHub does not send.
    """
    faults, data = organization.simulator.faults, organization.running.data
    killed: list[bool] = []
    second = faults.add(
        change(lambda: killed.append(killing.kill(Part.POLL, data))), on="Repositories", after=1
    )
    waiting = faults.add(hang(), on="archive", after=organization.dice.randint(0, 20))
    end = time.monotonic() + 90
    while not (second.happened and waiting.happened):
        assert time.monotonic() < end, "GitHub was not asked"
        time.sleep(0.02)
    assert killing.kill(Part.WORKER, data)
    assert killed == [True]
    return [Part.POLL, Part.WORKER]


def test_an_organization_is_followed_however_often_a_part_is_killed(tmp_path: Path) -> None:
    LOG.warning("SURVIVAL_SEED=%s", SEED)  # Shown where it fails.
    dice = random.Random(SEED)
    with acme(tmp_path, dice) as organization:
        killed = kill_who_asks(organization)
        while len(killed) < KILLS:
            organization.push_to_a_third()
            organization.let_sync()
            for _ in range(min(dice.randint(1, 3), KILLS - len(killed))):
                time.sleep(dice.uniform(0.2, 3))
                if part := killing.kill_any(organization.running.data, dice):
                    killed.append(part)
        LOG.warning("Killed: %s.", ", ".join(killed))
        organization.sync_to_the_end()
        assert_whole(organization.running.occupant()["database_url"], organization.pushed)
