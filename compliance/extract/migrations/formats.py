"""Tells which tool's migration a file is, by its path and by what it says."""

from __future__ import annotations

import posixpath
import re

from compliance.extract.comments import code_only
from compliance.facts import Stack
from compliance.paths import is_judged, is_test, language

_FOLDER = re.compile(r"migrat|(?:^|[-_])versions(?:$|[-_])")
_TIMESTAMPED = re.compile(r"[0-9]{8,17}[-_.]")
# One file of code that has all migrations in it, as those are that Kysely is handed by a program.
_ALL_IN_ONE = re.compile(r"(?:db[-_.])?migrations?\.")
_NUMBER = re.compile(r"[0-9]")
_DOWN = re.compile(r"(?:^|[._-])down\.sql$|^U[0-9.]{1,20}__|(?:^|[._-])rollback\.sql$")
# So Slonik's tool names them, in whatever folder; the way back lies in one of its own.
_DATED = re.compile(r"\d{4}\.\d{2}\.\d{2}T\d{2}\.\d{2}\.\d{2}\.")
# By the release that brings them, and so Flyway names them: neither needs a folder that says so.
_RELEASED = re.compile(r"v?\d{1,4}(?:\.\d{1,4}){1,3}\.sql$|V\d{1,20}(?:[._]\d{1,20}){0,3}__")
_JOURNAL = "meta/_journal.json"
# So Prisma wrote them at first: what changes, step by step, in a folder for each.
_STEPS = re.compile(r"(?:.*/)?migrations/\d{8,17}-[^/]{1,200}/steps\.json")

# A function or method of that name is defined, not called.
_UP = rb"""(?:\bexports\.up\s{0,9}=|(?<![.\w])["']?up["']?\s{0,9}(?:\(|:|=[^=]))"""
_NODE_FORMATS: tuple[tuple[str, re.Pattern[bytes], bool], ...] = tuple(
    (name, re.compile(pattern), with_up)
    for name, pattern, with_up in (
        ("TypeORM", rb"\bMigrationInterface\b|\bqueryRunner\b", True),
        ("Sequelize", rb"\bqueryInterface\b|\bQueryInterface\b", True),
        ("MikroORM", rb"\bextends\s{1,9}Migration\b", True),
        ("node-pg-migrate", rb"\bpgm\b|\bMigrationBuilder\b", True),
        ("Payload", rb"\bMigrateUpArgs\b", False),
        ("Lucid", rb"\bextends\s{1,9}(?:BaseSchema|Schema)\b", True),
        ("Kysely", rb"\bKysely\b|['\"]kysely['\"]", True),
        ("Knex", rb"\b[kK]nex\b|\.schema\b", True),
        ("db-migrate", rb"\bdb-migrate\b|\bdb\.(?:createTable|runSql|addColumn)\b", True),
    )
)
_IN_ONE = frozenset(["Kysely", "Knex"])
_MONGO = re.compile(rb"\bdb\s{0,9}\.\s{0,9}collection\s{0,9}\(|\bmongoose\b|['\"]mongodb['\"]")
_DEFINES_UP = re.compile(_UP)
_ALEMBIC = re.compile(rb"^down_revision\b", re.MULTILINE)
_PYTHON_FORMATS: tuple[tuple[str, re.Pattern[bytes]], ...] = (
    ("Alembic", _ALEMBIC),
    ("Django", re.compile(rb"^class[ \t]{1,9}Migration\s{0,9}\(", re.MULTILINE)),
    ("Aerich", re.compile(rb"^async[ \t]{1,9}def[ \t]{1,9}upgrade\s{0,9}\(", re.MULTILINE)),
    (
        "yoyo",
        re.compile(rb"\bfrom[ \t]{1,9}yoyo[ \t]{1,9}import\b|^steps[ \t]{0,9}=", re.MULTILINE),
    ),
    ("Piccolo", re.compile(rb"\bMigrationManager\s{0,9}\(")),
    ("Peewee", re.compile(rb"^def[ \t]{1,9}migrate\s{0,9}\([ \t]{0,9}migrator\b", re.MULTILINE)),
)


def is_journal(path: str) -> bool:
    """Whether a path is the journal in which Drizzle lists its migrations."""
    return (path == _JOURNAL or path.endswith("/" + _JOURNAL)) and is_judged(path)


# `drizzle.config.ts`, `drizzle-worker.config.ts`, and where it has the migrations written.
_CONFIGURES = re.compile(r"(?:.*/)?drizzle[\w.-]{0,40}?\.config\.[cm]?[jt]s")
_OUT = re.compile(rb"""\bout["']?\s{0,9}:\s{0,9}["'`](?P<folder>[^"'`$\n]{1,200})["'`]""")


def is_configuration(path: str) -> bool:
    """Whether a path is a configuration of Drizzle's."""
    return _CONFIGURES.fullmatch(path) is not None and is_judged(path)


def journal_of(path: str, content: bytes) -> str:
    """The journal of the migrations that a configuration of Drizzle's has written; "" where that
    does not say where.
    """
    found = _OUT.search(code_only(content, Stack.NODE))
    if found is None:
        return ""
    folder = found["folder"].decode("utf-8", "replace")
    return posixpath.normpath(posixpath.join(posixpath.dirname(path), folder, _JOURNAL))


def is_steps(path: str) -> bool:
    """Whether a path is a migration as Prisma's first tool for them wrote it."""
    return _STEPS.fullmatch(path) is not None and is_judged(path)


def may_be_migration(path: str, stack: Stack) -> bool:
    """Whether a path is where a migration may be: code of the stack, or SQL.

    Alembic's may be anywhere, since a configuration can name any folder.
    """
    if not is_judged(path) or is_test(path):
        return False
    if path.endswith(".sql"):
        return in_folder(path) or path.endswith("/migration.sql") or _is_by_name(path)
    if stack is Stack.PYTHON:
        return language(path) == "python"
    name = posixpath.basename(path)
    by_name = bool(_TIMESTAMPED.match(name) or _ALL_IN_ONE.match(name))
    is_code = language(path) in ("javascript", "typescript") and not path.endswith(".d.ts")
    return is_code and (in_folder(path) or by_name)


def _is_by_name(path: str) -> bool:
    """Whether a SQL file is named as migrations are, and little else."""
    return __is_dated(path) or _RELEASED.match(posixpath.basename(path)) is not None


def __is_dated(path: str) -> bool:
    """Whether a file is named by the moment it was made at, as Slonik's tool names migrations."""
    return _DATED.match(posixpath.basename(path)) is not None


def in_folder(path: str) -> bool:
    """Whether a path is in a folder whose name speaks of migrations."""
    return any(_FOLDER.search(part.lower()) for part in posixpath.dirname(path).split("/"))


def sql_format(path: str) -> str | None:
    """The format of a SQL file in a folder of migrations; None where it is not numbered, or undoes
    a migration.
    """
    folder, name = posixpath.split(path)
    if name == "migration.sql":
        return "Prisma"
    if _DOWN.search(name) or (posixpath.basename(folder) == "down" and __is_dated(path)):
        return None
    if not _NUMBER.search(name + posixpath.basename(folder)):
        return None
    return "Supabase" if folder.endswith("supabase/migrations") else "SQL"


def code_format(path: str, content: bytes, stack: Stack) -> str | None:
    """The format of a migration that is code; None where it is none."""
    if stack is Stack.NODE:
        form = _node_format(content)
        in_one = _ALL_IN_ONE.match(posixpath.basename(path)) and not in_folder(path)
        return None if in_one and form not in _IN_ONE else form
    if not in_folder(path):
        return "Alembic" if b"down_revision" in content and _ALEMBIC.search(content) else None
    return next((name for name, pattern in _PYTHON_FORMATS if pattern.search(content)), None)


def _node_format(content: bytes) -> str | None:
    defines_up = bool(_DEFINES_UP.search(content))
    for name, pattern, with_up in _NODE_FORMATS:
        if pattern.search(content) and (defines_up or not with_up):
            return name
    return "JavaScript" if defines_up and not _MONGO.search(content) else None
