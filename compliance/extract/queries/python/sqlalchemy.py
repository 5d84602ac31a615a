"""Queries through SQLAlchemy and SQLModel: sessions, connections, and Flask's `Model.query`."""

from __future__ import annotations

import re
from dataclasses import replace

from compliance.extract.code.expressions import (
    Call,
    Expression,
    Member,
    Name,
    Operation,
    Template,
    Text,
)
from compliance.extract.code.program import Program
from compliance.extract.queries.chains import Chain
from compliance.extract.queries.python.sqlalchemy_conditions import filters_of
from compliance.extract.queries.python.sqlalchemy_entities import BEGINS, FIRST, QUERY, Entities
from compliance.extract.queries.python.statements import executing
from compliance.extract.queries.query import Action, Filter
from compliance.extract.queries.reading import Dialect, Found, mentions
from compliance.extract.queries.receivers import assigned, generic, type_of

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
    b"session().", b"Session().", b".execute(", b".scalar", b".query.", b".query(", b".exec(",
    b": Session", b"AsyncSession", b"SessionDep", b"DbSession",
)  # fmt: skip
# A word for much else too, so it has to be a session's own that is called.
_SESSIONS = (b"session.", b"Session.", b"db.")
_CALLED = re.compile(
    rb"(?:[sS]ession|\b_?(?:db|conn|connection))\.\s{0,99}(?:%s)\s{0,99}\("
    % "|".join(sorted(_EXECUTES | _SESSION.keys() | QUERY.keys() | BEGINS)).encode()
)
# Packages whose sessions are those of HTTP clients, or of services in the cloud.
_OF_HTTP = frozenset("requests httpx aiohttp curl_cffi requests_html boto3 aioboto3".split())
# What FastAPI-Pagination runs a statement by, a page of it: `await apaginate(session, statement)`.
_PAGES = frozenset(["paginate", "apaginate"])
_PAGING = "fastapi_pagination.ext."


def sqlalchemy(program: Program) -> Dialect | None:
    """How SQLAlchemy's queries are told in a program; None where it is not used."""
    if not mentions(program, b"sqlalchemy", b"sqlmodel"):
        return None
    own = executing(program)
    methods = frozenset([*_EXECUTES, *_SESSION, *QUERY, *BEGINS, *_PAGES, *own])
    words = (*_WORDS, _PAGING.encode(), *(f".{name}(".encode() for name in sorted(own)))
    judge = _SqlAlchemy(program, own).judge
    return Dialect("SQLAlchemy", methods, judge, words, _SESSIONS, _CALLED)


class _SqlAlchemy:
    def __init__(self, program: Program, own: frozenset[str]) -> None:
        self._program, self._own = program, own
        self._entities = Entities(program)

    def judge(self, chain: Chain) -> Found | None:
        if not chain.module.is_python:
            return None
        if not chain.base:
            answered = _answered(chain)
            return self.judge(answered) if answered is not None else self._paged(chain)
        name, step = chain.names[0], chain.steps[0]
        if (name in QUERY or name in BEGINS) and chain.last == "query":
            table, declared = self._entities.named(chain, chain.above())
            if table:
                return Found(_ending(chain.names), table, declared, tuple(filters_of(chain.steps)))
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
            table, declared = self._entities.entity(chain, step.argument(0))
            return Found(_ending(chain.names[1:]), table, declared, tuple(filters_of(chain.steps)))
        table, declared = self._entities.of_object(
            chain, step.argument(0), bare=name in ("get", "get_one")
        )
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
        last = path.removesuffix("()").rpartition(".")[2].lower().lstrip("_")
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
        return any(
            each.names[0] in (*FIRST, "text") for each in self._entities.statements(chain, handed)
        )

    def _executed(self, chain: Chain, statement: Expression | None) -> Found:
        if self._is_text(chain, statement):
            return Found(Action.SQL, sql=statement)
        action, table, declared = Action.SQL, "", None
        filters: list[Filter] = []
        for inner in self._entities.statements(chain, statement):
            first = inner.names[0]
            if first == "text":
                return Found(Action.SQL, sql=inner.steps[0].argument(0))
            if first in _STATEMENTS and action is Action.SQL:
                action = _STATEMENTS[first]
                table, declared = self._entities.entity(inner, inner.steps[0].argument(0))
                if not table and inner.base:
                    table, declared = self._entities.named(inner, inner.base)
            elsewhere = inner.module if inner.module is not chain.module else None
            filters.extend(replace(each, module=elsewhere) for each in filters_of(inner.steps))
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


def _answered(chain: Chain) -> Chain | None:
    """The same on the session that a function answers: `session().execute(statement)`."""
    name = chain.names[0]
    if len(chain.steps) < 2 or not name.lower().endswith("session"):
        return None
    imported = chain.module.imported(name)
    if imported is not None and imported[0].partition(".")[0] in _OF_HTTP:
        return None
    return Chain(chain.module, f"{name}()", chain.steps[1:], chain.names[1:])


def _statement(step: Call) -> Expression | None:
    return step.argument(0, "statement")


def _handed(step: Call) -> Expression | None:
    return _statement(step) or step.keywords.get("stmt")


def _is_kept(chain: Chain, path: str) -> bool:
    """Whether what a name stands for is told, in the same function, to write what it noted."""
    calls = chain.function.calls if chain.function is not None else ()
    return any(each.receiver == path and each.name in ("commit", "flush") for each in calls)


def _is_class(value: Expression | None) -> bool:
    return isinstance(value, Name) and value.path.rpartition(".")[2][:1].isupper()


def _ending(names: tuple[str, ...]) -> Action:
    found = [QUERY[name] for name in names if name in QUERY]
    telling = [each for each in found if each is not Action.MANY]
    return telling[-1] if telling else Action.MANY
