"""What the readers of the frameworks find: a route together with the code behind it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from compliance.extract.code.expressions import Expression
from compliance.extract.code.model import Class, Function, Module
from compliance.facts import Evidence
from compliance.facts.routes import Answer, Route, Style

# What declares a route says its path, or its method, below.
_OPEN = re.compile(rb"\([ \t]{0,20}[{\[]?[ \t]{0,20}\r?$")
_STRING = re.compile(rb"""'[^'\n]{0,500}'|"[^"\n]{0,500}"|`[^`\n]{0,500}`""")
_SHOWN = 5
_MAX_LINE = 2_000


@dataclass(frozen=True, eq=False)
class Endpoint:
    """A route and its code, while a repository is being read.

    `module` and `line` are where it is declared; `handler` is the function that answers, None where
    it could not be followed (then the route is listed all the same). `guards` are what stands
    before the handler: middleware arguments, decorators of the handler and of its class,
    dependencies, permission classes, those of the routers that it is mounted on too. `class_` is
    the controller, view or viewset that the handler belongs to. `holds_body`: the declaration names
    a schema, to which the framework itself holds the body before the handler has it. `brought`: a
    class of the framework or a library answers by itself, and no handler is missing.
    """

    method: str
    path: str
    framework: str
    module: Module
    line: int
    handler: Function | None = None
    class_: Class | None = None
    guards: tuple[Expression, ...] = ()
    answer: Answer = Answer.DATA
    style: Style = Style.HTTP
    whole: bool = True
    holds_body: bool = False
    brought: bool = False

    @property
    def route(self) -> Route:
        """What is stored of it."""
        name = self.handler.qualified if self.handler is not None else ""
        return Route(
            self.method, self.path, self.framework, name, _declared_at(self.module, self.line),
            self.answer, self.style, self.whole, self.brought,
        )  # fmt: skip

    @property
    def modules(self) -> tuple[Module, ...]:
        """The files in which the names of its guards may be: in Python a route is declared in one,
        its class in another, and what that inherits a method from in a third.
        """
        if not self.module.is_python:
            return (self.module,)
        behind = (self.handler, self.class_)
        places = (self.module, *(each.module for each in behind if each is not None))
        return tuple(dict.fromkeys(each for each in places if each is not None))

    @property
    def only_reads(self) -> bool:
        """Whether its method promises to change nothing."""
        return self.method in ("GET", "HEAD")


def _declared_at(module: Module, line: int) -> Evidence:
    """Where a route is declared, with the next lines where nothing of it stands on the first."""
    lines = module.text(line, line + _SHOWN - 1)[: _SHOWN * _MAX_LINE].split(b"\n")
    if not _OPEN.search(lines[0][:_MAX_LINE]):
        return module.evidence(line)
    open_brackets = 0
    for number, text in enumerate(lines, line):
        bare = _STRING.sub(b"", text)
        open_brackets += sum(map(bare.count, (b"(", b"[", b"{")))
        open_brackets -= sum(map(bare.count, (b")", b"]", b"}")))
        if open_brackets <= 0:
            return module.evidence(line, number)
    return module.evidence(line, line + _SHOWN - 1)
