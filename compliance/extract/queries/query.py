"""What the readers of the ORMs and drivers find: a query, with the code that makes it."""

from __future__ import annotations

import enum
from dataclasses import dataclass

from compliance.extract.code.expressions import Call, Expression
from compliance.extract.code.model import Block, Function, Module
from compliance.extract.code.program import Meaning
from compliance.facts import Evidence


class Action(enum.StrEnum):
    """What a query does; `SQL` is text whose statement cannot be told."""

    MANY = "reads rows"
    ONE = "reads one row"
    COUNT = "counts"
    CREATE = "creates"
    UPDATE = "updates"
    DELETE = "deletes"
    DEFINE = "changes the schema"
    SQL = "runs SQL"


_WRITES = frozenset([Action.CREATE, Action.UPDATE, Action.DELETE])


# Methods of a session, an entity manager or a driver that run nothing by themselves.
_NOTED = {
    "SQLAlchemy": frozenset(["add", "add_all"]),
    "MikroORM": frozenset(["persist", "remove"]),
    # A statement is only made, which somebody runs later, often several in one batch.
    "SQL": frozenset(["prepare", "bind", "mogrify"]),
}


class Use(enum.StrEnum):
    """How a query uses a column."""

    EQUAL = "equals"
    RANGE = "is in a range"
    ORDER = "orders"


@dataclass(frozen=True)
class Filter:
    """A column by which a query filters or orders, as the code names it; that of a related table
    has the relation before a dot (`author.name`). `line` is where it is written, in another module
    than the query's where that is `module`; `of` is the class or table that it is written on, where
    the ORM's way is to write one.
    """

    column: str
    use: Use
    line: int
    of: str = ""
    module: Module | None = None


@dataclass(frozen=True, eq=False)
class Query:
    """A call that queries a database; a chain of calls is one, and `call` the last of it.

    `table` is the model, entity or table as the code names it, "" where that cannot be told;
    `declared` is where that name leads: a class, or the call that makes a table. `sql` is the
    expression of its SQL, where it is handed one. `loop` is the loop, the comprehension or the call
    with a callback for each item (`rows.map`) in which it runs, `transaction` whether it certainly
    runs in one, as far as its own function says.
    """

    call: Call
    module: Module
    orm: str
    action: Action
    table: str = ""
    declared: Meaning | None = None
    filters: tuple[Filter, ...] = ()
    sql: Expression | None = None
    loop: Block | Call | None = None
    transaction: bool = False

    @property
    def function(self) -> Function | None:
        """The function that it stands in; None at the top of a module."""
        return self.call.function

    @property
    def writes(self) -> bool:
        """Whether it certainly changes rows."""
        return self.action in _WRITES

    @property
    def deferred(self) -> bool:
        """Whether it only notes an object for a unit of work, which writes all of them at once."""
        names = _NOTED.get(self.orm, frozenset())
        # A wrapper that is called so, and told what it runs SQL for, runs it.
        if self.call.name == "prepare" and self.action is not Action.SQL:
            return False
        is_object = self.action is Action.DELETE and self.call.name == "delete"
        return self.call.name in names or (
            self.orm == "SQLAlchemy" and is_object and bool(self.call.arguments)
        )

    @property
    def where(self) -> Evidence:
        """The lines that it is written on."""
        return self.module.evidence(self.call.line, self.call.end_line)
