"""Tells which steps of a set-up a command does by itself, by its name and arguments."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping

from compliance.extract import images
from compliance.extract.commands import gulp
from compliance.extract.commands.containers import RUN_VALUED
from compliance.extract.commands.steps import Invocation, Project, operands
from compliance.extract.setup_steps import own, published, python
from compliance.extract.setup_steps.names import Reader, first, installs, migrates, named
from compliance.facts import Stack
from compliance.facts.setup_steps import SetupStep

INSTALL, ENVIRONMENT = SetupStep.INSTALL, SetupStep.ENVIRONMENT
SERVICES, MIGRATIONS, START = SetupStep.SERVICES, SetupStep.MIGRATIONS, SetupStep.START


def steps(invocation: Invocation, project: Project) -> Iterator[SetupStep]:
    """The steps that a command does by itself; what it leads to is not followed here."""
    name, words = posixpath.basename(invocation.name), invocation.arguments
    if migrates(" ".join((name, *words))):
        yield MIGRATIONS
    known = _COMMANDS.get(name)
    if known is not None:
        yield from known(words, invocation, project)
    elif name in _SERVERS or _SERVERS_WITH.get(name, frozenset()) & set(words[:3]):
        yield START
    elif own.is_program(invocation, project):
        yield from own.of_program(invocation, project)
    elif name in own.declared(project):
        yield from own.of_declared(name, words)


_SERVERS = frozenset(
    """uvicorn gunicorn hypercorn daphne granian waitress-serve uwsgi nodemon ts-node-dev honcho
    foreman overmind hivemind supervisord pserve""".split()
)
_SERVERS_WITH: Mapping[str, frozenset[str]] = {
    name: frozenset(subcommands.split())
    for name, subcommands in {
        "flask": "run",
        "quart": "run",
        "fastapi": "dev run",
        "litestar": "run",
        "next": "dev start",
        **dict.fromkeys("nuxt nuxi astro remix react-router".split(), "dev"),
        **dict.fromkeys(("rw", "redwood", "cedar"), "dev serve"),
        "nest": "start",
        "turbo": "dev start serve",
        "nx": "serve start dev",
        "medusa": "develop start",
        "strapi": "develop start dev",
        "vercel": "dev",
        "netlify": "dev",
        "wrangler": "dev",
        "rails": "server",
        "ace": "serve",
    }.items()
}
_INSTALLS: Mapping[str, frozenset[str]] = {
    name: frozenset(subcommands.split())
    for name, subcommands in {
        "poetry": "install sync",
        "pdm": "install sync",
        "rye": "sync",
        "pixi": "install run",
        "hatch": "run",
        "lerna": "bootstrap",
        "rush": "install update",
        "devbox": "shell run install",
        "mise": "install",
    }.items()
}
_SCRIPT_MANAGERS = ("npm", "pnpm", "yarn", "bun")
_OF_MANAGERS = frozenset("install i ci clean-install".split())
_VALUED = frozenset(
    """--prefix --cwd -C --dir --filter -F --workspace -w --store-dir --registry""".split()
)


def _manager(
    words: tuple[str, ...], invocation: Invocation, project: Project
) -> Iterator[SetupStep]:
    """npm and its like: their own `install` without the name of a package, or for everything with
    that of the project, and scripts by name.
    """
    rest = operands(words, _VALUED)
    if rest[:1] == ("workspace",):
        rest = rest[2:]
    if rest[:1] in (("run",), ("run-script",)):
        yield from _script(" ".join(operands(rest[1:], _VALUED)[:1]))
    elif not rest:
        if invocation.name == "yarn":
            yield INSTALL
    elif rest[0] == "init":
        return  # It makes another project, whatever scripts there are.
    elif rest[0] not in _OF_MANAGERS:
        yield from _script(rest[0])
    elif "-g" in words or "--global" in words:
        names = {each.name for each in project.manifests.manifests if each.stack is Stack.NODE}
        if not names.isdisjoint(operands(rest[1:], _VALUED)):
            yield INSTALL
    elif not operands(rest[1:], _VALUED):
        yield INSTALL


def _script(name: str) -> Iterator[SetupStep]:
    """What a script of a package.json does by its name."""
    yield from (step for step in named(name) if step is not INSTALL or installs(name))


def _installer(
    words: tuple[str, ...], invocation: Invocation, _project: Project
) -> Iterator[SetupStep]:
    if first(words) in _INSTALLS[invocation.name]:
        yield INSTALL


def _target(
    words: tuple[str, ...], _invocation: Invocation, _project: Project
) -> Iterator[SetupStep]:
    """make, just and their like: targets by their names."""
    for word in words:
        if not word.startswith("-") and "=" not in word:
            yield from named(word)


# Plugins by which tasks of gulp and Grunt start a program, and keep it running.
_KEEPING = frozenset(
    """nodemon supervisor develop-server express-server express forever live-server
    server-livereload develop""".split()
)


def _task(_words: tuple[str, ...], invocation: Invocation, project: Project) -> Iterator[SetupStep]:
    """gulp and Grunt: tasks by their names, and what these lead to by plugins."""
    for name in gulp.tasks_of(invocation, project):
        if name.partition(":")[0] in _KEEPING:
            yield START
        yield from named(name)


def _copy(
    words: tuple[str, ...], _invocation: Invocation, _project: Project
) -> Iterator[SetupStep]:
    """Anything done to a file `.env`."""
    if any(_ENV_FILE.search(posixpath.basename(word).lower()) for word in words):
        yield ENVIRONMENT


_ENV_FILE = re.compile(r"(?:^|\w)\.env(?:\.|$)|^\.?env(?:\.|$)|^\.envrc$")


def _node(
    words: tuple[str, ...], _invocation: Invocation, _project: Project
) -> Iterator[SetupStep]:
    """`node FILE`: an application, unless the file's name or folder says something else."""
    operand = next((word for word in operands(words) if word != "watch"), "")
    stem = posixpath.splitext(posixpath.basename(operand))[0].lower()
    if stem in ("app", "server", "index", "main", "www", "start", "bootstrap", "ace"):
        if "scripts" not in operand.split("/"):
            yield START
    elif operand:
        yield from named(stem)


def _docker(
    words: tuple[str, ...], _invocation: Invocation, project: Project
) -> Iterator[SetupStep]:
    """`docker run` of an engine's image, and of the project's own with what that starts itself."""
    if words[:1] in (("run",), ("start",)) and any(map(images.engine_of, words[1:])):
        yield SERVICES
    elif words[:1] == ("run",):
        image_and_command = operands(words[1:], RUN_VALUED)
        if len(image_and_command) == 1 and published.is_image(image_and_command[0], project):
            yield START


_ENGINE_TOOLS = frozenset(
    """mongod redis-server valkey-server postgres mysqld pg_ctl createdb createuser psql mysql
    rabbitmq-server elasticsearch initdb""".split()
)


def _service(
    words: tuple[str, ...], _invocation: Invocation, _project: Project
) -> Iterator[SetupStep]:
    """`brew services start`, `systemctl start`, `service … start`, `apt install` of an engine."""
    verbs = {"start", "restart", "enable", "run", "install", "--now"}
    if verbs & set(words) and any(map(images.engine_by_name, words)):
        yield SERVICES


def _engine(
    _words: tuple[str, ...], _invocation: Invocation, _project: Project
) -> Iterator[SetupStep]:
    yield SERVICES


def _supabase(
    words: tuple[str, ...], _invocation: Invocation, _project: Project
) -> Iterator[SetupStep]:
    if first(words) == "start":
        yield SERVICES


def _environment(
    words: tuple[str, ...], _invocation: Invocation, _project: Project
) -> Iterator[SetupStep]:
    """Tools that hand out variables: `vercel env pull`, `doppler setup`, `direnv allow`."""
    if {"env", "setup", "run", "allow", "pull"} & set(words[:2]):
        yield ENVIRONMENT


def _vercel(
    words: tuple[str, ...], _invocation: Invocation, _project: Project
) -> Iterator[SetupStep]:
    if words[:1] == ("env",):
        yield ENVIRONMENT
    elif words[:1] == ("dev",):
        yield START


_COMMANDS: Mapping[str, Reader] = {
    **python.READERS,
    **dict.fromkeys(_SCRIPT_MANAGERS, _manager),
    **dict.fromkeys(_INSTALLS, _installer),
    **dict.fromkeys(("make", "gmake", "just", "task", "go-task", "poe", "invoke", "inv"), _target),
    **dict.fromkeys(("gulp", "grunt"), _task),
    **dict.fromkeys(("cp", "mv", "copy", "ln", "touch", "vim", "vi", "nano", "code"), _copy),
    **dict.fromkeys(("node", "nodejs", "tsx", "ts-node", "deno"), _node),
    **dict.fromkeys(("docker", "podman"), _docker),
    **dict.fromkeys(("brew", "systemctl", "service", "apt", "apt-get", "rc-service"), _service),
    **dict.fromkeys(_ENGINE_TOOLS, _engine),
    **dict.fromkeys(("doppler", "direnv", "infisical", "dotenvx"), _environment),
    "supabase": _supabase,
    "vercel": _vercel,
}
