"""Reads what building an image runs: the RUN instructions of a Dockerfile."""

from __future__ import annotations

import itertools
import json
import re
import shlex
from collections.abc import Iterator
from typing import Any

from compliance.extract.commands.steps import Project, Step, Text
from compliance.facts import Evidence

MAX_EXCERPT = 1_000
# What people write is far below; it bounds what hostile files cost.
_MAX_BOUND = 20
_INSTRUCTION = re.compile(r"\s{0,20}(?P<name>RUN)\s{1,20}(?P<rest>.*)", re.IGNORECASE)
_FLAG = re.compile(r"--[a-z]{1,20}=\S{0,300}\s{1,20}")


def dockerfile_steps(path: str, context: str, project: Project) -> Iterator[Step]:
    """What building an image runs, taken as run in the directory that it is built from."""
    if path not in project.tree.entries:
        return
    for number, text in project.once(_read_dockerfile, path):
        where = Evidence(path, number, excerpt=text[:MAX_EXCERPT])
        yield Text(text, where, context, f"{path}:{number}")


def _read_dockerfile(project: Project, path: str) -> list[tuple[int, str]]:
    """What the RUN instructions of a Dockerfile run, each with its line."""
    return [
        (number, exec_form(_in_context(match["rest"])))
        for number, instruction in _instructions(project.text(path).splitlines())
        if (match := _INSTRUCTION.match(instruction))
    ]


def _in_context(text: str) -> str:
    """What an instruction runs, without its flags, and with the paths of the context in place of
    those that they are bound to in the image.
    """
    bound: dict[str, str] = {}
    position = 0
    while flag := _FLAG.match(text, position):
        bound |= _bound(flag[0])
        position = flag.end()
    command = text[position:]
    if not bound:
        return command
    sources = dict(itertools.islice(bound.items(), _MAX_BOUND))
    targets = "|".join(map(re.escape, sources))
    # At once, and few of them: paths put into one another grow without end.
    return re.sub(
        rf"(?<![\w./-])(?:{targets})(?![\w./-])",
        lambda target: sources[target[0]],
        command,
        count=_MAX_BOUND,
    )


def _bound(flag: str) -> dict[str, str]:
    """The path in the image under which an instruction has one of the context, with that one:
    `--mount=type=bind,source=scripts/check.sh,target=check.sh`.
    """
    name, _, options = flag.strip().partition("=")
    given = dict(each.partition("=")[::2] for each in options.split(","))
    source = given.get("source", given.get("src"))
    target = given.get("target", given.get("dst", given.get("destination")))
    is_bound = name == "--mount" and given.get("type", "bind") == "bind" and "from" not in given
    return {target: source} if is_bound and source and target else {}


def _instructions(lines: list[str]) -> Iterator[tuple[int, str]]:
    """The instructions of a Dockerfile, each on one line, with the line that it starts at.

    Comments may stand between the lines of an instruction.
    """
    parts: list[str] = []
    start = 0
    for number, line in enumerate(lines, 1):
        if line.lstrip().startswith("#"):
            continue
        start = start if parts else number
        text = line.rstrip()
        parts.append(text.removesuffix("\\"))
        if not text.endswith("\\"):
            yield start, " ".join(parts)
            parts = []
    if parts:
        yield start, " ".join(parts)


def exec_form(text: str) -> str:
    """`["npm", "test"]` as shell text; other text as it is."""
    if text.lstrip().startswith("["):
        try:
            return command_text(json.loads(text))
        except (ValueError, RecursionError):
            return text
    return text


def command_text(value: Any) -> str:
    """A command written as text or as a list of words, as shell text."""
    if isinstance(value, list):
        return shlex.join(str(word) for word in value)
    return value if isinstance(value, str) else ""
