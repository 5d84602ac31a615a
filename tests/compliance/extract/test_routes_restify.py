"""The routes of Restify: servers that are handed on, and descriptions in place of addresses."""

from __future__ import annotations

import pytest

from tests.compliance.extract.node_routes_cases import addresses, guards_of
from tests.compliance.repositories import Files

HEAD = "const restify = require('restify');\nconst server = restify.createServer();\n"


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("server.get('/users/:id', show);\n", ["GET /users/{id}"]),
        ("server.get({ name: 'user', path: '/users/:id' }, show);\n", ["GET /users/{id}"]),
        ("server.del('/users/:id', drop);\nserver.put('/users', save);\n",
         ["DELETE /users/{id}", "PUT /users"]),
        ("server.get({ name: 'user' }, show);\n", []),
        ("server.get('/users');\n", []),
        ("const other = new Map();\nother.get('/users', show);\n", []),
    ],
)  # fmt: skip
def test_a_server_is_told_its_routes(code: str, expected: list[str]) -> None:
    assert addresses({"app.js": HEAD + code}, "restify") == expected


def test_a_server_is_handed_to_where_its_routes_are() -> None:
    files: Files = {
        "app.js": f"{HEAD}const users = require('./users');\nusers(db, server);\n",
        "users.js": (
            "module.exports = (db, server) => {\n"
            "  server.get({ path: '/users' }, wrapped(async (req, res) => res.json([])));\n};\n"
        ),
    }

    assert addresses(files, "restify") == ["GET /users"]


def test_what_is_used_before_the_routes_guards_them() -> None:
    code = f"{HEAD}server.use(signedIn);\nserver.get('/users', check('admin'), list);\n"

    assert guards_of({"app.js": code}, "restify") == {"GET /users": ["signedIn", "check()"]}
