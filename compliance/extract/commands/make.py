"""Follows make to the recipes of its targets."""

from __future__ import annotations

import fnmatch
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
    Text,
    inside,
    option,
)
from compliance.facts import Evidence
from compliance.tree import Unreadable

MAX_RULES = 5_000
MAX_EXPANSION = 4_000
MAX_EXPANSION_DEPTH = 8
MAX_INCLUDES = 30


@dataclass
class Recipe:
    """What makes one target: the targets before it, and shell lines with where they stand."""

    needs: list[str] = field(default_factory=list)
    lines: list[tuple[Evidence, str]] = field(default_factory=list)


@dataclass
class Recipes:
    """The recipes of a file by name; `first` is made where none is named.

    `unknown` is the reason why a name that is not here may exist all the same.
    """

    by_name: dict[str, Recipe] = field(default_factory=dict)
    variables: dict[str, str] = field(default_factory=dict)
    first: str = ""
    unknown: str = ""

    def find(self, name: str) -> Recipe | None:
        """The recipe of a target, or of the first pattern (`lint-%`) that fits it."""
        found = self.by_name.get(name)
        if found is None:
            patterns = (each for each in self.by_name if "%" in each and each != "%")
            pattern = next((p for p in patterns if _fits(name, p)), None)
            found = self.by_name[pattern] if pattern else None
        return found


def _fits(name: str, pattern: str) -> bool:
    return fnmatch.fnmatchcase(name, pattern.replace("*", "").replace("%", "*", 1))


_ASSIGNMENT = re.compile(
    r"[ ]{0,20}(?:export[ ]{1,5}|override[ ]{1,5})?(?P<name>[A-Za-z_][A-Za-z0-9_.-]{0,100})"
    r"[ \t]{0,20}(?P<operator>::?:?=|\?=|\+=|!=|=)[ \t]{0,20}(?P<value>.*)"
)
_DEFINE = re.compile(r"[ \t]{0,9}define[ \t]{1,9}(?P<name>[A-Za-z0-9_.-]{1,100})[ \t=:?]{0,9}")
_INCLUDE = re.compile(r"[-s]?include[ \t]{1,20}(?P<paths>.{1,500})")
_IGNORED = re.compile(r"[ \t]{0,40}(?:ifeq|ifneq|ifdef|ifndef|else|endif|\.PHONY|vpath|unexport)\b")
_REFERENCE = re.compile(
    r"\$(?:\((?P<round>[A-Za-z0-9_.-]{1,100})\)"
    # What a call hands to a text stays unknown in it.
    r"|\(call[ \t]{1,9}(?P<called>[A-Za-z0-9_.-]{1,100})(?:,[^()\n]{0,300})?\)"
    r"|\{(?P<curly>[A-Za-z0-9_.-]{1,100})\}|(?P<dollar>\$))"
)
# What kernels and their like write before a command: `@`, unless somebody wants to see it.
_QUIET = re.compile(r"^[@+-]{0,3}\$[({](?:Q|AT|V|QUIET|SILENT|HIDE)[)}][ \t]{0,9}")
# `UV := $(shell command -v uv)` is that command.
_LOOKED_UP = re.compile(
    r"\$\(shell[ \t]{1,9}(?:command[ \t]{1,9}-v|which|type[ \t]{1,9}-[pP])[ \t]{1,9}"
    r"(?P<command>[A-Za-z0-9_.+-]{1,60})(?:[ \t][^()\n]{0,200})?\)"
)


def read_makefile(project: Project, path: str) -> Recipes:
    """The rules of a makefile and of those that it includes by a plain path.

    Raises:
        Unreadable: the file itself cannot be had.
    """
    recipes = Recipes()
    waiting, seen = [path], {path}
    while waiting:
        current = waiting.pop(0)
        try:
            lines = project.text(current).splitlines()
        except Unreadable as error:
            if current == path:
                raise
            recipes.unknown = str(error)
            continue
        for included in _rules(recipes, current, lines):
            at = inside(posixpath.dirname(path), included)
            if at is None:
                recipes.unknown = f"{current} includes {included}"
            elif at not in seen and len(seen) < MAX_INCLUDES:
                seen.add(at)
                waiting.append(at)
    return recipes


def _rules(recipes: Recipes, path: str, lines: list[str]) -> Iterator[str]:
    """Put the rules and variables of a file into `recipes`; gives the paths that it includes."""
    current: list[Recipe] = []
    for number, line in _logical(_defined(recipes.variables, lines)):
        if line.startswith("\t"):
            for recipe in current:
                recipe.lines.append((Evidence(path, number), line.strip()))
        elif not line.strip() or line.lstrip().startswith("#") or _IGNORED.match(line):
            continue
        elif include := _INCLUDE.match(line):
            yield from _expand(include["paths"], recipes.variables).split()
        elif assignment := _ASSIGNMENT.match(line):
            _assign(recipes.variables, assignment)
        else:
            current = _rule(recipes, Evidence(path, number), line)


def _defined(variables: dict[str, str], lines: list[str]) -> list[str]:
    """The lines of a file, those between `define NAME` and `endef` taken out as a variable."""
    left: list[str] = []
    name: str | None = None
    body: list[str] = []
    for line in lines:
        start = _DEFINE.fullmatch(line)
        if name is None and start:
            name, body = start["name"], []
        elif name is not None and line.strip() == "endef":
            variables[name] = "\n".join(body)[:MAX_EXPANSION]
            name = None
        elif name is not None:
            body.append(line)
        # An empty line in its place keeps the numbers of those that follow.
        left.append("" if start or name is not None or line.strip() == "endef" else line)
    return left


def _logical(lines: list[str]) -> Iterator[tuple[int, str]]:
    """Lines with those that a backslash continues joined to them, and where each starts."""
    parts: list[str] = []
    start = 0
    for number, line in enumerate(lines, 1):
        start = start if parts else number
        parts.append(line.removesuffix("\\"))
        if not line.endswith("\\") or number == len(lines):
            yield start, " ".join(parts)
            parts = []


def _assign(variables: dict[str, str], assignment: re.Match[str]) -> None:
    name, value = assignment["name"], assignment["value"].split(" #", 1)[0].strip()
    looked_up = _LOOKED_UP.fullmatch(value)
    value = looked_up["command"] if looked_up else value
    if assignment["operator"] == "?=":
        variables.setdefault(name, value)
    elif assignment["operator"] == "+=":
        variables[name] = f"{variables.get(name, '')} {value}"[:MAX_EXPANSION]
    elif assignment["operator"] != "!=":
        variables[name] = value


def _rule(recipes: Recipes, where: Evidence, line: str) -> list[Recipe]:
    """The recipes that a line `targets: needs; command` opens; none where it is no such line."""
    targets, colon, rest = line.partition(":")
    if not colon or "=" in targets or "#" in targets:
        return []
    needs, _, inline = rest.lstrip(":").partition(";")
    needed = _expand(needs.split("#", 1)[0], recipes.variables).split()
    found: list[Recipe] = []
    for name in _expand(targets, recipes.variables).split():
        if len(recipes.by_name) >= MAX_RULES:
            break
        recipe = recipes.by_name.setdefault(name, Recipe())
        recipe.needs += [need for need in needed if "=" not in need]
        if inline.strip():
            recipe.lines.append((where, inline.strip()))
        if not recipes.first and not name.startswith("."):
            recipes.first = name
        found.append(recipe)
    return found


def _expand(text: str, variables: Mapping[str, str], depth: int = 0) -> str:
    """The text with the variables that the file sets put in; what they hold is capped."""

    def value(match: re.Match[str]) -> str:
        if match["dollar"]:
            return "$"
        name = match["round"] or match["called"] or match["curly"]
        if name == "MAKE":
            return "make"
        known = variables.get(name)
        if known is None or depth >= MAX_EXPANSION_DEPTH:
            return f"${name}"
        return _expand(known, variables, depth + 1)

    return _REFERENCE.sub(value, text[:MAX_EXPANSION])[:MAX_EXPANSION]


_MAKEFILES = ("GNUmakefile", "makefile", "Makefile")
_MAKE_VALUED = frozenset("-C --directory -f --file --makefile -o -W -I".split())


def _make(invocation: Invocation, project: Project) -> Iterator[Step]:
    """`make TARGET VARIABLE=value`, with the targets that it needs."""
    named = option(invocation.arguments, "-C", "--directory")
    directory = invocation.directory if named is None else inside(invocation.directory, named)
    file = option(invocation.arguments, "-f", "--file", "--makefile")
    targets, given = _goals(invocation.arguments)
    title = f"make {' '.join(targets)}".strip()
    if directory is None:
        yield Lost(title, f"`{title}` runs in a directory that only a run knows")
        return
    path = inside(directory, file) if file else project.first(directory, *_MAKEFILES)
    if path is None or path not in project.tree.entries:
        yield Lost(title, f"`{title}` needs a Makefile in {directory or 'the root'}: there is none")
        return
    recipes = project.once(read_makefile, path)
    recipes.variables.update(given)
    yield from _recipe_steps(recipes, targets, title, directory, path)


def _goals(arguments: tuple[str, ...]) -> tuple[tuple[str, ...], dict[str, str]]:
    """The targets and the variables of a call of make; a number belongs to `-j` or `-l`."""
    targets: list[str] = []
    given: dict[str, str] = {}
    words = iter(arguments)
    for word in words:
        name, equals, value = word.partition("=")
        if word.startswith("-"):
            if word in _MAKE_VALUED:
                next(words, None)
        elif equals:
            given[name] = value
        elif not word.isdigit():
            targets.append(word)
    return tuple(targets), given


def _recipe_steps(
    recipes: Recipes, targets: tuple[str, ...], title: str, directory: str, path: str
) -> Iterator[Step]:
    """The shell lines of the targets and of all that they need, each target once."""
    waiting = list(targets or ([recipes.first] if recipes.first else []))
    seen = set(waiting)
    while waiting:
        name = waiting.pop(0)
        recipe = recipes.find(name)
        if recipe is None:
            if name in targets and recipes.unknown:
                yield Lost(title, f"`{title}`: {recipes.unknown}")
            continue
        for where, line in recipe.lines:
            command = _QUIET.sub("", line, count=1).replace("$@", name)
            text = _expand(command, recipes.variables).lstrip("@-+ ")
            yield Text(text, where, directory, f"{path} {name} {where.line} {text}")
        waiting += [need for need in dict.fromkeys(recipe.needs) if need not in seen]
        seen.update(recipe.needs)


HANDLERS: Mapping[str, Handler] = dict.fromkeys(("make", "gmake"), _make)
