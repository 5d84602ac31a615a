"""Queries through Python ORMs whose models query by themselves: Tortoise, Peewee, MongoEngine,
Beanie.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from compliance.extract.code.expressions import Call, Expression, Item, Name, Operation, walk
from compliance.extract.code.meant import class_around
from compliance.extract.code.model import Class
from compliance.extract.code.program import Meaning, Program
from compliance.extract.queries.chains import Chain, chain_of
from compliance.extract.queries.circumstances import functions_around
from compliance.extract.queries.query import Action, Filter, Use
from compliance.extract.queries.reading import Dialect, Found, mentions
from compliance.extract.queries.receivers import assigned, lineage, type_of

_TORTOISE = {
    **dict.fromkeys("all filter exclude annotate values raw".split(), Action.MANY),
    **dict.fromkeys("get get_or_none first exists".split(), Action.ONE),
    **dict.fromkeys("create bulk_create get_or_create update_or_create".split(), Action.CREATE),
    "bulk_update": Action.UPDATE,
    "update": Action.UPDATE,
    "delete": Action.DELETE,
    "count": Action.COUNT,
}
_PEEWEE = {
    **dict.fromkeys(["select", "filter", "raw"], Action.MANY),
    **dict.fromkeys(["get", "get_or_none", "get_by_id", "first"], Action.ONE),
    **dict.fromkeys(
        "create insert insert_many get_or_create bulk_create replace".split(), Action.CREATE
    ),
    **dict.fromkeys(["update", "bulk_update", "set_by_id"], Action.UPDATE),
    **dict.fromkeys(["delete", "delete_by_id"], Action.DELETE),
}
_BEANIE = {
    **dict.fromkeys(["find", "find_all", "find_many", "all", "aggregate"], Action.MANY),
    **dict.fromkeys(["find_one", "get"], Action.ONE),
    **dict.fromkeys(["insert_one", "insert_many", "create"], Action.CREATE),
    **dict.fromkeys(["update_all"], Action.UPDATE),
    **dict.fromkeys(["delete_all"], Action.DELETE),
    "count": Action.COUNT,
}
_OWN = {"save": Action.UPDATE, "insert": Action.CREATE, "create": Action.CREATE,
        "delete": Action.DELETE, "delete_instance": Action.DELETE, "replace": Action.UPDATE,
        "update": Action.UPDATE, "modify": Action.UPDATE}  # fmt: skip

_RELATED = frozenset(["add", "remove", "clear"])
_WORDS = (b".filter(", b".get(", b".create(", b".select(", b".find", b".save(", b".delete",
          b".objects", b".insert(", b".all()", b".get_or_none(",
          b".add(", b".remove(", b".clear()")  # fmt: skip


@dataclass(frozen=True)
class _Kind:
    """One ORM: its package, the names of the classes that models extend, and their methods."""

    orm: str
    package: str
    bases: frozenset[str]
    methods: Mapping[str, Action]


_KINDS = (
    _Kind("Tortoise ORM", "tortoise", frozenset(["Model"]), _TORTOISE),
    _Kind("Peewee", "peewee", frozenset(["Model"]), _PEEWEE),
    _Kind("Beanie", "beanie", frozenset(["Document"]), _BEANIE),
    _Kind("MongoEngine", "mongoengine", frozenset("Document DynamicDocument".split()), {}),
)


def active_records(program: Program) -> Dialect | None:
    """How the queries of these ORMs are told in a program; None where none is used."""
    kinds = tuple(each for each in _KINDS if mentions(program, each.package.encode()))
    if not kinds:
        return None
    methods = frozenset().union(*(each.methods for each in kinds), _OWN, _RELATED, ["objects"])
    reader = _ActiveRecords(program, kinds)
    words = tuple(each.package.encode() for each in kinds)
    return Dialect(kinds[0].orm, methods, reader.judge, (*words, *_WORDS))


class _ActiveRecords:
    def __init__(self, program: Program, kinds: tuple[_Kind, ...]) -> None:
        self._program, self._kinds = program, kinds

    def judge(self, chain: Chain) -> Found | None:
        if not chain.module.is_python or not chain.base:
            return None
        step = chain.steps[0]
        model = self._model(chain, chain.base.removesuffix(".objects"))
        if model is not None:
            kind, declared, name = model
            if chain.names[0] == "objects" or chain.last == "objects":
                return Found(_of_objects(chain), name, declared, tuple(_keywords(chain)))
            action = kind.methods.get(step.name)
            if action is not None:
                return Found(_ending(chain, kind, action), name, declared, tuple(_keywords(chain)))
        if step.name in _RELATED:
            return self._relation(chain)
        own = _OWN.get(step.name)
        held = self._object(chain, chain.base) if own is not None else None
        return Found(own, held[2], held[1]) if own is not None and held is not None else None

    def _model(self, chain: Chain, path: str) -> tuple[_Kind, Meaning, str] | None:
        if path in ("self", "cls"):
            class_ = class_around(chain.function)
            return self._of(Meaning(chain.module, class_)) if path == "cls" and class_ else None
        found = self._program.meaning(chain.module, path, chain.function)
        if found is None or not isinstance(found.value, Class):
            return None
        # An object's own methods are no methods of its class.
        return self._of(found) if path[:1].isupper() or _is_set_outside(chain, path) else None

    def _of(self, found: Meaning) -> tuple[_Kind, Meaning, str] | None:
        if not isinstance(found.value, Class):
            return None
        for module, class_ in lineage(self._program, found.module, found.value):
            for base in class_.bases:
                last = base.path.rpartition(".")[2] if isinstance(base, Name) else ""
                for kind in self._kinds:
                    if last in kind.bases and module.imports_from(kind.package):
                        return kind, found, found.value.name
        return None

    def _relation(self, chain: Chain) -> Found | None:
        """What Tortoise writes into the table between two: `user.roles.add(role)`."""
        head, _, name = chain.base.rpartition(".")
        held = self._object(chain, head) if head else None
        field = held[1].value.field(name) if held and isinstance(held[1].value, Class) else None
        made = field.value if field is not None else None
        if held is None or not isinstance(made, Call) or made.name != "ManyToManyField":
            return None
        return Found(Action.UPDATE, f"{held[2]}.{name}")

    def _object(self, chain: Chain, path: str) -> tuple[_Kind, Meaning, str] | None:
        """The model of an object that was made or read in the same function, or is typed so."""
        if path == "self":
            class_ = class_around(chain.function)
            return self._of(Meaning(chain.module, class_)) if class_ is not None else None
        written = type_of(self._program, chain.module, path, chain.function)
        if written:
            found = self._program.meaning(chain.module, written.strip("'\""))
            return self._of(found) if found is not None else None
        for value in assigned(chain.function, chain.module, path):
            if isinstance(value, Call):
                inner = chain_of(chain.module, value)
                maker = inner.base.removesuffix(".objects") or inner.names[0]
                found = self._program.meaning(chain.module, maker, chain.function)
                model = self._of(found) if found is not None else None
                if model is not None:
                    return model
        return None


def _is_set_outside(chain: Chain, path: str) -> bool:
    """Whether a name is no parameter and is not set in a function: one that stands for a class then
    is another name of it, `orders = Order`.
    """
    if "." in path:
        return False
    around = tuple(functions_around(chain.function))
    return not any(
        path in (*(one.name for one in each.parameters), *(one.target for one in each.assignments))
        for each in around
    )


def _of_objects(chain: Chain) -> Action:
    ends = {"first": Action.ONE, "get": Action.ONE, "count": Action.COUNT, "delete": Action.DELETE,
            "update": Action.UPDATE, "update_one": Action.UPDATE}  # fmt: skip
    return next((ends[name] for name in chain.names if name in ends), Action.MANY)


def _ending(chain: Chain, kind: _Kind, first: Action) -> Action:
    if first is not Action.MANY:
        return first
    found = (kind.methods.get(name) for name in chain.names[1:])
    return next((each for each in found if each not in (None, Action.MANY)), first) or first


_RANGED = frozenset(["<", ">", "<=", ">="])


def _keywords(chain: Chain) -> Iterator[Filter]:
    """`filter(name=…, age__gte=…)`, `where(User.name == …)`, `find(User.name == …)`."""
    for step in chain.steps:
        if step.name in ("filter", "get", "get_or_none", "exclude", "objects"):
            for keyword, value in step.keywords.items():
                column, _, lookup = keyword.partition("__")
                if lookup in ("", "in", "gt", "gte", "lt", "lte"):
                    use = Use.RANGE if lookup[:1] in ("g", "l") else Use.EQUAL
                    yield Filter(column, use, value.line)
        if step.name in ("where", "find", "find_one", "get", "get_or_none", "find_many"):
            for argument in step.arguments:
                yield from _compared(argument)


def _compared(condition: Expression) -> Iterator[Filter]:
    for each in walk(condition):
        if isinstance(each, Operation) and len(each.operands) == 2:
            left = each.operands[0]
            head, _, column = left.path.rpartition(".") if isinstance(left, Name) else ("", "", "")
            if head[:1].isupper() and not isinstance(left, Item):
                if each.operator == "==":
                    yield Filter(column, Use.EQUAL, each.line)
                elif each.operator in _RANGED:
                    yield Filter(column, Use.RANGE, each.line)
