"""Follows task runners to the tasks that a TOML table names: poe, PDM, Pipenv, hatch, mise …"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from compliance.extract.commands import tools
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
    option,
)
from compliance.extract.commands.tools import RUFF
from compliance.extract.documents import line_of, sub
from compliance.facts import Evidence
from compliance.paths import join

MAX_TASKS = 2_000


@dataclass(frozen=True)
class Task:
    """A task: the names of the tasks before it, and its shell texts with where each stands.

    `path` is that of the file that it stands in, where another one takes it in.
    """

    needs: tuple[str, ...] = ()
    texts: tuple[tuple[int, str], ...] = ()
    directory: str = ""
    path: str = ""


@dataclass(frozen=True)
class TaskFile:
    """The tasks of one file, by name."""

    path: str
    tasks: Mapping[str, Task] = field(default_factory=dict)
    default: str = ""


def run_tasks(file: TaskFile, names: tuple[str, ...], invocation: Invocation) -> Iterator[Step]:
    """The texts of tasks and of those before them, each task once.

    A text whose first word is the name of another task runs that one, as in PDM and Pipenv.
    """
    waiting = list(names)
    seen = set(waiting)
    while waiting:
        name = waiting.pop(0)
        task = file.tasks.get(name, Task())
        called = list(task.needs)
        for line, text in task.texts:
            first = next(iter(text.split(None, 1)), "")
            if first in file.tasks and first != name:
                called.append(first)
            else:
                where = Evidence(task.path or file.path, line, excerpt=text)
                at = posixpath.normpath(join(posixpath.dirname(file.path), task.directory or "."))
                key = f"{file.path} {name} {text}"
                yield Text(text, where, "" if at == "." else at, key, invocation.environment)
        waiting += [each for each in called if each not in seen]
        seen.update(called)


_COMMAND_KEYS = ("cmd", "shell", "run", "command", "cmds", "commands", "composite")
_NAME_KEYS = ("ref", "depends", "depends-on", "depends_on", "deps", "pre")


def task_of(value: Any, text: str, *, lists_name_tasks: bool = False) -> Task:
    """A task as task runners write it: a command, a list of commands, or a table of either.

    `text` is that of the file, for the lines. In poe a list holds names of tasks.
    """
    if isinstance(value, list) and lists_name_tasks:
        value = {"ref": value}
    if not isinstance(value, dict):
        value = {"cmd": value}
    names = [name for key in _NAME_KEYS for name in command_texts(value.get(key))]
    commands = [each for key in _COMMAND_KEYS for each in command_texts(value.get(key))]
    (names if lists_name_tasks else commands).extend(command_texts(value.get("sequence")))
    return Task(
        tuple(name.split()[0] for name in names if name.strip()),
        tuple((line_of(text, command.split("\n", 1)[0]), command) for command in commands),
    )


def command_texts(value: Any) -> list[str]:
    """The commands of a text, of a table that holds one, or of a list of either."""
    if isinstance(value, str):
        return [value]
    if isinstance(value, dict):
        return [each for key in _COMMAND_KEYS if isinstance(each := value.get(key), str)]
    return (
        [text for each in value for text in command_texts(each)] if isinstance(value, list) else []
    )


@dataclass(frozen=True)
class _Runner:
    """A task runner: the tables that may hold its tasks, by file, and how it is called.

    One of `subcommands` stands before the task where there are any. What is no task is a command
    where it says so.
    """

    tables: tuple[tuple[str, tuple[str, ...]], ...]
    subcommands: frozenset[str] = frozenset()
    lists_name_tasks: bool = False
    or_command: bool = False


def _in_pyproject(*keys: str) -> tuple[str, tuple[str, ...]]:
    return "pyproject.toml", ("tool", *keys)


_RUN = frozenset(("run", "r"))
_TASKS = ("tasks",)
_RUNNERS = {
    "poe": _Runner(
        (("poe_tasks.toml", _TASKS), _in_pyproject("poe", "tasks")), lists_name_tasks=True
    ),
    "pdm": _Runner((_in_pyproject("pdm", "scripts"),), _RUN, or_command=True),
    "rye": _Runner((_in_pyproject("rye", "scripts"),), _RUN, or_command=True),
    "pipenv": _Runner((("Pipfile", ("scripts",)),), _RUN, or_command=True),
    "pixi": _Runner((("pixi.toml", _TASKS), _in_pyproject("pixi", "tasks")), _RUN, or_command=True),
    "mise": _Runner((("mise.toml", _TASKS), (".mise.toml", _TASKS)), _RUN),
    "deno": _Runner((("deno.json", _TASKS), ("deno.jsonc", _TASKS)), frozenset(["task"])),
    "taskipy": _Runner((_in_pyproject("taskipy", "tasks"),)),
}
_VALUED = frozenset("-p --project -e --environment -C --executor -f --feature --python".split())


def run_named(invocation: Invocation, project: Project) -> Iterator[Step]:
    """A call of one of the runners above."""
    runner = _RUNNERS[invocation.name]
    words = operands(invocation.arguments, _VALUED)
    if words[:1] in (("exec",), ("x",)):
        behind = words[words.index("--") + 1 :] if "--" in words else operands(words[1:])
        yield from _command(behind, invocation)
        return
    if runner.subcommands:
        if not words or words[0] not in runner.subcommands:
            return
        words = operands(words[1:], _VALUED)
    if not words:
        return
    if invocation.directory is None:
        title = f"{invocation.name} {words[0]}"
        yield Lost(title, f"`{title}` runs in a directory that only a run knows")
        return
    file = _task_file(runner, words[0], invocation.directory, project)
    if file is not None:
        yield from run_tasks(file, words[:1], invocation)
    elif runner.or_command:
        yield from _command(words, invocation)


def _command(words: tuple[str, ...], invocation: Invocation) -> Iterator[Step]:
    if words:
        yield Command(words, invocation.directory, invocation.environment)


def _task_file(runner: _Runner, name: str, directory: str, project: Project) -> TaskFile | None:
    """The tasks of the nearest file that has one of that name."""
    for file, keys in runner.tables:
        path = project.nearest(directory, file)
        if path:
            found = project.once(_read_table, path, keys, runner.lists_name_tasks)
            if name in found.tasks:
                return found
    return None


def _read_table(
    project: Project, path: str, keys: tuple[str, ...], lists_name_tasks: bool
) -> TaskFile:
    text = project.tree.text(path)
    tasks = list(sub(project.value(path).value, *keys).items())[:MAX_TASKS]
    read = {name: task_of(value, text, lists_name_tasks=lists_name_tasks) for name, value in tasks}
    return TaskFile(path, read)


def _deno(invocation: Invocation, project: Project) -> Iterator[Step]:
    """`deno task NAME`, and what else Deno does by itself."""
    if invocation.arguments[:1] == ("task",):
        yield from run_named(invocation, project)
    else:
        yield from tools.HANDLERS["deno"](invocation, project)


def _hatch(invocation: Invocation, project: Project) -> Iterator[Step]:
    """`hatch run ENVIRONMENT:SCRIPT`, `hatch test`, `hatch fmt`."""
    words = operands(invocation.arguments, frozenset({"-e", "--env", "-p", "--project"}))
    if words[:1] == ("test",):
        yield Tool("pytest", TEST)
    elif words[:1] == ("fmt",):
        yield Tool(RUFF, LINT)
        yield Tool(RUFF, FORMAT)
    elif words[:1] == ("run",) or words[:2] == ("env", "run"):
        named = option(invocation.arguments, "-e", "--env") or "default"
        rest = operands(words[words.index("run") + 1 :], frozenset({"-e", "--env"}))
        rest = tuple(word for word in rest if not word.startswith("+"))
        if rest:
            environment, colon, script = rest[0].partition(":")
            if not colon:
                environment, script = named, rest[0]
            yield from _hatch_script(environment, (script, *rest[1:]), invocation, project)


def _hatch_script(
    environment: str, words: tuple[str, ...], invocation: Invocation, project: Project
) -> Iterator[Step]:
    for name, keys in (("hatch.toml", ("envs",)), ("pyproject.toml", ("tool", "hatch", "envs"))):
        path = project.nearest(invocation.directory, name)
        if not path:
            continue
        environments = sub(project.value(path).value, *keys)
        if environment not in environments:  # `test.py3.12` is one of the matrix of `test`.
            environment = environment.partition(".")[0]
        own = sub(environments, environment)
        for each in (environment, str(own.get("template", "default"))):
            file = project.once(_read_table, path, (*keys, each, "scripts"), False)
            if words[0] in file.tasks:
                yield from run_tasks(file, words[:1], invocation)
                return
    yield from _command(words, invocation)


HANDLERS: Mapping[str, Handler] = {
    **dict.fromkeys((name for name in _RUNNERS if name not in ("taskipy", "deno")), run_named),
    "deno": _deno,
    "hatch": _hatch,
}
