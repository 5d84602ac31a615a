"""What a repository says of itself in its own file."""

from __future__ import annotations

import enum
import hashlib
import json
from dataclasses import dataclass
from typing import ClassVar

from compliance.facts import Fact, Origin, PhaseName, Stack

PATH = ".plumbline.yml"


class Matter(enum.StrEnum):
    """What a request is about: what may take something out of judgement."""

    COMPONENT = "component"
    PATHS = "paths"
    PHASE = "phase"
    PROTOCOL = "protocol"
    WORKING_BRANCH = "working_branch"
    STAGING = "staging"


@dataclass(frozen=True)
class Request:
    """Something that a repository asks for, and that takes effect once a manager approves it.

    `values` are a component's directory and stack, a pattern of paths, the phase, the protocol's
    key, a branch, or the names of environments. `line` is where the repository's own file asks for
    it, 0 where a topic does; `files` counts those that a pattern of paths would leave out.
    """

    matter: Matter
    values: tuple[str, ...]
    reason: str = ""
    line: int = 0
    files: int = 0

    @property
    def digest(self) -> str:
        """What an approval covers: another value or another reason is another request."""
        content = json.dumps([self.matter, *self.values, self.reason])
        return hashlib.blake2b(content.encode(), digest_size=12).hexdigest()

    @property
    def sentence(self) -> str:
        """What is asked for, as the end of a sentence that begins with "It asks"."""
        first, *others = self.values
        match self.matter:
            case Matter.COMPONENT:
                return f"to leave out the component {first or '.'} ({', '.join(others)})"
            case Matter.PATHS:
                return f"to ignore the paths {first}"
            case Matter.PHASE:
                name = "MVP" if first == PhaseName.MVP else first
                return f"to be judged as in its {name} phase"
            case Matter.PROTOCOL:
                return f"to be judged by the protocol {first}"
            case Matter.WORKING_BRANCH:
                return f"to have {first} for its working branch"
            case Matter.STAGING:
                return f"to have {' and '.join(self.values)} for staging"


@dataclass(frozen=True)
class Addition:
    """A component that is judged because the file says that it is a backend."""

    directory: str
    stack: Stack
    reason: str
    line: int


@dataclass(frozen=True)
class Notice:
    """Something to mend in the file; `line` counts from 1, 0 for the file as a whole."""

    line: int
    text: str


@dataclass(frozen=True)
class SelfDescription(Fact):
    """The repository's own file. One with a problem counts for nothing until that is mended.

    `ignored` are the patterns of paths whose requests were approved when the files were read: what
    they fit is in no other fact.
    """

    is_there: bool = False
    additions: tuple[Addition, ...] = ()
    requests: tuple[Request, ...] = ()
    problems: tuple[Notice, ...] = ()
    ignored: tuple[str, ...] = ()

    def adds(self, directory: str, stack: Stack) -> Addition | None:
        """What it says where it makes a project a component."""
        found = (each for each in self.additions if each.directory == directory)
        return next((each for each in found if each.stack is stack), None)


@dataclass(frozen=True)
class Agreed(Fact):
    """The digests of the requests that managers approved."""

    origin: ClassVar[Origin] = Origin.SETTINGS

    digests: frozenset[str] = frozenset()
