"""Follows the commands of a document to the steps that they do."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Iterator

from compliance.extract.commands import Follower, Project, Start
from compliance.extract.commands.follow import At
from compliance.extract.commands.steps import Invocation
from compliance.extract.setup_steps import commands, containers
from compliance.facts import Evidence
from compliance.facts.setup_steps import SetupStep, ToldStep

_COMPOSE = ("docker-compose", "podman-compose")
# Tools that build, start and migrate as a program or a cluster's configuration tells them.
_OPAQUE = {
    "tilt": "up",
    "skaffold": "dev",
    "devspace": "dev",
    "garden": "deploy",
    "okteto": "up",
    "vagrant": "up",
    "lando": "start",
    "ddev": "start",
}
# Runners whose tasks are programs, by what a task is called that sets something up or starts it.
_RUNNERS = frozenset(["nps", "jake", "moon"])
_SETS_UP = frozenset(
    "prepare setup install bootstrap init dev develop start up run serve migrate".split()
)


class StepFollower(Follower):
    """Notes, for each command on the way, which steps of a set-up it does."""

    def __init__(self, project: Project, most_work: int) -> None:
        super().__init__(project, containers.HANDLERS, most_work)
        self._steps_of = project
        self._told: dict[SetupStep, ToldStep] = {}
        self.opaque: dict[Evidence, None] = {}

    def told(self, starts: Iterable[Start]) -> tuple[ToldStep, ...]:
        """The steps that commands do, each where the way to it is the shortest."""
        self.follow(starts)
        return tuple(self._told.values())

    def note(self, invocation: Invocation, at: At) -> None:
        """Keep the first place of each step that the command does."""
        subcommand = _OPAQUE.get(invocation.name)
        tasks = invocation.arguments if invocation.name in _RUNNERS else ()
        is_task = any(not _SETS_UP.isdisjoint(re.split(r"[.:]", each)) for each in tasks)
        if is_task or (subcommand and subcommand in invocation.arguments):
            self.opaque[(*at.chain, at.place)[0]] = None
        for step in self._does(invocation):
            if step not in self._told:
                start, *through = (*at.chain, at.place)
                self._told[step] = ToldStep(step, start, through[-1] if through else None)

    def _does(self, invocation: Invocation) -> Iterator[SetupStep]:
        if posixpath.basename(invocation.name) in _COMPOSE:
            yield from containers.steps(invocation, self._steps_of)
        yield from commands.steps(invocation, self._steps_of)
