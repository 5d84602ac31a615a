"""The requirements that a project has from another folder of its repository: it has a link to them,
or a file of its own includes them.
"""

from __future__ import annotations

import functools
import posixpath
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace

from compliance.extract.python_requirements import (
    group_of_file,
    is_requirements,
    requirements_text,
)
from compliance.facts import Stack
from compliance.facts.manifests import Group, Manifest
from compliance.tree import Kind, Tree

_INCLUDES = re.compile(
    r"^[ \t]{0,9}(?:-r|--requirement)[ \t=]{0,9}(?P<path>[^\s#]{1,300})", re.MULTILINE
)
# People include a few files.
_MAX_INCLUDED = 30


def shared_requirements(tree: Tree, found: list[Manifest]) -> Iterator[Manifest]:
    """The requirements that projects share, once more for each of them."""
    by_path = {each.path: each for each in found if is_requirements(each.path)}
    if by_path:
        projects = {each.directory for each in found if each.stack is Stack.PYTHON}
        yield from _linked(tree, by_path, projects)
        yield from _included(tree, by_path)


def _linked(tree: Tree, by_path: Mapping[str, Manifest], projects: set[str]) -> Iterator[Manifest]:
    """Those that a project has a link to. Links are not followed: the length of
    `../../requirements.txt` tells where one leads to, if it leads to a file of its own name in a
    folder above.
    """
    for link in tree.entries.values():
        if link.kind is not Kind.SYMLINK or posixpath.dirname(link.path) not in projects:
            continue
        *folders, name = link.path.split("/")
        levels, rest = divmod(link.size - len(name.encode()), len("../"))
        if rest == 0 and 0 < levels <= len(folders):
            shared = by_path.get("/".join((*folders[:-levels], name)))
            if shared is not None:
                yield replace(shared, directory="/".join(folders))


def _included(tree: Tree, by_path: Mapping[str, Manifest]) -> Iterator[Manifest]:
    """Those that a file of requirements includes, directly or not: `-r setup/requirements.txt`.
    What one for development includes is for development too.
    """

    @functools.cache
    def included(path: str) -> tuple[str, ...]:
        text = requirements_text(tree, path)
        above = posixpath.dirname(path)
        named = _INCLUDES.finditer(text) if "-r" in text else ()
        paths = (posixpath.normpath(posixpath.join(above, each["path"])) for each in named)
        return tuple(each for each in paths if each in by_path)

    for path, manifest in by_path.items():
        found = {path: None}
        waiting = [path]
        while waiting and len(found) <= _MAX_INCLUDED:
            for other in included(waiting.pop()):
                if other not in found:
                    found[other] = None
                    waiting.append(other)
        for other in found:
            if by_path[other].directory != manifest.directory:
                yield _for(manifest, by_path[other])


def _for(user: Manifest, shared: Manifest) -> Manifest:
    """Requirements as those of the project of a file that includes them."""
    dependencies = shared.dependencies
    if group_of_file(user.path) is Group.DEVELOPMENT:
        dependencies = tuple(replace(each, group=Group.DEVELOPMENT) for each in dependencies)
    return replace(shared, directory=user.directory, dependencies=dependencies)
