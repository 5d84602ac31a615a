"""Finds the files that somebody runs by themselves and once: by a script of `package.json`, or with
arguments of the command line.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Iterator

from compliance.extract.code.expressions import Call, Text, path_of
from compliance.extract.code.model import Function, Import, Module
from compliance.extract.code.program import Program
from compliance.extract.documents import read_json
from compliance.extract.queries.circumstances import functions_around
from compliance.extract.routes import endpoints
from compliance.paths import join, language
from compliance.tree import Unreadable

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
# What is called so comes to an end, whatever else its name says.
_COMES_TO_AN_END = re.compile(
    r"(?:^|[:._-])(?:seed|migrate|migrations?|import|export|backfill|sync|reset|generate)"
    r"(?:$|[:._-])",
    re.IGNORECASE,
)
# By this a program of Prisma's is over, and by this any of Node.js that had no failure.
_LEAVES = "$disconnect"
_EXITS = "process.exit"
# What is handed to these happens when somebody stops the program, or where something failed.
_WHEN_STOPPED = frozenset("on once catch onShutdown onClose addHook".split())
# Who calls one of these goes on too, or waits for what comes; a stream comes to an end.
_WAITS = frozenset(
    """setInterval listen subscribe consume schedule serve_forever run_forever run_pending
    start_consuming run_app""".split()
)
_ENDS = frozenset("data line row end finish close error warning exit beforeExit".split())
# How Commander and yargs are handed what a command line says.
_PARSES = frozenset(["parse", "parseAsync", "hideBin"])
_MAX_COMMAND = 1_000


def run_by_hand(program: Program) -> frozenset[str]:
    """The source files that somebody runs once, by a script of a `package.json` above them or with
    arguments: those that neither serve a route nor are taken in by another file. Found once for a
    program.
    """
    if program.by_hand is None:
        paths = frozenset(program.paths)
        named = {path: ends for path, ends in _named(program) if path in paths}
        found = set(named)
        arguments = program.modules(b"ArgumentParser", b"process.argv")
        found |= {each.path for each in arguments if _takes_arguments(each)}
        ends = program.modules(_LEAVES.encode(), _EXITS.encode())
        found |= {each.path for each in ends if _is_over(each)}
        if found:
            found -= {each.module.path for each in endpoints(program)}
        found = {
            path
            for path in found
            if not _goes_on(program.code.module(path), ends=named.get(path, False))
        }
        program.by_hand = frozenset(found - _taken_in(program, found))
    return program.by_hand


def _named(program: Program) -> Iterator[tuple[str, bool]]:
    """The files that scripts run, but for scripts of a name by which something keeps running; and
    whether the name says that it comes to an end.
    """
    for directory in _packages(program):
        try:
            manifest = read_json(program.code.tree, join(directory, "package.json"))
        except Unreadable:
            continue  # It is told of where the manifest itself is judged.
        scripts = manifest.get("scripts")
        for name, command in scripts.items() if isinstance(scripts, dict) else ():
            ends = _COMES_TO_AN_END.search(name) is not None
            if not isinstance(command, str) or (_STAYS.search(name) and not ends):
                continue
            for run in _RUNS.finditer(command[:_MAX_COMMAND]):
                file = _FILE.search(run["rest"])
                if file is not None:
                    yield posixpath.normpath(join(directory, file["path"])), ends


def _packages(program: Program) -> Iterator[str]:
    """The folders of a component and of its workspace, and of the packages that it is made of."""
    contents = program.code.tree.contents
    folders = dict.fromkeys((program.component.path, *program.component.roots))
    for path in program.own_paths:
        parts = path.split("/")[:-1]
        folders |= dict.fromkeys("/".join(parts[:end]) for end in range(len(parts), 0, -1))
    yield from (each for each in folders if join(each, "package.json") in contents)


def _is_over(module: Module) -> bool:
    """Whether a file lets go of the database, or exits, by itself and not each time that somebody
    calls it.
    """
    called = (functions_around(each.function) for each in module.calls if _ends(each))
    return "default" not in module.exports and any(
        not any(function.exported for function in around) for around in called
    )


def _ends(call: Call) -> bool:
    """Whether a call ends a program that has done what it had to."""
    if call.name == _LEAVES:
        return True
    code = call.argument(0)
    if call.path != _EXITS or not (code is None or getattr(code, "value", "") == "0"):
        return False
    handed = (each.argument_of for each in functions_around(call.function))
    return not any(each is not None and each.name in _WHEN_STOPPED for each in handed)


def _takes_arguments(module: Module) -> bool:
    """Whether a file reads arguments, and no function of its stands at an address."""
    if not module.is_python:
        parsed = (each.argument(0) for each in module.calls if each.name in _PARSES)
        return any(each is not None and path_of(each) == "process.argv" for each in parsed)
    return any(each.name == "ArgumentParser" for each in module.calls) and not any(
        map(_has_address, module.functions)
    )


def _has_address(function: Function) -> bool:
    """`@orders.get("/orders")`, whatever `orders` is."""
    given = (each.argument(0) for each in function.decorators if isinstance(each, Call))
    return any(isinstance(each, Text) and each.value.startswith("/") for each in given)


def _goes_on(module: Module | None, *, ends: bool) -> bool:
    """Whether a file keeps running, by what it calls; one that `ends` by its name may wait for what
    a connection of its own answers.
    """
    return module is not None and any(
        _waits(each) and not (ends and each.name == "on") for each in module.calls
    )


def _waits(call: Call) -> bool:
    if call.name != "on":
        return call.name in _WAITS or call.path == "uvicorn.run"
    event = call.argument(0)
    ends = isinstance(event, Text) and event.value in _ENDS
    return bool(call.receiver) and call.receiver != "process" and not ends


def _taken_in(program: Program, paths: set[str]) -> set[str]:
    """Those of some files that another one may take in, by the ends of their paths."""
    stems = {path: posixpath.splitext(posixpath.basename(path))[0] for path in paths}
    takers: dict[str, set[str]] = {each: set() for each in stems.values()}
    for module in program.code.modules(_naming(program, takers)):
        for each in module.imports:
            for name in _called(module, each):
                if name in takers:
                    takers[name].add(module.path)
    return {path for path, stem in stems.items() if takers[stem] - {path}}


def _naming(program: Program, stems: Iterable[str]) -> Iterator[str]:
    """The files that may take in one of some others: in JavaScript one is named as the last part of
    a text, which is far rarer than that its name is a word of the file.
    """
    words = sorted(each.encode() for each in stems)
    if not words:
        return
    quoted = re.compile(
        rb"""['"`/](?:%s)(?:\.[^'"`/.\s]{1,20})?['"`]""" % b"|".join(map(re.escape, words))
    )
    contents = program.code.tree.contents
    for path in program.holding(*words):
        if language(path) == "python" or quoted.search(contents[path]):
            yield path


def _called(module: Module, each: Import) -> Iterator[str]:
    """What a file may be called that is taken in: in Python by its name or by what comes of it."""
    if module.is_python:
        yield each.source.rpartition(".")[2]
        yield from each.names.values()
    else:
        name = posixpath.basename(each.source)
        yield from (name, posixpath.splitext(name)[0])
