"""The source code of a repository as outlines: what calls what, with which arguments, where.

`Code` is made once for a tree and handed to each extractor that asks for it. A file is parsed when
somebody first asks for it and never again, and only where it holds one of the words that were asked
for, since parsing costs a hundred times what looking for a word does.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import ClassVar

from compliance.extract.base import Workpiece, extractor
from compliance.extract.code import embedded
from compliance.extract.code.grammars import grammar
from compliance.extract.code.javascript import JavaScriptReader
from compliance.extract.code.model import Module
from compliance.extract.code.python import PythonReader
from compliance.extract.code.words import Words
from compliance.facts import Scope
from compliance.paths import is_handed_out, language
from compliance.tree import Tree, Unreadable

MAX_SOURCE = 1024 * 1024
# One line of a file that a program wrote; people's are shorter.
_MAX_LINE = 20_000
# The grammars fall over what opens more blocks in each other than this. Large files of people's
# have a quarter of it.
_MAX_BLOCKS = 60_000


@dataclass
class Code(Workpiece):
    """The outlines of a tree's source files, each made once. `unread` has the reason for each file
    that was asked for and could not be had.
    """

    scope: ClassVar[Scope] = Scope.REPOSITORY

    tree: Tree
    unread: dict[str, str] = field(default_factory=dict)
    # The files that another process found broken, each with the line.
    _broken_too: dict[str, int] = field(default_factory=dict)
    _known: dict[str, Module | None] = field(default_factory=dict)
    # The index that a file is in, and its number there.
    _places: dict[str, tuple[Words, int]] = field(default_factory=dict)

    def modules(self, paths: Iterable[str], *words: bytes) -> Iterator[Module]:
        """The outlines of those files that hold at least one of the words; of all without words."""
        for path in self.holding(paths, *words) if words else paths:
            module = self.module(path)
            if module is not None:
                yield module

    def holds(self, path: str, *words: bytes) -> bool:
        """Whether a file holds at least one of some words."""
        return any(True for _ in self.holding((path,), *words))

    def holding(self, paths: Iterable[str], *words: bytes) -> Iterator[str]:
        """Those of some files that hold at least one of some words."""
        index, answer = None, b""
        for path in paths:
            place = self._places.get(path)
            if place is None:
                if self._is_found_in(path, words):
                    yield path
                continue
            if place[0] is not index:
                index = place[0]
                answer = index.holding(words)
            if answer[place[1]]:
                yield path

    def _is_found_in(self, path: str, words: tuple[bytes, ...]) -> bool:
        """Whether a file that is in no index holds at least one of some words."""
        content = self.tree.contents.get(path)
        if content is None:
            self.module(path)  # So that the reason is noted.
            return False
        return any(map(content.__contains__, words))

    def index(self, paths: Iterable[str]) -> None:
        """Make an index of the words of some files, of which many questions are to be expected."""
        contents = self.tree.contents
        new = [path for path in paths if path in contents and path not in self._places]
        if new:
            words = Words([contents[path] for path in new])
            self._places.update((path, (words, number)) for number, path in enumerate(new))

    def module(self, path: str) -> Module | None:
        """The outline of a file; None where it could not be had, and `unread` says why."""
        if path not in self._known:
            try:
                self._known[path] = outline(path, self.tree.read(path))
            except Unreadable as error:
                self._known[path] = None
                self.unread[path] = str(error)
        return self._known[path]

    def unreadable(self, paths: Iterable[str], *words: bytes) -> Iterator[str]:
        """Why those of some files that hold at least one of the words, or that nobody can look
        into, could not be had; of those that are handed to browsers as they are nobody asks.
        """
        for path in paths:
            if is_handed_out(path):
                continue
            asked = path not in self.tree.contents or self.holds(path, *words)
            if asked and self.module(path) is None:
                yield self.unread[path]

    @property
    def broken(self) -> dict[str, int]:
        """The files that did not parse as a whole, each with the first line that did not."""
        return self._broken_too | {
            path: module.broken
            for path, module in self._known.items()
            if module is not None and module.broken
        }

    def learned(self) -> dict[str, int]:
        """The files that did not parse as a whole."""
        return self.broken

    def learn(self, told: dict[str, int]) -> None:
        """Take up those that another process parsed."""
        self._broken_too |= told


def outline(path: str, source: bytes) -> Module:
    """The outline of one source file. What does not parse in it is left out.

    Raises:
        Unreadable: it is larger than what people write, or was written by a program.
    """
    source = source.removeprefix(b"\xef\xbb\xbf")
    if len(source) > MAX_SOURCE:
        raise Unreadable(f"{path} is larger than the source code that is read ({MAX_SOURCE:,} B)")
    suffix = posixpath.splitext(path)[1].lower()
    if suffix in embedded.SUFFIXES:
        suffix = ".tsx" if embedded.has_markup(source) else ".ts"
        source = embedded.scripts_of(path, source)
    if max(map(len, source.split(b"\n")), default=0) > _MAX_LINE:
        raise Unreadable(f"{path} has a line of more than {_MAX_LINE:,} bytes, as programs write")
    if source.count(b"{") > _MAX_BLOCKS:
        raise Unreadable(f"{path} has more than {_MAX_BLOCKS:,} opening braces, as programs write")
    module = Module(path, language(path) or "", source)
    reader = PythonReader if suffix == ".py" else JavaScriptReader
    return reader(module).read(grammar(suffix))


@extractor(version=1)
def code(tree: Tree) -> Code:
    """The source code of a tree, of which nothing is parsed yet."""
    return Code(tree)


__all__ = ["MAX_SOURCE", "Code", "Module", "code", "outline"]
