"""Queries through SQLAlchemy and SQLModel: sessions, connections, and Flask's `Model.query`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from compliance.extract.code.expressions import (
    Call,
    Expression,
    Item,
    Member,
    Name,
    Operation,
    Sequence,
    Template,
    Text,
    path_of,
    walk,
)
from compliance.extract.code.model import Class, Function, Module
from compliance.extract.code.program import Meaning, Program
from compliance.extract.queries.chains import Chain, chain_of
from compliance.extract.queries.python.statements import executing
from compliance.extract.queries.query import Action, Filter, Use
from compliance.extract.queries.reading import Dialect, Found, is_nothing, mentions
from compliance.extract.queries.receivers import assigned, class_around, generic, type_of

_EXECUTES = frozenset("execute scalars scalar exec stream stream_scalars".split())
_SESSION = {
    "query": Action.MANY,
    "get": Action.ONE,
    "get_one": Action.ONE,
    "refresh": Action.ONE,
    "add": Action.CREATE,
    "add_all": Action.CREATE,
    "bulk_save_objects": Action.CREATE,
    "bulk_insert_mappings": Action.CREATE,
    "bulk_update_mappings": Action.UPDATE,
    "merge": Action.UPDATE,
    "delete": Action.DELETE,
}
# What ends `session.query(User).filter(…)` and `User.query.filter_by(…)`.
_QUERY = {
    **dict.fromkeys("first one one_or_none scalar get get_or_404 first_or_404".split(), Action.ONE),
    **dict.fromkeys("all filter filter_by order_by paginate yield_per".split(), Action.MANY),
    "count": Action.COUNT,
    "update": Action.UPDATE,
    "delete": Action.DELETE,
}
# What else such a query may begin with.
_BEGINS = frozenset(
    """options join outerjoin with_entities distinct limit offset group_by having select_from
    execution_options with_for_update where slice""".split()
)
_STATEMENTS = {"select": Action.MANY, "insert": Action.CREATE, "update": Action.UPDATE,
               "delete": Action.DELETE}  # fmt: skip
_ENDS = {**dict.fromkeys(["first", "one", "one_or_none", "scalar_one", "scalar_one_or_none",
                          "scalar", "fetchone"], Action.ONE)}  # fmt: skip
# What a function of one's own that runs a statement says of its answer: `get_one_or_none`.
_SAYS_ONE = re.compile(r"(?:^|_)(?:one|first|single|scalar)(?:_|$)")
_TYPES = frozenset(
    """Session AsyncSession scoped_session async_scoped_session Connection AsyncConnection
    Engine AsyncEngine SessionDep DbSession""".split()
)
_MAKERS = frozenset(
    """Session AsyncSession sessionmaker scoped_session async_scoped_session
    async_sessionmaker SQLAlchemy create_engine""".split()
)
_WORDS = (
    b"session().", b".execute(", b".scalar", b".query.", b".query(", b".exec(",
    b": Session", b"AsyncSession", b"SessionDep", b"DbSession",
)  # fmt: skip
# A word for much else too, so it has to be a session's own that is called.
_SESSIONS = (b"session.", b"Session.", b"db.")
_CALLED = re.compile(
    rb"(?:[sS]ession|\b(?:db|conn|connection))\.\s{0,99}(?:%s)\s{0,99}\("
    % "|".join(sorted(_EXECUTES | _SESSION.keys() | _QUERY.keys() | _BEGINS)).encode()
)
_FIRST = ("select", "insert", "update", "delete")
# What FastAPI-Pagination runs a statement by, a page of it: `await apaginate(session, statement)`.
_PAGES = frozenset(["paginate", "apaginate"])
_PAGING = "fastapi_pagination.ext."


def sqlalchemy(program: Program) -> Dialect | None:
    """How SQLAlchemy's queries are told in a program; None where it is not used."""
    if not mentions(program, b"sqlalchemy", b"sqlmodel"):
        return None
    own = executing(program)
    methods = frozenset([*_EXECUTES, *_SESSION, *_QUERY, *_BEGINS, *_PAGES, *own])
    words = (*_WORDS, _PAGING.encode(), *(f".{name}(".encode() for name in sorted(own)))
    judge = _SqlAlchemy(program, own).judge
    return Dialect("SQLAlchemy", methods, judge, words, _SESSIONS, _CALLED)


class _SqlAlchemy:
    def __init__(self, program: Program, own: frozenset[str]) -> None:
        self._program, self._own = program, own

    def judge(self, chain: Chain) -> Found | None:
        if not chain.module.is_python:
            return None
        if not chain.base:
            return self._paged(chain)
        name, step = chain.names[0], chain.steps[0]
        if (name in _QUERY or name in _BEGINS) and chain.last == "query":
            table, declared = self._named(chain, chain.above())
            if table:
                return Found(_ending(chain.names), table, declared, tuple(_filters(chain.steps)))
        if name in self._own and self._is_built(chain, _statement(step)):
            found = self._executed(chain, _handed(step))
            one = found.action is Action.MANY and _SAYS_ONE.search(name)
            return replace(found, action=Action.ONE) if one else found
        if name not in _SESSION and name not in _EXECUTES:
            return None
        if not self._is_session(chain, chain.base):
            return None
        if name in _EXECUTES:
            return self._executed(chain, _handed(step))
        if name == "query":
            table, declared = self._entity(chain, step.argument(0))
            return Found(_ending(chain.names[1:]), table, declared, tuple(_filters(chain.steps)))
        table, declared = self._object(chain, step.argument(0), bare=name in ("get", "get_one"))
        return Found(_SESSION[name], table, declared)

    def _paged(self, chain: Chain) -> Found | None:
        """The page of a statement that FastAPI-Pagination reads."""
        imported = chain.module.imported(chain.names[0])
        if imported is None or imported[1] not in _PAGES or not imported[0].startswith(_PAGING):
            return None
        handed = chain.steps[0].argument(1, "query")
        return self._executed(chain, handed) if self._is_built(chain, handed) else None

    def _is_session(self, chain: Chain, path: str) -> bool:
        """Whether a name is a session or a connection: by its name, its type or its maker."""
        last = path.removesuffix("()").rpartition(".")[2].lower()
        if last.endswith("session") and chain.names[0] != "get":
            return chain.names[0] != "delete" or bool(chain.steps[0].arguments)
        named, _ = generic(type_of(self._program, chain.module, path, chain.function))
        if named in _TYPES:
            return True
        if last.endswith("session"):
            return len(chain.steps[0].arguments) > 1 or _is_class(chain.steps[0].argument(0))
        block = chain.call.block
        while block is not None:
            for each in block.entered if last in ("conn", "connection") else ():
                opened = each.path.lower() if isinstance(each, Call) else ""
                if "engine" in opened or "session" in opened:
                    return True
            block = block.outer
        found = self._program.meaning(chain.module, path, chain.function)
        value = found.value if found is not None else None
        if isinstance(value, Call):
            return value.name in _MAKERS or value.path.endswith(("session", "Session"))
        if last == "db" and chain.names[0] in _SESSION and _is_kept(chain, path):
            return True
        return last in ("db", "conn", "connection") and self._is_built(
            chain, _statement(chain.steps[0])
        )

    def _is_built(self, chain: Chain, handed: Expression | None) -> bool:
        """Whether what is executed is a statement of SQLAlchemy's own."""
        return any(each.names[0] in (*_FIRST, "text") for each in self._statements(chain, handed))

    def _statements(self, chain: Chain, value: Expression | None) -> Iterator[Chain]:
        """The statement that is executed; of a name, all that it is made of in turn; of a call of
        the program's own function, what that makes.
        """
        for each in _calls(chain.function, chain.module, value):
            inner = chain_of(chain.module, each)
            made = None
            if inner.names[0] not in (*_FIRST, "text", *_BEGINS, *_QUERY):
                made = self._program.meaning(chain.module, path_of(each.callee), each.function)
            if made is None or not isinstance(made.value, Function):
                yield inner
                continue
            for returned in made.value.returns:
                for call in _calls(made.value, made.module, returned):
                    yield chain_of(made.module, call)

    def _executed(self, chain: Chain, statement: Expression | None) -> Found:
        if self._is_text(chain, statement):
            return Found(Action.SQL, sql=statement)
        action, table, declared = Action.SQL, "", None
        filters: list[Filter] = []
        for inner in self._statements(chain, statement):
            first = inner.names[0]
            if first == "text":
                return Found(Action.SQL, sql=inner.steps[0].argument(0))
            if first in _STATEMENTS and action is Action.SQL:
                action = _STATEMENTS[first]
                table, declared = self._entity(inner, inner.steps[0].argument(0))
                if not table and inner.base:
                    table, declared = self._named(inner, inner.base)
            elsewhere = inner.module if inner.module is not chain.module else None
            filters.extend(replace(each, module=elsewhere) for each in _filters(inner.steps))
        if action is Action.MANY:
            action = _ENDS.get(chain.names[-1], _ENDS.get(chain.names[0], Action.MANY))
        return Found(action, table, declared, tuple(filters))

    @staticmethod
    def _is_text(chain: Chain, statement: Expression | None) -> bool:
        """Whether what is executed is SQL as a text, by itself or in a name, formatted or not."""
        written = (Text, Template, Operation)
        if isinstance(statement, Call) and statement.name == "format":
            of = statement.callee
            statement = of.of if isinstance(of, Member) else Name(of.line, path=statement.receiver)
        if isinstance(statement, Name):
            values = assigned(chain.function, chain.module, statement.path)
            return any(isinstance(each, written) for each in values)
        return isinstance(statement, written)

    def _entity(self, chain: Chain, value: Expression | None) -> tuple[str, Meaning | None]:
        """The model of what is selected: a class, a column of it, a count of either."""
        if isinstance(value, Call) and value.arguments:
            return self._entity(chain, value.arguments[0])
        if isinstance(value, Name):
            table, declared = self._named(chain, value.path)
            if not table and "." in value.path:
                table, declared = self._named(chain, value.path.rpartition(".")[0])
            return table, declared
        return "", None

    def _named(self, chain: Chain, path: str) -> tuple[str, Meaning | None]:
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

    def _object(
        self, chain: Chain, value: Expression | None, *, bare: bool
    ) -> tuple[str, Meaning | None]:
        """The model of an object that is added or deleted, where that can be told."""
        if bare:
            return self._entity(chain, value)
        value = _one_of(value)
        if isinstance(value, Call):
            return self._made(chain, value)
        if not isinstance(value, Name):
            return "", None
        written = type_of(self._program, chain.module, value.path, chain.function)
        if written:
            return self._named(chain, written.strip("'\"").partition("|")[0].strip())
        for each in assigned(chain.function, chain.module, value.path):
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
            table, declared = self._named(chain, path)
            if table:
                return table, declared
            if inner.names[0] in ("get", "get_one", "merge"):
                return self._entity(chain, call.argument(0))
        first = inner.steps[0]
        if inner.last == "query":
            return self._named(chain, inner.above())
        if inner.names[0] in ("query", "execute", "scalars", "scalar", "exec"):
            for each in self._statements(chain, first.argument(0)):
                return self._entity(each, each.steps[0].argument(0))
            return self._entity(chain, first.argument(0))
        return "", None


def _statement(step: Call) -> Expression | None:
    return step.argument(0, "statement")


def _handed(step: Call) -> Expression | None:
    return _statement(step) or step.keywords.get("stmt")


def _calls(function: Function | None, module: Module, value: Expression | None) -> Iterator[Call]:
    """A call, and those that are put into the name that it is made of; of a name, those that are
    put into it.
    """
    values: Iterable[Expression | None] = (value,)
    if isinstance(value, Name):
        values = assigned(function, module, value.path)
    elif isinstance(value, Call):
        chain = chain_of(module, value)
        if chain.base.isidentifier() and (chain.names[0] in _BEGINS or chain.names[0] in _QUERY):
            values = (*assigned(function, module, chain.base), value)
    return (each for each in values if isinstance(each, Call))


def _is_kept(chain: Chain, path: str) -> bool:
    """Whether what a name stands for is told, in the same function, to write what it noted."""
    calls = chain.function.calls if chain.function is not None else ()
    return any(each.receiver == path and each.name in ("commit", "flush") for each in calls)


def _one_of(value: Expression | None) -> Expression | None:
    """One of the objects of a list or a comprehension."""
    if isinstance(value, Sequence) and value.items:
        return value.items[0]
    return value.operands[0] if isinstance(value, Operation) and value.operands else value


def _is_class(value: Expression | None) -> bool:
    return isinstance(value, Name) and value.path.rpartition(".")[2][:1].isupper()


def _ending(names: tuple[str, ...]) -> Action:
    found = [_QUERY[name] for name in names if name in _QUERY]
    telling = [each for each in found if each is not Action.MANY]
    return telling[-1] if telling else Action.MANY


def _filters(steps: tuple[Call, ...]) -> Iterator[Filter]:
    for step in steps:
        if step.name in ("where", "filter"):
            for argument in step.arguments:
                yield from compared(argument)
        elif step.name == "filter_by":
            for keyword, value in step.keywords.items():
                yield Filter(keyword, Use.EQUAL, value.line)
        elif step.name == "order_by":
            for argument in step.arguments:
                yield from _ordered(argument)


_RANGED = frozenset(["<", ">", "<=", ">="])


def compared(condition: Expression) -> Iterator[Filter]:
    """The columns in `User.email == email`, `User.id.in_(ids)`, and in `and_(…)`, `or_(…)`."""
    for each in walk(condition):
        if isinstance(each, Operation) and len(each.operands) == 2:
            left, right = each.operands
            column = _column(left)
            # A comparison with another table's column joins.
            if column and not _column(right) and not is_nothing(right):
                if each.operator == "==":
                    yield Filter(column, Use.EQUAL, each.line, _of(left))
                elif each.operator in _RANGED:
                    yield Filter(column, Use.RANGE, each.line, _of(left))
        elif isinstance(each, Call) and each.name in ("in_", "between"):
            value = Name(each.line, path=each.receiver)
            column = _column(value)
            if column:
                use = Use.RANGE if each.name == "between" else Use.EQUAL
                yield Filter(column, use, each.line, _of(value))


def _of(value: Expression) -> str:
    """The class or table in `User.email` and `users.c.email`; that of the query for `cls.email`."""
    of = path_of(value).rpartition(".")[0].removesuffix(".c")
    return "" if of == "cls" else of


def _column(value: Expression) -> str:
    """`User.email` or `users.c.email` as its column; "" for what is none."""
    if isinstance(value, Item):
        return ""
    path = value.path if isinstance(value, Name) else ""
    head, _, last = path.rpartition(".")
    is_one = head.rpartition(".")[2][:1].isupper() or head.endswith(".c") or head == "cls"
    return last if is_one and not last[:1].isupper() else ""


_DIRECTIONS = frozenset("desc asc nulls_last nulls_first nullslast nullsfirst".split())


def _ordered(value: Expression) -> Iterator[Filter]:
    if isinstance(value, Call):
        path = value.receiver if value.name in _DIRECTIONS else ""
        inner = value.callee.of if isinstance(value.callee, Member) else value.argument(0)
        if not path or path.endswith(")"):
            if inner is not None:
                yield from _ordered(inner)
            return
        value = Name(value.line, path=path)
    column = _column(value)
    if column:
        yield Filter(column, Use.ORDER, value.line, _of(value))
