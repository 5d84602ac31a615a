"""Finds the functions that write several tables, and whether a transaction holds that together."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from compliance.extract.base import extractor
from compliance.extract.code.model import Function, Module
from compliance.extract.code.program import Program
from compliance.extract.queries import Query, queries
from compliance.extract.query_sites.branches import Branches
from compliance.extract.query_sites.callers import is_called_inside
from compliance.extract.query_sites.places import is_script, unread
from compliance.extract.routes import endpoints
from compliance.facts.queries import LooseWrites, Strike
from compliance.facts.routes import Answer
from compliance.tree import is_source

MAX_STRIKES = 2_000
# As many tables are named of a function.
_NAMED = 4
_DOCUMENTS = frozenset(["Mongoose", "MongoDB", "Beanie", "MongoEngine"])
_UNITS = frozenset(["SQLAlchemy", "MikroORM"])
_COMMITS = frozenset(["commit", "flush", "persistAndFlush", "removeAndFlush"])
_CHANGING = frozenset(["POST", "PUT", "PATCH", "DELETE"])
# So few routes may all change something else than a database; so many share one function at most.
_SOME = 3
_ROUTES_OF_ONE = 10
# Tables whose rows stand for themselves: nothing is inconsistent where one of them is missing.
_RECORDS = re.compile(
    r"log(?:s|Entry|Entries)?$|audit|event(?:s|Log)?$|histor|activit|notification|metric|telemetry"
    r"|analytic|statistic|visit|session(?:s)?$|job(?:s)?$|task(?:s|Result)?$|cache",
    re.IGNORECASE,
)


@extractor(version=4, reads=is_source)
def loose_writes(program: Program) -> LooseWrites:
    """The functions of a component that write two or more tables."""
    judge = _Judge(program, Branches(), _atomic_requests(program))
    groups = [each for each in _groups(program) if each.is_site]
    strikes = [strike for each in groups if (strike := judge.strike(each)) is not None]
    reasons = (*unread(program), *_unseen(program))
    return LooseWrites(len(groups), tuple(strikes[:MAX_STRIKES]), reasons)


def _unseen(program: Program) -> Iterator[str]:
    """Why writes are missing: routes change data, and next to nothing is seen to write, as with a
    repository of a package's own that writes for all tables.
    """
    changing = sum(
        each.method in _CHANGING and each.answer is Answer.DATA for each in endpoints(program)
    )
    writing = (each for each in queries(program) if each.writes and not is_script(each.module))
    writers = len({id(_owner(each.function)) for each in writing})
    if changing >= _SOME and writers * _ROUTES_OF_ONE < changing:
        seen = "no function is" if not writers else f"only {writers} functions are"
        yield f"{seen} seen to write, and {changing} routes change data"


@dataclass(frozen=True)
class _Group:
    """What one function writes."""

    module: Module
    function: Function
    writes: tuple[Query, ...]

    @property
    def tables(self) -> frozenset[str]:
        """The tables that are known, those aside whose rows stand for themselves."""
        return frozenset(_plain(each.table) for each in self.writes if each.table)

    @property
    def is_site(self) -> bool:
        """Whether it writes several tables; of those that are not known a transaction around more
        than one write says so.
        """
        held = [each for each in self.writes if each.transaction]
        return len(self.tables) > 1 or (len(held) > 1 and not all(each.table for each in held))


def _plain(table: str) -> str:
    """A table as it is known by its model and in SQL: `UserRole`, `user_roles`."""
    return table.rpartition("].")[2].replace("_", "").lower().removesuffix("s")


def _groups(program: Program) -> Iterator[_Group]:
    found: dict[int, list[Query]] = {}
    functions: dict[int, Function] = {}
    for each in queries(program):
        function = _owner(each.function)
        if (
            each.writes
            and function is not None
            and each.orm not in _DOCUMENTS
            and not is_script(each.module)
            and not _RECORDS.search(each.table)
        ):
            found.setdefault(id(function), []).append(each)
            functions[id(function)] = function
    for key, writes in found.items():
        yield _Group(writes[0].module, functions[key], tuple(writes))


def _owner(function: Function | None) -> Function | None:
    """The function that a query belongs to: callbacks in it are a part of it."""
    each = function
    while each is not None and each.outer is not None and each.argument_of is not None:
        each = each.outer
    return each


@dataclass(frozen=True)
class _Judge:
    program: Program
    branches: Branches
    atomic_requests: bool

    def strike(self, group: _Group) -> Strike | None:
        """Why a function breaks the rule; None where it does not, or that cannot be told."""
        loose = [each for each in group.writes if each.table and not each.transaction]
        pair = self._pair(group, loose)
        if pair is None or is_called_inside(self.program, group.function):
            return None
        written = list(dict.fromkeys(each.table for each in loose))
        more = f" and {len(written) - _NAMED} more" if len(written) > _NAMED else ""
        tables = ", ".join(written[:_NAMED]) + more
        name = group.function.qualified or "this function"
        return Strike(pair[1].where, f"{name} writes {tables} outside a transaction")

    def _pair(self, group: _Group, loose: list[Query]) -> tuple[Query, Query] | None:
        """Two writes of different tables of which the first can be kept without the second."""
        if self.atomic_requests and group.module.is_python and "task" not in group.module.path:
            return None
        ordered = sorted(loose, key=lambda each: each.call.line)
        for position, first in enumerate(ordered[:50]):
            for second in ordered[position + 1 : 50]:
                if _plain(first.table) != _plain(second.table) and self._are_apart(
                    group, first, second
                ):
                    return first, second
        return None

    def _are_apart(self, group: _Group, first: Query, second: Query) -> bool:
        if first.orm in _UNITS and second.orm in _UNITS:
            lines = sorted(_commits(group.function))
            between = any(first.call.line <= line < second.call.line for line in lines)
            after = any(line >= second.call.line for line in lines)
            if not (between and after):
                return False
        return not self.branches.exclusive(first.module, first.call.line, second.call.line)


def _commits(function: Function) -> Iterator[int]:
    """The lines on which a unit of work is written down."""
    for each in function.everything():
        for call in each.calls:
            # A session's `flush` in Python leaves the transaction open.
            if call.name in _COMMITS and not (call.name == "flush" and _is_python(each)):
                yield call.line


def _is_python(function: Function) -> bool:
    return function.module is not None and function.module.is_python


def _atomic_requests(program: Program) -> bool:
    """Whether Django runs each request in a transaction."""
    for module in program.modules(b"ATOMIC_REQUESTS"):
        for line in module.source.split(b"\n"):
            if (
                b"ATOMIC_REQUESTS" in line
                and b"True" in line
                and not line.lstrip().startswith(b"#")
            ):
                return True
    return False
