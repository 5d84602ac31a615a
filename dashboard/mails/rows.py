"""What sections of a mail are made of, whatever form it is put into."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Link:
    """Words that lead somewhere; `tone` is `fail`, `pass`, `excused`, or nothing."""

    words: str
    url: str
    tone: str = ""


@dataclass(frozen=True)
class Row:
    """One thing that is told: what it is about, what it is, and more about it."""

    about: str
    url: str
    what: str
    details: tuple[str, ...] = ()
    to_do: str = ""
    mark: str = ""


@dataclass(frozen=True)
class Block:
    """Rows of a kind, and where all of them are if they are not all told."""

    heading: str
    rows: tuple[Row, ...]
    tone: str = ""
    more: tuple[Link, ...] = ()


@dataclass(frozen=True)
class Score:
    """Where a score stands, as pages write it, and how it moved; `moved` is empty where it did not,
    or that is not known.
    """

    now: str
    was: str
    moved: str
    share: float

    @property
    def tone(self) -> str:
        """Whether it fell or rose."""
        return {"−": "fail", "+": "pass"}.get(self.moved[:1], "")


@dataclass(frozen=True)
class Section:
    """A part of a digest."""

    heading: str
    url: str
    figures: tuple[Link, ...]
    blocks: tuple[Block, ...]
    score: Score | None = None
