"""The ids that git gives to files and to trees, computed from what came some other way.

An id is a proof: whoever knows the id of a commit's tree can tell whether files that came some
other way are all of that commit's, and as they are committed.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

_SHA256_DIGITS = 64
_FOLDER = b"40000"


class ObjectIds:
    """The ids of one repository, which are SHA-1 or SHA-256 as its commits' ids are."""

    def __init__(self, like: str) -> None:
        """`like` is an id from that repository."""
        name = "sha256" if len(like) == _SHA256_DIGITS else "sha1"
        self._empty = hashlib.new(name, usedforsecurity=False)

    def blob(self, size: int, pieces: Iterable[bytes]) -> bytes:
        """The id of a file of so many bytes, in binary, from its content in pieces."""
        return self._id(b"blob", size, pieces)

    def tree(self, content: bytes) -> bytes:
        """The id of a tree object, in binary."""
        return self._id(b"tree", len(content), (content,))

    def _id(self, kind: bytes, size: int, pieces: Iterable[bytes]) -> bytes:
        digest = self._empty.copy()
        digest.update(b"%s %d\0" % (kind, size))
        for piece in pieces:
            digest.update(piece)
        return digest.digest()


class TreeId:
    """The id of a tree, from its folders and files in the order of a walk through it.

    Each folder comes before what lies in it, and only those that are open are kept. Where something
    comes in another order there is no id.
    """

    def __init__(self, ids: ObjectIds) -> None:
        """The empty tree."""
        self._ids = ids
        self._in_order = True
        self._open: list[bytes] = []
        # For each open folder, the root first: what to sort by, and the record itself.
        self._records: list[list[tuple[bytes, bytes]]] = [[]]

    def add(self, path: bytes, mode: int, oid: bytes) -> None:
        """A file or a link, with its mode as git writes it and its id in binary."""
        folder, _, name = path.rpartition(b"/")
        if self._is_in(folder):
            self._records[-1].append((name, b"%o %s\0%s" % (mode, name, oid)))

    def enter(self, path: bytes) -> None:
        """A folder; it is part of the tree even if nothing comes that lies in it."""
        folder, _, name = path.rpartition(b"/")
        if self._is_in(folder):
            self._open.append(name)
            self._records.append([])

    def hexdigest(self) -> str | None:
        """The id of the tree of all that came; None where it came in no such order."""
        if not self._is_in(b""):
            return None
        return self._ids.tree(_content(self._records[0])).hex()

    def _is_in(self, folder: bytes) -> bool:
        """Whether a folder is open, after the walk has left all that are below it or beside it."""
        wanted = folder.split(b"/") if folder else []
        while self._in_order and self._open != wanted:
            if len(self._open) <= len(wanted) and self._open == wanted[: len(self._open)]:
                self._in_order = False
            else:
                self._leave()
        return self._in_order

    def _leave(self) -> None:
        name, content = self._open.pop(), _content(self._records.pop())
        record = b"%s %s\0%s" % (_FOLDER, name, self._ids.tree(content))
        # Git sorts a folder as if its name ended with a slash.
        self._records[-1].append((name + b"/", record))


def _content(records: list[tuple[bytes, bytes]]) -> bytes:
    return b"".join(record for _, record in sorted(records))
