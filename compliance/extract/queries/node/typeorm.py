"""Queries through TypeORM: repositories, entity managers, query builders, active records."""

from __future__ import annotations

from dataclasses import replace

from compliance.extract.code.expressions import Call, Expression, Name, Sequence, Text
from compliance.extract.code.meant import class_around
from compliance.extract.code.model import Class, Module
from compliance.extract.code.program import Meaning, Program
from compliance.extract.queries.chains import Chain
from compliance.extract.queries.node.typeorm_filters import built_filters, filters
from compliance.extract.queries.query import Action
from compliance.extract.queries.reading import Dialect, Found, mentions
from compliance.extract.queries.receivers import (
    answered,
    assigned,
    extended_with,
    generic,
    lineage,
    type_of,
)

_ACTIONS = {
    "find": Action.MANY,
    "findBy": Action.MANY,
    "findAndCount": Action.MANY,
    "findAndCountBy": Action.MANY,
    "findByIds": Action.MANY,
    "findOne": Action.ONE,
    "findOneBy": Action.ONE,
    "findOneById": Action.ONE,
    "findOneOrFail": Action.ONE,
    "findOneByOrFail": Action.ONE,
    "exists": Action.ONE,
    "existsBy": Action.ONE,
    "exist": Action.ONE,
    "count": Action.COUNT,
    "countBy": Action.COUNT,
    "sum": Action.COUNT,
    "average": Action.COUNT,
    "insert": Action.CREATE,
    "save": Action.UPDATE,
    "update": Action.UPDATE,
    "updateAll": Action.UPDATE,
    "upsert": Action.UPDATE,
    "increment": Action.UPDATE,
    "decrement": Action.UPDATE,
    "softDelete": Action.UPDATE,
    "softRemove": Action.UPDATE,
    "restore": Action.UPDATE,
    "recover": Action.UPDATE,
    "delete": Action.DELETE,
    "deleteAll": Action.DELETE,
    "remove": Action.DELETE,
    "clear": Action.DELETE,
    "query": Action.SQL,
}
_BUILT = {
    "getMany": Action.MANY,
    "getManyAndCount": Action.MANY,
    "getRawMany": Action.MANY,
    "getRawAndEntities": Action.MANY,
    "stream": Action.MANY,
    "getOne": Action.ONE,
    "getOneOrFail": Action.ONE,
    "getRawOne": Action.ONE,
    "getExists": Action.ONE,
    "getCount": Action.COUNT,
    "execute": Action.SQL,
}
_BUILDS = {
    "insert": Action.CREATE, "update": Action.UPDATE, "delete": Action.DELETE,
    "softDelete": Action.UPDATE, "restore": Action.UPDATE,
}  # fmt: skip
# What gives a row of an active record, and what that does by itself.
_ROWS = frozenset("create merge preload findOne findOneBy findOneOrFail findOneByOrFail".split())
_OF_ROWS = frozenset("save remove softRemove recover".split())
_REPOSITORIES = frozenset(
    "Repository TreeRepository MongoRepository AbstractRepository BaseRepository".split()
)
_MANAGERS = frozenset(["EntityManager", "MongoEntityManager"])
_SOURCES = frozenset(["DataSource", "Connection", "QueryRunner"])
_MADE = frozenset(["getRepository", "getCustomRepository", "getTreeRepository", "withRepository"])
_BUILDER = "createQueryBuilder"
_WORDS = (
    b"epositor", b"EntityManager", b"DataSource", b"dataSource", b"QueryRunner", b"queryRunner",
    b"QueryBuilder", b".manager", b"getManager", b"getConnection",
)  # fmt: skip


def typeorm(program: Program) -> Dialect | None:
    """How TypeORM's queries are told in a program; None where it is not used."""
    if not mentions(program, b"typeorm"):
        return None
    methods = frozenset([*_ACTIONS, _BUILDER])
    active = (b".find", b".save(", b".remove(") if mentions(program, b"BaseEntity") else ()
    return Dialect("TypeORM", methods, _TypeOrm(program).judge, (*_WORDS, *active))


class _TypeOrm:
    def __init__(self, program: Program) -> None:
        self._program = program

    def judge(self, chain: Chain) -> Found | None:
        builder = chain.step(_BUILDER)
        if builder is not None:
            return self._built(chain, builder)
        if chain.names[0] in _MADE and len(chain.steps) > 1:
            made = chain.steps[0]
            found = self._call(chain, chain.steps[1], *self._named(chain, _entity_given(made)))
            return replace(found, transaction=_is_of_context(made)) if found is not None else None
        step = chain.steps[0]
        if not chain.base:
            return self._of_answer(chain) if len(chain.steps) > 1 else None
        held = self._owner(chain, chain.base) if step.name in _ACTIONS else None
        if held is None and step.name in _OF_ROWS:
            held = self._of_row(chain)
        return self._call(chain, step, *held) if held is not None else None

    def _of_answer(self, chain: Chain) -> Found | None:
        """A query of the repository that a function of the program answers."""
        found = answered(self._program, chain.module, chain.steps[0])
        if found is None or not isinstance(found.value, Call) or found.value.name not in _MADE:
            return None
        inner = Chain(found.module, "", (found.value,), (found.value.name,))
        return self._call(chain, chain.steps[1], *self._named(inner, _entity_given(found.value)))

    def _call(self, chain: Chain, step: Call, table: str, declared: Meaning | None) -> Found | None:
        action = _ACTIONS.get(step.name)
        if action is None:
            return None
        if action is Action.SQL:
            return Found(action, sql=step.argument(0))
        if not table and step.arguments:
            table, declared = self._named(chain, step.argument(0))
            if not table:
                table, declared = self._value_of(chain, step.argument(0))
        return Found(action, table, declared, tuple(filters(chain, step)))

    def _owner(self, chain: Chain, path: str) -> tuple[str, Meaning | None] | None:
        """The entity of a repository, "" for a manager; None for what is neither."""
        named, of = generic(type_of(self._program, chain.module, path, chain.function))
        if named in _REPOSITORIES and of:
            return self._entity(chain, of)
        if named in _MANAGERS or named in _SOURCES:
            return "", None
        found = self._program.meaning(chain.module, path, chain.function)
        if found is None:
            return self._unfollowed(chain, path)
        if isinstance(found.value, Class):
            return self._of_class(found)
        if isinstance(found.value, Call):
            if found.value.name in _MADE:
                inner = Chain(found.module, "", (found.value,), (found.value.name,))
                return self._named(inner, _entity_given(found.value))
            if found.value.name in ("DataSource", "createConnection", "getManager", "getConnection",
                                    "createQueryRunner"):  # fmt: skip
                return "", None
        return self._unfollowed(chain, path)

    def _of_row(self, chain: Chain) -> tuple[str, Meaning | None] | None:
        """The entity of a row that a repository made or found: `order = orders.create(…)`."""
        for made in assigned(chain.function, chain.module, chain.base):
            if isinstance(made, Call) and made.name in _ROWS and made.receiver:
                owner = self._owner(chain, made.receiver)
                if owner is not None and owner[0]:
                    return owner
        return None

    def _unfollowed(self, chain: Chain, path: str) -> tuple[str, Meaning | None] | None:
        """A manager of something known, a class's own methods, a transaction's manager."""
        head, _, last = path.rpartition(".")
        if last == "manager" and head:
            owner = self._owner(chain, head) if head not in ("this", "") else None
            if owner is not None or head.lower().endswith(("queryrunner", "datasource")):
                return "", None
        if path in ("this", "super"):
            class_ = class_around(chain.function)
            if class_ is not None:
                return self._of_class(Meaning(chain.module, class_))
        handed = _handed(chain, path)
        return ("", None) if handed else None

    def _of_class(self, found: Meaning) -> tuple[str, Meaning | None] | None:
        """A repository of one's own, or an active record."""
        if not isinstance(found.value, Class):
            return None
        for module, class_ in lineage(self._program, found.module, found.value):
            for base in class_.bases:
                written = base.path if isinstance(base, Name) else ""
                if written == "BaseEntity":
                    return found.value.name, found
                if written.rpartition(".")[2] in _REPOSITORIES and module.imports_from("typeorm"):
                    return _entity_of(module, class_), None
        return None

    def _entity(self, chain: Chain, name: str) -> tuple[str, Meaning | None]:
        found = self._program.meaning(chain.module, name, chain.function)
        return name, found

    def _named(self, chain: Chain, value: Expression | None) -> tuple[str, Meaning | None]:
        """The entity that is handed over by its class or its name."""
        if isinstance(value, Name):
            found = self._program.meaning(chain.module, value.path, chain.function)
            if found is not None and isinstance(found.value, Class):
                return found.value.name, found
            return (value.path, None) if value.path[:1].isupper() else ("", None)
        return (value.value, None) if isinstance(value, Text) else ("", None)

    def _value_of(self, chain: Chain, value: Expression | None) -> tuple[str, Meaning | None]:
        """The entity of an object that a manager saves."""
        if isinstance(value, Sequence) and value.items:
            value = value.items[0]
        for each in (
            assigned(chain.function, chain.module, value.path)
            if isinstance(value, Name)
            else iter((value,))
        ):
            if isinstance(each, Call):
                if each.constructs and isinstance(each.callee, Name):
                    return self._named(chain, each.callee)
                return self._named(chain, each.argument(0))
        return "", None

    def _built(self, chain: Chain, builder: Call) -> Found | None:
        if chain.names[0] in _MADE:
            table, declared = self._named(chain, _entity_given(chain.steps[0]))
        else:
            owner = self._owner(chain, chain.base) if chain.base else None
            if owner is None and not _looks_so(chain):
                return None
            table, declared = owner or ("", None)
        for step in chain.all_steps("from", "into", "update", "delete", builder.name):
            if not table:
                table, declared = self._named(chain, step.argument(0))
        return Found(
            _built_action(chain), table, declared, tuple(built_filters(self._program, chain)),
            transaction=chain.names[0] in _MADE and _is_of_context(chain.steps[0]),
        )  # fmt: skip


def _is_of_context(made: Call) -> bool:
    """Whether a repository is asked for by a method of the program's own, with what a request runs
    in before the entity: `getRepository(ctx, Order)`. The transaction, if any, comes with that.
    """
    first, second = made.argument(0), made.argument(1)
    return (
        isinstance(first, Name)
        and isinstance(second, Name)
        and not first.path[:1].isupper()
        and second.path[:1].isupper()
    )


def _entity_given(made: Call) -> Expression | None:
    """The entity for which a repository is asked."""
    return made.argument(1 if _is_of_context(made) else 0)


def _entity_of(module: Module, class_: Class) -> str:
    """The entity of `class Users extends Repository<User>`, as its decorator names it, or else what
    it hands to the constructor of that.
    """
    made = (call for each in class_.methods for call in each.calls if call.path == "super")
    named = (each for each in class_.decorators if isinstance(each, Call))
    for each in (*(one for one in named if one.name == "EntityRepository"), *made):
        first = each.argument(0)
        if isinstance(first, Name) and first.path[:1].isupper():
            return first.path
    return extended_with(module, class_)


def _handed(chain: Chain, path: str) -> bool:
    """Whether a name is the manager that a transaction hands to its callback."""
    function = chain.function
    while function is not None:
        around = function.argument_of
        if around is not None and around.name == "transaction" and function.parameters:
            return function.parameters[0].name == path
        function = function.outer
    return False


def _looks_so(chain: Chain) -> bool:
    return chain.last.lower().endswith(("repository", "repo", "manager", "datasource"))


def _built_action(chain: Chain) -> Action:
    for name in chain.names:
        if name in _BUILDS and name != chain.names[0]:
            return _BUILDS[name]
    found = next((_BUILT[name] for name in reversed(chain.names) if name in _BUILT), Action.MANY)
    return Action.MANY if found is Action.SQL else found
