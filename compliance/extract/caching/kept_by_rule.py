"""Finds what a framework or a platform keeps because a file tells it to: Next.js, Nuxt and Nitro,
Django's site, workers at the edge.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from compliance.extract.code.expressions import Constant, Sequence, Table, Text, walk
from compliance.extract.code.model import Module

_DIRECTIVE = re.compile(rb"^[ \t]{0,40}[\"']use cache(?:: ?\w{1,20})?[\"']", re.MULTILINE)
_KEPT = frozenset(["swr", "isr", "cache"])
_OF_DJANGO = ("UpdateCacheMiddleware", "FetchFromCacheMiddleware")
# What the worker of a page does when it is installed, which no other does.
_SERVICE_WORKER = (b"skipWaiting", b"clients.claim", b'"install"', b"'install'")


def of_next(module: Module) -> Iterator[tuple[str, int]]:
    """Next.js's `export const revalidate = 60`, and `fetch(url, { next: { revalidate: 60 } })`."""
    for assignment in module.assignments:
        value = assignment.value
        named = assignment.target == "revalidate" and assignment.exported
        if named and isinstance(value, Constant) and value.value not in ("0", "false"):
            yield "revalidate", assignment.line
    directive = _DIRECTIVE.search(module.source)
    if directive is not None and not module.is_python:
        yield "use cache", module.source.count(b"\n", 0, directive.start()) + 1
    for call in module.calls:
        for argument in call.arguments:
            options = argument.entries.get("next") if isinstance(argument, Table) else None
            if isinstance(options, Table) and "revalidate" in options.entries:
                yield "revalidate", call.line


def of_nitro(module: Module) -> Iterator[tuple[str, int]]:
    """Nuxt's and Nitro's `routeRules: { "/posts/**": { swr: 3600 } }`."""
    for call in module.calls if b"routeRules" in module.source else ():
        for each in walk(call):
            rules = each.entries.get("routeRules") if isinstance(each, Table) else None
            for rule in rules.entries.values() if isinstance(rules, Table) else ():
                kept = _KEPT & rule.entries.keys() if isinstance(rule, Table) else ()
                if kept:
                    yield "routeRules", rule.line
                    return


def of_site(module: Module) -> Iterator[tuple[str, int]]:
    """Django's middleware that caches the pages of a whole site."""
    for assignment in module.assignments:
        value = assignment.value
        if assignment.target.startswith("MIDDLEWARE") and isinstance(value, Sequence):
            for each in value.items:
                if isinstance(each, Text) and each.value.endswith(_OF_DJANGO):
                    yield each.value.rpartition(".")[2], each.line
                    return


def of_workers(module: Module) -> Iterator[tuple[str, int]]:
    """The cache of answers that a worker at the edge has: `caches.default`; a service worker has
    one in the browser.
    """
    if any(each in module.source for each in _SERVICE_WORKER):
        return
    if b"caches.default" in module.source or b"caches.open(" in module.source:
        for call in module.calls:
            if call.name == "match" and "cache" in call.receiver.lower():
                yield "caches", call.line
