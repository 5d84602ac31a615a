"""Follows commands to the tools that they end up running.

Each command is handed to the handler of its name, which says what it leads to: a tool, another
command, or text that stands in another file. Texts wait in a queue, so that the shortest way to a
tool is found first, and none is followed twice; depth and number are bounded.
"""

from __future__ import annotations

import posixpath
import re
from collections import deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from compliance.extract.commands import scripts, shell, wrappers
from compliance.extract.commands.steps import (
    Command,
    Handler,
    Invocation,
    Lost,
    Project,
    Step,
    Text,
    Tool,
    inside,
    plausible,
)
from compliance.facts import Evidence
from compliance.facts.tooling import Purpose, Runs, ToolUse, Unfollowed
from compliance.tree import Unreadable

MAX_DEPTH = 10
MAX_NESTED = 12
MAX_FOLLOWED = 20_000
MAX_USES_OF_A_TOOL = 3
MAX_UNFOLLOWED = 30
MAX_WORDS = 200


@dataclass(frozen=True)
class Start:
    """Shell text that something runs by itself, and the place where it stands."""

    text: str
    where: Evidence
    directory: str | None = ""
    environment: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class _Task:
    """Text to follow, and the places that led to it."""

    text: Text
    chain: tuple[Evidence, ...] = ()


class Follower:
    """Collects what commands end up running; `handlers` is by the name of the command."""

    def __init__(self, project: Project, handlers: Mapping[str, Handler]) -> None:
        self._project = project
        self._handlers = handlers
        self._queue: deque[_Task] = deque()
        self._seen: set[tuple[str, str | None]] = set()
        self._uses: dict[tuple[str, Purpose], list[ToolUse]] = {}
        self._unfollowed: list[Unfollowed] = []
        self._followed = 0

    def follow(self, starts: Iterable[Start | Lost]) -> Runs:
        """What all of these end up running."""
        for number, start in enumerate(starts):
            if isinstance(start, Start):
                key = f"start {number}"
                text = Text(start.text, start.where, start.directory, key, start.environment)
                self._queue.append(_Task(text))
        while self._queue:
            self._follow_text(self._queue.popleft())
        uses = tuple(use for found in self._uses.values() for use in found)
        return Runs(uses, tuple(self._unfollowed))

    def _follow_text(self, task: _Task) -> None:
        commands = shell.split(task.text.text)
        functions = {command.function for command in commands}
        called, position = [""], 0
        while position < len(called):
            name, position = called[position], position + 1
            surroundings = _Surroundings(task.text)
            for command in commands:
                if command.function != name:
                    continue
                invocation = surroundings.enter(command)
                if invocation is None:
                    continue
                if invocation.name in functions:
                    if invocation.name not in called:
                        called.append(invocation.name)
                    continue
                self._follow_command(invocation, _place(task.text, command), task.chain, 0)

    def _follow_command(
        self, invocation: Invocation, place: Evidence, chain: tuple[Evidence, ...], nested: int
    ) -> None:
        self._followed += 1
        if self._followed > MAX_FOLLOWED or nested > MAX_NESTED:
            self._lose(f"more than {MAX_FOLLOWED:,} commands are run", place, tuple(Purpose))
            return
        try:
            for step in self._steps(invocation):
                self._take(step, place, chain, nested)
        except Unreadable as error:
            self._lose(str(error), place, plausible(" ".join(invocation.words)))

    def _steps(self, invocation: Invocation) -> Iterable[Step]:
        handler = self._handlers.get(invocation.name)
        if handler:
            return handler(invocation, self._project)
        if "/" in invocation.name:
            return scripts.by_path(invocation, self._project, self._handlers)
        return wrappers.unknown(invocation)

    def _take(self, step: Step, place: Evidence, chain: tuple[Evidence, ...], nested: int) -> None:
        if isinstance(step, Tool):
            self._record(step, (*chain, place))
        elif isinstance(step, Lost):
            self._lose(step.reason, place, plausible(step.name))
        elif isinstance(step, Command) and step.words[0] == "eval":
            inline = Text(" ".join(step.words[1:]), place, step.directory, "", step.environment)
            self._queue_text(inline, chain)
        elif isinstance(step, Command):
            invocation = prepared(step)
            if invocation:
                self._follow_command(invocation, place, chain, nested + 1)
        else:
            self._queue_text(step, (*chain, place))

    def _queue_text(self, text: Text, chain: tuple[Evidence, ...]) -> None:
        key = (text.key or f"{text.where.path}:{text.where.line}:{text.text}", text.directory)
        if key not in self._seen and len(chain) <= MAX_DEPTH:
            self._seen.add(key)
            self._queue.append(_Task(text, chain))

    def _record(self, tool: Tool, places: tuple[Evidence, ...]) -> None:
        found = self._uses.setdefault((tool.name, tool.purpose), [])
        start = places[0]
        known = any((use.where.path, use.where.line) == (start.path, start.line) for use in found)
        if len(found) < MAX_USES_OF_A_TOOL and not known:
            found.append(ToolUse(tool.name, tool.purpose, places[0], places[1:]))

    def _lose(self, reason: str, place: Evidence, may: tuple[Purpose, ...]) -> None:
        if may and len(self._unfollowed) < MAX_UNFOLLOWED:
            lost = Unfollowed(reason, place, may)
            if lost not in self._unfollowed:
                self._unfollowed.append(lost)


def _place(text: Text, command: shell.ShellCommand) -> Evidence:
    """Where a command of a text stands; a text without a line stands in its file as a whole."""
    line = text.where.line + command.line - 1 if text.where.line else 0
    excerpt = " ".join(command.words)
    return Evidence(text.where.path, line, line, excerpt)


class _Surroundings:
    """The directory and the environment as they change from command to command of one text."""

    def __init__(self, text: Text) -> None:
        self._depths: list[tuple[int, str | None]] = [(0, text.directory)]
        self._root = text.directory
        self._arguments = text.arguments
        self._environment = dict(text.environment)

    def enter(self, command: shell.ShellCommand) -> Invocation | None:
        """The command as it is run here; None where it only changes the surroundings."""
        while len(self._depths) > 1 and self._depths[-1][0] > command.depth:
            self._depths.pop()
        directory = self._depths[-1][1]
        words = _expanded(command.words, self._environment, self._arguments)
        invocation = prepared(Command(words, directory, self._environment))
        if invocation is None:
            self._assign(words)
        elif invocation.name in ("cd", "pushd"):
            target = next((word for word in invocation.arguments if not word.startswith("-")), "")
            self._move(command.depth, inside(directory, target) if target else None)
            return None
        elif invocation.name == "popd":
            self._move(command.depth, self._root)
            return None
        elif invocation.name in ("export", "set", "declare", "local"):
            self._assign(invocation.arguments)
            return None
        return invocation

    def _move(self, depth: int, directory: str | None) -> None:
        if self._depths[-1][0] == depth:
            self._depths[-1] = (depth, directory)
        else:
            self._depths.append((depth, directory))

    def _assign(self, words: tuple[str, ...]) -> None:
        for word in words:
            match = shell.ASSIGNMENT.fullmatch(word)
            if match and len(match[2]) <= 1_000:
                self._environment[match[1]] = match[2]


_VARIABLE = re.compile(
    r"\$(?:(?P<bare>[A-Za-z_][A-Za-z0-9_]{0,100}|[0-9@*])"
    r"|\{(?P<braced>[A-Za-z_][A-Za-z0-9_]{0,100}|[0-9@*])(?P<default>:?[-=][^{}]{0,500})?"
    r"(?::[0-9]{1,3})?\})"
)
_ALL = ("$@", "$*", "${@}", "${*}", "${@:1}")


def _expanded(
    words: tuple[str, ...], environment: Mapping[str, str], arguments: tuple[str, ...]
) -> tuple[str, ...]:
    """The words with the variables that are known put in; a whole command in one is split."""

    def value(match: re.Match[str]) -> str:
        name = match["bare"] or match["braced"]
        if name.isdigit():
            known = arguments[int(name) - 1] if 0 < int(name) <= len(arguments) else None
        elif name in "@*":
            known = " ".join(arguments)
        else:
            known = environment.get(name)
        if known is None and match["default"]:
            known = match["default"].lstrip(":-=")
        return match[0] if known is None else known

    expanded: list[str] = []
    for word in words[:MAX_WORDS]:
        if word in _ALL or word == "${@:2}":
            expanded += arguments[1:] if word == "${@:2}" else arguments
        elif "$" not in word:
            expanded.append(word)
        else:
            known = _VARIABLE.sub(value, word)
            expanded += known.split() if word.startswith("$") else [known]
    return tuple(expanded[:MAX_WORDS])


_SUFFIX = re.compile(r"\.(?:cmd|exe|ps1)$", re.IGNORECASE)
_UNKNOWN = re.compile(r"\$\{?\(?([A-Za-z_]{1,40})[)}]?")


def prepared(command: Command) -> Invocation | None:
    """The command without assignments before it and with its plain name; None where none is left.

    A variable of which nothing is known stands for the command that it is named after, as `$PYTHON`
    and `$(POETRY)` do.
    """
    words, environment = list(command.words), dict(command.environment)
    while words and (match := shell.ASSIGNMENT.fullmatch(words[0])):
        environment[match[1]] = match[2]
        words.pop(0)
    while words and words[0] in ("!", "@", "-", ""):
        words.pop(0)
    if not words:
        return None
    name = _SUFFIX.sub("", words[0].lstrip("@-") if not words[0].startswith("@") else words[0])
    unknown = _UNKNOWN.fullmatch(name)
    if unknown:
        name = unknown[1].lower()
    elif "/" in name and (name.startswith("$") or _is_installed(name)):
        name = posixpath.basename(name)
    return Invocation((name, *words[1:]), command.directory, environment)


def _is_installed(path: str) -> bool:
    """Whether a path leads to a command that is installed rather than committed."""
    return (
        "node_modules/.bin/" in path
        or path.startswith(("/", "~"))
        or bool(re.search(r"(?:^|/)\.?v?env[^/]{0,20}/(?:bin|Scripts)/", path))
    )


def at_line(where: Evidence, line: int) -> Evidence:
    """The same place at another line."""
    return replace(where, line=line, end_line=line)
