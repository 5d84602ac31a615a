"""Two processes make the facts of a tree, which are those that one makes, whatever befalls one."""

from __future__ import annotations

import multiprocessing
import os
import signal
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial

import pytest

from compliance.collect.sharing import shared
from compliance.extract import EXTRACTORS, extract
from compliance.extract.extraction import Task
from compliance.facts import Fact, RepositoryFacts, Unavailable
from compliance.facts.sources import Unparsed
from tests.compliance.checks.runtime_cases import EXPRESS
from tests.compliance.repositories import tree_of


@dataclass(frozen=True)
class Did(Fact):
    """Which task was done, and in which process."""

    task: int
    process: int


def does(number: int) -> Did:
    """Long enough for the other process to get its turn."""
    time.sleep(0.02)
    return Did(number, os.getpid())


def tasks(count: int, do: Callable[[int], Fact | Unavailable] = does) -> list[Task]:
    return [partial(do, number) for number in range(count)]


def nothing() -> Mapping[type, object]:
    return {}


def done(results: object) -> list[Did]:
    assert isinstance(results, list)
    return [each for each in results if isinstance(each, Did)]


@pytest.fixture(autouse=True)
def _none_is_left() -> object:
    yield
    assert not multiprocessing.active_children()


def test_each_task_is_done_once_and_both_do_some_from_their_own_end() -> None:
    results, _ = shared(tasks(12), nothing)

    made = done(results)
    here = [each.task for each in made if each.process == os.getpid()]
    assert [each.task for each in made] == list(range(12))
    assert here == list(range(len(here)))
    assert 0 < len(here) < 12


def test_what_the_copy_learned_is_told() -> None:
    _, told = shared(tasks(4), lambda: {int: os.getpid()})

    assert len(told) == 1
    assert told[0][int] != os.getpid()


def test_what_a_killed_copy_had_taken_is_done_here(capfd: pytest.CaptureFixture[str]) -> None:
    here = os.getpid()

    def do(number: int) -> Did:
        if os.getpid() != here:
            os.kill(os.getpid(), signal.SIGKILL)
        return does(number)

    results, told = shared(tasks(5, do), nothing)

    assert done(results) == [Did(number, here) for number in range(5)]
    assert not told
    assert capfd.readouterr().err == ""


def test_more_tasks_than_a_pipe_has_room_for_are_all_done() -> None:
    results, _ = shared(tasks(100_000, lambda number: Unavailable(str(number))), nothing)

    assert results == [Unavailable(str(number)) for number in range(100_000)]


def test_where_no_process_can_be_copied_all_is_done_here(monkeypatch: pytest.MonkeyPatch) -> None:
    # Stands in for Windows, which cannot run here.
    monkeypatch.setattr(multiprocessing, "get_all_start_methods", lambda: ["spawn"])

    results, told = shared(tasks(3), nothing)

    assert done(results) == [Did(number, os.getpid()) for number in range(3)]
    assert not told


def test_whoever_interrupts_the_first_process_ends_the_copy_too() -> None:
    here = os.getpid()

    def do(number: int) -> Did:
        if os.getpid() == here:
            raise KeyboardInterrupt
        time.sleep(600)
        return does(number)

    with pytest.raises(KeyboardInterrupt):
        shared(tasks(2, do), nothing)


def repository(files: Mapping[str, str]) -> RepositoryFacts:
    """What two processes say, which is what one says."""
    tree = tree_of(files)
    alone = extract(tree, EXTRACTORS)
    both = extract(tree, EXTRACTORS, share=shared)
    assert both == alone
    return both


def test_the_facts_are_those_that_one_process_makes() -> None:
    facts = repository(
        {
            **EXPRESS,
            "api/package.json": EXPRESS["package.json"],
            "api/app.js": "const app = require('express')();\napp.get('/', list);\n",
            # Only what looks for routes asks for it, and cannot have it.
            "models/made.js": "app.get('/a', list);" + " " * 30_000,
        }
    )

    assert len(facts.by_component) == 2


def test_what_did_not_parse_is_known_whoever_asked_for_it() -> None:
    # Each file is asked for by other extractors.
    files = {
        "routes.js": "app.get('/', (a, b) => b.json(await prisma.a.findMany()));\nfunction (",
        "models.js": "sequelize.define('a', {});\nfunction (",
        "env.js": "process.env.PORT;\nfunction (",
    }

    ((_, values),) = repository({**EXPRESS, **files}).by_component

    unparsed = values[Unparsed]
    assert isinstance(unparsed, Unparsed)
    assert {each.path for each in unparsed.places} == set(files)
