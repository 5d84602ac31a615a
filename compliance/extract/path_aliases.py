"""The short names that `tsconfig.json` gives to folders of a repository."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

from compliance.extract.jsonc import read_jsonc
from compliance.paths import join
from compliance.tree import Tree, Unreadable, is_inside

# What people write is far below; it bounds what hostile files cost.
MAX_ALIASES = 300
MAX_TARGETS = 5
_NAMES = ("tsconfig.json", "tsconfig.base.json", "jsconfig.json")


def names_folders(path: str) -> bool:
    """Whether a path is a file that may give folders short names."""
    return posixpath.basename(path) in _NAMES


@dataclass(frozen=True)
class Alias:
    """A pattern of specifiers and the patterns of paths that it stands for, each as what is before
    and behind the `*` in it; one without a `*` has None behind.
    """

    before: str
    behind: str | None
    targets: tuple[tuple[str, str | None], ...]

    def paths(self, name: str) -> Iterator[str]:
        """The paths that a specifier may stand for, without their suffixes."""
        if self.behind is None:
            if name == self.before:
                yield from (before for before, _ in self.targets)
        elif name.startswith(self.before) and name[len(self.before) :].endswith(self.behind):
            middle = name[len(self.before) : len(name) - len(self.behind)]
            for before, behind in self.targets:
                yield before if behind is None else f"{before}{middle}{behind}"


def aliases(tree: Tree, directories: Iterable[str]) -> tuple[Alias, ...]:
    """The aliases that files in some directories name, the longest first."""
    found = (
        alias
        for directory in directories
        for name in _NAMES
        if tree.has(join(directory, name))
        for alias in _of_file(tree, directory, join(directory, name))
    )
    return tuple(sorted(islice(found, MAX_ALIASES), key=lambda each: -len(each.before)))


def _of_file(tree: Tree, directory: str, path: str) -> Iterator[Alias]:
    try:
        content = read_jsonc(tree, path)
    except Unreadable:
        return  # Its aliases are not followed, as those of any other tool are not.
    options = content.get("compilerOptions") if isinstance(content, dict) else None
    paths = options.get("paths") if isinstance(options, dict) else None
    if not isinstance(options, dict) or not isinstance(paths, dict):
        return
    base = options.get("baseUrl")
    folder = join(directory, base) if isinstance(base, str) else directory
    for pattern, targets in paths.items():
        texts = [each for each in targets if isinstance(each, str)] if _is_list(targets) else []
        places = tuple(filter(None, (_place(folder, each) for each in texts[:MAX_TARGETS])))
        if places:
            before, star, behind = pattern.partition("*")
            yield Alias(before, behind if star else None, places)


def _is_list(value: object) -> bool:
    return isinstance(value, list)


def _place(folder: str, target: str) -> tuple[str, str | None] | None:
    """A pattern of paths from the root of the tree; None where it leads out of it."""
    before, star, behind = target.partition("*")
    # The mark keeps what `normpath` takes away: a slash at the end.
    path = posixpath.normpath(join(folder, f"{before}\0"))[:-1]
    return (path, behind if star else None) if is_inside(path or ".") else None
