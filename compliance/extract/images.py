"""Tells by the name of a container image, or of a service, which engine runs in it."""

from __future__ import annotations

import re

from compliance.facts.services import Engine

# In the order in which they are looked for: `percona-server-mongodb` is a MongoDB.
_ENGINES: tuple[tuple[Engine, frozenset[str]], ...] = tuple(
    (engine, frozenset(words.split()))
    for engine, words in (
        (Engine.MONGODB, "mongo mongodb mongod ferretdb"),
        (
            Engine.POSTGRESQL,
            """postgres postgresql postgis timescaledb timescale pgvector pgvecto citus paradedb
            cockroach cockroachdb yugabyte yugabytedb pgsql""",
        ),
        (Engine.MYSQL, "mysql mysqld mariadb percona xtradb"),
        (
            Engine.REDIS,
            """redis valkey keydb dragonfly dragonflydb redict garnet rejson redismod
            redisearch""",
        ),
        (Engine.RABBITMQ, "rabbitmq rabbit lavinmq"),
        (Engine.KAFKA, "kafka redpanda"),
        (Engine.ELASTICSEARCH, "elasticsearch opensearch elastic"),
        (Engine.SQL_SERVER, "mssql"),
        (Engine.ORACLE, "oracle oracledb"),
        (Engine.OTHER_SQL, "clickhouse trino duckdb"),
        (Engine.CASSANDRA, "cassandra scylla scylladb"),
        (Engine.NEO4J, "neo4j"),
        (Engine.MEMCACHED, "memcached"),
        (Engine.NATS, "nats"),
        (Engine.DYNAMODB, "dynamodb"),
    )
)
_BY_REPOSITORY = {
    "confluentinc/cp-server": Engine.KAFKA,
    "confluentinc/confluent-local": Engine.KAFKA,
    "lensesio/fast-data-dev": Engine.KAFKA,
    "mssql/server": Engine.SQL_SERVER,
    "azure-sql-edge": Engine.SQL_SERVER,
    "database/express": Engine.ORACLE,
    "database/free": Engine.ORACLE,
}
# What stands beside an engine and is none: consoles, exporters, proxies, jobs.
_COMPANIONS = frozenset(
    """exporter exporters admin pgadmin pgadmin4 phpmyadmin ui gui web webui console commander
    insight redisinsight express dashboard dashboards browser viewer manager monitor monitoring
    metrics connect connector rest registry schema bridge proxy proxysql router pgbouncer bouncer
    pgpool sentinel backup backups dump restore operator controller client cli tools tool init
    initdb initializer setup migrate migrator migration migrations seed seeder cron job
    zookeeper mirrormaker cruise hq head cerebro curator kibana logstash beats consumer producer
    worker workers publisher subscriber listener topics creator waiter wait healthcheck
    agent apm""".split()
)
# A program that is named after the engine that it uses, where it is an image.
_PROGRAMS = frozenset(["api", "app"])
# What may stand beside an engine in the name of a service, where the name is all there is.
_COMMON = frozenset(
    """api app backend db database server service svc dev devel development local main master
    primary replica leader node single store storage data cache caching queue broker mq search
    session sessions test tests testing default container docker sql nosql my the shared internal
    instance cluster""".split()
)
# A service so named may run any engine.
_STORES = frozenset(
    """db database databases sql nosql cache queue broker mq messaging search store storage
    datastore""".split()
)
# Images that run programs, and no store unless the program is one.
_RUNTIMES = frozenset(
    """node bun deno python pypy golang go rust ruby php openjdk jdk jre java temurin corretto
    amazoncorretto gradle maven dotnet aspnet sdk nginx httpd caddy traefik uv poetry
    playwright""".split()
)
# A wrapper of foreign data, by which one engine reads what another one has.
_FOREIGN = "fdw"
_WORD = re.compile(r"[a-z]{1,40}(?:[0-9]{1,4}[a-z]{1,40})?")
_VARIABLE = re.compile(
    r"\$\{(?P<name>\w{1,100})(?P<otherwise>[^{}]{0,400})\}|\$(?P<bare>\w{1,100})"
)
_DEFAULT = re.compile(r":?[-=](?P<value>.{1,400})")


def resolved(text: str, values: dict[str, str] | None = None) -> str:
    """A text with its variables replaced: by a given value, else by the default that it names.

    One that has neither stays as `$`.
    """
    given = values or {}

    def value(match: re.Match[str]) -> str:
        default = _DEFAULT.fullmatch(match["otherwise"] or "")
        return given.get(match["name"] or match["bare"]) or (default["value"] if default else "$")

    # A default may hold a variable with a default of its own: the innermost is resolved first.
    for _ in range(3):
        text = _VARIABLE.sub(value, text)
    return text


def repository(image: str) -> str:
    """An image without its tag, its digest and the host of its registry."""
    name = image.strip().lower().split("@", 1)[0]
    head, slash, last = name.rpartition("/")
    first, *others = (head + slash + last.split(":", 1)[0]).split("/")
    is_host = "." in first or ":" in first or first == "localhost"
    return "/".join(others if others and is_host else [first, *others])


def engine_of(image: str) -> Engine | None:
    """The engine that an image runs, by its name; None where it is none, or is not known."""
    name = repository(image)
    if name in _BY_REPOSITORY:
        return _BY_REPOSITORY[name]
    last = name.rpartition("/")[2]
    words = _words(last)
    if _FOREIGN in words:
        # `postgres_mongo_fdw` reads the tables of another engine: the first is what runs.
        named = (_engine({each}) for each in _WORD.findall(last))
        return next(filter(None, named), None)
    return None if words & (_COMPANIONS | _PROGRAMS) else _engine(words)


def is_companion(name: str) -> bool:
    """Whether an image or service stands beside an engine and is none itself."""
    return not _words(name.rpartition("/")[2]).isdisjoint(_COMPANIONS)


def is_runtime(image: str) -> bool:
    """Whether an image is there to run a program in some language or to serve files, or is one."""
    return not _words(repository(image).rpartition("/")[2]).isdisjoint(_RUNTIMES | _PROGRAMS)


def engine_by_name(service: str) -> Engine | None:
    """The engine that a service is named after, if its name says nothing else."""
    words = _words(service)
    engine = _engine(words)
    if engine is None:
        return None
    own = next(known for each, known in _ENGINES if each is engine)
    return engine if words - own <= _COMMON else None


def may_be_any(service: str) -> bool:
    """Whether a service's name allows for any database, cache or broker."""
    words = _words(service)
    return not words.isdisjoint(_STORES) and words.isdisjoint(_COMPANIONS)


def _words(name: str) -> set[str]:
    return set(_WORD.findall(name.lower()))


def _engine(words: set[str]) -> Engine | None:
    return next((engine for engine, known in _ENGINES if words & known), None)
