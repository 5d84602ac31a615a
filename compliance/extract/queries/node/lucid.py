"""Queries through Lucid, the ORM of AdonisJS: models, their relations, and its query builder."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from compliance.extract.code.expressions import Call, Expression, Name, Table, Text, path_of, walk
from compliance.extract.code.meant import class_around
from compliance.extract.code.model import Class, Module
from compliance.extract.code.program import Meaning, Program
from compliance.extract.queries.chains import Chain, chain_of
from compliance.extract.queries.circumstances import functions_around, is_transaction_name
from compliance.extract.queries.node.builders import KNEX, told_by, wheres
from compliance.extract.queries.query import Action
from compliance.extract.queries.reading import Dialect, Found, mentions
from compliance.extract.queries.receivers import assigned, lineage, type_of

_OF_MODELS = {
    **dict.fromkeys(["all", "findMany", "findManyBy"], Action.MANY),
    **dict.fromkeys(
        "find findBy findOrFail findByOrFail first firstOrFail firstOrNew".split(), Action.ONE
    ),
    **dict.fromkeys(
        """create createMany createQuietly createManyQuietly firstOrCreate
        fetchOrCreateMany""".split(),
        Action.CREATE,
    ),
    **dict.fromkeys(["updateOrCreate", "updateOrCreateMany"], Action.UPDATE),
    "truncate": Action.DELETE,
}
_OF_ROWS = {
    **dict.fromkeys(["save", "saveQuietly"], Action.UPDATE),
    **dict.fromkeys(["delete", "deleteQuietly"], Action.DELETE),
    "refresh": Action.ONE,
    "load": Action.MANY,
}
# What stands between a row and its `save()`.
_FILLING = frozenset(["merge", "fill", "useTransaction"])
_OF_RELATIONS = {
    **_OF_MODELS,
    **dict.fromkeys(["save", "saveMany", "attach"], Action.CREATE),
    "sync": Action.UPDATE,
    "detach": Action.DELETE,
}
_OF_OWN = frozenset(["associate", "dissociate"])
_BUILT = {
    **KNEX,
    "firstOrFail": Action.ONE,
    "getCount": Action.COUNT,
    "multiInsert": Action.CREATE,
}
_STARTS = frozenset(["from", "table", "query", "insertQuery", "knexQuery"])
_DATABASE = ("@ioc:Adonis/Lucid/Database", "@adonisjs/lucid/services/db")
_RELATED = re.compile(r"\btypeof\s{1,9}(\w{1,100})")


def lucid(program: Program) -> Dialect | None:
    """How Lucid's queries are told in a program; None where it is not used."""
    if not mentions(program, b"@adonisjs/lucid", b"@ioc:Adonis/Lucid"):
        return None
    names = {*_OF_MODELS, *_OF_ROWS, *_STARTS, "related", "rawQuery"}
    return Dialect("Lucid", frozenset(names), _Lucid(program).judge)


class _Lucid:
    def __init__(self, program: Program) -> None:
        self._program = program

    def judge(self, chain: Chain) -> Found | None:
        found = self._told(chain) if chain.base and not chain.module.is_python else None
        if found is None:
            return None
        return replace(found, transaction=_is_told_one(chain) or _is_of_handed_row(chain))

    def _told(self, chain: Chain) -> Found | None:
        if _is_database(chain):
            return _of_database(chain)
        related = chain.step("related")
        if related is not None:
            return self._of_relation(chain, related)
        first = chain.names[0]
        if first == "query" or first in _OF_MODELS:
            model = self._model(chain.module, chain.base, chain)
            if model is None:
                return None
            action = _OF_MODELS[first] if first in _OF_MODELS else told_by(chain, _BUILT)
            return Found(action, _name(model), model, tuple(wheres(chain)))
        own = next((each for each in chain.names if each not in _FILLING), "")
        row = self._row(chain) if own in _OF_ROWS else None
        if row is None:
            return None
        made, is_new = row
        is_created = is_new and _OF_ROWS[own] is Action.UPDATE
        return Found(Action.CREATE if is_created else _OF_ROWS[own], _name(made), made)

    def _of_relation(self, chain: Chain, related: Call) -> Found | None:
        """`shop.related("orders").create(…)`; rows of a pivot table have the relation's name, and
        `order.related("shop").associate(shop)` writes the order.
        """
        step = chain.steps[chain.steps.index(related) + 1 :][:1]
        relation = related.argument(0)
        if not step or not isinstance(relation, Text):
            return None
        row = self._row(chain)
        class_ = row[0].value if row is not None else None
        field = class_.field(relation.value) if isinstance(class_, Class) else None
        named = _RELATED.search(field.type) if field is not None else None
        name = step[0].name
        if name in _OF_OWN:
            return Found(Action.UPDATE, _name(row[0]), row[0]) if row is not None else None
        is_pivot = name in ("attach", "sync", "detach")
        table = named[1] if named is not None and not is_pivot else relation.value
        if name == "query":
            return Found(told_by(chain, _BUILT), table, filters=tuple(wheres(chain)))
        return Found(_OF_RELATIONS[name], table) if name in _OF_RELATIONS else None

    def _model(self, module: Module, path: str, chain: Chain) -> Meaning | None:
        """The model that a name is, or the class that a static method of one stands in."""
        if path == "this":
            class_ = class_around(chain.function)
            found = Meaning(module, class_) if class_ is not None else None
        else:
            found = self._program.meaning(module, path, chain.function)
        return found if found is not None and self._is_model(found) else None

    def _is_model(self, found: Meaning) -> bool:
        if not isinstance(found.value, Class):
            return False
        names = (
            each.path
            for _, class_ in lineage(self._program, found.module, found.value)
            for base in class_.bases
            for each in walk(base)
            if isinstance(each, Name)
        )
        return any(each.rpartition(".")[2].endswith("BaseModel") for each in names)

    def _row(self, chain: Chain) -> tuple[Meaning, bool] | None:
        """The model of a row by its name, and whether the row is a new one: by its type, by what
        was put into it, or by what a loop goes through.
        """
        if chain.base == "this":
            own = self._model(chain.module, "this", chain)
            return (own, False) if own is not None else None
        written = type_of(self._program, chain.module, chain.base, chain.function)
        typed = self._model(chain.module, written, chain) if written.isidentifier() else None
        if typed is not None:
            return typed, False
        for value in _values(chain):
            found = self._of_value(chain, value)
            if found is not None:
                return found, isinstance(value, Call) and value.constructs
        return None

    def _of_value(self, chain: Chain, value: Expression) -> Meaning | None:
        """The model of what a query of one answers, or of a row that is made."""
        if not isinstance(value, Call):
            return None
        if value.constructs:
            return self._model(chain.module, value.path, chain)
        inner = chain_of(chain.module, value)
        asked = inner.names[0] == "query" or inner.names[0] in _OF_MODELS
        return self._model(chain.module, inner.base, chain) if asked else None


def _is_told_one(chain: Chain) -> bool:
    """Whether a query is told its transaction, `{ client: trx }`, or its row was before it:
    `order.useTransaction(trx)`.
    """
    before = chain.function.calls if chain.function is not None else ()
    using = (each for each in before if each.path == f"{chain.base}.useTransaction")
    for step in (*chain.steps, *using):
        for each in step.arguments:
            given = each.entries.get("client") if isinstance(each, Table) else each
            handed = given is not each or step.name == "useTransaction"
            if handed and isinstance(given, Name) and is_transaction_name(given.path):
                return True
    return False


def _is_of_handed_row(chain: Chain) -> bool:
    """Whether a row stands in a function that is handed one which was told its transaction before:
    what is found through it is in that one too.
    """
    of_row = chain.names[0] in _OF_ROWS or chain.names[0] in _FILLING or "related" in chain.names
    if not of_row or b"useTransaction" not in chain.module.source:
        return False
    names = {each.name for each in functions_around(chain.function)} - {""}
    for call in chain.module.calls:
        if call.name in names and call.function is not None:
            rows = {path_of(each) for each in call.arguments}
            told = (each for each in call.function.calls if each.name == "useTransaction")
            if any(each.receiver in rows for each in told):
                return True
    return False


def _values(chain: Chain) -> Iterator[Expression]:
    """What a name that a chain is called on may hold, row by row in a loop."""
    yield from assigned(chain.function, chain.module, chain.base)
    block = chain.steps[0].block
    while block is not None:
        if block.target == chain.base and block.subject is not None:
            yield block.subject
            if isinstance(block.subject, Name):
                yield from assigned(chain.function, chain.module, block.subject.path)
        block = block.outer


def _name(model: Meaning) -> str:
    return model.value.name if isinstance(model.value, Class) else ""


def _is_database(chain: Chain) -> bool:
    """Whether a chain is called on Lucid's database itself, or on a transaction of it."""
    if chain.names[0] not in _STARTS and chain.names[0] != "rawQuery":
        return False
    imported = chain.module.imported(chain.base)
    of_package = imported is not None and imported[0] in _DATABASE
    return of_package or is_transaction_name(chain.last)


def _of_database(chain: Chain) -> Found:
    if chain.names[0] == "rawQuery":
        return Found(Action.SQL, sql=chain.steps[0].argument(0))
    named = chain.step("from", "table", "into")
    given = named.argument(0) if named is not None else None
    table = given.value.partition(" ")[0] if isinstance(given, Text) else ""
    return Found(told_by(chain, _BUILT), table, filters=tuple(wheres(chain)))
