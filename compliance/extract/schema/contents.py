"""Reads files that are parsed as a whole, as long as they are not too much together."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from compliance.tree import Tree, Unreadable


def contents(
    tree: Tree, paths: Iterable[str], most: int, of: str, unread: list[str]
) -> Iterator[tuple[str, bytes]]:
    """The contents of files, until they are more than so many bytes together. Why one cannot be
    had is added to `unread`; `of` are the many things that it is one of.
    """
    left = most
    for path in paths:
        try:
            content = tree.read(path)
        except Unreadable as error:
            unread.append(str(error))
            continue
        left -= len(content)
        if left < 0:
            unread.append(f"{path} is one of more {of} than are read here")
            return
        yield path, content
