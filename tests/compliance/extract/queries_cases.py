"""Small programs that query, and what the readers of queries find in them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from compliance.extract import EXTRACTORS, extract
from compliance.extract.base import extractor
from compliance.extract.code.program import Program
from compliance.extract.queries import Query, queries
from compliance.facts import Fact, Scope
from tests.compliance.repositories import tree_of

Told = tuple[str, str, str]

NODE = {
    "package.json": '{"dependencies": {"express": "*"}}',
    "app.js": "const express = require('express');\nconst app = express();\n",
}
PYTHON = {
    "requirements.txt": "fastapi\n",
    "main.py": "from fastapi import FastAPI\n\napp = FastAPI()\n",
}


@dataclass(frozen=True)
class Found(Fact):
    """The queries of a component with their code."""

    scope: ClassVar[Scope] = Scope.COMPONENT

    queries: tuple[Query, ...]


@extractor(version=1)
def gathered(program: Program) -> Found:
    """What the readers hand to those that judge queries."""
    return Found(queries(program))


def found(files: Mapping[str, str]) -> tuple[Query, ...]:
    """The queries of the only component of a repository."""
    ((_, values),) = extract(tree_of({**files}), (*EXTRACTORS, gathered)).by_component
    held = values[Found]
    assert isinstance(held, Found), held
    return held.queries


def node(source: str, **files: str) -> tuple[Query, ...]:
    return found({**NODE, "src/a.ts": source, **files})


def python(source: str, **files: str) -> tuple[Query, ...]:
    return found({**PYTHON, "a.py": source, **files})


def told(query: Query) -> Told:
    return query.orm, query.action.name, query.table


PRISMA = "import { PrismaClient } from '@prisma/client';\nconst prisma = new PrismaClient();\n"
TYPEORM = "import { Repository, DataSource, EntityManager } from 'typeorm';\nclass User {}\n"
SEQUELIZE = "import { Model, Sequelize } from 'sequelize';\nclass User extends Model {}\nconst sequelize = new Sequelize('');\n"
DRIZZLE = "import { eq, gt, desc } from 'drizzle-orm';\nimport { pgTable } from 'drizzle-orm/pg-core';\nconst users = pgTable('users', {});\n"
MONGOOSE = "import mongoose from 'mongoose';\nconst User = mongoose.model('User', schema);\n"
MIKRO = "import { EntityManager, EntityRepository } from '@mikro-orm/core';\nclass User {}\n"
MONGO = "import { MongoClient } from 'mongodb';\nlet db;\n"
OBJECTION = "import { Model } from 'objection';\nclass User extends Model {}\n"
KNEX = "import knex from 'knex';\nconst db = knex({});\n"
PG = "import { Pool } from 'pg';\nconst pool = new Pool();\n"
ALCHEMY = "from sqlalchemy import select, text\nfrom sqlalchemy.orm import Session\nclass User(Base):\n    pass\n"
DJANGO = "from django.db import models, connection\nclass User(models.Model):\n    name = models.TextField()\n"
CRUD = "from fastcrud import FastCRUD\nclass User(Base):\n    pass\n"
ADVANCED = "from advanced_alchemy import service\nimport models as m\nclass UserService(service.SQLAlchemyAsyncRepositoryService[m.User]):\n    pass\n"
TORTOISE = "from tortoise.models import Model\nclass User(Model):\n    pass\n"
PEEWEE = "from peewee import Model\nclass User(Model):\n    pass\n"
BEANIE = "from beanie import Document\nclass User(Document):\n    pass\n"
ENGINE = "from mongoengine import Document\nclass User(Document):\n    pass\n"

NODE_QUERIES = (
    (PRISMA + "prisma.user.findMany();", ("Prisma", "MANY", "user")),
    (PRISMA + "prisma.user.upsert({});", ("Prisma", "UPDATE", "user")),
    (PRISMA + "class A { constructor(private db: PrismaService) {} a() { return this.db.user.create({}); } }", ("Prisma", "CREATE", "user")),
    (PRISMA + "prisma.$transaction(async (tx) => tx.user.delete({}));", ("Prisma", "DELETE", "user")),
    (PRISMA + "prisma.$executeRaw`DELETE FROM users`;", ("Prisma", "DELETE", "users")),
    (TYPEORM + "class A { constructor(private users: Repository<User>) {} a() { return this.users.find(); } }", ("TypeORM", "MANY", "User")),
    (TYPEORM + "class A { constructor(private manager: EntityManager) {} a() { return this.manager.save(new User()); } }", ("TypeORM", "UPDATE", "User")),
    (TYPEORM + "const source = new DataSource({});\nsource.getRepository(User).delete({});", ("TypeORM", "DELETE", "User")),
    (TYPEORM + "class A { constructor(private users: Repository<User>) {} a(rows) { const one = rows.find((row) => row.id); const usersRepo = rows; usersRepo.find((user) => user.id); return this.users.find(); } }", ("TypeORM", "MANY", "User")),
    (TYPEORM + "class A { constructor(private users: Repository<User>) {} a() { return this.users.createQueryBuilder('u').where('u.name = :n').getOne(); } }", ("TypeORM", "ONE", "User")),
    (TYPEORM + "const source = new DataSource({});\nsource.query('SELECT * FROM users');", ("TypeORM", "MANY", "users")),
    (SEQUELIZE + "User.findAll();", ("Sequelize", "MANY", "User")),
    (SEQUELIZE + "class Order extends Model { static open() { return this.findAll({ where: { open: true } }); } }", ("Sequelize", "MANY", "Order")),
    (SEQUELIZE + "User.create({});", ("Sequelize", "CREATE", "User")),
    (SEQUELIZE + "class Shown {}\nclass ColorModel extends Shown {}\nclass TextModel extends ColorModel {}\nTextModel.create(null);\nclass Base extends Model {}\nclass Order extends Base {}\nOrder.create({});", ("Sequelize", "CREATE", "Order")),
    (SEQUELIZE + "const make = (sequelize) => { User.init({}, { sequelize }); return User; };\nconst db = { Users: make(sequelize) };\ndb.Users.create({});", ("Sequelize", "CREATE", "User")),
    (SEQUELIZE + "async function f() { const user = await User.findByPk(1); await user.destroy(); }", ("Sequelize", "DELETE", "User")),
    (SEQUELIZE + "sequelize.query('UPDATE users SET a = 1');", ("Sequelize", "UPDATE", "users")),
    (DRIZZLE + "db.select().from(users);", ("Drizzle", "MANY", "users")),
    (DRIZZLE + "db.insert(users).values({});", ("Drizzle", "CREATE", "users")),
    (DRIZZLE + "const orders = pgTable('orders', {}).enableRLS();\ndb.insert(orders).values({});", ("Drizzle", "CREATE", "orders")),
    (DRIZZLE + "db.delete(users);", ("Drizzle", "DELETE", "users")),
    (DRIZZLE + "db.query.users.findFirst({});", ("Drizzle", "ONE", "users")),
    (MONGOOSE + "User.find({});", ("Mongoose", "MANY", "User")),
    (MONGOOSE + "async function f() { const user = new User({}); await user.save(); }", ("Mongoose", "UPDATE", "User")),
    (MONGOOSE + "function f(id, done) { User.findById(id, (error, user) => { user.remove(done); }); }", ("Mongoose", "DELETE", "User")),
    (MONGOOSE + "const f = (id) => User.findById(id).then((user) => user.remove());", ("Mongoose", "DELETE", "User")),
    (MONGOOSE + "const f = (id) => User.findById(id, (error, user) => error.remove());", ("Mongoose", "ONE", "User")),
    (MONGOOSE + "const f = (rows) => rows.forEach((row) => { new User(row).save(); });", ("Mongoose", "UPDATE", "User")),
    (MONGOOSE + "class A { constructor(@InjectModel('User') private users: Model<User>) {} a() { return this.users.countDocuments(); } }", ("Mongoose", "COUNT", "User")),
    (MONGOOSE + "schema.statics = { list() { return this.find({}); } };", ("Mongoose", "MANY", "User")),
    (MONGOOSE + "schema.statics.drop = function () { return this.deleteMany({}); };", ("Mongoose", "DELETE", "User")),
    (MONGOOSE + "schema.static('one', function () { return this.findOne({}); });", ("Mongoose", "ONE", "User")),
    ("import { Schema, model } from 'mongoose';\nconst orders = new Schema({}, { statics: { all() { return this.find(); } } });\nexport default model('Order', orders);\n", ("Mongoose", "MANY", "Order")),
    (MONGOOSE + "db.collection('users').deleteOne({});", ("Mongoose", "DELETE", "users")),
    (MONGOOSE + "import { OrderModel } from '~/shared/schema/OrderSchema';\nOrderModel.find({ open });", ("Mongoose", "MANY", "Order")),
    (MONGOOSE + "import { kept } from './kept';\nconst f = () => kept.orders.findOneAndUpdate({ a }, { b });", ("Mongoose", "UPDATE", "orders")),
    (MONGOOSE + "const of = (db) => { try { return db.model('Order'); } catch { return made(db); } };\nconst Orders = of(mongoose);\nOrders.findById(a);", ("Mongoose", "ONE", "Orders")),
    (MONGOOSE + "const made = (db) => { const orders = new Schema({});\norders.statics.all = async function () { return this.find({}); };\nreturn db.model('Order', orders); };", ("Mongoose", "MANY", "Order")),
    (MONGO + "const f = (mongo: Context) => mongo.orders().insertOne({ a });", ("Mongoose", "CREATE", "orders")),
    (MONGO + "const orders = () => db.collection('orders');\norders().find({}).toArray();", ("Mongoose", "MANY", "orders")),
    (MONGO + "import { collections } from './kept';\nconst f = () => collections.orders.updateOne({}, {});", ("Mongoose", "UPDATE", "orders")),
    (MONGO + "import { kept } from './kept';\nconst f = () => kept.orders.find({ a }).sort({ b: 1 }).toArray();", ("Mongoose", "MANY", "orders")),
    (MONGO + "import { collections } from './kept';\nconst f = () => collections.orders.findOne({ a });", ("Mongoose", "ONE", "orders")),
    (MONGO + "const of = (name) => () => db.collection(name);\nconst all = { orders: of('orders') };\nall.orders().insertOne({});", ("Mongoose", "CREATE", "orders")),
    (MONGO + "const of = (name) => db.collection(name);\nconst orders = () => of('orders');\norders().deleteMany({});", ("Mongoose", "DELETE", "orders")),
    (MIKRO + "class A { constructor(private em: EntityManager) {} a() { return this.em.find(User, {}); } }", ("MikroORM", "MANY", "User")),
    (MIKRO + "class A { constructor(private users: EntityRepository<User>) {} a() { return this.users.findOne({}); } }", ("MikroORM", "ONE", "User")),
    (MIKRO + "const f = (em: EntityManager) => em.createQueryBuilder(User).delete().where({ id: 1 }).execute();", ("MikroORM", "DELETE", "User")),
    (MIKRO + "class A { constructor(private users: EntityRepository<User>) {} a() { return this.users.qb('u').update({ a: 1 }); } }", ("MikroORM", "UPDATE", "User")),
    (MIKRO + "const f = (em: EntityManager) => em.qb(User).select('*').getResult();", ("MikroORM", "MANY", "User")),
    (KNEX + "db('users').where({ id: 1 }).first();", ("Knex", "ONE", "users")),
    (KNEX + "db('users').insert({});", ("Knex", "CREATE", "users")),
    (KNEX + "db('users');", ("Knex", "MANY", "users")),
    ("import { Model } from 'objection';\nclass User extends Model {}\nUser.query().findById(1);", ("Objection", "ONE", "User")),
    (OBJECTION + "class A { constructor(@Inject(User.name) private users: Tenant<typeof User>) {} a() { return this.users().query().findById(1); } }", ("Objection", "ONE", "User")),
    (OBJECTION + "class A { constructor(private readonly users: ModelClass<\n  typeof User\n>) {} a() { return this.users.query(trx).insert({}); } }", ("Objection", "CREATE", "User")),
    (OBJECTION + "class A { constructor(private users: Tenant<typeof User>) {} a() { return this.users().query().onBuild((query) => query.orderBy('name')); } }", ("Objection", "MANY", "User")),
    ("import { Kysely } from 'kysely';\ndb.updateTable('users').set({}).execute();", ("Kysely", "UPDATE", "users")),
    ("import { createClient } from '@supabase/supabase-js';\nclient.from('users').select('*').single();", ("Supabase", "ONE", "users")),
    (PG + "pool.query('SELECT * FROM users');", ("SQL", "MANY", "users")),
    ("import { sql } from 'slonik';\nconst find = (pool) => pool.maybeOne(sql`SELECT * FROM users WHERE id = ${id}`);", ("SQL", "ONE", "users")),
    ("import Database from 'better-sqlite3';\nconst db = new Database('a');\ndb.prepare('SELECT * FROM users WHERE id = 1').get();", ("SQL", "ONE", "users")),
    (PG + "const text = 'INSERT INTO users VALUES (1)';\npool.query(text);", ("SQL", "CREATE", "users")),
    ("import Database from 'better-sqlite3';\nconst db = new Database('a');\ndb.prepare('DELETE FROM users').run();", ("SQL", "DELETE", "users")),
    (PG + "getPool().query('SELECT * FROM users');", ("SQL", "MANY", "users")),
    (PG + "const find = (store) => store.first('SELECT * FROM users WHERE id = 1');", ("SQL", "ONE", "users")),
    (PG + "const add = () => getStore().mutate('INSERT OR IGNORE INTO users VALUES (1)');", ("SQL", "CREATE", "users")),
    (PG + "const add = () => pool.query('UPDATE OR REPLACE users SET a = 1');", ("SQL", "UPDATE", "users")),
    ("import postgres from 'postgres';\nconst sql = postgres();\nconst rows = await sql`SELECT * FROM users`;", ("SQL", "MANY", "users")),
)  # fmt: skip

PYTHON_QUERIES = (
    (DJANGO + "User.objects.filter(name='a')\n", ("Django", "MANY", "User")),
    (DJANGO + "User.objects.filter(name='a').first()\n", ("Django", "ONE", "User")),
    (DJANGO + "User.objects.filter(name='a').update(name='b')\n", ("Django", "UPDATE", "User")),
    (DJANGO + "def f():\n    user = User.objects.get(pk=1)\n    user.save()\n", ("Django", "UPDATE", "User")),
    (DJANGO + "def f():\n    for user in User.objects.all():\n        user.delete()\n", ("Django", "DELETE", "User")),
    (DJANGO + "User(name='a').save()\n", ("Django", "CREATE", "User")),
    (DJANGO + "def f(user: User):\n    user.save()\n", ("Django", "UPDATE", "User")),
    (DJANGO + "def f(user):\n    user.group_set.count()\n", ("Django", "COUNT", "")),
    (DJANGO + "get_object_or_404(User, pk=1)\n", ("Django", "ONE", "User")),
    ("import asyncpg\nasync def f(pool):\n    return await pool.fetchrow('SELECT * FROM users WHERE id = 1')\n", ("SQL", "ONE", "users")),
    (DJANGO + "with connection.cursor() as cursor:\n    cursor.execute('UPDATE users SET a = 1')\n", ("SQL", "UPDATE", "users")),
    (ALCHEMY + "def f(session: Session):\n    session.query(User).filter(User.id == 1).first()\n", ("SQLAlchemy", "ONE", "User")),
    (ALCHEMY + "def f(session: Session):\n    session.execute(select(User).where(User.id == 1))\n", ("SQLAlchemy", "MANY", "User")),
    (ALCHEMY + "def f(session: Session):\n    query = select(User)\n    session.scalars(query).one()\n", ("SQLAlchemy", "ONE", "User")),
    (ALCHEMY + "def f(session: Session):\n    user = User()\n    session.add(user)\n", ("SQLAlchemy", "CREATE", "User")),
    (ALCHEMY + "def f(session: Session, user: User):\n    session.delete(user)\n", ("SQLAlchemy", "DELETE", "User")),
    (ALCHEMY + "User.query.get(1)\n", ("SQLAlchemy", "ONE", "User")),
    (ALCHEMY + "User.query.options(joinedload(User.team)).filter(User.name == 'a')\n", ("SQLAlchemy", "MANY", "User")),
    (ALCHEMY + "class Team(Base):\n    @classmethod\n    def named(cls, name):\n        return cls.query.filter(cls.name == name).one()\n", ("SQLAlchemy", "ONE", "Team")),
    (ALCHEMY + "User.query.filter_by(id=1).count()\n", ("SQLAlchemy", "COUNT", "User")),
    (ALCHEMY + "def f(session: Session):\n    session.execute(text('DELETE FROM users'))\n", ("SQLAlchemy", "DELETE", "users")),
    (ALCHEMY + "from typing import Annotated\nSessionDep = Annotated[Session, 1]\ndef f(db: SessionDep):\n    db.get(User, 1)\n", ("SQLAlchemy", "ONE", "User")),
    (TORTOISE + "User.filter(name='a')\n", ("Tortoise ORM", "MANY", "User")),
    (TORTOISE + "async def f():\n    user = await User.get(id=1)\n    await user.save()\n", ("Tortoise ORM", "UPDATE", "User")),
    (PEEWEE + "User.select().where(User.name == 'a')\n", ("Peewee", "MANY", "User")),
    (TORTOISE + "    roles = fields.ManyToManyField('models.Role')\nasync def f(user: User, role):\n    await user.roles.add(role)\n", ("Tortoise ORM", "UPDATE", "User.roles")),
    (PEEWEE + "User.create(name='a')\n", ("Peewee", "CREATE", "User")),
    (BEANIE + "User.find_one(User.name == 'a')\n", ("Beanie", "ONE", "User")),
    (BEANIE + "users = User\nasync def f():\n    return await users.all().to_list()\n", ("Beanie", "MANY", "User")),
    (ENGINE + "User.objects(name='a').first()\n", ("MongoEngine", "ONE", "User")),
    (CRUD + "users = FastCRUD(User)\nasync def f(db):\n    await users.get_multi(db=db, limit=5)\n", ("FastCRUD", "MANY", "User")),
    (CRUD + "Users = FastCRUD[User, A, B]\nusers = Users(User)\nasync def f(db):\n    await users.get(db=db, name='a')\n", ("FastCRUD", "ONE", "User")),
    (CRUD + "class Users(FastCRUD[User, A]):\n    pass\nusers = Users(User)\nasync def f(db):\n    await users.db_delete(db=db, id=1)\n", ("FastCRUD", "DELETE", "User")),
    (ADVANCED + "async def f(users: UserService):\n    await users.list_and_count(m.User.name == 'a')\n", ("Advanced Alchemy", "MANY", "User")),
    (ADVANCED + "    async def named(self, name):\n        return await self.get_one_or_none(name=name)\n", ("Advanced Alchemy", "ONE", "User")),
    ("import pymongo\ndb.users.insert_one({})\n", ("MongoDB", "CREATE", "users")),
    ("import pymongo\nfound = list(db.users.find({'age': 3}))\n", ("MongoDB", "MANY", "users")),
    ("import pymongo\nfound = [each for each in db.users.find()]\n", ("MongoDB", "MANY", "users")),
    ("import pymongo\nasked = db.users.aggregate([{'$match': {}}])\n", ("MongoDB", "MANY", "users")),
    ("import asyncpg\nasync def f(pool: asyncpg.Pool):\n    await pool.fetch('SELECT * FROM users')\n", ("SQL", "MANY", "users")),
    ("import sqlite3\nconnection = sqlite3.connect('a')\nconnection.execute('CREATE TABLE users (id int)')\n", ("SQL", "DEFINE", "users")),
)  # fmt: skip

NODE_OTHERS = (
    MONGO
    + "const kept = () => new Map();\nkept().find(1);\nconst of = () => db.handle('orders');\nof().find({});\nconst either = () => { if (old) return db.collection('a'); return rows; };\neither().find(1);\nconst round = () => round();\nround().find(1);",
    MONGOOSE + "const f = (row) => { new Basket(row).save(); };",
    MIKRO + "const f = (em: EntityManager) => em.createQueryBuilder(User);",
    OBJECTION
    + "class Bus {}\nclass A { constructor(private bus: Tenant<typeof Bus>, private url: Builder) {} a() { return [this.bus().query(), this.url().query(), this.url.query().where('a', 1)]; } }",
    PRISMA
    + "rows.find((row) => row.id === 1); cache.delete('a'); map.update({}); stripe.customers.create({});",
    TYPEORM
    + "items.find(() => true); new Map().delete(1); axios.delete('/a'); this.service.save({});",
    MONGO + "rows.find({}); orders.findOne({}); form.remove(); kept.orders.find((each) => each.open); basket.count();",
    "import { kept } from './kept';\nconst f = () => kept.orders.updateOne({}, {});",
    MONGOOSE + "rows.find({}); lodash.find(rows, {}); form.save();",
    MONGOOSE + "import { Basket } from './shop/basket';\nimport { Order } from 'shop/models';\nBasket.find({ open }); Order.find({ open }); new Map().deleteMany();",
    MONGOOSE + "import Keyv from 'keyv';\nconst kept = new Keyv();\nconst f = (store: Keyv) => { kept.deleteMany(['a']); store.deleteMany(keys); };",
    MONGOOSE + "import { ORDERS } from '@/models/orders';\nORDERS.find(isOpen);\nimport { Rows } from '@/models/rows';\nRows.find((each, at) => at > 1);",
    MONGOOSE + "const kept = { updateMany(a) { return a; } };\nkept.updateMany({ a });",
    MONGOOSE + "schema.methods = { near() { return this.find({}); } }; class A { a() { return this.find({}); } }",
    SEQUELIZE + "service.create({}); crypto.Hash.create('a'); row.update({});",
    DRIZZLE + "cookies().delete(NAME); set.delete(users2); map.delete('users');",
    KNEX + "response.select('a'); list.first(); api.insert({});",
    PG + "const a = 'SELECT a FROM b';\nselect('Select a plan from the list'); menu.select('Select a plan from the list'); query(`Update ${plan} and set it`);",
    PG + "router.query('a'); page.execute(() => 1); redis.get('SELECT'); window.query;",
)  # fmt: skip

PYTHON_OTHERS = (
    TORTOISE + "    names = set()\nasync def f(user: User):\n    user.names.add('a')\n",
    TORTOISE + "async def f(seen: Seen):\n    seen.users.add('a')\n",
    BEANIE + "async def f(user: User):\n    return user.all()\n",
    "import pymongo\nat = text.find('a')\n",
    "import pymongo\ntag = soup.find(class_='a')\n",
    DJANGO + "cache.get('a')\nrequests.delete('/a')\nimage.save(buffer, 'PNG')\nrows.count(1)\n{}.update(a=1)\npath.exists()\n",
    ALCHEMY + "requests.get('/a')\nsession.get('token')\nnames.add('a')\nos.execute('a')\nmotor.execute()\n",
    "import psycopg\n# SELECT a FROM b\nagent.run('Select a tool from the list')\nagent.run(f'Update {place} and set it')\n",
    "import psycopg\n# SELECT a FROM b\nsession.run('CREATE (o:Order)')\n",
    "import redis\nimport psycopg\nredis.Redis().get('a')\nclient.execute('run')\n",
)  # fmt: skip

NODE_COLUMNS = (
    (PRISMA + "prisma.user.findMany({ where: { email: a, age: { gte: 3 }, name: { contains: b }, OR: [{ city: c }], posts: { some: { title: d } } }, orderBy: { born: 'asc' } });",
     "email equals, age is in a range, city equals, posts.title equals, born orders"),
    (DRIZZLE + "db.select().from(users).where(and(eq(users.email, a), gt(users.age, 3))).orderBy(desc(users.born));",
     "email equals, age is in a range, born orders"),
    (DRIZZLE + "const f = (request, { params }) => db.query.users.findMany({ where: eq(users.email, params.id) });",
     "email equals"),
    (DRIZZLE + "async function f(props) { const params = await props.params; const others = alias(users, 'o'); return db.select().from(users).where(and(eq(users.email, params.id), eq(users.team, others.id))); }",
     "email equals"),
    (DRIZZLE + "const f = (args) => db.select().from(users).where(and(eq(users.email, args.userId), eq(users.team, teams.id)));",
     "email equals"),
    (MONGOOSE + "User.find({ email: a, age: { $gt: 3 }, name: { $regex: b } }).sort({ born: -1 });",
     "email equals, age is in a range, born orders"),
    (KNEX + "db('users').where('email', a).where('age', '>', 3).where('name', 'like', b).orderBy('born');",
     "email equals, age is in a range, born orders"),
    (TYPEORM + "class A { constructor(private users: Repository<User>) {} a() { return this.users.find({ where: { email: a, age: MoreThan(3), name: Like(b) }, order: { born: 'ASC' } }); } }",
     "email equals, age is in a range, born orders"),
)  # fmt: skip

PYTHON_COLUMNS = (
    (DJANGO + "User.objects.filter(Q(email=a) | Q(age__gte=3), team__name=c, name__icontains=d).order_by('-born')\n",
     "email equals, age is in a range, team.name equals, born orders"),
    (ALCHEMY + "def f(session: Session):\n    session.scalars(select(User).where(User.email == a, User.age >= 3, User.id == Team.id).order_by(User.born.desc()))\n",
     "email equals, age is in a range, born orders"),
    (CRUD + "users = FastCRUD(User)\nasync def f(db):\n    await users.get_multi(db=db, limit=5, email=a, age__gt=3, name__like=b)\n", "email equals, age is in a range"),
    (PEEWEE + "User.select().where((User.email == a) & (User.age > 3))\n", "email equals, age is in a range"),
)  # fmt: skip
