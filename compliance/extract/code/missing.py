"""The source files of a component that could not be had, where code may be in them."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator

from compliance.extract.code.program import Program
from compliance.paths import is_handed_out

# Files that hold the name of one that is not there: of a name as common as this, none is parsed.
_MAX_NAMING = 50
# How a value is called that its author wrote out once and for all.
_CONSTANT = re.compile(r"[A-Z][A-Z0-9_]+")


def missing(program: Program) -> Iterator[tuple[str, str]]:
    """Each source file that was asked for and could not be had, with the reason, but data, a file
    of which the rest of the program takes nothing but constants; migrations, which serve nothing;
    and what is only handed to browsers.
    """
    unread = {path: program.code.unread[path] for path in program.paths
              if path in program.code.unread}  # fmt: skip
    for path, reason in unread.items():
        if not (_is_set_apart(path) or _is_data(program, path)):
            yield path, reason


def _is_set_apart(path: str) -> bool:
    return is_handed_out(path) or any("migration" in each for each in path.lower().split("/")[:-1])


def _is_data(program: Program, path: str) -> bool:
    """Whether all that others take of a file are constants, and somebody takes some."""
    stem = posixpath.splitext(posixpath.basename(path))[0].encode()
    naming = [each for each in program.holding(stem) if each != path]
    taken: set[str] = set()
    for module in program.code.modules(naming) if len(naming) <= _MAX_NAMING else ():
        for each in module.imports:
            for name in each.names.values():
                if program.imports.target(module.path, each.source, name) == path:
                    taken.add(name)
    return bool(taken) and all(_CONSTANT.fullmatch(name) for name in taken)
