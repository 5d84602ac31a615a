"""The relations of Django's models from their other side, as `related_name` calls them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from compliance.extract.code.expressions import Call, Expression, Operation, Text
from compliance.extract.code.meant import ClassMeaning, Meaning
from compliance.extract.code.model import Class
from compliance.extract.code.program import Program
from compliance.extract.queries.chains import Chain

# From its other side a OneToOneField is an object, and no manager.
_MANY = frozenset(["ForeignKey", "ManyToManyField", "TreeForeignKey", "ParentalKey"])
# What lists, dictionaries and texts have too, but never asked so.
_ASKED_NOTHING = frozenset(["count", "first", "last", "exists"])
_ASKED_BY_NAME = frozenset(["get", "update", "create", "get_or_create", "aggregate"])


@dataclass
class Relations:
    """The relations of one program."""

    program: Program

    def rows(self, chain: Chain) -> tuple[str, Meaning | None] | None:
        """The model of the rows of `order.lines.count()`, and its name; None where it is no
        relation. Where several models call one so, which it is cannot be told.
        """
        head, _, last = chain.base.rpartition(".")
        if not head or "?" in head or last not in self._named:
            return None
        first, call = chain.names[0], chain.steps[0]
        given = bool(call.arguments or call.keywords)
        named = bool(call.keywords) or any(map(_is_spread, call.arguments))
        if (first in _ASKED_NOTHING and not given) or (first in _ASKED_BY_NAME and named):
            model = self._named[last]
            return (
                (model.value.name, Meaning(model.module, model.value))
                if model is not None
                else ("", None)
            )
        return None

    @cached_property
    def _named(self) -> dict[str, ClassMeaning | None]:
        found: dict[str, ClassMeaning | None] = {}
        for module in self.program.python_modules(b"related_name"):
            for class_ in module.classes:
                for name in _names(class_):
                    found[name] = None if name in found else ClassMeaning(module, class_)
        return found


def _is_spread(argument: Expression) -> bool:
    """Whether it is `**values`."""
    return isinstance(argument, Operation) and argument.operator == "**"


def _names(class_: Class) -> Iterator[str]:
    """The names of the relations that a model's fields make on other models."""
    for field in class_.fields:
        value = field.value
        if isinstance(value, Call) and value.name in _MANY:
            name = value.keywords.get("related_name")
            if isinstance(name, Text) and name.value.isidentifier():
                yield name.value
