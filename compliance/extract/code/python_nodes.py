"""Reads the expressions of Python, functions among them."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping
from typing import Any, ClassVar

from tree_sitter import Node

from compliance.extract.code.expressions import (
    FIXED_SLICE,
    Call,
    Expression,
    Item,
    Member,
    Name,
    Operation,
    Sequence,
    Table,
    Text,
    is_constant,
)
from compliance.extract.code.model import Function, Module, Parameter
from compliance.extract.code.nodes import Nodes

_TRANSPARENT = frozenset(["parenthesized_expression", "await", "type", "expression_statement"])
_CONSTANTS = frozenset("integer float true false none ellipsis".split())
_SEQUENCES = frozenset("list tuple set expression_list pattern_list".split())
_OPERATIONS = frozenset(
    "binary_operator boolean_operator comparison_operator not_operator unary_operator".split()
)
COMPREHENSIONS = (
    "list_comprehension",
    "set_comprehension",
    "dictionary_comprehension",
    "generator_expression",
)


class PythonNodes(Nodes):
    """The nodes of one Python file."""

    FUNCTIONS: ClassVar[frozenset[str]] = frozenset(["function_definition", "lambda"])
    CALLS: ClassVar[frozenset[str]] = frozenset(["call"])

    def __init__(self, module: Module) -> None:
        """Nothing is read yet."""
        super().__init__(module)
        # Where nothing can be awaited, nobody is asked.
        self._may_await = b"await" in module.source

    def _spread(self, node: Node) -> Operation:
        sign = "*" if node.type == "list_splat" else "**"
        return Operation(self.line(node), operator=sign, operands=self.parts(node))

    def _choice(self, node: Node) -> Operation:
        parts = [each for each in node.named_children if each.type != "comment"]
        then, condition, other = (*parts, node, node, node)[:3]
        asked = (each for each in (condition, then, other) if each is not node)
        in_turn = tuple(self.expression(each) for each in asked)
        return Operation(self.line(node), operator="?:", operands=in_turn)

    def _chained(self, node: Node) -> Expression:
        """`b = c` in `a = b = c`: what both are."""
        value = node.child_by_field_name("right")
        return self.expression(value) if value is not None else Expression(self.line(node))

    def _named(self, node: Node) -> Expression:
        value = node.child_by_field_name("value")
        return self.expression(value) if value is not None else Expression(self.line(node))

    def _inside(self, node: Node) -> Expression:
        inner = next((each for each in node.named_children if each.type != "comment"), None)
        if inner is None:
            return Expression(self.line(node), node.type)
        made = self.expression(inner)
        if node.type == "await" and isinstance(made, Call):
            made.awaited = True
        return made

    def _attribute(self, node: Node) -> Expression:
        of = node.child_by_field_name("object")
        name = self.text(node.child_by_field_name("attribute"))
        if of is None:
            return Expression(self.line(node), node.type)
        made = self.expression(of)
        # Alone in a list, the grammar binds a star closer than a full stop: `[*router.urls]`.
        if of.type == "list_splat" and isinstance(made, Operation) and made.operands:
            inner = self._part(node, made.operands[0], name)
            return Operation(made.line, operator="*", operands=(inner,))
        return self._part(node, made, name)

    def _part(self, node: Node, of: Expression, name: str) -> Expression:
        if isinstance(of, Name):
            return Name(of.line, "", sys.intern(f"{of.path}.{name}"))
        return Member(self.line(node), "", name, of=of)

    def _subscript(self, node: Node) -> Expression:
        line, value = self.line(node), node.child_by_field_name("value")
        within = node.children_by_field_name("subscript")
        keys = tuple(self.expression(each) for each in within if each.type != "comment")
        if value is None or not keys:
            return Expression(line, node.type)
        key = keys[0] if len(keys) == 1 else Sequence(line, items=keys)
        return Item(line, of=self.expression(value), key=key)

    def _slice(self, node: Node) -> Expression:
        is_fixed = all(
            each.type in ("integer", "unary_operator", "comment")
            or (each.type in ("identifier", "attribute") and is_constant(self.text(each)))
            for each in node.named_children
        )
        return Expression(self.line(node), FIXED_SLICE if is_fixed else node.type)

    def _call(self, node: Node) -> Call:
        callee = node.child_by_field_name("function")
        given = node.child_by_field_name("arguments")
        line = self.line(node)
        call = Call(line, callee=self.expression(callee) if callee else Expression(line))
        outer = self.parent(node) if self._may_await else None
        call.awaited = outer is not None and outer.type == "await"
        # It is known before its arguments are read, which may lead to it again.
        positional: list[Expression] = []
        keywords: dict[str, Expression] = {}
        if given is not None and given.type == "generator_expression":
            positional.append(self.expression(given))
        elif given is not None:
            for each in given.named_children:
                if each.type == "keyword_argument":
                    value = each.child_by_field_name("value")
                    if value is not None:
                        name = self.text(each.child_by_field_name("name"))
                        keywords[name] = self.expression(value)
                elif each.type != "comment":
                    positional.append(self.expression(each))
        call.arguments, call.keywords = tuple(positional), keywords
        for argument in (*positional, *keywords.values()):
            if isinstance(argument, Function):
                argument.argument_of = call
        return call

    def _string(self, node: Node) -> Expression:
        pieces = list(self._string_pieces(node))
        if len(pieces) == 1 and pieces[0].type == "string_content":  # As most are.
            return Text(self.line(node), "", self._written(pieces[0]))
        parts: list[Expression] = []
        for each in pieces:
            if each.type == "interpolation":
                inner = each.child_by_field_name("expression")
                parts.append(self.expression(inner) if inner else Expression(self.line(each)))
            else:
                parts.append(Text(self.line(each), "", self._written(each)))
        return self.text_of(node, parts)

    def _written(self, node: Node) -> str:
        """The whole of a string's content, however long it is."""
        return _unescaped(self.source[node.start_byte : node.end_byte])

    def _string_pieces(self, node: Node) -> Iterator[Node]:
        """The contents and interpolations of a string, or of several that stand side by side."""
        for each in node.named_children:
            if each.type in ("string_content", "interpolation"):
                yield each
            elif each.type == "string":
                yield from self._string_pieces(each)

    def _dictionary(self, node: Node) -> Table:
        entries: dict[str, Expression] = {}
        spread: list[Expression] = []
        for each in node.named_children:
            if each.type == "pair":
                key, value = each.child_by_field_name("key"), each.child_by_field_name("value")
                if key is not None and value is not None:
                    name = self.expression(key)
                    written = name.value if isinstance(name, Text) else self.text(key)
                    entries[written] = self.expression(value)
            elif each.type == "dictionary_splat":
                spread.extend(self.parts(each))
        return Table(self.line(node), entries=entries, spread=tuple(spread))

    def _operation(self, node: Node) -> Operation:
        operators = (each for each in node.children if not each.is_named)
        operator = " ".join(self.text(each) for each in operators)
        return Operation(self.line(node), operator=operator, operands=self.parts(node))

    def _comprehension(self, node: Node) -> Expression:
        body = node.child_by_field_name("body")
        clauses = [each for each in node.named_children if each.type == "for_in_clause"]
        iterated = clauses[0].child_by_field_name("right") if clauses else None
        if body is None or iterated is None:
            return Expression(self.line(node), node.type)
        element = self._pair(body) if body.type == "pair" else self.expression(body)
        return Operation(
            self.line(node), operator="for", operands=(element, self.expression(iterated))
        )

    def _pair(self, node: Node) -> Expression:
        return Sequence(self.line(node), items=self.parts(node))

    def new_function(self, node: Node) -> Function:
        """The function or lambda of a node, made anew."""
        name = self.text(node.child_by_field_name("name"))
        body = node.child_by_field_name("body")
        function = Function(
            self.line(node),
            name=name,
            end_line=node.end_point[0] + 1,
            decorators=self.decorators(node),
            is_async=bool(node.children) and node.children[0].type == "async",
            exported=not name.startswith("_"),
            result=self.text(node.child_by_field_name("return_type")),
        )
        parameters = node.child_by_field_name("parameters")
        if parameters is not None:
            function.parameters = tuple(self._parameters(parameters))
        if node.type == "lambda" and body is not None:
            function.returns.append(self.expression(body))
        return function

    def _parameters(self, node: Node) -> Iterator[Parameter]:
        for each in node.named_children:
            if each.type == "identifier":
                yield Parameter(self.text(each))
            elif each.type.startswith(("default", "typed")):
                name = each.child_by_field_name("name") or each.child(0)
                value = each.child_by_field_name("value")
                yield Parameter(
                    self.text(name).lstrip("*"),
                    self.text(each.child_by_field_name("type")),
                    self.expression(value) if value is not None else None,
                )
            elif each.type.endswith("splat_pattern"):
                yield Parameter(self.text(each).lstrip("*"))

    def decorators(self, node: Node) -> tuple[Expression, ...]:
        """What decorates a function or a class."""
        if not self._may_decorate:
            return ()
        parent = self.parent(node)
        if parent is None or parent.type != "decorated_definition":
            return ()
        return tuple(
            self.expression(each.named_children[0])
            for each in parent.named_children
            if each.type == "decorator" and each.named_children
        )

    READERS: ClassVar[Mapping[str, Callable[[Any, Node], Expression]]] = {
        "assignment": _chained,
        "attribute": _attribute,
        "call": _call,
        "conditional_expression": _choice,
        "dictionary": _dictionary,
        "subscript": _subscript,
        "slice": _slice,
        "named_expression": _named,
        "identifier": Nodes.name,
        "dotted_name": Nodes.name,
        **dict.fromkeys(("string", "concatenated_string"), _string),
        **dict.fromkeys(_TRANSPARENT, _inside),
        **dict.fromkeys(_CONSTANTS, Nodes.constant),
        **dict.fromkeys(_SEQUENCES, Nodes.sequence),
        **dict.fromkeys(_OPERATIONS, _operation),
        **dict.fromkeys(FUNCTIONS, new_function),
        **dict.fromkeys(("list_splat", "dictionary_splat"), _spread),
        **dict.fromkeys(COMPREHENSIONS, _comprehension),
    }


def _unescaped(written: bytes) -> str:
    """A string's content, its plainest escapes resolved: in a pattern the others have to stay."""
    text = written.decode("utf-8", "replace")
    if "\\" not in text:
        return text
    return text.replace("\\n", "\n").replace('\\"', '"').replace("\\'", "'")
