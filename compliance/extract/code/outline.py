"""Makes the outline of a file: a query picks the nodes that matter, and their order says what
stands in what. The two languages differ in how a node is read, which their readers do.
"""

from __future__ import annotations

import abc
import re
from dataclasses import dataclass
from typing import ClassVar

from tree_sitter import Node

from compliance.extract.code.expressions import Call, Expression, Member, Name
from compliance.extract.code.grammars import Grammar
from compliance.extract.code.model import Assignment, Block, Class, Function, Import, Module, Read
from compliance.extract.code.nodes import MANY_BYTES, Nodes, parents_of

# The names whose attributes are kept where they are only read: requests and the environment.
ROOTS = frozenset(
    """process globalThis import Deno Bun env req request ctx c context event os environ self user
    session account member current_user currentUser principal identity claims flask
    quart""".split()
)
# Where a read begins that may be of one of them: with its name, or with a sign such as `(`.
_MAY_BE_ROOT = re.compile(rb"(?:%s)\b|\W" % "|".join(sorted(ROOTS)).encode())

_ASSIGNMENTS = frozenset(["assignment_expression", "assignment"])
_TAKES_AWAY = ("delete", "del")
_EITHER = frozenset(["binary_expression", "boolean_operator"])
_ELSE = ("??", "||", "or")
_BOTH = ("&&", "and")
_COMPARED = ("===", "==", "!==", "!=")
# What stands around a value and leaves it what it is.
_WRAPPERS = frozenset(
    """parenthesized_expression as_expression satisfies_expression non_null_expression
    await_expression""".split()
)
# What is done at a place of the file: in the order in which they are, where they begin and end at
# the same bytes.
_BODY, _NODE, _READ = range(3)
_Event = tuple[int, int, int, int, Node, Block | None]


@dataclass(slots=True)
class _Place:
    """What the nodes that are being read stand in; `end` is the byte where it ends."""

    end: int
    function: Function | None = None
    class_: Class | None = None
    block: Block | None = None


class Reader(Nodes):
    """Reads one file into its `module`. The class attributes are the grammar's names of nodes."""

    CLASSES: ClassVar[frozenset[str]]
    IMPORTS: ClassVar[frozenset[str]]
    READS: ClassVar[frozenset[str]]
    BLOCKS: ClassVar[frozenset[str]]

    def read(self, grammar: Grammar) -> Module:
        """Fill the module from its source.

        Raises:
            Unreadable: it is denser or deeper than people write.
        """
        root = grammar.parse(self.module.path, self.module.source)
        if root.has_error:
            self.module.broken = _first_error(root)
        if len(self.module.source) > MANY_BYTES:
            self.parents = parents_of(root)
        stack = [_Place(len(self.module.source) + 1)]
        for start, end, rank, _, node, block in self._events(grammar.captures(root)):
            while stack[-1].end <= start and len(stack) > 1:
                stack.pop()
            place = stack[-1]
            if rank == _READ:
                self._note_read(node, place.function)
            elif block is not None:
                block.outer = place.block
                stack.append(_Place(-end, place.function, None, block))
            else:
                inner = self._note(node, place)
                if inner is not None:
                    stack.append(inner)
        return self.module

    def _events(self, captures: dict[str, list[Node]]) -> list[_Event]:
        """The captured nodes and the bodies of loops, outer ones first: the byte where each begins,
        minus that where it ends, what it is, and its number, which nothing is compared behind.
        """
        events: list[_Event] = []
        for node in captures.get("node", ()):
            events.append((node.start_byte, -node.end_byte, _NODE, len(events), node, None))
            if node.type in self.BLOCKS:
                block, body = self.block(node), node.child_by_field_name("body")
                if block is not None and body is not None:
                    # It stands in its loop or `with`, unlike what is iterated.
                    at = (body.start_byte, -body.end_byte)
                    events.append((*at, _BODY, len(events), body, block))
        source, may_be_root = self.module.source, _MAY_BE_ROOT.match
        for node in captures.get("read", ()):
            start = node.start_byte
            if may_be_root(source, start):
                events.append((start, -node.end_byte, _READ, len(events), node, None))
        events.sort()
        return events

    def _note(self, node: Node, place: _Place) -> _Place | None:
        """Take a node up, and say what it is for those that stand in it, if it is anything."""
        kind = node.type
        if kind in self.CALLS:  # As most are.
            self._note_call(node, place)
        elif kind in self.FUNCTIONS:
            function = self.function(node)
            self._place_function(function, place)
            return _Place(node.end_byte, function)
        elif kind in self.CLASSES:
            class_ = self.class_of(node)
            class_.module, class_.outer = self.module, place.class_
            (place.class_.inner if place.class_ else self.module.classes).append(class_)
            return _Place(node.end_byte, place.function, class_)
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

    def _note_read(self, node: Node, function: Function | None) -> None:
        read = self.expression(node)
        if isinstance(read, Name) and _root(read) not in ROOTS:
            return
        parent = self.parent(node)
        if parent is not None and parent.type in self.READS and self._is_object(node, parent):
            return  # The whole of the path is a capture of its own.
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
            made = Read(read, self.line(node), function, fallback, asked)
            self.module.reads.append(made)
            if function is not None:
                function.reads.append(made)

    @staticmethod
    def _is_object(node: Node, parent: Node) -> bool:
        first = parent.child(0)
        return first is not None and first.id == node.id

    def _is_target(self, node: Node) -> bool:
        """Whether a node is what is assigned to, or taken away."""
        parent = self.parent(node)
        if parent is not None and parent.type == "expression_list":
            parent = self.parent(parent)
        first = parent.child(0) if parent is not None else None
        if first is not None and first.type in _TAKES_AWAY:
            return True
        if parent is None or parent.type not in _ASSIGNMENTS:
            return False
        left = parent.child_by_field_name("left")
        return left is not None and left.id == node.id

    def _context(self, node: Node) -> tuple[bool, bool]:
        """Whether another value stands behind a node, and whether it is only asked for."""
        inner = self._spared(node)
        outer = self.parent(inner)
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

    def _spared(self, node: Node) -> Node:
        """The whole of what is done with a value only where there is one, as in `a?.trim().length`;
        else the node itself.
        """
        each, outer, may_be_none = node, self.parent(node), False
        if outer is not None and outer.type in self.CALLS:
            may_be_none = _is_optional(node)  # The node is what is called on the value.
        while outer is not None and outer.type in (*self.CALLS, *self.READS, *_WRAPPERS):
            if not self._is_object(each, outer) and outer.type not in _WRAPPERS:
                break
            may_be_none = may_be_none or _is_optional(outer)
            each, outer = outer, self.parent(outer)
        return each if may_be_none else node

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


def _is_optional(node: Node) -> bool:
    """Whether a node is `a?.b`, `a?.[b]` or `a?.()`."""
    return any(each.type == "optional_chain" for each in node.children)


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
