"""Cases of `api-documentation-current` in which a document has more than one backend's routes."""

from tests.compliance.checks.rest_cases import CURRENT, document, express
from tests.compliance.repositories import Case, Files

ORDERS = ("GET /orders", "DELETE /orders/{id}", "GET /orders/{id}/lines")


def backends(place: str, *documented: str) -> Files:
    """Two backends, of users and of orders, and one document of their operations."""
    users = express("/users")
    orders = express("/orders", "DELETE /orders/:id", "/orders/:id/lines")
    return {
        **{f"users/{path}": text for path, text in users.items()},
        **{f"orders/{path}": text for path, text in orders.items()},
        place: document(*documented),
    }


CASES = (
    Case(
        CURRENT,
        "pass",
        "a document of two backends, above both",
        backends("docs/openapi.yaml", "GET /users", *ORDERS),
        "and no other is",
    ),
    Case(
        CURRENT,
        "fail",
        "a document above two backends that leaves a route of one out",
        backends("docs/openapi.yaml", "GET /users", *ORDERS[:2]),
        "1 in source are not in docs/openapi.yaml",
    ),
    Case(
        CURRENT,
        "fail",
        "what is gone in the document of one of two backends",
        backends("orders/openapi.yaml", *ORDERS, "GET /bills"),
        "1 in it are not in source",
    ),
    Case(
        CURRENT,
        "unknown",
        "of most that is described no route is seen",
        express("/users", **{"openapi.yaml": document("GET /users", *ORDERS)}),
        "most routes seem to be declared in a way unknown here",
    ),
    Case(
        CURRENT,
        "fail",
        "of half that is described no route is there",
        express("/users", "/bills", **{"openapi.yaml": document("GET /users", "GET /bills", *ORDERS[:2])}),
        "2 in it are not in source",
    ),
    Case(
        CURRENT,
        "fail",
        "of most that is described no route is there, and one is not described",
        express("/users", "/bills", **{"openapi.yaml": document("GET /users", *ORDERS)}),
        "1 in source are not in openapi.yaml, 3 in it are not in source",
    ),
)  # fmt: skip
