"""Routes of Egg: those that `app/router.js` tells, and controllers with decorators.

Source: https://eggjs.org/basics/router, https://eggjs.org/basics/controller.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator

from compliance.extract.code.expressions import Call, Expression, Member, Name, Table, Text, path_of
from compliance.extract.code.model import Class, Function, Module
from compliance.extract.code.program import Program
from compliance.extract.routes.endpoint import Endpoint
from compliance.extract.routes.following import function_of, located
from compliance.extract.routes.node.answers import answer_of
from compliance.extract.routes.node.dialect import VERBS
from compliance.extract.routes.node.registering import line_of, spelled_method
from compliance.extract.routes.paths import Written, colons, joined, written

_VERBS = VERBS | {"all", "del"}
_CONTROLLERS = "app/controller/"
# What `resources` registers for the methods of a controller.
_RESOURCES = {
    "index": ("GET", ""), "new": ("GET", "new"), "show": ("GET", ":id"),
    "edit": ("GET", ":id/edit"), "create": ("POST", ""), "update": ("PUT", ":id"),
    "destroy": ("DELETE", ":id"),
}  # fmt: skip
_ANY = "*"


def egg(program: Program) -> Iterator[Endpoint]:
    """The routes of Egg."""
    if "Egg" not in program.component.frameworks:
        return
    controllers = {_key(path): path for path in program.paths if _CONTROLLERS in path}
    for module in program.modules(b"outer."):
        if "/app/router" in f"/{module.path}":
            for call in module.calls:
                yield from _told(program, module, call, controllers)
    for module in program.modules(b"@HTTPMethod"):
        for class_ in module.classes:
            yield from _decorated(program, module, class_)


def _told(
    program: Program, module: Module, call: Call, controllers: dict[str, str]
) -> Iterator[Endpoint]:
    """`router.get("users", "/users", signedIn, controller.users.index)`."""
    if not call.receiver.lower().endswith("router") or len(call.arguments) < 2:
        return
    path, *rest = call.arguments
    if len(rest) > 1 and isinstance(rest[0], Text) and rest[0].value.startswith("/"):
        path, *rest = rest
    where = located(module, call)
    text = written(program, where.at(path))
    prefix = _namespace(program, module, call)
    if call.name == "resources":
        found = _controller(program, path_of(rest[-1]), controllers)
        for name, (method, below) in _RESOURCES.items():
            handler = _method(found, name) if found is not None else None
            if found is None or handler is not None:
                address = Written(joined(text.text, below), text.whole)
                guards = tuple(rest[:-1])
                yield _endpoint(method, prefix, address, module, call, handler, guards)
    elif call.name in _VERBS:
        names, _, last = path_of(rest[-1]).rpartition(".")
        found = _controller(program, names, controllers)
        handler = _method(found, last) if found is not None else None
        handler = handler or function_of(program, where.at(rest[-1]))
        method = spelled_method(call.name)
        yield _endpoint(method, prefix, text, module, call, handler, tuple(rest[:-1]))


def _endpoint(
    method: str,
    prefix: str,
    path: Written,
    module: Module,
    call: Call,
    handler: Function | None,
    guards: tuple[Expression, ...],
) -> Endpoint:
    address = colons(joined(prefix, path.text))
    return Endpoint(
        method, address, "Egg", module, line_of(call), handler,
        handler.class_ if handler is not None else None, guards,
        answer_of(method, address, handler, guards), whole=path.whole,
    )  # fmt: skip


def _namespace(program: Program, module: Module, call: Call) -> str:
    """What `app.router.namespace("/v1")` puts before the routes of a router."""
    for each in call.function.assignments if call.function is not None else module.assignments:
        value = each.value
        if each.target == call.receiver and isinstance(value, Call) and value.name == "namespace":
            first = value.argument(0)
            return written(program, located(module, value).at(first)).text if first else ""
    return ""


def _controller(program: Program, path: str, controllers: dict[str, str]) -> Module | None:
    """The file of `controller.admin.users`, which is `app/controller/admin/users.js`."""
    _, is_one, names = f".{path}".partition(".controller.")
    file = controllers.get(_plain(names.replace(".", "/"))) if is_one else None
    return program.code.module(file) if file is not None else None


def _key(path: str) -> str:
    return _plain(posixpath.splitext(path.partition(_CONTROLLERS)[2])[0])


def _plain(name: str) -> str:
    """A name such that `user_admin`, `user-admin` and `userAdmin` are one."""
    return name.replace("_", "").replace("-", "").lower()


def _method(module: Module, name: str) -> Function | None:
    for class_ in module.classes:
        if (method := class_.method(name)) is not None:
            return method
    return next((each for each in module.functions if each.name == name), None)


def _decorated(program: Program, module: Module, class_: Class) -> Iterator[Endpoint]:
    """`@HTTPMethod({ method: HTTPMethodEnum.GET, path: "/users" })` in a class of controllers."""
    own = _given(class_.decorators, "HTTPController")
    where = located(module, own) if own is not None else None
    entry = _entry(own, "path")
    prefix = written(program, where.at(entry)).text if where and entry is not None else ""
    for method in class_.methods:
        told = _given(method.decorators, "HTTPMethod")
        path, verb = _entry(told, "path"), _entry(told, "method")
        if told is not None and path is not None:
            text = written(program, located(module, told).at(path))
            name = path_of(verb).rpartition(".")[2] if isinstance(verb, Name | Member) else _ANY
            guards = tuple(each for each in (*class_.decorators, *method.decorators)
                           if isinstance(each, Call) and each.name == "Middleware")  # fmt: skip
            yield _endpoint(name, prefix, text, module, told, method, guards)


def _given(decorators: tuple[Expression, ...], name: str) -> Call | None:
    return next((each for each in decorators if isinstance(each, Call) and each.name == name), None)


def _entry(told: Call | None, key: str) -> Expression | None:
    table = told.argument(0) if told is not None else None
    return table.entries.get(key) if isinstance(table, Table) else None
