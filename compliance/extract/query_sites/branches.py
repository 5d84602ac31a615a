"""Which branch of a function a line stands in: outlines do not keep that, so a file is parsed anew,
and only for the few places that seem to break a rule.
"""

from __future__ import annotations

import itertools
import posixpath
import re
from dataclasses import dataclass, field

from tree_sitter import Node

from compliance.extract.code.grammars import grammar
from compliance.extract.code.model import Module

_IFS = frozenset("if_statement elif_clause".split())
_CHOICES = frozenset(
    """if_statement ternary_expression conditional_expression switch_body match_statement
    try_statement""".split()
)
_LEAVES = frozenset(
    "return_statement throw_statement raise_statement continue_statement break_statement".split()
)
_LEAVES_ALL = frozenset("return_statement throw_statement raise_statement".split())
_LOOPS = frozenset("for_statement for_in_statement while_statement do_statement".split())
_BLOCKS = frozenset("statement_block block program module".split())
# What asks whether something is changed: the method of a request, a form that was filled in.
_ASKS = re.compile(rb"method|POST|is_valid|validate_on_submit|dry_?run", re.IGNORECASE)
_MAX_UP = 200


@dataclass
class Branches:
    """The branches of the files that were asked for, each parsed once."""

    _roots: dict[str, Node] = field(default_factory=dict)

    def exclusive(self, module: Module, first: int, second: int) -> bool:
        """Whether of two lines of a file, the first above, only one can be run: in different
        branches, or behind a branch that leaves.
        """
        above, below = self._path(module, first), self._path(module, second)
        common = 0
        while common < min(len(above), len(below)) and above[common].id == below[common].id:
            common += 1
        if not common or common >= len(above) or common >= len(below):
            return False
        parent, left, right = above[common - 1], above[common], below[common]
        if parent.type in _CHOICES:
            return _is_other_branch(parent, left, right)
        return parent.type in _BLOCKS and _leaves(above[common:])

    def leaves_loop(self, module: Module, loop: int, line: int, *, returned: bool) -> bool:
        """Whether the loop that begins on a line is left behind another line of it, so that this
        one runs once: `if (row.isOpen) { await close(row); break; }`; or since what stands there
        is `returned`.
        """
        path = self._path(module, line)
        starts = [at for at, each in enumerate(path) if each.type in _LOOPS and _line(each) == loop]
        within = path[starts[-1] + 1 :] if starts else []
        # What fails may be tried again with the next row.
        if not within or any(each.type == "try_statement" for each in within):
            return False
        if returned:
            return True
        nested = any(each.type in _LOOPS or each.type == "switch_body" for each in within)
        return any(
            outer.type in _BLOCKS and _goes_no_further(outer, inner, nested=nested)
            for outer, inner in itertools.pairwise(within)
        )

    def asks_for_change(self, module: Module, line: int) -> bool:
        """Whether a line only runs for a method that changes something, or a form's data."""
        path = self._path(module, line)
        for outer, inner in itertools.pairwise(path):
            if outer.type in _IFS and _ASKS.search(_condition(outer)):
                condition = outer.child_by_field_name("condition")
                if condition is None or condition.id != inner.id:
                    return True
            if outer.type in _BLOCKS and any(
                each.type == "if_statement" and _ASKS.search(_condition(each)) and _ends(each)
                for each in _before(outer, inner)
            ):
                return True
            if outer.type in ("switch_statement", "match_statement") and _ASKS.search(
                _subject(outer)
            ):
                return True
        return False

    def _path(self, module: Module, line: int) -> list[Node]:
        """The nodes around a line, outermost first."""
        root = self._roots.get(module.path)
        if root is None:
            suffix = posixpath.splitext(module.path)[1].lower()
            root = self._roots[module.path] = grammar(suffix).parse(module.path, module.source)
        text = module.text(line, line)
        column = len(text) - len(text.lstrip())
        node = root.descendant_for_point_range((line - 1, column), (line - 1, column + 1))
        found: list[Node] = []
        while node is not None and len(found) < _MAX_UP:
            found.append(node)
            node = node.parent
        return found[::-1]


def _is_other_branch(parent: Node, left: Node, right: Node) -> bool:
    """Whether two children of a choice are branches of it, and not its condition."""
    condition = parent.child_by_field_name("condition")
    if condition is not None and condition.id in (left.id, right.id):
        return False
    if parent.type == "try_statement":
        kinds = {left.type, right.type}
        return "except_clause" in kinds or "catch_clause" in kinds
    return left.id != right.id


def _leaves(path: list[Node]) -> bool:
    """Whether a line stands in a branch that ends by leaving the function or the loop."""
    within = False
    for each in path:
        within = within or each.type in _CHOICES
        if within and each.type in _BLOCKS and _ends_block(each):
            return True
    return False


def _line(node: Node) -> int:
    return node.start_point[0] + 1


def _goes_no_further(block: Node, inner: Node, *, nested: bool) -> bool:
    """Whether a block of a loop leaves it at its end, with no way from a statement of it to the
    next round; `nested` where `break` may leave another loop.
    """
    last = block.named_children[-1]
    leaves = last.type in _LEAVES_ALL or (last.type == "break_statement" and not nested)
    if not leaves:
        return False
    rest = block.text or b""
    return b"continue" not in rest[inner.start_byte - block.start_byte :]


def _ends_block(block: Node) -> bool:
    last = block.named_children[-1] if block.named_children else None
    return last is not None and last.type in _LEAVES


def _ends(choice: Node) -> bool:
    body = choice.child_by_field_name("consequence")
    return body is not None and (body.type in _LEAVES or _ends_block(body))


def _before(block: Node, inner: Node) -> list[Node]:
    return [each for each in block.named_children if each.end_byte <= inner.start_byte]


def _condition(choice: Node) -> bytes:
    condition = choice.child_by_field_name("condition")
    return (condition.text or b"") if condition is not None else b""


def _subject(choice: Node) -> bytes:
    subject = choice.child_by_field_name("value") or choice.child_by_field_name("subject")
    return (subject.text or b"") if subject is not None else b""
