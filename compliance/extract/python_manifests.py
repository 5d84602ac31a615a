"""Reads Python's manifests: pyproject.toml, requirements files, Pipfile, setup.py."""

from __future__ import annotations

import ast
import codecs
import glob
import itertools
import posixpath
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from typing import Any, TypeVar

from packaging.requirements import InvalidRequirement, Requirement
from packaging.utils import canonicalize_name

from compliance.extract.documents import read_toml, string, strings, sub, texts
from compliance.extract.lines import KeyLines, nearest, quoted_name_lines, toml_key_lines
from compliance.extract.python_source import parse_python
from compliance.facts import Stack
from compliance.facts.manifests import Dependency, Group, Manifest, Script
from compliance.tree import Tree, Unreadable

_REQUIREMENTS = re.compile(r"(?:.*[-_.])?requirements?(?:[-_.].*)?\.(?:txt|in)|reqs?\.txt")
_DEVELOPMENT = re.compile(
    r"(?:^|[^a-z])(?:dev|devel|development|test|tests|testing|lint|docs?|ci|typing)(?:[^a-z]|$)"
)
_LINE_END = re.compile(r"\s#|\s--[a-z]|\s\\$")  # a comment, an option of one line, a continuation
_EGG = re.compile(r"[#&]egg=([A-Za-z0-9][A-Za-z0-9._-]{0,200})")
# What pip looks at: files that PowerShell's `>` wrote are UTF-16.
_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_MAX_REQUIREMENT = 2_000
_MAX_DEPENDENCIES = 5_000  # far beyond what people write
T = TypeVar("T")


def is_requirements(path: str) -> bool:
    """Whether a path is a pip requirements file: by its name, or in a `requirements` folder."""
    name = posixpath.basename(path)
    in_folder = posixpath.basename(posixpath.dirname(path)) == "requirements"
    return bool(_REQUIREMENTS.fullmatch(name)) or (in_folder and name.endswith((".txt", ".in")))


def reader(path: str) -> Callable[[Tree, str], Manifest] | None:
    """The function that reads the manifest at a path; None where it is none of Python's."""
    by_name = _READERS.get(posixpath.basename(path))
    return by_name or (_requirements if is_requirements(path) else None)


def first_dependencies(dependencies: Iterable[T]) -> tuple[T, ...]:
    """As many as people write, and one more, by which it is known that there are others."""
    return tuple(itertools.islice(dependencies, _MAX_DEPENDENCIES + 1))


def refuse_more_than_people_write(dependencies: Collection[object], path: str) -> None:
    """Make sure that a file names no more dependencies than people write.

    Raises:
        Unreadable: it names more.
    """
    if len(dependencies) > _MAX_DEPENDENCIES:
        raise Unreadable(f"{path} names more than {_MAX_DEPENDENCIES:,} dependencies")


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
    own = string(sub(poetry, "dependencies").get("python"))
    return own, nearest(lines, "tool", "poetry", "dependencies", "python") if own else 0


def _is_poetry(value: dict[str, Any]) -> bool:
    """Whether Poetry takes it as a project: by its own table, its build backend, or (from
    version 2) by a complete `[project]` table.
    """
    project = sub(value, "project")
    return (
        bool(sub(value, "tool", "poetry"))
        or "poetry" in string(sub(value, "build-system").get("build-backend"))
        or bool(project.get("name") and project.get("version") and not project.get("dynamic"))
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


def _pyproject_dependencies(
    value: dict[str, Any], text: str, lines: KeyLines
) -> Iterator[Dependency]:
    quoted = quoted_name_lines(text)
    project, poetry = sub(value, "project"), ("tool", "poetry")
    yield from _pep508(strings(project.get("dependencies")), Group.MAIN, quoted)
    for name, wanted in sub(project, "optional-dependencies").items():
        yield from _pep508(strings(wanted), _group(name, Group.OPTIONAL), quoted)
    # What is no package has no dependencies of its own: what it runs with is a group then.
    otherwise = Group.DEVELOPMENT if project or sub(value, *poetry) else Group.MAIN
    for name, wanted in sub(value, "dependency-groups").items():
        yield from _pep508(strings(wanted), _group(name, otherwise), quoted)
    uv = strings(sub(value, "tool", "uv").get("dev-dependencies"))
    yield from _pep508(uv, Group.DEVELOPMENT, quoted)
    yield from _poetry(value, (*poetry, "dependencies"), Group.MAIN, lines)
    yield from _poetry(value, (*poetry, "dev-dependencies"), Group.DEVELOPMENT, lines)
    for name, group in sub(value, *poetry, "group").items():
        path = (*poetry, "group", name, "dependencies")
        asked = Group.OPTIONAL if sub(group).get("optional") is True else Group.MAIN
        yield from _poetry(value, path, _group(name, asked), lines)


def _group(name: str, otherwise: Group) -> Group:
    return Group.DEVELOPMENT if _DEVELOPMENT.search(name.lower()) else otherwise


def parse_requirement(text: str) -> Requirement | None:
    """A requirement as PEP 508 writes it; None for what names no package: a path, an option."""
    if len(text) > _MAX_REQUIREMENT:
        return None
    try:
        return Requirement(text)
    except (InvalidRequirement, RecursionError):
        return None


def _pep508(wanted: Iterable[str], group: Group, lines: Mapping[str, int]) -> Iterator[Dependency]:
    for requirement in map(parse_requirement, wanted):
        if requirement:
            line = lines.get(canonicalize_name(requirement.name), 0)
            yield _dependency(requirement, group, line)


def _dependency(requirement: Requirement, group: Group, line: int) -> Dependency:
    name = canonicalize_name(requirement.name)
    return Dependency(name, str(requirement.specifier), group, line)


def _poetry(
    value: dict[str, Any], path: tuple[str, ...], group: Group, lines: KeyLines
) -> Iterator[Dependency]:
    """The dependencies of a table that maps names to versions, or to tables that have one."""
    for name, wanted in sub(value, *path).items():
        if name.lower() != "python":
            version = string(wanted) or string(sub(wanted).get("version"))
            yield Dependency(canonicalize_name(name), version, group, nearest(lines, *path, name))


def _requirements(tree: Tree, path: str) -> Manifest:
    directory = posixpath.dirname(path)
    if posixpath.basename(directory) == "requirements":
        directory = posixpath.dirname(directory)
    group = _group(posixpath.basename(path).rsplit(".", 1)[0].lower(), Group.MAIN)
    return Manifest(
        path=path,
        directory=directory,
        stack=Stack.PYTHON,
        dependencies=first_dependencies(
            _dependency(each, group, line)
            for line, each in requirement_lines(requirements_text(tree, path))
        ),
    )


def requirements_text(tree: Tree, path: str) -> str:
    """The text of a requirements file, decoded as pip does it.

    Raises:
        Unreadable: it cannot be read, or is not the text that its byte order mark announces.
    """
    content = tree.read(path)
    for mark, encoding in _BYTE_ORDER_MARKS:
        if content.startswith(mark):
            try:
                return content.decode(encoding)
            except UnicodeDecodeError as error:
                raise Unreadable(f"{path} is not {encoding.upper()} text") from error
    return tree.source(path)


def requirement_lines(text: str) -> Iterator[tuple[int, Requirement]]:
    """The requirements of a pip requirements file, each with its line.

    Options and paths are left out; of an address that names its package (`#egg=`) the name stays.
    """
    for number, line in enumerate(text.splitlines(), 1):
        wanted = _LINE_END.split(line.strip(), maxsplit=1)[0].strip().rstrip("\\").strip()
        egg = _EGG.search(wanted)
        requirement = parse_requirement(egg[1] if egg else wanted)
        if requirement and not wanted.startswith(("#", "--")):
            yield number, requirement


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


def _setup_py(tree: Tree, path: str) -> Manifest:
    """What a setup.py says in literals; it is parsed and never run."""
    dependencies: list[Dependency] = []
    scripts: list[Script] = []
    for keyword in _keywords(tree.source(path), path):
        if keyword.arg == "install_requires":
            for text, line in first_dependencies(_literals(keyword.value)):
                requirement = parse_requirement(text)
                if requirement:
                    dependencies.append(_dependency(requirement, Group.MAIN, line))
        elif keyword.arg == "entry_points" and isinstance(keyword.value, ast.Dict):
            for key, value in zip(keyword.value.keys, keyword.value.values, strict=True):
                if isinstance(key, ast.Constant) and key.value == "console_scripts":
                    scripts += [_entry_point(*literal) for literal in _literals(value)]
    return Manifest(
        path,
        posixpath.dirname(path),
        Stack.PYTHON,
        dependencies=tuple(dependencies),
        scripts=tuple(scripts),
    )


def _literals(node: ast.AST) -> Iterator[tuple[str, int]]:
    """The texts under a node of Python's syntax, each with its line."""
    for each in ast.walk(node):
        if isinstance(each, ast.Constant) and isinstance(each.value, str):
            yield each.value, each.lineno


def _keywords(source: str, path: str) -> Iterator[ast.keyword]:
    """The keyword arguments of all calls in a Python source.

    Raises:
        Unreadable: it does not parse.
    """
    module = parse_python(source, path)
    return (node for node in ast.walk(module) if isinstance(node, ast.keyword))


def _entry_point(text: str, line: int) -> Script:
    name, _, target = text.partition("=")
    return Script(name.strip(), target.strip(), line)


_READERS: dict[str, Callable[[Tree, str], Manifest]] = {
    "pyproject.toml": _pyproject,
    "Pipfile": _pipfile,
    "setup.py": _setup_py,
}
