"""Reads the workflows of GitHub Actions (and of Forgejo and Gitea, which share their format)."""

from __future__ import annotations

import itertools
import posixpath
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from compliance.extract.ci import actions
from compliance.extract.ci.conditions import permitted
from compliance.extract.ci.steps import CiFile, CiStep, Found, load, plain, script
from compliance.extract.commands import Start
from compliance.extract.commands.steps import inside, items, texts
from compliance.extract.documents import sub
from compliance.facts.tooling import Unfollowed
from compliance.tree import Tree, Unreadable, join

MAX_DEPTH = 5
MAX_COMBINATIONS = 64

_WORKFLOW = re.compile(r"\.(?:github|forgejo|gitea)/workflows/[^/]+\.ya?ml")
ON_PULL_REQUESTS = frozenset(("pull_request", "pull_request_target", "merge_group", "push"))
_ABOUT_COMMITS = frozenset(("opened", "synchronize", "reopened", "edited", "ready_for_review"))


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
    file = load(tree, path)
    yield from _workflow(tree, file, _Context(triggers(sub(file.value).get("on"))))


@dataclass(frozen=True)
class _Context:
    """What holds around some steps: the events that start them, and values by expression."""

    events: frozenset[str]
    values: Mapping[str, str] = field(default_factory=dict)
    environment: Mapping[str, str] = field(default_factory=dict)
    directory: str | None = ""
    depth: int = 0

    @property
    def on_pull_requests(self) -> bool:
        return bool(self.events)


def triggers(value: Any) -> frozenset[str]:
    """The events by which a workflow runs for the commits of a pull request."""
    if isinstance(value, dict):
        return frozenset(
            event for event, filters in value.items() if _concerns(event, sub(filters))
        )
    return frozenset(texts(value)) & ON_PULL_REQUESTS


def _concerns(event: str, filters: Mapping[str, Any]) -> bool:
    if event not in ON_PULL_REQUESTS:
        return False
    types = texts(filters.get("types"))
    if event == "push":
        return _every_branch(filters)
    return event == "merge_group" or not types or bool(_ABOUT_COMMITS.intersection(types))


def _every_branch(filters: Mapping[str, Any]) -> bool:
    """Whether a push to any branch of work starts it: there is no filter that names branches."""
    branches = texts(filters.get("branches"))
    if branches:
        return "**" in branches or {"*", "*/*"} <= set(branches) or "*/**" in branches
    tags_only = ("tags" in filters or "tags-ignore" in filters) and "branches-ignore" not in filters
    return not tags_only and "**" not in texts(filters.get("branches-ignore"))


def _workflow(tree: Tree, file: CiFile, context: _Context) -> Iterator[Found]:
    workflow = sub(file.value)
    context = _with_environment(context, workflow)
    context = _in_default_directory(context, workflow)
    jobs = sub(workflow, "jobs")
    for name, value in jobs.items():
        job = sub(value)
        events = _events_of_job(jobs, name, context.events)
        inner = _with_environment(replace(context, events=events), job)
        inner = _in_default_directory(inner, job)
        matrix = _combinations(sub(job, "strategy", "matrix"))
        if isinstance(job.get("uses"), str):
            yield from _called(tree, file, ("jobs", name), job, inner)
        yield from _steps(tree, file, ("jobs", name, "steps"), job.get("steps"), inner, matrix)


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


def _events_of_job(jobs: Mapping[str, Any], name: str, events: frozenset[str]) -> frozenset[str]:
    """The events that start a job: none that its condition, or one it needs, keeps it from."""
    remaining, waiting, seen = events, [name], {name}
    while waiting:
        job = sub(jobs, waiting.pop())
        condition = job.get("if")
        remaining = permitted(condition, remaining)
        if re.search(r"always\(\)|failure\(\)|cancelled\(\)", str(condition)):
            continue
        needs = [need for need in texts(job.get("needs")) if need not in seen]
        seen.update(needs)
        waiting += needs
    return remaining


def _combinations(matrix: Mapping[str, Any]) -> list[dict[str, str]]:
    """The values of a matrix, one mapping for each job that it makes."""
    axes = {
        key: [_flat(f"matrix.{key}", each) for each in values]
        for key, values in matrix.items()
        if key not in ("include", "exclude") and isinstance(values, list)
    }
    product = itertools.islice(itertools.product(*axes.values()), MAX_COMBINATIONS)
    made = [{k: v for part in combination for k, v in part.items()} for combination in product]
    included = [_flat("matrix", each) for each in items(matrix.get("include"))[:MAX_COMBINATIONS]]
    return [each for each in (*made, *included) if each]


def _flat(prefix: str, value: Any) -> dict[str, str]:
    """A value, or the plain entries of a mapping, by the expressions that stand for them."""
    if isinstance(value, dict):
        return {f"{prefix}.{key}": each for key, each in plain(value).items()}
    return {prefix: str(value)}


_LITERAL = re.compile(r"'([^']{0,200})'")
_EXPRESSION = re.compile(r"\$\{\{\s{0,20}([^{}]{1,200})\}\}")


def substituted(text: str, values: Mapping[str, str]) -> str:
    """The text with those expressions put in whose value is known."""

    def value(match: re.Match[str]) -> str:
        for alternative in match[1].split("||"):
            known = _evaluated(alternative.strip(), values)
            if known is None:
                return match[0]
            if known:
                return known
        return ""

    return _EXPRESSION.sub(value, text) if "${{" in text else text


def _evaluated(expression: str, values: Mapping[str, str]) -> str | None:
    """The value of a literal or of a name; an input that nothing gives is empty, the rest None."""
    literal = _LITERAL.fullmatch(expression)
    if literal:
        return literal[1]
    name = expression.replace("['", ".").replace("']", "")
    if name == "github.workspace":
        return "."
    return values.get(name, "" if name.startswith("inputs.") else None)


def _steps(
    tree: Tree,
    file: CiFile,
    keys: tuple[str | int, ...],
    steps: Any,
    context: _Context,
    matrix: list[dict[str, str]],
) -> Iterator[Found]:
    for index, value in enumerate(items(steps)):
        step = sub(value)
        at = (*keys, index)
        events = permitted(step.get("if"), context.events)
        here = replace(context, events=events)
        for values in _distinct(step, matrix):
            inner = replace(here, values={**here.values, **values})
            yield from _step(tree, file, at, step, _with_environment(inner, step))


def _distinct(step: Mapping[str, Any], matrix: list[dict[str, str]]) -> list[dict[str, str]]:
    """The combinations of a matrix as far as a step takes from them; at least an empty one."""
    text = str(step)
    used = {key for values in matrix for key in values if key in text}
    found: list[dict[str, str]] = []
    for values in matrix:
        own = {key: each for key, each in values.items() if key in used}
        if own not in found:
            found.append(own)
    return found or [{}]


def _step(
    tree: Tree, file: CiFile, at: tuple[str | int, ...], step: Mapping[str, Any], context: _Context
) -> Iterator[Found]:
    named = step.get("working-directory")
    directory = context.directory
    if isinstance(named, str):
        directory = _directory(substituted(named, context.values), "")
    if isinstance(step.get("run"), str):
        if not str(step.get("shell", "")).startswith(("python", "perl")):
            text, place = script(file, step["run"], *at, "run")
            text = substituted(text, context.values)
            start = Start(text, place, directory, context.environment)
            yield CiStep(start, context.on_pull_requests)
    elif isinstance(step.get("uses"), str):
        yield from _uses(tree, file, at, step, context)


def _uses(
    tree: Tree, file: CiFile, at: tuple[str | int, ...], step: Mapping[str, Any], context: _Context
) -> Iterator[Found]:
    """A step that calls an action: one of this repository is read, a known one translated."""
    name = str(step["uses"])
    place = file.place(*at, "uses", excerpt=f"uses: {name}")
    inputs = {
        key: substituted(value, context.values) for key, value in plain(step.get("with")).items()
    }
    if name.startswith("./"):
        yield from _composite(tree, name, place_of_call=place, inputs=inputs, context=context)
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
    tree: Tree, name: str, *, place_of_call: Any, inputs: Mapping[str, str], context: _Context
) -> Iterator[Found]:
    directory = posixpath.normpath(name.removeprefix("./"))
    paths = [join(directory, each) for each in ("action.yml", "action.yaml")]
    path = next((each for each in paths if tree.has(each)), None)
    if path is None or context.depth >= MAX_DEPTH:
        may = actions.plausible(name)
        if may and context.on_pull_requests:
            yield Unfollowed(f"the action {name} is not there", place_of_call, may)
        return
    try:
        file = load(tree, path)
    except Unreadable as error:
        if context.on_pull_requests:
            yield Unfollowed(str(error), place_of_call, actions.plausible(name))
        return
    values = _inputs(sub(file.value, "inputs"), inputs)
    inner = replace(context, values={**context.values, **values}, depth=context.depth + 1)
    runs = sub(file.value, "runs")
    yield from _steps(tree, file, ("runs", "steps"), runs.get("steps"), inner, [])


def _inputs(declared: Mapping[str, Any], given: Mapping[str, str]) -> dict[str, str]:
    """The values of inputs by the expressions that stand for them, defaults among them."""
    defaults = {
        name: value
        for name, each in declared.items()
        if (value := plain(each).get("default")) is not None
    }
    return {f"inputs.{name}": value for name, value in {**defaults, **given}.items()}


def _called(
    tree: Tree, file: CiFile, keys: tuple[str, ...], job: Mapping[str, Any], context: _Context
) -> Iterator[Found]:
    """A job that is a call of a reusable workflow."""
    name = str(job["uses"])
    place = file.place(*keys, "uses", excerpt=f"uses: {name}")
    path = posixpath.normpath(name.removeprefix("./"))
    if not name.startswith("./") or not tree.has(path) or context.depth >= MAX_DEPTH:
        may = actions.plausible_workflow(f"{name} {keys[-1]}")
        if may and context.on_pull_requests:
            yield Unfollowed(f"the workflow {name} is not in this repository", place, may)
        return
    try:
        called = load(tree, path)
    except Unreadable:
        return  # It is a file of its own, whose reader says that it cannot be read.
    given = {
        key: substituted(value, context.values) for key, value in plain(job.get("with")).items()
    }
    declared = sub(called.value, "on", "workflow_call", "inputs")
    inner = _Context(context.events, _inputs(declared, given), depth=context.depth + 1)
    yield from _workflow(tree, called, inner)
