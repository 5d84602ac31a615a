"""Makes the outline of a file: a query picks the nodes that matter, and their order says what
stands in what. The two languages differ in how a node is read, which their readers do.
"""

from __future__ import annotations

import abc
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import ClassVar

from tree_sitter import Node

from compliance.extract.code.grammars import Grammar
from compliance.extract.code.model import (
    Assignment,
    Block,
    Call,
    Class,
    Expression,
    Function,
    Import,
    Member,
    Module,
    Name,
    Read,
)

# How deep expressions are followed. Calls deeper than that are read by themselves.
MAX_DEPTH = 100
# tree-sitter looks for a parent from the root down, past all siblings. In a file that may have very
# many of these they are noted once.
MANY_BYTES = 64 * 1024
# The names whose attributes are kept where they are only read: requests and the environment.
ROOTS = frozenset(
    """process import Deno Bun env req request ctx c context event os environ self user session
    account member current_user currentUser principal identity claims""".split()
)


_ASSIGNMENTS = frozenset(["assignment_expression", "assignment"])
_EITHER = frozenset(["binary_expression", "boolean_operator"])
_ELSE = ("??", "||", "or")
_BOTH = ("&&", "and")
_COMPARED = ("===", "==", "!==", "!=")
# What stands around a value and leaves it what it is.
_WRAPPERS = frozenset(
    """parenthesized_expression as_expression satisfies_expression non_null_expression
    await_expression""".split()
)


@dataclass(slots=True)
class _Place:
    """What the nodes that are being read stand in; `end` is the byte where it ends."""

    end: int
    function: Function | None = None
    class_: Class | None = None
    block: Block | None = None


@dataclass(slots=True)
class _Event:
    """A node, or the body of a loop, in the order of the file: outer ones first."""

    start: int
    end: int
    rank: int
    node: Node
    block: Block | None = None


@dataclass
class Reader(abc.ABC):
    """Reads one file into its `module`. The class attributes are the grammar's names of nodes."""

    FUNCTIONS: ClassVar[frozenset[str]]
    CLASSES: ClassVar[frozenset[str]]
    CALLS: ClassVar[frozenset[str]]
    IMPORTS: ClassVar[frozenset[str]]
    READS: ClassVar[frozenset[str]]

    module: Module
    known: dict[tuple[int, int, str], Expression] = field(default_factory=dict)
    depth: int = 0
    parents: dict[int, Node] | None = None
    _stack: list[_Place] = field(default_factory=list)

    def read(self, grammar: Grammar) -> Module:
        """Fill the module from its source."""
        root = grammar.parse(self.module.source)
        if root.has_error:
            self.module.broken = _first_error(root)
        if len(self.module.source) > MANY_BYTES:
            self.parents = _parents(root)
        captures = grammar.captures(root)
        nodes = captures.get("node", [])
        events = [_Event(node.start_byte, node.end_byte, 1, node) for node in nodes]
        events += [event for node in nodes for event in self._blocks(node)]
        events += [
            _Event(node.start_byte, node.end_byte, 2, node) for node in captures.get("read", ())
        ]
        events.sort(key=lambda each: (each.start, -each.end, each.rank))
        self._stack = [_Place(len(self.module.source) + 1)]
        for event in events:
            self._enter(event)
        return self.module

    def _blocks(self, node: Node) -> Iterator[_Event]:
        """The body of a loop or a `with`, which stands in it, unlike what is iterated."""
        block = self.block(node)
        body = node.child_by_field_name("body") if block else None
        if block and body is not None:
            yield _Event(body.start_byte, body.end_byte, 0, body, block)

    def _enter(self, event: _Event) -> None:
        while len(self._stack) > 1 and self._stack[-1].end <= event.start:
            self._stack.pop()
        place = self._stack[-1]
        if event.block is not None:
            event.block.outer = place.block
            self._stack.append(_Place(event.end, place.function, None, event.block))
            return
        if event.rank == 2:
            self._note_read(event.node, place)
            return
        inner = self._note(event.node, place)
        if inner is not None:
            self._stack.append(inner)

    def _note(self, node: Node, place: _Place) -> _Place | None:
        """Take a node up, and say what it is for those that stand in it, if it is anything."""
        kind = node.type
        if kind in self.FUNCTIONS:
            function = self.function(node)
            self._place_function(function, place)
            return _Place(node.end_byte, function)
        if kind in self.CLASSES:
            class_ = self.class_of(node)
            class_.module, class_.outer = self.module, place.class_
            (place.class_.inner if place.class_ else self.module.classes).append(class_)
            return _Place(node.end_byte, place.function, class_)
        if kind in self.CALLS:
            self._note_call(node, place)
        elif kind in self.IMPORTS:
            self.module.imports.extend(self.imports(node))
        elif kind == "return_statement":
            value = node.named_children[0] if node.named_children else None
            if place.function is not None and value is not None:
                place.function.returns.append(self.expression(value))
        else:
            self.other(node, place.function, place.class_)
        return None

    def _place_function(self, function: Function, place: _Place) -> None:
        function.outer, function.block, function.module = place.function, place.block, self.module
        function.class_ = place.class_
        if place.class_ is not None:
            place.class_.methods.append(function)
        elif place.function is not None:
            place.function.inner.append(function)
        self.module.functions.append(function)

    def _note_call(self, node: Node, place: _Place) -> None:
        call = self.expression(node)
        if not isinstance(call, Call) or call.end_line:
            return
        call.end_line = node.end_point[0] + 1
        call.function, call.block, call.class_ = place.function, place.block, place.class_
        self.module.calls.append(call)
        if place.function is not None:
            place.function.calls.append(call)
        if imported := self.required(call):
            self.module.imports.append(imported)

    def _note_read(self, node: Node, place: _Place) -> None:
        parent = self.parent(node)
        if parent is not None and parent.type in self.READS and self._is_object(node, parent):
            return  # The whole of the path is a capture of its own.
        read = self.expression(node)
        if parent is not None and parent.type in self.CALLS and isinstance(read, Name | Member):
            # What is called is no read, but what it is called on is.
            if isinstance(read, Member):
                read = read.of
            elif read.path.count(".") > 1:
                read = Name(read.line, path=read.path.rpartition(".")[0])
            else:
                return
        if _root(read) in ROOTS and not self._is_target(node):
            fallback, asked = self._context(node)
            made = Read(read, self.line(node), place.function, fallback, asked)
            self.module.reads.append(made)
            if place.function is not None:
                place.function.reads.append(made)

    @staticmethod
    def _is_object(node: Node, parent: Node) -> bool:
        first = parent.child(0)
        return first is not None and first.id == node.id

    def _is_target(self, node: Node) -> bool:
        """Whether a node is what is assigned to."""
        parent = self.parent(node)
        if parent is None or parent.type not in _ASSIGNMENTS:
            return False
        left = parent.child_by_field_name("left")
        return left is not None and left.id == node.id

    def _context(self, node: Node) -> tuple[bool, bool]:
        """Whether another value stands behind a node, and whether it is only asked for."""
        inner, outer = node, self.parent(node)
        while outer is not None and outer.type in _WRAPPERS:
            inner, outer = outer, self.parent(outer)
        if outer is None:
            return False, False
        if outer.type in _EITHER:
            signs = {each.type for each in outer.children if not each.is_named}
            if not signs.isdisjoint(_BOTH) and self._is_condition(outer):
                return False, True
            first = self._is_object(inner, outer)
            return first and not signs.isdisjoint(_ELSE), not signs.isdisjoint(_COMPARED)
        return False, self._is_condition(inner)

    def _is_condition(self, node: Node) -> bool:
        """Whether a node is what a choice asks, in parentheses or not."""
        inner, outer = node, self.parent(node)
        while outer is not None and outer.type in _WRAPPERS:
            inner, outer = outer, self.parent(outer)
        if outer is None:
            return False
        condition = outer.child_by_field_name("condition")
        if outer.type == "conditional_expression":  # Python's, which has no field for it
            condition = outer.named_child(1)
        return condition is not None and condition.id == inner.id

    def parent(self, node: Node) -> Node | None:
        """The node that a node stands in."""
        return node.parent if self.parents is None else self.parents.get(node.id)

    def assign(self, assignment: Assignment, function: Function | None) -> None:
        """Keep an assignment where it stands; a function that it names takes the name."""
        value = assignment.value
        if isinstance(value, Function) and not value.name:
            value.name = assignment.target.rpartition(".")[2]
            value.exported = value.exported or assignment.exported
        assignment.function = function
        self.module.assignments.append(assignment)
        if function is not None:
            function.assignments.append(assignment)

    def expression(self, node: Node) -> Expression:
        """A node as an expression; one node is always the same object."""
        key = (node.start_byte, node.end_byte, node.type)
        found = self.known.get(key)
        if found is not None:
            return found
        if self.depth >= MAX_DEPTH:
            return Expression(self.line(node), "too deep")
        self.depth += 1
        made = self.convert(node)
        self.depth -= 1
        self.known[key] = made
        return made

    def function(self, node: Node) -> Function:
        """The function of a node."""
        made = self.expression(node)
        return made if isinstance(made, Function) else self.new_function(node)

    def text(self, node: Node | None) -> str:
        """What is written at a node, cut where it is longer than names and types are."""
        if node is None:
            return ""
        end = min(node.end_byte, node.start_byte + 1_000)
        return self.module.source[node.start_byte : end].decode("utf-8", "replace")

    def line(self, node: Node) -> int:
        """The line that a node begins on, from 1."""
        return node.start_point[0] + 1

    @abc.abstractmethod
    def convert(self, node: Node) -> Expression:
        """A node as an expression, made anew."""

    @abc.abstractmethod
    def new_function(self, node: Node) -> Function:
        """The function of a node, made anew."""

    @abc.abstractmethod
    def class_of(self, node: Node) -> Class:
        """The class of a node, with its bases and decorators, and no methods or fields yet."""

    @abc.abstractmethod
    def block(self, node: Node) -> Block | None:
        """The loop or `with` that a node is, if it is one."""

    @abc.abstractmethod
    def imports(self, node: Node) -> list[Import]:
        """What an import statement takes."""

    def required(self, _call: Call) -> Import | None:
        """What a call imports, if it does: `require("x")` that no declaration names."""
        return None

    @abc.abstractmethod
    def other(self, node: Node, function: Function | None, class_: Class | None) -> None:
        """Take up a node of another kind: assignments, fields, exports."""


def _parents(root: Node) -> dict[int, Node]:
    """The parent of each node, by its id."""
    parents: dict[int, Node] = {}
    above = [root]
    cursor = root.walk()
    deeper = cursor.goto_first_child()
    while above:
        if not deeper and not cursor.goto_next_sibling():
            cursor.goto_parent()
            above.pop()
            continue
        node = cursor.node
        if node is None:
            break
        parents[node.id] = above[-1]
        deeper = cursor.goto_first_child()
        if deeper:
            above.append(node)
    return parents


def _first_error(root: Node) -> int:
    """The line of the first place that did not parse."""
    node = root
    while True:
        below = next((each for each in node.children if each.has_error or each.is_missing), None)
        if below is None or node.type == "ERROR":
            return node.start_point[0] + 1
        node = below


def _root(expression: Expression) -> str:
    each = expression
    while not isinstance(each, Name):
        following = getattr(each, "of", None)
        if not isinstance(following, Expression):
            return ""
        each = following
    return each.path.partition(".")[0]
