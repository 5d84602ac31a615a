"""Finds the headers of HTTP that let others keep an answer for a while."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator
from itertools import islice

from compliance.extract.access.words import words
from compliance.extract.caching.options import AGE
from compliance.extract.code.expressions import (
    Call,
    Constant,
    Expression,
    Name,
    Table,
    Template,
    Text,
    path_of,
    walk,
)
from compliance.extract.code.model import Function, Module
from compliance.extract.queries.circumstances import functions_around

# `response.cache_control.max_age = 60`, as Flask and Werkzeug have it.
_OF_WERKZEUG = re.compile(r"\.cache_control\.(?:s_maxage|max_age)$")
# Networks that hand out answers again keep them by these tags, or by ages of their own.
_TAGS = frozenset("edge-cache-tag cache-tag cache-tags surrogate-key netlify-cache-tag".split())
_CONTROLS = frozenset(
    """cache-control surrogate-control cdn-cache-control cloudflare-cdn-cache-control
    vercel-cdn-cache-control netlify-cdn-cache-control""".split()
)
_SETTING = frozenset("set header setHeader append addHeader".split())
_ANSWERING_FILES = frozenset("FileResponse send_file send_from_directory sendFile".split())
_TOLD_OF_FILES = "setHeaders"
_NO_DATA = frozenset("favicon robots sitemap".split())
_FOR_CRAWLERS = re.compile(r"(?:^|/)(?:sitemap|robots)\b[^/]{0,40}(?:/|$)")


def hands_out_a_file(function: Function) -> bool:
    """Whether a function answers a file as it is, or what only browsers and crawlers ask for."""
    answered = [path_of(each).removesuffix("()").rpartition(".")[2] for each in function.returns]
    of_files = bool(answered) and all(each in _ANSWERING_FILES for each in answered)
    return of_files or not _NO_DATA.isdisjoint(words(function.name))


def with_age(module: Module) -> Iterator[tuple[str, int]]:
    """A `Cache-Control` with an age, where an answer is made, but for what only crawlers ask."""
    if _FOR_CRAWLERS.search(module.path):
        return
    of_files = _told_of_files(module)
    for found in (_handed(module, of_files), _assigned(module), _in_tables(module, of_files)):
        yield from islice(found, 1)


def _handed(module: Module, of_files: frozenset[int]) -> Iterator[tuple[str, int]]:
    for call in module.calls:
        # A page of Astro's is run for each request from its first line.
        is_run_once = call.function is None and not module.path.endswith(".astro")
        if is_run_once or _is_static(call) or _stands_in(call, of_files):
            continue
        if _sets_tag(call):
            yield "a tag for caches", call.line
        for argument in call.arguments:
            for each in walk(argument):
                if _has_age(each):
                    yield "Cache-Control", each.line


def _assigned(module: Module) -> Iterator[tuple[str, int]]:
    for assignment in module.assignments:
        value, named = assignment.value, assignment.target.lower()
        if _OF_WERKZEUG.search(assignment.target) and not _is_nothing(value):
            yield "Cache-Control", assignment.line
        if "cache-control" in named and _has_age(value):
            yield "Cache-Control", assignment.line
        if any(f"{each}'" in named or f'{each}"' in named for each in _TAGS):
            yield "a tag for caches", assignment.line


def _in_tables(module: Module, of_files: frozenset[int]) -> Iterator[tuple[str, int]]:
    """Headers that a function answers in a table, or gives a name to; those of the module where one
    of its calls is handed them.
    """
    for function in module.functions:
        if _finds_files(function) or hands_out_a_file(function) or _is_of_files(function.name):
            continue
        if any(id(each) in of_files for each in functions_around(function)):
            continue
        given = [each.value for each in function.assignments]
        for value in (*function.returns, *given):
            yield from _first_of_headers(value)
    kept = {
        each.target: found
        for each in module.assignments
        if each.function is None
        if (found := next(_first_of_headers(each.value), None)) is not None
    }
    handed = (
        (call, part)
        for call in (module.calls if kept else ())
        if call.function is not None and not _is_static(call) and not _stands_in(call, of_files)
        for each in call.arguments
        for part in walk(each)
    )
    for _, part in handed:
        if isinstance(part, Name) and part.path in kept:
            yield kept[part.path]
            return


def _first_of_headers(value: Expression) -> Iterator[tuple[str, int]]:
    for each in walk(value):
        for key, given in each.entries.items() if isinstance(each, Table) else ():
            if key.lower() in _CONTROLS and _has_age(given):
                yield "Cache-Control", given.line
                return
            if key.lower() in _TAGS:
                yield "a tag for caches", given.line
                return


def _sets_tag(call: Call) -> bool:
    """`response.set("Surrogate-Key", key)`, and the same in a table that is handed over."""
    name = call.argument(0)
    if isinstance(name, Text) and len(call.arguments) > 1 and call.name in _SETTING:
        return name.value.lower() in _TAGS
    return False


def _is_nothing(value: Expression) -> bool:
    return isinstance(value, Constant) and value.value in ("0", "None", "False")


def decorated_with_age(module: Module) -> Iterator[tuple[str, int]]:
    """`@Header("Cache-Control", "max-age=60")` of NestJS."""
    for function in module.functions:
        for decorator in function.decorators:
            if any(map(_has_age, decorator.arguments if isinstance(decorator, Call) else ())):
                yield "Cache-Control", decorator.line
                return


def _told_of_files(module: Module) -> frozenset[int]:
    """The functions that are told of each file which is handed out: all that do it call that option
    so, `serve("public", { setHeaders: (res) => … })`.
    """
    told = [
        each.entries[_TOLD_OF_FILES]
        for call in module.calls
        for each in call.arguments
        if isinstance(each, Table) and _TOLD_OF_FILES in each.entries
    ]
    names = {path_of(each) for each in told if isinstance(each, Name)}
    by_name = (each for each in module.functions if each.name in names) if names else ()
    return frozenset(id(each) for each in (*told, *by_name))


def _stands_in(call: Call, functions: frozenset[int]) -> bool:
    return bool(functions) and any(id(e) in functions for e in functions_around(call.function))


def _is_static(call: Call) -> bool:
    """Whether it is about files that are handed out as they are."""
    names = [call.path, *(each.name for each in functions_around(call.function))]
    function = call.function
    within = function is not None and (_finds_files(function) or hands_out_a_file(function))
    return within or any(map(_is_of_files, names))


@functools.lru_cache(maxsize=4)  # A function may make very many calls, and each asks.
def _finds_files(function: Function) -> bool:
    """Whether `path.join(root, "static", file)` stands in a function."""
    return any(
        isinstance(part, Text) and _is_of_files(part.value)
        for each in function.calls
        if each.name in ("join", "resolve")
        for part in each.arguments
    )


def _is_of_files(name: str) -> bool:
    return "static" in name.lower() or "assets" in name.lower()


def _has_age(value: Expression) -> bool:
    """Whether a text, or one that the age is put into, says how long an answer may be kept."""
    if isinstance(value, Template):
        return AGE.search(value.text) is not None
    return isinstance(value, Text) and AGE.search(value.value) is not None
