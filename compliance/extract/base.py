"""What an extractor is: one function from files to one fact, with a version.

The types of its parameters say what it starts from: the `Tree`, the `Component` that it describes,
and facts of extractors that stand before it. Its return type is the fact that it makes. Its version
is stored beside the fact; raising it makes every repository be read again. One that makes a
`Workpiece` prepares what several others read, and nobody stores.
"""

from __future__ import annotations

import inspect
import typing
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, ClassVar

from compliance.facts import Fact, Scope


class Workpiece:
    """The base of what is shared by extractors while a tree is read, and is gone after that."""

    scope: ClassVar[Scope]

    def learned(self) -> object:
        """What those that are asked `last` want to know of it, wherever it was learned."""
        return None

    def learn(self, told: Any) -> None:
        """Take up what its copy in another process learned."""


@dataclass(frozen=True)
class Extractor:
    """An extractor as the engine sees it.

    `reads` says which files' contents it asks for. `last`: it is asked once all others are through,
    for what they learned, or for what another process is waited for; no other builds on it.
    """

    fact: type[Fact | Workpiece]
    version: int
    needs: tuple[type, ...]
    reads: Callable[[str], bool]
    last: bool
    function: Callable[..., Fact | Workpiece] = field(compare=False)


def _reads_nothing(_path: str) -> bool:
    return False


def extractor(
    *, version: int, reads: Callable[[str], bool] = _reads_nothing, last: bool = False
) -> Callable[[Callable[..., Fact | Workpiece]], Extractor]:
    """Make an extractor of a function whose types say what it needs and makes."""

    def decorate(function: Callable[..., Fact | Workpiece]) -> Extractor:
        hints = typing.get_type_hints(function)
        needs = tuple(hints[name] for name in inspect.signature(function).parameters)
        return Extractor(hints["return"], version, needs, reads, last, function)

    return decorate
