"""Routes of Fastify: verbs, `route({…})`, and plugins that `register` puts below a prefix."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from typing import ClassVar

from compliance.extract.code.expressions import Call, Expression, Table
from compliance.extract.code.program import Program
from compliance.extract.routes.endpoint import Endpoint
from compliance.extract.routes.following import (
    Located,
    function_of,
    origin,
    placed,
    value_of,
)
from compliance.extract.routes.node.dialect import VERBS, Dialect
from compliance.extract.routes.node.registering import called_on, line_of, quoted, spelled_method
from compliance.extract.routes.node.resolver import Resolver
from compliance.extract.routes.node.routers import Before, Mount, Registered, Router
from compliance.extract.routes.node.survey import Survey
from compliance.extract.routes.paths import Written, all_written, colons, joined, written
from compliance.paths import below

# An application that Fastify's own command serves takes in plugins only, or nothing.
_NAMED = (*quoted("fastify", "fastify-plugin"), b"@fastify/", b"(fastify,", b"(fastify)")
_VERBS = VERBS | {"all"}
_HOOKS = frozenset("onRequest preParsing preValidation preHandler".split())
_SELF = frozenset(
    "register addHook route after ready decorate withTypeProvider setErrorHandler".split()
)
_LOADERS = frozenset(["@fastify/autoload", "fastify-autoload"])
_SCHEMA = frozenset(["schema"])
_MAX_SPREAD = 5


class _Fastify(Dialect):
    framework: ClassVar[str] = "Fastify"
    words: ClassVar[tuple[bytes, ...]] = (
        *_NAMED, b"Fastify", b"fastify.", b"app.get(", b"server.get(", b".register(",
    )  # fmt: skip
    names: ClassVar[frozenset[str]] = _VERBS | {"route", "register", "addHook"}
    chained: ClassVar[frozenset[str]] = _VERBS | _SELF
    types: ClassVar[frozenset[str]] = frozenset(
        "FastifyInstance FastifyTypebox FastifyZodInstance FastifyTypedInstance Server".split()
    )

    def spelled(self, path: str) -> str:
        return colons(path)

    def made(self, survey: Resolver, where: Located, call: Call) -> Router | None:
        source, name = origin(survey.program, where.at(call.callee))
        if source != "fastify":
            return None
        return Router(is_app=True) if name in ("default", "fastify", "Fastify", "*") else None

    def take(self, survey: Survey, where: Located, call: Call) -> None:
        router = called_on(survey, where, call)
        if router is None:
            return
        if call.name == "register":
            self._register(survey, where, call, router)
        elif call.name == "addHook":
            self._hook(survey, where, call, router)
        elif call.name == "route":
            self._route(survey, where, call, router)
        elif len(call.arguments) > 1:
            self._verb(survey, where, call, router)

    @staticmethod
    def _hook(survey: Survey, where: Located, call: Call, router: Router) -> None:
        name = written(survey.program, where.at(call.arguments[0])).text
        if name in _HOOKS and len(call.arguments) > 1:
            guards = call.arguments[1:2]
            router.run_before(Before(guards, Written(""), where.module, line_of(call)))

    @staticmethod
    def _verb(survey: Survey, where: Located, call: Call, router: Router) -> None:
        path, *rest = call.arguments
        table = _table(survey.program, where.at(rest[0]))
        handler = where.at(rest[-1])
        if len(rest) == 1 and table is not None:
            given = _entry(survey.program, table, "handler")
            if given is None:
                return
            handler = given
        guards = _guards(survey.program, table) if table is not None else ()
        for each in all_written(survey.program, where.at(path)):
            router.routes.append(
                Registered(
                    spelled_method(call.name), each, where.module, line_of(call), handler, guards
                )
            )

    @staticmethod
    def _route(survey: Survey, where: Located, call: Call, router: Router) -> None:
        table = _table(survey.program, where.at(call.arguments[0]))
        if table is None:
            return
        path = _entry(survey.program, table, "url") or _entry(survey.program, table, "path")
        method = _entry(survey.program, table, "method")
        if path is None or method is None:
            return
        at = written(survey.program, path)
        if not at.text and not at.whole:  # One call for all routes of a table that nobody follows.
            survey.program.note_beyond(where.module.path, call.line)
            return
        handler = _entry(survey.program, table, "handler")
        guards = _guards(survey.program, table)
        for each in all_written(survey.program, method):
            verb = each.text.upper() or "*"
            router.routes.append(Registered(verb, at, where.module, call.line, handler, guards))

    @staticmethod
    def _register(survey: Survey, where: Located, call: Call, router: Router) -> None:
        """A plugin registers with an instance of its own, below its prefix."""
        given = call.arguments[1] if len(call.arguments) > 1 else None
        options = _table(survey.program, where.at(given)) if given is not None else None
        source, _ = origin(survey.program, where.at(call.arguments[0]))
        if source in _LOADERS:
            if options is not None:
                _load(survey, options, router, line_of(call))
            return
        plugin = function_of(survey.program, where.at(call.arguments[0]))
        if plugin is None or not plugin.parameters:
            return
        prefix = _entry(survey.program, options, "prefix") if options is not None else None
        path = written(survey.program, prefix) if prefix is not None else Written("")
        survey.hand_to(plugin, 0, Mount(router, path, where.module, line_of(call)))


def _load(survey: Survey, options: Located, router: Router, line: int) -> None:
    """All plugins of a folder, each below the path of the folder that it lies in."""
    folder, further = (
        _entry(survey.program, options, "dir"),
        _entry(survey.program, options, "options"),
    )
    table = _table(survey.program, further) if further is not None else None
    prefix = _entry(survey.program, table, "prefix") if table is not None else None
    path = written(survey.program, prefix) if prefix is not None else Written("")
    if folder is None:
        return
    name = written(survey.program, folder).text.strip("/")
    here = posixpath.normpath(posixpath.join(posixpath.dirname(options.module.path), name))
    for each in survey.program.paths if name else ():
        if not below(each, here):
            continue
        module = survey.program.code.module(each)
        found = survey.program.exported(module, "default") if module is not None else None
        plugin = function_of(survey.program, placed(found)) if found is not None else None
        if plugin is not None and plugin.parameters:
            inner = _of_folder(posixpath.dirname(each).removeprefix(here))
            at = Written(joined(path.text, inner), path.whole)
            survey.hand_to(plugin, 0, Mount(router, at, options.module, line))


def _of_folder(folder: str) -> str:
    """Folders as a path; one that begins with an underscore is a parameter."""
    parts = folder.strip("/").split("/")
    return joined(*(f":{part[1:]}" if part.startswith("_") else part for part in parts))


def _table(program: Program, where: Located) -> Located | None:
    """The options, where they are written out."""
    found = value_of(program, where)
    return found if found is not None and isinstance(found.expression, Table) else None


def _entry(program: Program, table: Located, name: str) -> Located | None:
    """An entry of options, or of those that are spread into them: `{ ...route, url }`."""
    if not isinstance(table.expression, Table):
        return None
    found = table.expression.entries.get(name)
    if found is not None:
        return table.at(found)
    for each in table.expression.spread[:_MAX_SPREAD]:
        inner = _table(program, table.at(each))
        entries = getattr(inner.expression, "entries", {}) if inner is not None else {}
        if inner is not None and name in entries:
            return inner.at(entries[name])
    return None


def _guards(program: Program, table: Located) -> tuple[Expression, ...]:
    """What the options have run before the handler; the schema stands with it."""
    found = (_entry(program, table, name) for name in (*sorted(_HOOKS), *_SCHEMA))
    return tuple(each.expression for each in found if each is not None)


def fastify(program: Program) -> Iterator[Endpoint]:
    """The routes of Fastify."""
    if program.mentions(*_NAMED):
        yield from Survey(program, _Fastify()).endpoints()
