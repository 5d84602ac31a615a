"""Settles which engine a library talks to, where the library alone leaves that open."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from compliance.extract.data_stores.configuration import Configuration, Names
from compliance.extract.data_stores.library import Library
from compliance.facts import Evidence, Stack
from compliance.facts.manifests import Group
from compliance.facts.services import DataStore, Engine
from compliance.paths import is_source

_PRISMA = ("@prisma/client", "prisma", "@redwoodjs/api", "@cedarjs/api")
# Drivers that reach a provider's service only; other clients of providers are no drivers.
_MANAGED_DRIVERS = ("@neondatabase/serverless", "@vercel/postgres", "@planetscale/database")
# By these Django talks to MongoDB, which its own backends do not.
_DJANGO_TO_MONGODB = ("django-mongodb-backend", "djongo", "django-mongodb-engine")
# Drivers that are the ORM's own.
_OF_MIKROORM = "@mikro-orm/"
_TASK_QUEUES = ("celery", "kombu", "dramatiq")
_BEHIND_OTHERS = (Engine.REDIS, Engine.RABBITMQ)
# The groups whose packages an application has to do without. Node.js bundlers build an application
# from its development dependencies, Python installs no such group unless asked.
_OPTIONAL_GROUPS = {
    Stack.NODE: (Group.OPTIONAL,),
    Stack.PYTHON: (Group.OPTIONAL, Group.DEVELOPMENT),
}


@dataclass(frozen=True)
class Declared:
    """Where a package is depended on, and in which group; `own`: not by the workspace's root."""

    group: Group
    where: Evidence
    own: bool


class Settler:
    """Makes stores of the libraries that a component depends on and uses."""

    def __init__(
        self,
        declared: Mapping[str, Declared],
        known: Sequence[Library],
        configuration: Configuration,
        stack: Stack,
    ) -> None:
        """`known` are the libraries of the table that are depended on."""
        self._declared = declared
        self._known = known
        self._configuration = configuration
        self._optional_groups = _OPTIONAL_GROUPS[stack]
        self._elsewhere: set[Engine] = set()
        self._by_mikroorm = {
            each.engines[0] for each in known
            if len(each.engines) == 1 and each.package.startswith(_OF_MIKROORM)
        }  # fmt: skip

    def stores(self, used: Mapping[Library, Evidence]) -> Iterator[DataStore]:
        """A store for each library that is used, then for those that others use for the code."""
        # An ORM that could do MongoDB too does not, where its own library is used for that.
        if any(
            library.engines == (Engine.MONGODB,) and not library.package.startswith(_OF_MIKROORM)
            for library in used
        ):
            self._elsewhere.add(Engine.MONGODB)
        stores = [self._store(library, where) for library, where in used.items()]
        by_file = any(
            store.engines == (Engine.SQLITE,) and store.library in self._declared
            for store in stores
        )
        chosen = frozenset(self._chosen(stores))
        for store in stores:
            instead = (by_file and self._is_one_of_two(store)) or store.engine in chosen
            yield replace(store, optional=True, replaceable=True) if instead else store
        found = {store.engine for store in stores}
        for library in self._known:
            if len(library.engines) == 1 and library not in used:
                yield from self._behind_others(library, found)

    def _chosen(self, stores: Sequence[DataStore]) -> Iterator[Engine]:
        """The SQL servers of which whoever runs the code takes one, or SQLite instead: it has plain
        drivers for several and one for a file, and no more than code names them.
        """
        plain = {each.engine for each in stores if each.is_relational and each.decided_by is None}
        servers = plain - {None, Engine.SQLITE}
        if Engine.SQLITE not in plain or len(servers) < 2:
            return
        for engine in servers:
            where = self._configuration.named.get(engine) if engine is not None else None
            if engine is not None and (where is None or is_source(where.path)):
                yield engine

    def _is_one_of_two(self, store: DataStore) -> bool:
        """Whether a store is a plain driver for a SQL server that nothing names, so that the driver
        of a database in a file, where there is one, may be used in its place.
        """
        of_server = store.is_relational and store.engine not in (None, Engine.SQLITE)
        plain = store.decided_by is None
        return bool(of_server and plain and store.engine not in self._configuration.named)

    def _store(self, library: Library, where: Evidence) -> DataStore:
        optional = self._is_optional(library)
        if len(library.engines) == 1:
            name, managed = library.package, library.managed
            return DataStore(name, library.engines, where, None, managed, optional)
        engines, decided_by = self._settled(library)
        managed = self._is_managed(engines)
        return DataStore(library.package, engines, where, decided_by, managed, optional)

    def _settled(self, library: Library) -> tuple[tuple[Engine, ...], Evidence | None]:
        """The engines that a library may talk to, and what decides it."""
        names = self._names(library)
        engines = [engine for engine in library.engines if self._is_possible(library, engine)]
        named = [engine for engine in names if engine in engines]
        servers = [engine for engine in named if engine is not Engine.SQLITE]
        if len(servers) == 1 and self._is_instead_of_file(servers[0], names):
            return (Engine.SQLITE, servers[0]), names[Engine.SQLITE]
        if len(servers) == 1:
            return tuple(servers), names[servers[0]]
        if servers:
            return tuple(dict.fromkeys((*servers, *named))), names[servers[0]]
        drivers = {} if library.package in _TASK_QUEUES else self._drivers(library)
        if named:
            # A default for the laptop, beside the driver of what runs elsewhere.
            return tuple(dict.fromkeys((Engine.SQLITE, *drivers))), names[Engine.SQLITE]
        if len(drivers) == 1:
            ((engine, where),) = drivers.items()
            return (engine,), where
        return tuple(drivers or engines), None

    def _is_instead_of_file(self, server: Engine, names: Names) -> bool:
        """Whether one place of the code names a server for whoever chooses it, and a database in a
        file for everybody else.
        """
        file, where = names.get(Engine.SQLITE), names[server]
        beside = file is not None and file.path == where.path
        return beside and self._configuration.is_for_choice(server, where)

    def _is_possible(self, library: Library, engine: Engine) -> bool:
        """Whether a library may talk to an engine here: another one does not do so already, and
        what it needs for that is depended on.
        """
        if library.package == "django" and engine is Engine.MONGODB:
            return any(package in self._declared for package in _DJANGO_TO_MONGODB)
        if library.package.startswith(_OF_MIKROORM) and self._by_mikroorm:
            return engine in self._by_mikroorm
        return engine not in self._elsewhere

    def _names(self, library: Library) -> Names:
        if library.package in _PRISMA:
            return self._configuration.prisma
        if library.package in _TASK_QUEUES:
            return self._configuration.brokers or self._configuration.named
        return self._configuration.named

    def _drivers(self, library: Library) -> dict[Engine, Evidence]:
        """The engines whose drivers are depended on to run: by the component rather than by its
        workspace. Drivers of extras and of development decide nothing.
        """
        drivers = [
            (each.engines[0], self._declared[each.package])
            for each in self._known
            if len(each.engines) == 1
            and each.engines[0] in library.engines
            and self._is_possible(library, each.engines[0])
            and (not each.managed or each.package in _MANAGED_DRIVERS)
        ]
        needed = [each for each in drivers if each[1].group in (Group.MAIN, Group.PEER)]
        own = {engine: declared.where for engine, declared in needed if declared.own}
        return own or {engine: declared.where for engine, declared in needed}

    def _is_managed(self, engines: Sequence[Engine]) -> bool:
        """Whether only drivers for a provider's service are there to reach an engine."""
        drivers = [
            each for each in self._known if len(each.engines) == 1 and each.engines[0] in engines
        ]
        managed = [each for each in drivers if each.managed]
        return len(managed) == len(drivers) and any(
            each.package in _MANAGED_DRIVERS for each in managed
        )

    def _is_optional(self, library: Library) -> bool:
        declared = self._declared.get(library.package)
        return declared is not None and declared.group in self._optional_groups

    def _behind_others(self, library: Library, found: set[Engine | None]) -> Iterator[DataStore]:
        """A client that code does not import itself: Celery, Django's cache or a rate limiter use
        it at the address that code names.
        """
        engine = library.engines[0]
        declared = self._declared[library.package]
        if engine not in _BEHIND_OTHERS or engine in found or library.managed:
            return
        where = self._configuration.named_in_code.get(engine)
        if where and declared.own and declared.group is Group.MAIN:
            found.add(engine)
            yield DataStore(library.package, (engine,), where, declared.where)
