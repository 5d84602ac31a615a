"""Reads `.pre-commit-config.yaml` as what the service pre-commit.ci runs on each pull request.

The file alone does not say that the service is switched on: a section `ci` in it does, and so does
the service's badge in the README.
"""

from __future__ import annotations

from collections.abc import Iterator

from compliance.extract.ci.steps import CiStep, Found, load
from compliance.extract.commands import Start
from compliance.extract.commands.pre_commit import PRE_COMMIT
from compliance.extract.commands.steps import texts
from compliance.extract.documents import sub
from compliance.facts import Evidence
from compliance.tree import Tree, Unreadable

_READMES = ("README.md", "readme.md", "README.rst", "README", "README.txt")
_BADGE = "results.pre-commit.ci/"


def is_configuration(path: str) -> bool:
    """Whether a path is the configuration of pre-commit."""
    return path == PRE_COMMIT


def is_readme(path: str) -> bool:
    """Whether a path may carry the badge of the service."""
    return path in _READMES


def read(tree: Tree, path: str) -> Iterator[Found]:
    """The hooks that the service runs; nothing where nothing says that it is in use.

    Raises:
        Unreadable: the file cannot be had, or does not parse.
    """
    file = load(tree, path)
    settings = sub(file.value, "ci")
    if not settings and not _has_badge(tree):
        return
    where = file.place("ci") if settings else Evidence(path)
    skipped = {"SKIP": ",".join(texts(settings.get("skip")))}
    yield CiStep(Start("pre-commit run --all-files", where, "", skipped), on_pull_requests=True)


def _has_badge(tree: Tree) -> bool:
    for path in _READMES:
        if tree.has(path):
            try:
                return _BADGE in tree.source(path)
            except Unreadable:
                return False  # A badge is only one of two signs, and proves nothing by its absence.
    return False
