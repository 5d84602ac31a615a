"""Finds what changes the schema elsewhere than in migrations."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator

from compliance.extract.base import extractor
from compliance.extract.code.expressions import (
    Call,
    Constant,
    Expression,
    Name,
    Table,
    path_of,
    walk,
)
from compliance.extract.code.model import Class, Function, Module
from compliance.extract.code.program import Program
from compliance.extract.queries import Query, queries
from compliance.extract.queries.circumstances import functions_around
from compliance.extract.queries.receivers import assigned
from compliance.extract.queries.sql import defined, text_of
from compliance.extract.query_sites.callers import called_by
from compliance.extract.query_sites.going import made_to_go
from compliance.extract.query_sites.places import is_migration, is_step, unread
from compliance.extract.query_sites.schema_pushes import in_files, in_scripts, is_start
from compliance.facts import Component
from compliance.facts.database import DatabaseTools
from compliance.facts.manifests import Manifests
from compliance.facts.queries import SchemaChanges, Strike
from compliance.facts.reach import Reach
from compliance.facts.services import DataStore, DataStores, Engine
from compliance.paths import is_source
from compliance.tree import Tree

# What runs the migrations, and what asks whether a table is there.
_RUNS = (
    b".migrate.latest(",
    b".runMigrations(",
    b"migrateToLatest(",
    b"migrator.up(",
    b"umzug.up(",
)
_ASKS = frozenset("hasTable has_table tableExists table_exists".split())
MAX_STRIKES = 2_000
_SCHEMA = frozenset(
    "createTable createTableIfNotExists dropTable dropTableIfExists alterTable".split()
)
# Words of a name that makes a database which goes with the tests.
_FOR_TESTS = re.compile(r"(?:^|_)tests?(?:_|$)|[a-z]Test(?:s?[A-Z]|s?$)|^test[A-Z]")
_MAX_CALLERS = 50
# Drivers of SQLite, which keeps a database in a file.
_IN_FILES = ("sqlite3", "aiosqlite", "apsw", "better-sqlite3", "node:sqlite", "bun:sqlite")


def is_candidate(path: str) -> bool:
    """Whether a file's content may say how the schema is changed."""
    return is_source(path) or is_start(path)


@extractor(version=19, reads=is_candidate)
def schema_changes(
    tree: Tree,
    component: Component,
    program: Program,
    reach: Reach,
    manifests: Manifests,
    stores: DataStores,
    tools: DatabaseTools,
) -> SchemaChanges:
    """The places outside of tests and migrations that change the schema."""
    # An ORM's tables lie on a server: a file of SQLite beside them only keeps what a program needs
    # for itself.
    on_server = bool(tools.tools) and any(_is_on_server(each) for each in stores.stores)
    strikes = [
        *_in_code(program),
        *_statements(program, on_server=on_server),
        *in_scripts(component, reach, manifests),
        *in_files(tree, component, reach, manifests),
    ]
    return SchemaChanges(tuple(strikes[:MAX_STRIKES]), unread(program))


# What brings that option, and what else options of a connection say.
_ORMS = ("typeorm", "@nestjs/typeorm", "@nestjs/sequelize", "sequelize-typescript")
_OF_CONNECTIONS = frozenset(
    """type url host port username database dialect entities models migrations subscribers logging
    autoLoadEntities autoLoadModels dropSchema""".split()
)


def _in_code(program: Program) -> Iterator[Strike]:
    words = (b"synchronize", b".sync(", b"create_all", b"CreateTable", b"DropTable",
             b"generate_schemas")  # fmt: skip
    builders, holds = [name.encode() for name in sorted(_SCHEMA)], program.code.holds
    paths = [
        path
        for path in program.paths
        if holds(path, *words) or (holds(path, b"chema.") and holds(path, *builders))
    ]
    for module in program.code.modules(paths):
        if is_migration(module):
            continue
        for value in _values(module):
            for each in walk(value):
                if isinstance(each, Table) and _synchronizes(module, each):
                    line = each.entries["synchronize"].line
                    yield Strike(module.evidence(line), "synchronize: true changes the schema")
        for call in module.calls:
            reason = _changes(program, module, call)
            if reason and not _is_set_apart(program, call.function):
                yield Strike(module.evidence(call.line, call.end_line), reason)


def _synchronizes(module: Module, options: Table) -> bool:
    """Whether options of a connection let its ORM make the tables: those of a player do not."""
    return _is_true(options.entries.get("synchronize")) and (
        not _OF_CONNECTIONS.isdisjoint(options.entries) or module.imports_from(*_ORMS)
    )


def _values(module: Module) -> Iterator[Expression]:
    """The outermost places where an object can be written."""
    for call in module.calls:
        yield from (each for each in call.arguments if isinstance(each, Table))
    for assignment in module.assignments:
        yield assignment.value
    for function in module.functions:
        yield from function.returns


def _is_of_tortoise(module: Module, call: Call) -> bool:
    """`Tortoise.generate_schemas()`, and `register_tortoise(app, generate_schemas=True)`."""
    if not module.imports_from("tortoise"):
        return False
    return call.name == "generate_schemas" or _is_true(call.keywords.get("generate_schemas"))


def _is_true(value: Expression | None) -> bool:
    return isinstance(value, Constant) and value.value.lower() == "true"


def _changes(program: Program, module: Module, call: Call) -> str:
    """Why a call changes the schema; "" where it does not."""
    if module.is_python:
        handed = [each for each in call.arguments if isinstance(each, Name)]
        is_made = (call.name == "create_all" and not _is_own(program, module, call)) or any(
            each.path.endswith("metadata.create_all") for each in handed
        )
        if is_made and not _is_stamped(program, module, call):
            return "create_all makes the tables"
        if call.name in ("CreateTable", "DropTable") and _is_of_sqlalchemy(module, call):
            return f"{call.name} changes the schema"
        return "generate_schemas makes the tables" if _is_of_tortoise(module, call) else ""
    if call.name == "sync" and _is_sequelize(program, module, call):
        return "sync changes the schema"
    if call.name in _SCHEMA and ".schema" in f".{call.path}":
        return f"{call.name} changes the schema"
    return ""


def _is_of_sqlalchemy(module: Module, call: Call) -> bool:
    """Whether a name is SQLAlchemy's: parsers of SQL have a `CreateTable` too."""
    source, _ = module.imported(call.path.partition(".")[0]) or ("sqlalchemy", "")
    return source.partition(".")[0] == "sqlalchemy" and module.imports_from("sqlalchemy")


def _is_set_apart(program: Program, function: Function | None) -> bool:
    """Whether a function makes a database for tests, by its name, or whether migrations call it and
    nothing else does.
    """
    named = [each for each in functions_around(function) if each.name]
    return any(_FOR_TESTS.search(each.name) for each in named) or any(
        _is_called_by_migrations(program, each) or _is_for_empty(program, each)
        for each in named[-1:]
    )


def _is_for_empty(program: Program, function: Function) -> bool:
    """Whether a function makes the tables of an empty database, on which the migrations are run
    then: all who call it ask first whether a table is there.
    """
    migrated = any(True for _ in program.modules(*_RUNS))
    callers = 0
    for module in program.modules(f"{function.name}(".encode()) if migrated else ():
        for call in module.calls:
            found = called_by(program, module, call) if call.name == function.name else None
            if found is None or found.value is not function or call.function is None:
                continue
            asks = any(each.name in _ASKS and each.line < call.line for each in call.function.calls)
            callers += 1
            if callers > _MAX_CALLERS or not asks:
                return False
    return callers > 0


def _is_called_by_migrations(program: Program, function: Function) -> bool:
    callers = 0
    for module in program.modules(f"{function.name}(".encode()):
        for call in module.calls:
            if call.name != function.name:
                continue
            found = called_by(program, module, call)
            if found is not None and found.value is not function:
                continue
            callers += 1
            if callers > _MAX_CALLERS or not is_migration(module):
                return False
    return callers > 0


def _is_stamped(program: Program, module: Module, call: Call) -> bool:
    """Whether the migrations' head is stamped behind it, or behind a call of the function around it
    in the same file: an empty database, made at once.
    """
    around = call.function
    if around is None:
        return False
    callers = (each for each in module.calls if each.name == around.name and each is not call)
    return any(_stamps_behind(program, module, each) for each in itertools.chain((call,), callers))


def _stamps_behind(program: Program, module: Module, call: Call) -> bool:
    around = call.function
    for each in around.calls if around is not None else ():
        if each.line >= call.line:
            found = program.meaning(module, path_of(each.callee), around)
            inner = found.value.calls if found and isinstance(found.value, Function) else ()
            if each.name == "stamp" or any(one.name == "stamp" for one in inner):
                return True
    return False


def _is_own(program: Program, module: Module, call: Call) -> bool:
    """Whether what is called is a function of the repository, which is looked at itself."""
    found = called_by(program, module, call)
    return found is not None and isinstance(found.value, Function)


def _is_sequelize(program: Program, module: Module, call: Call) -> bool:
    last = call.receiver.rpartition(".")[2]
    if "sequelize" in last.lower():
        return True
    found = program.meaning(module, call.receiver, call.function)
    value = found.value if found is not None else None
    if isinstance(value, Class):
        return any(getattr(base, "path", "") == "Model" for base in value.bases) and (
            found is not None and found.module.imports_from("sequelize", "sequelize-typescript")
        )
    return isinstance(value, Call) and value.name in ("Sequelize", "define")


def _is_on_server(store: DataStore) -> bool:
    return bool(store.is_relational) and store.engine is not Engine.SQLITE and not store.optional


def _statements(program: Program, *, on_server: bool) -> Iterator[Strike]:
    """SQL that creates, alters or drops a table for good."""
    # One name may be handed over very often, and be put together of very much.
    by_name: dict[tuple[str, int, str], str | None] = {}
    for query in queries(program):
        if query.sql is None or is_migration(query.module):
            continue
        if on_server and query.module.imports_from(*_IN_FILES):
            continue
        key = (query.module.path, id(query.function), path_of(query.sql))
        if not isinstance(query.sql, Name) or key not in by_name:
            by_name[key] = defined("".join(_texts(program, query)))
        table = by_name[key]
        passes = table is None or _passes(query, table) or is_step(query.function)
        passes = passes or _is_set_apart(program, query.function)
        if table is not None and not passes:
            name = table if table and "{" not in table else "a table"
            yield Strike(query.where, f"SQL changes the schema: {name}")


def _passes(query: Query, table: str) -> bool:
    """Whether a table goes with the program: in memory, or one that the file makes to go."""
    going = made_to_go(query.module.source)
    is_unnamed = not table or "{" in table
    return going.everything or (
        going.something if is_unnamed else table.lower().encode() in going.tables
    )


def _texts(program: Program, query: Query) -> Iterator[str]:
    sql = query.sql
    if isinstance(sql, Name):
        values = list(assigned(query.function, query.module, sql.path))
        found = program.meaning(query.module, sql.path, query.function)
        if not values and found is not None and isinstance(found.value, Expression):
            values = [found.value]
        yield from (f"{text_of(each)}\n" for each in values)
    else:
        yield text_of(sql)
