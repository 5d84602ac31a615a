"""Follows what a handler answers back to the query whose rows it is."""

from __future__ import annotations

import functools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from compliance.extract.code.expressions import (
    Call,
    Expression,
    Item,
    Member,
    Name,
    Table,
)
from compliance.extract.code.model import Function
from compliance.extract.code.program import Meaning, Program
from compliance.extract.lists.answered import (
    ANSWERING,
    BESIDE,
    SINGLE,
    WRAPPING,
    given_to,
    parts,
    results,
    sent,
)
from compliance.extract.lists.by_name import ByName
from compliance.extract.lists.collected import (
    answers_many,
    is_fixed,
    is_loaded,
    is_many,
    says_many,
)
from compliance.extract.lists.elsewhere import is_of_package
from compliance.extract.lists.handed import filled_from, given_as, handed_over, promised
from compliance.extract.lists.relations import reads_one, takes_in
from compliance.extract.lists.rows import Rows, cut, is_slice, plain
from compliance.extract.queries import Action, Query
from compliance.extract.queries.implementing import Implementations

MAX_DEPTH = 5
MAX_STEPS = 400
MAX_NEAR = 8
# What makes one value, or none, of many rows.
_REDUCING = frozenset(
    """first last one one_or_none scalar_one scalar_one_or_none scalar get findOne find findIndex
    fetchone length count len sum min max exists some every includes reduce any join has
    get_object_or_404 aggregate getOne getOneOrFail getRawOne getCount getExists single maybeSingle
    executeTakeFirst executeTakeFirstOrThrow oneFirst oneOrNone findFirst set has_next randint next
    pop shift at""".split()
)
# Of these each is one of a list's own, and of no query.
_OF_ROWS = frozenset("at pop shift reduce".split())
_MAX_WRAPPER = 8


@dataclass
class Flow:
    """Goes back from what is answered; `known` are the queries by their calls. On the way it keeps
    in `many` the functions down to the first that makes a list, of whatever it is.
    """

    program: Program
    known: Mapping[int, Query]
    behind: Implementations
    by_name: ByName
    resource: str = ""
    many: tuple[Function, ...] = ()
    _seen: set[tuple[str | int, int]] = field(default_factory=set)
    _calls: dict[int, tuple[Call, Function]] = field(default_factory=dict)
    _steps: int = 0

    def answered(self, handler: Function) -> Iterator[Rows]:
        """The queries whose rows a handler answers."""
        yield from self._of_function(handler, (handler,))
        # `respond(res, 200, rows)`, by a function of the program that sends what it is handed.
        for call, found in self.program.called(handler):
            sends = found.value
            if isinstance(sends, Function) and call.function is not None:
                self._calls.setdefault(id(sends), (call, call.function))
                for value in sent(sends):
                    yield from self._value(value, sends, (handler,))

    def near(self, handler: Function) -> Iterator[Function]:
        """A handler and the functions that it calls, directly or not: a few of them."""
        for count, each in enumerate(self.program.reached(handler)):
            if count >= MAX_NEAR:
                return
            yield each

    def _of_function(self, function: Function, way: tuple[Function, ...]) -> Iterator[Rows]:
        if len(way) > MAX_DEPTH:
            return
        for value, inner in results(function):
            yield from self._value(value, inner, way)

    def _value(
        self, value: Expression, function: Function, way: tuple[Function, ...]
    ) -> Iterator[Rows]:
        """The queries whose rows an expression is."""
        key = (value.path if isinstance(value, Name) else id(value), id(function))
        self._steps += 1
        if key in self._seen or self._steps > MAX_STEPS:
            return
        self._seen.add(key)
        if not self.many and id(value) not in self.known and is_many(self.program, value, function):
            self.many = way
        if isinstance(value, Call):
            yield from self._call(value, function, way)
        elif isinstance(value, Name):
            yield from self._name(value, function, way)
        elif isinstance(value, Table):
            yield from self._table(value, function, way)
        elif isinstance(value, Member) and (one := self._one(value.of, value.name)):
            yield Rows(one, way)
        elif isinstance(value, Item) and is_slice(value):
            for rows in self._value(value.of, function, way):
                yield cut(rows, value)
        else:
            for part in parts(value):
                yield from self._value(part, function, way)

    def _call(self, call: Call, function: Function, way: tuple[Function, ...]) -> Iterator[Rows]:
        query = self.known.get(id(call))
        if query is not None:
            one_of_them = call.name in _OF_ROWS  # `(await sql`…`).at(0)`
            if query.action is Action.MANY and not (one_of_them or reads_one(query)):
                yield Rows(query, way)
            return
        module = function.module
        found = self.program.callee(module, call, function) if module else None
        if found is not None and isinstance(found.value, Function):
            yield from self._of_called(found, call, function, way)
            return
        behind = tuple(self._behind(call, function)) if found is None else ()
        led, _ = self._calls.get(id(function), (None, function))
        handed = handed_over(call, function, led) if found is None and not behind else None
        if handed is not None:
            yield from self._of_function(handed, (*way, handed))
            return
        for method in behind:
            self._calls.setdefault(id(method), (call, function))
            yield from self._of_function(method, (*way, method))
        if behind or call.name in _REDUCING:
            return
        if call.name != "Promise":
            yield from self._of_others(call, function, way)
        for value, inner in promised(call):
            yield from self._value(value, inner, way)

    def _of_others(
        self, call: Call, function: Function, way: tuple[Function, ...]
    ) -> Iterator[Rows]:
        """What a call answers that leads to no function of the program, as far as rows go through
        it.
        """
        found = self.program.callee(function.module, call, function) if function.module else None
        lists = not self.many and found is None and says_many(call)
        if lists and not is_of_package(self.program, call, function):
            self.many = way
        if isinstance(call.callee, Member):
            yield from self._value(call.callee.of, function, way)
        elif isinstance(call.callee, Name) and call.receiver:
            yield from self._value(Name(call.line, path=call.receiver), function, way)
        yield from self._arguments(call, function, way)
        yield from self._keywords(call, function, way)

    def _of_called(
        self, found: Meaning, call: Call, function: Function, way: tuple[Function, ...]
    ) -> Iterator[Rows]:
        """What a function of the program answers, or what implements an abstract one."""
        for each in self.program.behind(found):
            if isinstance(each.value, Function):
                if not self.many and answers_many(each.value):
                    self.many = (*way, each.value)
                # What it is handed comes back only where it answers one of its parameters.
                self._calls.setdefault(id(each.value), (call, function))
                yield from self._of_function(each.value, (*way, each.value))

    def _behind(self, call: Call, function: Function) -> Iterator[Function]:
        """What a call leads to that names an interface, or a function that was handed around."""
        implementing = tuple(self.behind.methods(call, function))
        named = None if implementing else self.by_name.function(call, function)
        yield from implementing if named is None else (named,)

    def _arguments(
        self, call: Call, function: Function, way: tuple[Function, ...]
    ) -> Iterator[Rows]:
        """What a call is handed, but for `rows.then((found) => found.map(…))`: the body of `map`
        makes nothing of its own.
        """
        for argument in call.arguments:
            if isinstance(argument, Table):
                yield from self._table(argument, function, way, call.name in ANSWERING)
            elif not isinstance(argument, Function):
                yield from self._value(argument, function, way)

    def _keywords(
        self, call: Call, function: Function, way: tuple[Function, ...]
    ) -> Iterator[Rows]:
        """`UsersOut(data=users, count=count)`."""
        only = len(call.keywords) == 1
        for key, argument in call.keywords.items():
            if only or self._is_wrapper(key):
                yield from self._value(argument, function, way)

    def _name(self, name: Name, function: Function, way: tuple[Function, ...]) -> Iterator[Rows]:
        head = name.path.partition(".")[0]
        # `orders = orders.order_by(column)[start : start + length]`, some lines below the query.
        slices = [
            each.value
            for each in function.assignments
            if each.target == head and is_slice(each.value)
        ]
        for rows in self._named(name, function, way):
            yield functools.reduce(cut, slices, rows)

    def _named(self, name: Name, function: Function, way: tuple[Function, ...]) -> Iterator[Rows]:
        head, _, rest = name.path.partition(".")
        if rest.rpartition(".")[2] in SINGLE or (not rest and is_loaded(name, function)):
            return
        around: Function | None = function
        while around is not None:
            found = False
            for each in around.assignments:
                if each.target == head or head in each.parts:
                    found = True
                    value = given_to(head, each)
                    at = each.parts.get(head, ("", None))[0]
                    if at == "0" and value is each.value and self._is_first_row(value):
                        continue
                    one = self._one(value, rest.partition(".")[0])
                    if one is not None:
                        yield Rows(one, way)
                    yield from self._value(value, around, way)
                    yield from self._filled(head, around, way)
            if not found and any(each.name == head for each in around.parameters):
                yield from self._handed(head, around, way)
                yield from self._given(head, around, way)
                return
            if found:
                return
            around = around.outer

    def _is_first_row(self, value: Expression) -> bool:
        """Whether what is taken out of a query's answer, a list of rows, is the first of them:
        `[user] = await db.select()`. Some answer the rows with their number, or with the columns.
        """
        query = self.known.get(id(value))
        if query is None or not isinstance(value, Call) or "Count" in value.name:
            return False
        return value.tagged or query.orm != "SQL" or not self._answers_pairs

    @functools.cached_property
    def _answers_pairs(self) -> bool:
        """Whether the program's driver answers the rows as the first of two."""
        return self.program.mentions(b"mysql2", b"sequelize")

    def _one(self, value: Expression, relation: str) -> Query | None:
        """The query of one object that reads the rows of a relation along with it."""
        query = self.known.get(id(value)) if relation else None
        is_one = query is not None and query.action is Action.ONE
        return query if query is not None and is_one and takes_in(query, relation) else None

    def _filled(self, name: str, function: Function, way: tuple[Function, ...]) -> Iterator[Rows]:
        for subject in filled_from(name, function):
            if not self.many and not is_fixed(self.program, subject, function):
                self.many = way
            yield from self._value(subject, function, way)

    def _handed(self, name: str, callback: Function, way: tuple[Function, ...]) -> Iterator[Rows]:
        """What a parameter of a callback is, in `find().then((rows) => …)`, and behind an error in
        `find((error, rows) => …)`.
        """
        call = callback.argument_of
        if call is None:
            return
        if call.name in ("then", "pipe", "map"):
            if isinstance(call.callee, Member) and callback.outer is not None:
                yield from self._value(call.callee.of, callback.outer, way)
        elif any(each.name == name for each in callback.parameters[1:]):
            query = self.known.get(id(call))
            if query is not None and query.action is Action.MANY and not reads_one(query):
                yield Rows(query, way)

    def _given(self, name: str, function: Function, way: tuple[Function, ...]) -> Iterator[Rows]:
        """What a parameter is, in the call that led here."""
        led, caller = self._calls.get(id(function), (None, function))
        given = given_as(name, function, led)
        if given is not None:
            yield from self._value(given, caller, way)

    def _table(
        self, table: Table, function: Function, way: tuple[Function, ...], answered: bool = True
    ) -> Iterator[Rows]:
        """A wrapper of a list: what is one of many things in an object is none. In an object that
        is `answered` the only thing is what it wraps, whatever it is called.
        """
        said = table.entries.keys() - BESIDE
        only = said if answered and self.resource and len(said) == 1 else frozenset()
        if len(table.entries) <= _MAX_WRAPPER:
            for key, entry in table.entries.items():
                if self._is_wrapper(key) or key in only:
                    yield from self._value(entry, function, way)
        for each in table.spread:
            yield from self._value(each, function, way)

    def _is_wrapper(self, key: str) -> bool:
        return key.lower() in WRAPPING or (bool(self.resource) and plain(key) == self.resource)
