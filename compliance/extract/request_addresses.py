"""Tells the calls that are about the address of a request from those that may be about its body."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from compliance.extract.code.expressions import Call, Expression, Name, walk
from compliance.extract.code.model import Assignment, Function
from compliance.extract.request_bodies import REQUESTS
from compliance.extract.validators import is_of_library

ADDRESS_PARTS = frozenset("query params param nextUrl searchParams url headers cookies".split())


class Addresses:
    """Looks at calls, the names of each function gathered once."""

    def __init__(self) -> None:
        self._locals: dict[int, dict[str, Assignment]] = {}

    def has_all_of(self, call: Call) -> bool:
        """Whether a call is handed parts of a request, and only such as its address has:
        `validate(slugSchema, req.query)`. A local name beside them may be the body.
        """
        handed = [each for argument in call.arguments for each in _names(argument)]
        return _are_of_address(handed) and not any(
            self._may_be_body(each[0], call) for each in handed
        )

    def _may_be_body(self, name: str, call: Call) -> bool:
        """Whether a name is a local one where a call stands, and neither made of parts of the
        address alone nor a schema.
        """
        function = call.function
        while function is not None:
            found = self._locals_of(function).get(name)
            if found is not None:
                is_schema = (
                    isinstance(found.value, Call)
                    and function.module is not None
                    and is_of_library(function.module, found.value.path.partition(".")[0])
                )
                return not is_schema and not _are_of_address(_names(found.value))
            function = function.outer
        return False

    def _locals_of(self, function: Function) -> dict[str, Assignment]:
        key = id(function)
        if key not in self._locals:
            self._locals[key] = {
                name: each for each in function.assignments for name in (each.target, *each.parts)
            }
        return self._locals[key]


def _names(value: Expression) -> Iterator[list[str]]:
    """The names in a value, each by its parts."""
    for each in walk(value):
        if isinstance(each, Name):
            yield each.path.removeprefix("this.").split(".")


def _are_of_address(names: Iterable[list[str]]) -> bool:
    """Whether there are parts of a request among some names, and only such as its address has."""
    of_requests = [each for each in names if each[0] in REQUESTS]
    return bool(of_requests) and all(
        not ADDRESS_PARTS.isdisjoint(each[1:3]) for each in of_requests
    )
