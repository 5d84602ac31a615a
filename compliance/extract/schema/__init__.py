"""Finds the schema that a component declares: one reader for each tool, all of them one shape."""

from __future__ import annotations

import re
from collections.abc import Iterator

from compliance.extract.base import extractor
from compliance.extract.code.program import Program
from compliance.extract.reach import concerning
from compliance.extract.schema.drafts import Draft
from compliance.extract.schema.drizzle import drizzle
from compliance.extract.schema.prisma import prisma
from compliance.extract.schema.sqlalchemy import sqlalchemy
from compliance.extract.schema.typeorm import typeorm
from compliance.facts import Component
from compliance.facts.manifests import Manifests
from compliance.facts.reach import Reach
from compliance.facts.schema import Schema
from compliance.tree import MIB, Tree, Unreadable, is_judged, is_test

MAX_TABLES = 2_000
_MAX_UNREAD = 5
_MAX_PRISMA = 4 * MIB
_SPEAKS = re.compile(r"model|entit|schema|table|/db/|database")


def is_schema_file(path: str) -> bool:
    """Whether a file declares a schema in a language of its own."""
    return path.endswith(".prisma") and is_judged(path) and not is_test(path)


@extractor(version=1, reads=is_schema_file)
def schema(
    tree: Tree, component: Component, reach: Reach, manifests: Manifests, program: Program
) -> Schema:
    """The tables that the code and the schema files of a component declare."""
    unread: list[str] = []
    files = list(_prisma_files(tree, component, reach, manifests, unread))
    drafts: list[Draft] = []
    for reader in (typeorm, drizzle, sqlalchemy):
        drafts += reader(program)
    drafts += prisma(files)
    own = set(program.paths)
    for path, reason in program.code.unread.items():
        if path in own and _SPEAKS.search(path.lower()):
            unread.append(reason)
    tables = (each.table() for each in drafts[:MAX_TABLES])
    return Schema(tuple(tables), tuple(unread[:_MAX_UNREAD]))


def _prisma_files(
    tree: Tree, component: Component, reach: Reach, manifests: Manifests, unread: list[str]
) -> Iterator[tuple[str, str]]:
    """The schema files that concern a component, as text; `unread` is added to."""
    left = _MAX_PRISMA
    paths = (path for path in tree.files() if is_schema_file(path))
    for path in concerning(paths, component, reach, manifests):
        try:
            content = tree.read(path)
        except Unreadable as error:
            unread.append(str(error))
            continue
        left -= len(content)
        if left < 0:
            unread.append(f"{path} is one of more schema files than are read here")
            continue
        yield path, content.decode("utf-8", "replace")


__all__ = ["is_schema_file", "schema"]
