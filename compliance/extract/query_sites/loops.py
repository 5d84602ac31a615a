"""Finds the queries that run once for each row: in loops, in callbacks, in functions called so."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from compliance.extract.base import extractor
from compliance.extract.code.expressions import Call, Name, Text, path_of, walk
from compliance.extract.code.model import Block, Class, Function, Module
from compliance.extract.code.program import Program
from compliance.extract.queries import Action, Query, queries
from compliance.extract.queries.chains import base_of
from compliance.extract.queries.circumstances import functions_around
from compliance.extract.queries.receivers import lineage
from compliance.extract.queries.rounds import ITERATING, loop_around
from compliance.extract.queries.sql import is_about_rows, text_of
from compliance.extract.query_sites.by_hand import run_by_hand
from compliance.extract.query_sites.fixed_rounds import goes_through_constant
from compliance.extract.query_sites.places import is_command, is_script, unread
from compliance.extract.query_sites.stores import store_calls
from compliance.facts.queries import LoopedQueries, Strike
from compliance.paths import is_source

MAX_STRIKES = 2_000
_ROUNDS = 3
# What takes a query as a part of its own.
_SUBQUERIES = frozenset(
    """exists notExists inArray notInArray whereIn whereNotIn whereExists whereNotExists union
    unionAll from with in_ Exists OuterRef Subquery scalar_subquery not_in""".split()
)


# What a relation of Django that was loaded before answers without asking again.
_OF_LOADED = frozenset(["all", "count", "exists", "first", "last"])
# Statements of SQLAlchemy that define, and names of a table that a loop goes through.
_DEFINES = re.compile(r"(?:Create|Drop|Add)(?:Table|Constraint|Index|Schema|Sequence|Column)$")
_TABLES = re.compile(r"(?:\w{1,40}_)?(?:table|model|entity)(?:_?(?:cls|class))?", re.IGNORECASE)


@extractor(version=34, reads=is_source)
def looped_queries(program: Program) -> LoopedQueries:
    """The query calls of a component, and those among them that run once for each row."""
    asked, aside = queries(program), run_by_hand(program)
    sites = [
        each
        for each in (*asked, *store_calls(program, asked))
        if not (_is_put_off(each) or is_script(each.module) or _is_no_query(each))
        and not (each.module.path in aside or is_command(each.function))
    ]
    prefetched = frozenset(_prefetched(program)) if sites else frozenset()
    runs = [
        each
        for each in sites
        if not (_is_batched(each, prefetched) or _is_part(each) or _is_of_no_rows(each))
    ]
    reasons = {
        id(each): f"runs in {_named(each.loop)}"
        for each in runs
        if each.loop and not goes_through_constant(program, each.module, each.loop, each.function)
    }
    for module, own in _by_module(runs):
        _of_functions(program, module, own, reasons)
    strikes = [Strike(each.where, reasons[id(each)]) for each in sites if id(each) in reasons]
    return LoopedQueries(len(sites), tuple(strikes[:MAX_STRIKES]), unread(program))


def _named(loop: Block | Call) -> str:
    """A loop as people are told of it."""
    if isinstance(loop, Call):
        return f"the callback of {loop.name}, line {loop.line}"
    return f"the {'loop' if loop.kind == 'for' else loop.kind} of line {loop.line}"


def _by_module(sites: Iterable[Query]) -> Iterator[tuple[Module, list[Query]]]:
    found: dict[str, list[Query]] = {}
    for each in sites:
        found.setdefault(each.module.path, []).append(each)
    yield from ((own[0].module, own) for own in found.values())


def _is_put_off(query: Query) -> bool:
    """Whether it only notes an object: a session that is told to write within the same loop writes
    each of them by itself.
    """
    function = query.function
    if not query.deferred or query.loop is None or function is None:
        return query.deferred
    depth = _indent(query.module, query.call.line)
    return not any(
        call.name in ("commit", "flush")
        and loop_around(call) is query.loop
        and _indent(query.module, call.line) <= depth  # Deeper it would be for lots of them.
        for call in function.calls
    )


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
    chosen = {loop.target}
    chosen |= {each.target for each in function.assignments if each.line > loop.line}
    return any(_TABLES.fullmatch(name) for name in named & chosen)


def _bases(call: Call) -> Iterator[str]:
    """What a call, and a call that it is handed, is made on: `table.delete()`, `insert(table)`."""
    yield base_of(call)
    for each in call.arguments[:1]:
        if isinstance(each, Name):
            yield each.path
        elif isinstance(each, Call):
            yield base_of(each)
            yield from (inner.path for inner in each.arguments[:1] if isinstance(inner, Name))


def _is_part(query: Query) -> bool:
    """Whether it is a part of another query: `exists(db.select()…)`."""
    function = query.function
    if query.call.awaited or function is None:
        return False
    return any(
        each.name in _SUBQUERIES and query.call in walk(argument)
        for each in function.calls
        for argument in each.arguments
    )


def _is_narrowed(query: Query) -> bool:
    """Whether it only narrows a query that is run elsewhere: `rows = rows.filter(…)`."""
    function = query.function
    if query.action is not Action.MANY or query.call.awaited:
        return False
    assignments = function.assignments if function is not None else query.module.assignments
    base = base_of(list(query.call.chain())[-1])
    return any(each.value is query.call and each.target == base for each in assignments)


def _prefetched(program: Program) -> Iterator[str]:
    """The relations that are loaded beforehand somewhere: `prefetch_related("tags__owner")`."""
    for module in program.modules(b"prefetch_related"):
        for call in module.calls:
            if call.name in ("prefetch_related", "prefetch_related_objects", "Prefetch"):
                for argument in call.arguments:
                    if isinstance(argument, Text):
                        yield from argument.value.split("__")


def _of_functions(
    program: Program, module: Module, own: list[Query], reasons: dict[int, str]
) -> None:
    """Strike the queries of functions that are called for each row in the same file."""
    by_function: dict[int, list[Query]] = {}
    functions: dict[int, Function] = {}
    for each in own:
        for function in functions_around(each.function):
            by_function.setdefault(id(function), []).append(each)
            functions[id(function)] = function
    names = {each.name for each in functions.values() if each.name}
    struck: dict[int, str] = dict(_method_fields(program, module, functions))
    for call in module.calls:
        for target, loop in _for_each_row(program, module, call, names):
            if id(target) in by_function:
                reason = f"{target.name} is called in {_named(loop)}"
                struck.setdefault(id(target), reason)
    for _ in range(_ROUNDS):
        _spread(program, module, names, by_function, struck)
    for key, reason in struck.items():
        narrows = key in functions and _narrows(functions[key])
        for each in by_function.get(key, ()):
            if not (narrows and each.orm == "Django" and each.action is Action.MANY):
                reasons.setdefault(id(each), reason)


def _narrows(function: Function) -> bool:
    """Whether a function answers a query that it is handed, with more conditions on it: what it
    builds for that is a part of it, and runs when that does.
    """
    handed = {each.name for each in function.parameters} - {"self", "cls"}
    bases = [
        base_of(list(each.chain())[-1]) if isinstance(each, Call) else path_of(each)
        for each in function.returns
    ]
    return bool(bases) and all(each in handed for each in bases)


def _for_each_row(
    program: Program, module: Module, call: Call, names: set[str]
) -> Iterator[tuple[Function, Block | Call]]:
    """The functions that a call runs once for each row, by itself or for its argument."""
    if call.name in names:
        loop = loop_around(call)
        if loop is not None and goes_through_constant(program, module, loop, call.function):
            loop = None
        found = (
            program.meaning(module, path_of(call.callee), call.function)
            if loop is not None
            else None
        )
        if loop is not None and found is not None and isinstance(found.value, Function):
            yield found.value, loop
    if call.name in ITERATING and call.receiver:
        for argument in call.arguments[:1]:
            last = argument.path.rpartition(".")[2] if isinstance(argument, Name) else ""
            if last in names and isinstance(argument, Name):
                found = program.meaning(module, argument.path, call.function)
                if found is not None and isinstance(found.value, Function):
                    yield found.value, call


def _spread(
    program: Program,
    module: Module,
    names: set[str],
    by_function: dict[int, list[Query]],
    struck: dict[int, str],
) -> None:
    """What a function calls that runs for each row runs for each row too."""
    for call in module.calls:
        around = next(
            (each for each in functions_around(call.function) if id(each) in struck), None
        )
        if around is None or call.name not in names:
            continue
        found = program.meaning(module, path_of(call.callee), call.function)
        target = found.value if found is not None else None
        if isinstance(target, Function) and id(target) in by_function:
            struck.setdefault(id(target), struck[id(around)])


def _method_fields(
    program: Program, module: Module, functions: dict[int, Function]
) -> Iterator[tuple[int, str]]:
    """The methods that a serializer of Django REST framework calls for each object."""
    if not module.is_python or b"ethodField" not in module.source:
        return
    for key, function in functions.items():
        class_ = function.class_
        if class_ is not None and function.name in set(_fields(program, module, class_)):
            yield key, f"{class_.name}.{function.name} is called for each object"


def _fields(program: Program, module: Module, class_: Class) -> Iterator[str]:
    for _, each in lineage(program, module, class_):
        for field in each.fields:
            value = field.value
            if isinstance(value, Call) and value.name == "SerializerMethodField":
                named = value.argument(0, "method_name")
                yield named.value if isinstance(named, Text) else f"get_{field.name}"
