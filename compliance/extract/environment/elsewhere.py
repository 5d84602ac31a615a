"""Environment variables in the code of a repository that has no backend."""

from __future__ import annotations

from collections.abc import Iterator

from compliance.extract.code import Code
from compliance.extract.code.program import Program
from compliance.extract.environment import node, platform, python
from compliance.extract.imports import Imports
from compliance.facts import Component, Evidence, Stack
from compliance.facts.manifests import Manifests
from compliance.paths import is_source, is_test, language
from compliance.tree import Tree


def first_read(tree: Tree, code: Code, manifests: Manifests) -> Evidence | None:
    """The first place in the source of a whole repository, tests aside, that reads a variable which
    the platform does not set; None where there is none.
    """
    paths = [path for path in tree.files() if is_source(path) and not is_test(path)]
    return next(_reads(tree, code, manifests, paths), None)


def _reads(tree: Tree, code: Code, manifests: Manifests, paths: list[str]) -> Iterator[Evidence]:
    for stack, reader in ((Stack.NODE, node), (Stack.PYTHON, python)):
        own = tuple(each for each in paths if (language(each) == "python") == (reader is python))
        whole = Component("", stack, "", "")
        program = Program(code, whole, Imports(tree, whole, manifests), own)
        for found in reader.variables(program):
            if found.name and not platform.sets(found.name):
                yield found.module.evidence(found.line)
