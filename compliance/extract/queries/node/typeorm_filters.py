"""The columns by which TypeORM's queries filter and order."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Iterator, Mapping

from compliance.extract.code.expressions import Call, Name, Sequence, Table, Text
from compliance.extract.code.model import Function, Module
from compliance.extract.code.program import Program
from compliance.extract.queries.chains import Chain
from compliance.extract.queries.query import Filter, Use
from compliance.extract.queries.reading import conditions, orders, table_of

_RANGES = ("MoreThan", "LessThan", "MoreThanOrEqual", "LessThanOrEqual", "Between")
_CONDITION = re.compile(
    r"\b(\w{1,60})\.(\w{1,60})\s{0,3}(=|<>|!=|<=|>=|<|>|IN\b|BETWEEN\b|IS\b)", re.IGNORECASE
)
# To so many functions a builder is followed.
_MAX_HANDED = 8
_CONDITIONS = ("where", "andWhere", "orWhere")
_ORDERS = ("orderBy", "addOrderBy")
# Operators that an index does not serve.
_UNSERVED = frozenset(["Like", "ILike", "Raw", "Not", "IsNull"])
# Keys of the options of `find`; an object without one is the conditions, in older releases.
_OPTIONS = frozenset(
    """where select relations relationLoadStrategy join order cache lock withDeleted transaction
    skip take loadRelationIds loadEagerRelations comment""".split()
)


def filters(chain: Chain, step: Call) -> Iterator[Filter]:
    """The columns of `find({ where, order })` and `findBy({ … })`."""
    if step.name in ("save", "insert", "upsert", "remove", "softRemove", "recover"):
        return
    # The last that an update is handed are the new values.
    handed = step.arguments[:-1] if step.name == "update" else step.arguments
    given = next(
        (
            found
            for each in handed[:2]
            if (found := table_of(chain.module, each, step.function)) is not None
        ),
        None,
    )
    if given is None:
        return
    whole = step.name in (
        "find", "findOne", "findAndCount", "findOneOrFail", "count", "exists"
    ) and not _OPTIONS.isdisjoint(given.entries)  # fmt: skip
    where = given.entries.get("where") if whole else given
    for each in where.items if isinstance(where, Sequence) else (where,):
        table = table_of(chain.module, each, step.function)
        if table is not None:
            yield from _of_table(table)
    if whole:
        yield from orders(given.entries.get("order"))


def _of_table(table: Table) -> Iterator[Filter]:
    """`{ age: MoreThan(3) }` compares, `{ name: Like("a%") }` does neither."""
    for each in conditions(table, (), ()):
        value = table.entries.get(each.column)
        if isinstance(value, Call) and value.name in _RANGES:
            yield Filter(each.column, Use.RANGE, each.line)
        elif not isinstance(value, Call) or value.name not in _UNSERVED:
            yield each


def built_filters(program: Program, chain: Chain) -> Iterator[Filter]:
    """The columns of a query that a builder builds: `where("user.age > :age")`, `orderBy(…)`."""
    aliases = {
        each.value
        for step in chain.all_steps("createQueryBuilder", "from", "update", "delete")
        for each in step.arguments
        if isinstance(each, Text)
    }
    later = tuple(_later(program, chain))
    for step in (*chain.all_steps(*_CONDITIONS), *_named(later, _CONDITIONS)):
        first = step.argument(0)
        if isinstance(first, Text):
            for match in _CONDITION.finditer(first.value[:2_000]):
                ranges = match[3].upper() in ("<", ">", "<=", ">=", "BETWEEN")
                if not aliases or match[1] in aliases:  # Others are joined.
                    yield Filter(match[2], Use.RANGE if ranges else Use.EQUAL, first.line)
        elif isinstance(first, Table):
            yield from _of_table(first)
    for step in (*chain.all_steps(*_ORDERS), *_named(later, _ORDERS)):
        first = step.argument(0)
        if isinstance(first, Text):
            alias, _, column = first.value.replace('"', "").replace("`", "").rpartition(".")
            if not alias or not aliases or alias in aliases:
                yield Filter(column, Use.ORDER, first.line)


def _later(program: Program, chain: Chain) -> Iterator[Call]:
    """What is asked of a builder by the name that it is put under: `users.andWhere(…)`, in the
    functions that it is handed to as well; nothing where one of these cannot be followed.
    """
    function = chain.function
    names = _names(function).get(id(chain.call), ()) if function is not None else ()
    waiting = [(function, name) for name in names if function is not None]
    found: list[Call] = []
    for each, name in waiting:  # What it is handed to is put behind.
        for inner, call in _uses(each).get(name, ()):
            if call.receiver.partition(".")[0] == name:
                found.append(call)
            handed = [isinstance(one, Name) and one.path == name for one in call.arguments]
            module = each.module or chain.module
            if not any(handed) or _is_package_s(module, call):
                continue
            meant = program.meaning(module, call.path, inner)
            taking = meant.value if meant is not None else None
            at = handed.index(True)
            if not isinstance(taking, Function) or at >= len(taking.parameters):
                return
            if len(waiting) < _MAX_HANDED:
                waiting.append((taking, taking.parameters[at].name))
    yield from found


@functools.lru_cache(maxsize=4)  # A function may make thousands of queries.
def _names(function: Function) -> Mapping[int, list[str]]:
    """The names that a function puts what it calls under, by the ids of the calls."""
    found: dict[int, list[str]] = {}
    for each in function.assignments:
        if each.target and isinstance(each.value, Call):
            for one in each.value.chain():
                found.setdefault(id(one), []).append(each.target)
    return found


@functools.lru_cache(maxsize=4)
def _uses(function: Function) -> Mapping[str, list[tuple[Function, Call]]]:
    """The calls in a function, and in those that are written in it, by each name that they are made
    on or handed.
    """
    found: dict[str, list[tuple[Function, Call]]] = {}
    for inner in function.everything():
        for call in inner.calls:
            handed = (each.path for each in call.arguments if isinstance(each, Name))
            for name in {call.receiver.partition(".")[0], *handed}:
                found.setdefault(name, []).append((inner, call))
    return found


def _is_package_s(module: Module, call: Call) -> bool:
    """Whether a call is of a package's function, such as one that cuts a page out."""
    imported = module.imported(call.path.partition(".")[0])
    return imported is not None and not imported[0].startswith((".", "@/", "src/"))


def _named(calls: Iterable[Call], names: tuple[str, ...]) -> Iterator[Call]:
    return (each for each in calls if each.name in names)
