"""Finds what brings the database up to date by itself when the application starts."""

from __future__ import annotations

import itertools
import re

from compliance.extract.base import extractor
from compliance.extract.code.program import Program
from compliance.extract.compose import is_compose
from compliance.extract.sources import evidence_at
from compliance.facts.setup_steps import MigrationsAtStart
from compliance.paths import is_source, is_test
from compliance.tree import Tree

# TypeORM pushes the schema on a developer's machine: `synchronize: env === "development"`.
_WHILE_DEVELOPING = (
    r"\bsynchronize['\"]?\s{0,5}:\s{0,20}[^\n,;]{0,80}?"
    r"(?:===?\s{0,5}['\"`](?:dev|develop|development|local)['\"`]"
    r"|!==?\s{0,5}['\"`]prod(?:uction)?['\"`]|!\s{0,3}(?:\w{1,40}\.){0,3}is_?[pP]rod)"
)
# What applies migrations, or makes the tables, in code that runs when the application starts.
_AT_START = tuple(
    (mark.encode(), re.compile(pattern.encode()))
    for mark, pattern in (
        ("migrationsRun", r"\bmigrationsRun\s{0,5}:\s{0,5}true"),
        (".migrate.latest(", r"\.migrate\.latest\("),
        ("migrateToLatest(", r"\bmigrateToLatest\("),
        ("runMigrations(", r"(?<!function )\brunMigrations\("),
        ("/migrator", r"drizzle-orm/[\w/-]{1,40}/migrator['\"]"),
        (".getMigrator()", r"\.getMigrator\(\)\.up\("),
        ("umzug.up(", r"\bumzug\.up\("),
        ("migrateDb(", r"(?<!function )\bmigrateDb\("),
        ("command.upgrade(", r"\bcommand\.upgrade\("),
        ("call_command(", r"\bcall_command\(\s{0,5}['\"]migrate['\"]"),
        ("prisma migrate deploy", r"\bprisma migrate deploy\b"),
        ("synchronize", r"\bsynchronize['\"]?\s{0,5}:\s{0,5}true\b"),
        ("synchronize", _WHILE_DEVELOPING),
        ("equelize", r"\b[sS]equelize\s{0,5}\.sync\("),
        (".create_all(", r"\.create_all\("),
        (".create_tables(", r"\.create_tables\(\s{0,20}\[?\s{0,20}\w"),
        ("generate_schemas", r"\bgenerate_schemas(?:\s{0,5}=\s{0,5}True|\()"),
    )
)


# A switch that makes TypeORM push the schema, which the environment sets.
_BY_SWITCH = re.compile(
    rb"\bsynchronize['\"]?\s{0,5}:\s{0,5}[^\n,]{0,80}?\b([A-Z][A-Z0-9]{0,30}_[A-Z0-9_]{1,40})\b"
)
# What is run by hand, and no part of a start.
_BY_HAND = re.compile(
    r"(?:^|/)(?:scripts?|bin|tools?|cli|commands?|seeds?|seeders?|alembic|migrations?|examples?)/"
    r"|(?:^|/)(?:(?:init|create|reset|seed|drop|setup|make|recreate|populate)_?\w{0,40}|cli|ctl|manage|seeds?"
    r"|commands?|conftest)\.\w{2,3}$"
)
_MAX_SWITCHES = 5


def _is_read(path: str) -> bool:
    return is_source(path) or is_compose(path)


@extractor(version=6, reads=_is_read)
def migrations_at_start(tree: Tree, program: Program) -> MigrationsAtStart:
    """The first place of a component's code that applies its migrations, or makes its tables."""
    for path in program.paths:
        content = tree.contents.get(path, b"")
        for mark, pattern in _AT_START:
            match = pattern.search(content) if mark in content else None
            if match and not (mark in _OF_TABLES and _is_run_by_hand(path)):
                return MigrationsAtStart(evidence_at(path, content, match.start()))
        if b"synchronize" in content:
            for match in itertools.islice(_BY_SWITCH.finditer(content), _MAX_SWITCHES):
                if _is_on(match[1], tree):
                    return MigrationsAtStart(evidence_at(path, content, match.start()))
    return MigrationsAtStart()


# Calls that stand in scripts as often as in what starts.
_OF_TABLES = frozenset(
    [b".create_all(", b".create_tables(", b"equelize", b"generate_schemas", b"synchronize"]
)


def _is_run_by_hand(path: str) -> bool:
    return is_test(path) or _BY_HAND.search(path) is not None


def _is_on(switch: bytes, tree: Tree) -> bool:
    """Whether a file of Compose switches it on."""
    on = re.compile(rb"\b" + re.escape(switch) + rb"\s{0,3}[=:]\s{0,3}['\"]?(?:true|1|yes|on)\b")
    return any(on.search(tree.contents.get(path, b"")) for path in tree.matching(is_compose))
