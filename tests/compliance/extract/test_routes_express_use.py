"""What Express runs by `use`: routers, guards, and handlers that answer at a path."""

from __future__ import annotations

import pytest

from tests.compliance.extract.node_routes_cases import addresses, guards_of
from tests.compliance.repositories import Files

APP = "const express = require('express');\nconst app = express();\n"
# What is made by one function out of what another one says.
HELPED = """
const at = (file) => path.join(__dirname, file);
const files = (file) => express.static(at(file), { maxAge: 9 });
app.use('/files', files('a'));
"""


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("app.use('/status', (req, res) => res.json(status()));", ["* /status"]),
        ("app.use('/status', only('GET', (req, res) => { res.end(text()); }));", ["* /status"]),
        ("app.use('/status', (req, res, next) => { res.json(status()); });", ["* /status"]),
        ("app.use(['/a', '/b'], (req, res) => res.send({ a }));", ["* /a", "* /b"]),
        ("const AT = { save: '/save' };\napp.use(AT.save, signedIn, (req, res) => res.json({}));",
         ["* /save"]),
        # What hands on, refuses, or answers whatever nobody else does.
        ("app.use('/api', (req, res, next) => { res.set('a', '1'); next(); });", []),
        ("app.use('/api', (req, res, next) => { if (!a) return res.json({}); next(); });", []),
        ("app.use('/api', (req, res, next) => check(req, res, next));", []),
        ("app.use('/api', (req, res) => res.status(404).json({ error: 'nothing' }));", []),
        ("app.use((req, res) => res.json({ error: 'nothing' }));", []),
        ("app.use('/', (req, res) => res.json({}));", []),
        ("app.use('*', (req, res) => res.json({}));", []),
        ("app.use('/api', (error, req, res, next) => res.json({ error }));", []),
        ("app.use('/app', (req, res) => res.sendFile(index));", []),
        ("app.use('/files', express.static('files'));", []),
        (HELPED, []),
        ("app.use('/api', proxy('http://other'));", []),
    ],
)  # fmt: skip
def test_a_handler_that_answers_at_a_path_is_a_route(code: str, expected: list[str]) -> None:
    assert addresses({"app.js": f"{APP}{code}\n"}, "express") == expected


def test_what_stands_before_such_a_handler_guards_it_alone() -> None:
    files: Files = {
        "app.js": f"{APP}app.use('/save', signedIn, (req, res) => res.json({{}}));\n"
        "app.get('/save/all', list);\n"
    }

    assert guards_of(files, "express") == {"* /save": ["signedIn"], "GET /save/all": []}


HANDED = (
    "const list = (req, res) => res.json([]);\nmodule.exports = (shop) => shop.get('%s', list);\n"
)


@pytest.mark.parametrize(
    "taken",
    [
        "`./routes/${file}`",
        "'./routes/' + file",
        "path.join(__dirname, 'routes', file)",
        "path.resolve(__dirname, './routes', file)",
    ],
)
def test_each_file_of_a_folder_is_handed_the_application(taken: str) -> None:
    """What is taken in by a name alone, or lies elsewhere, is not; nor what folders only hold."""
    code = f"fs.readdirSync(folder).forEach((file) => require({taken})(app));\n"
    files = {
        "app.js": APP + code,
        "routes/orders.js": HANDED % "/orders",
        "routes/users/index.js": HANDED % "/users",
        "routes/users/names.js": HANDED % "/names",
        "other/pages.js": HANDED % "/pages",
    }

    assert addresses(files, "express") == ["GET /orders", "GET /users"]
