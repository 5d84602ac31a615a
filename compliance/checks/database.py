"""Clauses backend:2.3 and 3.2, the schema: it is made by migrations that one command runs."""

from __future__ import annotations

from compliance.checks.base import (
    EXACT,
    Finding,
    check,
    counted,
    failed,
    listed,
    not_applicable,
    passed,
    unknown,
)
from compliance.facts import Component, Stack
from compliance.facts.database import DatabaseTools, Migrations
from compliance.facts.services import DataStores

# Where the tools keep migrations, as people are told when there are none.
_PLACES = {
    "Prisma": "migrations/*/migration.sql beside the schema",
    "Drizzle": "meta/_journal.json with entries",
    "Knex": "files that export `up` in a migrations folder",
    "TypeORM": "classes that implement MigrationInterface",
    "Sequelize": "files with `up(queryInterface)` in a migrations folder",
    "MikroORM": "classes that extend Migration",
    "node-pg-migrate": "files with `up(pgm)`, or SQL, in a migrations folder",
    "Kysely": "files that export `up` in a migrations folder",
    "Supabase": "supabase/migrations/*.sql",
    "SQLAlchemy": "Alembic revisions",
    "Alembic": "revisions with `down_revision`",
    "Flask-Migrate": "revisions with `down_revision`",
    "Tortoise ORM": "Aerich's migrations folder",
    "Aerich": "files with `upgrade` in a migrations folder",
    "yoyo": "files with `steps`, or SQL, in a migrations folder",
}


@check("migrate-command", title="One command runs the migrations", confidence=EXACT)
def migrate_command(component: Component, stores: DataStores, tools: DatabaseTools) -> Finding:
    """Give the migrations a command by which everybody knows them.

    - Node.js: a script `migrate` (or `db:migrate`) in `package.json` that runs your tool.
    - Prisma: `"migrate": "prisma migrate deploy"`.
    - Drizzle: `"migrate": "drizzle-kit migrate"`.
    - TypeORM: `"migrate": "typeorm migration:run -d src/data-source.ts"`.
    - Knex: `"migrate": "knex migrate:latest"`.
    - Sequelize: `"migrate": "sequelize-cli db:migrate"`.
    - Django: `manage.py`, at the component's root.
    - SQLAlchemy: `alembic init migrations` makes Alembic's configuration; in Flask Flask-Migrate
      does.
    """
    outside = without_migrations(stores, tools)
    if outside:
        return outside
    if tools.commands:
        names = listed(dict.fromkeys(each.name for each in tools.commands))
        return passed(f"{names} runs the migrations", *(each.where for each in tools.commands))
    if tools.misnamed:
        names = listed(dict.fromkeys(each.name for each in tools.misnamed))
        places = (each.where for each in tools.misnamed)
        return failed(f"{names} runs migrations, but is not called `migrate`", *places)
    names = listed(each.name for each in tools.tools)
    wanted = (
        "no script of package.json is named like `migrate`"
        if component.stack is Stack.NODE
        else "no manage.py, and no configuration of Alembic, Aerich, yoyo or Flask-Migrate"
    )
    return failed(f"{names} is used, and {wanted}", *(each.where for each in tools.tools))


@check("migrations-present", title="The schema's migrations are committed", confidence=EXACT)
def migrations_present(stores: DataStores, tools: DatabaseTools, migrations: Migrations) -> Finding:
    """Make the schema by migrations, let your tool write them, and commit them.

    - Prisma: `prisma migrate dev --name …`.
    - Drizzle: `drizzle-kit generate`.
    - TypeORM: `typeorm migration:generate`.
    - Knex: `knex migrate:make …`.
    - Sequelize: `sequelize-cli migration:generate --name …`.
    - SQLAlchemy: `alembic revision --autogenerate`, in Flask `flask db migrate`.
    - Django: `python manage.py makemigrations`; each application that has models needs its own.

    See that `.gitignore` does not hide them.
    """
    outside = without_migrations(stores, tools)
    if outside:
        return outside
    if migrations.apps:
        return _django(migrations)
    sets = migrations.sets
    if sets:
        count = sum(each.count for each in sets)
        where = listed(f"{each.directory or '.'} ({each.format})" for each in sets)
        return passed(f"{counted(count, 'migration')} in {where}", *(each.where for each in sets))
    if migrations.unread:
        return unknown(f"no migration in what could be read, but {migrations.unread[0]}")
    if _is_only_django(tools):
        if migrations.apps_open:
            return unknown(f"which Django apps have models is open: {migrations.apps_open}")
        return passed("no Django app here has models of its own, so none needs migrations")
    names = listed(each.name for each in tools.tools)
    places = listed(
        dict.fromkeys(_PLACES[each.name] for each in tools.tools if each.name in _PLACES)
    )
    wanted = f": looked for {places}" if places else ""
    return failed(
        f"{names} is used, and no migration is committed{wanted}",
        *(each.where for each in tools.tools),
    )


def without_migrations(stores: DataStores, tools: DatabaseTools) -> Finding | None:
    """Why the clause does not concern a component, or why that is not known; None where it does:
    it uses a relational database with an ORM or migration tool.
    """
    if not stores.relational:
        if stores.perhaps_relational:
            store = stores.perhaps_relational[0]
            return unknown(
                f"whether {store.library} talks to a relational database cannot be told",
                store.where,
            )
        if stores.unread:
            return unknown(f"whether the code uses a database is open: {stores.unread[0]}")
        return not_applicable("the code uses no relational database")
    needed = [each for each in stores.relational if not each.optional or each.replaceable]
    without = all(each.optional for each in tools.tools) and not (tools.commands or tools.misnamed)
    if not tools.tools or (needed and without):
        # An ORM that only an extra brings is left out, unless nothing else uses a database.
        library = (needed or stores.relational)[0].library
        return not_applicable(f"{library} is used without an ORM or a migration tool")
    if all(each.optional for each in stores.relational) and not (tools.commands or tools.misnamed):
        store = stores.relational[0]
        return unknown(
            f"only an optional dependency, {store.library}, talks to a relational database: "
            "whether the application needs one cannot be told",
            store.where,
        )
    return None


def _is_only_django(tools: DatabaseTools) -> bool:
    return [each.name for each in tools.tools] == ["Django"]


def _django(migrations: Migrations) -> Finding:
    """Each application with models has migrations."""
    missing = [app for app in migrations.apps if not app.migrations]
    if missing and (migrations.apps_open or migrations.unread):
        reason = migrations.apps_open or migrations.unread[0]
        names = listed(app.path or "." for app in missing)
        return unknown(f"no migrations of {names} in what could be read, but {reason}")
    if missing:
        names = listed(app.path or "." for app in missing)
        return failed(
            f"{len(missing)} of {len(migrations.apps)} Django apps with models have no "
            f"migrations: {names}",
            *(app.model for app in missing),
        )
    count = len(migrations.apps)
    noun = "the Django app" if count == 1 else f"each of the {count} Django apps"
    places = (each.where for each in migrations.sets if each.format == "Django")
    return passed(f"{noun} with models has migrations", *places)
