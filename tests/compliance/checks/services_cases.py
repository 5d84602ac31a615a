"""Cases of the checks in `compliance.checks.services`."""

from compliance.tree import MIB, Kind
from tests.compliance.checks.runtime_cases import EXPRESS, FASTAPI
from tests.compliance.repositories import Case

Repository = dict[str, str | bytes | Kind]

COMPOSE, EDITOR = "compose-services", "vscode-extensions"


def node(dependencies: str, code: str = "", **files: str | bytes | Kind) -> Repository:
    """An Express component with these dependencies, separated by spaces, and this code."""
    names = ", ".join(f'"{name}": "*"' for name in ["express", *dependencies.split()])
    manifest = f'{{"dependencies": {{{names}}}}}'
    return {**EXPRESS, "package.json": manifest, "src/db.js": code, **files}


def python(dependencies: str, code: str = "", **files: str | bytes | Kind) -> Repository:
    """A FastAPI component with these dependencies, separated by spaces, and this code."""
    requirements = "\n".join(["fastapi", *dependencies.split()])
    main = {"main.py": FASTAPI["main.py"], "requirements.txt": requirements}
    return {**main, "app/db.py": code, **files}


def compose(**images: str) -> Repository:
    """A compose file with these services, by their images."""
    services = "".join(f"  {name}:\n    image: {image}\n" for name, image in images.items())
    return {"docker-compose.yml": "services:\n" + services}


def told(environment: str, *caches: str) -> Repository:
    """A service with Celery, RabbitMQ by default, and the environment that Compose gives it."""
    code = (
        "from celery import Celery\nCelery(broker=os.environ.get('BROKER', 'amqp://guest@mq//'))\n"
    )
    services = f"services:\n  shop:\n    image: shop\n    environment:\n      {environment}\n"
    services += "".join(f"  {each}:\n    image: redis:8\n" for each in caches)
    return python("celery", code, **{"docker-compose.yml": services})


PG = "import pg from 'pg';\n"
FLASK = "from flask import Flask\napp = Flask(__name__)\n"
CHOICE = {
    "requirements.txt": "flask\npsycopg2==2.9\npymongo==4.16\n",
    "setup.py": "setup(install_requires=['flask'], extras_require={'pg': ['psycopg2'], 'mongo': ['pymongo']})\n",
    "app.py": FLASK,
    "stores.py": "import psycopg2\nimport pymongo\n",
}
DJANGO: Repository = {
    "requirements.txt": "django\npsycopg[binary]\n",
    "manage.py": "import os\nos.environ.setdefault('DJANGO_SETTINGS_MODULE', 'shop.settings')\n",
}
CHOSEN = {
    "package.json": '{"dependencies": {"express": "5", "postgres": "3", "mysql2": "3", "better-sqlite3": "12", "drizzle-orm": "1"}}',
    "src/app.js": "import express from 'express';\nexpress().listen();\n",
    "src/store.js": "import { drizzle } from 'drizzle-orm/postgres-js';\nimport postgres from 'postgres';\n"
    "import mysql from 'mysql2/promise';\nimport Database from 'better-sqlite3';\n",
}
PRISMA_CODE = "import { PrismaClient } from '@prisma/client';\nnew PrismaClient();\n"
ALCHEMY = "from sqlalchemy import create_engine\nimport os\ncreate_engine(os.environ['DB'])\n"


def prisma(provider: str) -> Repository:
    schema = f'datasource db {{\n  provider = "{provider}"\n  url = env("DATABASE_URL")\n}}\n'
    return node("@prisma/client", PRISMA_CODE) | {"prisma/schema.prisma": schema}


def django(settings: str, **files: str) -> Repository:
    return {**DJANGO, "shop/settings.py": "ROOT_URLCONF = 'shop.urls'\n" + settings, **files}


POSTGRES_SETTINGS = "DATABASES = {'default': {'ENGINE': 'django.db.backends.postgresql'}}\n"
KINDS = "KINDS = {'pg': 'django.db.backends.postgresql', 'my': 'django.db.backends.mysql'}\n"
SWITCHED = """const { Sequelize } = require('sequelize');
const kind = process.env.DB_TYPE%s;
const options = kind === 'mysql' ? { dialect: 'mysql' } : { dialect: 'sqlite' };
module.exports = new Sequelize(options);
"""
SQLITE_SETTINGS = "DATABASES = {'default': {'ENGINE': 'django.db.backends.sqlite3'}}\n"
WORKSPACE: Repository = {
    "package.json": '{"workspaces": ["apps/*", "packages/*"]}',
    "apps/api/package.json": '{"dependencies": {"express": "*", "@shop/db": "workspace:*"}}',
    "apps/api/app.js": "const app = require('express')();\nexpress();\n",
    "packages/db/package.json": '{"name": "@shop/db", "dependencies": {"mongoose": "*"}}',
    "packages/db/index.js": "const mongoose = require('mongoose');\n",
}
BOTH = "services:\n  db:\n    image: postgres\n"

CASES = (
    # What is used asks for its service, whatever the image is called.
    Case(COMPOSE, "pass", "one engine", node("pg", PG) | compose(db="postgres:16"), "PostgreSQL as db", (("docker-compose.yml", 2),)),
    Case(COMPOSE, "fail", "no compose file", node("pg", PG), "no compose file, and the code needs PostgreSQL (pg, src/db.js)", (("src/db.js", 1),)),
    Case(COMPOSE, "fail", "another service", node("pg", PG) | compose(cache="redis"), "docker-compose.yml has cache"),
    Case(COMPOSE, "fail", "one of two", node("pg ioredis", PG + "import Redis from 'ioredis';\n") | compose(db="postgres"), "no service for Redis/Valkey", (("src/db.js", 2),)),
    Case(COMPOSE, "pass", "all seven engines", node("pg mysql2 mongoose ioredis amqplib kafkajs @elastic/elasticsearch", "".join(f"require('{name}');\n" for name in ("pg", "mysql2/promise", "mongoose", "ioredis", "amqplib", "kafkajs", "@elastic/elasticsearch"))) | compose(a="bitnami/postgresql:16", b="mariadb:11", c="mongo", d="valkey/valkey:8", e="rabbitmq:3-management", f="confluentinc/cp-kafka", g="docker.elastic.co/elasticsearch/elasticsearch:8.1.0")),
    Case(COMPOSE, "pass", "a registry, a digest", node("pg", PG) | compose(db="localhost:5000/mirror/postgis/postgis@sha256:0123")),
    Case(COMPOSE, "pass", "a variable with a default", node("pg", PG) | compose(db='"${DB_IMAGE:-pgvector/pgvector:pg16}"')),
    Case(COMPOSE, "fail", "a console is no engine", node("pg", PG) | compose(pgadmin="dpage/pgadmin4", exporter="prometheuscommunity/postgres-exporter", postgres="acme/postgres-backup")),
    Case(COMPOSE, "fail", "Kafka's console and connector", node("kafkajs", "require('kafkajs')") | compose(ui="provectuslabs/kafka-ui", connect="confluentinc/cp-kafka-connect")),
    Case(COMPOSE, "pass", "several files are read together", node("pg ioredis", PG + "require('ioredis')", **{"docker-compose.yml": BOTH, "docker/compose.cache.yaml": "services:\n  cache:\n    image: redis\n"})),
    Case(COMPOSE, "pass", "the first version of the format", node("pg", PG, **{"docker-compose.yml": "db:\n  image: postgres\n"})),
    Case(COMPOSE, "pass", "a merge key", node("pg", PG, **{"compose.yaml": "x-db: &db\n  image: postgres\nservices:\n  db:\n    <<: *db\n    ports: ['5432:5432']\n"})),
    Case(COMPOSE, "pass", "extends another file's service", node("pg", PG, **{"docker-compose.yml": "services:\n  main:\n    extends:\n      file: docker/base.yml\n      service: db\n", "docker/base.yml": BOTH})),
    Case(COMPOSE, "pass", "includes another file", node("pg", PG, **{"compose.yaml": "include:\n  - path: docker/db.yml\n", "docker/db.yml": BOTH})),
    Case(COMPOSE, "unknown", "includes what is elsewhere", node("pg", PG, **{"compose.yaml": "include:\n  - oci://registry.example/base\n"}), "not in the repository"),
    Case(COMPOSE, "pass", "built upon an engine's image", node("pg", PG, **{"docker-compose.yml": "services:\n  store:\n    build:\n      context: ./db\n", "db/Dockerfile": "ARG TAG=16\nFROM postgres:${TAG}\nRUN true\n"})),
    Case(COMPOSE, "fail", "built upon a runtime", node("pg", PG, **{"docker-compose.yml": "services:\n  search:\n    build: .\n", "Dockerfile": "FROM node:22\n"})),
    Case(COMPOSE, "pass", "by its name, where the image says nothing", node("pg", PG) | compose(postgres="registry.acme.example/base/img:3")),
    Case(COMPOSE, "unknown", "an image that cannot be told", node("pg", PG) | compose(db="$DB_IMAGE"), "unless it is db"),
    Case(COMPOSE, "fail", "does not parse", node("pg", PG, **{"docker-compose.yml": "services:\n  db:\n image: [\n"}), "docker-compose.yml, line 3, does not parse", (("docker-compose.yml", 3), ("src/db.js", 1))),
    Case(COMPOSE, "pass", "one of two parses, and suffices", node("pg", PG, **{"compose.yaml": BOTH, "compose.old.yaml": "a: [\n"})),
    Case(COMPOSE, "unknown", "a link", node("pg", PG, **{"docker-compose.yml": Kind.SYMLINK}), "symbolic link"),
    Case(COMPOSE, "unknown", "a template of a compose file", node("pg", PG, **{"docker-compose.yml": "{% if db %}\nservices: {}\n{% endif %}\n"})),
    Case(COMPOSE, "unknown", "beyond the limits of what is read", node("pg", PG, **{"docker-compose.yml": "a: " + "[" * 200})),
    Case(COMPOSE, "fail", "a test's compose file", node("pg", PG, **{"tests/docker-compose.yml": BOTH}), "no compose file"),
    Case(COMPOSE, "fail", "an example's compose file", node("pg", PG, **{"examples/docker-compose.yml": BOTH}), "no compose file"),
    # What counts as use.
    Case(COMPOSE, "not_applicable", "no store", EXPRESS, "uses no database, cache or broker"),
    Case(COMPOSE, "not_applicable", "depended on and not used", node("pg")),
    Case(COMPOSE, "not_applicable", "used in tests only", node("pg", **{"test/db.js": PG})),
    Case(COMPOSE, "not_applicable", "used in comments only", node("pg", "// import pg from 'pg'\n/* require('pg') */\nconst a = \"import pg from 'pg'\";\n")),
    Case(COMPOSE, "not_applicable", "types only", node("pg", "import type { Pool } from 'pg';\n")),
    Case(COMPOSE, "not_applicable", "imported and not depended on", node("", PG)),
    Case(COMPOSE, "not_applicable", "another package with that name in it", node("pg-format", "import f from 'pg-format';\n")),
    Case(COMPOSE, "not_applicable", "in a docstring only", python("redis", '"""How to:\n\nimport redis\n"""\n')),
    Case(COMPOSE, "not_applicable", "SQLite alone", node("better-sqlite3", "require('better-sqlite3')"), "SQLite"),
    Case(COMPOSE, "not_applicable", "a provider's service", node("@upstash/redis", "require('@upstash/redis')"), "a provider's service"),
    Case(COMPOSE, "not_applicable", "a provider's PostgreSQL behind an ORM", node("drizzle-orm @neondatabase/serverless", "import { drizzle } from 'drizzle-orm/neon-http';\nimport { neon } from '@neondatabase/serverless';\n"), "a provider's service"),
    Case(COMPOSE, "not_applicable", "an engine that the protocol asks no service for", node("mssql", "require('mssql')"), "SQL Server"),
    Case(COMPOSE, "not_applicable", "no backend", {"README.md": "# Notes"}, "no backend component"),
    Case(COMPOSE, "fail", "in a package of the workspace", WORKSPACE, "MongoDB (mongoose, packages/db/index.js)"),
    Case(COMPOSE, "pass", "the workspace's compose file", {**WORKSPACE, **compose(mongo="mongo:7")}),
    Case(COMPOSE, "not_applicable", "a package of the workspace that is not depended on", {**WORKSPACE, "apps/api/package.json": '{"dependencies": {"express": "*"}}'}),
    Case(COMPOSE, "unknown", "an extra", {**FASTAPI, "pyproject.toml": '[project]\nname = "shop"\ndependencies = ["fastapi"]\n[project.optional-dependencies]\ncache = ["redis"]\n', "cache.py": "import redis\n"}, "an optional dependency"),
    Case(COMPOSE, "pass", "an extra that has a service", {**FASTAPI, "pyproject.toml": '[project]\nname = "shop"\ndependencies = ["fastapi"]\n[project.optional-dependencies]\ncache = ["redis"]\n', "cache.py": "import redis\n", **compose(cache="redis")}),
    Case(COMPOSE, "pass", "an extra beside what is needed", {**FASTAPI, "pyproject.toml": '[project]\nname = "shop"\ndependencies = ["fastapi", "asyncpg"]\n[project.optional-dependencies]\ncache = ["redis"]\n', "cache.py": "import redis\nimport asyncpg\n", **compose(db="postgres")}),
    Case(COMPOSE, "unknown", "of a group that only developers install", {**FASTAPI, "pyproject.toml": '[project]\nname = "shop"\ndependencies = ["fastapi"]\n[dependency-groups]\nsources = ["pymongo"]\n', "source.py": "import pymongo\n"}, "an optional dependency"),
    Case(COMPOSE, "unknown", "of an optional group of Poetry's", {**FASTAPI, "pyproject.toml": '[tool.poetry.dependencies]\nfastapi = "*"\n[tool.poetry.group.sources]\noptional = true\n[tool.poetry.group.sources.dependencies]\npymongo = "*"\n', "source.py": "import pymongo\n"}, "an optional dependency"),
    Case(COMPOSE, "fail", "a development dependency that a bundler takes in", {**EXPRESS, "package.json": '{"dependencies": {"express": "*"}, "devDependencies": {"ioredis": "*"}}', "src/cache.js": "import 'ioredis';\n"}, "Redis/Valkey (ioredis"),
    Case(COMPOSE, "not_applicable", "errors of a driver beside an ORM that is told of SQLite", {"requirements.txt": "flask\nsqlalchemy\npsycopg2\n", "app.py": FLASK, "store.py": "from psycopg2.errors import UniqueViolation\nfrom sqlalchemy import create_engine\ncreate_engine('sqlite:///shop.db')\n"}, "SQLite is what the configuration names"),
    Case(COMPOSE, "pass", "one of two that setup.py leaves to choose, both pinned", {**CHOICE, **compose(db="postgres")}),
    Case(COMPOSE, "unknown", "neither of them", CHOICE, "an optional dependency"),
    Case(COMPOSE, "unknown", "drivers of several servers and of SQLite, and code that names each", CHOSEN, "may take its place"),
    Case(COMPOSE, "pass", "the same, with one of them in Compose", {**CHOSEN, "compose.yaml": "services: {db: {image: 'postgres:18'}}\n"}, "Compose starts PostgreSQL"),
    Case(COMPOSE, "fail", "the same, with one that the configuration names", {**CHOSEN, ".env.example": "DATABASE_URL=mysql://root@localhost:3306/shop\n"}, "no compose file, and the code needs MySQL"),
    Case(COMPOSE, "fail", "drivers of several servers, and none of SQLite", {**CHOSEN, "src/store.js": CHOSEN["src/store.js"].replace("better-sqlite3", "./file")}, "no compose file, and the code needs"),
    Case(COMPOSE, "unknown", "a server's driver beside SQLite's, and nothing names either", {"requirements.txt": "flask\nasyncpg\naiosqlite\n", "app.py": FLASK, "store.py": "import asyncpg\nimport aiosqlite\n"}, "may take its place"),
    Case(COMPOSE, "fail", "a server's driver beside SQLite's, and its address", {"requirements.txt": "flask\nasyncpg\naiosqlite\n", "app.py": FLASK, "store.py": "import asyncpg\nimport aiosqlite\nasyncpg.connect('postgresql://db/shop')\n"}, "PostgreSQL (asyncpg"),
    # An ORM asks for the engine that the configuration names.
    Case(COMPOSE, "fail", "Prisma with MySQL", {**prisma("mysql"), **compose(db="postgres")}, "no service for MySQL/MariaDB"),
    Case(COMPOSE, "pass", "Prisma with MongoDB", {**prisma("mongodb"), **compose(db="mongo")}),
    Case(COMPOSE, "fail", "aiocache with Redis", python("aiocache", "import aiocache\ncache = aiocache.RedisCache(endpoint=HOST)\n"), "Redis/Valkey (aiocache"),
    Case(COMPOSE, "fail", "aiocache with Redis by its kind", python("aiocache", "from aiocache import Cache\ncache = Cache(Cache.REDIS, endpoint=HOST if HOST else 'localhost')\nother = Cache(Cache.MEMORY)\n"), "Redis/Valkey (aiocache"),
    *(Case(COMPOSE, "not_applicable", f"aiocache in memory where there is no Redis: {kind}", python("aiocache", f"from aiocache import Cache\ncache = Cache({kind})\n")) for kind in ("Cache.REDIS if settings.redis else Cache.MEMORY", "Cache.REDIS\n    if settings.get('redis')\n    else Cache.MEMORY", "Cache.MEMORY if DEBUG else Cache.REDIS")),
    Case(COMPOSE, "not_applicable", "aiocache in memory", python("aiocache", "import aiocache\ncache = aiocache.SimpleMemoryCache()\n")),
    Case(COMPOSE, "not_applicable", "tables of Architect's", node("@architect/functions", "import arc from '@architect/functions';\nexport const all = async () => (await arc.tables()).cars.scan();\n"), "a provider's service"),
    Case(COMPOSE, "not_applicable", "Prisma with SQLite", prisma("sqlite")),
    Case(COMPOSE, "unknown", "Prisma without a schema", node("@prisma/client", PRISMA_CODE), "cannot be told"),
    Case(COMPOSE, "fail", "Prisma 7's client in a folder of its own", {**prisma("postgresql"), "src/db.js": "import { PrismaClient } from '../generated/prisma';\nexport default new PrismaClient();\n"}, "PostgreSQL (@prisma/client, src/db.js)"),
    Case(COMPOSE, "fail", "a client of a folder of its own that a class extends", {**prisma("postgresql"), "src/db.js": "import { PrismaClient } from '../generated/prisma';\nexport class Store extends PrismaClient {}\n"}, "PostgreSQL (@prisma/client, src/db.js)"),
    *(Case(COMPOSE, "fail", f"SQLAlchemy by way of {package}", python(f"{package} psycopg", f"from {package.replace('-', '_')} import Base\nURL = 'postgresql://db/shop'\n"), f"PostgreSQL ({package}") for package in ("sqlalchemy-helpers", "fastapi-sqlalchemy", "alchemical")),
    Case(COMPOSE, "fail", "Prisma's client that a package of the workspace hands on under another name", {**WORKSPACE, "packages/db/package.json": '{"name": "@shop/db", "dependencies": {"@prisma/client": "*"}}', "packages/db/index.js": "export { PrismaClient as Shop } from './made/client';\n", "packages/db/prisma/schema.prisma": prisma("postgresql")["prisma/schema.prisma"], "apps/api/db.js": "import { Shop } from '@shop/db';\nexport default new Shop();\n"}, "PostgreSQL (@prisma/client, packages/db/index.js)"),
    Case(COMPOSE, "fail", "TypeORM by its type", node("typeorm mysql2", "import { DataSource } from 'typeorm';\nnew DataSource({ type: 'postgres' });\n"), "PostgreSQL (typeorm, src/db.js)", (("src/db.js", 1), ("src/db.js", 2))),
    Case(COMPOSE, "fail", "Sequelize as a plugin of Egg's", {"package.json": '{"dependencies": {"egg": "^3.0.0", "egg-sequelize": "^6.0.0", "mysql2": "^3.0.0", "egg-redis": "^2.0.0"}}', "app/router.js": "module.exports = app => { app.router.get('/shops', app.controller.shops.list); };\n", "config/plugin.js": "exports.sequelize = { enable: true, package: 'egg-sequelize' };\nexports.redis = { enable: true, package: 'egg-redis' };\n", "config/config.default.js": "exports.sequelize = {\n  dialect: 'mysql',\n};\n"}, "the code needs MySQL/MariaDB (egg-sequelize, config/plugin.js), Redis/Valkey (egg-redis, config/plugin.js)"),
    Case(COMPOSE, "not_applicable", "a plugin of Egg's that nothing names", {"package.json": '{"dependencies": {"egg": "^3.0.0", "egg-redis": "^2.0.0"}}', "app/router.js": "module.exports = app => { app.router.get('/shops', app.controller.shops.list); };\n"}),
    Case(COMPOSE, "fail", "Sequelize by its JSON file", node("sequelize", "require('sequelize')", **{"config/config.json": '{"production": {\n  "dialect": "mysql"}, "test": {"dialect": "sqlite"}}'}), "MySQL/MariaDB", (("src/db.js", 1), ("config/config.json", 2))),
    Case(COMPOSE, "fail", "Knex by its only driver", node("knex pg", "require('knex')"), "PostgreSQL (knex", (("src/db.js", 1), ("package.json", 1))),
    Case(COMPOSE, "fail", "two drivers, and neither has a service", node("knex pg mysql2", "require('knex')"), "PostgreSQL or MySQL/MariaDB"),
    Case(COMPOSE, "pass", "two drivers, and one has a service", node("knex pg mysql2", "require('knex')") | compose(db="mysql:8"), "MySQL/MariaDB as db"),
    Case(COMPOSE, "not_applicable", "an ORM's driver for tests", node("knex better-sqlite3", "require('knex')({ client: 'better-sqlite3' })")),
    Case(COMPOSE, "fail", "Quart-DB by the address in its settings", {**python("quart-db", "from quart_db import QuartDB\n"), "development.env": "SHOP_QUART_DB_DATABASE_URL='postgresql://shop:shop@0.0.0.0/shop'\n"}, "PostgreSQL (quart-db, app/db.py)"),
    Case(COMPOSE, "fail", "a client of RabbitMQ's for one project's messages", python("fedora-messaging", "from fedora_messaging import api\n"), "RabbitMQ (fedora-messaging"),
    Case(COMPOSE, "unknown", "SQLAlchemy with an address from outside", python("sqlalchemy", ALCHEMY), "which engine sqlalchemy talks to cannot be told"),
    Case(COMPOSE, "fail", "SQLAlchemy by its driver", python("sqlalchemy psycopg2-binary", ALCHEMY), "PostgreSQL (sqlalchemy, app/db.py)"),
    Case(COMPOSE, "fail", "SQLAlchemy by its address", python("sqlalchemy", "from sqlalchemy import create_engine\nURL = 'postgresql+asyncpg://shop@db/shop'\n"), "PostgreSQL"),
    Case(COMPOSE, "fail", "by the example of the environment", python("sqlalchemy", ALCHEMY, **{".env.example": "# DB=mysql://a@b/c\nDB=postgres://shop:shop@localhost/shop\n"}), "PostgreSQL", (("app/db.py", 1), (".env.example", 2))),
    Case(COMPOSE, "not_applicable", "SQLite in settings of sections", {**python("sqlalchemy", "import sqlalchemy\n"), "config/00-default.conf": "[sqlalchemy]\ndatabase_uri = sqlite:///{{BASEDIR}}/shop.db\n"}, "SQLite"),
    Case(COMPOSE, "fail", "a server in settings of sections", {**python("sqlalchemy", "import sqlalchemy\n"), "config/00-default.conf": "[sqlalchemy]\ndatabase_uri = postgresql://db/shop\n"}, "PostgreSQL"),
    Case(COMPOSE, "unknown", "settings of another program", {**python("sqlalchemy", "import sqlalchemy\n"), "nginx/nginx.conf": "upstream db { server sqlite:///a; }\n"}, "cannot be told"),
    Case(COMPOSE, "not_applicable", "SQLAlchemy with SQLite", python("sqlalchemy", "from sqlalchemy import create_engine\ncreate_engine('sqlite:///./app.db')\n"), "SQLite"),
    *(
        Case(COMPOSE, outcome, f"what Compose tells the service: {told}", {**python("django psycopg2-binary dj-database-url", "import dj_database_url\nfrom django.db import models\nDATABASES = {'default': dj_database_url.config()}\n"), "compose.yml": f"services:\n  web:\n    build: .\n    environment:\n      DATABASE_URL: '{told}'\n"})
        for told, outcome in (
            ("${DATABASE_URL-sqlite:////app/db.sqlite3}", "not_applicable"),
            ("postgres://db/shop", "fail"),
        )
    ),
    Case(COMPOSE, "not_applicable", "SQLite by default beside another driver", python("sqlalchemy psycopg", "import sqlalchemy\nDEFAULT = 'sqlite:///./app.db'\n"), "SQLite is what the configuration names"),
    Case(COMPOSE, "not_applicable", "SQLite's address joined to a path", python("sqlalchemy psycopg2", "import sqlalchemy\nURL = os.environ.get('DB') or 'sqlite:///' + PATH\n"), "SQLite is what the configuration names"),
    Case(COMPOSE, "pass", "SQLite by default, and the other engine has a service", python("sqlalchemy psycopg", "import sqlalchemy\nDEFAULT = 'sqlite:///./app.db'\n") | compose(db="postgres:17"), "PostgreSQL as db"),
    Case(COMPOSE, "unknown", "SQLite among several engines that are named", python("sqlalchemy", "import sqlalchemy\nURLS = 'sqlite:///./a.db', 'mysql://a@b/c', 'postgresql://a@b/c'\n"), "can talk to"),
    Case(COMPOSE, "not_applicable", "a server for whoever chooses it, and SQLite else", node("sequelize mysql2 sqlite3", SWITCHED % ""), "SQLite is what the configuration names"),
    Case(COMPOSE, "pass", "a server for whoever chooses it, which has a service", node("sequelize mysql2 sqlite3", SWITCHED % "") | compose(db="mysql:8"), "MySQL/MariaDB as db"),
    Case(COMPOSE, "fail", "a server that is the default of a choice", node("sequelize mysql2 sqlite3", SWITCHED % " || 'mysql'"), "the code needs MySQL/MariaDB"),
    Case(COMPOSE, "fail", "SQLite where people work, and a server where it runs", node("sequelize mysql2 sqlite3", SWITCHED.replace("=== 'mysql'", "=== 'production'") % ""), "the code needs MySQL/MariaDB"),
    Case(COMPOSE, "not_applicable", "Django with a server for whoever chooses it", python("django psycopg", "import os\nfrom django.db import models\nif os.environ.get('DATABASE_TYPE') == 'POSTGRES':\n    DATABASES = {'default': {'ENGINE': 'django.db.backends.postgresql'}}\nelse:\n    DATABASES = {'default': {'ENGINE': 'django.db.backends.sqlite3'}}\n"), "SQLite"),
    Case(COMPOSE, "pass", "Django's engine compared with another", django(SQLITE_SETTINGS + "if DATABASES['default']['ENGINE'] == 'django.db.backends.mysql':\n    pass\n") | compose(db="postgres:17"), "PostgreSQL as db"),
    *(Case(COMPOSE, outcome, f"another engine's client in {path} alone", python("psycopg pymongo", "import psycopg\n", **{path: "from pymongo import MongoClient\n"}) | compose(db="postgres"), message) for path, outcome, message in (("maint-scripts/toggle.py", "pass", "PostgreSQL as db"), ("scripts/old/move.py", "pass", "PostgreSQL as db"), ("tools/export.py", "pass", "PostgreSQL as db"), ("app/orders/move.py", "fail", "no service for MongoDB"))),
    Case(COMPOSE, "fail", "a client in scripts that the environment names an address for", python("psycopg pymongo", "import psycopg\n", **{"scripts/move.py": "from pymongo import MongoClient\n", ".env.example": "MONGO_URL=mongodb://localhost/shop\n"}) | compose(db="postgres"), "no service for MongoDB"),
    Case(COMPOSE, "fail", "scripts alone use a database", python("pymongo", "", **{"scripts/move.py": "from pymongo import MongoClient\n"}) | compose(api="shop"), "no service for MongoDB"),
    Case(COMPOSE, "pass", "SQL Server, for which no service is asked", node("mssql", "require('mssql');\n") | compose(db="mcr.microsoft.com/mssql/server:2022-latest"), "SQL Server as db"),
    Case(COMPOSE, "not_applicable", "SQL Server without a service", node("mssql", "require('mssql');\n") | compose(front="nginx"), "nothing that Compose has to start"),
    Case(COMPOSE, "unknown", "drivers that are extras decide nothing", {**FASTAPI, "pyproject.toml": '[project]\nname = "shop"\ndependencies = ["fastapi", "sqlalchemy"]\n[project.optional-dependencies]\npg = ["psycopg"]\n', "db.py": ALCHEMY}, "which engine sqlalchemy talks to"),
    Case(COMPOSE, "unknown", "a scheme that is replaced names nothing", python("sqlalchemy", ALCHEMY + "URL = URL.replace('postgres://', 'postgresql://')\n")),
    Case(COMPOSE, "fail", "Django by its engine", django(POSTGRES_SETTINGS), "PostgreSQL (django, shop/settings.py)"),
    Case(COMPOSE, "not_applicable", "Django with SQLite and no driver", {**django(SQLITE_SETTINGS), "requirements.txt": "django\n"}),
    Case(COMPOSE, "fail", "Django with SQLite on the laptop only", django("from django.db import models\n", **{"shop/conf/local.py": SQLITE_SETTINGS, "shop/conf/production.py": POSTGRES_SETTINGS}), "PostgreSQL"),
    Case(COMPOSE, "not_applicable", "another engine in the settings of tests", {**django(SQLITE_SETTINGS, **{"shop/conf/test.py": POSTGRES_SETTINGS}), "requirements.txt": "django\n"}),
    Case(COMPOSE, "unknown", "Django with SQLite in the settings that everybody copies", django(KINDS, **{"shop/local_settings.py.example": SQLITE_SETTINGS})),
    Case(COMPOSE, "fail", "Django with SQLite in a comment of such settings", django(KINDS, **{"shop/local_settings.py.example": f"# {SQLITE_SETTINGS}"}), "PostgreSQL or MySQL/MariaDB"),
    Case(COMPOSE, "not_applicable", "another engine in such settings", {**django(SQLITE_SETTINGS, **{"shop/local_settings.py.example": POSTGRES_SETTINGS}), "requirements.txt": "django\n"}),
    Case(COMPOSE, "fail", "Django's cache", {**django("CACHES = {'default': {'BACKEND': 'django_redis.cache.RedisCache'}}\n"), "requirements.txt": "django\ndjango-redis\n"}, "Redis/Valkey (django-redis, shop/settings.py)"),
    Case(COMPOSE, "unknown", "Celery without a broker that can be told", python("celery", "from celery import Celery\nCelery()\n"), "which engine celery talks to"),
    Case(COMPOSE, "fail", "Celery by its broker", python("celery", "from celery import Celery\nCelery(broker='amqp://guest@mq//')\n"), "RabbitMQ (celery, app/db.py)"),
    Case(COMPOSE, "pass", "Celery by the broker of Compose's environment", told("CELERY_BROKER_URL: redis://cache", "cache"), "Redis/Valkey as cache"),
    Case(COMPOSE, "pass", "such a broker by default", told('BROKER: "${BROKER:-redis://cache}"', "cache"), "Redis/Valkey as cache"),
    Case(COMPOSE, "fail", "such a broker without its service", told("CELERY_BROKER_URL: redis://cache"), "no service for Redis/Valkey (celery"),
    Case(COMPOSE, "fail", "an environment that says something else of a broker", told("BROKER_RESULTS: 1\n      RESULTS: redis://cache", "cache"), "no service for RabbitMQ (celery"),
    Case(COMPOSE, "fail", "a client that others use", python("celery redis", "from celery import Celery\nCelery(broker='amqp://guest@mq//', backend='redis://cache/0')\n") | compose(mq="rabbitmq"), "no service for Redis/Valkey (redis"),
    Case(COMPOSE, "not_applicable", "a client that only an example of the environment speaks of", node("ioredis", **{".env.example": "REDIS_URL=redis://localhost:6379\n"})),
    Case(COMPOSE, "not_applicable", "a client for development that code does not import", {**python("", "URL = 'redis://cache/0'\n"), "requirements-dev.txt": "redis\n"}),
    Case(COMPOSE, "fail", "a driver of its own rather than the workspace's", {**WORKSPACE, "package.json": '{"workspaces": ["apps/*"], "dependencies": {"mysql2": "*"}}', "apps/api/package.json": '{"dependencies": {"express": "*", "knex": "*", "pg": "*"}}', "apps/api/db.js": "require('knex');\n", **compose(db="mysql")}, "no service for PostgreSQL"),
    Case(COMPOSE, "unknown", "an environment for tests names nothing", python("sqlalchemy", ALCHEMY, **{".env.test": "DB=mysql://localhost/shop\n"})),
    Case(COMPOSE, "unknown", "code that is too large to be read", node("pg", **{"src/big.js": b" " * (8 * MIB + 1)}), "src/big.js has"),
    Case(COMPOSE, "pass", "code that is too large beside code that tells", node("pg", PG, **{"src/big.js": b" " * (8 * MIB + 1)}) | compose(db="postgres")),
    # Visual Studio Code.
    Case(EDITOR, "pass", "all of it", node("pg", PG, **{"Dockerfile": "FROM node\n", ".vscode/extensions.json": '{\n  // for all of us\n  "recommendations": ["biomejs.biome", "ms-azuretools.vscode-docker", "mtxr.sqltools-driver-pg",],\n}'}), evidence=((".vscode/extensions.json", 0),)),
    Case(EDITOR, "pass", "in whatever case", {**EXPRESS, ".vscode/extensions.json": '{"recommendations": ["BiomeJS.Biome"]}'}),
    Case(EDITOR, "fail", "no file", node("mongoose", "require('mongoose')", **{"compose.yaml": "services: {}"}), "no .vscode/extensions.json; it should recommend Biome (biomejs.biome), Docker (ms-azuretools.vscode-docker), a database client for MongoDB"),
    Case(EDITOR, "fail", "Biome is missing", {**EXPRESS, ".vscode/extensions.json": '{"recommendations": ["esbenp.prettier-vscode"]}'}, ".vscode/extensions.json does not recommend Biome (biomejs.biome)", ((".vscode/extensions.json", 0),)),
    Case(EDITOR, "fail", "not wanted is not recommended", {**EXPRESS, ".vscode/extensions.json": '{"unwantedRecommendations": ["biomejs.biome"]}'}),
    Case(EDITOR, "fail", "Prisma's extension is no client", {**prisma("mysql"), ".vscode/extensions.json": '{"recommendations": ["biomejs.biome", "Prisma.prisma"]}'}, "a database client for MySQL/MariaDB"),
    Case(EDITOR, "fail", "dev containers are not Docker's extension", {**EXPRESS, "Dockerfile": "FROM node", ".vscode/extensions.json": '{"recommendations": ["biomejs.biome", "ms-vscode-remote.remote-containers"]}'}, "Docker"),
    Case(EDITOR, "pass", "a cache is no database", node("ioredis", "require('ioredis')", **{".vscode/extensions.json": '{"recommendations": ["biomejs.biome"]}'})),
    Case(EDITOR, "pass", "Python needs no Biome", {**python("pymongo", "import pymongo\n"), ".vscode/extensions.json": '{"recommendations": ["mongodb.mongodb-vscode"]}'}),
    Case(EDITOR, "pass", "nothing is asked for", FASTAPI, "nothing to recommend"),
    Case(EDITOR, "pass", "the workspace's", {**WORKSPACE, ".vscode/extensions.json": '{"recommendations": ["biomejs.biome", "mongodb.mongodb-vscode"]}'}),
    Case(EDITOR, "unknown", "code that is too large to be read", {**python("pymongo"), "app/big.py": b" " * (8 * MIB + 1)}, "whether the code uses a database is open"),
    Case(EDITOR, "unknown", "no JSON", {**EXPRESS, ".vscode/extensions.json": "recommendations: biome"}, "no valid JSON"),
    Case(EDITOR, "unknown", "too large", {**EXPRESS, ".vscode/extensions.json": " " * 300_000 + "{}"}, "256 KiB"),
    Case(EDITOR, "not_applicable", "no backend", {"README.md": "# Notes"}),
)  # fmt: skip
