"""Paths of routes as Python's frameworks write them, in one spelling: `/users/{id}`."""

from __future__ import annotations

import re
from collections.abc import Iterator

from compliance.extract.code.expressions import (
    Call,
    Expression,
    Item,
    Member,
    Name,
    Operation,
    Template,
    Text,
    path_of,
    walk,
)
from compliance.extract.code.model import Function
from compliance.extract.code.program import Program
from compliance.extract.routes.following import Located
from compliance.extract.routes.paths import MAX_PATH, Written
from compliance.extract.routes.python.names import MAX_HOPS, value_of

_ANGLE = re.compile(r"<([^<>]{1,200})>")
_IDENTIFIER = re.compile(r"[A-Za-z_]\w{0,80}")
_QUANTIFIERS = "?*+"
_CLASSES = "dDwWsS"
_NO_CHARACTERS = "AZzbB"


def written(program: Program, where: Located | None, hops: int = MAX_HOPS) -> Written:
    """The text of an expression, constants followed; what is not written out is left out at the
    beginning, and is a parameter further on.
    """
    if where is None or hops <= 0:
        return Written("", whole=False)
    expression = where.expression
    if isinstance(expression, Text):
        return Written(expression.value)
    if isinstance(expression, Template):
        return _in_turn(program, where, expression.parts, hops)
    if isinstance(expression, Operation):
        return _of_operation(program, where, expression, hops)
    if isinstance(expression, Call):
        return _of_call(program, where, expression, hops)
    if not isinstance(expression, Name | Item):
        return Written("", whole=False)
    found_value = value_of(program, where)
    if found_value is None or _holds(found_value.expression, expression):
        return Written("", whole=False)
    return written(program, found_value, hops - 1)


def _holds(value: Expression, name: Expression) -> bool:
    """Whether a value is made of what its name stood for before: `prefix = "/a" + prefix`."""
    path = path_of(name)
    return value is name or any(
        isinstance(each, Name) and each.path == path for each in walk(value)
    )


def _of_operation(program: Program, where: Located, operation: Operation, hops: int) -> Written:
    """Texts that are added, formatted by `%`, or of which one is chosen."""
    if operation.operator == "+":
        return _in_turn(program, where, operation.operands, hops)
    if operation.operator == "%":
        made = written(program, where.at(operation.operands[0]), hops - 1)
        return Written(made.text.replace("%s", "{value}").replace("%d", "{value}"), made.whole)
    if operation.operator not in ("or", "?:"):
        return Written("", whole=False)
    first = 1 if operation.operator == "?:" else 0
    found = (written(program, where.at(each), hops - 1) for each in operation.operands[first:])
    return next((each for each in found if each.text), Written("", whole=False))


def _of_call(program: Program, where: Located, call: Call, hops: int) -> Written:
    """A text that is marked for translation or compiled, or that has another's slashes cut off."""
    if call.name in ("_", "gettext_lazy", "gettext_noop", "pgettext_lazy", "str", "compile"):
        inner = call.arguments[-1] if call.name == "pgettext_lazy" else call.argument(0)
        return written(program, where.at(inner) if inner else None, hops - 1)
    if call.name in ("strip", "lstrip", "rstrip", "lower") and isinstance(call.callee, Name):
        return written(program, where.at(Name(call.line, path=call.receiver)), hops - 1)
    if isinstance(call.callee, Member) and call.name == "format":
        return _formatted(program, where, call, call.callee.of, hops)
    made_by = value_of(program, where.at(call.callee))
    function = made_by.expression if made_by is not None else None
    if isinstance(function, Function):
        return _handed_back(program, where, call, function, hops)
    return Written("", whole=False)


def _formatted(
    program: Program, where: Located, call: Call, template: Expression, hops: int
) -> Written:
    """A text with what is put into its `{}` in turn: a parameter where that is not known."""
    made = written(program, where.at(template), hops - 1)
    text, *others = made.text.split("{}")
    for index, part in enumerate(others):
        given = call.argument(index)
        found = written(program, where.at(given) if given else None, hops - 1)
        text += (found.text if found.whole else "{value}") + part
    return Written(text[:MAX_PATH], made.whole)


def _handed_back(
    program: Program, where: Located, call: Call, function: Function, hops: int
) -> Written:
    """The text that a function is given, where it is one that returns it as it is, or adds to it in
    some set-ups only.
    """
    for each in function.returns:
        for position, parameter in enumerate(function.parameters):
            if isinstance(each, Name) and each.path == parameter.name:
                given = call.argument(position, parameter.name)
                return written(program, where.at(given) if given else None, hops - 1)
    return Written("", whole=False)


def _in_turn(program: Program, where: Located, parts: tuple[Expression, ...], hops: int) -> Written:
    text, whole = "", True
    for part in parts:
        found = written(program, where.at(part), hops - 1)
        if not found.whole and not found.text and text.strip("/^"):
            found = Written(f"{{{_name_of(part)}}}")
        text, whole = text + found.text, whole and found.whole
        if len(text) > MAX_PATH:
            break
    return Written(text[:MAX_PATH], whole)


def _name_of(expression: Expression) -> str:
    name = path_of(expression).rpartition(".")[2]
    return name if name.isidentifier() else "value"


def angles(path: str, *, name_first: bool = False) -> str:
    """`/users/<int:id>` as Django and Flask write it; with `name_first` `<id:int>` as Sanic."""

    def name_of(match: re.Match[str]) -> str:
        first, colon, last = match[1].partition(":")
        if not colon or name_first:
            return f"{{{first.strip()}}}"
        return f"{{{last.strip()}}}"

    return _ANGLE.sub(name_of, path[:MAX_PATH])


def braces(path: str) -> str:
    r"""`/users/{id:int}` and `/users/{id:\d{3}}` as Starlette, aiohttp, Falcon and Pyramid do."""
    made: list[str] = []
    depth = 0
    name = ""
    for character in path[:MAX_PATH]:
        if character == "{":
            depth += 1
        elif character == "}" and depth:
            depth -= 1
            if not depth:
                made.append(f"{{{_clean(name)}}}")
                name = ""
        elif depth:
            name += character
        else:
            made.append(character)
    return "".join(made)


def _clean(name: str) -> str:
    found = _IDENTIFIER.search(name)
    return found[0] if found else "value"


def of_pattern(pattern: str) -> str:
    r"""`^users/(?P<id>\d+)/$` as a path: without what is optional, and of alternatives the first.

    It takes one step for each character, whatever the pattern is.
    """
    return "".join(_pieces(pattern[:MAX_PATH]))


def _pieces(pattern: str) -> Iterator[str]:
    position = 0
    while position < len(pattern):
        piece, position = _piece(pattern, position)
        if piece is None:
            return
        optional = False
        start = position
        while position < len(pattern) and pattern[position] in _QUANTIFIERS:
            optional = optional or pattern[position] in "?*"
            position += 1
        if position < len(pattern) and pattern[position] == "{":
            position = pattern.find("}", position) + 1 or len(pattern)
        # An optional character is left out; a parameter stays what it is.
        if piece == "." and start != position:
            yield "{pattern}"
        elif not (optional and not piece.startswith("{")):
            yield piece


def _piece(pattern: str, position: int) -> tuple[str | None, int]:
    """The path that one item of a pattern is, and where the next begins; None where it ends."""
    character = pattern[position]
    if character in "^$":
        return "", position + 1
    if character == "|":
        return None, position
    if character == "\\":
        escaped = pattern[position + 1 : position + 2]
        if escaped in _NO_CHARACTERS:
            return "", position + 2
        return ("{pattern}" if escaped in _CLASSES else escaped), position + 2
    if character == "[":
        end = pattern.find("]", position + 2)
        return "{pattern}", (end + 1 if end > 0 else len(pattern))
    if character == "(":
        end = _closing(pattern, position)
        return _group(pattern[position + 1 : end]), end + 1
    return character, position + 1


def _closing(pattern: str, position: int) -> int:
    """Where the group that begins at a position ends."""
    depth, in_class, escaped = 0, False, False
    for index in range(position, len(pattern)):
        character = pattern[index]
        if escaped:
            escaped = False
        elif character == "\\":
            escaped = True
        elif in_class:
            in_class = character != "]"
        elif character == "[":
            in_class = True
        elif character == "(":
            depth += 1
        elif character == ")":
            depth -= 1
            if not depth:
                return index
    return len(pattern)


def _group(inside: str) -> str:
    if inside.startswith(("?P<", "?<")) and not inside.startswith(("?<=", "?<!")):
        return f"{{{inside[inside.index('<') + 1 :].partition('>')[0]}}}"
    if inside.startswith("?:"):
        alternative = inside[2:]
        plain = all(each not in alternative for each in "|([\\")
        return alternative if plain else "{pattern}"
    return "" if inside.startswith("?") else "{pattern}"
