"""Reads what the `setup.cfg` of setuptools says a package needs."""

from __future__ import annotations

import configparser
import posixpath
from collections.abc import Iterator

from compliance.extract.python_requirements import (
    dependency_of,
    first_dependencies,
    group_of,
    requirement_lines,
)
from compliance.facts import Stack
from compliance.facts.manifests import Dependency, Group, Manifest, Script
from compliance.tree import Tree, Unreadable

# What marks it among the files of that name, which mostly hold settings of tools.
DECLARES = b"install_requires"
_EXTRAS = "options.extras_require"


def read_setup_cfg(tree: Tree, path: str) -> Manifest:
    """A manifest with the dependencies, extras and scripts that its sections list. The file does
    not say on which line each stands, so they have none.

    Raises:
        Unreadable: it does not parse.
    """
    # Without interpolation: a `%` of some tool's settings would be an error.
    written = configparser.RawConfigParser(strict=False)
    try:
        written.read_string(tree.text(path))
    except configparser.Error as error:
        raise Unreadable(f"{path} does not parse: {type(error).__name__}") from error
    main = written.get("options", "install_requires", fallback="")
    extras = written.items(_EXTRAS) if written.has_section(_EXTRAS) else []
    scripts = written.get("options.entry_points", "console_scripts", fallback="")
    return Manifest(
        path=path,
        directory=posixpath.dirname(path),
        stack=Stack.PYTHON,
        name=written.get("metadata", "name", fallback="").strip(),
        dependencies=first_dependencies(
            (
                *_dependencies(main, Group.MAIN),
                *(
                    each
                    for name, listed in extras
                    for each in _dependencies(listed, group_of(name, Group.OPTIONAL))
                ),
            )
        ),
        scripts=tuple(_scripts(scripts)),
    )


def _dependencies(listed: str, group: Group) -> Iterator[Dependency]:
    for _, requirement in first_dependencies(requirement_lines(listed)):
        yield dependency_of(requirement, group, 0)


def _scripts(listed: str) -> Iterator[Script]:
    for line in listed.splitlines():
        name, sign, target = line.partition("=")
        if sign:
            yield Script(name.strip(), target.strip(), 0)
