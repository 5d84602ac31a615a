"""What the readers of the environment find, before it is put together."""

from __future__ import annotations

from dataclasses import dataclass

from compliance.extract.code.model import Module
from compliance.facts import Evidence

# As many lines below the first its name may stand: behind decorators, or in a call.
_FURTHER = 4
_MAX_TEXT = 2_000


@dataclass(frozen=True, eq=False)
class Found:
    """One place that reads a variable. `folded`: in whatever case it is set."""

    name: str
    module: Module
    line: int
    has_default: bool = False
    folded: bool = False

    @property
    def where(self) -> Evidence:
        """The place, down to the line that has the name."""
        name = self.name.lower().encode()
        below = self.module.text(self.line, self.line + _FURTHER)[:_MAX_TEXT].lower()
        lines = enumerate(below.splitlines())
        further = next((number for number, text in lines if name in text), 0)
        return self.module.evidence(self.line, self.line + further)
