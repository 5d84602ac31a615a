"""What is declared, or within reach, and is no part of a component's API."""

from __future__ import annotations

import pytest

from compliance.facts.routes import Answer, Routes
from tests.compliance.checks.access_cases import fastapi, nest, node
from tests.compliance.repositories import Files, facts_of


def routes_of(files: Files) -> Routes:
    ((_, values),) = facts_of(files).by_component
    found = values[Routes]
    assert isinstance(found, Routes)
    return found


@pytest.mark.parametrize(
    "files",
    [
        node("app.get('/', (req, res) => res.send('Hello'));\n"),
        node("app.get('/', (req, res) => res.json({ name: 'orders', version: '1' }));\n"),
        node("app.get('/v1', (req, res) => { res.send('Hello'); });\n"),
        nest("@Controller()\nexport class App { @Get() hello() { return 'Hello'; } }\n"),
        fastapi("@app.get('/')\ndef hello():\n    return {'hello': 'world'}\n"),
    ],
    ids=["Express", "an object", "with a version", "NestJS", "FastAPI"],
)
def test_a_greeting_shows_that_somebody_is_there(files: Files) -> None:
    assert [each.answer for each in routes_of(files).routes] == [Answer.HEALTH]


@pytest.mark.parametrize(
    "files",
    [
        node("app.get('/', (req, res) => res.json(orders()));\n"),
        node("app.get('/orders', (req, res) => res.json({ name: 'orders' }));\n"),
        node("app.post('/', (req, res) => res.send('Hello'));\n"),
        fastapi("@app.get('/')\ndef hello(name: str):\n    return {'hello': name}\n"),
    ],
    ids=["what a function answers", "another path", "another method", "what the caller said"],
)
def test_what_else_is_at_the_root_is_data(files: Files) -> None:
    assert [each.answer for each in routes_of(files).routes] == [Answer.DATA]


@pytest.mark.parametrize("path", ["/_health", "/__heartbeat__", "/__lbheartbeat__"])
def test_underscores_around_a_health_check_change_nothing(path: str) -> None:
    files = fastapi(f"@app.get('{path}')\ndef check():\n    return look()\n")

    assert [each.answer for each in routes_of(files).routes] == [Answer.HEALTH]


def test_profiles_of_the_program_are_metrics() -> None:
    files = node("app.get('/debug/pprof/heap', (req, res) => res.json(heap()));\n")

    assert [each.answer for each in routes_of(files).routes] == [Answer.METRICS]


ORDERS = nest("@Controller('orders')\nexport class Orders { @Get() all() { return load(); } }\n")


def test_what_providers_call_with_their_events_is_a_receiver() -> None:
    files = node("app.post('/webhooks/:shop/mail/:providerId', function mailWebhook(req, res) {\n"
                 "  res.json(note(req.body));\n});\n")  # fmt: skip

    assert [each.answer for each in routes_of(files).routes] == [Answer.WEBHOOK]


SHARED = {
    **{f"apps/api/{path}": content for path, content in ORDERS.items()},
    "package.json": '{"workspaces": ["apps/*", "packages/*"]}',
    "apps/api/package.json": '{"dependencies": {"@nestjs/core": "11", "@nestjs/common": "11", '
    '"@shop/kit": "*"}}',
    "packages/kit/package.json": '{"name": "@shop/kit", "dependencies": {"@nestjs/common": "11"}}',
    "packages/kit/kit.ts": "import { Controller, Get, Module } from '@nestjs/common';\n"
    "@Controller('kit')\nexport class Kit { @Get() all() { return load(); } }\n"
    "@Module({ controllers: [Kit] })\nexport class KitModule {}\n",
}


def test_a_controller_of_another_package_is_served_where_its_module_is_taken_in() -> None:
    module = "@Module({ imports: [KitModule] })\nclass App {}\n"
    taken = {**SHARED, "apps/api/src/app.module.ts": module}

    assert [each.path for each in routes_of(taken).routes] == ["/orders", "/kit"]
    assert [each.path for each in routes_of(SHARED).routes] == ["/orders"]


NEXT = {"package.json": '{"dependencies": {"next": "15"}}'}
OTHER = {"app/api/orders/route.ts": "export async function GET() { return Response.json([]); }\n"}


@pytest.mark.parametrize(
    ("code", "answers"),
    [
        ("function GET() {\n  throw new Failure('a');\n  return Response.json(1);\n}\n", False),
        ("function GET(): Promise<never> {\n  // Tries.\n  log(1);\n  throw failure;\n}\n", False),
        ("const GET = async (_: Request) => {\n  throw new Error('on purpose');\n};\n", False),
        ("function GET(r) {\n  if (!r.auth) throw failure;\n  return Response.json(1);\n}\n", True),
        ("function GET() {\n  if (!all) {\n    throw failure;\n  }\n  return all();\n}\n", True),
        ("function GET() {\n  // throw failure;\n  return Response.json(1);\n}\n", True),
        ("const GET = (r) => answer(() => { throw failure; });\n", True),
        ("function GET() {\n  try {\n    return all();\n  } catch (e) { throw e; }\n}\n", True),
    ],
    ids=["at once", "after a log", "an arrow", "on a condition", "in a block", "in a comment",
         "in a callback", "what was caught"],
)  # fmt: skip
def test_what_fails_whatever_it_is_asked_answers_nothing(code: str, answers: bool) -> None:
    files = {**NEXT, **OTHER, "app/api/failing/route.ts": f"export {code}"}

    paths = {each.path for each in routes_of(files).routes}

    assert paths == ({"/api/orders", "/api/failing"} if answers else {"/api/orders"})


def test_a_method_that_is_not_written_yet_answers_nothing() -> None:
    files = nest("@Controller('orders')\nexport class Orders {\n  @Get() all() { return load(); }\n"
                 "  @Post() add(@Body() order: Order): Promise<Order> {\n"
                 "    throw new NotImplementedException();\n  }\n}\n")  # fmt: skip

    assert [each.method for each in routes_of(files).routes] == ["GET"]


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("app.all('*', pages);\n", Answer.PAGE),
        ("app.get('/*rest', (req, res) => pages(req, res));\n", Answer.PAGE),
        ("app.get('(.*)', pages);\n", Answer.PAGE),
        ("app.get('*', (req, res) => res.json(find(req.path)));\n", Answer.DATA),
        ("app.all('/files/*', pages);\n", Answer.DATA),
        ("app.get('/:name', pages);\n", Answer.DATA),
    ],
)
def test_what_takes_all_that_nobody_else_does_draws_pages(code: str, expected: Answer) -> None:
    files = node("const pages = createRequestHandler({ build });\n" + code)

    assert [each.answer for each in routes_of(files).routes] == [expected]
