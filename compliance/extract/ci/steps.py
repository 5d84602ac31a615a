"""What the readers of CI files have in common."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from compliance import yaml12
from compliance.extract.commands import Start
from compliance.extract.commands.steps import texts
from compliance.extract.documents import parse_yaml, sub
from compliance.facts import Evidence
from compliance.facts.tooling import Purpose, ToolUse, Unfollowed
from compliance.tree import Tree, Unreadable

EVERYTHING = tuple(Purpose)


@dataclass(frozen=True)
class CiStep:
    """Shell text that CI runs, and whether it does so for pull requests."""

    start: Start
    on_pull_requests: bool


Found = CiStep | Unfollowed | ToolUse

MAX_VISITED = 20_000
MAX_TEXT = 1_000_000


_BLOCK = re.compile(r"[|>][-+0-9]{0,3}[ \t]{0,20}(?:#.{0,200})?$")


@dataclass(frozen=True)
class CiFile:
    """A YAML file of CI with the lines of its keys."""

    path: str
    document: yaml12.Document
    lines: tuple[str, ...] = field(repr=False, default=())

    @property
    def value(self) -> Any:
        """What the file holds."""
        return self.document.value

    def place(self, *keys: str | int, excerpt: str = "") -> Evidence:
        """Where a key or an item stands."""
        line = self.document.line(*keys)
        return Evidence(self.path, line, excerpt=excerpt or self._line(line))

    def text_place(self, *keys: str | int) -> Evidence:
        """Where the text of a value starts: behind its key, or below it for a block of lines."""
        line = self.document.line(*keys)
        below = bool(_BLOCK.search(self._line(line)))
        return Evidence(self.path, line + 1 if below else line)

    def _line(self, number: int) -> str:
        return self.lines[number - 1].strip() if 0 < number <= len(self.lines) else ""


def load(tree: Tree, path: str) -> CiFile:
    """A YAML file; the first of its documents.

    Raises:
        Unreadable: it cannot be had, or does not parse.
    """
    return loaded(path, text_of(tree, path))


def text_of(tree: Tree, path: str) -> str:
    """The text of a CI file.

    Raises:
        Unreadable: it cannot be had, or nobody writes one that large.
    """
    text = tree.text(path)
    if len(text) > MAX_TEXT:
        raise Unreadable(f"{path} has more than {MAX_TEXT:,} characters")
    return text


def loaded(path: str, text: str) -> CiFile:
    """A YAML file whose text is at hand.

    Raises:
        Unreadable: it does not parse.
    """
    return CiFile(path, parse_yaml(text, path), tuple(text.splitlines()))


def plain(value: Any) -> dict[str, str]:
    """The entries of a mapping whose values are plain, as text."""
    return {
        key: str(each).lower() if isinstance(each, bool) else str(each)
        for key, each in sub(value).items()
        if isinstance(each, str | int | float | bool)
    }


class Reading:
    """One CI file as it is read with those that it leads to, each once and all within bounds: what
    calls itself would have no end.
    """

    def __init__(self, tree: Tree, path: str) -> None:
        self.tree = tree
        self._path = path
        self._left = MAX_VISITED
        self._files: dict[str, CiFile | Unreadable] = {}

    def load(self, path: str) -> CiFile:
        """A YAML file.

        Raises:
            Unreadable: it cannot be had, or does not parse.
        """
        if path not in self._files:
            try:
                self._files[path] = load(self.tree, path)
            except Unreadable as error:
                self._files[path] = error
        found = self._files[path]
        if isinstance(found, Unreadable):
            raise found
        return found

    def spend(self) -> None:
        """Count one step.

        Raises:
            Unreadable: there have been too many.
        """
        self._left -= 1
        if self._left < 0:
            raise Unreadable(f"{self._path} comes to more than {MAX_VISITED:,} steps")


def script(file: CiFile, value: Any, *keys: str | int) -> tuple[str, Evidence]:
    """A text, or a list of texts that share one shell, as one text, and where it starts.

    Texts of a list are set apart by as many line breaks as set them apart in the file, so that the
    lines of what is read out of them are right.
    """
    listed = isinstance(value, list)
    whole, start = "", file.text_place(*keys)
    for index, each in enumerate(texts(value)):
        place = file.text_place(*keys, index) if listed else start
        start = place if index == 0 else start
        behind = start.line + whole.count("\n")
        whole += "\n" * max(1, place.line - behind) + each if index else each
    return whole, start
