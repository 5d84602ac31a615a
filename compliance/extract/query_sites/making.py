"""Where what is made of other values comes from: texts that are put together, operations, calls."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass, field

from compliance.extract.code.expressions import (
    Call,
    Constant,
    Expression,
    Member,
    Name,
    Operation,
    Sequence,
    Table,
    Text,
    path_of,
)
from compliance.extract.code.model import Function, Module
from compliance.extract.code.program import Program
from compliance.extract.query_sites.sources import (
    BUILT,
    MADE,
    MADE_OF,
    NUMBERS,
    QUOTES,
    QUOTING,
    SAME,
    TEXTS,
    Source,
    is_sent,
    is_set,
    unbound,
)

# What hands on the items of what it is called on, or is handed.
_GONE_THROUGH = frozenset(
    """map filter sorted list tuple set keys items values entries enumerate zip reversed slice
    concat""".split()
)
_KEYS = frozenset("keys items entries".split())


@dataclass
class Making(ABC):
    """Follows what values are made of; where names come from, who extends this knows."""

    program: Program
    _composed: int = field(default=0, init=False)
    # What is gone through around a value: names of its items have no place of their own.
    _iterated: list[tuple[Module, Expression, Function | None]] = field(
        default_factory=list, init=False
    )

    @abstractmethod
    def source(
        self, module: Module, value: Expression | None, function: Function | None, depth: int = 0
    ) -> Source:
        """Where a text that is handed to a query comes from."""

    def _worst(
        self, module: Module, values: tuple[Expression, ...], function: Function | None, depth: int
    ) -> Source:
        worst = Source.WRITTEN
        for each in values[:200]:
            worst = max(worst, self.source(module, each, function, depth + 1))
            if worst is Source.VARIABLE:
                break
        return worst

    def _put_together(
        self, module: Module, values: tuple[Expression, ...], function: Function | None, depth: int
    ) -> Source:
        """What is put into a text: a parameter that is merely handed on builds nothing."""
        self._composed += 1
        found = self._worst(module, values, function, depth)
        self._composed -= 1
        return found

    @property
    def _variable(self) -> Source:
        """What a value is that cannot be followed further: a variable in a text, else open."""
        return Source.VARIABLE if self._composed else Source.OPEN

    def part(self, module: Module, value: Expression, function: Function | None) -> Source:
        """Where what is put into a text comes from."""
        return self._put_together(module, (value,), function, 0)

    def _operation(
        self, module: Module, value: Operation, function: Function | None, depth: int
    ) -> Source:
        operands = value.operands
        if value.operator == "for" and operands:  # The element, whose source is what is iterated.
            return self._each(module, operands[0], operands[-1], function, depth)
        if value.operator == "?:":
            operands = operands[1:]
        elif value.operator in ("==", "===", "!=", "!==", "<", ">", "<=", ">=", "in", "not in"):
            return Source.WRITTEN
        elif value.operator in ("&&", "and"):
            operands = operands[-1:]
        elif value.operator in ("*", "-", "/", "//") and len(operands) == 2:
            # `["%s"] * len(rows)` repeats what is written, and a number is no text.
            operands = operands[:1] if isinstance(operands[0], Text | Sequence) else ()
        elif value.operator == "+" and any(isinstance(each, Constant) for each in operands):
            return Source.WRITTEN  # A number.
        if value.operator in ("+", "%", "+="):
            return self._put_together(module, unbound(operands), function, depth)
        return self._worst(module, operands, function, depth)

    def _each(
        self,
        module: Module,
        element: Expression | None,
        iterated: Expression,
        function: Function | None,
        depth: int,
    ) -> Source:
        """What is made of each item of something."""
        self._iterated.append((module, iterated, function))
        found = self.source(module, element, function, depth + 1)
        self._iterated.pop()
        return found

    def _of_item(self, depth: int) -> Source:
        """A name that nothing else gives: that of an item of what is gone through."""
        if not self._iterated:
            return Source.OPEN
        module, iterated, function = self._iterated.pop()
        found = Source.WRITTEN
        if not self._has_written_keys(module, iterated, function):
            found = self.source(module, iterated, function, depth + 1)
        self._iterated.append((module, iterated, function))
        return found

    def _call(self, module: Module, call: Call, function: Function | None, depth: int) -> Source:
        name = call.name
        if call.tagged or name in QUOTES or name in NUMBERS or name in BUILT:
            return Source.WRITTEN
        if name in MADE or call.path in MADE_OF:
            return self._variable
        source, _ = module.imported(call.path.partition(".")[0]) or ("", "")
        if source in QUOTING:
            return Source.WRITTEN
        chain = list(call.chain())
        if any(each.name == "SQL" or each.name in QUOTES for each in chain):
            return Source.WRITTEN
        if name in TEXTS or name in ("raw", "unsafe", "RawSQL", "mogrify"):
            return self.source(module, call.argument(0), function, depth + 1)
        if name in _GONE_THROUGH:
            return self._mapped(module, call, function, depth)
        if name in SAME:
            of = self._receiver(call)
            given = call.arguments if name in ("format", "join", "replace", "str", "String") else ()
            values = (*((of,) if of is not None else ()), *given, *call.keywords.values())
            if name in ("format", "join", "replace"):
                return self._put_together(module, values, function, depth)
            return self._worst(module, values, function, depth)
        return self._answered(module, call, depth)

    def _answered(self, module: Module, call: Call, depth: int) -> Source:
        """What a function of the program answers; of another one, by what it is asked of."""
        found = self.program.meaning(module, path_of(call.callee), call.function)
        if found is not None and isinstance(found.value, Function):
            made = found.value
            if not made.returns:
                return Source.OPEN
            return self._worst(found.module, tuple(made.returns), made, depth + 1)
        path = path_of(call)
        if is_sent(path):
            return Source.VARIABLE
        return self._variable if is_set(path) else Source.OPEN

    def _mapped(self, module: Module, call: Call, function: Function | None, depth: int) -> Source:
        """`ids.map(() => "?")`: what the callback answers, or what is only handed on."""
        callback, of = call.argument(0), self._receiver(call)
        if isinstance(callback, Function):
            if call.name == "map" and of is not None and callback.returns:
                made = callback.returns[0] if len(callback.returns) == 1 else None
                whole = made or Sequence(call.line, items=tuple(callback.returns))
                self._iterated.append((module, of, function))
                found = self.source(module, whole, callback, depth + 1)
                self._iterated.pop()
                return found
            return self.source(module, of, function, depth + 1)
        if call.receiver == "Object":
            of = None
        values = (*((of,) if of is not None else ()), *call.arguments)
        if call.name in _KEYS and self._has_written_keys(module, call, function):
            return Source.WRITTEN
        return self._worst(module, values, function, depth)

    def _has_written_keys(
        self, module: Module, iterated: Expression, function: Function | None
    ) -> bool:
        """Whether what is gone through are the keys of a map that is written out."""
        of: Expression | None = iterated
        if isinstance(iterated, Call) and iterated.name in _KEYS:
            on_class = iterated.receiver == "Object"
            of = iterated.argument(0) if on_class else self._receiver(iterated)
        found = self.program.value(module, of, function) if of is not None else None
        return found is not None and isinstance(found.value, Table) and not found.value.spread

    @staticmethod
    def _receiver(call: Call) -> Expression | None:
        callee = call.callee
        if isinstance(callee, Member):
            return callee.of
        path = callee.path.rpartition(".")[0] if isinstance(callee, Name) else ""
        return Name(call.line, path=path) if path else None
