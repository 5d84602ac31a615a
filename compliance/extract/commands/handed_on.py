"""Follows commands that hand on what stands behind them in a way of their own, and tells by their
words what others run.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping

from compliance.extract.commands.steps import (
    TEST,
    Command,
    Handler,
    Invocation,
    Project,
    Step,
    Tool,
    operands,
)
from compliance.facts import Stack

MAX_ARGUMENTS = 50

_VALUED = frozenset("-j --jobs -n --max-args --delay --timeout --retries --joblog -S -a".split())


def _parallel(invocation: Invocation, _project: Project) -> Iterator[Step]:
    """GNU's `parallel COMMAND ::: ARGUMENT …`: the command with each of them."""
    words = operands(invocation.arguments, _VALUED)
    if ":::" not in words:
        return
    at = words.index(":::")
    for argument in words[at + 1 :][:MAX_ARGUMENTS]:
        # Without a command each argument is one.
        run = (*words[:at], argument) if at else ("eval", argument)
        yield Command(run, invocation.directory, invocation.environment)


def _redrun(invocation: Invocation, _project: Project) -> Iterator[Step]:
    """`redrun NAME …`: scripts of this package."""
    for name in operands(invocation.arguments)[:MAX_ARGUMENTS]:
        yield Command(("npm", "run", name), invocation.directory, invocation.environment)


# What Rush puts into a repository to run the version of it that is pinned there.
_OF_RUSH = {"install-run-rush.js": ("rush",), "install-run-rushx.js": ("npm", "run")}


def of_rush(path: str, arguments: tuple[str, ...]) -> tuple[str, ...]:
    """The command that a file of Rush's own stands for; none for another file."""
    stands_for = _OF_RUSH.get(posixpath.basename(path), ())
    return (*stands_for, *arguments) if arguments and stands_for else ()


_RUNNERS = frozenset("python python3 pytest py.test coverage".split())


def behind(words: tuple[str, ...]) -> tuple[str, ...]:
    """The command of Python's that a script is handed to run it, as one that sets the environment
    first: `python cli/run.py -e tests.env python -m pytest`.
    """
    at = next((index for index, word in enumerate(words) if word in _RUNNERS), len(words))
    return words[at:]


_TESTS = re.compile(r"tests?(?:[:_-][\w:-]{1,60})?")


def tests_by_name(invocation: Invocation, project: Project) -> Iterator[Step]:
    """What a package of Node.js is told to do first of which nothing else is known, where that is
    to test: `madrun test`.
    """
    first = next(iter(invocation.arguments), "")
    if _TESTS.fullmatch(first) and invocation.name in project.once(_packages):
        yield Tool(f"{invocation.name} {first}", TEST)


# They have a command for something else that is called so.
_OTHERS = frozenset(
    "typescript serverless firebase-tools @nestjs/cli artillery newman snyk".split()
)


def _packages(project: Project) -> frozenset[str]:
    """The names of packages that manifests of Node.js depend on."""
    return frozenset(
        dependency.name
        for manifest in project.manifests.manifests
        if manifest.stack is Stack.NODE
        for dependency in manifest.dependencies
        if dependency.name not in _OTHERS
    )


HANDLERS: Mapping[str, Handler] = {"parallel": _parallel, "redrun": _redrun}
