"""Queries through the package databases, which runs statements of SQLAlchemy Core by themselves."""

from __future__ import annotations

from collections.abc import Iterator

from compliance.extract.code.expressions import Call, Expression, Name, Text
from compliance.extract.code.program import Meaning, Program
from compliance.extract.queries.chains import Chain, chain_of
from compliance.extract.queries.python.sqlalchemy_conditions import compared
from compliance.extract.queries.query import Action, Filter
from compliance.extract.queries.reading import Dialect, Found, mentions
from compliance.extract.queries.receivers import assigned, generic, type_of

_READS = {"fetch_all": Action.MANY, "iterate": Action.MANY, "fetch_one": Action.ONE,
          "fetch_val": Action.ONE}  # fmt: skip
_RUNS = frozenset([*_READS, "execute", "execute_many"])
_STATEMENTS = {"select": Action.MANY, "insert": Action.CREATE, "update": Action.UPDATE,
               "delete": Action.DELETE}  # fmt: skip
_MODULES = frozenset(["sqlalchemy", "sa", "sql", "db"])
_WORDS = tuple(f".{name}(".encode() for name in sorted(_RUNS))


def databases(program: Program) -> Dialect | None:
    """How the queries of databases are told in a program; None where it is not used."""
    if not mentions(program, b"import databases", b"from databases"):
        return None
    return Dialect("databases", _RUNS, _Databases(program).judge, _WORDS)


class _Databases:
    def __init__(self, program: Program) -> None:
        self._program = program

    def judge(self, chain: Chain) -> Found | None:
        name, step = chain.names[0], chain.steps[0]
        if name not in _RUNS or not chain.module.is_python or not self._is_database(chain):
            return None
        for call in _calls(chain, step.argument(0, "query")):
            statement = chain_of(chain.module, call)
            action = _STATEMENTS.get(statement.names[0])
            if action is None:
                continue
            if action is Action.MANY:
                action = _READS.get(name, action)
            return Found(action, *self._table(statement), tuple(_filters(statement)))
        return None  # What is written out as SQL is that of a driver.

    def _is_database(self, chain: Chain) -> bool:
        """Whether something is a database, by what makes it, its type or its name."""
        found = self._program.meaning(chain.module, chain.base, chain.function)
        if found is not None and isinstance(found.value, Call):
            return found.value.name == "Database"
        named, _ = generic(type_of(self._program, chain.module, chain.base, chain.function))
        return named == "Database" if named else chain.last in ("database", "db")

    def _table(self, statement: Chain) -> tuple[str, Meaning | None]:
        """The table of `orders.insert()` or `sqlalchemy.insert(orders)`."""
        path = statement.base
        first = statement.steps[0].argument(0)
        if not path or path in _MODULES:
            path = first.path.partition(".")[0] if isinstance(first, Name) else ""
        found = self._program.meaning(statement.module, path, statement.function) if path else None
        made = found.value if found is not None else None
        if isinstance(made, Call) and made.name == "Table":
            name = made.argument(0)
            return (name.value if isinstance(name, Text) else path), found
        return path.rpartition(".")[2], found


def _calls(chain: Chain, value: Expression | None) -> Iterator[Call]:
    """The statement that is run, where it stands or under a name."""
    if isinstance(value, Call):
        yield value
    elif isinstance(value, Name):
        for each in assigned(chain.function, chain.module, value.path, value.line):
            if isinstance(each, Call):
                yield each


def _filters(statement: Chain) -> Iterator[Filter]:
    """The columns by which a statement looks for rows."""
    for step in statement.steps:
        for each in step.arguments if step.name in ("where", "filter") else ():
            yield from compared(each)
