"""Cases of the checks in `compliance.checks.database`."""

import json

from compliance.tree import Kind
from tests.compliance.checks.runtime_cases import EXPRESS, FASTAPI
from tests.compliance.checks.services_cases import (
    DJANGO,
    PG,
    POSTGRES_SETTINGS,
    WORKSPACE,
    Repository,
    django,
    prisma,
    python,
)
from tests.compliance.repositories import Case

COMMAND, PRESENT = "migrate-command", "migrations-present"


def node(dependencies: str, code: str, **scripts: str) -> Repository:
    """An Express component with these dependencies, this code and these scripts."""
    names = dict.fromkeys(["express", *dependencies.split()], "*")
    manifest = json.dumps({"dependencies": names, "scripts": scripts}, indent=1)
    return {**EXPRESS, "package.json": manifest, "src/db.js": code}


KNEX = "export const db = require('knex')({ client: 'pg' });\n"
TYPEORM = "import { DataSource } from 'typeorm';\nnew DataSource({ type: 'mysql' });\n"
SEQUELIZE = "new (require('sequelize'))('postgres://db/shop');\n"
CONNECTING = "from sqlalchemy import create_engine\ncreate_engine('postgresql://db/shop')\n"
ALCHEMY = f"{CONNECTING}class Order(DeclarativeBase):\n    __tablename__ = 'orders'\n"
ALEMBIC = "revision = 'a1'\ndown_revision: str | None = None\n\ndef upgrade():\n    pass\n"
UP = "export async function up(knex) {\n  await knex.schema.createTable('a', () => {});\n}\n"
MODELS = (
    "from django.db import models\n\nclass Order(models.Model):\n    paid = models.BooleanField()\n"
)
MIGRATION = "from django.db import migrations\n\nclass Migration(migrations.Migration):\n    operations = []\n"
SETTINGS = POSTGRES_SETTINGS + "INSTALLED_APPS = ['orders', 'shop.users.apps.UsersConfig']\n"


def script(name: str, command: str = "knex migrate:latest") -> Repository:
    return node("knex pg", KNEX, **{name: command})


def shop(**files: str) -> Repository:
    """A Django project with an application of orders that has a model."""
    return {**django(SETTINGS), "orders/models.py": MODELS, **files}


ON_KNEX = {
    **WORKSPACE,
    "packages/db/package.json": '{"name": "@shop/db", "dependencies": {"knex": "*", "pg": "*"}}',
    "packages/db/index.js": KNEX,
}

CASES = (
    # All of them in one file.
    Case(PRESENT, "pass", "Kysely's in one file", {**node("kysely pg", "import { Kysely } from 'kysely';\nimport pg from 'pg';\n"), "src/db/migrations.ts": "import { Kysely, Migration } from 'kysely';\nexport const all: Record<string, Migration> = {\n  '001': {\n    async up(db: Kysely<unknown>) {\n      await db.schema.createTable('orders').execute();\n    },\n  },\n};\n"}, "1 migration in src/db (Kysely)"),
    Case(PRESENT, "fail", "what moves settings of a page in one file", {**node("kysely pg", "import { Kysely } from 'kysely';\nimport pg from 'pg';\n"), "src/migrations.ts": "export const all = { 1: { up(kept) { return kept; } } };\n"}, "Kysely is used, and no migration is committed"),
    # The command that runs migrations: Node.js.
    Case(COMMAND, "pass", "migrate", script("migrate"), "the script migrate runs", (("package.json", 8),)),
    *(
        Case(COMMAND, "pass", f"named {name}", script(name))
        for name in ("db:migrate", "migration:run", "prisma:migrate", "migrate:dev", "db:migrate:up", "migrations:run", "typeorm:run-migrations", "migrateUp", "migrate_latest", "db-migrate")
    ),
    *(
        Case(COMMAND, "fail", f"named {name}", script(name, "knex whatever"), "no script of package.json is named like `migrate`")
        for name in ("migrate:create", "migration:generate", "migrate:reset", "migrate:rollback", "migrate:down", "migrate:status", "test:migrations", "make:migration", "emigrate", "immigration:run", "db:migrations")
    ),
    Case(COMMAND, "fail", "nothing", node("typeorm mysql2", TYPEORM), "TypeORM is used, and no script", (("src/db.js", 1),)),
    Case(COMMAND, "fail", "another name", script("db:deploy", "knex migrate:latest"), "the script db:deploy runs migrations, but is not called `migrate`", (("package.json", 8),)),
    Case(COMMAND, "fail", "Prisma's under another name", {**prisma("postgresql"), "package.json": '{"dependencies": {"express": "*", "@prisma/client": "*"}, "scripts": {"deploy": "prisma migrate deploy"}}'}, "the script deploy"),
    Case(COMMAND, "pass", "a noun whose command runs them", script("migrations", "knex migrate:latest")),
    Case(COMMAND, "pass", "of the workspace's root", {**WORKSPACE, "package.json": '{"workspaces": ["apps/*", "packages/*"], "scripts": {"db:migrate": "pnpm --filter db migrate"}}', "packages/db/package.json": '{"name": "@shop/db", "dependencies": {"knex": "*", "pg": "*"}}', "packages/db/index.js": KNEX}),
    Case(COMMAND, "pass", "of a package that has the database and a program of its own", {**WORKSPACE, "packages/db/package.json": '{"name": "@shop/db", "scripts": {"migrate": "tsx scripts/migrate.ts"}, "dependencies": {"knex": "*", "pg": "*"}}', "packages/db/index.js": KNEX}),
    Case(COMMAND, "fail", "of a package that migrates something else", {**WORKSPACE, "apps/api/package.json": '{"name": "api", "dependencies": {"express": "*", "@shop/db": "*", "@shop/words": "*"}}', "packages/db/package.json": '{"name": "@shop/db", "dependencies": {"knex": "*", "pg": "*"}}', "packages/db/index.js": KNEX, "packages/words/package.json": '{"name": "@shop/words", "scripts": {"migrate": "tsx scripts/migrate.ts"}}', "packages/words/index.js": "exports.tax = 'VAT';\n"}, "no script of package.json is named like `migrate`"),
    *(
        Case(COMMAND, outcome, f"above the folder: {command}", {**{f"server/{path}": text for path, text in script("start").items()}, "package.json": f'{{"name": "shop", "scripts": {{"db:migrate": "{command}"}}}}'})
        for command, outcome in (
            ("cd server && npx knex migrate:latest", "pass"),
            ("npm --prefix ./server run knex migrate:latest", "pass"),
            ("knex migrate:latest", "fail"),
            ("cd server-tools && knex migrate:latest", "fail"),
        )
    ),
    *(
        Case(key, outcome, f"of a package beside it that is called {name}", {**ON_KNEX, f"packages/{name}/package.json": '{"name": "@shop/other", "scripts": {"migrate:orders": "node-pg-migrate up"}, "dependencies": {"node-pg-migrate": "*"}}', f"packages/{name}/migrations/1746712582483_create-orders.js": "exports.up = (pgm) => { pgm.createTable('orders', {}); };\n"})
        for key in (COMMAND, PRESENT)
        for name, outcome in (("migration", "pass"), ("db-migrations", "pass"), ("orders", "fail"), ("immigration", "fail"))
    ),
    Case(COMMAND, "pass", "of the package that has the database", {**WORKSPACE, "packages/db/package.json": '{"name": "@shop/db", "scripts": {"migrate": "knex migrate:latest"}, "dependencies": {"knex": "*", "pg": "*"}}', "packages/db/index.js": KNEX}),
    Case(COMMAND, "unknown", "only an extra brings the ORM", {**FASTAPI, "pyproject.toml": '[project]\nname = "shop"\ndependencies = ["fastapi"]\n[project.optional-dependencies]\nstore = ["sqlalchemy"]\n', "db.py": ALCHEMY}, "only an optional dependency, sqlalchemy"),
    Case(COMMAND, "not_applicable", "an ORM as an extra beside a plain driver", {**FASTAPI, "pyproject.toml": '[project]\nname = "shop"\ndependencies = ["fastapi", "asyncpg"]\n[project.optional-dependencies]\nold = ["sqlalchemy"]\n', "db.py": f"import asyncpg\n{ALCHEMY}"}, "asyncpg is used without an ORM or a migration tool"),
    Case(COMMAND, "not_applicable", "no database", EXPRESS, "uses no relational database"),
    Case(COMMAND, "not_applicable", "no ORM and no tool", node("pg", PG), "pg is used without an ORM or a migration tool"),
    Case(COMMAND, "fail", "a tool without an ORM", node("pg node-pg-migrate", PG), "node-pg-migrate is used"),
    Case(COMMAND, "not_applicable", "MongoDB through Prisma", prisma("mongodb")),
    Case(COMMAND, "not_applicable", "MongoDB through TypeORM", node("typeorm mongodb", "import 'typeorm';\nx = { type: 'mongodb' };\n")),
    Case(COMMAND, "unknown", "which database cannot be told", node("typeorm", "import 'typeorm';\n"), "whether typeorm talks to a relational database cannot be told"),
    # Python.
    Case(COMMAND, "pass", "manage.py", django(POSTGRES_SETTINGS), "manage.py runs", (("manage.py", 0),)),
    Case(COMMAND, "pass", "manage.py that is a link", {**django(POSTGRES_SETTINGS), "manage.py": Kind.SYMLINK}, "manage.py runs", (("manage.py", 0),)),
    Case(COMMAND, "fail", "a link of that name where there is no Django", {**python("sqlalchemy", ALCHEMY), "manage.py": Kind.SYMLINK}, "no manage.py"),
    Case(COMMAND, "fail", "manage.py of no Django", {**python("sqlalchemy", ALCHEMY), "manage.py": "print()\n"}, "SQLAlchemy is used, and no manage.py"),
    Case(COMMAND, "fail", "a helper that brings SQLAlchemy", python("sqlalchemy-helpers", "from sqlalchemy_helpers import Base\nclass Car(Base):\n    __tablename__ = 'cars'\n"), "SQLAlchemy is used"),
    Case(COMMAND, "pass", "alembic.ini", {**python("sqlalchemy alembic", ALCHEMY), "alembic.ini": "[alembic]\nscript_location = alembic\n"}, "Alembic's alembic.ini", (("alembic.ini", 0),)),
    Case(COMMAND, "pass", "Alembic in pyproject.toml", {**python("sqlalchemy", ALCHEMY), "pyproject.toml": '[tool.alembic]\nscript_location = "migrations"\n'}),
    Case(COMMAND, "pass", "Alembic configured by a program", {**python("sqlalchemy", ALCHEMY), "app/migrations/env.py": "from alembic import context\ncontext.configure()\n"}, evidence=(("app/migrations/env.py", 2),)),
    Case(COMMAND, "pass", "Aerich", {**python("tortoise-orm", "import tortoise\nURL = 'postgres://db/shop'\n"), "pyproject.toml": '[tool.aerich]\ntortoise_orm = "app.db.CONFIG"\n'}),
    Case(COMMAND, "pass", "yoyo", {**python("psycopg yoyo-migrations", "import psycopg\n"), "yoyo.ini": "[DEFAULT]\n"}),
    Case(COMMAND, "pass", "Flask-Migrate", {**python("flask-sqlalchemy flask-migrate", "import flask_sqlalchemy\nfrom flask_migrate import Migrate\nMigrate(app, 'postgresql://a/b')\n")}, evidence=(("app/db.py", 3),)),
    Case(COMMAND, "pass", "Flask-Alembic", {**python("flask-sqlalchemy flask-alembic", "import flask_sqlalchemy\nfrom flask_alembic import Alembic\nalembic = Alembic()\nurl = 'postgresql://a/b'\n")}, "Flask-Alembic runs the migrations", (("app/db.py", 2),)),
    Case(COMMAND, "fail", "Flask-Alembic that nothing uses", {**python("flask-sqlalchemy flask-alembic", "import flask_sqlalchemy\n# from flask_alembic import Alembic\nurl = 'postgresql://a/b'\n")}, "no configuration"),
    Case(COMMAND, "fail", "no command", python("sqlalchemy", ALCHEMY), "SQLAlchemy is used, and no manage.py, and no configuration of Alembic", (("app/db.py", 1),)),
    Case(COMMAND, "not_applicable", "SQLAlchemy that only connects", python("sqlalchemy pymysql", CONNECTING), "without an ORM or a migration tool"),
    Case(COMMAND, "not_applicable", "Alembic that others bring", {**python("", CONNECTING), "requirements.txt": "alembic==1.18.4  # via records\nfastapi==0.115.0  # via shop (setup.py)\npymysql==1.1.0\nrecords==2.0\nsqlalchemy==2.0.50  # via alembic, records\n"}, "without an ORM or a migration tool"),
    Case(COMMAND, "fail", "Alembic that the project itself brings", {**python("", CONNECTING), "requirements.txt": "alembic==1.18.4\n    # via\n    #   -r requirements.in\n    #   records\nfastapi==0.115.0\nrecords==2.0\nsqlalchemy==2.0.50\n    # via records\npymysql==1.1.0\n"}, "no configuration"),
    Case(COMMAND, "not_applicable", "metadata of something else", python("sqlalchemy pymysql", f"{CONNECTING}name = pod.metadata.name\nfrom importlib.metadata import version\n"), "without an ORM or a migration tool"),
    Case(COMMAND, "fail", "metadata of tables", python("sqlalchemy pymysql", f"{CONNECTING}names = shop.metadata.sorted_tables\n"), "SQLAlchemy is used"),
    Case(COMMAND, "fail", "SQLAlchemy that only connects, and Alembic", python("sqlalchemy alembic", CONNECTING), "no configuration"),
    *(Case(COMMAND, "fail", f"tables that are declared: {each}", python("sqlalchemy", f"{CONNECTING}{each}\n"), "SQLAlchemy is used") for each in ("orders = Table('orders', metadata)", "class Order(db.Model): pass", "Base = automap_base()")),
    Case(COMMAND, "fail", "in tests only", {**python("sqlalchemy", ALCHEMY), "tests/alembic.ini": "[alembic]\n"}),
    # Committed migrations.
    Case(PRESENT, "pass", "Prisma", {**prisma("postgresql"), "prisma/migrations/20240101_init/migration.sql": "-- a", "prisma/migrations/20240102_more/migration.sql": "-- b"}, "2 migrations in prisma/migrations (Prisma)", (("prisma/migrations/20240101_init/migration.sql", 0),)),
    Case(PRESENT, "pass", "Prisma, as its first tool wrote them", {**prisma("postgresql"), "prisma/migrations/20200301180958-init/steps.json": "{}", "prisma/migrations/20200301180958-init/README.md": "# a"}, "1 migration in prisma/migrations (Prisma)"),
    Case(PRESENT, "fail", "Prisma without any", {**prisma("postgresql"), "prisma/migrations/migration_lock.toml": "provider = 1"}, "Prisma is used, and no migration is committed: looked for migrations/*/migration.sql", (("src/db.js", 1),)),
    Case(PRESENT, "pass", "Drizzle", {**node("drizzle-orm pg", "import { drizzle } from 'drizzle-orm/node-postgres';\n"), "drizzle/meta/_journal.json": '{"entries": [{"idx": 0}]}', "drizzle/0000_a.sql": "-- a"}, "1 migration in drizzle (Drizzle)"),
    *(Case(PRESENT, outcome, f"Drizzle's configuration, {name}", {**node("drizzle-orm pg", "import { drizzle } from 'drizzle-orm/node-postgres';\n"), "drizzle.config.ts": config, "infrastructure/package.json": '{"name": "infrastructure"}', "infrastructure/sql/meta/_journal.json": '{"entries": [{"tag": "0000_a"}, {"tag": "0001_b"}]}'}, message) for outcome, name, config, message in (
        ("pass", "in another project", "export default defineConfig({ out: './infrastructure/sql' });\n", "2 migrations in infrastructure/sql (Drizzle)"),
        ("fail", "that has them written elsewhere", "export default { out: './drizzle' };\n", "no migration is committed"),
        ("fail", "that only once had them there", "// out: './infrastructure/sql'\nexport default { schema: './schema.ts' };\n", "no migration is committed"),
        ("fail", "that leaves the repository", "export default { out: '../../infrastructure/sql' };\n", "no migration is committed"),
    )),
    Case(PRESENT, "fail", "Drizzle with an empty journal", {**node("drizzle-orm pg", "import { drizzle } from 'drizzle-orm/node-postgres';\n"), "drizzle/meta/_journal.json": '{"entries": []}'}),
    Case(PRESENT, "unknown", "a journal that is no JSON", {**node("drizzle-orm pg", "import { drizzle } from 'drizzle-orm/node-postgres';\n"), "drizzle/meta/_journal.json": "{"}, "no valid JSON"),
    Case(PRESENT, "pass", "Knex", {**node("knex pg", KNEX), "db/migrations/20240101_a.js": UP}, "db/migrations (Knex)"),
    Case(PRESENT, "pass", "Knex in CommonJS", {**node("knex pg", KNEX), "migrations/20240101_a.js": "exports.up = (knex) => knex.schema.createTable('a', () => {});\n"}, "(Knex)"),
    Case(PRESENT, "fail", "a script that only runs migrations", {**node("knex pg", KNEX), "migrations/run.js": "require('knex').migrate.up();\n"}),
    Case(PRESENT, "fail", "commented out", {**node("knex pg", KNEX), "migrations/20240101_a.js": "/* " + UP + " */\n"}),
    Case(PRESENT, "pass", "TypeORM", {**node("typeorm mysql2", TYPEORM), "src/migration/1700000000000-Init.ts": "export class Init implements MigrationInterface {\n  async up(queryRunner: QueryRunner) {}\n}\n"}, "(TypeORM)"),
    Case(PRESENT, "fail", "TypeORM without any", node("typeorm mysql2", TYPEORM), "classes that implement MigrationInterface"),
    Case(PRESENT, "pass", "Sequelize", {**node("sequelize pg", SEQUELIZE), "migrations/20240101-a.js": "module.exports = {\n  up: async (queryInterface) => {},\n};\n"}, "(Sequelize)"),
    Case(PRESENT, "pass", "MikroORM", {**node("@mikro-orm/postgresql @mikro-orm/core", "import '@mikro-orm/postgresql';\n"), "migrations/Migration20240101.ts": "export class A extends Migration {\n  override async up(): Promise<void> {}\n}\n"}, "(MikroORM)"),
    Case(PRESENT, "pass", "node-pg-migrate", {**node("pg node-pg-migrate", PG), "migrations/1700_a.js": "exports.up = (pgm) => { pgm.createTable('a', {}); };\n"}, "(node-pg-migrate)"),
    Case(PRESENT, "not_applicable", "a migration tool that nothing runs", {**node("pg migrate", PG), "db/changes/1-a.js": "exports.up = (next) => next();\n"}, "without an ORM or a migration tool"),
    Case(PRESENT, "pass", "a migration tool whose migrations are there", {**node("pg migrate", PG), "migrations/1700000000000-a.js": "exports.up = (next) => next();\n"}, "migrations (JavaScript)"),
    Case(PRESENT, "fail", "a migration tool that a script runs", node("pg migrate", PG, migrate="migrate up"), "node-migrate is used"),
    Case(PRESENT, "pass", "SQL by the release that brings it", {**node("leoric", "const { Bone } = require('leoric');\n"), "sql/1.4.0.sql": "-- a", "sql/1.10.0.sql": "-- b"}, "2 migrations in sql (SQL)"),
    Case(PRESENT, "pass", "SQL as Flyway names it", {**node("pg slonik @slonik/migrator", PG), "db/V2__users.sql": "-- a", "db/U2__users.sql": "-- b"}, "1 migration in db (SQL)"),
    Case(PRESENT, "fail", "SQL with a release in its name", {**node("leoric", "const { Bone } = require('leoric');\n"), "sql/schema-1.4.0.sql": "-- a", "sql/1.sql": "-- b"}, "Leoric is used, and no migration is committed"),
    Case(PRESENT, "pass", "Slonik", {**node("pg @slonik/migrator", PG, migrate="node migrate"), "sql/2024.01.01T00.00.00.users.sql": "-- a", "sql/down/2024.01.01T00.00.00.users.sql": "-- b"}, "1 migration in sql (SQL)"),
    Case(PRESENT, "pass", "Kysely", {**node("kysely pg", "import { PostgresDialect } from 'kysely';\n"), "src/migrations/001.ts": "import { Kysely } from 'kysely';\nexport async function up(db: Kysely<any>) {}\n"}, "(Kysely)"),
    Case(PRESENT, "pass", "Supabase", {**node("@supabase/supabase-js", "import '@supabase/supabase-js';\n"), "supabase/config.toml": "", "supabase/migrations/20240101_a.sql": "-- a"}, "(Supabase)"),
    Case(PRESENT, "pass", "Supabase by PostgREST's client", {**node("@supabase/postgrest-js", "import '@supabase/postgrest-js';\n"), "supabase/config.toml": "", "supabase/migrations/20240101_a.sql": "-- a"}, "(Supabase)"),
    Case(PRESENT, "pass", "Supabase, by the migrations that its tool keeps", {**node("@supabase/supabase-js", "import '@supabase/supabase-js';\n"), "supabase/migrations/20240101_a.sql": "-- a"}, "(Supabase)"),
    Case(PRESENT, "not_applicable", "Supabase without its tool", node("@supabase/supabase-js", "import '@supabase/supabase-js';\n")),
    Case(PRESENT, "not_applicable", "Supabase's tool in an example", {**node("@supabase/supabase-js", "import '@supabase/supabase-js';\n"), "examples/providers/supabase/config.toml": ""}),
    Case(PRESENT, "pass", "numbered SQL", {**node("kysely pg", "import { PostgresDialect } from 'kysely';\n"), "db/migrations/001_a.sql": "-- a", "db/migrations/001_a.down.sql": "-- b"}, "1 migration in db/migrations (SQL)"),
    Case(PRESENT, "fail", "a schema is no migration", {**node("kysely pg", "import { PostgresDialect } from 'kysely';\n"), "db/migrations/schema.sql": "-- a", "db/001.sql": "-- b"}),
    Case(PRESENT, "pass", "in a package of the workspace", {**WORKSPACE, "packages/db/package.json": '{"name": "@shop/db", "dependencies": {"knex": "*", "pg": "*"}}', "packages/db/index.js": KNEX, "packages/db/migrations/20240101_a.ts": UP}),
    Case(PRESENT, "fail", "in a package that is not depended on", {**WORKSPACE, "packages/db/package.json": '{"name": "@shop/db", "dependencies": {"knex": "*", "pg": "*"}}', "packages/db/index.js": KNEX, "packages/other/package.json": "{}", "packages/other/migrations/20240101_a.ts": UP}),
    Case(PRESENT, "fail", "in fixtures", {**node("knex pg", KNEX), "fixtures/migrations/20240101_a.js": UP}),
    Case(PRESENT, "fail", "of MongoDB", {**node("knex pg mongodb", KNEX), "migrations/20240101_a.js": "module.exports = {\n  async up(db) { await db.collection('a').drop(); },\n};\n"}),
    Case(PRESENT, "pass", "of Flyway", {**node("node-flywaydb mssql", "require('mssql');\n"), "db/migration/V20200101__orders.sql": "CREATE TABLE orders (id int);\n"}, "db/migration (SQL)"),
    Case(PRESENT, "fail", "Flyway without any", node("node-flywaydb mssql", "require('mssql');\n"), "Flyway is used, and no migration is committed"),
    Case(PRESENT, "unknown", "in a submodule", {**node("knex pg", KNEX), "db/migrations": Kind.GITLINK}, "db/migrations is a submodule"),
    Case(PRESENT, "not_applicable", "no database", FASTAPI, "uses no relational database"),
    Case(PRESENT, "pass", "Alembic", {**python("sqlalchemy alembic", ALCHEMY), "alembic/versions/a1_init.py": ALEMBIC}, "alembic/versions (Alembic)"),
    Case(PRESENT, "pass", "Alembic in a folder of another name", {**python("sqlalchemy alembic", ALCHEMY), "app/schema/history/a1.py": ALEMBIC}),
    Case(PRESENT, "not_applicable", "SQLAlchemy that only connects", python("sqlalchemy pymysql", CONNECTING), "without an ORM or a migration tool"),
    Case(PRESENT, "fail", "Alembic without any", {**python("sqlalchemy alembic", ALCHEMY), "alembic/versions/.gitkeep": "", "alembic/env.py": "x = 'down_revision'\n"}, "SQLAlchemy, Alembic is used, and no migration is committed"),
    Case(PRESENT, "pass", "Aerich", {**python("tortoise-orm aerich", "import tortoise\nURL = 'postgres://db/shop'\n"), "migrations/models/0_init.py": "async def upgrade(db):\n    return ''\n"}, "(Aerich)"),
    Case(PRESENT, "pass", "yoyo", {**python("psycopg yoyo-migrations", "import psycopg\n"), "migrations/0001.py": "from yoyo import step\nsteps = [step('')]\n"}, "(yoyo)"),
    # Django.
    Case(PRESENT, "pass", "the app with models has migrations", shop(**{"orders/migrations/__init__.py": "", "orders/migrations/0001_initial.py": MIGRATION}), "the Django app with models has migrations", (("orders/migrations/0001_initial.py", 0),)),
    Case(PRESENT, "pass", "settings of linters beside the migrations", shop(**{"orders/migrations/0001_initial.py": MIGRATION, "orders/migrations/pyproject.toml": '[tool.ruff]\nextend = "../../pyproject.toml"\n'}), "the Django app with models has migrations"),
    Case(PRESENT, "fail", "the migrations of a project of its own", shop(**{"orders/migrations/0001_initial.py": MIGRATION, "orders/migrations/pyproject.toml": '[project]\nname = "history"\nversion = "1"\n'}), "have no migrations: orders"),
    Case(PRESENT, "fail", "an app has none", shop(**{"orders/migrations/__init__.py": ""}), "1 of 1 Django apps with models have no migrations: orders", (("orders/models.py", 3),)),
    Case(PRESENT, "fail", "one of two", shop(**{"orders/migrations/0001_initial.py": MIGRATION, "shop/users/models/user.py": "from shop.base import Base\n\n\nclass User(Base):\n    pass\n", "shop/base.py": MODELS.replace("Order", "Base") + "    class Meta:\n        abstract = True\n"}), "1 of 2 Django apps with models have no migrations: shop/users", (("shop/users/models/user.py", 4),)),
    Case(PRESENT, "pass", "no app has models", django(SETTINGS), "no Django app here has models"),
    Case(PRESENT, "pass", "abstract, unmanaged and proxy models", shop(**{"orders/models.py": "from django.db.models import Model\n" + "".join(f"class A{number}(Model):\n    class Meta:\n        {option}\n" for number, option in enumerate(("abstract = True", "managed = False", "proxy = True", "app_label = 'other'")))}), "no Django app"),
    Case(PRESENT, "pass", "classes that are no models", shop(**{"orders/models.py": "from pydantic import BaseModel as Model\n\nclass Order(Model):\n    pass\n"}), "no Django app"),
    Case(PRESENT, "pass", "an app that is not installed", shop(**{"orders/migrations/0001_initial.py": MIGRATION, "old/models.py": MODELS})),
    Case(PRESENT, "pass", "migrations that settings put elsewhere", {**shop(**{"schema/orders/0001_initial.py": MIGRATION, "schema/orders/migrations/x.py": ""}), "shop/settings.py": SETTINGS + "ROOT_URLCONF = 'a'\nMIGRATION_MODULES = {'orders': 'db.migrations.orders'}\n", "db/migrations/orders/0001_initial.py": MIGRATION}),
    Case(PRESENT, "pass", "migrations that settings switch off", {**shop(), "shop/settings.py": SETTINGS + "ROOT_URLCONF = 'a'\nMIGRATION_MODULES = {'orders': None}\n"}, "no Django app"),
    Case(PRESENT, "fail", "switched off for tests only", shop(**{"shop/conf/test.py": "MIGRATION_MODULES = everything()\n"}), "orders"),
    Case(PRESENT, "unknown", "elsewhere by a program", {**shop(), "shop/settings.py": SETTINGS + "ROOT_URLCONF = 'a'\nMIGRATION_MODULES = everything()\n"}, "MIGRATION_MODULES"),
    Case(PRESENT, "unknown", "models that do not parse", shop(**{"orders/models.py": "class Order(models.Model:\n"}), "orders/models.py is no Python"),
    Case(PRESENT, "unknown", "no list of apps", {**shop(), "shop/settings.py": POSTGRES_SETTINGS + "ROOT_URLCONF = 'a'\n"}, "lists the installed apps"),
    Case(PRESENT, "unknown", "migrations are a link", {**shop(), "orders/migrations": Kind.SYMLINK}, "symbolic link"),
    Case(PRESENT, "not_applicable", "Django without a database", {**DJANGO, "shop/settings.py": "ROOT_URLCONF = 'shop.urls'\n"}),
)  # fmt: skip
