"""Finds SQL that is built from variables and handed to a query."""

from __future__ import annotations

import bisect
import itertools
from collections.abc import Iterator

from compliance.extract.access.words import words
from compliance.extract.base import extractor
from compliance.extract.code.expressions import (
    Call,
    Expression,
    Name,
    Operation,
    Template,
    Text,
    path_of,
    walk,
)
from compliance.extract.code.model import Function, Module
from compliance.extract.code.program import Program
from compliance.extract.queries import queries
from compliance.extract.queries.chains import chains
from compliance.extract.queries.reading import mentions
from compliance.extract.queries.sql import is_sentence, is_sql, text_of
from compliance.extract.query_sites.places import is_aside, is_migration, unread
from compliance.extract.query_sites.sources import Source
from compliance.extract.query_sites.values import Values
from compliance.facts import Evidence
from compliance.facts.queries import SqlTexts, Strike
from compliance.paths import is_source

MAX_STRIKES = 2_000
# As many lines above a call the text that it is handed may be built, to be shown with it.
_NEAR = 15
# Calls that put SQL as it is into a query of an ORM or a builder: for each word the packages that
# have it.
_PARTS = {
    **dict.fromkeys(
        """whereRaw orWhereRaw andWhereRaw orderByRaw havingRaw orHavingRaw joinRaw groupByRaw
        fromRaw selectRaw""".split(),
        (b"knex", b"objection"),
    ),
    "raw": (b"knex", b"drizzle-orm", b"@prisma/client", b"objection", b"kysely", b"mikro-orm",
            b"django", b"@adonisjs/lucid"),
    "Raw": (b"typeorm",),
    "literal": (b"sequelize",),
    "unsafe": (b"postgres",),
    "RawSQL": (b"django",),
    "text": (b"sqlalchemy", b"sqlmodel"),
    "literal_column": (b"sqlalchemy",),
}  # fmt: skip
# Words that only SQLAlchemy gives a meaning, and what a file that takes them from there holds.
_OF_SQLALCHEMY = frozenset(["text", "literal_column"])
_SQLALCHEMY = (b"sqlalchemy", b"sqlmodel", b"sa.", b"db.")
# What a project's own function is called by, beside other words, that is handed SQL:
# `pgQuery("SELECT …")`. By one word alone services are asked too, in a language like SQL; what is
# called by nothing but some of these, such as `sql_execute`, leaves no doubt.
_ASKS = frozenset("query sql execute exec".split())
# What runs SQL, whatever it is called on, and of how many functions is asked what they call.
_RUNS = frozenset("query execute executemany prepare".split())
_MAX_FOLLOWED = 50
_STATEMENTS = (
    b"SELECT ", b"select ", b"INSERT INTO", b"insert into", b"UPDATE ", b"update ", b"DELETE FROM",
    b"delete from",
)  # fmt: skip
_BUILDER = frozenset("where andWhere orWhere having orderBy addOrderBy addSelect".split())


@extractor(version=29, reads=is_source)
def sql_texts(program: Program) -> SqlTexts:
    """The places that hand SQL to a query, and those that build it from variables."""
    values = Values(program)
    sites, open_, strikes, seen = 0, 0, [], set()
    for module, call, sql in _handed(program):
        if id(sql) in seen or is_migration(module) or is_aside(program, module):
            continue
        seen.add(id(sql))
        sites += 1
        source = values.source(module, sql, call.function)
        open_ += source is Source.OPEN
        if source is Source.VARIABLE or (source is Source.OPEN and call.name.endswith("Unsafe")):
            place = _from_where_it_is_built(module, call, sql)
            strikes.append(Strike(place, f"{call.name} is handed SQL that variables are put into"))
    for module, raw in _unbound(program):
        if is_migration(module) or is_aside(program, module) or id(raw.arguments[0]) in seen:
            continue
        source = values.part(module, raw.arguments[0], raw.function)
        sites += 1
        open_ += source is Source.OPEN
        if source is Source.VARIABLE:
            reason = f"{raw.name} puts a variable into SQL as it is"
            strikes.append(Strike(module.evidence(raw.line, raw.end_line), reason))
    return SqlTexts(sites, tuple(strikes[:MAX_STRIKES]), open_, unread(program))


def _from_where_it_is_built(module: Module, call: Call, sql: Expression) -> Evidence:
    """The lines from where a text is made, if that is near, to where it is handed to a call."""
    function = call.function
    first = sql.line
    if function is not None and isinstance(sql, Name):
        made = function.assigned(sql.path)
        near = bisect.bisect_left(made, call.line - _NEAR, key=lambda each: each.line)
        if near < len(made) and made[near].line <= call.line:
            first = min(first, made[near].line)
    return module.evidence(first, call.end_line)


def _handed(program: Program) -> Iterator[tuple[Module, Call, Expression]]:
    """Each SQL text with the call that it is handed to."""
    for query in queries(program):
        if query.sql is not None:
            call = next(
                (each for each in query.call.chain() if query.sql in each.arguments), query.call
            )
            yield query.module, call, query.sql
    names = frozenset(name for name, packages in _PARTS.items() if mentions(program, *packages))
    builder = _BUILDER if mentions(program, b"typeorm") else frozenset()
    plain = [f"{name}(".encode() for name in sorted(names - _OF_SQLALCHEMY)]
    plain += [b"createQueryBuilder"] if builder else []
    theirs = [f"{name}(".encode() for name in sorted(names & _OF_SQLALCHEMY)]
    holds = program.code.holds
    paths = [
        path
        for path in program.paths
        if holds(path, *plain) or (holds(path, *theirs) and holds(path, *_SQLALCHEMY))
    ]
    for module in program.code.modules(paths):
        yield from _parts(module, names, builder)
    yield from _by_wrappers(program)


def _by_wrappers(program: Program) -> Iterator[tuple[Module, Call, Expression]]:
    """SQL that is put together and handed to a function which asks a database, by its name and by
    what it does with its parameters: what only logs or formats a text is called so too.
    """
    asking = {id(one) for query in queries(program) for one in query.call.chain()}
    known: dict[int, bool] = {}
    for module in program.modules(*_STATEMENTS):
        for call in module.calls:
            named = words(call.name)
            if call.tagged or call.constructs or len(named) < 2 or _ASKS.isdisjoint(named):
                continue
            for given in call.arguments[:2]:
                text = text_of(_built(given, call))
                if text and is_sql(text) and not is_sentence(text):
                    if _ASKS.issuperset(named) and not {"exec", "execute"}.isdisjoint(named):
                        yield module, call, given
                        continue
                    function = _called(program, module, call)
                    if function is None:
                        continue
                    if id(function) not in known:
                        known[id(function)] = _asks(program, function, asking)
                    if known[id(function)]:
                        yield module, call, given


def _called(program: Program, module: Module, call: Call) -> Function | None:
    found = program.callee(module, call, call.function)
    return found.value if found is not None and isinstance(found.value, Function) else None


def _asks(program: Program, function: Function, asking: set[int]) -> bool:
    """Whether a function hands one of its parameters to a query, itself or by what it calls."""
    waiting, seen = [function], set[int]()
    while waiting and len(seen) < _MAX_FOLLOWED:
        one = waiting.pop()
        if id(one) in seen or one.module is None:
            continue
        seen.add(id(one))
        names = {each.name.lstrip(".*") for each in one.parameters} - {""}
        for call in (call for inner in one.everything() for call in inner.calls):
            first, handed = (_reads(call.arguments[:number], names) for number in (1, None))
            if first and (id(call) in asking or call.name in _RUNS):
                return True
            called = _called(program, one.module, call) if handed else None
            waiting += [called] if called is not None else []
    return False


def _reads(handed: tuple[Expression, ...], names: set[str]) -> bool:
    """Whether one of some names is among what a call is handed."""
    paths = (path_of(each) for one in handed for each in itertools.islice(walk(one), _NEAR))
    return any(path in names for path in paths)


def _built(given: Expression, call: Call) -> Expression | None:
    """The text with values that a call is handed, itself or by a name of the function."""
    if isinstance(given, Name) and call.function is not None:
        made = [each.value for each in call.function.assigned(given.path)[:_NEAR]]
        return next((each for each in made if isinstance(each, Template | Operation)), None)
    return given if isinstance(given, Template | Operation) else None


def _unbound(program: Program) -> Iterator[tuple[Module, Call]]:
    """What a template that binds its values takes as it is: ``sql`… ${sql.raw(column)}` ``."""
    for module in program.modules(b".raw(", b".unsafe("):
        for call in () if module.is_python else module.calls:
            of = call.argument(0) if call.tagged else None
            for each in of.values if isinstance(of, Template) else ():
                is_raw = isinstance(each, Call) and each.name in ("raw", "unsafe")
                if isinstance(each, Call) and is_raw and each.arguments:
                    yield module, each


def _parts(
    module: Module, names: frozenset[str], builder: frozenset[str]
) -> Iterator[tuple[Module, Call, Expression]]:
    for chain in chains(module):
        is_built = not builder.isdisjoint(chain.names) and "createQueryBuilder" in chain.names
        for step in chain.steps:
            sql = step.argument(0)
            if step.name == "Raw" and isinstance(sql, Function):  # It is told the column's name.
                sql = next(iter(sql.returns), None)
            if sql is None or not isinstance(sql, Template | Operation | Text):
                continue
            if (is_built and step.name in builder) or (
                step.name in names and _is_part(module, step)
            ):
                yield module, step, sql


def _is_part(module: Module, step: Call) -> bool:
    """Whether a word such as `text` or `raw` is that of a database's package here."""
    if step.name in ("text", "literal_column"):
        source, _ = module.imported(step.name) or ("", "")
        by_name = source.startswith(("sqlalchemy", "sqlmodel"))
        return module.is_python and (by_name or step.receiver in ("sa", "db", "sqlalchemy"))
    if step.name == "raw" and not module.is_python:
        last = path_of(step.callee).removesuffix(".raw").rpartition(".")[2].lower()
        return last in ("knex", "db", "trx", "sql", "prisma", "database", "objection", "tx")
    if step.name == "raw":
        return step.receiver.endswith("objects")
    return True
