"""The source code of a repository as outlines: what calls what, with which arguments, where.

`Code` is made once for a tree and handed to each extractor that asks for it. A file is parsed when
somebody first asks for it and never again, and only where it holds one of the words that were asked
for, since parsing costs a hundred times what looking for a word does.
"""

from __future__ import annotations

import functools
import posixpath
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import ClassVar

from compliance.extract.base import Workpiece, extractor
from compliance.extract.code.grammars import grammar
from compliance.extract.code.javascript import JavaScriptReader
from compliance.extract.code.model import Module
from compliance.extract.code.python import PythonReader
from compliance.extract.code.words import Words
from compliance.facts import Scope
from compliance.tree import Tree, Unreadable, language

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
    _known: dict[str, Module | None] = field(default_factory=dict)

    def modules(self, paths: Iterable[str], *words: bytes) -> Iterator[Module]:
        """The outlines of those files that hold at least one of the words; of all without words."""
        known = self._words
        for path in paths:
            holds = known.holds(path, words) if path in known else self.holds(path, *words)
            if holds or not words:
                module = self.module(path)
                if module is not None:
                    yield module

    def holds(self, path: str, *words: bytes) -> bool:
        """Whether a file holds at least one of some words."""
        if path in self._words:
            return self._words.holds(path, words)
        content = self.tree.contents.get(path)
        if content is None:
            self.module(path)  # So that the reason is noted.
            return False
        return any(map(content.__contains__, words))

    @functools.cached_property
    def _words(self) -> Words:
        contents = self.tree.contents
        return Words({path: each for path, each in contents.items() if language(path) is not None})

    def module(self, path: str) -> Module | None:
        """The outline of a file; None where it could not be had, and `unread` says why."""
        if path not in self._known:
            try:
                self._known[path] = outline(path, self.tree.read(path))
            except Unreadable as error:
                self._known[path] = None
                self.unread[path] = str(error)
        return self._known[path]

    @property
    def broken(self) -> dict[str, int]:
        """The files that did not parse as a whole, each with the first line that did not."""
        return {
            path: module.broken
            for path, module in self._known.items()
            if module is not None and module.broken
        }


def outline(path: str, source: bytes) -> Module:
    """The outline of one source file. What does not parse in it is left out.

    Raises:
        Unreadable: it is larger than what people write, or was written by a program.
    """
    source = source.removeprefix(b"\xef\xbb\xbf")
    if len(source) > MAX_SOURCE:
        raise Unreadable(f"{path} is larger than the source code that is read ({MAX_SOURCE:,} B)")
    if max(map(len, source.split(b"\n")), default=0) > _MAX_LINE:
        raise Unreadable(f"{path} has a line of more than {_MAX_LINE:,} bytes, as programs write")
    if source.count(b"{") > _MAX_BLOCKS:
        raise Unreadable(f"{path} has more than {_MAX_BLOCKS:,} opening braces, as programs write")
    suffix = posixpath.splitext(path)[1].lower()
    module = Module(path, language(path) or "", source)
    reader = PythonReader if suffix == ".py" else JavaScriptReader
    return reader(module).read(grammar(suffix))


@extractor(version=1)
def code(tree: Tree) -> Code:
    """The source code of a tree, of which nothing is parsed yet."""
    return Code(tree)


__all__ = ["MAX_SOURCE", "Code", "Module", "code", "outline"]
