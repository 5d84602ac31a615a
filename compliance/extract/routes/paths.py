"""Paths of routes as the frameworks write them, in one spelling: `/users/{id}`."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TypeGuard

from compliance.extract.code.expressions import (
    Call,
    Constant,
    Expression,
    Item,
    Member,
    Name,
    Operation,
    Sequence,
    Template,
    Text,
    path_of,
    walk,
)
from compliance.extract.code.model import Function
from compliance.extract.code.program import Program
from compliance.extract.routes.following import MAX_HOPS, Located, value_of

MAX_PATH = 500
_MAX_LISTED = 50
_GROUP = r"\((?:[^()]|\([^()]{0,100}\)){0,200}\)"
_PARAMETER = re.compile(
    rf":(?P<name>[A-Za-z_]\w{{0,80}})(?:\{{[^{{}}]{{0,200}}\}}|{_GROUP})?[?*+]?"
    rf"|\*(?P<splat>\w{{0,80}})|(?P<group>{_GROUP})[?*+]?"
    rf"|\{{(?P<braced>\w{{1,80}})\}}|[{{}}]"
)
_BRACES = re.compile(r"\{(\w{1,80})[^{}]{0,200}\}")
_FILE = re.compile(r"\[{1,2}(?:\.\.\.)?([^\[\].]{1,100})\]{1,2}")


@dataclass(frozen=True)
class Written:
    """A text as far as it is written out: `whole` says whether all of it is.

    What is not is left out at the beginning, and is a parameter further on.
    """

    text: str
    whole: bool = True


_UNKNOWN = Written("", whole=False)


def joined(*parts: str) -> str:
    """Parts of a path as one path, with a slash before it and none behind."""
    stripped = (part.strip("/") for part in parts)
    path = "/" + "/".join(part for part in stripped if part)
    return re.sub("/{2,}", "/", path)[:MAX_PATH]


def colons(path: str) -> str:
    """`/users/:id(\\d+)?` as Express, Koa, Hono, Fastify, NestJS and AdonisJS write it."""
    return _PARAMETER.sub(_parameter, path[:MAX_PATH])


def _parameter(match: re.Match[str]) -> str:
    if match["name"]:
        return f"{{{match['name']}}}"
    if match["splat"] is not None:
        return f"{{{match['splat'] or 'path'}}}"
    if match["braced"]:
        return match[0]
    return "{pattern}" if match["group"] else ""


def braces(path: str) -> str:
    """`/files/{path*}` as Hapi writes it."""
    return _BRACES.sub(r"{\1}", path[:MAX_PATH])


def of_file(path: str) -> str:
    """`users/[id]/[...rest]` as the names of folders have it; groups are no part of the address."""
    parts = (part for part in path.split("/") if part != "index" and not _is_group(part))
    return joined(*(_FILE.sub(r"{\1}", part) for part in parts))


def _is_group(part: str) -> bool:
    return part.startswith("@") or (part.startswith("(") and part.endswith(")"))


def written(program: Program, where: Located) -> Written:
    """The text of an expression: constants are followed, and of `a || "b"` what is written out."""
    return _Texts(program).of(where, MAX_HOPS)


@dataclass
class _Texts:
    """Puts one text together. What was read of an expression is known from then on: many texts may
    be made of the same ones.
    """

    program: Program
    _known: dict[int, tuple[Expression, Written]] = field(default_factory=dict)

    def of(self, where: Located, hops: int) -> Written:
        """The text of an expression, as far as it is written out."""
        expression = where.expression
        if isinstance(expression, Text):
            return Written(expression.value)
        if hops <= 0:
            return _UNKNOWN
        if where.rows:
            return self._read(where, hops)  # It says something else for each of them.
        if id(expression) not in self._known:
            self._known[id(expression)] = (expression, _UNKNOWN)
            self._known[id(expression)] = (expression, self._read(where, hops))
        return self._known[id(expression)][1]

    def _read(self, where: Located, hops: int) -> Written:
        expression = where.expression
        if isinstance(expression, Template):
            return self._in_turn(where, expression.parts, hops)
        if isinstance(expression, Operation):
            return self._operation(where, expression, hops)
        if isinstance(expression, Call):
            return self._called(where, expression, hops)
        if isinstance(expression, Constant) and expression.value.startswith("/"):
            return Written("/(pattern)", whole=False)
        if isinstance(expression, Name | Member | Item):
            found = _local(where) or value_of(self.program, where)
            if found is not None and found.expression is not expression:
                return self.of(found, hops - 1)
            return _default(where, expression) or _UNKNOWN
        return _UNKNOWN

    def _in_turn(self, where: Located, parts: tuple[Expression, ...], hops: int) -> Written:
        """The texts of several expressions, one behind the other."""
        text, whole = "", True
        for part in parts:
            found = self.of(where.at(part), hops - 1)
            whole = whole and found.whole
            if not found.whole and not found.text and text:
                found = Written(f":{_name_of(part)}")
                if _is_chosen(where, part):
                    self.program.note_beyond(where.module.path, part.line)
            text += found.text
            if len(text) > MAX_PATH:
                break
        return Written(text, whole)

    def _operation(self, where: Located, of: Operation, hops: int) -> Written:
        if of.operator == "+":
            return self._in_turn(where, of.operands, hops)
        if of.operator in ("||", "??", "?:"):
            for operand in of.operands[1:] if of.operator == "?:" else of.operands:
                found = self.of(where.at(operand), hops - 1)
                if found.text:
                    return found
        return _UNKNOWN

    def _called(self, where: Located, call: Call, hops: int) -> Written:
        """`path.join("/a", b)` and the like, and functions of the program that make a path of what
        they are handed: `this.path("users")`.
        """
        if call.name in ("join", "resolve", "urljoin", "urlJoin") and call.arguments:
            each = [self.of(where.at(one), hops - 1) for one in call.arguments]
            text = "/".join(one.text for one in each)
            return Written(text[: 2 * MAX_PATH], all(one.whole for one in each))
        if call.name in ("toString", "toLowerCase", "String"):
            inner = call.arguments[0] if call.arguments else Name(call.line, path=call.receiver)
            return self.of(where.at(inner), hops - 1)
        made = value_of(self.program, where.at(call.callee))
        function = made.expression if made is not None else None
        if made is None or not isinstance(function, Function) or len(function.returns) != 1:
            return _UNKNOWN
        handed = tuple(
            (parameter.name, where.at(argument))
            for parameter, argument in zip(function.parameters, call.arguments, strict=False)
        )
        result = Located(function.returns[0], made.module, function, where.class_, handed)
        return self.of(result, hops - 2)


def _local(where: Located) -> Located | None:
    """What a name stands for in a function whose parameters are known, all that is added to it
    included; what is put into it anew cannot be told.
    """
    name = where.expression
    if not where.rows or where.function is None or not isinstance(name, Name):
        return None
    values = [each.value for each in where.function.assigned(name.path)]
    if not values:
        return None
    added = [each.operands[1] for each in values if _adds_to(each, name.path)]
    first = [each for each in values if not _adds_to(each, name.path)]
    if len(first) != 1:
        return where.at(Expression(name.line, "missing"))
    return where.at(Operation(name.line, operator="+", operands=(first[0], *added)))


def _is_chosen(where: Located, part: Expression) -> bool:
    """Whether a part of a path is what a function is handed, or finds out: it may stand for many,
    as where each file of a folder gets a route.
    """
    names = {each.path.partition(".")[0] for each in walk(part) if isinstance(each, Name)}
    kept = (each for each in where.module.assignments if each.value is where.expression)
    function = where.function or next((each.function for each in kept), None)
    while function is not None:
        own = {*(each.name for each in function.parameters)}
        own |= {each.target for each in function.assignments}
        if not names.isdisjoint(own):
            return True
        function = function.outer
    return False


def _adds_to(value: Expression, name: str) -> TypeGuard[Operation]:
    """Whether a value is what a name has, with something added: `path += "/"`."""
    return (
        isinstance(value, Operation)
        and value.operator == "+="
        and path_of(value.operands[0]) == name
    )


def _default(where: Located, expression: Expression) -> Written | None:
    """The default of the parameter that a name is."""
    each = where.function if isinstance(expression, Name) else None
    while each is not None and isinstance(expression, Name):
        for parameter in each.parameters:
            if parameter.name == expression.path and isinstance(parameter.default, Text):
                return Written(parameter.default.value, whole=False)
        each = each.outer
    return None


def _name_of(expression: Expression) -> str:
    name = expression.path.rpartition(".")[2] if isinstance(expression, Name) else ""
    return name if name.isidentifier() else "value"


def all_written(program: Program, where: Located) -> tuple[Written, ...]:
    """The texts of an expression that is one, or a list of them."""
    expression = where.expression
    if isinstance(expression, Name | Member | Item):
        found = value_of(program, where)
        if found is not None and isinstance(found.expression, Sequence):
            where, expression = found, found.expression
    if isinstance(expression, Sequence):
        return tuple(written(program, where.at(each)) for each in expression.items[:_MAX_LISTED])
    return (written(program, where),)
