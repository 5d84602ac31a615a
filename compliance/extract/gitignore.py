"""Whether git ignores a path, by the rules of `.gitignore` in the tree and nothing else."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import re2

from compliance.paths import join
from compliance.tree import Tree

# Rules of one file that are read: the longest collections have a few thousand.
MAX_RULES = 10_000
_MAX_RULE = 2000
# None of them holds a slash: no class reaches over one.
_CLASSES = {
    "alnum": "0-9A-Za-z",
    "alpha": "A-Za-z",
    "blank": r" \t",
    "cntrl": r"\x00-\x1f\x7f",
    "digit": "0-9",
    "graph": "!-.0-~",
    "lower": "a-z",
    "print": " -.0-~",
    "punct": r"!-.:-@\[-`{-~",
    "space": r"\s\v",
    "upper": "A-Z",
    "xdigit": "0-9A-Fa-f",
}


@dataclass(frozen=True, slots=True)
class Ignored:
    """The line of a `.gitignore` by which git ignores a path. `line` counts from 1."""

    path: str
    line: int
    rule: str


@dataclass(frozen=True, slots=True)
class _Rule:
    """One rule, its pattern over paths that begin at the folder of its file."""

    line: int
    text: str
    negated: bool
    only_folders: bool
    pattern: re2._Regexp[str]


class GitIgnore:
    """The rules of all `.gitignore` files of a tree."""

    def __init__(self, tree: Tree) -> None:
        """Nothing is read yet."""
        self._tree = tree
        self._read: dict[str, Sequence[_Rule]] = {}

    def ignores(self, path: str) -> Ignored | None:
        """The rule by which git ignores a file at that path, whether it is there or not.

        What lies in a folder that is ignored cannot be taken back; in the others the last rule
        decides that fits, of the nearest file that has one.

        Raises:
            Unreadable: a `.gitignore` that matters could not be read.
        """
        steps = path.split("/")
        for depth in range(1, len(steps) + 1):
            found = self._decides("/".join(steps[:depth]), is_folder=depth < len(steps))
            if found:
                return found
        return None

    def _decides(self, path: str, *, is_folder: bool) -> Ignored | None:
        folders = path.split("/")[:-1]
        for depth in range(len(folders), -1, -1):
            folder = "/".join(folders[:depth])
            below = path[len(folder) + 1 :] if folder else path
            for rule in reversed(self._rules(folder)):
                if (is_folder or not rule.only_folders) and rule.pattern.fullmatch(below):
                    if rule.negated:
                        return None
                    return Ignored(join(folder, ".gitignore"), rule.line, rule.text)
        return None

    def _rules(self, folder: str) -> Sequence[_Rule]:
        if folder not in self._read:
            path = join(folder, ".gitignore")
            text = self._tree.source(path) if self._tree.has(path) else ""
            self._read[folder] = tuple(_rules(text))
        return self._read[folder]


def _rules(text: str) -> Iterator[_Rule]:
    """The rules of one file, in its order."""
    lines = enumerate(text.split("\n"), 1)
    for number, line in itertools.islice(lines, MAX_RULES):
        rule = _rule(number, line.removesuffix("\r"))
        if rule:
            yield rule


def _rule(number: int, line: str) -> _Rule | None:
    """A rule; None for an empty line, a comment, and what fits nothing."""
    text = _without_spaces(line)
    if not text or text.startswith("#") or len(text) > _MAX_RULE:
        return None
    negated = text.startswith("!")
    glob = text[1:] if negated else text
    only_folders = glob.endswith("/")
    glob = glob[:-1] if only_folders else glob
    if not glob:
        return None
    # A slash anywhere but at the end binds a rule to the folder of its file.
    anchored = "/" in glob
    expression = _expression(glob.removeprefix("/"))
    if expression is None:
        return None
    if not anchored:
        expression = f"(?:.*/)?{expression}"
    try:
        pattern = re2.compile(f"(?s){expression}", _OPTIONS)
    except re2.error:
        return None  # A range that runs backwards fits nothing.
    return _Rule(number, text, negated, only_folders, pattern)


def _without_spaces(line: str) -> str:
    """A line without the spaces at its end; one after a backslash belongs to the rule."""
    end = len(line)
    while end and line[end - 1] == " ":
        backslashes = len(line[: end - 1]) - len(line[: end - 1].rstrip("\\"))
        if backslashes % 2:
            break
        end -= 1
    return line[:end]


def _expression(glob: str) -> str | None:
    """The regular expression of a glob; None for one that is broken off and so fits nothing."""
    pieces: list[str] = []
    at = 0
    while at < len(glob):
        char = glob[at]
        if char == "*":
            stars = len(glob[at:]) - len(glob[at:].lstrip("*"))
            pieces.append(_stars(glob, at, stars))
            at += stars
            if pieces[-1].endswith("/)?"):
                at += 1
        elif char == "?":
            pieces.append("[^/]")
            at += 1
        elif char == "[":
            found = _class(glob, at)
            if found is None:
                return None
            piece, at = found
            pieces.append(piece)
        elif char == "\\":
            if at + 1 == len(glob):
                return None
            pieces.append(re2.escape(glob[at + 1]))
            at += 2
        else:
            pieces.append(re2.escape(char))
            at += 1
    return "".join(pieces)


def _stars(glob: str, at: int, stars: int) -> str:
    """What stars stand for: two of them between slashes any number of folders."""
    begins = at == 0 or glob[at - 1] == "/"
    after = glob[at + stars : at + stars + 1]
    if stars >= 2 and begins and after == "/":
        return "(?:.*/)?"
    if stars >= 2 and begins and not after:
        return ".*"
    return "[^/]*"


def _class(glob: str, at: int) -> tuple[str, int] | None:
    """The characters in brackets from there on, and where they end; None without an end."""
    members: list[str] = []
    at += 1
    negated = glob[at : at + 1] in ("!", "^")
    at += negated
    first = True
    while at < len(glob) and (first or glob[at] != "]"):
        first = False
        named = glob[at + 2 : glob.find(":]", at + 2)] if glob.startswith("[:", at) else ""
        if named in _CLASSES:
            members.append(_CLASSES[named])
            at += len(named) + 4
            continue
        low, at = _member(glob, at)
        high = low
        if glob[at : at + 1] == "-" and glob[at + 1 : at + 2] not in ("", "]"):
            high, at = _member(glob, at + 1)
        if low is None or high is None:
            return None
        members += _range(ord(low), ord(high))
    if at >= len(glob):
        return None
    if negated:
        return f"[^/{''.join(members)}]", at + 1
    return (f"[{''.join(members)}]" if members else r"[^\x{0}-\x{10ffff}]"), at + 1


def _range(low: int, high: int) -> Iterator[str]:
    """The characters from one to another, without the slash; none where they run backwards."""
    slash = ord("/")
    for first, last in ((low, min(high, slash - 1)), (max(low, slash + 1), high)):
        if first <= last:
            yield f"\\x{{{first:x}}}-\\x{{{last:x}}}"


def _member(glob: str, at: int) -> tuple[str | None, int]:
    """One character of a class, after a backslash whichever it is; None where there is none."""
    if glob[at] == "\\":
        at += 1
    return (glob[at], at + 1) if at < len(glob) else (None, at)


_OPTIONS = re2.Options()
_OPTIONS.log_errors = False
