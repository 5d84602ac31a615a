"""What an application puts around its controllers: prefixes, versions, guards, middleware."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from dataclasses import dataclass, field

from compliance.extract.code.expressions import (
    Call,
    Expression,
    Name,
    Operation,
    Sequence,
    Table,
    Text,
    path_of,
)
from compliance.extract.code.meant import MODULE
from compliance.extract.code.model import Class, Module
from compliance.extract.code.program import Program
from compliance.extract.routes.following import MAX_HOPS, Located, located, placed, value_of
from compliance.extract.routes.node.routers import MAX_PLACES
from compliance.extract.routes.paths import Written, colons, joined, written

# How a file is noted to hand on all of another one.
_ALL = "export *"
# So many rows of lists within lists are looked at, and so many files of a list of modules.
_MAX_ROWS = 2_000
_MAX_FILES = 100
_GLOBAL = frozenset(["APP_GUARD"])
# What serves the controllers of routing-controllers, and which argument has the options.
_SERVERS = {
    "createExpressServer": 0, "createKoaServer": 0, "useExpressServer": 1, "useKoaServer": 1,
}  # fmt: skip


@dataclass(frozen=True)
class _Prefix:
    """A prefix of all routes, but those that are left out of it, and the file that sets it."""

    path: Written
    without: tuple[str, ...]
    module: Module


@dataclass(frozen=True, eq=False)
class _Middleware:
    """What runs before some controllers, or before all paths that begin with one."""

    applied: tuple[Expression, ...]
    classes: tuple[Class, ...]
    paths: tuple[str, ...]


@dataclass
class Application:
    """All that stands around the controllers of a program."""

    prefixes: list[_Prefix] = field(default_factory=list)
    version_prefix: str | None = None
    default_versions: tuple[str, ...] = ()
    mounted: dict[Class, tuple[str, ...]] = field(default_factory=dict)
    everywhere: list[Expression] = field(default_factory=list)
    middleware: list[_Middleware] = field(default_factory=list)

    def addresses(
        self, class_: Class, _verb: str, path: str, versions: tuple[str, ...] | None
    ) -> Iterator[tuple[str, bool]]:
        """The whole addresses of a route of a controller, and whether they are all of it."""
        prefix = self._prefix(class_)
        before = "" if prefix is None or self._is_left_out(prefix, path) else prefix.path.text
        whole = prefix is None or prefix.path.whole
        for version in self._versions(versions):
            for mount in self.mounted.get(class_, ("",)):
                yield joined(before, version, mount, path), whole

    def _versions(self, versions: tuple[str, ...] | None) -> tuple[str, ...]:
        if self.version_prefix is None:
            return ("",)
        found = self.default_versions if versions is None else versions
        prefix = self.version_prefix
        return tuple(f"{prefix}{each}" if each else "" for each in found) or ("",)

    def _prefix(self, class_: Class) -> _Prefix | None:
        """The prefix that is set in the file nearest to the controller's."""
        path = class_.module.path if class_.module is not None else ""

        def near(each: _Prefix) -> int:
            return len(posixpath.commonpath([path, each.module.path])) if path else 0

        return max(self.prefixes, key=near, default=None)

    @staticmethod
    def _is_left_out(prefix: _Prefix, path: str) -> bool:
        for each in prefix.without:
            stem = joined(each.partition("*")[0].partition("(")[0])
            if path == joined(each) or (each.endswith(("*", ")")) and path.startswith(stem)):
                return True
        return False

    def guards(self, class_: Class, path: str) -> tuple[Expression, ...]:
        """What runs before each route of a controller, or before one of that path."""
        found = list(self.everywhere)
        for each in self.middleware:
            if class_ in each.classes or any(_covers(one, path) for one in each.paths):
                found += each.applied
        return tuple(found)


def _covers(pattern: str, path: str) -> bool:
    stem = joined(pattern.partition("*")[0])
    return stem in ("/", path) or f"{path}/".endswith(f"{stem}/") or f"{stem}/" in path


def application(program: Program) -> Application:
    """What is set up in the files of a program."""
    found = Application()
    words = (
        b"setGlobalPrefix", b"enableVersioning", b"RouterModule", b"useGlobalGuards", b"APP_GUARD",
        b"forRoutes", b"routePrefix",
    )  # fmt: skip
    for module in program.modules(*words):
        for call in module.calls:
            _take(program, found, located(module, call), call)
        for class_ in module.classes:
            found.everywhere += _provided(class_)
    return found


def _take(program: Program, found: Application, where: Located, call: Call) -> None:
    first = call.argument(0)
    if call.name == "setGlobalPrefix" and first is not None:
        prefix = written(program, where.at(first))
        found.prefixes.append(_Prefix(prefix, tuple(_excluded(program, where, call)), where.module))
    elif call.name in _SERVERS:
        options = call.argument(_SERVERS[call.name])
        given = options.entries.get("routePrefix") if isinstance(options, Table) else None
        if given is not None:
            found.prefixes.append(_Prefix(written(program, where.at(given)), (), where.module))
    elif call.name == "enableVersioning":
        _versioning(program, found, where, call)
    elif call.name == "useGlobalGuards":
        found.everywhere += call.arguments
    elif call.name == "forRoutes":
        found.middleware.append(_applied(program, where, call))
    elif call.path == "RouterModule.register" and first is not None:
        left = iter(range(_MAX_ROWS))
        for class_, path in _mounted(program, where.at(first), "", left):
            paths = found.mounted.get(class_, ())
            if path not in paths and len(paths) < MAX_PLACES:
                found.mounted[class_] = (*paths, path)


def _excluded(program: Program, where: Located, call: Call) -> Iterator[str]:
    options = call.argument(1)
    without = options.entries.get("exclude") if isinstance(options, Table) else None
    if without is None:
        return
    items = value_of(program, where.at(without))
    if items is None or not isinstance(items.expression, Sequence):
        return
    for each in items.expression.items:
        path = each.entries.get("path") if isinstance(each, Table) else each
        if path is not None:
            yield written(program, items.at(path)).text


def _versioning(program: Program, found: Application, where: Located, call: Call) -> None:
    """Only versions in the address change it, not those in a header."""
    options = call.argument(0)
    entries = options.entries if isinstance(options, Table) else {}
    kind = entries.get("type")
    if kind is not None and not path_of(kind).endswith("URI"):
        return
    prefix = entries.get("prefix")
    found.version_prefix = "v"
    if prefix is not None:
        found.version_prefix = written(program, where.at(prefix)).text
    default = entries.get("defaultVersion")
    items = default.items if isinstance(default, Sequence) else (default,) if default else ()
    found.default_versions = tuple(each.value if isinstance(each, Text) else "" for each in items)


def _mounted(
    program: Program, where: Located, above: str, left: Iterator[int], hops: int = MAX_HOPS
) -> Iterator[tuple[Class, str]]:
    """The controllers of the modules that `RouterModule` puts below a path; so many rows are left
    to be looked at.
    """
    for row in _rows(program, where, set()) if hops > 0 else ():
        if next(left, None) is None:
            return
        if isinstance(row.expression, Class):
            yield from ((one, above) for one in _controllers_of(program, row))
        if not isinstance(row.expression, Table):
            continue
        entries = row.expression.entries
        own = written(program, row.at(entries["path"])).text if "path" in entries else ""
        path = joined(above, own)
        if "module" in entries:
            held = value_of(program, row.at(entries["module"]))
            if held is not None:
                yield from ((one, path) for one in _controllers_of(program, held))
        if "children" in entries:
            yield from _mounted(program, row.at(entries["children"]), path, left, hops - 1)


def _rows(
    program: Program, where: Located, seen: set[int], hops: int = MAX_HOPS
) -> Iterator[Located]:
    """The rows of a list, those of `Object.values(modules)` too, whether that stands for the list
    or is spread into it; of lists that are spread more than once, once.
    """
    found = value_of(program, where)
    listed = found.expression if found is not None else None
    if found is None or id(listed) in seen or hops <= 0:
        return
    seen.add(id(listed))
    if isinstance(listed, Call) and listed.path == "Object.values" and listed.arguments:
        yield from _values(program, found.at(listed.arguments[0]))
    for each in listed.items if isinstance(listed, Sequence) else ():
        if isinstance(each, Operation) and each.operator == "...":
            yield from _rows(program, found.at(each.operands[0]), seen, hops - 1)
        elif (row := value_of(program, found.at(each))) is not None:
            yield row


def _values(program: Program, where: Located) -> Iterator[Located]:
    """What an object has in it, or a file that is taken in as a whole exports."""
    found = value_of(program, where)
    if found is not None and isinstance(found.expression, Table):
        values = (value_of(program, found.at(each)) for each in found.expression.entries.values())
        yield from (each for each in values if each is not None)
    elif found is not None and found.expression.kind == MODULE:
        yield from _exported(program, found.module, set())


def _exported(program: Program, module: Module, seen: set[str]) -> Iterator[Located]:
    """The classes that a file exports, those that it hands on too."""
    seen.add(module.path)
    for class_ in module.classes:
        if class_.exported:
            yield Located(class_, module)
    for name in module.exports:
        found = program.exported(module, name)
        if found is not None and isinstance(found.value, Class) and found.module is not module:
            yield placed(found)
    for each in module.imports if len(seen) < _MAX_FILES else ():
        target = program.imports.target(module.path, each.source) if _ALL in each.names else None
        other = program.code.module(target) if target and target not in seen else None
        if other is not None:
            yield from _exported(program, other, seen)


def _controllers_of(program: Program, module: Located) -> Iterator[Class]:
    """The classes that a module names as its controllers."""
    if not isinstance(module.expression, Class):
        return
    for each in module.expression.decorators:
        table = each.argument(0) if isinstance(each, Call) and each.path == "Module" else None
        given = table.entries.get("controllers") if isinstance(table, Table) else None
        for one in given.items if isinstance(given, Sequence) else ():
            found = value_of(program, module.at(one))
            if found is not None and isinstance(found.expression, Class):
                yield found.expression


def _provided(class_: Class) -> Iterator[Expression]:
    """The guards that a module provides for all routes: `{provide: APP_GUARD, useClass: …}`."""
    for each in class_.decorators:
        table = each.argument(0) if isinstance(each, Call) and each.path == "Module" else None
        providers = table.entries.get("providers") if isinstance(table, Table) else None
        for one in providers.items if isinstance(providers, Sequence) else ():
            entries = one.entries if isinstance(one, Table) else {}
            if path_of(entries.get("provide", Expression(0))) in _GLOBAL:
                keys = ("useClass", "useExisting", "useFactory", "useValue")
                yield from (entries[key] for key in keys if key in entries)


def _applied(program: Program, where: Located, call: Call) -> _Middleware:
    """`consumer.apply(Auth).forRoutes(Users, "admin", {path, method})`."""
    applied = next((each for each in call.chain() if each.name == "apply"), None)
    classes: list[Class] = []
    paths: list[str] = []
    for each in call.arguments:
        found = value_of(program, where.at(each)) if isinstance(each, Name) else where.at(each)
        if found is not None and isinstance(found.expression, Class):
            classes.append(found.expression)
            continue
        path = each.entries.get("path") if isinstance(each, Table) else each
        if path is not None and not isinstance(path, Name):
            paths.append(colons(written(program, where.at(path)).text))
    return _Middleware(
        applied.arguments if applied is not None else (), tuple(classes), tuple(paths)
    )
