"""Handlers whose answer is made where it cannot be followed: by another server, or by what they
hand on all that is asked for.
"""

from __future__ import annotations

import functools
import posixpath
import re

from compliance.extract.code.expressions import Call, Name, Table, path_of
from compliance.extract.code.model import Function
from compliance.extract.code.program import Program
from compliance.extract.lists.collected import says_many

# Packages and functions by which a handler asks somebody else's server.
_ASKING_OTHERS = frozenset(
    "fetch axios got superagent needle undici ky ofetch requests httpx aiohttp".split()
)
# Those that code calls what Flask's request is called.
_CLIENTS = frozenset("request request-promise request-promise-native".split())
_OF_PROJECT = (".", "~", "@/", "#", "/")
_REQUESTS = frozenset("req request ctx context event c info h3".split())
_QUERY = re.compile(
    r"(?:^|\.)(?:query|args|GET|query_params|queryParams|searchParams|querystring)$"
)


@functools.lru_cache(maxsize=64)  # Many handlers may call the same function.
def asks_others(handler: Function) -> bool:
    """Whether a handler itself fetches what it answers from another server."""
    imports = handler.module.imports if handler.module is not None else ()
    asking = {name for one in imports if _is_client(one.source) for name in one.names}
    heads = (call.path.partition(".")[0] for one in handler.everything() for call in one.calls)
    return any(head in _ASKING_OTHERS or head in asking for head in heads)


def _is_client(source: str) -> bool:
    """Whether what is imported asks other servers, a project's own module for that included."""
    return posixpath.basename(source).partition(".")[0] in _CLIENTS


def is_of_project(source: str) -> bool:
    """Whether what is imported from there is the project's own, whose source there is."""
    return source.startswith(_OF_PROJECT)


def is_of_package(program: Program, call: Call, function: Function) -> bool:
    """Whether something is asked of an object that is made by a class of a package: `catalogue =
    new Scraper.Catalogue()`. What that lists, it fetches from where it will.
    """
    module, head = function.module, call.path.partition(".")[0]
    found = program.meaning(module, head, function) if module is not None else None
    made = found.value if found is not None else None
    if found is None or not isinstance(made, Call):
        return False
    callee = path_of(made.callee)
    source, _ = found.module.imported(callee.partition(".")[0]) or ("", "")
    if not source or is_of_project(source):
        return False
    of_class = callee.rpartition(".")[2][:1].isupper()
    return of_class and program.meaning(found.module, callee, made.function) is None


def lists_of_package(program: Program, handler: Function) -> bool:
    """Whether a handler asks an object of a package for many things."""
    return any(
        says_many(call) and is_of_package(program, call, each)
        for each in handler.everything()
        for call in each.calls
    )


def is_request(name: str) -> bool:
    """Whether a name is that of a request, or of all that is asked for in it."""
    return name.rpartition(".")[2] in _REQUESTS or _QUERY.search(name) is not None


def hands_query_on(handler: Function) -> bool:
    """Whether a handler hands all that is asked for on to something, which may make pages of it."""
    for each in handler.everything():
        given = [one for call in each.calls for one in (*call.arguments, *call.keywords.values())]
        given += [one.value for one in each.assignments if not one.parts]
        for value in given:
            spread = value.spread if isinstance(value, Table) else ()
            names = (one.path for one in (value, *spread) if isinstance(one, Name))
            if any(_QUERY.search(name) for name in names):
                return True
    return False


def hands_request_on(program: Program, handler: Function) -> bool:
    """Whether a handler hands the whole request on to what is not known."""
    asked = {each.name for each in handler.parameters} & _REQUESTS
    module = handler.module
    for call in handler.calls if asked else ():
        given = (*call.arguments, *call.keywords.values())
        if any(isinstance(each, Name) and each.path in asked for each in given):
            found = program.callee(module, call, handler) if module is not None else None
            if found is None or not isinstance(found.value, Function):
                return True
    return False
