"""Finds the files that a script of `package.json` runs by themselves and once."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator

from compliance.extract.code.program import Program
from compliance.extract.documents import read_json
from compliance.extract.routes import endpoints
from compliance.tree import Unreadable, join

_RUNS = re.compile(
    r"(?:^|[\s&;|])(?:node|tsx|ts-node|ts-node-esm|bun|babel-node)\s(?P<rest>[^&|;]*)"
)
_FILE = re.compile(r"(?:^|\s)(?:\./)?(?P<path>[\w@./-]{1,200}\.[cm]?[jt]s)(?=\s|$)")
# What is called so goes on until somebody stops it.
_STAYS = re.compile(
    r"(?:^|[:._-])(?:start|dev|develop|development|serve|server|watch|debug|prod|production|api|app"
    r"|web|worker|workers|queue|queues|cron|jobs?|scheduler|consumer|listen|daemon|bot|run)(?:$|[:._-])",
    re.IGNORECASE,
)
_MAX_COMMAND = 1_000


def run_by_hand(program: Program) -> frozenset[str]:
    """The source files that somebody runs once, by a script of a `package.json` above them: those
    that neither serve a route nor are taken in by another file.
    """
    paths = frozenset(program.paths)
    found = {path for path in _named(program) if path in paths}
    if found:
        found -= {each.module.path for each in endpoints(program)}
    return frozenset(path for path in found if not _is_taken_in(program, path))


def _named(program: Program) -> Iterator[str]:
    """The files that scripts run, but for scripts of a name by which something keeps running."""
    for directory in dict.fromkeys((program.component.path, *program.component.roots)):
        try:
            manifest = read_json(program.code.tree, join(directory, "package.json"))
        except Unreadable:
            continue  # It is told of where the manifest itself is judged.
        scripts = manifest.get("scripts")
        for name, command in scripts.items() if isinstance(scripts, dict) else ():
            if not isinstance(command, str) or _STAYS.search(name):
                continue
            for run in _RUNS.finditer(command[:_MAX_COMMAND]):
                file = _FILE.search(run["rest"])
                if file is not None:
                    yield posixpath.normpath(join(directory, file["path"]))


def _is_taken_in(program: Program, path: str) -> bool:
    """Whether another file may take in this one, by the end of its path."""
    stem = posixpath.splitext(posixpath.basename(path))[0]
    return any(
        posixpath.splitext(posixpath.basename(each.source))[0] == stem
        for module in program.modules(stem.encode())
        if module.path != path
        for each in module.imports
    )
