"""Finds applications that answer pages alone, out of a database of their own."""

from __future__ import annotations

import re
from collections.abc import Iterable

from compliance.extract.data_stores.node import LIBRARIES
from compliance.extract.frameworks import Framework
from compliance.extract.projects import Project, Projects
from compliance.extract.sources import evidence_at
from compliance.facts import Evidence, Stack
from compliance.facts.manifests import Group, Manifest
from compliance.paths import below
from compliance.tree import Tree

# What a provider serves, a page may ask without a server of its own. Architect makes the tables of
# an application itself, and runs them beside it. Source: https://arc.codes/docs/en/reference/runtime-helpers/node.js.
_DATABASES = frozenset(each.package for each in LIBRARIES if not each.managed) | {
    "@architect/functions"
}
# What has to be waited for is asked of the database; what leads on or tells settings is not.
_WAITS = re.compile(rb"\bawait\b|\.then\s{0,9}\(")
# The files of each framework whose exports a server runs for a page, and what these are called.
_PAGES = {
    "Remix": (
        re.compile(r"(?:.*/)?app/(?:.+/)?[^/]{1,200}\.(?:tsx|jsx)"),
        re.compile(
            rb"\bexport\s{1,9}(?:(?:async\s{1,9})?function|const|let)\s{1,9}(?:loader|action)\b"
        ),
    ),
    "SvelteKit": (
        re.compile(r"(?:.*/)?src/routes/(?:.+/)?\+(?:page|layout)\.server\.(?:ts|js)"),
        re.compile(
            rb"\bexport\s{1,9}(?:(?:async\s{1,9})?function|const|let)\s{1,9}(?:load|actions)\b"
        ),
    ),
}


def pages_of_data(
    tree: Tree,
    projects: Projects,
    project: Project,
    frameworks: Iterable[Framework],
    paths: list[str],
) -> tuple[Framework, Evidence] | None:
    """The framework that answers a project's pages by code that runs on the server, and one of
    these, where the project runs with a database: what looks like a front end is none then.
    """
    directory, stack = project
    served = [each for each in frameworks if each.name in _PAGES]
    if not served or stack is not Stack.NODE or not _keeps_data(projects, directory):
        return None
    for framework in served:
        pages, exports = _PAGES[framework.name]
        for path in filter(pages.fullmatch, paths):
            content = tree.contents.get(path, b"")
            found = exports.search(content)
            if found is not None and _WAITS.search(content):
                return framework, evidence_at(path, content, found.start())
    return None


def _keeps_data(projects: Projects, directory: str) -> bool:
    """Whether a project depends on a database, itself or through a package of the repository: what
    its workspace has installed for all may be another's.
    """
    provider = projects.providers(Stack.NODE, _brings_database).get(directory)
    return provider is not None and (
        provider.directory == directory or not below(directory, provider.directory)
    )


def _brings_database(manifest: Manifest) -> bool:
    return any(
        each.name in _DATABASES and each.group is Group.MAIN for each in manifest.dependencies
    )
