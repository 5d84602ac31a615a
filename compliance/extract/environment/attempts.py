"""Tells where code goes on although a variable is not there: what Python tries, and what is only
done where there is one.
"""

from __future__ import annotations

import functools
import itertools
import re
from collections.abc import Iterator, Sequence

from compliance.extract.code.model import Module

# What a handler takes up when a variable is not there; none named is everything.
_CAUGHT = re.compile(
    rb"except\s{0,9}:|except\b[^:\n]{0,300}\b(?:KeyError|LookupError|Exception|BaseException"
    rb"|Env\w{0,30}Error|ImproperlyConfigured|UndefinedValueError)\b"
)
_GIVES_UP = re.compile(rb"\braise\b|\bexit\s{0,9}\(|\babort\s{0,9}\(")
_SUPPRESSES = re.compile(rb"with\b[^\n]{0,200}\bsuppress\([^)\n]{0,200}\b(?:KeyError|Exception)\b")
# What asks for a variable, and does something only where it is there; what puts a default in, or
# tells the rest of the program something by it.
_ASKS = re.compile(
    rb"""(?:\b(?:if|elif|and|or)\s{1,9}\(?\s{0,9}(?:\w{1,80}\s{0,9}:=\s{0,9})?(?:
      ["'](?P<held>\w{2,100})["']\s{1,9}in\s{1,9}(?:(?:os\.)?environ\b|env\b(?![.(]))
      |(?:os\.)?(?:environ\.get|getenv)\(\s{0,9}["'](?P<got>\w{2,100})["']\s{0,9}\)
       (?!\s{0,9}(?:is|==)\s{1,9}None))
    |\benviron\.setdefault\(\s{0,9}["'](?P<put>\w{2,100})["']
    |\benviron\[["'](?P<set>\w{2,100})["']\]\s{0,9}=\s{0,9}["'])""",
    re.VERBOSE,
)
_ENVIRONMENT = rb"(?:process|import\.meta)\.env"
_ASKS_IN_NODE = re.compile(
    rb"\b" + _ENVIRONMENT + rb"\.(?P<part>\w{2,100})\?\."
    rb"|[\"'](?P<held>\w{2,100})[\"']\s{1,9}in\s{1,9}" + _ENVIRONMENT + rb"\b"
    rb"|\bBoolean\(\s{0,9}" + _ENVIRONMENT + rb"\.(?P<got>\w{2,100})\s{0,9}\)"
    rb"|\btypeof\s{1,9}" + _ENVIRONMENT + rb"\.(?P<typed>\w{2,100})"
    rb"\s{0,9}(?:===?\s{0,9}[\"']string|!==?\s{0,9}[\"']undefined)[\"']"
    rb"|\b" + _ENVIRONMENT + rb"\.(?P<put>\w{2,100})\s{0,9}(?:\|\||\?\?)="
    rb"|\bif\s{0,3}\(\s{0,3}!\s{0,2}" + _ENVIRONMENT + rb"\.(?P<left>\w{2,100})\s{0,3}\)"
    rb"\s{0,3}(?:\{\s{0,40})?(?:return\b[ \t]{0,3}(?:[;\n}]|null\b|undefined\b|false\b)|continue\b)"
    rb"|!\s{0,9}" + _ENVIRONMENT + rb"\.(?P<spared>\w{2,100})\s{0,9}&&"
    rb"\s{0,9}\(?\s{0,9}(?:await\s{1,9})?import\("
    rb"|!\s{0,9}" + _ENVIRONMENT + rb"\.(?P<made>\w{2,100})\s{0,9}\)\s{0,9}\{?\s{0,60}"
    rb"process\.env\.(?P=made)\s{0,9}=(?!=)"
)
# Where something is only done as long as a variable is not there, and what does not go on then.
_LEFT_OFF = re.compile(
    rb"^[ \t]{0,40}(?:\}\s{0,3}else\s{1,3})?if\s{0,3}\(\s{0,3}!\s{0,2}"
    + _ENVIRONMENT
    + rb"\.(?P<node>\w{2,100})\s{0,3}\)\s{0,3}\{[ \t]{0,9}$"
    rb"|^[ \t]{0,40}(?:el)?if\s{1,3}not\s{1,3}(?:os\.)?(?:environ\.get|getenv)\("
    rb"[\"'](?P<python>\w{2,100})[\"']\)\s{0,3}:[ \t]{0,9}$",
    re.MULTILINE,
)
_DEMANDS = re.compile(
    rb"\b(?:raise|throw|return|exit|abort|fail|die|panic|assert|reject)\b|(?i:error|missing|required)"
)
# What stands before a question that is one of several in a condition; elsewhere `or` puts the
# variable in the place of something else.
_CONDITION = re.compile(rb"\s{0,400}(?:(?:if|elif|while|and|or|not)\b|\(?$)|.{0,400}\bif\b")
_STARTS_ANOTHER = (b"def ", b"async def ", b"class ")
# People try a few lines; of a hostile file every line may ask.
_LINES = 50
# How far back on its line a comment is looked for.
_MAX_BEFORE = 400


def asked(module: Module) -> Iterator[tuple[str, int]]:
    """The variables that a module asks for before it reads them, or puts a default in for, each
    with the line.
    """
    source = module.source
    pattern, comment = (_ASKS, b"#") if module.is_python else (_ASKS_IN_NODE, b"//")
    line, at = 1, 0
    for found in pattern.finditer(source):
        line += source.count(b"\n", at, found.start())
        at = found.start()
        before = source[max(source.rfind(b"\n", 0, at) + 1, at - _MAX_BEFORE) : at]
        if comment in before or before.lstrip().startswith(b"*"):
            continue
        stands_in = found[0].startswith(b"or") and found.groupdict().get("got") is not None
        if not stands_in or _CONDITION.match(before):
            name = next(filter(None, found.groupdict().values()))
            yield name.decode("utf-8", "replace"), line


def left_off(module: Module) -> Iterator[tuple[str, int]]:
    """The variables that a module does something without, and goes on, each with the line: a switch
    such as `if (!process.env.QUIET) {`.
    """
    source = module.source
    lines: Sequence[bytes] = ()
    at, behind = 1, 0
    for found in _LEFT_OFF.finditer(source):
        lines = lines or source.split(b"\n")
        at += source.count(b"\n", behind, found.start())
        behind = found.start()
        if not any(_DEMANDS.search(text) for text in _block(lines, at)):
            yield (found["node"] or found["python"]).decode("utf-8", "replace"), at


def _block(lines: Sequence[bytes], after: int) -> Iterator[bytes]:
    """The lines that follow one, by its number, and are indented more."""
    margin = _indentation(lines[after - 1])
    return itertools.takewhile(
        lambda text: not text.strip() or _indentation(text) > margin,
        lines[after : after + _LINES],
    )


def is_tried(module: Module, line: int) -> bool:
    """Whether a line stands in a `try` whose handler goes on without what the line reads, or where
    it is suppressed that this is not there.
    """
    lines = _lines(module.source)
    first = _try_around(lines, line - 1)
    if first is None:
        return False
    return lines[first].lstrip().startswith(b"with") or _goes_on(lines, first, line)


@functools.lru_cache(maxsize=2)
def _lines(source: bytes) -> Sequence[bytes]:
    """The lines of a file, of which many read the environment; none where nothing is tried."""
    return source.split(b"\n") if b"try:" in source or b"suppress(" in source else ()


def _try_around(lines: Sequence[bytes], at: int) -> int | None:
    """The index of the `try`, or of what suppresses errors, that a line is in the body of."""
    if at >= len(lines):
        return None
    margin = _indentation(lines[at])
    for index in range(at - 1, max(at - _LINES, -1), -1):
        text = lines[index].strip()
        if not text or text.startswith(b"#") or _indentation(lines[index]) >= margin:
            continue
        if text.startswith(_STARTS_ANOTHER):
            return None
        if text.startswith(b"try:") or _SUPPRESSES.match(text):
            return index
        margin = _indentation(lines[index])
    return None


def _goes_on(lines: Sequence[bytes], first: int, after: int) -> bool:
    """Whether a handler of a `try` takes up that something is not there, and does not give up."""
    margin = _indentation(lines[first])
    caught = False
    for text in lines[after : after + _LINES]:
        if not text.strip() or text.lstrip().startswith(b"#"):
            continue
        if _indentation(text) > margin:
            if caught and _GIVES_UP.search(text):
                return False
        elif _indentation(text) < margin or not text.lstrip().startswith(b"except"):
            return caught
        elif caught:
            return True
        else:
            caught = _CAUGHT.match(text.lstrip()) is not None
    return caught


def _indentation(line: bytes) -> int:
    return len(line) - len(line.lstrip())
