"""Routes of AdonisJS: `router.get`, resources, and groups with their prefixes and middleware."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass

from compliance.extract.code.expressions import Call, Expression, Sequence, Text, path_of
from compliance.extract.code.meant import class_around
from compliance.extract.code.model import Class, Function, Module
from compliance.extract.code.program import Program
from compliance.extract.routes.endpoint import Endpoint
from compliance.extract.routes.following import Located, function_of, located, value_of
from compliance.extract.routes.node.answers import answer_of
from compliance.extract.routes.node.dialect import VERBS
from compliance.extract.routes.node.registering import line_of, spelled_method
from compliance.extract.routes.paths import Written, all_written, colons, joined, written
from compliance.facts.routes import Answer
from compliance.paths import join

_SOURCES = ("@adonisjs/core", "@ioc:Adonis/Core/Route")
_VERBS = VERBS | {"any"}
_ROUTER = frozenset(["router", "Route", "route"])
# The actions of a resource: name -> method and what of the path is behind the collection.
_ACTIONS = {
    "index": ("GET", ""),
    "create": ("GET", "create"),
    "store": ("POST", ""),
    "show": ("GET", "{id}"),
    "edit": ("GET", "{id}/edit"),
    "update": ("PUT", "{id}"),
    "destroy": ("DELETE", "{id}"),
}
_FORMS = frozenset(["create", "edit"])
_MAX_GROUPS = 8
# Where a controller lies that a text names, `"Admin/OrdersController.index"`; a namespace may put
# it into another folder of the application.
_CONTROLLERS = "app/Controllers/Http"
_SUFFIXES = (".ts", ".js")
_INDEX = "#generated/controllers"
# Where a word begins in a name such as `newUsers`.
_HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")


@dataclass(frozen=True, eq=False)
class _Site:
    """A call that registers, the prefix of the groups around it, and what all these put before."""

    where: Located
    call: Call
    prefix: Written
    guards: tuple[Expression, ...]
    behind: tuple[Call, ...]

    def route(
        self, method: str, path: Written, handler: Function | None, answer: Answer | None = None
    ) -> Endpoint:
        """A route that it registers."""
        address = colons(joined(self.prefix.text, path.text))
        return Endpoint(
            method, address, "AdonisJS", self.where.module, line_of(self.call), handler,
            class_around(handler), self.guards,
            answer or answer_of(method, address, handler, self.guards),
            whole=self.prefix.whole and path.whole,
        )  # fmt: skip


def adonisjs(program: Program) -> Iterator[Endpoint]:
    """The routes of AdonisJS."""
    for module in program.modules(*(each.encode() for each in _SOURCES)):
        if not any(each.source.startswith(_SOURCES) for each in module.imports):
            continue
        chains = _chains(module)
        for call in module.calls:
            if call.receiver in _ROUTER:
                yield from _registered(program, module, call, chains)


def _chains(module: Module) -> dict[int, list[Call]]:
    """The calls behind each first call of a chain, `.prefix("/v1").use(auth)`."""
    found: dict[int, list[Call]] = {}
    for call in module.calls:
        *_, first = call.chain()
        if first is not call:
            found.setdefault(id(first), []).append(call)
    return found


def _registered(
    program: Program, module: Module, call: Call, chains: dict[int, list[Call]]
) -> Iterator[Endpoint]:
    if not call.arguments:
        return
    where = located(module, call)
    prefix, guards = _around(program, where, call.function, chains)
    guards = (*guards, *_behind(call, chains, "use", "middleware"))
    site = _Site(where, call, prefix, guards, tuple(chains.get(id(call), ())))
    if call.name in _VERBS and len(call.arguments) > 1:
        yield from _verb(program, site)
    elif call.name in ("resource", "shallowResource", "apiResource"):
        yield from _resource(program, site)
    elif call.name == "on":
        yield _fixed(program, site)


def _behind(call: Call, chains: dict[int, list[Call]], *names: str) -> tuple[Expression, ...]:
    calls = (each for each in chains.get(id(call), ()) if each.name in names)
    return tuple(argument for each in calls for argument in each.arguments)


def _around(
    program: Program, where: Located, function: Function | None, chains: dict[int, list[Call]]
) -> tuple[Written, tuple[Expression, ...]]:
    """The groups that a route stands in, the outermost first."""
    prefix, whole = "", True
    guards: tuple[Expression, ...] = ()
    for _ in range(_MAX_GROUPS):
        group = function.argument_of if function is not None else None
        if function is None or group is None:
            break
        if group.name == "group":
            for each in reversed(_behind(group, chains, "prefix")):
                own = written(program, where.at(each))
                prefix, whole = joined(own.text, prefix), whole and own.whole
            guards = (*_behind(group, chains, "use", "middleware"), *guards)
        function = group.function
    return Written(prefix, whole), guards


def _verb(program: Program, site: _Site) -> Iterator[Endpoint]:
    path, given = site.call.arguments[:2]
    handler = _handler(program, site.where, given)
    for each in all_written(program, site.where.at(path)):
        yield site.route(spelled_method(site.call.name), each, handler)


def _handler(program: Program, where: Located, given: Expression) -> Function | None:
    """`[Users, "index"]`, `"UsersController.index"`, or a function."""
    if isinstance(given, Sequence) and given.items:
        class_ = _class(program, where.at(given.items[0]))
        if class_ is not None and len(given.items) == 1:
            # An action that other code runs by `handle` has a method of its own for routes.
            return class_.method("asController") or class_.method("handle")
        name = given.items[1] if len(given.items) > 1 else None
        return class_.method(name.value) if class_ and isinstance(name, Text) else None
    if isinstance(given, Text):
        controller, _, action = given.value.rpartition(".")
        class_ = _named(program, controller)
        return class_.method(action) if class_ is not None else None
    return function_of(program, where.at(given))


def _named(program: Program, name: str) -> Class | None:
    """The controller that a text names: where they lie, or else the only one that is called so."""
    ends = tuple(f"/{name.rpartition('Controllers/Http/')[2]}{suffix}" for suffix in _SUFFIXES)
    folder = join(program.component.path, _CONTROLLERS)
    paths = [f"{folder}{end}" for end in ends if f"{folder}{end}" in program.code.tree.entries]
    paths = paths or [each for each in program.paths if each.endswith(ends)]
    return _only(program, paths if name else [])


def _only(program: Program, paths: list[str]) -> Class | None:
    """The class that a file hands on, where there is one file."""
    module = program.code.module(paths[0]) if len(paths) == 1 else None
    found = program.exported(module, "default") if module is not None else None
    return found.value if found is not None and isinstance(found.value, Class) else None


def _generated(program: Program, where: Located) -> Class | None:
    """The controller of the index that AdonisJS makes of them: `controllers.admin.NewUsers` is what
    `app/controllers/admin/new_users_controller.ts` hands on, or that file of `app/admin`.
    """
    head, *parts = path_of(where.expression).split(".")
    source, _ = where.module.imported(head) or ("", "")
    if source != _INDEX or not parts:
        return None
    *folders, name = (_HUMP.sub("_", each).lower() for each in parts)
    stems = (name, f"{name}_controller")
    return _only(
        program,
        [
            each
            for each in program.paths
            if posixpath.splitext(posixpath.basename(each))[0] in stems
            and _lies_in(posixpath.dirname(each), folders)
        ],
    )


def _lies_in(folder: str, folders: list[str]) -> bool:
    """Whether a folder is for controllers, below some folders there or of a module of that name."""
    before, found, after = f"/{folder}/".rpartition("/controllers/")
    below = after.strip("/").split("/") if after else []
    of_module = not below and before.strip("/").split("/")[-len(folders) :] == folders
    return bool(found) and (below == folders or of_module)


def _class(program: Program, where: Located) -> Class | None:
    """The controller, also where it is loaded when it is needed: `() => import("…")`."""
    if isinstance(where.expression, Text):
        return _named(program, where.expression.value)
    generated = _generated(program, where)
    if generated is not None:
        return generated
    found = value_of(program, where)
    value = found.expression if found is not None else None
    if found is not None and isinstance(value, Function) and value.returns:
        loaded = program.value(found.module, value.returns[0], value)
        value = loaded.value if loaded is not None else None
    return value if isinstance(value, Class) else None


def _resource(program: Program, site: _Site) -> Iterator[Endpoint]:
    """`router.resource("posts", Posts).only(["index"])`; `a.b` is nested, `/a/{a_id}/b`."""
    name, *rest = site.call.arguments
    resource = written(program, site.where.at(name))
    parts = resource.text.strip("/").split(".")
    above = "/".join(f"{each}/{{{each.rstrip('s')}_id}}" for each in parts[:-1])
    class_ = _class(program, site.where.at(rest[0])) if rest else None
    for action in _actions(site):
        method, below = _ACTIONS[action]
        handler = class_.method(action) if class_ is not None else None
        path = Written(joined(above, parts[-1], below), resource.whole)
        yield site.route(method, path, handler, Answer.PAGE if action in _FORMS else None)


def _actions(site: _Site) -> Iterator[str]:
    names = {each.name for each in site.behind} | {site.call.name}
    only, without = _texts(site, "only"), _texts(site, "except")
    for action in _ACTIONS:
        form = action in _FORMS and names & {"apiOnly", "apiResource"}
        if not form and action not in without and (not only or action in only):
            yield action


def _texts(site: _Site, name: str) -> frozenset[str]:
    arguments = (one for each in site.behind if each.name == name for one in each.arguments)
    lists = (each.items for each in arguments if isinstance(each, Sequence))
    return frozenset(each.value for items in lists for each in items if isinstance(each, Text))


def _fixed(program: Program, site: _Site) -> Endpoint:
    """`router.on("/").render("home")`, or one that redirects."""
    redirects = any(each.name.startswith("redirect") for each in site.behind)
    path = written(program, site.where.at(site.call.arguments[0]))
    return site.route("GET", path, None, Answer.REDIRECT if redirects else Answer.PAGE)
