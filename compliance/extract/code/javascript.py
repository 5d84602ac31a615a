"""Reads the statements of JavaScript and TypeScript: what they declare, take and give away."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from tree_sitter import Node

from compliance.extract.code.expressions import Call, Expression, Member, Name, Table, Text
from compliance.extract.code.javascript_nodes import JavaScriptNodes
from compliance.extract.code.model import Assignment, Block, Class, Field, Function, Import
from compliance.extract.code.outline import Reader

_LOOPS = {
    "for_statement": "for",
    "for_in_statement": "for",
    "while_statement": "while",
    "do_statement": "while",
}
_FIELDS = frozenset(["field_definition", "public_field_definition"])
_PATTERNS = frozenset(["object_pattern", "array_pattern"])
_REQUIRING = "import_require_clause"


class JavaScriptReader(JavaScriptNodes, Reader):
    """One file of JavaScript or TypeScript."""

    CLASSES: ClassVar[frozenset[str]] = frozenset(
        ["class_declaration", "abstract_class_declaration", "class"]
    )
    IMPORTS: ClassVar[frozenset[str]] = frozenset(["import_statement"])
    READS: ClassVar[frozenset[str]] = frozenset(["member_expression", "subscript_expression"])
    BLOCKS: ClassVar[frozenset[str]] = frozenset(_LOOPS)

    def class_of(self, node: Node) -> Class:
        """The class of a node, with its bases and decorators."""
        heritage = next((each for each in node.children if each.type == "class_heritage"), None)
        return Class(
            self.line(node),
            name=self.text(node.child_by_field_name("name")),
            end_line=node.end_point[0] + 1,
            bases=tuple(self._bases(heritage)) if heritage is not None else (),
            decorators=self.decorators(node),
            exported=self.is_exported(node),
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
        until = node.child_by_field_name("condition") if node.type == "for_statement" else None
        condition = self.expression(until) if until is not None else None
        return Block(kind, self.line(node), found, target=target, condition=condition)

    def imports(self, node: Node) -> list[Import]:
        """What an import statement takes; `import name = require("file")` takes a file whole."""
        required = next((each for each in node.children if each.type == _REQUIRING), None)
        if required is not None:
            name, source = required.named_children[0], required.child_by_field_name("source")
            return [Import(self.key(source), {self.text(name): "default"}, self.line(node))]
        source = node.child_by_field_name("source")
        names: dict[str, str] = {}
        clause = next((each for each in node.children if each.type == "import_clause"), None)
        for each in clause.named_children if clause is not None else ():
            if each.type == "identifier":
                names[self.text(each)] = "default"
            elif each.type == "namespace_import" and each.named_children:
                names[self.text(each.named_children[0])] = "*"
            elif each.type == "named_imports":
                names.update(self.specifiers(each, "name", "alias"))
        return [Import(self.key(source), names, self.line(node))] if source is not None else []

    def specifiers(self, node: Node, there: str, here: str) -> dict[str, str]:
        """The names of `{ there as here }`: name here -> name there."""
        found: dict[str, str] = {}
        for each in node.named_children:
            name, alias = each.child_by_field_name(there), each.child_by_field_name(here)
            if name is not None:
                found[self.text(alias or name)] = self.text(name)
        return found

    def required(self, call: Call) -> Import | None:
        """What `require` and `import()` take, where no declaration names it."""
        callee = call.callee
        if isinstance(callee, Name) and callee.path in ("require", "import") and call.arguments:
            source = call.arguments[0]
            if isinstance(source, Text):
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
        elif kind == "import_alias":  # `import Router = express.Router`
            here, there = node.named_children[0], node.named_children[-1]
            meant = Name(self.line(there), path=self.text(there))
            self.assign(Assignment(self.text(here), meant, self.line(node)), function)
        elif kind == "assignment_expression":
            left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
            if left is not None and right is not None and left.type not in _PATTERNS:
                target = self.text(left)
                value = self.expression(right)
                self.assign(Assignment(target, value, self.line(node)), function)
                self._export_assigned(target, value)
        elif kind == "augmented_assignment_expression":  # Of what was there, and what is added.
            target = self.text(node.child_by_field_name("left"))
            self.assign(Assignment(target, self.expression(node), self.line(node)), function)
        elif kind == "jsx_attribute" and len(node.named_children) == 2:
            self._inject(node, function)

    def _inject(self, attribute: Node, function: Function | None) -> None:
        """HTML that React puts in as it is; into a style element it is none."""
        name, inner = self.text(attribute.named_children[0]), attribute.named_children[1]
        if name == "dangerouslySetInnerHTML" and self._element(attribute) != "style":
            value = self.expression(inner.named_children[0] if inner.named_children else inner)
            self.assign(Assignment(name, value, self.line(attribute)), function)

    def _enumerate(self, node: Node, function: Function | None) -> None:
        """An enumeration is a table of those of its members that have a value."""
        body = node.child_by_field_name("body")
        entries: dict[str, Expression] = {}
        for each in body.named_children if body is not None else ():
            value = each.child_by_field_name("value")
            if value is not None:
                entries[self.key(each.child_by_field_name("name"))] = self.expression(value)
        name = self.text(node.child_by_field_name("name"))
        exported = self.is_exported(node)
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
            self.key(name),
            self.line(node),
            self.text(node.child_by_field_name("type")).lstrip(": "),
            made,
            self.decorators(node),
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
        exported = statement is not None and self.is_exported(statement)
        parts = dict(self._taken(name)) if name.type in _PATTERNS else {}
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
        """What a pattern takes: local name -> key and default. Deeper patterns are their key; of a
        list the key is the position.
        """
        position = 0
        for each in node.children:
            if each.type == ",":
                position += 1
            elif each.type == "identifier":
                yield self.text(each), (str(position), None)
            elif each.type == "shorthand_property_identifier_pattern":
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
        yield self.text(value), (self.key(key), default)

    def _export(self, node: Node) -> None:
        """What is exported under another name, from another file, or as the default."""
        exports = self.module.exports
        clause = next((each for each in node.children if each.type == "export_clause"), None)
        source = node.child_by_field_name("source")
        names = self.specifiers(clause, "name", "alias") if clause is not None else {}
        if source is not None:
            taken = names if clause is not None else {"*": "*"}
            hidden = {f"export {here}": there for here, there in taken.items()}
            self.module.imports.append(Import(self.key(source), hidden, self.line(node)))
            names = {here: f"export {here}" for here in names}
        exports.update(names)
        if any(each.type == "=" for each in node.children):  # `export = app` is all of the file.
            target, whole = "module.exports", self.expression(node.named_children[-1])
            self.assign(Assignment(target, whole, self.line(node), exported=True), None)
            self._export_assigned(target, whole)
            return
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
