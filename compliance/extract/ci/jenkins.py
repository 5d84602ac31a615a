"""Reads a Jenkinsfile as text: the commands that its `sh` steps run, and where."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from compliance.extract.ci.steps import CiStep, Found, text_of
from compliance.extract.commands import Start
from compliance.extract.commands.steps import LINT, TEST, inside
from compliance.facts import Evidence
from compliance.facts.tooling import Unfollowed
from compliance.tree import Tree

MAX_STEPS = 2_000
MAX_CONDITION = 2_000

_TOKEN = re.compile(
    r"""(?P<comment>//[^\n]{0,1000}|/\*)
    |(?P<string>'''|\"\"\"|'|")
    |(?P<open>\{)|(?P<close>\})
    |(?P<word>[A-Za-z_][\w.]{0,80})""",
    re.VERBOSE,
)
_SHELLS = frozenset(("sh", "bat", "powershell", "pwsh"))
_SHARED_LIBRARY = re.compile(r"@Library\(")
_ANY_BRANCH = re.compile(r"\bchangeRequest\b|\bnot\b")
_ONE_BRANCH = re.compile(r"\bbranch\b|\bbuildingTag\b|\btag\b|\btriggeredBy\b")


@dataclass
class _Block:
    """A block in braces: the word before it, the directory it runs in, and whether it may not."""

    name: str
    directory: str | None
    start: int
    off: bool = False


def is_jenkinsfile(path: str) -> bool:
    """Whether a path is a Jenkinsfile."""
    return bool(re.fullmatch(r"(?:[^/]+/){0,3}Jenkinsfile(?:\.[\w-]{1,30})?", path))


def read(tree: Tree, path: str) -> Iterator[Found]:
    """The commands of a Jenkinsfile.

    Raises:
        Unreadable: the file cannot be had.
    """
    source = text_of(tree, path)
    found = 0
    for step in _Scanner(source, path).steps():
        found += 1
        yield step
    if not found and (library := _SHARED_LIBRARY.search(source)):
        line = source.count("\n", 0, library.start()) + 1
        reason = f"{path} leaves its steps to a shared library"
        yield Unfollowed(reason, Evidence(path, line), (LINT, TEST))


class _Scanner:
    """Reads words, texts and braces from left to right; anything else has no say."""

    def __init__(self, source: str, path: str) -> None:
        self._source = source
        self._path = path
        self._blocks: list[_Block] = []
        self._word = ""
        self._argument = ""
        self._labelled = False
        self._line, self._counted = 1, 0

    def steps(self) -> Iterator[CiStep]:
        """The shell texts, in their order."""
        position, number = 0, 0
        while (match := _TOKEN.search(self._source, position)) and number < MAX_STEPS:
            position = match.end()
            if match["comment"] == "/*":
                position = self._after("*/", position)
            elif match["string"]:
                text, start, position = self._text(match["string"], position)
                self._argument = text
                if self._labelled:
                    self._labelled = False
                elif self._word in _SHELLS:
                    number += 1
                    yield self._step(text, start)
            elif match["open"]:
                self._enter(match.start())
            elif match["close"]:
                self._leave(match.start())
            elif match["word"] == "label":
                self._labelled = True
            elif match["word"] != "script":  # `sh script: '…'`: the text is still that of `sh`.
                self._word, self._argument = match["word"], ""

    def _after(self, mark: str, position: int) -> int:
        end = self._source.find(mark, position)
        return len(self._source) if end < 0 else end + len(mark)

    def _text(self, quote: str, position: int) -> tuple[str, int, int]:
        """The text behind a quote, where it starts, and the position behind it."""
        end = position
        while True:
            end = self._source.find(quote, end)
            if end < 0:
                end = len(self._source)
                break
            if len(quote) == 3 or self._source[end - 1] != "\\":
                break
            end += 1
        return self._source[position:end], position, end + len(quote)

    def _step(self, text: str, start: int) -> CiStep:
        self._line += self._source.count("\n", self._counted, start)
        self._counted = start
        block = self._blocks[-1] if self._blocks else None
        directory = block.directory if block else ""
        off = block is not None and block.off
        where = Evidence(self._path, self._line)
        self._word = ""
        return CiStep(Start(text.replace('\\"', '"'), where, directory), on_pull_requests=not off)

    def _enter(self, start: int) -> None:
        around = self._blocks[-1] if self._blocks else _Block("", "", 0)
        directory = around.directory
        if self._word == "dir":
            directory = inside(directory, self._argument)
        self._blocks.append(_Block(self._word, directory, start, around.off))
        self._word = ""

    def _leave(self, end: int) -> None:
        self._word = ""
        if not self._blocks:
            return
        block = self._blocks.pop()
        if block.name == "when" and self._blocks and end - block.start < MAX_CONDITION:
            condition = self._source[block.start : end]
            limited = bool(_ONE_BRANCH.search(condition)) and not _ANY_BRANCH.search(condition)
            self._blocks[-1].off |= limited
