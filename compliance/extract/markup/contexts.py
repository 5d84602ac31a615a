"""Tells what code hands to templates by a name: nothing but texts of the program's own, or more."""

from __future__ import annotations

import enum
import posixpath
from collections.abc import Iterator
from dataclasses import dataclass

from compliance.extract.code.expressions import (
    Call,
    Expression,
    Member,
    Name,
    Operation,
    Table,
    Text,
)
from compliance.extract.code.model import Function, Module
from compliance.extract.code.program import Program
from compliance.extract.markup.safe_values import SafeValues
from compliance.extract.markup.traced import is_traced

# What fills in a template of Jinja's or Django's.
_RENDERS = frozenset(
    """render render_async render_template render_template_string render_to_string
    render_to_response TemplateResponse""".split()
)
_WORDS = (b"render", b"TemplateResponse")
# The same in JavaScript: Express's and Koa's, Fastify's and Hapi's, EJS's own.
_VIEWS = frozenset(["render", "view", "renderFile", "viewAsync"])
_OF_VIEWS = (b".render(", b".view(", b".renderFile(", b".viewAsync(")
_ENGINES = frozenset("ejs eta mustache nunjucks pug swig".split())
_MAX_CALLS = 2_000


class Handed(enum.Enum):
    """What a name stands for in a template: nothing that somebody wrote, what is seen to come from
    a request or to be put together, or who knows what.
    """

    SAFE = enum.auto()
    TRACED = enum.auto()
    OPEN = enum.auto()


@dataclass(frozen=True)
class Contexts:
    """What templates are handed: `safe` are the names that always stand for something in which
    nothing is that somebody wrote into a request, `traced` those that stand for such a thing
    somewhere, `unknown` the templates, by the names of their files, that are handed more than can
    be seen.
    """

    safe: frozenset[bytes] = frozenset()
    unknown: frozenset[str] = frozenset()
    traced: frozenset[bytes] = frozenset()

    def of(self, path: str, name: bytes) -> Handed:
        """What a template is handed by a name."""
        called = posixpath.basename(path)
        # Code may name a template without the ending that an engine adds.
        if name in self.safe and self.unknown.isdisjoint([called, posixpath.splitext(called)[0]]):
            return Handed.SAFE
        return Handed.TRACED if name in self.traced else Handed.OPEN


def contexts(program: Program) -> Contexts:
    """What the code of a program hands to its templates."""
    safe: dict[str, bool] = {}
    unknown: set[str] = set()
    traced: set[bytes] = set()
    is_open = False
    for module, call in _rendering(program):
        values = SafeValues(module, program)
        handed, is_whole = _handed(program, module, call)
        for name, value in handed:
            is_safe = values.is_safe_at(call, value)
            safe[name] = safe.get(name, True) and is_safe
            if not is_safe and is_traced(value, call.function):
                traced.add(name.encode())
        if not is_whole and not module.is_python and _named(program, module, call) is None:
            is_open = True
        elif not is_whole:
            unknown.update(posixpath.basename(each) for each in _templates(program, module, call))
    if is_open:  # Whatever file the text is of, it may be handed anything.
        return Contexts(traced=frozenset(traced))
    names = (each.encode() for each, is_safe in safe.items() if is_safe)
    return Contexts(frozenset(names), frozenset(unknown), frozenset(traced))


def _rendering(program: Program) -> Iterator[tuple[Module, Call]]:
    count = 0
    for module in (*program.python_modules(*_WORDS), *program.modules(*_OF_VIEWS)):
        for call in module.calls:
            if module.is_python:
                renders = call.name in _RENDERS
            else:
                named = _named(program, module, call) is not None
                renders = call.name in _VIEWS and (named or _fills_text(module, call))
            if renders and count < _MAX_CALLS:
                count += 1
                yield module, call


def _fills_text(module: Module, call: Call) -> bool:
    """Whether an engine is handed a template's text, which may be of any file."""
    head, _, rest = call.path.partition(".")
    taken_in = module.imported(head)
    return rest == "render" and taken_in is not None and taken_in[0] in _ENGINES


def _named(program: Program, module: Module, call: Call) -> Text | None:
    """The template that a call of JavaScript names first, itself or by a constant."""
    given = call.argument(0)
    found = program.value(module, given, call.function) if isinstance(given, Name) else None
    named = found.value if found is not None else given
    return named if isinstance(named, Text) else None


def _templates(program: Program, module: Module, call: Call) -> Iterator[str]:
    """The templates that a call names, itself or where it gets one: `get_template("a.html").`."""
    if not module.is_python:
        named = _named(program, module, call)
        yield named.value if named is not None else ""
        return
    made = call.callee.of if isinstance(call.callee, Member) else None
    arguments = (*call.arguments, *(made.arguments if isinstance(made, Call) else ()))
    yield from (each.value for each in arguments if isinstance(each, Text))


def _handed(
    program: Program, module: Module, call: Call
) -> tuple[list[tuple[str, Expression]], bool]:
    """What a call hands to a template by name, and whether that is all that it hands."""
    handed: list[tuple[str, Expression]] = []
    is_whole = True
    behind = call.arguments if module.is_python else call.arguments[1:]
    given = [each for each in behind if not isinstance(each, Text | Function)]
    for name, value in call.keywords.items():
        if name == "context":
            given.append(value)
        else:
            handed.append((name, value))
    for each in given:
        if isinstance(each, Name) and each.path in ("request", "self.request"):
            continue
        value = each.operands[0] if isinstance(each, Operation) else each
        found = program.value(module, value, call.function)
        table = found.value if found is not None else value
        if isinstance(table, Table):
            handed += table.entries.items()
            is_whole &= not table.spread
        else:
            is_whole = False
    return handed, is_whole
