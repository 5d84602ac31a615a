"""Where folders of the repository lie in a container, so that `cd /app` in it means one of them."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from itertools import islice
from typing import Any

from compliance.extract.commands.steps import ROOT, Project, inside, items
from compliance.extract.compose import services_of
from compliance.extract.documents import sub
from compliance.tree import Unreadable

MAX_FILES = 30
# Folders that one container has of the repository, and characters of where one lies in it.
MAX_MOUNTS = 20
_MAX_PLACE = 300

_COMPOSE = re.compile(r"(?:.{1,200}/)?[^/]{0,40}compose[^/]{0,40}\.ya?ml")
_WORKING = re.compile(
    r"^(?:\$\(pwd\)|\$\{?PWD\}?|`pwd`|\$\{\{\s{0,3}github\.workspace\s{0,3}\}\}"
    r"|\$\{?(?:GITHUB_WORKSPACE|CI_PROJECT_DIR|TRAVIS_BUILD_DIR)\}?)"
)
_MOUNTS = frozenset(("-v", "--volume", "--mount"))
_Mounts = dict[str, str]


def given(options: tuple[str, ...], directory: str | None) -> _Mounts:
    """The folders that the options of `docker run` mount: where each lies, and which it is."""
    found: _Mounts = {}
    for position, word in enumerate(options):
        name, equals, value = word.partition("=")
        if name not in _MOUNTS or len(found) >= MAX_MOUNTS:
            continue
        told = value if equals else " ".join(options[position + 1 : position + 2])
        found.update(_mount(_of_options(told) if name == "--mount" else told, directory))
    return found


def of_container(name: str, project: Project) -> _Mounts:
    """The folders that a file of Compose mounts in the container of a name."""
    return project.once(_by_container).get(name, {})


def _by_container(project: Project) -> dict[str, _Mounts]:
    """The folders that files of Compose mount, by the name that they give a container."""
    found: dict[str, _Mounts] = {}
    paths = (path for path in project.tree.files() if _COMPOSE.fullmatch(path))
    for _, path in zip(range(MAX_FILES), paths, strict=False):
        try:
            document = project.value(path)
        except Unreadable:
            continue  # Only where a folder lies is looked for; who runs the file says it.
        for _, service, _ in services_of(document):
            name = service.get("container_name")
            if isinstance(name, str):
                lie = found.setdefault(name, {})
                mounted = _of_service(service, posixpath.dirname(path))
                lie.update(islice(mounted, MAX_MOUNTS - len(lie)))
    return found


def _of_service(service: Any, directory: str) -> Iterator[tuple[str, str]]:
    for volume in items(sub(service).get("volumes")):
        long = sub(volume)
        told = f"{long.get('source', '')}:{long.get('target', '')}" if long else str(volume)
        yield from _mount(told, directory)


def _of_options(told: str) -> str:
    """What `type=bind,source=.,target=/app` is in the short way."""
    parts = dict(part.partition("=")[::2] for part in told.split(","))
    source = parts.get("source") or parts.get("src", "")
    target = parts.get("target") or parts.get("dst") or parts.get("destination", "")
    return f"{source}:{target}"


def _mount(told: str, directory: str | None) -> Iterator[tuple[str, str]]:
    """Where a folder lies, and which it is: `.:/app`. A volume by its name is none here."""
    source, _, rest = _WORKING.sub(".", told).partition(":")
    target = rest.partition(":")[0].rstrip("/")
    path = inside(directory, source) if source.startswith(".") else None
    if path is not None and target.startswith("/") and len(target) <= _MAX_PLACE:
        yield target, path


def placed(words: tuple[str, ...], mounts: _Mounts) -> tuple[str, ...]:
    """The words with the folders of a container named as those of the repository."""
    if not mounts or not any("/" in word for word in words):
        return words
    # The longest first: `/app/src` is looked for before `/app`.
    targets = "|".join(re.escape(target) for target in sorted(mounts, reverse=True))
    lies = re.compile(rf"(?<![\w/.-])(?:{targets})(?![\w.-])")

    def here(found: re.Match[str]) -> str:
        path = mounts[found[0]]
        return f"{ROOT}/{path}" if path else ROOT

    return tuple(lies.sub(here, word) for word in words)
