"""Follows runners that run one script in many packages: Turborepo, Nx, Lerna, Rush, Lage."""

from __future__ import annotations

import itertools
import posixpath
import re
from collections.abc import Iterator, Mapping
from typing import Any

from compliance.extract.commands.node import every_package
from compliance.extract.commands.steps import (
    FORMAT,
    LINT,
    TEST,
    Command,
    Handler,
    Invocation,
    Lost,
    Project,
    Step,
    Text,
    Tool,
    operands,
)
from compliance.extract.commands.tools import ESLINT, PRETTIER
from compliance.extract.documents import sub
from compliance.facts import Evidence
from compliance.paths import below, is_judged

MAX_PROJECTS = 500


_VALUED = frozenset(
    """--filter -F --scope --concurrency --cwd -t --target --targets -p --projects --parallel
    --base --head --exclude --output-logs --log-order --cache-dir --configuration -c --since
    --to --from --ignore --env-mode""".split()
)


def _turbo(invocation: Invocation, project: Project) -> Iterator[Step]:
    """`turbo run lint test`, with the tasks that turbo.json puts before these."""
    words = operands(invocation.arguments, _VALUED)
    words = operands(words[1:], _VALUED) if words[:1] == ("run",) else words
    names = [word.rpartition("#")[2] for word in words if not word.startswith("-")]
    path = project.nearest(invocation.directory, "turbo.json", "turbo.jsonc")
    tasks: dict[str, Any] = {}
    if path:
        value = project.value(path).value
        tasks = sub(value, "tasks") or sub(value, "pipeline")
    for name in names:
        needs = sub(tasks, name).get("dependsOn")
        for need in needs if isinstance(needs, list) else []:
            before = str(need).lstrip("^").rpartition("#")[2]
            if before not in names and not before.startswith("$"):
                names.append(before)
    yield from every_package(tuple(names), invocation, project)


def _lerna(invocation: Invocation, project: Project) -> Iterator[Step]:
    """`lerna run NAME`, `lerna exec -- COMMAND`, `lage NAME`, `rush NAME`."""
    words = operands(invocation.arguments, _VALUED)
    if invocation.name == "lerna":
        if words[:1] == ("exec",) and "--" in words:
            rest = words[words.index("--") + 1 :]
            if rest:
                yield Command(rest, invocation.directory, invocation.environment)
            return
        if words[:1] != ("run",):
            return
        words = operands(words[1:], _VALUED)
    names = tuple(word for word in ",".join(words).split(",") if word and word[0] != "-")
    yield from every_package(names, invocation, project)


def _nx(invocation: Invocation, project: Project) -> Iterator[Step]:
    """`nx run-many -t lint`, `nx affected -t lint`, `nx run PROJECT:lint`, `nx lint PROJECT`."""
    targets = _nx_targets(invocation.arguments)
    if not targets:
        return
    if invocation.directory is None:
        yield Lost(" ".join(targets), "`nx` runs in a directory that only a run knows")
        return
    if targets[0] in ("format:check", "format:write", "format"):
        yield Tool(PRETTIER, FORMAT)
        return
    yield from every_package(targets, invocation, project)
    yield from _project_files(targets, invocation.directory, project)
    yield from _inferred(targets, invocation.directory, project)


def _nx_targets(arguments: tuple[str, ...]) -> tuple[str, ...]:
    """The targets that a call of nx names."""
    words = operands(arguments, _VALUED)
    if not words:
        return ()
    first = words[0]
    if first in ("run-many", "affected") or first.startswith("$"):
        return _many_targets(arguments)
    if first.startswith("affected:"):
        return (first.removeprefix("affected:"),)
    if first == "run" and len(words) > 1:
        return tuple(words[1].split(":")[1:2])
    return () if first in ("exec", "reset", "graph", "migrate", "release", "sync") else (first,)


def _many_targets(arguments: tuple[str, ...]) -> tuple[str, ...]:
    """The values of `-t`, which takes several words, each of which may be a list."""
    targets: list[str] = []
    taking = False
    for word in arguments:
        flag, equals, value = word.partition("=")
        if flag in ("-t", "--target", "--targets"):
            taking = not equals
            targets += value.split(",") if equals else []
        elif word.startswith("-"):
            taking = False
        elif taking:
            targets += word.split(",")
    return tuple(target for target in targets if target)


_EXECUTORS = (
    (re.compile(r"(?:eslint|linter)[^:]{0,20}:(?:lint|eslint)"), ESLINT, LINT),
    (re.compile(r"jest:jest"), "Jest", TEST),
    (re.compile(r"(?:vite|vitest):test|vitest:vitest"), "Vitest", TEST),
    (re.compile(r"playwright:playwright"), "Playwright", TEST),
    (re.compile(r"cypress:cypress"), "Cypress", TEST),
    (re.compile(r"build-angular:karma"), "Karma", TEST),
)


def _project_files(targets: tuple[str, ...], directory: str, project: Project) -> Iterator[Step]:
    """The targets of project.json files: an executor of a known tool, or commands."""
    configured = project.once(_read_targets, directory)
    for name in targets:
        for path, target in configured.get(name, ()):
            executor = str(target.get("executor", ""))
            for pattern, tool, purpose in _EXECUTORS:
                if pattern.search(executor):
                    yield Tool(tool, purpose)
            yield from _commands(target, path, name)


def _read_targets(project: Project, directory: str) -> dict[str, list[tuple[str, dict[str, Any]]]]:
    """The targets of all project.json files below a directory by name, each with its file."""
    targets: dict[str, list[tuple[str, dict[str, Any]]]] = {}
    paths = (path for path in project.tree.named("project.json") if below(path, directory))
    for path in itertools.islice(filter(is_judged, paths), MAX_PROJECTS):
        for name, target in sub(project.value(path).value, "targets").items():
            targets.setdefault(name, []).append((path, sub(target)))
    return targets


def _commands(target: Mapping[str, Any], path: str, name: str) -> Iterator[Step]:
    options = sub(target, "options")
    several = options.get("commands")
    commands = [target.get("command"), options.get("command")]
    commands += several if isinstance(several, list) else []
    for command in commands:
        text = command if isinstance(command, str) else sub(command).get("command")
        if isinstance(text, str):
            at = str(options.get("cwd") or "")
            directory = at if "{" not in at else posixpath.dirname(path)
            yield Text(text, Evidence(path, excerpt=text), directory, f"{path} {name} {text}")


_PLUGINS = (
    ("eslint/plugin", "lint", ESLINT, LINT),
    ("jest/plugin", "test", "Jest", TEST),
    ("vite/plugin", "test", "Vitest", TEST),
    ("vitest", "test", "Vitest", TEST),
    ("playwright/plugin", "e2e", "Playwright", TEST),
    ("cypress/plugin", "e2e", "Cypress", TEST),
)


def _inferred(targets: tuple[str, ...], directory: str, project: Project) -> Iterator[Step]:
    """The targets that plugins in nx.json make of the tools' own configuration."""
    path = project.nearest(directory, "nx.json")
    plugins = sub(project.value(path).value).get("plugins") if path else None
    for plugin in plugins if isinstance(plugins, list) else []:
        options = sub(plugin, "options")
        name = plugin if isinstance(plugin, str) else str(sub(plugin).get("plugin"))
        for suffix, usual, tool, purpose in _PLUGINS:
            own = options.get("targetName") or options.get("testTargetName") or usual
            if name.endswith(suffix) and own in targets:
                yield Tool(tool, purpose)


_BUILDERS = frozenset(["bazel", "bazelisk", "pants"])


def _code_tasks(invocation: Invocation, _project: Project) -> Iterator[Step]:
    """Runners whose tasks are programs, which are not followed, but for a goal that says itself
    that it tests: `bazel test //...`.
    """
    if invocation.name in _BUILDERS and "test" in operands(invocation.arguments)[:1]:
        yield Tool(f"{invocation.name} tests", TEST)
        return
    name = " ".join(invocation.words[:6])
    yield Lost(name, f"`{name}` runs tasks that are programs, which are not followed")


HANDLERS: Mapping[str, Handler] = {
    "turbo": _turbo,
    "nx": _nx,
    **dict.fromkeys(("lerna", "lage", "rush"), _lerna),
    **dict.fromkeys(
        "jake moon bazel bazelisk earthly dagger pants nps wireit devbox act".split(),
        _code_tasks,
    ),
}
