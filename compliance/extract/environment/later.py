"""Tells where a variable of the environment is kept, and only used where there is a value."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from compliance.extract.code.expressions import Call, Expression, Name, Table, made_of
from compliance.extract.code.expressions import Sequence as Listed
from compliance.extract.code.model import Assignment, Function, Module, Read

_IDENTIFIER = re.compile(r"[A-Za-z_$][\w$]{0,80}")
_OF_ENVIRONMENT = re.compile(r"(?:^|\.)(?:env|environ|getenv)\b")
_MAX_LINES = 400
_NAME = rb"(?P<name>[A-Za-z_$][\w$]{0,80}+)"
# What is done where there is no value: only this function goes no further, or another one is taken.
_LEAVES = (
    rb"\s{0,3}\)\s{0,3}(?:\{\s{0,40}(?:[\w.]{1,60}\([^;{}]{0,200}\);?\s{0,40})?)?"
    rb"(?:return\b|continue\b|(?P=name)\s{0,3}=(?!=))"
)
_LEAVES_IN_PYTHON = (
    rb"(?:\s{1,3}or\b[^:\n]{0,200})?\s{0,3}:\s{1,60}(?:return\b|continue\b|(?P=name)\s{0,3}=(?!=))"
)
_IS_NONE = rb"\s{1,3}is\s{1,3}None\b"
# Where a name is asked about so that the code goes on without a value, by language; and so that it
# does not, or may not.
_GOES_ON = {
    True: (
        rb"\b(?:if|elif|and)\s{1,3}(?="
        + _NAME
        + rb"(?:\s{0,3}:|\s{1,3}(?:and|or|else|is\s{1,3}not)\b))",
        rb"\bif\s{0,3}\(\s{0,40}(?=" + _NAME + rb"\s{1,40}(?:and|or)\b)",
        rb"\b" + _NAME + rb"(?=\s{1,3}or\b)",
        rb"\bif\s{1,3}not\s{1,3}" + _NAME + rb"(?=" + _LEAVES_IN_PYTHON + rb")",
        rb"\bif\s{1,3}(?=" + _NAME + _IS_NONE + _LEAVES_IN_PYTHON + rb")",
    ),
    False: (
        rb"\bif\s{0,3}\(\s{0,3}(?=" + _NAME + rb"\s{0,3}(?:\)|&&|\|\|))",
        rb"\bif\s{0,3}\([^()\n]{0,200}?(?:&&|\|\|)\s{0,3}" + _NAME + rb"(?=\s{0,3}\))",
        rb"(?<![\w.$!])" + _NAME + rb"(?=\s{0,3}(?:\?\?|\|\||&&|\?(?![.?:])))",
        rb"\bis(?:Finite|NaN|Integer|SafeInteger)\(\s{0,3}"
        + _NAME
        + rb"(?=\s{0,3}\)\s{0,3}(?:&&|\|\||\?(?![.?:])))",
        rb"\bif\s{0,3}\(\s{0,3}!\s{0,2}" + _NAME + rb"(?=" + _LEAVES + rb")",
    ),
}
_STOPS = {
    True: (
        rb"\bnot\s{1,3}" + _NAME + rb"(?!" + _LEAVES_IN_PYTHON + rb")",
        rb"\b" + _NAME + rb"(?=" + _IS_NONE + rb"(?!" + _LEAVES_IN_PYTHON + rb"))",
    ),
    False: (rb"!\s{0,2}" + _NAME + rb"(?!" + _LEAVES + rb")",),
}
_Lines = Mapping[str, Sequence[int]]


def asked_later(module: Module) -> frozenset[int]:
    """The identities of expressions that a variable takes, which the function then only uses where
    there is a value: `address = read()`, `if address:`.
    """
    kept = [
        (assignment, taken, paths)
        for assignment in module.assignments
        if _IDENTIFIER.fullmatch(assignment.target)
        for taken in [list(_taken(assignment.value))]
        if (paths := [path for path in map(_path, taken) if _OF_ENVIRONMENT.search(path)])
    ]
    if not kept:
        return frozenset()
    goes_on, stops = (_asking(each[module.is_python], module) for each in (_GOES_ON, _STOPS))
    reads = _by_place(module)
    found: set[int] = set()
    for assignment, taken, paths in kept:
        if _follows(goes_on, assignment) and not _follows(stops, assignment):
            found.update(map(id, taken))
            there = reads.get((assignment.line, assignment.function), ())
            found.update(_made_into_more(there, paths))
    return frozenset(found)


def _asking(patterns: Sequence[bytes], module: Module) -> _Lines:
    """The lines on which each name is asked about in one of these ways, in their order: a file may
    keep very many, so it is looked through once for all.
    """
    source = module.source
    ends = [each.start() for each in re.finditer(rb"\n", source)]
    found: defaultdict[str, list[int]] = defaultdict(list)
    for pattern in patterns:
        for each in re.finditer(pattern, source):
            name = each["name"].decode("ascii")
            found[name].append(bisect_right(ends, each.start("name")) + 1)
    return {name: sorted(lines) for name, lines in found.items()}


def _follows(lines: _Lines, assignment: Assignment) -> bool:
    """Whether a name is asked about in what follows its assignment in the function."""
    asked = lines.get(assignment.target, ())
    function = assignment.function
    last = assignment.line + _MAX_LINES
    if function is not None:
        last = min(last, function.end_line)
    after = bisect_right(asked, assignment.line)
    return after < len(asked) and asked[after] <= last


def _by_place(module: Module) -> Mapping[tuple[int, Function | None], Sequence[Read]]:
    found: defaultdict[tuple[int, Function | None], list[Read]] = defaultdict(list)
    for read in module.reads:
        found[read.line, read.function].append(read)
    return found


def _made_into_more(reads: Sequence[Read], paths: Sequence[str]) -> Iterator[int]:
    """The identities of what is read to make something else of it, such as
    `process.env.HOST?.trim()`.
    """
    for read in reads:
        if any(path.startswith(f"{read.path}.") for path in paths):
            yield id(read.value)


def _taken(value: Expression) -> Iterator[Expression]:
    """What a value is made of; not what an object or a list has in it, which is there whatever its
    parts are.
    """
    waiting = [value]
    while waiting:
        each = waiting.pop()
        if not isinstance(each, Table | Listed):
            yield each
            waiting.extend(made_of(each))


def _path(value: Expression) -> str:
    return value.path if isinstance(value, Call | Name) else ""
