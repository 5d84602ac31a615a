"""Queries through Drizzle."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from compliance.extract.code.expressions import Call, Constant, Expression, Name, Text, walk
from compliance.extract.code.model import Function
from compliance.extract.code.program import Meaning, Program
from compliance.extract.queries.chains import Chain
from compliance.extract.queries.circumstances import functions_around
from compliance.extract.queries.query import Action, Filter, Use
from compliance.extract.queries.reading import Dialect, Found, mentions, table_of

_STARTS = {
    "select": Action.MANY,
    "selectDistinct": Action.MANY,
    "selectDistinctOn": Action.MANY,
    "insert": Action.CREATE,
    "update": Action.UPDATE,
    "delete": Action.DELETE,
    "$count": Action.COUNT,
}
_RELATIONAL = {"findMany": Action.MANY, "findFirst": Action.ONE}
# What follows on each start; a deletion may have nothing behind it.
_FOLLOWS = {"select": "from", "selectDistinct": "from", "selectDistinctOn": "from",
            "insert": "values", "update": "set"}  # fmt: skip
# What makes a table, a view, or something that is selected from like one.
_TABLES = ("table", "view", "as", "alias", "with")
_EQUAL = frozenset("eq inArray".split())
_RANGED = frozenset("gt gte lt lte between".split())


def drizzle(program: Program) -> Dialect | None:
    """How Drizzle's queries are told in a program; None where it is not used."""
    if not mentions(program, b"drizzle-orm"):
        return None
    methods = frozenset([*_STARTS, *_RELATIONAL, "execute"])
    return Dialect("Drizzle", methods, _Drizzle(program).judge)


class _Drizzle:
    def __init__(self, program: Program) -> None:
        self._program = program

    def judge(self, chain: Chain) -> Found | None:
        for position, (name, step) in enumerate(zip(chain.names, chain.steps, strict=True)):
            if name in _RELATIONAL and position == 0 and ".query." in f".{chain.base}":
                return Found(_RELATIONAL[name], chain.last, filters=tuple(_relational(chain, step)))
            if name in _STARTS and (position or chain.base):
                return self._started(chain, position, step)
        step = chain.steps[0]
        given = step.argument(0)
        if chain.names[0] == "execute" and isinstance(given, Call) and given.tagged:
            return Found(Action.SQL, sql=given)
        return None

    def _started(self, chain: Chain, position: int, step: Call) -> Found | None:
        wanted = _FOLLOWS.get(step.name)
        following = chain.step(wanted) if wanted else None
        if wanted and following is None and step.name != "insert":
            return None
        source = following if wanted == "from" and following is not None else step
        table, declared = self._table(chain, source.argument(0))
        if not table:
            return None
        action = _STARTS[step.name]
        if action is Action.MANY and _asks_one(chain):
            action = Action.ONE
        return Found(action, table, declared, tuple(_filters(chain, position)))

    def _table(self, chain: Chain, value: Expression | None) -> tuple[str, Meaning | None]:
        """A table that the program declares; one of another package only by its name."""
        if not isinstance(value, Name):
            return "", None
        found = self._program.meaning(chain.module, value.path, chain.function)
        made = found.value if found is not None else None
        if made is not None:
            is_table = isinstance(made, Call) and _makes_table(made)
            return (value.path.rpartition(".")[2], found) if is_table else ("", None)
        imported = chain.module.imported(value.path.partition(".")[0])
        return (value.path.rpartition(".")[2], None) if imported is not None else ("", None)


def _asks_one(chain: Chain) -> bool:
    """Whether a selection is asked for one row only: `.get()` of SQLite's drivers, `.limit(1)`."""
    limit = chain.step("limit")
    given = limit.argument(0) if limit is not None else None
    return chain.names[-1] == "get" or (isinstance(given, Constant) and given.value == "1")


def _makes_table(made: Call) -> bool:
    """Whether a call makes what can be selected from, or says more of what its first step made:
    `pgTable("users", …).enableRLS()`.
    """
    first = list(made.chain())[-1].name.lower()
    return made.name.lower().endswith(_TABLES) or first.endswith(_TABLES[:2])


def _filters(chain: Chain, position: int) -> Iterator[Filter]:
    for step in chain.steps[position:]:
        if step.name in ("where", "orderBy"):
            for argument in step.arguments:
                yield from _columns(argument, order=step.name == "orderBy")
                for each in _put_together(chain, argument) if step.name == "where" else ():
                    yield from _columns(each, order=False)
        elif step.name == "$count" and len(step.arguments) > 1:
            yield from _columns(step.arguments[1], order=False)


def _put_together(chain: Chain, value: Expression) -> Iterator[Expression]:
    """The conditions that a function puts together before: `and(...conditions)`."""
    names = {each.path for each in walk(value) if isinstance(each, Name) and "." not in each.path}
    for around in functions_around(chain.function) if names else ():
        for assignment in around.assignments:
            if assignment.target in names:
                yield assignment.value
        for call in around.calls:
            if call.name == "push" and call.receiver in names:
                yield from call.arguments


def _columns(value: Expression, *, order: bool) -> Iterator[Filter]:
    if isinstance(value, Function):
        # What it is handed first is the table that is asked for.
        table = value.parameters[0].name if value.parameters else ""
        for returned in value.returns:
            for found in _columns(returned, order=order):
                yield replace(found, of="") if found.of == table else found
        return
    if order and isinstance(value, Name) and "." in value.path:
        of, _, column = value.path.rpartition(".")
        yield Filter(column, Use.ORDER, value.line, of)
    for each in walk(value):
        first = each.argument(0) if isinstance(each, Call) else None
        if isinstance(each, Call) and isinstance(first, Name) and "." in first.path:
            of, _, column = first.path.rpartition(".")
            if order and each.name in ("asc", "desc"):
                yield Filter(column, Use.ORDER, each.line, of)
            elif not order and each.name in _RANGED:
                yield Filter(column, Use.RANGE, each.line, of)
            elif not order and each.name in _EQUAL and not _joins(each):
                yield Filter(column, Use.EQUAL, each.line, of)


def _joins(call: Call) -> bool:
    """Whether `eq(posts.authorId, users.id)` compares two columns of tables."""
    pair = [each.path for each in call.arguments if isinstance(each, Name)]
    if len(pair) != 2 or pair[1].count(".") != 1 or _is_handed(call, pair[1].partition(".")[0]):
        return False
    return pair[1].partition(".")[0].endswith(("s", "Table")) and pair[1].endswith((".id", "Id"))


def _is_handed(call: Call, name: str) -> bool:
    """Whether a name is a parameter around a call, a part of one (`({ params }) => params.id`), or
    what a function has put there, and no table; the first of a callback that Drizzle calls is one.
    """
    function = call.function
    while function is not None:
        others = function.parameters[1:] or function.parameters
        if any(name == each.name or name in dict(each.taken) for each in others):
            return True
        put = (each for each in function.assignments if name in (each.target, *each.parts))
        made = [each.value for each in put]
        if made:
            return not any(isinstance(each, Call) and _makes_table(each) for each in made)
        function = function.outer
    return False


def _relational(chain: Chain, step: Call) -> Iterator[Filter]:
    given = table_of(chain.module, step.argument(0), step.function)
    if given is not None:
        for key in ("where", "orderBy"):
            value = given.entries.get(key)
            if value is not None and not isinstance(value, Text):
                yield from _columns(value, order=key == "orderBy")
