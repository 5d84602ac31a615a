"""Cases of what is seen to query, and of what is kept by itself."""

from tests.compliance.checks.loops_cases import by_hand
from tests.compliance.checks.queries_cases import (
    BOTH,
    LOOPS,
    SCHEMA,
    SERIALIZER,
    SQL,
    VIEWS,
    WRITES,
    alchemy,
    django,
    node,
    prisma,
)
from tests.compliance.repositories import Case, Files

# A class that writes one table, and a file that writes whatever row it is handed.
CONTROLLER = (
    "from sqlalchemy.orm import Session\nfrom models import Order\n"
    "class Orders:\n    def __init__(self, session: Session):\n        self.session = session\n"
    "    def add(self, name):\n        self.session.add(Order(name=name))\n        self.session.commit()\n"
    "    def drop(self, row):\n        self.session.delete(row)\n        self.session.commit()\n"
)
FILE = "from engine import session\ndef add(row):\n    session.add(row)\n    session.commit()\n"
CALLS = "from store import Orders\ndef place(orders_controller: Orders, row):\n    orders_controller.drop(row)\n    orders_controller.add('a')\n    %s\n"
ADDS = "from sqlalchemy.orm import Session\nfrom models import %s\n%s\ndef place(session: Session, %s):\n    session.add(order)\n    session.commit()\n    session.add(%s)\n    session.commit()\n"
CURSOR = (
    "import psycopg2\nclass Client:\n    def __enter__(self):\n        self.connection = psycopg2.connect()\n        return self.connection.cursor()\n"
    "    def __exit__(self, *args):\n        self.connection.commit()\n"
)
PLACES = "from client import Client\nfrom clickhouse_driver import connect\ndef place(a):\n    with %s as cur:\n        cur.execute(cur.mogrify('INSERT INTO orders (a) VALUES (%%s)', [a]))\n        cur.execute('INSERT INTO lines (a) VALUES (%%s)', [a])\n"
# A view whose saving is in a transaction, with the serializers that its file takes in.
SAVES = "from django.db import transaction\n%sclass Saves:\n    @transaction.atomic\n    def perform_create(self, serializer):\n        serializer.save()\n"
OTHER = "from rest_framework import serializers\n%sclass BasketSerializer(%s):\n    pass\n"
# A serializer that one function makes and saves, and who calls that; views save another in none.
KEEPS = (
    "from django.db import transaction\nfrom orders.serializers import OrderSerializer\n"
    "class Baskets:\n    def keep_order(self, data):\n        serializer = OrderSerializer(data=data)\n        serializer.is_valid()\n        return serializer.save()\n"
    "    %s\n    def place(self, data):\n        self.keep_order(data)\n"
)
# A model with a method that writes another table, and what calls it.
ADMITS = "from django.db import models\nfrom orders.models import Line\nclass Shop(models.Model):\n    def add_first_line(self):\n        Line.objects.create(shop=self)\n"
ASKS = "import { query, run } from './pool';\nexport async function f(ids: number[]) { for (const id of ids) { await %s; } }\n"
# Conditions that are made of rules, and put into a text.
RULES = "import { pool } from './pool';\nexport const f = (rules: any[]) => {\n  const made = rules.map((rule, at) => {\n    let condition: string;\n    if (rule.open) { condition = `open = $${at}`; } else { condition = %s; }\n    return { condition, value: rule.value };\n  });\n  return pool.query(`SELECT a FROM b WHERE ${made.map(({ condition }) => condition).join(' AND ')}`, made);\n};\n"


def placed(entered: str) -> Files:
    """A FastAPI service whose cursors come of a client of its own, beside another driver."""
    return {
        "requirements.txt": "fastapi\npsycopg2\nclickhouse-driver\n",
        "main.py": "from fastapi import FastAPI\napp = FastAPI()\n",
        "client.py": CURSOR,
        "orders.py": PLACES.replace("from clickhouse_driver", "from tables") % entered,
        "tables.py": "import clickhouse_driver\nfrom clickhouse_driver import connect\n",
    }


# A function that asks who calls before it calls what it is handed, and one handler behind it.
GUARDS = (
    "async function signedIn(next: (user: any) => Promise<any>) {\n  const user = await prisma.user.findFirst();\n"
    "  if (user.limited) {\n    %s\n    await prisma.user.update({ where: { id: user.id }, data: { told: true } });\n    %s\n  }\n  return next(user);\n}\n"
    "export async function place() {\n  return signedIn(async (user) => {\n    await prisma.order.create({ data: { user: user.id } });\n  });\n}\n"
)
# A statement under a name that another one was under before.
AGAIN = "from sqlalchemy import delete, insert\nfrom sqlalchemy.ext.asyncio import AsyncSession\nfrom models import Order, Line\nasync def clear(session: AsyncSession, id, all):\n%s"
RUN = "    await session.execute(statement)\n    await session.commit()\n"
SQL_AGAIN = "import { pool } from './pool';\nexport async function clear(id: number) {\n  let text = 'DELETE FROM lines WHERE id = $1';\n  await pool.query(text, [id]);\n  text = 'DELETE FROM %s WHERE id = $1';\n  await pool.query(text, [id]);\n}\n"
# What RedBeanNode makes tables of.
BEANS = "import { R } from 'redbean-node';\nimport { pool } from './pool';\nexport async function keep(names: string[]) {\n%s}\n"
# Repositories that only their abstract classes are known by where they are used, and one base.
GENERIC = (
    "import { BaseEntity, Repository } from 'typeorm';\n"
    "export class Base<T extends BaseEntity> {\n  constructor(readonly repository: Repository<T>) {}\n"
    "  async add(row: T) {\n    const made = this.repository.create(row);\n    await made.save();\n  }\n"
    "  async drop(id: string) {\n    await this.repository.delete(id);\n  }\n}\n"
    "export abstract class OrderStore {}\nexport abstract class LineStore {}\n"
    "export class Orders extends Base<Order> implements OrderStore {}\nexport class Lines extends Base<Line> implements LineStore {}\n"
)
PLACE = "import { OrderStore, LineStore } from './orders';\nexport class Place {\n  constructor(private readonly orderRepository: OrderStore, private readonly lineRepository: LineStore) {}\n  async execute(order, id) {\n    %s\n  }\n}\n"

CASES = (
    *(Case(WRITES, outcome, f"a repository's generic base, {how}", {**node(GENERIC, "typeorm pg"), "src/place.ts": PLACE % code}, message) for outcome, how, code, message in (
        ("fail", "of two repositories", "await this.orderRepository.add(order);\n    await this.lineRepository.drop(id);", "Place.execute writes order, line"),
        ("pass", "of one", "await this.orderRepository.add(order);\n    await this.orderRepository.drop(id);", "no function writes two or more tables"),
        ("pass", "of two, one of which is only asked", "await this.orderRepository.add(order);\n    await this.lineRepository.find(id);", "no function writes two or more tables"),
    )),
    Case(WRITES, "pass", "a class that writes one table in all its methods", {**alchemy(CALLS % "pass"), "store.py": CONTROLLER}, "no function writes two or more tables"),
    Case(WRITES, "fail", "such a class, and another table", {**alchemy(CALLS % "bills.keep()" + "    bills.keep()\n"), "store.py": CONTROLLER, "bills.py": "from engine import session\nfrom models import Bill\ndef keep():\n    session.add(Bill())\n    session.commit()\n", "orders.py": "import bills\n" + CALLS % "bills.keep()"}, "1 of 1"),
    Case(WRITES, "pass", "a file that writes what it is handed", {**alchemy("import logic\nfrom models import Order\ndef place(session, row):\n    logic.add(row)\n    session.add(Order())\n    session.commit()\n"), "logic.py": FILE}, "no function writes two or more tables"),
    *(Case(WRITES, outcome, f"rows of the types {types}", alchemy(ADDS % (models, "from typing import Optional", types, second)), message) for outcome, models, types, second, message in (
        ("pass", "Order", "order: Optional[Order], other: Order", "other", "no function writes"),
        ("pass", "Order", "order: Order | None, other: 'Order'", "other", "no function writes"),
        ("fail", "Order, Line", "order: Optional[Order], line: Line | None", "line", "1 of 1"),
    )),
    *(Case(WRITES, outcome, f"a serializer, and a view that saves {what} in a transaction", {
        **django(SERIALIZER, "orders/serializers.py"),
        "orders/others.py": OTHER % made,
        "orders/views.py": SAVES % taken,
    }, message) for outcome, what, taken, made, message in (
        ("pass", "any", "", ("", "serializers.Serializer"), "the one function"),
        ("pass", "it", "from orders.serializers import OrderSerializer\n", ("", "serializers.Serializer"), "the one function"),
        ("pass", "what extends it", "from orders.others import BasketSerializer\n", ("from orders.serializers import OrderSerializer\n", "OrderSerializer"), "the one function"),
        ("fail", "another", "from orders.others import BasketSerializer\n", ("", "serializers.Serializer"), "1 of 1"),
    )),
    *(Case(WRITES, outcome, f"a serializer that is made where it is saved, called in {how}", {
        **django(SERIALIZER.replace("class ", "class Saves:\n    def save(self, **kwargs):\n        return super().save(**kwargs)\nclass ", 1).replace("(serializers", "(Saves, serializers"), "orders/serializers.py"),
        "orders/baskets.py": KEEPS % above,
    }, message) for outcome, how, above, message in (
        ("pass", "a transaction", "@transaction.atomic()", "the one function"),
        ("fail", "none", "@staticmethod", "1 of 1"),
    )),
    *(Case(WRITES, outcome, f"a serializer that is saved in a transaction, and one built on it that is saved in none and has {how}", {
        **django(f"{SERIALIZER}class PlainSerializer(OrderSerializer):\n    {method}\n", "orders/serializers.py"),
        "orders/baskets.py": KEEPS % "@transaction.atomic()" + "from orders.serializers import PlainSerializer\ndef plain(data):\n    serializer = PlainSerializer(data=data)\n    serializer.is_valid()\n    serializer.save()\n",
    }, message) for outcome, how, method, message in (
        ("pass", "a way of its own", "def create(self, data):\n        return Order.objects.create(**data)", "the one function"),
        ("fail", "a way around its", "def create(self, data):\n        return super().create(data)", "1 of 1"),
        ("fail", "none of its own", "pass", "1 of 1"),
    )),
    *(Case(WRITES, outcome, f"requests in a transaction each: {how}", {
        **(files := django(VIEWS + "def orders(request):\n    Order.objects.create()\n    Line.objects.create()\n")),
        "shop/settings.py": f"{files['shop/settings.py']}\n{line}\n",
    }, message) for outcome, how, line, message in (
        ("pass", "among a database's own settings", "DATABASES['default']['ATOMIC_REQUESTS'] = True", "the one function"),
        ("pass", "by a name that these take in", "ATOMIC_REQUESTS = True\nDATABASES['default']['ATOMIC_REQUESTS'] = ATOMIC_REQUESTS", "the one function"),
        ("pass", "among a database's options, which stand at the line's head", "DATABASES['default'].update(dict(\nATOMIC_REQUESTS=True,\n))", "the one function"),
        ("fail", "a setting that Django does not read", "ATOMIC_REQUESTS = True", "1 of 1"),
        ("pass", "by a middleware that keeps revisions", "MIDDLEWARE = ['django.middleware.common.CommonMiddleware', 'reversion.middleware.RevisionMiddleware']", "the one function"),
        ("fail", "by such a middleware that is left out", "MIDDLEWARE = [\n    # 'reversion.middleware.RevisionMiddleware',\n]", "1 of 1"),
    )),
    Case(WRITES, "pass", "requests in a transaction each: by a name of another file", {
        **django(VIEWS + "def orders(request):\n    Order.objects.create()\n    Line.objects.create()\n"),
        "shop/base.py": "ATOMIC_REQUESTS = True\n",
        "shop/databases.py": "from shop.base import *\nDATABASES = {'default': {'ATOMIC_REQUESTS': ATOMIC_REQUESTS}}\n",
    }, "the one function"),
    *(Case(WRITES, outcome, f"a method of what cannot be told, {how}", {
        **django(f"from orders.models import Order\ndef place(request):\n    shop = found(request)\n    Order.objects.create()\n    {call}\n"),
        "shops/models.py": ADMITS,
        **more,
    }, message) for outcome, how, call, more, message in (
        ("fail", "whose name nothing else has", "shop.add_first_line()", {}, "1 of 1"),
        ("pass", "whose name something else has", "shop.add_first_line()", {"carts.py": "class Cart:\n    def add_first_line(self):\n        return 1\n"}, "no function writes"),
        ("pass", "whose name another class of its file has", "shop.add_first_line()", {"shops/models.py": ADMITS + "class Cart:\n    def add_first_line(self):\n        return 1\n"}, "no function writes"),
        ("pass", "of an object of a package", "shop.add_first_line()", {"orders/views.py": "from printer import Printer\nfrom orders.models import Order\ndef place(request):\n    shop = Printer()\n    Order.objects.create()\n    shop.add_first_line()\n"}, "no function writes"),
        ("pass", "of a parameter of a package's type", "shop.add_first_line()", {"orders/views.py": "from printer import Printer\nfrom orders.models import Order\ndef place(request, shop: Printer):\n    Order.objects.create()\n    shop.add_first_line()\n"}, "no function writes"),
        ("fail", "that the program's own model finds", "shop.add_first_line()", {"orders/views.py": "from shops.models import Shop\nfrom orders.models import Order\ndef place(request):\n    shop = Shop.objects.get(name=request.GET['name'])\n    Order.objects.create()\n    shop.add_first_line()\n"}, "1 of 1"),
        ("pass", "of a package", "lines.add_first_line()", {"orders/views.py": "import lines\nfrom orders.models import Order\ndef place(request):\n    Order.objects.create()\n    lines.add_first_line()\n"}, "no function writes"),
    )),
    *(Case(WRITES, outcome, f"a receiver of {signal}", django(f"from django.db.models.signals import {signal}\nfrom django.dispatch import receiver\n" + VIEWS + f"@receiver({signal})\ndef roles(sender, **kwargs):\n    order = Order.objects.create()\n    Line.objects.create(order=order)\n"), message) for outcome, signal, message in (
        ("pass", "post_migrate", "no function writes"), ("fail", "post_save", "1 of 1"),
    )),
    *(Case(WRITES, outcome, f"what the start of a program does {how}", prisma("async function roles() {\n" + BOTH + "}\nasync function main() {\n" + code + "\n}\nmain();\n"), message) for outcome, how, code, message in (
        ("pass", "by way of another function", "await roles();", "the one function that"),
        ("fail", "again and again", "while (true) { await roles(); }", "1 of 1"),
        ("fail", "for each request", "app.post('/roles', async () => { await roles(); });", "1 of 1"),
    )),
    *(Case(WRITES, outcome, f"a write that {how}", prisma(f"export async function place() {{ await prisma.order.create({{}}); {code} }}"), message) for outcome, how, code, message in (
        ("pass", "nobody waits for", "prisma.user.update({}).catch(() => {});", "no function writes"),
        ("fail", "somebody waits for", "await prisma.user.update({}).catch(() => {});", "1 of 1"),
        ("fail", "the caller may wait for", "return prisma.user.update({}).catch(stop);", "1 of 1"),
    )),
    *(Case(WRITES, outcome, f"a user and a row of {table}", alchemy(f"from sqlalchemy.orm import Session\nfrom models import User, {table}\ndef enter(session: Session):\n    session.add(User())\n    session.commit()\n    session.add({table}())\n    session.commit()\n"), message) for outcome, table, message in (
        ("pass", "RefreshTokenJti", "no function writes"), ("pass", "AccessToken", "no function writes"), ("fail", "Token", "1 of 1"),
    )),
    Case(WRITES, "pass", "a cursor of a client of one's own, whose driver waits for the commit", placed("Client()"), "the one function"),
    Case(WRITES, "fail", "a cursor of a client that keeps each statement", placed("connect()"), "1 of 1"),
    *(Case(LOOPS, "fail", f"SQL that {how}", node(ASKS % code), "1 of 1") for how, code in (
        ("a function of the project is handed", "query('SELECT a FROM b WHERE c = $1', [id])"),
        ("stands behind a client", "run(context, 'SELECT a FROM b WHERE c = $1', [id])"),
        ("a wrapper is handed", "store.getRow('SELECT a FROM b WHERE c = $1', [id])"),
    )),
    Case(LOOPS, "pass", "a sentence that a function is handed", node(ASKS % "query('select a topic')"), "no query is seen"),
    *(Case(LOOPS, "fail", f"SQL that {how}, in Python", alchemy(f"from store import db, run_query\ndef f(ids):\n    for id in ids:\n        {code}\n"), "1 of 1") for how, code in (
        ("a function of the project is handed", "run_query('SELECT a FROM b WHERE c = %s', [id])"),
        ("a wrapper is handed", "db.one('SELECT a FROM b WHERE c = %s', [id])"),
        ("stands behind a connection", "db.execute(connection, 'SELECT a FROM b WHERE c = %s', [id])"),
    )),
    *(Case(LOOPS, outcome, f"a script that {how}", by_hand(name, "tsx prices.ts", code), message) for outcome, how, name, code, message in (
        ("pass", "waits for an answer, and is for resetting", "reset-prices", "socket.on('connect', f);\n", "no query is seen"),
        ("fail", "waits for an answer", "prices", "socket.on('connect', f);\n", "1 of 1"),
        ("fail", "goes on by itself, and is for importing", "import-prices", "setInterval(f, 1_000);\n", "1 of 1"),
    )),
    *(Case(LOOPS, outcome, f"a file that {how}", by_hand("worker", "node server.js", code), message) for outcome, how, code, message in (
        ("pass", "takes arguments", "import program from 'commander';\nprogram.parse(process.argv);\n", "no query is seen"),
        ("pass", "exits when it is done", "f([1]).then(() => process.exit(0));\n", "no query is seen"),
        ("fail", "exits when it is stopped", "process.on('SIGTERM', () => process.exit(0));\n", "1 of 1"),
        ("fail", "exits where it fails", "f([1]).then(() => process.exit(1));\n", "1 of 1"),
        ("fail", "waits for orders", "orders.on('made', f);\nprocess.on('SIGTERM', () => process.exit(0));\n", "1 of 1"),
    )),
    Case(LOOPS, "pass", "a file of Python that no other can take in", alchemy("def f(session, ids):\n    return [session.query(Order).get(id) for id in ids]\n", "tools/fill-orders.py"), "no query is seen"),
    Case(SQL, "pass", "conditions of rules that are written out", node(RULES % "`name = {name${at}}`"), "none of 1 SQL texts"),
    Case(SQL, "fail", "conditions of rules with their values", node(RULES % "`name = '${rule.value}'`"), "1 of 1 SQL texts"),
    Case(SCHEMA, "pass", "a table of a parser's", alchemy("from sqlalchemy import text\nfrom parser.ast import CreateTable\ndef f(name):\n    return CreateTable(name=name)\n"), "nothing outside of migrations"),
    Case(SCHEMA, "fail", "a table of SQLAlchemy's", alchemy("from sqlalchemy.schema import CreateTable\ndef f(table):\n    return CreateTable(table)\n"), "CreateTable changes the schema"),
    Case(SCHEMA, "pass", "the table that one's own migrator keeps", node("import { pool } from './pool';\nexport const f = () => pool.query('CREATE TABLE IF NOT EXISTS applied (name text)');\n", path="src/schema-migrator.ts"), "nothing outside of migrations"),
    Case(SCHEMA, "fail", "a table of what is emigrated", node("import { pool } from './pool';\nexport const f = () => pool.query('CREATE TABLE IF NOT EXISTS applied (name text)');\n", path="src/emigrated.ts"), "1 place"),
    Case(WRITES, "pass", "what writes, or else calls what it is handed", prisma(GUARDS % ("", "return null;")), "no function writes two or more tables"),
    Case(WRITES, "pass", "what calls what it is handed, or else writes", prisma(GUARDS % ("if (!user.told) {\n      return next(user);\n    }", "return null;")), "no function writes two or more tables"),
    Case(WRITES, "fail", "what writes, and then calls what it is handed", prisma(GUARDS % ("", "")), "1 of 1"),
    *(Case(WRITES, outcome, f"a name that statements are put under one after the other, {how}", alchemy(AGAIN % body), message) for outcome, how, body, message in (
        ("fail", "of two tables", "    statement = delete(Line).where(Line.id == id)\n" + RUN + "    statement = delete(Order)\n    statement = statement.where(Order.id == id)\n" + RUN, "clear writes Line, Order"),
        ("pass", "of one", "    statement = delete(Line).where(Line.id == id)\n" + RUN + "    statement = insert(Line)\n" + RUN, "no function writes two or more tables"),
        ("fail", "where the last is only a choice", "    statement = delete(Line)\n    if all:\n        statement = insert(Line)\n" + RUN + "    statement = insert(Order)\n" + RUN, "clear writes Line, Order"),
        ("pass", "where one further down is of another table", "    statement = delete(Line)\n" + RUN + "    statement = 'Order'\n", "no function writes two or more tables"),
    )),
    Case(WRITES, "fail", "SQL of two tables under one name", node(SQL_AGAIN % "orders"), "clear writes lines, orders"),
    Case(WRITES, "pass", "SQL of one table under one name", node(SQL_AGAIN % "lines"), "no function writes two or more tables"),
    *(Case(LOOPS, outcome, f"what a service keeps: {kept}", alchemy(f"from sqlalchemy import select\nfrom models import Order\nclass Orders:\n    def __init__(self, it):\n        self.{kept} = it\n    def all(self, ids):\n        return [self.{kept}.scalar(select(Order).where(Order.id == id)) for id in ids]\n"), message) for kept, outcome, message in (
        ("_db", "fail", "1 of 1"), ("_conn", "fail", "1 of 1"), ("db", "fail", "1 of 1"), ("_label", "pass", "no query is seen"),
    )),
    Case(LOOPS, "fail", "beans that are found and stored for each of some", node(BEANS % "  for (const name of names) {\n    let bean = await R.findOne('setting', ' name = ? ', [name]);\n    if (!bean) bean = R.dispense('setting');\n    await R.store(bean);\n  }\n", "redbean-node"), "2 of 2"),
    Case(LOOPS, "pass", "beans that are found at once", node(BEANS % "  return await R.findAll('setting');\n", "redbean-node"), "the one query runs once for all rows"),
    Case(LOOPS, "pass", "a store of another package", node(BEANS.replace("redbean-node", "ramda") % "  for (const name of names) { await R.store(name); }\n", "ramda"), "no query is seen"),
    Case(WRITES, "fail", "beans of two tables", node(BEANS % "  const user = R.dispense('user');\n  await R.store(user);\n  const key = R.dispense('key');\n  await R.store(key);\n", "redbean-node"), "keep writes user, key"),
    Case(WRITES, "pass", "beans of one table", node(BEANS % "  const user = R.dispense('user');\n  await R.store(user);\n  const other = await R.findOne('user');\n  await R.trash(other);\n", "redbean-node"), "no function writes two or more tables"),
)  # fmt: skip
