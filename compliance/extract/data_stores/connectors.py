"""Tells the code that reaches databases which are not the program's own: connectors, by which users
reach theirs, in folders of many, such as `integrations/mongodb.py` beside dozens of others; and
scripts that somebody runs by hand, once, for a database that the program may long have left.
"""

from __future__ import annotations

import posixpath
import re
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
_BY_HAND = re.compile(
    r"(?:[a-z0-9]{1,30}[-_]?)?scripts?|maintenance|one[-_]?offs?|ad[-_]?hoc|tools|devtools"
)
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


def run_by_hand(paths: Iterable[str]) -> tuple[str, ...]:
    """The folders of some source files whose names say that they hold scripts of their own."""
    found: dict[str, None] = {}
    for path in paths:
        parts = path.split("/")[:-1]
        at = next((i for i, part in enumerate(parts) if _BY_HAND.fullmatch(part)), None)
        if at is not None:
            found["/".join(parts[: at + 1])] = None
    return tuple(found)


def of_program(
    stores: Sequence[DataStore], folders: Sequence[str], elsewhere: Configuration
) -> list[DataStore]:
    """Those of some stores that are the program's own: used outside of some folders, or named
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
