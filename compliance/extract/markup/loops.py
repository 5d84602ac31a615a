"""The loops that a value stands in: what its names are in turn, and what may have run before."""

from __future__ import annotations

import math

from compliance.extract.code.expressions import Call, Expression
from compliance.extract.code.model import Function


def loops_around(call: Call) -> dict[str, Expression]:
    """What the loops around a call go through, by the name that each item has."""
    found: dict[str, Expression] = {}
    block = call.block
    while block is not None:
        if block.is_loop and block.subject is not None and block.target:
            found.setdefault(block.target, block.subject)
        block = block.outer
    return found


def first_loop(function: Function) -> float:
    """The line of a function from where on lines may run after those that stand behind them."""
    lines = [math.inf]
    for call in function.calls:
        block = call.block
        while block is not None:
            if block.kind in ("for", "while"):
                lines.append(block.line)
            block = block.outer
    return min(lines)
