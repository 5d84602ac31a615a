"""Which submodules a repository has, and who tells a newcomer to fetch them."""

from __future__ import annotations

from dataclasses import dataclass

from compliance.facts import Evidence, Fact


@dataclass(frozen=True)
class Submodules(Fact):
    """What `.gitmodules` says, beside what the tree holds.

    `present` says whether there is a `.gitmodules`, `entries` how many submodules it names.
    `without_gitlink` are its entries whose path is no submodule in the tree, `without_url` those
    that have no address, `local` those whose address is a path on somebody's machine, and
    `without_entry` are the submodules of the tree that it does not name.
    `told` are the places that fetch them or tell people how to, `looked_in` the files looked at,
    and `unread` says why some of those could not be read.
    """

    present: bool
    entries: int = 0
    without_gitlink: tuple[Evidence, ...] = ()
    without_url: tuple[Evidence, ...] = ()
    local: tuple[Evidence, ...] = ()
    without_entry: tuple[str, ...] = ()
    told: tuple[Evidence, ...] = ()
    looked_in: tuple[str, ...] = ()
    unread: tuple[str, ...] = ()
