"""Follows what a framework is handed, in JavaScript and TypeScript: packages, values, functions."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from compliance.extract.code.expressions import (
    Call,
    Expression,
    Item,
    Member,
    Name,
    Operation,
    Sequence,
    Table,
    Text,
)
from compliance.extract.code.model import Class, Function, Module
from compliance.extract.code.program import Meaning, Program

MAX_HOPS = 8
# What a file is loaded by.
_FILES = ("require", "import")
# What goes through all that an object has.
_GOES_THROUGH = re.compile(
    rb"\bObject\s{0,9}\.\s{0,9}(?:keys|entries|fromEntries|getOwnPropertyNames)\b|\bnew\s{1,9}Proxy\b"
    rb"|\bReflect\s{0,9}\.\s{0,9}ownKeys\b|\bmapValues\b"
    rb"|\bfor\s{0,9}\(\s{0,9}(?:(?:const|let|var)\s{1,9})?\w{1,60}\s{1,9}in\b"
)


@dataclass(frozen=True, eq=False)
class Located:
    """An expression and where it is written: what its names mean depends on that.

    `class_` is the class of the object whose method it stands in, where that is known to be another
    than the one that the method is written in; `rows` are what names of a loop stand for.
    """

    expression: Expression
    module: Module
    function: Function | None = None
    class_: Class | None = None
    rows: tuple[tuple[str, Located], ...] = ()

    def at(self, expression: Expression) -> Located:
        """Another expression at the same place."""
        return replace(self, expression=expression)

    def row(self, path: str) -> Located | None:
        """What a name of a loop stands for, or an attribute of it."""
        head, _, rest = path.partition(".")
        found = next((each for name, each in self.rows if name == head), None)
        if found is None or not rest:
            return found
        table = found.expression
        entry = table.entries.get(rest) if isinstance(table, Table) else None
        return found.at(entry) if entry is not None else found.at(Expression(0, "missing"))


def located(module: Module, call: Call) -> Located:
    """A call where it stands."""
    return Located(call, module, call.function)


def origin(program: Program, where: Located, hops: int = MAX_HOPS) -> tuple[str, str]:
    """The package that an expression comes from, and its name there (`default`, `Router`); two
    empty texts where it is none of a package.
    """
    expression = where.expression
    if hops <= 0:
        return "", ""
    if isinstance(expression, Name):
        return _origin_of_name(program, where, expression.path, hops)
    if isinstance(expression, Member):
        source, name = origin(program, where.at(expression.of), hops - 1)
        return source, _below(name, expression.name) if source else ""
    if isinstance(expression, Call) and expression.path == "require":
        given = expression.argument(0)
        if isinstance(given, Text) and not given.value.startswith("."):
            return given.value, "default"
    return "", ""


def _origin_of_name(program: Program, where: Located, path: str, hops: int) -> tuple[str, str]:
    head, _, rest = path.partition(".")
    imported = where.module.imported(head)
    if imported is not None:
        source, name = imported
        if source.startswith("."):
            return _handed_on(program, where, path, hops)
        return source, _below(name, rest)
    for assignment in program.assigned(where.module, head):
        if assignment.target == head and isinstance(assignment.value, Name | Member):
            source, name = origin(program, where.at(assignment.value), hops - 1)
            return source, _below(name, rest) if source else ""
        if head in assignment.parts and isinstance(assignment.value, Name):
            source, name = origin(program, where.at(assignment.value), hops - 1)
            key = assignment.parts[head][0]
            return source, _below(_below(name, key), rest) if source else ""
    return "", ""


def _handed_on(program: Program, where: Located, path: str, hops: int) -> tuple[str, str]:
    """The package of a name that a file of the repository hands on."""
    found = program.meaning(where.module, path, where.function)
    if found is None or not isinstance(found.value, Name) or found.module is where.module:
        return "", ""
    return origin(program, Located(found.value, found.module), hops - 1)


def _below(name: str, rest: str) -> str:
    if not rest:
        return name
    return rest if name in ("default", "*") else f"{name}.{rest}"


def value_of(program: Program, where: Located, hops: int = MAX_HOPS) -> Located | None:
    """What an expression stands for, names followed; None where that cannot be told. A function or
    a class is handed back as the expression that it is.
    """
    expression = where.expression
    if isinstance(expression, Name):
        row = where.row(expression.path)
        if row is not None:
            return value_of(program, row, hops - 1) if hops > 0 else None
        local = _local(where, expression.path) if hops > 0 else None
        if local is not None:
            return value_of(program, local, hops - 1)
        found = program.meaning(where.module, expression.path, where.function)
        if found is not None and where.rows and isinstance(found.value, Item) and hops > 0:
            return value_of(program, replace(placed(found), rows=where.rows), hops - 1)
        return placed(found) if found is not None else None
    if isinstance(expression, Call) and expression.path in _FILES:
        found = program.value(where.module, expression, where.function)
        return placed(found) if found is not None else None
    if isinstance(expression, Item) and hops > 0:
        key = value_of(program, where.at(expression.key), hops - 1) if where.rows else None
        key_text = key.expression if key is not None else expression.key
        if isinstance(key_text, Text):
            return _entry(program, where.at(expression.of), key_text.value, hops)
    if isinstance(expression, Member) and hops > 0:
        if where.rows and isinstance(expression.of, Item):
            return _entry(program, where.at(expression.of), expression.name, hops)
        found = program.value(where.module, expression, where.function)
        return placed(found) if found is not None else None
    return where


def _entry(program: Program, table: Located, key: str, hops: int) -> Located | None:
    """What a table that is written out has under a key."""
    of = value_of(program, table, hops - 1)
    entries = of.expression.entries if of and isinstance(of.expression, Table) else {}
    entry = entries.get(key)
    return value_of(program, of.at(entry), hops - 1) if of and entry is not None else None


def _local(where: Located, name: str) -> Located | None:
    """What a name is in the function of a place that stands for something else each time."""
    function = where.function if where.rows else None
    while function is not None:
        found = function.assigned(name)
        if found:
            return replace(where, expression=found[0].value, function=function)
        function = function.outer
    return None


def placed(meaning: Meaning) -> Located:
    """What a name means, with the place where that is written."""
    function = meaning.value.function if isinstance(meaning.value, Call) else None
    return Located(meaning.value, meaning.module, function)


def function_of(program: Program, where: Located) -> Function | None:
    """The function that is handed on as a handler, what wraps it aside."""
    return _Functions(program).of(where, MAX_HOPS)


@dataclass
class _Functions:
    """Follows one handler. Each expression is looked at once: they may lead round, or share all
    that they are made of.
    """

    program: Program
    _seen: dict[int, Expression] = field(default_factory=dict)

    def of(self, where: Located, hops: int) -> Function | None:
        """The function that an expression is, or wraps."""
        expression = where.expression
        if isinstance(expression, Function):
            return expression
        if hops <= 0 or id(expression) in self._seen:
            return None
        self._seen[id(expression)] = expression
        if isinstance(expression, Call) and expression.path not in _FILES:
            return self._wrapped(where, expression, hops)
        inner = _within(expression)
        if inner is not None:
            return self.of(where.at(inner), hops - 1)
        if isinstance(expression, Operation) and expression.operator == "?:":
            either = (self.of(where.at(each), hops - 1) for each in expression.operands[1:])
            return next((each for each in either if each is not None), None)
        if isinstance(expression, Name | Member | Item | Call):
            found = value_of(self.program, where)
            if found is not None and not isinstance(found.expression, Name):
                return self.of(found, hops - 1)
        return self._remade(where, expression, hops) if isinstance(expression, Name) else None

    def _remade(self, where: Located, name: Name, hops: int) -> Function | None:
        """The function of `shop.list` where `shop` is made of all that something else has, by a
        function that goes through it: `const shop = caughtAll(shopHandlers)`.
        """
        head, _, rest = name.path.rpartition(".")
        made = self.program.meaning(where.module, head, where.function) if head else None
        if made is None or not isinstance(made.value, Call) or made.value.constructs:
            return None
        call = made.value
        maker = self.program.meaning(made.module, call.path, call.function)
        if maker is None or not isinstance(maker.value, Function):
            return None
        if not _GOES_THROUGH.search(maker.module.text(maker.value.line, maker.value.end_line)):
            return None
        for each in call.arguments:
            inner: Expression = Member(each.line, of=each, name=rest)
            if isinstance(each, Name):
                inner = Name(each.line, path=f"{each.path}.{rest}")
            found = self.of(Located(inner, made.module, call.function), hops - 1)
            if found is not None:
                return found
        return None

    def _wrapped(self, where: Located, call: Call, hops: int) -> Function | None:
        """The function in a wrapper such as `asyncHandler(list)`, or that a factory returns."""
        if call.name == "bind" and isinstance(call.callee, Name | Member):
            of = call.callee
            path = of.path.removesuffix(".bind") if isinstance(of, Name) else ""
            inner = of.of if isinstance(of, Member) else Name(of.line, path=path)
            return self.of(where.at(inner), hops - 1)
        for argument in reversed(call.arguments):
            found = self.of(where.at(argument), hops - 1)
            if found is not None:
                return found
        made = value_of(self.program, where.at(call.callee))
        if made is None or not isinstance(made.expression, Function):
            return None
        factory = made.expression
        for each in factory.returns:
            found = self.of(Located(each, made.module, factory), hops - 2)
            if found is not None:
                return found
        return factory


def _within(expression: Expression) -> Expression | None:
    """The handler in what holds it: the last one of a list, the `handler` of a table."""
    if isinstance(expression, Sequence) and expression.items:
        return expression.items[-1]
    if isinstance(expression, Operation) and expression.operator == "...":
        return expression.operands[0]
    return expression.entries.get("handler") if isinstance(expression, Table) else None
