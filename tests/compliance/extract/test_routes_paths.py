"""Paths of routes that functions of the program make."""

from __future__ import annotations

import pytest

from tests.compliance.extract.node_routes_cases import addresses

APP = "const express = require('express');\nconst app = express();\n"
ROUTERS = (
    "import { Router } from 'express';\n"
    "export class Base {\n"
    "  public router = Router();\n"
    "  at(name, param = true) {\n"
    "    let route = '/' + name;\n"
    "    param ? (route += '/:shop') : null;\n"
    "    return route;\n"
    "  }\n"
    "}\n"
)
USERS = (
    "import { Base } from './base';\n"
    "export class Users extends Base {\n"
    "  constructor() {\n"
    "    super();\n"
    "    this.router.get(this.at('users'), list).post(this.at('create', false), create);\n"
    "  }\n"
    "}\n"
)


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("const at = (name) => `/api/${name}`;\napp.get(at('users'), list);", ["GET /api/users"]),
        (
            (
                "const at = (name) => '/api/' + name;\n"
                "app.get(at('users'), list);\napp.get(at('shops'), list);"
            ),
            ["GET /api/shops", "GET /api/users"],
        ),
        (
            (
                "function at(version, name) { const base = `/v${version}`; return base + name; }\n"
                "app.get(at('2', '/users'), list);"
            ),
            ["GET /v2/users"],
        ),
        ("const at = (name) => `/api/${name}`;\napp.get(at(kind), list);", ["GET /api/{name} ~"]),
        # Of two answers it is not known which.
        (
            (
                "function at(name) { if (old) { return '/old'; } return `/${name}`; }\n"
                "app.get(at('users'), list);"
            ),
            ["GET / ~"],
        ),
        (
            (
                "function at(name) { let path = '/'; path = path + name; return path; }\n"
                "app.get(at('users'), list);"
            ),
            ["GET / ~"],
        ),
        (
            (
                "function at(name) { let path = '/'; path += name; return path; }\n"
                "app.get(at('users'), list);"
            ),
            ["GET /users"],
        ),
        ("const at = (name) => at(name);\napp.get(at('users'), list);", ["GET / ~"]),
        ("app.get(lookedUp('users'), list);", ["GET / ~"]),
    ],
)
def test_a_function_makes_a_path_of_what_it_is_handed(code: str, expected: list[str]) -> None:
    assert addresses({"app.js": APP + code}, "express") == expected


def test_a_router_s_class_makes_paths_for_those_that_extend_it() -> None:
    files = {
        "app.ts": "import express from 'express';\nimport { Users } from './users';\n"
        "const app = express();\napp.use('/v1', new Users().router);\n",
        "base.ts": ROUTERS,
        "users.ts": USERS,
    }

    assert addresses(files, "express") == ["GET /v1/users/{shop}", "POST /v1/create/{shop}"]
