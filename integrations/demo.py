"""The demo organization: git working copies made out of `examples/demo/`, with a history.

Each folder there holds one repository's files as they are today; `history.toml` beside them says
who committed which of them, how many days ago, and which of the others are its submodules.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from typing import Any

_EXAMPLES = Path(__file__).parents[1] / "examples" / "demo"
# Hidden, so that whoever looks for repositories in the target does not find an unfinished one.
_UNFINISHED = ".unfinished"
_SETTINGS = ("core.hooksPath=/dev/null", "core.attributesFile=/dev/null", "gc.auto=0")
_ENVIRONMENT = {"LC_ALL": "C", "GIT_CONFIG_GLOBAL": "/dev/null", "GIT_CONFIG_NOSYSTEM": "1"}
_SECONDS = 60


class DemoError(Exception):
    """The demo cannot be made; the message is one sentence that says why."""


@dataclass(frozen=True)
class Commit:
    """One commit: all files whose path starts with one of `files`, as they are today."""

    days: int
    at: time
    by: str
    message: str
    files: tuple[str, ...]


@dataclass(frozen=True)
class History:
    """The commits of one repository in their order, the repositories it has as submodules, by their
    path in it, and whether it has a branch `dev` beside `main`.
    """

    commits: tuple[Commit, ...]
    submodules: Mapping[str, str]
    dev: bool


People = Mapping[str, str]
Histories = Mapping[str, History]


def build(target: Path, now: datetime) -> None:
    """Make the repositories that `target` lacks; those that are there are left as they are.

    Their commits are dated back from the day of `now`, so that the same day makes the same ones. A
    repository appears under its name when it is complete; what a death left of one is made anew.

    Raises:
        DemoError: git is missing or failed, or the folder cannot be written.
    """
    try:
        people, histories = _history()
        missing = {
            name: history
            for name, history in histories.items()
            if not (target / name / ".git" / "HEAD").is_file()
        }
        if missing:
            _build(missing, people, target, now)
    except OSError as error:
        raise DemoError(f"The demo cannot be made in {target}: {error}.") from error


def _build(histories: Histories, people: People, target: Path, now: datetime) -> None:
    git = shutil.which("git")
    if not git:
        raise DemoError("git was not found, and the demo is made of git repositories: install it.")
    unfinished = target / _UNFINISHED
    _remove(unfinished)
    for name, history in histories.items():
        repository = unfinished / name
        repository.mkdir(parents=True)
        submodules = {
            path: _run(git, target / other, "rev-parse", "main").strip()
            for path, other in history.submodules.items()
        }
        changes = _changes(_EXAMPLES / name, submodules)
        stream = b"".join(_stream(history, changes, people, now))
        _run(git, repository, "init", "--quiet", "--template=", "--initial-branch=main")
        _run(git, repository, "fast-import", "--quiet", stdin=stream)
        _run(git, repository, "reset", "--quiet", "--hard")
        _remove(target / name)
        repository.rename(target / name)
    unfinished.rmdir()


def _remove(folder: Path) -> None:
    if folder.exists():
        shutil.rmtree(folder)


def _history() -> tuple[People, Histories]:
    """The people (`Name <e-mail>`) by their key, and the repositories by name, in the order in
    which they are made: after their submodules.
    """
    with (_EXAMPLES / "history.toml").open("rb") as file:
        content: dict[str, Any] = tomllib.load(file)
    histories = {
        name: History(
            tuple(Commit(**each | {"files": tuple(each["files"])}) for each in commits),
            content["submodules"].get(name, {}),
            name in content["branches"]["dev"],
        )
        for name, commits in content["commits"].items()
    }
    return content["people"], histories


def _changes(source: Path, submodules: Mapping[str, bytes]) -> dict[str, bytes]:
    """For each path the line, and for a file its content, that `git fast-import` puts there."""
    files = {
        each.relative_to(source).as_posix(): each for each in source.rglob("*") if each.is_file()
    }
    changes = {
        path: f"M 100644 inline {path}\n".encode() + _data(files[path].read_bytes())
        for path in sorted(files)
    }
    for path, commit in submodules.items():
        changes[path] = b"M 160000 %s %s\n" % (commit, path.encode())
    return changes


def _stream(
    history: History, changes: Mapping[str, bytes], people: People, now: datetime
) -> Iterator[bytes]:
    """The commits as `git fast-import` reads them."""
    for commit in history.commits:
        who = f"{people[commit.by]} {_moment(commit, now)} +0000"
        yield f"commit refs/heads/main\nauthor {who}\ncommitter {who}\n".encode()
        yield _data(commit.message.encode() + b"\n")
        for path, change in changes.items():
            if path.startswith(commit.files):
                yield change
    if history.dev:
        yield b"reset refs/heads/dev\nfrom refs/heads/main\n\n"


def _moment(commit: Commit, now: datetime) -> int:
    """The second of a commit, on a working day: what falls on a weekend was done on Friday."""
    day = now.astimezone(UTC).date() - timedelta(days=commit.days)
    day -= timedelta(days=max(0, day.weekday() - 4))
    return int(datetime.combine(day, commit.at, UTC).timestamp())


def _data(content: bytes) -> bytes:
    return b"data %d\n%s\n" % (len(content), content)


def _run(git: str, repository: Path, *arguments: str, stdin: bytes = b"") -> bytes:
    """What git writes, run where no configuration but that of the repository itself reaches it.

    Raises:
        DemoError: it failed, or took more than a minute.
    """
    settings = [word for each in _SETTINGS for word in ("-c", each)]
    try:
        done = subprocess.run(
            [git, *settings, *arguments],
            cwd=repository,
            env=_ENVIRONMENT | {"PATH": os.environ.get("PATH", os.defpath)},
            input=stdin,
            capture_output=True,
            check=True,
            timeout=_SECONDS,
        )
    except subprocess.CalledProcessError as error:
        said = error.stderr.decode("utf-8", "replace").strip() or "it did not say why"
        last = said.splitlines()[-1]
        raise DemoError(f"git {arguments[0]} failed while making the demo: {last}") from error
    except subprocess.TimeoutExpired as error:
        raise DemoError(f"git {arguments[0]} took more than {_SECONDS} seconds.") from error
    return done.stdout
