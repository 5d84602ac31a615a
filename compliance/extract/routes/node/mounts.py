"""What a file whose name is its address hands all its requests on to."""

from __future__ import annotations

from compliance.extract.code.model import Module
from compliance.facts.routes import Style

# Packages that answer requests by a router of procedures or by a schema.
_MOUNTS = (
    (Style.TRPC, ("@trpc/server/adapters/",)),
    (Style.ORPC, ("@orpc/server/",)),
    (
        Style.GRAPHQL,
        ("graphql-yoga", "graphql-http", "@as-integrations/", "@apollo/server", "apollo-server"),
    ),
)


def style_of(module: Module) -> Style:
    """How the routes of such a file are addressed: its path is that of all procedures or fields."""
    for style, sources in _MOUNTS:
        if any(each.source.startswith(sources) for each in module.imports):
            return style
    return Style.HTTP
