"""The routes of Flask that functions, loops and objects of one's own register."""

from __future__ import annotations

import pytest

from tests.compliance.extract.python_routes_cases import (
    FLASK_APP,
    addresses,
    guards_of,
    handlers_of,
)
from tests.compliance.repositories import Files

REGISTERED: Files = {
    "app.py": FLASK_APP + "from views import load\nload(app)\n",
    "register.py": "def register(on, routes, view_func, *args, **kwargs):\n"
    "    for route in routes:\n"
    "        on.add_url_rule(route, view_func=view_func, *args, **kwargs)\n"
    "def put(on, path, view):\n    on.add_url_rule(path, view_func=view, methods=['PUT'])\n",
    "views.py": "from flask import Blueprint\nfrom flask.views import MethodView\n"
    "from register import register, put\n"
    "class Users(MethodView):\n    decorators = [login_required, allows.requires(IsAdmin())]\n"
    "    def get(self):\n        return jsonify([])\n    def post(self):\n"
    "        return jsonify({})\n"
    "def change(): ...\n"
    "def load(app):\n    users = Blueprint('users', __name__)\n"
    "    register(users, routes=['/', '/all'], view_func=Users.as_view('users'))\n"
    "    register(users, ['/one'], Users.as_view('one'), methods=['GET'])\n"
    "    put(users, '/changed', change)\n"
    "    app.register_blueprint(users, url_prefix='/users')\n",
}


@pytest.mark.parametrize("one", ["'%s/<%s:%s>' % (url, kind, key)", "f'{url}/<{kind}:{key}>'"])
def test_a_function_registers_the_class_that_each_of_its_callers_hands_it(one: str) -> None:
    code = (
        "class Users(MethodView):\n    def get(self, user): ...\n    def post(self): ...\n"
        "class Orders(MethodView):\n    def get(self, id): ...\n"
        "def register(shown, name, url, key='id', kind='int'):\n"
        "    view = shown.as_view(name)\n"
        "    app.add_url_rule(url, view_func=view, methods=['POST'])\n"
        f"    app.add_url_rule({one}, view_func=view, methods=['GET'])\n"
        "register(Users, 'users', '/users', key='user')\nregister(Orders, 'orders', '/orders')\n"
    )

    assert handlers_of({"app.py": FLASK_APP + code}, "flask") == {
        "GET /orders/{id}": "Orders.get",
        "GET /users/{user}": "Users.get",
        "POST /users": "Users.post",
    }


@pytest.mark.parametrize("broken", ["'%s' % $ url", "'%s' % url $ + key", "'%s' %"])
def test_an_address_that_does_not_parse_breaks_nothing(broken: str) -> None:
    code = (
        "class Users(MethodView):\n    def get(self): ...\n"
        "def register(shown, name, url, key='id'):\n"
        "    view = shown.as_view(name)\n"
        "    app.add_url_rule(url, view_func=view)\n"
        f"    app.add_url_rule({broken}, view_func=view)\n"
        "register(Users, 'users', '/users')\n"
    )

    assert "GET /users" in handlers_of({"app.py": FLASK_APP + code}, "flask")


def test_a_function_registers_for_each_of_its_callers_what_it_is_handed() -> None:
    assert addresses(REGISTERED, "flask") == [
        "GET /users",
        "GET /users/all",
        "GET /users/one",
        "POST /users",
        "POST /users/all",
        "PUT /users/changed",
    ]
    assert handlers_of(REGISTERED, "flask")["POST /users/all"] == "Users.post"
    assert guards_of(REGISTERED, "flask")["GET /users/one"] == [
        "login_required",
        "allows.requires()",
    ]


@pytest.mark.parametrize(
    "loop",
    [
        "for route in ROUTES:\n        api.add_resource(*route)",
        "for resource, path in ROUTES:\n        api.add_resource(resource, path)",
        "for each in ROUTES:\n        api.add_resource(each[0], each[1])",
    ],
)
def test_resources_that_a_loop_takes_from_a_written_list(loop: str) -> None:
    files = {
        "app.py": "from flask import Flask\nfrom flask_restful import Api\n"
        f"from routes import ROUTES\ndef create_app():\n    app = Flask(__name__)\n"
        f"    api = Api(app, prefix='/api')\n    {loop}\n    return app\n",
        "routes.py": "from users import User, Users\n"
        "ROUTES = [(Users, '/users'), (User, '/users/<int:id>')]\n",
        "users.py": "from flask_restful import Resource\nclass Users(Resource):\n"
        "    def get(self):\n        return []\nclass User(Resource):\n"
        "    def delete(self, id):\n        return {}\n",
    }

    assert addresses(files, "flask", "flask-restful") == [
        "DELETE /api/users/{id}",
        "GET /api/users",
    ]
    assert handlers_of(files, "flask", "flask-restful")["GET /api/users"] == "Users.get"


@pytest.mark.parametrize(
    "loop",
    [
        "for path, view in rules:\n        on.add_url_rule(path, view_func=view.as_view('a'))",
        "for a in rules:\n        path, view = a\n        on.add_url_rule(path, view_func=view)",
        "for each in rules:\n        on.add_url_rule(each[0], 'a', each[1].as_view('a'))",
    ],
)
def test_rules_that_a_loop_takes_from_a_table_of_who_calls(loop: str) -> None:
    made = "" if "as_view" in loop else ".as_view('a')"
    files = {
        "app.py": FLASK_APP + "from flask import Blueprint\nfrom tables import RULES\n"
        f"from unknown import OTHERS\ndef register(on, rules):\n    {loop}\n"
        "orders = Blueprint('orders', __name__, url_prefix='/shop')\n"
        "register(orders, RULES)\nregister(app, rules=OTHERS)\napp.register_blueprint(orders)\n",
        "tables.py": "from views import Order, Orders\n"
        f"RULES = [('/orders', Orders{made}), ('/orders/<int:id>', Order{made}), ('/odd',)]\n",
        "views.py": "from flask.views import MethodView\nclass Orders(MethodView):\n"
        "    def get(self):\n        return []\n    def post(self):\n        return {}\n"
        "class Order(MethodView):\n    def delete(self, id):\n        return {}\n",
    }

    assert addresses(files, "flask") == [
        "DELETE /shop/orders/{id}",
        "GET /shop/orders",
        "POST /shop/orders",
    ]
    assert handlers_of(files, "flask")["POST /shop/orders"] == "Orders.post"


def test_functions_that_a_loop_takes_from_a_table() -> None:
    code = (
        "def all(): ...\ndef one(id): ...\nfor path, view in (('/all', all), ('/<id>', one)):\n"
        "    app.add_url_rule(path, view_func=view, methods=['POST'])\n"
    )

    assert addresses({"app.py": FLASK_APP + code}, "flask") == ["POST /all", "POST /{id}"]


OWN = """
from flask import Blueprint
from flask.views import MethodView

class Service:
    def __init__(self, app):
        self.blueprint = Blueprint("api", __name__, url_prefix="/api")

    def add_resource(self, resource, *urls):
        for url in urls:
            self.blueprint.add_url_rule(rule=url, view_func=resource.as_view(resource.__name__))

class Shelf:
    def add_resource(self, resource, name):
        self.kept[name] = resource
"""
RESOURCES = """
from flask import Flask
from shop.service import Service, Shelf
from flask.views import MethodView

app = Flask(__name__)
api = Service(app)

class Orders(MethodView):
    def get(self):
        return find()
    def post(self):
        return save()

api.add_resource(Orders, "/orders", "/bookings")
Shelf().add_resource(Orders, "orders")
"""


def test_resources_are_added_to_an_object_of_ones_own() -> None:
    files = {"shop/service.py": OWN, "shop/app.py": RESOURCES}

    assert addresses(files, "flask") == [
        "GET /api/bookings",
        "GET /api/orders",
        "POST /api/bookings",
        "POST /api/orders",
    ]


@pytest.mark.parametrize(
    ("made", "expected"),
    [
        ("api.namespace('orders', 'all of them')", "/orders/{order_id}"),
        ("api.namespace('orders', path='/bookings')", "/bookings/{order_id}"),
        ("Kept().namespace('orders')", None),
    ],
)
def test_a_namespace_that_an_api_makes_is_on_it(made: str, expected: str | None) -> None:
    """As RESTX's own documentation writes it, the `Api` extended and on a blueprint."""
    api = (
        "from flask import Blueprint\nfrom flask_restx import Api, Resource\n"
        "v1 = Blueprint('v1', __name__, url_prefix='/v1')\n"
        "class Own(Api):\n    pass\nclass Kept:\n    def namespace(self, name): ...\n"
        "class Shown(Resource):\n    pass\napi = Own(v1)\n"
    )
    orders = (
        "from flask import Flask\nfrom shop.api import Kept, Shown, api, v1\n"
        f"ns = {made}\n\n@ns.route('/<int:order_id>', endpoint='order')\nclass Order(Shown):\n"
        "    def get(self, order_id):\n        return {}\n"
        "app = Flask(__name__)\napp.register_blueprint(v1)\n"
    )
    files = {"shop/api.py": api, "shop/app.py": orders}

    assert addresses(files, "flask") == ([f"GET /v1{expected}"] if expected else [])


def test_blueprints_of_the_modules_that_a_loop_goes_through() -> None:
    app = (
        "from flask import Flask\nfrom views import orders, users\n"
        "from shared.flask import CustomFlask\napp = CustomFlask(__name__)\n"
        "for each in (orders, users):\n"
        "    app.register_blueprint(each.views, url_prefix='/v1')\n"
        "    app.register_blueprint(other.views)\n"
    )
    view = (
        "from flask import Blueprint\nviews = Blueprint('one', __name__)\n"
        "@views.route('/{name}')\ndef shown():\n    return {{}}\n"
    )
    files = {
        "app.py": app,
        "views/__init__.py": "",
        **{f"views/{name}.py": view.format(name=name) for name in ("orders", "users")},
    }

    assert addresses(files, "flask") == ["GET /v1/orders", "GET /v1/users"]
