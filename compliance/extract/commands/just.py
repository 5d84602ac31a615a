"""Follows just to the recipes of a justfile."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from compliance.extract.commands.steps import (
    Handler,
    Invocation,
    Lost,
    Project,
    Step,
    operands,
    option,
)
from compliance.extract.commands.tasks import MAX_TASKS, Task, TaskFile, run_tasks

_RECIPE = re.compile(
    r"@?(?P<name>[A-Za-z_][\w-]{0,80})(?P<parameters>[^:\n]{0,400}):(?!=)(?P<needs>.*)"
)
_JUST_VARIABLE = re.compile(
    r"(?:export[ ]{1,5})?([A-Za-z_][\w-]{0,80})[ ]{0,10}:=[ ]{0,10}['\"]([^'\"\n]{0,400})['\"]"
)
_JUST_ALIAS = re.compile(r"alias[ ]{1,5}([\w-]{1,80})[ ]{0,10}:=[ ]{0,10}([\w-]{1,80})")
_JUST_VALUE = re.compile(r"\{\{[ ]{0,10}([A-Za-z_][\w-]{0,80})[ ]{0,10}\}\}")


def read_justfile(project: Project, path: str) -> TaskFile:
    """The recipes of a justfile.

    Raises:
        Unreadable: it cannot be had.
    """
    source = project.text(path)
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
    path = project.nearest(invocation.directory, *own)
    title = f"just {' '.join(words)}".strip()
    if path is None:
        yield Lost(title, f"`{title}` needs a justfile, and there is none")
        return
    file = project.once(read_justfile, path)
    names = words or (file.default,)
    if names[0] in file.tasks:
        called = tuple(name for name in names if name in file.tasks)
        yield from run_tasks(file, called, invocation)
    elif re.search(r"^(?:import|mod)\b", project.tree.source(path), re.MULTILINE):
        yield Lost(title, f"`{title}` is a recipe of a file that {path} imports")


HANDLERS: Mapping[str, Handler] = {"just": _just}
