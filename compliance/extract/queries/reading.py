"""What the readers of ORMs share: a chain on its way to a query, and conditions as objects."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from compliance.extract.code.expressions import (
    Constant,
    Expression,
    Name,
    Operation,
    Sequence,
    Table,
    Template,
    Text,
)
from compliance.extract.code.model import Function, Module
from compliance.extract.code.program import Meaning, Program
from compliance.extract.queries.chains import Chain
from compliance.extract.queries.circumstances import in_transaction
from compliance.extract.queries.query import Action, Filter, Query, Use
from compliance.extract.queries.receivers import assigned
from compliance.extract.queries.rounds import loop_of
from compliance.extract.queries.sql import beginning, text_of, told

MAX_DEPTH = 6
# By these names a driver is asked for one row, or for one value of it, whatever the SQL may find.
_OF_ONE = frozenset(
    """one oneOrNone maybeOne oneFirst maybeOneFirst get fetchrow fetchval fetch_one fetchone first
    executeTakeFirst scalar scalar_one scalar_one_or_none one_or_none""".split()
)


@dataclass(frozen=True)
class Found:
    """What a reader tells of a chain that is a query of its ORM."""

    action: Action
    table: str = ""
    declared: Meaning | None = None
    filters: tuple[Filter, ...] = ()
    sql: Expression | None = None
    transaction: bool = False


# One ORM's way to tell its queries: None where a chain is none of them.
Judge = Callable[[Chain], Found | None]


@dataclass(frozen=True)
class Dialect:
    """One ORM or driver. `methods` are the names of which a chain has at least one; `judge` makes
    sure of the rest. Each file that queries has one of `words`: calls of the methods, where none
    are given. A word that stands for much else is one of `common`, and proves a file only where it
    has a `call` too.
    """

    orm: str
    methods: frozenset[str]
    judge: Judge
    words: tuple[bytes, ...] = ()
    common: tuple[bytes, ...] = ()
    call: re.Pattern[bytes] | None = None

    def files(self, program: Program) -> Iterator[str]:
        """The files that have what they have to hold to be looked at."""
        contents = program.code.tree.contents
        yield from program.holding(*self.words)
        if self.call is not None:
            for path in program.holding(*self.common):
                if self.call.search(contents[path]):
                    yield path
        if not self.words:
            for path in program.holding(*self._named):
                if self._called(contents[path]):
                    yield path

    @functools.cached_property
    def _named(self) -> tuple[bytes, ...]:
        return tuple(sorted(f".{name}".encode() for name in self.methods))

    @functools.cached_property
    def _called(self) -> Callable[[bytes], re.Match[bytes] | None]:
        """Finds the first call of a method. Many other names begin as the methods do."""
        names = b"|".join(map(re.escape, self._named))
        return re.compile(rb"(?:%s)(?:\?\.|!)?(?:[<`]|\s{0,9}\()" % names).search

    def query(self, chain: Chain) -> Query | None:
        """The query that a chain is, if it is one."""
        found = self.judge(chain)
        if found is None:
            return None
        action, table = found.action, found.table
        # What is only prepared does nothing where that is done; a wrapper of that name, which is
        # told what it runs the SQL for, runs it.
        prepares = chain.names[-1] == "prepare" and not chain.module.is_python
        prepares = prepares and found.sql is chain.steps[-1].argument(0)
        prepares = prepares or chain.names[-1] == "mogrify"
        if action is Action.SQL and found.sql is not None and not prepares:
            action, table = told(statement(chain, found.sql))
            if action is Action.MANY and not _OF_ONE.isdisjoint(chain.names):
                action = Action.ONE
        return Query(
            chain.call, chain.module, self.orm, action, table, found.declared,
            found.filters, found.sql, loop_of(chain), found.transaction or in_transaction(chain),
        )  # fmt: skip


def statement(chain: Chain, sql: Expression | None) -> str:
    """The text of SQL that a chain is handed, or that stands in the name that it is handed, or that
    it begins with: `${SELECT} WHERE id = $1`.
    """
    if isinstance(sql, Name):
        sql = next(iter(assigned(chain.function, chain.module, sql.path, sql.line)), None)
    text = text_of(sql)
    first = beginning(sql) if text.startswith("{}") else None
    if isinstance(first, Name):
        begun = next(iter(assigned(chain.function, chain.module, first.path)), None)
        if isinstance(begun, Text | Template):
            return text_of(begun) + text.removeprefix("{}")
    return text


def mentions(program: Program, *words: bytes) -> bool:
    """Whether some file of a program holds one of some words."""
    return program.mentions(*words)


def table_of(module: Module, value: Expression | None, function: Function | None) -> Table | None:
    """An object that is written out, where it stands or in the name that is handed on, with what is
    put into it: by itself (`where.name = …`), or by a spread (`...(name && { name })`).
    """
    put: dict[str, Expression] = {}
    if isinstance(value, Name):
        made = assigned(function, module, value.path)
        put = dict(_put_into(value.path, function))
        value = next((each for each in made if isinstance(each, Table)), None)
    if not isinstance(value, Table):
        return None
    for each in (_spread(one) for one in value.spread):
        put = {**each, **put}
    return Table(value.line, entries={**put, **value.entries}) if put else value


def _put_into(name: str, function: Function | None) -> Iterator[tuple[str, Expression]]:
    """What is put into the keys of a name, in the functions around a place."""
    by_key = re.compile(rf"{re.escape(name)}(?:\.|\[['\"`])(\w{{1,100}})(?:['\"`]\])?")
    while function is not None:
        for each in function.assignments:
            put = by_key.fullmatch(each.target)
            if put is not None:
                yield put[1], each.value
        function = function.outer


def _spread(value: Expression) -> Mapping[str, Expression]:
    """The entries of an object that is spread, if need be after a condition."""
    if isinstance(value, Operation) and value.operator in ("&&", "?:"):
        chosen = map(_spread, value.operands[1:])
        return {key: each for one in chosen for key, each in one.items()}
    return value.entries if isinstance(value, Table) else {}


def conditions(
    table: Table, ranges: Iterable[str], groups: Iterable[str], within: Iterable[str] = ()
) -> Iterator[Filter]:
    """The columns of conditions as an object: `{email, createdAt: {gte: …}, AND: [...]}`.

    `ranges` are the operators that compare, `groups` those that hold further conditions; `within`
    those that lead into a related table. Other operators filter in no way that an index helps.
    """
    waiting: list[tuple[str, Table, int]] = [("", table, 0)]
    ranged, grouped, inner = frozenset(ranges), frozenset(groups), frozenset(within)
    while waiting:
        prefix, each, depth = waiting.pop(0)
        for key, value in each.entries.items():
            if depth >= MAX_DEPTH or key.startswith("["):
                continue
            parts = value.items if isinstance(value, Sequence) else (value,)
            if key in grouped:
                waiting.extend((prefix, one, depth + 1) for one in parts if isinstance(one, Table))
            elif isinstance(value, Table):
                if inner & value.entries.keys():
                    further = (value.entries[name] for name in sorted(inner & value.entries.keys()))
                    waiting.extend(
                        (f"{prefix}{key}.", one, depth + 1)
                        for one in further
                        if isinstance(one, Table)
                    )
                else:
                    use = _use_of(value, ranged)
                    if use is not None:
                        yield Filter(f"{prefix}{key}", use, value.line)
            elif not is_nothing(value):
                yield Filter(f"{prefix}{key}", Use.EQUAL, value.line)


def is_nothing(value: Expression) -> bool:
    """Whether a value is no value, for which a condition asks in a way of its own."""
    return isinstance(value, Constant) and value.value in ("null", "undefined", "None")


_EQUAL = frozenset("equals eq $eq in $in has is".split())


def _use_of(operators: Table, ranges: frozenset[str]) -> Use | None:
    if ranges & operators.entries.keys():
        return Use.RANGE
    return Use.EQUAL if _EQUAL & operators.entries.keys() else None


def orders(value: Expression | None) -> Iterator[Filter]:
    """The columns of an order as an object or a list of them: `{createdAt: "desc"}`."""
    for each in value.items if isinstance(value, Sequence) else (value,):
        if isinstance(each, Table):
            for key, direction in each.entries.items():
                if not key.startswith("[") and not isinstance(direction, Table):
                    yield Filter(key, Use.ORDER, direction.line)
        elif isinstance(each, Text):
            yield Filter(each.value.lstrip("-"), Use.ORDER, each.line)
