"""Reads the manifests of builds.sr.ht."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator

from compliance.extract.ci.steps import CiStep, Found, load, plain
from compliance.extract.commands import Start
from compliance.extract.commands.steps import items, texts
from compliance.extract.documents import sub
from compliance.tree import Tree

_MANIFEST = re.compile(r"\.build\.ya?ml|\.builds/[^/]{1,200}\.ya?ml")
_CHANGES = re.compile(r"(?<![\w-])cd[ \t]{1,5}(['\"]?)(?:~/|\$\{?HOME\}?/|\./)?([\w.-]{1,100})")


def is_sourcehut(path: str) -> bool:
    """Whether a path is a manifest of builds.sr.ht."""
    return _MANIFEST.fullmatch(path) is not None


def read_sourcehut(tree: Tree, path: str) -> Iterator[Found]:
    """The tasks of a manifest, which every push and every patch starts.

    Raises:
        Unreadable: the file cannot be had, or does not parse.
    """
    file = load(tree, path)
    sources = {_folder(each) for each in texts(sub(file.value).get("sources"))}
    for index, task in enumerate(items(sub(file.value).get("tasks"))):
        for name, text in sub(task).items():
            if isinstance(text, str):
                place = file.text_place("tasks", index, name)
                environment = plain(sub(file.value).get("environment"))
                start = Start(_from_home(text, sources), place, "", environment)
                yield CiStep(start, on_pull_requests=True)


def _folder(source: str) -> str:
    """The folder that a source is cloned to: `shop` of `https://git.sr.ht/~ann/shop#dev`."""
    return posixpath.basename(source.partition("#")[0].rstrip("/")).removesuffix(".git")


def _from_home(text: str, sources: set[str]) -> str:
    """A task as it would be written at the top of the repository: it starts beside the clone."""

    def stay(match: re.Match[str]) -> str:
        return f"cd {match[1]}." if match[2] in sources else match[0]

    return _CHANGES.sub(stay, text)
