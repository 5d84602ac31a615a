"""The routes of Flask, of what is built on it, and of Sanic, as they are written."""

from __future__ import annotations

import pytest

from tests.compliance.extract.python_routes_cases import (
    FLASK_APP,
    addresses,
    guards_of,
    handlers_of,
)
from tests.compliance.repositories import Files


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("@app.route('/')\ndef f():\n    return render_template('a.html')", ["GET / [a page]"]),
        (
            "@app.route('/a/<int:a_id>', methods=['GET', 'POST'])\ndef f(a_id):\n    return {}",
            ["GET /a/{a_id}", "POST /a/{a_id}"],
        ),
        (
            (
                "class Shop(Flask):\n    def set_up(self):\n"
                "        self.add_url_rule('/a', view_func=f)\n"
                "def f(): ...\nshop = Shop(__name__)\nshop.set_up()"
            ),
            ["GET /a"],
        ),
        ("@app.get('/a/<b>')\ndef f(b):\n    return jsonify([]), 200", ["GET /a/{b}"]),
        ("@app.route('/a')\ndef f():\n    return '<p>'", ["GET /a [a page]"]),
        ("@app.route('/a')\ndef f():\n    return 'ok'", ["GET /a"]),
        ("@app.route('/a')\ndef f():\n    return redirect('/')", ["GET /a [a redirect]"]),
        ("@app.route('/a')\ndef f():\n    return send_file('a')", ["GET /a [static files]"]),
        (
            "METHODS = ('PUT', 'OPTIONS')\n@app.route('/a', methods=METHODS)\ndef f(): ...",
            ["PUT /a"],
        ),
        ("def f(): ...\napp.add_url_rule('/a', view_func=f)", ["GET /a"]),
        (
            (
                "def f(): ...\nfor before in BEFORE:\n    before = '/b' + before\n"
                "    app.add_url_rule(before + '/a', view_func=f)"
            ),
            ["GET /a ~"],
        ),
        ("def f(): ...\napp.add_url_rule('/a', 'name', f, methods=['PATCH'])", ["PATCH /a"]),
        (
            (
                "class V(MethodView):\n    def get(self): ...\n    def delete(self): ...\n"
                "app.add_url_rule('/a', view_func=V.as_view('a'))"
            ),
            ["DELETE /a", "GET /a"],
        ),
        (
            (
                "class V(MethodView):\n    def get(self): ...\n    def delete(self): ...\n"
                "view = V.as_view('a')\napp.add_url_rule('/a', view_func=view, methods=['GET'])"
            ),
            ["GET /a"],
        ),
        (
            (
                "bp = Blueprint('b', __name__, url_prefix='/b')\n@bp.route('/a')\ndef f(): ...\n"
                "app.register_blueprint(bp)"
            ),
            ["GET /b/a"],
        ),
        (
            (
                "bp = Blueprint('b', __name__, url_prefix='/b')\n@bp.route('/a')\ndef f(): ...\n"
                "app.register_blueprint(bp, url_prefix='/c')"
            ),
            ["GET /c/a"],
        ),
        (
            "bp = Blueprint('b', __name__, url_prefix='/b')\n@bp.route('/a')\ndef f(): ...",
            ["GET /b/a ~"],
        ),
        (
            (
                "outer = Blueprint('o', __name__, url_prefix='/o')\n"
                "bp = Blueprint('b', __name__, url_prefix='/b')\n@bp.route('/a')\ndef f(): ...\n"
                "outer.register_blueprint(bp)\napp.register_blueprint(outer)"
            ),
            ["GET /o/b/a"],
        ),
        (
            (
                "bp = Blueprint('b', __name__)\n@bp.route('/a')\ndef f(): ...\n"
                "def init_app(app):\n    app.register_blueprint(bp, url_prefix='/b')"
            ),
            ["GET /b/a"],
        ),
        (
            (
                "def create_app():\n    app = Flask('x')\n    @app.route('/a')\n    def f(): ...\n"
                "    return app"
            ),
            ["GET /a"],
        ),
        (
            (
                "def scoped(rule):\n    if MULTI:\n"
                "        return '/<org>{}'.format(rule)\n    return rule\n"
                "@app.route(scoped('/a'))\ndef f(): ..."
            ),
            ["GET /a"],
        ),
        ("@app.route('/%s/a' % KIND)\ndef f(): ...", ["GET /{value}/a"]),
        (
            (
                "@app.route('/a.json')\ndef f():\n    if not row():\n"
                "        return render_template('none.html'), 404\n    return jsonify(row())\n"
                "@app.route('/b', methods=['POST'])\ndef g():\n    if not row():\n"
                "        return render_template('none.html'), 404\n    if not user():\n"
                "        return 'not signed in', 403\n    return redirect('/')\n"
                "@app.route('/c')\ndef h():\n    if not row():\n"
                "        return jsonify({}), 404\n    return render_template('row.html')\n"
                "@app.route('/d')\ndef i():\n    return render_template('gone.html'), 410\n"
                "@app.route('/e.txt')\ndef j():\n    if not row():\n"
                "        return render_template('none.html'), 404\n"
                "    return app.response_class(lines(), mimetype='text/plain')"
            ),
            [
                "GET /a.json",
                "GET /c [a page]",
                "GET /d [a page]",
                "GET /e.txt",
                "POST /b [a redirect]",
            ],
        ),
        ("@app.errorhandler(404)\ndef f(e): ...\n@celery.task\ndef g(): ...", []),
    ],
)
def test_routes_are_read_as_they_are_written(code: str, expected: list[str]) -> None:
    assert addresses({"app.py": FLASK_APP + code}, "flask") == expected


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        (
            (
                "from flask_restful import Api, Resource\napi = Api(app, prefix='/api')\n"
                "class R(Resource):\n    def get(self): ...\n    def post(self): ...\n"
                "api.add_resource(R, '/a', '/b/<id>')"
            ),
            ["GET /api/a", "GET /api/b/{id}", "POST /api/a", "POST /api/b/{id}"],
        ),
        (
            (
                "from flask_restful import Api, Resource\nclass Own(Api):\n"
                "    def add_org_resource(self, resource, *urls): ...\napi = Own()\n"
                "class R(Resource):\n    def get(self): ...\n"
                "api.add_org_resource(R, '/a', endpoint='a')\napi.init_app(app)"
            ),
            ["GET /a"],
        ),
        (
            (
                "from flask_restful import Api, Resource\n"
                "bp = Blueprint('b', __name__, url_prefix='/v1')\napi = Api(bp)\n"
                "class R(Resource):\n    def get(self): ...\napi.add_resource(R, '/a')\n"
                "app.register_blueprint(bp)"
            ),
            ["GET /v1/a"],
        ),
        (
            (
                "from flask_restx import Api, Namespace, Resource\napi = Api(app)\n"
                "ns = Namespace('users', path='/people')\n@ns.route('/<name>')\n"
                "class R(Resource):\n"
                "    @ns.doc('x')\n    def get(self, name): ...\napi.add_namespace(ns)"
            ),
            ["GET /people/{name}"],
        ),
        (
            (
                "from flask_restx import Api, Namespace, Resource\napi = Api(app)\n"
                "ns = Namespace('users')\n@ns.route('/')\nclass R(Resource):\n"
                "    def get(self): ...\n"
                "api.add_namespace(ns)"
            ),
            ["GET /users"],
        ),
        (
            (
                "from flask_restx import Api, Namespace, Resource\napi = Api(app)\n"
                "ns = Namespace('users')\n@ns.route('/')\nclass R(Resource):\n"
                "    def get(self): ...\n"
                "api.add_namespace(ns, path='/v2')"
            ),
            ["GET /v2"],
        ),
        (
            (
                "from flask_smorest import Api, Blueprint\napi = Api(app)\n"
                "blp = Blueprint('pets', 'pets', url_prefix='/pets')\n@blp.route('/')\n"
                "class Pets(MethodView):\n    @blp.response(200)\n    def get(self): ...\n"
                "api.register_blueprint(blp)"
            ),
            ["GET /pets"],
        ),
        (
            (
                "from apiflask import APIBlueprint\n"
                "bp = APIBlueprint('b', __name__, url_prefix='/b')\n"
                "@bp.get('/a')\n@bp.output(Out)\ndef f(): ...\napp.register_blueprint(bp)"
            ),
            ["GET /b/a"],
        ),
    ],
)
def test_what_is_built_on_flask(code: str, expected: list[str]) -> None:
    assert addresses({"app.py": FLASK_APP + code}, "flask") == expected


def test_blueprints_across_files() -> None:
    files: Files = {
        "shop/__init__.py": "from flask import Flask\ndef create_app():\n"
        "    app = Flask(__name__)\n"
        "    from shop.api import bp as api_bp\n"
        "    app.register_blueprint(api_bp, url_prefix='/api')\n    return app\n",
        "shop/api/__init__.py": "from flask import Blueprint\nbp = Blueprint('api', __name__)\n"
        "from shop.api import users\n",
        "shop/api/users.py": "from shop.api import bp\n@bp.route('/users')\n@token.login_required\n"
        "def users():\n    return {}\n@bp.before_request\ndef check(): ...\n",
    }

    assert handlers_of(files, "flask") == {"GET /api/users": "users"}
    assert guards_of(files, "flask") == {"GET /api/users": ["check", "token.login_required"]}


def test_guards_of_classes_and_applications() -> None:
    code = (
        "app.before_request(load_user)\nclass R(Resource):\n"
        "    method_decorators = [login_required]\n"
        "    @roles('admin')\n    def get(self): ...\n"
        "from flask_restful import Api, Resource\nApi(app).add_resource(R, '/a')\n"
    )

    assert guards_of({"app.py": FLASK_APP + code}, "flask") == {
        "GET /a": ["load_user", "roles()", "login_required"]
    }


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("@app.get('/a/<b:int>')\nasync def f(request, b):\n    return json({})", ["GET /a/{b}"]),
        ("@app.route('/a', methods=['POST'])\nasync def f(request): ...", ["POST /a"]),
        (
            (
                "bp = Blueprint('b', url_prefix='/b', version=1)\n@bp.get('/a')\n"
                "async def f(request): ...\n"
                "app.blueprint(bp)"
            ),
            ["GET /v1/b/a"],
        ),
        (
            (
                "bp = Blueprint('b', url_prefix='/b')\n@bp.get('/a')\nasync def f(request): ...\n"
                "app.blueprint(Blueprint.group(bp, url_prefix='/g'))"
            ),
            ["GET /g/b/a"],
        ),
        (
            (
                "class V(HTTPMethodView):\n    async def get(self, request): ...\n"
                "app.add_route(V.as_view(), '/a')"
            ),
            ["GET /a"],
        ),
        ("async def f(request): ...\napp.add_route(f, '/a', methods=['PUT'])", ["PUT /a"]),
    ],
)
def test_sanic(code: str, expected: list[str]) -> None:
    app = "from sanic import Blueprint, Sanic, json\nfrom sanic.views import HTTPMethodView\n"

    assert addresses({"app.py": f"{app}app = Sanic('a')\n{code}"}, "sanic") == expected
