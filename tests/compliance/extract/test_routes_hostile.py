"""Code that is written to lead the readers of routes round and round, or to drown them."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import pytest

from tests.compliance.extract import python_routes_cases
from tests.compliance.extract.counting import steps
from tests.compliance.extract.node_routes_cases import addresses, guards_of, handlers_of, routes_of
from tests.compliance.repositories import Files, judge

PACKAGE = {"package.json": '{"dependencies": {"express": "5"}}'}
EXPRESS = "const express = require('express');\nconst app = express();\n"
DEPTH = 9


def doubled(first: str, each: str) -> str:
    """`const a0 = …; const a1 = … a0 … a0 …;`: each step twice what the one before it was."""
    lines = [f"const a0 = {first};"]
    for step in range(1, DEPTH):
        many = ", ".join([f"a{step - 1}"] * 30)
        lines.append(f"const a{step} = {each.format(many)};")
    return "\n".join(lines) + "\n"


@pytest.mark.parametrize(
    "code",
    [
        "const a = [a, b]; const b = [...a];\napp.use(a);\napp.get('/x', a, b);\napp.use(a, b);\n",
        "const a = b; const b = a;\napp.use(a, a);\napp.get(a, a);\na.get('/y', a);\n",
        "const a = a + a;\napp.get(a, x);\n",
        "const a = () => a();\napp.use(a());\napp.get('/x', a());\n",
        "const a = express.Router(); a.use(a); a.get('/x', x);\n",
        "function f(app) { f(app); app.get('/x', x); }\nf(app);\n",
        (
            "class A extends A { constructor() { super(); this.router = this.router; } }\n"
            "app.use(new A().router);\n"
        ),
        "class A extends B {} class B extends A {}\napp.use(new A().router);\n",
    ],
)
def test_what_leads_round_ends(code: str) -> None:
    assert len(addresses({"app.js": EXPRESS + code}, "express")) <= 3


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        (doubled("'/a'", "[{}].join('')") + f"app.get(a{DEPTH - 1}, x);\n", 1),
        (doubled("b", "f({})") + f"app.get('/x', a{DEPTH - 1});\n", 1),
        (doubled("b", "`${{[{0}]}}`") + f"app.get('/x', a{DEPTH - 1});\n", 1),
        (doubled("b", "path.join({})") + f"app.get(a{DEPTH - 1}, x);\n", 1),
    ],
)
def test_what_grows_with_each_step_is_followed_once(code: str, expected: int) -> None:
    assert len(routes_of({"app.js": EXPRESS + code}, "express")) == expected


def test_choices_that_grow_with_each_step_are_followed_once() -> None:
    many = (" || ".join([f"a{step - 1}"] * 30) for step in range(1, DEPTH))
    lines = ["const a0 = b;", *(f"const a{step} = {each};" for step, each in enumerate(many, 1))]
    code = "\n".join(lines) + f"\napp.use(a{DEPTH - 1});\na{DEPTH - 1}.get('/x', x);\n"

    assert addresses({"app.js": EXPRESS + code}, "express") == []


def test_routers_of_trpc_that_hold_each_other() -> None:
    init = "import { createHTTPServer } from '@trpc/server/adapters/standalone';\n"
    init += "createHTTPServer({ router: r6 });\nconst r0 = router({ a: t.procedure.query(f) });\n"
    steps = [
        f"const r{n} = router({{ {', '.join(f'k{key}: r{n - 1}' for key in range(30))} }});"
        for n in range(1, 7)
    ]
    loop = "const x = router({ y }); const y = router({ x, p: t.procedure.query(f) });\n"

    found = routes_of({"app.ts": init + "\n".join(steps) + "\n" + loop}, "@trpc/server")

    assert 0 < len(found) <= 3_000


def test_tables_of_graphql_and_modules_of_nest_that_hold_each_other() -> None:
    files: Files = {
        "server.ts": "import { ApolloServer } from '@apollo/server';\nnew ApolloServer({});\n"
        "import { NestFactory } from '@nestjs/core';\nNestFactory.create(A);\n",
        "maps.ts": "const a = { ...b, x };\nconst b = { ...a, y };\nexport const Query = a;\n"
        "export const resolvers = { Query };\n",
        "module.ts": "import { RouterModule } from '@nestjs/core';\n"
        "const routes = [{ path: '', module: A, children: routes }];\n"
        "@Module({ imports: [RouterModule.register(routes)], controllers: [A] })\n"
        "@Controller()\nexport class A { @Get() get() {} @D() d() {} }\n"
        "const D = () => applyDecorators(D(), D(), D(), D(), D(), D(), D(), D(), D(), D());\n",
    }

    found = sorted(each.path for each in routes_of(files, "@nestjs/core", "@apollo/server"))

    assert found == ["/", "x", "y"]


def test_more_than_people_write_is_cut() -> None:
    routes = "".join(f"app.get('/r{n}', h);\n" for n in range(3_100))
    guards = "".join(f"app.use(g{n});\n" for n in range(100))

    assert len(routes_of({"app.js": EXPRESS + routes}, "express")) == 3_000
    assert (
        len(guards_of({"app.js": EXPRESS + guards + "app.get('/x', h);"}, "express")["GET /x"])
        == 30
    )


def test_files_that_hand_on_all_that_each_other_exports() -> None:
    names = [f"m{number}" for number in range(25)]
    around = {
        f"{name}.ts": "".join(f"export * from './{other}';\n" for other in names if other != name)
        for name in names
    }
    files: Files = {
        **around,
        "m24.ts": f"{around['m24.ts']}export function shown(req, res) {{}}\n",
        "app.ts": "import express from 'express';\nimport { missing, shown } from './m0';\n"
        "const app = express();\napp.get('/shown', shown);\napp.get('/missing', missing);\n",
    }

    assert handlers_of(files, "express") == {"GET /missing": "", "GET /shown": "shown"}


def test_classes_that_inherit_from_each_other_in_very_many_ways() -> None:
    layers = [
        f"class L{layer}N{number}({', '.join(f'L{layer - 1}N{base}' for base in range(12))}): pass"
        for layer in range(1, 10)
        for number in range(12)
    ]
    roots = [f"class L0N{number}: pass" for number in range(12)]
    code = "\n".join(("from fastapi import FastAPI", "app = FastAPI()", *roots, *layers))
    code += "\nservice = L9N0()\napp.add_api_route('/x', service.missing)\n"

    handlers = python_routes_cases.handlers_of({"main.py": code}, "fastapi")

    assert handlers == {"GET /x": ""}


def test_objects_that_are_made_by_what_other_objects_have() -> None:
    chain = "".join(f"const n{number} = n{number - 1}.make();\n" for number in range(1, 15))
    routes = "".join(f"app.get('/r{number}', n14.handler{number});\n" for number in range(2_000))

    handlers = handlers_of({"app.js": f"{EXPRESS}const n0 = make();\n{chain}{routes}"}, "express")

    assert len(handlers) == 2_000
    assert set(handlers.values()) == {""}


def _in_objects(many: int) -> Files:
    hands = "".join(
        f"function f{n}(context) {{\n{f' f{n + 1}(context);' * many}\n}}\n" for n in range(6)
    )
    last = "function f6(context) { context.app.get('/x', x); }\nf0({ app });\n"
    return {**PACKAGE, "app.js": EXPRESS + hands + last}


def _in_rests(many: int) -> Files:
    hands = "".join(
        f"function f{n}(...all) {{\n{f' f{n + 1}(...all);' * many}\n}}\n" for n in range(6)
    )
    last = "function f6(app) { app.get('/x', x); }\nf0(app);\n"
    return {**PACKAGE, "app.js": EXPRESS + hands + last}


def _in_lists(many: int) -> Files:
    return _modules("...a%d, " * many)


def _in_children(many: int) -> Files:
    return _modules("{ path: 'a', children: a%d }, " * many)


def _modules(rows: str) -> Files:
    lists = "".join(f"const a{n} = [{rows.replace('%d', str(n + 1))}];\n" for n in range(6))
    modules = (
        "@Controller('a') class A { @Get() all() {} }\n@Module({ controllers: [A] }) class B {}\n"
    )
    root = "@Module({ imports: [B, RouterModule.register(a0)] }) class Root {}\n"
    return {
        "package.json": '{"dependencies": {"@nestjs/core": "10", "@nestjs/common": "10"}}',
        "main.ts": "import { NestFactory, RouterModule } from '@nestjs/core';\n"
        "import { Controller, Get, Module } from '@nestjs/common';\n"
        f"{modules}{lists}const a6 = [{{ path: '/x', module: B }}];\n{root}"
        "NestFactory.create(Root).then((app) => app.listen(80));\n",
    }


def _to_functions(many: int) -> Files:
    hands = "".join(f"def f{n}(router):\n" + f"    f{n + 1}(router)\n" * many for n in range(5))
    last = "def f5(router):\n    router.register('x', Orders)\nf0(router)\n"
    return {
        "requirements.txt": "django\ndjangorestframework\n",
        "shop/settings.py": "import django\nROOT_URLCONF = 'shop.urls'\n",
        "shop/urls.py": "from django.urls import include, path\n"
        "from rest_framework.routers import DefaultRouter\n"
        "from rest_framework.viewsets import ModelViewSet\n"
        "class Orders(ModelViewSet): ...\nrouter = DefaultRouter()\n"
        f"{hands}{last}urlpatterns = [path('', include(router.urls))]\n",
    }


def _in_routers(many: int) -> Files:
    made = "".join(f"r{n} = APIRouter()\n" for n in range(7))
    hands = "".join(f"r{n}.include_router(r{n + 1})\n" * many for n in range(6))
    return {
        "requirements.txt": "fastapi\n",
        "main.py": "from fastapi import APIRouter, FastAPI\napp = FastAPI()\n"
        f"{made}{hands}app.include_router(r0)\n@r6.get('/x')\ndef x(): return []\n",
    }


@pytest.mark.parametrize(
    "repository", [_in_objects, _in_rests, _in_lists, _in_children, _in_routers, _to_functions]
)
def test_what_is_handed_on_many_times_is_followed_once(
    repository: Callable[[int], Files],
) -> None:
    _, few, many = (steps(partial(judge, "authentication", repository(each))) for each in (3, 3, 6))
    assert many < 6 * few


SETTINGS = "import django\nROOT_URLCONF = 'shop.urls'\n"
NESTED = (
    "from django.urls import include, path\n"
    "from rest_framework.decorators import action\n"
    "from rest_framework_nested.routers import NestedSimpleRouter\n"
    "from rest_framework.viewsets import ModelViewSet, ViewSet\n"
)


LED_ROUND = {
    "routers nested in one another": """\
class V(ModelViewSet): ...
a = NestedSimpleRouter(b, 'x', lookup='y')
b = NestedSimpleRouter(a, 'x', lookup='y')
""",
    "actions that map one another": """\
class V(ModelViewSet):
    @two.mapping.post
    def one(self, request): ...
    @one.mapping.post
    def two(self, request): ...
a = NestedSimpleRouter(r, 'x', lookup='y')
""",
}


@pytest.mark.parametrize("code", LED_ROUND.values(), ids=LED_ROUND)
def test_what_django_rest_framework_is_led_round_with_ends(code: str) -> None:
    routes = "a.register('orders', V)\nurlpatterns = [path('', include(a.urls))]\n"
    files = {"shop/settings.py": SETTINGS, "shop/urls.py": NESTED + code + routes}

    assert len(python_routes_cases.addresses(files, "django", "djangorestframework")) == 6
