"""Where a command of a text runs, and with what: directory, variables, arguments."""

from __future__ import annotations

import posixpath
import re

from compliance.extract.commands.shell import ASSIGNMENT, ShellCommand, closing
from compliance.extract.commands.steps import ROOT, Command, Invocation, Text, inside, option

MAX_VALUE = 1_000
MAX_WORD = 2_000
MAX_WORDS = 200

# Variables of CI services, and commands, that stand for the root of the repository.
_ROOTS = dict.fromkeys(
    """GITHUB_WORKSPACE CI_PROJECT_DIR TRAVIS_BUILD_DIR BITBUCKET_CLONE_DIR DRONE_WORKSPACE
    CIRRUS_WORKING_DIR WORKSPACE BUILD_SOURCESDIRECTORY Build_SourcesDirectory
    System_DefaultWorkingDirectory""".split(),
    ROOT,
)
_TOP_LEVEL = re.compile(r"\$\(git rev-parse --show-toplevel\)")
# Where a package manager of Node.js has installed a command, or all of them.
_BIN = re.compile(
    r"\$\((?:npm|yarn|pnpm|bun)[ ](?:-s[ ])?(?:pm[ ])?bin(?:[ ](?P<name>[\w.@/-]{1,80}))?\)"
)
_VARIABLE = re.compile(
    r"\$(?:(?P<bare>[A-Za-z_][A-Za-z0-9_]{0,100}|[0-9@*])"
    r"|\{(?P<braced>[A-Za-z_][A-Za-z0-9_]{0,100}|[0-9@*])(?P<default>:?[-=][^{}]{0,500})?\})"
)
_ALL_ARGUMENTS = {"$@": 0, "$*": 0, "${@}": 0, "${*}": 0, "${@:1}": 0, "${@:2}": 1}
# `PYTHON=$(command -v python3 || echo python)` stands for what is looked for first.
_LOOKED_UP = re.compile(
    r"\$\((?:command[ ]-v|which|type[ ]-p)[ ]+([A-Za-z][\w.-]{0,60})(?![\w./-]).*\)", re.DOTALL
)
_SUFFIX = re.compile(r"\.(?:cmd|exe|ps1)$", re.IGNORECASE)
_UNKNOWN = re.compile(r"\$\{?([A-Za-z_]{1,40})\}?")
# A version of Python that only a run knows: `python$VERSION`.
_PYTHON_OF = re.compile(r"python[23]?\.?\$")
_TOOL = re.compile(r"[A-Za-z][\w.-]{1,60}")
_INSTALLED = re.compile(r"node_modules/\.bin/|^[/~]|(?:^|/)\.?v?env[^/]{0,20}/(?:bin|Scripts)/")


class Surroundings:
    """The directory and the variables as they change from command to command of one text."""

    def __init__(self, text: Text) -> None:
        self._text = text
        self.arguments = text.arguments  # Of the script, or of its function that is followed.
        self._directories: list[tuple[int, str | None]] = [(0, text.directory)]
        self._environment = {"PWD": ".", **_ROOTS, **text.environment}

    def enter(self, command: ShellCommand) -> Invocation | None:
        """The command as it is run here; None where it only changes the surroundings."""
        while len(self._directories) > 1 and self._directories[-1][0] > command.depth:
            self._directories.pop()
        directory = self._directories[-1][1]
        words = self._expanded(command.words)
        invocation = prepared(Command(words, directory, self._environment))
        if invocation is None:
            self._assign(words)
        elif invocation.name in ("cd", "pushd"):
            target = next((word for word in invocation.arguments if not word.startswith("-")), "~")
            self._move(command.depth, inside(directory, target))
            return None
        elif invocation.name == "popd":
            self._move(command.depth, self._text.directory)
            return None
        elif invocation.name in ("export", "declare", "local", "readonly"):
            self._assign(invocation.arguments)
            return None
        return invocation

    def _move(self, depth: int, directory: str | None) -> None:
        """Change the directory, up to the end of the subshell that the command stands in."""
        if self._directories[-1][0] == depth:
            self._directories.pop()
        self._directories.append((depth, directory))

    def _assign(self, words: tuple[str, ...]) -> None:
        for word in words:
            match = ASSIGNMENT.fullmatch(word)
            if match and len(match[2]) <= MAX_VALUE:
                looked_up = _LOOKED_UP.fullmatch(match[2])
                self._environment[match[1]] = looked_up[1] if looked_up else match[2]

    def _expanded(self, words: tuple[str, ...]) -> tuple[str, ...]:
        """The words with what is known put in; a variable alone may stand for several words."""
        expanded: list[str] = []
        for word in words[:MAX_WORDS]:
            if word in _ALL_ARGUMENTS:
                expanded += self.arguments[_ALL_ARGUMENTS[word] :]
            elif "$" not in word or len(word) > MAX_WORD:
                expanded.append(word)
            else:
                known = _VARIABLE.sub(self._value, self._located(word))
                several = _VARIABLE.fullmatch(word) and "${{" not in known
                expanded += known.split() if several else [known]
        return tuple(expanded[:MAX_WORDS])

    def _value(self, match: re.Match[str]) -> str:
        name = match["bare"] or match["braced"]
        if name.isdigit():
            given = self.arguments[int(name) - 1 :][:1] if int(name) else ()
            known = given[0] if given else None
        elif name in "@*":
            known = " ".join(self.arguments) or (None if match["default"] else "")
        else:
            known = self._environment.get(name)
        if known is None and match["default"]:
            known = match["default"].lstrip(":-=")
        return match[0] if known is None else known

    def _located(self, word: str) -> str:
        """The word with the usual ways to say "where this script is" and "the root" resolved."""
        word = _TOP_LEVEL.sub(ROOT, word).replace("$(pwd)", ".")
        word = _BIN.sub(lambda match: f"node_modules/.bin/{match['name'] or ''}".rstrip("/"), word)
        start = word.find("$(")
        if start >= 0 and "dirname" in word and ("$0" in word or "BASH_SOURCE" in word):
            end = closing(word, start + 2)
            climbs = "/.." * word.count("/..", start, end)
            directory = posixpath.dirname(self._text.where.path)
            word = f"{word[:start]}{ROOT}/{directory}{climbs}{word[end:]}"
        return word


def prepared(command: Command) -> Invocation | None:
    """The command without assignments before it and by its plain name; None where none is left.

    A variable of which nothing is known stands for the command that it is named after, as `$PYTHON`
    and `$(POETRY)` do; right before a name it is the folder that holds the command.
    """
    words, environment = list(command.words), dict(command.environment)
    while words and (match := ASSIGNMENT.fullmatch(words[0])):
        environment[match[1]] = match[2]
        words.pop(0)
    if not words or not words[0]:
        return None
    name = _without_folder(_SUFFIX.sub("", words[0]))
    unknown = _UNKNOWN.fullmatch(name)
    if unknown:
        name = unknown[1].lower()
    elif _PYTHON_OF.match(name):
        name = "python"
    elif "/" in name and (name.startswith("$") or _INSTALLED.search(name)):
        name = posixpath.basename(name)
    return Invocation((name, *words[1:]), command.directory, environment)


def _without_folder(name: str) -> str:
    """The name of a command that follows a folder only a run knows: `$(find-venv)flake8`."""
    if name.startswith("$("):
        folder = closing(name, 2)
    elif name.startswith("${"):
        folder = name.find("}") + 1
    else:
        return name
    return name[folder:] if _TOOL.fullmatch(name, folder) else name


def is_open(invocation: Invocation) -> bool:
    """Whether what a command runs is named by something that only a run knows."""
    first, *rest = (*invocation.words, "", "", "")[:4]
    if first.startswith("${{"):
        return True
    if first in ("npm", "yarn", "pnpm", "bun"):
        named = rest[1] if rest[0] in ("run", "run-script") else rest[0]
        return named.startswith("$")
    if first == "nx" and (told := option(invocation.arguments, "--target", "--targets", "-t")):
        return _is_name(told)
    runners = ("make", "just", "task", "poe", "nox", "tox", "invoke", "inv", "turbo", "nx")
    return first in runners and any(_is_name(word) for word in invocation.arguments)


def is_handed_on(invocation: Invocation) -> bool:
    """Whether Compose is told what to do by words that only a run knows."""
    composes = invocation.name in ("docker-compose", "podman-compose")
    return composes and any("$" in word for word in invocation.arguments)


def _is_name(word: str) -> bool:
    return word.startswith("$") and not word.startswith("$(")
