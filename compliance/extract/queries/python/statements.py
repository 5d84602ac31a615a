"""Functions of a program that execute the statements of SQLAlchemy that they are handed, as a
repository's do: `await self.get_one_or_none(select(User).where(…))`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from compliance.extract.code.model import Function, Name
from compliance.extract.code.program import Program

_MAX_NAMES = 60
_STATEMENT = re.compile(r"\b(?:Select|Executable|Insert|Update|Delete|UpdateBase)\b")
_NAMES = frozenset(["statement", "stmt"])
# What SQLAlchemy's own objects are asked by these names.
_OF_SQLALCHEMY = frozenset(
    """select where filter join outerjoin union exists execute scalars scalar stream exec add get
    all first one count update delete insert options order_by subquery label""".split()
)
_WORDS = (b"Select", b"Executable", b"statement", b"stmt")


def executing(program: Program) -> frozenset[str]:
    """The names of the functions that execute a statement that they are handed."""
    found: set[str] = set()
    for module in program.modules(*_WORDS):
        if module.is_python and len(found) < _MAX_NAMES:
            found.update(each.name for each in module.functions if _executes(each))
    return frozenset(name for name in found if name and name not in _OF_SQLALCHEMY)


def _executes(function: Function) -> bool:
    """Whether a function hands on a statement of its first parameters, and answers none."""
    handed = frozenset(_statements(function))
    if not handed or _STATEMENT.search(function.result):
        return False
    return any(
        isinstance(argument, Name) and argument.path in handed
        for call in function.calls
        for argument in call.arguments
    )


def _statements(function: Function) -> Iterator[str]:
    own = [each for each in function.parameters if each.name not in ("self", "cls")]
    for each in own[:1]:
        if _STATEMENT.search(each.type) or (not each.type and each.name in _NAMES):
            yield each.name
