"""What is known of a library that talks to databases, caches or brokers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from compliance.facts.services import Engine


@dataclass(frozen=True)
class Library:
    """A package, the module that code imports of it, and the engines that it can talk to.

    `managed`: it reaches a provider's service only. `dotted`: settings use it by a dotted path in
    a string, without importing it.
    """

    package: str
    module: str
    engines: tuple[Engine, ...]
    managed: bool = False
    dotted: bool = False


@dataclass(frozen=True)
class Marker:
    """A use that is no import of its library: what code says, and what is reached by it.

    `packages` are those of which one has to be depended on; without any, the platform brings it.
    `word` is a part of all that the pattern fits, and is looked for far faster than that.
    """

    packages: frozenset[str]
    word: bytes
    pattern: re.Pattern[bytes]
    library: Library


def libraries(
    packages: str, *engines: Engine, managed: bool = False, dotted: bool = False
) -> Iterator[Library]:
    """One library for each word, written `package:module` where the two names differ."""
    for word in packages.split():
        package, _, module = word.partition(":")
        yield Library(package, module or package, engines, managed, dotted)


def marker(
    packages: str,
    word: bytes,
    pattern: bytes,
    *engines: Engine,
    name: str = "",
    managed: bool = False,
) -> Marker:
    """A marker for any of some packages, which is named after the first unless a name is given."""
    names = packages.split()
    library = Library(name or names[0], "", engines, managed)
    return Marker(frozenset(names), word, re.compile(pattern, re.MULTILINE), library)
