"""Cases of the checks in `compliance.checks.schema`."""

from tests.compliance.checks.runtime_cases import EXPRESS, FASTAPI
from tests.compliance.checks.services_cases import POSTGRES_SETTINGS, django, node, python
from tests.compliance.repositories import Case, Files

KEYS = "foreign-keys-indexed"

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


ADDED = "    user_id: Mapped[int] = mapped_column(ForeignKey('users.id'))\n"

CASES = (
    # Prisma.
    Case(KEYS, "fail", "Prisma, none", prisma(""), "1 of 1 foreign key have no index: Order.userId", (("prisma/schema.prisma", 11),)),
    Case(KEYS, "pass", "Prisma, an index", prisma("  @@index([userId])\n"), "0 of 1 foreign key have no index"),
    Case(KEYS, "pass", "Prisma, an index that goes on, over several lines", prisma("  @@index([\n    userId(sort: Desc),\n    id\n  ], map: \"x\")\n")),
    Case(KEYS, "fail", "Prisma, the second of an index", prisma("  @@index([id, userId])\n")),
    Case(KEYS, "fail", "Prisma, in a comment", prisma("  // @@index([userId])\n")),
    Case(KEYS, "pass", "Prisma, a unique constraint", prisma("  @@unique(fields: [userId, id])\n")),
    Case(KEYS, "pass", "Prisma on MySQL", prisma("", SOURCE.replace("postgresql", "mysql"))),
    Case(KEYS, "fail", "Prisma on MySQL, without keys in the database", prisma("", 'datasource db {\n  provider = "mysql"\n  relationMode = "prisma"\n}\n')),
    Case(KEYS, "not_applicable", "Prisma on MongoDB", prisma("", SOURCE.replace("postgresql", "mongodb"))),
    Case(KEYS, "pass", "one of twenty", prisma("".join(f"  a{n} Int @unique\n  u{n} User @relation(\"{n}\", fields: [a{n}], references: [id])\n" for n in range(19))), "1 of 20 foreign keys have no index: Order.userId"),
    Case(KEYS, "fail", "one of nineteen", prisma("".join(f"  a{n} Int @unique\n  u{n} User @relation(\"{n}\", fields: [a{n}], references: [id])\n" for n in range(18))), "1 of 19 foreign keys"),
    Case(KEYS, "fail", "the share of the protocol", prisma(""), parameters={"tolerated": 0.99}),
    Case(KEYS, "unknown", "the schema cannot be had", {**prisma(""), "prisma/schema.prisma": b"x" * (9 << 20)}, "prisma/schema.prisma has"),

    # Drizzle.
    Case(KEYS, "fail", "Drizzle, none", drizzle(".notNull().references(() => users.id)"), "1 of 1 foreign key have no index: orders.user_id", (("src/db.js", 5),)),
    Case(KEYS, "pass", "Drizzle, an index", drizzle(".references(() => users.id)", ", (t) => [index('x').on(t.userId.desc())]")),
    Case(KEYS, "pass", "Drizzle, the indexes as an object", drizzle(".references(() => users.id)", ", (t) => { return { x: index().on(t.userId) }; }")),
    Case(KEYS, "pass", "Drizzle, the primary key", drizzle(".references(() => users.id)", ", (t) => [primaryKey({ columns: [t.userId, t.id] })]")),
    Case(KEYS, "pass", "Drizzle, unique by itself", drizzle(".references(() => users.id).unique()")),
    Case(KEYS, "fail", "Drizzle, a key of two columns", drizzle("", ", (t) => [foreignKey({ columns: [t.userId, t.id], foreignColumns: [users.id] })]"), "orders.user_id"),
    Case(KEYS, "pass", "Drizzle on MySQL", drizzle(".references(() => users.id)", maker="mysqlTable")),

    # TypeORM.
    Case(KEYS, "fail", "TypeORM, none", typeorm("  @ManyToOne(() => User)\n  user: User;\n"), "order.userId", (("src/order.entity.ts", 5),)),
    Case(KEYS, "pass", "TypeORM, an index on the relation", typeorm("  @Index()\n  @ManyToOne(() => User)\n  @JoinColumn({ name: 'user_id' })\n  user: User;\n")),
    Case(KEYS, "pass", "TypeORM, an index on the column of the relation", typeorm("  @Index()\n  @Column()\n  userId: number;\n  @ManyToOne(() => User)\n  @JoinColumn({ name: 'userId' })\n  user: User;\n")),
    Case(KEYS, "pass", "TypeORM, an index on the class", typeorm("  @ManyToOne(() => User)\n  user: User;\n", "@Index('x', ['user', 'id'])\n@Entity('orders')")),
    Case(KEYS, "pass", "TypeORM, a unique constraint", typeorm("  @ManyToOne(() => User)\n  user: User;\n", "@Unique(['user'])\n@Entity('orders')")),
    Case(KEYS, "pass", "TypeORM, one to one", typeorm("  @OneToOne(() => User)\n  @JoinColumn()\n  user: User;\n"), "0 of 1"),
    Case(KEYS, "pass", "TypeORM, the other side has the column", typeorm("  @OneToOne(() => User)\n  user: User;\n  @OneToMany(() => Item, (i) => i.order)\n  items: Item[];\n"), "0 of 0"),

    # SQLAlchemy.
    Case(KEYS, "fail", "SQLAlchemy, none", alchemy(ADDED), "1 of 1 foreign key have no index: orders.user_id", (("app/db.py", 9),)),
    Case(KEYS, "pass", "SQLAlchemy, an index", alchemy(ADDED.replace("))", "), index=True)"))),
    Case(KEYS, "pass", "SQLAlchemy, among the table's arguments", alchemy(ADDED + "    __table_args__ = (Index('x', 'user_id', 'id'), {'schema': 'a'})\n")),
    Case(KEYS, "fail", "SQLAlchemy, the second of a constraint", alchemy(ADDED + "    __table_args__ = (UniqueConstraint('id', 'user_id'),)\n")),
    Case(KEYS, "pass", "SQLAlchemy, behind the class", alchemy(ADDED, after="\nIndex('x', Order.user_id.desc())\n")),
    Case(KEYS, "fail", "SQLAlchemy, by a mixin", {**alchemy(""), "app/mixin.py": "from sqlalchemy.orm import declared_attr, mapped_column\nfrom app.db import Base\n\nclass Owned:\n    @declared_attr\n    def user_id(cls):\n        return mapped_column(ForeignKey('users.id'))\n\nclass Bill(Owned, Base):\n    __tablename__ = 'bills'\n    id = mapped_column(Integer, primary_key=True)\n"}, "bills.user_id", (("app/mixin.py", 7),)),
    Case(KEYS, "pass", "SQLAlchemy, an abstract base has no table", {**alchemy(""), "app/base.py": "from app.db import Base\n\nclass Owned(Base):\n    __abstract__ = True\n    user_id = mapped_column(ForeignKey('users.id'))\n"}, "0 of 0"),
    Case(KEYS, "fail", "SQLAlchemy, a constraint of two columns", alchemy("    __table_args__ = (ForeignKeyConstraint(['a', 'id'], ['users.a', 'users.id']),)\n"), "orders.a"),
    Case(KEYS, "fail", "SQLAlchemy, a table without a class", python("sqlalchemy psycopg", "from sqlalchemy import Table\nuses = Table('uses', metadata,\n  Column('a', Integer, ForeignKey('a.id')),\n  Column('b', Integer, ForeignKey('b.id'), index=True))\n"), "1 of 2 foreign keys have no index: uses.a", (("app/db.py", 3),)),
    Case(KEYS, "fail", "SQLModel, none", python("sqlmodel psycopg", "from sqlmodel import Field, SQLModel\n\nclass Order(SQLModel, table=True):\n    id: int = Field(primary_key=True)\n    user_id: int = Field(foreign_key='user.id')\n"), "order.user_id", (("app/db.py", 5),)),
    Case(KEYS, "pass", "SQLModel, an index", python("sqlmodel psycopg", "from sqlmodel import Field, SQLModel\n\nclass Order(SQLModel, table=True):\n    id: int = Field(primary_key=True)\n    user_id: int = Field(foreign_key='user.id', index=True)\n"), "0 of 1"),
    Case(KEYS, "pass", "SQLAlchemy on MySQL", {**alchemy(ADDED), "requirements.txt": "fastapi\nsqlalchemy\npymysql\n", "app/engine.py": "from sqlalchemy import create_engine\ncreate_engine('mysql+pymysql://db/shop')\n"}, "InnoDB"),

    Case(KEYS, "pass", "Django", django(POSTGRES_SETTINGS), "Django indexes each foreign key by itself"),
    Case(KEYS, "not_applicable", "no schema", FASTAPI, "no schema is declared"),
    Case(KEYS, "not_applicable", "another tool", node("@mikro-orm/core pg", "import { Entity } from '@mikro-orm/core';\n@Entity()\nclass A { @ManyToOne() b; }\n")),
    Case(KEYS, "not_applicable", "no backend", {"README.md": "# Words\n"}, "no backend component"),
)  # fmt: skip
