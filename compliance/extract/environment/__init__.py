"""The environment variables that a component reads, and the examples of its dotenv file."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator

from compliance.extract.base import extractor
from compliance.extract.code.model import Module
from compliance.extract.code.program import Program
from compliance.extract.environment import node, node_config, platform, python
from compliance.extract.environment.examples import example_files, is_example
from compliance.extract.environment.found import Found
from compliance.facts import Component, Evidence, Stack
from compliance.facts.environment import EnvironmentVariables, Variable
from compliance.facts.manifests import Manifests
from compliance.paths import is_source
from compliance.tree import Tree

MAX_VARIABLES = 1_000
_MAX_WHOLE = 3
# What configures a runner of tests is none of the application.
_OF_TESTS = re.compile(
    r"(?:.*/)?(?:cypress|jest|karma|nightwatch|playwright|vitest|wdio)(?:[.-][\w-]{1,40}){0,3}"
    r"(?:\.(?:conf|config|workspace)|[.-](?:setup|teardown))\.[cm]?[jt]s"
)
# What an environment can hold; a key such as `1MB - 10MB` is one of another object.
_NAME = re.compile(r"[A-Za-z_][\w.()-]{0,200}")
# Its variables are those that a workflow hands on.
_OF_CI = (".github/", ".circleci/", ".gitlab/", ".buildkite/")


def _reads(path: str) -> bool:
    return is_source(path) or node_config.is_mapping(path)


@extractor(version=39, reads=_reads)
def environment_variables(
    tree: Tree, component: Component, manifests: Manifests, program: Program
) -> EnvironmentVariables:
    """The variables that a component's code reads by their names, tests aside, and those that
    its library of settings does.
    """
    is_python = program.component.stack is Stack.PYTHON
    reader = python if is_python else node
    found: dict[str, list[Found]] = {}
    aside: dict[str, bool] = {}
    for each in reader.variables(program):
        path = each.module.path
        if path not in aside:
            aside[path] = _is_aside(program, each.module)
        if _NAME.fullmatch(each.name) and not platform.sets(each.name) and not aside[path]:
            found.setdefault(each.name, []).append(each)
    named = {
        each.name: each
        for each in node_config.variables(tree, component, manifests)
        if not platform.sets(each.name)
    }
    named |= {name: _variable(name, places) for name, places in found.items()}
    variables = [named[name] for name in sorted(named)]
    folded = (name for name, places in found.items() if any(each.folded for each in places))
    return EnvironmentVariables(
        tuple(variables[:MAX_VARIABLES]),
        tuple(sorted(folded)),
        tuple(program.code.unreadable(program.paths, *reader.WORDS)),
        tuple(itertools.islice(_by_prefix(program) if is_python else _whole(program), _MAX_WHOLE)),
    )


# By which Flask and Quart take in every variable whose name begins as told.
_PREFIXED = "from_prefixed_env"


def _by_prefix(program: Program) -> Iterator[Evidence]:
    paths = [each for each in program.paths if program.code.holds(each, _PREFIXED.encode())]
    for module in program.code.modules(paths):
        for call in module.calls:
            if call.name == _PREFIXED and not _is_aside(program, module):
                yield module.evidence(call.line)


def _whole(program: Program) -> Iterator[Evidence]:
    for module, line in node.handed_whole(program):
        if not _is_aside(program, module):
            yield module.evidence(line)


def _is_aside(program: Program, module: Module) -> bool:
    """Whether a file is no code of this application: a test by what it does, whatever it is called,
    the configuration of tests, what CI alone runs, answers that stand in for those of others, or
    another backend, which has an example of its own.
    """
    if module.path.startswith(_OF_CI):
        return True
    if _OF_TESTS.fullmatch(module.path) or program.is_others(module.path):
        return True
    if module.imports_from("msw", "nock"):
        return True
    return b"describe(" in module.source and any(
        call.path == "describe" and call.function is None for call in module.calls
    )


def _variable(name: str, places: list[Found]) -> Variable:
    """One variable. One place that goes on without it shows that the application does."""
    place = next((each for each in places if not each.has_default), places[0])
    has_default = any(each.has_default for each in places)
    return Variable(name, has_default, place.where)


__all__ = ["environment_variables", "example_files", "is_example"]
