"""Reads the syntax trees of JavaScript and TypeScript."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
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
    Module,
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
    "for_in_statement": "for",
    "while_statement": "while",
    "do_statement": "while",
}
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
_FIELDS = frozenset(["field_definition", "public_field_definition"])
_PATTERNS = frozenset(["object_pattern", "array_pattern"])
_ESCAPES = {"\\n": "\n", "\\t": "\t", '\\"': '"', "\\'": "'", "\\`": "`", "\\\\": "\\", "\\/": "/"}


class JavaScriptReader(Reader):
    """One file of JavaScript or TypeScript."""

    FUNCTIONS: ClassVar[frozenset[str]] = frozenset(
        """function_declaration generator_function_declaration function_expression
        arrow_function method_definition generator_function""".split()
    )
    CLASSES: ClassVar[frozenset[str]] = frozenset(
        ["class_declaration", "abstract_class_declaration", "class"]
    )
    CALLS: ClassVar[frozenset[str]] = frozenset(["call_expression", "new_expression"])
    IMPORTS: ClassVar[frozenset[str]] = frozenset(["import_statement"])
    READS: ClassVar[frozenset[str]] = frozenset(["member_expression", "subscript_expression"])

    def __init__(self, module: Module) -> None:
        """Nothing is read yet."""
        super().__init__(module)
        # For each body of a class the decorators before each of its members.
        self._decorated: dict[int, dict[int, list[Node]]] = {}

    def convert(self, node: Node) -> Expression:
        """A node as an expression, made anew."""
        read = self._READERS.get(node.type)
        return read(self, node) if read is not None else Expression(self.line(node), node.type)

    def _name(self, node: Node) -> Name:
        return Name(self.line(node), path=self.text(node))

    def _constant(self, node: Node) -> Constant:
        return Constant(self.line(node), value=self.text(node))

    def _array(self, node: Node) -> Sequence:
        return Sequence(self.line(node), items=self._all(node.named_children))

    def _operation(self, node: Node) -> Operation:
        operator = node.child_by_field_name("operator")
        sign = self.text(operator) if operator is not None else _OPERATIONS[node.type]
        return Operation(self.line(node), operator=sign, operands=self._all(node.named_children))

    def _all(self, nodes: list[Node]) -> tuple[Expression, ...]:
        return tuple(self.expression(each) for each in nodes if each.type != "comment")

    def _inside(self, node: Node) -> Expression:
        values = [each for each in node.named_children if each.type != "comment"]
        if not values:
            return Expression(self.line(node), node.type)
        # A type assertion in angle brackets has the type first, `as` has it last.
        made = self.expression(values[-1 if node.type == "type_assertion" else 0])
        if node.type == "await_expression" and isinstance(made, Call):
            made.awaited = True
        return made

    def _member(self, node: Node) -> Expression:
        of = node.child_by_field_name("object")
        named = node.child_by_field_name("property")
        if of is None or named is None:
            return Expression(self.line(node), node.type)
        # In a chain over several lines it is the line of the name that people look for.
        made, name, line = self.expression(of), self.text(named), self.line(named)
        if isinstance(made, Name):
            return Name(line, path=f"{made.path}.{name}")
        return Member(line, of=made, name=name)

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
        if given is not None and given.type == "template_string":
            call.tagged = True
            call.arguments = (self.expression(given),)
        elif given is not None:
            call.arguments = self._all(given.named_children)
        for argument in call.arguments:
            if isinstance(argument, Function):
                argument.argument_of = call
        return call

    def _string(self, node: Node) -> Expression:
        parts: list[Expression] = []
        for each in node.named_children:
            if each.type == "template_substitution":
                inner = each.named_children[0] if each.named_children else None
                parts.append(self.expression(inner) if inner else Expression(self.line(each)))
            else:
                written = self.module.source[each.start_byte : each.end_byte]
                text = written.decode("utf-8", "replace")
                escaped = each.type == "escape_sequence"
                parts.append(
                    Text(self.line(each), value=_ESCAPES.get(text, text) if escaped else text)
                )
        line = self.line(node)
        if all(isinstance(each, Text) for each in parts):
            return Text(line, value="".join(each.value for each in parts if isinstance(each, Text)))
        return Template(line, parts=tuple(parts))

    def _object(self, node: Node) -> Table:
        entries: dict[str, Expression] = {}
        spread: list[Expression] = []
        for each in node.named_children:
            if each.type == "pair":
                value = each.child_by_field_name("value")
                if value is not None:
                    name = self._key(each.child_by_field_name("key"))
                    entries[name] = self._named(self.expression(value), name)
            elif each.type == "method_definition":
                made = self.expression(each)
                if isinstance(made, Function):
                    entries[made.name] = made
            elif each.type == "shorthand_property_identifier":
                entries[self.text(each)] = self.expression(each)
            elif each.type == "spread_element":
                spread.extend(self._all(each.named_children))
        return Table(self.line(node), entries=entries, spread=tuple(spread))

    def _key(self, node: Node | None) -> str:
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
            name=self._key(node.child_by_field_name("name")),
            end_line=node.end_point[0] + 1,
            decorators=self._decorators(node),
            is_async=any(each.type == "async" for each in node.children[:4]),
            exported=self._is_exported(node),
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
                if (taken := self._by_position(pattern)) is not None:
                    yield from (Parameter(self._named_by(one)) for one in taken.named_children)
                    continue
                value = each.child_by_field_name("value")
                yield Parameter(
                    self._named_by(pattern) if pattern is not None else "",
                    self.text(each.child_by_field_name("type")).lstrip(": "),
                    self.expression(value) if value is not None else None,
                    tuple(self._decorator(one) for one in each.children if one.type == "decorator"),
                )
            elif each.type == "assignment_pattern":
                left, right = each.child_by_field_name("left"), each.child_by_field_name("right")
                name = self._named_by(left) if left is not None else ""
                yield Parameter(name, default=self.expression(right) if right else None)
            elif each.type != "comment":
                yield Parameter(self._named_by(each))

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

    def _is_exported(self, node: Node) -> bool:
        parent = self.parent(node)
        return parent is not None and parent.type == "export_statement"

    def _decorators(self, node: Node) -> tuple[Expression, ...]:
        """Decorators stand in a node, before it in a class, or before the `export` around it."""
        found = [each for each in node.children if each.type == "decorator"]
        parent = self.parent(node)
        if parent is not None and parent.type == "export_statement":
            found += [each for each in parent.children if each.type == "decorator"]
        elif parent is not None and parent.type == "class_body":
            if parent.id not in self._decorated:
                self._decorated[parent.id] = dict(_by_decorated(parent))
            found += self._decorated[parent.id].get(node.id, [])
        found.sort(key=lambda each: each.start_byte)
        return tuple(self._decorator(each) for each in found)

    def _decorator(self, node: Node) -> Expression:
        if not node.named_children:
            return Expression(self.line(node), node.type)
        return self.expression(node.named_children[0])

    def class_of(self, node: Node) -> Class:
        """The class of a node, with its bases and decorators."""
        heritage = next((each for each in node.children if each.type == "class_heritage"), None)
        return Class(
            self.line(node),
            name=self.text(node.child_by_field_name("name")),
            end_line=node.end_point[0] + 1,
            bases=tuple(self._bases(heritage)) if heritage is not None else (),
            decorators=self._decorators(node),
            exported=self._is_exported(node),
        )

    def _bases(self, heritage: Node) -> Iterator[Expression]:
        for each in heritage.named_children:
            if each.type == "extends_clause":
                value = each.child_by_field_name("value")
                if value is not None:
                    yield self.expression(value)
            elif each.type == "implements_clause":
                yield from (
                    Name(self.line(one), path=self.text(one)) for one in each.named_children
                )
            else:
                yield self.expression(each)

    def block(self, node: Node) -> Block | None:
        """The loop that a node is, if it is one."""
        kind = _LOOPS.get(node.type)
        if kind is None:
            return None
        subject = node.child_by_field_name("right") or node.child_by_field_name("increment")
        found = self.expression(subject) if subject is not None else None
        item = node.child_by_field_name("left")
        target = self.text(item) if item is not None and item.type == "identifier" else ""
        return Block(kind, self.line(node), found, target=target)

    def imports(self, node: Node) -> list[Import]:
        """What an import statement takes."""
        source = node.child_by_field_name("source")
        names: dict[str, str] = {}
        clause = next((each for each in node.children if each.type == "import_clause"), None)
        for each in clause.named_children if clause is not None else ():
            if each.type == "identifier":
                names[self.text(each)] = "default"
            elif each.type == "namespace_import" and each.named_children:
                names[self.text(each.named_children[0])] = "*"
            elif each.type == "named_imports":
                names.update(self._specifiers(each, "name", "alias"))
        return [Import(self._key(source), names, self.line(node))] if source is not None else []

    def _specifiers(self, node: Node, there: str, here: str) -> dict[str, str]:
        """The names of `{ there as here }`: name here -> name there."""
        found: dict[str, str] = {}
        for each in node.named_children:
            name, alias = each.child_by_field_name(there), each.child_by_field_name(here)
            if name is not None:
                found[self.text(alias or name)] = self.text(name)
        return found

    def required(self, call: Call) -> Import | None:
        """What `require` and `import()` take, where no declaration names it."""
        source = call.arguments[0] if call.arguments else None
        if call.path in ("require", "import") and isinstance(source, Text):
            return Import(source.value, {}, call.line)
        return None

    def other(self, node: Node, function: Function | None, class_: Class | None) -> None:
        """Take up assignments, fields, exports and enumerations."""
        kind = node.type
        if kind == "export_statement":
            self._export(node)
        elif kind in _FIELDS:
            self._field(node, class_)
        elif kind == "variable_declarator":
            self._declare(node, function)
        elif kind == "enum_declaration":
            self._enumerate(node, function)
        elif kind == "assignment_expression":
            left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
            if left is not None and right is not None and left.type not in _PATTERNS:
                target = self.text(left)
                value = self.expression(right)
                self.assign(Assignment(target, value, self.line(node)), function)
                self._export_assigned(target, value)
        elif kind == "jsx_attribute" and len(node.named_children) == 2:
            name = self.text(node.named_children[0])
            if name == "dangerouslySetInnerHTML" and self._element(node) != "style":
                inner = node.named_children[1]
                value = self.expression(inner.named_children[0] if inner.named_children else inner)
                self.assign(Assignment(name, value, self.line(node)), function)

    def _enumerate(self, node: Node, function: Function | None) -> None:
        """An enumeration is a table of those of its members that have a value."""
        body = node.child_by_field_name("body")
        entries: dict[str, Expression] = {}
        for each in body.named_children if body is not None else ():
            value = each.child_by_field_name("value")
            if value is not None:
                entries[self._key(each.child_by_field_name("name"))] = self.expression(value)
        name = self.text(node.child_by_field_name("name"))
        exported = self._is_exported(node)
        table, line = Table(self.line(node), entries=entries), self.line(node)
        self.assign(Assignment(name, table, line, exported=exported), function)

    def _element(self, attribute: Node) -> str:
        """The name of the element that an attribute of JSX is on."""
        element = self.parent(attribute)
        return self.text(element.child_by_field_name("name")) if element is not None else ""

    def _field(self, node: Node, class_: Class | None) -> None:
        name = node.child_by_field_name("name") or node.child_by_field_name("property")
        value = node.child_by_field_name("value")
        made = self.expression(value) if value is not None else None
        field = Field(
            self._key(name),
            self.line(node),
            self.text(node.child_by_field_name("type")).lstrip(": "),
            made,
            self._decorators(node),
        )
        if isinstance(made, Function):
            made.name = made.name or field.name
        if class_ is not None:
            class_.fields.append(field)

    def _declare(self, node: Node, function: Function | None) -> None:
        name, value = node.child_by_field_name("name"), node.child_by_field_name("value")
        if name is None or value is None:
            return
        made = self.expression(value)
        statement = self.parent(node)
        exported = statement is not None and self._is_exported(statement)
        parts = dict(self._taken(name)) if name.type == "object_pattern" else {}
        target = "" if name.type in _PATTERNS else self.text(name)
        self.assign(Assignment(target, made, self.line(node), parts, exported=exported), function)
        imported = self.required(made) if isinstance(made, Call) else None
        if imported is None and isinstance(made, Member) and isinstance(made.of, Call):
            inner = self.required(made.of)  # require("x").y
            if inner is not None:
                self.module.imports.append(Import(inner.source, {target: made.name}, inner.line))
        if imported is not None:
            names = {local: key for local, (key, _) in parts.items()} or {target: "default"}
            self.module.imports.append(Import(imported.source, names, imported.line))

    def _taken(self, node: Node) -> Iterator[tuple[str, tuple[str, Expression | None]]]:
        """What a pattern takes: local name -> key and default. Deeper patterns are their key."""
        for each in node.named_children:
            if each.type == "shorthand_property_identifier_pattern":
                yield self.text(each), (self.text(each), None)
            elif each.type == "object_assignment_pattern":
                name, value = each.child_by_field_name("left"), each.child_by_field_name("right")
                if name is not None and value is not None:
                    yield self.text(name), (self.text(name), self.expression(value))
            elif each.type == "pair_pattern":
                yield from self._renamed(each)

    def _renamed(self, node: Node) -> Iterator[tuple[str, tuple[str, Expression | None]]]:
        key, value = node.child_by_field_name("key"), node.child_by_field_name("value")
        if key is None or value is None:
            return
        default = None
        if value.type == "assignment_pattern":
            right = value.child_by_field_name("right")
            default = self.expression(right) if right is not None else None
            value = value.child_by_field_name("left") or value
        yield self.text(value), (self._key(key), default)

    def _export(self, node: Node) -> None:
        """What is exported under another name, from another file, or as the default."""
        exports = self.module.exports
        clause = next((each for each in node.children if each.type == "export_clause"), None)
        source = node.child_by_field_name("source")
        names = self._specifiers(clause, "name", "alias") if clause is not None else {}
        if source is not None:
            taken = names if clause is not None else {"*": "*"}
            hidden = {f"export {here}": there for here, there in taken.items()}
            self.module.imports.append(Import(self._key(source), hidden, self.line(node)))
            names = {here: f"export {here}" for here in names}
        exports.update(names)
        value = node.child_by_field_name("value") or node.child_by_field_name("declaration")
        if value is not None and any(each.type == "default" for each in node.children):
            made = None if value.type in self.CLASSES else self.expression(value)
            name = self.text(value.child_by_field_name("name"))
            if isinstance(made, Function) and not made.name:
                made.name = "default"
            if isinstance(made, Name):
                name = made.path
            exports["default"] = name or "default"
            if not name and made is not None and not isinstance(made, Function):
                self.assign(Assignment("default", made, self.line(node), exported=True), None)

    def _export_assigned(self, target: str, value: Expression) -> None:
        """CommonJS: `module.exports = …`, `exports.name = …`."""
        exports = self.module.exports
        if target == "module.exports":
            if isinstance(value, Name):
                exports["default"] = value.path
            elif isinstance(value, Table):
                exports.update(
                    (name, each.path)
                    for name, each in value.entries.items()
                    if isinstance(each, Name)
                )
            else:
                exports["default"] = target
        elif target.startswith(("module.exports.", "exports.")):
            exports[target.rpartition(".")[2]] = value.path if isinstance(value, Name) else target

    # What reads each kind of node.
    _READERS: ClassVar[Mapping[str, Callable[[JavaScriptReader, Node], Expression]]] = {
        **dict.fromkeys(_NAMES, _name),
        **dict.fromkeys(_CONSTANTS, _constant),
        **dict.fromkeys(_OPERATIONS, _operation),
        **dict.fromkeys(_TRANSPARENT, _inside),
        **dict.fromkeys(CALLS, _call),
        **dict.fromkeys(FUNCTIONS, new_function),
        **dict.fromkeys(("string", "template_string"), _string),
        "member_expression": _member,
        "subscript_expression": _subscript,
        "object": _object,
        "array": _array,
    }


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
