"""Tells the caches that a program makes of its own objects and maps from what only keeps."""

from __future__ import annotations

import functools
import posixpath
import re
from collections.abc import Iterable, Iterator

from compliance.extract.access.words import words
from compliance.extract.code.expressions import (
    Call,
    Expression,
    Name,
    Table,
    Template,
    Text,
    path_of,
    walk,
)
from compliance.extract.code.model import Class, Function, Module
from compliance.extract.code.program import Meaning, Program
from compliance.extract.queries.circumstances import functions_around
from compliance.extract.queries.receivers import type_of
from compliance.extract.queries.rounds import ITERATING

# What says that something is kept for a while only.
_AGE = re.compile(
    rb"ttl|expir|max_?age|time_?to_?live|date\.now|time\.time|\btime\(\)|monotonic|(?:cached|fetched)_?at"
    rb"|refresh_?interval|stale",
    re.IGNORECASE,
)
_MAPS = frozenset("Map WeakMap Set Object dict defaultdict OrderedDict WeakKeyDictionary "
                  "WeakValueDictionary".split())  # fmt: skip
_MAP_TYPES = re.compile(r"\s{0,5}(?:typing\.|t\.)?(?:Weak)?(?:Map|Record|[dD]ict|OrderedDict)\b")
# Who may do what, what the program is set to, what it says in which language and what went wrong is
# no data that is cached.
_NO_DATA = frozenset(
    """auth authentication authorization cors credential credentials error errors origin origins
    permission permissions secret secrets setting settings config configuration jwks licence
    license translation translations locale locales i18n font fonts""".split()
)
# Nitro names what asks its stores like a hook.
_HOOK = re.compile(r"use(?!Storage\b)[A-Z]\w{0,80}")

# What one sign-in by another service leaves for its second step.
_OF_SIGN_IN = frozenset("state nonce verifier challenge pkce otp csrf".split())


# What ends so lets the program itself in somewhere.
_OF_PROGRAM = frozenset("token credential credentials".split())
_ANSWERING = frozenset("json jsonify send end JSONResponse JsonResponse".split())


def holds_sign_in(call: Call) -> bool:
    """Whether what a call puts away or takes is under the key of one sign-in that is under way, or
    of what the program itself signs in with: `cache.get("mail-token")`. That it answers nobody.
    """
    key = call.argument(0)
    if isinstance(key, Text) and not _OF_PROGRAM.isdisjoint(words(key.value)[-1:]):
        return not _is_answered(call)
    return isinstance(key, Name | Text | Template) and not _OF_SIGN_IN.isdisjoint(_last(key))


def _is_answered(call: Call) -> bool:
    """Whether what a call puts away, or what it is given, is what its function answers."""
    function = call.function
    if function is None:
        return False
    given = _names_in(call.arguments[1:]) | {_given(function).get(id(call), "")}
    return not given.isdisjoint(_answered(function))


def _names_in(values: Iterable[Expression]) -> set[str]:
    return {part.path for each in values for part in walk(each) if isinstance(part, Name)}


@functools.lru_cache(maxsize=8)  # A function may ask for thousands of keys.
def _given(function: Function) -> dict[int, str]:
    """The names that a function gives to what its calls are answered."""
    return {
        id(part): each.target
        for each in function.assignments
        for part in walk(each.value)
        if isinstance(part, Call)
    }


@functools.lru_cache(maxsize=8)
def _answered(function: Function) -> frozenset[str]:
    """The names of what a function answers to a request, and of what that is made of."""
    sent = [call for call in function.calls if call.name in _ANSWERING]
    names = _names_in(given for call in sent for given in call.arguments)
    if function.decorators:
        names |= _names_in(function.returns)
    made = [each.value for each in function.assignments if each.target in names]
    return frozenset(names | _names_in(made))


def _last(key: Name | Text | Template) -> tuple[str, ...]:
    """The words of a key, as far as it is written; of a name those of its last part."""
    if isinstance(key, Name):
        return words(key.path.rpartition(".")[2])
    return words(key.value if isinstance(key, Text) else key.text)


def caches_data(program: Program, module: Module, call: Call) -> bool:
    """Whether what a call asks may be a cache of data: no map of the program's own that keeps all
    there is for ever, and nothing about permissions, credentials or settings.
    """
    if not _NO_DATA.isdisjoint(_names(module, call)):
        return False
    if _is_of_one_run(program, module, call) or _is_of_hook(call):
        return False
    if _is_of_address(program, module, call):
        return False
    place = _map(program, module, call)
    return place is None or _speaks_of_age(place.source)


def names_no_data(*names: str) -> bool:
    """Whether names speak of permissions, credentials or settings, which are no data."""
    return any(not _NO_DATA.isdisjoint(words(each)) for each in names)


def _is_of_hook(call: Call) -> bool:
    """Whether what a call asks is what a hook of React or Vue hands out: that is the browser's."""
    head = call.receiver.partition(".")[0]
    return any(
        isinstance(each.value, Call)
        and _HOOK.fullmatch(each.value.name) is not None
        and (each.target == head or head in each.parts)
        for function in functions_around(call.function)
        for each in function.assignments
    )


def _is_of_address(program: Program, module: Module, call: Call) -> bool:
    """Whether what a call asks holds the parts of one request's address, as nuqs calls a cache."""
    found = program.meaning(module, call.receiver, call.function)
    made = found.value if found is not None else None
    return isinstance(made, Call) and made.name == "createSearchParamsCache"


def _is_of_one_run(program: Program, module: Module, call: Call) -> bool:
    """Whether what a call asks is a map that the same function has made, gone when that is done."""
    found = program.meaning(module, call.receiver, call.function)
    made = found.value if found is not None else None
    if not isinstance(made, Call) or made.function is None:
        return False
    if not _is_map(made) and not _answers_map(program, module, made):
        return False
    each = call.function
    while each is not None and each is not made.function:
        runs_at_once = each.argument_of is not None and each.argument_of.name in ITERATING
        each = each.outer if runs_at_once else None
    return each is not None


@functools.lru_cache(maxsize=2)
def _speaks_of_age(source: bytes) -> bool:
    """Whether a file says that something is kept for a while only; it may ask its maps very often,
    and is searched once.
    """
    return _AGE.search(source) is not None


def _names(module: Module, call: Call) -> set[str]:
    """The words of what is asked, of the key, and of where that stands."""
    names = [call.path, posixpath.splitext(posixpath.basename(module.path))[0]]
    if call.function is not None:
        names.append(call.function.qualified)
    names.extend(
        path_of(each) if isinstance(each, Name) else str(getattr(each, "value", ""))
        for each in (walk(call.arguments[0]) if call.arguments else ())
    )
    return {word for name in names for word in words(name)}


def _map(program: Program, module: Module, call: Call) -> Module | None:
    """The module of the map that a call asks, or of the class around one; None for others."""
    found = program.meaning(module, call.receiver, call.function)
    if any(_is_map(each) for each in _defaults(call)):
        return module
    if found is None or not isinstance(found.value, Call | Class | Table):
        written = type_of(program, module, call.receiver, call.function)
        return module if _MAP_TYPES.match(written) else None
    if _is_map(found.value):
        return found.module
    class_ = _class(program, found)
    if class_ is not None and isinstance(class_.value, Class):
        values = [each.value for each in class_.value.fields]
        values += [each.value for one in class_.value.methods for each in one.assignments]
        if any(_is_map(each) for each in values if each is not None):
            return class_.module
    return None


def _answers_map(program: Program, module: Module, call: Call) -> bool:
    """Whether a function of the program says by its type that it answers a map."""
    found = program.callee(module, call, call.function)
    made = found.value if found is not None else None
    return isinstance(made, Function) and _MAP_TYPES.match(made.result) is not None


def _defaults(call: Call) -> Iterator[Expression]:
    """What stands for a parameter that a call asks, where nobody hands one over."""
    for function in functions_around(call.function):
        for each in function.parameters:
            if each.name == call.receiver and each.default is not None:
                yield each.default


def _class(program: Program, found: Meaning) -> Meaning | None:
    if isinstance(found.value, Call):
        return program.meaning(found.module, path_of(found.value.callee), found.value.function)
    return found


def _is_map(value: Expression) -> bool:
    if isinstance(value, Table):
        return True
    return isinstance(value, Call) and path_of(value.callee).rpartition(".")[2] in _MAPS
