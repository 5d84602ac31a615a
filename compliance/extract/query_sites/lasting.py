"""Finds the calls of functions that write one table and keep that by themselves: a repository's
`create` that commits, a service's method without a transaction around it.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from compliance.extract.code.expressions import (
    Call,
    Constant,
    Expression,
    Item,
    Member,
    Name,
    path_of,
)
from compliance.extract.code.expressions import Sequence as Many
from compliance.extract.code.meant import class_around
from compliance.extract.code.model import Class, Function, Module
from compliance.extract.code.program import Program
from compliance.extract.queries import Action, Query
from compliance.extract.queries.chains import base_of
from compliance.extract.queries.circumstances import functions_around, is_inside
from compliance.extract.queries.implementing import Implementations
from compliance.extract.queries.receivers import lineage
from compliance.extract.query_sites.branches import Branches
from compliance.extract.query_sites.by_hand import run_by_hand
from compliance.extract.query_sites.callers import called_by, is_handed
from compliance.extract.query_sites.distinct import ON_SELF, Distinct
from compliance.extract.query_sites.places import is_script

MAX_WRITERS = 2_000
_MAX_PAIRS = 100
# What the orm is where a called function writes and keeps it.
LASTING = "a function"
# Parameters by which the caller chooses whether a write is kept, or within what.
_CHOOSES = re.compile(
    r"(?:^|_)commit|(?:^|_)flush|^tr?x$|^txn$|[tT]ransaction|^manager$|[mM]anager$|^em$|^options$|^ctx$"
    r"|^context$|^client$|^conn(?:ection)?$|^queryRunner$"
)
_OPTION = re.compile(r"(?:\w+_)?(?:auto)?commit|(?:do|should|will|must)_flush|flush")
_CHOSEN_TYPES = re.compile(
    r"Transaction|EntityManager|QueryRunner|PoolClient|Knex\b|Context\b|(?:Connection|Cursor)\b"
)
_FOR_HEIRS = re.compile(r"(?:Mixin|Base|BaseModel|AbstractModel)$")
_PARAMETER = re.compile(r"[A-Z]{1,2}\d?|[A-Z]?_?\w{0,40}(?:Type|T)|_\w{1,40}")
_OF_GENERICS = re.compile(r"[A-Z]|T[A-Z][a-z]\w{0,40}")
_OWN_CLASS = frozenset(["cls", "self.__class__", "type()"])
# An object that is made where it is written: `User(name=name).save()`.
_MADE = re.compile(r"(?:\w{1,60}\.)?([A-Z]\w{0,60})\(\)")
_MEANINGLESS = re.compile(
    r"_?(?:repo(?:sitory)?|service|svc|crud|dao|manager|store|model|queries|db|api|client|handler"
    r"|helper|provider|gateway|adapter|backend|instance)s?$",
    re.IGNORECASE,
)


@dataclass
class Lasting:
    """The functions of one program that write a single table, each with that table; "" where the
    table is that of the object on which the function is called. `held` are those that may write
    within what their caller has opened: a call in a transaction is a write, any other is none,
    unless it is one of `units`, which add to a session that who calls them commits.
    """

    program: Program
    branches: Branches
    tables: dict[int, str] = field(default_factory=dict)
    functions: list[Function] = field(default_factory=list)
    held: dict[int, Function] = field(default_factory=dict)
    units: set[int] = field(default_factory=set)
    _choosing: dict[int, frozenset[str]] = field(default_factory=dict)
    # The lines on which a function writes.
    _lines: dict[int, tuple[int, ...]] = field(default_factory=dict)
    # The tables that are known of what the methods of a class write.
    _of_classes: dict[int, set[str]] = field(default_factory=dict)

    def note(self, function: Function, writes: Sequence[Query], *, kept: bool) -> None:
        """Take a function into account, if it writes one table and keeps it."""
        known = {_given(each.table) for each in writes}
        if function.class_ is not None:
            self._of_classes.setdefault(id(function.class_), set()).update(
                known - {"", function.class_.name}
            )
        if not function.name or len(known) != 1 or len(self.tables) >= MAX_WRITERS:
            return
        self.tables[id(function)] = _table(function, next(iter(known)))
        self._lines[id(function)] = tuple({each.call.line: None for each in writes})
        in_one = any(each.transaction for each in writes)
        choosing = self._choosing[id(function)] = frozenset(_choosing(function, writes))
        if kept and not in_one and not choosing:
            self.functions.append(function)
        else:
            self.held[id(function)] = function
            if not in_one and all(each.orm == "SQLAlchemy" for each in writes):
                self.units.add(id(function))

    def rounds(self) -> Iterator[tuple[Query, ...]]:
        """Nothing, then the calls of the functions that were noted, as what they write; then those
        of the methods that were noted for these: a service calls a repository, and that what it
        extends. A function that calls functions that do so may be a job of several steps, each of
        which is done again where the next one fails.
        """
        yield ()
        first = len(self.functions)
        yield tuple(self._calls([*self.functions, *self.held.values()]))
        methods = [each for each in self.functions[first:] if each.class_ is not None]
        yield tuple(self._calls(methods))

    def _calls(self, functions: list[Function]) -> Iterator[Query]:
        names = {each.name for each in functions}
        wanted = {id(each) for each in functions}
        methods = self._distinct.methods(functions)
        words = tuple(f"{name}(".encode() for name in sorted(names))
        aside = run_by_hand(self.program)
        for module in self.program.modules(*words) if words else ():
            if is_script(module) or module.path in aside:
                continue
            for call in module.calls:
                called = self._called(module, call) if call.name in names else ()
                function = next((each for each in called if id(each) in wanted), None)
                if function is None and call.name in methods:
                    function = self._distinct.only(module, call, methods[call.name])
                write = self._write(module, call, function) if function is not None else None
                if write is not None:
                    yield write

    def _write(self, module: Module, call: Call, function: Function) -> Query | None:
        """A call of a function that was noted, as what it writes; None where it writes within what
        is open around the call, or nothing names the table.
        """
        table = self.tables[id(function)] or self._table_of(call, function)
        kept = is_inside(call) or is_handed(call)
        # In a unit of work it is who calls that writes it down.
        commits = self._commits(call, function)
        in_unit = id(function) in self.units and not commits
        is_held = id(function) in self.held and not (commits or self._is_left(call, function))
        if table is None or (is_held and not (kept or in_unit)) or self._hands_on(call, function):
            return None
        orm = "SQLAlchemy" if in_unit and not kept else LASTING
        return Query(call, module, orm, Action.UPDATE, table, transaction=kept)

    def _hands_on(self, call: Call, function: Function) -> bool:
        """Whether a function either writes, or calls what it is handed there, as one does that asks
        who calls first: no row of it is left without those that are written by what it calls.
        """
        own = [each.name for each in function.parameters if each.name not in ON_SELF]
        handed = {own[at] for at, each in enumerate(call.arguments[: len(own)])
                  if isinstance(each, Function)}  # fmt: skip
        called = [each.line for each in function.calls if each.path in handed]
        lines = self._lines[id(function)]
        if not called or len(called) * len(lines) > _MAX_PAIRS or function.module is None:
            return False
        return all(
            self.branches.exclusive(function.module, min(line, last), max(line, last))
            for line in lines
            for last in called
        )

    def _table_of(self, call: Call, function: Function) -> str | None:
        """The table that a call writes of a function that does not say which: the one that all
        other methods of its class write, or that of the object on which it is called. A function of
        a file is called on that file, whose name says what it is for, if anything.
        """
        class_ = function.class_
        if class_ is None:
            return _named(call) if _MEANINGLESS.search(base_of(call)) else None
        others = self._of_classes.get(id(class_), set())
        return next(iter(others)) if len(others) == 1 else _named(call)

    def _called(self, module: Module, call: Call) -> Iterator[Function]:
        """The function that a call calls, or those that implement what it names of an interface."""
        found = called_by(self.program, module, call)
        if found is not None and isinstance(found.value, Function):
            yield found.value
        elif found is None and _is_made_of_own_class(call, base_of(call)):
            class_ = class_around(call.function)
            family = lineage(self.program, module, class_) if class_ is not None else ()
            methods = (each.method(call.name) for _, each in family)
            yield from [each for each in methods if each is not None][:1]
        elif found is None and call.function is not None:
            yield from self._implementations.methods(call, call.function)

    @functools.cached_property
    def _distinct(self) -> Distinct:
        return Distinct(self.program)

    @functools.cached_property
    def _implementations(self) -> Implementations:
        return Implementations(self.program)

    def _commits(self, call: Call, function: Function) -> bool:
        """Whether a function writes down what it adds unless it is told not to, and a call does not
        tell it: `def save(self, commit=True)`.
        """
        choosing = self._choosing[id(function)]
        own = [each for each in function.parameters if each.name not in ON_SELF]
        asked = [each for each in own if each.name in choosing]
        return bool(asked) and all(
            _OPTION.fullmatch(each.name) is not None
            and _is_true(call.argument(own.index(each), each.name) or each.default)
            for each in asked
        )

    def _is_left(self, call: Call, function: Function) -> bool:
        """Whether a call leaves it to the function within what it writes, and that has a client of
        its own for this: `insert(order, trx = this.knex)`.
        """
        choosing = self._choosing[id(function)]
        own = [each for each in function.parameters if each.name not in ON_SELF]
        return any(
            each.name in choosing
            and isinstance(each.default, Name | Member)
            and call.argument(position, each.name) is None
            for position, each in enumerate(own)
        )


def _given(table: str) -> str:
    """The table of a write; "" where it is a parameter of a generic class: `Repository<T>`."""
    return "" if _OF_GENERICS.fullmatch(table) else table


def _table(function: Function, table: str) -> str:
    """The table that a function writes; "" where a class that is none itself writes its heirs."""
    class_ = function.class_
    of_heirs = class_ is not None and table == class_.name and _FOR_HEIRS.search(table)
    return "" if of_heirs else table


def _named(call: Call) -> str | None:
    """The table of an object that writes for several: `repos.users.create()`, `userRepo.save()`;
    of an object that calls a method of its own that of its class, "" where that names none; None
    where nothing names the table.
    """
    base = base_of(call)
    if base in ON_SELF:
        class_ = class_around(call.function)
        return _of_heir(class_) if class_ is not None else ""
    if (made := _MADE.fullmatch(base)) is not None:
        return made[1]
    if "?" in base or "[" in base or "(" in base:
        return None
    if _is_made_of_own_class(call, base):
        return ""
    return _MEANINGLESS.sub("", base.rpartition(".")[2].lstrip("_")) or None


def _is_made_of_own_class(call: Call, name: str) -> bool:
    """Whether a name stands for a new object of whatever class the method is called on."""
    return call.function is not None and name in _made_of_own_class(call.function)


@functools.lru_cache(maxsize=2)  # Calls come function by function, and one may make thousands.
def _made_of_own_class(function: Function) -> frozenset[str]:
    return frozenset(
        each.target
        for each in function.assignments
        if isinstance(each.value, Call) and each.value.path in _OWN_CLASS
    )


def _is_true(value: Expression | None) -> bool:
    return isinstance(value, Constant) and value.value == "True"


def _of_heir(class_: Class) -> str:
    """The table that a class says it writes: `class Users(Repository[User])`, `model = User`."""
    keys = [each.key for each in class_.bases if isinstance(each, Item)]
    firsts = [each.items[0] if isinstance(each, Many) and each.items else each for each in keys]
    field = class_.field("model")
    named = [*firsts, *((field.value,) if field is not None else ())]
    found = (path_of(each).rpartition(".")[2] for each in named if isinstance(each, Name))
    # The parameter of a generic class is none: `T`, `ModelType`.
    return next((each for each in found if not _PARAMETER.fullmatch(each)), "")


@functools.lru_cache(maxsize=32)  # Thousands of functions may stand in one.
def _told_to(function: Function) -> tuple[str, ...]:
    """The names by which a function is told within what it writes: parameters, and what it takes
    out of options as in `commit = options.pop("commit", False)`.
    """
    return (
        *(
            each.name
            for each in function.parameters
            if _CHOOSES.search(each.name) or _CHOSEN_TYPES.search(each.type)
        ),
        *(each.target for each in function.assignments if _OPTION.fullmatch(each.target)),
    )


def _choosing(function: Function, writes: Sequence[Query]) -> Iterator[str]:
    """The names by which who calls a function says within what it writes."""
    for each in functions_around(function):
        yield from _told_to(each)
    given = {one.name for each in functions_around(function) for one in each.parameters}
    for write in writes:
        base = base_of(list(write.call.chain())[-1]).partition(".")[0]
        if write.orm not in ("SQLAlchemy", LASTING) and base in given:
            yield base
