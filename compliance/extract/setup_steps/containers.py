"""Follows Compose and Docker to what a set-up needs of them: services, images that are built here
and what these start with.
"""

from __future__ import annotations

import itertools
import posixpath
import re
import shlex
from collections.abc import Iterator, Mapping

from compliance.extract import images
from compliance.extract.commands import HANDLERS as FOLLOWED
from compliance.extract.commands.containers import COMPOSE_FILES, Service
from compliance.extract.commands.dockerfiles import command_text, exec_form
from compliance.extract.commands.steps import (
    Handler,
    Invocation,
    Project,
    Step,
    Text,
    inside,
    operands,
)
from compliance.extract.compose import services_of
from compliance.extract.documents import string, strings, sub
from compliance.extract.setup_steps import published, stores
from compliance.extract.setup_steps.names import named
from compliance.facts import Evidence
from compliance.facts.setup_steps import SetupStep
from compliance.tree import Unreadable

_VALUED = frozenset(
    """-f --file -p --project-name --profile --env-file --project-directory --ansi --progress -e
    --env -v --volume -w --workdir -u --user --entrypoint --name --network --publish -t --timeout
    --scale --wait-timeout""".split()
)
_STARTS = frozenset("up watch start run create".split())
_ANY_COMPOSE = re.compile(r"(?:docker-)?compose[^/]{0,60}\.ya?ml")
# A variable with a value, but for those that say how a runtime runs; `${NAME}` has to be filled in,
# `${NAME:-value}` does not.
_FILLED_IN = re.compile(
    r"(?!(?:NODE_ENV|PORT|HOST|TZ|PYTHON\w{0,40}|CHOKIDAR\w{0,40}|WATCHPACK\w{0,40}|DEBUG)=)\w{1,100}="
    r"(?!\s{0,9}(?:None)?$)(?:[^$]|\$\{\w{1,100}:?-)[^\n]{0,1000}"
)
_MAX_FILES, _MAX_DROPPED = 10, 6
# What keeps a container that does nothing.
_IDLE = re.compile(r"\bsleep\s{1,5}inf|\btail\s{1,5}-[fF]\s{1,5}/dev/null|\bwhile\s{1,5}sleep\b")


def _is_filled_in(service: Service, project: Project) -> bool:
    """Whether a service is given a value for the environment that nobody has to fill in: by the
    file of Compose, or by another one that is committed.
    """
    given = service.value.get("environment")
    lines = (
        [f"{name}={value}" for name, value in given.items()]
        if isinstance(given, Mapping)
        else strings(given)
    )
    if any(_FILLED_IN.fullmatch(each) for each in lines):
        return True
    files = service.value.get("env_file")
    folder = posixpath.dirname(service.path)
    listed = [files] if isinstance(files, str) else strings(files)
    paths = (inside(folder, each) for each in listed)
    return any(path is not None and project.tree.has(path) for path in paths)


def _is_idle(service: Service) -> bool:
    """Whether a service only stays there for people to work in, as one for development does."""
    return any(
        _IDLE.search(command_text(service.value.get(key))) for key in ("entrypoint", "command")
    )


def steps(invocation: Invocation, project: Project) -> Iterator[SetupStep]:
    """What a call of Compose does by itself: start engines, build and start the application."""
    words = operands(invocation.arguments, _VALUED)
    if not words or words[0] not in (*_STARTS, "build", "exec"):
        return
    rest = operands(words[1:], _VALUED)
    if words[0] == "exec":  # Something in what is there and runs.
        yield from named(" ".join(rest[1:4]))
        return
    services, known = _services(invocation, project)
    of_us = [each for each in services if _is_ours(each, project)]
    if words[0] == "build" or of_us:
        yield SetupStep.INSTALL
    if words[0] == "build":
        return
    if not known or any(stores.is_store(each, project) for each in services):
        yield SetupStep.SERVICES
    # Of several files that somebody may mean, one may be another application's.
    is_one = len({each.path for each in services}) == 1
    if is_one and any(stores.makes_tables(each, project) for each in services):
        yield SetupStep.MIGRATIONS
    if words[0] == "run":
        yield from named(" ".join(rest[1:4]))
        return
    started = [each for each in of_us if _is_named(each, rest)]
    if started:
        yield SetupStep.START
    if any(_is_filled_in(each, project) for each in started):
        yield SetupStep.ENVIRONMENT


def _is_ours(service: Service, project: Project) -> bool:
    """Whether a service is the application: of an image that is built here, or that bears its name
    where somebody has published it.
    """
    image = images.resolved(string(service.value.get("image")))
    if stores.runs_engine(service, project):
        return False
    is_named = bool(image) and not images.engine_by_name(service.name)
    is_published = is_named and published.is_image(image, project)
    return (service.context is not None or is_published) and not _is_idle(service)


def _is_named(service: Service, names: tuple[str, ...]) -> bool:
    """Whether a service is among those that a call names, which are all where it names none."""
    chosen = [name for name in names if not name.startswith("-")]
    return not chosen or service.name in chosen


def _services(invocation: Invocation, project: Project) -> tuple[list[Service], bool]:
    """The services of the files that a call takes, and whether all of these could be read."""
    services: list[Service] = []
    paths = _files(invocation, project)
    known = bool(paths)
    for path in paths:
        try:
            document = project.value(path)
        except Unreadable:
            known = False
            continue
        known = known and not sub(document.value).get("include")
        services += [
            Service(name, value, path, line) for name, value, line in services_of(document)
        ]
    return services, known


def _files(invocation: Invocation, project: Project) -> list[str]:
    """The compose files that a call names, else the usual ones, else any that there are."""
    words, directory = invocation.arguments, invocation.directory or ""
    asked = [after for word, after in itertools.pairwise(words) if word in ("-f", "--file")]
    if asked:
        paths = (path for name in asked for path in (inside(directory, name), inside("", name)))
        return [path for path in dict.fromkeys(paths) if path and project.tree.has(path)]
    usual = project.nearest(directory, *COMPOSE_FILES)
    if usual:
        return [usual]
    paths_of_any = (
        path for path in project.tree.files() if _ANY_COMPOSE.fullmatch(posixpath.basename(path))
    )
    return [path for path, _ in zip(paths_of_any, range(_MAX_FILES), strict=False)]


def _composed(invocation: Invocation, project: Project) -> Iterator[Step]:
    """What Compose starts, and what the images that are built here start with."""
    yield from FOLLOWED["docker-compose"](invocation, project)
    words = operands(invocation.arguments, _VALUED)
    if words and words[0] in _STARTS:
        for service in _services(invocation, project)[0]:
            made = service.dockerfile is not None and project.tree.has(service.dockerfile)
            if made and not _is_idle(service):
                yield from _started(service, project)


def _started(service: Service, project: Project) -> Iterator[Step]:
    """What the container of a service runs: its own command, else its image's."""
    given = [command_text(service.value.get(key)) for key in ("entrypoint", "command")]
    path, context = service.dockerfile or "", service.context or ""
    # The image runs where it has put the project, which may be a folder of what it is built from.
    beside = posixpath.dirname(path)
    at = context if project.package(context) or not project.package(beside) else beside
    for number, command in project.once(_started_by_image, path):
        where = Evidence(path, number, excerpt=command)
        text = _located(command, context, project)
        yield Text(text, where, at, f"{path}:{number} starts")
    text = " ".join(filter(None, given))
    if text:
        where = Evidence(service.path, service.line, excerpt=text)
        located = _located(text, context, project)
        yield Text(located, where, at, f"{service.path} {service.name} starts")


_INSTRUCTION = re.compile(
    r"^[ \t]{0,20}(?:CMD|ENTRYPOINT)[ \t]{1,20}(?P<rest>[^\n]{1,1000})",
    re.MULTILINE | re.IGNORECASE,
)


def _started_by_image(project: Project, path: str) -> list[tuple[int, str]]:
    """What the CMD and ENTRYPOINT of a Dockerfile run, each with its line."""
    text = project.text(path)
    renamed = {
        posixpath.basename(match["to"]): posixpath.basename(match["source"])
        for match in _COPIED.finditer(text)
    }
    return [
        (text.count("\n", 0, match.start()) + 1, _as_copied(exec_form(match["rest"]), renamed))
        for match in _INSTRUCTION.finditer(text)
    ]


_COPIED = re.compile(
    r"^[ \t]{0,20}(?:COPY|ADD)[ \t]{1,20}(?:--[a-z]{1,20}=\S{1,100}[ \t]{1,20}){0,3}"
    r"(?P<source>[\w./-]{1,200}\.(?:sh|py))[ \t]{1,20}(?P<to>[\w./-]{1,200}[\w-])[ \t]{0,20}$",
    re.MULTILINE | re.IGNORECASE,
)


def _as_copied(command: str, renamed: Mapping[str, str]) -> str:
    """A command with the programs by the names that they have in the repository, where the image
    has copied one under another.
    """
    for name, source in renamed.items():
        if name != source and name in command:
            command = re.sub(rf"(?<![\w.-]){re.escape(name)}(?![\w.-])", source, command)
    return command


def _located(command: str, context: str, project: Project) -> str:
    """A command with the paths of an image turned into those of the tree, as far as names tell."""
    try:
        words = shlex.split(command)
    except ValueError:
        return command
    return shlex.join(_in_tree(word, context, project) for word in words)


def _in_tree(word: str, context: str, project: Project) -> str:
    name = posixpath.basename(word)
    if "/" not in word and not name.endswith((".sh", ".py")):
        return word
    # The folder that an image has the code in is none of the tree.
    parts = word.lstrip("/").split("/")
    for below in ("/".join(parts[dropped:]) for dropped in range(min(len(parts), _MAX_DROPPED))):
        path = inside(context, below)
        if path is not None and project.tree.has(path):
            return f"./{posixpath.relpath(path, context or '.')}"
    found = project.tree.named(name)
    return f"./{posixpath.relpath(found[0], context or '.')}" if len(found) == 1 else word


HANDLERS: Mapping[str, Handler] = {
    **FOLLOWED,
    **dict.fromkeys(("docker-compose", "podman-compose"), _composed),
}
