"""Follows tox to the commands of its environments, in tox.ini, setup.cfg, pyproject or tox.toml."""

from __future__ import annotations

import configparser
import itertools
import re
import shlex
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from compliance.extract.commands.steps import (
    Command,
    Handler,
    Invocation,
    Lost,
    Project,
    Step,
    Text,
    inside,
    option,
)
from compliance.extract.documents import strings, sub
from compliance.facts import Evidence
from compliance.tree import Unreadable

MAX_ENVIRONMENTS = 500
MAX_LINES = 200

# A line of commands behind the factors that it is for: `lint,typing: ruff check`.
_FACTORS = re.compile(r"(?P<factors>[A-Za-z0-9_.!{},-]{1,100}):\s{1,20}(?P<rest>.+)")
_SUBSTITUTION = re.compile(r"\{(?P<name>[a-z_]{1,30})?(?::(?P<default>[^{}]{0,300}))?\}")
_REFERENCE = re.compile(r"\{\[(?P<section>[^\]\n]{1,100})\](?P<key>[a-z_]{1,40})\}")
# What only a run knows of a name, and a factor beside it.
_UNKNOWN = re.compile(r"\$(?:\([^()]{0,300}\)|\{[^{}]{0,300}\}|\w{1,100})")
_FACTOR = re.compile(r"[A-Za-z][\w.]{0,60}")
_BRACES = re.compile(r"\{([^{}]{1,200})\}")

Lines = tuple[tuple[int, str], ...]


@dataclass(frozen=True)
class ToxFile:
    """The environments of a file: the lines of their commands by name, and those that run when
    none is named. `base` are the commands of an environment that has none of its own.
    """

    path: str
    environments: Mapping[str, Lines] = field(default_factory=dict)
    listed: tuple[str, ...] = ()
    base: Lines = ()


def _tox(invocation: Invocation, project: Project) -> Iterator[Step]:
    arguments = invocation.arguments
    arguments = arguments[: arguments.index("--")] if "--" in arguments else arguments
    named = option(arguments, "-e", "--env") or invocation.environment.get("TOXENV", "")
    title = f"tox {f'-e {named}' if named else ''}".strip()
    if invocation.directory is None:
        yield Lost(title, f"`{title}` runs in a directory that only a run knows")
        return
    if instead := option(arguments, "--run-command"):  # A plugin's, in place of the commands.
        yield Command(("eval", instead), invocation.directory, invocation.environment)
        return
    file = _find(option(arguments, "-c", "--conf"), invocation.directory, project)
    if file is None:
        yield Lost(title, f"`{title}` needs tox.ini, which is not there")
        return
    skipped = _skipped(arguments, invocation.environment)
    for name in _names(named, file):
        if not named and skipped and skipped.match(name):
            continue
        for line, command in _commands(file, name):
            where = Evidence(file.path, line, excerpt=command)
            key = f"{file.path} {command}"
            yield Text(command, where, invocation.directory, key, invocation.environment)


def _names(named: str, file: ToxFile) -> tuple[str, ...]:
    """The environments that a call runs; where only a run knows which, all that have the factors
    that are told (`$PYTHON-lint`), or all of them.
    """
    if "$" in named:
        known = list(dict.fromkeys((*file.environments, *file.listed))) or ["py"]
        parts = _UNKNOWN.sub("$", named).split("-")
        told = [part for part in parts if _FACTOR.fullmatch(part)]
        fitting = [each for each in known if set(told) <= set(each.split("-"))]
        return tuple(fitting or ["-".join(told)])
    names = file.listed if named in ("", "ALL") else tuple(generated(named))
    return names or ("py",)


def _skipped(arguments: tuple[str, ...], environment: Mapping[str, str]) -> re.Pattern[str] | None:
    """The environments that a call leaves out of those that are listed: tox takes a pattern. What
    only a run knows leaves none out, and neither does what is no plain name.
    """
    told = option(arguments, "--skip-env") or environment.get("TOX_SKIP_ENV", "")
    names = told.removeprefix("^").removesuffix("$").strip("()").split("|")
    plain = [re.escape(name) for name in names if re.fullmatch(r"[\w.-]{1,60}", name)]
    return re.compile("|".join(plain)) if plain else None


def _find(named: str | None, directory: str, project: Project) -> ToxFile | None:
    """The configuration that tox would take."""
    candidates = (named,) if named else ("tox.ini", "setup.cfg", "pyproject.toml", "tox.toml")
    for name in candidates:
        path = inside(directory, name)
        if path is not None and project.tree.has(path):
            file = project.once(read_tox, path)
            if file.environments or file.base:
                return file
    return None


def read_tox(project: Project, path: str) -> ToxFile:
    """The environments that a file configures; none where it is about something else.

    Raises:
        Unreadable: it cannot be had, or does not parse.
    """
    if path.endswith(".toml"):
        return _read_toml(path, project)
    return _read_ini(path, project.text(path))


def read_ini(path: str, text: str) -> configparser.ConfigParser:
    """An INI file without interpolation.

    Raises:
        Unreadable: it does not parse.
    """
    parser = configparser.ConfigParser(interpolation=None, strict=False, delimiters=("=", ":"))
    try:
        parser.read_string(text)
    except configparser.Error as error:
        message = error.message.split("\n", 1)[0]
        raise Unreadable(f"{path} is no valid INI file ({message})") from error
    return parser


def _read_ini(path: str, text: str) -> ToxFile:
    parser = read_ini(path, text)
    numbers = _numbers(text)
    main = "tox" if parser.has_section("tox") else "tox:tox"
    listed = parser.get(main, "envlist", fallback="") or parser.get(main, "env_list", fallback="")
    environments: dict[str, Lines] = {}
    for section in parser.sections():
        if section.startswith("testenv:") and len(environments) < MAX_ENVIRONMENTS:
            lines = _ini_lines(parser, section, numbers)
            for name in generated(section.removeprefix("testenv:")):
                environments[name] = lines
    base = _ini_lines(parser, "testenv", numbers)
    return ToxFile(path, environments, tuple(generated(listed)), base)


def _numbers(text: str) -> dict[str, int]:
    """The first line of a file on which a command stands, by itself or behind its key."""
    numbers: dict[str, int] = {}
    for number, line in enumerate(text.splitlines(), 1):
        stripped = line.strip()
        numbers.setdefault(stripped, number)
        numbers.setdefault(stripped.partition("=")[2].strip(), number)
    return numbers


def _ini_lines(
    parser: configparser.ConfigParser, section: str, numbers: Mapping[str, int]
) -> Lines:
    """The lines of a section's commands; those that it refers to in another are put in once."""

    def referred(match: re.Match[str]) -> str:
        return parser.get(match["section"], match["key"], fallback="")

    parts = (parser.get(section, key, fallback="") for key in ("commands_pre", "commands"))
    lines = "\n".join(parts).replace("\\\n", " ").splitlines()[:MAX_LINES]
    put_in = [
        (numbers.get(line.strip(), 0), each)
        for line in lines
        for each in _REFERENCE.sub(referred, line).splitlines()
    ]
    return tuple((number, line.strip()) for number, line in put_in[:MAX_LINES] if line.strip())


def _read_toml(path: str, project: Project) -> ToxFile:
    value = project.value(path).value
    value = value if path.endswith("tox.toml") else sub(value, "tool", "tox")
    legacy = value.get("legacy_tox_ini")
    if isinstance(legacy, str):
        return _read_ini(path, legacy)
    environments = {
        name: _toml_lines(environment) for name, environment in sub(value, "env").items()
    }
    base = _toml_lines(sub(value, "env_run_base"))
    return ToxFile(path, environments, tuple(strings(value.get("env_list"))), base)


def _toml_lines(environment: Any) -> Lines:
    """The commands of an environment, each a list of words; TOML says no lines."""
    commands = sub(environment).get("commands")
    lists = commands if isinstance(commands, list) else []
    return tuple((0, shlex.join(strings(command))) for command in lists[:MAX_LINES])


def generated(names: str) -> list[str]:
    """The names that a list of environments stands for: `py{311,312}-{a,b}` are four."""
    found: list[str] = []
    depth, start = 0, 0
    text = names[:5_000] + "\n"
    for position, character in enumerate(text):
        depth += (character == "{") - (character == "}")
        if (character in ",\n " and depth <= 0) or position == len(text) - 1:
            found += _braces(text[start:position].strip().strip(","))
            start = position + 1
    return [name for name in found if name and not name.startswith("#")][:MAX_ENVIRONMENTS]


def _braces(name: str) -> list[str]:
    choices = [
        [each.strip() for each in part.split(",")] if index % 2 else [part]
        for index, part in enumerate(_BRACES.split(name))
    ]
    product = itertools.islice(itertools.product(*choices), MAX_ENVIRONMENTS)
    return ["".join(each) for each in product]


def _commands(file: ToxFile, name: str) -> Iterator[tuple[int, str]]:
    """The commands of one environment that its factors let through."""
    factors = set(name.split("-"))
    for number, line in file.environments.get(name) or file.base:
        command = line
        match = _FACTORS.match(line)
        if match:
            if not any(_fits(each, factors) for each in generated(match["factors"])):
                continue
            command = match["rest"]
        command = command.lstrip("-! ")  # With these tox goes on after a failure, or expects one.
        if command and not command.startswith("#"):
            yield number, _substituted(command)


def _fits(expression: str, factors: set[str]) -> bool:
    """Whether all factors of an expression like `py311-!lint` hold."""
    return all(
        (part[1:] not in factors) if part.startswith("!") else part in factors
        for part in expression.split("-")
    )


def _substituted(command: str) -> str:
    """The command with tox's own values taken as empty or by their default."""

    def value(match: re.Match[str]) -> str:
        if match["name"] in ("envpython", "env_python"):
            return "python"
        if match["name"] in ("toxinidir", "tox_root", "config_dir"):
            return "."
        return match["default"] or ""

    return _SUBSTITUTION.sub(value, command)


HANDLERS: Mapping[str, Handler] = {"tox": _tox, "detox": _tox}
