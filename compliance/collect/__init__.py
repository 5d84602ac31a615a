"""From what a source hands over to facts. Nothing is judged here, and nothing saved.

A source is where repositories come from: it lists them, cheaply, each with the state of its files,
and reads one of them at a time.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from compliance.facts import Origin, RepositoryFacts


class SourceError(Exception):
    """A source or one of its repositories cannot be read; the message is one clear sentence."""


@dataclass(frozen=True)
class SourceRepository:
    """One repository as its source lists it.

    `key` is its stable identity within the source. `head` names the state of its files, and changes
    with them; it is None where there are none to read, and `problem` then says why. `unreadable`
    tells a fault from what is no repository, or an empty one.
    """

    key: str
    name: str
    head: str | None
    branch: str = ""
    committed_at: datetime | None = None
    problem: str = ""
    unreadable: bool = False


class Source(Protocol):
    """Where repositories come from. `origins` says which kinds of facts it can ever have."""

    @property
    def origins(self) -> frozenset[Origin]:
        """Where its facts can come from: checks that need another origin are not judged."""

    def repositories(self) -> Iterator[SourceRepository]:
        """All repositories, those that cannot be read among them.

        Raises:
            SourceError: the source as a whole cannot be read.
        """

    def facts(self, key: str) -> RepositoryFacts:
        """All that is known about one repository at its head now; the facts name that head.

        Raises:
            SourceError: it is gone, or cannot be read.
        """
