"""Calls that follow on each other, as queries are written: `db.select().from(users).where(…)`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from compliance.extract.code.expressions import Call, Expression, Item, Member, Name, path_of
from compliance.extract.code.model import Function, Module


@dataclass(frozen=True, eq=False)
class Chain:
    """A chain of calls. `base` is what the first is called on, "" for a plain function, with `[]`
    for a key and `?` for what is no path; `names` are those of the steps, first to last.
    """

    module: Module
    base: str
    steps: tuple[Call, ...]
    names: tuple[str, ...]

    @property
    def call(self) -> Call:
        """The last call, which is the whole chain."""
        return self.steps[-1]

    @property
    def function(self) -> Function | None:
        """The function that it stands in."""
        return self.steps[-1].function

    @property
    def awaited(self) -> bool:
        """Whether some step of it is waited for."""
        return any(each.awaited for each in self.steps)

    def step(self, *names: str) -> Call | None:
        """The first step that has one of some names."""
        return next(self.all_steps(*names), None)

    def all_steps(self, *names: str) -> Iterator[Call]:
        """The steps that have one of some names."""
        return (call for call, name in zip(self.steps, self.names, strict=True) if name in names)

    def above(self, levels: int = 1) -> str:
        """The base without its last names."""
        base = self.base
        for _ in range(levels):
            base = base.rpartition(".")[0]
        return base

    @property
    def last(self) -> str:
        """The last name of the base: `user` in `prisma.user.findMany()`."""
        return self.base.rpartition(".")[2]


def chains(module: Module, function: Function | None = None) -> Iterator[Chain]:
    """The chains of a module, or of a function of it: each call that no other follows on, with
    those before it.
    """
    calls = function.calls if function is not None else module.calls
    followed = {id(inner) for call in calls if (inner := _before(call)) is not None}
    for call in calls:
        if id(call) not in followed:
            yield chain_of(module, call)


def chain_of(module: Module, call: Call) -> Chain:
    """A call, and those before it."""
    steps = tuple(reversed(list(call.chain())))
    return Chain(module, base_of(steps[0]), steps, tuple(each.name for each in steps))


def base_of(call: Call) -> str:
    """What a call is called on, as a path; "" for a plain function."""
    callee = call.callee
    if isinstance(callee, Name):
        return callee.path.rpartition(".")[0]
    return path_of(callee.of) if isinstance(callee, Member | Item) else "?"


def _before(call: Call) -> Call | None:
    """The call that another one follows on."""
    each: Expression = call.callee
    while isinstance(each, Member | Item):
        each = each.of
    return each if isinstance(each, Call) else None
