"""Queries through Prisma's client."""

from __future__ import annotations

import re
from collections.abc import Iterator

from compliance.extract.code.expressions import Call, Expression, Member, Table
from compliance.extract.code.meant import class_around
from compliance.extract.code.model import Class
from compliance.extract.code.program import Program
from compliance.extract.queries.chains import Chain
from compliance.extract.queries.query import Action, Filter
from compliance.extract.queries.reading import (
    Dialect,
    Found,
    conditions,
    mentions,
    orders,
    table_of,
)
from compliance.extract.queries.receivers import assigned, bases, type_of
from compliance.tree import Unreadable

_OWN = {
    "findMany": Action.MANY,
    "findUnique": Action.ONE,
    "findUniqueOrThrow": Action.ONE,
    "findFirst": Action.ONE,
    "findFirstOrThrow": Action.ONE,
    "createMany": Action.CREATE,
    "createManyAndReturn": Action.CREATE,
    "updateMany": Action.UPDATE,
    "updateManyAndReturn": Action.UPDATE,
    "upsert": Action.UPDATE,
    "deleteMany": Action.DELETE,
    "aggregate": Action.COUNT,
    "groupBy": Action.MANY,
}
# Names that others have too: of these the client has to be known.
_COMMON = {
    "create": Action.CREATE,
    "update": Action.UPDATE,
    "delete": Action.DELETE,
    "count": Action.COUNT,
}
_ACTIONS = {**_OWN, **_COMMON}
_RAW = frozenset(["$queryRaw", "$executeRaw", "$queryRawUnsafe", "$executeRawUnsafe"])
_CLIENTS = frozenset(["db", "tx", "trx", "client", "database", "orm", "transaction"])
_RANGES = ("gt", "gte", "lt", "lte", "startsWith")
_GROUPS = ("AND", "OR", "NOT")
_WITHIN = ("is", "isNot", "some", "every", "none")
_MODEL = re.compile(r"^[ \t]{0,20}model[ \t]{1,20}(\w{1,100})[ \t]{0,20}\{", re.MULTILINE)


def prisma(program: Program) -> Dialect | None:
    """How Prisma's queries are told in a program; None where it is not used."""
    if not mentions(program, b"@prisma/client", b"PrismaClient"):
        return None
    reader = _Prisma(program, dict(_models(program)))
    return Dialect("Prisma", frozenset(_ACTIONS) | _RAW, reader.judge)


def _models(program: Program) -> Iterator[tuple[str, str]]:
    """The models of the schemas: as the client calls each, and as the schema does."""
    tree = program.code.tree
    for path in tree.matching(_is_schema):
        try:
            text = tree.read(path).decode("utf-8", "replace")
        except Unreadable:
            continue  # Then the client has to be known by its name or its type.
        for name in _MODEL.findall(text):
            yield name[0].lower() + name[1:], name


def _is_schema(path: str) -> bool:
    return path.endswith(".prisma")


class _Prisma:
    def __init__(self, program: Program, models: dict[str, str]) -> None:
        self._program, self._models = program, models

    def judge(self, chain: Chain) -> Found | None:
        step = chain.steps[0]
        if len(chain.steps) > 1 and step.name not in _ACTIONS and step.name not in _RAW:
            return self._on_made(chain)
        if step.name in _RAW:
            return _raw(step) if self._is_client(chain, chain.base) else None
        action = _ACTIONS.get(step.name)
        kept = self._kept(chain) if action is not None else ""
        if action is not None and kept:
            return Found(action, kept, filters=tuple(_filters(chain, step)))
        if action is None or not ("." in chain.base or "[" in chain.base):
            return None
        keyed = chain.base.endswith("[]")
        client = chain.base.removesuffix("[]") if keyed else chain.above()
        model = "" if keyed else self._models.get(chain.last, "")
        if self._models and not model and not keyed:
            return None
        if not (model and step.name in _OWN) and not self._is_client(chain, client):
            return None
        return Found(
            action, model or ("" if keyed else chain.last), filters=tuple(_filters(chain, step))
        )

    def _on_made(self, chain: Chain) -> Found | None:
        """A query on a client that a function hands out: `client(tx).user.findMany()`."""
        step, callee = chain.steps[1], chain.steps[1].callee
        if step.name in _RAW:
            return _raw(step) if self._is_client(chain, chain.steps[0].name) else None
        of = callee.of if isinstance(callee, Member) else None
        model = self._models.get(of.name, "") if isinstance(of, Member) else ""
        if not model or step.name not in _ACTIONS:
            return None
        return Found(_ACTIONS[step.name], model, filters=tuple(_filters(chain, step)))

    def _kept(self, chain: Chain) -> str:
        """The model of a part of a client that a name stands for: `new PrismaClient().user`."""
        head, _, name = chain.base.partition(".")
        class_ = class_around(chain.function) if head == "this" else None
        field = class_.field(name) if class_ is not None else None
        values = (
            [field.value]
            if field is not None
            else assigned(chain.function, chain.module, chain.base)
        )
        for each in values:
            made = each.of if isinstance(each, Member) else None
            if isinstance(each, Member) and isinstance(made, Call) and "PrismaClient" in made.path:
                return self._models.get(each.name, "")
        return ""

    def _is_client(self, chain: Chain, path: str) -> bool:
        """Whether a name is Prisma's client, by its name, its type or what it is made of."""
        last = path.rpartition(".")[2]
        if last.lower() in _CLIENTS or "prisma" in last.lower():
            return True
        program, module, function = self._program, chain.module, chain.function
        if "Prisma" in type_of(program, module, path, function):
            return True
        found = program.meaning(module, path, function)
        if found is None:
            return False
        value = found.value
        if isinstance(value, Class):
            return any("Prisma" in name for name in bases(program, found.module, value))
        return isinstance(value, Call) and (
            "PrismaClient" in value.path or value.name == "$extends"
        )


def _raw(step: Call) -> Found:
    # A tagged template binds what is put into it, so it is the call that tells.
    return Found(Action.SQL, sql=step if step.tagged else step.argument(0))


def _filters(chain: Chain, step: Call) -> Iterator[Filter]:
    given = table_of(chain.module, step.argument(0), step.function)
    if given is None:
        return
    where: Expression | None = given.entries.get("where")
    table = table_of(chain.module, where, step.function)
    if isinstance(table, Table):
        yield from conditions(table, _RANGES, _GROUPS, _WITHIN)
    yield from orders(given.entries.get("orderBy"))
