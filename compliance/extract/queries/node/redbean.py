"""Queries through RedBeanNode, which makes tables by the names of beans: `R.findOne("user", …)`."""

from __future__ import annotations

from compliance.extract.code.expressions import Call, Expression, Name, Text
from compliance.extract.code.program import Program
from compliance.extract.queries.chains import Chain
from compliance.extract.queries.query import Action
from compliance.extract.queries.reading import Dialect, Found, mentions
from compliance.extract.queries.receivers import assigned

_PACKAGE = "redbean-node"
_OF_TABLES = {"find": Action.MANY, "findAll": Action.MANY, "findOne": Action.ONE,
              "load": Action.ONE, "count": Action.COUNT}  # fmt: skip
_OF_BEANS = {"store": Action.UPDATE, "storeAll": Action.UPDATE, "trash": Action.DELETE,
             "trashAll": Action.DELETE}  # fmt: skip
_OF_SQL = frozenset(["exec", "getAll", "getRow", "getCol", "getCell"])


def redbean(program: Program) -> Dialect | None:
    """How RedBeanNode's queries are told in a program; None where it is not used."""
    if not mentions(program, _PACKAGE.encode()):
        return None
    methods = frozenset([*_OF_TABLES, *_OF_BEANS, *_OF_SQL])
    return Dialect("RedBeanNode", methods, _judge, (_PACKAGE.encode(),))


def _judge(chain: Chain) -> Found | None:
    name, step = chain.names[0], chain.steps[0]
    imported = chain.module.imported(chain.base) if chain.base else None
    if imported is None or imported[0] != _PACKAGE:
        return None
    if name in _OF_SQL:
        return Found(Action.SQL, sql=step.argument(0))
    if name in _OF_TABLES:
        return Found(_OF_TABLES[name], _text(step.argument(0)))
    if name in _OF_BEANS:
        return Found(_OF_BEANS[name], _table(chain, step.argument(0)))
    return None


def _table(chain: Chain, bean: Expression | None) -> str:
    """The table of a bean, by the call that it was made or found by; "" where that is not seen."""
    if not isinstance(bean, Name):
        return ""
    made = assigned(chain.function, chain.module, bean.path, bean.line)
    tables = (
        _text(each.argument(0))
        for each in made
        if isinstance(each, Call) and each.receiver == chain.base
    )
    return next(filter(None, tables), "")


def _text(value: Expression | None) -> str:
    return value.value if isinstance(value, Text) else ""
