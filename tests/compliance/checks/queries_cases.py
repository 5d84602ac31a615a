"""Cases of the checks in `compliance.checks.queries`."""

import json

from tests.compliance.checks.runtime_cases import EXPRESS, FASTAPI
from tests.compliance.repositories import Case, Files

LOOPS, WRITES, REST = "queries-not-in-loops", "multi-writes-in-transaction", "rest-methods"
SQL, SCHEMA = "sql-parameterised", "schema-changed-by-migrations-only"

PRISMA_SCHEMA = (
    'datasource db {\n  provider = "postgresql"\n}\n'
    "model User {\n  id Int @id\n}\nmodel Order {\n  id Int @id\n}\nmodel Transaction {\n  id Int @id\n}\nmodel LoginEvent {\n  id Int @id\n}\n"
)
CLIENT = (
    "import { PrismaClient } from '@prisma/client';\nexport const prisma = new PrismaClient();\n"
)


def node(source: str, *packages: str, path: str = "src/orders.ts", **files: str) -> Files:
    """An Express service of PostgreSQL with one more source file."""
    names = dict.fromkeys(["express", "pg", *packages], "*")
    return {
        **EXPRESS,
        "package.json": json.dumps({"dependencies": names}),
        "src/pool.ts": "import { Pool } from 'pg';\nexport const pool = new Pool();\n",
        path: source,
        **files,
    }


PUSHING = (
    '{"scripts": {"db:push": "prisma db push", "dev": "tsx watch"},'
    ' "dependencies": {"express": "*", "pg": "*", "@prisma/client": "*"}}'
)


def prisma(source: str, path: str = "src/orders.ts") -> Files:
    """An Express service with Prisma and one more source file."""
    files = {"prisma/schema.prisma": PRISMA_SCHEMA, "src/client.ts": CLIENT}
    return {
        **node("import { prisma } from './client';\n" + source, "@prisma/client", path=path),
        **files,
    }


CLEANS = "async function oldUsers(of?: number) { await prisma.user.deleteMany({ where: { of } }); }\nasync function oldOrders(of?: number) { await prisma.order.deleteMany({ where: { of } }); }\n"
BY_LINE = "def f(session, lines):\n    for line in lines:\n        session.execute(select(Order).where(Order.code == line))\n"


def alchemy(source: str, path: str = "orders.py") -> Files:
    """A FastAPI service with SQLAlchemy and one more source file."""
    manifest = FASTAPI["pyproject.toml"].replace('"fastapi"', '"fastapi", "sqlalchemy", "psycopg"')
    engine = "import psycopg\nfrom sqlalchemy import create_engine\nengine = create_engine('postgresql://db/shop')\n"
    return {**FASTAPI, "pyproject.toml": manifest, "engine.py": engine, path: source}


def django(source: str, path: str = "orders/views.py", settings: str = "") -> Files:
    """A Django service with one application and one more source file."""
    return {
        "requirements.txt": "django\npsycopg\n",
        "manage.py": "import django\n",
        "shop/settings.py": "ROOT_URLCONF = 'shop.urls'\nDATABASES = {'default': {'ENGINE': 'django.db.backends.postgresql'"
        + settings
        + "}}\n",
        "shop/urls.py": "from django.urls import path\nfrom orders import views\nurlpatterns = [path('orders/', views.orders)]\n",
        "orders/models.py": "from django.db import models\n\nclass Order(models.Model):\n    number = models.TextField()\n    tags = models.ManyToManyField('Tag')\n\nclass Line(models.Model):\n    order = models.ForeignKey(Order, models.CASCADE)\n",
        path: source,
    }


PEOPLE = (
    "from django.db import models\n\nclass Profile(models.Model):\n"
    + "".join(
        f"    {name} = models.ManyToManyField('Other', related_name='{name}_by')\n"
        for name in ("friends", "last_seen", "viewed_goods", "read_pages", "recent_orders")
    )
    + "    likes = models.ManyToManyField('Other', related_name='liked_by')\n"
)
BUILT = "import { Repository } from 'typeorm';\nexport class Order {}\nexport class Line {}\n"
ENTITIES = (
    "import { Repository } from 'typeorm';\nexport class OrderEntity {}\nexport class LineEntity {}\n"
    "export class Orders {\n  constructor(private a: Repository<OrderEntity>, private b: Repository<LineEntity>) {}\n"
    "  async place() {\n    await this.a.save({});\n    await this.b.save({});\n  }\n}\n"
)
COMMANDS = (
    "import { CommandHandler } from '@nestjs/cqrs';\nimport { Repository } from 'typeorm';\n"
    "@CommandHandler(PlaceOrder)\nexport class PlaceOrderHandler {\n"
    "  constructor(private orders: Repository<Order>, private lines: Repository<Line>) {}\n"
    "  async execute(command: PlaceOrder) {\n    await this.orders.save(command.order);\n"
    "    await this.lines.save(command.lines);\n  }\n}\n"
)
SENDER = (
    "import { Transactional } from 'typeorm-transactional';\nexport class Orders {\n"
    "  create(order: Order) {\n    return this.bus.execute(new PlaceOrder(order));\n  }\n}\n"
)
ROUTED = (
    "router.post('/orders', {}async (ctx) => {{\n  await prisma.user.create({{}});\n"
    "  await prisma.order.create({{}});\n}});\n"
)
ROUTE = "const express = require('express');\nconst app = express();\nimport { prisma } from './client';\n"
DECLARED = "from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column\nclass Base(DeclarativeBase):\n    pass\nclass Order(Base):\n    __tablename__ = 'orders'\n    id: Mapped[int] = mapped_column(primary_key=True)\n"
VIEWS = "from django.http import JsonResponse\nfrom orders.models import Order, Line\n"
# A repository of all tables, those that extend it, and a service that has several of them.
BASE = (
    "from functools import cached_property\nfrom typing import Generic, TypeVar\n"
    "from sqlalchemy.orm import Session\nModel = TypeVar('Model')\n"
    "class Repository(Generic[Model]):\n    def __init__(self, session: Session, model):\n"
    "        self.session = session\n        self.model = model\n"
    "    def create(self, data):\n        self.session.add(self.model(**data))\n        self.session.{keep}()\n"
    "class Users(Repository[User]):\n    def create(self, data):\n        return super().create(data)\n"
    "class Repositories:\n    @cached_property\n    def users(self) -> Users:\n        return Users(self.session, User)\n"
    "    @cached_property\n    def orders(self) -> Repository[Order]:\n        return Repository(self.session, Order)\n"
    "def repositories(session):\n    return Repositories(session)\n"
)
REPOSITORIES = (
    "from engine import engine\nfrom base import repositories\n"
    "def register(session):\n    repos = repositories(session)\n    repos.users.create({'a': 1})\n"
    "    repos.orders.create({'a': 1})\n"
)
# Services that write a table each, and a handler that asks both.
SERVICES = (
    "async function addUser(data: any, tx?: any) {\n  await prisma.user.create({ data });\n}\n"
    "async function addOrder(data: any) {\n  await prisma.order.create({ data });\n}\n"
)
BOTH = "    await prisma.user.create({});\n    await prisma.order.create({});\n"
SQL_ON = (
    "export async function refill(%s) {\n  await step.query('DELETE FROM shards');\n"
    "  await step.query('DELETE FROM slots');\n}\n"
)
# A use case knows its repositories by interfaces, which classes elsewhere implement.
PORTS = (
    "export interface Users { add(data: any): Promise<void>; }\n"
    "export interface Orders { add(data: any): Promise<void>; }\n"
    "export class PrismaUsers implements Users {\n  async add(data: any) { await prisma.user.create({ data }); }\n}\n"
    "export class PrismaOrders implements Orders {\n  async add(data: any) { await prisma.order.create({ data }); }\n}\n"
    "export class Register {\n  constructor(private users: Users, private orders: %s) {}\n"
    "  async execute(data: any) {\n    %s\n  }\n}\n"
)
PLAIN = SERVICES.replace(", tx?: any", "")
ASKS = "export async function register(data: any) {\n  await addUser(data);\n  await addOrder(data);\n}\n"
SERIALIZER = (
    "from django.db import transaction\nfrom rest_framework import serializers\nfrom orders.models import Order, Line\n"
    "class OrderSerializer(serializers.ModelSerializer):\n    def create(self, data):\n"
    "        order = Order.objects.create(**data)\n        Line.objects.create(order=order)\n        return order\n"
)
FIRST = "export async function makeUsers(knex: any) {\n  await knex.schema.createTable('users', (table) => table.increments('id'));\n}\n"
EMPTY = "import { makeUsers } from './first';\nexport async function start(knex: any) {\n  %s  await knex.migrate.latest();\n}\n"
FORMS = (
    "from django import forms\nfrom orders.models import Order\nclass OrderForm(forms.ModelForm):\n    class Meta:\n"
    "        model = Order\n        fields = ['id']\n"
)
# An object of a class that no type tells, and repositories that are made with what they write by.
STORE = (
    "export class Store {{\n  async keepOrderOfUser() {{\n    await prisma.user.create({{}});\n"
    "    await prisma.order.create({{}});\n  }}\n}}\nexport const keep = (store: any) => {};\n"
)
REPOS = (
    "class Users {\n  constructor(private prisma: PrismaClient) {}\n  async add(data: any) {\n    await this.prisma.user.create({ data });\n  }\n}\n"
    "class Orders {\n  constructor(private prisma: PrismaClient) {}\n  async add(data: any) {\n    await this.prisma.order.create({ data });\n  }\n}\n"
)
HANDLERS = (
    "export function mount(router: any) {\n  router.post('/users', async (req) => {\n    await addUser(req.body);\n  });\n"
    "  router.post('/orders', async (req) => {\n    await addOrder(req.body);\n  });\n}\n"
)
TEN = "".join(f"export const f{n} = () => prisma.user.findMany();\n" for n in range(19))

MIXED = {
    "db.py": "from sqlalchemy.orm import scoped_session, sessionmaker\nSession = scoped_session(sessionmaker())\n",
    **alchemy(
        "import sqlalchemy as sa\nfrom sqlalchemy.orm import declarative_base\nfrom db import Session\n"
        "Base = declarative_base()\n"
        "class ModelMixin:\n    @classmethod\n    def create(cls, **values):\n        row = cls(**values)\n"
        "        Session.add(row)\n        Session.commit()\n        return row\n"
        "    def save(self):\n        Session.add(self)\n        Session.commit()\n"
        "class Order(Base, ModelMixin):\n    __tablename__ = 'orders'\n    id = sa.Column(sa.Integer)\n"
        "class Line(Base, ModelMixin):\n    __tablename__ = 'lines'\n    id = sa.Column(sa.Integer)\n",
        "models.py",
    ),
}

CASES = (
    Case(LOOPS, "pass", "one query for all", prisma("export const all = (ids: number[]) => prisma.user.findMany({ where: { id: { in: ids } } });\n"), "the one query runs once for all rows"),
    Case(LOOPS, "pass", "one of twenty", prisma(TEN + "export async function f(rows: any[]) { for (const row of rows) { await prisma.user.create({ data: row }); } }\n"), "1 of 20 queries", (("src/orders.ts", 21),)),
    Case(LOOPS, "pass", "in a command of Flask's", alchemy(f"import click\n{BY_LINE}", "shop/commands.py")),
    Case(LOOPS, "pass", "in a command of a package of commands", alchemy(f"from flask.cli import with_appcontext\n{BY_LINE}", "shop/commands/orders.py")),
    Case(LOOPS, "fail", "in a command that is a message", alchemy(BY_LINE, "shop/commands/orders.py"), "1 of 1 queries"),
    Case(LOOPS, "fail", "in a module that also takes in click", alchemy(f"import click\n{BY_LINE}", "shop/orders.py"), "1 of 1 queries"),
    Case(LOOPS, "pass", "in a script", prisma("for (const row of rows) { await prisma.user.create({ data: row }); }\n", "scripts/fill.ts")),
    Case(LOOPS, "pass", "tries, not rows", prisma("async function f() { for (let attempt = 0; attempt < 3; attempt++) { await prisma.user.count(); } while (true) { await prisma.user.count(); } }\n".replace("let attempt = 0; attempt < 3; attempt++", "const attempt of tries"))),
    Case(LOOPS, "pass", "a lot of rows at a time", prisma("export async function f(rows: any[]) { for (let i = 0; i < rows.length; i += SIZE) { await prisma.user.createMany({ data: rows.slice(i, i + SIZE) }); } }\n")),
    Case(LOOPS, "pass", "a list that is written out before", prisma("export async function f() { const all = ['a', 'b']; for (const name of all) { await prisma.user.count({ where: { name } }); } }\n")),
    Case(LOOPS, "fail", "a list that is filled before", prisma("export async function f(rows: any[]) { const all = [first]; all.push(...rows); for (const name of all) { await prisma.user.count({ where: { name } }); } }\n")),
    Case(LOOPS, "fail", "an empty list at first", prisma("export async function f(rows: any[]) { let all = []; all = rows; for (const name of all) { await prisma.user.count({ where: { name } }); } }\n")),
    Case(LOOPS, "pass", "one collection after the other", prisma("export async function f() { for (const collectionName of await names()) { await prisma.user.count({ where: { collectionName } }); } }\n")),
    Case(LOOPS, "fail", "row after row", prisma("export async function f(rows: any[]) { for (let i = 0; i < rows.length; i++) { await prisma.user.create({ data: rows[i] }); } }\n")),
    Case(LOOPS, "pass", "a part of another query", {**prisma("import { exists } from 'drizzle-orm';\nimport { users } from './tables';\nexport const f = (rows: any[]) => { const parts = rows.map((row) => { return exists(db.select().from(users)); }); return parts; };\n"), "src/tables.ts": "import { pgTable } from 'drizzle-orm/pg-core';\nexport const users = pgTable('users', {});\n"}, "the one query runs once for all rows"),
    Case(LOOPS, "pass", "what is only narrowed", django(VIEWS + "def orders(request):\n    rows = Order.objects.all()\n    for tag in request.GET.getlist('tag'):\n        rows = rows.filter(tags__name=tag)\n    return JsonResponse({'x': list(rows)})\n")),
    Case(LOOPS, "pass", "SQL of no rows", node("import { pool } from './pool';\nexport async function f(names: string[]) { for (const name of names) { await pool.query(`SET ROLE ${name}`); await pool.query(`CREATE TABLE ${name} (a int)`); } }\n"), "both queries run once for all rows"),
    Case(LOOPS, "fail", "SQL of rows", node("import { pool } from './pool';\nexport async function f(names: string[]) { for (const name of names) { await pool.query('SELECT a FROM b WHERE c = $1', [name]); } }\n"), "1 of 1 queries"),
    Case(LOOPS, "pass", "one table after the other", alchemy("from sqlalchemy import insert\nfrom sqlalchemy.schema import DropConstraint\nfrom engine import engine\ndef f(data, keys, meta):\n    with engine.begin() as connection:\n        for name, rows in data.items():\n            table = meta.tables[name]\n            connection.execute(table.delete())\n            connection.execute(insert(table), rows)\n        for key in keys:\n            connection.execute(DropConstraint(key))\n"), "all 3 queries run once for all rows"),
    Case(LOOPS, "fail", "rows of a table that was chosen before", alchemy("from sqlalchemy import insert\nfrom engine import engine\ndef f(table, rows):\n    with engine.begin() as connection:\n        for row in rows:\n            connection.execute(insert(table), row)\n"), "1 of 1 queries"),
    Case(LOOPS, "pass", "an array's own methods", prisma("export const all = (rows: any[]) => rows.map((row) => rows.find((each) => each.id === row.id));\n"), "no query is seen"),
    Case(LOOPS, "fail", "in a loop", prisma("export async function f(rows: any[]) {\n  for (const row of rows) {\n    await prisma.user.create({ data: row });\n  }\n}\n"), "1 of 1 queries run once for each row: src/orders.ts, line 4 (runs in the loop of line 3); the rule allows 5%", (("src/orders.ts", 4),)),
    Case(LOOPS, "fail", "in a callback", prisma("export const f = (ids: number[]) => Promise.all(ids.map(async (id) => prisma.user.findUnique({ where: { id } })));\n"), "runs in the callback of map"),
    Case(LOOPS, "fail", "by a function of the file that asks by one of two queries", prisma("async function one(id: number, by: boolean) {\n  if (by) { return prisma.user.findUnique({ where: { id } }); }\n  return prisma.order.findUnique({ where: { id } });\n}\nexport async function f(ids: number[]) {\n  for (const id of ids) { await one(id, true); }\n}\n"), "1 of 2 queries run once for each row", (("src/orders.ts", 3),)),
    Case(LOOPS, "fail", "by a function of the file", prisma("async function one(id: number) {\n  return prisma.user.findUnique({ where: { id } });\n}\nexport async function f(ids: number[]) {\n  for (const id of ids) { await one(id); }\n}\n"), "one is called in the loop of line 6", (("src/orders.ts", 3),)),
    Case(LOOPS, "fail", "a serializer's method field", django("from rest_framework import serializers\nfrom orders.models import Line\n\nclass OrderSerializer(serializers.ModelSerializer):\n    lines = serializers.SerializerMethodField()\n\n    def get_lines(self, order):\n        return Line.objects.filter(order=order).count()\n", "orders/serializers.py"), "OrderSerializer.get_lines is called for each object"),
    Case(LOOPS, "fail", "a related manager", django(VIEWS + "def orders(request):\n    return JsonResponse({'x': [order.line_set.count() for order in Order.objects.all() if order.line_set.exclude(order=None)]})\n")),
    Case(LOOPS, "pass", "a relation that was loaded before", django(VIEWS + "def orders(request):\n    rows = Order.objects.prefetch_related('tags')\n    return JsonResponse({'x': [list(row.tags.all()) for row in rows]})\n")),
    Case(LOOPS, "not_applicable", "no database", EXPRESS, "the code uses no database"),
    Case(LOOPS, "pass", "a file of data that cannot be had", {**prisma("import { PORTS } from './ports';\nprisma.user.findMany({ where: { port: { in: PORTS } } });\n"), "src/ports.ts": "export const PORTS = ['prisma.user.findMany()', " + "1," * 550_000 + "];"}, "the one query runs once for all rows"),
    Case(LOOPS, "unknown", "a file of functions that cannot be had", {**prisma("import { PORTS, named } from './ports';\nprisma.user.findMany({ where: { port: { in: PORTS } } });\n"), "src/ports.ts": "export const PORTS = ['prisma.user.findMany()', " + "1," * 550_000 + "];"}, "in what could be read, but src/ports.ts is larger"),
    Case(LOOPS, "fail", "a part of a client that has a name", {**prisma("export class Shop {\n  people = new PrismaClient().user;\n  async fill(rows) {\n    for (const row of rows) {\n      await this.people.create({ data: row });\n    }\n  }\n}\n"), "schema.prisma": "model User {\n  id Int @id\n}\n"}, "1 of 1"),
    Case(LOOPS, "pass", "a part of something else that has such a name", {**prisma("export class Shop {\n  people = new Directory().user;\n  async fill(rows) {\n    for (const row of rows) {\n      await this.people.create({ data: row });\n    }\n  }\n}\n"), "schema.prisma": "model User {\n  id Int @id\n}\n"}, "no query is seen"),
    *(Case(LOOPS, "pass", f"a file that cannot be had and serves nothing: {path}", {**prisma("prisma.user.findMany();\n"), path: "prisma.user.findMany();" + " " * 1_100_000}, "the one query runs once for all rows") for path in ("src/db/migrations/1-all.ts", "public/editor/editor.main.js")),
    Case(LOOPS, "unknown", "a file that cannot be had", {**prisma("prisma.user.findMany();\n"), "src/long.ts": "prisma.user.findMany();" + " " * 1_100_000}, "the one query runs once for all rows in what could be read"),

    Case(WRITES, "pass", "in a transaction", prisma("export const f = () => prisma.$transaction(async (tx) => { await tx.user.create({}); await tx.order.create({}); });\n"), "the one function that writes two or more tables does so in a transaction"),
    Case(WRITES, "pass", "handed over together", prisma("export const f = () => prisma.$transaction([prisma.user.create({}), prisma.order.create({})]);\n")),
    Case(WRITES, "pass", "one after the other, which know nothing of each other", prisma(f"{CLEANS}export async function clean() {{ await oldUsers(); await oldOrders(); }}\n"), "no function writes two or more tables"),
    Case(WRITES, "fail", "one after the other, of the same customer", prisma(f"{CLEANS}export async function clean(customer: number) {{ await oldUsers(customer); await oldOrders(customer); }}\n"), "1 of 1 functions"),
    Case(WRITES, "fail", "one after the other, behind a write", prisma(f"{CLEANS}export async function clean() {{ await prisma.user.create({{}}); await oldOrders(); }}\n"), "1 of 1 functions"),
    Case(WRITES, "fail", "one after the other, in a handler", prisma(f"import express from 'express';\nconst app = express();\n{CLEANS}app.post('/clean', async (req, res) => {{ await oldUsers(); await oldOrders(); res.json({{}}); }});\n"), "1 of 1 functions"),
    Case(WRITES, "pass", "one table", prisma("export async function f() { await prisma.user.create({}); await prisma.user.update({}); }\n"), "no function writes two or more tables"),
    Case(WRITES, "pass", "a record of what happened", prisma("export async function f() { await prisma.user.create({}); await prisma.loginEvent.create({}); }\n"), "no function writes two or more tables"),
    Case(WRITES, "pass", "either of them", prisma("export async function f(is: boolean) {\n  if (is) {\n    await prisma.user.create({});\n  } else {\n    await prisma.order.create({});\n  }\n}\n")),
    Case(WRITES, "pass", "one commit of a unit of work", alchemy("from sqlalchemy.orm import Session\nfrom models import User, Order\ndef f(session: Session):\n    session.add(User())\n    session.add(Order())\n    session.commit()\n")),
    Case(WRITES, "pass", "inside of the caller's", django("from django.db import transaction\n" + VIEWS + "def save():\n    Order.objects.create()\n    Line.objects.create()\n\ndef orders(request):\n    with transaction.atomic():\n        save()\n")),
    Case(WRITES, "pass", "inside of a caller's caller's", django("from django.db import transaction\n" + VIEWS + "def save():\n    Order.objects.create()\n    Line.objects.create()\n\ndef store():\n    save()\n\n@transaction.atomic\ndef orders(request):\n    store()\n"), "the one function that writes two or more tables does so in a transaction"),
    Case(WRITES, "fail", "outside of a caller's caller's", django("from django.db import transaction\n" + VIEWS + "def save():\n    Order.objects.create()\n    Line.objects.create()\n\ndef store():\n    save()\n\ndef orders(request):\n    store()\n"), "1 of 1"),
    Case(WRITES, "pass", "a serializer that a view saves in one", django(SERIALIZER + "class Saves:\n    @transaction.atomic\n    def perform_create(self, serializer):\n        serializer.save()\n", "orders/serializers.py"), "the one function that writes two or more tables does so in a transaction"),
    Case(WRITES, "fail", "a serializer that a view saves", django(SERIALIZER + "class Saves:\n    def perform_create(self, serializer):\n        serializer.save()\n", "orders/serializers.py"), "1 of 1"),
    Case(WRITES, "pass", "a method of what nobody knows, called in one", prisma(STORE.format("prisma.$transaction(async () => store.keepOrderOfUser())")), "the one function that writes two or more tables does so in a transaction"),
    Case(WRITES, "fail", "a method of what nobody knows", prisma(STORE.format("store.keepOrderOfUser()")), "1 of 1"),
    *(Case(WRITES, outcome, f"a kind of order that is found by its name, by who calls it {how}", django("from django.db import transaction\n" + VIEWS + f"class Rush:\n    def after_order(self, number):\n        Order.objects.create()\n        Line.objects.create()\n\nclass Handler:\n    def place_order(self, kind):\n        kinds.get(kind).after_order(1)\n\n{put}def orders(request):\n    Handler().place_order(request.GET['kind'])\n")) for how, put, outcome in (("in a transaction", "@transaction.atomic\n", "pass"), ("outside of one", "", "fail"))),
    *(Case(WRITES, outcome, f"a job of the name {head}", django(VIEWS + f"def {head}:\n    Order.objects.filter(number__lt=1).{done}\n    Line.objects.filter(order__number__lt=1).delete()\n")) for head, done, outcome in (
        ("clean_expired_orders()", "delete()", "pass"), ("purge_old(days=30)", "delete()", "pass"),
        ("clear_orders_of(customer)", "delete()", "fail"), ("clean_orders()", "update(number=0)", "fail"), ("remove_all()", "delete()", "fail"),
    )),
    Case(WRITES, "pass", "repositories of what a request runs in", node(BUILT + "export class Orders {\n  async place(ctx: Context) {\n    await this.connection.getRepository(ctx, Order).save(new Order());\n    await this.connection.getRepository(ctx, Line).save(new Line());\n  }\n}\n", "typeorm"), "the one function that writes two or more tables does so in a transaction"),
    Case(WRITES, "fail", "repositories of nothing that is handed over", node(BUILT + "export class Orders {\n  async place() {\n    await this.connection.getRepository(Order).save(new Order());\n    await this.connection.getRepository(Line).save(new Line());\n  }\n}\n", "typeorm"), "Orders.place writes Order, Line"),
    Case(WRITES, "pass", "what is done when it starts, step by step", node(BUILT + "export class Starter {\n  async onModuleInit() {\n    await this.connection.getRepository(Order).save(new Order());\n    await this.connection.getRepository(Line).save(new Line());\n  }\n}\n", "typeorm"), "no function writes two or more tables"),
    Case(WRITES, "pass", "what is called when it starts only", node(BUILT + "export class Starter {\n  async onModuleInit() {\n    await this.fill();\n  }\n  async fill() {\n    await this.connection.getRepository(Order).save(new Order());\n    await this.connection.getRepository(Line).save(new Line());\n  }\n}\n", "typeorm"), "the one function that writes two or more tables does so in a transaction"),
    Case(WRITES, "pass", "repositories made with a transaction", prisma(REPOS + "export async function register(data: any, tx: any) {\n  const users = new Users(tx);\n  await users.add(data);\n  await new Orders(tx).add(data);\n}\n"), "the one function that writes two or more tables does so in a transaction"),
    Case(WRITES, "fail", "repositories made with a client", prisma(REPOS + "export async function register(data: any) {\n  const users = new Users(prisma);\n  await users.add(data);\n  await new Orders(prisma).add(data);\n}\n"), "1 of 1"),
    Case(WRITES, "fail", "a table of the name of a transaction", prisma("export async function pay() {\n  await prisma.transaction.create({});\n  await prisma.order.create({});\n}\n"), "pay writes Transaction, Order outside"),
    *(
        Case(WRITES, outcome, f"run by {name}", prisma(f"export const pay = () => database.{name}(async () => {{\n  await prisma.user.create({{}});\n  await prisma.order.create({{}});\n}});\n"))
        for outcome, names in (("pass", "$tx tx runInTx withDbTransaction doInTransaction"), ("fail", "retry onTransaction within createTransaction context"))
        for name in names.split()
    ),
    Case(WRITES, "pass", "on the client of a transaction that the caller has opened", prisma("export async function pay() {\n  await database.txClient().user.create({});\n  const client = database.txClient();\n  await client.order.create({});\n}\n"), "the one function that writes two or more tables does so in a transaction"),
    Case(WRITES, "fail", "on a client that is asked for", prisma("export async function pay() {\n  const client = database.getClient();\n  await client.user.create({});\n  await client.order.create({});\n}\n"), "1 of 1"),
    Case(WRITES, "pass", "a transaction by another name", prisma("export async function pay(prismaTx: any) {\n  await prismaTx.user.create({});\n  await prismaTx.order.create({});\n}\n"), "the one function that writes two or more tables does so in a transaction"),
    Case(WRITES, "pass", "a receiver of what is told before the commit", django("from django.db.models.signals import pre_delete\nfrom django.dispatch import receiver\n" + VIEWS + "@receiver(pre_delete, sender=Order)\ndef clear(instance, **kwargs):\n    Order.objects.update(number='')\n    Line.objects.update(order=None)\n"), "the one function that writes two or more tables does so in a transaction"),
    Case(WRITES, "fail", "a receiver of what is told outside of a transaction", django("from django.db.models.signals import post_save\nfrom django.dispatch import receiver\n" + VIEWS + "@receiver(post_save, sender=Order)\ndef clear(instance, **kwargs):\n    Order.objects.update(number='')\n    Line.objects.update(order=None)\n"), "1 of 1"),
    Case(WRITES, "pass", "what a bus runs inside of the sender's", {**node(COMMANDS, "typeorm", "@nestjs/cqrs"), "src/service.ts": SENDER.replace("  create(", "  @Transactional()\n  create(")}, "the one function that writes two or more tables does so in a transaction"),
    Case(WRITES, "fail", "what a bus runs outside of one", {**node(COMMANDS, "typeorm", "@nestjs/cqrs"), "src/service.ts": SENDER}, "1 of 1"),
    Case(WRITES, "pass", "behind a middleware that opens one", prisma(ROUTED.format("transaction(), "))),
    Case(WRITES, "fail", "behind another middleware", prisma(ROUTED.format("auth(), "))),
    Case(WRITES, "pass", "rows of unknown tables in a transaction", django("from django.db import transaction\n" + VIEWS + "@transaction.atomic\ndef orders(request, models):\n    for model in models:\n        model.objects.update(number='')\n        model.objects.create()\n"), "the one function that writes two or more tables does so in a transaction"),
    Case(WRITES, "pass", "each request in one", django(VIEWS + "def orders(request):\n    Order.objects.create()\n    Line.objects.create()\n", settings=", 'ATOMIC_REQUESTS': True")),
    Case(WRITES, "fail", "two tables", prisma("export async function save() {\n  await prisma.user.create({});\n  await prisma.order.create({});\n}\n"), "1 of 1 functions that write two or more tables do so outside a transaction: src/orders.ts, line 4 (save writes User, Order outside a transaction)", (("src/orders.ts", 4),)),
    Case(WRITES, "fail", "Django", django(VIEWS + "def orders(request):\n    order = Order.objects.create()\n    Line.objects.create(order=order)\n")),
    Case(WRITES, "fail", "many to many", django(VIEWS + "def orders(request):\n    order = Order.objects.create()\n    order.tags.set([1])\n"), "orders writes Order, Order.tags"),
    Case(WRITES, "fail", "a form and another table", {**django("from orders.forms import OrderForm\n" + VIEWS + "def orders(request):\n    form = OrderForm(request.POST)\n    order = form.save(commit=False)\n    order.save()\n    Line.objects.create(order=order)\n"), "orders/forms.py": FORMS}, "orders writes Order, Line"),
    Case(WRITES, "pass", "a form that is not kept", {**django("from orders.forms import OrderForm\n" + VIEWS + "def orders(request):\n    form = OrderForm(request.POST)\n    form.save(commit=False)\n    Line.objects.create()\n"), "orders/forms.py": FORMS}, "no function writes two or more tables"),
    Case(WRITES, "pass", "a model's own save that writes another table too", django(VIEWS + "class Basket(models.Model):\n    def save(self, *args, **kwargs):\n        Order.objects.update(basket=None)\n        super().save(*args, **kwargs)\n    def fill(self):\n        self.save()\n"), "no function writes two or more tables"),
    Case(WRITES, "fail", "repositories behind interfaces", prisma(PORTS % ("Orders", "await this.users.add(data);\n    await this.orders.add(data);")), "Register.execute writes User, Order"),
    Case(WRITES, "pass", "the same in a transaction", prisma(PORTS % ("Orders", "await this.unit.withTransaction(async () => {\n      await this.users.add(data);\n      await this.orders.add(data);\n    });")), "the one function that writes two or more tables does so in a transaction"),
    Case(WRITES, "pass", "an interface that nobody here implements", prisma(PORTS % ("Ledger", "await this.users.add(data);\n    await this.orders.add(data);")), "no function writes two or more tables"),
    Case(WRITES, "pass", "a session by the name of its entity", node(ENTITIES.replace("Line", "Session"), "typeorm"), "no function writes two or more tables"),
    Case(WRITES, "fail", "an entity of another name", node(ENTITIES, "typeorm"), "1 of 1"),
    Case(WRITES, "pass", "what a file does as it is loaded", prisma("async function seed() {\n" + BOTH + "}\nseed().catch(console.error);\n"), "the one function that writes two or more tables does so in a transaction"),
    Case(WRITES, "pass", "the same in place", prisma("(async function main() {\n" + BOTH + "})();\n"), "the one function that writes two or more tables does so in a transaction"),
    Case(WRITES, "fail", "what others call too", prisma("export async function seed() {\n" + BOTH + "}\nseed();\nexport const again = async () => { await seed(); };\n"), "1 of 1"),
    Case(WRITES, "fail", "a worker that a file starts", prisma("async function work() {\n  while (true) {\n" + BOTH + "  }\n}\nwork();\n"), "1 of 1"),
    Case(WRITES, "pass", "what is done later", prisma("export async function start() {\n  await prisma.user.create({});\n  setInterval(async () => { await prisma.order.deleteMany({}); }, 1000);\n}\n"), "no function writes two or more tables"),
    Case(WRITES, "fail", "both of it later", prisma("export async function start() {\n  setInterval(async () => {\n" + BOTH + "  }, 1000);\n}\n"), "1 of 1"),
    Case(WRITES, "pass", "SQL on a transaction by its type", node(SQL_ON % "step: UpgradeTransaction"), "the one function that writes two or more tables does so in a transaction"),
    Case(WRITES, "fail", "SQL on a client by its type", node(SQL_ON % "step: PgClient"), "1 of 1"),
    Case(WRITES, "pass", "services that are handed a transaction", prisma(SERVICES.replace("data: any)", "data: any, tx: any)") + "export const register = (data: any) => prisma.$transaction(async (tx) => {\n  await addUser(data, tx);\n  await addOrder(data, tx);\n});\n"), "the one function that writes two or more tables does so in a transaction"),
    Case(WRITES, "pass", "one table through a mixin of all models", {**MIXED, "orders.py": "from models import Order\ndef place():\n    order = Order.create(paid=False)\n    order.total = 1\n    order.save()\n"}, "no function writes two or more tables"),
    Case(WRITES, "pass", "two tables through a mixin that commits where it is asked to", {**MIXED, "models.py": MIXED["models.py"].replace("        row = cls", "        commit = values.pop('commit', False)\n        row = cls").replace("Session.commit()\n        return", "if commit:\n            Session.commit()\n        return"), "orders.py": "from db import Session\nfrom models import Line, Order\ndef place():\n    order = Order.create(paid=False)\n    Line.create(order=order)\n    Session.commit()\n"}),
    Case(WRITES, "fail", "two tables through a mixin, each committed by who calls", {**MIXED, "models.py": MIXED["models.py"].replace("        Session.commit()\n", ""), "orders.py": "from db import Session\nfrom models import Line, Order\ndef place():\n    order = Order.create(paid=False)\n    Session.commit()\n    Line.create(order=order)\n    Session.commit()\n"}, "1 of 1 functions"),
    Case(WRITES, "fail", "two tables through a mixin of all models", {**MIXED, "orders.py": "from models import Line, Order\ndef place():\n    order = Order.create(paid=False)\n    Line.create(order=order)\n"}, "place writes Order, Line outside a transaction"),
    Case(WRITES, "pass", "a commit behind which a branch leaves", alchemy("from sqlalchemy.orm import Session\nfrom models import User, Order\ndef f(session: Session, found):\n    session.add(User())\n    if not found:\n        session.commit()\n        return\n    session.add(Order())\n    session.commit()\n")),
    Case(WRITES, "fail", "a commit in a branch that goes on", alchemy("from sqlalchemy.orm import Session\nfrom models import User, Order\ndef f(session: Session, found):\n    session.add(User())\n    if found:\n        session.commit()\n    session.add(Order())\n    session.commit()\n")),
    Case(WRITES, "pass", "two commits when it starts", alchemy("from fastapi import FastAPI\nfrom sqlalchemy.orm import Session\nfrom models import User, Order\napp = FastAPI()\n@app.on_event('startup')\ndef f(session: Session = make()):\n    session.add(User())\n    session.commit()\n    session.add(Order())\n    session.commit()\n"), "no function writes two or more tables"),
    Case(WRITES, "fail", "two commits when it ends", alchemy("from fastapi import FastAPI\nfrom sqlalchemy.orm import Session\nfrom models import User, Order\napp = FastAPI()\n@app.on_event('shutdown')\ndef f(session: Session = make()):\n    session.add(User())\n    session.commit()\n    session.add(Order())\n    session.commit()\n")),
    Case(WRITES, "fail", "two commits", alchemy("from sqlalchemy.orm import Session\nfrom models import User, Order\ndef f(session: Session):\n    session.add(User())\n    session.commit()\n    session.add(Order())\n    session.commit()\n")),
    Case(WRITES, "unknown", "routes that change data, and nothing that is seen to write", prisma(ROUTE.replace("import { prisma } from './client';\n", "") + "".join(f"app.{verb}('/orders', async (req, res) => res.json(await crud(req)));\n" for verb in ("post", "put", "delete"))), "no function is seen to write, and 3 routes change data"),
    Case(WRITES, "unknown", "routes that change data, and nothing but a seed that is seen to write", {"scripts/seed.ts": "import { prisma } from '../src/client';\nprisma.user.create({});\n", **prisma(ROUTE.replace("import { prisma } from './client';\n", "") + "".join(f"app.{verb}('/orders', async (req, res) => res.json(await crud(req)));\n" for verb in ("post", "put", "delete")))}, "no function is seen to write, and 3 routes change data"),
    Case(WRITES, "fail", "repositories that commit by themselves", {**alchemy(REPOSITORIES), "base.py": BASE.format(keep="commit")}, "register writes User, orders outside a transaction", (("orders.py", 6),)),
    Case(WRITES, "pass", "an object whose name says nothing of a table", {**alchemy("from engine import engine\nfrom base import Users\ndef register(session, User):\n    svc = Users(session, User)\n    api = Users(session, User)\n    svc.create({'a': 1})\n    api.create({'a': 1})\n"), "base.py": BASE.format(keep="commit")}, "no function writes two or more tables"),
    Case(WRITES, "pass", "repositories that leave the commit to others", {**alchemy(REPOSITORIES), "base.py": BASE.format(keep="flush")}, "no function writes two or more tables"),
    Case(WRITES, "fail", "services that write a table each", prisma(PLAIN + ASKS), "register writes User, Order outside a transaction"),
    Case(WRITES, "pass", "services of which one may be handed a transaction", prisma(SERVICES + ASKS), "no function writes two or more tables"),
    Case(WRITES, "pass", "services inside of a transaction", prisma(PLAIN + "export const register = (data: any) => prisma.$transaction(async () => {\n  await addUser(data);\n  await addOrder(data);\n});\n"), "the one function that writes two or more tables does so in a transaction"),
    Case(WRITES, "pass", "handlers that stand in one function", prisma(PLAIN + HANDLERS), "no function writes two or more tables"),
    Case(WRITES, "pass", "a job of several steps", django(VIEWS + "def claim(pk):\n    Order.objects.filter(pk=pk).update(taken=True)\ndef store(pk):\n    Line.objects.create(order_id=pk)\ndef perform(pk):\n    store(pk)\ndef work(pk):\n    claim(pk)\n    perform(pk)\n"), "no function writes two or more tables"),
    Case(WRITES, "pass", "a model that saves itself", django(VIEWS + "class Basket(models.Model):\n    def save(self, *args, **kwargs):\n        Order.objects.update(basket=None)\n        Line.objects.update(basket=None)\n        super().save(*args, **kwargs)\n"), "no function writes two or more tables"),
    Case(WRITES, "pass", "rows that are there from the start", {**alchemy(""), "init_db.py": "from sqlalchemy.orm import Session\nfrom models import User, Order\ndef f(session: Session):\n    session.add(User())\n    session.commit()\n    session.add(Order())\n    session.commit()\n"}, "no function writes two or more tables"),
    Case(WRITES, "not_applicable", "no database", EXPRESS, "no relational database"),
    Case(WRITES, "unknown", "an engine that cannot be told", {**EXPRESS, "package.json": '{"dependencies": {"express": "*", "@prisma/client": "*"}}', "src/client.ts": CLIENT}, "whether @prisma/client talks to a relational database cannot be told"),

    *(Case(REST, outcome, f"what is used up: {model}", {**prisma(ROUTE + "app.get('/hooks', async (req, res) => { await prisma.%s.delete({ where: { id: req.query.id } }); res.json({}); });\n".replace("%s", model)), "prisma/schema.prisma": f"model {model[0].upper()}{model[1:]} {{\n  id Int @id\n}}\n"}, message) for model, outcome, message in (("verificationToken", "pass", "the one route of GET and HEAD only reads"), ("voucher", "fail", "1 of 1"))),
    Case(REST, "pass", "GET reads", prisma(ROUTE + "app.get('/orders', async (req, res) => res.json(await prisma.order.findMany()));\n".replace("import { prisma } from './client';\n", "")), "the one route of GET and HEAD only reads"),
    Case(REST, "pass", "a counter", prisma(ROUTE + "app.get('/orders/:id', async (req, res) => res.json(await prisma.order.update({ where: { id: 1 }, data: { views: { increment: 1 } } })));\n")),
    Case(REST, "pass", "when it was last used", {**prisma(ROUTE + "import { File } from './file';\napp.get('/files/:id', async (req, res) => { const file = await File.findByPk(1); await file.update({ lastAccessedAt: new Date() }, { silent: true }); res.json(file); });\n"), "src/file.ts": "import { Model } from 'sequelize';\nexport class File extends Model {}\n"}),
    Case(REST, "pass", "a link to confirm", prisma(ROUTE + "app.get('/orders', list);\napp.get('/users/confirm/:token', async (req, res) => res.json(await prisma.user.update({ where: { id: 1 }, data: { confirmed: true } })));\nfunction list(req, res) { res.json([]); }\n")),
    Case(REST, "pass", "only for POST", django(VIEWS + "def orders(request):\n    if request.method == 'POST':\n        Order.objects.create()\n    return JsonResponse({})\n")),
    Case(REST, "pass", "only behind a question for POST", django(VIEWS + "def orders(request):\n    if request.method != 'POST':\n        return JsonResponse({})\n    Order.objects.create()\n    return JsonResponse({})\n")),
    Case(REST, "pass", "a guard that lets only POST through", django(VIEWS + "from shop.guards import cors\n\n@cors('POST')\ndef orders(request):\n    Order.objects.create()\n    return JsonResponse({})\n")),
    Case(REST, "fail", "GET writes", prisma(ROUTE + "app.get('/orders/archive', async (req, res) => {\n  await prisma.order.updateMany({ data: { archived: true } });\n  res.json({});\n});\n"), "1 of 1 routes of GET and HEAD write: src/orders.ts, line 6 (GET /orders/archive updates Order)", (("src/orders.ts", 6),)),
    Case(REST, "fail", "a function of the file does", prisma(ROUTE + "app.get('/orders', async (req, res) => { await drop(); res.json({}); });\nasync function drop() { await prisma.order.deleteMany({}); }\n"), "deletes Order"),
    *(Case(REST, outcome, f"what is related to who asks: {done}", {**django(VIEWS + f"def orders(request):\n    other = Order.objects.first()\n    {done}\n    return JsonResponse({{}})\n"), "people/models.py": PEOPLE}) for done, outcome in (
        ("request.user.profile.friends.add(other)", "fail"), ("request.user.groups.clear()", "fail"), ("request.user.liked_by.remove(other)", "fail"), ("request.user.profile.last_seen.add(other)", "pass"), ("found.friends.add(other)", "pass"), ("if request.method == 'POST':\n        request.user.friends.add(other)", "pass"),
        *((f"request.user.{seen}.add(other)", "pass") for seen in ("viewed_goods", "read_pages", "profile.recent_orders")),
        ("request.user.scopes = set()\n    request.user.scopes.add('orders')", "pass"), ("request.user.flags.set('beta', True)", "pass"),
    )),
    *(Case(REST, outcome, f"one of many routes and pages of {package}", {**prisma("import { prisma } from './client';\nexport const GET = async () => {\n  await prisma.order.updateMany({ data: { done: true } });\n  return Response.json([]);\n};\n", route), "package.json": f'{{"dependencies": {{"{package}": "*", "@prisma/client": "*"}}}}', "src/client.ts": CLIENT, **{page.format(n): text for n in range(number)}}, message) for package, route, page, text in (
        ("@sveltejs/kit", "src/routes/api/+server.ts", "src/routes/p{}/+page.svelte", "<h1>Shop</h1>\n"),
        ("next", "app/api/route.ts", "app/(shop)/p{}/page.tsx", "export default () => null;\n"),
    ) for outcome, number, message in (("fail", 18, "1 of 19 routes of GET and HEAD write"), ("pass", 19, "1 of 20"))),
    Case(REST, "fail", "a view that asks for no method", django(VIEWS + "def orders(request):\n    Order.objects.create()\n    return JsonResponse({})\n")),
    Case(REST, "not_applicable", "no routes", EXPRESS, "it serves no HTTP resources"),

    Case(SQL, "pass", "no SQL", prisma("prisma.user.findMany();\n"), "there is no raw SQL"),
    Case(SQL, "pass", "parameters", node("import { pool } from './pool';\nexport const f = (id: string) => pool.query('SELECT * FROM users WHERE id = $1', [id]);\n"), "none of 1 SQL texts"),
    Case(SQL, "pass", "a tagged template", prisma("export const f = (id: number) => prisma.$queryRaw`SELECT * FROM users WHERE id = ${id}`;\n")),
    Case(SQL, "pass", "a tagged template of a client that is handed out", prisma("export const f = (id: number) => db.prisma().$queryRaw`SELECT * FROM users WHERE id = ${id}`;\n")),
    *(Case(SQL, "pass", f"the language of a service: {made}", node(f"import {{ {package.title()} }} from '{module}';\nimport pg from 'pg';\nexport const f = async (id: string, client: Ads) => {{\n  {made}\n  return taken.query(`SELECT name FROM customer WHERE id = ${{id}}`);\n}};\n", "pg", module)) for package, module, made in (
        ("ads", "google-ads-api", "const ads = new Ads({ id });\n  const taken = ads.Customer({ id });"), ("connection", "jsforce", "const taken = new Connection({});"), ("ads", "google-ads-api", "const taken = client.Customer({ id });"),
    )),
    *(Case(SQL, outcome, f"the language of a service, in Python: {taken}: {made}", alchemy(f"import psycopg\n{taken}\ndef f(request, books: Books):\n    {made}.query(f\"select * from bill where id = '{{request.args['id']}}'\")\n")) for taken, made, outcome in (
        ("from quickbooks.objects.bill import Bill", "Bill", "pass"), ("from simple_salesforce import Salesforce as Books", "books", "pass"), ("from simple_salesforce import Salesforce", "force = Salesforce()\n    force", "pass"),
        ("from ledger.quickbooks import Bill", "Bill", "fail"),
    )),
    Case(SQL, "fail", "a client of a package that nobody knows", node("import { Warehouse } from 'warehouse';\nimport pg from 'pg';\nexport const f = async (id: string) => {\n  const taken = new Warehouse({});\n  return taken.query(`SELECT name FROM customer WHERE id = ${id}`);\n};\n", "pg", "warehouse")),
    Case(SQL, "pass", "a tag on what a function hands out", node("import pg from 'pg';\nexport const f = (id: number) => client().query`SELECT * FROM users WHERE id = ${id}`;\n", "pg")),
    Case(SQL, "pass", "a constant", node("import { pool } from './pool';\nconst TABLE = 'users';\nexport const f = () => pool.query(`SELECT * FROM ${TABLE}`);\n")),
    Case(SQL, "pass", "a map of what is written", node("import { pool } from './pool';\nconst ORDERS = { name: 'name ASC', age: 'age DESC' };\nexport const f = (by: string) => pool.query(`SELECT * FROM users ORDER BY ${ORDERS[by]}`);\n")),
    Case(SQL, "pass", "placeholders", node("import { pool } from './pool';\nexport const f = (ids: number[]) => pool.query(`SELECT * FROM users WHERE id IN (${ids.map((_, i) => `$${i + 1}`).join(', ')})`, ids);\n")),
    Case(SQL, "fail", "a text in a name, filled in where it is executed", alchemy("def f(session, request):\n    sql = \"insert into orders values ('{}')\"\n    session.execute(sql.format(request.args['state']))\n"), "1 of 1"),
    Case(SQL, "fail", "a text, filled in where it is executed", alchemy("def f(session, name):\n    session.execute('SELECT * FROM {}'.format(name))\n"), "1 of 1"),
    Case(SQL, "pass", "a text in a name, filled in with what is written out", alchemy("def f(session):\n    sql = 'SELECT * FROM {}'\n    for table in ('orders', 'parts'):\n        session.execute(sql.format(table))\n")),
    *(Case(SQL, outcome, f"a function of one's own that is handed SQL with {put}", node(f"import {{ pgQuery }} from './ask';\nconst WRITTEN = 'orders';\nexport const find = (req) => pgQuery(\"select * from orders where state = \" + {put}, []);\n", **{"src/ask.ts": "import { pool } from './pool';\nconst asked = (of, ...given) => of.connect().then((client) => client.query(...given));\nexport const pgQuery = (...given) => asked(pool, ...given);\n"})) for put, outcome in (("req.query.state", "fail"), ("WRITTEN", "pass"))),
    *(Case(SQL, "pass", f"SQL with a variable is only {done}", node(f"import {{ pool }} from './pool';\nimport {{ logger }} from './logger';\n{called}\nexport const find = (req) => {{\n  {done}(`select * from orders where id = ${{req.params.id}}`);\n  return pool.query('select * from orders where id = $1', [req.params.id]);\n}};\n")) for done, called in (("logQuery", "const logQuery = (text) => logger.debug(text);"), ("formatSql", "const formatSql = (text) => text.trim();"), ("auditQuery", "const auditQuery = (text) => pool.query('insert into audits values ($1)', [text]);"), ("showSql", "import { showSql } from 'shows';"))),
    Case(SQL, "fail", "a function that is called by nothing but that it executes SQL", alchemy("def f(store, web_request):\n    table = web_request.get_str('table')\n    return store.sql_execute(f'SELECT * FROM {table}')\n"), "1 of 1"),
    Case(SQL, "pass", "a sentence for who answers a query", node("export const ask = (req) => sendQuery(`Select one from ${req.query.names}`);\n")),
    *(Case(SQL, outcome, f"Raw of TypeORM, {text}", node(f"import {{ Raw }} from 'typeorm';\nexport const by = (value: string[]) => Raw((alias) => `{text}`);\n", "typeorm"), message) for text, outcome, message in (("${alias} > now()", "pass", ""), ("${alias} = ANY ('{${value.join(\",\")}}')", "fail", "Raw is handed SQL"))),
    Case(SQL, "fail", "raw of Lucid", node("import db from '@adonisjs/lucid/services/db';\nexport const by = (text: string) => db.from('orders').where('a', db.raw(`plainto_tsquery('${text}')`));\n", "@adonisjs/lucid"), "raw is handed SQL"),
    Case(SQL, "fail", "a request by a longer name", alchemy("def f(session, web_request):\n    table = web_request.get_str('table')\n    session.execute(f'SELECT * FROM {table}')\n"), "1 of 1"),
    Case(SQL, "fail", "a field of what a handler is handed", alchemy("class Many(BaseModel):\n    ids: list[str] = Field(Query(default=[]))\ndef f(session, many: Many = Depends()):\n    ids = ','.join([f\"'{each}'\" for each in many.ids])\n    session.execute(f'SELECT * FROM orders WHERE id IN ({ids})')\n"), "1 of 1"),
    Case(SQL, "fail", "DuckDB's own function", alchemy("import duckdb\ndef f(request):\n    query = f\"SELECT code FROM orders WHERE state = '{request.args['state']}'\"\n    return duckdb.sql(query).fetchall()\n"), "1 of 1"),
    Case(SQL, "pass", "quoted names", alchemy("from psycopg import sql\nimport psycopg\ndef f(cursor: psycopg.Cursor, name):\n    cursor.execute(sql.SQL('SELECT * FROM {}').format(sql.Identifier(name)))\n")),
    Case(SQL, "pass", "callers hand over constants", alchemy("import psycopg\ndef count(cursor, table):\n    cursor.execute(f'SELECT count(*) FROM {table}')\n\ndef f(cursor):\n    count(cursor, 'users')\n")),
    Case(SQL, "pass", "placeholders in Python", alchemy("import psycopg\ndef f(cursor, ids):\n    cursor.execute('SELECT * FROM users WHERE id IN (' + ', '.join(['%s'] * len(ids)) + ')', ids)\n")),
    Case(SQL, "pass", "a whole text that others hand over", node("import { pool } from './pool';\nexport const run = (text: string, values: string[]) => pool.query(text, values);\n")),
    Case(SQL, "pass", "what may be its callers hand over what is written", node("import knex from 'knex';\nexport function tools(knex: any) {\n  function cut(column: string) {\n    return knex.raw(`date_trunc('hour', ${column})`);\n  }\n  return { cut };\n}\nexport const f = (given: any) => given.tools.cut('created_at');\n", "knex"), "where 1 of them come from cannot be told"),
    Case(SQL, "fail", "a text that grows by a variable", node("import { pool } from './pool';\nexport const find = (name) => {\n  let sql = 'SELECT * FROM orders WHERE 1 = 1';\n  if (name) { sql += ` AND name = '${name}'`; }\n  return pool.query(sql);\n};\n"), "1 of 1 SQL text"),
    Case(SQL, "fail", "a parameter that is set anew to itself or a part of it", node("import { pool } from './pool';\nexport const find = (id) => {\n  id = id instanceof Id ? id.toValue() : id;\n  return pool.query(`SELECT * FROM orders WHERE id = '${id}'`);\n};\n"), "1 of 1"),
    Case(SQL, "pass", "a parameter that is set anew, and is a constant", node("import { pool } from './pool';\nconst find = (table) => {\n  table = table ?? 'orders';\n  return pool.query(`SELECT * FROM ${table}`);\n};\nexport const all = () => find('carts');\n"), "none of 1"),
    Case(SQL, "fail", "a text that a callback adds to", node("import { pool } from './pool';\nexport const find = (rows) => {\n  let ids = '';\n  rows.forEach((row) => { ids += `,'${row.id}'`; });\n  return pool.query(`SELECT * FROM orders WHERE id IN (0${ids})`);\n};\n"), "1 of 1 SQL text"),
    Case(SQL, "pass", "a text of the same name in a callback", node("import { pool } from './pool';\nexport function routes(app) {\n  const sql = 'SELECT * FROM orders';\n  app.get('/a', async (req, res) => res.json(await pool.query(sql)));\n  app.get('/b', (req, res) => { let sql = ''; sql += req.query.x; res.send(sql.length); });\n}\n")),
    Case(SQL, "pass", "a parameter of the same name in a callback", node("import { pool } from './pool';\nexport const find = (rows) => {\n  let sql = 'SELECT * FROM orders';\n  rows.forEach((sql) => { rows.forEach((row) => { sql += row.id; }); });\n  return pool.query(sql);\n};\n")),
    Case(SQL, "pass", "a text of the same name in an inner function of Python", alchemy("from sqlalchemy import text\nfrom sqlalchemy.orm import Session\ndef f(session: Session, name):\n    sql = 'SELECT a FROM b'\n    def told():\n        sql = 'x'\n        sql += name\n        return sql\n    return session.execute(text(sql))\n")),
    Case(SQL, "pass", "a text that grows by what is written out and by placeholders", node("import { pool } from './pool';\nexport const find = (names) => {\n  let sql = 'SELECT * FROM orders WHERE 1 = 1', n = 0;\n  names.forEach(() => { n += 1; sql += ` AND name = $${n}`; });\n  return pool.query(sql, names);\n};\n")),
    Case(SQL, "fail", "what may be its callers hand over what was asked for", node("import knex from 'knex';\nexport function tools(knex: any) {\n  function cut(column: string) {\n    return knex.raw(`date_trunc('hour', ${column})`);\n  }\n  return { cut };\n}\nexport const f = (given: any, req: any) => given.tools.cut(req.query.column);\n", "knex"), "1 of 1"),
    Case(SQL, "fail", "a number that callers count", django("from django.db import connection\n" + VIEWS + "def ids(number):\n    with connection.cursor() as cursor:\n        cursor.execute(f'SELECT nextval(1) FROM generate_series(1, {number})')\n\ndef orders(request):\n    ids(len(request.GET))\n"), "1 of 1 SQL texts"),
    Case(SQL, "pass", "the numbers of placeholders", node("import { pool } from './pool';\nconst mark = (n: number) => `$${n}`;\nexport const f = (rows: any[]) => pool.query(`SELECT a FROM b WHERE c = $${rows.length} OR d = ` + mark(rows.length), rows);\n"), "none of 1 SQL texts"),
    Case(SQL, "pass", "what a builder of TypeORM has built", node(BUILT + "export const named = (orders: Repository<Order>, other: Builder, keys: string[]) => {\n  const name = `keys_${keys.length}`;\n  const inner = orders.createQueryBuilder('line').select('line.id');\n  const alias = other.alias;\n  return orders.createQueryBuilder('order').where(`order.key IN (:...${name})`).andWhere(`order.line IN (${inner.getQuery()})`).orWhere(`${alias}.open`).orWhere((each) => `order.id IN ${each.subQuery().select('line.id').getSql()}`);\n};\n", "typeorm"), "none of "),
    Case(SQL, "fail", "a condition of TypeORM with a variable in it", node(BUILT + "export const named = (orders: Repository<Order>, name: string) => orders.createQueryBuilder('order').where(`order.name = '${name}'`);\n", "typeorm"), "1 of 1"),
    Case(SQL, "fail", "callers build what a function hands over", node("import { pool } from './pool';\nexport function run(text: string) {\n  return pool.query(text);\n}\nexport const f = (id: string) => run(`SELECT * FROM users WHERE id = ${id}`);\n")),
    Case(SQL, "pass", "a statement of SQLAlchemy's own", alchemy("from sqlalchemy.orm import Session\ndef f(session: Session, statement):\n    return session.execute(statement)\n"), "there is no raw SQL"),
    Case(SQL, "fail", "a template literal", node("import { pool } from './pool';\nexport const f = (id: string) => pool.query(`SELECT * FROM users WHERE id = ${id}`);\n"), "1 of 1 SQL texts are built from variables", (("src/orders.ts", 2),)),
    Case(SQL, "fail", "concatenation", node("import { pool } from './pool';\nexport const f = (id: string) => pool.query('SELECT * FROM users WHERE id = ' + id);\n")),
    Case(SQL, "fail", "in a name", node("import { pool } from './pool';\nexport function f(id: string) {\n  const text = `SELECT * FROM users WHERE id = ${id}`;\n  return pool.query(text);\n}\n")),
    Case(SQL, "fail", "an f-string", alchemy("import psycopg\ndef f(cursor, name):\n    cursor.execute(f\"SELECT * FROM users WHERE name = '{name}'\")\n")),
    Case(SQL, "fail", "percent", alchemy("import psycopg\ndef f(cursor, name):\n    cursor.execute(\"SELECT * FROM users WHERE name = '%s'\" % name)\n")),
    Case(SQL, "fail", "format", alchemy("from sqlalchemy import text\nfrom sqlalchemy.orm import Session\ndef f(session: Session, name):\n    session.execute(text('SELECT * FROM users WHERE name = {}'.format(name)))\n")),
    Case(SQL, "fail", "unsafe with a variable", prisma("export const f = (query: string) => prisma.$queryRawUnsafe(query);\n")),
    Case(SQL, "fail", "raw conditions of a builder", node("import { db } from './db';\nexport const f = (id: string) => db('users').whereRaw(`id = ${id}`);\n", "knex", **{"src/db.ts": "import knex from 'knex';\nexport const db = knex({ client: 'pg' });\n"})),
    *(Case(SQL, outcome, f"a date as a number: {value}", node(f"import {{ pool }} from './pool';\nexport const f = () => {{\n  const since = new Date();\n  return pool.query(`SELECT a FROM orders WHERE at > ${{{value}}}`);\n}};\n")) for value, outcome in (("since.getTime()", "fail"), ("Date.now()", "fail"), ("now()", "pass"))),
    Case(SQL, "fail", "what a request brings, by the package's own name", alchemy("import flask\nimport psycopg\ndef f(cursor):\n    cursor.execute(f\"SELECT a FROM orders WHERE state = '{flask.request.args['state']}'\")\n"), "1 of 1"),
    Case(SQL, "fail", "what the environment says", node("import { pool } from './pool';\nexport const f = () => pool.query(`CREATE DATABASE ${process.env.SHOP}`);\n"), "1 of 1"),
    Case(SQL, "fail", "what the configuration says", django("from django.db import connection\nfrom shop import settings\n" + VIEWS + "class Search:\n    def orders(self):\n        with connection.cursor() as cursor:\n            cursor.execute('SELECT to_tsvector({})'.format(self.config['language']))\n"), "1 of 1"),
    Case(SQL, "fail", "a field that gets a name later", node("import { pool } from './pool';\nexport class Work {\n  private table = '';\n  async run(part: string) {\n    this.table = `work_${new Date().toISOString()}`;\n    await pool.query(`SELECT a FROM ${this.table}`);\n  }\n}\n"), "1 of 1"),
    Case(SQL, "pass", "a field that is written out", node("import { pool } from './pool';\nexport class Work {\n  private table = 'work';\n  run() {\n    return pool.query(`SELECT a FROM ${this.table}`);\n  }\n}\n"), "none of 1"),
    Case(SQL, "fail", "a column of a row", django("from django.db import connection\n" + VIEWS + "def orders(request):\n    with connection.cursor() as cursor:\n        cursor.execute('SHOW PROCESSLIST')\n        for process in cursor.fetchall():\n            number = process.Id\n            cursor.execute(f'KILL {number}')\n"), "1 of 2"),
    Case(SQL, "pass", "an attribute in a map of what is written", node("import { pool } from './pool';\nconst SPECS = { order: { table: 'orders', key: 'id' }, line: { table: 'lines', key: 'order_id' } };\nexport function f(kind: string, id: string) {\n  const spec = SPECS[kind];\n  const { key } = spec;\n  return pool.query(`SELECT a FROM ${spec.table} WHERE ${key} = $1`, [id]);\n}\n"), "none of 1"),
    Case(SQL, "pass", "an item of a list that is written", node("import { pool } from './pool';\nconst SPECS = [{ name: 'a', table: 'orders' }, { name: 'b', table: 'lines' }];\nexport function f(name: string) {\n  const spec = SPECS.find((each) => each.name === name);\n  return pool.query(`SELECT a FROM ${spec.table}`);\n}\n"), "none of 1"),
    Case(SQL, "fail", "names that a function makes of what it is handed", django("from django.db import connection\n" + VIEWS + "def names(kind):\n    table = 'a' if kind == 'order' else f'shop_{kind.lower()}'\n    return table, 'event'\n\ndef count(kind):\n    table, event = names(kind)\n    with connection.cursor() as cursor:\n        cursor.execute(f'SELECT count(*) FROM {table}')\n"), "1 of 1"),
    Case(SQL, "pass", "names that a function chooses", django("from django.db import connection\n" + VIEWS + "def names(kind):\n    table = 'a' if kind == 'order' else 'b'\n    return table, f'shop_{kind.lower()}'\n\ndef count(kind):\n    table, event = names(kind)\n    with connection.cursor() as cursor:\n        cursor.execute(f'SELECT count(*) FROM {table}')\n"), "none of 1"),
    Case(SQL, "pass", "what the ORM itself has made", django("from django.db import connection\n" + VIEWS + "def count(rows):\n    sql, given = rows.query.sql_with_params()\n    with connection.cursor() as cursor:\n        cursor.execute(f'SELECT count(*) FROM ({sql}) t', given)\n"), "none of 1"),
    Case(SQL, "fail", "the keys of what is handed over", alchemy("import psycopg\ndef f(cursor, changes):\n    cursor.execute('UPDATE users SET ' + ', '.join(f'{key} = %s' for key in changes))\n"), "1 of 1"),
    Case(SQL, "pass", "the keys of what is written out", alchemy("import psycopg\ndef f(cursor, name):\n    changes = {'name': name}\n    cursor.execute('UPDATE users SET ' + ', '.join(f'{key} = %s' for key in changes), list(changes.values()))\n"), "none of 1"),
    Case(SQL, "fail", "keys in a callback", node("import { pool } from './pool';\nexport const f = (changes: any) => pool.query(`UPDATE users SET ${Object.entries(changes).map(([key, value]) => `${key} = ?`).join(', ')}`);\n"), "1 of 1"),
    Case(SQL, "pass", "a number by all means", django("from django.db import connection\n" + VIEWS + "def count(size):\n    with connection.cursor() as cursor:\n        cursor.execute('CREATE TEMP TABLE a (b float[' + str(int(size)) + '])')\n"), "none of 1"),
    Case(SQL, "fail", "a parameter that a template does not bind", node("import { sql } from 'kysely';\nexport const f = (db: any, req: any) => db.updateTable('users').set({ a: sql`jsonb_build_object('${sql.raw(req.body.key)}', 1)` });\n", "kysely"), "raw puts a variable into SQL as it is"),
    Case(SQL, "pass", "a constant that a template does not bind", node("import { sql } from 'kysely';\nconst set = (db: any, key: string) => db.updateTable('users').set({ a: sql`jsonb_build_object('${sql.raw(key)}', 1)` });\nexport const f = (db: any) => set(db, 'theme');\n", "kysely"), "none of 1"),
    Case(SQL, "pass", "a tool in a hidden folder", node("import { pool } from '../src/pool';\nawait pool.query(`EXPLAIN ${process.argv[2]}`);\n", path=".tools/explain.ts"), "there is no raw SQL"),
    Case(SQL, "not_applicable", "no database", EXPRESS, "no relational database"),

    Case(SCHEMA, "pass", "a migration by what is in it", node("import { pool } from './pool';\nexport default {\n  up: async () => pool.query('CREATE TABLE a (b int)'),\n  down: async () => pool.query('DROP TABLE a'),\n};\n", path="src/alterations/1-a.ts")),
    Case(SCHEMA, "pass", "a name of many functions in a file that does not parse", node("import { pool } from './pool';\nfunction (((\nasync function one() { const sql = 'CREATE INDEX a ON b (c)'; }\nconst sql = 'CREATE TABLE a (b int)';\nconst sql = 'SELECT 1';\nexport const f = () => pool.query(sql);\n")),
    *(Case(SCHEMA, outcome, f"a file of {driver}, {beside}", {**files, "keep.py": f"import {driver}\n\ndef kept(path):\n    base = {driver}.connect(path)\n    base.execute('CREATE TABLE IF NOT EXISTS kept (id INTEGER)')\n    return base\n"}) for driver, beside, files in (
        ("sqlite3", "beside an ORM's server", alchemy(DECLARED)), ("sqlite3", "alone", FASTAPI), ("sqlite3", "beside a driver", alchemy("")), ("psycopg", "beside an ORM's server", alchemy(DECLARED)),
    ) for outcome in ("pass" if driver == "sqlite3" and "server" in beside else "fail",)),
    Case(SCHEMA, "pass", "nothing", prisma("prisma.user.findMany();\n"), "nothing outside of migrations changes the schema"),
    Case(SCHEMA, "pass", "a migration", node("await pool.query('CREATE TABLE users (id int)');\n", path="src/migrations/001-users.ts")),
    Case(SCHEMA, "pass", "a function that only migrations call", {**node("export async function makeUsers(knex) {\n  await knex.schema.createTable('users', (table) => table.increments('id'));\n}\n", "knex", path="src/users.ts"), "src/migrations/001-users.ts": "import { makeUsers } from '../users';\nexport const up = (knex) => makeUsers(knex);\nexport const down = (knex) => knex.schema.dropTable('users');\n"}),
    Case(SCHEMA, "pass", "the tables of an empty database, migrated then", {**node(FIRST, "knex", path="src/first.ts"), "src/main.ts": EMPTY % "const has = await knex.schema.hasTable('users');\n  if (!has) await makeUsers(knex);\n"}),
    Case(SCHEMA, "fail", "tables that are made whatever there is", {**node(FIRST, "knex", path="src/first.ts"), "src/main.ts": EMPTY % "await makeUsers(knex);\n"}, "createTable changes the schema"),
    Case(SCHEMA, "fail", "a function that migrations and others call", {**node("export async function makeUsers(knex) {\n  await knex.schema.createTable('users', (table) => table.increments('id'));\n}\nexport const start = (knex) => makeUsers(knex);\n", "knex", path="src/users.ts"), "src/migrations/001-users.ts": "import { makeUsers } from '../users';\nexport const up = (knex) => makeUsers(knex);\nexport const down = (knex) => knex.schema.dropTable('users');\n"}, "createTable changes the schema"),
    Case(SCHEMA, "pass", "a database for tests", node("import { pool } from './pool';\nexport async function cloneTestDatabase() {\n  await pool.query('CREATE TABLE users (id int)');\n}\n")),
    Case(SCHEMA, "pass", "a temporary table that is dropped", node("import { pool } from './pool';\nawait pool.query('CREATE TEMPORARY TABLE taken AS SELECT * FROM users');\nawait pool.query('DROP TABLE taken');\n")),
    Case(SCHEMA, "fail", "another table than the temporary one is dropped", node("import { pool } from './pool';\nawait pool.query('CREATE TEMPORARY TABLE taken AS SELECT * FROM users');\nawait pool.query('DROP TABLE users');\n")),
    Case(SCHEMA, "pass", "a temporary table", node("import { pool } from './pool';\nawait pool.query('CREATE TEMPORARY TABLE users (id int)');\n")),
    Case(SCHEMA, "pass", "a table that the file makes to go", node("import { pool } from './pool';\nconst name = `work_${Date.now()}`;\nawait pool.query(`CREATE UNLOGGED TABLE ${name} (id int)`);\nawait pool.query(`DROP TABLE ${name}`);\n")),
    Case(SCHEMA, "pass", "an empty database, stamped", alchemy("from alembic import command\nfrom models import Base\ndef make(engine, config):\n    Base.metadata.create_all(engine)\n    command.stamp(config, 'head')\n")),
    Case(SCHEMA, "pass", "stamped by a function", alchemy("from alembic import command\nfrom models import Base\ndef stamp(config):\n    command.stamp(config, 'head')\n\ndef make(engine, config):\n    Base.metadata.create_all(engine)\n    stamp(config)\n")),
    Case(SCHEMA, "pass", "stamped by who has it made", alchemy("from alembic import command\nfrom models import Base\ndef make(engine):\n    Base.metadata.create_all(engine)\n\ndef main(engine, config):\n    make(engine)\n    command.stamp(config, 'head')\n")),
    Case(SCHEMA, "fail", "something else is stamped", alchemy("from alembic import command\nfrom models import Base\ndef make(engine):\n    Base.metadata.create_all(engine)\n\ndef main(config):\n    command.stamp(config, 'head')\n"), "create_all makes the tables"),
    Case(SCHEMA, "pass", "rows that a class of the repository creates", alchemy("import sqlalchemy\nclass Samples:\n    def __init__(self, session):\n        self.session = session\n    def create_all(self):\n        self.session.add(1)\n\ndef fill(session):\n    Samples(session).create_all()\n")),
    Case(SCHEMA, "pass", "pushed where a laptop is set up", {**prisma("prisma.user.findMany();\n"), ".devcontainer/setup.sh": "npx prisma migrate dev || npx prisma db push\n"}),
    Case(SCHEMA, "fail", "pushed where the program starts", {**prisma("prisma.user.findMany();\n"), "docker/start.sh": "npx prisma db push\nnode .\n"}, "pushes the schema where it deploys or starts", (("docker/start.sh", 1),)),
    Case(SCHEMA, "pass", "pushed while developing", {**prisma("prisma.user.findMany();\n"), "package.json": '{"scripts": {"dev:db": "prisma db push"}, "dependencies": {"express": "*", "pg": "*", "@prisma/client": "*"}}'}),
    Case(SCHEMA, "fail", "TypeORM", node("import { DataSource } from 'typeorm';\nexport default new DataSource({ type: 'postgres', synchronize: true });\n", "typeorm"), "synchronize: true changes the schema", (("src/orders.ts", 2),)),
    Case(SCHEMA, "fail", "Sequelize", node("import { Sequelize } from 'sequelize';\nexport const sequelize = new Sequelize('postgres://db/shop');\nawait sequelize.sync();\n", "sequelize"), "sync changes the schema"),
    Case(SCHEMA, "pass", "a step that a table of upgrades registers", alchemy("from sqlalchemy.orm import Session\nfrom sqlalchemy import text\n@upgrades.register(description='Orders')\ndef second(session: Session):\n    session.execute(text('ALTER TABLE orders ADD COLUMN paid BOOLEAN'))\n")),
    Case(SCHEMA, "pass", "a numbered file of upgrades", alchemy("from sqlalchemy.orm import Session\nfrom sqlalchemy import text\ndef second(session: Session):\n    session.execute(text('ALTER TABLE orders ADD COLUMN paid BOOLEAN'))\n", "db/upgrade/v02_paid.py")),
    Case(SCHEMA, "fail", "what asks for a plan that was upgraded", alchemy("import psycopg\n@plan_upgrade_required\n@upgrade.required('pro')\ndef second(cursor):\n    cursor.execute('CREATE TABLE orders (id int)')\n"), "SQL changes the schema: orders"),
    Case(SCHEMA, "pass", "a revision of Alembic that is named by hand", alchemy("from alembic import op\ndown_revision = None\ndef upgrade():\n    connection = op.get_bind()\n    connection.execute('CREATE TABLE orders (id int)')\n", "db/versions/add_orders.py")),
    Case(SCHEMA, "fail", "what is no revision in a folder of versions", alchemy("import psycopg\ndef make(cursor):\n    cursor.execute('CREATE TABLE orders (id int)')\n", "db/versions/add_orders.py"), "SQL changes the schema: orders"),
    Case(SCHEMA, "fail", "the same where nothing registers it", alchemy("from sqlalchemy.orm import Session\nfrom sqlalchemy import text\n@cached\ndef second(session: Session):\n    session.execute(text('ALTER TABLE orders ADD COLUMN paid BOOLEAN'))\n"), "SQL changes the schema: orders"),
    Case(SCHEMA, "pass", "how a table was made is shown", node("import mysql from 'mysql2';\nconst pool = mysql.createPool();\nexport const made = (table) => pool.query(`SHOW CREATE TABLE ${table}`);\n", "mysql2")),
    Case(SCHEMA, "fail", "SQLAlchemy", alchemy("from models import Base\nfrom engine import engine\nBase.metadata.create_all(engine)\n"), "create_all makes the tables"),
    Case(SCHEMA, "fail", "SQLAlchemy, asynchronous", alchemy("from models import Base\nasync def make(connection):\n    await connection.run_sync(Base.metadata.create_all)\n")),
    *(
        Case(SCHEMA, "pass", f"a load of rows around which nothing looks: {verb}", node(f"import {{ pool }} from './pool';\nawait pool.query(`ALTER TABLE users {verb}`);\n"))
        for verb in ("DISABLE TRIGGER ALL; INSERT INTO users SELECT * FROM guests; ALTER TABLE ONLY users ENABLE ALWAYS TRIGGER told", "DISABLE KEYS", "AUTO_INCREMENT = 1")
    ),
    Case(SCHEMA, "fail", "a column more beside it", node("import { pool } from './pool';\nawait pool.query('ALTER TABLE users DISABLE TRIGGER ALL; ALTER TABLE users ADD COLUMN age int');\n"), "SQL changes the schema: users"),
    Case(SCHEMA, "fail", "SQL in code", node("import { pool } from './pool';\nawait pool.query('ALTER TABLE users ADD COLUMN age int');\n"), "SQL changes the schema: users"),
    Case(SCHEMA, "fail", "pushed where it starts", {**prisma("prisma.user.findMany();\n"), "package.json": '{"scripts": {"start": "prisma db push && node ."}, "dependencies": {"express": "*", "pg": "*", "@prisma/client": "*"}}'}, "the script start pushes the schema"),
    Case(SCHEMA, "fail", "pushed at a version where a process manager starts it", {**prisma("prisma.user.findMany();\n"), "package.json": '{"scripts": {"pm2-run": "npm run push && pm2 start", "push": "npx prisma@6.5.0 db push"}, "dependencies": {"express": "*", "pg": "*", "@prisma/client": "*"}}'}, "the script pm2-run pushes the schema"),
    *(Case(SCHEMA, outcome, f"pushed by a script, {name}", {**prisma("prisma.user.findMany();\n"), "package.json": PUSHING, **files}, message) for outcome, name, files, message in (
        ("fail", "where the image starts", {"docker-entrypoint.sh": "#!/bin/sh\nnpm run db:push -- --force\nexec \"$@\"\n"}, "pushes the schema where it deploys or starts"),
        ("fail", "where a platform deploys", {"fly.toml": "[deploy]\n  release_command = 'pnpm -s db:push'\n"}, "pushes the schema where it deploys or starts"),
        ("fail", "by a workflow that deploys", {".github/workflows/deploy-api.yml": "on: workflow_dispatch\njobs:\n  migrate:\n    steps:\n      - run: bun run db:push\n"}, "pushes the schema where it deploys or starts"),
        ("pass", "by a workflow that tests", {".github/workflows/tests.yml": "on: pull_request\njobs:\n  test:\n    steps:\n      - run: npm run db:push\n"}, ""),
        ("pass", "on a laptop", {"scripts/dev.sh": "npm run db:push\nnpm run dev\n"}, ""),
        ("pass", "as a hook of an agent's allows", {".claude/hooks/guard.sh": "npm run db:push\n"}, ""),
        ("pass", "as a script says, or looks for", {"start.sh": "echo \"run npm run db:push first\"\nif ! echo \"$1\" | grep -q 'npm start\\|npm run db:push'; then exit 1; fi\n"}, ""),
        ("fail", "behind what a script says", {"start.sh": "echo pushing && npm run db:push\n"}, "pushes the schema where it deploys or starts"),
        ("fail", "that is told yes", {"start.sh": "echo y | npm run db:push\n"}, "pushes the schema where it deploys or starts"),
        ("pass", "of another tool", {"release.sh": "npm run build && git push\n"}, ""),
        ("pass", "that no start calls", {"start.sh": "npm run db:push-notifications\n"}, ""),
    )),
    Case(SCHEMA, "fail", "pushed by a script of a script", {**prisma("prisma.user.findMany();\n"), "package.json": '{"scripts": {"start": "npm run prepare-db && node .", "prepare-db": "npm run push", "push": "prisma db push"}, "dependencies": {"express": "*", "pg": "*", "@prisma/client": "*"}}'}, "the script start pushes the schema"),
    Case(SCHEMA, "pass", "a script of that name in another package", {**prisma("prisma.user.findMany();\n"), "package.json": '{"workspaces": ["db"], "scripts": {"start": "npm run build && node .", "build": "tsc"}, "dependencies": {"express": "*", "pg": "*", "@prisma/client": "*", "db": "*"}}', "db/package.json": '{"name": "db", "scripts": {"build": "prisma db push"}}'}),
    Case(SCHEMA, "fail", "a script of another package that the start goes to", {**prisma("prisma.user.findMany();\n"), "package.json": '{"workspaces": ["db"], "scripts": {"start": "npm run -w db build && node .", "build": "tsc"}, "dependencies": {"express": "*", "pg": "*", "@prisma/client": "*", "db": "*"}}', "db/package.json": '{"name": "db", "scripts": {"build": "prisma db push"}}'}, "the script start pushes the schema"),
    Case(SCHEMA, "fail", "pushed by the image", {**prisma("prisma.user.findMany();\n"), "Dockerfile": "FROM node:22\nCMD npx prisma db push && node .\n"}, "pushes the schema where it deploys or starts", (("Dockerfile", 2),)),
    Case(SCHEMA, "not_applicable", "no database", EXPRESS, "no relational database"),
)  # fmt: skip
