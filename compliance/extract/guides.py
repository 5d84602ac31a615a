"""Finds what a newcomer reads first: the README, and the documents that it links to directly."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Iterator
from urllib.parse import unquote

from compliance.facts.setup_steps import README_FOLDERS
from compliance.paths import join
from compliance.tree import Tree, Unreadable

_README = re.compile(
    r"(?i:readme(?:(?:[._-][a-z0-9-]{1,20})?\.(?:mdx?|markdown|rst|txt|adoc|asciidoc))?)"
)
_SUFFIXES = (".md", ".mdx", ".markdown", ".rst", ".adoc", ".asciidoc")

_MAX_DEPTH = 4
_MAX_LINKS = 200
_LINK = re.compile(
    r"""\]\([ \t]{0,5}<?([^)\s>]{1,500})            # [text](target)
      | ^[ \t]{0,3}\[[^\]\n]{1,200}\]:[ \t]{0,20}<?([^\s>]{1,500})  # [text]: target
      | \bhref=["']([^"'\s]{1,500})
      | `[^`<\n]{0,200}<([^>`\s]{1,500})>`_          # `text <target>`_
      | \b(?:link|xref):([^\[\s]{1,500})\[           # link:target[text]
    """,
    re.VERBOSE | re.MULTILINE,
)
_ON_FORGE = re.compile(
    r"https?://[^/\s]{1,200}/[^/\s]{1,100}/[^/\s]{1,100}/(?:-/)?(?:blob|tree)/[^/\s]{1,200}/"
)


def is_readme(path: str) -> bool:
    """Whether a file is a README by its name."""
    return bool(_README.fullmatch(posixpath.basename(path)))


def is_guide(path: str) -> bool:
    """Whether a file may be a README or a document that one links to."""
    near = path.count("/") < _MAX_DEPTH and "node_modules" not in path.split("/")
    return near and (is_readme(path) or path.lower().endswith(_SUFFIXES))


def guides(tree: Tree, directories: Iterable[str]) -> tuple[str, ...]:
    """The READMEs of the repository and of some directories, then the documents they link to."""
    folders = {*README_FOLDERS, *directories}
    readmes = [
        path
        for path in tree.files()
        if is_guide(path) and is_readme(path) and posixpath.dirname(path) in folders
    ]
    targets = (target for readme in readmes for target in linked(tree, readme))
    return tuple(dict.fromkeys((*readmes, *targets)))


def linked(tree: Tree, readme: str) -> Iterator[str]:
    """The documents of the repository that a README links to; none where it cannot be read."""
    try:
        text = tree.source(readme)
    except Unreadable:
        return
    targets = (next(filter(None, match.groups())) for match in _LINK.finditer(text))
    for target, _ in zip(dict.fromkeys(targets), range(_MAX_LINKS), strict=False):
        path = _resolve(target, posixpath.dirname(readme))
        if is_guide(path) and tree.has(path):
            yield path
        elif path != "." and (inside := _of_folder(tree, path)):
            yield inside


def _of_folder(tree: Tree, path: str) -> str | None:
    """The README that people see who follow a link to a folder."""
    folder = path.rstrip("/")
    names = ("README.md", "readme.md", "Readme.md", "README.rst", "README")
    return next((each for name in names if tree.has(each := join(folder, name))), None)


def _resolve(target: str, directory: str) -> str:
    """The path of the tree that a link leads to; a page of the web leads to none."""
    on_forge = _ON_FORGE.match(target)
    relative = target[on_forge.end() :] if on_forge else target
    relative = unquote(re.split(r"[?#]", relative, maxsplit=1)[0])
    from_root = bool(on_forge) or relative.startswith("/")
    return posixpath.normpath(join("" if from_root else directory, relative.lstrip("/")))
