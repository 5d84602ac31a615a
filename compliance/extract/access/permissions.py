"""Tells what Django REST framework's permissions ask: a class of them, and what lists some."""

from __future__ import annotations

from collections.abc import Iterator

from compliance.extract.access.bodies import compares_roles
from compliance.extract.access.used import names_in
from compliance.extract.access.words import asks_for_role
from compliance.extract.code.expressions import Call, Expression, Name, path_of, walk
from compliance.extract.code.model import Class, Function

# The method by which a view lists its permissions.
LISTING = "get_permissions"
_ANNOUNCING = "permission_classes"
_DECIDING = frozenset(["has_permission", "has_object_permission"])
# They ask for no role by themselves.
_SIGNED_IN = frozenset(["IsAuthenticated", "IsAuthenticatedOrReadOnly"])
_PLAIN_BASES = _SIGNED_IN | frozenset(["BasePermission", "AllowAny", "object"])
_CALLED = _DECIDING | frozenset(["super", "bool", "str", "int"])
_CALLER = "request.user"
_OF_CALLER = frozenset("id pk username email is_authenticated is_anonymous is_active".split())
_READ = frozenset(["request", "request.method", _CALLER])


def is_bare(name: str) -> bool:
    """Whether a name is of the class that all permissions extend, which lets everybody in."""
    return name.rpartition(".")[2] == "BasePermission"


def asks_no_role(class_: Class) -> bool:
    """Whether a permission lets in by the method, by being signed in and by whose an object is, and
    by nothing else. What calls something, or reads more of who calls, may ask for a role.
    """
    deciding = [each for each in class_.methods if each.name in _DECIDING]
    bases = {path_of(each).rpartition(".")[2] for each in class_.bases}
    return bool(deciding) and bases <= _PLAIN_BASES and all(map(_asks_no_role, deciding))


def asks_who(class_: Class) -> bool:
    """Whether a permission that asks for no role asks who calls at all."""
    reads = (
        read.path
        for method in class_.methods
        for each in method.everything()
        for read in each.reads
    )
    bases = {path_of(each).rpartition(".")[2] for each in class_.bases}
    return bool(bases & _SIGNED_IN) or any(each.startswith(_CALLER) for each in reads)


def _asks_no_role(method: Function) -> bool:
    inside = list(method.everything())
    named = (name for each in inside for one in each.returns for name in names_in(one))
    return not (
        any(not _asks_nothing(call) for each in inside for call in each.calls)
        or any(not _is_of_caller(read.path) for each in inside for read in each.reads)
        # As `user`, it is read where nobody sees it.
        or any(_names_caller(one.value) for each in inside for one in each.assignments)
        or any(asks_for_role(each) for each in named if not _is_plain(each))
        or compares_roles(method)
    )


def _asks_nothing(call: Call) -> bool:
    """Whether a call tells nothing of who calls: `getattr(order, "owner")` is of the object."""
    first = call.argument(0)
    of_object = isinstance(first, Name) and not first.path.startswith(("request", "self", "user"))
    return call.name in _CALLED or (call.name == "getattr" and of_object)


def _is_of_caller(path: str) -> bool:
    # What a permission was made with, such as the name of a field, is nobody's role.
    of_itself = path.startswith("self.") and path.count(".") == 1 and path != "self.request"
    return path in _READ or path.removeprefix(f"{_CALLER}.") in _OF_CALLER or of_itself


def _names_caller(value: Expression) -> bool:
    return any(isinstance(each, Name) and each.path == _CALLER for each in walk(value))


def _is_plain(name: str) -> bool:
    return name.endswith("SAFE_METHODS") or name in _DECIDING


def announced(guard: Expression) -> Expression | None:
    """What a decorator says that a function's permissions are: `@permission_classes([Own])`,
    `@action(permission_classes=[Own])`.
    """
    if not isinstance(guard, Call):
        return None
    first = guard.argument(0) if guard.name == _ANNOUNCING else None
    return guard.keywords.get(_ANNOUNCING, first)


def listed(function: Function) -> Iterator[Name]:
    """The names that a method which lists permissions may mean by them."""
    for each in function.everything():
        for value in (*each.returns, *(one.value for one in each.assignments)):
            yield from (name for name in walk(value) if isinstance(name, Name))
