"""Compares `.gitmodules` with the tree, and looks for who fetches the submodules."""

from __future__ import annotations

import itertools
import posixpath
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import TypeVar

from compliance.extract import gitmodules
from compliance.extract.base import extractor
from compliance.extract.guides import guides, is_guide
from compliance.facts import Evidence, Layout
from compliance.facts.manifests import Manifests
from compliance.facts.submodules import Submodules
from compliance.paths import is_judged
from compliance.tree import Kind, Tree, Unreadable

_GITMODULES = ".gitmodules"
_MAX_LISTED = 50
_MAX_LINE = 2_000
T = TypeVar("T")
# The files from which a newcomer's machine is set up: shell scripts, task files, what Nix makes an
# environment of, scripts by name.
_SCRIPT = re.compile(
    r"(?:[^/]{1,100}\.(?:sh|bash|zsh|ps1|bat|cmd|mk|nix)|(?i:makefile|gnumakefile|justfile|\.justfile)"
    r"|(?i:taskfile(?:\.dist)?\.ya?ml)|devcontainer\.json|tasks\.py|noxfile\.py"
    r"|(?:setup|bootstrap|install|init|prepare)[^/]{0,40}\.(?:py|[cm]?js|ts))"
)
_SCRIPT_FOLDERS = frozenset(("bin", "script", "scripts", "tools", "dev", "hack"))
_COMMENT = ("#", "//", "::", "REM ", "rem ")
_BETWEEN = r"""["',\s]{1,10}"""
_UPDATE = re.compile(rf"\bsubmodule{_BETWEEN}(?:(?:-q|--quiet){_BETWEEN})?(update|init)\b")
_CLONE = re.compile(r"\bclone\b.{0,300}(?:--recurse-submodules|--recursive)\b")


def _is_script(path: str) -> bool:
    directory, name = posixpath.split(path)
    bare = "." not in name and posixpath.basename(directory) in _SCRIPT_FOLDERS
    return is_judged(path) and (bare or bool(_SCRIPT.fullmatch(name)))


def _is_read(path: str) -> bool:
    return path == _GITMODULES or is_guide(path) or _is_script(path)


@extractor(version=3, reads=_is_read)
def submodules(tree: Tree, layout: Layout, manifests: Manifests) -> Submodules:
    """The submodules, what is wrong with them, and the places that fetch them."""
    gitlinks = {path for path, entry in tree.entries.items() if entry.kind is Kind.GITLINK}
    if _GITMODULES not in tree.entries:
        return Submodules(False, without_entry=_first(sorted(gitlinks)))
    named = gitmodules.parse(tree.text(_GITMODULES), _GITMODULES)
    paths = {posixpath.normpath(each.path) for each in named if each.path}
    documents = guides(tree, (component.path for component in layout.components))
    scripts = [path for path in tree.files() if _is_script(path)]
    texts, unread = _texts(tree, (*documents, *scripts))
    return Submodules(
        present=True,
        entries=len(named),
        without_gitlink=_first(
            _named(each.path_line, f"{each.name}: path = {each.path}")
            for each in named
            if not each.path or posixpath.normpath(each.path) not in gitlinks
        ),
        without_url=_first(_named(each.path_line, each.name) for each in named if not each.url),
        local=_first(
            _named(each.url_line, f"url = {each.url}")
            for each in named
            if each.url and is_local(each.url)
        ),
        without_entry=_first(sorted(gitlinks - paths)),
        told=_first((*_told(texts), *_told_by_manifests(manifests))),
        looked_in=_first((*documents, *scripts)),
        unread=_first(unread),
    )


def _named(line: int, excerpt: str) -> Evidence:
    return Evidence(_GITMODULES, line, excerpt=excerpt)


def _first(values: Iterable[T]) -> tuple[T, ...]:
    return tuple(itertools.islice(values, _MAX_LISTED))


def is_local(url: str) -> bool:
    """Whether an address is a path on somebody's machine, by git's rules for addresses.

    What begins with `./` or `../` is taken from the address of the repository itself.
    """
    scheme, separator, _ = url.partition("://")
    if separator:
        return scheme.lower() == "file"
    if url.startswith(("./", "../")) or url in (".", ".."):
        return False
    host, colon, _ = url.partition(":")
    return not colon or "/" in host or len(host) == 1  # one letter is a drive of Windows


def _texts(tree: Tree, paths: Iterable[str]) -> tuple[dict[str, str], list[str]]:
    """The texts in which submodules may be fetched, and why others could not be read."""
    texts: dict[str, str] = {}
    unread: list[str] = []
    for path in paths:
        try:
            text = tree.source(path)
        except Unreadable as error:
            unread.append(str(error))
            continue
        if "submodule" in text or "--recursive" in text:
            texts[path] = text
    return texts, unread


def _told(texts: Mapping[str, str]) -> Iterator[Evidence]:
    """The first place of each text that fetches the submodules, or tells people how to."""
    for path, text in texts.items():
        comments = () if is_guide(path) else _COMMENT
        lines = [line.strip()[:_MAX_LINE] for line in text.splitlines()]
        number = fetches("" if line.startswith(comments) else line for line in lines)
        if number:
            yield Evidence(path, number, excerpt=lines[number - 1])


def _told_by_manifests(manifests: Manifests) -> Iterator[Evidence]:
    for manifest in manifests.manifests:
        for script in manifest.scripts:
            if fetches([script.command]):
                yield Evidence(manifest.path, script.line, excerpt=script.command)


def fetches(lines: Iterable[str]) -> int:
    """The number of the line, from 1, by which submodules are there; 0 where there is none.

    Either one command does both steps, or one initialises them and another one fetches them.
    """
    initialised = False
    for number, line in enumerate(_continued(lines), 1):
        if "clone" in line and _CLONE.search(line):
            return number
        steps = {match[1] for match in _UPDATE.finditer(line)}
        if "update" in steps and ("--init" in line or "init" in steps or initialised):
            return number
        initialised = initialised or "init" in steps
    return 0


def _continued(lines: Iterable[str]) -> Iterator[str]:
    """The lines, each with what follows it where it ends in a backslash."""
    held = list(lines)
    for at, line in enumerate(held):
        following = held[at + 1] if at + 1 < len(held) and line.endswith("\\") else ""
        yield f"{line} {following}"
