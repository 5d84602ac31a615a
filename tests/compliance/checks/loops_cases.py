"""Further cases of `queries-not-in-loops`: what is a query, and whether enough of them are seen."""

import json

from tests.compliance.checks.queries_cases import LOOPS, REST, VIEWS, alchemy, django
from tests.compliance.checks.queries_cases import node as backend
from tests.compliance.repositories import Case, Files

APP = "import express from 'express';\nimport { store } from './store';\nconst app = express();\n"
LOOKS = "import { pool } from './pool';\nexport async function f(ids: number[]) { for (const id of ids) { await pool.query('SELECT a FROM b WHERE c = $1', [id]); } }\n"  # fmt: skip
# A base of repositories, one of them, and what asks it.
BASE = (
    "from sqlalchemy import Select, select\nfrom sqlalchemy.orm import Session\nfrom models import User\n"
    "class Base:\n    def __init__(self, session: Session):\n        self.session = session\n"
    "    def find_one(self, statement: Select):\n        return self.session.scalars(statement).first()\n"
    "    def by_id(self, id):\n        return self.find_one(select(self.model).where(self.model.id == id))\n"
    "    def note(self, row):\n        self.session.add(row)\n"
    "class Users(Base):\n    model = User\n"
    "    def named(self, name):\n        statement = select(User).where(User.name == name)\n        return self.find_one(statement)\n"
)
PYTHON = "from base import Users\ndef f(users: Users, ids):\n"
STORE = (
    "import { Model } from 'mongoose';\n"
    "export class Base<T> {\n  constructor(protected rows: Model<T>) {}\n  async one(id: string) {\n    return await this.rows.findOne({ id });\n  }\n}\n"
    "export class Orders extends Base<Order> {}\n"
)
SERVICE = "import { Orders } from './store';\nexport class Service {\n  constructor(private orders: Orders) {}\n  async all(ids: string[]) {\n    %s\n  }\n}\n"


def routed(routes: int, loops: int = 1) -> Files:
    """A service whose routes ask a store that cannot be followed, beside queries in loops."""
    asked = "".join(
        f"app.get('/things/{n}', async (req, res) => res.json(await store.find({n})));\n"
        for n in range(routes)
    )
    return {**backend(LOOKS * loops), "src/main.ts": APP + asked}


def by_hand(script: str, command: str, more: str = "") -> Files:
    """A service with a file at its root that a script of package.json runs."""
    files = backend(LOOKS.replace("./pool", "./src/pool") + more, path="prices.ts")
    manifest = json.loads(files["package.json"])
    return {**files, "package.json": json.dumps({**manifest, "scripts": {script: command}})}


def narrowed(times: int) -> Files:
    """A query in a loop, and one whose conditions are put on it step by step."""
    steps = "".join(f"    rows = rows.filter(a{n}={n})\n" for n in range(times))
    return django(
        VIEWS + "def orders(request):\n    rows = Order.objects.all()\n" + steps
        + "    for row in rows:\n        Line.objects.filter(order=row).first()\n"
        "    return JsonResponse({'x': list(rows)})\n"
    )  # fmt: skip


COMMAND_LINE = (
    "import argparse\nfrom sqlalchemy.orm import Session\nfrom models import Order\n"
    "parser = argparse.ArgumentParser()\nids = parser.parse_args().ids\n"
)
ASKED = "def orders(session: Session):\n    return [session.query(Order).get(id) for id in ids]\n"
ENGINE = "import psycopg\nfrom sqlalchemy import create_engine\nengine = create_engine('postgresql://db/shop')\n"

CHANGED = "from sqlalchemy.orm import Session\nfrom main import app\n@app.{method}('/orders/{{id}}')\ndef order(id: int, db: Session):\n    row = db.get(Order, id)\n    row.{attribute} = 'x'\n    {end}\n    return row\n"


def changed(method: str = "get", attribute: str = "state", end: str = "db.commit()") -> Files:
    """A FastAPI service whose one handler sets an attribute of a row."""
    return alchemy(CHANGED.format(method=method, attribute=attribute, end=end))


ROLES = "const ROLES = ['admin', 'user'];\nenum State { Open = 'open', Paid = 'paid' }\n"
COUNTS = "await pool.query('SELECT count(*) FROM b WHERE c = $1', [each])"
SESSIONS = (
    "from sqlalchemy import select\nfrom models import Order\nfrom engine import sessions\n"
    "async def get_session():\n    async with sessions() as session:\n        yield session\n"
)


def loop(head: str, before: str = "", body: str = COUNTS) -> Files:
    """A function that asks for something in a loop, or in a callback where its head ends so."""
    end = " })" * (head.count("{") - head.count("}") + 1) if head.endswith("{") else " }"
    code = f"export async function f(rows: any[]) {{ {head} {body};{end}; }}\n"
    return backend("import { pool } from './pool';\n" + ROLES + before + code)


def forms(subject: str) -> Files:
    """A view that counts the orders of each of something."""
    model = "class State(models.TextChoices):\n    OPEN = 'open'\n    PAID = 'paid'\nSTATES = ('open', 'paid')\n"
    return django(
        VIEWS
        + model
        + f"def orders(request):\n    return JsonResponse({{'x': [Order.objects.filter(state=each).count() for each in {subject}]}})\n"
    )


ALCHEMY = "from sqlalchemy.orm import Session\nfrom models import Order, Line\n"
NARROWS = ALCHEMY + (
    "def orders(session: Session, codes):\n    rows = session.query(Order)\n    for code in codes:\n"
    "        %s\n        rows = rows.filter(%s)\n    return rows.all()\n"
)
LINES = "part = session.query(Line.order_id).filter(Line.code == code)"
BUILDER = "import knex from 'knex';\nconst db = knex({ client: 'pg' });\nexport async function f(codes: string[]) {\n  const rows = db('orders').select('id');\n  for (const code of codes) {\n    %s\n    %s;\n  }\n  return await rows;\n}\n"
DELETES = (
    ALCHEMY
    + "def clean(session: Session, ids):\n    for id in ids:\n        session.query(Order).filter(Order.id == id).delete()\n"
)
SHOWS = (
    VIEWS
    + "def orders(request):\n    return JsonResponse({'x': [list(each.tags.all()) for each in %s]})\n"
)
LOADER = "from django.db.models import Prefetch\nfrom orders.models import Order\nclass Loads:\n    RELATED = %s\n    def rows(self):\n        return Order.objects.prefetch_related(*self.RELATED)\n"


FINDS = (
    VIEWS
    + "def orders(request):\n    for row in request.GET.getlist('x'):\n%s    return JsonResponse({})\n"
)
SEARCHES = "import { pool } from './pool';\nexport async function f(rows: any[]) {\n  for (const each of rows) {\n    %s\n  }\n}\n"
WRITTEN = COUNTS.replace("SELECT count(*) FROM b", "DELETE FROM b")


def builder(part: str, use: str) -> Files:
    """A service that puts a query together in a loop."""
    return backend(BUILDER % (part, use), "knex")


CASES = (
    Case(LOOPS, "pass", "a page in each round", django(VIEWS + "def pages(rows, size):\n    for i in sorted(range(0, ceil(rows.count() / size)), reverse=True):\n        send(Order.objects.all()[i * size : (i + 1) * size])\n"), "runs once for all rows"),
    Case(LOOPS, "pass", "a page in each round, in JavaScript", backend("import { pool } from './pool';\nexport async function f(count: number, size: number) { for (let i = 0; i < Math.ceil(count / size); i++) { await pool.query('SELECT a FROM b LIMIT $1 OFFSET $2', [size, i * size]); } }\n"), "runs once for all rows"),
    *(Case(LOOPS, outcome, f"a row for each of some, in a file that takes in {what}", {**django(VIEWS), "orders/making.py": f"{line}\nfrom orders.models import Order\ndef make(ids):\n    for each in ids:\n        Order.objects.create(id=each)\n"}) for outcome, what, line in (
        ("pass", "what tests of the project are made of", "from shop.test.factory import register"),
        ("pass", "what makes rows for tests", "from model_bakery import baker"),
        ("fail", "models of tests that people take", "from shop.test.models import Test"),
        ("fail", "what settings are overridden by", "from django.test.utils import override_settings"),
        ("fail", "a part of the service that is about tests", "from shop.tests.utils import grade"),
        ("fail", "a function that makes something else", "from factory import create_app"),
    )),
    *(Case(LOOPS, outcome, f"a session that a function answers, {how}", alchemy(f"{line}\nfrom sqlalchemy import select\nfrom models import Order\nasync def f(ids):\n    for id in ids:\n        {call}\n"), message) for outcome, how, line, call, message in (
        ("fail", "by its name", "from engine import session", "await session().execute(select(Order).where(Order.id == id))", "1 of 1 queries"),
        ("fail", "and made on the spot", "from engine import Session", "Session().scalars(select(Order).where(Order.id == id))", "1 of 1 queries"),
        ("pass", "of an HTTP client", "from requests import Session", "Session().delete(f'https://shop.example/{id}')", "no query is seen"),
    )),
    Case(LOOPS, "fail", "a row in each round", django(VIEWS + "def rows(ids, size):\n    for i in range(0, len(ids)):\n        send(Order.objects.get(id=ids[i] / size))\n"), "1 of 1 queries"),
    *(Case(LOOPS, "pass", f"what is written out: {head}", loop(head), "the one query runs once for all rows") for head in (
        "for (const each of ROLES) {", "for (const each of Object.values(State)) {", "for (const [n, each] of ROLES.entries()) {",
        "for (const each of STATES) {", "for (const each of ['a', 'b']) {", "for (let each = 0; each < 3; each++) {",
        "for (let each = 0; each < MAX_TRIES && !done; each++) {", "for (let attempt = 1; attempt <= rows[0]; attempt++) {", "for (let each = 0; each < rows.length; each += 500) {",
    )),
    *(Case(LOOPS, "fail", f"rows: {head}", loop(head), "1 of 1") for head in (
        "for (const each of rows) {", "for (const each of Object.values(rows)) {", "for (let each = 0; each < rows.length; each++) {",
        "const ROWS = await load(); for (const each of ROWS) {", "const Rows = await load(); for (const each of Rows) {",
        "const ids = ['a']; ids.push(...rows); for (const each of ids) {", "const found = { a: 1 }; found[rows[0]] = 2; for (const each of Object.keys(found)) {",
    )),
    *(Case(LOOPS, "pass", f"a callback for what is written out: {of}", loop(f"await Promise.all({of}.map(async (each) => {{"), "the one query runs once for all rows") for of in ("ROLES", "['a', 'b']", "Object.keys(State)", "[...ROLES, 'c']", "[...Array(7).keys()]", "new Array(7).fill(0)")),
    *(Case(LOOPS, "fail", f"a callback for rows: {of}", loop(f"await Promise.all({of}.map(async (each) => {{"), "1 of 1") for of in ("rows", "rows.slice(1)", "Object.keys(rows[0])", "[...rows, 'c']", "[...Array(rows.length).keys()]")),
    *(
        Case(LOOPS, outcome, f"a list of another file: {name}", {
            **backend("import { pool } from './pool';\nimport { teams } from './teams';\n" + code),
            "src/teams.ts": f"export const teams: string[] = {listed};\n",
        }, message)
        for outcome, name, listed, code, message in (
            ("pass", "of texts", "['red', 'blue']", "export const f = async () => { for (const each of teams) { " + COUNTS + "; } };\n", "the one query runs once for all rows"),
            ("pass", "a callback", "['red', 'blue']", "export const f = () => Promise.all(teams.map(async (each) => { " + COUNTS + "; }));\n", "the one query runs once for all rows"),
            ("pass", "a function that is called for each", "['red', 'blue']", "async function count(each: string) { " + COUNTS + "; }\nexport const f = () => Promise.all(teams.map(async (each) => { await count(each); }));\n", "the one query runs once for all rows"),
            ("fail", "of what is not known", "load()", "export const f = async () => { for (const each of teams) { " + COUNTS + "; } };\n", "1 of 1"),
            ("fail", "whose name something else has", "['red', 'blue']", "export const f = async (teams: string[]) => { for (const each of teams) { " + COUNTS + "; } };\n", "1 of 1"),
        )
    ),
    Case(LOOPS, "pass", "a database in the browser", backend("// Shows what is kept.\n'use client';\nimport { pool } from './pool';\nexport const f = async (rows) => { for (const each of rows) { " + COUNTS + "; } };\n"), "no query is seen"),
    Case(LOOPS, "fail", "code of the server that speaks of the browser", backend("import { pool } from './pool';\nconst TEXT = `\n  'use client'`;\nexport const f = async (rows) => { for (const each of rows) { " + COUNTS + "; } };\n"), "1 of 1"),
    Case(LOOPS, "pass", "what listens for several events", backend("import { pool } from './pool';\nexport const f = (names: string[]) => names.forEach((name) => bus.on(name, async (each) => { " + COUNTS + "; }));\n"), "the one query runs once for all rows"),
    *(Case(LOOPS, "pass", f"each state: {of}", forms(of), "the one query runs once for all rows") for of in ("STATES", "State", "State.values", "State.choices", "['a', 'b']")),
    *(Case(LOOPS, "fail", f"each row: {of}", forms(of), "1 of") for of in ("request.GET.getlist('x')", "Order.objects.values()", "states")),
    Case(LOOPS, "pass", "the one session that a function hands out", alchemy(SESSIONS + "async def orders():\n    async for session in get_session():\n        return await session.scalars(select(Order))\n"), "the one query runs once for all rows"),
    Case(LOOPS, "fail", "sessions that are rows", alchemy(SESSIONS + "async def orders(db, user):\n    for session in user.get_sessions():\n        await db.scalars(select(Order).where(Order.session == session.id))\n"), "1 of"),
    Case(REST, "fail", "a row that is changed and written", changed(), "1 of 1"),
    Case(REST, "pass", "a row that is changed and written by PATCH", changed("patch"), "no route of GET and HEAD is seen"),
    Case(REST, "pass", "when a row was last seen", changed(attribute="last_seen")),
    Case(REST, "pass", "a row that is changed for the answer alone", changed(end="db.expunge(row)")),
    Case(LOOPS, "fail", "in a folder of revisions, which documents have too", backend(LOOKS.replace("./pool", "../pool"), path="src/revisions/revisions.service.ts"), "1 of 1"),
    Case(LOOPS, "pass", "a program of the command line", {**alchemy(""), "jobs/refill.py": COMMAND_LINE + "def refill(session: Session):\n    for id in ids:\n        session.query(Order).get(id)\n"}, "no query is seen"),
    Case(LOOPS, "fail", "an application that takes arguments", {**alchemy(""), "jobs/server.py": COMMAND_LINE + "@app.get('/orders')\ndef orders(session: Session):\n    return [session.query(Order).get(id) for id in ids]\n"}, "1 of 1 queries"),
    Case(LOOPS, "fail", "queries that others take in, beside a program of the command line", {**alchemy(""), "store.py": COMMAND_LINE + ASKED, "orders.py": "from store import orders\nfrom main import app\n@app.get('/orders')\ndef all(session):\n    return orders(session)\n"}, "1 of 1 queries"),
    Case(LOOPS, "fail", "the same by the module's name", {**alchemy(""), "jobs/store.py": COMMAND_LINE + ASKED, "orders.py": "from jobs import store\n"}, "1 of 1 queries"),
    Case(LOOPS, "fail", "a blueprint in a file that takes arguments", {"requirements.txt": "flask\nsqlalchemy\npsycopg\n", "engine.py": ENGINE, "main.py": "from flask import Flask\napp = Flask('shop')\n", "orders.py": COMMAND_LINE + "from flask import Blueprint\nbp = Blueprint('orders', __name__)\n@bp.get('/orders')\n" + ASKED}, "1 of 1 queries"),
    Case(LOOPS, "fail", "a file with arguments that serves an application", {**alchemy(""), "orders.py": COMMAND_LINE + "import uvicorn\nfrom main import app\n" + ASKED + "uvicorn.run(app)\n"}, "1 of 1 queries"),
    Case(LOOPS, "fail", "an address of a framework that is not read", {**alchemy(""), "orders.py": COMMAND_LINE + "from elsewhere import get\n@get('/orders')\n" + ASKED}, "1 of 1 queries"),
    Case(LOOPS, "fail", "a route that a file with arguments adds", {**alchemy(""), "orders.py": COMMAND_LINE + "from main import app\n" + ASKED + "app.add_api_route('/orders', orders)\n"}, "1 of 1 queries"),
    Case(LOOPS, "pass", "what a repository of the program's own is handed", {**alchemy(BASE, "base.py"), "orders.py": PYTHON + "    return users.named('a')\n"}, "all 4 queries run once for all rows"),
    Case(LOOPS, "fail", "a repository of the program's own for each item", {**alchemy(BASE, "base.py"), "orders.py": PYTHON + "    return [users.by_id(id) for id in ids]\n"}, "1 of 4 queries", (("orders.py", 3),)),
    Case(LOOPS, "pass", "a repository that only notes what it is handed", {**alchemy(BASE, "base.py"), "orders.py": PYTHON + "    for id in ids:\n        users.note(id)\n"}, "all 3 queries run once for all rows"),
    Case(LOOPS, "fail", "a store by the type of a field", {**backend(SERVICE % "return Promise.all(ids.map(async (id) => this.orders.one(id)));", "mongoose"), "src/store.ts": STORE}, "1 of 2 queries"),
    Case(LOOPS, "pass", "a store that is asked once", {**backend(SERVICE % "return this.orders.one(ids[0]);", "mongoose"), "src/store.ts": STORE}, "both queries run once for all rows"),
    Case(LOOPS, "fail", "routes behind which the queries are seen", routed(3), "1 of 1 queries"),
    Case(LOOPS, "fail", "a few routes, of which each may do without a query", routed(10), "1 of 1 queries"),
    Case(LOOPS, "unknown", "many routes behind which no query is seen", routed(11), "of the queries behind 11 routes only 1 can be seen"),
    Case(LOOPS, "fail", "more in loops than could be allowed", routed(11, 3), "3 of 3 queries"),
    Case(LOOPS, "fail", "conditions that are put on one by one are no queries", narrowed(30), "1 of 2 queries"),
    Case(LOOPS, "pass", "in a hidden folder", backend(LOOKS.replace("./pool", "../src/pool"), path=".fixes/once.ts"), "no query is seen"),
    Case(LOOPS, "pass", "a file that only somebody's hand runs", by_hand("sync:prices", "node --env-file .env prices.ts"), "no query is seen"),
    Case(LOOPS, "pass", "a file that a script fills the database of production by", by_hand("db:prod:seed", "dotenv -e .env tsx prices.ts"), "no query is seen"),
    *(
        Case(LOOPS, outcome, f"a file of Prisma's, {name}", {
            **backend("export {};\n"),
            "package.json": '{"name": "shop", "dependencies": {"express": "5", "@prisma/client": "6"}, "scripts": {}}',
            "prices.ts": "import { PrismaClient } from '@prisma/client';\nconst prisma = new PrismaClient();\n" + code,
        }, message)
        for outcome, name, code, message in (
            ("pass", "which then is over", "for (const id of ids) { await prisma.price.findFirst({ where: { id } }); }\nawait prisma.$disconnect();\n", "no query is seen"),
            ("fail", "which others call", "export async function f(ids) { for (const id of ids) { await prisma.price.findFirst({ where: { id } }); }\n  await prisma.$disconnect(); }\n", "1 of 1 queries"),
        )
    ),
    *(
        Case(LOOPS, outcome, f"a file of a package that {name}", {
            **{f"api/{path}": text for path, text in backend("import { pool } from '@shop/db';\n").items() if path != "package.json"},
            "package.json": '{"workspaces": ["api", "db"]}',
            "api/package.json": '{"name": "api", "dependencies": {"express": "5", "pg": "8", "@shop/db": "*"}}',
            "db/package.json": '{"name": "@shop/db", "main": "pool.ts", "dependencies": {"pg": "8"}, "scripts": {"SCRIPT": "tsx ./prices.ts"}}'.replace("SCRIPT", script),
            "db/pool.ts": "import { Pool } from 'pg';\nexport const pool = new Pool();\n",
            "db/prices.ts": LOOKS,
        }, message)
        for outcome, name, script, message in (
            ("pass", "its own script runs", "seed", "no query is seen"), ("fail", "its own script keeps running", "worker", "1 of 1 queries"),
        )
    ),
    Case(LOOPS, "fail", "a file that a script keeps running", by_hand("worker", "tsx prices.ts"), "1 of 1 queries"),
    Case(LOOPS, "fail", "a file of a script that goes on at intervals", by_hand("indexer", "tsx prices.ts", "setInterval(() => f([1]), 1000);\n"), "1 of 1 queries"),
    Case(LOOPS, "fail", "a file of a script that waits for messages", by_hand("indexer", "tsx prices.ts", "orders.on('made', f);\n"), "1 of 1 queries"),
    Case(LOOPS, "pass", "a file of a script that reads a file to its end", by_hand("indexer", "tsx prices.ts", "process.on('SIGINT', stop);\nlines.on('data', f).on('end', stop);\n"), "no query is seen"),
    Case(LOOPS, "fail", "a file of a script that another one takes in", {**by_hand("sync:prices", "tsx prices.ts"), "src/jobs.ts": "import { f } from '../prices';\nexport const jobs = [f];\n"}, "1 of 1 queries"),
    Case(LOOPS, "pass", "what fills an empty database", backend(LOOKS, path="src/datacreator.ts"), "no query is seen"),
    Case(LOOPS, "pass", "what can have no rows", django(VIEWS + "def orders(request):\n    for row in request.GET.getlist('row'):\n        rows = Order.objects.none()\n    return JsonResponse({'x': list(Order.objects.all())})\n"), "the one query runs once for all rows"),
    Case(LOOPS, "pass", "a function that narrows the query it is handed", django(VIEWS + "def narrowed(rows, key):\n    users = User.objects.filter(name=key)\n    return rows.filter(user__in=users)\ndef orders(request):\n    rows = Order.objects.all()\n    for key in request.GET.getlist('key'):\n        rows = narrowed(rows, key)\n    return JsonResponse({'x': list(rows)})\n"), "both queries run once for all rows"),
    Case(LOOPS, "fail", "a function that asks before it narrows", django(VIEWS + "def narrowed(rows, key):\n    user = User.objects.get(name=key)\n    return rows.filter(user=user)\ndef orders(request):\n    rows = Order.objects.all()\n    for key in request.GET.getlist('key'):\n        rows = narrowed(rows, key)\n    return JsonResponse({'x': list(rows)})\n"), "1 of"),
    Case(LOOPS, "pass", "a dictionary of objects", django(VIEWS + "def orders(request):\n    objects = read(request)\n    return JsonResponse({'x': [objects.get(each, each) for each in objects], 'n': Order.objects.count()})\n"), "the one query runs once for all rows"),
    *(Case(LOOPS, "pass", f"a part of a query by its name: {use}", alchemy(NARROWS % (LINES, use)), "run") for use in (
        "Order.id.in_(part)", "Order.id.in_(part.subquery())", "Order.id == part.scalar_subquery()", "part.exists()",
    )),
    Case(LOOPS, "pass", "a part that is built step by step", alchemy(NARROWS % ("part = session.query(Line.order_id)\n        part = part.filter(Line.code == code)", "Order.id.in_(part.subquery())")), "run"),
    Case(LOOPS, "fail", "a part that is run as well", alchemy(NARROWS % (LINES, "Order.id.in_(part.subquery()), Order.size > part.count()")), "1 of"),
    Case(LOOPS, "fail", "a query that is run by its name", alchemy(NARROWS % (LINES, "Order.id > part.first().id")), "1 of"),
    Case(LOOPS, "fail", "rows that were read before", alchemy(NARROWS % (LINES + ".all()", "Order.id.in_(part)")), "1 of"),
    Case(LOOPS, "pass", "a part of a query of Knex", builder("const part = db('lines').select('order').where({ code });", "rows.whereIn('id', part)"), "run"),
    Case(LOOPS, "fail", "rows that were waited for", builder("const part = await db('lines').select('order').where({ code });", "rows.whereIn('id', part)"), "1 of"),
    *(Case(LOOPS, "pass", f"what was run once, in {folder}", {**alchemy(""), f"{folder}/clean.py": DELETES}, "no query is seen") for folder in ("oneoffs", "one_offs", "one-off")),
    Case(LOOPS, "fail", "a folder of orders that are placed once", {**alchemy(""), "once/clean.py": DELETES}, "1 of 1"),
    *(Case(LOOPS, "pass", f"relations that a list names: {listed}", {**django(SHOWS % "rows"), "orders/loads.py": LOADER % listed}, "run") for listed in ("['tags']", "('owner', 'tags__owner')", "[Prefetch('tags')]")),
    Case(LOOPS, "fail", "relations that a list does not name", {**django(SHOWS % "rows"), "orders/loads.py": LOADER % "['lines']"}, "1 of"),
    *(Case(LOOPS, "pass", f"a loop that is left: {body.split()[-1]}", django(FINDS % body), "the one query runs once for all rows") for body in (
        "        if row.endswith('a'):\n            return JsonResponse({'x': Order.objects.get(number=row)})\n",
        "        if row.endswith('a'):\n            found = Order.objects.get(number=row)\n            break\n",
        "        if row.endswith('a'):\n            Order.objects.filter(number=row).delete()\n            raise ValueError(row)\n",
    )),
    *(Case(LOOPS, "fail", f"a loop that goes on: {name}", django(FINDS % body), "1 of 1") for name, body in (
        ("until something is found", "        found = Order.objects.filter(number=row).first()\n        if found is not None:\n            return JsonResponse({'x': found})\n"),
        ("where nothing is found", "        found = Order.objects.filter(number=row).first()\n        if found is None:\n            continue\n        return JsonResponse({'x': found})\n"),
        ("where it fails", "        try:\n            return JsonResponse({'x': Order.objects.get(number=row)})\n        except Order.DoesNotExist:\n            pass\n"),
        ("with the next row, since another one was left", "        for part in row.split(','):\n            if part:\n                Order.objects.get(number=part)\n                break\n"),
    )),
    *(Case(LOOPS, "pass", f"a loop that is left in JavaScript: {last}", node, "the one query runs once for all rows") for last, node in (
        ("break", backend(SEARCHES % f"if (each.open) {{\n      {WRITTEN};\n      break;\n    }}")), ("return", backend(SEARCHES % f"if (each.open) return {COUNTS};")),
    )),
    Case(LOOPS, "fail", "a loop that goes on in JavaScript", backend(SEARCHES % f"if (!each.open) {{ {WRITTEN}; continue; }} break;"), "1 of 1"),
    *(Case(LOOPS, outcome, f"a library's callback: {each}", backend(f"import {{ pool }} from './pool';\nimport Bluebird from 'bluebird';\n{ROLES}export async function f(rows: any[]) {{ await Bluebird.{each}, async (each) => {{ {COUNTS}; }}, {{ concurrency: 8 }}); }}\n"), message) for each, outcome, message in (
        ("map(rows", "fail", "1 of 1"), ("map([...rows.entries()].filter(Boolean)", "fail", "1 of 1"), ("mapSeries(ROLES", "pass", "runs once for all rows"),
    )),
)  # fmt: skip
