"""Handlers of errors that are options of what serves an API."""

from __future__ import annotations

from collections.abc import Iterator

from compliance.extract.code.model import Module, Name, Table
from compliance.extract.routes.node.next_connect import PACKAGE as NEXT_CONNECT

# Options of servers of GraphQL and tRPC.
TRPC_FORMATTER = "errorFormatter"
_FORMATTERS = (TRPC_FORMATTER, "formatError", "customFormatErrorFn")


def options_of(options: Table, module: Module) -> Iterator[str]:
    """The handlers of errors among some options, by their keys."""
    yield from (key for key in _FORMATTERS if key in options.entries)
    if "onError" in options.entries and module.imports_from(NEXT_CONNECT):
        yield "onError"
    provided = options.entries.get("provide")
    if isinstance(provided, Name) and provided.path == "APP_FILTER":
        yield "APP_FILTER"


def takes_options(module: Module) -> bool:
    """Whether a module makes what takes such options, which may be put together before."""
    names = [each.source for each in module.imports]
    return any(
        "apollo" in name or "graphql" in name or name in ("@trpc/server", NEXT_CONNECT)
        for name in names
    )
