"""Clause backend:2.3, environment variables: a newcomer copies one file and fills in the values."""

from __future__ import annotations

import posixpath
from collections import Counter

from compliance.checks.base import (
    EXACT,
    Evidence,
    Finding,
    check,
    counted,
    failed,
    listed,
    not_applicable,
    noted,
    passed,
    unknown,
)
from compliance.facts.environment import EnvironmentVariables, ExampleFiles, Variable
from compliance.paths import below

_EXAMPLE = ".env.example"
# As many variables that need nothing are named in a message.
_NAMED = 3


@check("env-example", title="The repository has a .env.example", confidence=EXACT)
def env_example(variables: EnvironmentVariables, examples: ExampleFiles) -> Finding:
    """Commit a `.env.example` that names every environment variable the code reads.

    One `NAME=value` a line, with values that work for local development and empty ones for
    secrets, so that `cp .env.example .env` is all a newcomer has to do. A file of another name
    becomes it by `git mv .env.sample .env.example`, and one that `.gitignore` leaves out is added
    by `git add --force .env.example`.
    """
    places = [each.where for each in variables.variables] or variables.whole
    if not places:
        return _reads_none(variables)
    # The settings, which read most of them, may have the file beside them.
    read_in = Counter(posixpath.dirname(each.path) for each in places)
    near = {*examples.nearest, read_in.most_common(1)[0][0]}
    here = [each.path for each in examples.files if posixpath.dirname(each.path) in near]
    named = [path for path in here if posixpath.basename(path) == _EXAMPLE]
    if named:
        return passed(f"{listed(named)} is there", *named)
    if examples.unread:
        return unknown(f"whether there is a {_EXAMPLE} is open: {examples.unread[0]}")
    if here:
        return failed(f"{listed(here)} has to be called {_EXAMPLE}", *here)
    read = _read(variables)
    # Those that have no default are what the file is for.
    needed_first = sorted(variables.variables, key=lambda each: each.has_default)
    where = [_named(each) for each in needed_first] or variables.whole
    elsewhere = [each.path for each in examples.files]
    if elsewhere:
        return failed(
            f"no {_EXAMPLE} in {_folders(examples)}, but {listed(elsewhere)}; the code reads "
            f"{read}",
            *elsewhere,
            *where,
        )
    needed = sum(not each.has_default for each in needed_first)
    also = f", {needed} of them without a default" if 0 < needed < len(needed_first) else ""
    return failed(f"no {_EXAMPLE}, and the code reads {read}{also}", *where)


def _named(variable: Variable) -> Evidence:
    """Where a variable is read, with its name, which may stand on another line of what reads it."""
    has_default = ", which has a default" if variable.has_default else ""
    return noted(variable.where, f"{variable.name}{has_default}")


def _read(variables: EnvironmentVariables) -> str:
    if variables.variables:
        return counted(len(variables.variables), "environment variable")
    return "the environment, by names that are not followed"


def _folders(examples: ExampleFiles) -> str:
    return " or ".join(each or "the repository's root" for each in examples.nearest)


def _reads_none(variables: EnvironmentVariables) -> Finding:
    if variables.unread:
        return unknown(f"whether the code reads environment variables: {variables.unread[0]}")
    return not_applicable("the code reads no environment variables")


@check(
    "env-example-complete",
    title="The example file names every variable the code needs",
    confidence=EXACT,
)
def env_example_complete(variables: EnvironmentVariables, examples: ExampleFiles) -> Finding:
    """Add each missing variable to `.env.example`, as `NAME=` or, where it is optional, `# NAME=`.

    A variable that the code gives a default for need not be there.

    - Node.js: `process.env.NAME ?? "…"`, or `.optional()` or `.default(…)` in a schema.
    - Python: `os.getenv("NAME", "…")`, or a default of the field in settings.
    """
    if not examples.files:
        if examples.unread:
            return unknown(examples.unread[0])
        return not_applicable("no example of a .env file")
    if not (variables.variables or variables.unread or variables.whole):
        return passed(f"the code reads no variable that {_paths(examples)} has to name")
    read = _read(variables)
    names = {name for each in examples.files for name in each.names}
    folded = {name.upper() for name in names}
    absent = [
        each
        for each in variables.variables
        if not _is_in(each, names, folded, variables) and not _is_of_package(each, examples)
    ]
    missing = [each for each in absent if not each.has_default]
    spare = [each.name for each in absent if each.has_default]
    also = f"; not in it, with a default: {listed(spare, _NAMED)}" if spare else ""
    if missing and examples.unread:
        return unknown(f"{listed(each.name for each in missing)} may be in a file: "
                       f"{examples.unread[0]}")  # fmt: skip
    if missing:
        return failed(
            f"{_paths(examples)} lacks {len(missing)} of {read} that "
            f"the code reads: {listed(each.name for each in missing)}{also}",
            *(noted(each.where, each.name) for each in missing),
        )
    if variables.unread:
        return unknown(f"whether the code reads further variables is open: {variables.unread[0]}")
    if not variables.variables:
        return unknown(f"the code reads {read}", *variables.whole)
    return passed(
        f"{_paths(examples)} names all that have no default, of {read} that the code reads{also}",
        *(each.path for each in examples.files),
    )


def _is_in(
    variable: Variable, names: set[str], folded: set[str], variables: EnvironmentVariables
) -> bool:
    if variable.name in names:
        return True
    name = variable.name.upper()
    # Settings may be filled part by part: `DB` by `DB__URL` and `DB__POOL`.
    return variable.name in variables.folded and any(
        each == name or each.startswith(f"{name}__") for each in folded
    )


def _is_of_package(variable: Variable, examples: ExampleFiles) -> bool:
    """Whether the package that reads a variable has an example of its own which names it."""
    return any(
        variable.name in each.names and below(variable.where.path, posixpath.dirname(each.path))
        for each in examples.of_packages
    )


def _paths(examples: ExampleFiles) -> str:
    return listed(each.path for each in examples.files)
