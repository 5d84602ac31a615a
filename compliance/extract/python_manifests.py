"""Reads Python's manifests: pyproject.toml, requirements files, Pipfile; setup.py has a module."""

from __future__ import annotations

import glob
import posixpath
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from packaging.utils import canonicalize_name

from compliance.extract.documents import read_toml, string, strings, sub, texts
from compliance.extract.lines import KeyLines, nearest, quoted_name_lines, toml_key_lines
from compliance.extract.python_requirements import (
    brought_by_others,
    dependency_of,
    first_dependencies,
    group_of,
    group_of_file,
    is_requirements,
    parse_requirement,
    required_in,
    requirement_lines,
    requirements_text,
)
from compliance.extract.setup_cfg import read_setup_cfg
from compliance.extract.setup_py import read_setup_py
from compliance.facts import Stack
from compliance.facts.manifests import Dependency, Group, Manifest, Script
from compliance.tree import Tree

# Where tools have the scripts of a project in its pyproject.toml.
_TASKS = (
    ("tool", "pdm", "scripts"),
    ("tool", "rye", "scripts"),
    ("tool", "poe", "tasks"),
    ("tool", "taskipy", "tasks"),
)


def reader(path: str) -> Callable[[Tree, str], Manifest] | None:
    """The function that reads the manifest at a path; None where it is none of Python's."""
    by_name = _READERS.get(posixpath.basename(path))
    return by_name or (_requirements if is_requirements(path) else None)


def _pyproject(tree: Tree, path: str) -> Manifest:
    text, value = tree.text(path), read_toml(tree, path)
    lines = toml_key_lines(text)
    project, poetry = sub(value, "project"), sub(value, "tool", "poetry")
    requires, line = _requires_python(project, poetry, lines)
    return Manifest(
        path=path,
        directory=posixpath.dirname(path),
        stack=Stack.PYTHON,
        name=string(project.get("name")) or string(poetry.get("name")),
        dependencies=first_dependencies(_pyproject_dependencies(value, text, lines)),
        scripts=(
            *_scripts(project, ("project", "scripts"), lines),
            *_scripts(poetry, ("tool", "poetry", "scripts"), lines),
            *_tasks(value, lines),
        ),
        workspaces=first_dependencies(_members(value)),
        requires_python=requires,
        requires_python_line=line,
        poetry=_is_poetry(value),
        tools=tuple(sub(value, "tool")),
    )


def _requires_python(
    project: dict[str, Any], poetry: dict[str, Any], lines: KeyLines
) -> tuple[str, int]:
    standard = string(project.get("requires-python"))
    if standard:
        return standard, nearest(lines, "project", "requires-python")
    wanted = sub(poetry, "dependencies").get("python")
    own = string(wanted) or string(sub(wanted).get("version"))
    return own, nearest(lines, "tool", "poetry", "dependencies", "python") if own else 0


_OTHER_MANAGERS = frozenset(["pdm", "pixi", "rye", "uv"])


def _is_poetry(value: dict[str, Any]) -> bool:
    """Whether Poetry takes it as a project: by its own table, its build backend, or (from
    version 2) by a complete `[project]` table that no other manager has its own beside.
    """
    project = sub(value, "project")
    complete = project.get("name") and project.get("version") and not project.get("dynamic")
    return (
        bool(sub(value, "tool", "poetry"))
        or "poetry" in string(sub(value, "build-system").get("build-backend"))
        or bool(complete and _OTHER_MANAGERS.isdisjoint(sub(value, "tool")))
    )


def _members(value: dict[str, Any]) -> Iterator[str]:
    """Patterns of the folders whose projects this one holds together: a workspace of uv, and the
    folders below it that it depends on by path.
    """
    uv, poetry = sub(value, "tool", "uv"), sub(value, "tool", "poetry")
    yield from strings(sub(uv, "workspace").get("members"))
    yield from (f"!{each}" for each in strings(sub(uv, "workspace").get("exclude")))
    groups = [sub(each, "dependencies") for each in sub(poetry, "group").values()]
    tables = (sub(uv, "sources"), sub(poetry, "dependencies"), *groups)
    for wanted in (each for table in tables for each in table.values()):
        for one in wanted if isinstance(wanted, list) else (wanted,):
            path = posixpath.normpath(string(sub(one).get("path")) or ".")
            if path != "." and not path.startswith(("/", "..")):
                # What is a name here would be a pattern in a workspace.
                yield glob.escape(path)


def _scripts(table: dict[str, Any], path: tuple[str, ...], lines: KeyLines) -> Iterator[Script]:
    for name, target in sub(table, "scripts").items():
        called = target if isinstance(target, str) else sub(target).get("reference")
        yield Script(name, string(called), nearest(lines, *path, name))


def _tasks(value: dict[str, Any], lines: KeyLines) -> Iterator[Script]:
    """The scripts that a project's tools run: PDM's, Rye's, Hatch's, Poe's, taskipy's."""
    environments = sub(value, "tool", "hatch", "envs")
    paths = [*_TASKS, *(("tool", "hatch", "envs", name, "scripts") for name in environments)]
    for path in paths:
        for name, task in sub(value, *path).items():
            told = [task] if isinstance(task, str) else strings(task)
            told += [string(sub(task).get(key)) for key in ("cmd", "shell", "script", "call")]
            command = " && ".join(filter(None, told))
            if command:
                yield Script(name, command, nearest(lines, *path, name))


def _pyproject_dependencies(
    value: dict[str, Any], text: str, lines: KeyLines
) -> Iterator[Dependency]:
    quoted = quoted_name_lines(text)
    project, poetry = sub(value, "project"), ("tool", "poetry")
    yield from _pep508(strings(project.get("dependencies")), Group.MAIN, quoted)
    for name, wanted in sub(project, "optional-dependencies").items():
        yield from _pep508(strings(wanted), group_of(name, Group.OPTIONAL), quoted)
    for name, wanted in sub(value, "dependency-groups").items():
        yield from _pep508(strings(wanted), group_of(name, _of_groups(value)), quoted)
    uv = strings(sub(value, "tool", "uv").get("dev-dependencies"))
    yield from _pep508(uv, Group.DEVELOPMENT, quoted)
    yield from _poetry(value, (*poetry, "dependencies"), Group.MAIN, lines)
    yield from _poetry(value, (*poetry, "dev-dependencies"), Group.DEVELOPMENT, lines)
    for name, group in sub(value, *poetry, "group").items():
        path = (*poetry, "group", name, "dependencies")
        asked = Group.OPTIONAL if sub(group).get("optional") is True else Group.MAIN
        yield from _poetry(value, path, group_of(name, asked), lines)


def _of_groups(value: dict[str, Any]) -> Group:
    """What `[dependency-groups]` are for whose names do not tell.

    Those of a package never reach who installs it, so they are for its development. Without a build
    backend there is no package, and an application may run with one of them; where it has no
    dependencies of its own, it does.

    Source: docs.astral.sh/uv, Projects, "Build systems": without one a project is not installed.
    """
    if sub(value, "build-system") or sub(value, "tool", "poetry"):
        return Group.DEVELOPMENT
    return Group.OPTIONAL if sub(value, "project") else Group.MAIN


def _pep508(wanted: Iterable[str], group: Group, lines: Mapping[str, int]) -> Iterator[Dependency]:
    for requirement in map(parse_requirement, wanted):
        if requirement:
            line = lines.get(canonicalize_name(requirement.name), 0)
            yield dependency_of(requirement, group, line)


def _poetry(
    value: dict[str, Any], path: tuple[str, ...], group: Group, lines: KeyLines
) -> Iterator[Dependency]:
    """The dependencies of a table that maps names to versions, or to tables that have one."""
    for name, wanted in sub(value, *path).items():
        if name.lower() != "python":
            version = string(wanted) or string(sub(wanted).get("version"))
            yield Dependency(canonicalize_name(name), version, group, nearest(lines, *path, name))


def _requirements(tree: Tree, path: str) -> Manifest:
    group, text = group_of_file(path), requirements_text(tree, path)
    brought = brought_by_others(text)
    found = (dependency_of(each, group, line) for line, each in requirement_lines(text))
    return Manifest(
        path=path,
        directory=required_in(path),
        stack=Stack.PYTHON,
        dependencies=first_dependencies(
            replace(each, indirect=True) if each.name in brought else each for each in found
        ),
    )


def _pipfile(tree: Tree, path: str) -> Manifest:
    text, value = tree.text(path), read_toml(tree, path)
    lines = toml_key_lines(text)
    version = string(sub(value, "requires").get("python_version"))
    return Manifest(
        path=path,
        directory=posixpath.dirname(path),
        stack=Stack.PYTHON,
        dependencies=(
            *_poetry(value, ("packages",), Group.MAIN, lines),
            *_poetry(value, ("dev-packages",), Group.DEVELOPMENT, lines),
        ),
        scripts=tuple(
            Script(name, command, nearest(lines, "scripts", name))
            for name, command in texts(value.get("scripts")).items()
        ),
        requires_python=f"=={version}.*" if version else "",
    )


_READERS: dict[str, Callable[[Tree, str], Manifest]] = {
    "pyproject.toml": _pyproject,
    "Pipfile": _pipfile,
    "setup.py": read_setup_py,
    "setup.cfg": read_setup_cfg,
}
