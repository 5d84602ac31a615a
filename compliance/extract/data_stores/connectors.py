"""Tells the code of connectors, by which users reach databases of theirs and not the program its
own: folders of many, such as `integrations/mongodb.py` beside dozens of others.
"""

from __future__ import annotations

import posixpath
from collections import defaultdict
from collections.abc import Iterable, Sequence

from compliance.extract.data_stores.configuration import Configuration
from compliance.facts import Evidence
from compliance.facts.services import DataStore
from compliance.paths import below

_FOLDERS = frozenset(
    """integrations providers connectors datasources data_sources query_runner query_runners
    destinations""".split()
)
# So many different things are behind what only connects to others.
_MANY = 10
_SHARED = frozenset(["__init__", "index", "base", "types", "utils"])


def connectors(paths: Iterable[str]) -> tuple[str, ...]:
    """The folders of some source files that hold connectors to many different things."""
    held: defaultdict[str, set[str]] = defaultdict(set)
    for path in paths:
        parts = path.split("/")
        for at, part in enumerate(parts[:-1]):
            if part in _FOLDERS:
                name = posixpath.splitext(parts[at + 1])[0]
                held["/".join(parts[: at + 1])].add(name)
    return tuple(each for each, names in held.items() if len(names - _SHARED) >= _MANY)


def of_program(
    stores: Sequence[DataStore], folders: Sequence[str], elsewhere: Configuration
) -> list[DataStore]:
    """Those of some stores that are the program's own: used outside of connectors, or named
    `elsewhere`. Where it has no database there, nobody knows what its own are.
    """
    own = [each for each in stores if not _is_in(each.where, folders)]
    if not any(each.is_database for each in own):
        return list(stores)
    return [
        each
        for each in stores
        if each in own or each.engine is None or each.engine in elsewhere.named
    ]


def _is_in(place: Evidence, folders: Sequence[str]) -> bool:
    return any(below(place.path, each) for each in folders)
