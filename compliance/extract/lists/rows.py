"""The rows that a list is made of, and what its address is called after."""

from __future__ import annotations

from dataclasses import dataclass, replace

from compliance.extract.code.expressions import FIXED_SLICE, Expression, Item
from compliance.extract.code.model import Function
from compliance.extract.queries import Query


@dataclass(frozen=True)
class Rows:
    """A query that reads rows, and the functions from the handler down to the one that makes it;
    None where it is another list, which no query of the program is seen to make.

    `cut`: only a slice of them is answered; `fixed`: one between numbers that are written out.
    """

    query: Query | None
    functions: tuple[Function, ...]
    cut: bool = False
    fixed: bool = False


def last_segment(path: str) -> str:
    """The last part of an address that is no parameter, in lower case and without a plural's s."""
    parts = [
        each for each in path.replace(".", "/").split("/") if each and not each.startswith("{")
    ]
    return plain(parts[-1]) if parts else ""


def is_slice(value: Expression) -> bool:
    """Whether it is a slice of something."""
    return isinstance(value, Item) and value.key.kind in ("slice", FIXED_SLICE)


def cut(rows: Rows, value: Expression) -> Rows:
    """Some rows of which a slice is taken."""
    is_fixed = isinstance(value, Item) and value.key.kind == FIXED_SLICE
    return replace(rows, fixed=True) if is_fixed else replace(rows, cut=True)


def plain(name: str) -> str:
    """A name as others of the same are compared with it."""
    return name.lower().replace("-", "").replace("_", "").removesuffix("s")
