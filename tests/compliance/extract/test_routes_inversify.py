"""Routes of inversify-express-utils, whose decorators name middleware too."""

from __future__ import annotations

from tests.compliance.extract.node_routes_cases import addresses, guards_of
from tests.compliance.repositories import Files

PACKAGES = ("express", "inversify-express-utils")
ORDERS = (
    "import { controller, httpGet, httpPost } from 'inversify-express-utils';\n"
    "@controller('/orders', signedIn)\nexport class Orders {\n"
    "  @httpGet('/:id')\n  public one(req, res) { return this.orders.find(req.params.id); }\n"
    "  @httpPost('/', adminsOnly)\n  public add(req, res) { return this.orders.add(req.body); }\n"
    "  public helper() {}\n}\n"
)


def app(controller: str = ORDERS) -> Files:
    server = (
        "import { InversifyExpressServer } from 'inversify-express-utils';\n"
        "import './orders';\nnew InversifyExpressServer(container).build().listen(80);\n"
    )
    return {"src/server.ts": server, "src/orders.ts": controller}


def test_decorators_say_methods_and_paths() -> None:
    assert addresses(app(), *PACKAGES) == ["GET /orders/{id} ~", "POST /orders ~"]


def test_middleware_of_both_decorators_stands_before() -> None:
    assert guards_of(app(), *PACKAGES) == {
        "GET /orders/{id}": ["signedIn"],
        "POST /orders": ["signedIn", "adminsOnly"],
    }


def test_decorators_of_those_names_from_elsewhere_are_none() -> None:
    assert addresses(app(ORDERS.replace("'inversify-express-utils'", "'./own'")), *PACKAGES) == []
