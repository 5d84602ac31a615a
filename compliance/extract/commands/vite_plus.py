"""Follows Vite+: its own tools, what it runs before a commit, and the tasks that it is told."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping

from compliance.extract.commands import node_starts, tools
from compliance.extract.commands.lint_staged import steps_of_code
from compliance.extract.commands.steps import (
    Command,
    Handler,
    Invocation,
    Lost,
    Project,
    Step,
    Text,
    operands,
)
from compliance.facts import Evidence

CONFIGURATIONS = tuple(
    f"vite.config.{suffix}" for suffix in ("ts", "mts", "cts", "js", "mjs", "cjs")
)
_STAGED = re.compile(r"(?<![\w.])[\"']?staged[\"']?\s{0,9}:\s{0,9}\{")
_TASKS = re.compile(r"(?<![\w.])[\"']?tasks[\"']?\s{0,9}:\s{0,9}\{")
_COMMAND = re.compile(r"(?<![\w.])[\"']?command[\"']?\s{0,9}:")
_BRACE = re.compile(r"[{}]")
_VALUED = frozenset("--filter -F --concurrency-limit".split())


def _vite_plus(invocation: Invocation, project: Project) -> Iterator[Step]:
    """`vp staged`, `vp run NAME`, else a tool of its own by its name."""
    first, *_ = (*operands(invocation.arguments), "")
    if first == "staged":
        yield from _staged(invocation, project)
    elif first == "run":
        at = invocation.arguments.index("run")
        yield from _run(invocation.arguments[at + 1 :], invocation, project)
    else:
        yield from tools.HANDLERS["vp"](invocation, project)


def _run_alone(invocation: Invocation, project: Project) -> Iterator[Step]:
    """`vpr NAME`, which is `vp run NAME`."""
    yield from _run(invocation.arguments, invocation, project)


def _staged(invocation: Invocation, project: Project) -> Iterator[Step]:
    """What Vite's configuration tells for the files of a commit."""
    path, block, above = _configured(_STAGED, invocation, project)
    if not path:
        yield Lost("vp staged", "vp staged needs what it runs in Vite's configuration")
        return
    yield from steps_of_code(block, path, posixpath.dirname(path), above)


def _run(arguments: tuple[str, ...], invocation: Invocation, project: Project) -> Iterator[Step]:
    """A task of Vite's configuration, else a script of a package.json, as a manager runs it."""
    name, *_ = (*operands(arguments, _VALUED), "")
    path, tasks, above = _configured(_TASKS, invocation, project)
    task = re.search(rf"(?<![\w:.])[\"']?{re.escape(name)}[\"']?\s{{0,9}}:\s{{0,9}}\{{", tasks)
    if not name or task is None:
        yield Command(("pnpm", "run", *arguments), invocation.directory, invocation.environment)
        return
    written = _enclosed(tasks[task.end() :])
    command = _COMMAND.search(written)
    if command is None:
        return
    above += tasks.count("\n", 0, task.end()) + written.count("\n", 0, command.end())
    line, text = next(iter(node_starts.strings(written[command.end() :])), (1, ""))
    where = Evidence(path, above + line, excerpt=text)
    yield Text(text, where, posixpath.dirname(path), f"{path} {name}", invocation.environment)


def _configured(
    pattern: re.Pattern[str], invocation: Invocation, project: Project
) -> tuple[str, str, int]:
    """The nearest configuration, what stands in it between braces behind a pattern, and how many
    lines stand above that; empty where there is none.
    """
    path = project.nearest(invocation.directory or "", *CONFIGURATIONS)
    source = project.tree.source(path) if path else ""
    block = pattern.search(source)
    if path is None or block is None:
        return "", "", 0
    return path, _enclosed(source[block.end() :]), source.count("\n", 0, block.end())


def _enclosed(source: str) -> str:
    """What stands before the brace that closes an object, behind the one that opens it."""
    depth = 1
    for match in _BRACE.finditer(source):
        depth += 1 if match[0] == "{" else -1
        if not depth:
            return source[: match.start()]
    return source


HANDLERS: Mapping[str, Handler] = {"vp": _vite_plus, "vpr": _run_alone}
