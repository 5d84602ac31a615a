"""What was seen of secrets while the files of a commit streamed by.

A sighting holds the secret itself, so that it can be masked wherever else it stands. It lives no
longer than its tree does: facts hold only what is masked.
"""

from __future__ import annotations

import enum
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date


class Place(enum.StrEnum):
    """What kind of file a secret stands in; the value is the word people read."""

    ORDINARY = "ordinary file"
    CI = "CI file"
    TEST = "test"
    EXAMPLE = "example"


@dataclass(frozen=True, slots=True)
class Sighting:
    """One secret in one file.

    `rule` says what it is, `excerpt` is its surroundings without it. `issued`: a provider gave it
    out, in a format of its own or for signing in there, so that nobody makes it up for a run of CI.
    `expires` is the day after which it opens nothing any more, where it says so itself.
    """

    path: str
    line: int
    end_line: int
    rule: str
    value: str = field(repr=False)
    excerpt: str
    place: Place
    issued: bool = False
    expires: date | None = None


@dataclass(frozen=True, slots=True)
class Sightings:
    """All that was seen in one commit.

    `looked_into` is the number of files, `missed` has the reason for each file that might hold
    secrets and was not looked into.
    """

    found: tuple[Sighting, ...] = ()
    looked_into: int = 0
    missed: Mapping[str, str] = field(default_factory=dict)

    def without(self, left_out: Callable[[str], bool]) -> Sightings:
        """The same without what was seen or missed in some files, by their paths."""
        return replace(
            self,
            found=tuple(each for each in self.found if not left_out(each.path)),
            missed={path: why for path, why in self.missed.items() if not left_out(path)},
        )
