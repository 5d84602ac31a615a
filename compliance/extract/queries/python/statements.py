"""Functions of a program that execute the statements of SQLAlchemy that they are handed, as a
repository's do: `await self.get_one_or_none(select(User).where(…))`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from compliance.extract.code import Code
from compliance.extract.code.expressions import Name
from compliance.extract.code.model import Function
from compliance.extract.code.program import Program
from compliance.paths import language

_MAX_NAMES = 60
_STATEMENT = re.compile(r"\b(?:Select|Executable|Insert|Update|Delete|UpdateBase)\b")
_NAMES = frozenset(["statement", "stmt"])
# What SQLAlchemy's own objects are asked by these names.
_OF_SQLALCHEMY = frozenset(
    """select where filter join outerjoin union exists execute scalars scalar stream exec add get
    all first one count update delete insert options order_by subquery label""".split()
)
_WORDS = (b"Select", b"Executable", b"statement", b"stmt")
# How a parameter that is handed one is called, or typed.
_HANDED = re.compile(rb"\b(?:statement|stmt|Select|Executable|Insert|Update|Delete|UpdateBase)\b")
# As far behind the `def` it stands at most, and what a function's parameters end with.
_MAX_BEFORE = 800
_PARAMETERS_END = re.compile(rb"\)\s{0,9}(?:->|:)")


def executing(program: Program) -> frozenset[str]:
    """The names of the functions that execute a statement that they are handed."""
    found: set[str] = set()
    for path in program.holding(*_WORDS):
        if len(found) >= _MAX_NAMES:
            break
        module = program.code.module(path) if _may_be_handed(program.code, path) else None
        if module is not None:
            found.update(each.name for each in module.functions if _executes(each))
    return frozenset(name for name in found if name and name not in _OF_SQLALCHEMY)


def _may_be_handed(code: Code, path: str) -> bool:
    """Whether a file of Python may have a function that is handed a statement."""
    if language(path) != "python":
        return False
    source = code.tree.contents[path]
    return any(_is_in_signature(source, each.start()) for each in _HANDED.finditer(source))


def _is_in_signature(source: bytes, place: int) -> bool:
    begin = source.rfind(b"def ", max(0, place - _MAX_BEFORE), place)
    return begin >= 0 and _PARAMETERS_END.search(source, begin, place) is None


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
