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
    Case(WRITES, "pass", "a transaction of Fastify's plugin for PostgreSQL", served(TRANSACT % "transact"), "the one function that writes two or more tables does so in a transaction"),
    Case(WRITES, "fail", "a client of the same plugin", served(TRANSACT % "within"), "1 of 1"),
    Case(LISTS, "fail", "a plugin that a command serves, and SQL that begins with a constant", served(BEGUN % ""), "GET /orders"),
    Case(LISTS, "pass", "the same with a limit", served(BEGUN % " LIMIT ${limit}"), "the one list endpoint answers page by page"),
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
    Case(WRITES, "pass", "the same, handed a transaction", layered(INLINE, HELD), "the one function that writes two or more tables does so in a transaction"),
    Case(WRITES, "pass", "a repository that is handed a client by who calls it, and is handed none", layered(INLINE, LOOSE, "trx: Knex"), "no function writes two or more tables"),
    Case(WRITES, "fail", "a repository by the interface of what a constructor takes", layered(NAMED, LOOSE, more=DEPS), "OrderService.create writes"),
    Case(WRITES, "pass", "one that the interface does not have", layered(NAMED, LOOSE, more=DEPS.replace("orders:", "sales:")), "no function writes two or more tables"),
    Case(WRITES, "fail", "what a function makes, by the type of what it answers", service("hono postgres", {"src/index.ts": HONO, "src/db.ts": POSTGRES, "src/orders.ts": MAKER, "src/service.ts": MADE}), "writes orders, lines"),
    Case(LISTS, "fail", "a controller that a container hands out", contained(), "GET /api/orders"),
    Case(LISTS, "pass", "the same, which takes a page", contained(".limit(ctx.query.limit)"), "the one list endpoint answers page by page"),
    Case(SQL, "fail", "what a request of Hono brings, by a function", service("hono postgres", {"src/index.ts": UNSAFE % "c.req.valid('param').id", "src/db.ts": POSTGRES}), "1 of 1"),
    Case(SQL, "pass", "what is written where a function is called", service("hono postgres", {"src/index.ts": UNSAFE % "7", "src/db.ts": POSTGRES}), "none of 1"),
    Case(INPUT, "pass", "a body that koa-joi-router holds to its schema", service("koa koa-joi-router", {"app.js": JOI % HELD_BODY}), "the one handler that reads a body validates it"),
    Case(INPUT, "fail", "a query that koa-joi-router holds to its schema, and a body that it does not", service("koa koa-joi-router", {"app.js": JOI % HELD_QUERY})),
    Case(LOOPS, "pass", "a model of Objection that is given its client", service("koa objection knex pg", {"app.js": OBJECTION}), "the one query runs once for all rows"),
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
