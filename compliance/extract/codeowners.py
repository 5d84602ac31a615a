"""The rules of a CODEOWNERS file, as GitHub reads it.

Its patterns are those of `.gitignore` without negation, character ranges and an escaped `#` at the
start: lines that use one of these, or that name something which is no owner, count for nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

# More than any path that people write; it bounds what one hostile pattern costs.
_MAX_PATTERN = 1_000
_TOKEN = re.compile(r"(?:\\.|[^\s\\])+")
_OWNER = re.compile(
    r"@[A-Za-z0-9][\w-]{0,99}(?:/[\w.-]{1,255})?|[^\s@/]{1,200}@[^\s@/]{1,200}\.[^\s@/.]{1,60}",
    re.ASCII,
)
_GLOB = re.compile(r"\\.|\*+|[^*]", re.DOTALL)
_EVERYTHING = frozenset(("*", "**", "/**", "**/*", "/**/*"))


@dataclass(frozen=True)
class Rule:
    """One line: the owners of the paths that its pattern fits, nobody where it names none.

    They are in lower case, since case does not matter in what GitHub gives names to.
    """

    pattern: str
    owners: tuple[str, ...]
    line: int
    text: str

    @property
    def is_everything(self) -> bool:
        """Whether it holds for every path of the repository."""
        return self.pattern in _EVERYTHING


def parse(text: str) -> Iterator[Rule]:
    """The rules in their order; of those that fit a path, the last one says who owns it."""
    for number, line in enumerate(text.split("\n"), 1):
        tokens = _tokens(line)
        if tokens and _is_pattern(tokens[0]) and all(map(_OWNER.fullmatch, tokens[1:])):
            owners = tuple(dict.fromkeys(each.lower() for each in tokens[1:]))
            yield Rule(tokens[0], owners, number, line.strip())


def _tokens(line: str) -> list[str]:
    """What stands between white space, up to a comment."""
    tokens: list[str] = []
    for match in _TOKEN.finditer(line):
        if match[0].startswith("#"):
            break
        tokens.append(match[0])
    return tokens


def _is_pattern(token: str) -> bool:
    return (
        len(token) <= _MAX_PATTERN
        and not token.startswith(("!", "\\#"))
        and not any(mark in token for mark in ("[", "]", "***"))
    )


def matcher(pattern: str) -> re.Pattern[str]:
    """What fully matches the paths, relative to the repository's root, that a pattern fits.

    What stands between two asterisks is matched at the first place where it fits and never tried
    at another one, so that a pattern of many asterisks costs no more than one of a few.
    """
    segments = [each for each in pattern.split("/") if each]
    if not segments:
        return re.compile(r"(?!)")  # A lone slash fits nothing.
    if "/" not in pattern[:-1]:
        segments.insert(0, "**")  # A name without a slash before it is looked for everywhere.
    first, *others = _runs(segments)
    if not others:
        return re.compile(_ending(first, pattern), re.DOTALL)
    between = "".join(f"(?>(?:.*?/)??{_folders(run)})" for run in others[:-1] if run)
    return re.compile(
        f"{_folders(first)}{between}(?:.*/)?{_ending(others[-1], pattern)}", re.DOTALL
    )


def _runs(segments: Iterable[str]) -> list[list[str]]:
    """The segments before, between and after those that stand for any number of folders."""
    runs: list[list[str]] = [[]]
    for segment in segments:
        if segment == "**":
            runs.append([])
        else:
            runs[-1].append(segment)
    return runs


def _ending(run: list[str], pattern: str) -> str:
    """The expression of the last segments: of a folder, what is below it; of a file, the file."""
    if pattern.endswith("/"):
        return f"{_folders(run or ['*'])}.+"
    if not run:
        return ".+"
    *folders, last = run
    return _folders(folders) + ("[^/]+" if last == "*" else f"{_segment(last)}(?:/.+)?")


def _folders(run: Iterable[str]) -> str:
    return "".join(f"{_segment(each)}/" for each in run)


def _segment(glob: str) -> str:
    """The expression of one segment, whose asterisks stand for anything but a slash."""
    first, *others = _literals(glob)
    if not others:
        return first
    between = "".join(f"(?>[^/]*?{each})" for each in others[:-1])
    return f"{first}{between}[^/]*{others[-1]}"


def _literals(glob: str) -> list[str]:
    """The expressions of what stands before, between and after the asterisks of a segment."""
    literals = [""]
    for part in _GLOB.findall(glob):
        if part.startswith("*"):
            literals.append("")
        elif part == "?":
            literals[-1] += "[^/]"
        else:
            literals[-1] += re.escape(part.removeprefix("\\") or part)
    return literals
