"""Reads the workflows of GitHub Actions, and of Forgejo, Gitea and Depot: they share a format."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from compliance.extract.ci import actions
from compliance.extract.ci.github_events import events_of_jobs, permitted, triggers
from compliance.extract.ci.github_values import combinations, distinct, inputs_of, substituted
from compliance.extract.ci.steps import CiFile, CiStep, Found, Reading, plain, script
from compliance.extract.commands import Start
from compliance.extract.commands.steps import inside, items
from compliance.extract.documents import sub
from compliance.facts import Evidence
from compliance.facts.tooling import ToolUse, Unfollowed
from compliance.paths import join
from compliance.tree import Tree, Unreadable

MAX_DEPTH = 5

# Inputs by which a workflow of another repository is handed what it is to run in this one.
_COMMAND = re.compile(r"(?:^|[-_])(?:run|commands?|cmd|scripts?|checks)$")
_WORKFLOW = re.compile(r"\.(?:github|forgejo|gitea|depot)/workflows/[^/]+\.ya?ml")


def is_workflow(path: str) -> bool:
    """Whether a path is a workflow."""
    return bool(_WORKFLOW.fullmatch(path))


def is_action(path: str) -> bool:
    """Whether a path describes an action."""
    return posixpath.basename(path) in ("action.yml", "action.yaml")


def read(tree: Tree, path: str) -> Iterator[Found]:
    """The commands of a workflow.

    Raises:
        Unreadable: the file cannot be had, or does not parse.
    """
    reading = Reading(tree, path)
    file = reading.load(path)
    context = _Context(triggers(sub(file.value).get("on")), reading)
    yield from _workflow(file, context)


@dataclass(frozen=True)
class _Context:
    """What holds around some steps: the events that start them, and values by expression.
    `checkout` is the folder that a job checks the repository out into, as it is written.
    """

    events: frozenset[str]
    reading: Reading
    values: Mapping[str, str] = field(default_factory=dict)
    environment: Mapping[str, str] = field(default_factory=dict)
    directory: str | None = ""
    checkout: str = ""
    depth: int = 0

    @property
    def on_pull_requests(self) -> bool:
        return bool(self.events)


def _workflow(file: CiFile, context: _Context) -> Iterator[Found]:
    workflow = sub(file.value)
    context = _with_environment(context, workflow)
    context = _in_default_directory(context, workflow)
    jobs = sub(workflow, "jobs")
    events = events_of_jobs(jobs, context.events)
    for name, value in jobs.items():
        context.reading.spend()
        job = sub(value)
        inner = _with_environment(replace(context, events=events[name]), job)
        inner = _in_default_directory(inner, job)
        matrix = combinations(sub(job, "strategy", "matrix"))
        if isinstance(job.get("uses"), str):
            yield from _called(file, ("jobs", name), job, inner)
        yield from _steps(file, ("jobs", name, "steps"), job.get("steps"), inner, matrix)


def _with_environment(context: _Context, value: Mapping[str, Any]) -> _Context:
    own = {
        name: substituted(each, context.values) for name, each in plain(value.get("env")).items()
    }
    values = {**context.values, **{f"env.{name}": each for name, each in own.items()}}
    return replace(context, environment={**context.environment, **own}, values=values)


def _in_default_directory(context: _Context, value: Mapping[str, Any]) -> _Context:
    named = sub(value, "defaults", "run").get("working-directory")
    if not isinstance(named, str):
        return context
    return replace(context, directory=_directory(substituted(named, context.values), ""))


def _directory(named: str, base: str | None) -> str | None:
    return inside(base, named.replace("$GITHUB_WORKSPACE/", ""))


def _steps(
    file: CiFile,
    keys: tuple[str | int, ...],
    steps: Any,
    context: _Context,
    matrix: list[dict[str, str]],
) -> Iterator[Found]:
    told = _told(steps)
    context = replace(context, checkout=_checkout(steps))
    for at, step in _in_sequence(keys, steps):
        context.reading.spend()
        events = permitted(step.get("if"), context.events)
        here = replace(context, events=events)
        for values in distinct(step, matrix):
            inner = replace(here, values={**here.values, **values})
            yield from _step(file, at, step, _with_environment(inner, step), told)


def _checkout(steps: Any) -> str:
    """The folder that steps check this repository out into, "" where they do not say one."""
    for step in map(sub, items(steps)):
        given = plain(step.get("with"))
        own = "github.repository" in given.get("repository", "github.repository")
        if own and str(step.get("uses")).startswith("actions/checkout@") and "path" in given:
            return given["path"]
    return ""


def _told(steps: Any) -> str:
    """What the steps of a job run and hand to actions, which may make folders."""
    values = [sub(each) for each in items(steps)]
    return "\n".join(
        f"{each.get('run')} {each.get('with')} {each.get('parallel')}" for each in values
    )


def _directory_of(step: Mapping[str, Any], context: _Context) -> str | None:
    named = step.get("working-directory")
    if not isinstance(named, str):
        return context.directory
    directory = _directory(substituted(named, context.values), "")
    checkout = inside("", substituted(context.checkout, context.values))
    if directory is None or not checkout:
        return directory
    return "" if directory == checkout else directory.removeprefix(checkout + "/")


def _is_gone(directory: str | None, told: str, tree: Tree) -> bool:
    """Whether a directory lies in a folder that is not there and that no step of the job makes: a
    workflow that was left over, whose steps fail.
    """
    top = (directory or "").partition("/")[0]
    if not top or top in told or tree.incomplete is not None or "$" in top:
        return False
    return top not in tree.entries and next(tree.files(top), None) is None


def _in_sequence(
    keys: tuple[str | int, ...], steps: Any
) -> Iterator[tuple[tuple[str | int, ...], Mapping[str, Any]]]:
    """The steps with where they stand, those of a group that runs in parallel each for itself.

    Source: docs.github.com, Workflow syntax, `jobs.<job_id>.steps[*].parallel`, which has no groups
    in it.
    """
    for index, value in enumerate(items(steps)):
        step = sub(value)
        at = (*keys, index)
        group = items(step.get("parallel"))
        if not group:
            yield at, step
        for inner, each in enumerate(group):
            yield (*at, "parallel", inner), sub(each)


def _step(
    file: CiFile, at: tuple[str | int, ...], step: Mapping[str, Any], context: _Context, told: str
) -> Iterator[Found]:
    if isinstance(step.get("run"), str):
        directory = _directory_of(step, context)
        if _is_gone(directory, told, context.reading.tree):
            return
        if not str(step.get("shell", "")).startswith(("python", "perl")):
            text, place = script(file, step["run"], *at, "run")
            text = substituted(text, context.values)
            start = Start(text, place, directory, context.environment)
            yield CiStep(start, context.on_pull_requests)
    elif isinstance(step.get("uses"), str):
        yield from _uses(file, at, step, context)


def _uses(
    file: CiFile, at: tuple[str | int, ...], step: Mapping[str, Any], context: _Context
) -> Iterator[Found]:
    """A step that calls an action: one of this repository is read, a known one translated."""
    name = str(step["uses"])
    place = file.place(*at, "uses", excerpt=f"uses: {name}")
    inputs = {
        key: substituted(value, context.values) for key, value in plain(step.get("with")).items()
    }
    if name.startswith("./"):
        yield from _composite(name, place, inputs, context)
        return
    if name.startswith("docker://") and "args" in inputs:
        text = f"{inputs.get('entrypoint', '')} {inputs['args']}".strip()
        yield CiStep(Start(text, place, "", context.environment), context.on_pull_requests)
        return
    environment = {**context.environment, **inputs}
    found = actions.commands(name.partition("@")[0], inputs, environment)
    if isinstance(found, tuple):
        if found and context.on_pull_requests:
            yield Unfollowed(f"the action {name} is not in this repository", place, found)
        return
    directory = _directory(inputs.get("working-directory", "."), context.directory)
    for text in found:
        start = Start(text, place, directory, context.environment)
        yield CiStep(start, context.on_pull_requests)


def _composite(
    name: str, place: Evidence, inputs: Mapping[str, str], context: _Context
) -> Iterator[Found]:
    directory = posixpath.normpath(name.removeprefix("./"))
    paths = [join(directory, each) for each in ("action.yml", "action.yaml")]
    path = next((each for each in paths if context.reading.tree.has(each)), None)
    if context.depth >= MAX_DEPTH:
        return
    may = actions.plausible(name)
    if path is None:
        if may and context.on_pull_requests:
            yield Unfollowed(f"the action {name} is not there", place, may)
        return
    try:
        file = context.reading.load(path)
    except Unreadable as error:
        if context.on_pull_requests:
            yield Unfollowed(str(error), place, may)
        return
    steps = sub(file.value, "runs").get("steps")
    if steps is None and may and context.on_pull_requests:
        yield Unfollowed(f"the action {name} is a program, which is not followed", place, may)
    values = inputs_of(sub(file.value, "inputs"), inputs)
    inner = replace(context, values={**context.values, **values}, depth=context.depth + 1)
    yield from _steps(file, ("runs", "steps"), steps, inner, [])


def _of_others(name: str, job: str, place: Evidence) -> Iterator[Found]:
    """What another repository's workflow runs, or one that is not there, as far as names tell."""
    named = () if name.startswith("./") else tuple(actions.named_for(name))
    yield from (ToolUse(name.partition("@")[0], each, place) for each in named)
    may = actions.plausible_workflow(f"{name} {job}")
    if others := tuple(each for each in may if each not in named):
        yield Unfollowed(f"the workflow {name} is not in this repository", place, others)


def _called(
    file: CiFile, keys: tuple[str, ...], job: Mapping[str, Any], context: _Context
) -> Iterator[Found]:
    """A job that is a call of a reusable workflow."""
    name = str(job["uses"])
    place = file.place(*keys, "uses", excerpt=f"uses: {name}")
    path = posixpath.normpath(name.removeprefix("./"))
    if context.depth >= MAX_DEPTH:
        return
    if not name.startswith("./") or not context.reading.tree.has(path):
        for key, text in plain(job.get("with")).items():
            if _COMMAND.search(key):
                start = Start(substituted(text, context.values), place, context.directory)
                yield CiStep(start, context.on_pull_requests)
        if context.on_pull_requests:
            yield from _of_others(name, keys[-1], place)
        return
    try:
        called = context.reading.load(path)
    except Unreadable:
        return  # It is a file of its own, whose reader says that it cannot be read.
    given = {
        key: substituted(value, context.values) for key, value in plain(job.get("with")).items()
    }
    declared = sub(called.value, "on", "workflow_call", "inputs")
    values = inputs_of(declared, given)
    inner = _Context(context.events, context.reading, values, depth=context.depth + 1)
    yield from _workflow(called, inner)
