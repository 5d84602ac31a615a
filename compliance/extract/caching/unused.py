"""Tells a wrapper of a cache that a program only registers from one that something asks."""

from __future__ import annotations

import re
from collections.abc import Iterator

from compliance.extract.access.words import words
from compliance.extract.code.expressions import Call, Expression, path_of
from compliance.extract.code.model import Class, Function, Module
from compliance.extract.code.program import Program

# By these a class is handed out under another name, or to what makes something of it.
_HANDED_OUT = (
    rb"(?:use(?:Class|Existing)\s{0,9}:|inject\s{0,9}:\s{0,9}\[[^\]]{0,200}|\bnew)\s{0,9}%s\b"
)


# A hostile file may have any number of such classes, each of which others are searched for.
_MAX_WRAPPERS = 50


class OnlyRegistered:
    """Tells the calls in a service of NestJS that wraps a cache (`CacheService`) and that nothing
    but modules takes in: then nobody puts data there. Each class is looked for once.
    """

    def __init__(self, program: Program) -> None:
        self._program = program
        self._known: dict[int, bool] = {}

    def holds(self, call: Call) -> bool:
        """Whether a call stands in such a service."""
        class_ = call.function.class_ if call.function is not None else None
        if class_ is None:
            return False
        if id(class_) not in self._known:
            few = len(self._known) < _MAX_WRAPPERS
            self._known[id(class_)] = few and _is_only_registered(self._program, class_)
        return self._known[id(class_)]


def _is_only_registered(program: Program, class_: Class) -> bool:
    if class_.module is None or "cache" not in words(class_.name):
        return False
    if not any(_name(each) == "Injectable" for each in class_.decorators):
        return False
    return not any(_asks(each, class_) for each in _mentioning(program, class_))


def _mentioning(program: Program, class_: Class) -> Iterator[Module]:
    """The other files of the program in which the name of a class stands."""
    for module in program.modules(class_.name.encode()):
        if module is not class_.module:
            yield module


def _asks(module: Module, class_: Class) -> bool:
    """Whether a file does more with a class than to register it, or to hand it on."""
    if re.search(_HANDED_OUT % re.escape(class_.name.encode()), module.source):
        return True
    registers = [
        each for each in module.classes if any(_name(e) == "Module" for e in each.decorators)
    ]
    others = [each for each in module.classes if each not in registers]
    takes_in = any(_takes_in(method, class_) for one in registers for method in one.methods)
    handed_on = not module.classes and not module.functions and not module.calls
    return bool(others) or takes_in or not (registers or handed_on)


def _takes_in(method: Function, class_: Class) -> bool:
    return any(class_.name in each.type for each in method.parameters)


def _name(decorator: Expression) -> str:
    return path_of(decorator.callee if isinstance(decorator, Call) else decorator)
