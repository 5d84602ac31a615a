"""Which files are migrations, and which Django applications need some."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compliance.extract.migrations.formats import code_format, may_be_migration, sql_format
from compliance.facts import Stack
from compliance.facts.database import Migrations
from tests.compliance.checks.database_cases import MIGRATION, MODELS, shop
from tests.compliance.repositories import facts_of

NODE, PYTHON = Stack.NODE, Stack.PYTHON


@pytest.mark.parametrize(
    ("path", "stack", "may"),
    [
        ("prisma/migrations/1_a/migration.sql", NODE, True),
        ("db/history/1_a/migration.sql", NODE, True),
        ("db/migrate/1.sql", PYTHON, True),
        ("db/1.sql", NODE, False),
        ("src/migrations/a.ts", NODE, True),
        ("src/migrations/a.d.ts", NODE, False),
        ("src/migrations/a.test.ts", NODE, False),
        ("test/migrations/a.ts", NODE, False),
        ("docs/migrations/a.ts", NODE, False),
        ("src/20240101120000-a.js", NODE, True),
        ("src/a.js", NODE, False),
        ("src/migrations/a.ts", PYTHON, False),
        ("app/a.py", PYTHON, True),
        ("app/a.py", NODE, False),
    ],
)
def test_where_a_migration_may_be(path: str, stack: Stack, may: bool) -> None:
    assert may_be_migration(path, stack) is may


@pytest.mark.parametrize(
    ("path", "form"),
    [
        ("prisma/migrations/1_a/migration.sql", "Prisma"),
        ("supabase/migrations/1_a.sql", "Supabase"),
        ("db/migrations/V1__a.sql", "SQL"),
        ("db/migrations/U1__a.sql", None),
        ("db/migrations/2024_a/up.sql", "SQL"),
        ("db/migrations/2024_a/down.sql", None),
        ("db/migrations/1_a.down.sql", None),
        ("db/migrations/schema.sql", None),
    ],
)
def test_the_format_of_a_sql_file(path: str, form: str | None) -> None:
    assert sql_format(path) == form


@pytest.mark.parametrize(
    ("code", "form"),
    [
        ("export class A implements MigrationInterface {\n async up(q) {} }", "TypeORM"),
        ("module.exports = { up: (queryInterface) => queryInterface.a() }", "Sequelize"),
        ("module.exports = { async up (queryInterface) {} }", "Sequelize"),
        ("export class A extends Migration { async up() {} }", "MikroORM"),
        ("exports.up = (pgm) => {}", "node-pg-migrate"),
        ("import { Kysely } from 'kysely'; export async function up(db) {}", "Kysely"),
        ("export default class extends BaseSchema { async up() {} }", "Lucid"),
        ("export const up = async (knex: Knex) => {}", "Knex"),
        ("exports.up = function (db, done) { db.runSql('a', done) }", "db-migrate"),
        ("exports.up = (client) => client.query('a')", "JavaScript"),
        ("await umzug.up()", None),
        ("const pickup = 1; knex.schema", None),
        ("if (up === 1) knex.schema", None),
        ("module.exports = { async up(db) { await db.collection('a') } }", None),
    ],
)
def test_the_format_of_a_node_js_migration(code: str, form: str | None) -> None:
    assert code_format("migrations/1.js", code.encode(), NODE) == form


@pytest.mark.parametrize(
    ("path", "code", "form"),
    [
        ("a/versions/1.py", "revision = '1'\ndown_revision = None\n", "Alembic"),
        ("a/other/1.py", "down_revision: str = 'a'\n", "Alembic"),
        ("a/other/1.py", "x = down_revision\n", None),
        ("a/migrations/1.py", "class Migration(migrations.Migration):\n", "Django"),
        ("a/other/1.py", "class Migration(migrations.Migration):\n", None),
        ("a/migrations/1.py", "async def upgrade(db):\n", "Aerich"),
        ("a/migrations/1.py", "from yoyo import step\n", "yoyo"),
        ("a/migrations/1.py", "def migrate(migrator, database):\n", "Peewee"),
        ("a/migrations/__init__.py", "", None),
    ],
)
def test_the_format_of_a_python_migration(path: str, code: str, form: str | None) -> None:
    assert code_format(path, code.encode(), PYTHON) == form


@given(st.binary(), st.sampled_from(Stack))
def test_any_content_has_some_format_or_none(content: bytes, stack: Stack) -> None:
    code_format("migrations/1", content, stack)


def apps_of(**files: str) -> list[tuple[str, int]]:
    ((_, values),) = facts_of(shop(**files)).by_component
    found = values[Migrations]
    assert isinstance(found, Migrations)
    return [(app.path, app.migrations) for app in found.apps]


@pytest.mark.parametrize(
    "models",
    [
        MODELS,
        "from django.contrib.gis.db import models as m\nclass A(m.Model): pass\n",
        "from django.db.models import Model\nclass A(Model): pass\n",
        "from django.contrib.auth.models import AbstractUser\nclass A(AbstractUser): pass\n",
        (
            "from django.db import models\nclass B(models.Model):\n  class Meta: abstract = True\n"
            "class A(Mixin, B): pass\n"
        ),
        "from django.db import models\nclass A(models.Model, Generic[T]): pass\n",
    ],
)
def test_what_a_model_is(models: str) -> None:
    assert apps_of(**{"orders/models.py": models}) == [("orders", 0)]


@pytest.mark.parametrize(
    "models",
    [
        "from django.db import models\nclass A(models.TextChoices): pass\n",
        "from sqlalchemy.orm import models\nclass A(models.Model): pass\n",
        "class A(A): pass\nclass B(C): pass\nclass C(B): pass\n",
        "from django.db import models\nclass A(models.Model):\n  class Meta(B.Meta): pass\n",
        "class UUIDModel(Base): pass\nclass A(UUIDModel): pass\n",
    ],
)
def test_what_is_no_model_with_a_table_of_its_own(models: str) -> None:
    assert apps_of(**{"orders/models.py": models}) == []


@pytest.mark.parametrize(
    "path", ["orders/models.py", "orders/models/order.py", "orders/models/models.py"]
)
def test_the_application_of_a_model(path: str) -> None:
    files = {"orders/models.py": "", path: MODELS, "orders/migrations/0001_initial.py": MIGRATION}

    assert apps_of(**files) == [("orders", 1)]


def test_bases_without_end_are_no_trouble() -> None:
    bases = ", ".join(f"A{each}" for each in range(40))
    models = "".join(f"class A{each}({bases}): pass\n" for each in range(40))

    assert apps_of(**{"orders/models.py": models}) == []


def test_a_base_may_be_in_another_module() -> None:
    base = MODELS.replace("Order", "Base") + "    class Meta:\n        abstract = True\n"
    files = {"shop/base.py": base, "orders/models.py": "class Order(Base): pass\n"}

    assert apps_of(**files) == [("orders", 0)]


@pytest.mark.parametrize(
    ("models", "found"),
    [
        ("from search_dsl import Entry\nclass Order(Entry): pass\n", []),
        ("import search_dsl\nclass Order(search_dsl.documents.Entry): pass\n", []),
        ("from shop.entries import Entry\nclass Order(Entry): pass\n", [("orders", 0)]),
        ("from .entries import Entry\nclass Order(Entry): pass\n", [("orders", 0)]),
        ("import shop.entries\nclass Order(shop.entries.Entry): pass\n", [("orders", 0)]),
        ("class Order(Entry): pass\n", [("orders", 0)]),
    ],
)
def test_a_base_of_somebody_elses_may_be_called_like_a_model(
    models: str, found: list[tuple[str, int]]
) -> None:
    entries = MODELS.replace("Order", "Entry")

    assert apps_of(**{"orders/models.py": models, "shop/entries.py": entries}) == found


@pytest.mark.parametrize("folder", ["orders/migrations", "orders/models/migrations"])
def test_the_package_of_models_may_be_the_application(folder: str) -> None:
    files = {"orders/models/order.py": MODELS, f"{folder}/0001_initial.py": MIGRATION}

    assert apps_of(**files) == [("orders", 1)]


ENGINE = "DATABASES = {'default': {'ENGINE': 'django.db.backends.postgresql'}}\n"
INSTALLED = "INSTALLED_APPS = ['django.contrib.auth', 'orders', 'shop.stock']\n"
OTHER = MODELS.replace("Order", "Box")


@pytest.mark.parametrize(
    ("settings", "app"),
    [
        # Of the application around them, whatever another one elsewhere is called.
        (INSTALLED, "orders"),
        (f"{INSTALLED}KIND = 'stock'\n", "orders"),
        (f"{INSTALLED}INSTALLED_APPS += ['orders.stock']\n", "orders/stock"),
        (f"{INSTALLED}INSTALLED_APPS.append('orders.stock.apps.StockConfig')\n", "orders/stock"),
        (f"{INSTALLED}INSTALLED_APPS.append('orders.stock.StockConfig')\n", "orders/stock"),
        # Where no list of apps is seen, any word may be one.
        (
            f"{ENGINE}INSTALLED_APPS = made_of(ALL_APPS)\nKINDS = ('orders', 'stock')\n",
            "orders/stock",
        ),
    ],
)
def test_the_application_of_models_in_a_folder_below(settings: str, app: str) -> None:
    files = {
        "shop/settings.py": f"ROOT_URLCONF = 'shop.urls'\n{settings}",
        "orders/migrations/0001_initial.py": MIGRATION,
        "orders/stock/models.py": OTHER,
    }
    expected = {"orders": 1} | ({app: 0} if app != "orders" else {})

    assert dict(apps_of(**files)) == expected


def test_a_name_may_begin_above_the_repository() -> None:
    settings = f"ROOT_URLCONF = 'shop.urls'\n{ENGINE}INSTALLED_APPS = ['company.apps.orders']\n"
    files = {"shop/settings.py": settings, "orders/models.py": "", "apps/orders/models.py": MODELS}

    assert apps_of(**files) == [("apps/orders", 0)]
