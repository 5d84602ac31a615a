"""Queries through the repositories of packages over SQLAlchemy: FastCRUD, Advanced Alchemy."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from compliance.extract.code.expressions import Call, Expression, Item, Name, Sequence, path_of
from compliance.extract.code.meant import class_around
from compliance.extract.code.model import Class, Module
from compliance.extract.code.program import Meaning, Program
from compliance.extract.queries.chains import Chain
from compliance.extract.queries.python.sqlalchemy_conditions import compared
from compliance.extract.queries.query import Action, Filter, Use
from compliance.extract.queries.reading import Dialect, Found, mentions
from compliance.extract.queries.receivers import lineage, type_of

_FASTCRUD = {
    **dict.fromkeys(
        "get_multi get_multi_joined get_multi_by_cursor get_paginated".split(), Action.MANY
    ),
    **dict.fromkeys("get get_joined exists".split(), Action.ONE),
    **dict.fromkeys("create upsert upsert_multi".split(), Action.CREATE),
    **dict.fromkeys("delete db_delete".split(), Action.DELETE),
    "update": Action.UPDATE,
    "count": Action.COUNT,
}
_ADVANCED = {
    **dict.fromkeys("list list_and_count get_many".split(), Action.MANY),
    **dict.fromkeys("get get_one get_one_or_none exists".split(), Action.ONE),
    **dict.fromkeys(
        "create create_many upsert upsert_many get_or_upsert get_and_update add add_many".split(),
        Action.CREATE,
    ),
    **dict.fromkeys("update update_many".split(), Action.UPDATE),
    **dict.fromkeys("delete delete_many delete_where".split(), Action.DELETE),
    "count": Action.COUNT,
}
# Keywords that are none of columns.
_OPTIONS = frozenset(
    """db object schema_to_select return_as_model one_or_none offset limit sort_columns sort_orders
    return_total_count join_model join_on join_prefix join_schema_to_select join_type alias counts
    join_filters joins_config nest_joins relationship_type cursor sort_column sort_order commit
    allow_multiple return_columns db_row instances update_override page items_per_page item_id
    id_attribute load execution_options auto_commit auto_expunge auto_refresh order_by statement
    uniquify error_messages with_for_update count_with_window_function data match_fields
    attribute_names with_for_update to_model bind_group""".split()
)
_RANGES = frozenset("gt gte lt lte between".split())
_EQUAL = frozenset(["in", "eq"])
_ADVANCED_BASES = re.compile(r"SQLAlchemy(?:Async|Sync)(?:Slug)?Repository(?:Service)?")


@dataclass(frozen=True)
class _Kind:
    """One package. `notes`: what it writes is kept when the session of the request is."""

    orm: str
    words: tuple[bytes, ...]
    bases: re.Pattern[str]
    methods: Mapping[str, Action]
    notes: bool


_KINDS = (
    _Kind("FastCRUD", (b"fastcrud",), re.compile("FastCRUD"), _FASTCRUD, notes=False),
    _Kind("Advanced Alchemy", (b"advanced_alchemy", b"litestar.plugins.sqlalchemy"),
          _ADVANCED_BASES, _ADVANCED, notes=True),
)  # fmt: skip


def repositories(program: Program) -> Dialect | None:
    """How the queries of these are told in a program; None where neither is used."""
    kinds = tuple(each for each in _KINDS if mentions(program, *each.words))
    if not kinds:
        return None
    methods = frozenset().union(*(each.methods for each in kinds))
    return Dialect(kinds[0].orm, methods, _Repositories(program, kinds).judge)


class _Repositories:
    def __init__(self, program: Program, kinds: tuple[_Kind, ...]) -> None:
        self._program, self._kinds = program, kinds

    def judge(self, chain: Chain) -> Found | None:
        if not chain.module.is_python or not chain.base or len(chain.steps) > 1:
            return None
        found = self._repository(chain)
        if found is None:
            return None
        kind, model = found
        action = kind.methods.get(chain.names[0])
        if action is None:
            return None
        declared = self._program.meaning(model.module, path_of(model.value))
        table = path_of(model.value).rpartition(".")[2]
        filters = tuple(_filters(chain.call))
        return Found(action, table, declared, filters, transaction=kind.notes)

    def _repository(self, chain: Chain) -> tuple[_Kind, Meaning] | None:
        """The package, and the model, of the object that a chain is called on."""
        module, base = chain.module, chain.base
        if base in ("self", "super()"):
            class_ = class_around(chain.function)
            return self._of(Meaning(module, class_)) if class_ is not None else None
        found = self._program.meaning(module, base, chain.function)
        if found is not None and isinstance(found.value, Call):
            return self._made(found.module, found.value)
        if found is None or not isinstance(found.value, Class):
            written = type_of(self._program, module, base, chain.function)
            found = self._program.meaning(module, written.strip("'\"")) if written else None
        return self._of(found) if found is not None else None

    def _made(self, module: Module, call: Call) -> tuple[_Kind, Meaning] | None:
        """`users = FastCRUD(User)`, `CRUDUser(User)`: the model is what it is made of."""
        callee: Expression = call.callee
        if isinstance(callee, Name) and self._kind(callee) is None:
            named = self._program.meaning(module, callee.path)
            found = self._of(named) if named is not None else None
        else:
            found = self._typed(module, callee)
        model = call.argument(0, "model")
        if found is not None and isinstance(model, Name):
            return found[0], Meaning(module, model)
        if isinstance(model, Name) and (kind := self._kind(callee)) is not None:
            return kind, Meaning(module, model)
        return found

    def _of(self, found: Meaning) -> tuple[_Kind, Meaning] | None:
        """The package and the model of a class, or of a name for one: `FastCRUD[User]`."""
        if not isinstance(found.value, Class):
            return self._typed(found.module, found.value)
        for module, class_ in lineage(self._program, found.module, found.value):
            for base in class_.bases:
                typed = self._typed(module, base)
                if typed is not None:
                    return typed
        return None

    def _typed(self, module: Module, base: Expression) -> tuple[_Kind, Meaning] | None:
        """`FastCRUD[User, …]`, `SQLAlchemyAsyncRepositoryService[m.User]`."""
        kind = self._kind(base.of) if isinstance(base, Item) else None
        if kind is None or not isinstance(base, Item):
            return None
        key = base.key
        first = key.items[0] if isinstance(key, Sequence) and key.items else key
        return (kind, Meaning(module, first)) if isinstance(first, Name) else None

    def _kind(self, named: Expression) -> _Kind | None:
        last = path_of(named).rpartition(".")[2]
        return next((each for each in self._kinds if each.bases.fullmatch(last)), None)


def _filters(call: Call) -> Iterator[Filter]:
    """The columns in `get(db=db, email=email, age__gte=3)`, and in conditions of SQLAlchemy."""
    for argument in call.arguments:
        yield from compared(argument)
    for keyword, value in call.keywords.items():
        column, _, operator = keyword.partition("__")
        if keyword in _OPTIONS or (operator and operator not in _RANGES | _EQUAL):
            continue
        yield Filter(column, Use.RANGE if operator in _RANGES else Use.EQUAL, value.line)
