"""Reads the syntax tree of Python."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import ClassVar

from tree_sitter import Node

from compliance.extract.code.model import (
    Assignment,
    Block,
    Call,
    Class,
    Constant,
    Expression,
    Field,
    Function,
    Import,
    Item,
    Member,
    Name,
    Operation,
    Parameter,
    Sequence,
    Table,
    Template,
    Text,
)
from compliance.extract.code.outline import Reader

_LOOPS = {
    "for_statement": "for",
    "while_statement": "while",
    "with_statement": "with",
    "list_comprehension": "comprehension",
    "set_comprehension": "comprehension",
    "dictionary_comprehension": "comprehension",
    "generator_expression": "comprehension",
}
_TRANSPARENT = frozenset(["parenthesized_expression", "await", "type", "expression_statement"])
_CONSTANTS = frozenset("integer float true false none ellipsis".split())
_SEQUENCES = frozenset("list tuple set expression_list pattern_list".split())
_OPERATIONS = frozenset(
    "binary_operator boolean_operator comparison_operator not_operator unary_operator".split()
)
_COMPREHENSIONS = tuple(kind for kind, block in _LOOPS.items() if block == "comprehension")


class PythonReader(Reader):
    """One Python file."""

    FUNCTIONS: ClassVar[frozenset[str]] = frozenset(["function_definition", "lambda"])
    CLASSES: ClassVar[frozenset[str]] = frozenset(["class_definition"])
    CALLS: ClassVar[frozenset[str]] = frozenset(["call"])
    IMPORTS: ClassVar[frozenset[str]] = frozenset(["import_statement", "import_from_statement"])
    READS: ClassVar[frozenset[str]] = frozenset(["attribute", "subscript"])

    def convert(self, node: Node) -> Expression:
        """A node as an expression, made anew."""
        read = self._READERS.get(node.type)
        return read(self, node) if read is not None else Expression(self.line(node), node.type)

    def _name(self, node: Node) -> Name:
        return Name(self.line(node), path=self.text(node))

    def _constant(self, node: Node) -> Constant:
        return Constant(self.line(node), value=self.text(node))

    def _sequence(self, node: Node) -> Sequence:
        return Sequence(self.line(node), items=self._all(node.named_children))

    def _spread(self, node: Node) -> Operation:
        sign = "*" if node.type == "list_splat" else "**"
        return Operation(self.line(node), operator=sign, operands=self._all(node.named_children))

    def _choice(self, node: Node) -> Operation:
        parts = [each for each in node.named_children if each.type != "comment"]
        then, condition, other = (*parts, node, node, node)[:3]
        in_turn = self._all([each for each in (condition, then, other) if each is not node])
        return Operation(self.line(node), operator="?:", operands=in_turn)

    def _chained(self, node: Node) -> Expression:
        """`b = c` in `a = b = c`: what both are."""
        value = node.child_by_field_name("right")
        return self.expression(value) if value is not None else Expression(self.line(node))

    def _named(self, node: Node) -> Expression:
        value = node.child_by_field_name("value")
        return self.expression(value) if value is not None else Expression(self.line(node))

    def _all(self, nodes: list[Node]) -> tuple[Expression, ...]:
        return tuple(self.expression(each) for each in nodes if each.type != "comment")

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
        if isinstance(made, Name):
            return Name(made.line, path=f"{made.path}.{name}")
        return Member(self.line(node), of=made, name=name)

    def _subscript(self, node: Node) -> Expression:
        line, value = self.line(node), node.child_by_field_name("value")
        keys = self._all(node.children_by_field_name("subscript"))
        if value is None or not keys:
            return Expression(line, node.type)
        key = keys[0] if len(keys) == 1 else Sequence(line, items=keys)
        return Item(line, of=self.expression(value), key=key)

    def _call(self, node: Node) -> Call:
        callee = node.child_by_field_name("function")
        given = node.child_by_field_name("arguments")
        line = self.line(node)
        call = Call(line, callee=self.expression(callee) if callee else Expression(line))
        outer = self.parent(node)
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
        parts: list[Expression] = []
        for each in self._string_pieces(node):
            if each.type == "interpolation":
                inner = each.child_by_field_name("expression")
                parts.append(self.expression(inner) if inner else Expression(self.line(each)))
            else:
                text = self.module.source[each.start_byte : each.end_byte]
                parts.append(Text(self.line(each), value=_unescaped(text)))
        line = self.line(node)
        if all(isinstance(each, Text) for each in parts):
            return Text(line, value="".join(each.value for each in parts if isinstance(each, Text)))
        return Template(line, parts=tuple(parts))

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
                spread.extend(self._all(each.named_children))
        return Table(self.line(node), entries=entries, spread=tuple(spread))

    def _operation(self, node: Node) -> Operation:
        operators = (each for each in node.children if not each.is_named)
        operator = " ".join(self.text(each) for each in operators)
        return Operation(
            self.line(node), operator=operator, operands=self._all(node.named_children)
        )

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
        return Sequence(self.line(node), items=self._all(node.named_children))

    def new_function(self, node: Node) -> Function:
        """The function or lambda of a node, made anew."""
        name = self.text(node.child_by_field_name("name"))
        body = node.child_by_field_name("body")
        function = Function(
            self.line(node),
            name=name,
            end_line=node.end_point[0] + 1,
            decorators=self._decorators(node),
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

    def _decorators(self, node: Node) -> tuple[Expression, ...]:
        parent = self.parent(node)
        if parent is None or parent.type != "decorated_definition":
            return ()
        return tuple(
            self.expression(each.named_children[0])
            for each in parent.named_children
            if each.type == "decorator" and each.named_children
        )

    def class_of(self, node: Node) -> Class:
        """The class of a node, with its bases and decorators, and no methods or fields yet."""
        bases = node.child_by_field_name("superclasses")
        keywords: dict[str, Expression] = {}
        for each in bases.named_children if bases is not None else ():
            value = each.child_by_field_name("value")
            if each.type == "keyword_argument" and value is not None:
                keywords[self.text(each.child_by_field_name("name"))] = self.expression(value)
        return Class(
            self.line(node),
            name=self.text(node.child_by_field_name("name")),
            end_line=node.end_point[0] + 1,
            bases=tuple(
                self.expression(each)
                for each in (bases.named_children if bases is not None else ())
                if each.type not in ("keyword_argument", "comment")
            ),
            keywords=keywords,
            decorators=self._decorators(node),
            exported=True,
        )

    def block(self, node: Node) -> Block | None:
        """The loop, comprehension or `with` that a node is, if it is one."""
        kind = _LOOPS.get(node.type)
        if kind is None:
            return None
        subject = node.child_by_field_name("right") or node.child_by_field_name("condition")
        item = node.child_by_field_name("left")
        if kind == "with":
            subject = _entered(node)
        elif kind == "comprehension":
            clause = next((each for each in node.children if each.type == "for_in_clause"), None)
            subject = clause.child_by_field_name("right") if clause else None
            item = clause.child_by_field_name("left") if clause else None
        found = self.expression(subject) if subject is not None else None
        target = self.text(item) if item is not None and item.type == "identifier" else ""
        return Block(kind, self.line(node), found, target=target)

    def imports(self, node: Node) -> list[Import]:
        """What an import statement takes."""
        line = self.line(node)
        source = node.child_by_field_name("module_name")
        names = node.children_by_field_name("name")
        if node.type == "import_from_statement":
            taken = dict(self._imported(each) for each in names)
            if any(each.type == "wildcard_import" for each in node.children):
                taken["*"] = "*"
            return [Import(self.text(source), taken, line)]
        found = []
        for each in names:
            local, module = self._imported(each)
            # `import a.b` makes `a` known, `import a.b as c` makes `c` the module a.b.
            name = local if each.type == "aliased_import" else module.partition(".")[0]
            found.append(Import(module if name == local else name, {name: "*"}, line))
            if name != local:
                found.append(Import(module, {module: "*"}, line))
        return found

    def _imported(self, node: Node) -> tuple[str, str]:
        """The local name, and the name there."""
        if node.type == "aliased_import":
            name, alias = node.child_by_field_name("name"), node.child_by_field_name("alias")
            return self.text(alias), self.text(name)
        return self.text(node), self.text(node)

    def other(self, node: Node, function: Function | None, class_: Class | None) -> None:
        """Take up an assignment or a field, however it is written."""
        if node.type == "augmented_assignment":
            self._augment(node, function)
        elif node.type == "named_expression":
            name, value = node.child_by_field_name("name"), node.child_by_field_name("value")
            if name is not None and value is not None:
                made = Assignment(self.text(name), self.expression(value), self.line(node))
                self.assign(made, function)
        elif node.type == "assignment" and class_ is not None:
            self._keep(node, class_)
        elif node.type == "assignment":
            self._assign(node, function)

    def _keep(self, node: Node, class_: Class) -> None:
        """A field of a class, with or without a value."""
        right = node.child_by_field_name("right")
        name = self.text(node.child_by_field_name("left"))
        written = self.text(node.child_by_field_name("type"))
        value = self.expression(right) if right is not None else None
        class_.fields.append(Field(name, self.line(node), written, value))

    def _assign(self, node: Node, function: Function | None) -> None:
        left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
        if left is None or right is None:
            return
        line, exported = self.line(node), function is None
        value = self.expression(right)
        if left.type in ("identifier", "attribute", "subscript"):
            made = Assignment(self.text(left), value, line, exported=exported)
            self.assign(made, function)
        elif left.type in ("pattern_list", "tuple_pattern", "list_pattern"):
            names = {
                self.text(each): (str(position), None)
                for position, each in enumerate(left.named_children)
                if each.type == "identifier"
            }
            self.assign(Assignment("", value, line, names, exported=exported), function)

    def _augment(self, node: Node, function: Function | None) -> None:
        """`total += value`: an assignment of what was there, under the operator, and the value."""
        left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
        if left is None or right is None or left.type not in ("identifier", "attribute"):
            return
        operator = self.text(node.child_by_field_name("operator"))
        operands = (self.expression(left), self.expression(right))
        value = Operation(self.line(node), operator=operator, operands=operands)
        self.assign(Assignment(self.text(left), value, self.line(node)), function)

    _READERS: ClassVar[dict[str, Callable[[PythonReader, Node], Expression]]] = {
        "assignment": _chained,
        "attribute": _attribute,
        "call": _call,
        "conditional_expression": _choice,
        "dictionary": _dictionary,
        "subscript": _subscript,
        "named_expression": _named,
        "identifier": _name,
        "dotted_name": _name,
        **dict.fromkeys(("string", "concatenated_string"), _string),
        **dict.fromkeys(_TRANSPARENT, _inside),
        **dict.fromkeys(_CONSTANTS, _constant),
        **dict.fromkeys(_SEQUENCES, _sequence),
        **dict.fromkeys(_OPERATIONS, _operation),
        **dict.fromkeys(FUNCTIONS, new_function),
        **dict.fromkeys(("list_splat", "dictionary_splat"), _spread),
        **dict.fromkeys(_COMPREHENSIONS, _comprehension),
    }


def _entered(node: Node) -> Node | None:
    """The first thing that a `with` statement enters."""
    clause = next((each for each in node.children if each.type == "with_clause"), None)
    item = clause.named_children[0] if clause is not None and clause.named_children else None
    value = item.child_by_field_name("value") if item is not None else None
    if value is not None and value.type == "as_pattern":
        return value.named_children[0] if value.named_children else None
    return value


def _unescaped(written: bytes) -> str:
    """A string's content, its plainest escapes resolved: in a pattern the others have to stay."""
    text = written.decode("utf-8", "replace")
    if "\\" not in text:
        return text
    return text.replace("\\n", "\n").replace('\\"', '"').replace("\\'", "'")
