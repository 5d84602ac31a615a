"""Secrets are looked for in a second process: the same are seen, and nothing depends on it."""

from __future__ import annotations

import multiprocessing
import os
import signal
import time
from pathlib import Path

import pytest

from compliance.collect import SourceError
from compliance.collect.aside import looked_for_aside
from compliance.collect.folder import working_copy_facts
from compliance.facts.secrets import CommittedSecrets
from compliance.sightings import Sightings
from compliance.tree import TreeBuilder
from integrations.checkouts import CheckoutError
from tests.compliance.checks.secrets_cases import GITHUB
from tests.repositories_on_disk import write

ONE = Sightings(looked_into=1)


def test_the_second_process_looks_and_this_one_gets_what_was_seen() -> None:
    here = os.getpid()

    with looked_for_aside(lambda: Sightings(looked_into=os.getpid())) as lookout:
        assert not lookout.wants("app.js", 10)
        seen = lookout.sightings()

    assert seen.looked_into not in (0, here)
    assert not multiprocessing.active_children()


def test_what_a_killed_process_did_not_see_is_seen_here() -> None:
    here = os.getpid()

    def look() -> Sightings:
        if os.getpid() != here:
            os.kill(os.getpid(), signal.SIGKILL)
        return ONE

    with looked_for_aside(look) as lookout:
        assert lookout.sightings() == ONE


def test_where_no_process_can_be_copied_it_is_done_here(monkeypatch: pytest.MonkeyPatch) -> None:
    # Stands in for Windows, which cannot run here.
    monkeypatch.setattr(multiprocessing, "get_all_start_methods", lambda: ["spawn"])

    with looked_for_aside(lambda: Sightings(looked_into=os.getpid())) as lookout:
        assert lookout.sightings().looked_into == os.getpid()


def test_nobody_waits_for_a_process_that_nobody_asks(capfd: pytest.CaptureFixture[str]) -> None:
    def look() -> Sightings:
        time.sleep(600)
        return ONE

    with looked_for_aside(look):
        pass

    assert not multiprocessing.active_children()
    assert capfd.readouterr().err == ""


def test_what_cannot_be_read_is_said_once(capfd: pytest.CaptureFixture[str]) -> None:
    def look() -> Sightings:
        raise CheckoutError("it is gone")

    with looked_for_aside(look) as lookout, pytest.raises(CheckoutError, match="it is gone"):
        lookout.sightings()
    assert capfd.readouterr().err == ""


def test_a_working_copy_that_is_not_there_is_one_sentence(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SourceError, match="nowhere"):
        working_copy_facts(tmp_path / "nowhere")
    assert capfd.readouterr().err == ""


def test_secrets_are_seen_in_files_that_nothing_else_reads(tmp_path: Path) -> None:
    write(tmp_path, {"notes.txt": f"Run it with {GITHUB}\n", "package.json": "{}"})

    facts = working_copy_facts(tmp_path).repository[CommittedSecrets]

    assert isinstance(facts, CommittedSecrets)
    assert [each.where.path for each in facts.secrets] == ["notes.txt"]


def test_the_other_process_is_waited_for_once() -> None:
    with looked_for_aside(lambda: ONE) as lookout:
        builder = TreeBuilder(None, lambda _path: True, lookout=lookout)
        builder.enter("app.js", 1)
        tree = builder.build()

        assert tree.sightings == ONE
        assert tree.without(lambda path: path == "app.js").sightings == ONE
