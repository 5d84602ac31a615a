"""Reads the configuration of CircleCI."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from compliance.extract.ci.steps import CiFile, CiStep, Found, Reading, plain, script
from compliance.extract.commands import Start, plausible
from compliance.extract.commands.steps import inside, items, texts
from compliance.extract.documents import sub
from compliance.facts.tooling import Unfollowed
from compliance.tree import Tree

MAX_DEPTH = 6

_FILE = re.compile(r"\.circleci/[^/]+\.ya?ml")
_PARAMETER = re.compile(
    r"<<\s{0,10}(?:parameters|pipeline\.parameters|matrix)\.([\w-]{1,80})\s{0,10}>>"
)

# Jobs and commands of CircleCI's own orbs, as the command that they run by default.
_ORBS = {
    "node/test": "npm run {run-command:test}",
    "node/run": "npm run {npm-run:}{yarn-run:}",
    "python/test": "pytest",
    "cypress/run": "cypress run",
    "cypress-io/cypress/run": "cypress run",
}


def is_circleci(path: str) -> bool:
    """Whether a path is a configuration of CircleCI."""
    return bool(_FILE.fullmatch(path))


def read(tree: Tree, path: str) -> Iterator[Found]:
    """The commands of the jobs that a workflow starts; all of them where there is no workflow.

    Raises:
        Unreadable: the file cannot be had, or does not parse.
    """
    reading = Reading(tree, path)
    file = reading.load(path)
    reader = _Reader(file, reading)
    workflows = sub(file.value, "workflows")
    started = [
        entry
        for name, workflow in workflows.items()
        if name != "version"
        for entry in _entries(name, sub(workflow))
    ]
    if not started:
        for name in sub(file.value, "jobs"):
            yield from reader.job(name, {}, (), on_pull_requests=True)
    for name, arguments, keys, on_pull_requests in started:
        yield from reader.job(name, arguments, keys, on_pull_requests=on_pull_requests)


_Entry = tuple[str, dict[str, Any], tuple[str | int, ...], bool]


def _entries(name: str, workflow: Mapping[str, Any]) -> Iterator[_Entry]:
    """The jobs of a workflow: arguments, place, and whether they run for pull requests."""
    scheduled = "triggers" in workflow
    for index, job in enumerate(items(workflow.get("jobs"))):
        keys = ("workflows", name, "jobs", index)
        if isinstance(job, str):
            yield job, {}, keys, not scheduled
        for called, value in sub(job).items():
            arguments = sub(value)
            if arguments.get("type") != "approval":
                admitted = not scheduled and _every_branch(sub(arguments, "filters", "branches"))
                yield called, arguments, keys, admitted


def _every_branch(branches: Mapping[str, Any]) -> bool:
    """Whether a filter lets branches of work through."""
    only, ignored = texts(branches.get("only")), texts(branches.get("ignore"))
    if only and not any(_any(pattern) for pattern in only):
        return False
    return not any(_any(pattern) for pattern in ignored)


def _any(pattern: str) -> bool:
    return pattern.strip("/^$") in (".*", ".+", "")


class _Reader:
    """Reads the steps of jobs, with the commands that the file defines itself."""

    def __init__(self, file: CiFile, reading: Reading) -> None:
        self._file = file
        self._reading = reading
        self._jobs = _defined(file, "jobs")
        self._commands = _defined(file, "commands")

    def job(
        self,
        name: str,
        arguments: Mapping[str, Any],
        keys: tuple[str | int, ...],
        *,
        on_pull_requests: bool,
    ) -> Iterator[Found]:
        """The commands of a job."""
        if name in self._jobs:
            at, job = self._jobs[name]
            values = _values(job, arguments)
            directory = _directory(job.get("working_directory"))
            environment = plain(job.get("environment"))
            steps = job.get("steps")
            for found in self._steps(steps, (*at, "steps"), values, directory, 0):
                yield _set(found, environment, on_pull_requests=on_pull_requests)
        elif on_pull_requests:
            yield from self._orb(name, arguments, keys)

    def _steps(
        self,
        steps: Any,
        keys: tuple[str | int, ...],
        values: Mapping[str, str],
        directory: str | None,
        depth: int,
    ) -> Iterator[Found]:
        for index, step in enumerate(items(steps)):
            self._reading.spend()
            at = (*keys, index)
            called = {step: None} if isinstance(step, str) else sub(step)
            for name, value in called.items():
                if name in ("when", "unless"):
                    inner = sub(value).get("steps")
                    yield from self._steps(inner, (*at, name, "steps"), values, directory, depth)
                elif name == "run":
                    yield from self._run(value, (*at, "run"), values, directory)
                elif name in self._commands and depth < MAX_DEPTH:
                    where, command = self._commands[name]
                    inner = _values(command, sub(value), values)
                    steps_of = command.get("steps")
                    yield from self._steps(steps_of, (*where, "steps"), inner, directory, depth + 1)
                elif "/" in name:
                    yield from self._orb(name, sub(value), at)

    def _run(
        self,
        value: Any,
        keys: tuple[str | int, ...],
        values: Mapping[str, str],
        directory: str | None,
    ) -> Iterator[Found]:
        settings = sub(value)
        if isinstance(settings.get("command"), str):
            value, keys = settings["command"], (*keys, "command")
        if isinstance(value, str):
            text, place = script(self._file, value, *keys)
            named = settings.get("working_directory")
            at = _directory(_put_in(named, values)) if isinstance(named, str) else directory
            environment = plain(settings.get("environment"))
            yield CiStep(
                Start(_put_in(text, values), place, at, environment), on_pull_requests=True
            )

    def _orb(
        self, name: str, arguments: Mapping[str, Any], keys: tuple[str | int, ...]
    ) -> Iterator[Found]:
        """A job or command of an orb: a known one as its command, another as not followed."""
        place = self._file.place(*keys, excerpt=name)
        template = _ORBS.get(name)
        given = plain(arguments)
        if template:
            text = re.sub(
                r"\{([\w-]{1,40}):(\w{0,20})\}", lambda m: given.get(m[1], m[2]), template
            )
            at = _directory(given.get("app-dir"))
            yield CiStep(Start(text, place, at), on_pull_requests=True)
        elif may := plausible(name):
            yield Unfollowed(f"{name} is of an orb, which is not in this repository", place, may)


def _defined(file: CiFile, kind: str) -> dict[str, tuple[tuple[str, ...], dict[str, Any]]]:
    """The jobs or commands that a file defines, those of its own orbs by their full name."""
    found: dict[str, tuple[tuple[str, ...], dict[str, Any]]] = {
        name: ((kind, name), sub(value)) for name, value in sub(file.value, kind).items()
    }
    for orb, value in sub(file.value, "orbs").items():
        for name, each in sub(value, kind).items():
            found[f"{orb}/{name}"] = (("orbs", orb, kind, name), sub(each))
    return found


def _set(found: Found, environment: Mapping[str, str], *, on_pull_requests: bool) -> Found:
    """The same step as its job runs it."""
    if not isinstance(found, CiStep):
        return found
    start = found.start
    return CiStep(
        Start(start.text, start.where, start.directory, {**environment, **start.environment}),
        on_pull_requests,
    )


def _values(
    definition: Mapping[str, Any],
    arguments: Mapping[str, Any],
    around: Mapping[str, str] | None = None,
) -> dict[str, str]:
    """The values of parameters: what is given, else their defaults."""
    values: dict[str, str] = {}
    for name, parameter in sub(definition, "parameters").items():
        value = plain(arguments).get(name, plain(parameter).get("default"))
        if value is not None:
            values[name] = _put_in(value, around or {})
    return values


def _put_in(text: str, values: Mapping[str, str]) -> str:
    return _PARAMETER.sub(lambda match: values.get(match[1], f"$PARAMETER_{match[1]}"), text)


def _directory(value: Any) -> str | None:
    """Where a job runs; by default its working directory is the repository."""
    if not isinstance(value, str) or value.startswith(("~", "/")):
        return ""
    return inside("", value)
