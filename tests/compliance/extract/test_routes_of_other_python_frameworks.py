"""The routes of Litestar, aiohttp, Tornado, Falcon and Pyramid, and the fields of GraphQL."""

from __future__ import annotations

import pytest

from tests.compliance.extract.python_routes_cases import addresses, guards_of, handlers_of

LITESTAR = "from litestar import Controller, Litestar, Router, delete, get, post, route\n"


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        (
            "@get('/a/{b:int}')\nasync def f(b: int) -> int: ...\napp = Litestar([f])",
            ["GET /a/{b}"],
        ),
        (
            "@get(['/a', '/b'])\nasync def f() -> int: ...\napp = Litestar(route_handlers=[f])",
            ["GET /a", "GET /b"],
        ),
        ("@get()\nasync def f() -> Template: ...\napp = Litestar([f])", ["GET / [a page]"]),
        (
            "@get('/x')\nasync def f() -> Redirect: ...\napp = Litestar([f])",
            ["GET /x [a redirect]"],
        ),
        (
            (
                "@route('/a', http_method=[HttpMethod.GET, 'PUT'])\nasync def f() -> int: ...\n"
                "app = Litestar([f])"
            ),
            ["GET /a", "PUT /a"],
        ),
        (
            (
                "class C(Controller):\n    path = '/c'\n    @post()\n"
                "    async def add(self) -> int: ...\n"
                "    @delete('/{id:uuid}')\n    async def drop(self, id: str) -> None: ...\n"
                "app = Litestar([C])"
            ),
            ["DELETE /c/{id}", "POST /c"],
        ),
        (
            (
                "class C(Controller):\n    path = '/c'\n    @get()\n"
                "    async def all(self) -> int: ...\n"
                "r = Router(path='/v1', route_handlers=[C])\napp = Litestar([r])"
            ),
            ["GET /v1/c"],
        ),
        ("@get('/a')\nasync def f() -> int: ...\napp = Litestar(plugins=[found])", ["GET /a"]),
        (
            "@get('/a')\nasync def f() -> int: ...\napp = Litestar([Router('/v1', [])])",
            ["GET /a ~"],
        ),
    ],
)
def test_litestar(code: str, expected: list[str]) -> None:
    assert addresses({"app.py": LITESTAR + code}, "litestar") == expected


def test_pages_of_a_front_end_in_litestar() -> None:
    code = (
        "@get('/a', component='a/list')\nasync def a() -> list[int]: ...\n"
        "@post('/b')\nasync def b() -> InertiaRedirect: ...\n"
        "@get('/c', name='component')\nasync def c() -> list[int]: ...\n"
        "app = Litestar([a, b, c])\n"
    )

    assert addresses({"app.py": LITESTAR + code}, "litestar") == [
        "GET /a [a page]", "GET /c", "POST /b [a redirect]",
    ]  # fmt: skip


def test_guards_of_litestar() -> None:
    code = (
        "class C(Controller):\n    path = '/c'\n    guards = [owner]\n    @get(guards=[admin])\n"
        "    async def all(self) -> int: ...\napp = Litestar([C], guards=[signed_in])\n"
    )

    assert guards_of({"app.py": LITESTAR + code}, "litestar") == {
        "GET /c": ["signed_in", "owner", "admin"]
    }
    assert handlers_of({"app.py": LITESTAR + code}, "litestar") == {"GET /c": "C.all"}


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        (
            (
                "routes = web.RouteTableDef()\n@routes.get(r'/a/{b:\\d+}')\n"
                "async def f(request): ...\n"
                "app.add_routes(routes)"
            ),
            ["GET /a/{b}"],
        ),
        (
            (
                "routes = web.RouteTableDef()\n@routes.view('/a')\nclass V(web.View):\n"
                "    async def get(self): ...\n    async def post(self): ...\n"
                "app.add_routes(routes)"
            ),
            ["GET /a", "POST /a"],
        ),
        (
            (
                "async def f(request): ...\n"
                "app.add_routes([web.get('/a', f), web.route('*', '/b', f)])"
            ),
            ["* /b", "GET /a"],
        ),
        ("async def f(request): ...\napp.router.add_post('/a', f)", ["POST /a"]),
        ("async def f(request): ...\napp.router.add_route('DELETE', '/a', f)", ["DELETE /a"]),
        (
            (
                "async def f(request): ...\nsub = web.Application()\nsub.router.add_get('/a', f)\n"
                "app.add_subapp('/sub', sub)"
            ),
            ["GET /sub/a"],
        ),
        (
            (
                "async def f(request): ...\ndef setup(app):\n"
                "    app.router.add_get('/a', f)\nsetup(app)"
            ),
            ["GET /a"],
        ),
        (
            (
                "class Users:\n    def add(self, app: web.Application):\n"
                "        router = app.router\n        router.add_get('/a', self.f)\n"
                "        router.add_route('PUT', '/a', self.f)\n"
                "    async def f(self, request): ...\nUsers().add(app)"
            ),
            ["GET /a", "PUT /a"],
        ),
        (
            (
                "class Pages:\n    def enable(self):\n"
                "        self.service.application.router.add_route('GET', '/a', self.f)\n"
                "    async def f(self, request): ..."
            ),
            ["GET /a"],
        ),
        ("class Pages:\n    def on(self):\n        self.cache.add_get('/a', self.f)", []),
        ("class Pages:\n    def on(self):\n        self.app.router.add_route('/a', self.f)", []),
    ],
)
def test_aiohttp(code: str, expected: list[str]) -> None:
    app = "from aiohttp import web\napp = web.Application()\n"

    assert addresses({"app.py": app + code}, "aiohttp") == expected


def test_tornado() -> None:
    code = (
        "import tornado.web\nfrom tornado.web import Application, RequestHandler, url\n"
        "class Base(RequestHandler):\n    pass\n"
        "class Users(Base):\n    @tornado.web.authenticated\n    def get(self, user_id):\n"
        "        self.write({})\n    def post(self, user_id):\n        self.redirect('/')\n"
        "class Home(Base):\n    def get(self):\n        self.render('a.html')\n"
        "handlers = [(r'/', Home), url(r'/users/(?P<user_id>[0-9]+)', Users, name='u')]\n"
        "app = Application(handlers)\nnothing = [('a', str), (1, Home)]\n"
    )

    assert addresses({"app.py": code}, "tornado") == [
        "GET / [a page]",
        "GET /users/{user_id}",
        "POST /users/{user_id} [a redirect]",
    ]
    assert guards_of({"app.py": code}, "tornado")["GET /users/{user_id}"] == [
        "tornado.web.authenticated"
    ]


def test_aiohttp_with_resources() -> None:
    code = (
        "from aiohttp import web\nasync def show(request): ...\nasync def drop(request): ...\n"
        "app = web.Application()\n"
        "app.router.add_resource('/users/{name}').add_route('GET', show)\n"
        "order = app.router.add_resource('/orders/{number}')\n"
        "order.add_route('GET', show)\norder.add_route('DELETE', drop)\n"
    )

    assert addresses({"app.py": code}, "aiohttp") == [
        "DELETE /orders/{number}", "GET /orders/{number}", "GET /users/{name}",
    ]  # fmt: skip


def test_falcon() -> None:
    code = (
        "import falcon\nclass Users:\n    def on_get(self, req, resp): ...\n"
        "    @falcon.before(auth)\n    def on_post_one(self, req, resp, user_id): ...\n"
        "app = falcon.App()\nusers = Users()\napp.add_route('/users', users)\n"
        "app.add_route('/users/{user_id:int}', users, suffix='one')\n"
    )

    assert addresses({"app.py": code}, "falcon") == ["GET /users", "POST /users/{user_id}"]
    assert guards_of({"app.py": code}, "falcon")["POST /users/{user_id}"] == ["falcon.before()"]


def test_falcon_with_modules_as_resources() -> None:
    files = {
        "shop/__init__.py": "",
        "shop/app.py": "import falcon\nfrom shop.api import init\napp = falcon.App()\ninit(app)\n",
        "shop/api/__init__.py": "def init(app):\n    from . import users, orders\n"
        "    app.add_route('/users', users)\n"
        "    app.add_route('/users/{name}', users, suffix='one')\n"
        "    app.add_route('/orders', orders)\n",
        "shop/api/users.py": "from shop.auth import signed_in\n\ndef on_get(req, resp): ...\n"
        "@signed_in\ndef on_put_one(req, resp, name): ...\n"
        "class Spare:\n    def on_delete(self, req, resp): ...\n",
        "shop/api/orders.py": "def on_post(req, resp): ...\ndef posted(req): ...\n",
        "shop/auth.py": "def signed_in(handler):\n    return handler\n",
    }

    assert addresses(files, "falcon") == ["GET /users", "POST /orders", "PUT /users/{name}"]
    assert guards_of(files, "falcon")["PUT /users/{name}"] == ["signed_in"]


def test_pyramid() -> None:
    files = {
        "shop/__init__.py": "from pyramid.config import Configurator\n"
        "def main(config, **settings):\n"
        "    config = Configurator()\n    config.add_route('home', '/')\n"
        "    config.include('shop.api', route_prefix='/api')\n"
        "    config.add_route('files', '/files/*rest')\n"
        "    config.add_view('shop.views.files', route_name='files')\n"
        "    return config.make_wsgi_app()\n",
        "shop/api.py": "def includeme(config):\n"
        "    config.add_route('user', '/users/{id:\\\\d+}')\n"
        "    config.add_route('spare', '/spare')\n",
        "shop/views.py": "from pyramid.view import view_config, view_defaults\n"
        "@view_config(route_name='home', renderer='home.jinja2')\ndef home(request):\n"
        "    return {}\n"
        "@view_defaults(route_name='user', renderer='json', permission='read')\nclass User:\n"
        "    @view_config(request_method='GET')\n    def get(self):\n        return {}\n"
        "    @view_config(request_method=('PUT', 'PATCH'), permission='write')\n"
        "    def put(self):\n        return {}\n"
        "    @view_config(require_methods=['DELETE'])\n    def drop(self):\n        return {}\n",
    }

    assert addresses(files, "pyramid") == [
        "* /files/{rest}", "DELETE /api/users/{id}", "GET / [a page]", "GET /api/users/{id}",
        "PATCH /api/users/{id}", "PUT /api/users/{id}",
    ]  # fmt: skip
    assert guards_of(files, "pyramid")["PUT /api/users/{id}"] == ["write"]
    assert handlers_of(files, "pyramid")["GET /api/users/{id}"] == "User.get"


def test_pyramid_by_a_decorator_of_the_project() -> None:
    files = {
        "shop/__init__.py": "from pyramid.config import Configurator\n"
        "def main(config, **settings):\n"
        "    config.add_route('api.orders', '/api/orders')\n"
        "    return Configurator().make_wsgi_app()\n",
        "shop/views.py": "from shop.config import api_config, cached\n"
        "@api_config(versions=['v1'], route_name='api.orders', request_method='POST')\n"
        "def create(request):\n    return {}\n"
        "@cached(name='api.orders')\ndef all_orders(request):\n    return []\n",
    }

    assert addresses(files, "pyramid") == ["POST /api/orders"]


def test_fields_of_strawberry() -> None:
    code = (
        "import strawberry\nfrom flask import Flask\napp = Flask(__name__)\ndef find(): ...\n"
        "@strawberry.type\nclass Users:\n    @strawberry.field(permission_classes=[Signed])\n"
        "    def all_users(self) -> int: ...\n    def helper(self): ...\n"
        "@strawberry.type\nclass Query(Users):\n    found: int = strawberry.field(resolver=find)\n"
        "@strawberry.type\nclass Mutation:\n    @strawberry.mutation\n"
        "    def add_user(self) -> int: ...\n"
        "schema = strawberry.Schema(query=Query, mutation=Mutation)\n"
    )

    assert addresses({"app.py": code}, "flask", "strawberry-graphql") == [
        "GET allUsers (GraphQL)", "GET found (GraphQL)", "POST addUser (GraphQL)",
    ]  # fmt: skip
    assert handlers_of({"app.py": code}, "flask", "strawberry-graphql") == {
        "GET allUsers": "Users.all_users",
        "GET found": "find",
        "POST addUser": "Mutation.add_user",
    }


def test_fields_of_graphene_and_ariadne() -> None:
    graphene = (
        "import graphene\nfrom flask import Flask\napp = Flask(__name__)\n"
        "class Create(graphene.Mutation):\n    class Arguments:\n        name = graphene.String()\n"
        "    def mutate(self, info, name): ...\n"
        "class Query(graphene.ObjectType):\n    users = graphene.List(User)\n"
        "    def resolve_users(self, info): ...\n"
        "class Mutations(graphene.ObjectType):\n    create_user = Create.Field()\n"
        "schema = graphene.Schema(query=Query, mutation=Mutations)\n"
    )
    ariadne = (
        "from ariadne import QueryType\nfrom flask import Flask\napp = Flask(__name__)\n"
        "query = QueryType()\n@query.field('users')\ndef users(*_): ...\n"
    )

    assert handlers_of({"app.py": graphene}, "flask", "graphene") == {
        "GET users": "Query.resolve_users",
        "POST createUser": "Create.mutate",
    }
    assert handlers_of({"app.py": ariadne}, "flask", "ariadne") == {"GET users": "users"}


def test_procedures_of_json_rpc() -> None:
    django = (
        "from modernrpc.core import rpc_method\n"
        "@rpc_method(name='Order.filter', auth=signed)\ndef find(query): ...\n"
        "@rpc_method\ndef add(a, b): ...\ndef helper(): ...\n"
    )
    flask = (
        "from flask import Flask\nfrom flask_jsonrpc import JSONRPC\napp = Flask(__name__)\n"
        "jsonrpc = JSONRPC(app, '/api')\n@jsonrpc.method('App.index')\ndef index(): ...\n"
        "@other.method('a')\ndef no(): ...\n"
    )
    settings = {
        "manage.py": "import django\n",
        "shop/settings.py": "ROOT_URLCONF = 'shop.urls'\nINSTALLED_APPS = ['django']\n",
        "shop/urls.py": "from django.urls import path\nurlpatterns = []\n",
    }

    assert handlers_of({**settings, "shop/rpc.py": django}, "django", "django-modern-rpc") == {
        "POST /Order.filter": "find",
        "POST /add": "add",
    }
    assert handlers_of({"app.py": flask}, "flask", "flask-jsonrpc") == {"POST /App.index": "index"}
