"""Tells which tables a file makes to go with the program."""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass

_MADE = re.compile(
    rb"(?i)CREATE\s{1,5}TEMP\w{0,6}\s{1,5}TABLE\s{1,5}(?:IF NOT EXISTS\s)?\W?"
    rb"(?P<name>\w[^\s(;]{0,100})"
)
_ANY_MADE = re.compile(rb"(?i)CREATE\s{1,5}(?:UNLOGGED|TEMP)")


@dataclass(frozen=True)
class Going:
    """What goes with the program: everything, since the database is in memory; something, of
    whatever name; `tables` by their names in lower case, or what these begin with.
    """

    everything: bool
    something: bool
    tables: frozenset[bytes]


@functools.lru_cache(maxsize=2)
def made_to_go(source: bytes) -> Going:
    """What a file makes to go. One may change the schema very often, so it is searched once."""
    names = (each["name"].lower() for each in _MADE.finditer(source))
    tables = {name[: word.end()] for name in names for word in re.finditer(rb"\w+", name)}
    return Going(b":memory:" in source, _ANY_MADE.search(source) is not None, frozenset(tables))
