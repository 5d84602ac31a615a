"""Cases of queries in services on Fastify, Koa and Hono: statements that are prepared, rows that are
taken out of answers, conditions and limits.
"""

from tests.compliance.checks.small_servers_cases import (
    CONTROLLER,
    HONO,
    KOA,
    LISTS,
    LOOPS,
    POSTGRES,
    ROUTED,
    SCHEMA,
    SQL,
    WRITES,
    layered,
    service,
)  # fmt: skip
from tests.compliance.repositories import Case, Files

# Statements that are prepared before they are run, as drivers of SQLite have it.
PREPARED = (
    "const Database = require('better-sqlite3');\nconst db = new Database('shop.db');\n"
    "module.exports = async function (fastify) {\n"
    "  const made = {\n"
    "    order: db.prepare('INSERT INTO orders (name) VALUES (?)'),\n"
    "    line: db.prepare('INSERT INTO lines (order_id) VALUES (?)'),\n"
    "    all: db.prepare('SELECT * FROM orders%s'),\n"
    "  };\n%s"
    "  fastify.get('/orders', async (request) => made.all.all(%s));\n};\n"
)
TAKEN_IN = "  const take = %s((order) => {\n    made.order.run(order.name);\n    made.line.run(order.id);\n  });\n"
EACH = "  const take = %s((orders) => {\n    for (const each of orders) made.order.run(each.name);\n  });\n"
READ_EACH = "  const lines = orders.map((each) => made.all.get(each.id));\n"
BATCH = "  const take = (orders) => env.DB.batch(orders.map((each) => env.DB.prepare('INSERT INTO orders (name) VALUES (?)').bind(each.name)));\n"
MIGRATED = (
    "  const files = require('fs').readdirSync('migrations').filter((each) => each.endsWith('.sql')).sort();\n"
    "  for (const each of files) db.exec(`INSERT INTO done VALUES ('${each}')`);\n"
)


# A wrapper of one's own, which is told what it runs the SQL for.
TOLD_HOW = (
    "  fastify.post('/orders', async (request) => {\n"
    "    await store.prepare('run', 'INSERT INTO orders (name) VALUES (?)', [request.body.name]);\n"
    "    for (const each of request.body.lines) await store.prepare('run', 'INSERT INTO lines (name) VALUES (?)', [each]);\n"
    "    return {};\n  });\n"
)


def prepared(code: str = "", limit: str = "", given: str = "") -> Files:
    """A plugin with statements that it prepares first."""
    files = {"app.js": PREPARED % (limit, code, given)}
    return service("fastify fastify-cli better-sqlite3", files, start="fastify start app.js")


CASES = (
    Case(WRITES, "pass", "statements that are prepared in one place and run in a transaction", prepared(TAKEN_IN % "db.transaction"), "the one function that writes two or more tables does so in a transaction"),
    Case(WRITES, "fail", "statements that are prepared in one place and run without one", prepared(TAKEN_IN % "log"), "1 of 1"),
    Case(LOOPS, "pass", "a statement that is run for each row in one transaction", prepared(EACH % "db.transaction"), "once for all rows"),
    Case(LOOPS, "fail", "a statement that is run for each row by itself", prepared(EACH % "log"), "1 of"),
    Case(LOOPS, "fail", "a statement that reads for each row", prepared(READ_EACH), "1 of"),
    Case(LOOPS, "pass", "statements that are bound for one batch", prepared(BATCH), "once for all rows"),
    Case(LOOPS, "pass", "what is run for each file of a folder", prepared(MIGRATED), "once for all rows"),
    Case(LOOPS, "fail", "what is run for each of some files", prepared(MIGRATED.replace("require('fs').readdirSync('migrations')", "request.files")), "1 of"),
    Case(LOOPS, "fail", "a wrapper that is told what it runs SQL for", prepared(TOLD_HOW), "1 of"),
    Case(WRITES, "fail", "a wrapper that is told what it runs SQL for", prepared(TOLD_HOW), "1 of 1"),
    Case(LOOPS, "pass", "a wrapper that is told a word and no SQL", prepared(TOLD_HOW.replace("INSERT INTO lines (name) VALUES (?)", "lines")), "once for all rows"),
    Case(LISTS, "fail", "a prepared statement that reads all", prepared(), "GET /orders"),
    Case(LISTS, "pass", "a prepared statement with a limit", prepared(limit=" LIMIT ?", given="request.query.limit"), "the one list endpoint answers page by page"),
    Case(SQL, "pass", "prepared statements", prepared(), "none of 3"),
)  # fmt: skip

# What a constructor has where it is handed nothing.
ROUTED_BY_HAND = ROUTED.replace("container.resolve(OrderController)", "new OrderController()")


def defaulted(parameter: str) -> Files:
    """A list behind a controller that makes what it is not handed."""
    code = CONTROLLER.replace("private readonly orders: Orders", parameter) % ""
    return {**layered("", ""), "src/app.ts": ROUTED_BY_HAND, "src/controller.ts": code}


CASES += (
    Case(LISTS, "fail", "a controller that makes what it is not handed", defaulted("private orders = new Orders()"), "GET /api/orders"),
)  # fmt: skip

# A service that a container hands its model, by a type that is declared for the whole project.
INJECTED = (
    "import { Container, Service, Inject } from 'typedi';\nimport mongoose from 'mongoose';\n"
    "@Service()\nexport class Users {\n"
    "  constructor(@Inject('users') private users: %s) {}\n"
    "  async all() { return this.users.find(); }\n}\n"
)
INJECTING = KOA + (
    "import { Container } from 'typedi';\nimport { Users } from './users';\n"
    "const router = new Router();\n"
    "router.get('/users', async (ctx) => { ctx.body = await Container.get(Users).all(); });\n"
    "app.use(router.routes());\n"
)


def injected(type_: str) -> Files:
    """A list behind a service that a container makes."""
    files = {"src/app.ts": INJECTING, "src/users.ts": INJECTED % type_}
    return service("koa @koa/router typedi mongoose", files)


CASES += (
    Case(LISTS, "fail", "a model of Mongoose that a container hands out", injected("Models.UserModel"), "GET /users"),
    Case(LISTS, "fail", "something else that a container hands out", injected("UserIndex"), "GET /users"),
)  # fmt: skip

FIRST = HONO + (
    "app.get('/orders/:id', async (c) => c.json((await sql`SELECT * FROM orders WHERE id = ${c.req.param('id')}`)%s));\n"
    "export default app;\n"
)

CASES += (
    Case(LISTS, "not_applicable", "the first of the rows", service("hono postgres", {"src/index.ts": FIRST % ".at(0)", "src/db.ts": POSTGRES})),
    Case(LISTS, "fail", "the rows as they are", service("hono postgres", {"src/index.ts": FIRST.replace("/:id", "") % ".map(shown)", "src/db.ts": POSTGRES}), "GET /orders"),
)  # fmt: skip

# What is taken out of a query's answer by its position.
TAKEN = HONO.replace("./db", "./database") + (
    "app.get('/orders', async (c) => {\n  const %s = await %s;\n  return c.json(%s);\n});\nexport default app;\n"
)


def taken(pattern: str, query: str, answer: str, packages: str) -> Files:
    """A handler that takes the answer of its query apart."""
    database = {
        "postgres": "import postgres from 'postgres';\nexport const sql = postgres();\n",
        "mysql2": "import mysql from 'mysql2/promise';\nexport const sql = mysql.createPool(process.env.URL);\n",
        "pg": "import pg from 'pg';\nexport const sql = new pg.Pool();\n",
    }[packages]
    files = {"src/index.ts": TAKEN % (pattern, query, answer), "src/database.ts": database}
    return service(f"hono {packages}", files)


CASES += (
    Case(LISTS, "not_applicable", "the first row of a tag's answer", taken("[order]", "sql`SELECT * FROM orders`", "order", "postgres")),
    Case(LISTS, "fail", "the rows of a driver that answers them with their columns", taken("[rows]", "sql.query('SELECT * FROM orders')", "rows", "mysql2"), "GET /orders"),
    Case(LISTS, "not_applicable", "the columns of the same", taken("[, columns]", "sql.query('SELECT * FROM orders')", "columns", "mysql2")),
    Case(LISTS, "fail", "the rows of an answer by their name", taken("{ rows }", "sql.query('SELECT * FROM orders')", "rows", "pg"), "GET /orders"),
)  # fmt: skip

# Conditions that are put together before a query of Drizzle's, or that it is handed as functions.
FILTERED = (
    "import { Hono } from 'hono';\nimport { drizzle } from 'drizzle-orm/d1';\nimport { and, desc, eq } from 'drizzle-orm';\n"
    "import { links } from './schema';\nconst app = new Hono();\nconst db = drizzle(env.DB);\n"
    "app.get('/links', async (c) => {\n  %s\n  return c.json(found);\n});\nexport default app;\n"
)
TITLED = SCHEMA.replace("slug: text()", "title: text(), slug: text()")
PUSHED = "const some = [];\n  some.push(eq(links.%s, c.req.query('q')));\n  const found = await db.select().from(links).where(and(...some)).limit(9);"
ASKED_FOR = "const found = await db.query.links.findMany({ limit: 9, orderBy: (each, { desc }) => [desc(each.%s)] });"
INDEXED = "filtered-fields-indexed"


def filtered(code: str) -> Files:
    """A worker whose handler filters."""
    files = {"src/index.ts": FILTERED % code, "src/schema.ts": TITLED}
    return service("hono drizzle-orm", files)


CASES += (
    Case(INDEXED, "fail", "a condition that is put into a list before", filtered(PUSHED % "title"), "1 of 1"),
    Case(INDEXED, "pass", "the same by a unique column", filtered(PUSHED % "slug"), "the one filtered column has an index"),
    Case(INDEXED, "fail", "an order that a function tells", filtered(ASKED_FOR % "title"), "1 of 1"),
    Case(INDEXED, "pass", "the same by a unique column, for the order", filtered(ASKED_FOR % "slug"), "the one filtered column has an index"),
)  # fmt: skip

# SQL that reads no more than so many rows, and tags that are put together.
READS = (
    "import { Hono } from 'hono';\n%sconst app = new Hono();\n"
    "app.get('/orders', async (c) => {\n  %s\n  return c.json(rows);\n});\nexport default app;\n"
)
POOL = "import pg from 'pg';\nconst pool = new pg.Pool();\n"
TAGGED = "import SQL from 'sql-template-strings';\n" + POOL
APPENDED = "const query = SQL`SELECT * FROM orders`;\n  query.append(SQL` %s`);\n  const { rows } = await pool.query(query);"
DATABASES = "import connect, { sql } from '@databases/pg';\nconst db = connect();\n"
ONE_BY_ONE = "const rows = [];\n  for (const each of await ids()) rows.push(await db.query(sql`SELECT * FROM orders WHERE id = ${each}`));"


def reads(before: str, code: str, packages: str = "hono pg") -> Files:
    """A handler that reads rows by SQL."""
    return service(packages, {"src/index.ts": READS % (before, code)})


CASES += (
    Case(LISTS, "pass", "SQL with a limit", reads(POOL, "const { rows } = await pool.query('SELECT * FROM orders ORDER BY id LIMIT $1', [many]);"), "the one list endpoint answers page by page"),
    Case(LISTS, "fail", "SQL with a limit of something else", reads(POOL, "const { rows } = await pool.query('SELECT * FROM orders WHERE credit_limit > 20');"), "GET /orders"),
    Case(LISTS, "pass", "a tag that a limit is put behind", reads(TAGGED, APPENDED % "LIMIT ${c.req.query('count')}", "hono pg sql-template-strings"), "the one list endpoint answers page by page"),
    Case(LISTS, "fail", "a tag that an order is put behind", reads(TAGGED, APPENDED % "ORDER BY id", "hono pg sql-template-strings"), "GET /orders"),
    Case(LOOPS, "fail", "a query of @databases for each of some", reads(DATABASES, ONE_BY_ONE, "hono @databases/pg"), "1 of 1"),
)  # fmt: skip
