"""Finds the functions that write several tables, and whether a transaction holds that together."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from compliance.extract.base import extractor
from compliance.extract.code.expressions import Call, Text
from compliance.extract.code.model import Function, Module
from compliance.extract.code.program import Program
from compliance.extract.queries import Query, queries
from compliance.extract.query_sites.alone import stands_for_itself
from compliance.extract.query_sites.atomic_requests import atomic_requests
from compliance.extract.query_sites.branches import Branches
from compliance.extract.query_sites.by_hand import run_by_hand
from compliance.extract.query_sites.callers import Callers, is_at_start
from compliance.extract.query_sites.clearing import clears_away
from compliance.extract.query_sites.lasting import LASTING, Lasting
from compliance.extract.query_sites.openers import Openers
from compliance.extract.query_sites.places import is_command, is_script, unread
from compliance.extract.query_sites.units import UNITS, Units, statement
from compliance.extract.routes import endpoints
from compliance.facts.queries import LooseWrites, Strike
from compliance.facts.routes import Answer
from compliance.paths import is_source

MAX_STRIKES = 2_000
# As many tables are named of a function.
_NAMED = 4
_DOCUMENTS = frozenset(["Mongoose", "MongoDB", "Beanie", "MongoEngine"])
_COMMITS = frozenset(["commit", "flush", "persistAndFlush", "removeAndFlush"])
_CHANGING = frozenset(["POST", "PUT", "PATCH", "DELETE"])
_METHODS = _CHANGING | {"GET", "ALL", "USE"}
# What they are handed runs by itself, when it is time or something has happened.
_LATER = frozenset("setInterval setTimeout setImmediate nextTick schedule on once".split())
# So few routes may all change something else than a database; so many share one function at most.
_SOME = 3
_ROUTES_OF_ONE = 10


@extractor(version=47, reads=is_source)
def loose_writes(program: Program) -> LooseWrites:
    """The functions of a component that write two or more tables."""
    openers = Openers(program)
    callers, units = Callers(program, openers), Units(program)
    branches = Branches()
    judge = _Judge(callers, openers, branches, units, atomic_requests(program))
    writers = _writers(program, branches)
    groups = [each for each in _groups(writers) if each.is_site]
    strikes = [strike for each in groups if (strike := judge.strike(each)) is not None]
    reasons = (*unread(program), *_unseen(program, len(writers.groups())))
    return LooseWrites(len(groups), tuple(strikes[:MAX_STRIKES]), reasons)


def _unseen(program: Program, writers: int) -> Iterator[str]:
    """Why writes are missing: routes change data, and next to nothing is seen to write, as with a
    repository of a package's own that writes for all tables.
    """
    changing = sum(
        each.method in _CHANGING and each.answer is Answer.DATA and not each.brought
        for each in endpoints(program)
    )
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


def _groups(writers: _Writers) -> Iterator[_Group]:
    """What the functions write, those tables aside whose rows stand for themselves."""
    for each in writers.groups():
        related = [
            one for one in each.writes
            if one.orm not in _DOCUMENTS
            and not stands_for_itself(one)
        ]  # fmt: skip
        if not related or is_at_start(each.function) or _is_of_model(each.function):
            continue
        if is_command(each.function) or clears_away(each.function, each.writes):
            continue
        if id(each.function) in writers.handlers or not all(map(_is_of_itself, related)):
            yield _Group(each.module, each.function, tuple(related))


def _is_of_itself(write: Query) -> bool:
    """Whether it is a function that is told nothing of what else is written: a job runs several of
    them one after the other, as `delete_old_orders()`, `delete_old_sessions()`. Those of a handler
    know the request.
    """
    call = write.call
    return not call.arguments and not call.keywords and "." not in call.path


def _is_of_model(function: Function) -> bool:
    """Whether it is a model's own `save` or `delete`, which runs in what its caller has opened."""
    return (
        function.class_ is not None
        and function.name in ("save", "delete")
        and any(each.path == f"super().{function.name}" for each in function.calls)
    )


def _writers(program: Program, branches: Branches) -> _Writers:
    """The functions that write, by queries of their own or by calls of others that do."""
    found = _Writers(frozenset(id(each.handler) for each in endpoints(program) if each.handler))
    aside = run_by_hand(program)
    for query in queries(program):
        if query.writes and not is_script(query.module) and query.module.path not in aside:
            found.add(query)
    lasting = Lasting(program, branches)
    noted = 0
    for calls in lasting.rounds():
        for call in calls:
            found.add(call)
        groups = found.groups()
        for group in groups[noted:]:
            in_documents = any(each.orm in _DOCUMENTS for each in group.writes)
            if not in_documents and not _is_of_model(group.function):
                lasting.note(group.function, group.writes, kept=_keeps(group))
        noted = len(groups)
    return found


@dataclass
class _Writers:
    """The functions that write, in the order of their first write."""

    handlers: frozenset[int]
    _writes: dict[int, list[Query]] = field(default_factory=dict)
    _functions: dict[int, Function] = field(default_factory=dict)

    def add(self, write: Query) -> None:
        """Count a write to the function that it belongs to."""
        function = _owner(write.function, self.handlers)
        if function is not None:
            self._writes.setdefault(id(function), []).append(write)
            self._functions[id(function)] = function

    def groups(self) -> list[_Group]:
        """What each function writes."""
        return [
            _Group(writes[0].module, self._functions[key], tuple(writes))
            for key, writes in self._writes.items()
        ]


def _keeps(group: _Group) -> bool:
    """Whether a function does not leave what it writes to the unit of work of who calls it."""
    last = max(each.call.line for each in group.writes)
    in_units = any(each.orm in UNITS for each in group.writes)
    return not in_units or any(line >= last for line in _commits(group.function))


def _owner(function: Function | None, handlers: frozenset[int] = frozenset()) -> Function | None:
    """The function that a query belongs to: callbacks in it are a part of it, but for handlers and
    what runs later.
    """
    each = function
    while each is not None and each.outer is not None and each.argument_of is not None:
        if id(each) in handlers or _is_handler(each.argument_of):
            return each
        if each.argument_of.name in _LATER:
            return each
        each = each.outer
    return each


def _goes_on(pair: tuple[Query, Query]) -> bool:
    """Whether one of two writes stands in a loop that has no end by itself, as that of a worker."""
    for each in pair:
        block = each.call.block
        while block is not None:
            if block.kind == "while":
                return True
            block = block.outer
    return False


def _is_handler(call: Call) -> bool:
    """Whether a call registers what it is handed for a path: `router.post("/users", …)`."""
    first = call.argument(0)
    return call.name.upper() in _METHODS and isinstance(first, Text) and first.value.startswith("/")


@dataclass(frozen=True)
class _Judge:
    callers: Callers
    openers: Openers
    branches: Branches
    units: Units
    atomic_requests: bool

    def strike(self, group: _Group) -> Strike | None:
        """Why a function breaks the rule; None where it does not, or that cannot be told."""
        loose = [
            each
            for each in group.writes
            if each.table and not each.transaction and not self.openers.enclose(each.call)
        ]
        loose.sort(key=lambda each: each.call.line)
        pair = self._pair(group, loose)
        if pair is None or self.callers.are_inside(group.function):
            return None
        if not _goes_on(pair) and self.callers.runs_on_load(group.function):
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
        for position, first in enumerate(loose[:50]):
            for second in loose[position + 1 : 50]:
                if _plain(first.table) != _plain(second.table) and self._are_apart(
                    group, first, second
                ):
                    return first, second
        return None

    def _are_apart(self, group: _Group, first: Query, second: Query) -> bool:
        if statement(first) is statement(second):
            return False
        # What keeps the second by itself writes down what a unit of work has of the first, too.
        kept = second.orm == LASTING
        if self.units.waits(first) and (kept or self.units.waits(second)):
            lines = sorted(_commits(group.function))
            between = any(
                first.call.line <= line < second.call.line
                # Who leaves after writing it down does not come to the second.
                and not self.branches.exclusive(second.module, line, second.call.line)
                for line in lines
            )
            after = kept or any(line >= second.call.line for line in lines)
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
