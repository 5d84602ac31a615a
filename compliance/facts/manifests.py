"""What the manifests of a repository declare."""

from __future__ import annotations

import enum
from collections.abc import Iterator
from dataclasses import dataclass

from compliance.facts import ConsideredManifest, Fact, Stack


class Group(enum.StrEnum):
    """What a dependency is for."""

    MAIN = "main"
    DEVELOPMENT = "development"
    OPTIONAL = "optional"
    PEER = "peer"


@dataclass(frozen=True)
class Dependency:
    """A dependency: its name as its registry normalises it, and the versions allowed. It is direct
    unless the manifest, which then is made by a tool, says that others bring it.
    """

    name: str
    specifier: str
    group: Group
    line: int = 0
    indirect: bool = False


@dataclass(frozen=True)
class Script:
    """A command that a manifest names."""

    name: str
    command: str
    line: int = 0


@dataclass(frozen=True)
class Manifest:
    """One manifest file; `directory` is the project it stands for ("" is the root).

    `workspaces` are the patterns of member directories that it declares, `package_manager` and
    `engines_node` are fields of a package.json, `requires_python` of a pyproject.toml or Pipfile;
    `tools` are the names of the `[tool.*]` tables, or the top-level keys, that configure tools.
    """

    path: str
    directory: str
    stack: Stack
    name: str = ""
    dependencies: tuple[Dependency, ...] = ()
    scripts: tuple[Script, ...] = ()
    workspaces: tuple[str, ...] = ()
    package_manager: str = ""
    package_manager_line: int = 0
    engines_node: str = ""
    engines_node_line: int = 0
    requires_python: str = ""
    requires_python_line: int = 0
    poetry: bool = False
    tools: tuple[str, ...] = ()


@dataclass(frozen=True)
class Manifests(Fact):
    """Every manifest of the repository outside folders that are not judged."""

    manifests: tuple[Manifest, ...]
    unreadable: tuple[ConsideredManifest, ...] = ()

    def of(self, directory: str, stack: Stack) -> tuple[Manifest, ...]:
        """The manifests of one project."""
        return tuple(
            each for each in self.manifests if each.directory == directory and each.stack is stack
        )

    def dependencies(self, directory: str, stack: Stack) -> Iterator[Dependency]:
        """The direct dependencies of one project, of every group."""
        return (each for found in self.of(directory, stack) for each in found.dependencies)
