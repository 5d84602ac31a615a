"""What the queries of a component's code show: in loops, outside of transactions, built from
variables, behind routes that only read.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from compliance.facts import Evidence, Fact, Scope


@dataclass(frozen=True)
class Strike:
    """A place that breaks a rule, and why, in a few words."""

    where: Evidence
    reason: str


@dataclass(frozen=True)
class LoopedQueries(Fact):
    """The query calls outside of tests and scripts, and those that run once for each row.

    `unread` are reasons why there may be further ones, here and in the facts below.
    """

    scope: ClassVar[Scope] = Scope.COMPONENT

    sites: int = 0
    strikes: tuple[Strike, ...] = ()
    unread: tuple[str, ...] = ()


@dataclass(frozen=True)
class LooseWrites(Fact):
    """The functions that write two or more tables, and those that do so outside a transaction."""

    scope: ClassVar[Scope] = Scope.COMPONENT

    sites: int = 0
    strikes: tuple[Strike, ...] = ()
    unread: tuple[str, ...] = ()


@dataclass(frozen=True)
class WritingReads(Fact):
    """The routes of GET and HEAD, and those whose handler writes."""

    scope: ClassVar[Scope] = Scope.COMPONENT

    sites: int = 0
    strikes: tuple[Strike, ...] = ()
    unread: tuple[str, ...] = ()


@dataclass(frozen=True)
class SqlTexts(Fact):
    """The places that hand SQL to a query call, and those that build it from variables.

    `open` are those whose text cannot be told, which nobody is blamed for.
    """

    scope: ClassVar[Scope] = Scope.COMPONENT

    sites: int = 0
    strikes: tuple[Strike, ...] = ()
    open: int = 0
    unread: tuple[str, ...] = ()


@dataclass(frozen=True)
class SchemaChanges(Fact):
    """The places outside of tests and migrations that change the schema."""

    scope: ClassVar[Scope] = Scope.COMPONENT

    strikes: tuple[Strike, ...] = ()
    unread: tuple[str, ...] = ()
