"""Reads the manifests: package.json, pyproject.toml, requirements files, setup.py, Pipfile."""

from __future__ import annotations

import ast
import json
import posixpath
import re
import tomllib
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from packaging.requirements import InvalidRequirement, Requirement
from packaging.utils import canonicalize_name

from compliance import yaml12
from compliance.extract.base import extractor
from compliance.facts import ConsideredManifest, Stack
from compliance.facts.manifests import Dependency, Group, Manifest, Manifests, Script
from compliance.tree import Tree, Unreadable, is_judged, join

_REQUIREMENTS = re.compile(r"(?:.*[-_.])?requirements?(?:[-_.].*)?\.(?:txt|in)|reqs?\.txt")
_DEVELOPMENT = re.compile(
    r"(?:^|[^a-z])(?:dev|devel|development|test|tests|testing|lint|docs?|ci|typing)(?:[^a-z]|$)"
)
_PNPM_WORKSPACE = "pnpm-workspace.yaml"


def is_requirements(path: str) -> bool:
    """Whether a path is a pip requirements file: by its name, or in a `requirements` folder."""
    name = posixpath.basename(path)
    in_folder = posixpath.basename(posixpath.dirname(path)) == "requirements"
    return bool(_REQUIREMENTS.fullmatch(name)) or (in_folder and name.endswith((".txt", ".in")))


def is_manifest(path: str) -> bool:
    """Whether a path is a manifest, or declares the members of a workspace."""
    name = posixpath.basename(path)
    return (
        name in ("package.json", "pyproject.toml", "setup.py", "Pipfile", _PNPM_WORKSPACE)
        or is_requirements(path)
    ) and is_judged(path)


@extractor(version=1, reads=is_manifest)
def manifests(tree: Tree) -> Manifests:
    """All manifests, and those that could not be read with the reason."""
    found: list[Manifest] = []
    unreadable: list[ConsideredManifest] = []
    for path in tree.files():
        reader = _READERS.get(posixpath.basename(path)) or (
            _requirements if is_requirements(path) else None
        )
        if reader is None or not is_judged(path):
            continue
        try:
            found.append(reader(tree, path))
        except Unreadable as error:
            stack = Stack.NODE if path.endswith("package.json") else Stack.PYTHON
            unreadable.append(ConsideredManifest(path, stack, str(error)))
    return Manifests(tuple(found), tuple(unreadable))


def read_json(tree: Tree, path: str) -> dict[str, Any]:
    """A JSON file that holds an object.

    Raises:
        Unreadable: it cannot be read, does not parse, or holds something else.
    """
    try:
        value = json.loads(tree.text(path))
    except RecursionError as error:
        raise Unreadable(f"{path} is nested too deep to be read") from error
    except ValueError as error:
        raise Unreadable(f"{path} is no valid JSON ({error})") from error
    return _table(value, path)


def read_toml(tree: Tree, path: str) -> dict[str, Any]:
    """A TOML file.

    Raises:
        Unreadable: it cannot be read or does not parse.
    """
    try:
        return tomllib.loads(tree.text(path))
    except RecursionError as error:
        raise Unreadable(f"{path} is nested too deep to be read") from error
    except tomllib.TOMLDecodeError as error:
        raise Unreadable(f"{path} is no valid TOML ({error})") from error


def read_yaml(tree: Tree, path: str) -> yaml12.Document:
    """A YAML file.

    Raises:
        Unreadable: it cannot be read or does not parse.
    """
    try:
        return yaml12.load(tree.text(path))
    except yaml12.YamlError as error:
        raise Unreadable(f"{path}, line {error.line}, is no valid YAML ({error})") from error


def line_of(text: str, needle: str) -> int:
    """The first line of a text that holds the needle, counted from 1; 0 where none does."""
    position = text.find(needle)
    return text.count("\n", 0, position) + 1 if position >= 0 else 0


def _table(value: Any, path: str) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise Unreadable(f"{path} is no object but {type(value).__name__}")
    return value


def _sub(value: Any, *keys: str) -> dict[str, Any]:
    """The mapping at some keys of a mapping; empty where something else is there."""
    for key in keys:
        value = value.get(key) if isinstance(value, dict) else None
    return value if isinstance(value, dict) else {}


def _string(value: Any) -> str:
    return value if isinstance(value, str) else ""


def _package_json(tree: Tree, path: str) -> Manifest:
    text = tree.text(path)
    value = read_json(tree, path)
    directory = posixpath.dirname(path)
    groups = {
        "dependencies": Group.MAIN,
        "devDependencies": Group.DEVELOPMENT,
        "optionalDependencies": Group.OPTIONAL,
        "peerDependencies": Group.PEER,
    }
    lines = _key_lines(text)
    dependencies = tuple(
        Dependency(name, specifier, group, lines.get(name, 0))
        for key, group in groups.items()
        for name, specifier in _sub(value, key).items()
        if isinstance(specifier, str)
    )
    scripts = tuple(
        Script(name, command, lines.get(name, 0))
        for name, command in _sub(value, "scripts").items()
        if isinstance(command, str)
    )
    return Manifest(
        path=path,
        directory=directory,
        stack=Stack.NODE,
        name=_string(value.get("name")),
        dependencies=dependencies,
        scripts=scripts,
        workspaces=_workspaces(tree, directory, value),
        package_manager=_string(value.get("packageManager")),
        engines_node=_string(_sub(value, "engines").get("node")),
        tools=tuple(value),
    )


_JSON_KEY = re.compile(r'"([^"\\\n]{1,214})"[ \t]{0,20}:')


def _key_lines(text: str) -> dict[str, int]:
    """The first line of each key of a JSON text."""
    lines: dict[str, int] = {}
    for number, line in enumerate(text.splitlines(), 1):
        for match in _JSON_KEY.finditer(line):
            lines.setdefault(match[1], number)
    return lines


def _workspaces(tree: Tree, directory: str, value: dict[str, Any]) -> tuple[str, ...]:
    """Patterns of member directories, by npm's and yarn's key or by pnpm's file."""
    declared = value.get("workspaces")
    patterns = declared.get("packages") if isinstance(declared, dict) else declared
    own = [each for each in patterns if isinstance(each, str)] if isinstance(patterns, list) else []
    pnpm = join(directory, _PNPM_WORKSPACE)
    if tree.has(pnpm):
        listed = _table(read_yaml(tree, pnpm).value or {}, pnpm).get("packages")
        own += (
            [each for each in listed if isinstance(each, str)] if isinstance(listed, list) else []
        )
    return tuple(own)


def _pyproject(tree: Tree, path: str) -> Manifest:
    text = tree.text(path)
    value = read_toml(tree, path)
    project, poetry = _sub(value, "project"), _sub(value, "tool", "poetry")
    poetry_python = _sub(poetry, "dependencies").get("python")
    requires = _string(project.get("requires-python")) or _string(poetry_python)
    scripts = {**_sub(poetry, "scripts"), **_sub(project, "scripts")}
    return Manifest(
        path=path,
        directory=posixpath.dirname(path),
        stack=Stack.PYTHON,
        name=_string(project.get("name")) or _string(poetry.get("name")),
        dependencies=tuple(_pyproject_dependencies(value, text)),
        scripts=tuple(
            Script(name, str(target), line_of(text, name)) for name, target in scripts.items()
        ),
        requires_python=requires,
        requires_python_line=line_of(text, requires) if requires else 0,
        poetry=bool(poetry)
        or "poetry" in _string(_sub(value, "build-system").get("build-backend")),
        tools=tuple(_sub(value, "tool")),
    )


def _pyproject_dependencies(value: dict[str, Any], text: str) -> Iterator[Dependency]:
    project, poetry = _sub(value, "project"), _sub(value, "tool", "poetry")
    yield from _pep508(_list(project.get("dependencies")), Group.MAIN, text)
    for name, lines in _sub(project, "optional-dependencies").items():
        yield from _pep508(_list(lines), _group(name, Group.OPTIONAL), text)
    for lines in _sub(value, "dependency-groups").values():
        yield from _pep508(_list(lines), Group.DEVELOPMENT, text)
    yield from _pep508(
        _list(_sub(value, "tool", "uv").get("dev-dependencies")), Group.DEVELOPMENT, text
    )
    yield from _poetry(_sub(poetry, "dependencies"), Group.MAIN, text)
    yield from _poetry(_sub(poetry, "dev-dependencies"), Group.DEVELOPMENT, text)
    for name, table in _sub(poetry, "group").items():
        yield from _poetry(_sub(table, "dependencies"), _group(name, Group.MAIN), text)


def _group(name: str, otherwise: Group) -> Group:
    return Group.DEVELOPMENT if _DEVELOPMENT.search(name.lower()) else otherwise


def _list(value: Any) -> list[str]:
    return [each for each in value if isinstance(each, str)] if isinstance(value, list) else []


def _pep508(lines: Iterable[str], group: Group, text: str) -> Iterator[Dependency]:
    for line in lines:
        try:
            requirement = Requirement(line)
        except InvalidRequirement:
            continue  # Not a dependency that a registry knows: a path, an option, a template.
        name = canonicalize_name(requirement.name)
        yield Dependency(name, str(requirement.specifier), group, line_of(text, requirement.name))


def _poetry(table: dict[str, Any], group: Group, text: str) -> Iterator[Dependency]:
    for name, wanted in table.items():
        if name != "python":
            version = (
                wanted
                if isinstance(wanted, str)
                else _string(_sub({"": wanted}, "").get("version"))
            )
            yield Dependency(canonicalize_name(name), version, group, line_of(text, name))


def _requirements(tree: Tree, path: str) -> Manifest:
    directory = posixpath.dirname(path)
    if posixpath.basename(directory) == "requirements":
        directory = posixpath.dirname(directory)
    group = _group(posixpath.basename(path).rsplit(".", 1)[0].lower(), Group.MAIN)
    return Manifest(
        path=path,
        directory=directory,
        stack=Stack.PYTHON,
        dependencies=tuple(requirement_lines(tree.text(path), group)),
    )


def requirement_lines(text: str, group: Group) -> Iterator[Dependency]:
    """The requirements of a pip requirements file; options, URLs and paths are left out."""
    for number, line in enumerate(text.splitlines(), 1):
        wanted = (
            re.split(r"\s#|\s--hash|\s\\$", line.strip(), maxsplit=1)[0]
            .strip()
            .rstrip("\\")
            .strip()
        )
        if not wanted or wanted.startswith(("#", "-")):
            continue
        for dependency in _pep508([wanted], group, ""):
            yield Dependency(dependency.name, dependency.specifier, group, number)


def _pipfile(tree: Tree, path: str) -> Manifest:
    text, value = tree.text(path), read_toml(tree, path)
    version = _string(_sub(value, "requires").get("python_version"))
    return Manifest(
        path=path,
        directory=posixpath.dirname(path),
        stack=Stack.PYTHON,
        dependencies=(
            *_poetry(_sub(value, "packages"), Group.MAIN, text),
            *_poetry(_sub(value, "dev-packages"), Group.DEVELOPMENT, text),
        ),
        requires_python=f"=={version}.*" if version else "",
    )


def _setup_py(tree: Tree, path: str) -> Manifest:
    """What a setup.py says in literals; it is parsed and never run."""
    source = tree.source(path)
    dependencies: list[Dependency] = []
    try:
        module = ast.parse(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        raise Unreadable(
            f"{path} is no Python that is read here ({type(error).__name__})"
        ) from error
    for node in ast.walk(module):
        if isinstance(node, ast.keyword) and node.arg == "install_requires":
            wanted = [each.value for each in ast.walk(node.value) if isinstance(each, ast.Constant)]
            dependencies += _pep508(_list(wanted), Group.MAIN, source)
    return Manifest(path, posixpath.dirname(path), Stack.PYTHON, dependencies=tuple(dependencies))


_READERS: dict[str, Callable[[Tree, str], Manifest]] = {
    "package.json": _package_json,
    "pyproject.toml": _pyproject,
    "Pipfile": _pipfile,
    "setup.py": _setup_py,
}
