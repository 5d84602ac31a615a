"""What a remedy says to write makes the check pass, in a project that it is for."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from compliance.checks import CATALOGUE
from compliance.checks.remedies import fitted, project_of
from tests.compliance.checks.errors_cases import next_js
from tests.compliance.checks.markup_cases import FILLING
from tests.compliance.repositories import Files, facts_of, judge


@dataclass(frozen=True)
class Followed:
    """A repository that fails a check, what its remedy says, and the files written by that."""

    check: str
    files: Files
    says: tuple[str, ...]
    written: Files


FASTAPI: Files = {
    "requirements.txt": "fastapi\n",
    "main.py": "from fastapi import FastAPI\napp = FastAPI()\n@app.get('/orders')\n"
    "def orders() -> list[str]:\n    return []\n",
}


def routes(*paths: str) -> Files:
    """A FastAPI service with a route for each path."""
    handlers = "".join(f"@app.get('{each}')\ndef of() -> list[str]: return []\n" for each in paths)
    main = f"from fastapi import FastAPI\napp = FastAPI()\n{handlers}"
    return {"requirements.txt": "fastapi\n", "main.py": main}


NEST: Files = {
    "package.json": '{"dependencies": {"@nestjs/core": "11"}, "devDependencies": {"jest": "30"},'
    ' "scripts": {"test": "jest"}}',
    "src/main.ts": "import { NestFactory } from '@nestjs/core';\nNestFactory.create(AppModule);\n",
    "src/prices/prices.service.ts": "export class PricesService {}\n",
}
ROUTE = "export async function GET() { return Response.json([]); }\n"
HEADERS = """from secure import Secure
secure_headers = Secure.with_default_headers()
@app.middleware("http")
async def set_headers(request, call_next):
    response = await call_next(request)
    await secure_headers.set_headers_async(response)
    return response
"""
TEMPLATES = {"requirements.txt": "fastapi\njinja2\n", "pages/order.html": "<p>{{ note }}</p>\n"}
IGNORED = {**FASTAPI, "requirements.txt": "fastapi\n", ".gitignore": "*.pyc\n"}
K6 = 'import http from "k6/http"; export default () => http.get("http://localhost:3000/orders");'
COMPOSE = (
    'services: {db: {image: "postgres:18", environment: {POSTGRES_PASSWORD: dev}, '
    'ports: ["5432:5432"]}}'
)
CASES = (
    Followed(
        "vscode-extensions",
        {**FASTAPI, "Dockerfile": "FROM python\n"},
        ('{"recommendations": ["ms-azuretools.vscode-docker", "mtxr.sqltools"]}',),
        {
            ".vscode/extensions.json": '{"recommendations": '
            '["ms-azuretools.vscode-docker", "mtxr.sqltools"]}'
        },
    ),
    Followed(
        "vscode-extensions",
        {**NEST, "Dockerfile": "FROM node\n"},
        ('"biomejs.biome"',),
        {
            ".vscode/extensions.json": '{"recommendations": '
            '["biomejs.biome", "ms-azuretools.vscode-docker", "mtxr.sqltools"]}'
        },
    ),
    Followed(
        "vscode-extensions",
        {**FASTAPI, "Dockerfile": "FROM python\n", ".gitignore": ".vscode\n"},
        ("git add --force .vscode/extensions.json",),
        {".vscode/extensions.json": '{"recommendations": ["docker.docker", "mtxr.sqltools"]}'},
    ),
    Followed(
        "env-example",
        {**FASTAPI, "settings.py": "import os\nKEY = os.environ['KEY']\n", ".gitignore": ".env*\n"},
        ("git add --force .env.example",),
        {".env.example": "KEY=\n"},
    ),
    Followed(
        "load-tests",
        NEST,
        (f"`{K6}` in `load-tests/orders.js`",),
        {"load-tests/orders.js": f"{K6}\n"},
    ),
    Followed(
        "load-tests",
        FASTAPI,
        ("`class Visitor(HttpUser)`", "`@task`", '`self.client.get("/orders")`'),
        {
            "load-tests/locustfile.py": "from locust import HttpUser, task\n"
            "class Visitor(HttpUser):\n    @task\n"
            '    def orders(self):\n        self.client.get("/orders")\n'
        },
    ),
    Followed(
        "rest-resource-naming",
        routes("/order/{order_id}", "/invoice/{invoice_id}"),
        ("`/orders/{id}` instead of `/order/{id}`",),
        routes("/orders/{order_id}", "/invoices/{invoice_id}"),
    ),
    Followed(
        "unit-tests",
        NEST,
        ("src/prices/prices.service.spec.ts",),
        {
            "src/prices/prices.service.spec.ts": "import { PricesService } from "
            "'./prices.service';\ntest('it is there', () => expect(new PricesService()));\n"
        },
    ),
    Followed(
        "error-handling-consistent",
        next_js(ROUTE),
        ("export const GET = handled(async (request) => { … })",),
        next_js("export const GET = handled(async (request) => { return Response.json([]); });\n"),
    ),
    Followed(
        "security-headers",
        FASTAPI,
        ("Secure.with_default_headers()", '@app.middleware("http")', "set_headers_async(response)"),
        {"requirements.txt": "fastapi\nsecure\n", "main.py": str(FASTAPI["main.py"]) + HEADERS},
    ),
    Followed(
        "compose-services",
        {**FASTAPI, "requirements.txt": "fastapi\npsycopg\n", "db.py": "import psycopg\n"},
        (f"`{COMPOSE}`",),
        {"docker-compose.yml": f"{COMPOSE}\n"},
    ),
    Followed(
        "env-not-committed",
        IGNORED,
        ("echo .env >> .gitignore", "where one is committed"),
        {".gitignore": "*.pyc\n.env\n"},
    ),
    Followed(
        "output-escaped",
        {**FASTAPI, **TEMPLATES, "shown.py": FILLING + "NAME = 'order.html'\n"},
        ("Environment(…, autoescape=True)",),
        {
            "shown.py": FILLING.replace(
                "FileSystemLoader('pages')", "FileSystemLoader('pages'), autoescape=True"
            )
        },
    ),
)


@pytest.mark.parametrize("case", CASES, ids=lambda each: each.check)
def test_what_a_remedy_says_makes_the_check_pass(case: Followed) -> None:
    remedy = " ".join(
        fitted(CATALOGUE[case.check].remedy, project_of(facts_of(case.files))).split()
    )

    assert judge(case.check, case.files).outcome == "fail"
    assert [each for each in case.says if each not in remedy] == []
    assert judge(case.check, {**case.files, **case.written}).outcome == "pass"
