"""Finds what caches data: clients and stores, decorators, frameworks' own, HTTP headers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from compliance.extract.access.words import words
from compliance.extract.base import extractor
from compliance.extract.caching.headers import decorated_with_age, hands_out_a_file, with_age
from compliance.extract.caching.kept_by_rule import of_next, of_nitro, of_site, of_workers
from compliance.extract.caching.kept_value import kept_for_a_while
from compliance.extract.caching.memoised import (
    is_part_of_program,
    keeps_no_data,
    memoising,
    subscripted,
)
from compliance.extract.caching.of_templates import of_templates
from compliance.extract.caching.options import WORDS, asked_instances, by_options
from compliance.extract.caching.owned import caches_data, holds_sign_in
from compliance.extract.caching.read_through import is_of_store, read_through
from compliance.extract.caching.unused import OnlyRegistered
from compliance.extract.code.expressions import (
    Call,
    Expression,
    Name,
    Table,
    Text,
    path_of,
    walk,
)
from compliance.extract.code.model import Function, Import, Module
from compliance.extract.code.program import Program
from compliance.extract.markup.templates import is_template
from compliance.extract.queries import runs_in_browser
from compliance.extract.queries.circumstances import functions_around
from compliance.extract.queries.receivers import type_of
from compliance.extract.reach import concerning
from compliance.facts import Component
from compliance.facts.caching import Cached, Caching
from compliance.facts.manifests import Manifests
from compliance.facts.reach import Reach
from compliance.paths import below, is_source
from compliance.tree import Tree

MAX_PLACES = 5
# Libraries that are made for caching: whatever is put into them is data.
_CACHES = frozenset(
    """lru-cache quick-lru node-cache cache-manager @nestjs/cache-manager keyv memjs memcached
    apicache express-redis-cache @fastify/caching fastify-caching @hapi/catbox memoizee p-memoize
    @keyv/redis cacheable bentocache @adonisjs/cache flat-cache tiny-lru @epic-web/cachified
    next/cache react-cache django.core.cache django.views.decorators.cache cachetools aiocache
    dogpile.cache flask_caching fastapi_cache cashews cacheops rest_framework_extensions
    starlette_caches pymemcache pylibmc diskcache async_lru werkzeug.contrib.cache beaker
    hono/cache micro-memoize moize memoize mem
    async-cache-dedupe fast-memoize @isaacs/ttlcache mnemonist memory-cache lru_map lru.min
    cacache nano-memoize promise-memoize axios-cache-interceptor @type-cacheable/core koa-cash
    cachelib requests_cache aiohttp_client_cache hishel expiringdict memcache
    @hapi/catbox-redis @hapi/catbox-memory""".split()
)
# Stores that hold caches, sessions, queues and limits alike: the code has to say "cache".
_STORES = frozenset(
    """redis ioredis @upstash/redis @redis/client @fastify/redis redis-om @vercel/kv
    @liaoliaots/nestjs-redis valkey aioredis redis.asyncio django_redis handy-redis
    @socket.io/redis-adapter unstorage iovalkey @valkey/valkey-glide glide""".split()
)
_USES = frozenset(
    """get set setex mget mset wrap remember fetch getOrSet get_or_set setEx psetex hset hget
    hgetall hmget hmset hGet hGetAll hSet hmGet mGet mSet pSetEx put cache_page cached cache memoize
    memoized getOrSetForever getOrCreate get_or_create cachified unstable_cache unstable_cacheLife
    cacheLife add use method middleware set_many get_many getItem setItem delete del invalidate
    cache_control Cacheable revalidateTag cacheTag""".split()
)
# With Django's cache these make and drop locks; who caches data asks for it and puts it there too.
_DJANGO = "django.core.cache"
_LOCKING = frozenset(["add", "delete"])
# Of a store that holds more than caches these ask for data, or put it there.
_ASKED = frozenset(
    """get set setex setEx mget mset hget hset hgetall hmget hmset hGet hGetAll hSet hmGet mGet
    mSet pSetEx getOrSet get_or_set wrap remember getItem setItem""".split()
)
# Functions of Nuxt and Nitro that keep what they are handed makes.
_KEEPING = frozenset(
    "defineCachedEventHandler cachedEventHandler defineCachedFunction cachedFunction".split()
)
_STORE_WORDS = frozenset("redis valkey memcached memcache kv".split())
# Calls that answer what is there, and else make it.
_FILLS = frozenset("fetch wrap remember getOrSet get_or_set getOrCreate get_or_create".split())
_DECORATORS = frozenset(
    """cache_page cached cache cachedmethod cache_response cache_on_arguments memoize memoized
    lru_cache alru_cache ttl_cache CacheTTL CacheKey Cacheable UseCache cached_view cache_for
    functools.lru_cache functools.cache cache_control http_cache""".split()
)
# Those that only say how long others may keep what a view answers.
_AGEING = frozenset(["cache_control", "http_cache"])
# What works for the repository alone lies in folders such as `.github`; in `.server` Remix keeps
# what runs on the server alone.
_HIDDEN = re.compile(r"(?:^|/)\.(?!server/)[a-z]")
# Python's own decorator, and the same for what is waited for.
_PLAIN = frozenset(["functools", "async_lru"])
_WORDS = (
    *(name.encode() for name in (*_CACHES, *_STORES)), b"lru_cache", b"functools",
    b"CacheInterceptor", b"Cache-Control", b"cache-control", b"revalidate",
    b"cache-tag", b"urrogate-",
    b"memoize", b"Cache", b"cache_control", b"redis", b"valkey", b"memcache", b"use cache",
    b"ache.get(", b"ache.set(", b"ache.cached(", b"ached.get(", b"ached.set(",
    b"achedEventHandler", b"achedFunction",
    b"expirationTtl", b"caches.default", b"caches.open(", b"routeRules", b"ache = {", b"ached = {",
    *WORDS,
)  # fmt: skip


def _reads(path: str) -> bool:
    return is_source(path) or is_template(path)


@extractor(version=29, reads=_reads)
def caching(
    tree: Tree, component: Component, manifests: Manifests, reach: Reach, program: Program
) -> Caching:
    """The places where a component caches data."""
    near = concerning(tree.matching(is_template), component, reach, manifests)
    own = (path for path in near if any(below(path, each) for each in reach.directories))
    places = list(islice(of_templates(tree, own), MAX_PLACES))
    idle: list[Cached] = []
    for module in program.modules(*_WORDS):
        if runs_in_browser(program, module.path) or _HIDDEN.search(module.path):
            continue
        found = [Cached(by, module.evidence(line)) for by, line in _places(program, module)]
        places += found
        if not found:
            idle += [Cached(by, module.evidence(line)) for by, line in _taken_in(module)]
    return Caching(tuple(places[:MAX_PLACES]), tuple(idle[:MAX_PLACES]))


def _taken_in(module: Module) -> Iterator[tuple[str, int]]:
    for each in module.imports:
        if _made_for_caching(each) or each.source in _STORES:
            yield each.source, each.line


def _made_for_caching(imported: Import) -> bool:
    """Whether it is a library for caches, or a copy of one that the project keeps."""
    name = imported.source.rpartition("/")[2]
    return imported.source in _CACHES or (imported.source.startswith(".") and name in _CACHES)


def _brings_store(imported: Import) -> bool:
    """Whether it is a module of the project's own that is called after a store."""
    name = imported.source.rpartition("/")[2].partition(".")[0]
    return imported.source.startswith((".", "@/", "~", "#")) and name in _STORE_WORDS


def _places(program: Program, module: Module) -> Iterator[tuple[str, int]]:
    yield from _used(program, module)
    yield from kept_for_a_while(module)
    yield from memoising(module)
    made_for = [each.source for each in module.imports if _made_for_caching(each)]
    yield from subscripted(module, made_for)
    yield from asked_instances(module, made_for)
    yield from by_options(module)
    yield from _decorated(program, module)
    yield from of_next(module)
    yield from of_nitro(module)
    yield from of_site(module)
    yield from with_age(module)
    yield from decorated_with_age(module)
    yield from _of_fastify(module)
    yield from of_workers(module)


def _used(program: Program, module: Module) -> Iterator[tuple[str, int]]:
    """Calls that put data into a cache, or take it out."""
    made_for = [each.source for each in module.imports if _made_for_caching(each)]
    stores = [each.source for each in module.imports if each.source in _STORES]
    with_store = bool(stores) or any(map(_brings_store, module.imports))
    registered = OnlyRegistered(program)
    for call in module.calls:
        if call.name in _KEEPING:
            yield call.name, call.line
            return
        if not _is_use(module, call, made_for) or registered.holds(call):
            continue
        if _fills(call):
            yield call.receiver, call.line
            return
        if made_for and _is_of_cache(program, module, call):
            yield made_for[0], call.line
            return
        if not _speaks_of_cache(call):
            continue
        own = "cache" in call.receiver.lower() and caches_data(program, module, call)
        if with_store or _is_store(call) or own:
            yield (stores or [call.receiver])[0], call.line
            return
    for call in read_through(module):
        asked = with_store or _is_store(call) or is_of_store(call)
        if asked and not registered.holds(call):
            yield (stores or [call.receiver])[0], call.line
            return


def _is_use(module: Module, call: Call, made_for: list[str]) -> bool:
    """Whether a call may put data into a cache, or take it out; a decorator is looked at with what
    it stands before.
    """
    if call.name in _AGEING and any(call in each.decorators for each in module.functions):
        return False
    locks = call.name in _LOCKING and _DJANGO in made_for
    return call.name in _USES and not locks and not holds_sign_in(call)


def _is_of_cache(program: Program, module: Module, call: Call) -> bool:
    """Whether a call in a file that takes in a library for caches asks one, by the names in it, or
    by the type of what it is asked of.
    """
    named = {"cache", "lru"} & set(words(call.path))
    if named or call.name in ("wrap", "unstable_cache", "cache_page"):
        return True
    typed = type_of(program, module, call.receiver, call.function) if call.receiver else ""
    return "cache" in words(typed)


def _is_store(call: Call) -> bool:
    """Whether something is asked of a store by its name: `redis_connection`, `redis.client`."""
    return not _STORE_WORDS.isdisjoint(words(call.receiver))


def _fills(call: Call) -> bool:
    """Whether a store is asked for a value and handed the function that makes it."""
    about = _is_store(call) or "cache" in words(call.receiver)
    return call.name in _FILLS and about and any(isinstance(e, Function) for e in call.arguments)


def _speaks_of_cache(call: Call) -> bool:
    """Whether a call to a store that holds more than caches is for one: by its receiver, its key,
    the functions that it is in, or the name that its answer gets.
    """
    if call.name not in _ASKED:
        return False
    names = [call.path]
    key = call.argument(0)
    if isinstance(key, Text):
        names.append(key.value)
    elif isinstance(key, Name | Call):
        names.append(path_of(key))
    names += (each.qualified for each in functions_around(call.function))
    if call.function is not None:
        names += (each.target for each in call.function.assignments if each.value is call)
    for given in call.arguments:  # `client.get(key, (error, cachedOrders) => …)`
        if isinstance(given, Function):
            names += (each.name for each in given.parameters)
    found = {word for name in names for word in words(name)}
    return bool({"cache", "cached", "caching", "memo"} & found)


def _decorated(program: Program, module: Module) -> Iterator[tuple[str, int]]:
    for function in module.functions:
        for decorator in function.decorators:
            name = path_of(decorator).removesuffix("()")
            last = name.rpartition(".")[2]
            if last not in _DECORATORS and not _is_interceptor(decorator):
                continue
            if last in _AGEING and hands_out_a_file(function):
                continue
            memoised = last in ("lru_cache", "cache", "cached")
            if memoised and is_part_of_program(function, decorator):
                continue
            if _is_plain(module, name) and keeps_no_data(program, function):
                continue
            yield last, function.line
    for class_ in module.classes:
        for decorator in class_.decorators:
            if _is_interceptor(decorator):
                yield "CacheInterceptor", class_.line


def _is_plain(module: Module, name: str) -> bool:
    """Whether a decorator keeps what one function answers, by what that is handed and no more."""
    head, _, last = name.partition(".")
    source, there = module.imported(head) or ("", "")
    return source in _PLAIN or (last or there or head) in ("lru_cache", "alru_cache")


def _is_interceptor(decorator: Expression) -> bool:
    return any(
        isinstance(each, Name) and each.path.endswith("CacheInterceptor")
        for each in walk(decorator)
    )


def _of_fastify(module: Module) -> Iterator[tuple[str, int]]:
    """Fastify's plugin that gives all answers an age."""
    for call in module.calls:
        plugin, options = call.argument(0), call.argument(1)
        if call.name != "register" or plugin is None or not isinstance(options, Table):
            continue
        required = plugin.argument(0) if isinstance(plugin, Call) else None
        source, _ = module.imported(path_of(plugin)) or (getattr(required, "value", ""), "")
        if source in _CACHES and "expiresIn" in options.entries:
            yield source, call.line
