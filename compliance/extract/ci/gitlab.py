"""Reads the jobs of GitLab's CI files."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from typing import Any

from compliance.extract.ci.actions import plausible_workflow
from compliance.extract.ci.gitlab_files import read_files
from compliance.extract.ci.gitlab_rules import runs_on_pull_requests
from compliance.extract.ci.steps import CiFile, CiStep, Found, plain
from compliance.extract.commands import Start
from compliance.extract.commands.steps import items, texts
from compliance.extract.documents import sub
from compliance.facts import Evidence
from compliance.facts.tooling import Unfollowed
from compliance.tree import Tree

MAX_EXTENDS = 10
MAX_PIECES = 2_000
MAX_COMBINATIONS = 20

_NO_JOBS = frozenset("default include stages variables workflow image services cache spec".split())
_SCRIPTS = ("before_script", "script", "after_script")

_Keys = tuple[str | int, ...]
_Pieces = list[tuple[Evidence, str]]


def read(tree: Tree, path: str) -> Iterator[Found]:
    """The commands of the CI file and of all that it includes.

    Raises:
        Unreadable: the file cannot be had, or does not parse.
    """
    files, lost = read_files(tree, path)
    pipeline = _Pipeline(files)
    yield from lost
    for name in pipeline.jobs:
        if name not in _NO_JOBS and not name.startswith("."):
            yield from pipeline.job(name)


class _Pipeline:
    """The jobs of some files, which extend one another and share scripts across these."""

    def __init__(self, files: list[CiFile]) -> None:
        self.jobs: dict[str, tuple[CiFile, dict[str, Any]]] = {
            name: (file, value)
            for file in files
            for name, value in sub(file.value).items()
            if isinstance(value, dict)
        }
        self._variables: dict[str, str] = {}
        self._shared: dict[str, tuple[CiFile, _Keys, Any]] = {}
        workflow: dict[str, Any] = {}
        for file in files:
            self._variables.update(plain(sub(file.value, "variables")))
            workflow = sub(file.value, "workflow") or workflow
            for key in _SCRIPTS:
                for keys in ((key,), ("default", key)):
                    value = sub(file.value, *keys[:-1]).get(key)
                    if isinstance(value, list | str):
                        self._shared[key] = (file, keys, value)
        self._starts = runs_on_pull_requests(workflow)

    def job(self, name: str) -> Iterator[Found]:
        """What a job runs, with all that it extends."""
        chain = self._extended(name)
        merged: dict[str, Any] = {}
        for each in reversed(chain):
            merged.update(self.jobs[each][1])
        admitted = self._starts and runs_on_pull_requests(merged)
        if admitted and "trigger" in merged and not sub(merged, "trigger", "include"):
            yield from self._triggers(name, merged["trigger"])
        pieces = self._pieces(chain)
        environment = {**self._variables, **plain(merged.get("variables"))}
        for variables in _matrix(merged) if pieces else ():
            start = Start(_joined(pieces), pieces[0][0], "", {**environment, **variables})
            yield CiStep(start, admitted)

    def _triggers(self, name: str, value: Any) -> Iterator[Found]:
        """A job that starts the pipeline of another project; one of this project is read."""
        project = value if isinstance(value, str) else sub(value).get("project")
        may = plausible_workflow(f"{name} {project}")
        if project and may:
            place = self.jobs[name][0].place(name)
            yield Unfollowed(f"{name} triggers another project's pipeline", place, may)

    def _extended(self, name: str) -> list[str]:
        """A job and all that it extends, the nearest first."""
        chain: list[str] = []
        waiting = [name]
        while waiting and len(chain) < MAX_EXTENDS:
            current = waiting.pop(0)
            if current in self.jobs and current not in chain:
                chain.append(current)
                waiting += reversed(texts(self.jobs[current][1].get("extends")))
        return chain

    def _pieces(self, chain: list[str]) -> _Pieces:
        """The texts that a job runs in one shell, each with its place."""
        pieces: _Pieces = []
        for key in _SCRIPTS:
            own = next((each for each in chain if key in self.jobs[each][1]), None)
            if own is not None:
                file, job = self.jobs[own]
                pieces += self._texts(file, (own, key), job[key])
            elif key in self._shared:
                pieces += self._texts(*self._shared[key])
        return pieces

    def _texts(self, file: CiFile, keys: _Keys, value: Any) -> _Pieces:
        """The texts of a script; a list in it is more texts, or a `!reference` to another job's."""
        pieces: _Pieces = []
        waiting = [(file, keys, value)]
        for _ in range(MAX_PIECES):  # References may lead in circles.
            if not waiting:
                break
            file, keys, value = waiting.pop()
            if isinstance(value, str):
                pieces.append((file.text_place(*keys), value))
            elif isinstance(value, list):
                inner = self._referred(value) or [
                    (file, (*keys, index), each) for index, each in enumerate(value)
                ]
                waiting += reversed(inner)
        return pieces

    def _referred(self, value: list[Any]) -> list[tuple[CiFile, _Keys, Any]]:
        """What the list of a `!reference` tag stands for, which names a job and a key of it."""
        names = texts(value)
        if len(value) == len(names) == 2 and names[0] in self.jobs:
            file, job = self.jobs[names[0]]
            if names[1] in job:
                return [(file, tuple(names), job[names[1]])]
        return []


def _joined(pieces: _Pieces) -> str:
    """The texts as one, set apart by as many lines as in the file where they stand in order."""
    first, whole = pieces[0]
    for place, text in pieces[1:]:
        behind = first.line + whole.count("\n")
        room = place.line - behind if place.path == first.path else 1
        whole += "\n" * max(1, min(room, 1_000)) + text
    return whole


def _matrix(job: Mapping[str, Any]) -> list[dict[str, str]]:
    """The variables of `parallel: matrix`, one mapping for each job; at least an empty one."""
    found: list[dict[str, str]] = []
    for each in items(sub(job, "parallel").get("matrix"))[:MAX_COMBINATIONS]:
        axes = [
            [(name, str(value)) for value in items(values)] for name, values in sub(each).items()
        ]
        product = itertools.islice(itertools.product(*axes), MAX_COMBINATIONS)
        found += [dict(combination) for combination in product]
    return found or [{}]
