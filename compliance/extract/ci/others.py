"""Reads the CI files whose form is plain: Bitbucket, Drone, Woodpecker, Buildkite, AppVeyor,
Cirrus, Semaphore. Of those whose jobs are put together elsewhere it says so: Taskcluster, Zuul.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Mapping
from typing import Any

from compliance.extract.ci.steps import (
    EVERYTHING,
    CiFile,
    CiStep,
    Found,
    load,
    loaded,
    plain,
    script,
    text_of,
)
from compliance.extract.commands import Start
from compliance.extract.commands.steps import items, texts
from compliance.extract.documents import sub
from compliance.facts import Evidence
from compliance.facts.tooling import Unfollowed
from compliance.tree import Tree

MAX_DOCUMENTS = 50
MAX_DEPTH = 12


def is_bitbucket(path: str) -> bool:
    """Whether a path is the configuration of Bitbucket Pipelines."""
    return path == "bitbucket-pipelines.yml"


def read_bitbucket(tree: Tree, path: str) -> Iterator[Found]:
    """The scripts of all pipelines; those for pull requests and for any branch are run for work.

    Raises:
        Unreadable: the file cannot be had, or does not parse.
    """
    file = load(tree, path)
    for kind, value in sub(file.value, "pipelines").items():
        keys = ("pipelines", kind)
        if kind == "default":
            yield from _scripts(file, value, keys, on_pull_requests=True)
            continue
        for pattern, inner in sub(value).items():
            any_branch = kind == "branches" and pattern in ("**", "*/*", "{**}")
            for_work = kind == "pull-requests" or any_branch
            yield from _scripts(file, inner, (*keys, pattern), on_pull_requests=for_work)


def _scripts(
    file: CiFile, value: Any, keys: tuple[str | int, ...], *, on_pull_requests: bool
) -> Iterator[Found]:
    """Every `script` below a place, each with the variables of its step."""
    if len(keys) > MAX_DEPTH:
        return
    if isinstance(value, list):
        for index, each in enumerate(value):
            yield from _scripts(file, each, (*keys, index), on_pull_requests=on_pull_requests)
    for key, each in sub(value).items():
        if key == "script" and texts(each):
            text, place = script(file, each, *keys, key)
            automatic = on_pull_requests and sub(value).get("trigger") != "manual"
            yield CiStep(Start(text, place), automatic)
        elif isinstance(each, dict | list):
            yield from _scripts(file, each, (*keys, key), on_pull_requests=on_pull_requests)


def is_drone(path: str) -> bool:
    """Whether a path is a pipeline of Drone or Woodpecker."""
    return bool(re.fullmatch(r"\.(?:drone|woodpecker)\.ya?ml|\.woodpecker/[^/]+\.ya?ml", path))


def read_drone(tree: Tree, path: str) -> Iterator[Found]:
    """The commands of the steps of all pipelines of a file.

    Raises:
        Unreadable: the file cannot be had, or does not parse.
    """
    for file in _documents(path, text_of(tree, path)):
        for_work = _starts(sub(file.value).get("trigger", sub(file.value).get("when")))
        for kind in ("steps", "pipeline"):
            steps = sub(file.value).get(kind)
            named = steps.items() if isinstance(steps, dict) else enumerate(items(steps))
            for key, value in named:
                step = sub(value)
                if texts(step.get("commands")):
                    text, place = script(file, step["commands"], kind, key, "commands")
                    environment = plain(step.get("environment"))
                    admitted = for_work and _starts(step.get("when"))
                    yield CiStep(Start(text, place, "", environment), admitted)


def _documents(path: str, text: str) -> Iterator[CiFile]:
    """The documents of a YAML file, with the lines that they have in it."""
    lines = text.splitlines()
    breaks = [index for index, line in enumerate(lines) if line.rstrip() == "---"][:MAX_DOCUMENTS]
    bounds = [0, *breaks, len(lines)]
    for start, end in itertools.pairwise(bounds):
        part = lines[start:end]
        if any(line.strip() and line.strip() != "---" for line in part):
            above = [""] * start + ["" if line.rstrip() == "---" else line for line in part]
            yield loaded(path, "\n".join(above))


def _starts(condition: Any) -> bool:
    """Whether a trigger lets pull requests, or pushes to any branch, through."""
    if isinstance(condition, list):
        return any(_starts(each) for each in condition)
    value = sub(condition)
    events = value.get("event")
    events = sub(events).get("include", events)
    branches = value.get("branch")
    branches = sub(branches).get("include", branches)
    named = texts(events)
    if named and not {"pull_request", "push", "pull-request"} & set(named):
        return False
    on_pull_request = not named or "pull_request" in named
    return on_pull_request or not texts(branches)


def is_buildkite(path: str) -> bool:
    """Whether a path is a pipeline of Buildkite."""
    return bool(re.fullmatch(r"\.buildkite/(?:[^/]+/)?pipeline[^/]*\.ya?ml", path))


def read_buildkite(tree: Tree, path: str) -> Iterator[Found]:
    """The commands of all steps.

    Raises:
        Unreadable: the file cannot be had, or does not parse.
    """
    file = load(tree, path)
    top = sub(file.value)
    yield from _buildkite_steps(file, top.get("steps"), ("steps",), plain(top.get("env")))


def _buildkite_steps(
    file: CiFile, steps: Any, keys: tuple[str | int, ...], environment: Mapping[str, str]
) -> Iterator[Found]:
    for index, value in enumerate(items(steps)):
        step = sub(value)
        admitted = not re.search(r"build\.branch\s{0,5}==|build\.tag", str(step.get("if", "")))
        admitted = admitted and not _named_branches(step.get("branches"))
        for key in ("command", "commands"):
            if texts(step.get(key)):
                text, place = script(file, step[key], *keys, index, key)
                yield CiStep(Start(text, place, "", environment), admitted)
        if len(keys) < MAX_DEPTH and "steps" in step:
            yield from _buildkite_steps(file, step["steps"], (*keys, index, "steps"), environment)


def _named_branches(branches: Any) -> bool:
    listed = " ".join(texts(branches)).split()
    return bool(listed) and not any("*" in each or each.startswith("!") for each in listed)


_TOP_LEVEL = {
    "appveyor.yml": ("install", "before_test", "test_script", "build_script", "before_build"),
    ".appveyor.yml": ("install", "before_test", "test_script", "build_script", "before_build"),
}


def is_appveyor(path: str) -> bool:
    """Whether a path is the configuration of AppVeyor."""
    return path in _TOP_LEVEL


def read_appveyor(tree: Tree, path: str) -> Iterator[Found]:
    """The commands of all phases; an item may say for which shell it is.

    Raises:
        Unreadable: the file cannot be had, or does not parse.
    """
    file = load(tree, path)
    for phase in _TOP_LEVEL[path]:
        for index, each in enumerate(items(sub(file.value).get(phase))):
            shells = plain(each) if isinstance(each, dict) else {"cmd": each}
            for text in shells.values():
                if isinstance(text, str):
                    place = file.place(phase, index, excerpt=text)
                    yield CiStep(Start(text, place), on_pull_requests=True)


def is_cirrus(path: str) -> bool:
    """Whether a path is the configuration of Cirrus CI."""
    return path == ".cirrus.yml"


def read_cirrus(tree: Tree, path: str) -> Iterator[Found]:
    """The scripts of all tasks.

    Raises:
        Unreadable: the file cannot be had, or does not parse.
    """
    file = load(tree, path)
    for name, value in sub(file.value).items():
        task = sub(value)
        admitted = not re.search(r"CIRRUS_BRANCH\s{0,5}==|CIRRUS_TAG", str(task.get("only_if", "")))
        for key, each in task.items():
            if (key == "script" or key.endswith("_script")) and texts(each):
                text, place = script(file, each, name, key)
                yield CiStep(Start(text, place, "", plain(task.get("env"))), admitted)


def is_semaphore(path: str) -> bool:
    """Whether a path is a pipeline of Semaphore."""
    return path == ".semaphore/semaphore.yml"


def read_semaphore(tree: Tree, path: str) -> Iterator[Found]:
    """The commands of all jobs, behind those of their block's prologue.

    Raises:
        Unreadable: the file cannot be had, or does not parse.
    """
    file = load(tree, path)
    for i, block in enumerate(items(sub(file.value).get("blocks"))):
        task = sub(block, "task")
        for j, job in enumerate(items(task.get("jobs"))):
            commands = sub(job).get("commands")
            if texts(commands):
                keys = ("blocks", i, "task", "jobs", j, "commands")
                text, place = script(file, commands, *keys)
                yield CiStep(Start(text, place), on_pull_requests=True)


_PUT_TOGETHER = re.compile(r"\.(taskcluster)\.yml|\.?(zuul)(?:\.ya?ml|\.d/[^/]{1,200}\.ya?ml)")


def is_put_together(path: str) -> bool:
    """Whether a path is the configuration of Taskcluster or Zuul."""
    return _PUT_TOGETHER.fullmatch(path) is not None


def say_put_together(_: Tree, path: str) -> Iterator[Found]:
    """That nobody knows what such a service runs: programs and other repositories make the jobs."""
    match = _PUT_TOGETHER.fullmatch(path)
    service = (match[1] or match[2]).capitalize() if match else ""
    yield Unfollowed(
        f"the jobs of {service} are put together elsewhere", Evidence(path), EVERYTHING
    )
