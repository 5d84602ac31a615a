"""Routes of tsoa: controllers whose decorators say what they answer."""

from __future__ import annotations

from tests.compliance.extract.node_routes_cases import addresses, endpoints_of, guards_of
from tests.compliance.repositories import Files

SERVER = (
    "import express from 'express';\nimport { RegisterRoutes } from './routes';\n"
    "const app = express();\nRegisterRoutes(app);\n"
)
ORDERS = (
    "import { Body, Controller, Get, Path, Post, Route, Security, Tags } from 'tsoa';\n"
    "@Route('auth-orders')\n@Tags('auth')\n"
    "export class Orders extends Controller {\n"
    "  @Get('{id}')\n  public async one(@Path() id: number) { return find(id); }\n"
    "  @Security('jwt', ['admin'])\n  @Post()\n"
    "  public async add(@Body() order: NewOrder) { return save(order); }\n"
    "  public async helper() {}\n}\n"
)


def app(controller: str = ORDERS) -> Files:
    return {"src/app.ts": SERVER, "src/orders.ts": controller}


def test_decorators_say_methods_and_paths() -> None:
    expected = ["GET /auth-orders/{id} ~", "POST /auth-orders ~"]
    assert addresses(app(), "express", "tsoa") == expected


def test_what_describes_a_route_is_no_guard() -> None:
    assert guards_of(app(), "express", "tsoa") == {
        "GET /auth-orders/{id}": [],
        "POST /auth-orders": ["Security()"],
    }


def test_bodies_are_held_to_their_types() -> None:
    held = {each.method: each.holds_body for each in endpoints_of(app(), "express", "tsoa")}
    assert held == {"GET": False, "POST": True}


def test_decorators_of_those_names_from_elsewhere_are_none() -> None:
    other = ORDERS.replace("'tsoa'", "'./own'")
    assert addresses(app(other), "express", "tsoa") == []
