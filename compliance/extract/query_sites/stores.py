"""Finds the calls of a program's own stores: of a repository's base that queries for all tables, as
in `this.orderRepository.findOne({ id })`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from compliance.extract.code.expressions import path_of
from compliance.extract.code.meant import class_around
from compliance.extract.code.model import Class, Function, Module
from compliance.extract.code.program import Program
from compliance.extract.queries import Action, Query
from compliance.extract.queries.chains import base_of
from compliance.extract.queries.circumstances import functions_around, is_inside
from compliance.extract.queries.rounds import loop_around
from compliance.extract.query_sites.callers import called_by
from compliance.paths import language

MAX_METHODS = 300
# What the orm is where a store of the program's own is asked.
STORE = "a store"
_ON_SELF = ("this", "self", "super", "super()", "cls")
_ROUNDS = 3


def store_calls(program: Program, queries: Iterable[Query]) -> Iterator[Query]:
    """The calls, from other classes, of methods that query on behalf of those that extend theirs,
    but for those that are queries by themselves.
    """
    queries = tuple(queries)
    family, found_methods = _methods(program, queries)
    methods = {id(each): each for each in found_methods}
    names = {each.name for each in methods.values()}
    known = {id(each.call) for each in queries}
    for module in program.code.modules(_asking(program, family, names)):
        for call in module.calls:
            if call.name not in names or base_of(call) in _ON_SELF or id(call) in known:
                continue
            found = called_by(program, module, call)
            if found is not None and id(found.value) in methods:
                loop, held = loop_around(call), is_inside(call)
                yield Query(call, module, STORE, Action.ONE, "", loop=loop, transaction=held)


def _asking(program: Program, family: list[Class], names: set[str]) -> Iterator[str]:
    """The files that may call methods of some classes. Those of Node.js name the class that they
    ask, Python's may come by it through a property of something else.
    """
    calls = tuple(f".{name}(".encode() for name in sorted(names))
    classes = tuple({each.name.encode() for each in family if each.name})
    holds = program.code.holds
    for path in program.paths if calls else ():
        if holds(path, *calls) and (language(path) == "python" or holds(path, *classes)):
            yield path


def _methods(program: Program, queries: Iterable[Query]) -> tuple[list[Class], list[Function]]:
    """The bases whose queries name no table, with what extends them, and their querying methods."""
    asking: dict[int, Function] = {}
    bases: dict[int, Class] = {}
    for each in queries:
        class_ = class_around(each.function)
        method = next((one for one in functions_around(each.function) if one.class_), None)
        if class_ is None or method is None or (each.deferred and not _commits(each.function)):
            continue
        asking[id(method)] = method
        if each.declared is None and _is_on_self(each):
            bases[id(class_)] = class_
    family = _family(program, bases)
    for _ in range(_ROUNDS):
        for method in (one for class_ in family for one in class_.methods):
            called = (target.value for _, target in program.called(method))
            if any(id(each) in asking for each in called):
                asking.setdefault(id(method), method)
    kept = {id(one) for class_ in family for one in class_.methods}
    found = [each for key, each in asking.items() if key in kept and each.name]
    return family, [each for each in found if not each.name.startswith("__")][:MAX_METHODS]


def _commits(function: Function | None) -> bool:
    """Whether a function writes down the unit of work that it notes an object for."""
    calls = function.calls if function is not None else ()
    return any(each.name in ("commit", "flush") for each in calls)


def _is_on_self(query: Query) -> bool:
    return base_of(list(query.call.chain())[-1]).partition(".")[0] in _ON_SELF


def _family(program: Program, bases: dict[int, Class]) -> list[Class]:
    """Those of some classes that others of the program extend, and these others."""
    found: dict[int, Class] = {}
    known = dict(bases)
    for _ in range(_ROUNDS):
        words = tuple({each.name.encode() for each in known.values()})
        more: dict[int, Class] = {}
        for module in program.modules(*words) if words else ():
            for class_ in module.classes:
                for parent in _parents(program, module, class_, known):
                    found.setdefault(id(parent), parent)
                    more.setdefault(id(class_), class_)
        known = {key: each for key, each in more.items() if key not in found}
        found.update(known)
    return list(found.values())


def _parents(
    program: Program, module: Module, class_: Class, known: dict[int, Class]
) -> Iterator[Class]:
    for base in class_.bases:
        meant = program.meaning(module, path_of(base).removesuffix("[]"))
        parent = meant.value if meant is not None else None
        if isinstance(parent, Class) and parent is not class_ and id(parent) in known:
            yield parent
