"""Git as the demo uses it: to make bare repositories out of a stream of commits."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

from integrations.demo.errors import DemoError
from integrations.demo.history import History, Made
from integrations.demo.tree import Content, Submodule

# One pack is sooner written and read than many files.
_SETTINGS = (
    "core.hooksPath=/dev/null",
    "core.attributesFile=/dev/null",
    "gc.auto=0",
    "fastimport.unpackLimit=1",
)
_CONFIG = "[core]\n\trepositoryformatversion = 0\n\tbare = true\n"
_ENVIRONMENT = {"LC_ALL": "C", "GIT_CONFIG_GLOBAL": "/dev/null", "GIT_CONFIG_NOSYSTEM": "1"}
_SECONDS = 60
_MARKS = "marks"


def make(git: str, repository: Path, history: History, default: str) -> dict[int, str]:
    """Make a bare repository in a new folder; the ids of its commits by their marks.

    Raises:
        DemoError: git failed.
        OSError: the folder cannot be written.
    """
    for folder in ("objects", "refs"):
        (repository / folder).mkdir(parents=True)
    (repository / "config").write_text(_CONFIG)
    (repository / "HEAD").write_text(f"ref: refs/heads/{default}\n")
    marks = repository / _MARKS
    stream = b"".join(_stream(history))
    _run(git, repository, "fast-import", "--quiet", f"--export-marks={marks}", stdin=stream)
    ids = dict(line[1:].split() for line in marks.read_text("ascii").splitlines())
    marks.unlink()
    return {int(mark): commit for mark, commit in ids.items()}


def _stream(history: History) -> Iterator[bytes]:
    """The history as `git fast-import` reads it."""
    for mark, made in history.commits.items():
        yield f"commit {made.ref}\nmark :{mark}\n".encode()
        yield from _header(made)
        for path, content in made.delta.items():
            yield _written(path, content)
    for branch, mark in history.branches.items():
        yield f"reset refs/heads/{branch}\nfrom :{mark}\n\n".encode()


def _header(made: Made) -> Iterator[bytes]:
    second = int(made.at.timestamp())
    yield f"author {made.author} {second} +0000\n".encode()
    yield f"committer {made.committer} {second} +0000\n".encode()
    yield _data(made.message.encode() + b"\n")
    for word, parent in zip(("from", *["merge"] * len(made.parents)), made.parents, strict=False):
        yield f"{word} :{parent}\n".encode()


def _written(path: str, content: Content | None) -> bytes:
    if content is None:
        return f"D {path}\n".encode()
    if isinstance(content, Submodule):
        return f"M 160000 {content.commit} {path}\n".encode()
    return f"M 100644 inline {path}\n".encode() + _data(content)


def _data(content: bytes) -> bytes:
    return b"data %d\n%s\n" % (len(content), content)


def _run(git: str, repository: Path, *arguments: str, stdin: bytes = b"") -> None:
    """Run git where no configuration but that of the repository itself reaches it.

    Raises:
        DemoError: it failed, or took more than a minute.
    """
    settings = [word for each in _SETTINGS for word in ("-c", each)]
    try:
        subprocess.run(
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
