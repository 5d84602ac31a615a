"""Cases of services on AdonisJS: its kernel, its requests, its tests, and its ORM Lucid."""

import json

from tests.compliance.repositories import Case, Files

HEADERS, TESTS = "security-headers", "integration-tests"

SERVER = "import { Ignitor } from '@adonisjs/core';\nnew Ignitor(APP_ROOT).httpServer().start();\n"
ROUTES = (
    "import router from '@adonisjs/core/services/router';\nimport Orders from '#controllers/orders';\n"
    "router.get('/orders', [Orders, 'index']);\nrouter.post('/orders', [Orders, 'store']);\n"
)
ORDERS = "export default class Orders {\n  async index() { return []; }\n  async store() {}\n}\n"


def adonis(files: Files, packages: str = "") -> Files:
    """A service on AdonisJS with two routes, and some files more."""
    dependencies = dict.fromkeys(["@adonisjs/core", *packages.split()], "^6.0.0")
    manifest = {"dependencies": dependencies, "imports": {"#*": "./app/*.js"}}
    return {
        "package.json": json.dumps(manifest),
        "bin/server.ts": SERVER,
        "start/routes.ts": ROUTES,
        "app/controllers/orders.ts": ORDERS,
        **files,
    }


def kernel(code: str, **more: str) -> Files:
    """A service by what its kernel registers."""
    imported = "import router from '@adonisjs/core/services/router';\n"
    return adonis({"start/kernel.ts": imported + code, **more}, "@adonisjs/shield")


SHIELD = "() => import('@adonisjs/shield/shield_middleware')"
OLD_SHIELD = "() => import('@ioc:Adonis/Addons/Shield')"
OWN_SHIELD = (
    "import Shield from '@adonisjs/shield/shield_middleware';\n"
    "export default class Careful extends Shield {}\n"
)
SETTINGS = "import { defineConfig } from '@adonisjs/shield';\nexport default defineConfig({ xFrame: { enabled: true } });\n"

ASKING = (
    "import { test } from '@japa/runner';\n%s\ntest.group('orders', (group) => {\n%s"
    "  test('lists them', async ({ client }) => {\n    const answer = await client.get(%s);\n"
    "    answer.assertStatus(200);\n  });\n});\n"
)
BOOTSTRAP = (
    "import testUtils from '@adonisjs/core/services/test_utils';\n"
    "export const runnerHooks = { setup: [() => testUtils.%s], teardown: [] };\n"
)

# A database, and a model of it.
STORED = {
    "config/database.ts": "import { defineConfig } from '@adonisjs/lucid';\nexport default defineConfig({ connection: 'pg', connections: { pg: { client: 'pg' } } });\n",
    "app/models/order.ts": "import { BaseModel, column } from '@adonisjs/lucid/orm';\nexport default class Order extends BaseModel {\n  @column()\n  declare name: string;\n}\n",
}


def tested(asking: str, bootstrap: str = "httpServer().start()") -> Files:
    """A service with one test of Japa's, and what is set up before all."""
    files = {"tests/functional/orders.spec.ts": asking, "tests/bootstrap.ts": BOOTSTRAP % bootstrap}
    return adonis({**STORED, **files}, "@adonisjs/lucid pg @japa/runner @japa/api-client")


GLOBAL = "  group.each.setup(async () => {\n    await db.beginGlobalTransaction();\n    return () => db.rollbackGlobalTransaction();\n  });\n"
REDIS = "import { test } from '@japa/runner';\nimport { client } from '#services/keys';\ntest('keeps', async ({ assert }) => {\n  assert.equal(await client.get(key), 1);\n});\n"

CASES = (
    Case(TESTS, "pass", "Japa's client, and a database that is migrated before all", tested(ASKING % ("", "", "'/orders'"), "db().migrate()"), "", (("tests/functional/orders.spec.ts", 5),)),
    Case(TESTS, "pass", "Japa's client, and a transaction around each test", tested(ASKING % ("import db from '@adonisjs/lucid/services/db';", GLOBAL, "'/orders'"))),
    Case(TESTS, "pass", "Japa's client, which is told a route by name", tested(ASKING % ("", "", "route('orders.index')"), "db().truncate()")),
    Case(TESTS, "fail", "Japa's client without a database", tested(ASKING % ("", "", "'/orders'")), "no test database is there"),
    Case(TESTS, "fail", "a client of something else in a test of Japa's", tested(REDIS, "db().migrate()"), "no test calls an endpoint"),
    Case(HEADERS, "pass", "Shield before all routes", kernel(f"router.use([\n  {SHIELD},\n]);\n"), "@adonisjs/shield", (("start/kernel.ts", 3),)),
    Case(HEADERS, "pass", "Shield, in some surroundings", kernel(f"router.use([...(inTest ? [] : [{SHIELD}])]);\n"), "@adonisjs/shield"),
    Case(HEADERS, "pass", "Shield by the container", kernel(f"Server.middleware.register([{OLD_SHIELD}]);\n"), "Adonis/Addons/Shield"),
    Case(HEADERS, "pass", "Shield before all routes, and by name", kernel(f"router.use([{SHIELD}]);\nexport const named = router.named({{ shield: {SHIELD} }});\n"), "@adonisjs/shield"),
    Case(HEADERS, "pass", "a middleware that extends Shield", kernel("router.use([() => import('#middleware/careful')]);\n", **{"app/middleware/careful.ts": OWN_SHIELD}), "@adonisjs/shield"),
    Case(HEADERS, "pass", "Shield in a list of names", kernel("const globalMiddleware = ['Adonis/Middleware/BodyParser', 'Adonis/Middleware/Shield'];\n"), "Adonis/Middleware/Shield"),
    Case(HEADERS, "fail", "Shield by a name that routes may ask for", kernel(f"export const named = router.named({{ shield: {SHIELD} }});\n"), "nothing sets security headers"),
    Case(HEADERS, "fail", "Shield by an older name that routes may ask for", kernel(f"Server.middleware.registerNamed({{ shield: {OLD_SHIELD} }});\n"), "nothing sets security headers"),
    Case(HEADERS, "fail", "settings of Shield, which nothing registers", kernel("router.use([]);\n", **{"config/shield.ts": SETTINGS}), "nothing sets security headers"),
    Case(HEADERS, "fail", "Shield's provider alone", kernel("router.use([]);\n", **{"adonisrc.ts": "import { defineConfig } from '@adonisjs/core/app';\nexport default defineConfig({ providers: [() => import('@adonisjs/shield/shield_provider')] });\n"}), "nothing sets security headers"),
)  # fmt: skip
