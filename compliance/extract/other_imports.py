"""Finds what is taken in by no path that imports tell: in Python from a folder that a file puts in
`sys.path`, or by a name that `import_module` is told; in Node.js the worker that tests run in.
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


# Cloudflare's runtime for tests starts the worker that the project's settings name, and hands it to
# them under these names.
_WORKER = re.compile(
    r"\bimport\s{0,9}\{[^{}]{0,200}\b(?:SELF|exports)\b[^{}]{0,200}\}\s{0,9}from\s{0,9}"
    r"['\"]cloudflare:(?:test|workers)['\"]"
)


def taken_of_worker(source: str) -> int:
    """The line at which a test takes in the worker that it runs in; 0 where it does not."""
    found = _WORKER.search(source) if "cloudflare:" in source else None
    return source.count("\n", 0, found.start()) + 1 if found else 0
