"""Which databases, caches and brokers code uses, and what decides their engines."""

from __future__ import annotations

from collections import Counter

import pytest

from compliance.extract import EXTRACTORS, extract
from compliance.extract.data_stores import named, node, python
from compliance.extract.data_stores.configuration import is_dotenv, is_for_tests
from compliance.extract.data_stores.imports import imported
from compliance.extract.data_stores.library import Library
from compliance.extract.data_stores.named import (
    as_broker,
    in_code,
    in_prisma_schema,
    in_settings,
)
from compliance.facts import Stack
from compliance.facts.services import DataStores, Engine
from compliance.tree import Caps
from tests.compliance.checks import services_cases
from tests.compliance.checks.services_cases import PG, Repository
from tests.compliance.repositories import facts_of, tree_of

NODE, PYTHON = Stack.NODE, Stack.PYTHON
PG_, MY, LITE, MONGO = Engine.POSTGRESQL, Engine.MYSQL, Engine.SQLITE, Engine.MONGODB
REDIS, RABBIT = Engine.REDIS, Engine.RABBITMQ


express, fastapi = services_cases.node, services_cases.python


def stores_of(files: Repository) -> DataStores:
    ((_, values),) = facts_of(files).by_component
    found = values[DataStores]
    assert isinstance(found, DataStores)
    return found


@pytest.mark.parametrize("libraries", [node.LIBRARIES, python.LIBRARIES])
def test_each_module_of_a_package_stands_in_the_table_once(libraries: tuple[Library, ...]) -> None:
    counts = Counter((each.package, each.module) for each in libraries)

    assert [key for key, count in counts.items() if count > 1] == []


@pytest.mark.parametrize(
    ("stack", "code", "found"),
    [
        (NODE, "import pg from 'pg'", True),
        (NODE, 'import { a,\n b } from "pg"', True),
        (NODE, "import 'pg/lib/client'", True),
        (NODE, "const a = require( `pg` )", True),
        (NODE, "await import('pg')", True),
        (NODE, "export * from 'pg'", True),
        (NODE, "import type { Pool } from 'pg'", False),
        (NODE, "import type { A } from 'a'; import pg from 'pg'", True),
        (NODE, "const lib = isTest\n  ? 'pg-mock'\n  : 'pg';\nconst pg = require(lib);", True),
        (NODE, "const lib = 'pg-mock';\nconst kind = 'pg';\nconst pg = require(lib);", False),
        (NODE, "const lib = 'pg';\nlog(lib);", False),
        (NODE, "export type { Pool } from 'pg'", False),
        (NODE, "import { type Pool, type Client } from 'pg'", False),
        (NODE, "import { type Pool, Client } from 'pg'", True),
        # Identifiers of MongoDB's in what describes rows for others.
        (NODE, "import { ObjectId } from 'pg'", False),
        (NODE, "import {\n  ObjectId as Id,\n  Long,\n} from 'pg'", False),
        (NODE, "import { MongoClient, ObjectId } from 'pg'", True),
        (NODE, "import {} from 'pg'", True),
        (NODE, "export type A = string; const a = require('pg')", True),
        (NODE, "import a from 'pg-format'", False),
        (NODE, "import a from './pg'", False),
        (NODE, "const a = \"import pg from 'pg'\"", False),
        (NODE, "`import pg from 'pg'`", False),
        (NODE, "// don't\nimport pg from 'pg'", True),
        (PYTHON, "import pg", True),
        (PYTHON, "import os, pg.types as t", True),
        (PYTHON, "    from pg.pool import (\n A)", True),
        (PYTHON, "import pgx", False),
        (PYTHON, "from .pg import a", False),
        (PYTHON, "a = 1  # import pg", False),
        (PYTHON, "'''\nimport pg\n'''", False),
        (PYTHON, "a = 'don\\'t'\nimport pg", True),
    ],
)
def test_what_imports_a_module(stack: Stack, code: str, found: bool) -> None:
    assert [name for name, _ in imported(code.encode(), {"pg"}, stack)] == ["pg"] * found


@pytest.mark.parametrize(
    ("stack", "code", "engines"),
    [
        (NODE, "{ client: 'pg' }", [PG_]),
        (NODE, 'type: process.env.DB || "mysql"', [MY]),
        (NODE, "{ dialect: `better-sqlite3` }", [LITE]),
        (NODE, "type === 'mysql'", []),
        (NODE, "{ type: 'text', name: 'mysql' }", []),
        (NODE, "import { pgTable } from 'drizzle-orm/pg-core'", [PG_]),
        (NODE, "new MysqlDialect({})", [MY]),
        (NODE, "url: `postgres://${user}@db`", [PG_]),
        (NODE, "url.startsWith('postgres://')", []),
        (PYTHON, "URL.create('postgresql+asyncpg', host)", [PG_]),
        (PYTHON, 'drivername="mysql"', [MY]),
        (PYTHON, "'sqlite:///' + path", [LITE]),
        (PYTHON, "f'mysql+pymysql://{user}'", [MY]),
        (PYTHON, "if dialect == 'postgresql': pass", []),
        (PYTHON, "'ENGINE': 'django.contrib.gis.db.backends.postgis'", [PG_]),
        (PYTHON, "'django_prometheus.db.backends.mysql'", [MY]),
        (PYTHON, "if engine == 'django.db.backends.mysql':", []),
        (PYTHON, "ENGINE = 'django.db.backends.mysql'", [MY]),
        (PYTHON, "url: PostgresDsn", [PG_]),
        (PYTHON, "db = MySQLDatabase('a')", [MY]),
        (PYTHON, "'redis://cache:6379/0'", [REDIS]),
    ],
)
def test_what_names_an_engine_in_code(stack: Stack, code: str, engines: list[Engine]) -> None:
    assert list(dict.fromkeys(found for found, _, _ in in_code(code.encode(), stack))) == engines


@pytest.mark.parametrize(
    ("code", "found"),
    [
        ("import sqlite3\n", True),
        ("from sqlite3 import connect\n", True),
        ("from sqlite3 import Error, connect\n", True),
        ("    import sqlite3 as sql\n", True),
        ("from sqlite3 import InternalError\n", False),
    ],
)
def test_who_takes_in_an_error_of_sqlite_alone_uses_none(code: str, found: bool) -> None:
    stores = stores_of(fastapi("fastapi", f"{code}from fastapi import FastAPI\napp = FastAPI()\n"))

    assert [each.library for each in stores.stores] == ["sqlite3"] * found


@pytest.mark.parametrize(
    "word",
    [
        word
        for engine in (PG_, MY, LITE, Engine.SQL_SERVER, Engine.ORACLE, MONGO)
        for word in named.WORDS[engine].split()
    ],
)
def test_every_word_for_a_dialect_is_found_by_itself(word: str) -> None:
    assert list(in_code(f"{{ client: '{word}' }}".encode(), NODE))


@pytest.mark.parametrize(
    ("text", "engines"),
    [
        ("DATABASE_URL=postgresql://a:b@c/d", [PG_]),
        ("export DB_CONNECTION=mysql\r\n", [MY]),
        ("DB_ENGINE=django.db.backends.mysql", [MY]),
        ("NAME=mysql", []),
        ('{"dialect": "sqlite"}', [LITE]),
        ("type: postgres\nport: 1", [PG_]),
        ("type: postgres-operator", []),
        ("sqlalchemy.url = mysql+pymysql://a@b/c", [MY]),
        ("sqlalchemy.url = driver://user:pass@localhost/dbname", []),
        ("BROKER=amqps://a@b", [RABBIT]),
        ("MONGO=mongodb+srv://a", [MONGO]),
    ],
)
def test_what_names_an_engine_in_settings(text: str, engines: list[Engine]) -> None:
    assert [found for found, _, _ in in_settings(text.encode())] == engines


@pytest.mark.parametrize(
    ("text", "engines"),
    [
        ('datasource db {\n url = env("A")\n provider = "mongodb"\n}', [MONGO]),
        ('generator client {\n provider = "mysql"\n}', []),
        ('datasource a { provider = "other" }', []),
        ("datasource db {", []),
    ],
)
def test_the_engine_of_a_prisma_schema(text: str, engines: list[Engine]) -> None:
    assert [found for found, _, _ in in_prisma_schema(text.encode())] == engines


@pytest.mark.parametrize(
    ("text", "engines"),
    [
        ("broker_url = env('REDIS_URL')", [REDIS]),
        ("CELERY_BROKER_URL=pyamqp://guest@mq//", [RABBIT]),
        ("Celery(broker='sqs://')", [Engine.OTHER_BROKER]),
        ("broker = settings.URL\nredis = 1", []),
    ],
)
def test_the_engine_of_a_broker(text: str, engines: list[Engine]) -> None:
    assert [found for found, _, _ in as_broker(text.encode())] == engines


@pytest.mark.parametrize(
    ("path", "is_one"),
    [
        (".env", True),
        (".env.example", True),
        ("example.env", True),
        ("deploy/env.sample", True),
        (".env.ts", False),
        ("environment.md", False),
        ("env", True),
    ],
)
def test_a_dotenv_file_is_told_by_its_name(path: str, is_one: bool) -> None:
    assert is_dotenv(path) is is_one


@pytest.mark.parametrize(
    ("path", "for_tests"),
    [(".env.test", True), ("shop/settings/ci.py", True), ("config/latest.json", False)],
)
def test_settings_for_tests_are_told_by_their_name(path: str, for_tests: bool) -> None:
    assert is_for_tests(path) is for_tests


def test_a_password_that_stands_behind_the_engine_is_not_kept() -> None:
    code = "import sqlalchemy\nURL = 'postgresql://shop:hunter2@db/shop'\n"
    (store,) = stores_of(fastapi("sqlalchemy", code)).stores

    assert store.decided_by is not None
    assert store.decided_by.excerpt == "URL = 'postgresql://"


def test_an_orm_leaves_mongodb_to_the_library_that_is_used_for_it() -> None:
    code = "import mongoose from 'mongoose';\nimport 'typeorm';\nconst a = 'mongodb://db/shop';\n"
    stores = stores_of(express("mongoose typeorm pg", code))

    assert [(each.library, each.engine) for each in stores.stores] == [
        ("mongoose", MONGO),
        ("typeorm", PG_),
    ]


def test_an_orm_s_own_driver_for_mongodb_is_what_it_talks_by() -> None:
    code = (
        "import { ObjectId } from '@mikro-orm/mongodb';\n"
        "import { MikroORM } from '@mikro-orm/core';\n"
    )
    stores = stores_of(express("@mikro-orm/core @mikro-orm/mongodb", code))

    assert {each.engine for each in stores.stores} == {MONGO}


def test_an_orm_s_own_driver_is_what_it_talks_by_whatever_else_is_used_beside_it() -> None:
    code = (
        "import { MikroORM } from '@mikro-orm/core';\nimport mongoose from 'mongoose';\n"
        "import '@mikro-orm/mongodb';\n"
    )
    stores = stores_of(express("@mikro-orm/core @mikro-orm/mongodb mongoose", code))

    assert {each.engine for each in stores.stores} == {MONGO}


def test_an_orm_with_a_driver_for_sql_is_not_at_the_mongodb_beside_it() -> None:
    code = "import { MikroORM } from '@mikro-orm/core';\nimport mongoose from 'mongoose';\n"
    stores = stores_of(express("@mikro-orm/core @mikro-orm/postgresql mongoose", code))

    assert {(each.library, each.engine) for each in stores.stores} == {
        ("mongoose", MONGO),
        ("@mikro-orm/core", PG_),
    }


@pytest.mark.parametrize(
    ("packages", "mongodb"),
    [("django", False), ("django pymongo", False), ("django django-mongodb-backend", True)],
)
def test_django_reaches_mongodb_by_a_package_of_its_own_only(packages: str, mongodb: bool) -> None:
    """Where the backend is put together at run time nothing names the engine."""
    code = "from django.db import models\nENGINE = 'django.db.backends.' + kind\n"
    (store,) = stores_of(fastapi(packages, code)).stores

    assert (MONGO in store.engines) is mongodb
    assert PG_ in store.engines


def test_a_provider_s_api_is_no_driver_of_an_orm() -> None:
    code = "import '@supabase/supabase-js';\nimport { drizzle } from 'drizzle-orm/postgres-js';\n"
    stores = stores_of(express("@supabase/supabase-js drizzle-orm", code))

    assert [(each.library, each.engine, each.managed) for each in stores.stores] == [
        ("@supabase/supabase-js", PG_, True),
        ("drizzle-orm", PG_, False),
    ]


def test_a_broker_is_what_is_named_as_one_and_a_client_of_it_is_counted_once() -> None:
    code = "import celery\nBROKER = 'redis://cache/0'\nOTHER = 'amqp://mq'\n"
    stores = stores_of(fastapi("celery redis", code))

    assert [(each.library, each.engine) for each in stores.stores] == [("celery", REDIS)]


def test_a_file_that_cannot_be_had_may_use_what_no_other_file_does() -> None:
    files = express("pg", PG)
    tree = tree_of({**files, "src/db.js": PG + " " * 10_000}, Caps(file_bytes=5_000))

    ((_, values),) = extract(tree, EXTRACTORS).by_component
    stores = values[DataStores]

    assert isinstance(stores, DataStores)
    assert len(stores.unread) == 1
    assert stores.unread[0].startswith("src/db.js has ")


@pytest.mark.parametrize("line", ["'postgresql+a'\n", "import sqlalchemy\n", "broker redis\n"])
def test_a_file_that_names_very_much_is_read_once(line: str) -> None:
    stores = stores_of(fastapi("sqlalchemy celery", "import sqlalchemy, celery\n" + line * 60_000))

    assert {each.library for each in stores.stores} == {"sqlalchemy", "celery"}


HOSTILE = [
    "\\`", "\\'", "`", "'", "/*", '"""', "import type ", "type:", "type: 'pg', ", "broker",
    "'a.a.a.a.a.", "import a, ", "from x ", "\n ", "postgres://", "datasource db {",
    "export type {",
]  # fmt: skip


@pytest.mark.parametrize("seed", HOSTILE)
def test_text_of_any_kind_takes_no_more_time_than_its_length(seed: str) -> None:
    text = (seed * (300_000 // len(seed))).encode() + b" mysql redis"

    for stack in Stack:
        list(in_code(text, stack))
        list(imported(text, {"redis"}, stack))
    list(in_settings(text))
    list(in_prisma_schema(text))
    list(as_broker(text))


@pytest.mark.parametrize(
    ("dependencies", "code", "engines"),
    [
        ("pg @house/orm", "export default { connections: { main: { client: 'pg' } } };\n", [PG_]),
        ("mysql2 @house/orm", 'module.exports = { "client": "mysql2" };\n', [MY]),
        ("@house/orm", "export default { client: 'pg' };\n", []),
        ("pg", "// client: 'pg'\nexport default { client: 'web' };\n", []),
        ("pg", "export const isPostgres = (config) => config.client === 'pg';\n", []),
    ],
    ids=["by a package of the house", "as a key in quotes", "no driver", "a comment", "compared"],
)
def test_a_driver_that_is_told_to_an_orm_by_name_is_used(
    dependencies: str, code: str, engines: list[Engine]
) -> None:
    stores = stores_of(express(dependencies, code)).stores

    assert [list(each.engines) for each in stores] == ([engines] if engines else [])
