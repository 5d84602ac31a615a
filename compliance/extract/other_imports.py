"""Finds what Python takes in by no path that imports tell: from a folder that a file puts into
`sys.path`, or by a name that `import_module` is told.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterable

_IMPORT = re.compile(r"^[ \t]{0,40}(?:from|import)[ \t]{1,9}(?P<name>\w[\w.]{0,200})", re.MULTILINE)
_TOLD = re.compile(r"\bimport_module\(\s{0,9}['\"](?P<name>\w[\w.]{0,200})")


def stems(paths: Iterable[str]) -> frozenset[str]:
    """The names by which some files, and the packages that they lie in, are taken in."""
    found: set[str] = set()
    for path in paths:
        folder, name = posixpath.split(path)
        found |= {posixpath.splitext(name)[0], posixpath.basename(folder)}
    return frozenset(found - {"", "__init__"})


def taken_otherwise(source: str, known: Callable[[], frozenset[str]]) -> int:
    """The line at which a file takes in one of the modules whose names are known; 0 where it does
    not.
    """
    patterns = (("sys.path", _IMPORT), ("import_module", _TOLD))
    for word, pattern in patterns:
        for match in pattern.finditer(source) if word in source else ():
            if match["name"].partition(".")[0] in known():
                return source.count("\n", 0, match.start()) + 1
    return 0
