"""Finds a component's ORMs and migration tools, and what runs its migrations."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Collection, Iterator

from compliance.extract.base import extractor
from compliance.extract.comments import code_only
from compliance.extract.migrations.packages import of_migrations
from compliance.extract.reach import concerning, sources
from compliance.extract.sources import evidence_at
from compliance.facts import Component, Evidence, Stack
from compliance.facts.database import DatabaseTool, DatabaseTools, MigrateCommand, Migrations
from compliance.facts.manifests import Group, Manifest, Manifests, Script
from compliance.facts.reach import Reach
from compliance.facts.services import DataStores
from compliance.paths import below, is_judged, is_test, join
from compliance.tree import Kind, Tree, Unreadable

# Packages by the name of the ORM or migration tool that they bring.
_PACKAGES = {
    Stack.NODE: {
        "Prisma": "prisma @prisma/client @redwoodjs/api @cedarjs/api",
        "Drizzle": "drizzle-orm drizzle-kit",
        "Knex": "knex objection bookshelf",
        "TypeORM": "typeorm @nestjs/typeorm",
        "Sequelize": """sequelize @sequelize/core sequelize-typescript sequelize-cli
            @sequelize/cli @nestjs/sequelize egg-sequelize""",
        "MikroORM": "@mikro-orm/core @mikro-orm/nestjs @mikro-orm/migrations @mikro-orm/cli",
        "node-pg-migrate": "node-pg-migrate",
        "Kysely": "kysely kysely-ctl",
        "Supabase": "supabase",
        "Lucid": "@adonisjs/lucid",
        "Leoric": "leoric egg-orm",
        "Umzug": "umzug",
        "Slonik": "@slonik/migrator",
        "node-migrate": "migrate",
        "db-migrate": "db-migrate db-migrate-pg db-migrate-mysql",
        "Payload": "@payloadcms/db-postgres @payloadcms/db-sqlite",
        "dbmate": "dbmate",
        "Graphile Migrate": "graphile-migrate",
        "Postgrator": "postgrator postgrator-cli",
        "Flyway": "node-flywaydb flywaydb-cli",
        "Liquibase": "liquibase node-liquibase",
        "postgres-migrations": "postgres-migrations",
        "@databases": "@databases/pg-migrations",
    },
    Stack.PYTHON: {
        "Django": "django",
        "SQLAlchemy": """sqlalchemy sqlmodel flask-sqlalchemy advanced-alchemy ormar gino
            fastapi-users-db-sqlalchemy sqlalchemy-helpers fastapi-sqlalchemy
            fastapi-async-sqlalchemy alchemical""",
        "Alembic": "alembic flask-alembic",
        "Flask-Migrate": "flask-migrate",
        "Tortoise ORM": "tortoise-orm",
        "Aerich": "aerich",
        "yoyo": "yoyo-migrations",
        "Peewee": "peewee peewee-migrate",
        "Pony": "pony",
        "Piccolo": "piccolo",
        "Prisma": "prisma",
    },
}
_TOOLS = {
    stack: {package: tool for tool, packages in tools.items() for package in packages.split()}
    for stack, tools in _PACKAGES.items()
}
# The settings of Supabase's tool, or the migrations that it keeps.
_SUPABASE = re.compile(r"(?:.*/)?supabase/(?:config\.toml|migrations/[^/]{1,200}\.sql)")
# What declares tables of SQLAlchemy's, or reads them out of the database: without any it only
# connects to a schema that is made elsewhere, as a driver does.
_DECLARES = re.compile(
    rb"\b(?:declarative_base|DeclarativeBase\w{0,20}|MappedAsDataclass|mapped_column|automap_base"
    rb"|as_declarative|MetaData|SQLModel|__tablename__)\b|\.Model\b|\bTable\s{0,9}\("
    # Pods and packages have metadata, too.
    rb"|\b(?:\w{0,40}Base|\w{0,40}Model|db)\.metadata\b"
    rb"|\.metadata\.(?:create_all|drop_all|tables|sorted_tables|reflect)\b"
    rb"|\bmap_imperatively\b|\bmapper\s{0,9}\("
)
# What may be depended on and keep its files anywhere, or be there for something else.
_WHERE_RUN = frozenset(["Slonik", "node-migrate"])

_WORD = re.compile(r"[A-Z]?[a-z0-9]{1,60}|[A-Z]{1,60}")
_VERBS = frozenset(["migrate", "migrates"])
_NOUNS = frozenset(["migration", "migrations"])
_RUNS = frozenset("run runs up apply latest deploy execute exec dev prod production start".split())
# A script with one of these in its name does something else with migrations than to run them.
_OTHERWISE = frozenset(
    """create generate gen new make add init scaffold reset rollback down undo revert unlock status
    check list ls info diff drop lint validate verify test tests show resolve squash baseline delete
    remove rm clean compile build format mongo docs version pull dump""".split()
)
_COMMAND = re.compile(
    r"\b(?:prisma\s{1,9}migrate\s{1,9}(?:dev|deploy)(?![^&|;]{0,200}--create-only)|drizzle-kit\s{1,9}migrate"
    r"|knex\b[^&|;]{0,200}\bmigrate:(?:latest|up)|typeorm\S{0,40}\b[^&|;]{0,200}\bmigration:run"
    r"|sequelize\S{0,20}\b[^&|;]{0,200}\bdb:migrate(?![:\w])|mikro-orm\b[^&|;]{0,200}\bmigration:up"
    r"|node-pg-migrate\b[^&|;]{0,200}\bup\b|kysely\b[^&|;]{0,200}\bmigrate[: ](?:latest|up)"
    r"|supabase\s{1,9}(?:db\s{1,9}push|migration\s{1,9}up)|ace\b[^&|;]{0,100}\bmigration:run)"
)
_ENVIRONMENT = re.compile(rb"\bcontext\.configure\s{0,9}\(")
_FLASK_MIGRATE = re.compile(rb"(?<![.\w])Migrate\s{0,9}\(")
_FLASK_ALEMBIC = re.compile(rb"(?:from|import)[ \t]{1,9}flask_alembic\b")
_TABLES = {"alembic": "Alembic", "aerich": "Aerich", "yoyo": "yoyo"}
_MANAGE = "manage.py"
_INI_FILES = {"alembic.ini": "Alembic", "aerich.ini": "Aerich", "yoyo.ini": "yoyo"}
_MAX_COMMANDS = 20
_MAX_COMMAND = 2_000


def _is_read(path: str) -> bool:
    return posixpath.basename(path) in _INI_FILES


@extractor(version=13, reads=_is_read)
def database_tools(
    tree: Tree,
    component: Component,
    reach: Reach,
    manifests: Manifests,
    stores: DataStores,
    migrations: Migrations,
) -> DatabaseTools:
    """The tools that are depended on or configured, and the scripts and configurations that run
    migrations. Some are tools only where a script runs migrations, or some are committed.
    """
    tools: dict[str, DatabaseTool] = {}
    for each in _tools(tree, component, reach, manifests, stores):
        known = tools.get(each.name)
        if known is None or (known.optional and not each.optional):
            tools[each.name] = each
    if len(tools) == 1 and "SQLAlchemy" in tools and not _declares(tree, component, reach):
        del tools["SQLAlchemy"]
    named: list[MigrateCommand] = []
    misnamed: list[MigrateCommand] = []
    for manifest, script in _scripts(component, reach, manifests):
        excerpt = f'"{script.name}": "{script.command}"'
        command = MigrateCommand(
            f"the script {script.name}", Evidence(manifest.path, script.line, excerpt=excerpt)
        )
        if runs_migrations(script) and (
            _runs_some(script) or _has_database(manifest, component, stores)
        ):
            named.append(command)
        elif _runs_some(script):
            misnamed.append(command)
    if component.stack is Stack.PYTHON:
        named += _configurations(tree, component, reach, manifests, tools)
    is_run = bool(named or misnamed or migrations.sets)
    return DatabaseTools(
        tuple(each for each in tools.values() if is_run or each.name not in _WHERE_RUN),
        tuple(named[:_MAX_COMMANDS]),
        tuple(misnamed[:_MAX_COMMANDS]),
    )


def _tools(
    tree: Tree, component: Component, reach: Reach, manifests: Manifests, stores: DataStores
) -> Iterator[DatabaseTool]:
    names = _TOOLS[component.stack]
    for store in stores.stores:
        if store.library in names:
            optional = store.optional and not store.replaceable
            yield DatabaseTool(names[store.library], store.where, optional)
    for directory in reach.directories:
        for manifest in manifests.of(directory, component.stack):
            for each in manifest.dependencies:
                if each.name in names and not each.indirect:
                    where = Evidence(manifest.path, each.line, excerpt=each.name)
                    optional = each.group is Group.OPTIONAL
                    yield DatabaseTool(names[each.name], where, optional)
    for path in concerning(tree.matching(_is_of_supabase), component, reach, manifests):
        yield DatabaseTool("Supabase", Evidence(path))
        return


def _is_of_supabase(path: str) -> bool:
    return bool(_SUPABASE.fullmatch(path)) and is_judged(path)


def _declares(tree: Tree, component: Component, reach: Reach) -> bool:
    """Whether some code declares tables of SQLAlchemy's; what cannot be read may."""
    for path in sources(tree, component, reach):
        try:
            if _DECLARES.search(tree.read(path)):
                return True
        except Unreadable:
            return True
    return False


def _is_ini(path: str) -> bool:
    return posixpath.basename(path) in _INI_FILES and is_judged(path) and not is_test(path)


def _scripts(
    component: Component, reach: Reach, manifests: Manifests
) -> Iterator[tuple[Manifest, Script]]:
    """The scripts of each package.json that counts for a component, with it, and of a package for
    migrations beside it; of one above it that holds no workspace together, those that go into its
    folder: `cd server && prisma migrate dev`.
    """
    counting = dict.fromkeys((*reach.directories, *component.roots))
    for directory in counting:
        for manifest in manifests.of(directory, Stack.NODE):
            yield from ((manifest, script) for script in manifest.scripts)
    for manifest in of_migrations(component, manifests):
        yield from ((manifest, script) for script in manifest.scripts)
    above = component.path
    while above:
        above = posixpath.dirname(above)
        folder = re.escape(posixpath.relpath(component.path, above or "."))
        enters = re.compile(rf"(?:\bcd|--prefix|--cwd|-C|--dir)[ =](?:\./)?{folder}/?(?![\w./-])")
        for manifest in manifests.of(above, Stack.NODE) if above not in counting else ():
            for script in manifest.scripts:
                if enters.search(script.command[:_MAX_COMMAND]):
                    yield manifest, script


def _has_database(manifest: Manifest, component: Component, stores: DataStores) -> bool:
    """Whether a package's scripts speak of the database: the component's own, one around it, and
    one that uses a database itself or a tool for it. What another one migrates is something else.
    """
    if manifest.directory in component.roots or below(component.path, manifest.directory):
        return True
    uses = any(below(each.where.path, manifest.directory) for each in stores.stores)
    tools = _TOOLS[Stack.NODE]
    return uses or any(each.name in tools for each in manifest.dependencies)


def runs_migrations(script: Script) -> bool:
    """Whether a script runs migrations, by its name: `migrate`, `db:migrate`, `migration:run`.

    A noun alone, as in `db:migrations`, or a word that says something else, as in `migrate:test`,
    is no more than a hint; the command then has to be one that runs them.
    """
    words = {word.lower() for word in _WORD.findall(script.name)}
    runs = _runs_some(script)
    if words & _VERBS:
        return runs or not words & _OTHERWISE
    return bool(words & _NOUNS) and (runs or bool(words & _RUNS and not words & _OTHERWISE))


def _runs_some(script: Script) -> bool:
    """Whether a script's command is one that runs migrations."""
    return bool(_COMMAND.search(script.command[:_MAX_COMMAND]))


def _configurations(
    tree: Tree, component: Component, reach: Reach, manifests: Manifests, tools: Collection[str]
) -> Iterator[MigrateCommand]:
    """What runs migrations in Python: Django's manage.py, and the configuration of a tool."""
    for path in concerning(tree.matching(_is_ini), component, reach, manifests):
        tool = _INI_FILES[posixpath.basename(path)]
        yield MigrateCommand(f"{tool}'s {path}", Evidence(path))
    for directory in dict.fromkeys((*reach.directories, *component.roots)):
        for manifest in manifests.of(directory, Stack.PYTHON):
            tables = (table for table in _TABLES if table in manifest.tools)
            for table in tables:
                yield MigrateCommand(
                    f"[tool.{table}] for {_TABLES[table]}", Evidence(manifest.path)
                )
    for path in sources(tree, component, reach):
        if posixpath.basename(path) == _MANAGE and "Django" in tools:
            yield MigrateCommand(path, Evidence(path))
        yield from _in_code(tree, path, tools)
    for directory in reach.directories if "Django" in tools else ():
        entry = tree.entries.get(join(directory, _MANAGE))
        if entry is not None and entry.kind is Kind.SYMLINK:  # To the package's `__main__.py`.
            yield MigrateCommand(entry.path, Evidence(entry.path))


def _in_code(tree: Tree, path: str, tools: Collection[str]) -> Iterator[MigrateCommand]:
    """Alembic's environment, whose other settings may be made by a program; what brings the
    commands of Flask-Migrate or Flask-Alembic.
    """
    if posixpath.basename(path) == "env.py":
        name, pattern = f"Alembic's {path}", _ENVIRONMENT
    elif "Flask-Migrate" in tools:
        name, pattern = "Flask-Migrate", _FLASK_MIGRATE
    elif "Alembic" in tools:
        name, pattern = "Flask-Alembic", _FLASK_ALEMBIC
    else:
        return
    try:
        content = tree.read(path)
    except Unreadable:
        return
    match = pattern.search(content) and pattern.search(code_only(content, Stack.PYTHON))
    if match:
        yield MigrateCommand(name, evidence_at(path, content, match.start()))
