"""Finds the schema that a component declares: one reader for each tool, all of them one shape."""

from __future__ import annotations

import re
from itertools import islice

from compliance.extract.base import extractor
from compliance.extract.code.program import Program
from compliance.extract.reach import concerning
from compliance.extract.schema.contents import contents
from compliance.extract.schema.django import WORDS as OF_DJANGO
from compliance.extract.schema.django import django
from compliance.extract.schema.drafts import Draft
from compliance.extract.schema.drizzle import WORDS as OF_DRIZZLE
from compliance.extract.schema.drizzle import drizzle
from compliance.extract.schema.filtered import filtered_columns
from compliance.extract.schema.history import as_tables, completed, undeclared
from compliance.extract.schema.migrations import Wanted, applied
from compliance.extract.schema.prisma import prisma
from compliance.extract.schema.sequelize import WORDS as OF_SEQUELIZE
from compliance.extract.schema.sequelize import sequelize
from compliance.extract.schema.sql_migrations import SqlMigrations, is_sql_migration, sql_migrations
from compliance.extract.schema.sqlalchemy import WORDS as OF_SQLALCHEMY
from compliance.extract.schema.sqlalchemy import sqlalchemy
from compliance.extract.schema.typeorm import WORDS as OF_TYPEORM
from compliance.extract.schema.typeorm import typeorm
from compliance.facts import Component
from compliance.facts.database import DatabaseTools
from compliance.facts.manifests import Manifests
from compliance.facts.reach import Reach
from compliance.facts.schema import Schema, Table
from compliance.paths import is_judged, is_test
from compliance.tree import MIB, Tree

MAX_TABLES = 2_000
_MAX_UNREAD = 5
_MAX_PRISMA = 4 * MIB
_SPEAKS = re.compile(r"model|entit|schema|table|/db/|database")
# Django declares its tables as models: its migrations only say how they came to be.
_OF_MODELS = re.compile(r"(?:^|/)migrations/\d{4}_\w{1,200}\.py$")
_WORDS = (*OF_DJANGO, *OF_DRIZZLE, *OF_SEQUELIZE, *OF_SQLALCHEMY, *OF_TYPEORM)

# Tools that declare a schema, or leave it to migrations; others are not asked for indexes.
_TOOLS = frozenset(
    ["Prisma", "Drizzle", "TypeORM", "Sequelize", "SQLAlchemy", "Flask-SQLAlchemy", "SQLModel",
     "Flask-Migrate", "Alembic"]
)  # fmt: skip


def is_schema_file(path: str) -> bool:
    """Whether a file says what the schema is in a language of its own."""
    return _is_prisma(path) or is_sql_migration(path)


def _is_prisma(path: str) -> bool:
    return path.endswith(".prisma") and is_judged(path) and not is_test(path)


@extractor(version=15, reads=is_schema_file)
def schema(
    tree: Tree,
    component: Component,
    reach: Reach,
    manifests: Manifests,
    program: Program,
    tools: DatabaseTools,
    migrations: SqlMigrations,
) -> Schema:
    """The tables that the code and the schema files of a component declare, with what migrations
    add to them; the tables of its migrations, where nothing else declares any.
    """
    unread: list[str] = []
    described = concerning(tree.matching(_is_prisma), component, reach, manifests)
    files = [
        (path, content.decode("utf-8", "replace"))
        for path, content in contents(tree, described, _MAX_PRISMA, "schema files", unread)
    ]
    drafts: list[Draft] = []
    for reader in (typeorm, drizzle, sequelize, sqlalchemy, django):
        drafts += reader(program)
    drafts += islice(prisma(files), MAX_TABLES)
    speaking = (
        path
        for path in program.paths
        if _SPEAKS.search(path.lower()) and not _OF_MODELS.search(path)
    )
    unread += program.code.unreadable(speaking, *_WORDS)
    declared = [each.table() for each in drafts[:MAX_TABLES]]
    used = [each.name for each in tools.tools if each.name in _TOOLS]
    if not declared and not used:
        return Schema((), tuple(unread[:_MAX_UNREAD]))
    wanted = _wanted(declared)
    if declared and wanted is None:
        return Schema(tuple(declared), tuple(unread[:_MAX_UNREAD]))
    in_sql = concerning(tree.matching(is_sql_migration), component, reach, manifests)
    history = applied(program, migrations, in_sql, wanted or Wanted(), unread)
    if declared:
        tables = tuple(
            completed(each, history, with_keys=each.tool == "Sequelize") for each in declared
        )
        if any(each.tool == "Sequelize" for each in declared):
            others = undeclared(tables, as_tables(history, "Sequelize"))
            # Models are made in a way that is not read, where most tables have none.
            tables += others if len(others) > len(tables) else ()
    else:
        tables = as_tables(history, used[0])
    return Schema(tables, tuple(unread[:_MAX_UNREAD]))


def _wanted(declared: list[Table]) -> Wanted | None:
    """The foreign keys without an index, which migrations may have; None where there is none.
    Sequelize's models leave more than that to migrations.
    """
    if any(each.tool == "Sequelize" for each in declared):
        return Wanted()
    columns = frozenset(
        (table.name, key.columns[0])
        for table in declared
        for key in table.keys
        if not table.is_led_by(key.columns[0])
    )
    return Wanted(columns) if columns else None


__all__ = ["filtered_columns", "is_schema_file", "schema", "sql_migrations"]
