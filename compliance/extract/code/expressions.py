"""What is written in a source file, in one shape for JavaScript, TypeScript and Python: names,
calls, texts and what is made of them.

Names are dotted as they are written (`req.body`, `self.repository`); positions are lines from 1.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from compliance.extract.code.model import Block, Class, Function

MAX_PATH = 400
# The kind of a slice of Python's between numbers that are written out, or constants by their name:
# `[:50]`, `[:MOST]`.
FIXED_SLICE = "fixed slice"
_WRITTEN_LARGE = re.compile(r"(?:.{0,400}\.)?[A-Z][A-Z0-9_]{2,80}", re.DOTALL)


def is_constant(path: str) -> bool:
    """Whether a name is written as that of a constant: `MOST`, `settings.PAGE_SIZE`."""
    return _WRITTEN_LARGE.fullmatch(path) is not None


@dataclass(slots=True, eq=False)
class Expression:
    """The base of all; by itself, one that is not told apart (`kind` is the grammar's name)."""

    line: int
    kind: str = ""


@dataclass(slots=True, eq=False)
class Text(Expression):
    """A text that is written out, without its quotation marks."""

    value: str = ""


@dataclass(slots=True, eq=False)
class Constant(Expression):
    """A number, a truth value or nothing (`null`, `None`), as it is written."""

    value: str = ""


@dataclass(slots=True, eq=False)
class Name(Expression):
    """A name, dotted where it is a path of attributes."""

    path: str = ""


@dataclass(slots=True, eq=False)
class Member(Expression):
    """An attribute of what is no name, as in `select().where`."""

    of: Expression = field(kw_only=True)
    name: str = ""


@dataclass(slots=True, eq=False)
class Item(Expression):
    """What is at a key: `of[key]`."""

    of: Expression = field(kw_only=True)
    key: Expression = field(kw_only=True)


@dataclass(slots=True, eq=False)
class Template(Expression):
    """A text with values put into it: a template literal, an f-string."""

    parts: tuple[Expression, ...] = ()

    @property
    def values(self) -> tuple[Expression, ...]:
        """What is put in."""
        return tuple(each for each in self.parts if not isinstance(each, Text))

    @property
    def text(self) -> str:
        """The written parts, with `{}` for each value."""
        return "".join(each.value if isinstance(each, Text) else "{}" for each in self.parts)


@dataclass(slots=True, eq=False)
class Operation(Expression):
    """Operands under an operator as it is written; `?:` is a choice (condition, then, else), `for`
    a comprehension (element, iterated), `...`, `*` and `**` before one operand spread it.
    """

    operator: str = ""
    operands: tuple[Expression, ...] = ()


@dataclass(slots=True, eq=False)
class Sequence(Expression):
    """A list, a tuple or a set that is written out."""

    items: tuple[Expression, ...] = ()


@dataclass(slots=True, eq=False)
class Table(Expression):
    """An object literal or a dictionary; `spread` are others that are put into it."""

    entries: Mapping[str, Expression] = field(default_factory=dict)
    spread: tuple[Expression, ...] = ()


@dataclass(slots=True, eq=False)
class Call(Expression):
    """A call, `new` and tagged templates too (their text is the only argument).

    `function` is the function that it stands in, None at the top of the module; `block` the
    innermost loop or `with` around it in that function.
    """

    callee: Expression = field(kw_only=True)
    arguments: tuple[Expression, ...] = ()
    keywords: Mapping[str, Expression] = field(default_factory=dict)
    end_line: int = 0
    constructs: bool = False
    tagged: bool = False
    awaited: bool = False
    function: Function | None = None
    block: Block | None = None
    class_: Class | None = None

    @property
    def path(self) -> str:
        """The callee with `()` for each call in it, as in `db.select().from`."""
        return path_of(self.callee)

    @property
    def name(self) -> str:
        """The last part of the callee: what is called, whatever it is called on."""
        callee = self.callee
        if isinstance(callee, Name):
            return callee.path.rpartition(".")[2]
        return callee.name if isinstance(callee, Member) else ""

    @property
    def receiver(self) -> str:
        """What it is called on, as a path; empty for a plain function."""
        return self.path.rpartition(".")[0]

    def argument(self, position: int, keyword: str = "") -> Expression | None:
        """An argument by its position (from 0; none before that), or else by its keyword."""
        if 0 <= position < len(self.arguments):
            return self.arguments[position]
        return self.keywords.get(keyword)

    def chain(self) -> Iterator[Call]:
        """The calls of a chain such as `select().from().where()`, from the last to the first."""
        each: Expression = self
        while True:
            if isinstance(each, Call):
                yield each
                each = each.callee
            elif isinstance(each, Member | Item):
                each = each.of
            else:
                return


def path_of(expression: Expression) -> str:
    """An expression as a path: dots for attributes, `()` for calls, `[]` for keys, `?` for what is
    no path. One that is longer than people write loses its beginning.
    """
    parts: list[str] = []
    length = 0
    each = expression
    while length < MAX_PATH:
        if isinstance(each, Name):
            parts.append(each.path)
            break
        if isinstance(each, Member):
            part, each = f".{each.name}", each.of
        elif isinstance(each, Call):
            part, each = "()", each.callee
        elif isinstance(each, Item):
            part, each = "[]", each.of
        else:
            parts.append("?")
            break
        parts.append(part)
        length += len(part)
    return "".join(reversed(parts))


def walk(expression: Expression) -> Iterator[Expression]:
    """An expression and all that it is made of, functions not entered."""
    waiting = [expression]
    while waiting:
        each = waiting.pop()
        yield each
        waiting.extend(reversed(list(made_of(each))))


def made_of(expression: Expression) -> Iterator[Expression]:
    """What an expression is made of, one step down."""
    match expression:
        case Call():
            yield expression.callee
            yield from expression.arguments
            yield from expression.keywords.values()
        case Member():
            yield expression.of
        case Item():
            yield expression.of
            yield expression.key
        case Template():
            yield from expression.parts
        case Operation():
            yield from expression.operands
        case Sequence():
            yield from expression.items
        case Table():
            yield from expression.entries.values()
            yield from expression.spread
