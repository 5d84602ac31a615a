"""Cases of services on Fastify, Koa and Hono, with query builders and drivers, as teams write them:
repositories that are handed a client, containers of dependencies, plugins that a command serves.
"""

import json

from tests.compliance.repositories import Case, Files

LISTS, WRITES, SQL = "lists-paginated", "multi-writes-in-transaction", "sql-parameterised"
CACHING, INPUT, LOOPS = "caching", "input-validated", "queries-not-in-loops"


def service(packages: str, files: Files, **scripts: str) -> Files:
    """A service of Node.js that depends on some packages."""
    manifest = {"dependencies": dict.fromkeys(packages.split(), "^1.0.0"), "scripts": scripts}
    return {"package.json": json.dumps(manifest), **files}


# A plugin that Fastify's own command serves: nothing takes in the framework.
PLUGIN = "module.exports = async function (fastify, opts) {\nfastify.register(require('@fastify/postgres'));\n%s};\n"


def served(code: str, **more: str) -> Files:
    """A plugin that is the whole application."""
    files = {"app.js": PLUGIN % code, **more}
    return service("fastify fastify-cli @fastify/postgres pg", files, start="fastify start app.js")


TRANSACT = (
    "fastify.post('/orders', { schema: { body: order } }, async (req) => fastify.pg.%s(async (client) => {\n"
    "  await client.query('INSERT INTO orders (name) VALUES ($1)', [req.body.name]);\n"
    "  await client.query('INSERT INTO lines (name) VALUES ($1)', [req.body.name]);\n}));\n"
)
BEGUN = (
    "const SELECT = 'SELECT id, name FROM orders';\n"
    "fastify.get('/orders', async (req) => {\n"
    "  const { rows } = await fastify.pg.query(`${SELECT} WHERE shop = $1%s`, [req.query.shop]);\n"
    "  return rows;\n});\n"
)

# A worker at the edge, with a store of its platform, on Drizzle.
WORKER = (
    "import { Hono } from 'hono';\nimport { drizzle } from 'drizzle-orm/d1';\nimport { eq } from 'drizzle-orm';\n"
    "import { links } from './schema';\nconst app = new Hono();\n"
    "app.get('/links/:slug', async (c) => {\n%s});\nexport default app;\n"
)
SCHEMA = (
    "import { integer, sqliteTable, text } from 'drizzle-orm/sqlite-core';\n"
    "export const links = sqliteTable('links', { id: integer().primaryKey(), slug: text().notNull().unique() });\n"
)
SELECTED = (
    "  const found = await drizzle(c.env.DB).select().from(links)%s;\n  return c.json(found);\n"
)
KEPT = (
    "  const kept = await c.env.%s.get(`link:${slug}`);\n  if (kept) return c.json(kept);\n"
    "  const link = await load(slug);\n  await c.env.%s.put(`link:${slug}`, JSON.stringify(link)%s);\n"
    "  return c.json(link);\n"
)


def worker(code: str) -> Files:
    """A worker with one handler."""
    files = {"src/index.ts": WORKER % code, "src/schema.ts": SCHEMA}
    return service("hono drizzle-orm", files)


# A repository that may be handed a transaction, and what it is handed to.
REPOSITORY = (
    "import { Knex } from 'knex';\n"
    "export class Orders {\n"
    "  constructor(private readonly knex: Knex) {}\n"
    "  add(order, %(client)s) { return %(name)s('orders').insert(order); }\n"
    "  addLines(lines, %(client)s) { return %(name)s('order_lines').insert(lines); }\n"
    "  all() { return this.knex('orders').select(); }\n"
    "  transaction(work) { return this.knex.transaction(work); }\n}\n"
)
SERVICE = (
    "import { Orders } from './orders';\n"
    "export class OrderService {\n  private readonly orders;\n"
    "  constructor(%s) { this.orders = orders; }\n"
    "  async create(order, lines) {\n%s  }\n}\n"
)
LOOSE = "    await this.orders.add(order);\n    await this.orders.addLines(lines);\n"
HELD = (
    "    return this.orders.transaction(async (trx) => {\n"
    "      await this.orders.add(order, trx);\n      await this.orders.addLines(lines, trx);\n    });\n"
)
KOA = "import Koa from 'koa';\nimport Router from '@koa/router';\nconst app = new Koa();\n"
INLINE = "{ orders }: { log: Logger; orders: Orders }"
NAMED = "{ orders }: Deps"
DEPS = "interface Deps {\n  log: Logger;\n  orders: Orders;\n}\n"


def layered(given: str, body: str, client: str = "trx: Knex = this.knex", more: str = "") -> Files:
    """A service whose one method writes two tables by way of a repository."""
    name = client.partition(":")[0]
    files = {
        "src/app.ts": KOA,
        "src/orders.ts": REPOSITORY % {"client": client, "name": name},
        "src/service.ts": more + SERVICE % (given, body),
    }
    return service("koa @koa/router knex pg", files)


# A function makes a router with a prefix, of a controller that a container hands out.
ROUTED = KOA + (
    "import { container } from 'tsyringe';\nimport { OrderController } from './controller';\n"
    "function routed() {\n  const controller = container.resolve(OrderController);\n"
    "  const router = new Router({ prefix: '/orders' });\n"
    "  router.get('/', controller.index);\n  return router;\n}\n"
    "const api = new Router({ prefix: '/api' });\nconst orders = routed();\n"
    "api.use(orders.routes(), orders.allowedMethods());\napp.use(api.routes());\n"
)
CONTROLLER = (
    "import { Orders } from './orders';\n"
    "export class OrderController {\n  constructor(private readonly orders: Orders) {}\n"
    "  index = async (ctx) => { ctx.body = await this.orders.all()%s; };\n}\n"
)


def contained(suffix: str = "") -> Files:
    """A list behind a controller that a container hands out."""
    return {
        **layered("", ""),
        "src/app.ts": ROUTED,
        "src/controller.ts": CONTROLLER % suffix,
    }


# A service that a function makes, known by the type of what that function answers.
MAKER = (
    "export function createOrders(sql) {\n  return {\n"
    "    add: (order) => sql`INSERT INTO orders ${sql(order)}`,\n"
    "    addLine: (line) => sql`INSERT INTO lines ${sql(line)}`,\n  };\n}\n"
    "export type Orders = ReturnType<typeof createOrders>;\n"
)
MADE = (
    "import type { Orders } from './orders';\n"
    "export function createService({ orders }: { orders: Orders }) {\n  return {\n"
    "    async create(order, line) {\n      await orders.add(order);\n      await orders.addLine(line);\n    },\n  };\n}\n"
)
POSTGRES = (
    "import postgres from 'postgres';\nexport const sql = postgres(process.env.DATABASE_URL);\n"
)
HONO = "import { Hono } from 'hono';\nimport { sql } from './db';\nconst app = new Hono();\n"
UNSAFE = HONO + (
    "const find = (id: number) => sql.unsafe(`SELECT * FROM orders WHERE id = ${id}`);\n"
    "app.get('/orders/:id', async (c) => c.json(await find(%s)));\nexport default app;\n"
)

# koa-joi-router declares a route as an object, with what it has to be held to.
JOI = (
    "const Koa = require('koa');\nconst router = require('koa-joi-router');\nconst { Joi } = router;\n"
    "const api = router();\nconst app = new Koa();\napp.use(api.middleware());\n"
    "api.route({\n  method: ['post', 'put'],\n  path: '/orders',\n%s"
    "  handler: async (ctx) => { ctx.body = await add(ctx.request.body); },\n});\n"
)
HELD_BODY = "  validate: { type: 'json', body: { name: Joi.string().required() } },\n"
HELD_QUERY = "  validate: { query: { dry: Joi.boolean() } },\n"
OBJECTION = (
    "const Koa = require('koa');\nconst { Model, transaction } = require('objection');\nconst Knex = require('knex');\n"
    "const app = new Koa();\nModel.knex(Knex({ client: 'pg' }));\n"
    "class Order extends Model { static get tableName() { return 'orders'; } }\n"
    "class Line extends Model { static get tableName() { return 'lines'; } }\n"
    "for (const each of rows) {\n  transaction(Order.knex(), async (trx) => log(trx));\n}\n"
)

CASES = (
    Case(WRITES, "pass", "a transaction of Fastify's plugin for PostgreSQL", served(TRANSACT % "transact"), "0 of 1"),
    Case(WRITES, "fail", "a client of the same plugin", served(TRANSACT % "within"), "1 of 1"),
    Case(LISTS, "fail", "a plugin that a command serves, and SQL that begins with a constant", served(BEGUN % ""), "GET /orders"),
    Case(LISTS, "pass", "the same with a limit", served(BEGUN % " LIMIT ${limit}"), "0 of 1"),
    Case(SQL, "fail", "a variable behind the constant", served(BEGUN % " ORDER BY ${req.query.sort}"), "1 of 1"),
    Case(CACHING, "pass", "a plugin of Fastify that gives answers an age", served("fastify.register(require('@fastify/caching'), { expiresIn: 60 });\n" + BEGUN % "")),
    Case(CACHING, "fail", "the same without an age", served("fastify.register(require('@fastify/caching'), {});\n" + BEGUN % "")),
    Case(LISTS, "not_applicable", "one row of Drizzle's by get", worker(SELECTED % ".where(eq(links.slug, slug)).get()")),
    Case(LISTS, "not_applicable", "one row of Drizzle's by its limit", worker(SELECTED % ".where(eq(links.slug, slug)).limit(1)")),
    Case(LISTS, "fail", "all rows of Drizzle's", worker("") | {"src/index.ts": (WORKER % (SELECTED % ".all()")).replace("/links/:slug", "/links")}, "GET /links"),
    Case(CACHING, "pass", "a worker's store, which keeps it for a while", worker(KEPT % ("LINKS", "LINKS", ", { expirationTtl: 60 }")), "LINKS"),
    Case(CACHING, "fail", "a worker's store, which keeps it for ever", worker(KEPT % ("LINKS", "LINKS", "")), "nothing caches data"),
    Case(CACHING, "fail", "a worker's store, for another key than was asked for", worker(KEPT % ("LINKS", "SESSIONS", ", { expirationTtl: 60 }")), "nothing caches data"),
    Case(CACHING, "pass", "the cache that a worker's platform has", worker("  const cache = caches.default;\n  const hit = await cache.match(c.req.raw);\n  return hit ?? c.json(await load());\n"), "caches"),
    Case(WRITES, "fail", "a repository that has a client of its own where it is handed none", layered(INLINE, LOOSE), "OrderService.create writes orders, order_lines"),
    Case(WRITES, "pass", "the same, handed a transaction", layered(INLINE, HELD), "0 of 1"),
    Case(WRITES, "pass", "a repository that is handed a client by who calls it, and is handed none", layered(INLINE, LOOSE, "trx: Knex"), "0 of 0"),
    Case(WRITES, "fail", "a repository by the interface of what a constructor takes", layered(NAMED, LOOSE, more=DEPS), "OrderService.create writes"),
    Case(WRITES, "pass", "one that the interface does not have", layered(NAMED, LOOSE, more=DEPS.replace("orders:", "sales:")), "0 of 0"),
    Case(WRITES, "fail", "what a function makes, by the type of what it answers", service("hono postgres", {"src/index.ts": HONO, "src/db.ts": POSTGRES, "src/orders.ts": MAKER, "src/service.ts": MADE}), "writes orders, lines"),
    Case(LISTS, "fail", "a controller that a container hands out", contained(), "GET /api/orders"),
    Case(LISTS, "pass", "the same, which takes a page", contained(".limit(ctx.query.limit)"), "0 of 1"),
    Case(SQL, "fail", "what a request of Hono brings, by a function", service("hono postgres", {"src/index.ts": UNSAFE % "c.req.valid('param').id", "src/db.ts": POSTGRES}), "1 of 1"),
    Case(SQL, "pass", "what is written where a function is called", service("hono postgres", {"src/index.ts": UNSAFE % "7", "src/db.ts": POSTGRES}), "none of 1"),
    Case(INPUT, "pass", "a body that koa-joi-router holds to its schema", service("koa koa-joi-router", {"app.js": JOI % HELD_BODY}), "0 of 1"),
    Case(INPUT, "fail", "a query that koa-joi-router holds to its schema, and a body that it does not", service("koa koa-joi-router", {"app.js": JOI % HELD_QUERY})),
    Case(LOOPS, "pass", "a model of Objection that is given its client", service("koa objection knex pg", {"app.js": OBJECTION}), "0 of"),
)  # fmt: skip

# An Elysia service: what it holds a body to, and what its tests call.
ELYSIA = (
    "import { Elysia, t } from 'elysia';\n"
    "export const app = new Elysia().post('/orders', ({ body }) => add(body)%s).listen(80);\n"
)
ASKED = (
    "import { app } from '../src';\nimport { expect, it } from 'bun:test';\n"
    "it('adds', async () => {\n  const found = await %s;\n  expect(found.status).toBe(200);\n});\n"
)
TESTS, SIGN_IN, HEADERS = "integration-tests", "authentication", "security-headers"


def elysia(options: str, test: str = "", more: str = "") -> Files:
    """An Elysia service of one route."""
    files = {"src/index.ts": more + ELYSIA % options}
    tests = {"test/orders.test.ts": ASKED % test} if test else {}
    return service("elysia elysia-helmet", {**files, **tests}, test="bun test")


CASES += (
    Case(INPUT, "pass", "a body that Elysia holds to its schema", elysia(", { body: t.Object({ name: t.String() }) }"), "Elysia's schemas"),
    Case(INPUT, "fail", "a body that Elysia is told nothing of", elysia(", { detail: {} }"), "1 handlers that read a body"),
    Case(SIGN_IN, "pass", "a macro that asks who calls", elysia(", { signedIn: true }"), "signedIn"),
    Case(SIGN_IN, "fail", "a macro that asks who calls, switched off", elysia(", { signedIn: false }")),
    Case(TESTS, "pass", "an application that is handed a request of the web", elysia("", "app.handle(new Request('http://localhost/orders'))")),
    Case(TESTS, "fail", "a handler of something else", elysia("", "app.handle(new Order())")),
    Case(HEADERS, "pass", "Helmet for Elysia", elysia("", more="import { helmet } from 'elysia-helmet';\napp.use(helmet());\n")),
)  # fmt: skip

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


def prepared(code: str = "", limit: str = "", given: str = "") -> Files:
    """A plugin with statements that it prepares first."""
    files = {"app.js": PREPARED % (limit, code, given)}
    return service("fastify fastify-cli better-sqlite3", files, start="fastify start app.js")


# What a plugin's caller may do, and what a part of the application is called.
ASKS = "fastify.get('/orders', { preHandler: async (request, reply) => { if (!getAuth(request).%s) return reply.code(403).send(); } }, async () => load());\n"
INSTANCE = (
    "fastify.register(async (scope) => {\n  scope.addHook('onRequest', scope.signedIn);\n"
    "  scope.get('/orders', async (request) => load(%s));\n});\n"
)
ROLES, OUTPUT, UNITS = "role-based-access", "output-escaped", "unit-tests"
DOCUMENT = '{"openapi": "3.0.0", "info": {"title": "Shop", "version": "1"}, "paths": {"/orders": {"get": {"responses": {"200": {"description": "OK"}}}}, "/sales": {"get": {"responses": {"200": {"description": "OK"}}}}}}'
SHOWN = "fastify.register(require('@fastify/swagger'), { %s });\n" + BEGUN % ""
HONO_PAGE = (
    "import { Hono } from 'hono';\nimport { html, raw } from 'hono/html';\nimport DOMPurify from 'isomorphic-dompurify';\n"
    "const app = new Hono();\napp.get('/notes/:id', async (c) => {\n  const note = await find(c.req.param('id'));\n"
    "  const body = %s;\n  return c.html(html`<h1>${note.title}</h1>${raw(body)}`);\n});\nexport default app;\n"
)
KOA_PAGE = "const Koa = require('koa');\nconst render = require('@koa/ejs');\nconst app = new Koa();\nrender(app, { root: 'views', viewExt: 'html' });\n"
FACTORY = (
    "import { createFactory } from 'hono/factory';\nimport { MongoClient } from 'mongodb';\n"
    "const factory = createFactory();\nconst client = new MongoClient(process.env.URL);\n"
    "const list = factory.createHandlers(signedIn, async (c) => c.json(await client.db().collection('orders').find()%s.toArray()));\n"
    "const app = factory.createApp().get('/orders', ...list);\nexport default app;\n"
)
TAP = "const tap = require('tap');\nconst app = require('../app');\ntap.test('answers', async (t) => t.ok(app));\n"


def factory(more: str = "") -> Files:
    """A Hono service whose handlers a factory makes."""
    return service("hono mongodb", {"src/index.ts": FACTORY % more})


CASES += (
    Case(WRITES, "pass", "statements that are prepared in one place and run in a transaction", prepared(TAKEN_IN % "db.transaction"), "0 of 1"),
    Case(WRITES, "fail", "statements that are prepared in one place and run without one", prepared(TAKEN_IN % "log"), "1 of 1"),
    Case(LOOPS, "pass", "a statement that is run for each row in one transaction", prepared(EACH % "db.transaction"), "0 of"),
    Case(LOOPS, "fail", "a statement that is run for each row by itself", prepared(EACH % "log"), "1 of"),
    Case(LOOPS, "fail", "a statement that reads for each row", prepared(READ_EACH), "1 of"),
    Case(LOOPS, "pass", "statements that are bound for one batch", prepared(BATCH), "0 of"),
    Case(LOOPS, "pass", "what is run for each file of a folder", prepared(MIGRATED), "0 of"),
    Case(LOOPS, "fail", "what is run for each of some files", prepared(MIGRATED.replace("require('fs').readdirSync('migrations')", "request.files")), "1 of"),
    Case(LISTS, "fail", "a prepared statement that reads all", prepared(), "GET /orders"),
    Case(LISTS, "pass", "a prepared statement with a limit", prepared(limit=" LIMIT ?", given="request.query.limit"), "0 of 1"),
    Case(SQL, "pass", "prepared statements", prepared(), "none of 3"),
    Case(ROLES, "pass", "a permission that is asked for by its name", served(ASKS % "has({ permission: 'orders:read' })")),
    Case(ROLES, "fail", "whether there is a user", served(ASKS % "has({ name: 'orders' })")),
    Case(ROLES, "fail", "an instance that is called a scope", served(INSTANCE % "")),
    Case(ROLES, "pass", "the scopes of a token", served(INSTANCE % "request.user.scopes.includes('orders')")),
    Case(HEADERS, "pass", "Helmet that is taken in where it is registered", served("fastify.register(require('@fastify/helmet'));\n" + BEGUN % "")),
    Case(HEADERS, "fail", "Helmet that is only taken in", served("const helmet = require('@fastify/helmet');\n" + BEGUN % "")),
    Case("api-documentation-current", "fail", "a document that a plugin only shows", served(SHOWN % "mode: 'static', specification: { path: './openapi.json' }") | {"openapi.json": DOCUMENT}),
    Case("api-documentation-current", "not_applicable", "a document that a plugin writes", served(SHOWN % "openapi: {}") | {"openapi.json": DOCUMENT}),
    Case(OUTPUT, "pass", "a tag of Hono's around what was sanitised", service("hono", {"src/index.ts": HONO_PAGE % "DOMPurify.sanitize(note.body)"})),
    Case(OUTPUT, "fail", "a tag of Hono's around what was not", service("hono", {"src/index.ts": HONO_PAGE % "marked(note.body)"}), "1 place"),
    Case(OUTPUT, "fail", "a page of EJS by another ending", service("koa @koa/ejs", {"app.js": KOA_PAGE, "views/note.html": "<p><%- note.text %></p>\n"}), "1 place"),
    Case(OUTPUT, "pass", "the same, escaped", service("koa @koa/ejs", {"app.js": KOA_PAGE, "views/note.html": "<p><%= note.text %></p>\n"})),
    Case(OUTPUT, "pass", "a mark of EJS where nothing fills it in", service("koa", {"app.js": KOA_PAGE.replace("@koa/ejs", "./render"), "views/note.html": "<p><%- note.text %></p>\n"})),
    Case(LISTS, "fail", "handlers that Hono's factory makes, on MongoDB", factory(), "GET /orders"),
    Case(LISTS, "pass", "the same with a limit", factory(".limit(20)"), "0 of 1"),
    Case(SIGN_IN, "pass", "what stands before a handler in what Hono's factory makes", factory(), "signedIn"),
    Case(UNITS, "pass", "tests of tap by its own name", served(BEGUN % "", **{"test/app.test.js": TAP}) | {"package.json": json.dumps({"dependencies": {"fastify": "5", "pg": "8"}, "devDependencies": {"tap": "21"}, "scripts": {"start": "fastify start app.js", "test": "tap"}})}),
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
    Case(LISTS, "not_applicable", "something else that a container hands out", injected("UserIndex")),
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

# A server that a test has listen, and what it asks that by.
LISTENING = (
    "import %s;\nimport { test } from 'node:test';\nimport { app } from '../src';\n"
    "test('answers', async (t) => {\n  %s\n  const found = await %s;\n  t.assert.equal(found.statusCode, 200);\n});\n"
)
LISTEN = "const client = makeClient(await app.listen(0));"


def tested(client: str, before: str, asked: str) -> Files:
    """An Elysia service with one test."""
    return elysia("") | {"test/orders.test.ts": LISTENING % (client, before, asked)}


CASES += (
    Case(TESTS, "pass", "a pool of undici", tested("{ Pool } from 'undici'", "const pool = new Pool(await app.listen(0));", "pool.request({ path: '/orders', method: 'GET' })")),
    Case(TESTS, "pass", "a client of got's", tested("got from 'got'", LISTEN.replace("makeClient", "got.extend"), "client.get('orders')")),
    Case(TESTS, "fail", "the same of a server that is somebody's", tested("got from 'got'", "const client = got.extend({ prefixUrl: OTHERS });", "client.get('orders')")),
    Case(TESTS, "pass", "light-my-request by a name of its own", tested("lightMyRequest from 'light-my-request'", "", "lightMyRequest(app.routing, { url: '/orders' })")),
    Case("env-example-complete", "fail", "by TypeBox and @fastify/env", served("const { Type } = require('@sinclair/typebox');\nfastify.register(require('@fastify/env'), { schema: Type.Object({ NEEDED: Type.String(), SPARED: Type.Number({ default: 1 }), OTHER: Type.Optional(Type.String()) }) });\n" + BEGUN % "", **{".env.example": "A=\n"}), "lacks 1 of"),
)  # fmt: skip

# Koa answers a text that begins with a tag as HTML.
GREETS = KOA + (
    "const router = new Router();\n"
    "router.get('/hello/:name', (ctx) => { ctx.body = %s; });\napp.use(router.routes());\napp.listen(80);\n"
)
CATCHES = KOA + (
    "app.use(async (ctx, next) => {\n  try {\n    await next();\n  } catch (error) {\n    %s\n    throw error;\n  }\n});\n"
    "const router = new Router();\nrouter.get('/orders', (ctx) => { ctx.body = load(); });\napp.use(router.routes());\n"
)
STORED = (
    "fastify.get('/orders', async () => {\n  const kept = await storage.getItem('%s');\n"
    "  if (kept) return kept;\n  return load();\n});\n"
)
STORAGE = "const { createStorage } = require('unstorage');\nconst storage = createStorage();\n"
ERRORS = "error-handling-consistent"


def koa(code: str) -> Files:
    """A Koa service of one file."""
    return service("koa @koa/router", {"app.js": code})


CASES += (
    Case(OUTPUT, "fail", "what somebody sent in a text that begins with a tag", koa(GREETS % "`<h1>${ctx.params.name}</h1>`"), "1 place"),
    Case(OUTPUT, "fail", "the same, put together", koa(GREETS % "'<h1>' + ctx.query.name + '</h1>'"), "1 place"),
    Case(OUTPUT, "pass", "the same, escaped", koa(GREETS % "`<h1>${escapeHtml(ctx.params.name)}</h1>`")),
    Case(OUTPUT, "not_applicable", "a text that does not begin with a tag", koa(GREETS % "`hello ${ctx.params.name}`")),
    Case(ERRORS, "fail", "a middleware that notes an error and throws it again", koa(CATCHES % "log(error);")),
    Case(ERRORS, "pass", "one that says what the answer is", koa(CATCHES % "if (error.expose) { ctx.body = error.message; return; }")),
    Case(CACHING, "pass", "a storage that is asked for a cache", served(STORAGE + STORED % "cache:orders"), "unstorage"),
    Case(CACHING, "fail", "a storage that is asked for what it keeps", served(STORAGE + STORED % "orders"), "unstorage is there"),
)  # fmt: skip

# A middleware of Hono's that is made in its own file, by a name that says nothing of it.
MADE_BY_HONO = (
    "import { createMiddleware } from 'hono/factory';\n"
    "export const first = createMiddleware(async (c, next) => {\n  %s\n  await next();\n});\n"
)
BEHIND = (
    "import { Hono } from 'hono';\nimport { first } from './first';\nconst app = new Hono();\n"
    "app.get('/orders', first, (c) => c.json(load()));\nexport default app;\n"
)


def behind(code: str) -> Files:
    """A route behind a middleware."""
    return service("hono", {"src/index.ts": BEHIND, "src/first.ts": MADE_BY_HONO % code})


CASES += (
    Case(SIGN_IN, "pass", "a middleware that is made, and asks who calls", behind("c.set('user', await getAuth().verifyIdToken(c.req.header('x-token')));")),
    Case(SIGN_IN, "fail", "a middleware that is made, and only counts", behind("count(c.req.path);")),
    Case(LISTS, "not_applicable", "the last one by its limit", worker(SELECTED % ".orderBy(links.id).limit(1)") | {"src/index.ts": (WORKER % (SELECTED % ".limit(1)")).replace("/links/:slug", "/links/latest")}),
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
    Case(INDEXED, "pass", "the same by a unique column", filtered(PUSHED % "slug"), "0 of 1"),
    Case(INDEXED, "fail", "an order that a function tells", filtered(ASKED_FOR % "title"), "1 of 1"),
    Case(INDEXED, "pass", "the same by a unique column, for the order", filtered(ASKED_FOR % "slug"), "0 of 1"),
)  # fmt: skip

# A plugin that asks who calls before the fields of a GraphQL schema that say so.
ASKED_FIELDS = (
    "const mercurius = require('mercurius');\nconst asking = require('%s');\n"
    "fastify.register(mercurius, { schema: `type Query { orders: [String] }`, resolvers: { Query: { orders: () => load() } } });\n"
    "fastify.register(%s, { authDirective: 'auth' });\n"
)
CHANFANA = (
    "import { Hono } from 'hono';\nimport { fromHono, OpenAPIRoute } from 'chanfana';\nconst app = new Hono();\n"
    "class Add extends OpenAPIRoute {\n  schema = { request: { body: {} } };\n"
    "  async handle(c) {\n    const { body } = await %s;\n    return add(body);\n  }\n}\n"
    "fromHono(app).post('/orders', Add);\nexport default app;\n"
)


def described(read: str) -> Files:
    """A service that Chanfana describes."""
    return service("hono chanfana zod", {"src/index.ts": CHANFANA % read})


CASES += (
    Case(SIGN_IN, "pass", "a plugin that asks before fields", served((ASKED_FIELDS % ("mercurius-auth", "mercuriusAuth")).replace("const asking", "const mercuriusAuth"))),
    Case(SIGN_IN, "fail", "a plugin that does something else before fields", served(ASKED_FIELDS % ("mercurius-upload", "asking"))),
    Case(INPUT, "pass", "a body that a class of Chanfana's holds to its schema", described("this.getValidatedData()"), "0 of 1"),
    Case(INPUT, "fail", "a body that it reads itself", described("c.req.json()"), "1 of 1"),
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
    Case(LISTS, "pass", "SQL with a limit", reads(POOL, "const { rows } = await pool.query('SELECT * FROM orders ORDER BY id LIMIT 20');"), "0 of 1"),
    Case(LISTS, "fail", "SQL with a limit of something else", reads(POOL, "const { rows } = await pool.query('SELECT * FROM orders WHERE credit_limit > 20');"), "GET /orders"),
    Case(LISTS, "pass", "a tag that a limit is put behind", reads(TAGGED, APPENDED % "LIMIT ${c.req.query('count')}", "hono pg sql-template-strings"), "0 of 1"),
    Case(LISTS, "fail", "a tag that an order is put behind", reads(TAGGED, APPENDED % "ORDER BY id", "hono pg sql-template-strings"), "GET /orders"),
    Case(LOOPS, "fail", "a query of @databases for each of some", reads(DATABASES, ONE_BY_ONE, "hono @databases/pg"), "1 of 1"),
)  # fmt: skip
