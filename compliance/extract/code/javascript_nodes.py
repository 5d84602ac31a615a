"""Reads the expressions of JavaScript and TypeScript, functions among them."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping
from typing import Any, ClassVar

from tree_sitter import Node

from compliance.extract.code.expressions import (
    Call,
    Expression,
    Item,
    Member,
    Name,
    Operation,
    Table,
    Text,
)
from compliance.extract.code.model import Function, Module, Parameter
from compliance.extract.code.nodes import Nodes

_TRANSPARENT = frozenset(
    """parenthesized_expression await_expression as_expression satisfies_expression
    non_null_expression type_assertion expression_statement instantiation_expression""".split()
)
_NAMES = frozenset(
    """identifier this super property_identifier shorthand_property_identifier type_identifier
    private_property_identifier meta_property import""".split()
)
_CONSTANTS = frozenset("number true false null undefined regex".split())
_OPERATIONS = {
    "binary_expression": "",
    "unary_expression": "",
    "assignment_expression": "=",
    "augmented_assignment_expression": "",
    "spread_element": "...",
    "sequence_expression": ",",
    "ternary_expression": "?:",
}
_ESCAPES = {"\\n": "\n", "\\t": "\t", '\\"': '"', "\\'": "'", "\\`": "`", "\\\\": "\\", "\\/": "/"}
# As many bytes before a call are looked at for `await`: few calls have one around them.
_AWAIT = 9


class JavaScriptNodes(Nodes):
    """The nodes of one file of JavaScript or TypeScript."""

    FUNCTIONS: ClassVar[frozenset[str]] = frozenset(
        """function_declaration generator_function_declaration function_expression
        arrow_function method_definition generator_function""".split()
    )
    CALLS: ClassVar[frozenset[str]] = frozenset(["call_expression", "new_expression"])

    def __init__(self, module: Module) -> None:
        """Nothing is read yet."""
        super().__init__(module)
        # For each body of a class the decorators before each of its members.
        self._decorated: dict[int, dict[int, list[Node]]] = {}

    def _operation(self, node: Node) -> Operation:
        operator = node.child_by_field_name("operator")
        sign = self.text(operator) if operator is not None else _OPERATIONS[node.type]
        return Operation(self.line(node), "", sign, self.parts(node))

    def _inside(self, node: Node) -> Expression:
        kind = node.type
        values = [each for each in node.named_children if each.type != "comment"]
        if not values:
            return Expression(self.line(node), kind)
        # A type assertion in angle brackets has the type first, `as` has it last.
        made = self.expression(values[-1 if kind == "type_assertion" else 0])
        if kind == "await_expression" and isinstance(made, Call):
            made.awaited = True  # In brackets, too.
        return made

    def _member(self, node: Node) -> Expression:
        of = node.child_by_field_name("object")
        named = node.child_by_field_name("property")
        if of is None or named is None:
            return Expression(self.line(node), node.type)
        # In a chain over several lines it is the line of the name that people look for.
        made, name, line = self.expression(of), self.text(named), self.line(named)
        if isinstance(made, Name):
            return Name(line, "", sys.intern(f"{made.path}.{name}"))
        return Member(line, "", name, of=made)

    def _subscript(self, node: Node) -> Expression:
        of, key = node.child_by_field_name("object"), node.child_by_field_name("index")
        if of is None or key is None:
            return Expression(self.line(node), node.type)
        return Item(self.line(node), of=self.expression(of), key=self.expression(key))

    def _call(self, node: Node) -> Call:
        constructs = node.type == "new_expression"
        callee = node.child_by_field_name("constructor" if constructs else "function")
        given = node.child_by_field_name("arguments")
        line = self.line(node)
        call = Call(
            line,
            callee=self.expression(callee) if callee is not None else Expression(line),
            constructs=constructs,
        )
        before = self.source[max(node.start_byte - _AWAIT, 0) : node.start_byte]
        if before.rstrip().endswith(b"await"):
            outer = self.parent(node)
            call.awaited = outer is not None and outer.type == "await_expression"
        if given is not None and given.type == "template_string":
            call.tagged = True
            call.arguments = (self.expression(given),)
        elif given is not None:
            call.arguments = self.parts(given)
        for argument in call.arguments:
            if isinstance(argument, Function):
                argument.argument_of = call
        return call

    def _string(self, node: Node) -> Expression:
        pieces = node.named_children
        if len(pieces) == 1 and pieces[0].type == "string_fragment":  # As most are.
            return Text(self.line(node), "", self._written(pieces[0]))
        parts: list[Expression] = []
        for each in pieces:
            if each.type == "template_substitution":
                inner = each.named_children[0] if each.named_children else None
                parts.append(self.expression(inner) if inner else Expression(self.line(each)))
            else:
                text = self._written(each)
                escaped = each.type == "escape_sequence"
                parts.append(
                    Text(self.line(each), value=_ESCAPES.get(text, text) if escaped else text)
                )
        return self.text_of(node, parts)

    def _written(self, node: Node) -> str:
        """The whole of a node, however long it is."""
        return self.source[node.start_byte : node.end_byte].decode("utf-8", "replace")

    def _object(self, node: Node) -> Table:
        entries: dict[str, Expression] = {}
        spread: list[Expression] = []
        for each in node.named_children:
            if each.type == "pair":
                value = each.child_by_field_name("value")
                if value is not None:
                    name = self.key(each.child_by_field_name("key"))
                    entries[name] = self._named(self.expression(value), name)
            elif each.type == "method_definition":
                made = self.expression(each)
                if isinstance(made, Function):
                    entries[made.name] = made
            elif each.type == "shorthand_property_identifier":
                entries[self.text(each)] = self.expression(each)
            elif each.type == "spread_element":
                spread.extend(self.parts(each))
        return Table(self.line(node), entries=entries, spread=tuple(spread))

    def key(self, node: Node | None) -> str:
        """The name of a field, an entry or a file, whether it is quoted or not."""
        if node is not None and node.type == "string":
            made = self.expression(node)
            return made.value if isinstance(made, Text) else ""
        return self.text(node)

    @staticmethod
    def _named(value: Expression, name: str) -> Expression:
        """A function takes the name of the key that it stands at."""
        if isinstance(value, Function) and not value.name:
            value.name = name
        return value

    def new_function(self, node: Node) -> Function:
        """The function of a node, made anew."""
        body = node.child_by_field_name("body")
        function = Function(
            self.line(node),
            name=self.key(node.child_by_field_name("name")),
            end_line=node.end_point[0] + 1,
            decorators=self.decorators(node),
            is_async=any(each.type == "async" for each in node.children[:4]),
            exported=self.is_exported(node),
            result=self.text(node.child_by_field_name("return_type")).lstrip(": "),
        )
        parameters = node.child_by_field_name("parameters")
        single = node.child_by_field_name("parameter")
        if parameters is not None:
            function.parameters = tuple(self._parameters(parameters))
        elif single is not None:
            function.parameters = (Parameter(self.text(single)),)
        if body is not None and body.type != "statement_block":
            function.returns.append(self.expression(body))
        return function

    def _parameters(self, node: Node) -> Iterator[Parameter]:
        for each in node.named_children:
            if each.type in ("required_parameter", "optional_parameter"):
                pattern = each.child_by_field_name("pattern")
                if pattern is not None and pattern.type == "this":
                    continue  # It says what a function is called on, and nobody hands it over.
                if (taken := self._by_position(pattern)) is not None:
                    yield from (Parameter(self._named_by(one)) for one in taken.named_children)
                    continue
                value = each.child_by_field_name("value")
                yield Parameter(
                    self._named_by(pattern) if pattern is not None else "",
                    self.text(each.child_by_field_name("type")).lstrip(": "),
                    self.expression(value) if value is not None else None,
                    tuple(self.decorator(one) for one in each.children if one.type == "decorator"),
                    self._taken_apart(pattern),
                )
            elif each.type == "assignment_pattern":
                left, right = each.child_by_field_name("left"), each.child_by_field_name("right")
                name = self._named_by(left) if left is not None else ""
                default = self.expression(right) if right else None
                yield Parameter(name, default=default, taken=self._taken_apart(left))
            elif each.type != "comment":
                yield Parameter(self._named_by(each), taken=self._taken_apart(each))

    def _taken_apart(self, pattern: Node | None) -> tuple[tuple[str, str], ...]:
        """The local names that `{ app, router: routes }` gives, each with its key."""
        found = []
        is_object = pattern is not None and pattern.type == "object_pattern"
        for each in pattern.named_children if pattern is not None and is_object else ():
            key = each.child_by_field_name("key") or each.child_by_field_name("left") or each
            value = each.child_by_field_name("value") if each.type == "pair_pattern" else key
            if value is not None and value.type in _LOCAL:
                found.append((self.text(value), self.key(key)))
        return tuple(found)

    @staticmethod
    def _by_position(pattern: Node | None) -> Node | None:
        """The names by which `...[router, options]` takes the arguments apart."""
        if pattern is None or pattern.type != "rest_pattern":
            return None
        taken = pattern.named_child(0)
        return taken if taken is not None and taken.type == "array_pattern" else None

    def _named_by(self, pattern: Node) -> str:
        """The name of a parameter, with the dots of one that takes the rest."""
        rest = pattern.named_child(0) if pattern.type == "rest_pattern" else None
        if rest is not None and rest.type == "identifier":
            return f"...{self.text(rest)}"
        return self.text(pattern) if pattern.type == "identifier" else ""

    def is_exported(self, node: Node) -> bool:
        """Whether a declaration stands in an `export`."""
        parent = self.parent(node)
        return parent is not None and parent.type == "export_statement"

    def decorators(self, node: Node) -> tuple[Expression, ...]:
        """Decorators stand in a node, before it in a class, or before the `export` around it."""
        if not self._may_decorate:
            return ()
        found = [each for each in node.children if each.type == "decorator"]
        parent = self.parent(node)
        if parent is not None and parent.type == "export_statement":
            found += [each for each in parent.children if each.type == "decorator"]
        elif parent is not None and parent.type == "class_body":
            if parent.id not in self._decorated:
                self._decorated[parent.id] = dict(_by_decorated(parent))
            found += self._decorated[parent.id].get(node.id, [])
        found.sort(key=lambda each: each.start_byte)
        return tuple(self.decorator(each) for each in found)

    def decorator(self, node: Node) -> Expression:
        """What a decorator is, without its sign."""
        if not node.named_children:
            return Expression(self.line(node), node.type)
        return self.expression(node.named_children[0])

    # What reads each kind of node.
    READERS: ClassVar[Mapping[str, Callable[[Any, Node], Expression]]] = {
        **dict.fromkeys(_NAMES, Nodes.name),
        **dict.fromkeys(_CONSTANTS, Nodes.constant),
        **dict.fromkeys(_OPERATIONS, _operation),
        **dict.fromkeys(_TRANSPARENT, _inside),
        **dict.fromkeys(CALLS, _call),
        **dict.fromkeys(FUNCTIONS, new_function),
        **dict.fromkeys(("string", "template_string"), _string),
        "member_expression": _member,
        "subscript_expression": _subscript,
        "object": _object,
        "array": Nodes.sequence,
    }


_LOCAL = ("identifier", "shorthand_property_identifier_pattern")


def _by_decorated(body: Node) -> Iterator[tuple[int, list[Node]]]:
    """The members of a class's body that decorators stand before, by their ids."""
    decorators: list[Node] = []
    for each in body.named_children:
        if each.type == "decorator":
            decorators.append(each)
        elif each.type != "comment":
            if decorators:
                yield each.id, decorators
            decorators = []
