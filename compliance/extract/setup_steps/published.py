"""Tells which container images are the repository's own, as it publishes them."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator

from compliance.extract import images
from compliance.extract.commands.steps import Project
from compliance.extract.guides import is_readme
from compliance.tree import Unreadable

# What a README is headed by, in Markdown and in HTML.
_TITLE = re.compile(
    r"^(?:#[ \t]{1,5}|<h1[^<>\n]{0,200}>[ \t]{0,9})(?P<title>[\w .,'&-]{2,60}?)[ \t\r]{0,9}(?:$|<)",
    re.MULTILINE,
)
# Where people are told to have the repository from.
_CLONED = re.compile(r"\bgit clone (?:-\S{1,40} ){0,4}\S{1,200}[/:](?P<name>[\w.-]{2,100})")
_MAX_CLONED = 3


def is_image(image: str, project: Project) -> bool:
    """Whether an image bears a name of the project: `registry.example/shop:3`, of what a manifest
    calls shop; or the title of the README, or the address that this has the repository from.
    """
    parts = [_plain(each) for each in images.repository(image).split("/")]
    names = (each.name.rpartition("/")[2] for each in project.manifests.manifests if each.name)
    named = not set(parts).isdisjoint(map(_plain, names))
    # Whoever publishes it may have more images than that of this repository.
    return named or parts[-1] in project.once(_of_readmes)


def _of_readmes(project: Project) -> frozenset[str]:
    return frozenset(map(_plain, _of_readme(project))) - {""}


def _of_readme(project: Project) -> Iterator[str]:
    """What the READMEs at the root call the project."""
    for path in project.tree.files():
        if "/" in path or not is_readme(path):
            continue
        try:
            text = project.text(path)
        except Unreadable:
            continue  # Its manifests call it something, too.
        title = _TITLE.search(text)
        if title is not None:
            yield title["title"]
        for match in itertools.islice(_CLONED.finditer(text), _MAX_CLONED):
            yield match["name"].removesuffix(".git")


def _plain(name: str) -> str:
    return re.sub(r"[^a-z0-9]", "", name.lower())
