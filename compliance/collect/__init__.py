"""From what a source hands over to facts. Nothing is judged here, and nothing saved.

A source is where repositories come from: it lists them, cheaply, each with the state of its files,
and reads one of them at a time.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from compliance.facts import Origin, RepositoryFacts
from compliance.facts.self_description import Agreed


class SourceError(Exception):
    """A source or one of its repositories cannot be read; the message is one clear sentence."""


class GoneError(SourceError):
    """The source does not show the repository: it is not there, or may not be seen."""


class WaitError(SourceError):
    """Nothing can be read before `until`, and it is no repository's fault."""

    def __init__(self, message: str, until: datetime) -> None:
        """`until` is the moment from which on it may be tried again."""
        super().__init__(message)
        self.until = until


class CredentialError(WaitError):
    """The source does not accept the credential: somebody has to renew it, and may have `until`."""


@dataclass(frozen=True)
class SourceRepository:
    """One repository as its source lists it.

    `key` is its stable identity within the source. `head` names the state of its files, and changes
    with them; it is None where there are none to read, and `problem` then says why. `unreadable`
    tells a fault from what is no repository, or an empty one.

    The rest is what only a forge knows: the name with the owner's, the address, when it was last
    pushed to, the head of the working branch (empty: there is none), who may see it (`public`,
    `internal`, `private`), why it does not count, topics, custom properties (None: not known), the
    id of the tree at its head, by which an archive is proven to be all of it, and why the forge
    withholds its branches and files (empty: it does not), of which it says nothing then.

    `agreed` are the requests of its own file that take effect: no source says so.
    """

    key: str
    name: str
    head: str | None
    branch: str = ""
    committed_at: datetime | None = None
    problem: str = ""
    unreadable: bool = False
    full_name: str = ""
    url: str = ""
    pushed_at: datetime | None = None
    working_head: str = ""
    visibility: str = ""
    left_out: str = ""
    topics: tuple[str, ...] = ()
    properties: Mapping[str, str] | None = None
    tree: str = ""
    withheld: str = ""
    agreed: Agreed = Agreed()


class Source(Protocol):
    """Where repositories come from. `origins` says which kinds of facts it can ever have."""

    @property
    def origins(self) -> frozenset[Origin]:
        """Where its facts can come from: checks that need another origin are not judged."""

    def files(self, repository: SourceRepository) -> RepositoryFacts:
        """What the files of one repository say; the facts name the head that was read.

        Raises:
            WaitError: the source answers nobody before some moment.
            SourceError: it is gone, or cannot be read.
        """
