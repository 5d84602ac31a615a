"""Tells the queries that ask the database for something, each by itself, from what only puts
conditions on another one, is a part of it, or is about no rows.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator

from compliance.extract.code.expressions import Call, Name, Operation, Sequence, Text, path_of, walk
from compliance.extract.code.model import Block, Function, Module
from compliance.extract.code.program import Program
from compliance.extract.queries import Action, Query
from compliance.extract.queries.chains import base_of
from compliance.extract.queries.rounds import loop_around
from compliance.extract.queries.sql import is_about_rows, text_of
from compliance.extract.query_sites.parts import is_part

# What a relation of Django that was loaded before answers without asking again.
_OF_LOADED = frozenset(["all", "count", "exists", "first", "last"])
# Statements of SQLAlchemy that define, and names of a table that a loop goes through.
_DEFINES = re.compile(r"(?:Create|Drop|Add)(?:Table|Constraint|Index|Schema|Sequence|Column)$")
_TABLES = re.compile(r"(?:\w{1,40}_)?(?:table|model|entity)(?:_?(?:cls|class))?", re.IGNORECASE)


def asks(query: Query) -> bool:
    """Whether it asks something of the database: it neither only notes an object, nor only puts
    conditions on another query.
    """
    return not (_is_put_off(query) or _is_no_query(query))


def runs_by_itself(query: Query, prefetched: frozenset[str]) -> bool:
    """Whether it is run for what it asks alone, of rows that were not loaded before with those of
    other objects, by the relations that are `prefetched`.
    """
    return not (_is_batched(query, prefetched) or is_part(query) or _is_of_no_rows(query))


def prefetched(program: Program) -> Iterator[str]:
    """The relations that are loaded beforehand somewhere in a program:
    `prefetch_related("tags__owner")`, and by a list `prefetch_related(*self.RELATED)`.
    """
    lists: set[str] = set()
    for module in program.modules(b"prefetch_related"):
        for call in module.calls:
            if call.name in ("prefetch_related", "prefetch_related_objects", "Prefetch"):
                for argument in call.arguments:
                    if isinstance(argument, Text):
                        yield from argument.value.split("__")
                    elif isinstance(argument, Operation) and argument.operator == "*":
                        lists.add(path_of(argument.operands[0]).rpartition(".")[2])
    yield from _listed(program, lists - {""})


def _listed(program: Program, names: set[str]) -> Iterator[str]:
    """The relations that lists of such names name, at the top of a file or in a class."""
    words = (each.encode() for each in sorted(names))
    for module in program.modules(*words) if names else ():
        fields = (each for class_ in module.classes for each in class_.fields)
        values = [each.value for each in fields if each.name in names]
        values += [each.value for name in sorted(names) for each in module.assigned(name)]
        for value in values:
            for part in walk(value) if value is not None else ():
                items = part.items if isinstance(part, Sequence) else ()
                for item in items:
                    if isinstance(item, Text):
                        yield from item.value.split("__")


def _is_put_off(query: Query) -> bool:
    """Whether it only notes an object: a session that is told to write within the same loop writes
    each of them by itself.
    """
    function = query.function
    if not query.deferred or query.loop is None or function is None:
        return query.deferred
    written_at = _commits(function).get(id(query.loop))
    # Deeper it would be for lots of them.
    return written_at is None or written_at > _indent(query.module, query.call.line)


@functools.lru_cache(maxsize=4)  # A function may make thousands of queries; so it is for others.
def _commits(function: Function) -> dict[int, int]:
    """How far the least indented call is that writes down what a session holds, by the loop that it
    stands in.
    """
    found: dict[int, int] = {}
    for call in function.calls:
        if call.name in ("commit", "flush") and function.module is not None:
            key, depth = id(loop_around(call)), _indent(function.module, call.line)
            found[key] = min(depth, found.get(key, depth))
    return found


def _indent(module: Module, line: int) -> int:
    """How far a line is indented; one that begins with a condition has what it does behind that."""
    text = module.text(line, line)
    rest = text.lstrip()
    return len(text) - len(rest) + rest.startswith(b"if ")


def _is_no_query(query: Query) -> bool:
    """Whether it asks nothing of the database: it puts conditions on another query, or has no rows
    at all.
    """
    return _is_narrowed(query) or (query.orm == "Django" and query.call.name == "none")


def _is_narrowed(query: Query) -> bool:
    """Whether it only narrows a query that is run elsewhere: `rows = rows.filter(…)`."""
    function = query.function
    if query.action is not Action.MANY or query.call.awaited:
        return False
    around = function if function is not None else query.module
    base = base_of(list(query.call.chain())[-1])
    return any(each.value is query.call for each in around.assigned(base))


def _is_batched(query: Query, prefetched: frozenset[str]) -> bool:
    """Whether the rows of a relation were loaded for all objects before; or a statement was
    prepared for all of them, and is run in one transaction, as the drivers of SQLite have it.
    """
    if query.orm == "SQL" and query.call.name == "run" and query.transaction:
        return all(query.sql not in each.arguments for each in query.call.chain())
    if query.orm != "Django":
        return False
    first = list(query.call.chain())[-1]
    related = first.receiver.rpartition(".")[2]
    return first.name in _OF_LOADED and related in prefetched


def _is_of_no_rows(query: Query) -> bool:
    """Whether it is SQL that neither reads nor writes rows: it makes tables, or sets something."""
    if query.action is Action.DEFINE or _is_of_each_table(query):
        return True
    if any(isinstance(each, Call) and _DEFINES.match(each.name) for each in query.call.arguments):
        return True
    text = text_of(query.sql).lstrip()
    return query.action is Action.SQL and text[:1].isalpha() and not is_about_rows(text)


def _is_of_each_table(query: Query) -> bool:
    """Whether it is a query of a table that the loop itself chooses, and not of one of its rows."""
    loop, function = query.loop, query.function
    if not isinstance(loop, Block) or function is None:
        return False
    named = {name for each in query.call.chain() for name in _bases(each)}
    return any(
        name == loop.target or any(each.line > loop.line for each in function.assigned(name))
        for name in named
        if _TABLES.fullmatch(name)
    )


def _bases(call: Call) -> Iterator[str]:
    """What a call, and a call that it is handed, is made on: `table.delete()`, `insert(table)`."""
    yield base_of(call)
    for each in call.arguments[:1]:
        if isinstance(each, Name):
            yield each.path
        elif isinstance(each, Call):
            yield base_of(each)
            yield from (inner.path for inner in each.arguments[:1] if isinstance(inner, Name))
