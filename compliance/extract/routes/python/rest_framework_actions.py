"""The actions of Django REST framework's view sets: those that it brings, and marked methods."""

from __future__ import annotations

from collections.abc import Iterator

from compliance.extract.code.expressions import Call, Constant, Expression, Text, path_of, walk
from compliance.extract.routes.python.names import Ancestry
from compliance.extract.routes.python.texts import of_pattern

_READING = ("list", "retrieve")
# Action, method, and whether it is of one object.
_ACTIONS = (
    ("list", "GET", False),
    ("create", "POST", False),
    ("retrieve", "GET", True),
    ("update", "PUT", True),
    ("partial_update", "PATCH", True),
    ("destroy", "DELETE", True),
)
_BROUGHT: dict[str, tuple[str, ...]] = {
    "ListModelMixin": ("list",),
    "CreateModelMixin": ("create",),
    "RetrieveModelMixin": ("retrieve",),
    "UpdateModelMixin": ("update", "partial_update"),
    "DestroyModelMixin": ("destroy",),
    "ReadOnlyModelViewSet": _READING,
    **dict.fromkeys(
        """BaseAPIViewSet PagesAPIViewSet ImagesAPIViewSet DocumentsAPIViewSet
        RedirectsAPIViewSet""".split(),
        _READING,
    ),
    "ModelViewSet": tuple(name for name, _, _ in _ACTIONS),
}
_MARKS = ("action", "list_route", "detail_route")


def actions_of(known: Ancestry) -> Iterator[tuple[str, str, bool]]:
    """The standard actions that a viewset has, defined by itself or brought by what it extends."""
    brought = {
        name for package in known.packages for name in _BROUGHT.get(package.rpartition(".")[2], ())
    }
    for action, method, is_detail in _ACTIONS:
        if action in brought or known.method(action) is not None:
            yield action, method, is_detail


def marked_as(mark: Expression, known: Ancestry) -> tuple[tuple[str, ...], str | None]:
    """The methods and the part of the address of an extra action; None where it is none."""
    name = path_of(mark).removesuffix("()")
    if name.rpartition(".")[2] in _MARKS and "mapping" not in name:
        if not isinstance(mark, Call):
            return ("GET",), ""
        given = mark.argument(0, "methods")
        verbs = (
            [each.value.upper() for each in walk(given) if isinstance(each, Text)] if given else []
        )
        path = mark.keywords.get("url_path")
        return tuple(verbs) or ("GET",), of_pattern(path.value) if isinstance(path, Text) else ""
    first, _, rest = name.partition(".mapping.")
    if rest and "." not in first:
        # `@archive.mapping.delete` adds a method to the action of that name.
        for each in _own_marks(known, first):
            _, path_ = marked_as(each, known)
            if path_ is not None:
                return (rest.upper(),), path_ or first
    return (), None


def is_of_one(mark: Expression, known: Ancestry) -> bool:
    """Whether an extra action is of one object."""
    name = path_of(mark).removesuffix("()")
    first, is_more, _ = name.partition(".mapping.")
    if is_more:
        return any(is_of_one(each, known) for each in _own_marks(known, first))
    if not isinstance(mark, Call):
        return name.endswith("detail_route")
    given = mark.argument(1, "detail")
    is_true = isinstance(given, Constant) and given.value == "True"
    return mark.name == "detail_route" or (mark.name == "action" and is_true)


def _own_marks(known: Ancestry, name: str) -> Iterator[Expression]:
    """What marks an action by itself: what adds a method to another one makes none."""
    owner = known.method(name)
    for each in owner.decorators if owner is not None else ():
        if ".mapping." not in path_of(each):
            yield each
