"""Finds the files that start a Python component, and what configures Biome."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator

from compliance.extract.base import extractor
from compliance.extract.packages import is_file
from compliance.extract.sources import own_sources
from compliance.facts import Component, Stack
from compliance.facts.manifests import Manifests, Script
from compliance.facts.setup import BiomeConfiguration, StartFiles
from compliance.paths import below, is_test, join
from compliance.tree import Kind, Tree

# Where people look for the start of an application that has no `main.py`.
_OTHER_STARTS = frozenset(
    "app.py run.py server.py wsgi.py asgi.py application.py __main__.py cli.py".split()
)
_MAX_OTHERS = 5
# A `manage.py` of some folder may have commands of its own that have nothing to do with a server.
_COMMANDS = re.compile(
    rb"^(?:import|from)\s{1,9}(?:argparse|click|docopt|fire|typer)\b", re.MULTILINE
)
_SERVER = re.compile(
    rb"django|flask|fastapi|create_app|runserver|run_simple|gunicorn|hypercorn|uvicorn|waitress",
    re.IGNORECASE,
)
_BIOME = "@biomejs/biome"
_MODULES = (".py", "/__init__.py")


@extractor(version=6)
def start_files(tree: Tree, component: Component, manifests: Manifests) -> StartFiles:
    """The files of a Python component that start it by their name, shallow ones first, and the
    scripts that are declared for it above it.
    """
    if component.stack is not Stack.PYTHON:
        return StartFiles()
    sources = [path for path in own_sources(tree, component) if not is_test(path)]
    sources.sort(key=lambda path: (path.count("/"), path))
    packages = set(_packages(tree, component))
    manage: list[str] = []
    main: list[str] = []
    others: list[str] = []
    entry = tree.entries.get(join(component.path, "manage.py"))
    if entry is not None and entry.kind is Kind.SYMLINK:  # To the package's `__main__.py`.
        manage.append(entry.path)
    for path in sources:
        directory, name = posixpath.split(path)
        if name == "manage.py" and not _is_module(tree, path):
            if directory == component.path or not _has_other_commands(tree, path):
                manage.append(path)
        elif name == "main.py" and directory in packages:
            main.append(path)
        elif name in _OTHER_STARTS or name == "main.py":
            others.append(path)
    declared = tuple(_declared_above(tree, component, manifests))
    return StartFiles(tuple(manage), tuple(main), tuple(others[:_MAX_OTHERS]), declared)


def _declared_above(
    tree: Tree, component: Component, manifests: Manifests
) -> Iterator[tuple[str, Script]]:
    """The scripts of the manifests in the folders above a component whose module is one of it."""
    for directory in component.ancestors[1:]:
        for manifest in manifests.of(directory, Stack.PYTHON):
            for script in manifest.scripts:
                module = script.command.partition(":")[0].strip().replace(".", "/")
                bases = (component.path, join(component.path, "src"), directory)
                paths = [join(base, f"{module}{end}") for base in bases for end in _MODULES]
                if any(tree.has(path) and below(path, component.path) for path in paths):
                    yield manifest.path, script


def _is_module(tree: Tree, path: str) -> bool:
    """Whether a file is a module of a package that does nothing when it is run."""
    in_package = tree.has(join(posixpath.dirname(path), "__init__.py"))
    return in_package and b"__main__" not in tree.contents.get(path, b"")


def _has_other_commands(tree: Tree, path: str) -> bool:
    """Whether a file is a command line that names neither an application nor what serves one."""
    content = tree.contents.get(path, b"")
    return bool(_COMMANDS.search(content)) and not _SERVER.search(content)


def _packages(tree: Tree, component: Component) -> Iterator[str]:
    """The folders in which a `main.py` starts the component: its own and `src`, the packages
    directly in them, and the folders from the one that makes the application up to its own.
    """
    tops = (component.path, join(component.path, "src"))
    yield from tops
    for path in tree.files():
        package, name = posixpath.split(path)
        if name == "__init__.py" and posixpath.dirname(package) in tops:
            yield package
    for evidence in component.evidence:
        directory = posixpath.dirname(evidence.path)
        while len(directory) > len(component.path):
            yield directory
            directory = posixpath.dirname(directory)


@extractor(version=2)
def biome_configuration(
    tree: Tree, component: Component, manifests: Manifests
) -> BiomeConfiguration:
    """Biome's configurations in the component's folder and those above it, and its dependency."""
    files: list[str] = []
    dependencies: list[tuple[str, int]] = []
    for directory in component.ancestors if component.stack is Stack.NODE else ():
        names = (join(directory, name) for name in ("biome.json", "biome.jsonc"))
        files += [path for path in names if is_file(tree, path)]
        for manifest in manifests.of(directory, Stack.NODE):
            lines = (each.line for each in manifest.dependencies if each.name == _BIOME)
            dependencies += [(manifest.path, line) for line in lines]
    return BiomeConfiguration(tuple(files), tuple(dependencies))
