"""Follows Task to the tasks of a Taskfile; its command is taskipy's as well."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping
from typing import Any

from compliance.extract.commands.steps import (
    Handler,
    Invocation,
    Project,
    Step,
    items,
    operands,
)
from compliance.extract.commands.tasks import (
    MAX_TASKS,
    Task,
    TaskFile,
    command_texts,
    run_named,
    run_tasks,
)
from compliance.extract.documents import line_of, parse_yaml, sub
from compliance.paths import join

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
        for each in items(sub(value).get("deps"))
    ]
    texts: list[tuple[int, str]] = []
    for each in commands if isinstance(commands, list) else [commands]:
        if isinstance(each, dict) and isinstance(each.get("task"), str):
            needs.append(each["task"])
        for command in command_texts(each):
            put_in = _TASK_VALUE.sub(lambda m: variables.get(m[1], f"${m[1]}"), command)
            texts.append((line_of(text, command.split("\n", 1)[0]), put_in))
    directory = str(sub(value).get("dir") or "")
    names = tuple(
        need.removeprefix(":") if need.startswith(":") else prefix + need for need in needs
    )
    return Task(names, tuple(texts), directory)


def _task_command(invocation: Invocation, project: Project) -> Iterator[Step]:
    """`task NAME`, which is also taskipy's command."""
    words = operands(invocation.arguments, frozenset({"-d", "--dir", "-t", "--taskfile"}))
    words = tuple(word for word in words if "=" not in word and not word.startswith("-"))
    path = project.nearest(invocation.directory, *_TASKFILES)
    if path is None:
        taskipy = ("taskipy", *words)
        yield from run_named(
            Invocation(taskipy, invocation.directory, invocation.environment), project
        )
        return
    file = project.once(read_taskfile, path)
    yield from run_tasks(file, words or (file.default,), invocation)


HANDLERS: Mapping[str, Handler] = dict.fromkeys(("task", "go-task"), _task_command)
