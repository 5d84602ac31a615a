"""Clause backend:3.2, indexes: the database can look up what the code looks for."""

from __future__ import annotations

from collections.abc import Iterable, Sequence, Sized

from compliance.checks.base import (
    HEURISTIC,
    Evidence,
    Finding,
    check,
    counted,
    every,
    failed,
    listed,
    not_applicable,
    noted,
    passed,
    unknown,
)
from compliance.checks.parameters import Share
from compliance.facts.database import DatabaseTools
from compliance.facts.routes import Routes
from compliance.facts.schema import FilteredColumn, FilteredColumns, ForeignKey, Schema, Table
from compliance.facts.services import Containers, DataStores, Engine

_TWENTIETH = Share(0.05)
# A query that is seen serves so many routes at most, or most of the queries are not seen.
_ROUTES_OF_ONE = 3
# Of so many queries one at least is seen behind a route, or the routes themselves are not seen.
_QUERIES_OF_ONE = 20
# So few routes may do without a query by such a column.
_FEW_ROUTES = 10
_UNDECLARED = "no schema is declared through Prisma, Drizzle, TypeORM, Sequelize, SQLAlchemy"


@check(
    "foreign-keys-indexed",
    title="Every foreign key has an index",
    confidence=HEURISTIC,
    attestable=True,
)
def foreign_keys_indexed(
    schema: Schema,
    tools: DatabaseTools,
    stores: DataStores,
    containers: Containers,
    *,
    tolerated: Share = _TWENTIETH,
) -> Finding:
    """Give each foreign key an index that begins with its column; most databases make none.

    - Prisma: `@@index([authorId])`.
    - Drizzle: `index().on(table.authorId)`.
    - TypeORM: `@Index()` on the relation.
    - Sequelize: `indexes: [{ fields: ["authorId"] }]`.
    - SQLModel: `Field(foreign_key="user.id", index=True)`.
    - SQLAlchemy: `mapped_column(ForeignKey("users.id"), index=True)`.

    Then make a migration. A unique constraint or a primary key that begins with the column does as
    well.
    """
    if not schema.tables:
        return _nothing_declared(schema, tools)
    engines = _started(_engines(schema, stores), containers)
    keys = [(table, key) for table in schema.tables for key in table.keys]
    strays = [(table, key) for table, key in keys if not _is_indexed(table, key, engines)]
    places = [noted(key.where, f"{table.name}.{key.columns[0]}") for table, key in strays]
    if not strays:
        if schema.unread:
            return unknown(f"whether further tables are declared is open: {schema.unread[0]}")
        note = _by_itself([table for table, key in keys if not table.is_led_by(key.columns[0])])
        some = (key.where for _, key in keys[:3])
        if not keys:
            return passed("no foreign key is declared")
        said = every(len(keys), "foreign key has an index", "foreign keys have an index")
        return passed(said + note, *some)
    names = listed(f"{table.name}.{key.columns[0]}" for table, key in strays)
    message = (
        f"{len(strays)} of {counted(len(keys), 'foreign key')} {_have(keys)} no index: {names}; "
        f"the rule allows {tolerated.percent}"
    )
    if len(strays) <= int(tolerated * len(keys)):
        return passed(message, *places)
    if Engine.MYSQL in engines and any(table.indexes_keys is None for table, _ in strays):
        return unknown(
            f"{message}; whether the database is MySQL, which indexes them by itself, is open",
            *places,
        )
    return failed(message, *places)


def _engines(schema: Schema, stores: DataStores) -> set[Engine]:
    """The engines that hold the declared tables: those of the libraries that declare them, where
    they are known; a driver beside them may be for another database.
    """
    tools = {each.tool.lower() for each in schema.tables}
    own = [
        each for each in stores.relational
        if each.engine is not None and any(tool in each.library for tool in tools)
    ]  # fmt: skip
    return {engine for each in own or stores.relational for engine in each.engines}


def _started(engines: set[Engine], containers: Containers) -> set[Engine]:
    """Of several engines that may hold the tables the one that Compose starts, if it is one."""
    running = engines & {each.engine for each in containers.services if each.engine is not None}
    return running if len(running) == 1 else engines


def _by_itself(tables: list[Table]) -> str:
    """What indexes the foreign keys of tables that have no index for them."""
    if not tables:
        return ""
    who = "Django" if tables[0].tool == "Django" else "MySQL's InnoDB"
    return f"; {who} indexes {len(tables)} by itself"


def _is_indexed(table: Table, key: ForeignKey, engines: set[Engine]) -> bool:
    if table.is_led_by(key.columns[0]):
        return True
    if table.indexes_keys is None:
        return engines == {Engine.MYSQL}
    return table.indexes_keys


def _nothing_declared(schema: Schema, tools: DatabaseTools) -> Finding:
    if schema.unread:
        return unknown(f"which tables are declared is open: {schema.unread[0]}")
    django = next((each for each in tools.tools if each.name == "Django"), None)
    if django is not None:
        return passed("Django indexes each foreign key by itself", django.where)
    return not_applicable(_UNDECLARED)


def _have(sites: Sized) -> str:
    return "has" if len(sites) == 1 else "have"


@check(
    "filtered-fields-indexed",
    title="Fields that queries filter and order by have an index",
    confidence=HEURISTIC,
    attestable=True,
)
def filtered_fields_indexed(
    schema: Schema,
    filtered: FilteredColumns,
    stores: DataStores,
    routes: Routes,
    containers: Containers,
    *,
    tolerated: Share = _TWENTIETH,
) -> Finding:
    """Give an index to each column by which a request's queries filter or order.

    - Prisma: `@@index([userId, createdAt])`.
    - Drizzle: `index().on(table.email)`.
    - TypeORM: `@Index()`.
    - Sequelize: `indexes: [{ fields: ["email"] }]`.
    - SQLModel: `Field(index=True)`.
    - SQLAlchemy: `index=True` or `Index("name", "user_id", "created_at")`.
    - Django: `db_index=True` or `Meta.indexes`.

    Then make a migration. Of several columns those come first that queries ask to be equal to
    something.
    """
    if not schema.tables:
        if schema.unread:
            return unknown(f"which tables are declared is open: {schema.unread[0]}")
        return not_applicable(f"{_UNDECLARED} or Django")
    if not filtered.queries:
        return not_applicable("a schema is declared, and no query was found")
    engines = _started(_engines(schema, stores), containers)
    keys = _keys_of_the_engine(schema, engines)
    columns, strays = filtered.columns, _without_index(filtered.columns, keys)
    served = len(routes.written)
    is_hidden = _is_hidden(filtered, served, len(strays))
    every_one = _without_index(filtered.further, keys)
    too_many = len(every_one) > int(tolerated * len(filtered.further))
    if too_many and (is_hidden or _is_apart(filtered)) and not _is_little(filtered, served):
        return _of_columns(filtered.further, every_one, tolerated)
    # As many columns as the routes could filter by would allow so many.
    if is_hidden and len(strays) <= int(tolerated * (served * _ROUTES_OF_ONE)):
        return unknown(
            f"by which columns {served} routes filter cannot be told: of the queries behind them "
            f"only {filtered.behind} can be seen{_so_far(strays)}",
            *_places(strays),
        )
    if not columns and filtered.elsewhere:
        return unknown(
            "by which columns queries filter cannot be told: how the tables are declared that "
            f"{filtered.elsewhere} of them ask is not seen"
        )
    return _of_columns(columns, strays, tolerated)


def _of_columns(
    columns: Sequence[FilteredColumn], strays: Sequence[FilteredColumn], tolerated: Share
) -> Finding:
    """What is said of the filtered columns, some of which have no index."""
    if not strays:
        if not columns:
            return passed("no query filters or orders by a column that needs an index")
        said = every(len(columns), "filtered column has an index", "filtered columns have an index")
        return passed(said, *(each.where for each in columns[:3]))
    places = _places(strays)
    names = listed(each.note for each in places)
    number = counted(len(columns), "filtered column")
    message = f"{len(strays)} of {number} {_have(columns)} no index: {names}"
    if len(strays) <= int(tolerated * len(columns)):
        return passed(message, *places)
    return failed(message, *places)


def _without_index(
    columns: Iterable[FilteredColumn], keys: set[tuple[str, str]]
) -> list[FilteredColumn]:
    return [each for each in columns if not each.indexed and (each.table, each.column) not in keys]


def _places(columns: Iterable[FilteredColumn]) -> list[Evidence]:
    return [noted(each.where, f"{each.table}.{each.column}") for each in columns]


def _so_far(strays: Sequence[FilteredColumn]) -> str:
    """What is known all the same of the columns that are seen."""
    if not strays:
        return ""
    names = listed(each.note for each in _places(strays))
    number = counted(len(strays), "column")
    return f"; {number} by which those filter {_have(strays)} no index: {names}"


def _is_hidden(filtered: FilteredColumns, served: int, strays: int) -> bool:
    """Whether hardly a query behind the routes is seen, and that matters: there are too few in all,
    or some filter by a column without an index, or none of them filters by any.
    """
    if filtered.behind * _ROUTES_OF_ONE >= served:
        return False
    nothing = not filtered.columns and served > _FEW_ROUTES
    return bool(strays or filtered.further) or nothing or _is_little(filtered, served)


def _is_little(filtered: FilteredColumns, served: int) -> bool:
    """Whether there are too few queries for so many routes, wherever they run."""
    return filtered.queries * _ROUTES_OF_ONE < served


def _is_apart(filtered: FilteredColumns) -> bool:
    """Whether next to none of the queries is seen behind a route, as where a registry of one's own
    has the views.
    """
    return max(filtered.behind, 1) * _QUERIES_OF_ONE < filtered.queries


def _keys_of_the_engine(schema: Schema, engines: set[Engine]) -> set[tuple[str, str]]:
    """The foreign keys that the database has an index for, which nobody had to declare. Django says
    of each column itself whether it has one.
    """
    return {
        (table.name, key.columns[0])
        for table in schema.tables
        for key in table.keys
        if table.tool != "Django" and _is_indexed(table, key, engines)
    }
