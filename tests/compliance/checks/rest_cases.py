"""Cases of the checks in `compliance.checks.rest`."""

import json

from compliance.checks.parameters import Share
from tests.compliance.checks.runtime_cases import EXPRESS
from tests.compliance.repositories import Case

NAMING, CURRENT = "rest-resource-naming", "api-documentation-current"
HEAD = "const express = require('express');\nconst app = express();\n"
OPENAPI = 'openapi: 3.0.3\ninfo: {title: Shop, version: "1"}\npaths:\n'
GOOD = ("/users", "/users/:id", "/orders/:id/cancel", "/search", "/login", "/blog-posts")


def express(*routes: str, **files: str) -> dict[str, str]:
    """An Express backend with a route for each of `/users` or `POST /users`."""
    lines = [HEAD]
    for route in routes:
        method, _, path = route.rpartition(" ")
        lines.append(f"app.{(method or 'get').lower()}('{path}', (req, res) => res.json({{}}));\n")
    return {**EXPRESS, "src/app.js": "".join(lines), **files}


def document(*operations: str, head: str = OPENAPI) -> str:
    """A document with operations such as `GET /users`."""
    text = head
    for each in operations:
        method, path = each.split()
        answers = 'responses: {"200": {description: ok}}'
        text += f"  {path}:\n    {method.lower()}: {{{answers}}}\n"
    return text


TRPC = {
    "package.json": '{"dependencies": {"@trpc/server": "11"}}',
    "src/app.ts": "import { createHTTPServer } from '@trpc/server/adapters/standalone';\n"
    "const t = initTRPC.create();\n"
    "export const appRouter = t.router({ getUser: t.procedure.query(() => 1) });\n"
    "createHTTPServer({ router: appRouter });\n",
}
FASTAPI_APP = (
    "from fastapi import FastAPI\n\napp = FastAPI()\n\n\n"
    '@app.get("/users")\ndef users():\n    return []\n\n\n'
    '@app.post("/users/create")\ndef create():\n    return {}\n\n\n'
    '@app.get("/getUsers")\ndef more():\n    return []\n'
)

NAMING_CASES = (
    Case(
        NAMING, "pass", "resources", express(*GOOD), "all 6 paths in source are named for resources"
    ),
    Case(
        NAMING,
        "pass",
        "one path of a few",
        express(*GOOD, "/getUsers"),
        "1 of 7 paths in source are not named for resources: /getUsers (getUsers is not in lower "
        "case); the rule allows one of so few",
        (("src/app.js", 9),),
    ),
    Case(
        NAMING,
        "fail",
        "verbs and capitals",
        express("/users", "/createUser", "/users/list", "/delete-user"),
        "; the rule allows one of so few",
        (("src/app.js", 4), ("src/app.js", 5), ("src/app.js", 6)),
    ),
    Case(
        NAMING,
        "fail",
        "collections in the singular",
        express("/user/:id", "/order/:orderId/items", "/users"),
        "/user/{id} (user is a collection in the singular)",
    ),
    Case(NAMING, "pass", "words without a plural", express("/status/:code", "/media/:id", "/x")),
    Case(
        NAMING,
        "pass",
        "actions with the one that they concern",
        express("/verify/:id", "/follow/:userId", "/v1/:id", "/trpc/:trpc", "/users"),
        "all 5 paths in",
    ),
    Case(
        NAMING,
        "fail",
        "a collection that is called as an action is, and changed one by one",
        express("/watch", "DELETE /watch/:id", "/watch/:id/history", "/users"),
        "2 of 4 paths in source are not named for resources: /watch/{id} (watch is a collection",
    ),
    Case(
        NAMING,
        "pass",
        "what is done, and undone by the one that it concerns",
        express("POST /follow", "DELETE /follow/:id", "POST /watch", "DELETE /watch/:id", "/users"),
        "all 5 paths in",
    ),
    Case(
        NAMING,
        "pass",
        "the methods of one path are one path",
        express("/getUsers", "POST /getUsers", "PUT /getUsers"),
        "1 of 1 paths",
    ),
    Case(
        NAMING,
        "pass",
        "pages do not count",
        {
            **EXPRESS,
            "src/app.js": HEAD + "app.get('/users', list);\n"
            "app.get('/createUser', (req, res) => res.render('a'));\n"
            "app.get('/editUser', (req, res) => res.render('a'));\n",
        },
        "the one path in",
    ),
    Case(
        NAMING,
        "pass",
        "pages that a document has, too",
        {
            **EXPRESS,
            "src/app.js": HEAD + "app.get('/users', (req, res) => res.json({}));\n"
            "app.get('/users/create', (req, res) => res.render('create'));\n"
            "app.get('/orders/create', (req, res) => res.render('create'));\n",
            "openapi.yaml": document("GET /users", "GET /users/create", "GET /orders/create"),
        },
        "the one path in openapi.yaml is named for resources",
    ),
    Case(
        NAMING,
        "fail",
        "a document goes before the source",
        express(*GOOD, **{"openapi.yaml": document("GET /getUsers", "GET /listOrders")}),
        "2 of 2 paths in openapi.yaml",
        (("openapi.yaml", 5), ("openapi.yaml", 7)),
    ),
    Case(
        NAMING,
        "fail",
        "procedures",
        express(*(f"POST /api/users.{verb}" for verb in ("all", "one", "make", "drop", "move"))),
        "5 of 5 paths in source are procedures, such as /api/users.all",
        (("src/app.js", 3),),
    ),
    Case(
        NAMING,
        "pass",
        "files by their endings",
        express(
            *(
                f"/ingress/:serviceId/{name}"
                for name in ("a.json", "b.json", "c.json", "d.json", "e.json")
            )
        ),
        "all 5 paths in",
    ),
    Case(
        NAMING,
        "fail",
        "some procedures",
        express("/users", "/orders", "/things", "/a/users.list", "/a/users.create"),
        "2 of 5 paths in source are not named for resources: /a/users.list (users.list is a proc",
    ),
    Case(
        NAMING,
        "pass",
        "a parameter that names something else",
        express("/realtime/:websiteId", "/user/profile/:accountId", "/data-export/:userId"),
        "all 3 paths in",
    ),
    Case(
        NAMING,
        "fail",
        "Python",
        {"requirements.txt": "fastapi\n", "main.py": FASTAPI_APP},
        "2 of 3 paths",
    ),
    Case(
        NAMING,
        "pass",
        "another tolerance",
        express("/users", "/createUser", "/users/list", "/delete-user"),
        "; the rule allows 80%",
        parameters={"tolerated": Share(0.8)},
    ),
    Case(NAMING, "not_applicable", "tRPC only", TRPC, "the API is made of tRPC only"),
    Case(NAMING, "not_applicable", "no route", {**EXPRESS}, "no HTTP route was found"),
    Case(
        NAMING,
        "not_applicable",
        "pages only",
        {**EXPRESS, "src/app.js": HEAD + "app.get('/', (req, res) => res.render('home'));\n"},
        "no route answers data",
    ),
    Case(
        NAMING,
        "unknown",
        "a file that could not be read",
        {**EXPRESS, "src/routes.js": "// app.get(\n" + "x" * 30_000},
        "whether it serves resources by HTTP is open: src/routes.js has a line of more than",
    ),
)

_SINGULAR = tuple(path for n in range(6) for path in (f"/thing{n}x", f"/thing{n}x/:id"))
PART_CASES = (
    Case(
        NAMING,
        "fail",
        "a document of one path beside many others",
        express(*_SINGULAR, **{"openapi.yaml": document("GET /search")}),
        "of 12 paths in source",
    ),
    Case(
        NAMING,
        "pass",
        "a document of a good part of the paths",
        express(*_SINGULAR, **{"openapi.yaml": document("GET /search", "GET /users")}),
        "both paths in openapi.yaml are named for resources",
    ),
)

CURRENT_CASES = (
    Case(
        CURRENT,
        "pass",
        "all of them",
        express(
            "/users",
            "POST /users",
            **{"openapi.yaml": document("GET /users") + "    post: {responses: {}}\n"},
        ),
        "both routes in source are in",
    ),
    Case(
        CURRENT,
        "pass",
        "parameters by their position, and a base",
        express(
            "/api/users/:userId",
            **{
                "openapi.yaml": document(
                    "GET /users/{id}",
                    head=OPENAPI.replace("paths:", "servers: [{url: /api}]\npaths:"),
                )
            },
        ),
        "the one route in source is in",
    ),
    Case(
        CURRENT,
        "pass",
        "a prefix that the document leaves out",
        express(
            "/v1/users", "/v1/orders", **{"openapi.yaml": document("GET /users", "GET /orders")}
        ),
        "both routes in source are in",
    ),
    Case(
        CURRENT,
        "pass",
        "health checks and OPTIONS aside",
        express("/users", "/healthz", "OPTIONS /users", **{"openapi.yaml": document("GET /users")}),
        "the one route in source is in",
    ),
    Case(
        CURRENT,
        "pass",
        "documents under docs are pooled",
        express(
            "/users",
            "/orders",
            **{
                "docs/openapi.yaml": document("GET /orders"),
                "openapi.yaml": document("GET /users"),
            },
        ),
        "both routes in source are in",
    ),
    Case(
        CURRENT,
        "fail",
        "a route that is new and one that is gone",
        express(
            "/users", "/orders", **{"openapi.yaml": document("GET /users", "DELETE /users/{id}")}
        ),
        "2 of 3 routes differ: 1 in source are not in openapi.yaml, 1 in it are not in source "
        "(GET /orders only in source, DELETE /users/{id} only documented); the rule allows 5%",
        (("src/app.js", 4), ("openapi.yaml", 7)),
    ),
    Case(
        CURRENT,
        "pass",
        "one of many",
        express(
            *(f"/things{n}" for n in range(20)),
            **{"openapi.yaml": document(*(f"GET /things{n}" for n in range(1, 20)))},
        ),
        "0 in it are not in source; the rule allows 5%",
    ),
    Case(
        CURRENT,
        "pass",
        "a router whose prefix is not written out",
        {
            **EXPRESS,
            "src/app.js": HEAD + "app.use(config.base, require('./users'));\n",
            "src/users.js": "const r = require('express').Router();\n"
            "r.get('/users/:id', show);\nmodule.exports = r;\n",
            "openapi.yaml": document("GET /api/users/{id}"),
        },
        "the one route in source is in",
    ),
    Case(
        CURRENT,
        "pass",
        "a version that is a parameter in the document",
        express(
            "/api/v1/users",
            "/api/v1/users/:id",
            **{
                "openapi.yaml": document(
                    "GET /api/{version}/users", "GET /api/{version}/users/{id}"
                )
            },
        ),
        "both routes in source are in",
    ),
    *(
        Case(
            CURRENT,
            outcome,
            f"a version in documents: {documented}",
            express(*routes, **{"openapi.yaml": document(*documented)}),
            message,
        )
        for documented, routes, outcome, message in (
            (
                ("GET /api/{version}/users", "GET /api/{version}/orders", "GET /api/v2/things"),
                ("/api/v1/users", "/api/v1/orders", "/api/v2/things"),
                "pass",
                "all 3 routes",
            ),
            (
                ("GET /api/v{version}/users", "GET /api/v2/orders"),
                ("/api/v1/users", "/api/v2/orders"),
                "pass",
                "both routes",
            ),
            (
                ("GET /api/v1/packages/{name}/{version}", "GET /api/v1/users"),
                ("/api/v1/packages/:name/:version", "/api/v1/users"),
                "pass",
                "both routes",
            ),
            (
                ("GET /api/{version}/users",),
                ("/api/v1/users", "/api/v1/orders"),
                "fail",
                "GET /api/v1/orders only in source",
            ),
        )
    ),
    Case(
        CURRENT,
        "not_applicable",
        "no document",
        express("/users"),
        "no OpenAPI document with operations is committed",
    ),
    Case(
        CURRENT,
        "not_applicable",
        "no route in source",
        {**EXPRESS, "openapi.yaml": document("GET /users")},
        "no route that answers data was found in source",
    ),
    Case(
        CURRENT,
        "unknown",
        "a document of something else",
        express("/users", **{"openapi.yaml": document("GET /planets")}),
        "whether it describes this API cannot be told",
    ),
    *(
        Case(
            CURRENT,
            "unknown",
            f"routes that a loop registers by {how}",
            {
                **EXPRESS,
                "src/app.js": HEAD + "app.get('/users', list);\n"
                f"for (const route of loaded()) {{ {how}; }}\n",
                "openapi.yaml": document("GET /users", "DELETE /users/{id}"),
            },
            "code that is only known while the program runs",
        )
        for how in (
            "app[route.verb](route.path, route.handler)",
            "app[route.verb].call(app, route.path, route.handler)",
        )
    ),
    *(
        Case(
            CURRENT,
            outcome,
            f"paths with {part} in them",
            {
                **EXPRESS,
                "src/app.js": HEAD + "const PART = settings.part;\napp.get('/users', list);\n"
                "names().forEach((name) => {\n  const file = name.split('.')[0];\n"
                f"  const path = `/api/${{{part}}}`;\n  app.get(path, list);\n}});\n",
                "openapi.yaml": document("GET /users", "GET /api/orders", "GET /api/bills"),
            },
            reason,
        )
        for part, outcome, reason in (
            ("file", "unknown", "code that is only known while the program runs"),
            ("name", "unknown", "code that is only known while the program runs"),
            ("PART", "fail", "2 in it are not in source"),
        )
    ),
    Case(
        CURRENT,
        "unknown",
        "a document that refers to what is not there",
        express(
            "/users",
            **{
                "openapi.yaml": OPENAPI
                + '  /users: {get: {responses: {"200": {description: ok}}}}\n'
                "  /orders: {$ref: './orders.yaml'}\n",
                "orders.yaml": "get: [",
            },
        ),
        "refers to what cannot be had",
    ),
)
_MANY = express(*(f"/things{n}" for n in range(20)))
UNLIKE_CASES = (
    Case(
        CURRENT,
        "fail",
        "a document of which many routes have nothing",
        {**_MANY, "public/openapi.yaml": document("GET /planets", "POST /moons")},
        "none of the 2 operations in public/openapi.yaml is a route in source",
        (("public/openapi.yaml", 5),),
    ),
    *(
        Case(
            key,
            outcome,
            f"of what may be a service that is called: {path}, {server}, {script}",
            {
                **_MANY,
                "package.json": json.dumps(
                    {"dependencies": {"express": "5"}, "scripts": {"types": script}}
                ),
                path: f"servers: [{{url: '{server}'}}]\n" + document("GET /planets", "POST /moons"),
            },
        )
        for path, server, script, current, described in (
            ("specs/payments.yaml", "https://payments.test/v1", "", "not_applicable", "fail"),
            ("public/openapi.yaml", "https://orders.test/v1", "", "fail", "pass"),
            ("specs/payments.yaml", "http://localhost:80/v1", "", "fail", "pass"),
            ("specs/payments.yaml", "/v1", "", "fail", "pass"),
            (
                "specs/payments.yaml",
                "/v1",
                "openapi-typescript specs/payments.yaml -o src/payments.ts",
                "not_applicable",
                "fail",
            ),
        )
        for key, outcome in ((CURRENT, current), ("api-documented", described))
    ),
    Case(
        CURRENT,
        "unknown",
        "a document of which those of many routes have nothing that are known",
        {
            **_MANY,
            "src/app.js": f"{_MANY['src/app.js']}"
            "for (const each of loaded()) { app[each.verb](each.path, each.handler); }\n",
            "public/openapi.yaml": document("GET /planets", "POST /moons"),
        },
        "whether it describes this API cannot be told",
    ),
    Case(
        NAMING,
        "not_applicable",
        "a document of something else beside GraphQL",
        {
            "package.json": '{"dependencies": {"graphql-yoga": "5", "@pothos/core": "4"}}',
            "src/server.ts": "import { createYoga } from 'graphql-yoga';\ncreateYoga({ schema });\n",
            "src/schema.ts": "import SchemaBuilder from '@pothos/core';\n"
            "const builder = new SchemaBuilder({});\n"
            "builder.queryField('orders', (t) => t.field({ type: [Order], resolve: () => [] }));\n",
            "docs/openapi.yaml": document("GET /planets"),
        },
        "the API is made of GraphQL only",
    ),
)
TORNADO = {
    "requirements.txt": "tornado\n",
    "shop/server.py": "import tornado.web\nfrom shop.handlers import MAP\n"
    "app = tornado.web.Application()\nfor name in MAP:\n    app.add(name, MAP[name])\n",
    "shop/handlers.py": "import tornado.web\n\n\nclass Orders(tornado.web.RequestHandler):\n"
    "    def get(self):\n        self.write({})\n",
}
UNREACHED_CASES = (
    *(
        Case(
            key,
            "unknown",
            "handlers of Tornado that are registered in a way of one's own",
            TORNADO,
            "answers requests (shop/handlers.py, line 4) by routes that are registered in a way",
        )
        for key in (NAMING, "rest-methods", "api-documented", "error-handling-consistent")
    ),
    Case(
        "error-handling-consistent",
        "pass",
        "a base of such handlers that answers their errors",
        {
            **TORNADO,
            "shop/handlers.py": TORNADO["shop/handlers.py"]
            + "\n    def write_error(self, status_code, **kwargs):\n        self.finish({})\n",
        },
        "errors are answered by Orders.write_error",
    ),
    Case(
        NAMING,
        "not_applicable",
        "an application without anything that answers",
        {**TORNADO, "shop/handlers.py": "MAP = {}\n"},
        "no HTTP route was found",
    ),
    Case(
        NAMING,
        "unknown",
        "handlers of Express in a table that something else reads",
        {
            **EXPRESS,
            "src/app.js": HEAD + "require('./served')(app);\n",
            "src/orders.js": "exports.list = (req, res) => res.json([]);\n",
        },
        "answers requests (src/orders.js, line 1)",
    ),
)
CASES = (*NAMING_CASES, *PART_CASES, *CURRENT_CASES, *UNLIKE_CASES, *UNREACHED_CASES)
