"""Routes of Connexion, which takes them from a committed OpenAPI document."""

from __future__ import annotations

import pytest

from tests.compliance.extract.python_routes_cases import addresses, endpoints_of, guards_of

APP = (
    "import connexion\nfrom connexion.resolver import RestyResolver, RelativeResolver\n"
    "app = connexion.App(__name__, specification_dir='spec/')\n"
    "app.add_api('openapi.yml'{resolver})\n"
)
HEAD = "openapi: 3.0.0\ninfo: {title: Shop, version: '1'}\n{more}paths:\n"
ORDERS = (
    "import auth\n\n\n@auth.required\ndef create(body):\n    return save(body), 201\n\n\n"
    "def search():\n    return []\n\n\ndef get(id):\n    return {}\n\n\n"
    "def post(body):\n    return {}\n"
)
ANSWERS = "      responses: {'200': {description: fine}}\n"


def files_of(document: str, resolver: str = "", more: str = "") -> dict[str, str]:
    return {
        "shop/__init__.py": "",
        "shop/server.py": APP.replace("{resolver}", resolver),
        "shop/api/__init__.py": "",
        "shop/api/orders.py": ORDERS,
        "shop/spec/openapi.yml": HEAD.replace("{more}", more) + document,
    }


@pytest.mark.parametrize(
    ("document", "resolver", "more", "expected"),
    [
        (
            (f"  /orders:\n    post:\n      operationId: shop.api.orders.create\n{ANSWERS}"
            f"    get:\n      operationId: shop.api.orders.search\n{ANSWERS}"),
            "", "", ["GET /orders", "POST /orders"],
        ),
        (
            f"  /orders/{{id}}:\n    get:\n      operationId: shop.api.orders.get\n{ANSWERS}",
            "", "servers: [{url: /v1}]\n", ["GET /v1/orders/{id}"],
        ),
        (
            ("  /orders/{id}:\n    get:\n      x-openapi-router-controller: shop.api.orders\n"
            f"      operationId: get\n{ANSWERS}"),
            "", "", ["GET /orders/{id}"],
        ),
        (
            (f"  /orders:\n    get:\n{ANSWERS}    post:\n{ANSWERS}"
            f"  /orders/{{id}}:\n    get:\n{ANSWERS}"),
            ", resolver=RestyResolver('shop.api')", "",
            ["GET /orders", "GET /orders/{id}", "POST /orders"],
        ),
        (
            f"  /orders:\n    post:\n      operationId: orders.create\n{ANSWERS}",
            ", resolver=RelativeResolver('shop.api')", "", ["POST /orders"],
        ),
        (
            f"  /orders:\n    post:\n      operationId: createOrder\n{ANSWERS}",
            "", "", [],
        ),
    ],
    ids=["dotted", "a server", "a controller", "by the paths", "relative", "of something else"],
)  # fmt: skip
def test_the_operations_of_a_document_are_routes(
    document: str, resolver: str, more: str, expected: list[str]
) -> None:
    assert addresses(files_of(document, resolver, more), "connexion") == expected


def test_the_function_that_answers_and_what_stands_before_it() -> None:
    document = f"  /orders:\n    post:\n      operationId: shop.api.orders.create\n{ANSWERS}"
    files = files_of(document)

    (endpoint,) = endpoints_of(files, "connexion")

    assert endpoint.handler is not None
    assert endpoint.handler.name == "create"
    assert endpoint.module.path == "shop/api/orders.py"
    assert guards_of(files, "connexion") == {"POST /orders": ["auth.required"]}


def test_a_body_that_the_document_has_a_schema_for_is_held_to_it() -> None:
    held = "      requestBody: {content: {application/json: {schema: {type: object}}}}\n"
    document = (
        f"  /orders:\n    post:\n      operationId: shop.api.orders.create\n{held}{ANSWERS}"
        f"    put:\n      operationId: shop.api.orders.post\n{ANSWERS}"
    )

    found = {each.method: each.holds_body for each in endpoints_of(files_of(document), "connexion")}

    assert found == {"POST": True, "PUT": False}


def test_a_document_that_only_describes_another_api_has_no_routes() -> None:
    document = f"  /orders:\n    post:\n      operationId: elsewhere.orders.create\n{ANSWERS}"

    assert addresses(files_of(document), "connexion") == []
