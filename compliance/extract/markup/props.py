"""Finds what components of React are handed by those that put them into a page."""

from __future__ import annotations

import re
from collections.abc import Iterator

from compliance.extract.code import outline
from compliance.extract.code.expressions import Expression, Name, Text
from compliance.extract.code.model import Function, Module
from compliance.extract.code.program import Program

# So many elements hand a value, and so many are looked at, whether they do or not.
_MAX_USES = 50
_MAX_ELEMENTS = 500
_MAX_ASSIGNED = 200
_MAX_ELEMENT = 4_000
_TOKEN = re.compile(
    rb"(?<![\w-])(?P<name>[A-Za-z_][\w-]{0,80})\s{0,9}=\s{0,9}(?=[\"'{])|(?P<text>\"[^\"]{0,2000}\"|'[^']{0,2000}')"
    rb"|(?P<opens>\{)|(?P<ends>>)"
)
_BRACE = re.compile(rb"[{}]")


def handed_props(
    program: Program, function: Function, name: str
) -> list[tuple[Module, Function | None, Expression]]:
    """What a component is handed for a name in it, by each element that is written of it, with the
    module and the function there; nothing where that is not all, or the name is none of its props.
    """
    prop = _prop(function, name)
    if not prop or not function.name[:1].isupper():
        return []
    found: list[tuple[Module, Function | None, Expression]] = []
    for used, (module, line, attributes) in enumerate(_uses(program, function.name.encode())):
        if used >= _MAX_ELEMENTS or len(found) >= _MAX_USES or attributes is None:
            return []
        value = attributes.get(prop.encode())
        if value is not None:
            made = _expression(value, line)
            if made is None:
                return []
            found.append((module, _innermost(module, line), made))
    return found


def _prop(function: Function, name: str) -> str:
    """What a name stands for in the object that a component is handed: `html` of `props.html`."""
    if not function.parameters or function.class_ is not None:
        return ""
    first, (head, _, rest) = function.parameters[0], name.partition(".")
    if first.name and first.name == head:
        return rest.partition(".")[0]
    taken = dict(first.taken)
    for each in function.assignments[:_MAX_ASSIGNED] if first.name else ():
        if isinstance(each.value, Name) and each.value.path == first.name:
            taken |= {local: key for local, (key, _) in each.parts.items()}
    return taken.get(head, "")


def _uses(
    program: Program, component: bytes
) -> Iterator[tuple[Module, int, dict[bytes, bytes] | None]]:
    """The elements of a component, each with its line and its attributes."""
    opens = re.compile(rb"<" + re.escape(component) + rb"(?=[\s/>])")
    for module in program.modules(b"<" + component):
        line, at = 1, 0
        for each in opens.finditer(module.source):
            line += module.source.count(b"\n", at, each.start())
            at = each.start()
            yield module, line, _attributes(module.source[each.end() : each.end() + _MAX_ELEMENT])


def _attributes(source: bytes) -> dict[bytes, bytes] | None:
    """The attributes of an element as they are written, from behind its name; None where it has
    others too, or does not end.
    """
    found: dict[bytes, bytes] = {}
    position, name = 0, b""
    while (token := _TOKEN.search(source, position)) is not None:
        position = token.end()
        if token["ends"]:
            return found
        if token["name"]:
            name = token["name"]
            continue
        if token["opens"]:
            position = _closing(source, position)
            if not name or not position:  # `{...rest}`.
                return None
        found[name] = source[token.start() : position]
        name = b""
    return None


def _closing(source: bytes, position: int) -> int:
    """The position behind the brace that closes one; 0 where there is none."""
    depth = 1
    for brace in _BRACE.finditer(source, position):
        depth += 1 if brace[0] == b"{" else -1
        if not depth:
            return brace.end()
    return 0


def _expression(value: bytes, line: int) -> Expression | None:
    """The value of an attribute, as if it stood at its line."""
    if value[:1] != b"{":
        return Text(line, value=value[1:-1].decode("utf-8", "replace"))
    source = b"\n" * (line - 1) + b"const value = (" + value[1:-1] + b");"
    made = outline("value.tsx", source).assignments
    return made[0].value if made else None


def _innermost(module: Module, line: int) -> Function | None:
    """The smallest function around a line."""
    around = [each for each in module.functions if each.line <= line <= each.end_line]
    return min(around, key=lambda each: each.end_line - each.line, default=None)
