"""Queries through MikroORM: its entity manager, a unit of work, and its repositories."""

from __future__ import annotations

from collections.abc import Iterator

from compliance.extract.code.expressions import Call, Expression, Name, Text, path_of
from compliance.extract.code.meant import class_around
from compliance.extract.code.model import Class
from compliance.extract.code.program import Meaning, Program
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
from compliance.extract.queries.receivers import assigned, extended_with, generic, lineage, type_of

_ACTIONS = {
    "find": Action.MANY,
    "findAll": Action.MANY,
    "findAndCount": Action.MANY,
    "findByCursor": Action.MANY,
    "findOne": Action.ONE,
    "findOneOrFail": Action.ONE,
    "count": Action.COUNT,
    "insert": Action.CREATE,
    "insertMany": Action.CREATE,
    "persist": Action.CREATE,
    "persistAndFlush": Action.CREATE,
    "upsert": Action.UPDATE,
    "nativeInsert": Action.CREATE,
    "nativeUpdate": Action.UPDATE,
    "nativeDelete": Action.DELETE,
    "remove": Action.DELETE,
    "removeAndFlush": Action.DELETE,
    "populate": Action.MANY,
    "execute": Action.SQL,
}
# What makes a query builder, and the steps that say what it does; it reads where none says so.
_BUILDERS = frozenset(["createQueryBuilder", "qb"])
_BUILT = {
    "insert": Action.CREATE,
    "update": Action.UPDATE,
    "delete": Action.DELETE,
    "truncate": Action.DELETE,
    "getCount": Action.COUNT,
    "getSingleResult": Action.ONE,
}
_MANAGERS = frozenset(["EntityManager", "SqlEntityManager", "MikroORM"])
_REPOSITORIES = frozenset(["EntityRepository", "SqlEntityRepository"])
_RANGES = ("$gt", "$gte", "$lt", "$lte")


def mikroorm(program: Program) -> Dialect | None:
    """How MikroORM's queries are told in a program; None where it is not used."""
    if not mentions(program, b"@mikro-orm"):
        return None
    return Dialect("MikroORM", frozenset([*_ACTIONS, *_BUILDERS]), _MikroOrm(program).judge)


class _MikroOrm:
    def __init__(self, program: Program) -> None:
        self._program = program

    def judge(self, chain: Chain) -> Found | None:
        step, base = chain.steps[0], chain.base
        builds = step.name in _BUILDERS
        action = _built(chain) if builds else _ACTIONS.get(step.name)
        if action is None or not base or chain.module.is_python:
            return None
        named, of = generic(type_of(self._program, chain.module, base, chain.function))
        if named in _REPOSITORIES and of:
            return Found(action, of, None, () if builds else tuple(_filters(chain, step, 0)))
        own = self._own_repository(chain, base)
        if own is not None:
            return Found(action, own, None, () if builds else tuple(_filters(chain, step, 0)))
        is_manager = named in _MANAGERS or chain.last in ("em", "orm")
        if not is_manager:
            return None
        if action is Action.SQL:
            return Found(action, sql=step.argument(0))
        table, declared = self._entity(chain, step.argument(0))
        filters = () if builds else tuple(_filters(chain, step, 1))
        return Found(action, table, declared, filters)

    def _own_repository(self, chain: Chain, base: str) -> str | None:
        """The entity of a repository of the program's own: `class Users extends
        EntityRepository<User>`; None for what is none.
        """
        if base in ("this", "super"):
            found = class_around(chain.function)
            place = chain.module
        else:
            meaning = self._program.meaning(chain.module, base, chain.function)
            found = meaning.value if meaning and isinstance(meaning.value, Class) else None
            place = meaning.module if meaning is not None else chain.module
        for module, class_ in lineage(self._program, place, found) if found is not None else ():
            if any(path_of(each).rpartition(".")[2] in _REPOSITORIES for each in class_.bases):
                return extended_with(module, class_)
        return None

    def _entity(self, chain: Chain, value: Expression | None) -> tuple[str, Meaning | None]:
        """The entity that is named, or of which an object is handed over."""
        if isinstance(value, Text):
            return value.value, None
        if isinstance(value, Call):
            return self._entity(chain, value.callee if value.constructs else value.argument(0))
        if not isinstance(value, Name):
            return "", None
        found = self._program.meaning(chain.module, value.path, chain.function)
        if found is not None and isinstance(found.value, Class):
            return found.value.name, found
        for each in assigned(chain.function, chain.module, value.path):
            if isinstance(each, Call):
                return self._entity(chain, each)
        return (value.path, None) if value.path[:1].isupper() else ("", None)


def _built(chain: Chain) -> Action | None:
    """What a query builder does, where it is run: not one that others go on with."""
    if len(chain.steps) < 2:
        return None
    said = (_BUILT[name] for name in chain.names[1:] if name in _BUILT)
    return next(said, Action.MANY)


def _filters(chain: Chain, step: Call, position: int) -> Iterator[Filter]:
    if step.name.startswith(("persist", "remove", "insert", "upsert", "populate")):
        return
    where = table_of(chain.module, step.argument(position), step.function)
    if where is not None:
        yield from conditions(where, _RANGES, ("$and", "$or"))
    options = table_of(chain.module, step.argument(position + 1), step.function)
    if options is not None:
        yield from orders(options.entries.get("orderBy"))
