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

    `specifier` is as it is written there, None where neither says anything.
    """

    scope: ClassVar[Scope] = Scope.COMPONENT

    specifier: str | None
    where: Evidence | None = None
