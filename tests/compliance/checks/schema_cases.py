"""Cases of the checks in `compliance.checks.schema`."""

from compliance.checks.parameters import Share
from tests.compliance.checks.runtime_cases import EXPRESS, FASTAPI
from tests.compliance.checks.services_cases import POSTGRES_SETTINGS, django, node, python
from tests.compliance.repositories import Case, Files

KEYS, FIELDS = "foreign-keys-indexed", "filtered-fields-indexed"

SOURCE = 'datasource db {\n  provider = "postgresql"\n}\n'
PRISMA = "model User {\n  id Int @id\n  orders Order[]\n}\n"


def prisma(order: str, source: str = SOURCE) -> Files:
    """An order has a column `userId` that leads to its user; `order` says more of the model."""
    model = (
        "model Order {\n  id Int @id // the number\n  userId Int\n"
        f"  user User @relation(fields: [userId], references: [id])\n{order}}}\n"
    )
    code = "import { PrismaClient } from '@prisma/client';\nnew PrismaClient();\n"
    return {**node("@prisma/client", code), "prisma/schema.prisma": source + PRISMA + model}


def drizzle(column: str, further: str = "", maker: str = "pgTable") -> Files:
    """A table of orders with a column `userId`."""
    code = (
        f"import {{ {maker}, integer, index }} from 'drizzle-orm/core';\n"
        f"export const users = {maker}('users', {{ id: integer().primaryKey() }});\n"
        f"export const orders = {maker}('orders', {{\n  id: integer('id').primaryKey(),\n"
        f"  userId: integer('user_id'){column},\n}}{further});\n"
    )
    return node("drizzle-orm pg", code)


def typeorm(fields: str, entity: str = "@Entity()") -> Files:
    """An entity Order with these fields."""
    code = (
        "import { Entity, Column, ManyToOne } from 'typeorm';\n"
        f"{entity}\nexport class Order {{\n  @PrimaryGeneratedColumn() id: number;\n{fields}}}\n"
    )
    return {**EXPRESS, "package.json": '{"dependencies": {"express": "5", "typeorm": "1", "pg": "8"}}',
            "src/order.entity.ts": code}  # fmt: skip


def alchemy(fields: str, imports: str = "", after: str = "") -> Files:
    """A class Order of SQLAlchemy with these fields."""
    code = (
        f"from sqlalchemy.orm import DeclarativeBase, mapped_column\n{imports}\n"
        "class Base(DeclarativeBase):\n    pass\n\n"
        "class Order(Base):\n    __tablename__ = 'orders'\n"
        f"    id: Mapped[int] = mapped_column(primary_key=True)\n{fields}{after}"
    )
    return python("sqlalchemy psycopg", code)


ASKING = (
    "from sqlalchemy import select\nfrom app.db import Order\n\ndef matching():\n"
    "    found = select(Order).where(Order.code == 1)\n    return found.order_by(Order.id)\n"
)


def listed(answer: str, imports: str = "") -> str:
    """An application of FastAPI whose only route does this with a session."""
    return (
        "from fastapi import FastAPI\nfrom sqlalchemy import select\n"
        f"from sqlalchemy.orm import Session\nfrom app.asking import matching\n{imports}"
        "from app.db import Order\n\napp = FastAPI()\n\n@app.get('/orders')\n"
        f"async def orders(session: Session):\n    {answer}\n"
    )


ADDED = "    user_id: Mapped[int] = mapped_column(ForeignKey('users.id'))\n"


def migration(change: str, after: str = "") -> Files:
    """SQLAlchemy's order without an index, and a migration that makes this change to it."""
    code = (
        "from alembic import op\nrevision = 'b2'\ndown_revision: str | None = 'a1'\n\n"
        f"def upgrade():\n    {change}\n\ndef downgrade():\n"
        "    op.create_index('never', 'orders', ['user_id'])\n"
    )
    later = f"revision = 'a0'\ndown_revision = 'b2'\n\ndef upgrade():\n    {after or 'pass'}\n"
    return {**alchemy(ADDED), "db/versions/b2_second.py": code, "db/versions/a0_third.py": later}


def statements(text: str) -> Files:
    """Prisma's order without an index, and a migration of these statements."""
    return {**prisma(""), "prisma/migrations/2_b/migration.sql": text}


def plural_of_model(table: str, model: str = "Order") -> Files:
    """A model of Sequelize without a table's name, and a migration that indexes a table's key."""
    code = (
        "const { Sequelize, DataTypes } = require('sequelize');\nconst sequelize = new Sequelize(url);\n"
        f"const User = sequelize.define('User', {{ name: DataTypes.STRING }});\n"
        f"const {model} = sequelize.define('{model}', {{ userId: {{ type: DataTypes.INTEGER, references: {{ model: 'Users', key: 'id' }} }} }});\n"
    )
    index = up(f"await queryInterface.addIndex('{table}', ['userId']);")
    return {**node("sequelize pg", code), "migrations/1-a.js": index}


def own_init(indexes: str) -> Files:
    """Models of Sequelize whose classes call `super.init` in a method of their own."""
    made = [
        f"class {name} extends Model {{\n  static init(sequelize) {{\n    super.init({{ {key}: "
        f"{{ type: DataTypes.INTEGER, references: {{ model: 'users' }}{more} }} }}, "
        f"{{ sequelize, modelName: '{name}', indexes: {indexed} }});\n  }}\n}}\n"
        for name, key, more, indexed in (
            ("Basket", "userId", ", unique: true", "[]"), ("Order", "clerkId", "", indexes),
        )
    ]  # fmt: skip
    return node(
        "sequelize pg", "const { DataTypes, Model } = require('sequelize');\n" + "".join(made)
    )


def sequelize(further: str = "", options: str = "", **files: str) -> Files:
    """A model Order of Sequelize with a column `userId` that leads to its user."""
    code = (
        "import { Sequelize, DataTypes } from 'sequelize';\nconst sequelize = new Sequelize(url);\n"
        "export const Order = sequelize.define('order', {\n"
        "  userId: { type: DataTypes.INTEGER, field: 'user_id', "
        f"references: {{ model: 'users' }}{further} }},\n}}, {{ tableName: 'orders'{options} }});\n"
    )
    return {**node("sequelize pg", code), **files}


def associated(association: str, options: str = "") -> Files:
    """Models order and user of Sequelize, with an association between them."""
    code = (
        "const { Sequelize, DataTypes } = require('sequelize');\nconst sequelize = new Sequelize(url);\n"
        "const models = { user: sequelize.define('user', { name: DataTypes.STRING }) };\n"
        f"const order = sequelize.define('order', {{ total: DataTypes.INTEGER }}{options});\n"
        f"models.order = order;\n{association}\n"
    )
    return node("sequelize pg", code)


def typed(options: str = "") -> Files:
    """A model of Sequelize with types that are taken out of where they stand, and a name of its
    own, that a handler asks by a column; another leads to it.
    """
    code = (
        "import express from 'express';\nimport { DataTypes, Sequelize } from 'sequelize';\n"
        "const { INTEGER, STRING } = DataTypes;\nconst sequelize = new Sequelize(url);\n"
        f"export const TagModel = sequelize.define<Tag>('Tag', {{ orderId: {{ type: INTEGER }}, name: {{ type: STRING(9) }} }}, {{ tableName: 'order_tags'{options} }});\n"
        "const OrderModel = sequelize.define<Order>('Order', { total: { type: INTEGER } }, { tableName: 'orders' });\n"
        "TagModel.belongsTo(OrderModel, { foreignKey: 'orderId' });\n"
        "const app = express();\napp.get('/tags', async (req, res) => res.json(await TagModel.findAll({ where: { orderId: req.query.order } })));\n"
    )
    return {**node("sequelize pg express"), "src/app.ts": code}


TOGETHER = (
    "await queryInterface.createTable('orders', { user_id: { type: Sequelize.INTEGER } },"
    " { uniqueKeys: { orders_both: { fields: [%s] } } });"
)


# A loader of the project's own makes models of what files export; it keeps one by itself.
LOADED = {
    **node("sequelize pg"),
    "src/app.js": "const app = require('express')();\napp.get('/teams/:id', async (req, res) => res.json(await db.Invitation.findAll({ where: { teamId: req.params.id } })));\n",
    "src/kept.js": "const { DataTypes, Model } = require('sequelize');\nclass Kept extends Model {}\nKept.init({ version: DataTypes.STRING }, { sequelize });\n",
    "src/models.js": "const { DataTypes } = require('sequelize');\nmodule.exports = { name: 'Invitation', schema: { token: DataTypes.STRING }, associations(M) { this.belongsTo(M.Team); } };\n",
    "migrations/1-a.js": "const { DataTypes } = require('sequelize');\nmodule.exports = { up: async (queryInterface) => {\n"
    + "".join(
        f"await queryInterface.createTable('{each}', {{ id: {{ type: DataTypes.INTEGER, primaryKey: true }}, teamId: {{ type: DataTypes.INTEGER, references: {{ model: 'Teams', key: 'id' }}{more} }} }});\n"
        for each, more in (("Invitations", ""), ("Devices", ""), ("Places", ", unique: true"))
    )
    + "} };\n",
}


def up(change: str) -> str:
    """A migration of Sequelize."""
    return (
        f"module.exports = {{\n  up: async (queryInterface) => {{ {change} }},\n"
        "  down: async (queryInterface) => { await queryInterface.addIndex('orders', ['user_id']); },\n"
        "};\n"
    )


def routed(query: str, order: str = "", source: str = SOURCE) -> Files:
    """An Express service whose route makes a query of Prisma by way of another function."""
    code = (
        "import express from 'express';\nimport { PrismaClient } from '@prisma/client';\n"
        "const prisma = new PrismaClient();\nconst app = express();\n"
        f"async function found(id) {{\n  return prisma.order.{query};\n}}\n"
        "app.get('/orders', async (req, res) => { res.json(await found(req.query.id)); });\n"
    )
    model = (
        'model Order {\n  id Int @id\n  userId Int @map("user_id")\n  paid Boolean\n'
        f"  mode Mode\n  status String\n  created DateTime\n  code String\n{order}}}\n"
        "enum Mode {\n  FAST\n  SLOW\n}\n"
    )
    return {**node("@prisma/client", ""), "src/app.js": code, "schema.prisma": source + model}


def hidden(query: str) -> Files:
    """A NestJS service whose route knows its repository by an abstract class only."""
    return {
        "package.json": '{"dependencies": {"@nestjs/core": "11", "typeorm": "1", "pg": "8"}}',
        "src/main.ts": "import { NestFactory } from '@nestjs/core';\nNestFactory.create(Shop);\n",
        "src/user.ts": "import { Column, Entity } from 'typeorm';\n@Entity()\nexport class User {\n"
        "  @PrimaryGeneratedColumn() id: number;\n  @Column() email: string;\n  @Column() nick: string;\n}\n",
        "src/users.ts": "import { Repository } from 'typeorm';\nimport { User } from './user';\n"
        "export abstract class Users {\n  abstract one(email: string): Promise<User>;\n}\n"
        f"export class SqlUsers extends Users {{ constructor(private all: Repository<User>) {{}} one(email) {{ return this.all.{query}; }} }}\n",
        "src/users.controller.ts": "import { Controller, Get } from '@nestjs/common';\n"
        "import { Users } from './users';\n@Controller('users')\nexport class UsersController {\n"
        "  constructor(private users: Users) {}\n  @Get() find() { return this.users.one('a'); }\n}\n",
    }


def hidden_behind(query: str) -> Files:
    """A NestJS service of whose routes one is seen to query."""
    files = hidden(query)
    path = next(each for each in files if "controller" in each)
    more = "".join(
        f"  @Get('{each}') of{each}() {{ return this.other.find(); }}\n" for each in "abcdefg"
    )
    return {**files, path: str(files[path]).rpartition("}")[0] + more + "}\n"}


def beside(query: str) -> Files:
    """A service of five routes with a query that none of them is seen to lead to."""
    files = routed("count()")
    more = "".join(
        f"app.get('/{each}', async (req, res) => res.json(await crud.find()));\n" for each in "abcd"
    )
    job = f"import {{ prisma }} from './app.js';\nexport const one = () => prisma.order.{query};\nexport const two = () => prisma.order.count();\n"
    return {**files, "src/app.js": str(files["src/app.js"]) + more, "src/job.js": job}


def asked(query: str, models: str = "") -> Files:
    """A Django project whose view makes a query."""
    urls = "from django.urls import path\nfrom shop.views import orders\nurlpatterns = [path('orders/', orders)]\n"
    view = f"from shop.models import Order, Shop, Tag\n\ndef orders(request):\n    return {query}\n"
    model = (
        "from django.db import models\n\nclass Shop(models.Model):\n"
        "    name = models.CharField(max_length=9)\n\nclass Order(models.Model):\n"
        "    shop = models.ForeignKey(Shop, on_delete=models.CASCADE)\n"
        "    code = models.CharField(max_length=9)\n    slug = models.SlugField()\n"
        f"    mode = models.CharField(choices=MODES)\n    made = models.DateTimeField()\n{models}"
    )
    return {
        **django(POSTGRES_SETTINGS),
        "shop/urls.py": urls,
        "shop/views.py": view,
        "shop/models.py": model,
    }


TAGS = "    tags = models.ManyToManyField('Tag', related_name='tagged')\n\nclass Tag(models.Model):\n    word = models.CharField()\n"


def managed(manager: str, query: str = "Order.objects.coded(1)") -> Files:
    """The same with a manager or a queryset of the project's own, which asks by a column."""
    files = asked(query)
    models = files["shop/models.py"] + f"    objects = {manager}\n"
    rows = (
        "from django.db import models\n\nclass Rows(models.QuerySet):\n"
        "    def coded(self, code):\n        return self.filter(code=code)\n\n"
        "class Orders(models.Manager):\n"
        "    def coded(self, code):\n        return self.get_queryset().filter(code=code)\n\n"
        "class Further(models.Manager):\n    def get_queryset(self):\n        return Rows(self.model)\n"
    )
    given = "from django.db import models\nfrom shop.rows import Further, Orders, Rows\n"
    models = models.replace("from django.db import models\n", given)
    return {**files, "shop/models.py": models, "shop/rows.py": rows}


def viewed(lines: str) -> Files:
    """A Django project whose view has rows of its own; `lines` are how it narrows them."""
    view = (
        "from rest_framework.generics import ListAPIView\nfrom shop.models import Order\n\nclass Base(ListAPIView):\n"
        f"    queryset = Order.objects.all()\n\nclass Orders(Base):\n    def get_queryset(self):\n{lines}"
    )
    urls = "from django.urls import path\nfrom shop.views import Orders\nurlpatterns = [path('orders/', Orders.as_view())]\n"
    return {**asked("1"), "shop/views.py": view, "shop/urls.py": urls}


CASES = (
    # Prisma.
    Case(KEYS, "fail", "Prisma, none", prisma(""), "1 of 1 foreign key has no index: Order.userId; the rule allows 5%", (("prisma/schema.prisma", 11),)),
    Case(KEYS, "fail", "Prisma, a relation of its first version, which says nothing of its column", {**prisma(""), "prisma/schema.prisma": SOURCE + "model User {\n  id Int @id\n  notes Note[]\n}\nmodel Note {\n  id Int @id\n  author User\n}\n"}, "1 of 1 foreign key has no index: Note.author", (("prisma/schema.prisma", 10),)),
    Case(KEYS, "pass", "Prisma, such a relation that an index is of", {**prisma(""), "prisma/schema.prisma": SOURCE + "model User {\n  id Int @id\n  notes Note[]\n}\nmodel Note {\n  id Int @id\n  author User\n  @@index([author])\n}\n"}, "the one foreign key has an index"),
    Case(KEYS, "pass", "Prisma, the side of a relation whose column the other side has", {**prisma(""), "prisma/schema.prisma": SOURCE + "model User {\n  id Int @id\n  card Card?\n}\nmodel Card {\n  id Int @id\n  userId Int @unique\n  user User @relation(fields: [userId], references: [id])\n}\n"}, "the one foreign key has an index"),
    Case(KEYS, "pass", "Prisma, an index", prisma("  @@index([userId])\n"), "the one foreign key has an index"),
    Case(KEYS, "pass", "Prisma, an index that goes on, over several lines", prisma("  @@index([\n    userId(sort: Desc),\n    id\n  ], map: \"x\")\n")),
    Case(KEYS, "fail", "Prisma, the second of an index", prisma("  @@index([id, userId])\n")),
    Case(KEYS, "fail", "Prisma, in a comment", prisma("  // @@index([userId])\n")),
    Case(KEYS, "pass", "Prisma, a unique constraint", prisma("  @@unique(fields: [userId, id])\n")),
    Case(KEYS, "pass", "Prisma on MySQL", prisma("", SOURCE.replace("postgresql", "mysql"))),
    Case(KEYS, "fail", "Prisma on MySQL, without keys in the database", prisma("", 'datasource db {\n  provider = "mysql"\n  relationMode = "prisma"\n}\n')),
    Case(KEYS, "not_applicable", "Prisma on MongoDB", prisma("", SOURCE.replace("postgresql", "mongodb"))),
    Case(KEYS, "pass", "one of twenty", prisma("".join(f"  a{n} Int @unique\n  u{n} User @relation(\"{n}\", fields: [a{n}], references: [id])\n" for n in range(19))), "1 of 20 foreign keys have no index: Order.userId; the rule allows 5%"),
    Case(KEYS, "fail", "one of nineteen", prisma("".join(f"  a{n} Int @unique\n  u{n} User @relation(\"{n}\", fields: [a{n}], references: [id])\n" for n in range(18))), "1 of 19 foreign keys"),
    Case(KEYS, "fail", "the share of the protocol", prisma(""), "; the rule allows 99%", parameters={"tolerated": Share(0.99)}),
    Case(KEYS, "unknown", "the schema cannot be had", {**prisma(""), "prisma/schema.prisma": b"x" * (9 << 20)}, "prisma/schema.prisma has"),

    # Drizzle.
    Case(KEYS, "fail", "Drizzle, none", drizzle(".notNull().references(() => users.id)"), "1 of 1 foreign key has no index: orders.user_id", (("src/db.js", 5),)),
    Case(KEYS, "pass", "Drizzle, an index", drizzle(".references(() => users.id)", ", (t) => [index('x').on(t.userId.desc())]")),
    Case(KEYS, "pass", "Drizzle, the indexes as an object", drizzle(".references(() => users.id)", ", (t) => { return { x: index().on(t.userId) }; }")),
    Case(KEYS, "pass", "Drizzle, the primary key", drizzle(".references(() => users.id)", ", (t) => [primaryKey({ columns: [t.userId, t.id] })]")),
    Case(KEYS, "pass", "Drizzle, unique by itself", drizzle(".references(() => users.id).unique()")),
    Case(KEYS, "fail", "Drizzle, a key of two columns", drizzle("", ", (t) => [foreignKey({ columns: [t.userId, t.id], foreignColumns: [users.id] })]"), "orders.user_id"),
    Case(KEYS, "pass", "Drizzle, an index in a migration that is code", drizzle(".references(() => users.id)") | {"src/migrations/0002-indexes.js": "export const more = {\n  up: async ({ db }) => {\n    await db.batch([db.run(sql`CREATE INDEX IF NOT EXISTS \"orders_user\" ON \"orders\" (\"user_id\")`)]);\n  },\n  down: async ({ db }) => db.run(sql`DROP INDEX \"orders_user\"`),\n};\n"}),
    Case(KEYS, "fail", "Drizzle, an index that the way back makes", drizzle(".references(() => users.id)") | {"src/migrations/0002-indexes.js": "export const less = {\n  up: async ({ db }) => db.run(sql`DROP INDEX orders_user`),\n  down: async ({ db }) => {\n    await db.run(sql`CREATE INDEX orders_user ON orders (user_id)`);\n  },\n};\n"}, "1 of 1 foreign key has no index: orders.user_id"),
    Case(KEYS, "pass", "Drizzle, an index in a migration of MikroORM's", drizzle(".references(() => users.id)") | {"src/migrations/Migration20260101.js": "export class Migration20260101 extends Migration {\n  async up() {\n    this.addSql('create index orders_user on orders (user_id);');\n  }\n}\n"}),
    Case(KEYS, "fail", "Drizzle, an index in what is no migration", drizzle(".references(() => users.id)") | {"src/search/index.js": "export const up = (db) => db.run(sql`CREATE INDEX orders_user ON orders (user_id)`);\n"}, "orders.user_id"),
    Case(KEYS, "pass", "Drizzle on MySQL", drizzle(".references(() => users.id)", maker="mysqlTable")),

    # TypeORM.
    Case(KEYS, "fail", "TypeORM, none", typeorm("  @ManyToOne(() => User)\n  user: User;\n"), "order.userId", (("src/order.entity.ts", 5),)),
    Case(KEYS, "pass", "TypeORM, an index on the relation", typeorm("  @Index()\n  @ManyToOne(() => User)\n  @JoinColumn({ name: 'user_id' })\n  user: User;\n")),
    Case(KEYS, "pass", "TypeORM, an index on the column of the relation", typeorm("  @Index()\n  @Column()\n  userId: number;\n  @ManyToOne(() => User)\n  @JoinColumn({ name: 'userId' })\n  user: User;\n")),
    Case(KEYS, "pass", "TypeORM, an index on the class", typeorm("  @ManyToOne(() => User)\n  user: User;\n", "@Index('x', ['user', 'id'])\n@Entity('orders')")),
    Case(KEYS, "pass", "TypeORM, a unique constraint", typeorm("  @ManyToOne(() => User)\n  user: User;\n", "@Unique(['user'])\n@Entity('orders')")),
    Case(KEYS, "pass", "TypeORM, one to one", typeorm("  @OneToOne(() => User)\n  @JoinColumn()\n  user: User;\n"), "the one foreign key has an index"),
    Case(KEYS, "pass", "TypeORM, the other side has the column", typeorm("  @OneToOne(() => User)\n  user: User;\n  @OneToMany(() => Item, (i) => i.order)\n  items: Item[];\n"), "no foreign key is declared"),

    # SQLAlchemy.
    Case(KEYS, "fail", "SQLAlchemy, none", alchemy(ADDED), "1 of 1 foreign key has no index: orders.user_id", (("app/db.py", 9),)),
    Case(KEYS, "pass", "SQLAlchemy, an index", alchemy(ADDED.replace("))", "), index=True)"))),
    Case(KEYS, "pass", "SQLAlchemy, among the table's arguments", alchemy(ADDED + "    __table_args__ = (Index('x', 'user_id', 'id'), {'schema': 'a'})\n")),
    Case(KEYS, "fail", "SQLAlchemy, the second of a constraint", alchemy(ADDED + "    __table_args__ = (UniqueConstraint('id', 'user_id'),)\n")),
    Case(KEYS, "pass", "SQLAlchemy, behind the class", alchemy(ADDED, after="\nIndex('x', Order.user_id.desc())\n")),
    Case(KEYS, "fail", "SQLAlchemy, by a mixin", {**alchemy(""), "app/mixin.py": "from sqlalchemy.orm import declared_attr, mapped_column\nfrom app.db import Base\n\nclass Owned:\n    @declared_attr\n    def user_id(cls):\n        return mapped_column(ForeignKey('users.id'))\n\nclass Bill(Owned, Base):\n    __tablename__ = 'bills'\n    id = mapped_column(Integer, primary_key=True)\n"}, "bills.user_id", (("app/mixin.py", 7),)),
    Case(KEYS, "pass", "SQLAlchemy, an abstract base has no table", {**alchemy(""), "app/base.py": "from app.db import Base\n\nclass Owned(Base):\n    __abstract__ = True\n    user_id = mapped_column(ForeignKey('users.id'))\n"}, "no foreign key is declared"),
    Case(KEYS, "fail", "SQLAlchemy, a constraint of two columns", alchemy("    __table_args__ = (ForeignKeyConstraint(['a', 'id'], ['users.a', 'users.id']),)\n"), "orders.a"),
    Case(KEYS, "fail", "SQLAlchemy, a table without a class", python("sqlalchemy psycopg", "from sqlalchemy import Table\nuses = Table('uses', metadata,\n  Column('a', Integer, ForeignKey('a.id')),\n  Column('b', Integer, ForeignKey('b.id'), index=True))\n"), "1 of 2 foreign keys have no index: uses.a", (("app/db.py", 3),)),
    Case(KEYS, "fail", "SQLModel, none", python("sqlmodel psycopg", "from sqlmodel import Field, SQLModel\n\nclass Order(SQLModel, table=True):\n    id: int = Field(primary_key=True)\n    user_id: int = Field(foreign_key='user.id')\n"), "order.user_id", (("app/db.py", 5),)),
    Case(KEYS, "pass", "SQLModel, an index", python("sqlmodel psycopg", "from sqlmodel import Field, SQLModel\n\nclass Order(SQLModel, table=True):\n    id: int = Field(primary_key=True)\n    user_id: int = Field(foreign_key='user.id', index=True)\n"), "the one foreign key has an index"),
    Case(KEYS, "unknown", "SQLAlchemy on either engine", {**alchemy(ADDED), "requirements.txt": "fastapi\nsqlalchemy\npymysql\npsycopg\n", "app/engine.py": "import os\nimport psycopg\nimport pymysql\nfrom sqlalchemy import create_engine\ncreate_engine(os.environ['DATABASE_URL'])\n"}, "is open"),
    Case(KEYS, "fail", "SQLAlchemy on the engine that Compose starts", {**alchemy(ADDED), "requirements.txt": "fastapi\nsqlalchemy\npymysql\npsycopg\n", "app/engine.py": "import os\nimport psycopg\nimport pymysql\nfrom sqlalchemy import create_engine\ncreate_engine(os.environ['DATABASE_URL'])\n", "docker-compose.yml": "services:\n  db:\n    image: postgres:17\n"}, "has no index"),
    Case(KEYS, "pass", "SQLAlchemy on the MariaDB that Compose starts", {**alchemy(ADDED), "requirements.txt": "fastapi\nsqlalchemy\npymysql\npsycopg\n", "app/engine.py": "import os\nimport psycopg\nimport pymysql\nfrom sqlalchemy import create_engine\ncreate_engine(os.environ['DATABASE_URL'])\n", "docker-compose.yml": "services:\n  db:\n    image: mariadb:11\n"}, "InnoDB"),
    Case(KEYS, "pass", "SQLAlchemy on MySQL", {**alchemy(ADDED), "requirements.txt": "fastapi\nsqlalchemy\npymysql\n", "app/engine.py": "from sqlalchemy import create_engine\ncreate_engine('mysql+pymysql://db/shop')\n"}, "InnoDB"),

    # Migrations.
    Case(KEYS, "pass", "an index in a migration of Alembic", migration("op.create_index(op.f('x'), 'orders', ['user_id'])")),
    Case(KEYS, "pass", "in a batch", migration("with op.batch_alter_table('orders') as batch_op:\n        batch_op.create_index('x', ['user_id'])")),
    Case(KEYS, "pass", "in Alembic's SQL", migration("op.execute('CREATE INDEX x ON orders (user_id)')")),
    Case(KEYS, "fail", "dropped again by a later migration", migration("op.create_index('x', 'orders', ['user_id'])", "op.drop_index('x', table_name='orders')")),
    Case(KEYS, "fail", "an index of another table", migration("op.create_index('x', 'bills', ['user_id'])")),
    Case(KEYS, "pass", "an index in SQL", statements('CREATE INDEX CONCURRENTLY IF NOT EXISTS "x" ON "public"."Order" USING btree ("userId" DESC, id);')),
    Case(KEYS, "pass", "a unique constraint in SQL", statements('ALTER TABLE "Order" ADD COLUMN a int, ADD CONSTRAINT "x" UNIQUE ("userId");')),
    Case(KEYS, "fail", "an index in a comment of SQL", statements('-- CREATE INDEX x ON "Order" ("userId");\n/* CREATE INDEX x ON "Order" ("userId"); */\n')),
    Case(KEYS, "fail", "an index in a text of SQL", statements("INSERT INTO a VALUES ('; CREATE INDEX x ON \"Order\" (\"userId\");');")),
    Case(KEYS, "fail", "dropped again in SQL", statements('CREATE INDEX x ON "Order" ("userId");\nDROP INDEX IF EXISTS "x";')),
    Case(KEYS, "fail", "the schema is in migrations only", python("sqlalchemy alembic psycopg", "from sqlalchemy import text\n") | {"db/versions/a1.py": "revision = 'a1'\ndown_revision = None\n\ndef upgrade():\n    op.create_table('orders', sa.Column('id', sa.Integer, primary_key=True),\n        sa.Column('user_id', sa.Integer, sa.ForeignKey('users.id')))\n"}, "orders.user_id", (("db/versions/a1.py", 6),)),
    *(Case(check, outcome, f"Sequelize, types that stand alone, {label}", typed(options), message) for check in (KEYS, FIELDS) for label, options, outcome, message in (("no index", "", "fail", "order_tags.orderId"), ("an index", ", indexes: [{ fields: ['orderId'] }]", "pass", ""))),
    Case(KEYS, "fail", "Sequelize, none", sequelize(), "orders.user_id", (("src/db.js", 4),)),
    Case(KEYS, "pass", "Sequelize, an index", sequelize(options=", indexes: [{ fields: ['userId'] }]")),
    Case(KEYS, "pass", "Sequelize, unique", sequelize(", unique: true")),
    Case(KEYS, "pass", "Sequelize, an index in a migration", sequelize(**{"migrations/1-a.js": up("await queryInterface.addIndex('orders', ['user_id']);")})),
    Case(KEYS, "fail", "Sequelize, models that make themselves", own_init("[]"), "1 of 2 foreign keys have no index: Order.clerkId"),
    Case(KEYS, "pass", "Sequelize, models that make themselves, with an index", own_init("[{ fields: ['clerkId'] }]"), "both foreign keys have an index"),
    Case(KEYS, "pass", "Sequelize, an index by its options in a migration", sequelize(**{"migrations/1-a.js": up("await queryInterface.addIndex('orders', { fields: [{ name: 'user_id', order: 'DESC' }] });")})),
    Case(KEYS, "pass", "Sequelize, an index of the table that a model's name is the singular of", plural_of_model("Orders")),
    Case(KEYS, "pass", "Sequelize, an index of such a table in ies", plural_of_model("Categories", "Category")),
    Case(KEYS, "fail", "Sequelize, an index of another table that begins alike", plural_of_model("OrderLines")),
    Case(KEYS, "pass", "Sequelize, an index by a function of the project's", sequelize(**{"migrations/1-a.js": up("await utils.addOrReplaceIndex(queryInterface, 'orders', 'orders_user', ['user_id']);")})),
    Case(KEYS, "fail", "Sequelize, an index of another column by such a function", sequelize(**{"migrations/1-a.js": up("await utils.addOrReplaceIndex(queryInterface, 'orders', 'orders_user', ['shop_id', 'user_id']);")})),
    Case(KEYS, "fail", "Sequelize, one that such a function takes away", sequelize(**{"migrations/1-a.js": up("await utils.dropOldIndex(queryInterface, 'orders', ['user_id']);")})),
    Case(KEYS, "pass", "Sequelize, columns that are unique together", sequelize(**{"migrations/1-a.js": up(TOGETHER % "'user_id', 'shop_id'")})),
    Case(KEYS, "fail", "Sequelize, the same the other way round", sequelize(**{"migrations/1-a.js": up(TOGETHER % "'shop_id', 'user_id'")})),
    Case(KEYS, "fail", "Sequelize, taken away by a later migration", sequelize(**{"migrations/2-a.js": up("await queryInterface.addIndex('orders', ['user_id'], { name: 'x' });"), "migrations/10-a.js": up("await queryInterface.removeIndex('orders', 'x');")})),
    Case(KEYS, "fail", "Sequelize, an association", {**sequelize(", unique: true"), "src/all.js": "import { Order } from './db.js';\nOrder.belongsTo(Shop, { foreignKey: 'shopId' });\n"}, "1 of 2 foreign keys have no index: orders.shopId", (("src/all.js", 2),)),
    Case(KEYS, "fail", "Sequelize, an association that leaves the column's name open", associated("order.belongsTo(models.user);"), "1 of 1 foreign key has no index: order.userId"),
    Case(KEYS, "fail", "Sequelize, the same from the other side", associated("models.user.hasMany(models.order);"), "order.userId"),
    Case(KEYS, "fail", "Sequelize, an association that is called otherwise", associated("order.belongsTo(models.user, { as: 'buyer' });"), "order.buyerId"),
    Case(KEYS, "pass", "Sequelize, an index of such a column", associated("order.belongsTo(models.user);", ", { indexes: [{ fields: ['userId'] }] }"), "the one foreign key has an index"),
    Case(KEYS, "pass", "Sequelize, an association without a constraint", associated("order.belongsTo(models.user, { constraints: false });"), "no foreign key is declared"),
    Case(KEYS, "pass", "Sequelize, an association with options that are not seen", associated("order.belongsTo(models.user, options);"), "no foreign key is declared"),
    Case(KEYS, "fail", "Sequelize, tables of migrations where the models are not read", LOADED, "2 of 3 foreign keys have no index: invitations.teamId, devices.teamId", (("migrations/1-a.js", 3), ("migrations/1-a.js", 4))),
    Case(KEYS, "pass", "Sequelize, one such table beside the models", sequelize(", unique: true", **{"migrations/1-a.js": up("await queryInterface.createTable('notes', { userId: { type: DataTypes.INTEGER, references: { model: 'users' } } });")})),
    Case(KEYS, "fail", "sequelize-typescript", node("sequelize sequelize-typescript pg") | {"src/db.ts": "import { Table, Column, ForeignKey, Index } from 'sequelize-typescript';\n@Table({ tableName: 'orders' })\nexport class Order extends Model {\n  @ForeignKey(() => User)\n  @Column\n  userId: number;\n  @Index\n  @ForeignKey(() => Shop)\n  @Column\n  shopId: number;\n}\n"}, "1 of 2 foreign keys have no index: orders.userId"),
    Case(KEYS, "pass", "Django's models", asked("Order.objects.all()"), "the one foreign key has an index"),

    Case(KEYS, "fail", "SQLAlchemy, beside a driver of MySQL for something else", {**alchemy(ADDED, "from sqlalchemy import ForeignKey, create_engine"), "requirements.txt": "fastapi\nsqlalchemy\npsycopg\nmysqlclient\n", "app/other.py": "import MySQLdb\nMySQLdb.connect('other')\n", "app/engine.py": "from sqlalchemy import create_engine\nengine = create_engine('postgresql://db/shop')\n"}, "orders.user_id"),
    Case(KEYS, "fail", "SQLAlchemy, the second of a primary key", python("sqlalchemy psycopg", "from sqlalchemy import Column, ForeignKey, MetaData, Table\nTable('friends', MetaData(),\n    Column('one', ForeignKey('users.id'), primary_key=True),\n    Column('other', ForeignKey('users.id'), primary_key=True),\n)\n"), "friends.other"),

    # The columns that queries filter and order by.
    Case(FIELDS, "unknown", "Sequelize, models that are made in a way that is not read", LOADED, "how the tables are declared that 1 of them ask is not seen"),
    Case(FIELDS, "fail", "filtered, by way of another function", routed("findMany({ where: { userId: id } })"), "1 of 1 filtered column has no index: Order.user_id", (("src/app.js", 6),)),
    Case(FIELDS, "pass", "it leads an index", routed("findMany({ where: { userId: id } })", "  @@index([userId, created])\n"), "the one filtered column has an index"),
    Case(FIELDS, "pass", "it follows what is fixed", routed("findMany({ where: { userId: id, created: { gte: id } } })", "  @@index([userId, created])\n"), "both filtered columns have an index"),
    Case(FIELDS, "pass", "it is ordered by behind what is fixed", routed("findMany({ where: { userId: id }, orderBy: { created: 'desc' } })", "  @@index([userId, created])\n")),
    Case(FIELDS, "fail", "it follows what is in a range", routed("findMany({ where: { userId: { gt: id }, created: { gte: id } } })", "  @@index([userId, created])\n"), "1 of 2 filtered columns have no index: Order.created"),
    Case(FIELDS, "fail", "ordered by", routed("findMany({ orderBy: { created: 'desc' } })"), "Order.created"),
    Case(FIELDS, "pass", "booleans, enumerations, and what is called so", routed("findMany({ where: { paid: true, mode: 'FAST', status: 'new' } })"), "no query filters or orders by a column that needs an index"),
    Case(FIELDS, "pass", "asked for nothing, and for a part", routed("findMany({ where: { code: null, userId: { not: 1 }, status: { contains: id } } })"), "no query filters or orders by a column that needs an index"),
    Case(FIELDS, "pass", "an index that only a migration makes", {**routed("findMany({ where: { code: id } })"), "migrations/1_a/migration.sql": 'CREATE INDEX a ON "Order" (code);'}, "the one filtered column has an index"),
    Case(FIELDS, "pass", "no route leads to it", {**routed("count()"), "src/job.js": "import { prisma } from './app.js';\nexport const job = () => prisma.order.findMany({ where: { userId: 1 } });\n"}, "no query filters or orders by a column that needs an index"),
    Case(FIELDS, "pass", "a foreign key that MySQL's InnoDB indexes by itself", routed("findMany({ where: { userId: id } })", "  user User @relation(fields: [userId], references: [id])\n", SOURCE.replace("postgresql", "mysql")), "the one filtered column has an index"),
    Case(FIELDS, "fail", "another column in MySQL", routed("findMany({ where: { userId: id } })", source=SOURCE.replace("postgresql", "mysql")), "1 of 1"),
    Case(FIELDS, "fail", "TypeORM, behind an abstract class", hidden("findOne({ where: { email } })"), "user.email", (("src/users.ts", 6),)),
    Case(FIELDS, "fail", "TypeORM, conditions without options", hidden("findOne({ email })"), "user.email"),
    Case(FIELDS, "pass", "TypeORM, what no index serves", hidden("find({ email: Not(Equal(email)) })"), "no query filters or orders by a column that needs an index"),
    Case(FIELDS, "pass", "TypeORM, new values", hidden("update(id, { email })"), "no query filters or orders by a column that needs an index"),
    Case(FIELDS, "fail", "TypeORM, what is updated", hidden("update({ email }, { id })"), "user.email"),
    Case(FIELDS, "fail", "TypeORM, what a builder compares", hidden("createQueryBuilder('user').where('user.email = :email', { email }).getOne()"), "user.email"),
    Case(FIELDS, "pass", "TypeORM, what a builder compares of a joined table", hidden("createQueryBuilder('user').innerJoin('user.shop', 'shop').where('shop.email = :email', { email }).orderBy('shop.email').getOne()"), "no query filters or orders by a column that needs an index"),
    Case(FIELDS, "pass", "TypeORM, options without conditions", hidden("findOne({ relations: ['orders'] })"), "no query filters or orders by a column that needs an index"),
    Case(FIELDS, "unknown", "many routes, and hardly a query that is seen", {**(all_ := routed("count()")), "src/app.js": all_["src/app.js"] + "".join(f"app.get('/{each}', async (req, res) => res.json(await crud.find(req.query)));\n" for each in ("users", "bills", "shops"))}, "by which columns 4 routes filter cannot be told: of the queries behind them only 1 can be seen"),
    Case(FIELDS, "unknown", "one column of many routes, behind which hardly a query is seen", hidden_behind("find({ where: { email } })"), "by which columns 8 routes filter cannot be told: of the queries behind them only 1 can be seen; 1 column by which those filter has no index: user.email"),
    Case(FIELDS, "fail", "several of the columns that are seen, of many routes", hidden_behind("find({ where: { email, nick } })"), "2 of 2 filtered columns have no index"),
    Case(FIELDS, "pass", "a table that is declared for two engines", {**(two := routed("findMany({ where: { id } })")), "mysql/schema.prisma": str(two["schema.prisma"]).replace("postgresql", "mysql")}, "the one filtered column has an index"),
    *(Case(FIELDS, "pass", f"a table that is declared for two engines, the {which} with the index", {**(two := routed("findMany({ where: { code: id } })", first)), "mysql/schema.prisma": str(routed("", second)["schema.prisma"]).replace("postgresql", "mysql")}, "the one filtered column has an index") for which, first, second in (
        ("one", "  @@index([code])\n", ""),
        ("other", "", "  @@index([code])\n"),
    )),
    Case(FIELDS, "unknown", "two tables of one name", {**(two := routed("findMany({ where: { code: id } })")), "other/schema.prisma": SOURCE + "model Order {\n  id Int @id\n  basket Int\n  place Int\n}\n"}, "how the tables are declared that 1 of them ask is not seen"),
    Case(FIELDS, "fail", "queries by a column without an index that no route is seen to lead to, where hardly one that is behind a route is seen", beside("findMany({ where: { code: 1 } })"), "1 of 1 filtered column has no index: Order.code", (("src/job.js", 2),)),
    *(Case(FIELDS, outcome, f"a column without an index by which {marked or 'a function'} of many filters", {"requirements.txt": "django\ncelery\npsycopg\n", "shop/__init__.py": "", "shop/settings.py": "ROOT_URLCONF = 'shop.urls'\nINSTALLED_APPS = ['shop']\nDATABASES = {'default': {'ENGINE': 'django.db.backends.postgresql'}}\n", "manage.py": "import os\nfrom django.core.management import execute_from_command_line\nos.environ.setdefault('DJANGO_SETTINGS_MODULE', 'shop.settings')\nexecute_from_command_line()\n", "shop/urls.py": "from django.urls import path\nfrom shop import views\nurlpatterns = [path('orders', views.orders)]\n", "shop/views.py": "from django.http import JsonResponse\nfrom shop.models import Order\ndef orders(request):\n    return JsonResponse({'all': Order.objects.filter(pk=1).count()})\n", "shop/models.py": "from django.db import models\nclass Order(models.Model):\n    note = models.CharField(max_length=9)\n", "shop/work.py": "from celery import shared_task\nfrom shop.models import Order\n" + "".join(f"{marked}\ndef work{each}():\n    return ask{each}()\ndef ask{each}():\n    return list(Order.objects.filter(note='a'))\n" for each in range(30))}) for outcome, marked in (("fail", ""), ("pass", "@shared_task"), ("pass", "@shared_task(bind=True)"))),
    *(Case(FIELDS, outcome, f"a column without an index that no route is seen to ask by, beside {number} queries more", {**routed("count()"), "src/job.js": "import { prisma } from './app.js';\nexport const one = () => prisma.order.findMany({ where: { code: 1 } });\n" + "".join(f"export const count{each} = () => prisma.order.count();\n" for each in range(number))}) for outcome, number in (("fail", 19), ("pass", 9))),
    Case(FIELDS, "pass", "such queries of a script alone", {f"scripts/{path}" if path == "src/job.js" else path: text for path, text in beside("findMany({ where: { code: 1 } })").items()}),
    Case(FIELDS, "unknown", "many routes, and none of the queries filters by a column", {**(rest := beside("count()")), "src/app.js": str(rest["src/app.js"]) + "".join(f"app.get('/{each}', async (req, res) => res.json(await crud.find()));\n" for each in "efghijk"), "src/more.js": "import { prisma } from './app.js';\nexport const all = () => [prisma.order.count(), prisma.order.count()];\n"}, "by which columns 12 routes filter cannot be told: of the queries behind them only 1 can be seen"),
    Case(FIELDS, "pass", "queries by indexed columns that no route is seen to lead to", beside("findMany({ where: { id: 1 } })"), "no query filters or orders by a column that needs an index"),
    Case(FIELDS, "pass", "SQLAlchemy, a key by an alias beside the column's own arguments", {**alchemy("    ref: Mapped[Key] = mapped_column(init=False)\n", "from typing import Annotated\nKey = Annotated[int, mapped_column(index=True)]\n"), "main.py": "from fastapi import FastAPI\nfrom sqlalchemy import select\nfrom sqlalchemy.orm import Session\nfrom app.db import Order\n\napp = FastAPI()\n\n@app.get('/orders')\ndef orders(session: Session):\n    return session.scalars(select(Order).where(Order.ref == 1)).all()\n"}, "the one filtered column has an index"),
    Case(FIELDS, "not_applicable", "no query", prisma(""), "no query was found"),
    Case(FIELDS, "not_applicable", "no schema", FASTAPI, "no schema is declared"),
    Case(FIELDS, "unknown", "the schema cannot be had", {**routed("count()"), "schema.prisma": b"x" * (9 << 20)}, "schema.prisma has"),
    *(Case(KEYS, outcome, f"Django's models, and a file that nobody reads: {path}", {**asked("Order.objects.all()"), path: f"from django.db import models\nclass Kept(models.Model):\n    text = '{'x' * 21_000}'\n"}) for path, outcome in (("shop/migrations/0060_initial_data.py", "pass"), ("shop/models_of_lines.py", "unknown"))),
    Case(FIELDS, "fail", "Django, by a manager of the project's own", managed("Orders()"), "1 of 1 filtered column has no index: order.code"),
    Case(FIELDS, "fail", "Django, by a queryset that is a manager", managed("Rows.as_manager()"), "order.code"),
    Case(FIELDS, "fail", "Django, by a manager that is made of a queryset", managed("models.Manager.from_queryset(Rows)()"), "order.code"),
    Case(FIELDS, "fail", "Django, by the queryset of a manager, behind another step", managed("Further()", "Order.objects.all().coded(1).first()"), "order.code"),
    Case(FIELDS, "pass", "Django, by a manager's method that nobody calls", managed("Orders()", "Order.objects.all()")),
    Case(FIELDS, "fail", "Django, none", asked("Order.objects.filter(code=1)"), "order.code", (("shop/views.py", 4),)),
    Case(FIELDS, "pass", "Django, what Django indexes", asked("Order.objects.filter(slug=1, shop=2, pk=3, shop__id=1)")),
    Case(FIELDS, "fail", "Django, of a related table", asked("Order.objects.filter(shop__name=1)"), "shop.name"),
    Case(FIELDS, "pass", "Django, in Meta", asked("Order.objects.filter(code=1, made__gte=2).order_by('-made')", "\n    class Meta:\n        indexes = [models.Index(fields=['code', '-made'])]\n")),
    Case(FIELDS, "pass", "Django, unique together", asked("Order.objects.filter(code=1)", "\n    class Meta:\n        unique_together = ('code', 'made')\n")),
    Case(FIELDS, "pass", "Django, choices, a part, and nothing", asked("Order.objects.filter(mode=1, code__contains=2, made__isnull=True)"), "no query filters or orders by a column that needs an index"),
    Case(FIELDS, "fail", "Django, many to many", asked("Order.objects.filter(tags__word=1)", TAGS), "tag.word"),
    Case(FIELDS, "fail", "Django, the other way of many to many", asked("Tag.objects.filter(tagged__code=1)", TAGS), "order.code"),
    Case(FIELDS, "fail", "Django, the other way of a foreign key", asked("Shop.objects.filter(order__code=1)"), "order.code"),
    Case(FIELDS, "pass", "Django, many to many by its key", asked("Order.objects.filter(tags=1, tags__id=2)", TAGS), "the one filtered column has an index"),
    Case(FIELDS, "fail", "Django, the rows of a view", viewed("        rows = self.queryset\n        return rows.filter(code=1)\n"), "order.code"),
    Case(FIELDS, "fail", "Django, the rows that a view has of what it extends", viewed("        return super().get_queryset().filter(code=1)\n"), "order.code"),
    Case(FIELDS, "fail", "Django, the rows that a view makes by itself", viewed("        return Order.objects.all()\n    def get(self, request):\n        return self.get_queryset().filter(code=1)\n"), "order.code"),
    Case(FIELDS, "fail", "Django's own user", {**asked("User.objects.filter(email=1)"), "shop/views.py": "from django.contrib.auth.models import User\n\ndef orders(request):\n    return User.objects.filter(email=1)\n"}, "auth_user.email"),
    Case(FIELDS, "fail", "SQLAlchemy, a column that only its type makes", {**alchemy("    code: so.Mapped[str]\n", "from sqlalchemy import orm as so"), "main.py": listed("return session.scalars(select(Order).where(Order.code == 1)).all()")}, "orders.code", (("main.py", 11),)),
    Case(FIELDS, "fail", "SQLAlchemy, a statement that another module makes", {**alchemy("    code: Mapped[str] = mapped_column()\n"), "main.py": listed("return session.scalars(matching()).all()"), "app/asking.py": ASKING}, "orders.code", (("app/asking.py", 5),)),
    Case(FIELDS, "fail", "SQLAlchemy, a page of a statement", {**alchemy("    code: Mapped[str] = mapped_column()\n"), "main.py": listed("found = await matching()\n    return await apaginate(session, found)", "from fastapi_pagination.ext.sqlalchemy import apaginate\n"), "app/asking.py": ASKING}, "orders.code", (("app/asking.py", 5),)),
    Case(FIELDS, "not_applicable", "SQLAlchemy, a statement that nobody runs", {**alchemy("    code: Mapped[str] = mapped_column()\n"), "main.py": listed("return apaginate(session, matching())", "from app.pages import apaginate\n"), "app/asking.py": ASKING}, "no query was found"),
    Case(FIELDS, "fail", "SQLAlchemy, one of two tables", {**alchemy("    code: Mapped[str] = mapped_column(index=True)\n"), "main.py": "from fastapi import FastAPI\nfrom sqlalchemy import select\nfrom sqlalchemy.orm import Session\nfrom app.db import Order\nfrom app.shop import Shop\n\napp = FastAPI()\n\n@app.get('/orders')\ndef orders(session: Session):\n    return session.scalars(select(Order).join(Shop).where(Order.code == 1, Shop.code == 2)).all()\n", "app/shop.py": "from app.db import Base\n\nclass Shop(Base):\n    __tablename__ = 'shops'\n    id: Mapped[int] = mapped_column(primary_key=True)\n    code: Mapped[str] = mapped_column()\n"}, "1 of 2 filtered columns have no index: shops.code"),

    Case(KEYS, "pass", "Django", django(POSTGRES_SETTINGS), "Django indexes each foreign key by itself"),
    Case(KEYS, "not_applicable", "no schema", FASTAPI, "no schema is declared"),
    Case(KEYS, "not_applicable", "another tool", node("@mikro-orm/core pg", "import { Entity } from '@mikro-orm/core';\n@Entity()\nclass A { @ManyToOne() b; }\n")),
    Case(KEYS, "not_applicable", "no backend", {"README.md": "# Words\n"}, "no backend component"),
    *(Case(FIELDS, outcome, f"Django, what makes an object of a class, {how}", {**asked("Basket(1)"), "shop/views.py": f"from shop.models import Order\n\nclass Basket:\n    def {name}(self, code):\n        self.orders = Order.objects.filter(code=code)\n\ndef orders(request):\n    return Basket(1)\n"}, message) for how, name, outcome, message in (
        ("by which it looks for rows", "__init__", "fail", "order.code"), ("whose other methods nobody calls", "fill", "pass", "no query filters"),
    )),
)  # fmt: skip
