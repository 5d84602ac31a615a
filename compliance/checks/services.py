"""Clauses backend:2.2 and 2.3, services and editor: what the code needs runs on every laptop."""

from __future__ import annotations

from collections.abc import Iterable

from compliance.checks.base import (
    EXACT,
    Evidence,
    Finding,
    check,
    failed,
    listed,
    not_applicable,
    noted,
    passed,
    unknown,
)
from compliance.facts import Component, Stack
from compliance.facts.services import (
    ComposeService,
    Containers,
    DataStore,
    DataStores,
    EditorExtensions,
    Engine,
)

# The engines for which the protocol asks a service.
SERVED = (
    Engine.POSTGRESQL,
    Engine.MYSQL,
    Engine.MONGODB,
    Engine.REDIS,
    Engine.RABBITMQ,
    Engine.KAFKA,
    Engine.ELASTICSEARCH,
)


@check(
    "compose-services", title="Docker Compose starts the services the code needs", confidence=EXACT
)
def compose_services(stores: DataStores, containers: Containers) -> Finding:
    """Define each database, cache and broker that the code uses in `docker-compose.yml`.

    One service for each engine, by its usual image (`postgres`, `mysql`, `mongo`, `redis`,
    `rabbitmq` …), so that `docker-compose up -d` is all a newcomer needs to start them. With
    PostgreSQL alone the whole file may be
    `services: {db: {image: "postgres:18", environment: {POSTGRES_PASSWORD: dev},
    ports: ["5432:5432"]}}`.
    """
    needed = needed_services(stores)
    if not needed:
        if stores.unread:
            return unknown(f"whether the code uses further services is open: {stores.unread[0]}")
        besides = _besides(stores, containers)
        if besides:
            names = listed(f"{each.engine} as {each.name}" for each in besides)
            return passed(f"Compose starts {names}", *(each.where for each in besides))
        return not_applicable(_nothing_needed(stores))
    running = {each.engine: each for each in containers.services if each.engine}
    open_needs = [each for each in needed if not running.keys() & set(each.engines)]
    missing = [each for each in open_needs if _is_required(each)]
    if missing:
        return _missing(missing, containers)
    if open_needs == needed and all(map(is_a_file, needed)):
        where = needed[0].decided_by
        return not_applicable(
            f"SQLite is what the configuration names, though {needed[0].library} may be told of "
            "another engine",
            *([where] if where else ()),
        )
    undecided = [each for each in open_needs if not each.optional and not is_a_file(each)]
    # What only extras bring, nobody has to have: it is left out, unless there is nothing else.
    if undecided or open_needs == needed:
        return unknown(_undecided((undecided or open_needs)[0]), *_places(open_needs))
    if stores.unread:
        return unknown(f"whether the code uses further services is open: {stores.unread[0]}")
    used = {engine for each in needed for engine in each.engines}
    found = [service for engine, service in running.items() if engine in used]
    names = listed(f"{each.engine} as {each.name}" for each in found)
    return passed(f"Compose starts {names}", *(each.where for each in found))


def needed_services(stores: DataStores) -> list[DataStore]:
    """What the code uses that has to be started locally; the clause concerns a component where
    there is any.
    """
    return [each for each in stores.stores if not each.managed and _may_be_served(each)]


def _besides(stores: DataStores, containers: Containers) -> list[ComposeService]:
    """The services for databases of a server for which the protocol asks none, where they are all
    that the code uses.
    """
    used = {each.engine for each in stores.stores if not each.managed and not each.optional}
    services = {each.engine: each for each in containers.services}
    return [services[each] for each in used - {None} if each in services]


def is_a_file(store: DataStore) -> bool:
    """Whether the configuration names SQLite alone, and the driver of a server is there besides."""
    return store.engines[:1] == (Engine.SQLITE,) and store.decided_by is not None


def _may_be_served(store: DataStore) -> bool:
    return any(engine in SERVED for engine in store.engines)


def _is_required(store: DataStore) -> bool:
    """Whether the code certainly needs a service for it, whichever of its engines it is."""
    return not store.optional and all(engine in SERVED for engine in store.engines)


def _nothing_needed(stores: DataStores) -> str:
    if not stores.stores:
        return "the code uses no database, cache or broker"
    names = listed(dict.fromkeys(_engines(each) for each in stores.stores))
    if all(each.managed for each in stores.stores):
        return f"{names}: a provider's service, which nobody runs locally"
    return f"{names}: nothing that Compose has to start"


def _engines(store: DataStore) -> str:
    return " or ".join(store.engines)


def _missing(missing: list[DataStore], containers: Containers) -> Finding:
    """What the code needs and no service is there for; a file that could not be had may have it."""
    first: dict[str, DataStore] = {}
    for each in missing:
        first.setdefault(_engines(each), each)
    names = listed(f"{name} ({each.library}, {each.where.path})" for name, each in first.items())
    opaque = next((each for each in containers.services if each.opaque), None)
    if containers.unread:
        return unknown(
            f"no service for {names} in what could be read, but {containers.unread[0]}",
            *_places(missing),
        )
    if opaque:
        return unknown(
            f"no service for {names}, unless it is {opaque.name}, whose image cannot be told",
            opaque.where,
        )
    if containers.broken:
        broken = containers.broken[0]
        places = (each.where for each in containers.broken)
        return failed(
            f"{broken.where.path}, line {broken.where.line}, does not parse ({broken.reason}), and "
            f"no other compose file has a service for {names}",
            *places,
            *_places(missing),
        )
    if not containers.files:
        return failed(f"no compose file, and the code needs {names}", *_places(missing))
    services = listed(dict.fromkeys(each.name for each in containers.services)) or "no service"
    return failed(
        f"no service for {names}: {listed(containers.files)} has {services}", *_places(missing)
    )


def _undecided(store: DataStore) -> str:
    if store.replaceable:
        return (
            f"{_engines(store)} is used through {store.library}, and SQLite may take its place: "
            "which of them the configuration names cannot be told"
        )
    if store.optional:
        return (
            f"{_engines(store)} is used through {store.library}, an optional dependency, and no "
            "compose file has it: whether it is needed cannot be told"
        )
    if len(store.engines) > 3:
        return (
            f"which engine {store.library} talks to cannot be told: no address, dialect or driver "
            "that is read here names one"
        )
    return f"{store.library} can talk to {_engines(store)}, and which it is cannot be told"


def _places(stores: Iterable[DataStore]) -> tuple[Evidence, ...]:
    """Where stores are used and their engines are named, each with what it is."""
    places = (
        noted(place, _engines(each))
        for each in stores
        for place in (each.where, each.decided_by)
        if place
    )
    return tuple(dict.fromkeys(places))


_BIOME = frozenset(["biomejs.biome"])
_DOCKER = frozenset(
    """ms-azuretools.vscode-docker ms-azuretools.vscode-containers docker.docker
    p1c2u.docker-compose formulahendry.docker-explorer
    formulahendry.docker-extension-pack""".split()
)
_DATABASE_CLIENTS = frozenset(
    """mtxr.sqltools ckolkman.vscode-postgres ms-ossdata.vscode-pgsql ms-ossdata.vscode-postgresql
    cweijan.vscode-database-client2 cweijan.vscode-mysql-client2 cweijan.vscode-postgresql-client2
    cweijan.dbclient-jdbc cweijan.vscode-redis-client mongodb.mongodb-vscode ms-mssql.mssql
    formulahendry.vscode-mysql alexcvzz.vscode-sqlite qwtel.sqlite-viewer
    yy0931.vscode-sqlite3-editor bajdzis.vscode-database dbcode.dbcode oracle.sql-developer
    oracle.oracledevtools oracle.mysql-shell-for-vs-code ms-azuretools.vscode-cosmosdb
    neo4j-extensions.neo4j-for-vscode redis.redis-for-vscode databricks.neon-local-connect
    neon.neon-local-connect""".split()
)


@check("vscode-extensions", title="VS Code recommends the extensions people need", confidence=EXACT)
def vscode_extensions(
    component: Component, editor: EditorExtensions, containers: Containers, stores: DataStores
) -> Finding:
    """List the extensions that the project needs in `.vscode/extensions.json`.

    The ids that the message names belong under `recommendations`, for example:

    - Node.js: `{"recommendations": ["biomejs.biome", "ms-azuretools.vscode-docker",
      "mtxr.sqltools"]}`
    - Python: `{"recommendations": ["ms-azuretools.vscode-docker", "mtxr.sqltools"]}`

    VS Code then offers them to whoever opens the folder. Another client for the database does as
    well. Where `.gitignore` leaves the folder out, `git add --force .vscode/extensions.json` adds
    the file.
    """
    wanted: dict[str, bool] = {}
    recommended = set(editor.recommended)
    if component.stack is Stack.NODE:
        wanted["Biome (biomejs.biome)"] = bool(recommended & _BIOME)
    if containers.files or containers.dockerfiles:
        wanted["Docker (ms-azuretools.vscode-docker)"] = bool(recommended & _DOCKER)
    if stores.databases:
        engine = _engines(stores.databases[0]) if stores.databases[0].engine else "its database"
        client = any(_is_database_client(each) for each in recommended)
        mongo = Engine.MONGODB in stores.databases[0].engines
        such = "mongodb.mongodb-vscode" if mongo else "mtxr.sqltools"
        wanted[f"a database client for {engine} (such as {such})"] = client
    missing = [name for name, found in wanted.items() if not found]
    where = editor.files or (".vscode/extensions.json",)
    if missing and not editor.files:
        return failed(f"no .vscode/extensions.json; it should recommend {listed(missing)}")
    if missing:
        return failed(f"{listed(where)} does not recommend {listed(missing)}", *editor.files)
    if stores.unread and not stores.databases:
        return unknown(f"whether the code uses a database is open: {stores.unread[0]}")
    if not wanted:
        return passed(
            "nothing to recommend: no Node.js, no Dockerfile or compose file, no database"
        )
    return passed(f"{listed(where)} recommends {listed(wanted)}", *editor.files)


def _is_database_client(extension: str) -> bool:
    # Each driver of SQLTools, whoever publishes it, brings SQLTools with it.
    return extension in _DATABASE_CLIENTS or "sqltools" in extension
