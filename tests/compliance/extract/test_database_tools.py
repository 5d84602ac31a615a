"""What runs migrations."""

from __future__ import annotations

import json

import pytest

from compliance.extract.database_tools import runs_migrations
from compliance.facts.database import DatabaseTools
from compliance.facts.manifests import Script
from tests.compliance.checks.database_cases import ALCHEMY
from tests.compliance.checks.services_cases import python
from tests.compliance.repositories import facts_of


@pytest.mark.parametrize(
    ("name", "command", "runs"),
    [
        ("migrate", "", True),
        ("db:migrate", "", True),
        ("migration:run", "", True),
        ("migrations:up", "", True),
        ("runMigrations", "", True),
        ("DB_MIGRATE", "", True),
        ("migrate:refresh", "", True),
        ("migrate-and-seed", "", True),
        ("migrate:create", "", False),
        ("migrate:create", "prisma migrate dev --create-only", False),
        ("migration:generate", "typeorm migration:generate", False),
        ("migration:create", "knex migrate:make", False),
        ("migrate:undo", "sequelize db:migrate:undo", False),
        ("migrate:reset", "prisma migrate reset", False),
        ("migrate:test", "DB=test knex migrate:latest", True),
        ("migrate:test", "jest", False),
        ("migrations", "node-pg-migrate -m migrations up", True),
        ("migrations", "ls", False),
        ("migrations:dev", "", True),
        ("deploy", "prisma migrate deploy", False),
        ("emigrate", "", False),
        ("", "", False),
    ],
)
def test_a_script_runs_migrations_by_its_name(name: str, command: str, runs: bool) -> None:
    assert runs_migrations(Script(name, command)) is runs


def test_a_long_command_takes_no_time() -> None:
    assert not runs_migrations(Script("migrations", "typeorm " * 100_000))


@pytest.mark.parametrize(
    ("library", "name"), [("@slonik/migrator", "Slonik"), ("migrate", "node-migrate")]
)
def test_a_migration_tool_without_an_orm(library: str, name: str) -> None:
    package = {
        "scripts": {"migration:up": "tsx migrate up"},
        "dependencies": {"express": "5.1.0", library: "1.0.0"},
    }
    app = "import express from 'express';\nexpress().listen(80);\n"
    files = {"package.json": json.dumps(package), "app.ts": app}
    ((_, values),) = facts_of(files).by_component
    tools = values[DatabaseTools]

    assert isinstance(tools, DatabaseTools)
    assert [each.name for each in tools.tools] == [name]
    assert [each.name for each in tools.commands] == ["the script migration:up"]


def test_the_tools_of_a_python_component() -> None:
    files = python("sqlalchemy alembic", ALCHEMY)
    ((_, values),) = facts_of({**files, "db/alembic.ini": "", "tests/alembic.ini": ""}).by_component
    tools = values[DatabaseTools]

    assert isinstance(tools, DatabaseTools)
    assert [(each.name, each.where.path) for each in tools.tools] == [
        ("SQLAlchemy", "app/db.py"),
        ("Alembic", "requirements.txt"),
    ]
    assert [each.where.path for each in tools.commands] == ["db/alembic.ini"]
