"""Routes that a package for NestJS makes of a whole entity: `@Crud({ model: { type: Order } })`.

Source: https://github.com/nestjsx/crud/wiki/Controllers (routes, only, exclude).
"""

from __future__ import annotations

from collections.abc import Iterator

from compliance.extract.code.expressions import Expression, Sequence, Table, Text, path_of
from compliance.extract.code.model import Class, Module

_NAME = "Crud"
# What each route is called, its method and its address below that of the controller.
_ROUTES = {
    "getManyBase": ("GET", ""), "getOneBase": ("GET", ":id"), "createOneBase": ("POST", ""),
    "createManyBase": ("POST", "bulk"), "updateOneBase": ("PATCH", ":id"),
    "replaceOneBase": ("PUT", ":id"), "deleteOneBase": ("DELETE", ":id"),
}  # fmt: skip


def made_routes(module: Module, class_: Class) -> Iterator[tuple[str, str, int]]:
    """The method and the address of each route that a controller is given, and the line."""
    decorator = next((each for each in class_.decorators if _is_crud(module, each)), None)
    if decorator is None:
        return
    given = getattr(decorator, "arguments", ())
    options = given[0].entries.get("routes") if given and isinstance(given[0], Table) else None
    said = options.entries if isinstance(options, Table) else {}
    only, left = _texts(said.get("only")), _texts(said.get("exclude"))
    for name, (method, path) in _ROUTES.items():
        if name in only if only else name not in left:
            yield method, path, decorator.line


def _is_crud(module: Module, decorator: Expression) -> bool:
    imported = module.imported(_NAME)
    named = path_of(decorator).removesuffix("()") == _NAME
    return named and imported is not None and imported[0].rpartition("/")[2].startswith("crud")


def _texts(value: Expression | None) -> frozenset[str]:
    items = value.items if isinstance(value, Sequence) else ()
    return frozenset(each.value for each in items if isinstance(each, Text))
