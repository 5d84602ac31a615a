"""What SQL and migrations leave behind of a schema, and what Prisma's schema files declare."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compliance.extract.schema.alembic import in_order
from compliance.extract.schema.contents import contents
from compliance.extract.schema.history import History
from compliance.extract.schema.prisma import prisma
from compliance.extract.schema.sql import read_sql
from compliance.facts import Evidence
from tests.compliance.repositories import tree_of


def after(text: str) -> History:
    """What the statements of a text leave behind."""
    history = History()
    read_sql(text, lambda line: Evidence("a.sql", line), history)
    return history


@pytest.mark.parametrize(
    ("text", "indexes"),
    [
        ("CREATE UNIQUE INDEX x ON a (b, c)", [("b", "c")]),
        ("create index on only s.a using gin (b gin_trgm_ops) where b > 0", [("b",)]),
        ("CREATE INDEX x ON a (lower(b), c)", [("b", "c")]),
        ("CREATE TABLE a (b int PRIMARY KEY, c text UNIQUE)", [("b",), ("c",)]),
        ("CREATE TABLE a (b int, c numeric(2, 1), PRIMARY KEY (c, b))", [("c", "b")]),
        ("CREATE TABLE `a` (`b` int, KEY `x` (`b`), UNIQUE KEY `y` (`b`))", [("b",), ("b",)]),
        ("ALTER TABLE a ADD CONSTRAINT x UNIQUE (b), ADD PRIMARY KEY (c)", [("b",), ("c",)]),
        ("CREATE INDEX x ON a (b); DROP INDEX s.x", []),
        ("CREATE INDEX x ON a (b); ALTER TABLE a DROP COLUMN b", []),
        ("CREATE INDEX x ON a (b); ALTER TABLE a RENAME COLUMN b TO c", [("c",)]),
        ("CREATE INDEX x ON old (b); ALTER TABLE old RENAME TO a", [("b",)]),
        ("CREATE INDEX x ON a (b); DROP TABLE IF EXISTS a", []),
        ("-- CREATE INDEX x ON a (b);\n/* ; CREATE INDEX x ON a (b); */", []),
        ("INSERT INTO a VALUES (';CREATE INDEX x ON a (b);')", []),
        ("DO $$ BEGIN; CREATE INDEX x ON a (b); END $$", []),
    ],
)
def test_the_indexes_that_statements_leave_behind(
    text: str, indexes: list[tuple[str, ...]]
) -> None:
    table = after(text).tables.get("a")

    assert [each.columns for each in table.indexes.values()] == indexes if table else not indexes


def test_foreign_keys_know_their_columns_target_and_line() -> None:
    table = after(
        "CREATE TABLE a (\n  b int REFERENCES s.t (id),\n  c int,\n"
        "  CONSTRAINT x FOREIGN KEY (c, b) REFERENCES u (i, j)\n);"
    ).tables["a"]

    keys = [(each.columns, each.target, each.where.line) for each in table.keys.values()]
    assert keys == [(("b",), "t", 2), (("c", "b"), "u", 4)]


@given(st.text(alphabet="CREATE TABLE INDEX ON ALTER ADD a(),;'\"$-*/\n", max_size=200))
def test_whatever_stands_in_sql_is_read_to_its_end(text: str) -> None:
    assert isinstance(after(f"{text}"), History)


@pytest.mark.parametrize("part", ["(", "'", '"', "/*", "$a$", "[", "ALTER TABLE a ADD (", "a,"])
def test_very_much_of_one_thing_takes_little_time(part: str) -> None:
    assert isinstance(after("CREATE TABLE a (" + part * 50_000), History)


def test_revisions_come_behind_those_that_they_build_on() -> None:
    files = [
        ("c.py", b"revision: str = 'r1'\ndown_revision: str | None = 'r3'\n"),
        ("a.py", b"revision = 'r2'\ndown_revision = None\n"),
        ("b.py", b"revision = 'r3'\ndown_revision = ('r2', 'r9')\n"),
    ]

    assert in_order(files) == ["a.py", "b.py", "c.py"]


def test_revisions_that_build_on_each_other_are_read_all_the_same() -> None:
    files = [
        ("a.py", b"revision = 'r1'\ndown_revision = 'r2'\n"),
        ("b.py", b"revision = 'r2'\ndown_revision = 'r1'\n"),
    ]

    assert sorted(in_order(files)) == ["a.py", "b.py"]


def test_a_schema_of_prisma_over_several_files() -> None:
    (order,) = prisma(
        [
            (
                "p/a.prisma",
                'datasource db {\n  provider = "mysql" // here\n}\nenum Mode {\n  A\n}\n',
            ),
            (
                "p/b.prisma",
                (
                    'model Order {\n  id Int @id\n  mode Mode\n  userId Int @map("user_id")\n'
                    '  @@index([userId, mode(sort: Desc)])\n  @@map("orders")\n}\n'
                ),
            ),
        ]
    )
    table = order.table()

    assert (table.name, table.model, table.indexes_keys) == ("orders", "Order", True)
    assert [(each.name, each.few) for each in table.columns] == [
        ("id", False),
        ("mode", True),
        ("user_id", False),
    ]
    assert [each.columns for each in table.indexes] == [("id",), ("user_id", "mode")]


@pytest.mark.parametrize(
    "part",
    ["(", "@a(", "model A {\n", "  a B @c(\n", "//", '"', "}\ndatasource a {\n}\nmodel B {\n"],
)
def test_hostile_schemas_of_prisma_end(part: str) -> None:
    assert isinstance(list(prisma([("a.prisma", "model A {\n" + part * 20_000)])), list)


def test_files_are_read_until_they_are_too_much_together() -> None:
    tree = tree_of({"a.prisma": "a" * 9, "b.prisma": "b" * 9, "c.prisma": "c"})
    unread: list[str] = []

    read = [path for path, _ in contents(tree, sorted(tree.files()), 10, "files", unread)]

    assert read == ["a.prisma"]
    assert unread == ["b.prisma is one of more files than are read here"]
