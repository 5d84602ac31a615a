"""Routers of Python that functions make or are handed, and names that packages give."""

from __future__ import annotations

import pytest

from tests.compliance.extract.python_routes_cases import addresses
from tests.compliance.repositories import Files

APP = "from fastapi import FastAPI\nimport orders, users\napp = FastAPI()\n"
MAKING = (
    "from fastapi import APIRouter\n"
    "def make(prefix='/things', router=None):\n"
    "    router = router or APIRouter(prefix=prefix)\n"
    "    @router.get('/count')\n    def count(): ...\n"
    "    return router\n"
)


def test_each_router_that_a_function_makes_has_routes_of_its_own() -> None:
    files: Files = {
        "app.py": APP + "app.include_router(users.router)\n"
        "app.include_router(orders.router, prefix='/v1')\n",
        "making.py": MAKING,
        "users.py": "from making import make\nrouter = make('/users')\n"
        "@router.get('/{id}')\ndef show(): ...\n",
        "orders.py": "from making import make\nrouter = make(prefix='/orders')\n"
        "@router.post('/')\ndef add(): ...\n",
    }

    assert addresses(files, "fastapi") == [
        "GET /users/count", "GET /users/{id}", "GET /v1/orders/count", "POST /v1/orders",
    ]  # fmt: skip


def test_a_router_that_a_function_hands_back_is_the_one_that_it_was_handed() -> None:
    files: Files = {
        "app.py": APP + "app.include_router(users.router)\n",
        "making.py": "def counted(router):\n    @router.get('/count')\n    def count(): ...\n"
        "    return router\n",
        "users.py": "from fastapi import APIRouter\nfrom making import counted\n"
        "router = counted(APIRouter(prefix='/users'))\n@router.get('/{id}')\ndef show(): ...\n",
        "orders.py": "",
    }

    assert addresses(files, "fastapi") == ["GET /users/count", "GET /users/{id}"]


def test_routes_that_a_function_adds_are_those_of_who_calls_it() -> None:
    files: Files = {
        "app.py": APP + "app.include_router(users.router, prefix='/users')\n",
        "adding.py": "def add(router, allowed, path, view, **options):\n"
        "    if allowed:\n        router.add_api_route(path, view, **options)\n",
        "users.py": "from fastapi import APIRouter\nfrom adding import add\n"
        "router = APIRouter()\ndef show(): ...\ndef save(): ...\n"
        "add(router, True, '/{id}', show, methods=['GET'])\n"
        "add(router, True, path='/', view=save, methods=['POST'])\n",
        "orders.py": "",
    }

    assert addresses(files, "fastapi") == ["GET /users/{id}", "POST /users"]


@pytest.mark.parametrize(
    ("own", "expected"),
    [
        ("from .users import router as users\n", ["GET /users"]),
        ("from .users import api as users\n", ["GET /api"]),
        ("from . import users\n", []),
        ("", []),
    ],
)
def test_a_name_of_a_package_comes_before_a_module_of_that_name(
    own: str, expected: list[str]
) -> None:
    files: Files = {
        "main.py": "from fastapi import FastAPI\nfrom routers import users\napp = FastAPI()\n"
        "app.include_router(users)\n",
        "routers/__init__.py": own,
        "routers/users.py": "from fastapi import APIRouter\nrouter = APIRouter()\n"
        "api = APIRouter()\n@router.get('/users')\ndef f(): ...\n@api.get('/api')\ndef g(): ...\n",
    }

    found = [each for each in addresses(files, "fastapi") if not each.endswith("~")]

    assert found == expected


@pytest.mark.parametrize(
    ("made", "expected"),
    [
        ("wrapping(app, pages, path='/pages')", ["GET /orders"]),
        ("wrapping(application=app)", ["GET /orders"]),
        ("wrapping(pages)", []),
    ],
)
def test_an_application_that_a_package_wraps_under_its_own_name(
    made: str, expected: list[str]
) -> None:
    files: Files = {
        "main.py": "from fastapi import FastAPI\nfrom pages import wrapping\n"
        "def create():\n    app = FastAPI()\n    if settings.pages:\n"
        f"        app = {made}\n"
        "    @app.get('/orders')\n    def orders(): ...\n    return app\n",
    }

    assert addresses(files, "fastapi") == expected


def test_falcon_with_a_method_of_the_projects_own_that_adds_routes() -> None:
    files: Files = {
        "shop/__init__.py": "",
        "shop/app.py": "import falcon\nfrom shop.orders import Orders\n"
        "class Version:\n    def on_get(self, req, resp): ...\n"
        "class Shop(falcon.App):\n    def __init__(self, settings):\n"
        "        super().__init__()\n        self.orders = Orders(settings)\n"
        "    def start(self):\n        self.add_route('v', '/versions', Version())\n"
        "        self.add_route(label='orders', path='/orders/{name}', resource=self.orders)\n"
        "    def add_route(self, label, path, resource, **more):\n"
        "        self.known[label] = resource\n"
        "        super().add_route(path, resource, **more)\n"
        "app = Shop({})\n",
        "shop/orders.py": "class Orders:\n    def on_post(self, req, resp, name): ...\n",
    }

    assert addresses(files, "falcon") == ["GET /versions", "POST /orders/{name}"]


def test_what_a_package_wraps_very_often_takes_little_time() -> None:
    wrapped = "    app = FastAPI()\n" + "    app = wrapping(app)\n" * 1000
    routes = "".join(f"    @app.get('/a{n}')\n    def a{n}(): ...\n" for n in range(1000))
    head = "from fastapi import FastAPI\nfrom pages import wrapping\n"

    assert len(addresses({"main.py": f"{head}def create():\n{wrapped}{routes}"}, "fastapi")) == 1000


DJANGO: Files = {
    "manage.py": "",
    "shop/settings.py": "INSTALLED_APPS = ['django.contrib.auth']\nROOT_URLCONF = 'shop.urls'\n",
    "shop/__init__.py": "",
    "shop/views.py": "from rest_framework import viewsets\n"
    "class Items(viewsets.GenericViewSet):\n    def list(self, request): ...\n"
    "class Users(viewsets.GenericViewSet):\n    def create(self, request): ...\n",
}
ROUTED = (
    "from django.urls import include, path\nfrom rest_framework import routers\n"
    "from .items import add_items\nrouter = routers.DefaultRouter()\n{}\n"
    "urlpatterns = [path('v2/', include(router.urls))]\n"
)


@pytest.mark.parametrize(
    ("registering", "adding", "expected"),
    [
        ("add_items(router)", "def add_items(router):\n    {}\n    return router\n",
         ["GET /v2/items"]),
        ("add_items(to=router)",
         "def add_items(to, log=None):\n    more(to)\ndef more(on):\n    {on}\n",
         ["GET /v2/items"]),
        ("router = add_items(router)", "def add_items(router):\n    {}\n    return router\n",
         ["GET /v2/items"]),
        ("add_items(other)", "def add_items(router):\n    {}\n", []),
        ("", "def add_items(router):\n    {}\n", []),
    ],
)  # fmt: skip
def test_a_router_of_rest_framework_is_followed_into_functions(
    registering: str, adding: str, expected: list[str]
) -> None:
    register = "router.register('items', Items)"
    code = adding.replace("{}", register).replace("{on}", register.replace("router", "on"))
    files: Files = {
        **DJANGO,
        "shop/urls.py": ROUTED.format(registering),
        "shop/items.py": f"from .views import Items\n{code}",
    }

    assert addresses(files, "django", "djangorestframework") == expected
