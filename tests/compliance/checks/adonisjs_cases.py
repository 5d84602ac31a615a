"""Cases of services on AdonisJS: its kernel, its requests, its tests, and its ORM Lucid."""

import json

from tests.compliance.repositories import Case, Files

HEADERS = "security-headers"

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

CASES = (
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
