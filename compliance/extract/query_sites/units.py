"""Which writes of a function are one unit of work: kept by a commit, and lost together without."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

from compliance.extract.code.expressions import Call, path_of
from compliance.extract.code.model import Class, Module
from compliance.extract.code.program import Program
from compliance.extract.queries import Query

UNITS = frozenset(["SQLAlchemy", "MikroORM"])
# What MikroORM runs past its unit of work.
_AT_ONCE = frozenset(
    """execute nativeInsert nativeUpdate nativeDelete insert insertMany upsert upsertMany""".split()
)
# Drivers of Python whose connections open a transaction at the first statement, and keep nothing
# before a commit (PEP 249); and those that keep each statement by itself.
_WAITING = (
    "psycopg2", "psycopg", "psycopg_pool", "sqlite3", "aiosqlite", "MySQLdb", "pymysql", "aiomysql",
    "mysql", "oracledb", "cx_Oracle", "pyodbc", "pymssql",
)  # fmt: skip
# SQLAlchemy's engine hands out the connection of such a driver, which the code need not name.
_RAW = b"raw_connection"
_KEEPING = ("asyncpg", "databases", "duckdb", "clickhouse_connect", "clickhouse_driver", "django")
_DRIVERS = tuple(f"{verb} {each}".encode() for verb in ("import", "from") for each in _WAITING)
_OTHERS = tuple(f"{verb} {each}".encode() for verb in ("import", "from") for each in _KEEPING)
# How a connection is told to keep each statement by itself after all.
_AUTOMATIC = (
    b"autocommit=True", b"autocommit = True", b"autocommit(True", b"isolation_level=None",
    b"isolation_level = None", b"ISOLATION_LEVEL_AUTOCOMMIT", b"AUTOCOMMIT",
)  # fmt: skip
# Who keeps what it was, tells it to for a while, and sets it back: `conn.autocommit = before`.
_KEPT = re.compile(
    rb"\b(\w{1,60})\s{0,3}=\s{0,3}[\w.]{1,80}\.(autocommit|isolation_level)\b(?!\s{0,3}[=(])"
)

# How Kysely names a part of one statement: `db.with("placed", (db) => db.insertInto("orders"))`.
_PARTS = frozenset(["with", "withRecursive"])


def statement(write: Query) -> Call:
    """The call that begins the statement of a write: what Kysely's `with` names is written by the
    statement that it begins.
    """
    call = write.call
    while write.orm == "Kysely" and call.function is not None:
        outer = call.function.argument_of
        if outer is None or outer.name not in _PARTS:
            break
        call = outer
    return list(call.chain())[-1]


@dataclass
class Units:
    """Who waits for a commit in one program."""

    program: Program

    def waits(self, write: Query) -> bool:
        """Whether what is written is only kept once somebody commits."""
        if write.orm in UNITS:
            return write.orm != "MikroORM" or write.call.name not in _AT_ONCE
        if write.orm != "SQL" or not write.module.is_python:
            return False
        if self._is_automatic or _commits_by_itself(write.module):
            return False
        if write.module.imports_from(*_KEEPING):
            return False
        return write.module.imports_from(*_WAITING) or self._all_wait or self._is_opened(write)

    def _is_opened(self, write: Query) -> bool:
        """Whether a cursor is one of a class of the program's own, whose file takes in a driver
        that waits: `with Client() as cursor`.
        """
        block = write.call.block
        while block is not None:
            for each in block.entered:
                made = path_of(each.callee) if isinstance(each, Call) else ""
                found = self.program.meaning(write.module, made, write.function) if made else None
                if found is not None and isinstance(found.value, Class):
                    return found.module.imports_from(*_WAITING)
            block = block.outer
        return False

    @cached_property
    def _is_automatic(self) -> bool:
        # A file that is run by itself connects for itself.
        return any(
            b"__main__" not in each.source and _commits_by_itself(each)
            for each in self.program.modules(*_AUTOMATIC)
        )

    @cached_property
    def _all_wait(self) -> bool:
        """Whether the program takes in a driver that waits, and none that does not."""
        waiting = any(
            each.imports_from(*_WAITING) for each in self.program.modules(*_DRIVERS)
        ) or any(each.imports_from("sqlalchemy") for each in self.program.python_modules(_RAW))
        return waiting and not any(
            each.imports_from(*_KEEPING) for each in self.program.modules(*_OTHERS)
        )


def _commits_by_itself(module: Module) -> bool:
    """Whether a module tells a connection to keep each statement by itself, and for good."""
    if not any(word in module.source for word in _AUTOMATIC):
        return False
    return not any(
        re.search(rb"\.%b\s{0,3}=\s{0,3}%b\b" % (match[2], match[1]), module.source)
        for match in _KEPT.finditer(module.source)
    )
