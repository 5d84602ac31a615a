"""Tells which services of Compose are databases, caches or brokers, and which of these make their
tables by themselves.
"""

from __future__ import annotations

import itertools
import posixpath
import re
from collections.abc import Iterator

from compliance.extract import images
from compliance.extract.commands.containers import Service
from compliance.extract.commands.steps import Project, inside
from compliance.extract.dockerfiles import base_image
from compliance.extract.documents import string, strings, sub
from compliance.tree import Unreadable

# What the images of databases run once, on an empty one: their name for the folder is the same.
_INITIAL = "/docker-entrypoint-initdb.d"
_COPIED = re.compile(
    rf"^[ \t]{{0,20}}(?:COPY|ADD)[ \t]{{1,20}}(?:--[a-z]{{1,20}}=\S{{1,100}}[ \t]{{1,20}}){{0,3}}"
    rf"(?P<source>[^\s\[]{{1,200}})[ \t]{{1,20}}{_INITIAL}",
    re.MULTILINE | re.IGNORECASE,
)
_MAKES_TABLE = re.compile(r"\bCREATE\s{1,9}TABLE\b", re.IGNORECASE)
_MAX_FILES = 20
_MAX_PLACES = 50


def is_store(service: Service, project: Project) -> bool:
    """Whether a service is a database, a cache or a broker, by its image or its name."""
    if images.engine_by_name(service.name) or runs_engine(service, project):
        return True
    image = _image(service, project)
    # A service `db` is one, whatever its image, unless that runs a program.
    return bool(image) and images.may_be_any(service.name) and not images.is_runtime(image)


def runs_engine(service: Service, project: Project) -> bool:
    """Whether the image of a service, or what that is built upon, is an engine."""
    image = _image(service, project)
    return bool(image) and images.engine_of(image) is not None


def makes_tables(service: Service, project: Project) -> bool:
    """Whether a database makes tables when it starts for the first time, by SQL that is committed
    and that it is handed.
    """
    return any(
        _MAKES_TABLE.search(_text(path, project))
        for path in itertools.islice(_initial(service, project), _MAX_FILES)
    )


def _image(service: Service, project: Project) -> str:
    """The image of a service, or the one that it is built upon; "" where it cannot be told."""
    named = images.resolved(string(service.value.get("image")))
    if service.context is None or images.engine_of(named):
        return named
    path = service.dockerfile
    if path is None or not project.tree.has(path):
        return ""
    target = images.resolved(string(sub(service.value, "build").get("target")))
    return base_image(_text(path, project), target)


def _initial(service: Service, project: Project) -> Iterator[str]:
    """The files of the repository that a database runs on an empty one."""
    folder = posixpath.dirname(service.path)
    volumes = service.value.get("volumes")
    mounted = [(source, to) for source, _, to in (each.partition(":") for each in strings(volumes))]
    mounted += [
        (string(sub(each).get("source")), string(sub(each).get("target")))
        for each in (volumes if isinstance(volumes, list) else ())
    ]
    places = [inside(folder, source) for source, to in mounted if source and _INITIAL in to]
    if service.dockerfile is not None and service.context is not None:
        text = _text(service.dockerfile, project)
        places += [inside(service.context, match["source"]) for match in _COPIED.finditer(text)]
    for place in itertools.islice(dict.fromkeys(filter(None, places)), _MAX_PLACES):
        if project.tree.has(place):
            yield place
        else:
            yield from project.tree.files(place)


def _text(path: str, project: Project) -> str:
    try:
        return project.text(path) if project.tree.has(path) else ""
    except Unreadable:
        return ""
