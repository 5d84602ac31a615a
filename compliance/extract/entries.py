"""Where a package of the workspace keeps what others import from it, by its `package.json`.

Source: https://nodejs.org/api/packages.html (`main`, `exports`, patterns of subpaths).
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from itertools import islice

from compliance.extract.documents import read_json
from compliance.paths import join
from compliance.tree import Tree, Unreadable, is_inside

# What people write is far below; it bounds what hostile files cost.
MAX_ENTRIES = 300
_MAX_DEPTH = 5
_BUILT = ("dist/", "build/", "lib/", "out/")


def names_entries(path: str) -> bool:
    """Whether a path is a file that says what a package offers."""
    return posixpath.basename(path) == "package.json"


class Entries:
    """The entries of the packages of one repository; each file is read once."""

    def __init__(self, tree: Tree) -> None:
        self._tree = tree
        self._known: dict[str, tuple[tuple[str, str], ...]] = {}

    def paths(self, directory: str, subpath: str) -> Iterator[str]:
        """The paths that `subpath` of the package in a folder may be, best first; of "" that is the
        package itself. What a build makes is looked for where its source is.
        """
        for pattern, target in self._of(directory):
            before, star, behind = pattern.partition("*")
            if not star and pattern == subpath:
                yield from _sources(directory, target)
            elif star and subpath.startswith(before) and subpath.endswith(behind):
                middle = subpath[len(before) : len(subpath) - len(behind)]
                yield from _sources(directory, target.replace("*", middle))
        if subpath:
            yield from (join(directory, subpath), join(directory, f"src/{subpath}"))
        else:
            yield from (join(directory, "src/index"), join(directory, "index"))

    def _of(self, directory: str) -> tuple[tuple[str, str], ...]:
        known = self._known.get(directory)
        if known is None:
            found = islice(_entries(self._tree, join(directory, "package.json")), MAX_ENTRIES)
            known = self._known[directory] = tuple(found)
        return known


def _entries(tree: Tree, path: str) -> Iterator[tuple[str, str]]:
    """The subpaths that a package offers, `*` in them, each with a file that it may be."""
    try:
        manifest = read_json(tree, path)
    except Unreadable:
        return  # Then the usual places are all that is known.
    exports = manifest.get("exports")
    if isinstance(exports, dict) and any(key.startswith(".") for key in exports):
        for key, value in exports.items():
            for target in _targets(value, _MAX_DEPTH):
                yield key.removeprefix(".").removeprefix("/"), target
    else:
        yield from (("", target) for target in _targets(exports, _MAX_DEPTH))
    yield from (("", target) for target in _targets(manifest.get("main"), 1))


def _targets(value: object, depth: int) -> Iterator[str]:
    """The files of an entry, whatever they are for: types, `import`, `require`."""
    if isinstance(value, str):
        yield value.removeprefix("./")
    elif isinstance(value, dict) and depth > 0:
        for each in value.values():
            yield from _targets(each, depth - 1)


def _sources(directory: str, target: str) -> Iterator[str]:
    """The paths of a file of an entry: what a build makes is read where it is made from, even if
    somebody has committed it.
    """
    if not is_inside(target):
        return
    for built in _BUILT:
        if target.startswith(built):
            stem = target.removesuffix(".d.ts").rpartition("/")
            name = stem[2].partition(".")[0]
            yield join(directory, f"src/{stem[0][len(built) :]}/{name}".replace("//", "/"))
    yield join(directory, target)
