"""Reads the manifests: package.json and pnpm-workspace.yaml here, Python's in a module of its own.

What is kept is masked, since it is stored: an address may hold a token, a script a password.
"""

from __future__ import annotations

import functools
import posixpath
import re
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import replace
from typing import Any

from compliance.extract import python_manifests, setup_cfg
from compliance.extract.base import extractor
from compliance.extract.documents import (
    read_json,
    read_yaml,
    string,
    strings,
    sub,
    table,
    texts,
)
from compliance.extract.lines import KeyLines, json_key_lines
from compliance.extract.loose_requirements import SERVES, moved_to_their_code
from compliance.extract.python_requirements import (
    first_dependencies,
    is_requirements,
    refuse_more_than_people_write,
)
from compliance.extract.shared_requirements import shared_requirements
from compliance.facts import ConsideredManifest, Stack
from compliance.facts.manifests import Dependency, Group, Manifest, Manifests, Script
from compliance.masking import mask
from compliance.paths import is_judged, is_test, join
from compliance.tree import MIB, Tree, Unreadable

_MAX_BYTES = MIB  # far beyond what people write

_PACKAGE_JSON = "package.json"
_PNPM_WORKSPACE = "pnpm-workspace.yaml"
DEPENDENCY_GROUPS = {
    "dependencies": Group.MAIN,
    "devDependencies": Group.DEVELOPMENT,
    "optionalDependencies": Group.OPTIONAL,
    "peerDependencies": Group.PEER,
}


@functools.lru_cache(maxsize=1)  # Several extractors ask this of the same path in turn.
def is_manifest(path: str) -> bool:
    """Whether a path is a manifest, or declares the members of a workspace."""
    return is_judged(path) and _reader(path) is not None


@extractor(version=22, reads=is_manifest)
def manifests(tree: Tree) -> Manifests:
    """All manifests, and those that could not be read with the reason."""
    found: list[Manifest] = []
    unreadable: list[ConsideredManifest] = []
    for path in tree.files():
        reader = _reader(path) if is_judged(path) else None
        if reader is None or (_is_workspace(path) and tree.has(_beside(path))):
            continue
        if _is_another_kind(tree, path):
            continue
        try:
            found.append(_read(reader, tree, path))
        except Unreadable as error:
            node = posixpath.basename(path) in (_PACKAGE_JSON, _PNPM_WORKSPACE)
            stack = Stack.NODE if node else Stack.PYTHON
            unreadable.append(ConsideredManifest(path, stack, str(error)))
    installed = list(moved_to_their_code(tree, _installed(tree, found)))
    installed += list(shared_requirements(tree, installed))
    return Manifests(tuple(installed), tuple(unreadable))


# What only says how images of the code elsewhere are built, and run.
_OF_IMAGES = frozenset("docker dockerfiles .docker container containers".split())


def _installed(tree: Tree, found: list[Manifest]) -> Iterator[Manifest]:
    """The manifests, requirements in a folder for images as those of the folder that holds it,
    whose code they are installed for, unless what lies beside them serves something itself; and
    those in a package of a project, or of the settings of a Django project, as the project's.
    """
    declare = {each.directory for each in found if _declares(each)}
    for each in found:
        if is_requirements(each.path) and (
            _is_in_settings(tree, each.directory) or _is_in_package(tree, each.directory, declare)
        ):
            yield replace(each, directory=posixpath.dirname(each.directory))
            continue
        above = held_by(each.path) if is_requirements(each.path) else None
        beside = f"{posixpath.dirname(each.path)}/"
        serves = above is not None and any(
            SERVES.search(content)
            for path, content in tree.contents.items()
            if path.startswith(beside) and path.endswith(".py")
        )
        yield each if above is None or serves else replace(each, directory=above)


def _is_in_settings(tree: Tree, directory: str) -> bool:
    """Whether a folder is the package of the settings that the `manage.py` above it runs with."""
    above, _, name = directory.rpartition("/")
    content = tree.contents.get(join(above, "manage.py"), b"")
    return (
        bool(name)
        and f"{name}.settings".encode() in content
        and tree.has(join(directory, "__init__.py"))
        and not tree.has(join(directory, "manage.py"))
    )


def _declares(manifest: Manifest) -> bool:
    """Whether a manifest of Python's says itself what its project needs."""
    listed = is_requirements(manifest.path)
    return manifest.stack is Stack.PYTHON and not listed and bool(manifest.dependencies)


def _is_in_package(tree: Tree, directory: str, declare: Collection[str]) -> bool:
    """Whether a folder is a package of the project above it, which says itself what it needs: its
    code takes itself in by the name of the folder, as only who works from above can.
    """
    above, _, name = directory.rpartition("/")
    if not name or above not in declare or directory in declare:
        return False
    package = join(directory, "__init__.py")
    if not tree.has(package) or is_test(package):
        return False
    own = re.compile(
        rb"^[ \t]{0,20}(?:from|import)[ \t]{1,9}%s\b" % re.escape(name.encode()), re.MULTILINE
    )
    sources = (each for each in tree.files(directory) if each.endswith(".py"))
    return any(own.search(tree.contents.get(each, b"")) for each in sources)


def held_by(path: str) -> str | None:
    """The folder that holds the one for images which a file lies in; None where it lies in none."""
    folders = path.split("/")[:-1]
    first = next((at for at, each in enumerate(folders) if each in _OF_IMAGES), None)
    return None if first is None else "/".join(folders[:first])


def _reader(path: str) -> Callable[[Tree, str], Manifest] | None:
    name = posixpath.basename(path)
    if name == _PACKAGE_JSON:
        return _package_json
    if name == _PNPM_WORKSPACE:
        return _workspace_only
    return python_manifests.reader(path)


def _is_workspace(path: str) -> bool:
    return posixpath.basename(path) == _PNPM_WORKSPACE


# Placeholders of Jinja, Handlebars, EJS and the like, where a value or a key would stand.
_PLACEHOLDER = re.compile(rb"\{\{|\{%|<%")
_SETUP_CALL = re.compile(rb"(?<!def )\bsetup\s{0,9}\(")


def _is_another_kind(tree: Tree, path: str) -> bool:
    """Whether a file has a manifest's name only: a template that manifests are made from, a module
    that is called `setup` and sets up something else, or one with settings of tools.
    """
    content = tree.contents.get(path, b"")
    name = posixpath.basename(path)
    if name == _PACKAGE_JSON and _PLACEHOLDER.search(content):
        try:
            read_json(tree, path)
        except Unreadable:
            return True
    if name == "setup.cfg":
        return path in tree.contents and setup_cfg.DECLARES not in content
    return name == "setup.py" and path in tree.contents and not _SETUP_CALL.search(content)


def _beside(path: str) -> str:
    """The package.json in the folder of a file."""
    return join(posixpath.dirname(path), _PACKAGE_JSON)


def _read(reader: Callable[[Tree, str], Manifest], tree: Tree, path: str) -> Manifest:
    if len(tree.read(path)) > _MAX_BYTES:
        raise Unreadable(f"{path} has more than 1 MiB, which no manifest needs")
    manifest = reader(tree, path)
    refuse_more_than_people_write(manifest.dependencies, path)
    return replace(
        manifest,
        dependencies=tuple(
            replace(each, specifier=mask(each.specifier)) if "://" in each.specifier else each
            for each in manifest.dependencies
        ),
        scripts=tuple(replace(each, command=mask(each.command)) for each in manifest.scripts),
    )


def package_dependencies(value: dict[str, Any], lines: KeyLines) -> Iterator[Dependency]:
    """The direct dependencies that a package.json names, with their specifiers as written."""
    for key, group in DEPENDENCY_GROUPS.items():
        for name, specifier in texts(value.get(key)).items():
            yield Dependency(name, specifier, group, lines.get((key, name), 0))


def _package_json(tree: Tree, path: str) -> Manifest:
    value = read_json(tree, path)
    lines = json_key_lines(tree.text(path))
    scripts = texts(value.get("scripts")).items()
    directory = _stands_for(tree, posixpath.dirname(path), value, (text for _, text in scripts))
    return Manifest(
        path=path,
        directory=directory,
        stack=Stack.NODE,
        name=string(value.get("name")),
        dependencies=first_dependencies(package_dependencies(value, lines)),
        scripts=tuple(
            Script(name, command, lines.get(("scripts", name), 0)) for name, command in scripts
        ),
        workspaces=_workspaces(tree, directory, value),
        package_manager=string(value.get("packageManager")),
        package_manager_line=lines.get(("packageManager",), 0),
        engines_node=string(sub(value, "engines").get("node")),
        engines_node_line=lines.get(("engines", "node"), 0),
        tools=tuple(value),
    )


_STARTS = re.compile(r"\bnode (?:--?[\w=-]{1,60} )?(?:\./)?([\w./-]{1,200})")


def _stands_for(tree: Tree, folder: str, value: dict[str, Any], scripts: Iterable[str]) -> str:
    """The directory of the project that a package.json is for: its own folder, or the one above it,
    where that has none and the files lie there that it names, as an installer's that is copied up.
    """
    above = posixpath.dirname(folder)
    if not folder or tree.has(join(above, _PACKAGE_JSON)):
        return folder
    started = (match[1] for text in scripts for match in _STARTS.finditer(text))
    named = {posixpath.normpath(each) for each in (string(value.get("main")), *started) if each}
    lie_above = any(tree.has(join(above, each)) for each in named)
    lie_here = any(tree.has(join(folder, each)) for each in named)
    return above if lie_above and not lie_here else folder


def _workspaces(tree: Tree, directory: str, value: dict[str, Any]) -> tuple[str, ...]:
    """Patterns of member directories, by npm's and yarn's key or by pnpm's file."""
    declared = value.get("workspaces")
    own = strings(declared.get("packages") if isinstance(declared, dict) else declared)
    pnpm = join(directory, _PNPM_WORKSPACE)
    return (*own, *(_pnpm_members(tree, pnpm) if tree.has(pnpm) else ()))


def _pnpm_members(tree: Tree, path: str) -> tuple[str, ...]:
    listed = table(read_yaml(tree, path).value or {}, path).get("packages")
    return tuple(strings(listed))


def _workspace_only(tree: Tree, path: str) -> Manifest:
    """A pnpm workspace whose root has no package.json of its own."""
    directory = posixpath.dirname(path)
    return Manifest(path, directory, Stack.NODE, workspaces=_pnpm_members(tree, path))
