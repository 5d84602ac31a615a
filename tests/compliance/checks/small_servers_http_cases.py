"""Cases of services on Fastify, Koa and Hono: what stands before handlers, what these answer, and how
that is tested and described.
"""

import json

from tests.compliance.checks.small_servers_cases import (
    BEGUN,
    CACHING,
    HEADERS,
    INPUT,
    KOA,
    LISTS,
    SCHEMA,
    SELECTED,
    SIGN_IN,
    TESTS,
    WORKER,
    elysia,
    served,
    service,
    worker,
)  # fmt: skip
from tests.compliance.repositories import Case, Files

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


CASES = (
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
    Case(OUTPUT, "unknown", "a page of EJS by another ending", service("koa @koa/ejs", {"app.js": KOA_PAGE, "views/note.html": "<p><%- note.text %></p>\n"}), "1 place"),
    Case(OUTPUT, "pass", "the same, escaped", service("koa @koa/ejs", {"app.js": KOA_PAGE, "views/note.html": "<p><%= note.text %></p>\n"})),
    Case(OUTPUT, "pass", "a mark of EJS where nothing fills it in", service("koa", {"app.js": KOA_PAGE.replace("@koa/ejs", "./render"), "views/note.html": "<p><%- note.text %></p>\n"})),
    Case(LISTS, "fail", "handlers that Hono's factory makes, on MongoDB", factory(), "GET /orders"),
    Case(LISTS, "pass", "the same with a limit", factory(".limit(req.query.limit)"), "the one list endpoint answers page by page"),
    Case(SIGN_IN, "pass", "what stands before a handler in what Hono's factory makes", factory(), "signedIn"),
    Case(UNITS, "pass", "tests of tap by its own name", served(BEGUN % "", **{"test/app.test.js": TAP}) | {"package.json": json.dumps({"dependencies": {"fastify": "5", "pg": "8"}, "devDependencies": {"tap": "21"}, "scripts": {"start": "fastify start app.js", "test": "tap"}})}),
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
    Case(INPUT, "pass", "a body that a class of Chanfana's holds to its schema", described("this.getValidatedData()"), "the one handler that reads a body validates it"),
    Case(INPUT, "fail", "a body that it reads itself", described("c.req.json()"), "1 of 1"),
)  # fmt: skip

# Nitro brings what the server's utilities export into all of its files.
NITRO = {
    "server/utils/database.ts": "import { drizzle } from 'drizzle-orm/d1';\nimport * as schema from '../schema';\n"
    "export const tables = schema;\nexport function useDatabase() { return drizzle(hub(), { schema }); }\n",
    "server/schema.ts": SCHEMA,
    "server/api/links.get.ts": "export default defineEventHandler(async () => useDatabase().select().from(tables.links).all());\n",
}

CASES += (
    Case(LISTS, "fail", "what Nitro brings into a file", service("nitropack drizzle-orm", NITRO), "GET /api/links"),
    Case(LISTS, "fail", "what it brings in from nowhere else", service("nitropack drizzle-orm", {path.replace("server/utils", "server/tools"): code for path, code in NITRO.items()}), "GET /api/links"),
)  # fmt: skip
