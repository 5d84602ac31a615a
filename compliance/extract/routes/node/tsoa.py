"""Routes of tsoa: classes and their methods, by decorators.

Source: https://tsoa-community.github.io/docs (getting started, authentication).
"""

from __future__ import annotations

from collections.abc import Iterator

from compliance.extract.code.expressions import Call, Expression, path_of
from compliance.extract.code.model import Class, Function, Module
from compliance.extract.code.program import Program
from compliance.extract.routes.endpoint import Endpoint
from compliance.extract.routes.following import located
from compliance.extract.routes.node.answers import answer_of
from compliance.extract.routes.node.registering import quoted
from compliance.extract.routes.paths import Written, colons, joined, written

_VERBS = frozenset("Get Post Put Patch Delete Head Options".split())
# Decorators that say who may call, and what runs before the handler; the others describe.
_GUARDS = frozenset("Security Middlewares NoSecurity UseGuards".split())
_BODIES = frozenset(["Body", "BodyProp", "FormField", "UploadedFile", "UploadedFiles"])


def tsoa(program: Program) -> Iterator[Endpoint]:
    """The routes of tsoa, which holds bodies to the types that its handlers take."""
    for module in program.modules(*quoted("tsoa", "@tsoa/runtime")):
        for class_ in module.classes:
            route = _decorator(class_.decorators, frozenset(["Route"]))
            for method in class_.methods if route is not None else ():
                verb = _decorator(method.decorators, _VERBS)
                if route is not None and verb is not None:
                    yield _endpoint(program, module, class_, method, route, verb)


def _endpoint(
    program: Program, module: Module, class_: Class, method: Function, route: Call, verb: Call
) -> Endpoint:
    prefix, own = _path(program, module, route), _path(program, module, verb)
    path = colons(joined(prefix.text, own.text))
    guards = tuple(
        each
        for each in (*class_.decorators, *method.decorators)
        if isinstance(each, Call) and each.name in _GUARDS
    )
    taken = (path_of(one) for each in method.parameters for one in each.decorators)
    return Endpoint(
        verb.name.upper(), path, "tsoa", module, verb.line, method, class_, guards,
        answer_of(verb.name.upper(), path, method, guards),
        # What all of them are mounted on is said in its settings.
        whole=False,
        holds_body=any(name.removesuffix("()") in _BODIES for name in taken),
    )  # fmt: skip


def _decorator(decorators: tuple[Expression, ...], names: frozenset[str]) -> Call | None:
    return next(
        (each for each in decorators if isinstance(each, Call) and each.name in names), None
    )


def _path(program: Program, module: Module, decorator: Call) -> Written:
    first = decorator.argument(0)
    return written(program, located(module, decorator).at(first)) if first else Written("")
