"""The files of one commit, within caps.

A tree is built from whatever a source streams (git objects, a folder, an archive). Nothing outside
of it is ever touched: links are listed and not followed, and what a cap cut is known by its reason,
so that a check which needed it answers `unknown` rather than `fail`.
"""

from __future__ import annotations

import bisect
import enum
import functools
import itertools
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Protocol, TypeVar

from compliance.sightings import Sightings

T = TypeVar("T")

MIB = 1024 * 1024


class Unreadable(Exception):
    """A file is there and its content could not be had; the message is one clause with its path."""


class Kind(enum.Enum):
    """What an entry of a tree is."""

    FILE = "file"
    SYMLINK = "symbolic link"
    GITLINK = "submodule"


@dataclass(frozen=True, slots=True)
class Caps:
    """How much of a repository is read: bytes of one file, bytes of all, number of entries, and
    characters of one path and of all together. Paths are looked at by patterns whose time grows
    with the square of their length; macOS cannot check out a longer one.
    """

    file_bytes: int = 8 * MIB
    total_bytes: int = 96 * MIB
    entries: int = 200_000
    path_length: int = 1_024
    path_characters: int = 16 * MIB


@dataclass(frozen=True, slots=True)
class Entry:
    """One path of a tree. `size` is in bytes; a submodule has none."""

    path: str
    size: int
    kind: Kind


@dataclass(frozen=True)
class Tree:
    """The entries of one commit and the contents that were kept, both by path.

    `omitted` gives the reason for each file whose content was wanted and not kept; `incomplete`
    is the reason why the list of entries itself was cut, if it was. `seen` gives what was seen of
    secrets in any file, kept or not, once that is known; None where nobody looked.
    """

    commit: str | None
    entries: Mapping[str, Entry] = field(default_factory=dict)
    contents: Mapping[str, bytes] = field(default_factory=dict)
    omitted: Mapping[str, str] = field(default_factory=dict)
    incomplete: str | None = None
    seen: Callable[[], Sightings] | None = field(default=None, repr=False, compare=False)

    @property
    def sightings(self) -> Sightings | None:
        """What was seen of secrets; None where nobody looked."""
        return self.seen() if self.seen else None

    def has(self, path: str) -> bool:
        """Whether a regular file is at that path."""
        entry = self.entries.get(path)
        return entry is not None and entry.kind is Kind.FILE

    @functools.cached_property
    def _paths(self) -> list[str]:
        """The paths of all regular files in their order."""
        return sorted(path for path, entry in self.entries.items() if entry.kind is Kind.FILE)

    def without(self, left_out: Callable[[str], bool]) -> Tree:
        """The same without some of its regular files, by their paths, and what was seen in them."""
        entries = {
            path: entry
            for path, entry in self.entries.items()
            if entry.kind is not Kind.FILE or not left_out(path)
        }
        contents = {path: each for path, each in self.contents.items() if path in entries}
        seen = self.seen
        others = (lambda: seen().without(left_out)) if seen else None
        return replace(self, entries=entries, contents=contents, seen=others)

    def files(self, directory: str = "") -> Iterator[str]:
        """The paths of all regular files, or of those in a directory at any depth, in their order.

        Those of one directory are found without looking at the others: a repository may have very
        many of both.
        """
        if not directory:
            return iter(self._paths)
        # "0" is the character after "/", so all paths that begin with "directory/" lie between.
        first = bisect.bisect_left(self._paths, f"{directory}/")
        return itertools.islice(
            self._paths, first, bisect.bisect_left(self._paths, f"{directory}0")
        )

    @functools.cached_property
    def _by_name(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for path in self._paths:
            found.setdefault(path.rpartition("/")[2], []).append(path)
        return found

    def named(self, name: str) -> Sequence[str]:
        """The paths of all regular files of a name, in their order."""
        return self._by_name.get(name, ())

    @functools.cached_property
    def _matched(self) -> dict[Callable[[str], bool], tuple[str, ...]]:
        return {}

    def matching(self, wanted: Callable[[str], bool]) -> tuple[str, ...]:
        """The paths of all regular files for which a function of a module says yes, in their order.

        It is asked once: of a tree the answer is the same for each component.
        """
        if wanted not in self._matched:
            self._matched[wanted] = tuple(filter(wanted, self._paths))
        return self._matched[wanted]

    @functools.cached_property
    def _made(self) -> dict[tuple[Callable[..., Any], tuple[Hashable, ...]], Any]:
        return {}

    def once(self, make: Callable[..., T], *arguments: Hashable) -> T:
        """What a function of a module makes of the tree and the arguments, made once, however many
        components ask for it.
        """
        key = (make, arguments)
        if key not in self._made:
            self._made[key] = make(self, *arguments)
        made: T = self._made[key]
        return made

    def read(self, path: str) -> bytes:
        """The content of a file.

        Raises:
            Unreadable: it is a link, a submodule, was cut by a cap, or could not be read.
        """
        content = self.contents.get(path)
        if content is not None:
            return content
        entry = self.entries.get(path)
        if entry is None:
            raise Unreadable(f"{path} is not there")
        if entry.kind is not Kind.FILE:
            raise Unreadable(f"{path} is a {entry.kind.value}, which is not followed")
        raise Unreadable(self.omitted.get(path, f"{path} was not among the files that are read"))

    def text(self, path: str) -> str:
        """The content of a configuration file, which has to be UTF-8 (a byte order mark is cut).

        Raises:
            Unreadable: as for `read`, and where it is not UTF-8.
        """
        try:
            return self.read(path).decode("utf-8-sig")
        except UnicodeDecodeError as error:
            raise Unreadable(f"{path} is not UTF-8 text (byte {error.start})") from error

    def source(self, path: str) -> str:
        """The content of a source file; bytes that are not UTF-8 become replacement characters.

        Raises:
            Unreadable: as for `read`.
        """
        return self.read(path).decode("utf-8-sig", "replace")


class Lookout(Protocol):
    """Looks at contents while they stream by, so that they need not be kept."""

    def wants(self, path: str, size: int) -> bool:
        """Whether it has to see the content of a file. `size` is in bytes."""

    def see(self, path: str, content: bytes) -> None:
        """Look at the content of a file that it wants."""

    def miss(self, path: str, reason: str) -> None:
        """Note why the content of a file that it wants cannot be had."""

    def sightings(self) -> Sightings:
        """All that was seen, asked for once the tree is built."""


class TreeBuilder:
    """Takes what a source streams, and keeps what is wanted as far as the caps allow."""

    def __init__(
        self,
        commit: str | None,
        wanted: Callable[[str], bool],
        caps: Caps = Caps(),
        lookout: Lookout | None = None,
    ) -> None:
        """`wanted` says of a path whether some extractor reads that file; what `lookout` wants
        beside is shown to it and not kept.
        """
        self._commit = commit
        self._wanted = wanted
        self._caps = caps
        self._lookout = lookout
        self._looked_at: set[str] = set()
        self._only_looked_at: set[str] = set()
        self._entries: dict[str, Entry] = {}
        self._contents: dict[str, bytes] = {}
        self._omitted: dict[str, str] = {}
        self._incomplete: str | None = None
        self._total = 0
        self._path_characters = 0

    @property
    def full(self) -> bool:
        """Whether no more entries are taken, so that a source can stop."""
        return self._incomplete is not None

    def offer(self, path: str, size: int, kind: Kind = Kind.FILE) -> bool:
        """List an entry, and say whether its content should be handed to `add`."""
        return self.enter(path, size, kind) and self.wants(path, size)

    def enter(self, path: str, size: int, kind: Kind = Kind.FILE) -> bool:
        """List an entry, and say whether it is a file that was taken."""
        if self._incomplete or not is_inside(path):
            return False
        if len(path) > self._caps.path_length:
            self.cut(f"a path in it has more than {self._caps.path_length:,} characters")
            return False
        self._path_characters += len(path)
        if len(self._entries) >= self._caps.entries:
            self.cut(f"it has more than {self._caps.entries:,} files")
            return False
        if self._path_characters > self._caps.path_characters:
            self.cut(f"the paths of its files have {_cap(self._caps.path_characters)}")
            return False
        self._entries[path] = Entry(path, size, kind)
        return kind is Kind.FILE

    def wants(self, path: str, size: int) -> bool:
        """Whether the content of a file that was listed should be handed to `add`."""
        kept = self._keeps(path, size)
        if self._lookout is None or not self._lookout.wants(path, size):
            return kept
        self._looked_at.add(path)
        if not kept:
            self._only_looked_at.add(path)
        return True

    def _keeps(self, path: str, size: int) -> bool:
        """Whether the content of a file is wanted, and the caps allow it."""
        if not self._wanted(path):
            return False
        if size > self._caps.file_bytes:
            reason = f"{path} has {_mebibytes(size)}, {_cap(self._caps.file_bytes)}"
            self._omitted[path] = reason
            return False
        if self._total + size > self._caps.total_bytes:
            reason = f"{path} was not read: {_cap(self._caps.total_bytes)} of a repository"
            self._omitted[path] = reason
            return False
        self._total += size
        return True

    def add(self, path: str, content: bytes) -> None:
        """Take the content of an entry that `offer` asked for."""
        if self._lookout and path in self._looked_at:
            self._lookout.see(path, content)
        if path not in self._only_looked_at:
            self._contents[path] = content

    def omit(self, path: str, reason: str) -> None:
        """Say why the content of an entry cannot be had."""
        if self._lookout and path in self._looked_at:
            self._lookout.miss(path, reason)
        if path not in self._only_looked_at:
            self._omitted[path] = reason

    def cut(self, reason: str) -> None:
        """Say why the list of entries ends here although the repository goes on."""
        self._incomplete = reason

    def build(self) -> Tree:
        """The tree, its entries in the order of their paths, whichever way they came."""
        entries = dict(sorted(self._entries.items()))
        seen = functools.cache(self._lookout.sightings) if self._lookout else None
        return Tree(self._commit, entries, self._contents, self._omitted, self._incomplete, seen)


def is_inside(path: str) -> bool:
    """Whether a path from an archive stays in the tree: relative, and no step out of it."""
    return bool(path) and not path.startswith("/") and ".." not in path.split("/")


def _mebibytes(size: int) -> str:
    return f"{size / MIB:.3g} MiB"


def _cap(size: int) -> str:
    return f"more than the {_mebibytes(size)} that are read"
