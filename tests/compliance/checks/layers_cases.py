"""Cases of services in Python whose code is spread over files, as that of larger ones is."""

from tests.compliance.checks.queries_cases import alchemy, django
from tests.compliance.checks.runtime_cases import FASTAPI
from tests.compliance.repositories import Case, Files

SIGN_IN, ROLES, LISTS = "authentication", "role-based-access", "lists-paginated"
HEADERS, CACHING, ERRORS = "security-headers", "caching", "error-handling-consistent"
OUTPUT = "output-escaped"
SQL, LOOPS, TESTS = "sql-parameterised", "queries-not-in-loops", "integration-tests"
METHODS, WRITES, SCHEMA = (
    "rest-methods", "multi-writes-in-transaction", "schema-changed-by-migrations-only",
)  # fmt: skip

# Who calls is asked in a file that no route names: it names an alias, or a dependency of that.
ASKING = (
    "from typing import Annotated\n"
    "from fastapi import Depends, Request\n"
    "def claims(request: Request):\n    return verified(request.headers.get('Authorization'))\n"
    "def caller(found=Depends(claims)):\n    return found\n"
    "Caller = Annotated[dict, Depends(caller)]\n"
    "def language(request: Request):\n    return request.headers.get('Accept-Language')\n"
    "Language = Annotated[str, Depends(language)]\n"
    "class Needs:\n"
    "    def __init__(self, what):\n        self.what = what\n"
    "    def __call__(self, user: Caller):\n        if self.what not in user.permissions:\n            raise ValueError\n"
    "editors = Needs('edit')\n"
)


def asked(parameter: str, router: str = "APIRouter()") -> Files:
    """A FastAPI service whose one handler, in a file of its own, has one more parameter."""
    orders = f"from fastapi import APIRouter, Depends\nfrom door import *\nrouter = {router}\n@router.get('/orders')\ndef orders({parameter}):\n    return []\n"
    main = FASTAPI["main.py"] + "from orders import router\napp.include_router(router)\n"
    return {**FASTAPI, "main.py": main, "door.py": ASKING, "orders.py": orders.replace("door import *", "door import Caller, Language, editors")}  # fmt: skip


# A handler is handed a service by an alias, whose repository reads the rows.
SERVICE = (
    "from typing import Annotated\n"
    "from fastapi import Depends\n"
    "from sqlalchemy import select\n"
    "from tables import Order\n"
    "class Repository:\n"
    "    def __init__(self, session):\n        self.session = session\n"
    "    def every(self):\n        return self.session.scalars(select(Order)).all()\n"
    "    def some(self, limit):\n        return self.session.scalars(select(Order).limit(limit)).all()\n"
    "class Service:\n"
    "    def __init__(self, rows: Repository):\n        self.rows = rows\n"
    "    def every(self):\n        return self.rows.every()\n"
    "    def some(self, limit):\n        return self.rows.some(limit)\n"
    "def service() -> Service:\n    return Service(Repository(None))\n"
    "Orders = Annotated[Service, Depends(service)]\n"
    "def window(limit: int = 50):\n    return limit\n"
    "Window = Annotated[int, Depends(window)]\n"
)
TABLES = (
    "from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column\n"
    "class Base(DeclarativeBase):\n    pass\n"
    "class Order(Base):\n    __tablename__ = 'orders'\n    id: Mapped[int] = mapped_column(primary_key=True)\n"
)


def served(parameters: str, answer: str) -> Files:
    """A FastAPI service of three layers, whose one handler answers something."""
    main = (
        FASTAPI["main.py"]
        + f"from fastapi import Depends\nfrom typing import Annotated, Optional\nfrom service import Orders, Service, Window, service\n@app.get('/orders')\ndef orders({parameters}):\n    return {answer}\n"
    )
    return {**alchemy(SERVICE, "service.py"), "main.py": main, "tables.py": TABLES}


def permitted(permission: str) -> Files:
    """A Django service: its addresses in one file, its view in another, who may in a third."""
    views = "from rest_framework.views import APIView\nfrom orders.who import Chiefs, Authors\nclass Orders(APIView):\n    permission_classes = [PERMISSION]\n    def get(self, request):\n        return Response({})\n".replace("PERMISSION", permission)  # fmt: skip
    who = (
        "from rest_framework.permissions import BasePermission\n"
        "class Chiefs(BasePermission):\n    def has_permission(self, request, view):\n        return request.user.is_staff\n"
        "class Authors(BasePermission):\n    def has_object_permission(self, request, view, order):\n        return order.author == request.user\n"
    )
    urls = "from django.urls import path\nfrom orders.views import Orders\nurlpatterns = [path('api/orders/', Orders.as_view())]\n"
    settings = "REST_FRAMEWORK = {'DEFAULT_AUTHENTICATION_CLASSES': ['rest_framework.authentication.TokenAuthentication']}\n"
    base = django(views)
    return {**base, "requirements.txt": "django\ndjangorestframework\npsycopg\n", "shop/urls.py": urls, "orders/who.py": who, "shop/settings.py": str(base["shop/settings.py"]) + settings}  # fmt: skip


def flask(*further: str, **files: str) -> Files:
    """A Flask service made by a factory, which does some more with the application."""
    steps = "".join(f"    {each}\n" for each in further)
    routes = "from flask import Blueprint, request\norders = Blueprint('orders', __name__)\n@orders.get('/orders')\ndef every():\n    return []\n"
    start = f"from flask import Flask\nimport kit\nfrom orders import orders\ndef make():\n    app = Flask(__name__)\n    app.register_blueprint(orders)\n{steps}    return app\n"
    return {"requirements.txt": "flask\nflask-smorest\nflask-caching\nsqlalchemy\npsycopg\n", "main.py": start, "orders.py": routes, "kit.py": "", **{f"{name}.py": text for name, text in files.items()}}  # fmt: skip


CAREFUL = "def careful(response):\n    response.headers['X-Content-Type-Options'] = 'nosniff'\n    response.headers['X-Frame-Options'] = 'DENY'\n    return response\n"
CACHED = "from flask import Blueprint\nfrom kit import cache\norders = Blueprint('orders', __name__)\n@orders.get('/orders')\n{}def every():\n    return []\n"
KEPT = "from flask_caching import Cache\ncache = Cache()\n"
SMOREST = "import flask_smorest as smorest\nfrom flask.views import MethodView\norders = smorest.Blueprint('orders', 'orders', url_prefix='/orders')\n@orders.route('/')\nclass Orders(MethodView):\n    def get(self):\n        return []\n"
ASKED = "from flask import Blueprint, request\nfrom sqlalchemy import text\norders = Blueprint('orders', __name__)\n@orders.get('/orders')\ndef every(session):\n    state = {}\n    sql = \"SELECT id FROM orders WHERE state = '{{}}'\".format(state)\n    return session.execute(text(sql)).all()\n"


MADE = "def f(order, given):\n    for each in given:\n        order.notes.create({})\n"


def related(
    views: str, relation: str = "models.ForeignKey(Order, models.CASCADE, related_name='notes')"
) -> Files:
    """A Django service whose orders have a relation that is declared on its other side."""
    base = django("from orders.models import Order\n" + views)
    models = f"\nclass Note(models.Model):\n    order = {relation}\n"
    return {**base, "orders/models.py": str(base["orders/models.py"]) + models}


def aiohttp(made: str, orders: str = "    return web.json_response([])\n", **files: str) -> Files:
    """An aiohttp service whose application is made somehow, with one handler."""
    main = f"from aiohttp import web\nimport door\nasync def orders(request):\n{orders}app = {made}\napp.router.add_get('/orders', orders)\nweb.run_app(app)\n"
    return {"requirements.txt": "aiohttp\nasyncpg\n", "main.py": main, "door.py": DOOR, **{f"{name}.py": text for name, text in files.items()}}  # fmt: skip


def around(asked: str) -> Files:
    """A Litestar service with an application of ASGI around it, which asks something."""
    around = f"def noted(app):\n    async def middleware(scope, receive, send):\n        note({asked})\n        await app(scope, receive, send)\n    return middleware\n"
    return {"requirements.txt": "litestar\n", "main.py": f"from litestar import Litestar, get\n{around}@get('/orders')\nasync def orders() -> list[dict]:\n    return []\napp = Litestar([orders], middleware=[noted])\n"}  # fmt: skip


DOOR = "async def known(request, handler):\n    request['who'] = read(request.headers['Authorization'])\n    return await handler(request)\nasync def timed(request, handler):\n    return await handler(request)\nALL = [timed, known]\n"
POOL = "import asyncpg\nclass Store:\n    async def place(self, who):\n        async with {}:\n            await conn.execute('INSERT INTO orders (who) VALUES ($1)', who)\n            await conn.execute('INSERT INTO lines (who) VALUES ($1)', who)\n"
TORTOISE = {
    "requirements.txt": "fastapi\ntortoise-orm[asyncpg]\n",
    "models.py": "from tortoise import fields, models\nclass Order(models.Model):\n    id = fields.IntField(pk=True)\n",
}
TORTOISE_MAIN = (
    FASTAPI["main.py"]
    + "from tortoise import Tortoise\nfrom tortoise.contrib.fastapi import register_tortoise\nfrom models import Order\n@app.get('/orders')\nasync def orders():\n    return await Order.all()\n"
)
BEARER = "from fastapi import Depends\nfrom fastapi.security import HTTPBearer\nasked = HTTPBearer()\ndef sent(given=Depends(asked)):\n    return given\n"

# A base that writes for all that extend it, and one of these, which writes to another table too.
HEIRS = (
    TABLES
    + "class Line(Base):\n    __tablename__ = 'lines'\n    id: Mapped[int] = mapped_column(primary_key=True)\n"
)
BASE = "class Rows(Generic[T]):\n    def __init__(self, model, session: Session):\n        self.model, self.session = model, session\n    def note(self, **values):\n        row = self.model(**values)\n        self.session.add(row)\n        self.session.commit()\n        return row\n"
HEIR = "class Orders(Rows[Order]):\n    def place(self, rows):\n        order = self.note()\n        self.session.add({})\n        self.session.commit()\n"
IN_LOOP = "from tables import Order\ndef fill(session: Session, rows):\n    for number, row in enumerate(rows):\n        session.add(Order(id=row))\n{}"


def heirs(source: str) -> Files:
    """A FastAPI service with SQLAlchemy, two tables and one more file."""
    return {
        **alchemy(
            "from typing import Generic, TypeVar\nfrom sqlalchemy.orm import Session\nfrom tables import Line, Order\nT = TypeVar('T')\n"
            + source
        ),
        "tables.py": HEIRS,
    }


PORT = "from {} import {}, abstractmethod\nclass Orders({}):\n    {}\n    def every(self) -> list: {}\n"
STORE = "from sqlalchemy import select\nfrom tables import Order\n{}\nclass Stored{}:\n    def __init__(self, session):\n        self.session = session\n    def every(self):\n        return self.session.scalars(select(Order){}).all()\n"


def port(port: str, base: str = "(Orders)", limit: str = "", name: str = "store") -> Files:
    """A FastAPI service whose handler knows an interface alone, which another file implements."""
    taken = "from port import Orders\n" if base else ""
    main = (
        FASTAPI["main.py"]
        + "from fastapi import Depends\nfrom port import Orders\ndef given() -> Orders: ...\n@app.get('/orders')\ndef orders(rows: Orders = Depends(given)):\n    return rows.every()\n"
    )
    return {**alchemy(port, "port.py"), "main.py": main, "tables.py": TABLES, f"{name}.py": STORE.format(taken, base, limit)}  # fmt: skip


ABSTRACT = PORT.format("abc", "ABC", "ABC", "@abstractmethod", "raise NotImplementedError")
PROTOCOL = PORT.format("typing", "Protocol", "Protocol", "", "...").replace(", abstractmethod", "")


def shown(path: str, name: str, text: str) -> Files:
    """A Flask service whose one handler answers a text of HTML, and no template is there."""
    source = f"from flask import Blueprint, request\nfrom markupsafe import escape\norders = Blueprint('orders', __name__)\n@orders.get('{path}')\ndef one({name}):\n    asked = request.args.get('asked')\n    return {text}\n"
    return flask(orders=source)


def kept(writes: str) -> Files:
    """A FastAPI service with SQLAlchemy whose session nothing but its use tells of."""
    source = (
        f"from tables import Line, Order\ndef place(db, cart):\n    db.add(Order(id=1))\n{writes}"
    )
    return {**alchemy(source), "tables.py": HEIRS}


def settled(how: str) -> Files:
    """A Django service whose list of middlewares is changed after it is written."""
    base = permitted("Chiefs")
    return {**base, "shop/settings.py": str(base["shop/settings.py"]) + f"MIDDLEWARE = []\n{how}\n"}


OBJECT = "from rest_framework import viewsets\nfrom rest_framework.decorators import action\nfrom orders.models import Order\nclass Orders(viewsets.ModelViewSet):\n    queryset = Order.objects.all()\n    @action(detail=True, methods=['{}'])\n    def retire(self, request, pk):\n        self.get_object().{}\n"


def acted(method: str, deed: str) -> Files:
    """A viewset of Django REST framework with one more action."""
    urls = "from django.urls import include, path\nfrom rest_framework.routers import SimpleRouter\nfrom orders.views import Orders\nrouter = SimpleRouter()\nrouter.register('orders', Orders)\nurlpatterns = [path('api/', include(router.urls))]\n"
    return {**permitted("Chiefs"), "orders/views.py": OBJECT.format(method, deed), "shop/urls.py": urls}  # fmt: skip


SAVED = "from django.db import transaction\nfrom rest_framework import serializers, viewsets\nfrom orders.models import Line, Order\nclass OrderSerializer(serializers.ModelSerializer):\n    def create(self, given):\n        order = Order.objects.create(number=given['number'])\n        Line.objects.create(order=order)\n        return order\nclass Orders(viewsets.ModelViewSet):\n    queryset = Order.objects.all()\n    serializer_class = OrderSerializer\n{}    def create(self, request):\n        return super().create(request)\n"


CORE = "import databases\nimport sqlalchemy\nmetadata = sqlalchemy.MetaData()\ndatabase = databases.Database('postgresql://db/shop')\norders = sqlalchemy.Table('orders', metadata, sqlalchemy.Column('id', sqlalchemy.Integer, primary_key=True))\nlines = sqlalchemy.Table('lines', metadata, sqlalchemy.Column('id', sqlalchemy.Integer, primary_key=True))\n"


def core(*steps: str) -> Files:
    """A Starlette service with databases and SQLAlchemy Core, whose handler does something."""
    body = "".join(f"    {each}\n" for each in steps)
    main = f"from starlette.applications import Starlette\nfrom starlette.authentication import requires\nfrom starlette.responses import JSONResponse\nfrom starlette.routing import Route\nfrom tables import database, lines, orders\nasync def handle(request):\n{body}app = Starlette(routes=[Route('/orders', handle)])\n"
    return {"requirements.txt": "starlette\ndatabases[asyncpg]\nsqlalchemy\n", "main.py": main, "tables.py": CORE}  # fmt: skip


def scoped(scopes: str) -> Files:
    """A Starlette service whose handler requires something of who calls."""
    files = core("return JSONResponse([])")
    return {**files, "main.py": str(files["main.py"]).replace("async def", f"@requires({scopes})\nasync def")}  # fmt: skip


EACH = "def orders(request):\n    return JsonResponse([{} for order in Order.objects.{}], safe=False)\n"
# A test that makes its client where it calls it.
AT_ONCE = "from rest_framework.test import APIClient\ndef test_orders():\n    assert {}('/api/orders/').status_code == 200\n"

CRUD = (
    "class Crud({}):\n    @classmethod\n    def create(cls, **given):\n        made = cls(**given)\n        return made.save()\n"
    "    def save(self, commit=True):\n        db.session.add(self)\n        if commit:\n            db.session.commit()\n        return self\n"
)


def mixin(register: str, *, handed: bool = False) -> Files:
    """A Flask service whose models keep themselves by a mixin, as cookiecutter-flask makes them."""
    taken = "from flask_sqlalchemy import Model, SQLAlchemy\n"
    base = f"{taken}{CRUD.format('Model')}db = SQLAlchemy(model_class=Crud)\nBase = db.Model\n"
    mixed = f"{taken}db = SQLAlchemy()\n{CRUD.format('object')}class Base(Crud, db.Model):\n    __abstract__ = True\n"
    return {
        "requirements.txt": "flask\nflask-sqlalchemy\npsycopg2\n",
        "shop/database.py": base if handed else mixed,
        "shop/models.py": "from shop.database import Base, db\nclass User(Base):\n    id = db.Column(db.Integer, primary_key=True)\nclass Profile(Base):\n    id = db.Column(db.Integer, primary_key=True)\n",
        "app.py": "from flask import Flask\nfrom shop.database import db\nfrom shop.models import Profile, User\napp = Flask(__name__)\napp.config['SQLALCHEMY_DATABASE_URI'] = 'postgresql://db/shop'\n"
        f"@app.post('/users')\ndef register():\n{register}    return {{}}\n",
    }


CASES = (
    Case(HEADERS, "pass", "a function of another file that is registered", flask("app.after_request(kit.careful)", kit=CAREFUL), "headers set by hand"),
    Case(HEADERS, "fail", "a function of another file that one handler calls", flask(kit=CAREFUL)),
    Case(HEADERS, "pass", "a function that a middleware is made of", {**FASTAPI, "main.py": FASTAPI["main.py"] + CAREFUL.replace("response)", "request, proceed_to)", 1) + "app.middleware('http')(careful)\n@app.get('/orders')\ndef orders():\n    return []\n"}, "headers set by hand"),
    Case(CACHING, "pass", "a decorator of a cache that another file makes", flask(kit=KEPT, orders=CACHED.format("@cache.cached(timeout=60)\n"))),
    Case(CACHING, "fail", "a cache that another file makes and nobody uses", flask(kit=KEPT, orders=CACHED.format(""))),
    Case(ERRORS, "pass", "flask-smorest under a name of the project's", flask(orders=SMOREST), "flask-smorest answers"),
    Case(ERRORS, "fail", "flask-smorest that is not taken in", flask()),
    Case(ERRORS, "fail", "the next one of something, tried", flask(orders="from flask import Blueprint\norders = Blueprint('orders', __name__)\n@orders.get('/orders')\ndef every(rows):\n    try:\n        return next(iter(rows))\n    except Exception as error:\n        log.exception(error)\n        return {'error': str(error)}\n"), "no central handler"),
    Case(SQL, "fail", "what a query string brings, by format", flask(orders=ASKED.format("request.args.get('state')")), "1 of 1"),
    Case(SQL, "pass", "what is written out, by format", flask(orders=ASKED.format("'new'"))),
    Case(SIGN_IN, "pass", "a middleware that the application is made with", aiohttp("web.Application(middlewares=[door.timed, door.known])"), "door.known"),
    Case(SIGN_IN, "pass", "a list of middlewares of another file", aiohttp("web.Application(middlewares=door.ALL)"), "known"),
    Case(SIGN_IN, "fail", "a middleware that asks for nothing", aiohttp("web.Application(middlewares=[door.timed])")),
    Case(SIGN_IN, "pass", "an object of a class that asks, behind a dependency", {**asked("given=Depends(sent)"), "door.py": ASKING + BEARER, "orders.py": "from fastapi import APIRouter, Depends\nfrom door import sent\nrouter = APIRouter()\n@router.get('/orders')\ndef orders(given=Depends(sent)):\n    return []\n"}, "HTTPBearer", (("orders.py", 4),)),
    Case(SIGN_IN, "fail", "an application around the application, with its scope", around("ScopeHeaders(scope)['X-Request-Id']")),
    Case(SIGN_IN, "pass", "an application around the application, which asks who calls", around("ScopeHeaders(scope).get('Authorization')"), "noted"),
    Case(WRITES, "pass", "a connection and its transaction in one statement", aiohttp("web.Application()", store=POOL.format("self.pool.acquire() as conn, conn.transaction()")), "the one function that writes two or more tables does so in a transaction"),
    Case(WRITES, "fail", "a connection and a lock in one statement", aiohttp("web.Application()", store=POOL.format("self.pool.acquire() as conn, self.lock")), "1 of 1"),
    Case(SCHEMA, "fail", "Tortoise makes the tables", {**TORTOISE, "main.py": TORTOISE_MAIN + "@app.on_event('startup')\nasync def start():\n    await Tortoise.generate_schemas()\n"}, "generate_schemas"),
    Case(SCHEMA, "fail", "Tortoise is told to make the tables", {**TORTOISE, "main.py": TORTOISE_MAIN + "register_tortoise(app, generate_schemas=True)\n"}, "generate_schemas"),
    Case(SCHEMA, "pass", "Tortoise is told to make none", {**TORTOISE, "main.py": TORTOISE_MAIN + "register_tortoise(app, generate_schemas=False)\n"}),
    Case(WRITES, "fail", "a base that writes for its heirs, and another table", heirs(BASE + HEIR.format("Line(id=1)")), "1 of 1"),
    Case(WRITES, "pass", "a base that writes for its heirs, and the same table", heirs(BASE + HEIR.format("Order(id=1)")), "no function writes two or more tables"),
    Case(WRITES, "pass", "a base that writes for heirs that name no table", heirs(BASE + HEIR.format("Line(id=1)").replace("Rows[Order]", "Rows[T]")), "no function writes two or more tables"),
    Case(LOOPS, "fail", "a session that is told to write each object", heirs(IN_LOOP.format("        session.commit()\n"))),
    Case(LOOPS, "pass", "a session that is told to write all objects", heirs(IN_LOOP.format("    session.commit()\n"))),
    Case(LOOPS, "pass", "a session that is told to write many objects at a time", heirs(IN_LOOP.format("        if number % 1000 == 0:\n            session.commit()\n    session.commit()\n"))),
    Case(WRITES, "fail", "a session that only its use tells of", kept("    db.commit()\n    db.add(Line(id=1))\n    db.commit()\n"), "1 of 1"),
    Case(WRITES, "pass", "what notes and is never told to write", kept("    cart.add(Line(id=1))\n"), "no function writes two or more tables"),
    Case(WRITES, "pass", "a serializer that a view saves in a transaction", django(SAVED.format("    @transaction.atomic\n")), "the one function that writes two or more tables does so in a transaction"),
    Case(WRITES, "fail", "a serializer that a view saves", django(SAVED.format("")), "1 of 1"),
    Case(LOOPS, "fail", "a statement of databases for each row", core("rows = await database.fetch_all(orders.select())", "return JSONResponse([await database.fetch_one(lines.select().where(lines.c.id == row.id)) for row in rows])"), "1 of 2"),
    Case(LOOPS, "pass", "all rows of databases at once", core("return JSONResponse(await database.fetch_all(orders.select().limit(10)))"), "the one query runs once for all rows"),
    Case(WRITES, "fail", "statements of databases, each by itself", core("await database.execute(orders.insert())", "await database.execute(query=lines.insert())", "return JSONResponse([])"), "1 of 1"),
    Case(WRITES, "pass", "statements of databases in a transaction", core("async with database.transaction():", "    await database.execute(orders.insert())", "    await database.execute(lines.insert())", "return JSONResponse([])"), "the one function that writes two or more tables does so in a transaction"),
    Case(WRITES, "fail", "statements of databases under one name", core("query = orders.delete()", "await database.execute(query)", "query = lines.delete()", "await database.execute(query)", "return JSONResponse([])"), "handle writes orders, lines"),
    Case(LISTS, "fail", "rows of databases", core("return JSONResponse(await database.fetch_all(orders.select()))"), "1 of 1"),
    Case(ROLES, "pass", "Starlette's scopes", scoped("['authenticated', 'orders']"), "requires"),
    Case(ROLES, "fail", "no more than Starlette's sign-in", scoped("'authenticated'")),
    Case(HEADERS, "pass", "a middleware that is put into the settings' list", settled("MIDDLEWARE.insert(0, 'django.middleware.security.SecurityMiddleware')"), "SecurityMiddleware"),
    Case(HEADERS, "pass", "a middleware in settings that are a class", settled("from configurations import Configuration\nclass Base(Configuration):\n    MIDDLEWARE = ['django.middleware.security.SecurityMiddleware']"), "SecurityMiddleware"),
    Case(HEADERS, "fail", "a middleware in a class that is no settings", settled("class Base:\n    MIDDLEWARE = ['django.middleware.security.SecurityMiddleware']")),
    Case(HEADERS, "fail", "a middleware that is taken for granted", settled("KNOWN.add('django.middleware.security.SecurityMiddleware')")),
    Case(METHODS, "fail", "a view's object, which is deleted", acted("get", "delete()"), "deletes Order"),
    Case(METHODS, "pass", "a view's object, which is deleted by POST", acted("post", "delete()")),
    Case(METHODS, "pass", "a view's object, which is only shown", acted("get", "describe()")),
    Case(LOOPS, "fail", "the count of a relation from its other side", related(EACH.format("order.notes.count()", "all()")), "1 of 2"),
    Case(LOOPS, "pass", "the count of a relation that is loaded before", related(EACH.format("order.notes.count()", "prefetch_related('notes')")), "both queries run once for all rows"),
    Case(LOOPS, "pass", "the count of letters in what is called alike", related(EACH.format("order.notes.count('a')", "all()")), "the one query runs once for all rows"),
    Case(LOOPS, "pass", "an object on the other side of a relation of one to one", related(EACH.format("order.notes.count()", "all()"), "models.OneToOneField(Order, models.CASCADE, related_name='notes')"), "the one query runs once for all rows"),
    Case(LOOPS, "fail", "rows of a relation that are made of what others hold", related(MADE.format("**each")), "1 of 1"),
    Case(LOOPS, "pass", "what is called alike and is handed a value", related(MADE.format("each")), "no query is seen"),
    Case(TESTS, "pass", "a client that is made where it is called", {**permitted("Chiefs"), "orders/tests.py": AT_ONCE.format("APIClient().get")}),
    Case(TESTS, "fail", "a client that is made and calls nothing", {**permitted("Chiefs"), "orders/tests.py": AT_ONCE.format("APIClient().login")}),
    Case(SIGN_IN, "pass", "an alias of a dependency elsewhere", asked("user: Caller"), "claims"),
    Case(SIGN_IN, "pass", "on the router, by an object elsewhere", asked("", "APIRouter(dependencies=[Depends(editors)])")),
    Case(SIGN_IN, "fail", "an alias of a dependency that asks for no more than a language", asked("language: Language")),
    Case(ROLES, "pass", "an object that is called, elsewhere", asked("who=Depends(editors)"), "Needs.__call__"),
    Case(ROLES, "unknown", "an alias of a dependency that asks who calls, and another that no route has", asked("user: Caller"), "but in user.permissions compares one"),
    Case(ROLES, "pass", "a permission of a file that the addresses do not name", permitted("Chiefs")),
    Case(LISTS, "fail", "through a service that an alias stands for", served("given: Orders", "given.every()"), "1 of 1"),
    Case(LISTS, "fail", "through a service, by Annotated in its place", served("given: Annotated[Service, Depends(service)]", "given.every()"), "1 of 1"),
    Case(LISTS, "fail", "through a service that need not be there", served("given: Optional[Service] = None", "given.every()"), "1 of 1"),
    Case(LISTS, "fail", "through a service that only a dependency tells of", served("given=Depends(service)", "given.every()"), "1 of 1"),
    Case(LISTS, "fail", "behind an abstract class", port(ABSTRACT), "1 of 1"),
    Case(LISTS, "fail", "behind a protocol that is named", port(PROTOCOL), "1 of 1"),
    Case(LISTS, "fail", "behind a protocol that nobody has to name", port(PROTOCOL, ""), "1 of 1"),
    Case(LISTS, "pass", "behind an abstract class, a part of it", port(ABSTRACT, limit=".limit(self.many)")),
    Case(LISTS, "not_applicable", "behind an abstract class, what stands in for it", port(ABSTRACT, name="fake_store")),
    Case(LISTS, "not_applicable", "behind an abstract class that nobody extends", port(ABSTRACT, "")),
    Case(OUTPUT, "fail", "a part of the address in what Flask answers", shown("/<name>", "name", "f'<b>{name}</b>'"), "an answer of HTML"),
    Case(OUTPUT, "fail", "what the query asks for, with a status", shown("/", "", "'<b>' + asked + '</b>', 200")),
    Case(OUTPUT, "pass", "a part of the address, escaped", shown("/<name>", "name", "f'<b>{escape(name)}</b>'")),
    Case(OUTPUT, "pass", "a number of the address", shown("/<int:name>", "name", "f'<b>{name}</b>'")),
    Case(OUTPUT, "pass", "what the program knows by itself", shown("/<name>", "name", "f'<b>{kit.title}</b>'")),
    Case(OUTPUT, "not_applicable", "a text without a tag", shown("/<name>", "name", "f'Hello {name}'")),
    Case(LISTS, "pass", "through a service, a part of it", served("given: Orders, limit: int = 50", "given.some(limit)")),
    Case(LISTS, "pass", "through a service, a part that an alias stands for", served("given: Orders, window: Window", "given.some(window)")),
    Case(WRITES, "fail", "models of a mixin that commits by itself", mixin("    user = User.create(name='a')\n    Profile.create(user=user)\n"), "register writes User, Profile"),
    Case(WRITES, "fail", "objects that are made where they are kept", mixin("    user = User(name='a').save()\n    Profile(user=user).save()\n"), "register writes User, Profile"),
    Case(WRITES, "fail", "the same by a base that Flask-SQLAlchemy is handed", mixin("    user = User(name='a').save()\n    Profile(user=user).save()\n", handed=True), "register writes User, Profile"),
    Case(WRITES, "pass", "a mixin that is told not to commit", mixin("    user = User(name='a').save(commit=False)\n    Profile(user=user).save(commit=False)\n    db.session.commit()\n"), "the one function that writes two or more tables does so in a transaction"),
    Case(WRITES, "pass", "a mixin that commits the last of two", mixin("    user = User(name='a').save(False)\n    Profile(user=user).save()\n"), "the one function that writes two or more tables does so in a transaction"),
)  # fmt: skip
