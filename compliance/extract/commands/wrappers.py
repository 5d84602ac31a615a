"""Commands that run the command behind them: `env`, `timeout`, `npx`, `poetry run`, `bash -c` …"""

from __future__ import annotations

import itertools
import posixpath
import re
import shlex
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from compliance.extract.commands.shell import ASSIGNMENT
from compliance.extract.commands.steps import (
    Command,
    Handler,
    Invocation,
    Project,
    Step,
    inside,
    operands,
    option,
)
from compliance.extract.commands.tools import command_of_package


@dataclass(frozen=True)
class _Wrapper:
    """How a wrapper writes the command that it runs.

    `after` are the words, one of which has to stand between the wrapper and that command; `valued`
    the options that take a word; `skipped` the operands before the command. With `marked` the
    command stands behind `--` only.
    """

    after: frozenset[str] = frozenset()
    valued: frozenset[str] = frozenset()
    skipped: int = 0
    marked: bool = False


def _wrapper(
    after: str = "", valued: str = "", skipped: int = 0, *, marked: bool = False
) -> _Wrapper:
    return _Wrapper(frozenset(after.split()), frozenset(valued.split()), skipped, marked)


_PLAIN = "cross-env cross-env-shell nohup exec builtin unbuffer setsid dbus-run-session".split()
_WRAPPERS: Mapping[str, _Wrapper] = {
    "env": _wrapper(valued="-u --unset -C --chdir"),
    "sudo": _wrapper(valued="-u -g -h -p"),
    "doas": _wrapper(valued="-u"),
    "nice": _wrapper(valued="-n"),
    "ionice": _wrapper(valued="-c -n"),
    "stdbuf": _wrapper(valued="-i -o -e"),
    "timeout": _wrapper(valued="-s -k --signal --kill-after", skipped=1),
    "gtimeout": _wrapper(valued="-s -k", skipped=1),
    "xvfb-run": _wrapper(valued="-n -s -e -f --server-args --server-num"),
    "xargs": _wrapper(valued="-n -P -I -L -d -a -s"),
    "retry": _wrapper(valued="-t -s -d --times --sleep --delay"),
    **dict.fromkeys(("unshare", *_PLAIN), _wrapper()),
    **dict.fromkeys(("c8", "nyc"), _wrapper(valued="-r --reporter --include -x --exclude -o -c")),
    **dict.fromkeys(("istanbul", "isparta"), _wrapper("cover", "--dir --root -x --report")),
    "dotenvx": _wrapper("run", "-f --env-file -e --env"),
    "doppler": _wrapper("run", "-p -c --project --config", marked=True),
    "op": _wrapper("run", marked=True),
    "infisical": _wrapper("run", marked=True),
    "chamber": _wrapper("exec", marked=True),
    "aws-vault": _wrapper("exec", marked=True),
    "wait-for-it": _wrapper(marked=True),
    "dockerize": _wrapper(valued="-wait -timeout -wait-retry-interval -template -stdout -stderr"),
    "flox": _wrapper("activate", marked=True),
    "direnv": _wrapper("exec", skipped=1),
    "bundle": _wrapper("exec"),
    "buildevents": _wrapper(marked=True),
    "conda": _wrapper("run", "-n --name -p --prefix --cwd"),
    "mamba": _wrapper("run", "-n --name -p --prefix --cwd"),
    "micromamba": _wrapper("run", "-n --name -p --prefix --cwd"),
    "firebase": _wrapper("emulators:exec", "--only --import --config -c --project -P"),
    "poetry": _wrapper("run", "-C --directory -P --project"),
    "pixi": _wrapper("exec", "--spec -s -c"),
}  # fmt: skip


def _wrapped(invocation: Invocation, _project: Project) -> Iterator[Step]:
    wrapper = _WRAPPERS[invocation.name]
    words = invocation.arguments
    if wrapper.after:
        words = operands(words, wrapper.valued)
        if not words or words[0] not in wrapper.after:
            return
        words = words[1:]
    if wrapper.marked:
        words = words[words.index("--") + 1 :] if "--" in words else ()
    words = operands(words, wrapper.valued)[wrapper.skipped :]
    own = _before(invocation.arguments, words)
    if words and " " in words[-1] and all("=" in each for each in words[:-1]):
        words = ("eval", *words)
    at = _directory(invocation, own, "--directory", "--chdir", "--cwd")
    if words:
        yield Command(words, at, invocation.environment)


def _before(words: tuple[str, ...], command: tuple[str, ...]) -> tuple[str, ...]:
    """The words in front of the command that they end with: its options are not the wrapper's."""
    return words[: len(words) - len(command)]


_PYTHON = frozenset("-p --python --with --with-requirements --from --index-url --spec -c".split())
_NODE = frozenset("-p --package -c --call --cache --registry --node-options".split())


def _package_runner(invocation: Invocation, _project: Project) -> Iterator[Step]:
    """`npx`, `bunx`, `uvx`, `pipx run`: a package's command, installed where it is not there."""
    arguments = invocation.arguments
    if invocation.name == "pipx":
        if arguments[:1] != ("run",):
            return
        arguments = arguments[1:]
    words = operands(arguments, _PYTHON if invocation.name in ("uvx", "pipx") else _NODE)
    text = option(_before(arguments, words), "-c", "--call")
    if text is not None:
        yield Command(("sh", "-c", text), invocation.directory, invocation.environment)
        return
    if words:
        command = (command_of_package(words[0]), *words[1:])
        yield Command(command, invocation.directory, invocation.environment)


_UV = frozenset(
    """--group --extra --only-group --no-group --with --with-requirements --with-editable --package
    --python -p --env-file --directory --project --index-url --default-index --resolution
    --config-file --color --cache-dir --no-extra --index""".split()
)


def _uv(invocation: Invocation, _project: Project) -> Iterator[Step]:
    words = operands(invocation.arguments, _UV)
    own = _before(invocation.arguments, operands(words[1:], _UV))
    at = _directory(invocation, own, "--directory")
    if words[:1] == ("run",):
        command = operands(words[1:], _UV | {"-m", "--module"})
        module = option(_before(words[1:], command), "-m", "--module")
        if module is not None:
            command = ("python", "-m", module, *command)
        if command:
            yield Command(command, at, invocation.environment)
    elif words[:2] in (("tool", "run"), ("x",)):
        yield Command(("uvx", *words[2:]), at, invocation.environment)
    elif words[:1] == ("format",):
        yield Command(("ruff", "format"), at, invocation.environment)


def _directory(invocation: Invocation, own: tuple[str, ...], *names: str) -> str | None:
    """Where it runs, with an option of its own that names another directory taken into account."""
    named = option(own, *names)
    return inside(invocation.directory, named) if named is not None else invocation.directory


_ENV_CMD = frozenset("-f --file -r --rc-file -e --environments".split())
_ENV_FILE = re.compile(r"(?:.*/)?(?:\.env[^/]*|[^/]+\.env)")


def _env_cmd(invocation: Invocation, _project: Project) -> Iterator[Step]:
    """`env-cmd -f FILE COMMAND`, before its version 9 `env-cmd FILE COMMAND`."""
    words = operands(invocation.arguments, _ENV_CMD)
    if words and _ENV_FILE.fullmatch(words[0]):
        words = words[1:]
    if words:
        yield Command(words, invocation.directory, invocation.environment)


def _dotenv(invocation: Invocation, _project: Project) -> Iterator[Step]:
    """`dotenv -e FILE -- COMMAND`, and Python's `dotenv run -- COMMAND`.

    What stands behind `--` is the command whatever is before: `-c` may take a word or none.
    """
    words = invocation.arguments
    if "--" in words:
        words = words[words.index("--") + 1 :]
    else:
        words = operands(words, frozenset({"-e", "-f", "-v", "-p", "-o"}))
        words = operands(words[1:]) if words[:1] == ("run",) else words
    if words:
        yield Command(words, invocation.directory, invocation.environment)


def _shell(invocation: Invocation, _project: Project) -> Iterator[Step]:
    """`bash -c TEXT` and `bash SCRIPT`."""
    for position, word in enumerate(invocation.arguments):
        if re.fullmatch(r"-[a-z]{0,6}c", word):
            text = " ".join(invocation.arguments[position + 1 : position + 2])
            yield Command(("eval", text), invocation.directory, invocation.environment)
            return
    words = operands(invocation.arguments, frozenset({"-o", "+o", "-O", "--rcfile"}))
    if words:
        command = (_as_path(words[0]), *words[1:])
        yield Command(command, invocation.directory, invocation.environment)


def _source(invocation: Invocation, _project: Project) -> Iterator[Step]:
    """`source SCRIPT`; activating an environment, and husky's own helper, run nothing."""
    if invocation.arguments and not invocation.arguments[0].endswith(("/activate", "/husky.sh")):
        command = (_as_path(invocation.arguments[0]), *invocation.arguments[1:])
        yield Command(command, invocation.directory, invocation.environment)


def _as_path(word: str) -> str:
    return word if "/" in word or word.startswith("$") else f"./{word}"


def _nix(invocation: Invocation, _project: Project) -> Iterator[Step]:
    text = option(invocation.arguments, "--run")
    if text is not None:
        yield Command(("eval", text), invocation.directory, invocation.environment)
    for name in ("-c", "--command"):
        if name in invocation.arguments:
            words = invocation.arguments[invocation.arguments.index(name) + 1 :]
            if words:
                yield Command(words, invocation.directory, invocation.environment)


_LEFT_OUT = re.compile(r"\(![^()]{0,80}\)")


def _several(invocation: Invocation, _project: Project) -> Iterator[Step]:
    """`concurrently` and `start-server-and-test`: operands that are commands or script names."""
    valued = frozenset("-n --names -c --prefix-colors -m --max-processes -p --prefix -s".split())
    for word in operands(invocation.arguments, valued):
        scripts = re.fullmatch(r"(npm|yarn|pnpm|bun|npm run):(.{1,100})", word)
        if scripts:
            # Behind a pattern may stand what is left out, and what each script is handed.
            text = f"npm-run-all {shlex.quote(_LEFT_OUT.sub('', scripts[2]))}"
        elif " " not in word and invocation.name == "start-server-and-test":
            text = f"npm run {word}"
        else:
            text = word
        yield Command(("eval", text), invocation.directory, invocation.environment)


_GIVEN_TEXT = {
    "circleci": ("tests run", ("--command",)),  # It hands on the names of files, as `xargs` does.
    "su": ("", ("-c", "--command", "--session-command")),
    "runuser": ("", ("-c", "--command", "--session-command")),
    "script": ("", ("-c", "--command")),
    "flock": ("", ("-c", "--command")),
    "nodemon": ("", ("-x", "--exec")),
    "git-format-staged": ("", ("-f", "--formatter")),
}


def _given_text(invocation: Invocation, _project: Project) -> Iterator[Step]:
    """A command that takes what it runs as the text of an option: `su web -c "npm test"`."""
    subcommand, names = _GIVEN_TEXT[invocation.name]
    told = subcommand.split()
    text = option(invocation.arguments, *names)
    if text is not None and list(invocation.arguments[: len(told)]) == told:
        yield Command(("eval", text), invocation.directory, invocation.environment)


def _glob(invocation: Invocation, _project: Project) -> Iterator[Step]:
    """`glob -c COMMAND PATTERN`, which runs the command with the files that the pattern finds."""
    text = option(invocation.arguments, "-c", "--cmd")
    if text is not None:
        yield Command(("eval", text), invocation.directory, invocation.environment)


def _command(invocation: Invocation, _project: Project) -> Iterator[Step]:
    """`command NAME` runs it; with `-v` it only says where it is."""
    if invocation.arguments and not invocation.arguments[0].startswith("-"):
        yield Command(invocation.arguments, invocation.directory, invocation.environment)


def _corepack(invocation: Invocation, _project: Project) -> Iterator[Step]:
    """`corepack pnpm@9 test` runs that version of the manager; its other words only install it."""
    words = operands(invocation.arguments)
    manager = words[0].partition("@")[0] if words else ""
    if manager in ("npm", "npx", "pnpm", "pnpx", "yarn"):
        yield Command((manager, *words[1:]), invocation.directory, invocation.environment)


# Commands whose arguments only name others, in messages or to install, find or remove them.
_NAMING = frozenset(
    """echo printf which whereis type hash man cat less head tail rm ls cp mv mkdir touch chmod
    chown ln git gh curl wget grep egrep sed awk tee test apt apt-get apk dnf yum brew choco
    winget pip pip3 gem volta asdf nvm kill pkill killall sleep read return exit trap
    alias unset export set wait""".split()
)
_RUNNERS = frozenset(
    """uv uvx poetry pipenv pdm hatch pipx python python3 npm npx pnpm yarn bun bunx node make just
    docker docker-compose bash sh tox nox pre-commit prek""".split()
)


# What drives a known runner is called after it: `babel-tape-runner`, `electron-mocha`.
_RUNNERS_OF_TESTS = frozenset("mocha jest vitest tape jasmine karma ava pytest cypress".split())


def unknown(invocation: Invocation) -> Iterator[Step]:
    """A command that is not known wraps one that runs others, if that stands right behind it or
    behind the `--` that ends its own options; one that has the name of a test runner in its own
    runs tests.
    """
    words = invocation.arguments
    runner = next(iter(_RUNNERS_OF_TESTS.intersection(invocation.name.split("-"))), None)
    if runner:
        yield Command((runner, *words), invocation.directory, invocation.environment)
        return
    if "--" in words:
        words = words[words.index("--") + 1 :]
    run = tuple(itertools.dropwhile(ASSIGNMENT.fullmatch, words))
    sets = len(run) < len(words)  # Variables, for what it runs: `x-var MODE=offline vitest run`.
    named = bool(run) and posixpath.basename(run[0]) in _RUNNERS
    if run and (sets or named) and invocation.name not in _NAMING:
        yield Command(run, invocation.directory, invocation.environment)


HANDLERS: Mapping[str, Handler] = {
    **dict.fromkeys(_WRAPPERS, _wrapped),
    **dict.fromkeys(("npx", "pnpx", "bunx", "utx", "nlx", "uvx", "pipx"), _package_runner),
    **dict.fromkeys(("sh", "bash", "zsh", "dash", "ash"), _shell),
    **dict.fromkeys(("source", "."), _source),
    **dict.fromkeys(("nix", "nix-shell"), _nix),
    **dict.fromkeys(("concurrently", "start-server-and-test", "start-test"), _several),
    **dict.fromkeys(("dotenv", "dotenv-cli"), _dotenv),
    **dict.fromkeys(_GIVEN_TEXT, _given_text),
    "command": _command,
    "env-cmd": _env_cmd,
    "corepack": _corepack,
    "glob": _glob,
    "uv": _uv,
}
