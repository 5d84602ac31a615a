"""What the readers of the environment find, before it is put together."""

from __future__ import annotations

from dataclasses import dataclass

from compliance.extract.code.model import Module


@dataclass(frozen=True, eq=False)
class Found:
    """One place that reads a variable. `folded`: in whatever case it is set."""

    name: str
    module: Module
    line: int
    has_default: bool = False
    folded: bool = False
