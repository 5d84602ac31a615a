"""What a developer finds in a component to set it up and to start it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from compliance.facts import Fact, Scope
from compliance.facts.manifests import Script


@dataclass(frozen=True)
class StartFiles(Fact):
    """The Python files that start a component by their name.

    `manage` are Django's `manage.py` anywhere in it; `main` are the `main.py` at its root or in its
    package; `others` are files that people also start an application from. `declared` are the
    scripts that a manifest above it declares for a module of it, each by the manifest's path.
    """

    scope: ClassVar[Scope] = Scope.COMPONENT

    manage: tuple[str, ...] = ()
    main: tuple[str, ...] = ()
    others: tuple[str, ...] = ()
    declared: tuple[tuple[str, Script], ...] = ()


@dataclass(frozen=True)
class BiomeConfiguration(Fact):
    """The Biome configurations that hold in a component's folder, and what depends on Biome.

    Biome looks in the folder and in those above it, and Node.js looks for packages likewise.
    `dependencies` are the places where a package.json names it, as (path, line).
    """

    scope: ClassVar[Scope] = Scope.COMPONENT

    files: tuple[str, ...] = ()
    dependencies: tuple[tuple[str, int], ...] = ()
