"""Which runtime a component asks for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from compliance.facts import Evidence, Fact, Scope


@dataclass(frozen=True)
class NodePins(Fact):
    """The version that `.nvmrc` names (None: there is no such file), and pins in other files."""

    scope: ClassVar[Scope] = Scope.COMPONENT

    nvmrc: str | None
    where: Evidence | None = None
    others: tuple[Evidence, ...] = ()


@dataclass(frozen=True)
class PythonPins(Fact):
    """The versions that `.python-version` or, without it, pyproject.toml admits.

    `admitted` holds versions or ranges as they are written there, any of which will do; it is
    empty where neither file says anything.
    """

    scope: ClassVar[Scope] = Scope.COMPONENT

    admitted: tuple[str, ...] = ()
    where: Evidence | None = None
