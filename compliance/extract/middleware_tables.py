"""Validation that tables of paths put before handlers, as Medusa's `defineMiddlewares` takes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from compliance.extract.access.words import words
from compliance.extract.code.expressions import (
    Call,
    Expression,
    Name,
    Sequence,
    Table,
    Text,
    path_of,
    walk,
)
from compliance.extract.code.program import Program
from compliance.extract.routes import Endpoint

MAX_ROWS = 2_000
_VALIDATES = frozenset(["validate", "validator", "validation", "zod", "joi", "ajv"])
_ALL = "ALL"


@dataclass(frozen=True)
class Row:
    """One row that validates: the segments of its path, and its methods (none: all of them)."""

    segments: tuple[str, ...]
    open_end: bool
    methods: tuple[str, ...]

    def fits(self, method: str, segments: tuple[str, ...]) -> bool:
        """Whether the row stands before a route."""
        if self.methods and method not in self.methods:
            return False
        own = len(self.segments)
        if len(segments) < own or (len(segments) > own and not self.open_end):
            return False
        pairs = zip(self.segments, segments, strict=False)
        return all(_is_open(one) or _is_open(other) or one == other for one, other in pairs)


class MiddlewareTables:
    """The rows of a program's tables, read when somebody first asks."""

    def __init__(self, program: Program) -> None:
        self._program = program
        self._rows: tuple[Row, ...] | None = None

    def validates(self, endpoint: Endpoint) -> bool:
        """Whether a row puts a validation of the body before a route."""
        if self._rows is None:
            self._rows = tuple(row for row, _ in zip(self._read(), range(MAX_ROWS), strict=False))
        segments = _segments(endpoint.path)
        return any(row.fits(endpoint.method, segments) for row in self._rows)

    def _read(self) -> Iterator[Row]:
        for module in self._program.modules(b"matcher"):
            if b"middlewares" not in module.source:
                continue
            values = [each.value for each in module.assignments]
            values += [each for call in module.calls for each in call.arguments]
            for value in values:
                for each in walk(value):
                    if isinstance(each, Table) and (row := _row(each)):
                        yield row


def _row(table: Table) -> Row | None:
    matcher, middlewares = table.entries.get("matcher"), table.entries.get("middlewares")
    if not isinstance(matcher, Text) or middlewares is None or not _validates_body(middlewares):
        return None
    methods = table.entries.get("methods", table.entries.get("method"))
    names = tuple(each.value.upper() for each in _texts(methods))
    plain = matcher.value.rstrip("*").removesuffix("/")
    segments = _segments(plain)
    return Row(segments, plain != matcher.value, () if _ALL in names else names)


def _texts(value: Expression | None) -> Iterator[Text]:
    for each in value.items if isinstance(value, Sequence) else (value,):
        if isinstance(each, Text):
            yield each


def _validates_body(middlewares: Expression) -> bool:
    for each in walk(middlewares):
        if isinstance(each, Call | Name):
            found = words(path_of(each))
            if not _VALIDATES.isdisjoint(found) and "query" not in found:
                return True
    return False


def _segments(path: str) -> tuple[str, ...]:
    return tuple(re.split(r"/", path.strip("/")))


def _is_open(segment: str) -> bool:
    return segment.startswith((":", "{", "["))
