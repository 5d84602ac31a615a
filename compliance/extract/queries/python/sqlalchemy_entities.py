"""The models and tables that SQLAlchemy's statements and objects are of."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from compliance.extract.code.expressions import (
    Call,
    Expression,
    Name,
    Operation,
    Sequence,
    Text,
    path_of,
)
from compliance.extract.code.meant import class_around
from compliance.extract.code.model import Class, Function, Module
from compliance.extract.code.program import Meaning, Program
from compliance.extract.queries.chains import Chain, chain_of
from compliance.extract.queries.query import Action
from compliance.extract.queries.receivers import assigned, type_of

FIRST = ("select", "insert", "update", "delete")
# What ends `session.query(User).filter(…)` and `User.query.filter_by(…)`.
QUERY = {
    **dict.fromkeys("first one one_or_none scalar get get_or_404 first_or_404".split(), Action.ONE),
    **dict.fromkeys("all filter filter_by order_by paginate yield_per".split(), Action.MANY),
    "count": Action.COUNT,
    "update": Action.UPDATE,
    "delete": Action.DELETE,
}
# What else such a query may begin with.
BEGINS = frozenset(
    """options join outerjoin with_entities distinct limit offset group_by having select_from
    execution_options with_for_update where slice""".split()
)


class Entities:
    """Tells what the statements and objects of a program are of."""

    def __init__(self, program: Program) -> None:
        self._program = program

    def entity(self, chain: Chain, value: Expression | None) -> tuple[str, Meaning | None]:
        """The model of what is selected: a class, a column of it, a count of either."""
        if isinstance(value, Call) and value.arguments:
            return self.entity(chain, value.arguments[0])
        if isinstance(value, Name):
            table, declared = self.named(chain, value.path)
            if not table and "." in value.path:
                table, declared = self.named(chain, value.path.rpartition(".")[0])
            return table, declared
        return "", None

    def named(self, chain: Chain, path: str) -> tuple[str, Meaning | None]:
        """The model or the table that a name is; "" for what is none."""
        if path == "cls":
            class_ = class_around(chain.function)
            return (class_.name, Meaning(chain.module, class_)) if class_ else ("", None)
        found = self._program.meaning(chain.module, path, chain.function)
        if found is not None and isinstance(found.value, Class):
            return found.value.name, found
        if found is not None and isinstance(found.value, Call) and found.value.name == "Table":
            name = found.value.argument(0)
            return (name.value if isinstance(name, Text) else path), found
        last = path.rpartition(".")[2]
        return (last, None) if last[:1].isupper() else ("", None)

    def of_object(
        self, chain: Chain, value: Expression | None, *, bare: bool
    ) -> tuple[str, Meaning | None]:
        """The model of an object that is added or deleted, where that can be told."""
        if bare:
            return self.entity(chain, value)
        value = _one_of(value)
        if isinstance(value, Call):
            return self._made(chain, value)
        if not isinstance(value, Name):
            return "", None
        written = type_of(self._program, chain.module, value.path, chain.function)
        if written:
            return self.named(chain, written.strip("'\"").partition("|")[0].strip())
        for each in assigned(chain.function, chain.module, value.path, value.line):
            if isinstance(each, Call):
                table, declared = self._made(chain, each)
                if table:
                    return table, declared
        return "", None

    def _made(self, chain: Chain, call: Call) -> tuple[str, Meaning | None]:
        inner = chain_of(chain.module, call)
        if len(inner.steps) == 1 and isinstance(call.callee, Name):
            path = call.callee.path
            for end in (".model_validate", ".from_orm", ".create"):
                path = path.removesuffix(end)
            table, declared = self.named(chain, path)
            if table:
                return table, declared
            if inner.names[0] in ("get", "get_one", "merge"):
                return self.entity(chain, call.argument(0))
        first = inner.steps[0]
        if inner.last == "query":
            return self.named(chain, inner.above())
        if inner.names[0] in ("query", "execute", "scalars", "scalar", "exec"):
            for each in self.statements(chain, first.argument(0)):
                return self.entity(each, each.steps[0].argument(0))
            return self.entity(chain, first.argument(0))
        return "", None

    def statements(self, chain: Chain, value: Expression | None) -> Iterator[Chain]:
        """The statement that is executed; of a name, all that it is made of in turn; of a call of
        the program's own function, what that makes.
        """
        for each in _calls(chain.function, chain.module, value):
            inner = chain_of(chain.module, each)
            made = None
            if inner.names[0] not in (*FIRST, "text", *BEGINS, *QUERY):
                made = self._program.meaning(chain.module, path_of(each.callee), each.function)
            if made is None or not isinstance(made.value, Function):
                yield inner
                continue
            for returned in made.value.returns:
                for call in _calls(made.value, made.module, returned):
                    yield chain_of(made.module, call)


def _calls(function: Function | None, module: Module, value: Expression | None) -> Iterator[Call]:
    """A call, and those that are put into the name that it is made of; of a name, those that are
    put into it.
    """
    values: Iterable[Expression | None] = (value,)
    if isinstance(value, Name):
        values = assigned(function, module, value.path, value.line)
    elif isinstance(value, Call):
        chain = chain_of(module, value)
        if chain.base.isidentifier() and (chain.names[0] in BEGINS or chain.names[0] in QUERY):
            values = (*assigned(function, module, chain.base, value.line), value)
    return (each for each in values if isinstance(each, Call))


def _one_of(value: Expression | None) -> Expression | None:
    """One of the objects of a list or a comprehension."""
    if isinstance(value, Sequence) and value.items:
        return value.items[0]
    return value.operands[0] if isinstance(value, Operation) and value.operands else value
