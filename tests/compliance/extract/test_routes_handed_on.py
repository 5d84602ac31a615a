"""Handlers that do nothing but hand their request and their response on."""

from __future__ import annotations

import pytest

from tests.compliance.extract.node_routes_cases import handlers_of

BASE = """\
export abstract class Base {
  protected abstract perform(req, res);
  async execute(req, res) {
    try { await this.perform(req, res); } catch (error) { this.fail(res, error); }
  }
  fail(res, error) { return res.status(500).json({ error }); }
}
"""
CONTROLLER = """\
import { Base } from './base';
export class Create extends Base {
  async perform(req, res) { return res.json(save(req.body)); }
}
export const create = new Create();
export class Orders { list(req, res) { return res.json([]); } }
"""
APP = """\
import express from 'express';
import { create, Orders } from './orders';
const app = express();
const orders = new Orders();
"""


@pytest.mark.parametrize(
    ("route", "handler"),
    [
        ("app.get('/a', (req, res) => orders.list(req, res));", "Orders.list"),
        ("app.get('/a', (req, res, next) => orders.list(req, res).catch(next));", "Orders.list"),
        ("app.get('/a', (req, res) => create.execute(req, res));", "Create.perform"),
        ("app.get('/a', (req, res) => { audit(req.body); orders.list(req, res); });", ""),
        ("app.get('/a', (req, res) => orders.list(req.query, res));", ""),
        ("app.get('/a', (req, res) => orders.list(res, req));", ""),
    ],
)
def test_a_handler_that_only_hands_on_leaves_the_answer_to_that(route: str, handler: str) -> None:
    files = {"src/base.ts": BASE, "src/orders.ts": CONTROLLER, "src/app.ts": APP + route}

    assert handlers_of(files, "express") == {"GET /a": handler}


def test_a_context_is_handed_on_too() -> None:
    files = {
        "src/orders.ts": "export class Orders { async list(ctx) { ctx.body = []; } }\n",
        "src/app.ts": "import Koa from 'koa';\nimport Router from '@koa/router';\n"
        "import { Orders } from './orders';\nconst router = new Router();\n"
        "const orders = new Orders();\nrouter.get('/a', (ctx) => orders.list(ctx));\n"
        "new Koa().use(router.routes());\n",
    }

    assert handlers_of(files, "koa", "@koa/router") == {"GET /a": "Orders.list"}
