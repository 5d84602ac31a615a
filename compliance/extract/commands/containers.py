"""Follows Docker and Compose to what they run: services, images that are built here, commands."""

from __future__ import annotations

import posixpath
import re
import shlex
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from compliance.extract.commands import mounts
from compliance.extract.commands.dockerfiles import (
    MAX_EXCERPT,
    command_text,
    dockerfile_steps,
)
from compliance.extract.commands.steps import (
    Command,
    Handler,
    Invocation,
    Lost,
    Project,
    Step,
    Text,
    inside,
    operands,
    option,
)
from compliance.extract.compose import services_of
from compliance.extract.documents import sub
from compliance.facts import Evidence
from compliance.paths import join

COMPOSE_FILES = ("compose.yaml", "compose.yml", "docker-compose.yml", "docker-compose.yaml")
_OVERRIDES = ("compose.override.yaml", "compose.override.yml", "docker-compose.override.yml")

_COMPOSE_VALUED = frozenset(
    "-f --file -p --project-name --profile --env-file --project-directory --ansi --progress".split()
)
RUN_VALUED = frozenset(
    """-e --env -v --volume -w --workdir -u --user -p --publish --name --entrypoint -l --label
    --env-file --network --net --mount -h --hostname --add-host --platform --link --cpus -m
    --memory --index --cap-add --cap-drop --device --ipc --shm-size --tmpfs --ulimit --gpus
    --restart --log-driver --log-opt --security-opt --expose --volumes-from --network-alias --dns
    --group-add --pid --sysctl --stop-timeout --runtime --pull""".split()
)
# There `-t` is a time, and elsewhere a terminal.
_UP_VALUED = RUN_VALUED | frozenset(
    "--exit-code-from --scale -t --timeout --wait-timeout --attach --no-attach".split()
)


@dataclass(frozen=True)
class Service:
    """A service of Compose, with the file and the line that it stands at."""

    name: str
    value: Mapping[str, Any]
    path: str
    line: int

    @property
    def context(self) -> str | None:
        """The directory that its image is built from; None where it is not built here."""
        build = self.value.get("build")
        named = build if isinstance(build, str) else sub(build).get("context") or "."
        return inside(posixpath.dirname(self.path), str(named)) if build else None

    @property
    def dockerfile(self) -> str | None:
        """The path of the Dockerfile that its image is built by."""
        if self.context is None:
            return None
        named = sub(self.value, "build").get("dockerfile") or "Dockerfile"
        return inside(self.context, str(named))


def _compose(invocation: Invocation, project: Project) -> Iterator[Step]:
    """`docker compose run SERVICE COMMAND`, and the services that `up` starts."""
    words = operands(invocation.arguments, _COMPOSE_VALUED)
    if not words or invocation.directory is None:
        return
    before = invocation.arguments[: len(invocation.arguments) - len(words)]
    services = _services(before, invocation.directory, project)
    if words[0] in ("run", "exec"):
        yield from _run_service(words, services, invocation)
    elif words[0] == "up":
        named = [word for word in operands(words[1:], _UP_VALUED) if not word.startswith("-")]
        for name in _needed(named, services):
            yield from _service_command(services[name])
        if "--build" in words:
            yield from _builds(named, services, project)
    elif words[0] == "build":
        named = [word for word in operands(words[1:], _UP_VALUED) if not word.startswith("-")]
        yield from _builds(named, services, project)


def _services(options: tuple[str, ...], directory: str, project: Project) -> dict[str, Service]:
    """The services of the Compose files that a call takes; later files add to earlier ones."""
    named = [
        value
        for position, word in enumerate(options)
        if word in ("-f", "--file") and (value := " ".join(options[position + 1 : position + 2]))
    ]
    if named:
        paths = [path for name in named if (path := inside(directory, name)) is not None]
    else:
        found = (project.first(directory, *COMPOSE_FILES), project.first(directory, *_OVERRIDES))
        paths = [path for path in found if path]
    return project.once(_read_services, tuple(paths))


def _read_services(project: Project, paths: tuple[str, ...]) -> dict[str, Service]:
    services: dict[str, Service] = {}
    for path in paths:
        if path in project.tree.entries:
            for name, value, line in services_of(project.value(path)):
                known = services[name].value if name in services else {}
                services[name] = Service(name, {**known, **value}, path, line)
    return services


def _run_service(
    words: tuple[str, ...], services: Mapping[str, Service], invocation: Invocation
) -> Iterator[Step]:
    rest = operands(words[1:], RUN_VALUED)
    if not rest:
        return
    service = services.get(rest[0])
    entrypoint = option(words[1 : len(words) - len(rest)], "--entrypoint")
    command = (*shlex_words(entrypoint or ""), *rest[1:])
    directory = service.context if service and service.context is not None else invocation.directory
    if words[0] == "run" and entrypoint is None and _is_task(command):
        yield Lost(command[0], f"the service {rest[0]} is told to `{command[0]}`")
    elif command:
        yield Command(_behind_word(command), directory, invocation.environment)
    elif service and words[0] == "run":
        yield from _service_command(service)


# What is no program, but a word that an image's own entry point knows: `docker run shop lint`.
_TASK = re.compile(r"(?:[a-z]{1,20}-)?(?:lint|tests?|check|format)(?:-[a-z]{1,20})?")
_OPTION = re.compile(r"-.{0,100}")
_OF_SHELL = frozenset((f"-{letter}",) for letter in "defhnrswxzL")
# By these words an image's own entry point runs whatever stands behind them.
_RUNNING = frozenset(["shell", "exec", "run", "cmd"])


def _is_task(command: tuple[str, ...]) -> bool:
    """Whether it is a word that an entry point knows, with options: not `test -f` of the shell."""
    told = command[1:]
    is_word = bool(command) and _TASK.fullmatch(command[0]) is not None
    return is_word and all(map(_OPTION.fullmatch, told[:1])) and told[:1] not in _OF_SHELL


def _behind_word(command: tuple[str, ...]) -> tuple[str, ...]:
    """A command that a container is handed: `shell ./bin/lint.sh` starts the script."""
    return command[1:] if command[0] in _RUNNING and len(command) > 1 else command


def shlex_words(text: str) -> tuple[str, ...]:
    """The words of a command line; none where its quotes do not match."""
    try:
        return tuple(shlex.split(text))
    except ValueError:
        return ()


def _needed(named: list[str], services: Mapping[str, Service]) -> list[str]:
    """The services that start: those named with all they depend on, or all outside of profiles."""
    waiting = named or [name for name, each in services.items() if not each.value.get("profiles")]
    needed: list[str] = []
    while waiting:
        name = waiting.pop(0)
        if name in services and name not in needed:
            needed.append(name)
            depends = services[name].value.get("depends_on")
            waiting += list(depends) if isinstance(depends, list | dict) else []
    return needed


def _service_command(service: Service) -> Iterator[Step]:
    """What the container of a service starts with."""
    directory = service.context if service.context is not None else posixpath.dirname(service.path)
    parts = (command_text(service.value.get(key)) for key in ("entrypoint", "command"))
    text = " ".join(part for part in parts if part)
    if text:
        where = Evidence(
            service.path, service.line, excerpt=f"{service.name}: {text[:MAX_EXCERPT]}"
        )
        yield Text(text, where, directory, f"{service.path} {service.name}")


def _builds(named: list[str], services: Mapping[str, Service], project: Project) -> Iterator[Step]:
    for name in named or list(services):
        service = services.get(name)
        if service and service.dockerfile is not None:
            yield from dockerfile_steps(service.dockerfile, service.context or "", project)


_BUILD_VALUED = frozenset(
    """-t --tag -f --file --target --build-arg --platform --cache-from --cache-to -o --output
    --secret --ssh --label --progress --network --builder --iidfile --metadata-file""".split()
)


# What runs beside the steps that follow is a service for them: nobody waits for what it says.
_DETACHED = frozenset(["-d", "--detach", "-dit", "-itd", "-dt", "-td", "-di", "-id"])


def _docker(invocation: Invocation, project: Project) -> Iterator[Step]:
    """`docker run IMAGE COMMAND`, `docker exec`, `docker build`, `docker compose`."""
    words = operands(invocation.arguments, frozenset({"-H", "--context", "-l", "--log-level"}))
    if words[:1] in (("container",), ("image",), ("buildx",), ("builder",)):
        words = words[1:]
    if words[:1] == ("compose",):
        inner = ("docker-compose", *words[1:])
        yield Command(inner, invocation.directory, invocation.environment)
    elif words[:1] in (("run",), ("exec",)):
        rest = operands(words[1:], RUN_VALUED)
        before = words[: len(words) - len(rest)]
        entrypoint = option(before, "--entrypoint")
        lie = mounts.given(before, invocation.directory)
        if words[0] == "exec" and rest:
            lie = mounts.of_container(rest[0], project)
        command = mounts.placed((*shlex_words(entrypoint or ""), *rest[1:]), lie)
        if words[0] == "run" and entrypoint is None and _TASK.fullmatch(" ".join(command)):
            yield Lost(command[0], f"the image {rest[0]} is told to `{command[0]}`")
        elif command:
            yield Command(_behind_word(command), invocation.directory, invocation.environment)
        elif rest and not _DETACHED.intersection(before):
            image = rest[0].partition(":")[0]
            yield Lost(image, f"`docker {words[0]} {rest[0]}` runs what the image starts")
    elif words[:1] == ("build",):
        context = next(iter(operands(words[1:], _BUILD_VALUED)), ".")
        at = inside(invocation.directory, context)
        file = option(words, "-f", "--file")
        path = inside(invocation.directory, file) if file else join(at or "", "Dockerfile")
        if at is not None and path is not None:
            yield from dockerfile_steps(path, at, project)


HANDLERS: Mapping[str, Handler] = {
    **dict.fromkeys(("docker", "podman"), _docker),
    **dict.fromkeys(("docker-compose", "podman-compose"), _compose),
}
