"""A second process does what it is handed, and nothing depends on it."""

from __future__ import annotations

import multiprocessing
import os
import signal
from pathlib import Path

import pytest

from compliance.collect import SourceError
from compliance.collect.aside import begun, second_process
from compliance.collect.folder import working_copy_facts
from compliance.extract.secrets.lookout import SecretLookout
from compliance.facts import RepositoryFacts
from compliance.facts.secrets import CommittedSecrets
from compliance.sightings import Sightings
from compliance.tree import TreeBuilder
from integrations.checkouts import CheckoutError
from tests.compliance.checks.secrets_cases import GITHUB
from tests.repositories_on_disk import write

HERE = os.getpid()


def killed_elsewhere() -> str:
    if os.getpid() != HERE:
        os.kill(os.getpid(), signal.SIGKILL)
    return "done"


def cannot_be_read() -> str:
    raise CheckoutError("it is gone")


def test_the_second_process_does_it() -> None:
    with second_process() as executor:
        assert begun(executor, os.getpid)() not in (0, HERE)
    assert not multiprocessing.active_children()


def test_what_a_killed_process_did_not_do_is_done_here() -> None:
    with second_process() as executor:
        assert begun(executor, killed_elsewhere)() == "done"


def test_where_no_process_can_be_copied_it_is_done_here(monkeypatch: pytest.MonkeyPatch) -> None:
    # Stands in for Windows, which cannot run here.
    monkeypatch.setattr(multiprocessing, "get_all_start_methods", lambda: ["spawn"])

    with second_process() as executor:
        assert executor is None
        assert begun(executor, os.getpid)() == HERE


def test_what_fails_there_fails_here_and_is_said_once(capfd: pytest.CaptureFixture[str]) -> None:
    with second_process() as executor, pytest.raises(CheckoutError, match="it is gone"):
        begun(executor, cannot_be_read)()
    assert capfd.readouterr().err == ""


def test_a_working_copy_that_is_not_there_is_one_sentence(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SourceError, match="nowhere"):
        working_copy_facts(tmp_path / "nowhere")
    assert capfd.readouterr().err == ""
    assert not multiprocessing.active_children()


def secrets_of(facts: RepositoryFacts) -> list[str]:
    found = facts.repository[CommittedSecrets]
    assert isinstance(found, CommittedSecrets)
    return [each.where.path for each in found.secrets]


def test_the_facts_are_those_of_one_process(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    route = "const router = require('express').Router();\nrouter.get('/', (q, a) => a.json([]));\n"
    write(
        tmp_path,
        {
            "notes.txt": f"Run it with {GITHUB}\n",
            "package.json": '{"dependencies": {"express": "5"}}',
            "app.js": "require('express')().listen(3000);\n",
            **{f"routes/orders{number}.js": route for number in range(30)},
        },
    )
    two = working_copy_facts(tmp_path)

    monkeypatch.setattr(multiprocessing, "get_all_start_methods", lambda: ["spawn"])

    assert two == working_copy_facts(tmp_path)
    assert secrets_of(two) == ["notes.txt"]


class Counting(SecretLookout):
    asked = 0

    def sightings(self) -> Sightings:
        self.asked += 1
        return super().sightings()


def test_what_was_seen_is_asked_for_once() -> None:
    lookout = Counting()
    tree = TreeBuilder(None, lambda _path: True, lookout=lookout).build()

    assert tree.sightings == tree.without(lambda path: path == "app.js").sightings == Sightings()
    assert lookout.asked == 1
