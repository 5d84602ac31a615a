"""The routes of AdonisJS: verbs, resources and groups."""

from __future__ import annotations

import pytest

from tests.compliance.extract.node_routes_cases import addresses, guards_of, handlers_of
from tests.compliance.repositories import Files

HEAD = "import router from '@adonisjs/core/services/router';\n"
SERVER = "import { Ignitor } from '@adonisjs/core';\nnew Ignitor(new URL('.')).httpServer();\n"


def adonis(code: str, **files: str) -> Files:
    return {"bin/server.ts": SERVER, "start/routes.ts": HEAD + code, **files}


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("router.get('/users/:id', [Users, 'show']);", ["GET /users/{id}"]),
        ("router.any('/x', () => 1);", ["* /x"]),
        ("router.on('/').render('home');", ["GET / [a page]"]),
        ("router.on('/old').redirect('new');", ["GET /old [a redirect]"]),
        ("router.resource('posts', Posts).apiOnly();",
         ["DELETE /posts/{id}", "GET /posts", "GET /posts/{id}", "POST /posts", "PUT /posts/{id}"]),
        ("router.resource('posts', Posts).only(['index', 'create']);",
         ["GET /posts", "GET /posts/create [a page]"]),
        ("router.resource('posts.comments', C).only(['show']);",
         ["GET /posts/{post_id}/comments/{id}"]),
        ("router.resource('posts', Posts).apiOnly().except(['destroy', 'update', 'store']);",
         ["GET /posts", "GET /posts/{id}"]),
        (("router.group(() => {\n  router.group(() => {\n    router.get('/x', x);\n"
         "  }).prefix('/b');\n}).prefix('/a');"), ["GET /a/b/x"]),
    ],
)  # fmt: skip
def test_a_route_is_read_as_it_is_written(code: str, expected: list[str]) -> None:
    assert addresses(adonis(code), "@adonisjs/core") == expected


def test_controllers_are_followed_and_groups_stand_before() -> None:
    code = (
        "const Users = () => import('../app/users.js');\nrouter\n  .group(() => {\n"
        "    router.get('/users', [Users, 'index']).use(limit);\n  })\n"
        "  .prefix('/api')\n  .use(middleware.auth());\n"
    )
    files = adonis(
        code,
        **{"app/users.ts": "export default class Users {\n  async index({ response }) {}\n}\n"},
    )

    assert handlers_of(files, "@adonisjs/core") == {"GET /api/users": "Users.index"}
    assert guards_of(files, "@adonisjs/core") == {"GET /api/users": ["middleware.auth()", "limit"]}


def test_a_controller_of_one_action_has_one_method_for_routes() -> None:
    code = (
        "import Store from '../app/store.js';\nimport List from '../app/list.js';\n"
        "router.post('/users', [Store]);\nrouter.get('/users', [List]);\n"
    )
    both = "export default class Store {\n  async asController() {}\n  async handle(user) {}\n}\n"
    files = adonis(
        code,
        **{
            "app/store.ts": both,
            "app/list.ts": "export default class List {\n  async handle({ response }) {}\n}\n",
        },
    )

    assert handlers_of(files, "@adonisjs/core") == {
        "GET /users": "List.handle",
        "POST /users": "Store.asController",
    }


def test_a_controller_that_a_text_names_is_looked_for_where_they_lie() -> None:
    code = (
        "router.get('/users', 'UsersController.index');\n"
        "router.get('/shops', 'Admin/ShopsController.index');\n"
        "router.group(() => {\n  router.get('/bills', 'BillsController.index');\n"
        "}).namespace('App/Modules/Money');\n"
        "router.resource('lines', 'LinesController').only(['index']);\n"
        "router.get('/notes', 'NotesController.index');\nrouter.get('/x', 'XController.index');\n"
    )
    controller = "export default class %s {\n  public async index({ response }) {}\n}\n"
    files = adonis(
        code,
        **{
            f"{path}Controller.ts": controller % path.rpartition("/")[2]
            for path in (
                "app/Controllers/Http/Users", "app/Controllers/Http/Old/Users",
                "app/Controllers/Http/Admin/Shops", "app/Modules/Money/Bills",
                "app/Controllers/Http/Lines", "app/Modules/A/Notes", "app/Modules/B/Notes",
            )
        },
    )  # fmt: skip

    assert handlers_of(files, "@adonisjs/core") == {
        "GET /users": "Users.index",
        "GET /shops": "Shops.index",
        "GET /bills": "Bills.index",
        "GET /lines": "Lines.index",
        "GET /notes": "",
        "GET /x": "",
    }


def test_a_controller_of_the_generated_index_is_looked_for_by_its_name() -> None:
    code = (
        "import { controllers } from '#generated/controllers';\n"
        "router.get('/users', [controllers.Users, 'index']);\n"
        "router.get('/shops', [controllers.admin.NewShops, 'index']);\n"
        "router.get('/bills', [controllers.money.Bills, 'index']);\n"
        "router.get('/notes', [controllers.Notes, 'index']);\n"
        "router.get('/x', [controllers.X, 'index']);\n"
    )
    controller = "export default class %s {\n  async index({ response }) {}\n}\n"
    files = adonis(
        code,
        **{
            f"app/{path}.ts": controller % name
            for path, name in (
                ("controllers/users_controller", "Users"),
                ("controllers/admin/new_shops_controller", "NewShops"),
                ("controllers/new_shops_controller", "Shops"),
                ("money/controllers/bills", "Bills"),
                ("models/users", "User"),
                ("a/controllers/notes", "A"),
                ("b/controllers/notes", "B"),
            )
        },
    )  # fmt: skip

    assert handlers_of(files, "@adonisjs/core") == {
        "GET /users": "Users.index",
        "GET /shops": "NewShops.index",
        "GET /bills": "Bills.index",
        "GET /notes": "",
        "GET /x": "",
    }
