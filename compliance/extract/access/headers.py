"""Finds what sets security headers: a package made for it, a framework's middleware, own code."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping

from compliance.extract.access.brought import brought
from compliance.extract.access.every_answer import registered_elsewhere
from compliance.extract.access.headers_by_hand import set_by_hand
from compliance.extract.access.libraries import HEADERS, NUXT
from compliance.extract.access.listening import listening
from compliance.extract.access.mounted import mounted_aside
from compliance.extract.access.stages import is_off_in_production
from compliance.extract.base import extractor
from compliance.extract.code.expressions import Name, Sequence, Text, path_of, walk
from compliance.extract.code.model import Module
from compliance.extract.code.program import Program
from compliance.facts.access import SecurityHeaders, Sign
from compliance.paths import below, is_source

_MIDDLEWARES = (
    "SecurityMiddleware", "SecurityHeadersMiddleware", "SecureHeadersMiddleware", "CSPMiddleware",
    "Adonis/Middleware/Shield",
)  # fmt: skip
# An answer that has so many of them is protected on purpose, where one says how a page is taken:
# how addresses are passed on and that HTTPS is spoken is not what Helmet is there for.
_ENOUGH = 2
_OF_CONTENT = frozenset(["x-content-type-options", "x-frame-options", "content-security-policy"])
_MAX_PLACES = 5
# What takes a package in where it is handed on: `app.register(require("@fastify/helmet"))`.
_TAKING = frozenset(["require", "import"])
# What names AdonisJS's middleware for routes to ask for: it stands before no answer by itself.
_NAMING = frozenset(["named", "registerNamed"])
_WORDS = (
    *(name.encode() for name in HEADERS),
    *(name.encode() for name in _MIDDLEWARES),
    b"X-Content-Type-Options", b"X-Frame-Options", b"x-content-type-options", b"x-frame-options",
    b"Content-Security-Policy", b"content-security-policy", b"Referrer-Policy", b"referrer-policy",
    b"Strict-Transport-Security", b"strict-transport-security",
)  # fmt: skip
# What speaks of such headers, whoever sets them: more than is read here.
_NAMED = (
    b"helmet", b"alisman", b"nosniff", b"SecurityMiddleware", b"secure-headers", b"secureHeaders",
    b"-Frame-Options", b"-frame-options", b"X-Content-Type-Options", b"x-content-type-options",
    b"Content-Security-Policy", b"content-security-policy", b"SECURE_HEADERS",
)  # fmt: skip


@extractor(version=22, reads=is_source)
def security_headers(program: Program) -> SecurityHeaders:
    """The places that put security headers into a component's answers."""
    found, off = list(brought(program)), list[Sign]()
    by_hand: dict[str, Sign] = {}
    aside = mounted_aside(program)
    registered = frozenset(registered_elsewhere(program))
    for module in program.own_modules(*_WORDS):
        if any(below(module.path, each) for each in aside):
            continue
        for sign in (*_by_library(module), *_by_middleware(module)):
            (off if is_off_in_production(module, sign.where.line) else found).append(sign)
        for name, line in set_by_hand(module, registered):
            if name not in by_hand:
                by_hand[name] = Sign("headers set by hand", module.evidence(line))
    if len(by_hand) >= _ENOUGH and not _OF_CONTENT.isdisjoint(by_hand):
        found.append(next(iter(by_hand.values())))
    bare = () if found or off or program.mentions(*_NAMED) else listening(program)
    return SecurityHeaders(tuple(found[:_MAX_PLACES]), tuple(off[:_MAX_PLACES]), bare)


def _by_library(module: Module) -> Iterator[Sign]:
    """The first place where a file uses a package that is made for it."""
    local = {
        name: each.source
        for each in module.imports
        if each.source in HEADERS
        for name in each.names
    }
    ways = (_named(module), _called(module, local), _handed_on(module, local))
    yield from itertools.islice(itertools.chain.from_iterable(ways), 1)


def _named(module: Module) -> Iterator[Sign]:
    """A package that is named where it is used: one of Nuxt's modules, or taken in in the call that
    it is handed to.
    """
    imported = {each.source for each in module.imports if each.names}
    named = {
        id(each)
        for call in module.calls
        if call.name in _NAMING
        for argument in call.arguments
        for each in walk(argument)
    }
    for call in module.calls:
        if call.name == NUXT:
            for each in walk(call):
                if isinstance(each, Text) and each.value in HEADERS:
                    yield Sign(each.value, module.evidence(each.line))
        source = getattr(call.argument(0), "value", "") if call.path in _TAKING else ""
        if source in HEADERS and source not in imported and id(call.function) not in named:
            yield Sign(source, module.evidence(call.line))


def _called(module: Module, local: Mapping[str, str]) -> Iterator[Sign]:
    """An imported package that is called, or handed to what registers it."""
    for call in module.calls if local else ():
        for named in (call.callee, *call.arguments):
            head = path_of(named).partition(".")[0].removesuffix("()")
            if head in local:
                yield Sign(local[head], module.evidence(call.line))


def _handed_on(module: Module, local: Mapping[str, str]) -> Iterator[Sign]:
    """A package that a file hands on as its own, as those are that a framework loads from a folder
    of plugins, or that a class extends.
    """
    exported = module.exports.get("default", "")
    for class_ in module.classes if local else ():
        for base in class_.bases:
            if path_of(base) in local:
                yield Sign(local[path_of(base)], module.evidence(class_.line))
    if exported in local:
        line = next(each.line for each in module.imports if exported in each.names)
        yield Sign(local[exported], module.evidence(line))


def _by_middleware(module: Module) -> Iterator[Sign]:
    """A middleware's name in a list of settings, or handed to what adds it."""
    for assignment in module.assignments:
        for each in walk(assignment.value):
            if isinstance(each, Sequence):
                for item in each.items:
                    if isinstance(item, Text) and item.value.endswith(_MIDDLEWARES):
                        yield Sign(item.value.rpartition(".")[2], module.evidence(item.line))
    for call in module.calls:
        # `MIDDLEWARE.insert(0, "django.middleware.security.SecurityMiddleware")`
        is_settings = call.receiver.endswith("MIDDLEWARE")
        for argument in call.arguments:
            if isinstance(argument, Name) and argument.path.endswith(_MIDDLEWARES):
                yield Sign(argument.path, module.evidence(call.line))
            elif (
                is_settings and isinstance(argument, Text) and argument.value.endswith(_MIDDLEWARES)
            ):
                yield Sign(argument.value.rpartition(".")[2], module.evidence(call.line))
