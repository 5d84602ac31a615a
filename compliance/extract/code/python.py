"""Reads the statements of Python: what they declare, assign and import."""

from __future__ import annotations

from typing import ClassVar

from tree_sitter import Node

from compliance.extract.code.expressions import Expression, Operation, Sequence
from compliance.extract.code.model import Assignment, Block, Class, Field, Function, Import
from compliance.extract.code.outline import Reader
from compliance.extract.code.python_nodes import COMPREHENSIONS, PythonNodes

_LOOPS = {
    "for_statement": "for",
    "while_statement": "while",
    "with_statement": "with",
    **dict.fromkeys(COMPREHENSIONS, "comprehension"),
}


class PythonReader(PythonNodes, Reader):
    """One Python file."""

    CLASSES: ClassVar[frozenset[str]] = frozenset(["class_definition"])
    IMPORTS: ClassVar[frozenset[str]] = frozenset(["import_statement", "import_from_statement"])
    READS: ClassVar[frozenset[str]] = frozenset(["attribute", "subscript"])
    BLOCKS: ClassVar[frozenset[str]] = frozenset(_LOOPS)

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
            decorators=self.decorators(node),
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
            return Block(kind, self.line(node), self._all_of(_entered(node)))
        if kind == "comprehension":
            clause = next((each for each in node.children if each.type == "for_in_clause"), None)
            subject = clause.child_by_field_name("right") if clause else None
            item = clause.child_by_field_name("left") if clause else None
        found = self.expression(subject) if subject is not None else None
        target = self.text(item) if item is not None and item.type == "identifier" else ""
        return Block(kind, self.line(node), found, target=target, taken=self._taken(item))

    def _all_of(self, nodes: list[Node]) -> Expression | None:
        """One expression, or several as the list of them."""
        found = [self.expression(each) for each in nodes]
        if len(found) > 1:
            return Sequence(found[0].line, items=tuple(found))
        return found[0] if found else None

    def _taken(self, item: Node | None) -> tuple[str, ...]:
        """The names of a pattern that takes each item of a loop apart."""
        if item is None or item.type not in ("pattern_list", "tuple_pattern"):
            return ()
        names = item.named_children
        whole = all(each.type == "identifier" for each in names)
        return tuple(self.text(each) for each in names) if whole else ()

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
            # By django-configurations the fields of a class are the settings of Django.
            if function is None and self.module.imports_from("configurations"):
                self._assign(node, None)
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


def _entered(node: Node) -> list[Node]:
    """The things that a `with` statement enters, without their names."""
    clause = next((each for each in node.children if each.type == "with_clause"), None)
    items = [each for each in clause.named_children if each.type == "with_item"] if clause else []
    values = [each.child_by_field_name("value") for each in items]
    return [
        each.named_children[0] if each.type == "as_pattern" and each.named_children else each
        for each in values
        if each is not None
    ]
