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
    Handler,
    Invocation,
    Lost,
    Project,
    Step,
    Text,
    inside,
    option,
)
from compliance.extract.documents import line_of, strings, sub
from compliance.facts import Evidence
from compliance.tree import Unreadable

MAX_ENVIRONMENTS = 500

# A line of commands behind the factors that it is for: `lint,typing: ruff check`.
_FACTORS = re.compile(r"(?P<factors>[A-Za-z0-9_.!{},-]{1,100}):\s{1,20}(?P<rest>.+)")
_SUBSTITUTION = re.compile(r"\{(?P<name>[a-z_]{1,30})?(?::(?P<default>[^{}]{0,300}))?\}")
_REFERENCE = re.compile(r"\{\[(?P<section>[^\]\n]{1,100})\](?P<key>[a-z_]{1,40})\}")
_BRACES = re.compile(r"\{([^{}]{1,200})\}")


@dataclass(frozen=True)
class ToxFile:
    """The environments of a file: commands by name, and those that run when none is named."""

    path: str
    text: str
    environments: Mapping[str, str] = field(default_factory=dict)
    listed: tuple[str, ...] = ()
    base: str = ""


def _tox(invocation: Invocation, project: Project) -> Iterator[Step]:
    arguments = invocation.arguments
    arguments = arguments[: arguments.index("--")] if "--" in arguments else arguments
    named = option(arguments, "-e", "--env") or invocation.environment.get("TOXENV", "")
    title = f"tox {f'-e {named}' if named else ''}".strip()
    if invocation.directory is None:
        yield Lost(title, f"`{title}` runs in a directory that only a run knows")
        return
    file = _find(option(arguments, "-c", "--conf"), invocation.directory, project)
    if file is None:
        yield Lost(title, f"`{title}` needs tox.ini, which is not there")
        return
    names = tuple(generated(named)) if named and named != "ALL" else file.listed
    names = names if "$" not in named else tuple(file.environments)
    for name in names or ("py",):
        for command in _commands(file, name):
            where = Evidence(file.path, line_of(file.text, command), excerpt=command)
            yield Text(
                _substituted(command),
                where,
                invocation.directory,
                f"{file.path} {command}",
                invocation.environment,
            )


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
    text = project.tree.text(path)
    return _read_toml(path, text, project) if path.endswith(".toml") else _read_ini(path, text)


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
    prefix = "" if path.endswith("tox.ini") or not path.endswith("setup.cfg") else "tox:"
    main = "tox" if parser.has_section("tox") else f"{prefix}tox"
    listed = parser.get(main, "envlist", fallback="") or parser.get(main, "env_list", fallback="")
    environments = {}
    for section in parser.sections():
        if section.startswith("testenv:"):
            for name in generated(section.removeprefix("testenv:")):
                environments[name] = _ini_commands(parser, section)
    base = _ini_commands(parser, "testenv") if parser.has_section("testenv") else ""
    return ToxFile(path, text, environments, tuple(generated(listed)), base)


def _ini_commands(parser: configparser.ConfigParser, section: str) -> str:
    """The commands of a section as text, references to another section's put in once."""
    parts = (parser.get(section, key, fallback="") for key in ("commands_pre", "commands"))
    text = "\n".join(part for part in parts if part)

    def referred(match: re.Match[str]) -> str:
        return parser.get(match["section"], match["key"], fallback="")

    return _REFERENCE.sub(referred, text)[:100_000]


def _read_toml(path: str, text: str, project: Project) -> ToxFile:
    value = project.value(path).value
    value = value if path.endswith("tox.toml") else sub(value, "tool", "tox")
    legacy = value.get("legacy_tox_ini")
    if isinstance(legacy, str):
        return _read_ini(path, legacy)
    environments = {
        name: _toml_commands(environment) for name, environment in sub(value, "env").items()
    }
    listed = strings(value.get("env_list"))
    base = _toml_commands(sub(value, "env_run_base"))
    return ToxFile(path, text, environments, tuple(listed), base)


def _toml_commands(environment: Any) -> str:
    commands = sub(environment).get("commands")
    lists = commands if isinstance(commands, list) else []
    return "\n".join(shlex.join(strings(command)) for command in lists)


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
    parts = _BRACES.split(name)
    choices = [
        [each.strip() for each in part.split(",")] if index % 2 else [part]
        for index, part in enumerate(parts)
    ]
    return [
        "".join(each) for each in itertools.islice(itertools.product(*choices), MAX_ENVIRONMENTS)
    ]


def _commands(file: ToxFile, name: str) -> Iterator[str]:
    """The lines of one environment's commands that its factors let through."""
    factors = set(name.split("-"))
    text = file.environments.get(name) or file.base
    for line in text.replace("\\\n", " ").splitlines():
        command = line.strip()
        match = _FACTORS.match(command)
        if match:
            if not any(_fits(each, factors) for each in generated(match["factors"])):
                continue
            command = match["rest"]
        command = command.lstrip("-! ")  # With these tox goes on after a failure, or expects one.
        if command and not command.startswith("#"):
            yield command


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
