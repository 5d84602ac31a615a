"""Queries through the query builders: Knex, Objection, Kysely, and Supabase's client."""

from __future__ import annotations

import re
from collections.abc import Iterator

from compliance.extract.code.expressions import Call, Constant, Expression, Name, Table, Text
from compliance.extract.code.model import Class, Function
from compliance.extract.code.program import Meaning, Program
from compliance.extract.queries.chains import Chain
from compliance.extract.queries.query import Action, Filter, Use
from compliance.extract.queries.reading import Dialect, Found, conditions, mentions, statement
from compliance.extract.queries.receivers import bases, generic, type_of
from compliance.extract.queries.sql import is_sql

KNEX = {
    **dict.fromkeys(["insert"], Action.CREATE),
    **dict.fromkeys(["update", "increment", "decrement", "upsert", "patch"], Action.UPDATE),
    **dict.fromkeys(["del", "delete", "truncate", "deleteById"], Action.DELETE),
    **dict.fromkeys(["first", "findById", "findOne"], Action.ONE),
    **dict.fromkeys(["count", "countDistinct", "sum", "max", "min", "avg"], Action.COUNT),
    **dict.fromkeys(
        """select where andWhere whereIn whereNot whereNull whereNotNull orderBy join leftJoin
        innerJoin from into returning columns column pluck""".split(),
        Action.MANY,
    ),
}
_KNEX_NAMES = frozenset("knex db trx tx database connection transaction qb".split())
_KNEX_WORDS = (b"knex", b"Knex", b"db(", b"db<", b"db.", b"trx", b"tx(", b".where", b"database(")
_OBJECTION = frozenset(["query", "relatedQuery", "$query", "$relatedQuery"])
_OBJECTION_WRITES = {"insert": Action.CREATE, "insertGraph": Action.CREATE,
                     "insertAndFetch": Action.CREATE, "patchAndFetchById": Action.UPDATE,
                     "updateAndFetchById": Action.UPDATE, "upsertGraph": Action.UPDATE,
                     "patch": Action.UPDATE, "update": Action.UPDATE, "delete": Action.DELETE,
                     "deleteById": Action.DELETE}  # fmt: skip
_TYPE_OF = re.compile(r"\btypeof\s{1,9}([\w.]{1,80})")
_KYSELY = {"selectFrom": Action.MANY, "insertInto": Action.CREATE, "updateTable": Action.UPDATE,
           "deleteFrom": Action.DELETE, "replaceInto": Action.CREATE,
           "mergeInto": Action.UPDATE}  # fmt: skip
_SUPABASE = {"select": Action.MANY, "insert": Action.CREATE, "upsert": Action.UPDATE,
             "update": Action.UPDATE, "delete": Action.DELETE}  # fmt: skip
_RANGED = frozenset(["<", ">", "<=", ">=", "between"])


def knex(program: Program) -> Dialect | None:
    """How Knex's queries are told in a program; None where it is not used."""
    if not mentions(program, b"knex"):
        return None
    methods = frozenset([*KNEX, *_KNEX_NAMES, "raw", "batchInsert"])
    return Dialect("Knex", methods, _Knex(program).judge, _KNEX_WORDS)


class _Knex:
    def __init__(self, program: Program) -> None:
        self._program = program

    def judge(self, chain: Chain) -> Found | None:
        first, step = chain.names[0], chain.steps[0]
        if first in _KNEX_NAMES and any(isinstance(e, Function) for e in step.arguments[-1:]):
            return None  # It runs a function in a transaction.
        if first == "raw":
            sql = step.argument(0)
            # What is no statement is a part of another query.
            whole = step.awaited or is_sql(statement(chain, sql))
            return Found(Action.SQL, sql=sql) if whole and self._is(chain, chain.base) else None
        path = f"{chain.base}.{first}" if chain.base else first
        if step.arguments and not step.tagged and self._is(chain, path):
            table = self._name(chain, step.argument(0))
            return Found(told_by(chain, KNEX), table, filters=tuple(wheres(chain)))
        if first == "batchInsert" and self._is(chain, chain.base):
            return Found(Action.CREATE, self._name(chain, step.argument(0)))
        if first in ("select", "from", "into", "insert", "first", "count", "table") and self._is(
            chain, chain.base
        ):
            named = chain.step("from", "into", "table")
            table = self._name(chain, named.argument(0)) if named is not None else ""
            return Found(told_by(chain, KNEX), table, filters=tuple(wheres(chain)))
        return None

    def _is(self, chain: Chain, path: str) -> bool:
        """Whether a name is an instance of Knex, by its type, its maker or its name."""
        imported = chain.module.imported(path.partition(".")[0])
        if not path or "?" in path or (imported is not None and imported[0] == "knex"):
            return False  # The package's own function makes a client, and queries nothing.
        named, _ = generic(type_of(self._program, chain.module, path, chain.function))
        if named:
            return named in ("Knex", "Db", "Transaction", "knex")
        found = self._program.meaning(chain.module, path, chain.function)
        if found is not None and isinstance(found.value, Call):
            if found.value.path.lower().endswith("knex"):
                return True
        elif found is not None:
            return False
        return path.rpartition(".")[2].lower() in _KNEX_NAMES

    def _name(self, chain: Chain, value: Expression | None) -> str:
        if isinstance(value, Name):
            found = self._program.meaning(chain.module, value.path, chain.function)
            if found is not None and isinstance(found.value, Text):
                value = found.value
        if isinstance(value, Text):
            return value.value.partition(" ")[0]
        return ""


def objection(program: Program) -> Dialect | None:
    """How Objection's queries are told in a program; None where it is not used."""
    if not mentions(program, b"objection"):
        return None

    def judge(chain: Chain) -> Found | None:
        start = next((at for at, name in enumerate(chain.names[:2]) if name in _OBJECTION), None)
        path = chain.base if start == 0 else _handed_out(chain)
        if start is None or chain.module.is_python or not path:
            return None
        table = path.rpartition(".")[2]
        declared = program.meaning(chain.module, path, chain.function) if start == 0 else None
        if declared is None or not isinstance(declared.value, Class):
            declared = _of_type(program, chain, path)
        if declared is not None and isinstance(declared.value, Class):
            if not any(
                name.endswith("Model") for name in bases(program, declared.module, declared.value)
            ):
                return None
            table = declared.value.name
        elif start or not (chain.names[0].startswith("$") or table[:1].isupper()):
            return None
        action = told_by(chain, {**KNEX, **_OBJECTION_WRITES})
        return Found(action, table, declared, tuple(wheres(chain)))

    return Dialect("Objection", _OBJECTION, judge)


def _handed_out(chain: Chain) -> str:
    """The function that hands a model out: `this.users().query()`."""
    first = chain.steps[0]
    bare = not first.arguments and not first.tagged and len(chain.steps) > 1
    return f"{chain.base}.{first.name}".strip(".") if bare else ""


def _of_type(program: Program, chain: Chain, path: str) -> Meaning | None:
    """The class of models that a name's type says: `users: ModelClass<typeof User>`."""
    named = _TYPE_OF.search(type_of(program, chain.module, path, chain.function))
    return program.meaning(chain.module, named[1]) if named is not None else None


def kysely(program: Program) -> Dialect | None:
    """How Kysely's queries are told in a program; None where it is not used."""
    if not mentions(program, b"kysely"):
        return None

    def judge(chain: Chain) -> Found | None:
        start = chain.step(*_KYSELY)
        if start is None or chain.module.is_python:
            return None
        given = start.argument(0)
        table = given.value.partition(" ")[0] if isinstance(given, Text) else ""
        action = _KYSELY[start.name]
        if action is Action.MANY and not {"executeTakeFirst", "executeTakeFirstOrThrow"}.isdisjoint(
            chain.names
        ):
            action = Action.ONE
        return Found(action, table, filters=tuple(wheres(chain)))

    return Dialect("Kysely", frozenset(_KYSELY), judge)


def supabase(program: Program) -> Dialect | None:
    """How queries through Supabase's client are told in a program; None where it is not used."""
    if not mentions(program, b"@supabase/"):
        return None

    def judge(chain: Chain) -> Found | None:
        if len(chain.steps) < 2 or "storage" in chain.base or not chain.base:
            return None
        for start, step in zip(chain.steps, chain.steps[1:], strict=False):
            given = start.argument(0)
            if start.name == "from" and isinstance(given, Text) and step.name in _SUPABASE:
                action = _SUPABASE[step.name]
                if action is Action.MANY and chain.step("single", "maybeSingle") is not None:
                    action = Action.ONE
                return Found(action, given.value, filters=tuple(_supabase_filters(chain)))
        return None

    return Dialect("Supabase", frozenset(["from"]), judge)


def _supabase_filters(chain: Chain) -> Iterator[Filter]:
    uses = {**dict.fromkeys(["eq", "in", "is", "neq"], Use.EQUAL),
            **dict.fromkeys(["gt", "gte", "lt", "lte"], Use.RANGE), "order": Use.ORDER}  # fmt: skip
    for step in chain.steps:
        first = step.argument(0)
        if step.name in uses and isinstance(first, Text):
            yield Filter(first.value, uses[step.name], first.line)


def told_by(chain: Chain, actions: dict[str, Action]) -> Action:
    """What a chain does: a write before all, else what tells more than that it reads rows."""
    found = [actions[name] for name in chain.names if name in actions]
    writes = [each for each in found if each in (Action.CREATE, Action.UPDATE, Action.DELETE)]
    others = [each for each in found if each is not Action.MANY]
    return (writes or others or [Action.MANY])[0]


def wheres(chain: Chain) -> Iterator[Filter]:
    """`where("a", 1)`, `where("a", ">", 1)`, `where({ a: 1 })`, `orderBy("a")`."""
    for step in chain.steps:
        name, first = step.name, step.argument(0)
        if name.lower().startswith(("where", "andwhere")) and isinstance(first, Table):
            yield from conditions(first, (), ())
        elif not isinstance(first, Text):
            continue
        elif name in ("where", "andWhere", "whereIn", "whereNull", "whereNotNull", "whereBetween"):
            operator = step.argument(1)
            sign = operator.value.lower() if isinstance(operator, Text | Constant) else ""
            ranged = name == "whereBetween" or (len(step.arguments) == 3 and sign in _RANGED)
            if len(step.arguments) < 3 or sign not in ("like", "ilike"):
                use = Use.RANGE if ranged else Use.EQUAL
                yield Filter(first.value.rpartition(".")[2], use, first.line)
        elif name == "orderBy":
            yield Filter(first.value.rpartition(".")[2].split(" ")[0], Use.ORDER, first.line)
