"""What one backend has does not speak for another that takes in some of its code."""

from __future__ import annotations

import json

import pytest

from tests.compliance.repositories import Files, judge


def package(name: str, *dependencies: str, **more: object) -> str:
    return json.dumps({"name": name, "dependencies": dict.fromkeys(dependencies, "*"), **more})


SHOP: Files = {
    "package.json": json.dumps({"name": "shop", "workspaces": ["apps/*"]}),
    "apps/api/package.json": package("@shop/api", "hono", "@hono/zod-openapi"),
    "apps/api/src/index.ts": (
        "import { OpenAPIHono } from '@hono/zod-openapi';\n"
        "import { secureHeaders } from 'hono/secure-headers';\n"
        "import { bearerAuth } from 'hono/bearer-auth';\n"
        "const app = new OpenAPIHono();\napp.use(secureHeaders());\n"
        "app.use(bearerAuth({ token }));\n"
        "app.get('/orders', (c) => c.json([]));\napp.doc('/openapi.json', {});\n"
        "export default app;\nexport type Orders = string[];\n"
    ),
    "apps/api/src/orders.test.ts": (
        "import app from './index';\n"
        "test('orders', async () => { expect(await app.request('/orders')).toBeTruthy(); });\n"
    ),
    "apps/web/package.json": package("@shop/web", "next", "@shop/api"),
    "apps/web/app/orders/route.ts": (
        "import type { Orders } from '@shop/api';\n"
        "export async function GET() { return Response.json(await load<Orders>()); }\n"
    ),
}


@pytest.mark.parametrize(
    "check",
    ["security-headers", "authentication", "api-documented", "api-collection", "integration-tests"],
)
def test_each_backend_is_judged_by_what_is_its_own(check: str) -> None:
    result = judge(check, SHOP)

    found = {each.path: each.finding.outcome.value for each in result.components}
    assert found == {"apps/api": "pass", "apps/web": "fail"}
