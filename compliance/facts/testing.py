"""Which tests a repository has."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from compliance.facts import Evidence, Fact, Scope


@dataclass(frozen=True)
class Runner:
    """A test runner that a component configures, and where that is seen."""

    name: str
    where: Evidence


@dataclass(frozen=True)
class UnitTests(Fact):
    """The tests of a component.

    `files` is the number of test files that are not end-to-end only, `end_to_end` that of the
    others. `calling` are the first of those that call code of the repository and that a runner
    finds, with the line at which they take it in, `idle` the first of all that do not. `unreadable`
    are reasons why some test file could not be read.
    """

    scope: ClassVar[Scope] = Scope.COMPONENT

    runners: tuple[Runner, ...] = ()
    files: int = 0
    end_to_end: int = 0
    calling: tuple[Evidence, ...] = ()
    unreadable: tuple[str, ...] = ()
    idle: tuple[str, ...] = ()


@dataclass(frozen=True)
class LoadTest:
    """A load test that is committed, and the tool that it is written for."""

    tool: str
    where: Evidence


@dataclass(frozen=True)
class LoadTests(Fact):
    """The load tests of the whole repository; `unreadable` are reasons why a file that may be one
    could not be read.
    """

    found: tuple[LoadTest, ...] = ()
    unreadable: tuple[str, ...] = ()


@dataclass(frozen=True)
class IntegrationTests(Fact):
    """The tests of a component that call endpoints.

    `calling` are the first places that do, `files` how many test files there are. `databases` are
    what they run against, in a few words each: a service, containers, a framework's own test
    database. `unread` are reasons why further tests may be there.
    """

    scope: ClassVar[Scope] = Scope.COMPONENT

    calling: tuple[Evidence, ...] = ()
    files: int = 0
    databases: tuple[str, ...] = ()
    unread: tuple[str, ...] = ()
