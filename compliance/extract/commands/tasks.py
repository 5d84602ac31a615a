"""Follows task runners to the tasks that a table names: just, Task, poe, PDM, hatch, mise …"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

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
from compliance.extract.documents import line_of, parse_yaml, read_toml, sub
from compliance.facts import Evidence
from compliance.tree import join

MAX_TASKS = 2_000


@dataclass(frozen=True)
class Task:
    """A task: the names of the tasks before it, and its shell texts with where each stands."""

    needs: tuple[str, ...] = ()
    texts: tuple[tuple[int, str], ...] = ()
    directory: str = ""


@dataclass(frozen=True)
class TaskFile:
    """The tasks of one file, by name."""

    path: str
    tasks: Mapping[str, Task] = field(default_factory=dict)
    default: str = ""


def run_tasks(
    file: TaskFile, names: tuple[str, ...], invocation: Invocation, directory: str
) -> Iterator[Step]:
    """The texts of tasks and of those before them, each task once.

    A text whose first word is the name of another task runs that one, as in PDM and Pipenv.
    """
    waiting = list(names)
    seen = set(waiting)
    while waiting:
        name = waiting.pop(0)
        task = file.tasks.get(name)
        if task is None:
            continue
        called = list(task.needs)
        for line, text in task.texts:
            first = text.split(None, 1)[0] if text.strip() else ""
            if first in file.tasks and first != name:
                called.append(first)
            else:
                where = Evidence(file.path, line, excerpt=text)
                at = (
                    posixpath.normpath(join(directory, task.directory))
                    if task.directory
                    else directory
                )
                yield Text(text, where, at, f"{file.path} {name} {text}", invocation.environment)
        waiting += [each for each in called if each not in seen]
        seen.update(called)


def nearest(directory: str, project: Project, *names: str) -> str | None:
    """The path of the first of these files in a directory or in the nearest one above it."""
    while True:
        found = project.first(directory, *names)
        if found or not directory:
            return found
        directory = posixpath.dirname(directory)


_RUN_KEYS = ("cmd", "shell", "run", "command", "cmds", "commands", "composite", "sequence", "ref")
_NEED_KEYS = ("depends", "depends-on", "depends_on", "deps", "needs", "pre")


def task_of(value: Any, text: str, *, items_are_names: bool = False) -> Task:
    """A task as task runners write it: a command, a list of commands, or a table of either."""
    needs: list[str] = []
    commands: list[str] = []
    if isinstance(value, dict):
        for key in _NEED_KEYS:
            needs += _texts(value.get(key))
        for key in _RUN_KEYS:
            found = _texts(value.get(key))
            names = key == "ref" or (key == "sequence" and items_are_names)
            (needs if names else commands).extend(found)
    else:
        names = isinstance(value, list) and items_are_names
        (needs if names else commands).extend(_texts(value))
    texts = tuple((line_of(text, command.split("\n", 1)[0]), command) for command in commands)
    return Task(tuple(need.split()[0] for need in needs if need.strip()), texts)


def _texts(value: Any) -> list[str]:
    if isinstance(value, str):
        return [value]
    if isinstance(value, dict):
        return task_commands(value)
    return [text for each in value for text in _texts(each)] if isinstance(value, list) else []


def task_commands(value: dict[str, Any]) -> list[str]:
    """The commands of a table inside a list of commands."""
    return [each for key in _RUN_KEYS if isinstance(each := value.get(key), str)]


@dataclass(frozen=True)
class _Runner:
    """A task runner of the Python world: where its table stands, and how it is called.

    `files` are its own file and the keys in it; pyproject.toml is asked under `keys`.
    """

    keys: tuple[str, ...]
    files: tuple[tuple[str, tuple[str, ...]], ...] = ()
    subcommands: frozenset[str] = frozenset()
    items_are_names: bool = False
    else_command: bool = False


_RUN = frozenset(("run", "r", "exec", "x"))
_POE, _TASKS = ("tool", "poe", "tasks"), ("tasks",)
_RUNNERS = {
    "poe": _Runner(_POE, (("poe_tasks.toml", _TASKS),), items_are_names=True),
    "pdm": _Runner(("tool", "pdm", "scripts"), (), _RUN, else_command=True),
    "rye": _Runner(("tool", "rye", "scripts"), (), _RUN, else_command=True),
    "pipenv": _Runner((), (("Pipfile", ("scripts",)),), _RUN, else_command=True),
    "pixi": _Runner(("tool", "pixi", "tasks"), (("pixi.toml", _TASKS),), _RUN, else_command=True),
    "mise": _Runner((), (("mise.toml", _TASKS), (".mise.toml", _TASKS)), _RUN),
    "taskipy": _Runner(("tool", "taskipy", "tasks")),
}  # fmt: skip
_VALUED = frozenset("-p --project -e --environment -C --executor -f --feature --python".split())


def _runner(invocation: Invocation, project: Project) -> Iterator[Step]:
    runner = _RUNNERS[invocation.name]
    words = operands(invocation.arguments, _VALUED)
    if runner.subcommands:
        if words[:1] and words[0] in ("exec", "x"):
            words = operands(words[1:])
            words = words[words.index("--") + 1 :] if "--" in words else words
            yield from _command(words, invocation)
            return
        if not words or words[0] not in runner.subcommands:
            return
        words = operands(words[1:], _VALUED)
    if not words:
        return
    if invocation.directory is None:
        yield Lost(
            words[0], f"`{invocation.name} {words[0]}` runs in a directory that only a run knows"
        )
        return
    for path, tasks in _tables(runner, invocation.directory, project):
        if words[0] in tasks.tasks:
            at = posixpath.dirname(path)
            yield from run_tasks(tasks, words[:1], invocation, at)
            return
    if runner.else_command:
        yield from _command(words, invocation)


def _command(words: tuple[str, ...], invocation: Invocation) -> Iterator[Step]:
    if words:
        yield Command(words, invocation.directory, invocation.environment)


def _tables(runner: _Runner, directory: str, project: Project) -> Iterator[tuple[str, TaskFile]]:
    """The tables of a runner that are nearest to a directory."""
    places = (*runner.files, *((("pyproject.toml", runner.keys),) if runner.keys else ()))
    for name, keys in places:
        path = nearest(directory, project, name)
        if path:
            text = project.tree.text(path)
            tasks = sub(read_toml(project.tree, path), *keys)
            found = {
                each: task_of(value, text, items_are_names=runner.items_are_names)
                for each, value in list(tasks.items())[:MAX_TASKS]
            }
            yield path, TaskFile(path, found)


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
        path = nearest(invocation.directory or "", project, name)
        if not path:
            continue
        text = project.tree.text(path)
        environments = sub(read_toml(project.tree, path), *keys)
        for each in (environment, str(sub(environments, environment).get("template", "default"))):
            scripts = sub(environments, each, "scripts")
            if words[0] in scripts:
                tasks = {key: task_of(value, text) for key, value in scripts.items()}
                at = posixpath.dirname(path)
                yield from run_tasks(TaskFile(path, tasks), words[:1], invocation, at)
                return
    yield from _command(words, invocation)


_RECIPE = re.compile(
    r"@?(?P<name>[A-Za-z_][\w-]{0,80})(?P<parameters>[^:\n]{0,400}):(?!=)(?P<needs>.*)"
)
_JUST_VARIABLE = re.compile(
    r"(?:export[ ]{1,5})?([A-Za-z_][\w-]{0,80})[ ]{0,10}:=[ ]{0,10}['\"]([^'\"\n]{0,400})['\"]"
)
_JUST_ALIAS = re.compile(r"alias[ ]{1,5}([\w-]{1,80})[ ]{0,10}:=[ ]{0,10}([\w-]{1,80})")
_JUST_VALUE = re.compile(r"\{\{[ ]{0,10}([A-Za-z_][\w-]{0,80})[ ]{0,10}\}\}")


def read_justfile(path: str, source: str) -> TaskFile:
    """The recipes of a justfile."""
    variables: dict[str, str] = {}
    recipes: dict[str, tuple[list[str], list[tuple[int, str]]]] = {}
    body: list[tuple[int, str]] | None = None
    for number, line in enumerate(source.splitlines(), 1):
        if line[:1] in (" ", "\t") and line.strip():
            if body is not None:
                body.append((number, line.strip().lstrip("@-")))
        elif not line.strip() or line.startswith("#"):
            continue
        elif variable := _JUST_VARIABLE.match(line):
            variables[variable[1]] = variable[2]
        elif alias := _JUST_ALIAS.match(line):
            recipes[alias[1]] = ([alias[2]], [])
        elif (recipe := _RECIPE.match(line)) and len(recipes) < MAX_TASKS:
            body = []
            recipes[recipe["name"]] = (re.findall(r"[A-Za-z_][\w-]{0,80}", recipe["needs"]), body)
    tasks = {
        name: Task(tuple(needs), _body(lines, variables))
        for name, (needs, lines) in recipes.items()
    }
    return TaskFile(path, tasks, next(iter(tasks), ""))


def _body(
    lines: list[tuple[int, str]], variables: Mapping[str, str]
) -> tuple[tuple[int, str], ...]:
    """The lines of a recipe; one that starts with `#!` is a script, and so one text."""

    def value(match: re.Match[str]) -> str:
        return variables.get(match[1], f"${match[1].upper()}")

    put_in = [(number, _JUST_VALUE.sub(value, line)) for number, line in lines]
    if put_in and put_in[0][1].startswith("#!"):
        if "sh" not in put_in[0][1]:
            return ()
        return ((put_in[0][0], "\n".join(line for _, line in put_in)),)
    return tuple(put_in)


def _just(invocation: Invocation, project: Project) -> Iterator[Step]:
    named = option(invocation.arguments, "-f", "--justfile")
    words = operands(invocation.arguments, frozenset({"-f", "--justfile", "-d", "--set"}))
    words = tuple(word for word in words if "=" not in word)
    own = (named,) if named else ("justfile", "Justfile", ".justfile")
    path = nearest(invocation.directory or "", project, *own)
    title = f"just {' '.join(words)}".strip()
    if path is None:
        yield Lost(title, f"`{title}` needs a justfile, and there is none")
        return
    file = read_justfile(path, project.tree.source(path))
    names = words or (file.default,)
    if names[0] in file.tasks:
        called = tuple(name for name in names if name in file.tasks)
        yield from run_tasks(file, called, invocation, posixpath.dirname(path))
    elif re.search(r"^(?:import|mod)\b", project.tree.source(path), re.MULTILINE):
        yield Lost(title, f"`{title}` is a recipe of a file that {path} imports")


_TASKFILES = ("Taskfile.yml", "taskfile.yml", "Taskfile.yaml", "taskfile.yaml",
              "Taskfile.dist.yml", "Taskfile.dist.yaml")  # fmt: skip
_TASK_VALUE = re.compile(r"\{\{[ ]{0,5}\.([A-Za-z_]\w{0,80})[ ]{0,5}\}\}")


def read_taskfile(project: Project, path: str) -> TaskFile:
    """The tasks of a Taskfile, with those of the files that it includes under their prefix.

    Raises:
        Unreadable: it cannot be had, or does not parse.
    """
    tasks: dict[str, Task] = {}
    waiting = [("", path)]
    seen = {path}
    while waiting and len(tasks) < MAX_TASKS:
        prefix, current = waiting.pop(0)
        text = project.tree.text(current)
        value = parse_yaml(text, current).value
        variables = {key: str(each) for key, each in sub(value, "vars").items()}
        for name, task in sub(value, "tasks").items():
            tasks[prefix + name] = _task(task, text, prefix, variables)
        for name, included in sub(value, "includes").items():
            target = included if isinstance(included, str) else sub(included).get("taskfile")
            found = _included(project, posixpath.dirname(current), str(target))
            if found and found not in seen:
                seen.add(found)
                waiting.append((f"{prefix}{name}:", found))
    return TaskFile(path, tasks, "default")


def _included(project: Project, directory: str, target: str) -> str | None:
    path = posixpath.normpath(join(directory, target))
    return path if project.tree.has(path) else project.first(path, *_TASKFILES)


def _task(value: Any, text: str, prefix: str, variables: Mapping[str, str]) -> Task:
    commands = value.get("cmds", value.get("cmd")) if isinstance(value, dict) else value
    needs = [
        each if isinstance(each, str) else str(sub(each).get("task", ""))
        for each in _list(sub(value).get("deps"))
    ]
    texts: list[tuple[int, str]] = []
    for each in commands if isinstance(commands, list) else [commands]:
        if isinstance(each, dict) and isinstance(each.get("task"), str):
            needs.append(each["task"])
        for command in _texts(each):
            put_in = _TASK_VALUE.sub(lambda m: variables.get(m[1], f"${m[1]}"), command)
            texts.append((line_of(text, command.split("\n", 1)[0]), put_in))
    directory = str(sub(value).get("dir") or "")
    names = tuple(
        need.removeprefix(":") if need.startswith(":") else prefix + need for need in needs
    )
    return Task(names, tuple(texts), directory)


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _go_task(invocation: Invocation, project: Project) -> Iterator[Step]:
    """`task NAME`, which is also taskipy's command."""
    words = operands(invocation.arguments, frozenset({"-d", "--dir", "-t", "--taskfile"}))
    words = tuple(word for word in words if "=" not in word and not word.startswith("-"))
    path = nearest(invocation.directory or "", project, *_TASKFILES)
    if path is None:
        taskipy = ("taskipy", *words)
        yield from _runner(
            Invocation(taskipy, invocation.directory, invocation.environment), project
        )
        return
    file = read_taskfile(project, path)
    yield from run_tasks(file, words or (file.default,), invocation, posixpath.dirname(path))


HANDLERS: Mapping[str, Handler] = {
    **dict.fromkeys((name for name in _RUNNERS if name != "taskipy"), _runner),
    "hatch": _hatch,
    "just": _just,
    "task": _go_task,
    "go-task": _go_task,
}
