"""Which linters, formatters and test runners a repository configures, and what its hooks run."""

from __future__ import annotations

import enum
from collections.abc import Iterator
from dataclasses import dataclass, field

from compliance.facts import Evidence, Fact, Stack


class Purpose(enum.StrEnum):
    """What a developer's tool is for."""

    LINT = "lint"
    FORMAT = "format"
    TEST = "test"


@dataclass(frozen=True)
class ToolUse:
    """A tool that some place of the repository ends up running.

    `where` is the place that starts it, such as a line of a workflow; `through` are the places that
    it leads through to the command that names the tool.
    """

    tool: str
    purpose: Purpose
    where: Evidence
    through: tuple[Evidence, ...] = ()


@dataclass(frozen=True)
class Unfollowed:
    """Something that is run and whose content the repository does not show.

    `reason` is one clause; `may` are the purposes that it could plausibly serve.
    """

    reason: str
    where: Evidence
    may: tuple[Purpose, ...]


@dataclass(frozen=True)
class Runs:
    """What a set of commands ends up running, as far as the repository shows it."""

    uses: tuple[ToolUse, ...] = ()
    unfollowed: tuple[Unfollowed, ...] = ()

    def of(self, purpose: Purpose) -> Iterator[ToolUse]:
        """The tools of a purpose."""
        return (use for use in self.uses if use.purpose is purpose)

    def may(self, purpose: Purpose) -> Iterator[Unfollowed]:
        """What could not be followed and might run a tool of a purpose."""
        return (each for each in self.unfollowed if purpose in each.may)


@dataclass(frozen=True)
class ConfiguredTool:
    """A tool that a file configures, and what that configuration leaves it to do."""

    tool: str
    purposes: tuple[Purpose, ...]
    where: Evidence


@dataclass(frozen=True)
class Tooling(Fact):
    """The linters and formatters that the repository configures.

    `eslint_formats` is the place where ESLint is told to run Prettier, if it is; `eslint_shares`
    the one where it takes over rules of a package, which may tell it so out of sight.
    """

    configured: tuple[ConfiguredTool, ...] = ()
    eslint_formats: Evidence | None = None
    eslint_shares: Evidence | None = None
    unreadable: tuple[Unfollowed, ...] = ()

    def of(self, purpose: Purpose) -> Iterator[ConfiguredTool]:
        """The tools that are configured for a purpose."""
        return (each for each in self.configured if purpose in each.purposes)

    def switched_off(self, tool: str, purpose: Purpose) -> bool:
        """Whether every configuration of a tool takes that purpose away from it."""
        own = [each for each in self.configured if each.tool == tool]
        return bool(own) and not any(purpose in each.purposes for each in own)


@dataclass(frozen=True)
class Hooks(Fact):
    """What runs before a commit: the files that define hooks, and what these run."""

    files: tuple[Evidence, ...] = ()
    runs: Runs = field(default_factory=Runs)


@dataclass(frozen=True)
class SourceLanguages(Fact):
    """How many source files each stack's languages have, configuration files aside."""

    node: int
    python: int

    @property
    def judged(self) -> bool:
        """Whether there is JavaScript, TypeScript or Python source at all."""
        return self.node + self.python > 0

    @property
    def most(self) -> Stack:
        """The stack of most source files."""
        return Stack.NODE if self.node >= self.python else Stack.PYTHON
