"""Finds what sets security headers: a package made for it, a framework's middleware, own code."""

from __future__ import annotations

import itertools
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Set

from compliance.extract.access.brought import brought
from compliance.extract.access.libraries import HEADERS
from compliance.extract.access.mounted import mounted_aside
from compliance.extract.access.stages import is_off_in_production
from compliance.extract.base import extractor
from compliance.extract.code.expressions import (
    Call,
    Expression,
    Name,
    Sequence,
    Table,
    Template,
    Text,
    path_of,
    walk,
)
from compliance.extract.code.model import Assignment, Function, Module
from compliance.extract.code.program import Program
from compliance.facts.access import SecurityHeaders, Sign
from compliance.paths import below, is_source

_MIDDLEWARE = ("SecurityMiddleware", "SecurityHeadersMiddleware", "SecureHeadersMiddleware")
# An answer that has so many of them is protected on purpose, where one says how a page is taken:
# how addresses are passed on and that HTTPS is spoken is not what Helmet is there for.
_ENOUGH = 2
_OF_CONTENT = frozenset(["x-content-type-options", "x-frame-options", "content-security-policy"])
MAX_PLACES = 5
# Of a hostile file every line may assign some.
MAX_ASSIGNED = 100
_NAMES = frozenset(
    """x-content-type-options x-frame-options content-security-policy strict-transport-security
    referrer-policy permissions-policy cross-origin-opener-policy""".split()
)
_NEXT = frozenset(["next", "call_next", "get_response", "nextFn", "handler", "reply"])
_MIDDLEWARE_NAME = re.compile(
    r"(?i)middleware|tween|after_?request|process_response|security|onsend|hook"
    r"|(?:^|\.|add|set|append|apply|attach|default|common)_?headers$"
)
# What a framework calls with every answer, or puts around every view as Pyramid does; and an
# application of ASGI around another one.
_FOR_ALL = frozenset(
    "after_request after_app_request middleware on_response add_view_deriver".split()
)
_HANDING = tuple(f"{name}(".encode() for name in _FOR_ALL)
_REGISTERS = _FOR_ALL | {"use", "addHook"}
_ASGI = frozenset(["scope", "receive", "send"])
# What takes a package in where it is handed on: `app.register(require("@fastify/helmet"))`.
_TAKING = frozenset(["require", "import"])
# What names Nuxt's modules, and the headers of its routes.
_NUXT = "defineNuxtConfig"
# What puts something into the settings.
_SETTING = frozenset(["push", "append", "update", "defineNitroConfig", _NUXT])
_CONTEXTS = frozenset(["ctx", "context", "c"])
# The file of Next.js whose function of that name comes before all pages.
_PROXY = re.compile(r"(?:.{0,400}/)?proxy\.[jt]s")
# In it, or by its older name, a function that is handed to a library is that one too.
_BEFORE_PAGES = re.compile(r"(?:.{0,400}/)?(?:proxy|middleware)\.[jt]s")
_NAMED = re.compile(rb"(?<!\w\.)\b[A-Za-z_]\w*")
_FRAMES_ALONE = re.compile(r"\s{0,9}frame-ancestors[^;]{0,400};?\s{0,9}")
_WORDS = (
    *(name.encode() for name in HEADERS),
    *(name.encode() for name in _MIDDLEWARE),
    b"X-Content-Type-Options", b"X-Frame-Options", b"x-content-type-options", b"x-frame-options",
    b"Content-Security-Policy", b"content-security-policy", b"Referrer-Policy", b"referrer-policy",
    b"Strict-Transport-Security", b"strict-transport-security",
)  # fmt: skip


@extractor(version=16, reads=is_source)
def security_headers(program: Program) -> SecurityHeaders:
    """The places that put security headers into a component's answers."""
    found, off = list(brought(program)), list[Sign]()
    by_hand: dict[str, Sign] = {}
    aside = mounted_aside(program)
    registered = frozenset(_registered_elsewhere(program))
    for module in program.own_modules(*_WORDS):
        if any(below(module.path, each) for each in aside):
            continue
        for sign in (*_by_library(module), *_by_middleware(module)):
            (off if is_off_in_production(module, sign.where.line) else found).append(sign)
        for name, line in _set_by_hand(module, registered):
            if name not in by_hand:
                by_hand[name] = Sign("headers set by hand", module.evidence(line))
    if len(by_hand) >= _ENOUGH and not _OF_CONTENT.isdisjoint(by_hand):
        found.append(next(iter(by_hand.values())))
    return SecurityHeaders(tuple(found[:MAX_PLACES]), tuple(off[:MAX_PLACES]))


def _by_library(module: Module) -> Iterator[Sign]:
    """A package's name that is called, or handed to what registers it."""
    local = {
        name: each.source
        for each in module.imports
        if each.source in HEADERS
        for name in each.names
    }
    taken_in = {each.source for each in module.imports if each.names}
    for call in module.calls:
        if call.name == _NUXT:
            for each in walk(call):
                if isinstance(each, Text) and each.value in HEADERS:
                    yield Sign(each.value, module.evidence(each.line))
                    return
        source = getattr(call.argument(0), "value", "") if call.path in _TAKING else ""
        if source in HEADERS and source not in taken_in:
            yield Sign(source, module.evidence(call.line))
            return
    for call in module.calls if local else ():
        for named in (call.callee, *call.arguments):
            head = path_of(named).partition(".")[0].removesuffix("()")
            if head in local:
                yield Sign(local[head], module.evidence(call.line))
                return
    yield from _handed_on(module, local)


def _handed_on(module: Module, local: dict[str, str]) -> Iterator[Sign]:
    """A package that a file hands on as its own, as those are that a framework loads from a folder
    of plugins.
    """
    exported = module.exports.get("default", "")
    if exported in local:
        line = next(each.line for each in module.imports if exported in each.names)
        yield Sign(local[exported], module.evidence(line))


def _by_middleware(module: Module) -> Iterator[Sign]:
    """A middleware's name in a list of settings, or handed to what adds it."""
    for assignment in module.assignments:
        for each in walk(assignment.value):
            if isinstance(each, Sequence):
                for item in each.items:
                    if isinstance(item, Text) and item.value.endswith(_MIDDLEWARE):
                        yield Sign(item.value.rpartition(".")[2], module.evidence(item.line))
    for call in module.calls:
        # `MIDDLEWARE.insert(0, "django.middleware.security.SecurityMiddleware")`
        is_settings = call.receiver.endswith("MIDDLEWARE")
        for argument in call.arguments:
            if isinstance(argument, Name) and argument.path.endswith(_MIDDLEWARE):
                yield Sign(argument.path, module.evidence(call.line))
            elif (
                is_settings and isinstance(argument, Text) and argument.value.endswith(_MIDDLEWARE)
            ):
                yield Sign(argument.value.rpartition(".")[2], module.evidence(call.line))


def _set_by_hand(module: Module, registered: frozenset[int]) -> Iterator[tuple[str, int]]:
    """The headers that are set in what every answer passes through, and in settings."""
    for call in module.calls:
        settings = call.function is None and call.name in _SETTING
        if settings or (call.function is not None and _is_for_all(call.function, registered)):
            for argument, value in itertools.zip_longest(call.arguments, call.arguments[1:]):
                yield from _in_argument(argument, value)
    assigned = list(itertools.islice(_assigned(module, registered), MAX_ASSIGNED))
    constants = {each.target for each, _ in assigned if each.function is None}
    for_some = _for_some(constants, module) if constants else frozenset()
    for assignment, headers in assigned:
        if assignment.function is not None or assignment.target not in for_some:
            yield from headers
    for function in module.functions:
        for value in function.returns if _is_for_all(function, registered) else ():
            yield from _in_tables(value)


def _assigned(
    module: Module, registered: frozenset[int]
) -> Iterator[tuple[Assignment, list[tuple[str, int]]]]:
    """What is assigned where every answer passes through, or in settings, with its headers."""
    said: dict[str, set[str]] = defaultdict(set)
    for each in module.assignments:
        if isinstance(each.value, Text):
            said[f"[{each.target}]"].add(each.value.value.lower())
    for assignment in module.assignments:
        if _is_for_all(assignment.function, registered):
            target = assignment.target.lower()
            # `answer.headers[name] = policy`.
            under = said.get(assignment.target[assignment.target.find("[") :], ())
            found = [(name, assignment.line) for name in _NAMES if name in target or name in under]
            found += _in_tables(assignment.value)
            if found:
                yield assignment, found


def _in_argument(argument: Expression, value: Expression | None) -> Iterator[tuple[str, int]]:
    if isinstance(argument, Text) and argument.value.lower() in _NAMES:
        yield _protection(argument.value, value), argument.line
    yield from _in_tables(argument)


def _is_for_all(function: Function | None, registered: frozenset[int] = frozenset()) -> bool:
    """Whether a function is a middleware by its parameters, its name or what registers it; settings
    are in none. `registered` are those that are handed to what registers them.
    """
    if function is None:
        return True
    each: Function | None = function
    while each is not None:
        names = {parameter.name for parameter in each.parameters}
        if not names.isdisjoint(_NEXT) or _MIDDLEWARE_NAME.search(each.qualified):
            return True
        if names >= _ASGI or id(each) in registered or _is_registered(each):
            return True
        each = each.outer
    return False


def _is_registered(function: Function) -> bool:
    """Whether a function is registered for every answer: by a decorator, by its file's place, or as
    Koa's and Hono's are, whatever they call what comes next.
    """
    module = function.module
    if function.name == "proxy" and module is not None and _PROXY.fullmatch(module.path):
        return True
    call, names = function.argument_of, [each.name for each in function.parameters]
    handed_on = call is not None and call.function is None
    if handed_on and module is not None and _BEFORE_PAGES.fullmatch(module.path):
        return True
    if call is not None and call.name == "use" and len(names) == 2 and names[0] in _CONTEXTS:
        return True
    registered = (path_of(each).removesuffix("()") for each in function.decorators)
    return any(each.rpartition(".")[2] in _FOR_ALL for each in registered)


def _for_some(constants: Set[str], module: Module) -> frozenset[str]:
    """The constants that functions of their module put into single answers: some name them, and
    none of these is a middleware, called by one, or handed to what registers them.
    """
    called = set(_registered(module))
    for call in module.calls:
        if call.function is not None and _is_for_all(call.function):
            called.add(call.name)
    users = _lines(module.functions)
    for_all = _lines(each for each in module.functions if each.name in called or _is_for_all(each))
    used: dict[str, set[int]] = {}
    line, at = 1, 0
    for found in _NAMED.finditer(module.source):
        name = found[0].decode()
        if name in constants:
            line += module.source.count(b"\n", at, found.start())
            at = found.start()
            used.setdefault(name, set()).add(line)
    return frozenset(
        name
        for name, lines in used.items()
        if not lines.isdisjoint(users) and lines.isdisjoint(for_all)
    )


def _registered_elsewhere(program: Program) -> Iterator[int]:
    """The functions of Python that are handed to what registers them for every answer, by whatever
    file: `app.after_request(secured)`.
    """
    for module in program.own_modules(*_HANDING):
        for call in module.calls if module.is_python else ():
            # `app.middleware("http")(secured)`.
            made_by = call.callee.name if isinstance(call.callee, Call) else call.name
            if made_by in _FOR_ALL:
                for each in call.arguments:
                    found = program.value(module, each, call.function)
                    if found is not None and isinstance(found.value, Function):
                        yield id(found.value)


def _registered(module: Module) -> Iterator[str]:
    """The names of functions that are handed to what registers them for every answer."""
    for call in module.calls:
        if call.name in _REGISTERS and (call.name != "use" or isinstance(call.argument(0), Name)):
            yield from (each.path for each in call.arguments if isinstance(each, Name))


def _lines(functions: Iterable[Function]) -> set[int]:
    return {line for each in functions for line in range(each.line, each.end_line + 1)}


def _in_tables(expression: Expression) -> Iterator[tuple[str, int]]:
    """The headers that are keys of an object, named in one by `key` as Next.js wants it, or the
    first of a pair with their value: `[("X-Frame-Options", "DENY")]`.
    """
    for each in walk(expression):
        if isinstance(each, Sequence) and len(each.items) == 2:
            first, second = each.items
            if isinstance(first, Text) and first.value.lower() in _NAMES and not _is_name(second):
                yield _protection(first.value, second), first.line
        if isinstance(each, Table):
            for key, value in each.entries.items():
                named = value.value if key == "key" and isinstance(value, Text) else key
                if named.lower() in _NAMES:
                    yield _protection(named, value), value.line


def _is_name(expression: Expression) -> bool:
    """Whether something is a header's name itself, as in a list of them."""
    return isinstance(expression, Text) and expression.value.lower() in _NAMES


def _protection(name: str, value: Expression | None) -> str:
    """What a header protects from. A policy that only says who may frame a page says what
    `X-Frame-Options` does.
    """
    text = value.text if isinstance(value, Template) else getattr(value, "value", "")
    return "x-frame-options" if _FRAMES_ALONE.fullmatch(text) else name.lower()
