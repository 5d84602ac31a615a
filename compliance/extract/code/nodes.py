"""The nodes of a syntax tree as expressions, each made once, and what both languages read alike.

A file has thousands of them: what is called for each is kept short.
"""

from __future__ import annotations

import abc
import sys
from collections.abc import Callable, Mapping
from typing import Any, ClassVar

from tree_sitter import Node

from compliance.extract.code.expressions import Constant, Expression, Name, Sequence, Template, Text
from compliance.extract.code.model import Function, Module

# How deep expressions are followed. Calls deeper than that are read by themselves.
MAX_DEPTH = 100
# tree-sitter looks for a parent from the root down, past all siblings. In a file that may have very
# many of these they are noted once.
MANY_BYTES = 64 * 1024
# Names and types are shorter.
_MAX_TEXT = 1_000


class Nodes(abc.ABC):
    """Reads the nodes of one file, `module`. `FUNCTIONS` and `CALLS` are the grammar's names of
    nodes, `READERS` has what reads each kind of expression.
    """

    FUNCTIONS: ClassVar[frozenset[str]]
    CALLS: ClassVar[frozenset[str]]
    READERS: ClassVar[Mapping[str, Callable[[Any, Node], Expression]]]

    def __init__(self, module: Module) -> None:
        """Nothing is read yet."""
        self.module = module
        self.source = module.source
        self.parents: dict[int, Node] | None = None
        self._known: dict[int, Expression] = {}
        self._depth = 0
        # Where no decorator can be, none is looked for.
        self._may_decorate = b"@" in module.source

    def expression(self, node: Node) -> Expression:
        """A node as an expression; one node is always the same object."""
        number = node.id
        if number in self._known:
            return self._known[number]
        if self._depth >= MAX_DEPTH:
            return Expression(self.line(node), "too deep")
        read = self.READERS.get(node.type)
        self._depth += 1
        made = read(self, node) if read is not None else Expression(self.line(node), node.type)
        self._depth -= 1
        self._known[number] = made
        return made

    def function(self, node: Node) -> Function:
        """The function of a node."""
        made = self.expression(node)
        return made if isinstance(made, Function) else self.new_function(node)

    @abc.abstractmethod
    def new_function(self, node: Node) -> Function:
        """The function of a node, made anew."""

    def parts(self, node: Node) -> tuple[Expression, ...]:
        """What a node is made of, comments aside."""
        read = self.expression
        return tuple([read(each) for each in node.named_children if each.type != "comment"])

    def name(self, node: Node) -> Name:
        """A node that is a name. Most nodes are: so nobody else is asked."""
        start, end = node.start_byte, node.end_byte
        if end - start > _MAX_TEXT:
            end = start + _MAX_TEXT
        path = sys.intern(self.source[start:end].decode("utf-8", "replace"))
        return Name(node.start_point[0] + 1, "", path)

    def constant(self, node: Node) -> Constant:
        """A node that is a constant."""
        return Constant(self.line(node), "", self.text(node))

    def sequence(self, node: Node) -> Sequence:
        """A node whose parts are the items of a list."""
        return Sequence(self.line(node), "", self.parts(node))

    def text_of(self, node: Node, parts: list[Expression]) -> Text | Template:
        """A text that is made of parts: one that is written out where all of them are."""
        written = [each.value for each in parts if isinstance(each, Text)]
        if len(written) == len(parts):
            return Text(self.line(node), "", "".join(written))
        return Template(self.line(node), parts=tuple(parts))

    def text(self, node: Node | None) -> str:
        """What is written at a node, cut where it is longer than names and types are."""
        if node is None:
            return ""
        start, end = node.start_byte, node.end_byte
        if end - start > _MAX_TEXT:
            end = start + _MAX_TEXT
        # The same names are in thousands of places of a repository: each is kept once.
        return sys.intern(self.source[start:end].decode("utf-8", "replace"))

    def line(self, node: Node) -> int:
        """The line that a node begins on, from 1."""
        return node.start_point[0] + 1

    def parent(self, node: Node) -> Node | None:
        """The node that a node stands in."""
        return node.parent if self.parents is None else self.parents.get(node.id)


def parents_of(root: Node) -> dict[int, Node]:
    """The parent of each node, by its id."""
    parents: dict[int, Node] = {}
    waiting = [root]
    while waiting:
        above = waiting.pop()
        for node in above.children:
            parents[node.id] = above
            if node.child_count:
                waiting.append(node)
    return parents
