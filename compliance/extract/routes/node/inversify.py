"""Routes of inversify-express-utils: classes and their methods, by decorators.

Source: https://github.com/inversify/inversify-express-utils (decorators).
"""

from __future__ import annotations

from collections.abc import Iterator

from compliance.extract.code.expressions import Call, Expression
from compliance.extract.code.model import Module
from compliance.extract.code.program import Program
from compliance.extract.routes.endpoint import Endpoint
from compliance.extract.routes.following import located
from compliance.extract.routes.node.answers import answer_of
from compliance.extract.routes.node.registering import quoted
from compliance.extract.routes.paths import Written, colons, joined, written

_VERBS = {
    "httpGet": "GET", "httpPost": "POST", "httpPut": "PUT", "httpPatch": "PATCH",
    "httpDelete": "DELETE", "httpHead": "HEAD", "all": "*",
}  # fmt: skip
_CONTROLLER = {"controller": ""}


def inversify(program: Program) -> Iterator[Endpoint]:
    """The routes of controllers, with the middleware that their decorators name."""
    for module in program.modules(*quoted("inversify-express-utils")):
        for class_ in module.classes:
            controller = _decorator(class_.decorators, _CONTROLLER)
            for method in class_.methods if controller is not None else ():
                verb = _decorator(method.decorators, _VERBS)
                if controller is None or verb is None:
                    continue
                prefix, own = _path(program, module, controller), _path(program, module, verb)
                path = colons(joined(prefix.text, own.text))
                guards = (*controller.arguments[1:], *verb.arguments[1:])
                yield Endpoint(
                    _VERBS[verb.name], path, "inversify", module, verb.line, method, class_,
                    guards, answer_of(_VERBS[verb.name], path, method, guards),
                    # The root path of the server is said where that is made.
                    whole=False,
                )  # fmt: skip


def _decorator(decorators: tuple[Expression, ...], names: dict[str, str]) -> Call | None:
    return next(
        (each for each in decorators if isinstance(each, Call) and each.name in names), None
    )


def _path(program: Program, module: Module, decorator: Call) -> Written:
    first = decorator.argument(0)
    return written(program, located(module, decorator).at(first)) if first else Written("")
