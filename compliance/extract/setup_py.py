"""Reads what a setup.py says in literals; it is parsed and never run."""

from __future__ import annotations

import ast
import posixpath
from collections.abc import Iterator, Mapping

from compliance.extract.python_requirements import (
    dependency_of,
    first_dependencies,
    group_of,
    parse_requirement,
)
from compliance.extract.python_source import parse_python
from compliance.facts import Stack
from compliance.facts.manifests import Dependency, Group, Manifest, Script
from compliance.tree import Tree

_SCRIPTS = "console_scripts"


def read_setup_py(tree: Tree, path: str) -> Manifest:
    """A manifest with the dependencies, extras and scripts that its keywords write out.

    Raises:
        Unreadable: it does not parse.
    """
    dependencies: list[Dependency] = []
    scripts: list[Script] = []
    module = parse_python(tree.source(path), path)
    named = _named(module)
    for keyword, value in _keywords(module, named):
        given = _given(value, named)
        if keyword == "install_requires":
            dependencies += _dependencies(given, Group.MAIN)
        elif keyword == "extras_require":
            for name, listed in _entries(given):
                dependencies += _dependencies(listed, group_of(name, Group.OPTIONAL))
        elif keyword == "entry_points":
            scripts += _scripts(given)
        elif keyword == "scripts" and isinstance(given, ast.List | ast.Tuple):
            scripts += [
                Script(posixpath.basename(text), text, line) for text, line in _literals(given)
            ]
    return Manifest(
        path,
        posixpath.dirname(path),
        Stack.PYTHON,
        dependencies=first_dependencies(dependencies),
        scripts=tuple(scripts),
    )


def _dependencies(node: ast.AST, group: Group) -> Iterator[Dependency]:
    for text, line in first_dependencies(_literals(node)):
        requirement = parse_requirement(text)
        if requirement:
            yield dependency_of(requirement, group, line)


def _scripts(node: ast.AST) -> Iterator[Script]:
    """The console scripts of entry points, which are a dictionary or the text of an INI file."""
    for name, value in _entries(node):
        if name == _SCRIPTS:
            yield from (_entry_point(*literal) for literal in _literals(value))
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        section = ""
        for line, text in enumerate(node.value.splitlines(), node.lineno):
            written = text.strip()
            if written.startswith("["):
                section = written.strip("[] ")
            elif section == _SCRIPTS and "=" in written and not written.startswith(("#", ";")):
                yield _entry_point(written, line)


def _entries(node: ast.AST) -> Iterator[tuple[str, ast.AST]]:
    """The entries of a dictionary whose keys are texts."""
    if isinstance(node, ast.Dict):
        for key, value in zip(node.keys, node.values, strict=True):
            if isinstance(key, ast.Constant) and isinstance(key.value, str):
                yield key.value, value


def _literals(node: ast.AST) -> Iterator[tuple[str, int]]:
    """The texts under a node of Python's syntax, each with its line."""
    for each in ast.walk(node):
        if isinstance(each, ast.Constant) and isinstance(each.value, str):
            yield each.value, each.lineno


def _named(module: ast.Module) -> dict[str, ast.expr]:
    """The lists and tables that a module gives a name of its own, once."""
    found: dict[str, list[ast.expr]] = {}
    for each in module.body:
        if isinstance(each, ast.Assign) and isinstance(each.targets[0], ast.Name):
            found.setdefault(each.targets[0].id, []).append(each.value)
    written = (ast.List, ast.Tuple, ast.Dict, ast.Constant)
    return {
        name: values[0]
        for name, values in found.items()
        if len(values) == 1 and isinstance(values[0], written)
    }


def _keywords(module: ast.Module, named: Mapping[str, ast.expr]) -> Iterator[tuple[str, ast.AST]]:
    """The keyword arguments of all calls in a Python source, those too that a call takes out of a
    table with a name of its own: `setup(**options)`.
    """
    for node in ast.walk(module):
        if isinstance(node, ast.keyword):
            given = _given(node.value, named)
            yield from [(node.arg, given)] if node.arg else _entries(given)


def _given(written: ast.AST, named: Mapping[str, ast.expr]) -> ast.AST:
    """What is written out, or else what has the name that is."""
    return named.get(written.id, written) if isinstance(written, ast.Name) else written


def _entry_point(text: str, line: int) -> Script:
    name, _, target = text.partition("=")
    return Script(name.strip(), target.strip(), line)
