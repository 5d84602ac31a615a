"""Reads compose files: which services they define, and which engine each of these runs.

An image tells the engine by its name; one that is built, by what its Dockerfile builds upon. Where
neither can be told, a service that is named after an engine counts as one, since a private image of
PostgreSQL is still called `postgres` by those who start it.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from compliance import yaml12
from compliance.extract import images
from compliance.extract.base import extractor
from compliance.extract.dockerfiles import base_image, is_dockerfile
from compliance.extract.documents import string, strings, sub
from compliance.extract.reach import concerning
from compliance.facts import Component, Evidence
from compliance.facts.manifests import Manifests
from compliance.facts.reach import Reach
from compliance.facts.services import BrokenFile, ComposeService, Containers
from compliance.paths import below, is_judged, is_test, join
from compliance.tree import MIB, Tree, Unreadable, is_inside

# `docker-compose.dev.yml`, `compose.yaml`, and `postgres.docker-compose.yaml` as people sort them.
_COMPOSE = re.compile(r"(?:[\w-]{1,60}\.)?(?:docker-)?compose[^/]{0,80}\.ya?ml")
_FOLDERS = frozenset("docker compose .docker docker-compose containers .devcontainer".split())
_SERVICE_FOLDERS = _FOLDERS | frozenset(
    """deploy deployment deployments infra infrastructure dev devops local ops .deploy
    .infra""".split()
)
_MAX_FOLDERS = 3
_MAX_DEPTH = 10
_MAX_SERVICES = 300
_MAX_DOCKERFILES = 5


def is_compose(path: str) -> bool:
    """Whether a path is a compose file, by its name."""
    return bool(_COMPOSE.fullmatch(posixpath.basename(path))) and is_judged(path)


def _is_read(path: str) -> bool:
    """Compose files, what they may include, and Dockerfiles."""
    folder = posixpath.basename(posixpath.dirname(path))
    included = folder in _FOLDERS and path.endswith((".yml", ".yaml"))
    return is_judged(path) and (is_compose(path) or included or is_dockerfile(path))


@extractor(version=5, reads=_is_read)
def containers(tree: Tree, component: Component, reach: Reach, manifests: Manifests) -> Containers:
    """All compose files that concern a component, read together."""
    near = {*component.ancestors, *reach.directories}
    # A link is listed too: what it leads to is not read, and may be a compose file.
    composed = [path for path in tree.entries if is_compose(path)]
    concerned = frozenset(concerning(composed, component, reach, manifests))
    files = [
        path
        for path in composed
        if (path in concerned or _is_in_folder(path, component.ancestors))
        and _is_in_place(path, near)
    ]
    reader = _Reader(tree)
    for path in sorted(files, key=lambda path: (path.count("/"), path)):
        reader.read(path)
    named = (path for path in tree.entries if is_dockerfile(path) and is_judged(path))
    dockerfiles = concerning(named, component, reach, manifests)
    return Containers(
        tuple(reader.files),
        tuple(_settled(reader.services[:_MAX_SERVICES])),
        tuple(reader.broken),
        tuple(reader.unread),
        tuple(sorted(dockerfiles)[:_MAX_DOCKERFILES]),
    )


def _settled(services: list[ComposeService]) -> Iterator[ComposeService]:
    """Services that may run any engine, but for those whose engine another file tells."""
    told = {each.name for each in services if each.engine is not None}
    for each in services:
        yield replace(each, opaque=each.opaque and each.name not in told)


def _is_in_folder(path: str, directories: tuple[str, ...]) -> bool:
    """Whether a path is in a folder for services of one of some directories, whose own manifest, if
    it has one, makes no other project of it.
    """
    names = (path[len(each) :].lstrip("/") for each in directories if below(path, each))
    return any(name.split("/", 1)[0] in _SERVICE_FOLDERS for name in names)


def _is_in_place(path: str, near: set[str]) -> bool:
    """Whether a compose file stands in a project's directory or a few folders below, no test's."""
    directory = posixpath.dirname(path)
    if is_test(join(directory, "-")):
        return False
    base = max((each for each in near if below(path, each)), key=len, default="")
    relative = directory[len(base) :].strip("/")
    return not relative or relative.count("/") < _MAX_FOLDERS


@dataclass(frozen=True)
class _Described:
    """A service as some file writes it."""

    path: str
    name: str
    value: dict[str, Any]
    line: int


@dataclass
class _Reader:
    """Reads compose files and what they include and extend, each of them once."""

    tree: Tree
    files: list[str] = field(default_factory=list)
    services: list[ComposeService] = field(default_factory=list)
    broken: list[BrokenFile] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)
    _documents: dict[str, yaml12.Document | None] = field(default_factory=dict)
    _by_name: dict[str, dict[str, _Described]] = field(default_factory=dict)

    def read(self, path: str, depth: int = 0) -> None:
        """Take the services of a file, then those of the files that it includes."""
        if path in self.files:
            return
        self.files.append(path)
        document = self._document(path)
        if document is None:
            return
        for described in _services(path, document):
            if len(self.services) < _MAX_SERVICES:
                self.services.extend(self._service(described))
        for included in _includes(document.value):
            target = self._other(path, included)
            if target is None or depth >= _MAX_DEPTH:
                self._lose(f"{path} includes {included}, which is not in the repository")
            else:
                self.read(target, depth + 1)

    def _other(self, path: str, named: str) -> str | None:
        """The compose file that one names from its folder, or from one above where Compose is run
        (`--project-directory`).
        """
        folders = [posixpath.dirname(path)]
        while folders[-1]:
            folders.append(posixpath.dirname(folders[-1]))
        found = [_relative(join(each, "-"), named) for each in folders]
        return next((each for each in found if each in self.tree.entries), found[0])

    def _document(self, path: str) -> yaml12.Document | None:
        """A compose file as a document; None where it cannot be had, which is noted once."""
        if path not in self._documents:
            try:
                self._documents[path] = self._load(path)
            except Unreadable as error:
                self._documents[path] = None
                self._lose(str(error))
        return self._documents[path]

    def _load(self, path: str) -> yaml12.Document | None:
        text = self.tree.text(path)
        if len(text) > MIB:
            raise Unreadable(f"{path} has more than 1 MiB, which no compose file needs")
        try:
            return yaml12.load(text)
        except yaml12.YamlError as error:
            # Only what YAML itself forbids is a fault of the file; the rest are limits of ours.
            if error.__cause__ is None or "{%" in text:
                raise Unreadable(f"{path}, line {error.line}, cannot be read ({error})") from error
            self.broken.append(BrokenFile(Evidence(path, error.line), str(error)))
            return None

    def _lose(self, reason: str) -> None:
        if reason not in self.unread and len(self.unread) < _MAX_DEPTH:
            self.unread.append(reason)

    def _service(self, described: _Described) -> Iterator[ComposeService]:
        """The service, unless it only adds to one that another file describes."""
        image = self._image(described, 0)
        if image is None:
            return
        name, where = described.name, _where(described)
        engine = images.engine_of(image)
        if engine is not None:
            yield ComposeService(name, where, engine)
        elif images.is_companion(name) or images.is_companion(images.repository(image)):
            yield ComposeService(name, where)
        else:
            engine = images.engine_by_name(name)
            opaque = engine is None and images.may_be_any(name) and not images.is_runtime(image)
            yield ComposeService(name, where, engine, by_name=engine is not None, opaque=opaque)

    def _image(self, described: _Described, depth: int) -> str | None:
        """The image of a service, or the one that it is built upon; "" where it cannot be told,
        None where the service names neither.
        """
        value = described.value
        if string(value.get("image")):
            image = images.resolved(value["image"])
            # An image that is built here may have any name: what it is built upon says more.
            if "build" not in value or images.engine_of(image):
                return image
        if "build" in value:
            return self._built_upon(described)
        extended = self._extended(described)
        if extended is not None and depth < _MAX_DEPTH:
            return self._image(extended, depth + 1)
        return "" if "extends" in value else None

    def _built_upon(self, described: _Described) -> str:
        build = described.value["build"]
        options = build if isinstance(build, dict) else {}
        target = images.resolved(string(options.get("target")))
        inline = string(options.get("dockerfile_inline"))
        if inline:
            return base_image(inline, target)
        context = images.resolved(string(options.get("context") or build) or ".")
        dockerfile = images.resolved(string(options.get("dockerfile")) or "Dockerfile")
        path = _relative(described.path, posixpath.join(context, dockerfile))
        if path is None:
            return ""
        try:
            return base_image(self.tree.source(path), target)
        except Unreadable:
            return ""

    def _extended(self, described: _Described) -> _Described | None:
        """The service that another one extends, of the same file or of another."""
        extends = described.value.get("extends")
        name = string(extends) or string(sub(extends).get("service"))
        file = string(sub(extends).get("file"))
        path = self._other(described.path, file) if file else described.path
        document = self._document(path) if path else None
        if document is None or path is None:
            return None
        if path not in self._by_name:
            self._by_name[path] = {each.name: each for each in _services(path, document)}
        return self._by_name[path].get(name)


def _services(path: str, document: yaml12.Document) -> Iterator[_Described]:
    """The services of a compose file."""
    for name, service, line in services_of(document):
        yield _Described(path, name, service, line)


def services_of(document: yaml12.Document) -> Iterator[tuple[str, dict[str, Any], int]]:
    """The services of a compose file, each with its name and its line; the first version of the
    format had them at the top.
    """
    value = document.value
    if not isinstance(value, dict):
        return
    top: tuple[str, ...] = (
        () if "services" not in value and "version" not in value else ("services",)
    )
    for name, service in sub(value, *top).items():
        if isinstance(service, dict) and (top or "image" in service or "build" in service):
            yield name, service, document.line(*top, name)


def _includes(value: Any) -> Iterator[str]:
    listed = value.get("include") if isinstance(value, dict) else None
    for each in listed if isinstance(listed, list) else [listed]:
        if isinstance(each, str):
            yield each
        path = sub(each).get("path")
        yield from strings(path) if isinstance(path, list) else filter(None, [string(path)])


def _relative(path: str, target: str) -> str | None:
    """The path that a file names relative to its folder; None where that is not in the tree."""
    target = images.resolved(target)
    if "$" in target or "://" in target or target.startswith(("/", "~", "git@")):
        return None
    joined = posixpath.normpath(posixpath.join(posixpath.dirname(path), target))
    return joined if is_inside(joined) else None


def _where(described: _Described) -> Evidence:
    image = string(described.value.get("image"))
    excerpt = f"{described.name}: {image}" if image else described.name
    return Evidence(described.path, described.line, excerpt=excerpt)
