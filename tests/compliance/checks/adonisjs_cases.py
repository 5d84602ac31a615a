"""Cases of services on AdonisJS: its kernel, its requests, its tests, and its ORM Lucid."""

import json

from tests.compliance.repositories import Case, Files

HEADERS, TESTS, INPUT = "security-headers", "integration-tests", "input-validated"
COMPOSE, MIGRATIONS = "compose-services", "migrations-present"

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


def japa(asking: str, bootstrap: str = "httpServer().start()") -> Files:
    """A service with one test of Japa's, and what is set up before all."""
    files = {"tests/functional/orders.spec.ts": asking, "tests/bootstrap.ts": BOOTSTRAP % bootstrap}
    return adonis({**STORED, **files}, "@adonisjs/lucid pg @japa/runner @japa/api-client")


GLOBAL = "  group.each.setup(async () => {\n    await db.beginGlobalTransaction();\n    return () => db.rollbackGlobalTransaction();\n  });\n"
REDIS = "import { test } from '@japa/runner';\nimport { client } from '#services/keys';\ntest('keeps', async ({ assert }) => {\n  assert.equal(await client.get(key), 1);\n});\n"

# The older framework's own validator.
OLD_VALIDATOR = "import { schema, validator } from '@ioc:Adonis/Core/Validator';\nconst order = schema.create({ name: schema.string() });\n"
VINE = "import vine from '@vinejs/vine';\nconst order = vine.compile(vine.object({ name: vine.string() }));\n"


def taking(code: str, head: str = VINE, method: str = "store") -> Files:
    """A service by what one of its actions does with a request."""
    controller = f"{head}export default class Orders {{\n  async {method}({{ request, response }}) {{\n{code}\n  }}\n}}\n"
    return adonis({"app/controllers/orders.ts": controller}, "@vinejs/vine")


CONNECTIONS = (
    "import env from '#start/env';\nimport { defineConfig } from '@adonisjs/lucid';\n"
    "export default defineConfig({\n  connection: %s,\n  connections: {\n    lite: { client: 'sqlite', connection: {} },\n"
    "    main: { client: 'pg', connection: {} },\n    reports: { client: 'mysql2', connection: {} },\n  },\n});\n"
)


def connected(default: str, **more: str) -> Files:
    """A service that could be connected to three engines, and by default to one."""
    packages = "@adonisjs/lucid pg mysql2 sqlite3"
    settings = {"config/database.ts": CONNECTIONS.replace("%s", default)}
    return adonis({**STORED, **settings, **more}, packages)


BY_LITE = "env.get('DB_CONNECTION', 'lite')"
REPORT = "import { BaseModel } from '@adonisjs/lucid/orm';\nexport default class Report extends BaseModel {\n  static connection = 'reports';\n}\n"
# The older framework's container gives the ORM.
OLD_MODEL = {
    "app/models/order.ts": "import { BaseModel, column } from '@ioc:Adonis/Lucid/Orm';\nexport default class Order extends BaseModel {\n  @column()\n  public name: string;\n}\n"
}
OLD_CONNECTIONS = {
    "config/database.ts": (CONNECTIONS % "Env.get('DB_CONNECTION', 'lite')").replace(
        "@adonisjs/lucid", "@ioc:Adonis/Lucid/Database"
    )
}

CASES = (
    Case(COMPOSE, "not_applicable", "Lucid by the container, connected to a file", connected("", **OLD_MODEL, **OLD_CONNECTIONS)),
    Case(MIGRATIONS, "fail", "Lucid by the container, without migrations", connected("", **OLD_MODEL, **OLD_CONNECTIONS), "Lucid"),
    Case(COMPOSE, "not_applicable", "Lucid's default connection is to a file", connected(BY_LITE)),
    Case(COMPOSE, "not_applicable", "Lucid's connection is a file by the settings", connected("env.get('DB_CONNECTION')", **{".env.example": "DB_CONNECTION=lite\n"})),
    Case(COMPOSE, "fail", "Lucid's default connection is to a server", connected("'main'"), "the code needs PostgreSQL (@adonisjs/lucid"),
    Case(COMPOSE, "fail", "Lucid's connection is to a server by the settings", connected(BY_LITE, **{".env.example": "DB_CONNECTION=main\n"}), "the code needs PostgreSQL (@adonisjs/lucid"),
    Case(COMPOSE, "fail", "a model has another connection of Lucid's", connected(BY_LITE, **{"app/models/report.ts": REPORT}), "MySQL/MariaDB"),
    Case(COMPOSE, "fail", "another file uses a driver itself", connected(BY_LITE, **{"app/services/direct.ts": "import pg from 'pg';\nexport const pool = new pg.Pool();\n"}), "PostgreSQL (pg"),
    Case(INPUT, "pass", "AdonisJS's request, which validates", taking("    return save(await request.validateUsing(order));"), "VineJS"),
    Case(INPUT, "pass", "VineJS is handed all", taking("    return save(await order.validate(request.all()));"), "VineJS"),
    Case(INPUT, "pass", "VineJS is handed some by a name", taking("    const data = request.only(['name']);\n    return save(await order.validate(data));")),
    Case(INPUT, "pass", "AdonisJS's older request, which validates", taking("    return save(await request.validate({ schema: order }));", OLD_VALIDATOR), "AdonisJS's validator"),
    Case(INPUT, "pass", "AdonisJS's older validator is handed some", taking("    await validator.validate({ schema: order, data: request.only(['name']) });\n    return save(request.input('name'));", OLD_VALIDATOR)),
    *(
        Case(INPUT, "fail", f"AdonisJS's request is asked by {asked} alone", taking(f"    return save(request.{asked});"), "1 handlers that read a body")
        for asked in ("all()", "only(['name'])", "except(['id'])", "input('name')", "body()", "post()")
    ),
    Case(INPUT, "fail", "AdonisJS's settings of a validator, which nothing uses", taking("    return save(request.all());", "import { ValidatorConfig } from '@ioc:Adonis/Core/Validator';\n"), "no validation library is used"),
    Case(INPUT, "fail", "something else is validated", taking("    await order.validate(settings);\n    return save(request.all());")),
    Case(INPUT, "pass", "the query of a list", taking("    return find(request.input('page', 1));", method="index"), "no handler reads a body"),
    Case(INPUT, "pass", "a request of another kind", adonis({"app/controllers/orders.ts": "import { request } from '#services/http';\nexport default class Orders {\n  async store() { return request.post('https://shop.example'); }\n}\n"}), "no handler reads a body"),
    Case(TESTS, "pass", "Japa's client, and a database that is migrated before all", japa(ASKING % ("", "", "'/orders'"), "db().migrate()"), "", (("tests/functional/orders.spec.ts", 5),)),
    Case(TESTS, "pass", "Japa's client, and a transaction around each test", japa(ASKING % ("import db from '@adonisjs/lucid/services/db';", GLOBAL, "'/orders'"))),
    Case(TESTS, "pass", "Japa's client, which is told a route by name", japa(ASKING % ("", "", "route('orders.index')"), "db().truncate()")),
    Case(TESTS, "fail", "Japa's client without a database", japa(ASKING % ("", "", "'/orders'")), "no test database is there"),
    Case(TESTS, "fail", "a client of something else in a test of Japa's", japa(REDIS, "db().migrate()"), "no test calls an endpoint"),
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
