"""Caches that libraries and frameworks keep by themselves once they are told to: by an option, by a
setting, by what an instance of theirs is asked.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from compliance.extract.access.words import words
from compliance.extract.caching.owned import holds_sign_in
from compliance.extract.code.expressions import (
    Call,
    Constant,
    Expression,
    Sequence,
    Table,
    Text,
    path_of,
    walk,
)
from compliance.extract.code.model import Module

# Plugins that cache all that comes by, once they are put in.
PLUGINS = frozenset(
    """@apollo/server-plugin-response-cache apollo-server-plugin-response-cache async-cache-dedupe
    @graphql-yoga/plugin-response-cache @envelop/response-cache drizzle-orm/cache/upstash
    apicache express-expeditious express-redis-cache express-cache-middleware route-cache
    koa-redis-cache koa-cash""".split()
)
# Applications of Django that cache queries, and the setting of one of them.
_APPS = frozenset(["cachalot", "cacheops"])
_CACHEOPS = "CACHEOPS"
_HEADERS = frozenset(["patch_response_headers", "patch_cache_control", "add_cache_control"])
# What an instance of a cache's library is asked.
_ASKED = frozenset("get set fetch wrap getOrSet memoize has getOrSetForever".split())
_CONFIGURATION = re.compile(r"(?:^|/)next\.config\.[cm]?[jt]s$")
_OF_ROUTES = re.compile(r"/api\b|/\(\.\*\)$|/:\w{1,40}\*$")
_HANDLERS = frozenset(["cacheHandler", "cacheHandlers"])
AGE = re.compile(r"\b(?:s-maxage|max-age|stale-while-revalidate)\s{0,3}=\s{0,3}(?:[1-9]|\{\})")
# What is kept under these words is no data.
_NO_DATA = frozenset(
    """session sessions token tokens auth limit limits limiter rate lock locks socket sockets
    connection connections nonce otp setting settings config attempts""".split()
)
WORDS = (
    b"cacheStrategy", b"CACHEOPS", b"cachalot", b"patch_response_headers", b"patch_cache_control",
    b"cacheHandler", b"cache: true", b"cache: {", *(b"cache: %d" % digit for digit in range(1, 10)),
    *(name.encode() for name in PLUGINS),
)  # fmt: skip


def by_options(module: Module) -> Iterator[tuple[str, int]]:
    """What a module tells others to cache, each with its line."""
    yield from _plugins(module)
    for call in module.calls:
        if call.name in _HEADERS and module.is_python:
            yield call.name, call.line
        elif not module.is_python:
            yield from _of_query(call)
    if _CONFIGURATION.search(module.path):
        yield from _of_next(module)
        yield from _by_handler(module)
    for assignment in module.assignments:
        if assignment.target == _CACHEOPS:
            yield _CACHEOPS, assignment.line
        elif assignment.target == "INSTALLED_APPS":
            for each in walk(assignment.value):
                if isinstance(each, Text) and each.value in _APPS:
                    yield each.value, each.line


def _plugins(module: Module) -> Iterator[tuple[str, int]]:
    names = {name for each in module.imports if each.source in PLUGINS for name in each.names}
    for call in module.calls if names else ():
        if call.path.partition(".")[0] in names:
            yield call.path.partition(".")[0], call.line


def _of_query(call: Call) -> Iterator[tuple[str, int]]:
    """Prisma Accelerate's `cacheStrategy: { ttl: 60 }`, TypeORM's `cache: true` and `.cache(…)`."""
    for argument in call.arguments:
        if not isinstance(argument, Table):
            continue
        if "cacheStrategy" in argument.entries:
            yield "cacheStrategy", call.line
        if call.name.startswith("find") and _is_on(argument.entries.get("cache")):
            yield "cache", call.line
    if call.name == "cache" and any(each.name == "createQueryBuilder" for each in call.chain()):
        yield "cache", call.line


def _of_next(module: Module) -> Iterator[tuple[str, int]]:
    """The headers that Next.js's configuration gives the routes of an API, or all of them."""
    for function in module.functions:
        for rule in (each for returned in function.returns for each in walk(returned)):
            source = rule.entries.get("source") if isinstance(rule, Table) else None
            if not isinstance(source, Text) or not _OF_ROUTES.match(source.value):
                continue
            if any(isinstance(each, Text) and AGE.search(each.value) for each in walk(rule)):
                yield "Cache-Control", rule.line


def _by_handler(module: Module) -> Iterator[tuple[str, int]]:
    """The store of its own that Next.js's configuration names for what pages and data keep."""
    for assignment in module.assignments:
        value = assignment.value
        if isinstance(value, Table) and not _HANDLERS.isdisjoint(value.entries):
            yield "cacheHandler", assignment.line


def _is_on(value: Expression | None) -> bool:
    if isinstance(value, Constant):
        return value.value not in ("false", "0")
    return isinstance(value, Table | Sequence)


def asked_instances(module: Module, sources: list[str]) -> Iterator[tuple[str, int]]:
    """What the instances of caches' libraries are asked in the file that makes them."""
    names = {name for each in module.imports if each.source in sources for name in each.names}
    made = {
        each.target.rpartition(".")[2]
        for each in module.assignments
        if isinstance(each.value, Call) and path_of(each.value.callee).partition(".")[0] in names
    }
    for class_ in module.classes:
        made |= {
            each.name
            for each in class_.fields
            if isinstance(each.value, Call)
            and path_of(each.value.callee).partition(".")[0] in names
        }
    for call in module.calls if made else ():
        of = call.receiver.rpartition(".")[2]
        if call.name not in _ASKED or of not in made or holds_sign_in(call):
            continue
        around = call.function.qualified if call.function is not None else ""
        if _NO_DATA.isdisjoint((*words(of), *words(around))):
            yield sources[0], call.line
