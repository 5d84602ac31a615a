"""Tells functions whose memoised answer is a part of the program from those that answer data."""

from __future__ import annotations

import re
import sys
from collections import defaultdict
from collections.abc import Iterator, Sequence

from compliance.extract.access.words import words
from compliance.extract.code.expressions import Call, Expression, Item, Name, Text, path_of, walk
from compliance.extract.code.model import Function, Module
from compliance.extract.code.program import Program

# Libraries whose one function keeps for a while what the function that it is handed answers.
_MEMOISING = frozenset("memoizee p-memoize micro-memoize moize memoize mem fast-memoize".split())

# What is memoised under such a name is the program's own set-up, not data.
_SET_UP = frozenset(
    """settings setting config configuration env environment credentials credential client engine
    logger session connection template templates version secret key jwks tls ssl cert certificate
    certificates schema app pool driver bucket storage loader parser regex pattern
    manifest""".split()
)
# Who is asked for one of these answers what lets somebody in; for one of the second, only where
# that is all it is asked for.
_CREDENTIALS = frozenset("password passphrase secret".split())
_LETTING_IN = frozenset("token jwt access_token id_token bearer api_key apikey".split())
_TIMED = re.compile(r"^(?:TTL|LRU|LFU|TLRU|FIFO|RR)?Cache$|^FanoutCache$|^ExpiringDict$")
# What makes a part of a program, by another name than that of a class.
_MAKING = re.compile(r"(?:create|make|build|init)_\w{1,80}$")
# Packages whose objects are data, or answers with data in them.
_OF_DATA = frozenset(
    """pandas numpy polars pyarrow geopandas shapely django flask fastapi starlette quart sanic
    litestar aiohttp pydantic msgspec attrs ninja rest_framework sqlalchemy sqlmodel""".split()
)
# A program's own places in a file system, and what comes once with each request.
_PLACES = frozenset(["Path", "pathlib.Path"])
_REQUESTS = frozenset(["request", "req"])
# What takes a text apart or puts one together, and asks nobody.
_OF_TEXTS = frozenset(
    """split rsplit partition rpartition strip lstrip rstrip lower upper title capitalize casefold
    replace removeprefix removesuffix join format encode decode zfill sub str int len""".split()
)
# What is asked as a dictionary is: a name before a bracket, and what something is looked for in.
_ASKED = re.compile(
    rb"\bin\s{1,3}(\w{1,80}+)(?:\.(\w{1,80}+))?(?:\s{0,3}\[)?|\b(\w{1,80}+)\s{0,3}\["
)
# What fetches data, by what is asked or by the name of what asks; both may be handed a token.
_ASKED_OF = frozenset(
    """httpx requests aiohttp client session http cursor objects db database redis conn
    connection""".split()
)
_ASKING = frozenset(
    """urlopen execute fetch fetchone fetchall fetchrow fetch_one fetch_all scalars
    find_one""".split()
)
# What asks classes for their parts, as Django's models have them; what goes with it.
_OF_CLASSES = frozenset(
    "get_fields get_field get_models __subclasses__ mro get_type_hints getmembers signature".split()
)
_BESIDE_CLASSES = _OF_CLASSES | frozenset(
    "issubclass isinstance getattr hasattr callable iter next set list dict tuple".split()
)
# Of these a time says that what is there changes: with one they are kept as data is.
_CHANGING = frozenset("storage bucket template templates schema manifest loader parser".split())
# What only says of something that it was cancelled, or came before.
_MARKS = frozenset("cancel cancelled canceled seen blocked revoked blacklist denylist".split())
_SETTINGS = frozenset("settings config environ".split())
# What says on which machine the program runs: by Python's own modules, or in files of the system.
_ASKS_MACHINE = ("platform.", "os.uname", "socket.gethostname", "socket.getfqdn")
_OF_SYSTEM = ("/etc/", "/proc/", "/sys/")


def memoising(module: Module) -> Iterator[tuple[str, int]]:
    """Calls that hand a function which answers data to a library that memoises it."""
    names = {
        local: each.source
        for each in module.imports
        if each.source in _MEMOISING
        for local in each.names
    }
    if not names:
        return
    kept: defaultdict[int, list[str]] = defaultdict(list)
    for each in module.assignments:
        kept[id(each.value)].append(each.target)
    for call in module.calls:
        source = names.get(call.path.partition(".")[0], "")
        if source and call.arguments and not _keeps_set_up(call, kept.get(id(call), ())):
            yield source, call.line


def _keeps_set_up(call: Call, kept: Sequence[str]) -> bool:
    """Whether what is memoised, or what it is kept as, has a name of the program's set-up."""
    given = [path_of(each) for each in walk(call.arguments[0]) if isinstance(each, Name | Call)]
    last = [name.removesuffix("()").removesuffix(".bind") for name in (*kept, *given)]
    return any(not _SET_UP.isdisjoint(words(name.rpartition(".")[2])) for name in last)


def subscripted(module: Module, made_for: Sequence[str]) -> Iterator[tuple[str, int]]:
    """Caches of a library that code uses as the dictionaries that they are: `kept[key] = rows`."""
    if not made_for or not module.is_python:
        return
    found = _ASKED.finditer(module.source)
    asked = {name.decode("utf-8", "replace") for one in found for name in one.groups() if name}
    for each in module.assignments:
        value, name = each.value, each.target
        if not isinstance(value, Call) or not _TIMED.search(value.name) or not name:
            continue
        last = name.rpartition(".")[2]
        if (_SET_UP | _MARKS).isdisjoint(words(last)) and last in asked:
            yield made_for[0], each.line


def is_part_of_program(function: Function, decorator: Expression) -> bool:
    """Whether what a function answers is the program's own set-up, or an object it is made of."""
    return _is_set_up(function, _SET_UP - _CHANGING if _is_timed(decorator) else _SET_UP) or (
        _is_asked_nothing(function)
        and (
            (_makes_one_object(function) and not _fetches(function))
            or _is_of_settings(function)
            or _is_of_machine(function)
        )
    )


def _is_timed(decorator: Expression) -> bool:
    """Whether what a decorator keeps is kept for a while only: `@cached(TTLCache(9, 300))`."""
    given = decorator.arguments if isinstance(decorator, Call) else ()
    return any(isinstance(e, Call) and "ttl" in words(e.name) for e in given)


def keeps_no_data(program: Program, function: Function) -> bool:
    """Whether a memoised function reads nothing that would be kept: what it is handed is the
    request itself, which no other call has, or it takes a text apart, asks classes for their parts,
    tells where files lie, or makes a part of the program from a package, or it makes its
    answer of what it is handed and asks nobody: `[each.value for each in kinds]`.
    """
    asked = {each.name for each in function.parameters}
    return function.result in _PLACES or (
        not _fetches(function)
        and (
            not _REQUESTS.isdisjoint(asked)
            or (function.parameters and not function.calls)
            or _reshapes_a_text(function)
            or _asks_classes(function)
            or _makes_of_packages(program, function)
        )
    )


def _fetches(function: Function) -> bool:
    """Whether a function asks others, or a database, for data: `httpx.get(url)`."""
    return any(
        each.name in _ASKING
        or (
            each.name[:1].islower()
            and _SET_UP.isdisjoint(words(each.name))
            and each.receiver.partition(".")[0] not in _REQUESTS
            and not _ASKED_OF.isdisjoint(words(each.receiver))
        )
        for each in function.calls
    )


def _reshapes_a_text(function: Function) -> bool:
    """Whether all that a function calls takes a text apart or puts one together, or says that it
    is none. What it looks up in a table of others is data.
    """
    calls, returned = [e for e in function.calls if not e.name.endswith("Error")], function.returns
    if not calls or not returned or any(each.name not in _OF_TEXTS for each in calls):
        return False
    own = {each.name for each in function.parameters}
    own.update(name for each in function.assignments for name in (each.target, *each.parts))
    values = [*returned, *(each.value for each in function.assignments)]
    parts = (part for each in values for part in walk(each) if isinstance(part, Item))
    return all(not isinstance(part.of, Name) or part.of.path in own for part in parts)


def _asks_classes(function: Function) -> bool:
    """Whether all that a function calls asks classes for their parts, which stay as they are."""
    names = {each.name for each in function.calls}
    return not _OF_CLASSES.isdisjoint(names) and names <= _BESIDE_CLASSES


def _makes_of_packages(program: Program, function: Function) -> bool:
    """Whether all that a function answers is made by a class or a factory of a package, whose
    objects hold no data where they are handed none.
    """
    made = [_made(each, function) for each in function.returns]
    return bool(made) and all(
        bool(calls)
        and all(
            _is_of_package(program, function, each) and not _is_handed_data(each, function)
            for each in calls
        )
        for calls in made
    )


def _is_handed_data(call: Call, function: Function) -> bool:
    """Whether a call is handed what a function answers of what the one around it is asked for:
    `Order(**found(key))`, and not what sets something up.
    """
    asked = {each.name for each in function.parameters}
    given = [*call.arguments, *call.keywords.values()]
    names = {part.path for each in given for part in walk(each) if isinstance(part, Name)}
    given += [each.value for name in names for each in function.assigned(name)]
    return any(
        isinstance(part, Call)
        and part.name[:1].islower()
        and part.name not in _OF_TEXTS
        and _SET_UP.isdisjoint(words(part.path))
        and any(isinstance(e, Name) and e.path in asked for e in walk(part))
        for each in given
        for part in walk(each)
    )


def _is_of_package(program: Program, function: Function, call: Call) -> bool:
    module, last = function.module, path_of(call.callee).rpartition(".")[2]
    if module is None or not (last[:1].isupper() or _MAKING.match(last)):
        return False
    source, _ = module.imported(call.path.partition(".")[0]) or ("", "")
    head = source.partition(".")[0]
    if not head or head in sys.stdlib_module_names or head in _OF_DATA:
        return False
    own = any(f"/{head}/" in f"/{path}" for path in program.own_paths)
    return not own and program.meaning(module, call.path, function) is None


def _made(value: Expression, function: Function) -> tuple[Call, ...]:
    """The calls by which what is answered is made, directly or some lines before."""
    if isinstance(value, Call):
        return (value,)
    given = function.assigned(value.path) if isinstance(value, Name) else ()
    return tuple(each.value for each in given if isinstance(each.value, Call))


def _is_set_up(function: Function, of_set_up: frozenset[str]) -> bool:
    asked = [each.name for each in function.parameters if each.name not in ("self", "cls")]
    is_let_in = len(asked) == 1 and asked[0] in _LETTING_IN
    return (
        function.name == "__init__"
        or not of_set_up.isdisjoint(words(function.qualified))
        or not _CREDENTIALS.isdisjoint(word for each in asked for word in words(each))
        or (is_let_in and not _fetches(function))
    )


def _is_asked_nothing(function: Function) -> bool:
    return all(each.name in ("self", "cls") for each in function.parameters)


def _makes_one_object(function: Function) -> bool:
    """Whether a function makes an object, such as a factory or a plugin, or answers yes or no."""
    names = [path_of(each).rpartition(".")[2].lstrip("_") for each in function.returns]
    made = [name[:1].isupper() for name in names]
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


def _is_of_machine(function: Function) -> bool:
    """Whether a function tells on which machine the program runs."""
    return any(
        call.path.startswith(_ASKS_MACHINE)
        or any(
            isinstance(each, Text) and each.value.startswith(_OF_SYSTEM) for each in call.arguments
        )
        for call in function.calls
    )
