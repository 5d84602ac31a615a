"""SQL that Node.js drivers are handed: pg, mysql2, better-sqlite3, postgres.js and their like."""

from __future__ import annotations

from compliance.extract.code.expressions import Call, Expression, Name, path_of
from compliance.extract.code.model import Function
from compliance.extract.code.program import Program
from compliance.extract.queries.chains import Chain, base_of
from compliance.extract.queries.circumstances import functions_around
from compliance.extract.queries.query import Action
from compliance.extract.queries.reading import Dialect, Found, mentions, statement
from compliance.extract.queries.receivers import generic, type_of
from compliance.extract.queries.sql import is_sentence, is_sql

_METHODS = frozenset(
    """query execute exec command run all get each prepare raw unsafe queryArray queryObject one
    none many any oneOrNone manyOrNone maybeOne oneFirst maybeOneFirst anyFirst manyFirst $queryRaw
    queryRaw executeRaw""".split()
)
# What projects call the methods of a wrapper of their own; none is asked unless it is handed SQL.
_OF_WRAPPERS = frozenset(
    """first mutate fetch fetchOne fetchAll fetchRow fetchRows select selectOne selectAll insert
    update delete queryOne queryAll queryFirst queryRow queryRows queryAsync getOne getAll getRow
    getRows getRawRows getValue getColumn getMap executeMany executeQuery executeSql runQuery
    runSql sqlQuery dbQuery queryDb doQuery dbRun dbAll dbGet runAsync allAsync getAsync
    execAsync""".split()
)
_ALL = _METHODS | _OF_WRAPPERS
# What runs a statement that was prepared.
_RUNS = frozenset("run all get iterate first values each".split())
_PACKAGES = (
    b"'pg'", b'"pg"', b"pg-promise", b"postgres", b"mysql", b"sqlite", b"mariadb", b"mssql",
    b"neondatabase", b"libsql", b"slonik", b"oracledb", b"duckdb", b"clickhouse", b"typeorm",
    b"knex", b"pg-pool", b"@databases/",
)  # fmt: skip
_TYPES = frozenset(
    "Pool PoolClient Client PoolConnection Connection Database QueryRunner DataSource Sql".split()
)
_MAKERS = ("Pool", "Client", "createPool", "createConnection", "Database", "connect", "neon",
           "postgres", "createClient", "getConnection", "DatabaseSync")  # fmt: skip
_WORDS = (
    b".query(", b".query<", b".execute(", b".exec(", b".command(", b".prepare(", b".unsafe(",
    b".raw(", b"sql`",
    b"SELECT ", b"select ", b"INSERT INTO", b"insert into", b"UPDATE ", b"DELETE FROM",
    b"INSERT OR ", b"INSERT IGNORE", b"REPLACE INTO",
)  # fmt: skip
# Packages of services that are asked in a language like SQL, and are no database of the project's.
_OF_SERVICES = frozenset(["google-ads-api", "jsforce", "@jsforce/jsforce-node", "@salesforce/core"])
_MAX_MADE = 5
_TAGS = frozenset(["postgres", "neon", "@vercel/postgres", "createPool"])


def drivers(program: Program) -> Dialect | None:
    """How SQL is told that a driver of Node.js is handed; None where none is used."""
    if not mentions(program, *_PACKAGES):
        return None
    return Dialect("SQL", _ALL | {"sql"}, _Drivers(program).judge, _WORDS)


class _Drivers:
    def __init__(self, program: Program) -> None:
        self._program = program

    def judge(self, chain: Chain) -> Found | None:
        if chain.module.is_python:
            return None
        step = chain.steps[0]
        if step.tagged:
            is_tag = self._is_tag(chain, step) or self._is_handed(chain, step)
            return Found(Action.SQL, sql=step) if is_tag else None
        prepared = self._prepared(chain) if chain.names[-1] in _RUNS else None
        if prepared is not None:
            return Found(Action.SQL, sql=prepared)
        if step.name not in _ALL:
            return _of_made(chain)
        if not chain.base:
            return self._of_function(chain, step) or _of_made(chain)
        sql = _second(chain, step) or _given(step)
        if sql is None or self._is_of_service(chain):
            return None
        if step.name in _OF_WRAPPERS and is_sentence(statement(chain, sql)):
            return None
        # Clients of GraphQL are told what to ask for under that name too.
        by_name = "query" in getattr(step.argument(0), "entries", ())
        if is_sql(statement(chain, sql)) or (self._is_client(chain) and not by_name):
            return Found(Action.SQL, sql=sql)
        return None

    def _is_tag(self, chain: Chain, step: Call) -> bool:
        """Whether a tag such as `sql` is one that sends what it tags, and no mere fragment."""
        name = step.callee.path if isinstance(step.callee, Name) else ""
        imported = chain.module.imported(name)
        if imported is not None and imported[0] in _TAGS:
            return True
        found = self._program.meaning(chain.module, name, chain.function)
        return found is not None and isinstance(found.value, Call) and found.value.name in _TAGS

    def _is_handed(self, chain: Chain, step: Call) -> bool:
        """Whether a function is handed the tag by which it sends a statement."""
        name = path_of(step.callee)
        given = (
            {each.name, *(local for local, _ in each.taken)}
            for function in functions_around(chain.function)
            for each in function.parameters
        )
        return any(name in names for names in given) and is_sql(statement(chain, step))

    def _of_function(self, chain: Chain, step: Call) -> Found | None:
        """SQL that a function is handed which a project has for it: `query("SELECT …")`."""
        sql = _second(chain, step) or _given(step)
        is_of_service = step.constructs or self._is_of_service(chain)
        text = statement(chain, sql) if sql is not None else ""
        if is_of_service or is_sentence(text) or not is_sql(text):
            return None
        return Found(Action.SQL, sql=sql)

    def _prepared(self, chain: Chain) -> Expression | None:
        """The SQL of a statement that was prepared before, and is run here: `insert.run(name)`."""
        found = self._program.meaning(chain.module, chain.base, chain.function)
        made = found.value if found is not None else None
        steps = made.chain() if isinstance(made, Call) else ()
        return next((each.argument(0) for each in steps if each.name == "prepare"), None)

    def _is_of_service(self, chain: Chain) -> bool:
        """Whether what is called is of the package of a service, or made by what is."""
        module, path, function = chain.module, chain.base, chain.function
        for _step in range(_MAX_MADE):
            type_, _ = generic(type_of(self._program, module, path, function))
            for name in (type_, path):
                imported = module.imported(name.partition(".")[0])
                if imported is not None and imported[0] in _OF_SERVICES:
                    return True
            found = self._program.meaning(module, path, function)
            made = found.value if found is not None else None
            if found is None or not isinstance(made, Call):
                break
            module, path, function = found.module, base_of(made) or made.name, made.function
        return False

    def _is_client(self, chain: Chain) -> bool:
        """Whether what is called is a client of a database, by its type or by its maker."""
        if chain.names[0] not in ("query", "execute", "prepare", "unsafe"):
            return False
        named, _ = generic(type_of(self._program, chain.module, chain.base, chain.function))
        if named in _TYPES:
            return True
        found = self._program.meaning(chain.module, chain.base, chain.function)
        value = found.value if found is not None else None
        return isinstance(value, Call) and value.name in _MAKERS


def _of_made(chain: Chain) -> Found | None:
    """SQL that is handed to what a call makes: `getPool().query("SELECT …")`."""
    step = chain.steps[1] if len(chain.steps) > 1 else None
    if step is None or step.name not in _ALL:
        return None
    sql = step if step.tagged else _given(step)
    return Found(Action.SQL, sql=sql) if sql and is_sql(statement(chain, sql)) else None


def _second(chain: Chain, step: Call) -> Expression | None:
    """The SQL behind a client, or behind a word that says what of it is wanted:
    `execute(context, "SELECT …")`, `db.prepare("all", "SELECT …")`.
    """
    first, second = step.argument(0), step.argument(1)
    if first is None or second is None or isinstance(second, Function):
        return None
    handed = is_sql(statement(chain, second)) and not is_sql(statement(chain, first))
    return second if handed else None


def _given(step: Call) -> Expression | None:
    """The SQL that a call is handed, by itself, as `{ text, values }` or as `{ query }`."""
    first = step.argument(0)
    entries = getattr(first, "entries", None)
    if isinstance(entries, dict):
        return entries.get("text", entries.get("sql", entries.get("query")))
    return first
