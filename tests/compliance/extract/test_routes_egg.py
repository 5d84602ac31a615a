"""The routes of Egg: its router, its namespaces and resources, controllers with decorators."""

from __future__ import annotations

import pytest

from compliance.facts import Layout
from tests.compliance.extract.node_routes_cases import addresses, guards_of, handlers_of, manifest
from tests.compliance.repositories import Files, facts_of

USERS = (
    "const { Controller } = require('egg');\nclass UsersController extends Controller {\n"
    "  async index() { this.ctx.body = []; }\n  async show() { this.ctx.body = {}; }\n}\n"
    "module.exports = UsersController;\n"
)


def shop(routes: str, **more: str) -> Files:
    router = f"module.exports = app => {{\n  const {{ router, controller }} = app;\n{routes}}};\n"
    return {"app/router.js": router, "app/controller/admin/shop_users.js": USERS, **more}


@pytest.mark.parametrize(
    ("routes", "expected"),
    [
        ("router.get('/users', controller.admin.shopUsers.index);\n", ["GET /users"]),
        ("router.post('users', '/users', check, controller.a.b.add);\n", ["POST /users"]),
        ("app.router.del('/users/:id', 'users.drop');\n", ["DELETE /users/{id}"]),
        (
            "const v1Router = app.router.namespace('/v1');\nv1Router.get('/users', list);\n",
            ["GET /v1/users"],
        ),
        (
            "router.resources('users', '/users', controller.admin.shopUsers);\n",
            ["GET /users", "GET /users/{id}"],
        ),
        ("app.get('config');\nrouter.use(check);\n", []),
    ],
)
def test_routes_that_the_router_tells(routes: str, expected: list[str]) -> None:
    assert addresses(shop(routes), "egg") == expected


def test_handlers_lie_where_the_names_of_controllers_say() -> None:
    files = shop("router.get('/users', signedIn, controller.admin.shopUsers.index);\n")

    assert handlers_of(files, "egg") == {"GET /users": "UsersController.index"}
    assert guards_of(files, "egg") == {"GET /users": ["signedIn"]}


def test_controllers_with_decorators() -> None:
    files = {
        "app/port/controller/Users.ts": "import { HTTPController, HTTPMethod, HTTPMethodEnum } "
        "from 'egg';\n@HTTPController({ path: '/v1' })\nexport class Users {\n"
        "  @HTTPMethod({ method: HTTPMethodEnum.GET, path: '/users/:id' })\n"
        "  async show() { return {}; }\n  async helper() { return 1; }\n}\n",
    }

    assert addresses(files, "egg") == ["GET /v1/users/{id}"]


def test_a_module_of_an_application_is_no_project_of_its_own() -> None:
    files = {
        "app/shop/package.json": '{"name": "shop", "eggModule": {"name": "shop"}}',
        "app/shop/controller/Users.ts": "import { HTTPController, HTTPMethod, HTTPMethodEnum } "
        "from 'egg';\n@HTTPController()\nexport class Users {\n"
        "  @HTTPMethod({ method: HTTPMethodEnum.POST, path: '/users' })\n  async add() {}\n}\n",
    }

    assert addresses(files, "egg") == ["POST /users"]


def test_what_only_brings_a_plugin_is_no_backend() -> None:
    files = {
        "package.json": '{"name": "egg-rules", "devDependencies": {"egg": "*"}}',
        "app/router.js": "module.exports = app => { app.router.get('/x', list); };\n",
    }
    layout = facts_of(files).layout
    assert isinstance(layout, Layout)
    assert layout.components == ()

    backend = facts_of({**files, "package.json": manifest("egg")}).layout
    assert isinstance(backend, Layout)
    assert [each.frameworks for each in backend.components] == [("Egg",)]
