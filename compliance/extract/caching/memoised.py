"""Tells functions whose memoised answer is a part of the program from those that answer data."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from compliance.extract.access.words import words
from compliance.extract.code.model import Call, Function, Module, Name, path_of, walk

# Libraries whose one function keeps for a while what the function that it is handed answers.
_MEMOISING = frozenset("memoizee p-memoize micro-memoize moize memoize mem fast-memoize".split())

# What is memoised under such a name is the program's own set-up, not data.
_SET_UP = frozenset(
    """settings setting config configuration env environment credentials credential client engine
    logger session connection template templates version secret key jwks schema app pool driver
    bucket storage loader parser regex pattern""".split()
)
# Who is asked for one of these answers what lets somebody in.
_CREDENTIALS = frozenset("password passphrase secret".split())
_TIMED = re.compile(r"^(?:TTL|LRU|LFU|TLRU|FIFO|RR)Cache$")
_SETTINGS = frozenset("settings config environ".split())


def memoising(module: Module) -> Iterator[tuple[str, int]]:
    """Calls that hand a function which answers data to a library that memoises it."""
    names = {
        local: each.source
        for each in module.imports
        if each.source in _MEMOISING
        for local in each.names
    }
    for call in module.calls if names else ():
        source = names.get(call.path.partition(".")[0], "")
        if source and call.arguments and not _keeps_set_up(module, call):
            yield source, call.line


def _keeps_set_up(module: Module, call: Call) -> bool:
    """Whether what is memoised, or what it is kept as, has a name of the program's set-up."""
    kept = [each.target for each in module.assignments if each.value is call]
    given = [path_of(each) for each in walk(call.arguments[0]) if isinstance(each, Name | Call)]
    last = [name.removesuffix("()").removesuffix(".bind") for name in (*kept, *given)]
    return any(not _SET_UP.isdisjoint(words(name.rpartition(".")[2])) for name in last)


def subscripted(module: Module, made_for: Sequence[str]) -> Iterator[tuple[str, int]]:
    """Caches of a library that code uses as the dictionaries that they are: `kept[key] = rows`."""
    for each in module.assignments if made_for and module.is_python else ():
        value, name = each.value, each.target
        if not isinstance(value, Call) or not _TIMED.search(value.name) or not name:
            continue
        last = name.rpartition(".")[2]
        asked = rf"(?<![\w]){re.escape(last)}\s{{0,3}}\[|\bin\s{{1,3}}(?:\w+\.)?{re.escape(last)}\b"
        if _SET_UP.isdisjoint(words(last)) and re.search(asked.encode(), module.source):
            yield made_for[0], each.line


def is_part_of_program(function: Function) -> bool:
    """Whether what a function answers is the program's own set-up, or an object it is made of."""
    return _is_set_up(function) or (
        _is_asked_nothing(function) and (_makes_one_object(function) or _is_of_settings(function))
    )


def _is_set_up(function: Function) -> bool:
    asked = (word for each in function.parameters for word in words(each.name))
    return (
        function.name == "__init__"
        or not _SET_UP.isdisjoint(words(function.qualified))
        or not _CREDENTIALS.isdisjoint(asked)
    )


def _is_asked_nothing(function: Function) -> bool:
    return all(each.name in ("self", "cls") for each in function.parameters)


def _makes_one_object(function: Function) -> bool:
    """Whether a function makes an object, such as a factory or a plugin, or answers yes or no."""
    made = [path_of(each).rpartition(".")[2][:1].isupper() for each in function.returns]
    is_call = all(isinstance(each, Call) for each in function.returns)
    return function.name.startswith(("is_", "has_")) or (bool(made) and is_call and all(made))


def _is_of_settings(function: Function) -> bool:
    """Whether a function works something out of the settings: that is the same all the time."""
    values = [
        *(each.value for each in function.assignments),
        *(each for call in function.calls for each in (*call.arguments, *call.keywords.values())),
        *function.returns,
    ]
    return any(
        not _SETTINGS.isdisjoint(path_of(part).split(".")[:-1])
        for each in values
        for part in walk(each)
        if isinstance(part, Name)
    )
