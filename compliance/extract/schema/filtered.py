"""Finds the columns by which queries of route handlers filter or order, and whether an index
serves each.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import chain

from compliance.extract.base import extractor
from compliance.extract.code.expressions import Call, path_of
from compliance.extract.code.model import Class, Function
from compliance.extract.code.program import Program
from compliance.extract.queries import queries
from compliance.extract.queries.circumstances import functions_around
from compliance.extract.queries.implementing import Implementations
from compliance.extract.queries.python.django_managers import Managers
from compliance.extract.queries.query import Filter, Query, Use
from compliance.extract.queries.receivers import lineage
from compliance.extract.query_sites.by_hand import run_by_hand
from compliance.extract.query_sites.places import is_command, is_script
from compliance.extract.reach import concerning
from compliance.extract.routes import endpoints
from compliance.extract.schema.history import alike, completed
from compliance.extract.schema.migrations import Wanted, applied
from compliance.extract.schema.sql_migrations import SqlMigrations, is_sql_migration
from compliance.facts import Component
from compliance.facts.manifests import Manifests
from compliance.facts.reach import Reach
from compliance.facts.schema import Column, FilteredColumn, FilteredColumns, Schema, Table

# What columns of texts are called that in fact are enumerations.
_FEW = ("status", "state", "role", "type", "kind", "level", "priority", "severity", "visibility")
# What makes a function, or the methods of a class, run in the background: Celery, RQ, Huey,
# Dramatiq, NestJS; and what files with such hold.
_TASKS = frozenset(
    """shared_task task periodic_task db_task db_periodic_task actor job Cron Interval Timeout
    Process Processor OnEvent""".split()
)
_TASKS_IN = (
    b"task", b"actor", b"@job", b".job", b"@Cron", b"@Interval", b"@Timeout", b"@Process",
    b"@OnEvent",
)  # fmt: skip
# Of one table that is declared twice all columns but a few are there twice.
_SHARED = 1.25
MAX_FUNCTIONS = 4_000
MAX_SITES = 2_000


@extractor(version=29)
def filtered_columns(
    program: Program,
    component: Component,
    reach: Reach,
    manifests: Manifests,
    schema: Schema,
    migrations: SqlMigrations,
) -> FilteredColumns:
    """The columns of declared tables that queries behind routes filter or order by. Those without
    an index are looked for in migrations once more.
    """
    made = queries(program) if schema.tables else ()
    if not made:
        return FilteredColumns()
    filtering = [each for each in made if each.filters]
    tables: Iterable[Table] = schema.tables
    bare = _bare(_sites(filtering, tables))
    if bare:
        in_sql = program.code.tree.matching(is_sql_migration)
        files = concerning(in_sql, component, reach, manifests)
        history = applied(program, migrations, files, Wanted(bare), [])
        tables = [completed(each, history, with_keys=False) for each in schema.tables]
        bare = _bare(_sites(filtering, tables))
    reached = _reached(program)
    views = {id(each) for each in _views(program)}
    behind = {id(each) for each in made if _is_reached(each, reached) or _is_of(each, views)}
    asked = [each for each in filtering if id(each) in behind]
    sites, finder = _sites(asked, tables), _Tables(tables)
    further = _sites(_serving(program, filtering), tables) if bare - _bare(sites) else ()
    return FilteredColumns(
        tuple(sites[:MAX_SITES]),
        len(made),
        len(behind),
        tuple(further[:MAX_SITES]),
        sum(finder.of(each) is None for each in asked),
    )


def _serving(program: Program, filtering: Iterable[Query]) -> Iterator[Query]:
    """The queries that may run for a route: those aside that somebody starts by hand, or that run
    in the background, there or in what is called from there.
    """
    aside = run_by_hand(program)
    later = _following(program, filter(_is_task, _tasks(program)))
    for each in filtering:
        if is_script(each.module) or each.module.path in aside or is_command(each.function):
            continue
        if not _is_reached(each, later):
            yield each


def _tasks(program: Program) -> Iterator[Function]:
    """The functions of the modules that have tasks."""
    for module in program.modules(*_TASKS_IN):
        yield from module.functions


def _is_task(function: Function) -> bool:
    """Whether a function runs in the background by what it, or its class, is decorated with:
    `@shared_task`, `@app.task`, `@Cron("0 3 * * *")`, `@Processor("mails")`.
    """
    marks = (*function.decorators, *(function.class_.decorators if function.class_ else ()))
    names = (path_of(each).removesuffix("()").rpartition(".")[2] for each in marks)
    return not _TASKS.isdisjoint(names)


def _bare(sites: Iterable[FilteredColumn]) -> frozenset[tuple[str, str]]:
    """The columns that have no index."""
    return frozenset((each.table, each.column) for each in sites if not each.indexed)


def _sites(behind: Iterable[Query], tables: Iterable[Table]) -> list[FilteredColumn]:
    """The columns of some queries; one that some query uses without an index has none."""
    finder = _Tables(tables)
    found: dict[tuple[str, str], FilteredColumn] = {}
    for query in behind:
        for each in _columns(query, finder):
            known = found.get((each.table, each.column))
            if known is None or (known.indexed and not each.indexed):
                found[each.table, each.column] = each
    return sorted(found.values(), key=lambda each: (each.where.path, each.where.line))


def _reached(program: Program) -> frozenset[int]:
    """The functions that handlers are, and those that they call, directly or not."""
    handlers = (each.handler for each in endpoints(program) if each.handler is not None)
    methods = (method for each in _views(program) for method in each.methods)
    return _following(program, chain(handlers, methods))


def _following(program: Program, first: Iterable[Function]) -> frozenset[int]:
    """Some functions and those that they call, directly or not."""
    seen: set[int] = set()
    waiting: deque[Function] = deque()

    def reach(functions: Iterable[Function]) -> None:
        for each in functions:
            if id(each) not in seen and len(seen) < MAX_FUNCTIONS:
                seen.add(id(each))
                waiting.append(each)

    reach(first)
    behind, managers = Implementations(program), Managers(program)
    while waiting:
        function = waiting.popleft()
        reach(_called(program, behind, function))
        reach(_managing(managers, function))
    return frozenset(seen)


def _views(program: Program) -> Iterator[Class]:
    """The classes whose methods are handlers, or run for them, with what they extend."""
    views = {id(each.class_): each.class_ for each in endpoints(program) if each.class_ is not None}
    for view in views.values():
        family = lineage(program, view.module, view) if view.module is not None else ()
        yield from (each for _, each in family)


def _called(program: Program, behind: Implementations, function: Function) -> Iterator[Function]:
    """The functions that one calls, by way of an interface too."""
    known: set[int] = set()
    for call, found in program.called(function):
        known.add(id(call))
        if isinstance(found.value, Function):
            yield found.value
    for inner in function.everything():
        for call in inner.calls:
            if id(call) not in known:
                yield from behind.methods(call, inner)
                yield from _making(program, call, inner)


def _managing(managers: Managers, function: Function) -> Iterator[Function]:
    """The methods of models' own managers that a function calls."""
    for inner in function.everything():
        for call in inner.calls:
            yield from managers.methods(call, inner)


def _making(program: Program, call: Call, function: Function) -> Iterator[Function]:
    """What makes an object of a class that is called: `User(name)` runs `__init__`."""
    if not call.name[:1].isupper() or function.module is None:
        return
    found = program.callee(function.module, call, function)
    made = found.value if found is not None else None
    if isinstance(made, Class):
        methods = (made.method(name) for name in ("__init__", "constructor"))
        yield from (each for each in methods if each is not None)


def _is_of(query: Query, views: set[int]) -> bool:
    """Whether a query is one that a view's class is made with, or one that it extends:
    `queryset = Order.objects.all()`.
    """
    return query.function is None and id(query.call.class_) in views


def _is_reached(query: Query, reached: frozenset[int]) -> bool:
    return any(id(each) in reached for each in functions_around(query.function))


class _Tables:
    """The declared tables by what code calls them."""

    def __init__(self, tables: Iterable[Table]) -> None:
        self._by_name: dict[str, list[Table]] = defaultdict(list)
        for table in tables:
            for name in {table.model, table.name}:
                self._by_name[name].append(table)

    def of(self, query: Query) -> Table | None:
        """The table that a query is about, if it is one of them and certainly so."""
        path = ""
        if query.declared is not None and isinstance(query.declared.value, Class):
            path = query.declared.module.path
        return self.named(query.table, path)

    def named(self, name: str, path: str = "") -> Table | None:
        """A table by its name or its class; of several, the one that a path has. One that is
        declared for several engines has the indexes of each.
        """
        found = self._by_name.get(name.rpartition(".")[2], [])
        here = [each for each in found if each.where.path == path] or found
        if not here or not all(_is_variant(here[0], each) for each in here[1:]):
            return None
        indexes = tuple(index for each in here for index in each.indexes)
        return here[0] if len(here) == 1 else replace(here[0], indexes=indexes)


def _is_variant(table: Table, other: Table) -> bool:
    """Whether two tables are one, declared for two engines."""
    ours, theirs = ({each.name for each in one.columns} for one in (table, other))
    return table.name == other.name and len(ours & theirs) * _SHARED >= max(len(ours), len(theirs))


def _columns(query: Query, tables: _Tables) -> Iterator[FilteredColumn]:
    """The columns of one query, those aside that no index would serve."""
    own = tables.of(query)
    placed = [(each, *_placed(each, own, tables)) for each in query.filters]
    fixed: dict[str, set[str]] = defaultdict(set)
    for each, table, column in placed:
        if table is not None and column is not None and each.use is Use.EQUAL:
            fixed[table.name].add(column.name)
    for each, table, column in placed:
        if table is not None and column is not None and not _is_few(column):
            where = (each.module or query.module).evidence(each.line)
            indexed = _is_indexed(table, column.name, fixed[table.name])
            yield FilteredColumn(table.name, column.name, indexed, where)


def _is_few(column: Column) -> bool:
    """Whether a column has a handful of values, by its type or by its name."""
    return column.few or alike(column.name).endswith(_FEW)


def _placed(each: Filter, own: Table | None, tables: _Tables) -> tuple[Table | None, Column | None]:
    """The table and the column that a filter names, where that can be told."""
    table = own
    if each.of and (own is None or each.of.rpartition(".")[2] not in (own.model, own.name)):
        table = tables.named(each.of)
    *relations, name = each.column.split(".")
    for at, relation in enumerate(relations):
        column = _column(table, relation)
        keys = table.keys if table else ()
        key = next((each for each in keys if column and each.columns == (column.name,)), None)
        if key is not None and name in ("id", "pk") and at == len(relations) - 1:
            return table, column
        links = table.links if table else ()
        link = next((each for each in links if each.name == relation), None)
        way = key or link
        if way is None:
            return None, None
        table = tables.named(way.target)
    return table, _column(table, name)


def _column(table: Table | None, name: str) -> Column | None:
    if table is None:
        return None
    if name == "pk":
        first = next((each.columns[0] for each in table.indexes if each.kind == "primary key"), "")
        name = first or name
    return next((each for each in table.columns if name in (each.attribute, each.name)), None)


def _is_indexed(table: Table, column: str, fixed: set[str]) -> bool:
    """Whether a column leads an index, or follows in one what the same query fixes."""
    for index in table.indexes:
        if column in index.columns:
            before = index.columns[: index.columns.index(column)]
            if fixed.issuperset(before):
                return True
    return False
