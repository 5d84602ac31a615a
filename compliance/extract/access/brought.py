"""What a framework sets by itself in every answer."""

from __future__ import annotations

import re
from collections.abc import Iterator

from compliance.extract.code.expressions import Constant, Expression, Table, walk
from compliance.extract.code.program import Program
from compliance.facts.access import Sign

# Where the settings of Egg turn its plugin off: by itself, or with all that it is told.
_OFF = re.compile(
    rb"\bsecurity\b[ \t]{0,9}[:=][ \t]{0,9}(?:false\b|\{\s{0,40}enable\s{0,9}:\s{0,9}false\b)"
)


def brought(program: Program) -> Iterator[Sign]:
    """Egg's plugin, and Hapi's option for all routes."""
    frameworks = program.component.frameworks
    if "Egg" in frameworks:
        yield from _of_egg(program)
    if "Hapi" in frameworks:
        yield from _of_hapi(program)


def _of_egg(program: Program) -> Iterator[Sign]:
    """The plugin of Egg that sets `X-Frame-Options` and `X-Content-Type-Options` unless it is
    turned off.

    Source: https://eggjs.org/core/security.
    """
    for path in program.holding(b"security"):
        if "config/" in path and _OFF.search(program.code.tree.contents.get(path, b"")):
            return
    yield Sign("Egg's security plugin", program.component.evidence[0])


def _of_hapi(program: Program) -> Iterator[Sign]:
    """The options of a server of Hapi by which all of its routes set the same and more:
    `{ routes: { security: true } }`.

    Source: https://hapi.dev/api, `route.options.security`.
    """
    for module in program.own_modules(b"security"):
        values = [each.value for each in module.assignments]
        values += [argument for call in module.calls for argument in call.arguments]
        for each in (inner for value in values for inner in walk(value)):
            routes = each.entries.get("routes") if isinstance(each, Table) else None
            if isinstance(routes, Table) and _is_on(routes.entries.get("security")):
                yield Sign("Hapi's own", module.evidence(routes.line))
                return


def _is_on(option: Expression | None) -> bool:
    """Whether an option is true, or says in an object what it is to do."""
    return isinstance(option, Table) or (isinstance(option, Constant) and option.value == "true")
