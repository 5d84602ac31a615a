"""Reads the configuration of Travis CI, which builds every pull request."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from compliance.extract.ci.steps import CiFile, CiStep, Found, load, script
from compliance.extract.commands import Start
from compliance.extract.commands.shell import ASSIGNMENT, split
from compliance.extract.commands.steps import inside, items, texts
from compliance.extract.documents import sub
from compliance.facts.tooling import Unfollowed
from compliance.tree import Tree

TRAVIS = ".travis.yml"
MAX_JOBS = 100

_PHASES = ("before_install", "install", "before_script", "script", "after_success")
_OTHER_THAN_PULL_REQUESTS = re.compile(
    r"\btag\b|\bbranch\s{0,5}(?:=|IN|=~)|\btype\s{0,5}(?:=|IN)\s{0,5}\(?(?:push|cron|api)\b|^false$"
)
# What is run where a job has no script of its own.
_DEFAULTS = {"node_js": "npm test", "javascript": "npm test"}


def is_travis(path: str) -> bool:
    """Whether a path is the configuration of Travis CI."""
    return path == TRAVIS


def read(tree: Tree, path: str) -> Iterator[Found]:
    """The commands of all jobs.

    Raises:
        Unreadable: the file cannot be had, or does not parse.
    """
    file = load(tree, path)
    top = sub(file.value)
    environments = _environments(top.get("env"))
    listed = [
        (("jobs" if "jobs" in top else "matrix", "include", index), sub(job))
        for index, job in enumerate(items(_included(top))[:MAX_JOBS])
    ]
    if not listed or "script" in top or len(environments) > 1:
        for environment in environments:
            yield from _job(file, (), top, {}, environment)
    for keys, job in listed:
        own = _environments(job.get("env"))[0] if "env" in job else environments[0]
        yield from _job(file, keys, job, top, own)


def _included(top: Mapping[str, Any]) -> Any:
    jobs = sub(top, "jobs") or sub(top, "matrix")
    return jobs.get("include")


def _environments(value: Any) -> list[dict[str, str]]:
    """The sets of variables, one for each job that they make; at least an empty one."""
    if isinstance(value, dict):
        shared = _merged(_environments_of(value.get("global")))
        own = _environments_of(value.get("jobs") or value.get("matrix"))
        return [{**shared, **each} for each in own] or [shared]
    return _environments_of(value) or [{}]


def _environments_of(value: Any) -> list[dict[str, str]]:
    found = []
    for each in items(value)[:MAX_JOBS]:
        if isinstance(each, str):
            words = [word for command in split(each) for word in command.words]
            found.append({m[1]: m[2] for w in words if (m := ASSIGNMENT.fullmatch(w))})
        elif isinstance(each, dict):
            found.append({name: str(own) for name, own in each.items() if isinstance(own, str)})
    return found


def _merged(environments: list[dict[str, str]]) -> dict[str, str]:
    return {name: value for each in environments for name, value in each.items()}


def _left_in(text: str, directory: str) -> str:
    """The directory in which a text of commands leaves the shell: the root where only a run knows
    it.
    """
    for command in split(text):
        if command.words[:1] == ("cd",) and not command.depth:
            target = next((word for word in command.words[1:] if not word.startswith("-")), "~")
            directory = inside(directory, target) or ""
    return directory


def _job(
    file: CiFile,
    keys: tuple[str | int, ...],
    job: Mapping[str, Any],
    top: Mapping[str, Any],
    environment: Mapping[str, str],
) -> Iterator[Found]:
    """The phases of a job; what it does not say, the top of the file says. One shell runs them all,
    so each goes on in the directory that the one before went to.
    """
    condition = str(job.get("if", top.get("if", "")))
    admitted = not _OTHER_THAN_PULL_REQUESTS.search(condition)
    directory = ""
    for phase in _PHASES:
        own = phase in job
        value = job.get(phase, top.get(phase))
        if texts(value):
            text, place = script(file, value, *(keys if own else ()), phase)
            yield CiStep(Start(text, place, directory, environment), admitted)
            directory = _left_in(text, directory)
    language = job.get("language", top.get("language", "ruby"))
    if "script" not in job and "script" not in top and str(language) in _DEFAULTS:
        place = file.place("language")
        yield CiStep(Start(_DEFAULTS[str(language)], place, directory, environment), admitted)
    if "import" in top and admitted and not keys:
        yield Unfollowed(
            f"{file.path} imports configuration from elsewhere",
            file.place("import"),
            (),
        )
