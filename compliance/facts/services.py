"""Which databases, caches and brokers a component uses, and what starts them on a laptop."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from typing import ClassVar

from compliance.facts import Evidence, Fact, Scope


class EngineKind(enum.StrEnum):
    """What an engine is for; the value is the word people read."""

    RELATIONAL = "relational database"
    DATABASE = "database"
    CACHE = "cache"
    BROKER = "broker"


class Engine(enum.StrEnum):
    """A database, cache or broker; those that speak one protocol are one. The value is its name."""

    POSTGRESQL = "PostgreSQL"
    MYSQL = "MySQL/MariaDB"
    SQLITE = "SQLite"
    SQL_SERVER = "SQL Server"
    ORACLE = "Oracle"
    OTHER_SQL = "another SQL database"
    MONGODB = "MongoDB"
    ELASTICSEARCH = "Elasticsearch/OpenSearch"
    CASSANDRA = "Cassandra"
    NEO4J = "Neo4j"
    DYNAMODB = "DynamoDB"
    FIRESTORE = "Firestore"
    OTHER_DATABASE = "another database"
    REDIS = "Redis/Valkey"
    MEMCACHED = "Memcached"
    RABBITMQ = "RabbitMQ"
    KAFKA = "Kafka"
    NATS = "NATS"
    OTHER_BROKER = "another broker"

    @property
    def kind(self) -> EngineKind:
        """What it is for."""
        return _KINDS[self]


_KINDS = {
    Engine.POSTGRESQL: EngineKind.RELATIONAL,
    Engine.MYSQL: EngineKind.RELATIONAL,
    Engine.SQLITE: EngineKind.RELATIONAL,
    Engine.SQL_SERVER: EngineKind.RELATIONAL,
    Engine.ORACLE: EngineKind.RELATIONAL,
    Engine.OTHER_SQL: EngineKind.RELATIONAL,
    Engine.MONGODB: EngineKind.DATABASE,
    Engine.ELASTICSEARCH: EngineKind.DATABASE,
    Engine.CASSANDRA: EngineKind.DATABASE,
    Engine.NEO4J: EngineKind.DATABASE,
    Engine.DYNAMODB: EngineKind.DATABASE,
    Engine.FIRESTORE: EngineKind.DATABASE,
    Engine.OTHER_DATABASE: EngineKind.DATABASE,
    Engine.REDIS: EngineKind.CACHE,
    Engine.MEMCACHED: EngineKind.CACHE,
    Engine.RABBITMQ: EngineKind.BROKER,
    Engine.KAFKA: EngineKind.BROKER,
    Engine.NATS: EngineKind.BROKER,
    Engine.OTHER_BROKER: EngineKind.BROKER,
}


@dataclass(frozen=True)
class DataStore:
    """A database, cache or broker that non-test code uses through a library it depends on.

    `engines` is the one engine that this is; where nothing readable decides it they are those that
    it can be. `where` is the use in code, `decided_by` the place that names the engine where the
    library alone does not. `managed`: the library reaches a provider's service only, which nobody
    runs locally. `optional`: the application does without it: only an extra or an optional
    dependency brings the library, or (`replaceable`) a database in a file may take its place.
    """

    library: str
    engines: tuple[Engine, ...]
    where: Evidence
    decided_by: Evidence | None = None
    managed: bool = False
    optional: bool = False
    replaceable: bool = False

    @property
    def engine(self) -> Engine | None:
        """The engine, where it is known which."""
        return self.engines[0] if len(self.engines) == 1 else None

    @property
    def is_database(self) -> bool:
        """Whether it is a database, SQL or not, rather than a cache or a broker."""
        databases = (EngineKind.RELATIONAL, EngineKind.DATABASE)
        return all(engine.kind in databases for engine in self.engines)

    @property
    def is_relational(self) -> bool | None:
        """Whether it is a SQL database; None where that depends on what is not known of it."""
        relational = {engine.kind is EngineKind.RELATIONAL for engine in self.engines}
        return relational.pop() if len(relational) == 1 else None


@dataclass(frozen=True)
class DataStores(Fact):
    """Every database, cache and broker that a component uses.

    `unread` says, in one clause each, why further ones may be there: a library is depended on, and
    the files that might use it could not be had.
    """

    scope: ClassVar[Scope] = Scope.COMPONENT

    stores: tuple[DataStore, ...] = ()
    unread: tuple[str, ...] = ()

    @property
    def databases(self) -> tuple[DataStore, ...]:
        """The databases, SQL or not."""
        return tuple(each for each in self.stores if each.is_database)

    @property
    def relational(self) -> tuple[DataStore, ...]:
        """The SQL databases; those that only may be one are not among them."""
        return tuple(each for each in self.stores if each.is_relational)

    @property
    def perhaps_relational(self) -> tuple[DataStore, ...]:
        """Those that may be SQL databases, and may not."""
        return tuple(each for each in self.stores if each.is_relational is None)


@dataclass(frozen=True)
class ComposeService:
    """A service of a compose file, and the engine that it runs, if it runs one.

    `by_name`: only the service's name says so, because nothing readable tells what its image is.
    `opaque`: its image cannot be told, and its name allows for a database, cache or broker.
    """

    name: str
    where: Evidence
    engine: Engine | None = None
    by_name: bool = False
    opaque: bool = False


@dataclass(frozen=True)
class BrokenFile:
    """A file that does not parse, where and why."""

    where: Evidence
    reason: str


@dataclass(frozen=True)
class Containers(Fact):
    """The compose files that concern a component, read together, and the Dockerfiles.

    `broken` are compose files that are no YAML; `unread` says, in one clause each, what could not
    be had, so that it may define further services.
    """

    scope: ClassVar[Scope] = Scope.COMPONENT

    files: tuple[str, ...] = ()
    services: tuple[ComposeService, ...] = ()
    broken: tuple[BrokenFile, ...] = ()
    unread: tuple[str, ...] = ()
    dockerfiles: tuple[str, ...] = ()


@dataclass(frozen=True)
class EditorExtensions(Fact):
    """The extensions that `.vscode/extensions.json` recommends, in lower case.

    `files` are the files that say so, in the component's folder and those above it.
    """

    scope: ClassVar[Scope] = Scope.COMPONENT

    files: tuple[str, ...] = ()
    recommended: tuple[str, ...] = ()
