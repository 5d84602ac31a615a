"""Finds which engines source code and configuration name: by address, dialect, driver or class."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from compliance.facts import Stack
from compliance.facts.services import Engine

WORDS = {
    Engine.POSTGRESQL: """pg postgres postgresql pg-native postgis psql pgsql pgnative cockroachdb
        cockroach aurora-postgresql asyncpg postgresql_psycopg2 postgresjs node-postgres
        postgres-js""",
    Engine.MYSQL: "mysql mysql2 mariadb aurora-mysql asyncmy aiomysql pymysql",
    Engine.SQLITE: """sqlite sqlite3 better-sqlite3 better-sqlite sqljs spatialite libsql turso
        d1-http""",
    Engine.SQL_SERVER: "mssql sqlserver tedious",
    Engine.ORACLE: "oracle oracledb",
    Engine.MONGODB: "mongodb mongo mongodb+srv",
    Engine.REDIS: "redis rediss valkey valkeys redis+sentinel",
    Engine.RABBITMQ: "amqp amqps pyamqp librabbitmq",
    Engine.KAFKA: "kafka confluentkafka",
    Engine.OTHER_BROKER: "sqs memory filesystem azureservicebus gcpubsub",
}
_ENGINES = {word.encode(): engine for engine, words in WORDS.items() for word in words.split()}
_SQL_KINDS = (
    Engine.POSTGRESQL,
    Engine.MYSQL,
    Engine.SQLITE,
    Engine.SQL_SERVER,
    Engine.ORACLE,
    Engine.MONGODB,
)


def _one_of(*engines: Engine) -> bytes:
    """A pattern of all words for some engines, longer ones first."""
    words = (word for word, engine in _ENGINES.items() if engine in engines)
    return b"|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


_SQL_WORD = _one_of(*_SQL_KINDS)
# An address has to go on behind its scheme: code that only looks at schemes names none. SQLite's
# may end with it, since the path of a file is often joined to it.
_ADDRESS = re.compile(
    rb"\b(?P<word>"
    + _one_of(*WORDS)
    + rb""")(?:\+[A-Za-z0-9_]{1,30})?:(?:/{2,4}(?=[^'"`\s/)])|(?<=sqlite:)///)"""
)
_KEY = rb"""\b(?:type|dialect|client|provider|connection|engine|driver|adapter)["']?\s{0,9}[:=]"""
# What is looked up on the left of a word: the key that it belongs to, maybe behind a variable.
_NODE_KEY = re.compile(_KEY + rb"(?![=>])")
_NODE_WORD = re.compile(rb"""["'`](?P<word>""" + _SQL_WORD + rb""")["'`]""")
_MAX_LEFT = 160
_MAX_RIGHT = 300
_MAX_HITS = 200
_SETTING_KEY = re.compile(
    rb"(?i)" + _KEY + rb"""[ \t]{0,9}["']?(?P<word>""" + _SQL_WORD + rb""")["']?(?=[\s,}]|\Z)""",
)
_VARIABLE = re.compile(
    rb"""^[ \t]{0,20}(?:export[ \t]{1,9})?[A-Z0-9_]{0,60}
    (?:TYPE|DIALECT|CLIENT|CONNECTION|ENGINE|PROVIDER|DRIVER|ADAPTER)
    [ \t]{0,9}=[ \t]{0,9}["']?(?:[a-z_]{1,40}\.){0,6}(?P<word>"""
    + _SQL_WORD
    + rb""")["']?[ \t]{0,9}(?:\#[^\n]*)?\r?$""",
    re.MULTILINE | re.VERBOSE,
)
_PYTHON_KEY = re.compile(
    rb"""(?:\b(?:drivername|scheme|provider|dialect)["']?\s{0,9}[:=](?!=)|\bURL\.create\(|\bbind\()
    \s{0,99}["'](?P<word>"""
    + _SQL_WORD
    + rb""")(?:\+[a-z0-9_]{1,30})?["']""",
    re.VERBOSE,
)
_PYTHON_DRIVER = re.compile(
    rb"""["'](?P<word>postgresql|mysql|mariadb|sqlite|mssql|oracle)\+[a-z0-9_]{1,30}["']"""
)
# Third parties wrap Django's backends and keep the name: `django_prometheus.db.backends.mysql`.
# Code that compares the name of what is configured names none itself.
_DJANGO = re.compile(
    rb"""(?<![=!]=)(?<![=!]=[ ])["'](?:\w{1,40}\.){0,5}backends?\.
    (?P<word>postgresql_psycopg2|postgresql|postgis|mysql|sqlite3|spatialite|oracle)["'.]""",
    re.VERBOSE,
)

# Each with words of which one is in whatever it finds: that is asked far faster.
_SPELLINGS: tuple[tuple[Engine, str, bytes], ...] = (
    (
        Engine.POSTGRESQL,
        "drizzle-orm/ Postgres tortoise.backends. postgresql_backend psqlextra django_cockroachdb",
        rb"""drizzle-orm/(?:pg-core|node-postgres|postgres-js|neon-[a-z]{1,20}|vercel-postgres)
        | \bPostgres(?:JS)?Dialect\b | \bPostgres(?:Dsn|Engine)\b
        | \b(?:Pooled)?Postgresql(?:Ext)?Database\b | tortoise\.backends\.(?:asyncpg|psycopg)\b
        | ["'](?:[\w.]{0,60}postgresql_backend|psqlextra\.backend|django_cockroachdb)["']""",
    ),
    (
        Engine.MYSQL,
        "drizzle-orm/ Mysql MySQL MariaDB tortoise.backends.",
        rb"""drizzle-orm/(?:mysql-core|mysql2|planetscale-serverless) | \bMysqlDialect\b
        | \b(?:MySQL|MariaDB)Dsn\b | \b(?:Pooled)?MySQLDatabase\b | tortoise\.backends\.mysql\b""",
    ),
    (
        Engine.SQLITE,
        "drizzle-orm/ Sqlite SQLite tortoise.backends.",
        rb"""drizzle-orm/(?:sqlite-core|better-sqlite3|libsql|d1|bun-sqlite|sql-js)
        | \bSqliteDialect\b | \bSQLiteEngine\b | \bSqlite(?:Ext)?Database\b
        | tortoise\.backends\.sqlite\b""",
    ),
    (
        Engine.SQL_SERVER,
        "Mssql mssql",
        rb"""\bMssqlDialect\b | ["']ENGINE["']\s{0,9}:\s{0,9}["']mssql["']""",
    ),
    (
        Engine.MONGODB,
        "djongo django_mongodb_backend",
        rb"""["'](?:djongo|django_mongodb_backend)["']""",
    ),
)
_SPELLED = tuple(
    (engine, tuple(words.encode().split()), re.compile(text, re.VERBOSE))
    for engine, words, text in _SPELLINGS
)
_WORDED = {
    Stack.NODE: (_ADDRESS,),
    Stack.PYTHON: (_ADDRESS, _PYTHON_KEY, _PYTHON_DRIVER, _DJANGO),
}


def _hints() -> Iterator[str]:
    """Texts of which one stands in whatever names an engine."""
    for engine, words in WORDS.items():
        for word in words.split():
            if engine is Engine.OTHER_BROKER:
                yield f"{word}:"
            elif len(word) < 4:
                yield from (f"'{word}", f'"{word}', f"`{word}", f"{word}:", f"{word}+")
            else:
                yield word
    spellings = "Postgres MySQL Mysql MariaDB Sqlite SQLite Mssql drizzle-orm/ psqlextra djongo"
    yield from spellings.split()


# Most files have none, and are done with quickly.
HINTS = tuple(hint.encode() for hint in _hints())

_DATASOURCE = re.compile(rb"\bdatasource\s{1,9}\w{1,100}\s{0,9}\{")
_MAX_BLOCK = 5_000
_PROVIDER = re.compile(rb"""\bprovider\s{0,99}=\s{0,99}["'](?P<word>[\w-]{1,40})["']""")
_BROKER = re.compile(rb"(?i)broker")
_BROKER_WORD = re.compile(rb"(?i)redis|valkey|pyamqp|amqp|rabbit|kafka|sqs|memory|filesystem")
_BROKER_WORDS = {
    b"redis": Engine.REDIS,
    b"valkey": Engine.REDIS,
    b"amqp": Engine.RABBITMQ,
    b"pyamqp": Engine.RABBITMQ,
    b"rabbit": Engine.RABBITMQ,
    b"kafka": Engine.KAFKA,
}
# The address of a broker in the environment of a service: `CELERY_BROKER_URL: redis://cache`, or
# what it is without another one, `- BROKER_URL=${BROKER_URL:-amqp://mq}`.
_BROKER_ADDRESS = re.compile(
    rb"(?i)(?<!\w)\w{0,40}broker\w{0,40}+['\"]?\s{0,9}[:=]\s{0,9}['\"]?(?:\$\{\w{1,60}:?-)?"
    rb"(?P<word>redis|valkey|pyamqp|amqp)s?://"
)


def engine_of(word: str) -> Engine | None:
    """The engine that a word means, as drivers and dialects are named."""
    return _ENGINES.get(word.encode())


def is_for_choice(code: bytes, engine: Engine) -> bool:
    """Whether code without comments asks for an engine by its name before it uses it, and takes it
    for nothing that stands there already: whoever runs the code may choose it.
    """
    word = rb"\s{0,9}[\"'](?i:" + _one_of(engine) + rb")[\"']"
    asks = re.search(rb"(?:[=!]==?|\bcase\b)" + word, code)
    return asks is not None and re.search(rb"(?:,|\|\||\?\?|\bor\b)" + word, code) is None


def in_code(code: bytes, stack: Stack) -> Iterator[tuple[Engine, int, int]]:
    """The engines that source code without comments names, each with where that begins and ends."""
    for pattern in _WORDED[stack]:
        for match in pattern.finditer(code) if pattern is not _ADDRESS or b":/" in code else ():
            yield _ENGINES[match["word"]], match.start(), match.end()
    for engine, words, pattern in _SPELLED:
        for match in pattern.finditer(code) if any(word in code for word in words) else ():
            yield engine, match.start(), match.end()
    if stack is Stack.NODE:
        yield from _keyed(code)


def _keyed(code: bytes) -> Iterator[tuple[Engine, int, int]]:
    """Words that stand behind a key such as `dialect:` on the same line."""
    for match in islice(_NODE_WORD.finditer(code), _MAX_HITS):
        left = re.split(rb"[\n,{}]", code[max(0, match.start() - _MAX_LEFT) : match.start()])[-1]
        if _NODE_KEY.search(left):
            yield _ENGINES[match["word"]], match.start() - len(left), match.end()


def in_settings(text: bytes) -> Iterator[tuple[Engine, int, int]]:
    """The engines that a configuration file without comments names."""
    for pattern in (_ADDRESS, _SETTING_KEY, _VARIABLE):
        for match in pattern.finditer(text):
            yield _ENGINES[match["word"].lower()], match.start(), match.end()


def in_prisma_schema(text: bytes) -> Iterator[tuple[Engine, int, int]]:
    """The engine that the datasource of a Prisma schema without comments names."""
    for block in islice(_DATASOURCE.finditer(text), _MAX_HITS):
        start = block.end()
        match = _PROVIDER.search(text[start : start + _MAX_BLOCK].split(b"}", 1)[0])
        if match and match["word"] in _ENGINES:
            yield _ENGINES[match["word"]], start + match.start(), start + match.end()


def as_broker(text: bytes) -> Iterator[tuple[Engine, int, int]]:
    """The engines that are named on a line as the broker of a task queue."""
    for match in islice(_BROKER.finditer(text), _MAX_HITS):
        right = text[match.end() : match.end() + _MAX_RIGHT].split(b"\n", 1)[0]
        word = _BROKER_WORD.search(right)
        if word:
            engine = _BROKER_WORDS.get(word[0].lower(), Engine.OTHER_BROKER)
            yield engine, match.start(), match.end() + word.end()


def as_composed_broker(text: bytes) -> Iterator[tuple[Engine, int, int]]:
    """The engines at whose address a Compose file lets services find the broker of a task queue."""
    for match in islice(_BROKER_ADDRESS.finditer(text), _MAX_HITS):
        yield _BROKER_WORDS[match["word"].lower()], match.start(), match.end("word")
