"""How long each regular expression takes on texts that are made to mislead it.

    python benchmarks/pattern_time.py [characters]

Takes every pattern that the product's modules compile when they are imported or hand to `re` in a
function as they are, reads its parts, and makes texts of them: what leads up to a repetition, and
then what is repeated, over and over, alone and together, with an end that fits and with none. Each
text has so many characters (4,000), and is searched in the ways in which the pattern's module does
it. Prints the patterns that would take more than 2 s for 1 MB, or whose time grows faster than the
text: microseconds a character, and how many times longer a text of four times the length takes (4
is linear, 16 quadratic).

Some that are slow on a long text are never given one: what bounds it is printed beside them.
"""

from __future__ import annotations

import ast
import importlib
import inspect
import os
import pkgutil
import re
import signal
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from re import _compiler, _constants, _parser  # type: ignore[attr-defined]
from typing import Any

import django

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("compliance", "integrations", "dashboard")
# One of each kind of character that a class may take.
ALPHABET = "aA0_ \n\t.-/'\"`<>(){}[]=:;,#@$%\\|*+?!~^&é"
CHARACTERS = 4_000
LONGER = 4
# Microseconds a character: 2 s for 1 MB.
SLOW = 2.0
GROWS = 6.0
MAX_SECONDS = 4
MAX_PUMPS = 60
# A bounded repetition of fewer is as good as none.
FEW = 30
REPEATS = (_constants.MAX_REPEAT, _constants.MIN_REPEAT, _constants.POSSESSIVE_REPEAT)
CLASSES = (_constants.IN, _constants.NOT_LITERAL, _constants.ANY, _constants.CATEGORY)
WAYS = re.compile(r"\.(fullmatch|match|search|finditer|findall|subn?|split)\b")
# At the beginning of a text alone.
ANCHORED = {"match", "fullmatch"}

# Where a pattern is never asked about so much text at once.
BOUNDED = {
    "compliance/extract/python_requirements.py": "paths",
    "compliance/extract/secrets/assignments.py": "800 bytes behind a name",
    "compliance/extract/secrets/tokens.py": "200 bytes before a token",
}
# So begin patterns of paths, which are short: `Caps.path_length`.
OF_PATHS = "(?:.*/)?"

Text = Callable[[int], str]


@dataclass(frozen=True)
class Compiled:
    """A pattern, and the line of the file that compiles it."""

    pattern: re.Pattern[Any]
    path: str
    line: int


class Late(Exception):
    """A search took longer than anybody waits."""


def compiled() -> list[Compiled]:
    """The patterns that are compiled while the product is imported, each once."""
    found: dict[tuple[object, int], Compiled] = {}
    original = _compiler.compile

    def noted(pattern: Any, flags: int = 0) -> re.Pattern[Any]:
        made: re.Pattern[Any] = original(pattern, flags)
        # This function's own frame, then those of the module that compiles.
        callers = inspect.stack(0)[1:]
        caller = next(each for each in callers if "/re/" not in each.filename)
        path = Path(caller.filename)
        if path.is_relative_to(ROOT) and path.relative_to(ROOT).parts[0] in PACKAGES:
            where = str(path.relative_to(ROOT))
            found.setdefault((pattern, made.flags), Compiled(made, where, caller.lineno))
        return made

    _compiler.compile = noted
    try:
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dashboard.settings")
        django.setup()
        for package in map(importlib.import_module, PACKAGES):
            for each in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
                importlib.import_module(each.name)
    finally:
        _compiler.compile = original
    return sorted(found.values(), key=lambda each: (each.path, each.line))


def written() -> Iterator[tuple[Compiled, set[str]]]:
    """The patterns that functions hand to `re` as they are, each with how it is used."""
    for path in (each for package in PACKAGES for each in (ROOT / package).rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text())):
            match node:
                case ast.Call(
                    ast.Attribute(ast.Name("re"), way), [ast.Constant(str() | bytes() as text), *_]
                ) if way not in {"escape", "compile"}:
                    made = re.compile(text)
                    yield Compiled(made, str(path.relative_to(ROOT)), node.lineno), {way}


def ways(each: Compiled) -> set[str]:
    """How a module uses a pattern that it gives a name; a search where that cannot be seen."""
    lines = (ROOT / each.path).read_text().split("\n")
    for line in reversed(lines[: each.line]):
        if named := re.match(r"(\w+)(?:: [^=]{1,80})? = ", line):
            uses = re.findall(rf"\b{named[1]}{WAYS.pattern}", "\n".join(lines))
            return set(uses) or {"search"}
        if line.startswith(("def ", "class ", "@")):
            break
    return {"search"}


def texts(pattern: re.Pattern[Any]) -> Iterator[Text]:
    """The texts that mislead, each by the number of its characters."""
    flags = pattern.flags
    tree = _parser.parse(pattern.pattern, flags & ~re.DEBUG)
    for prefix, part in list(dict.fromkeys(_pumps(tree, flags)))[:MAX_PUMPS]:
        yield partial(_written, prefix, part, "")
        yield partial(_written, prefix, part, "\0")
        yield partial(_written, "", prefix + part, "")
        yield partial(_written, "", f"{prefix}{part * 50}\0", "")
    whole = _sample(tree, flags)
    for text in filter(None, (whole, whole[:-1])):
        yield partial(_written, "", text, "")


def _written(head: str, part: str, end: str, size: int) -> str:
    return head + part * (size // len(part) + 1) + end


def _pumps(parts: Any, flags: int, prefix: str = "") -> Iterator[tuple[str, str]]:
    """What is repeated in a pattern, each with what leads up to it."""
    for part in parts:
        kind, value = part
        if kind in REPEATS:
            body = list(value[2])
            if value[1] is _constants.MAXREPEAT or value[1] >= FEW:
                alone = len(body) == 1 and body[0][0] in CLASSES
                for each in _taken(body[0], flags) if alone else [_sample(body, flags) or "a"]:
                    yield prefix, each
            yield from _pumps(body, flags, prefix)
        elif kind is _constants.SUBPATTERN:
            yield from _pumps(value[3], flags, prefix)
        elif kind is _constants.ATOMIC_GROUP:
            yield from _pumps(value, flags, prefix)
        elif kind is _constants.BRANCH:
            for each in value[1]:
                yield from _pumps(each, flags, prefix)
        elif kind in (_constants.ASSERT, _constants.ASSERT_NOT):
            yield from _pumps(value[1], flags, prefix)
        prefix += _sample([part], flags)


def _sample(parts: Any, flags: int) -> str:
    """A short text that some parts of a pattern take."""
    written = ""
    for kind, value in parts:
        if kind is _constants.LITERAL:
            written += chr(value)
        elif kind in CLASSES:
            written += next(iter(_taken((kind, value), flags)), "\1")
        elif kind in REPEATS:
            written += _sample(value[2], flags) * min(value[0], 50)
        elif kind is _constants.SUBPATTERN:
            written += _sample(value[3], flags)
        elif kind is _constants.ATOMIC_GROUP:
            written += _sample(value, flags)
        elif kind is _constants.BRANCH:
            written += _sample(value[1][0], flags)
    return written


def _taken(part: Any, flags: int) -> list[str]:
    """Those characters of the alphabet that a class takes."""
    state = _parser.State()
    state.flags = flags & ~re.ASCII if flags & re.UNICODE else flags
    # Python compiles a part of a pattern only inside.
    code = _compiler._code(_parser.SubPattern(state, [part]), state.flags)  # noqa: SLF001
    of_one = _compiler._sre.compile(None, state.flags, code, 0, {}, ())  # noqa: SLF001
    return [each for each in ALPHABET if of_one.fullmatch(each)]


def seconds(pattern: re.Pattern[Any], text: str, used: set[str]) -> float:
    """What a pattern takes on a text, in seconds of the processor; at most `MAX_SECONDS`."""
    given = text.encode() if isinstance(pattern.pattern, bytes) else text
    signal.alarm(MAX_SECONDS)
    began = time.process_time()
    try:
        if used - ANCHORED:
            for _ in pattern.finditer(given):
                pass
        if "match" in used:
            pattern.match(given)
        if "fullmatch" in used:
            pattern.fullmatch(given)
    except Late:
        return float(MAX_SECONDS)
    finally:
        signal.alarm(0)
    return time.process_time() - began


def _bound(each: Compiled) -> str:
    """What keeps a pattern from ever seeing so much text."""
    is_of_paths = str(each.pattern.pattern).startswith(OF_PATHS)
    return "paths" if is_of_paths else BOUNDED.get(each.path, "nothing bounds it")


def _stop(*_: object) -> None:
    raise Late


def main() -> None:
    """Measure each pattern."""
    size = int(sys.argv[1]) if len(sys.argv) > 1 else CHARACTERS
    signal.signal(signal.SIGALRM, _stop)
    every = [*((each, ways(each)) for each in compiled()), *written()]
    print(f"{len(every)} patterns, {size:,} characters; us a character, growth")
    for each, used in every:
        slowest, text = max(
            ((seconds(each.pattern, text(size), used), text) for text in texts(each.pattern)),
            key=lambda pair: pair[0],
            default=(0.0, None),
        )
        if text is None or slowest * 1e6 / size < SLOW / LONGER:
            continue
        once = min(seconds(each.pattern, text(size), used) for _ in range(3))
        longer = min(seconds(each.pattern, text(size * LONGER), used) for _ in range(3))
        growth = longer / max(once, 1e-6)
        if once * 1e6 / size > SLOW or growth > GROWS:
            shown = str(each.pattern.pattern)[:60].replace("\n", " ")
            print(
                f"{once * 1e6 / size:8.2f} {growth:6.1f}  {each.path}:{each.line} {sorted(used)} "
                f"{text(20)[:40]!r} {shown} ({_bound(each)})",
                flush=True,
            )


if __name__ == "__main__":
    main()
