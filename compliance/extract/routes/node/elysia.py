"""Routes of Elysia: chained verbs, groups, and the instances and functions that are used."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import ClassVar

from compliance.extract.code.expressions import Call, Constant, Expression, Name, Table
from compliance.extract.code.model import Function
from compliance.extract.code.program import Program
from compliance.extract.routes.endpoint import Endpoint
from compliance.extract.routes.following import Located, function_of, origin, value_of
from compliance.extract.routes.node.dialect import VERBS, Dialect
from compliance.extract.routes.node.registering import called_on, line_of, quoted, spelled_method
from compliance.extract.routes.node.resolver import NOTHING, Resolver
from compliance.extract.routes.node.routers import Before, Mount, Registered, Router
from compliance.extract.routes.node.survey import Survey
from compliance.extract.routes.paths import Written, all_written, colons, written
from compliance.facts.routes import Answer

FRAMEWORK = "Elysia"
_NAMED = quoted("elysia")
_VERBS = VERBS | {"all"}
# What runs before the handlers, or makes what they are handed.
_HOOKS = frozenset("onRequest onBeforeHandle onTransform derive resolve".split())
_OTHERS = frozenset("use group guard route".split())
_SELF = frozenset(
    """mount model state decorate macro onError onStart onStop onAfterHandle onAfterResponse onParse
    mapResponse trace as ws listen compile headers prefix error""".split()
)
# What the options of a route say that asks nobody who calls.
_PLAIN = frozenset(
    """body query params headers cookie response detail tags type parse transform error afterHandle
    afterResponse mapResponse beforeHandle resolve derive""".split()
)
_PAGES = ("jsx_element", "jsx_self_closing_element", "jsx_fragment")


class _Elysia(Dialect):
    framework: ClassVar[str] = FRAMEWORK
    words: ClassVar[tuple[bytes, ...]] = (*_NAMED, b"Elysia")
    names: ClassVar[frozenset[str]] = _VERBS | _OTHERS | _HOOKS
    chained: ClassVar[frozenset[str]] = _VERBS | _OTHERS | _HOOKS | _SELF
    types: ClassVar[frozenset[str]] = frozenset(["Elysia"])

    def spelled(self, path: str) -> str:
        return colons(path)

    def made(self, survey: Resolver, where: Located, call: Call) -> Router | None:
        source, name = origin(survey.program, where.at(call.callee))
        if source != "elysia" or name not in ("Elysia", "default"):
            return None
        prefix = _options(survey.program, where, call.argument(0)).get("prefix")
        at = written(survey.program, prefix) if prefix is not None else NOTHING
        return Router(at, is_app=True)

    def take(self, survey: Survey, where: Located, call: Call) -> None:
        router = called_on(survey, where, call)
        if router is None:
            return
        if call.name == "use":
            self._use(survey, where, call, router)
        elif call.name in ("group", "guard"):
            self._within(survey, where, call, router)
        elif call.name in _HOOKS:
            router.run_before(Before(call.arguments[-1:], NOTHING, where.module, line_of(call)))
        elif call.name == "route":
            for each in all_written(survey.program, where.at(call.arguments[0])):
                self._verb(survey, where, call, router, each.text.upper())
        elif call.name in _VERBS:
            self._verb(survey, where, call, router, spelled_method(call.name))

    @staticmethod
    def _verb(survey: Survey, where: Located, call: Call, router: Router, method: str) -> None:
        """`get(path, handler, options)`, or `route("GET", path, handler, options)`."""
        given = call.arguments[1:] if call.name == "route" else call.arguments
        if len(given) < 2:
            return
        path, handler, *rest = given
        guards = tuple(_guards(_options(survey.program, where, rest[0]))) if rest else ()
        for each in all_written(survey.program, where.at(path)):
            router.routes.append(
                Registered(method, each, where.module, line_of(call), where.at(handler), guards)
            )

    @staticmethod
    def _use(survey: Survey, where: Located, call: Call, router: Router) -> None:
        """An instance, with the hooks that it has for who uses it, or a function that is handed it;
        what is neither runs before.
        """
        for argument in call.arguments:
            each = where.at(argument)
            mounted = survey.router(each)
            plugin = function_of(survey.program, each) if mounted is None else None
            guards: tuple[Expression, ...] = (argument,)
            if mounted is not None:
                mounted.mount(Mount(router, NOTHING, where.module, line_of(call)))
                guards = tuple(_hooks_of(survey.program, each))
            elif plugin is not None and plugin.parameters:
                survey.hand_to(plugin, 0, Mount(router, NOTHING, where.module, line_of(call)))
                continue
            if guards:
                router.run_before(Before(guards, NOTHING, where.module, line_of(call)))

    @staticmethod
    def _within(survey: Survey, where: Located, call: Call, router: Router) -> None:
        """`group(path, options, app => …)`, `guard(options, app => …)`; a guard without a function
        is for all that follows.
        """
        arguments = list(call.arguments)
        path: Written = NOTHING
        if call.name == "group":
            path = written(survey.program, where.at(arguments.pop(0)))
        guards: tuple[Expression, ...] = ()
        for argument in arguments:
            guards += tuple(_guards(_options(survey.program, where, argument)))
            inner = function_of(survey.program, where.at(argument))
            if inner is not None and inner.parameters:
                mount = Mount(router, path, where.module, line_of(call), guards)
                survey.hand_to(inner, 0, mount)
                return
        if guards:
            router.run_before(Before(guards, path, where.module, line_of(call)))


def _options(program: Program, where: Located, given: Expression | None) -> Mapping[str, Located]:
    """The entries of options, where they are written out."""
    found = value_of(program, where.at(given)) if given is not None else None
    table = found.expression if found is not None else None
    if found is None or not isinstance(table, Table):
        return {}
    return {key: found.at(each) for key, each in table.entries.items()}


def _guards(options: Mapping[str, Located]) -> Iterator[Expression]:
    """What the options of a route have run before its handler: the functions that they name, what
    they hold the body to, and the names of macros, which are switched on by these.
    """
    for key, each in options.items():
        value = each.expression
        if key in ("beforeHandle", "resolve", "derive"):
            yield value
        elif key in ("body", "query", "params"):
            yield Table(value.line, entries={key: value})
        elif key not in _PLAIN and not (isinstance(value, Constant) and value.value == "false"):
            yield Name(value.line, path=key)


def _hooks_of(program: Program, where: Located) -> Iterator[Expression]:
    """The functions that an instance runs before the handlers of who uses it, too."""
    found = value_of(program, where)
    made = found.expression if found is not None else None
    for step in made.chain() if isinstance(made, Call) else ():
        if step.name in _HOOKS:
            yield from (each for each in step.arguments if isinstance(each, Function))


def elysia(program: Program) -> Iterator[Endpoint]:
    """The routes of Elysia."""
    if program.mentions(*_NAMED):
        for each in Survey(program, _Elysia()).endpoints():
            shows = each.answer is Answer.DATA and _shows(each.handler)
            yield replace(
                each,
                answer=Answer.PAGE if shows else each.answer,
                holds_body=any(isinstance(g, Table) and "body" in g.entries for g in each.guards),
            )


def _shows(handler: Function | None) -> bool:
    """Whether a handler answers elements of HTML."""
    answers = handler.returns if handler is not None else ()
    return any(each.kind in _PAGES for each in answers)
