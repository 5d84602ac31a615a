"""Queries through Sequelize's models."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator
from dataclasses import dataclass

from compliance.extract.code.expressions import Call, Member, Name, Sequence, Text, path_of
from compliance.extract.code.meant import class_around
from compliance.extract.code.model import Class, Module
from compliance.extract.code.program import Meaning, Program
from compliance.extract.queries.chains import Chain, chain_of
from compliance.extract.queries.query import Action, Filter, Use
from compliance.extract.queries.reading import (
    Dialect,
    Found,
    conditions,
    mentions,
    table_of,
)
from compliance.extract.queries.receivers import answered, assigned, bases, lineage, type_of

_TELLING = {
    "findAll": Action.MANY,
    "findAndCountAll": Action.MANY,
    "findByPk": Action.ONE,
    "findOrCreate": Action.CREATE,
    "findOrBuild": Action.ONE,
    "bulkCreate": Action.CREATE,
    "destroy": Action.DELETE,
}
_COMMON = {
    "findOne": Action.ONE,
    "count": Action.COUNT,
    "max": Action.COUNT,
    "min": Action.COUNT,
    "sum": Action.COUNT,
    "create": Action.CREATE,
    "update": Action.UPDATE,
    "upsert": Action.UPDATE,
    "increment": Action.UPDATE,
    "decrement": Action.UPDATE,
    "restore": Action.UPDATE,
    "truncate": Action.DELETE,
}
_ACTIONS = {**_TELLING, **_COMMON}
_OWN = {"save": Action.UPDATE, "update": Action.UPDATE, "destroy": Action.DELETE,
        "reload": Action.ONE}  # fmt: skip
_RANGES = ("[Op.gt]", "[Op.gte]", "[Op.lt]", "[Op.lte]", "[Op.between]")


def sequelize(program: Program) -> Dialect | None:
    """How Sequelize's queries are told in a program; None where it is not used."""
    if not mentions(program, b"sequelize"):
        return None
    return Dialect("Sequelize", frozenset([*_ACTIONS, *_OWN, "query"]), _Sequelize(program).judge)


# Where models are kept together: a folder, a file, an object.
_KEEPS_MODELS = re.compile(
    r"(?:^|[/._])(?:models?|db|database|sequelize)(?:$|[/._])", re.IGNORECASE
)


@dataclass(frozen=True)
class _Model:
    """A model by the name that it is defined by."""

    name: str
    made: Meaning


def _plain(name: str) -> str:
    """A name as it is defined and as its model is kept: `base_user`, `BaseUser`."""
    return name.replace("_", "").lower()


class _Sequelize:
    def __init__(self, program: Program) -> None:
        self._program = program

    def judge(self, chain: Chain) -> Found | None:
        name, step = chain.names[-1], chain.steps[-1]
        start = chain.steps[0]
        if chain.module.is_python or not chain.base:
            return None
        if start.name == "query":
            last = chain.last.lower()
            return Found(Action.SQL, sql=start.argument(0)) if "sequelize" in last else None
        position = next((i for i, each in enumerate(chain.names) if each in _ACTIONS), None)
        if position is not None:
            name, step = chain.names[position], chain.steps[position]
            model = self._model(chain, telling=name in _TELLING)
            if model is not None:
                return Found(_ACTIONS[name], *model, tuple(_filters(chain, step)))
        own = _OWN.get(start.name)
        document = self._instance(chain) if own is not None else None
        return Found(own, *document) if own is not None and document is not None else None

    def _model(self, chain: Chain, *, telling: bool) -> tuple[str, Meaning | None] | None:
        path = chain.base
        if path == "this":
            class_ = class_around(chain.function)
            return self._of_class(Meaning(chain.module, class_)) if class_ is not None else None
        written = type_of(self._program, chain.module, path, chain.function)
        if written.startswith("typeof "):
            return written.removeprefix("typeof ").strip(), None
        found = self._program.meaning(chain.module, path, chain.function)
        if found is not None and isinstance(found.value, Class):
            return self._of_class(found)
        if found is not None and isinstance(found.value, Call):
            made = answered(self._program, found.module, found.value)
            of_class = self._of_class(made) if made is not None else None
            return self._defined(chain, found) or of_class or self._defined(chain, made)
        if chain.last[:1].isupper() and (telling or ".models." in path or path.startswith("db.")):
            return chain.last, None
        return self._registered(chain, found)

    def _registered(self, chain: Chain, found: Meaning | None) -> tuple[str, Meaning | None] | None:
        """The model of a name that is taken from where all models are put by their names while the
        program runs, as the generator of Sequelize does: `db[model.name] = model`.
        """
        value = found.value if found is not None else None
        if value is None and "." not in chain.base:
            value = next(iter(assigned(chain.function, chain.module, chain.base)), None)
        path = path_of(value) if isinstance(value, Name | Member) else chain.base
        of, _, last = path.rpartition(".")
        model = self._models.get(_plain(last))
        head = path.partition(".")[0]
        source, _ = chain.module.imported(head) or ("", "")
        if isinstance(value, Member) and isinstance(value.of, Call) and value.of.path == "require":
            given = value.of.argument(0)
            source = given.value if isinstance(given, Text) else ""
        kept = _KEEPS_MODELS.search(source) or _KEEPS_MODELS.search(of)
        return (model.name, model.made) if model is not None and kept else None

    @functools.cached_property
    def _models(self) -> dict[str, _Model]:
        """The models that files define by a text, or by a class that is given its columns there, by
        their plain names.
        """
        return {
            _plain(name): _Model(name, Meaning(module, call))
            for module in self._program.modules(b".define(", b".define<", b".init(")
            for call in module.calls
            if (name := _defined_name(module, call))
        }

    def _of_class(self, found: Meaning) -> tuple[str, Meaning | None] | None:
        """A class that is a model, by what it extends."""
        if not isinstance(found.value, Class):
            return None
        own = {each.name for _, each in lineage(self._program, found.module, found.value)}
        names = {
            each.rpartition(".")[2].partition("<")[0]
            for each in bases(self._program, found.module, found.value)
        }
        if any(each.endswith("Model") and each not in own for each in names):
            return found.value.name, found
        return None

    def _defined(self, chain: Chain, found: Meaning | None) -> tuple[str, Meaning | None] | None:
        """The model that a call defines."""
        value = found.value if found is not None else None
        if not isinstance(value, Call) or value.name not in ("define", "init"):
            return None
        first = value.argument(0)
        return (first.value if isinstance(first, Text) else chain.last), found

    def _instance(self, chain: Chain) -> tuple[str, Meaning | None] | None:
        """The model of an object that the same function read or made."""
        for value in assigned(chain.function, chain.module, chain.base):
            if isinstance(value, Call):
                inner = chain_of(chain.module, value)
                if inner.names[-1] in ("findOne", "findByPk", "create", "build") and inner.base:
                    return self._model(inner, telling=inner.names[-1] in _TELLING)
        return None


def _defined_name(module: Module, call: Call) -> str:
    """The name of the model that a call defines: `sequelize.define("User", …)`, or `User.init(…)`
    of a class of the file that extends `Model`.
    """
    name = call.argument(0)
    if call.name == "define" and isinstance(name, Text):
        return name.value if "sequelize" in call.receiver.lower() else ""
    is_model = call.name == "init" and any(
        each.name == call.receiver and path_of(base).rpartition(".")[2] == "Model"
        for each in module.classes
        for base in each.bases
    )
    return call.receiver if is_model else ""


def _filters(chain: Chain, step: Call) -> Iterator[Filter]:
    for argument in step.arguments[:2]:
        given = table_of(chain.module, argument, step.function)
        where = given.entries.get("where") if given is not None else None
        table = table_of(chain.module, where, step.function)
        if given is None:
            continue
        if table is not None:
            yield from conditions(table, _RANGES, ("[Op.and]", "[Op.or]"))
        order = given.entries.get("order")
        for each in order.items if isinstance(order, Sequence) else ():
            first = each.items[0] if isinstance(each, Sequence) and each.items else each
            if isinstance(first, Text):
                yield Filter(first.value, Use.ORDER, first.line)
