"""The routes of FastAPI and Starlette."""

from __future__ import annotations

import pytest

from tests.compliance.extract.python_routes_cases import addresses, guards_of, handlers_of

APP = (
    "from fastapi import APIRouter, Depends, FastAPI\nfrom routers import users\napp = FastAPI()\n"
)
USERS = "from fastapi import APIRouter, Depends, Security\n"


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("@app.get('/')\ndef f(): ...", ["GET /"]),
        ("@app.get('/a/{a_id}')\nasync def f(a_id: int): ...", ["GET /a/{a_id}"]),
        ("@app.get('/files/{path:path}')\ndef f(path): ...", ["GET /files/{path}"]),
        ("@app.api_route('/a', methods=['GET', 'POST'])\ndef f(): ...", ["GET /a", "POST /a"]),
        ("@app.post(path='/a')\ndef f(): ...", ["POST /a"]),
        ("@app.get('/a')\n@app.get('/b')\ndef f(): ...", ["GET /a", "GET /b"]),
        ("def f(): ...\napp.add_api_route('/a', f, methods=['DELETE'])", ["DELETE /a"]),
        ("def f(): ...\napp.get('/a')(f)", ["GET /a"]),
        ("BASE = '/v1'\n@app.get(f'{BASE}/a')\ndef f(): ...", ["GET /v1/a"]),
        ("@app.get('/a', response_class=HTMLResponse)\ndef f(): ...", ["GET /a [a page]"]),
        (
            "@app.get('/a')\ndef f():\n    return templates.TemplateResponse('a.html', {})",
            ["GET /a [a page]"],
        ),
        (
            "from jinja2 import Template\n@app.get('/a')\ndef f():\n    return Template(TEXT)",
            ["GET /a [a page]"],
        ),
        (
            (
                "class Template(Base):\n    id: int\n"
                "@app.get('/a')\ndef f():\n    template = Template()\n    return template"
            ),
            ["GET /a"],
        ),
        (
            "from routers import users\n@app.get('/a')\ndef f():\n    return users.Template(1)",
            ["GET /a"],
        ),
        (
            (
                "def get_template(db):\n    return db.query(Row).first()\n"
                "@app.get('/a')\ndef f():\n    template = get_template(db)\n    return template"
            ),
            ["GET /a"],
        ),
        (
            (
                "def get_template(name):\n    return environment.get_template(name)\n"
                "@app.get('/a')\ndef f():\n    return get_template('a')"
            ),
            ["GET /a [a page]"],
        ),
        (
            "import jinja2\n@app.get('/a')\ndef f():\n    return jinja2.Template(TEXT)",
            ["GET /a [a page]"],
        ),
        (
            (
                "import jinja2\nclass Template(jinja2.Template):\n    pass\n"
                "@app.get('/a')\ndef f():\n    return Template(TEXT)"
            ),
            ["GET /a [a page]"],
        ),
        ("@app.get('/a')\ndef f():\n    return RedirectResponse('/b')", ["GET /a [a redirect]"]),
        ("@app.get('/a')\ndef f():\n    return {'a': 1} if x else None", ["GET /a"]),
        ("@app.get('/healthz')\ndef f(): ...", ["GET /healthz [a health check]"]),
        ("@app.get('/up')\ndef f(): ...", ["GET /up [a health check]"]),
        ("@app.get('/up/databases')\ndef f(): ...", ["GET /up/databases [a health check]"]),
        ("@app.get('/readyz/db')\ndef f(): ...", ["GET /readyz/db [a health check]"]),
        ("@app.post('/up')\ndef f(): ...", ["POST /up"]),
        ("@app.get('/moves/up')\ndef f(): ...", ["GET /moves/up"]),
        ("@app.get('/ready/orders')\ndef f(): ...", ["GET /ready/orders"]),
        ("@app.get('/robots.txt')\ndef f(): ...", ["GET /robots.txt [static files]"]),
        ("@app.get('/robots')\ndef f(): ...", ["GET /robots"]),
        ("@app.websocket('/ws')\ndef f(): ...", []),
        ("@client.get('/a')\ndef f(): ...", []),
        ("def routes(app):\n    @app.get('/a')\n    def f(): ...\nroutes(app)", ["GET /a"]),
        (
            (
                "def include(parent, child):\n    parent.include_router(child, prefix='/x')\n"
                "include(app, users.router)"
            ),
            ["GET /x/users"],
        ),
        ("app.include_router(users.router)", ["GET /users"]),
        ("app.include_router(users.router, prefix='/v1')", ["GET /v1/users"]),
        (
            (
                "app.include_router(users.router, prefix='/a')\n"
                "app.include_router(users.router, prefix='/b')"
            ),
            ["GET /a/users", "GET /b/users"],
        ),
        (
            "for each in [users.router]:\n    app.include_router(each, prefix='/v1')",
            ["GET /v1/users"],
        ),
        (
            (
                "api = APIRouter(prefix='/api')\napi.include_router(users.router, prefix='/v1')\n"
                "app.include_router(api)"
            ),
            ["GET /api/v1/users"],
        ),
        (
            "sub = FastAPI()\nsub.include_router(users.router)\napp.mount('/sub', sub)",
            ["GET /sub/users"],
        ),
        (
            "from settings import settings\napp.include_router(users.router, prefix=settings.api)",
            ["GET /api/v2/users"],
        ),
        ("import os\napp.include_router(users.router, prefix=os.environ['P'])", ["GET /users ~"]),
        (
            (
                "def build(router):\n    made = FastAPI()\n"
                "    made.include_router(router)\n    return made\n"
                "app = build(router=users.router)"
            ),
            ["GET /users"],
        ),
        ("from routers.users import router as r\napp.include_router(router=r)", []),
    ],
)
def test_routes_are_read_as_they_are_written(code: str, expected: list[str]) -> None:
    files = {
        "main.py": APP + code,
        "settings.py": "class Settings(BaseSettings):\n    api: str = '/api/v2'\n"
        "def make() -> Settings:\n    return Settings()\nsettings = make()\n",
        "routers/__init__.py": "",
        "routers/users.py": USERS + "router = APIRouter()\n",
    }
    if "/users" in "".join(expected):
        files["routers/users.py"] += "@router.get('/users')\ndef users(): ...\n"

    assert addresses(files, "fastapi") == expected


def test_a_router_of_the_repository_own_class() -> None:
    files = {
        "main.py": "from fastapi import FastAPI\nfrom users import people\napp = FastAPI()\n"
        "app.include_router(people)\n",
        "routing.py": "from fastapi import APIRouter as Base\nclass Router(Base):\n    pass\n",
        "users.py": "from routing import Router\npeople = Router(prefix='/people')\nimport more\n",
        "more.py": "from users import people\n@people.get('/{name}')\ndef one(name: str): ...\n",
        "alone.py": "from routing import Router\nother = Router(prefix='/x')\n"
        "@other.get('/y')\ndef y(): ...\n",
    }

    assert addresses(files, "fastapi") == ["GET /people/{name}", "GET /x/y ~"]


def test_a_router_of_a_class_that_a_function_makes() -> None:
    files = {
        "main.py": "from fastapi import FastAPI\nfrom routing import Router\n"
        "people = Router(prefix='/people')\n@people.get('/{name}')\ndef one(name: str): ...\n"
        "app = FastAPI()\napp.include_router(people)\n",
        "routing.py": "from fastapi import APIRouter\ndef router_class(route):\n"
        "    class Made(APIRouter):\n        pass\n    return Made\nRouter = router_class(None)\n",
    }

    assert addresses(files, "fastapi") == ["GET /people/{name}"]


def test_routes_of_a_class() -> None:
    code = (
        "class Users:\n    def __init__(self):\n        self.router = APIRouter(prefix='/users')\n"
        "        self.router.add_api_route('/', self.all, methods=['GET'])\n"
        "    def all(self): ...\n"
        "@cbv(router)\nclass Items:\n    @router.get('/items')\n    def items(self): ...\n"
    )
    files = {
        "main.py": f"{APP}router = APIRouter()\n{code}app.include_router(router)\n"
        "app.include_router(Users().router)\n",
        "routers/__init__.py": "",
        "routers/users.py": "",
    }

    assert handlers_of(files, "fastapi") == {"GET /users": "Users.all", "GET /items": "Items.items"}


@pytest.mark.parametrize(
    ("handed", "expected"),
    [("app: FastAPI", {"POST /users": "Api.add"}), ("store: Store", {})],
)
def test_routes_that_a_class_adds_to_an_application_it_was_handed(
    handed: str, expected: dict[str, str]
) -> None:
    api = (
        f"from fastapi import FastAPI\nclass Api:\n    def __init__(self, {handed}):\n"
        f"        self.on = {handed.partition(':')[0]}\n"
        "        self.add_api_route('/users', self.add, methods=['POST'])\n"
        "    def add_api_route(self, path, endpoint, **options):\n"
        "        return self.on.add_api_route(path, endpoint, **options)\n"
        "    def add(self, user: User): ...\n"
    )
    main = "from fastapi import FastAPI\nfrom api import Api\napp = FastAPI()\nApi(made(app))\n"
    files = {"main.py": main, "api.py": api}

    assert handlers_of(files, "fastapi") == expected


def test_guards_are_dependencies_wherever_they_are_named() -> None:
    users = (
        "Current = Annotated[User, Depends(current_user)]\n"
        "router = APIRouter(dependencies=[Depends(b)])\n"
        "@router.get('/users', dependencies=[Depends(c)])\n@cached\n"
        "def users(d=Depends(d), e: Annotated[str, Security(auth.scope, scopes=['x'])] = '',\n"
        "          f: Current = None, g: int = 0): ...\n"
    )
    files = {
        "main.py": "from fastapi import FastAPI, Depends\nfrom users import router\n"
        "app = FastAPI(dependencies=[Depends(app_wide)])\n"
        "app.include_router(router, dependencies=[Depends(a)])\n",
        "users.py": USERS + users,
    }

    assert guards_of(files, "fastapi") == {
        "GET /users": [
            "Depends()", "Depends()", "Depends()", "Depends()", "cached", "Depends()", "auth.scope",
            "Depends()",
        ]
    }  # fmt: skip


def test_a_decorator_of_the_project_that_is_handed_a_method_of_a_router() -> None:
    files = {
        "main.py": "from fastapi import FastAPI\nfrom users import router\napp = FastAPI()\n"
        "app.include_router(router, prefix='/api')\n",
        "auth.py": "def protected(method, path, scopes, **options):\n    def decorate(function):\n"
        "        return method(path, **options)(function)\n    return decorate\n",
        "users.py": "from fastapi import APIRouter\nfrom auth import protected\n"
        "router = APIRouter(prefix='/users')\n"
        "@protected(router.get, '', ['users.read'])\ndef users() -> list[User]: ...\n"
        "@protected(router.delete, '/{id}', ['users.write'], status_code=204)\n"
        "def remove(id: int): ...\n"
        "@protected(router.tags, '/none', [])\ndef none(): ...\n",
    }

    assert guards_of(files, "fastapi") == {
        "GET /api/users": ["protected()"],
        "DELETE /api/users/{id}": ["protected()"],
    }


@pytest.mark.parametrize(
    ("routes", "expected"),
    [
        ("[Route('/', home)]", ["GET / [a page]"]),
        ("[Route('/a', data, methods=['POST', 'PUT'])]", ["POST /a", "PUT /a"]),
        ("[Mount('/v1', routes=[Route('/a/{id:int}', data)])]", ["GET /v1/a/{id}"]),
        ("[Mount('/v1', app=Router(routes=[Route('/a', data)]))]", ["GET /v1/a"]),
        ("[Mount('/v1', inner)]", ["GET /v1/inner"]),
        ("[Mount('/static', StaticFiles(directory='s')), WebSocketRoute('/ws', data)]", []),
        ("[Route('/a', Users)]", ["DELETE /a", "GET /a"]),
        ("[Route('/a', data), *more]", ["GET /a", "GET /more"]),
        ("more", ["GET /more"]),
        ("make()", []),
    ],
)
def test_lists_of_starlette(routes: str, expected: list[str]) -> None:
    code = (
        "from starlette.applications import Starlette\nfrom starlette.routing import *\n"
        "from starlette.routing import Mount, Route, Router, WebSocketRoute\n"
        "from starlette.endpoints import HTTPEndpoint\n"
        "async def home(request):\n    return HTMLResponse('<p>')\n"
        "async def data(request):\n    return JSONResponse({})\n"
        "class Users(HTTPEndpoint):\n    async def get(self, request): ...\n"
        "    async def delete(self, request): ...\n"
    )
    if "inner" in routes:
        code += "inner = Starlette(routes=[Route('/inner', data)])\n"
    if "more" in routes:
        code += "more = [Route('/more', data)]\n"
    files = {"main.py": f"{code}app = Starlette(routes={routes})\n"}

    assert addresses(files, "starlette") == expected


def test_a_route_of_starlette_that_nobody_serves_has_an_open_beginning() -> None:
    files = {
        "main.py": "from starlette.applications import Starlette\n"
        "from starlette.routing import Route\n"
        "def a(request): ...\nspare = [Route('/a', a)]\napp = Starlette()\n"
    }

    assert addresses(files, "starlette") == ["GET /a ~"]


def test_an_application_that_another_package_extends() -> None:
    code = (
        "from fastapi import Depends\nfrom shared.web import TracedAPIRouter, TracedFastAPI\n"
        "app = TracedFastAPI()\nrouter = TracedAPIRouter(prefix='/orders')\n"
        "@router.get('/open')\ndef opened():\n    return []\n"
        "for each in [router]:\n    app.include_router(each, prefix='/v1')\n"
    )

    assert addresses({"app.py": code}, "fastapi") == ["GET /v1/orders/open"]
