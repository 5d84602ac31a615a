"""Routes of RedwoodJS, and of CedarJS, which goes on with it: GraphQL fields and functions.

Sources: https://docs.redwoodjs.com/docs/graphql, https://docs.redwoodjs.com/docs/serverless-functions
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator

from compliance.extract.code.expressions import Name
from compliance.extract.code.model import Module
from compliance.extract.code.program import Program
from compliance.extract.routes.endpoint import Endpoint
from compliance.extract.routes.following import Located, function_of
from compliance.extract.routes.node.answers import answer_of
from compliance.extract.routes.node.exports import exported
from compliance.extract.routes.node.handed_on import returning
from compliance.extract.routes.paths import joined
from compliance.facts.routes import Style

_SDL = re.compile(r"(?:^|/)src/graphql/(?:[^/]{1,200}/){0,10}[^/]{1,200}\.sdl\.(?:ts|js)$")
_SERVICE = re.compile(r"(?:^|/)src/services/(?:[^/]{1,200}/){0,10}[^/]{1,200}\.(?:ts|js)$")
_FUNCTION = re.compile(
    r"(?:^|/)src/functions/(?:(?P<name>[^/.]{1,200})/(?P=name)|(?P<alone>[^/.]{1,200}))\.(?:ts|js)$"
)
_ROOT = re.compile(
    rb"\btype\s{1,9}(?P<name>Query|Mutation)\b[^{}]{0,200}\{(?P<body>[^{}]{0,20000})\}"
)
# A field, its arguments, its type, and what stands behind that on the line.
_FIELD = re.compile(
    rb"^[ \t]{0,20}(?P<name>\w{1,100})\s{0,9}(?:\([^()]{0,2000}\)\s{0,9})?:[^\n@#]{1,200}"
    rb"(?P<told>@[^\n]{0,400})?",
    re.MULTILINE,
)
_DIRECTIVE = re.compile(rb"@(?P<name>\w{1,60})(?P<roles>\([^()]{0,200}\broles\b)?")
_METHODS = {b"Query": "GET", b"Mutation": "POST"}
_OPEN = "skipAuth"
_GRAPHQL = b"createGraphQLHandler"
_MAX_FIELDS = 2_000


def redwood(program: Program) -> Iterator[Endpoint]:
    """The fields of `src/graphql/*.sdl.ts`, each answered by the service of its name, and the
    handlers of `src/functions`.
    """
    if "RedwoodJS" not in program.component.frameworks:
        return
    services = tuple(filter(_SERVICE.search, program.paths))
    for path in filter(_SDL.search, program.paths):
        module = program.code.module(path)
        if module is not None:
            yield from itertools.islice(_fields(program, module, services), _MAX_FIELDS)
    yield from _functions(program)


def _fields(program: Program, module: Module, services: tuple[str, ...]) -> Iterator[Endpoint]:
    for root in _ROOT.finditer(module.source):
        for field in _FIELD.finditer(module.source, root.start("body"), root.end("body")):
            name = field["name"].decode()
            found = _service(program, name, services)
            line = module.source.count(b"\n", 0, field.start("name")) + 1
            yield Endpoint(
                _METHODS[root["name"]], name, "RedwoodJS", module, line,
                function_of(program, found) if found is not None else None,
                guards=tuple(_guards(field["told"] or b"", line)), style=Style.GRAPHQL,
            )  # fmt: skip


def _service(program: Program, name: str, services: tuple[str, ...]) -> Located | None:
    """What the service of a field's name is."""
    holding = program.code.modules(services, name.encode())
    return next(filter(None, (exported(each, name) for each in holding)), None)


def _guards(told: bytes, line: int) -> Iterator[Name]:
    """`@requireAuth(roles: ["ADMIN"])`: the directives of a field, and that one asks for roles."""
    for each in _DIRECTIVE.finditer(told):
        name = each["name"].decode()
        if name != _OPEN:
            yield Name(line, path=name)
            yield from (Name(line, path="roles"),) if each["roles"] else ()


def _functions(program: Program) -> Iterator[Endpoint]:
    for path in program.paths:
        match = _FUNCTION.search(path)
        module = program.code.module(path) if match is not None else None
        found = exported(module, "handler") if module is not None else None
        if match is None or module is None or found is None or _GRAPHQL in module.source:
            continue
        address = joined(match["name"] or match["alone"])
        handler = function_of(program, found)
        yield Endpoint(
            "*", address, "RedwoodJS", module, found.expression.line, handler,
            answer=answer_of("*", address, returning(program, handler)),
        )  # fmt: skip
