"""The grammars of tree-sitter, and what their queries pick out of a file."""

from __future__ import annotations

import functools
from dataclasses import dataclass

import tree_sitter_javascript
import tree_sitter_python
import tree_sitter_typescript
from tree_sitter import Language, Node, Parser, Query, QueryCursor

from compliance.tree import Unreadable

# Of 490 public repositories no file that a person wrote has more than 251,000 nodes; as many take
# two seconds where each of them matters.
_MAX_NODES = 260_000
# What stands in each other deeper than people write takes the square of its depth to be searched.
_MAX_NESTED = 10_000
# So does what stands side by side where nothing could be told apart.
_MAX_BROKEN = 20_000
# The parser tries all that might follow where nothing fits, a thousand times slower than it reads
# code. It says how far it is after each hundred steps. Of these honest files have few in broken
# places that it comes to: of 186,000 files of 300 public repositories the worst had 33. Once it is
# at the end it may try for longer, and faster: the worst had 256, its types are those of Flow.
_MAX_BROKEN_PLACES = 120
_MAX_TRIED = 280
# Some signs make the parser go in circles for ever, at one place that it does not call broken. What
# it puts together in one place, at the end of a file mostly, takes it a hundred steps for each 25
# bytes at worst, and two thirds of these in the densest megabyte, were that one long list.
_MAX_STALLED = 6_000

_JAVASCRIPT = """
(call_expression) @node (new_expression) @node
(function_declaration) @node (generator_function_declaration) @node (function_expression) @node
(arrow_function) @node (method_definition) @node (generator_function) @node
(class_declaration) @node (class) @node
(for_statement) @node (for_in_statement) @node (while_statement) @node (do_statement) @node
(import_statement) @node (export_statement) @node
(variable_declarator value: (_)) @node (assignment_expression) @node
(augmented_assignment_expression operator: "+=") @node
(return_statement (_)) @node
(member_expression
  object: [(identifier) (this) (member_expression) (subscript_expression) (meta_property)]) @read
(subscript_expression) @read
(jsx_attribute) @node
"""
_CLASS_FIELDS = {
    "javascript": "(field_definition) @node",
    "typescript": (
        "(public_field_definition) @node (abstract_class_declaration) @node"
        " (enum_declaration) @node (import_alias) @node"
    ),
}
_PYTHON = """
(call) @node (function_definition) @node (lambda) @node (class_definition) @node
(for_statement) @node (while_statement) @node (with_statement) @node
(list_comprehension) @node (set_comprehension) @node (dictionary_comprehension) @node
(generator_expression) @node
(import_statement) @node (import_from_statement) @node
(assignment) @node (augmented_assignment) @node (named_expression) @node
(return_statement (_)) @node
(attribute) @read (subscript) @read
"""


@dataclass(frozen=True)
class Grammar:
    """How one language is parsed, and the query for the nodes that an outline is made of."""

    parser: Parser
    query: Query

    def parse(self, path: str, source: bytes) -> Node:
        """The root of the syntax tree of a file; what does not parse is an ERROR node in it.

        Raises:
            Unreadable: it is denser, or its parts stand deeper in each other, than people write.
        """
        root = self._root(path, source)
        if root.descendant_count > _MAX_NODES:
            raise Unreadable(f"{path} has more than {_MAX_NODES:,} names and signs")
        if _is_shattered(root):
            raise Unreadable(f"{path} has {_MAX_BROKEN:,} words in a row that do not parse")
        if _is_deep(root):
            raise Unreadable(f"{path} has parts that stand in each other {_MAX_NESTED:,} deep")
        return root

    def _root(self, path: str, source: bytes) -> Node:
        broken_places = tried = stalled = farthest = 0
        most_stalled = min(100 + len(source) // 10, _MAX_STALLED)

        def is_hopeless(place: int, is_broken: bool) -> bool:
            nonlocal broken_places, tried, stalled, farthest
            tried += is_broken
            if place > farthest:
                farthest, stalled = place, 0
                broken_places += is_broken
            else:
                stalled += 1
            hopeless = broken_places > _MAX_BROKEN_PLACES or tried > _MAX_TRIED
            return hopeless or stalled > most_stalled

        # The binding never lets go of what it is handed: were that bytes, each source would stay in
        # memory for ever. So it gets views, which let go; later on a node that tells its text asks.
        views = [memoryview(source)]

        def read(place: int, _: object) -> bytes | memoryview:
            if not views:
                return source[place:]
            views.append(views[0][place:])
            return views[-1]

        try:
            tree = self.parser.parse(read, progress_callback=is_hopeless)
        except ValueError as error:
            self.parser.reset()  # Or it would go on with this file when it is handed the next.
            if stalled > most_stalled:
                raise Unreadable(f"{path} has a place that the parser does not get past") from error
            raise Unreadable(f"{path} has too many places that do not parse") from error
        finally:
            for each in views:
                each.release()
            views.clear()
        return tree.root_node

    def captures(self, root: Node) -> dict[str, list[Node]]:
        """The nodes that matter, as `node`, and reads of attributes and keys, as `read`."""
        return QueryCursor(self.query).captures(root)


def _is_deep(root: Node) -> bool:
    """Whether nodes stand in each other twice as deep as the limit, or a few that are deeper than
    it were met: all that come between a node and those in it are as deep, so some are enough.
    """
    cursor = root.walk()
    for position in range(_MAX_NESTED, root.descendant_count, _MAX_NESTED):
        cursor.goto_descendant(position)
        if cursor.depth > _MAX_NESTED:
            return True
    return False


def _is_shattered(root: Node) -> bool:
    """Whether a node that did not parse holds more than the limit."""
    waiting = [root] if root.has_error else []
    while waiting:
        node = waiting.pop()
        if node.type == "ERROR" and node.child_count > _MAX_BROKEN:
            return True
        waiting.extend(each for each in node.children if each.has_error)
    return False


@functools.cache
def grammar(suffix: str) -> Grammar:
    """The grammar for files with a suffix such as `.tsx`."""
    match suffix:
        case ".py":
            return _grammar(tree_sitter_python.language(), _PYTHON)
        case ".ts" | ".mts" | ".cts":
            return _node(tree_sitter_typescript.language_typescript(), "typescript", jsx=False)
        case ".tsx":
            return _node(tree_sitter_typescript.language_tsx(), "typescript", jsx=True)
        case _:
            return _node(tree_sitter_javascript.language(), "javascript", jsx=True)


def _node(language: object, kind: str, *, jsx: bool) -> Grammar:
    query = _JAVASCRIPT if jsx else _JAVASCRIPT.replace("(jsx_attribute) @node\n", "")
    return _grammar(language, query + _CLASS_FIELDS[kind])


def _grammar(pointer: object, query: str) -> Grammar:
    language = Language(pointer)
    return Grammar(Parser(language), Query(language, query))
