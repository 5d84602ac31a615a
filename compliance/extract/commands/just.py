"""Follows just to the recipes of a justfile."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from compliance.extract.commands.steps import (
    Handler,
    Invocation,
    Lost,
    Project,
    Step,
    inside,
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
# A recipe that runs others by just itself.
_JUST_ITSELF = re.compile(r"\{\{[ ]{0,10}just_executable\(\)[ ]{0,10}\}\}")
_IMPORT = re.compile(r"import\??[ ]{1,5}['\"]([^'\"\n]{1,200})['\"]")
_MODULE = re.compile(
    r"mod\??[ ]{1,5}([A-Za-z_][\w-]{0,80})(?:[ ]{1,5}['\"]([^'\"\n]{1,200})['\"])?"
)
MAX_IMPORTED = 30


@dataclass
class _Source:
    """What the files of one justfile say: its own, then those that it imports."""

    variables: dict[str, str] = field(default_factory=dict)
    recipes: dict[str, _Recipe] = field(default_factory=dict)
    modules: dict[str, str] = field(default_factory=dict)
    imports: list[str] = field(default_factory=list)


@dataclass
class _Recipe:
    """A recipe: the file that it stands in, the recipes before it, and its lines."""

    path: str
    needs: list[str]
    lines: list[tuple[int, str]] = field(default_factory=list)


def read_justfile(project: Project, path: str) -> TaskFile:
    """The recipes of a justfile, and of the files that it imports: those nearer to it go first.

    Raises:
        Unreadable: it cannot be had.
    """
    source = _Source(imports=[path])
    for each in source.imports:  # It grows while it is gone through.
        if len(source.imports) <= MAX_IMPORTED and (each == path or project.tree.has(each)):
            own = _read_source(project.text(each), each)
            source.variables = own.variables | source.variables
            source.recipes = source.recipes | {
                name: recipe for name, recipe in own.recipes.items() if name not in source.recipes
            }
            source.imports += [new for new in own.imports if new not in source.imports]
    tasks = {
        name: Task(tuple(each.needs), _body(each.lines, source.variables), path=each.path)
        for name, each in source.recipes.items()
    }
    return TaskFile(path, tasks, next(iter(tasks), ""))


def _read_source(text: str, path: str) -> _Source:
    """What one file says itself."""
    found = _Source()
    recipe = _Recipe(path, [])
    for number, line in enumerate(text.splitlines(), 1):
        if line[:1] in (" ", "\t") and line.strip():
            recipe.lines.append((number, line.strip().lstrip("@-")))
        elif not line.strip() or line.startswith("#"):
            continue
        elif variable := _JUST_VARIABLE.match(line):
            found.variables[variable[1]] = variable[2]
        elif alias := _JUST_ALIAS.match(line):
            found.recipes[alias[1]] = _Recipe(path, [alias[2]])
        elif imported := _IMPORT.match(line):
            found.imports += filter(None, [inside(posixpath.dirname(path), imported[1])])
        elif module := _MODULE.fullmatch(line.rstrip()):
            found.modules[module[1]] = module[2] or ""
        elif (head := _RECIPE.match(line)) and len(found.recipes) < MAX_TASKS:
            recipe = _Recipe(path, re.findall(r"[A-Za-z_][\w-]{0,80}", head["needs"]))
            found.recipes[head["name"]] = recipe
    return found


def _module(project: Project, path: str, name: str) -> str | None:
    """The file of a module that a justfile names."""
    named = _read_source(project.text(path), path).modules.get(name)
    if named is None:
        return None
    at = inside(posixpath.dirname(path), named or name)
    if at is None or (named and project.tree.has(at)):
        return at
    beside = () if named else (f"{at}.just",)
    places = (*beside, *(f"{at}/{each}" for each in ("mod.just", "justfile", ".justfile")))
    return project.first("", *places)


def _body(
    lines: list[tuple[int, str]], variables: Mapping[str, str]
) -> tuple[tuple[int, str], ...]:
    """The lines of a recipe; one that starts with `#!` is a script, and so one text."""

    def value(match: re.Match[str]) -> str:
        return variables.get(match[1], f"${match[1].upper()}")

    put_in = [
        (number, _JUST_VALUE.sub(value, _JUST_ITSELF.sub("just", line))) for number, line in lines
    ]
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
    directory: str | None = invocation.directory
    if words and "/" in words[0] and not named:
        # `just docker/check` is the recipe `check` of the justfile in that folder.
        folder, _, recipe = words[0].rpartition("/")
        directory, words = inside(invocation.directory, folder), (recipe, *words[1:])
    path = project.nearest(directory, *own) if directory is not None else None
    title = f"just {' '.join(words)}".strip()
    if path is None:
        yield Lost(title, f"`{title}` needs a justfile, and there is none")
        return
    if words and "::" in words[0]:
        words = (*words[0].split("::")[:4], *words[1:])
    module = project.once(_module, path, words[0]) if len(words) > 1 else None
    if module is not None:
        path, words = module, words[1:]
    file = project.once(read_justfile, path)
    names = words or (file.default,)
    if names[0] in file.tasks:
        called = tuple(name for name in names if name in file.tasks)
        yield from run_tasks(file, called, invocation)
    elif re.search(r"^(?:import|mod)\b", project.tree.source(path), re.MULTILINE):
        yield Lost(title, f"`{title}` is a recipe of a file that {path} imports")


HANDLERS: Mapping[str, Handler] = {"just": _just}
