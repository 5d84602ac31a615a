"""Queries through Mongoose's models, and through MongoDB's own driver."""

from __future__ import annotations

import functools
import itertools
import re

from compliance.extract.code.expressions import Call, Expression, Name, Text, path_of
from compliance.extract.code.model import Class, Function, Module
from compliance.extract.code.program import Meaning, Program
from compliance.extract.queries.chains import Chain
from compliance.extract.queries.node.mongo_methods import (
    ACTIONS,
    OF_DRIVER,
    OWN,
    by_its_name,
    filters_of,
)
from compliance.extract.queries.node.statics import static_of
from compliance.extract.queries.reading import Dialect, Found, mentions
from compliance.extract.queries.receivers import assigned, generic, type_of

_OF_ROWS = frozenset(["find", "aggregate"])
_MODELS_MADE = frozenset(["model", "getModelForClass"])
_MAKES = _MODELS_MADE | {"collection"}
# What holds the collections of a database.
_COLLECTIONS = re.compile(r"(?:^|\.)(?:collections?|db|database|mongo)$", re.IGNORECASE)
_GETS = frozenset(["findOne", "findById", "create", "findOneAndUpdate", "findByIdAndUpdate"])
# Types of models: Mongoose's, those of its plugins, of Typegoose and of Ts.ED.
_MODELS = frozenset(
    """Model PaginateModel AggregatePaginateModel SoftDeleteModel ReturnModelType
    MongooseModel""".split()
)


def mongoose(program: Program) -> Dialect | None:
    """How queries of MongoDB are told in a program; None where it is not used."""
    if not mentions(program, b"mongoose", b"mongodb", b"typegoose"):
        return None
    return Dialect("Mongoose", frozenset([*ACTIONS, *OWN]), _Mongoose(program).judge)


_MAX_HOPS = 3
_MAX_ANSWERS = 4
# A type that a project gives its models, which no class of its own is.
_MODEL_TYPE = re.compile(r"[A-Z]\w{0,60}Model")


class _Mongoose:
    def __init__(self, program: Program) -> None:
        self._program = program

    def judge(self, chain: Chain) -> Found | None:
        if chain.module.is_python:
            return None
        # `client.db().collection("orders").find()`: whatever gives the database stands before.
        *before, step = _up_to_collection(chain)
        action = ACTIONS.get(step.name)
        if before and action is not None:
            name = before[-1].argument(0)
            table = name.value if isinstance(name, Text) else ""
            return Found(action, table, filters=tuple(filters_of(chain, step)))
        if len(chain.steps) > 1 and chain.names[1] in ACTIONS:
            collection, asked = self._handed_out(chain), chain.steps[1]
            if collection is not None:
                filters = tuple(filters_of(chain, asked))
                return Found(ACTIONS[asked.name], collection, filters=filters)
        model = self._model(chain, chain.base) if action is not None and chain.base else None
        if action is not None and model is not None:
            return Found(action, *model, tuple(filters_of(chain, step)))
        held = self._held(chain) if action is not None else ""
        if action is not None and held:
            return Found(action, held, filters=tuple(filters_of(chain, step)))
        return self._of_document(chain) or by_its_name(
            self._program, chain, by_driver=self._is_by_driver
        )

    def _held(self, chain: Chain) -> str:
        """The collection of MongoDB's own driver that an object holds by its name, as in
        `collections.orders.insertOne(order)`: nothing else's methods are called so.
        """
        owner, _, name = chain.base.rpartition(".")
        asked = chain.steps[0].name
        known = (
            asked in OF_DRIVER
            or (asked in _OF_ROWS and "toArray" in chain.names)
            or (asked in ACTIONS and _COLLECTIONS.search(owner) is not None)
        )
        return name if known and self._is_by_driver else ""

    @functools.cached_property
    def _is_by_driver(self) -> bool:
        return mentions(self._program, b"mongodb'", b'mongodb"') and not mentions(
            self._program, b"mongoose", b"typegoose"
        )

    def _handed_out(self, chain: Chain) -> str | None:
        """The collection or the model that a function of the program hands out, by the name of the
        function where it has no other: `orders().find()`, `Collections.orders().find()`.
        """
        first = chain.steps[0]
        made = self._answer(chain.module, first.callee, chain.function, _MAX_HOPS)
        if made is None:
            return None
        name = made.argument(0)
        return name.value if isinstance(name, Text) else first.name

    def _answer(
        self, module: Module, callee: Expression, function: Function | None, hops: int
    ) -> Call | None:
        """The call that a function answers, be it one that another function has made."""
        found = self._program.value(module, callee, function)
        value = found.value if found is not None and hops > 0 else None
        if found is None or value is None:
            return None
        if isinstance(value, Call):
            made = self._program.value(found.module, value.callee, value.function)
            value = made.value if made is not None else None
            inner = value.returns[0] if isinstance(value, Function) and value.returns else None
            if not isinstance(inner, Function):
                return None
            value = inner
        if not isinstance(value, Function) or value.module is None:
            return None
        # Who makes a model unless it is there already answers it in two places.
        makes = _MAKES if len(value.returns) == 1 else _MODELS_MADE
        for answer in value.returns[:_MAX_ANSWERS]:
            if isinstance(answer, Call) and answer.name in makes:
                return answer
        only = value.returns[0] if len(value.returns) == 1 else None
        if not isinstance(only, Call):
            return None
        return self._answer(value.module, only.callee, value, hops - 1)

    def _of_document(self, chain: Chain) -> Found | None:
        """`order.save()`, and `new Order(values).save()`."""
        first, *others = chain.steps
        if first.constructs and others:
            own, document = OWN.get(others[0].name), self._of_value(first, chain)
        else:
            own = OWN.get(first.name)
            document = self._document(chain, chain.base) if own is not None and chain.base else None
        return Found(own, *document) if own is not None and document is not None else None

    def _model(self, chain: Chain, path: str) -> tuple[str, Meaning | None] | None:
        """The name of the model that a name means, and where it is made."""
        program, function = self._program, chain.function
        if path == "this":
            model = static_of(function)
            return (model, None) if model else None
        named, of = generic(type_of(program, chain.module, path, function))
        if named in _MODELS and of:
            return of.removesuffix("Document") or of, None
        if named == "Collection" and of:
            return of, None
        found = program.meaning(chain.module, path, function)
        if found is None:
            # A container of dependencies hands it out: `private users: Models.UserModel`.
            return (named.removesuffix("Model"), None) if _MODEL_TYPE.fullmatch(named) else None
        return self._made(found, path)

    def _made(self, found: Meaning, path: str) -> tuple[str, Meaning | None] | None:
        value = found.value
        if isinstance(value, Call):
            if value.name in ("model", "getModelForClass", "discriminator"):
                return _first_name(value) or path.rpartition(".")[2], found
            if value.name == "collection":
                return _first_name(value), found
            if self._answer(found.module, value.callee, value.function, _MAX_HOPS) is not None:
                return path.rpartition(".")[2].removesuffix("Model"), found
        if isinstance(value, Class) and any(
            path_of(base).rpartition(".")[2] in ("Model", "model()") for base in value.bases
        ):
            return (value.name, found) if found.module.imports_from("mongoose") else None
        return self._chosen(found)

    def _chosen(self, found: Meaning) -> tuple[str, Meaning | None] | None:
        """`models.User || model("User", schema)`."""
        operands = getattr(found.value, "operands", ())
        for each in operands if isinstance(operands, tuple) else ():
            if isinstance(each, Call) and each.name in ("model", "getModelForClass"):
                return _first_name(each), found
        return None

    def _document(self, chain: Chain, path: str) -> tuple[str, Meaning | None] | None:
        """The model of a document that was made or read in the same function, or that one which
        stands in it is called with.
        """
        if "." in path:
            return None
        calls = (*assigned(chain.function, chain.module, path), _called_with(chain.function, path))
        for value in calls:
            if isinstance(value, Call):
                model = self._of_value(value, chain)
                if model is not None:
                    return model
        return None

    def _of_value(self, value: Call, chain: Chain) -> tuple[str, Meaning | None] | None:
        if value.constructs and isinstance(value.callee, Name):
            return self._model(chain, value.callee.path)
        first = list(value.chain())[-1]
        if first.name in _GETS and isinstance(first.callee, Name):
            return self._model(chain, first.callee.path.rpartition(".")[0])
        return None


def _called_with(function: Function | None, name: str) -> Call | None:
    """The call that hands what it found to a function as a parameter of that name: it is the one of
    `find(…).then((found) => …)`, and the second of `find(…, (error, found) => …)`.
    """
    while function is not None:
        names = [each.name for each in function.parameters]
        if name in names:
            call = function.argument_of
            is_then = call is not None and call.name == "then"
            return call if names.index(name) == (0 if is_then else 1) else None
        function = function.outer
    return None


def _up_to_collection(chain: Chain) -> tuple[Call, ...]:
    """What names a collection and what is asked of it; the first step alone where none is named."""
    for named, asked in itertools.pairwise(chain.steps):
        if named.name == "collection":
            return named, asked
    return chain.steps[:1]


def _first_name(call: Call) -> str:
    first = call.argument(0)
    if isinstance(first, Text):
        return first.value
    return first.path.removesuffix(".name") if isinstance(first, Name) else ""
