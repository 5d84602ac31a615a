"""The dotenv files that are committed in the place of the real one."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator

from compliance.extract.base import extractor
from compliance.extract.guides import is_readme
from compliance.extract.reach import concerning
from compliance.facts import Component
from compliance.facts.environment import ExampleFile, ExampleFiles
from compliance.facts.manifests import Manifests
from compliance.facts.reach import Reach
from compliance.paths import below, is_judged, is_source, is_test, join
from compliance.tree import Tree, Unreadable

EXAMPLE = ".env.example"
MAX_FILES = 50
MAX_NAMES = 2_000
_KINDS = frozenset("example sample template tmpl tpl dist default defaults".split())
# Folders beside a component that hold no code of their own, but may hold its settings.
_BESIDE = frozenset(
    """docker .docker compose deploy deployment deployments config configs env envs env.d infra ops
    dev develop development local""".split()
)
_MAX_BESIDE = 3
# Folders that are there for settings, from which code is told to load them.
_OF_SETTINGS = frozenset("config configs env envs .env settings environment environments".split())
# An example for one environment, such as `.env.test.example`.
_OF_ONE = re.compile(
    r"\.env\.(?:dev|development|test|testing|ci|e2e|stage|staging|prod|production)\.example"
)
_WORD = re.compile(r"[a-z]{1,20}")
_LINE = re.compile(
    r"^[ \t]{0,20}(?:#[# \t]{0,20})?(?:export[ \t]{1,10})?([A-Za-z_][A-Za-z0-9_.]{0,100})"
    r"[ \t]{0,20}[=:]",
    re.MULTILINE,
)


def is_example(path: str) -> bool:
    """Whether a path is an example of a dotenv file, by its name."""
    name = posixpath.basename(path).lower()
    return ".env" in name and not is_source(name) and not _KINDS.isdisjoint(_WORD.findall(name))


def _is_read(path: str) -> bool:
    return is_example(path) or is_readme(path)


@extractor(version=9, reads=_is_read)
def example_files(
    tree: Tree, component: Component, manifests: Manifests, reach: Reach
) -> ExampleFiles:
    """The example files in a component's folder, in those down to the code that serves it, in those
    of its workspace, and those above it, aside from those of the packages that it runs; none of
    another project, such as a front end in a folder of its own.
    """
    folders = (*component.roots, *component.ancestors, *down_to_code(component))
    nearest = tuple(dict.fromkeys(folders))
    files: list[ExampleFile] = []
    of_packages: list[ExampleFile] = []
    unread: list[str] = []
    for path in concerning(tree.matching(_is_own_example), component, reach, manifests):
        concerns = _concerns(path, component, nearest)
        if not concerns and posixpath.dirname(path) not in reach.directories:
            continue
        try:
            found = ExampleFile(path, _names(tree.source(path)))
            (files if concerns else of_packages).append(found)
        except Unreadable as error:
            unread.append(str(error))
    told = tuple(_to_be_copied(tree, component, files))
    return ExampleFiles(
        tuple(_for_all(files))[:MAX_FILES],
        (*nearest, *told),
        tuple(unread),
        tuple(of_packages[:MAX_FILES]),
    )


def _to_be_copied(tree: Tree, component: Component, files: list[ExampleFile]) -> Iterator[str]:
    """The folders of those that people copy where they lie, since the code or Compose reads `.env`
    there: folders of settings, and those of which a README says so.
    """
    readmes = [
        path
        for path in tree.files()
        if is_readme(path) and posixpath.dirname(path) in component.ancestors
    ]
    for each in files:
        folder, name = posixpath.split(each.path)
        if name == EXAMPLE and folder:
            of_settings = posixpath.basename(folder) in _OF_SETTINGS
            if of_settings or any(names_path(tree, path, each.path) for path in readmes):
                yield folder


def names_path(tree: Tree, readme: str, path: str) -> bool:
    """Whether a README names a file by its path, as it is from there."""
    relative = posixpath.relpath(path, posixpath.dirname(readme) or ".")
    return relative.encode() in tree.contents.get(readme, b"")


def _for_all(files: list[ExampleFile]) -> Iterator[ExampleFile]:
    """Some examples without those for one environment that lie beside the one for all."""
    whole = {posixpath.dirname(each.path) for each in files if _name(each) == EXAMPLE}
    for each in files:
        if posixpath.dirname(each.path) not in whole or not _OF_ONE.fullmatch(_name(each)):
            yield each


def _name(file: ExampleFile) -> str:
    return posixpath.basename(file.path)


def down_to_code(component: Component) -> Iterator[str]:
    """The folders between a component's own and the file that serves it."""
    for evidence in component.evidence:
        folder = posixpath.dirname(evidence.path)
        while len(folder) > len(component.path):
            yield folder
            folder = posixpath.dirname(folder)


def _is_own_example(path: str) -> bool:
    """Whether an example is judged, and not there for tests alone. A folder `env` that holds dotenv
    files is named for them, not for a virtual environment.
    """
    folder = posixpath.dirname(path)
    if is_test(join(folder, EXAMPLE)):
        return False
    return is_example(path) and (
        is_judged(path) or (posixpath.basename(folder) == "env" and is_judged(folder))
    )


def _concerns(path: str, component: Component, nearest: tuple[str, ...]) -> bool:
    """Whether a file lies in the component, in a folder above it, or in a folder beside it that is
    of no code, such as `docker` or `deployment/docker`.
    """
    folder = posixpath.dirname(path)
    if below(path, component.path) or folder in nearest:
        return not any(below(path, nested) for nested in component.nested)
    for _ in range(_MAX_BESIDE):
        if posixpath.basename(folder) not in _BESIDE:
            return False
        folder = posixpath.dirname(folder)
        if folder in nearest:
            return True
    return False


def _names(text: str) -> tuple[str, ...]:
    found = dict.fromkeys(match[1] for match in _LINE.finditer(text))
    return tuple(found)[:MAX_NAMES]
