"""Finds the queries that a component's code makes: one reader for each ORM or driver, all of them
one shape. A query is proven by what it is called on; what cannot be told is none.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from compliance.extract.code.model import Function, Module
from compliance.extract.code.program import Program
from compliance.extract.queries.chains import Chain, chains
from compliance.extract.queries.node import drivers as node_drivers
from compliance.extract.queries.node.builders import knex, kysely, objection, supabase
from compliance.extract.queries.node.drizzle import drizzle
from compliance.extract.queries.node.lucid import lucid
from compliance.extract.queries.node.mikroorm import mikroorm
from compliance.extract.queries.node.mongoose import mongoose
from compliance.extract.queries.node.prisma import prisma
from compliance.extract.queries.node.redbean import redbean
from compliance.extract.queries.node.sequelize import sequelize
from compliance.extract.queries.node.typeorm import typeorm
from compliance.extract.queries.node.waterline import waterline
from compliance.extract.queries.python import drivers as python_drivers
from compliance.extract.queries.python.active_records import active_records
from compliance.extract.queries.python.databases import databases
from compliance.extract.queries.python.django import django
from compliance.extract.queries.python.repositories import repositories
from compliance.extract.queries.python.sqlalchemy import sqlalchemy
from compliance.extract.queries.query import Action, Filter, Query, Use
from compliance.extract.queries.reading import Dialect
from compliance.paths import language

# What a file says of itself stands before its code, behind comments at most.
_OF_BROWSER = re.compile(rb"^['\"]use client['\"]", re.MULTILINE)
_DIRECTIVES = 2_000
# Each answers None where nothing of a program speaks of its ORM; of two that know a chain the
# first has it.
Readers = tuple[Callable[[Program], Dialect | None], ...]
OF_NODE: Readers = (
    prisma,
    typeorm,
    mikroorm,
    sequelize,
    lucid,
    waterline,
    redbean,
    drizzle,
    kysely,
    objection,
    knex,
    supabase,
    mongoose,
    node_drivers.drivers,
)
OF_PYTHON: Readers = (
    django,
    repositories,
    databases,
    sqlalchemy,
    active_records,
    python_drivers.mongo,
    python_drivers.drivers,
)


def queries(program: Program) -> tuple[Query, ...]:
    """The queries of a component in the order of their files; made once for a program."""
    if program.queries is None:
        python, node = (_dialects(program, readers) for readers in (OF_PYTHON, OF_NODE))
        program.queries = tuple(_queries(program, python, node))
    return program.queries


def _dialects(program: Program, readers: Readers) -> tuple[Dialect, ...]:
    return tuple(each for reader in readers if (each := reader(program)) is not None)


def _queries(
    program: Program, of_python: tuple[Dialect, ...], of_node: tuple[Dialect, ...]
) -> Iterator[Query]:
    python, node = (
        {path for each in dialects for path in each.files(program)}
        for dialects in (of_python, of_node)
    )
    for path in program.paths:
        is_python = language(path) == "python"
        if path in (python if is_python else node) and not runs_in_browser(program, path):
            dialects = of_python if is_python else of_node
            module = program.code.module(path)
            if module is not None:
                yield from _in_module(module, dialects)


def runs_in_browser(program: Program, path: str) -> bool:
    """Whether a file says of itself that it is React's for the browser: no query of it is the
    server's.
    """
    start = program.code.tree.contents.get(path, b"")[:_DIRECTIVES]
    return b"use client" in start and _OF_BROWSER.search(start) is not None


def _looks_through_rows(chain: Chain) -> bool:
    """Whether `find` is told what to look for by a function of one row, as that of a list is."""
    sought = chain.steps[-1].argument(0) if chain.names[-1] == "find" else None
    return isinstance(sought, Function) and len(sought.parameters) == 1


def _in_module(module: Module, dialects: tuple[Dialect, ...]) -> Iterator[Query]:
    methods = frozenset().union(*(each.methods for each in dialects))
    for chain in chains(module):
        names = methods.intersection(chain.names)
        if not names or _looks_through_rows(chain):
            continue
        for dialect in dialects:
            query = dialect.query(chain) if names & dialect.methods else None
            if query is not None:
                yield query
                break


__all__ = ["Action", "Filter", "Query", "Use", "queries"]
