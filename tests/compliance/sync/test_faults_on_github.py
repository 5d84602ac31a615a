"""Whatever GitHub answers instead of what was asked: no verdict fails for it, nothing is lost.

Each fault happens once at each kind of call, at the first sync and at one three days later, before
which something was pushed. Then GitHub answers again, the time of what failed comes by the
simulated clock, and all has to be as if nothing had happened. What is to come of each is in
`docs/operations.md`.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import msgspec
import pytest
from pytest_django import Settings

from compliance.models import Poll, Repository, SyncItem
from tests.compliance.sync.fault_cases import (
    ARCHIVE,
    FAULTS,
    INVITATIONS,
    PROPERTIES,
    USER,
    Fault,
)
from tests.compliance.sync.troubled import NOW, Troubled, troubled
from tests.compliance.sync.withheld import Verdicts, everybody, verdicts
from tests.compliance.sync.worlds import small_world
from tests.github_simulator import faults
from tests.github_simulator.faults import Action
from tests.github_simulator.generation import push
from tests.github_simulator.messages import Response
from tests.github_simulator.simulator import Simulator
from tests.github_simulator.state import World

pytestmark = pytest.mark.django_db

A_MINUTE = timedelta(minutes=1)


@dataclass
class Watch:
    """What is seen while GitHub is at fault: which call failed when, and what is said where."""

    happened: list[tuple[str, int]] = field(default_factory=list)
    said: dict[str, list[str]] = field(default_factory=dict)
    waited: set[str] = field(default_factory=set)

    def over(self, call: str, action: Action) -> Action:
        """The same action, watched."""

        def watched(simulator: Simulator, answer: Callable[[], Response]) -> Response | None:
            self.happened.append((call, len(simulator.log.entries)))
            return action(simulator, answer)

        return watched

    def look(self) -> None:
        """Note what is said now, where, and whether it waits for a moment."""
        for poll in Poll.objects.exclude(problem=""):
            self._note(poll.kind, poll.problem, waits=poll.not_before is not None)
        for item in SyncItem.objects.filter(state=SyncItem.State.WAITING):
            self._note("reading", item.problem, waits=item.not_before is not None)
        for problem in Repository.objects.exclude(problem="").values_list("problem", flat=True):
            self._note("reading", problem, waits=False)

    def _note(self, where: str, said: str, *, waits: bool) -> None:
        self.said.setdefault(where, []).append(said)
        if waits:
            self.waited.add(where)


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    """Two repositories; the archive of one lacks a file, and three days later it was pushed to."""
    world = small_world(tmp_path_factory.mktemp("world"), 2)
    first = world.repositories[0]
    push(first, {".gitattributes": "README.md export-ignore\n"}, NOW - A_MINUTE)
    push(first, {".nvmrc": "20\n"}, NOW + timedelta(days=2, hours=12))
    return world


@dataclass(frozen=True)
class State:
    """All that is known of an organization."""

    heads: Mapping[str, tuple[str, str]]
    verdicts: Verdicts
    people: Mapping[str, object]


def state(github: Troubled) -> State:
    rows = Repository.objects.filter(gone_since=None, problem="", left_out="")
    return State(
        {each.name: (each.head, each.commit) for each in rows}, verdicts(github), everybody()
    )


THREE_DAYS = timedelta(days=3)


@pytest.fixture(scope="module")
def truths() -> list[State]:
    """What comes of it without a fault, at the first sync and at the later one; filled once."""
    return []


def without_fault(truths: list[State], world: World, settings: Settings) -> list[State]:
    """What comes of it without a fault: the same by an App and by an owner's token."""
    if not truths:
        with troubled(world, settings, app=True) as github:
            list(github.settle())
            truths.append(state(github))
            github.pass_time(THREE_DAYS)
            list(github.settle())
            truths.append(state(github))
            github.organization.delete()
    return truths


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_at_every_kind_of_call(
    world: World,
    settings: Settings,
    truths: list[State],
    caplog: pytest.LogCaptureFixture,
    name: str,
) -> None:
    caplog.set_level(logging.DEBUG)
    fault = FAULTS[name]
    first, later = without_fault(truths, world, settings)
    with troubled(world, settings, app=fault.by_app, limits=fault.limits) as github:
        if "first" in fault.at:
            assert_all_is_found_in_spite_of(fault, github, first)
        else:
            github.sync()
        if "later" in fault.at:
            github.pass_time(NOW + THREE_DAYS - github.now)
            assert_all_is_found_in_spite_of(fault, github, later)
        for secret in secrets(github):
            assert secret not in caplog.text
    assert all(seconds < 10 for seconds in github.slept)


def assert_all_is_found_in_spite_of(fault: Fault, github: Troubled, truth: State) -> None:
    """What is seen while it happens is what is documented; then all is as it is in truth."""
    watch = Watch()
    github.simulator.faults.clear()
    for call in fault.on:
        action = watch.over(call, fault.action())
        github.simulator.faults.add(action, on=call, times=fault.times(call))
    for _ in github.settle():
        watch.look()
        assert_nothing_fails(verdicts(github), truth.verdicts)
        if fault.waits:
            assert_nothing_was_asked_after(github, fault, watch)
        watch.happened = []
    assert all(each.happened == each.times for each in github.simulator.faults.pending)
    assert state(github) == truth
    if not fault.places:
        assert watch.said == {}
    for place in fault.places:
        assert any(fault.says in said for said in watch.said[place]), (place, watch.said[place])
    if fault.waits:
        assert watch.waited >= fault.places
    for secret in secrets(github):
        assert secret not in str(watch.said)


def secrets(github: Troubled) -> Iterator[str]:
    """What must be in no log and on no page: tokens, and the App's key."""
    yield from (each.token for each in github.simulator.accounts.credentials)
    yield github.settings.GITHUB.private_key.splitlines()[1] if github.client.app else "ghp_"


def assert_nothing_fails(now: Verdicts, truth: Verdicts) -> None:
    """No verdict is a failure but those that are failures in truth."""
    failing = {each for each, (outcome, _) in now.items() if outcome == "fail"}
    assert failing <= {each for each, (outcome, _) in truth.items() if outcome == "fail"}


def assert_nothing_was_asked_after(github: Troubled, fault: Fault, watch: Watch) -> None:
    """Once a limit was met nobody asks anything before its end; archives have their own server."""
    for call, position in watch.happened:
        if call == ARCHIVE and fault.link_ends:
            continue
        after = github.simulator.log.entries[position + 1 :]
        asked = [each.name for each in after if call != ARCHIVE or each.name == ARCHIVE]
        assert asked == []


@pytest.mark.parametrize("name", ["500", "garbage", "RATE_LIMITED", "a part of the data"])
def test_a_fault_at_a_further_page(tmp_path: Path, settings: Settings, name: str) -> None:
    """Pull requests are more than a hundred: without the others nothing is said of any."""
    world = small_world(tmp_path, 1)
    (repository,) = world.repositories
    (first,) = repository.pull_requests
    repository.pull_requests = [
        msgspec.structs.replace(first, number=number, title=f"feat: number {number}")
        for number in range(1, 102)
    ]
    fault, watch = FAULTS[name], Watch()
    with troubled(world, settings) as github:
        github.simulator.faults.add(fault.action(), on="MorePullRequests", times=fault.tries)
        for _ in github.settle():
            watch.look()
        (found,) = github.simulator.faults.pending
        assert found.happened == fault.tries
        assert any(fault.says in said for each in watch.said.values() for said in each)
        reviewed = verdicts(github)[repository.name, "pull-requests-reviewed"]
        assert reviewed[0] == "pass"
        assert reviewed[1].startswith("101 of 101 pull requests")


@pytest.mark.parametrize("call", [USER, PROPERTIES, INVITATIONS])
def test_a_refusal_while_a_token_is_tried(
    world: World, settings: Settings, truths: list[State], call: str
) -> None:
    """It looks like a permission that is missing, until the settings are read the next time."""
    truth = without_fault(truths, world, settings)[0]
    with troubled(world, settings) as github:
        github.simulator.faults.add(faults.forbidden(), on=call)
        list(github.settle())
        assert_nothing_fails(verdicts(github), truth.verdicts)
        github.pass_time(timedelta(days=1))
        list(github.settle())
        assert state(github) == truth
