"""The files of a repository as each change left them, worked out from the files of today."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from integrations.demo.errors import DemoError
from integrations.demo.story import Change


@dataclass(frozen=True)
class Submodule:
    """What stands in a tree in the place of a submodule."""

    commit: str


Content = bytes | Submodule
Tree = dict[str, Content]
# What a commit wrote, by path; None: it deleted the file.
Delta = dict[str, Content | None]


def files_of(folder: Path) -> Tree:
    """The files of today; none where there is no such folder."""
    paths = sorted(each for each in folder.rglob("*") if each.is_file())
    return {each.relative_to(folder).as_posix(): each.read_bytes() for each in paths}


def trace(today: Tree, gone: Mapping[str, str], changes: Sequence[Change]) -> list[Delta]:
    """What each of the changes wrote, in their order, so that the last one leaves today's files.

    Raises:
        DemoError: no change brings a file, or an edit's text is not in it exactly once.
    """
    contents = today | {path: text.encode() for path, text in gone.items()}
    brought = _brought(contents, changes)
    deltas: list[Delta] = []
    for change, paths in zip(reversed(changes), reversed(brought), strict=True):
        delta: Delta = dict.fromkeys(change.removes)
        delta |= {path: contents[path] for path in paths}
        for path, before, after in reversed(change.edits):
            delta.setdefault(path, contents.get(path))
            contents[path] = _replaced(contents, path, after, before)
        deltas.append(delta)
    return deltas[::-1]


def edited(tree: Tree, change: Change) -> Delta:
    """What a change that never lands writes onto a tree.

    Raises:
        DemoError: an edit's text is not in the file exactly once.
    """
    delta: Delta = {path: text.encode() for path, text in change.adds.items()}
    delta |= dict.fromkeys(change.removes)
    contents = dict(tree)
    for path, before, after in change.edits:
        contents[path] = delta[path] = _replaced(contents, path, before, after)
    return delta


def applied(tree: Tree, delta: Delta) -> Tree:
    """A tree with what a commit wrote."""
    merged = tree | delta
    return {path: content for path, content in merged.items() if content is not None}


def difference(before: Tree, after: Tree) -> Delta:
    """What has to be written onto one tree to make the other."""
    delta: Delta = {path: None for path in before if path not in after}
    return delta | {path: each for path, each in after.items() if before.get(path) != each}


def _brought(contents: Tree, changes: Sequence[Change]) -> list[list[str]]:
    """The paths that each change brings: those that it names and none before it did."""
    left = sorted(contents)
    brought = []
    for change in changes:
        brought.append([path for path in left if change.files and path.startswith(change.files)])
        left = [path for path in left if path not in brought[-1]]
    if left:
        raise DemoError(f"{left[0]} is brought by no commit.")
    return brought


def _replaced(contents: Tree, path: str, old: str, new: str) -> bytes:
    content = contents.get(path)
    if not isinstance(content, bytes) or content.count(old.encode()) != 1:
        raise DemoError(f"{path} does not hold this text exactly once: “{old.strip()[:60]}”.")
    return content.replace(old.encode(), new.encode())
