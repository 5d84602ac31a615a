"""What Python drivers are handed: SQL for cursors, pools and connections, commands for MongoDB."""

from __future__ import annotations

from compliance.extract.code.expressions import Call, Expression, Sequence, Table, Text
from compliance.extract.code.program import Program
from compliance.extract.queries.chains import Chain, base_of
from compliance.extract.queries.query import Action
from compliance.extract.queries.reading import Dialect, Found, mentions, statement
from compliance.extract.queries.receivers import assigned, generic, type_of
from compliance.extract.queries.sql import is_sentence, is_sql

_SQL = frozenset(
    """execute executemany executescript fetch fetchrow fetchval fetch_all fetch_one copy mogrify
    execute_sql sql raw RunSQL""".split()
)
# What else functions and methods of wrappers are called; none is asked unless it is handed SQL.
_OF_WRAPPERS = frozenset(
    """query query_db db_query run_query execute_query exec_query query_one query_all run_sql run
    all one fetch fetchall fetchone fetch_row fetch_rows fetch_df select_one select_all
    select_list scalar execute_sql execute""".split()
)
_MONGO = {
    "find_one": Action.ONE,
    "count_documents": Action.COUNT,
    "insert_one": Action.CREATE,
    "insert_many": Action.CREATE,
    "update_one": Action.UPDATE,
    "update_many": Action.UPDATE,
    "replace_one": Action.UPDATE,
    "bulk_write": Action.UPDATE,
    "find_one_and_update": Action.UPDATE,
    "find_one_and_replace": Action.UPDATE,
    "delete_one": Action.DELETE,
    "delete_many": Action.DELETE,
    "find_one_and_delete": Action.DELETE,
}
# What the first argument is, where it is a collection that is asked.
_MANY: dict[str, type[Expression]] = {"find": Table, "aggregate": Sequence}
_PACKAGES = (
    b"psycopg", b"asyncpg", b"sqlite3", b"aiosqlite", b"MySQLdb", b"pymysql", b"aiomysql",
    b"mysql.connector", b"oracledb", b"cx_Oracle", b"databases", b"duckdb", b"clickhouse",
    b"django.db", b"sqlalchemy", b"import postgres", b"from postgres", b"web.database(",
)  # fmt: skip
_TYPES = frozenset(
    """Cursor AsyncCursor Connection AsyncConnection Pool ConnectionPool AsyncConnectionPool
    Database Record""".split()
)
_WORDS = (
    b".execute", b".fetch", b".sql(", b".raw(", b"RunSQL", b".copy(",
    b"SELECT ", b"select ", b"INSERT INTO", b"insert into", b"DELETE FROM", b"delete from",
)  # fmt: skip
# Packages of services that are asked in a language like SQL, and are no database of the project's.
_OF_SERVICES = frozenset(["quickbooks", "simple_salesforce"])
_NAMES = frozenset("cursor cur c conn connection pool con".split())


def drivers(program: Program) -> Dialect | None:
    """How SQL is told that a driver of Python is handed; None where none is used."""
    if not mentions(program, *_PACKAGES):
        return None

    def judge(chain: Chain) -> Found | None:
        if not chain.module.is_python:
            return None
        step = next((each for each in chain.steps if each.name in _SQL), None)
        on_something = bool(chain.base) or len(chain.steps) > 1
        by_wrapper = step is None or not on_something
        if by_wrapper:
            step = next((each for each in chain.steps if each.name in _OF_WRAPPERS), None)
        sql = _given(chain, step) if step is not None else None
        if step is None or sql is None or (by_wrapper and is_sentence(statement(chain, sql))):
            return None
        if _is_of_service(program, chain):
            return None
        is_cursor = on_something and step.name in _SQL and _is_cursor(program, chain, step)
        if is_cursor or is_sql(statement(chain, sql)):
            return Found(Action.SQL, sql=sql)
        return None

    return Dialect("SQL", _SQL | _OF_WRAPPERS, judge, _WORDS)


def _is_of_service(program: Program, chain: Chain) -> bool:
    """Whether what is called is of the package of a service, or made by what is."""
    named, _ = generic(type_of(program, chain.module, chain.base, chain.function))
    made = assigned(chain.function, chain.module, chain.base)
    makers = (base_of(each) or each.name for each in made if isinstance(each, Call))
    for name in (chain.base, named, *makers):
        imported = chain.module.imported(name.partition(".")[0]) if name else None
        if imported is not None and imported[0].partition(".")[0] in _OF_SERVICES:
            return True
    return False


def _given(chain: Chain, step: Call) -> Expression | None:
    """The SQL that a call is handed, by itself or behind a connection: `run(db, "SELECT …")`."""
    first, second = step.argument(0, "sql") or step.keywords.get("query"), step.argument(1)
    if first is not None and second is not None and is_sql(statement(chain, second)):
        return first if is_sql(statement(chain, first)) else second
    return first


def _is_cursor(program: Program, chain: Chain, step: Call) -> bool:
    """Whether what is called is a cursor or a connection: by its type, or by what it comes from."""
    if not step.name.startswith("execute"):
        return False
    named, _ = generic(type_of(program, chain.module, chain.base, chain.function))
    if named in _TYPES:
        return True
    if chain.last not in _NAMES and "cursor" not in chain.names:
        return False
    if any(
        isinstance(value, Call) and value.name in ("cursor", "connect", "connection", "acquire")
        for value in assigned(chain.function, chain.module, chain.base)
    ):
        return True
    block = step.block
    while block is not None:
        if isinstance(block.subject, Call) and block.subject.name in (
            "cursor", "connect", "connection", "acquire", "begin",
        ):  # fmt: skip
            return True
        block = block.outer
    return "cursor" in chain.names or chain.last == "cursor"


def mongo(program: Program) -> Dialect | None:
    """How PyMongo's and Motor's queries are told in a program; None where neither is used."""
    if not mentions(program, b"pymongo", b"motor"):
        return None

    def judge(chain: Chain) -> Found | None:
        action = _MONGO.get(chain.names[0]) or _many(chain.steps[0])
        if action is None or not chain.module.is_python or not chain.base:
            return None
        table = chain.last
        for value in assigned(chain.function, chain.module, chain.base):
            if isinstance(value, Call) and isinstance(name := value.argument(0), Text):
                table = name.value
        return Found(action, table)

    return Dialect("MongoDB", frozenset([*_MONGO, *_MANY]), judge)


def _many(call: Call) -> Action | None:
    """Whether a call of so common a name asks a collection: no text is searched for a document."""
    first = call.argument(0)
    whole = call.name == "find" and first is None and not call.keywords
    asks = whole or isinstance(first, _MANY.get(call.name, ()))
    return Action.MANY if asks else None
