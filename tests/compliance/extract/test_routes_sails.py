"""Routes of Sails: a table of addresses, actions in files, policies before them."""

from __future__ import annotations

from tests.compliance.extract.node_routes_cases import addresses, endpoints_of, guards_of
from tests.compliance.repositories import Files

ROUTES = (
    "module.exports.routes = {\n"
    "  'GET /api/orders': 'orders/index',\n"
    "  'POST /api/orders/:id/notes': { action: 'notes/create' },\n"
    "  'PATCH /api/users/:id': 'UserController.update',\n"
    "  '/terms': { view: 'terms' },\n"
    "  'GET /ping': function (req, res) { return res.ok(); },\n"
    "  'GET r|^/old/(\\\\d+)$|id': 'orders/index',\n"
    "};\n"
)
POLICIES = (
    "module.exports.policies = {\n"
    "  '*': 'is-signed-in',\n"
    "  'notes/*': ['is-signed-in', 'is-admin'],\n"
    "  'orders/index': true,\n"
    "};\n"
)
APPLICATION: Files = {
    "app.js": "const sails = require('sails');\nsails.lift(rc('sails'));\n",
    "config/routes.js": ROUTES,
    "config/policies.js": POLICIES,
    "api/controllers/orders/index.js": "module.exports = { async fn() { return all(); } };\n",
    "api/controllers/notes/create.js": (
        "module.exports = { inputs: { text: { type: 'string' } }, fn: async (inputs) => inputs };\n"
    ),
    "api/controllers/UserController.js": (
        "module.exports = { update: async function (req, res) { save(req.body); } };\n"
    ),
}


def test_a_table_says_addresses_and_actions() -> None:
    assert addresses(APPLICATION, "sails") == [
        "* /terms [a page]",
        "GET /api/orders",
        "GET /ping [a health check]",
        "PATCH /api/users/{id}",
        "POST /api/orders/{id}/notes",
    ]


def test_actions_are_in_files_of_their_own_or_of_a_controller() -> None:
    found = {each.path: each for each in endpoints_of(APPLICATION, "sails")}
    assert all(found[path].handler for path in found if path != "/terms")
    held = [path for path, each in found.items() if each.holds_body]
    assert held == ["/api/orders/{id}/notes"]


def test_the_nearest_policies_stand_before_an_action() -> None:
    found = guards_of(APPLICATION, "sails")
    assert found["PATCH /api/users/{id}"] == ["is-signed-in"]
    assert found["POST /api/orders/{id}/notes"] == ["is-signed-in", "is-admin"]
    assert "is-signed-in" not in found["GET /api/orders"]


def test_a_table_of_that_name_elsewhere_is_none() -> None:
    files = {**APPLICATION, "config/routes.js": "", "lib/routes.js": ROUTES}
    assert addresses(files, "sails") == []
