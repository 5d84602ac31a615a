"""Finds what a framework keeps because a file tells it for how long: Next.js, Nuxt and Nitro."""

from __future__ import annotations

import re
from collections.abc import Iterator

from compliance.extract.code.expressions import Constant, Table, walk
from compliance.extract.code.model import Module

_DIRECTIVE = re.compile(rb"^[ \t]{0,40}[\"']use cache(?:: ?\w{1,20})?[\"']", re.MULTILINE)
_KEPT = frozenset(["swr", "isr", "cache"])


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
