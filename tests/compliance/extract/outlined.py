"""The outline of a file of Python, and of one expression."""

from __future__ import annotations

from compliance.extract.code import outline
from compliance.extract.code.expressions import (
    Expression,
)
from compliance.extract.code.model import Module


def module_of(source: str | bytes) -> Module:
    return outline("a.py", source.encode() if isinstance(source, str) else source)


def value_of(source: str) -> Expression:
    """What `source` is as the value of an assignment."""
    (assignment,) = module_of(f"made = {source}\n").assignments
    return assignment.value
