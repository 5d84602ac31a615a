"""Handlers of errors that are options of what serves an API, or that a framework looks for in a
certain file.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from compliance.extract.code.expressions import Call, Name, Table
from compliance.extract.code.model import Module
from compliance.extract.code.program import Program
from compliance.extract.routes.node.exports import exported
from compliance.extract.routes.node.next_connect import PACKAGE as NEXT_CONNECT
from compliance.extract.routes.node.sveltekit import HOOKS
from compliance.facts.errors import Handler

# Options of servers of GraphQL and tRPC.
TRPC_FORMATTER = "errorFormatter"
_ROOT = re.compile(r"(?:^|/)app/root\.(?:tsx|jsx|ts|js)$")
_FORMATTERS = (TRPC_FORMATTER, "formatError", "customFormatErrorFn")


def options_of(options: Table, module: Module) -> Iterator[str]:
    """The handlers of errors among some options, by their keys."""
    yield from (key for key in _FORMATTERS if key in options.entries)
    if "onError" in options.entries and module.imports_from(NEXT_CONNECT):
        yield "onError"
    provided = options.entries.get("provide")
    if isinstance(provided, Name) and provided.path == "APP_FILTER":
        yield "APP_FILTER"


def handlers_told(call: Call, module: Module, program: Program) -> Iterator[str]:
    """The handlers of errors among the options that a call is told first, by their keys: options
    that stand there, or those of another file. Options of the same file are found where they are.
    """
    first = call.argument(0)
    if isinstance(first, Name) and module.imported(first.path) and takes_options(module):
        found = program.meaning(module, first.path, call.function)
        first = found.value if found is not None else None
    if isinstance(first, Table):
        yield from options_of(first, module)


def boundaries(program: Program) -> Iterator[Handler]:
    """What Remix and React Router answer the errors of all routes with: the boundary of the root,
    since each error that no other one took comes to it.
    """
    for path in program.paths:
        module = program.code.module(path) if _ROOT.search(path) else None
        found = exported(module, "ErrorBoundary") if module is not None else None
        if found is not None:
            yield Handler("ErrorBoundary", found.module.evidence(found.expression.line))


def hooks(program: Program) -> Iterator[Handler]:
    """What SvelteKit asks how errors are answered that nobody expected."""
    for path in program.paths:
        module = program.code.module(path) if HOOKS.search(path) else None
        found = exported(module, "handleError") if module is not None else None
        if found is not None:
            yield Handler("handleError", found.module.evidence(found.expression.line))


def takes_options(module: Module) -> bool:
    """Whether a module makes what takes such options, which may be put together before."""
    names = [each.source for each in module.imports]
    return any(
        "apollo" in name or "graphql" in name or name in ("@trpc/server", NEXT_CONNECT)
        for name in names
    )
