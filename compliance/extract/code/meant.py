"""What a name stands for."""

from __future__ import annotations

from dataclasses import dataclass

from compliance.extract.code.expressions import Expression
from compliance.extract.code.model import Class, Function, Module

# The kind of an expression that stands for all that a module exports.
MODULE = "module"


@dataclass(frozen=True)
class Meaning:
    """What a name stands for, and the module in which that is written."""

    module: Module
    value: Function | Class | Expression


@dataclass(frozen=True)
class ClassMeaning:
    """A meaning that is a class."""

    module: Module
    value: Class


def whole_of(module: Module) -> Meaning:
    """All that a module exports, as a value."""
    return Meaning(module, Expression(1, MODULE))


def of_class(meaning: Meaning | None) -> ClassMeaning | None:
    """A meaning, where it is a class."""
    if meaning is not None and isinstance(meaning.value, Class):
        return ClassMeaning(meaning.module, meaning.value)
    return None


def class_around(function: Function | None) -> Class | None:
    """The class whose method a function is, or stands in."""
    each = function
    while each is not None:
        if each.class_ is not None:
            return each.class_
        each = each.outer
    return None
