"""Follows commands to the tools that they end up running.

Each command is handed to the handler of its name, which says what it leads to: a tool, another
command, or text that stands in another file. Texts wait in a queue, so that the shortest way to a
tool is found first, and none is followed twice; depth and number are bounded.
"""

from __future__ import annotations

import itertools
from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from compliance.extract.commands import handed_on, python, scripts, shell, wrappers
from compliance.extract.commands.steps import (
    LINT,
    TEST,
    Handler,
    Invocation,
    Lost,
    Project,
    Step,
    Text,
    Tool,
    plausible,
)
from compliance.extract.commands.surroundings import (
    Surroundings,
    is_handed_on,
    is_open,
    prepared,
)
from compliance.facts import Evidence
from compliance.facts.tooling import Purpose, Runs, ToolUse, Unfollowed
from compliance.tree import MIB, Unreadable

MAX_DEPTH = 10
MAX_DEPTH_OF_FUNCTIONS = 7
MAX_NESTED = 12
MAX_WORK = 60_000
WORK_OF_A_CALL = 10
WORK_OF_A_REPEAT = 4
MAX_CALLS_OF_A_FUNCTION = 20
MAX_TEXT = 2 * MIB
MAX_USES_OF_A_TOOL = 3
MAX_UNFOLLOWED = 30
MAX_EXCERPT = 2_000
_KNOWN_TO_DO_NOTHING = frozenset(["true", "false", ":"])


@dataclass(frozen=True)
class Start:
    """Shell text that something runs by itself, and the place where it stands.

    `directory` and `environment` are those of an `Invocation`.
    """

    text: str
    where: Evidence
    directory: str | None = ""
    environment: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class _Task:
    """Text to follow, and the places that led to it."""

    text: Text
    chain: tuple[Evidence, ...] = ()


@dataclass(frozen=True)
class _Call:
    """A function of a text as it is called, "" for the text itself, and what led to it."""

    name: str
    arguments: tuple[str, ...]
    chain: tuple[Evidence, ...]


@dataclass(frozen=True)
class At:
    """Where a command stands: the places that led to it, and its own. It is made evidence late,
    since most commands lead nowhere.
    """

    chain: tuple[Evidence, ...]
    text: Text
    command: shell.ShellCommand

    @cached_property
    def place(self) -> Evidence:
        """The command's own place; a text without a line stands in its file as a whole."""
        where = self.text.where
        line = where.line + self.command.line - 1 if where.line else 0
        return Evidence(where.path, line, excerpt=" ".join(self.command.words)[:MAX_EXCERPT])


class Follower:
    """Collects what commands end up running; `handlers` is by the name of the command."""

    def __init__(
        self, project: Project, handlers: Mapping[str, Handler], most_work: int = MAX_WORK
    ) -> None:
        """`most_work` is what is followed of commands before it is too much, in calls of a handler
        (ten each) and other commands.
        """
        self._project = project
        self._handlers = handlers
        self._queue: deque[_Task] = deque()
        self._seen: set[tuple[str, str | None]] = set()
        self._uses: dict[tuple[str, Purpose], list[ToolUse]] = {}
        self._unfollowed: dict[Unfollowed, None] = {}
        self._most_work = most_work
        self._work = self._characters = 0

    @property
    def work(self) -> int:
        """What was followed so far, counted as `most_work`."""
        return self._work

    def follow(self, starts: Iterable[Start]) -> Runs:
        """What all of these end up running."""
        for number, start in enumerate(starts):
            key = f"start {number}"
            text = Text(start.text, start.where, start.directory, key, start.environment)
            self._queue.append(_Task(text))
        while self._queue:
            task = self._queue.popleft()
            self._characters += len(task.text.text)
            if self._work > self._most_work or self._characters > MAX_TEXT:
                reason = "far more is run than people write, and was not followed to its end"
                self._unfollowed[Unfollowed(reason, task.text.where, tuple(Purpose))] = None
                break
            self._follow_text(task)
        uses = tuple(use for found in self._uses.values() for use in found)
        return Runs(uses, tuple(self._unfollowed))

    def _follow_text(self, task: _Task) -> None:
        """Follow the commands of a text, and those of its functions as far as they are called."""
        bodies: dict[str, list[shell.ShellCommand]] = {}
        for command in shell.split(task.text.text):
            bodies.setdefault(command.function, []).append(command)
        surroundings = Surroundings(task.text)
        calls = [_Call("", task.text.arguments, task.chain)]
        followed: dict[str, list[tuple[str, ...]]] = {}
        for call in calls:  # It grows while it is gone through.
            if self._work > self._most_work:
                break
            surroundings.arguments = call.arguments
            for command in bodies.get(call.name, ()):
                invocation = surroundings.enter(command)
                if invocation is None:
                    continue
                at = At(call.chain, task.text, command)
                if invocation.name not in bodies:
                    self._follow_command(invocation, at, 0)
                elif self._is_new(invocation, followed.setdefault(invocation.name, [])):
                    # What is handed on says what the function runs: `cmd ruff check`.
                    told = invocation.arguments and len(call.chain) < MAX_DEPTH_OF_FUNCTIONS
                    chain = (*call.chain, at.place) if told else call.chain
                    calls.append(_Call(invocation.name, invocation.arguments, chain))

    def _is_new(self, invocation: Invocation, before: list[tuple[str, ...]]) -> bool:
        """Whether a function is to be followed: not twice with the same, nor too often."""
        self._work += WORK_OF_A_REPEAT if before else 0
        few = len(before) < MAX_CALLS_OF_A_FUNCTION and self._work < self._most_work
        if before and (invocation.arguments in before or not few):
            return False
        before.append(invocation.arguments)
        return True

    def note(self, invocation: Invocation, at: At) -> None:
        """What a kind of follower makes of a command itself, before it is followed."""

    def _follow_command(self, invocation: Invocation, at: At, nested: int) -> None:
        self._work += WORK_OF_A_CALL if invocation.name in self._handlers else 1
        if self._work > self._most_work or nested > MAX_NESTED:
            return
        self.note(invocation, at)
        led = False
        try:
            for step in self._steps(invocation):
                led = True
                self._work += 1
                if self._work > self._most_work:
                    break
                self._take(step, at, nested)
        except Unreadable as error:
            called = [word for word in invocation.words[:4] if not word.startswith("-")]
            self._lose(str(error), at, plausible(" ".join(called)))
        if not led and (may := self._may_be(invocation, at)):
            written = at.command.words if at.command.words[0].startswith("$") else invocation.words
            self._lose(f"only a run knows what `{' '.join(written[:4])}` runs", at, may)

    def _may_be(self, invocation: Invocation, at: At) -> tuple[Purpose, ...]:
        """What a command that led nowhere may have run: anything where only a run knows it, and
        what a script was told where it hands that on in a way that is not followed.
        """
        if is_open(invocation):
            return (LINT, TEST)
        command = at.command  # In brackets stands a list, not a command.
        is_told = command.words[0].startswith("$") and not command.depth
        is_told = is_told and invocation.name not in (*self._handlers, *_KNOWN_TO_DO_NOTHING)
        if is_told or is_handed_on(invocation):
            # What `$(…)` is, is told by nothing but the words behind it.
            behind = invocation.arguments if command.words[0].startswith("$(") else ()
            return plausible(" ".join((*at.text.arguments, *behind)))
        return ()

    def _steps(self, invocation: Invocation) -> Iterator[Step]:
        handler = self._handlers.get(invocation.name)
        if handler:
            return handler(invocation, self._project)
        if "/" in invocation.name:
            return scripts.by_path(invocation, self._project, self._handlers)
        return itertools.chain(
            python.declared(invocation, self._project),
            wrappers.unknown(invocation),
            handed_on.tests_by_name(invocation, self._project),
        )

    def _take(self, step: Step, at: At, nested: int) -> None:
        if isinstance(step, Tool):
            self._record(step, (*at.chain, at.place))
        elif isinstance(step, Lost):
            self._lose(step.reason, at, plausible(step.name))
        elif isinstance(step, Text):
            self._queue_text(step, (*at.chain, at.place))
        elif step.words[0] == "eval":
            text = " ".join(step.words[1:])
            key = f"{at.text.key}:{at.command.line}:{text}"
            inline = Text(text, at.place, step.directory, key, step.environment)
            self._queue_text(inline, at.chain)
        elif invocation := prepared(step):
            self._follow_command(invocation, at, nested + 1)

    def _queue_text(self, text: Text, chain: tuple[Evidence, ...]) -> None:
        key = (text.key, text.directory)
        if key not in self._seen and len(chain) <= MAX_DEPTH:
            self._seen.add(key)
            self._queue.append(_Task(text, chain))

    def _record(self, tool: Tool, places: tuple[Evidence, ...]) -> None:
        """Keep the first few places that start a tool."""
        start, *through = places
        found = self._uses.setdefault((tool.name, tool.purpose), [])
        known = any((use.where.path, use.where.line) == (start.path, start.line) for use in found)
        if len(found) < MAX_USES_OF_A_TOOL and not known:
            found.append(ToolUse(tool.name, tool.purpose, start, tuple(through)))

    def _lose(self, reason: str, at: At, may: tuple[Purpose, ...]) -> None:
        """Say what cannot be followed, unless it may be no command at all."""
        if may and at.text.certain and len(self._unfollowed) < MAX_UNFOLLOWED:
            self._unfollowed[Unfollowed(reason, at.place, may)] = None
