"""Real git repositories and folders on a disk, for tests of whatever reads them."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

DATE = "2026-11-20T10:00:00+00:00"
_ENVIRONMENT = {
    "PATH": os.environ["PATH"],
    "HOME": "/nonexistent",
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_CONFIG_GLOBAL": "/dev/null",
    "GIT_AUTHOR_NAME": "Alice",
    "GIT_AUTHOR_EMAIL": "alice@example.com",
    "GIT_COMMITTER_NAME": "Alice",
    "GIT_COMMITTER_EMAIL": "alice@example.com",
    "GIT_AUTHOR_DATE": DATE,
    "GIT_COMMITTER_DATE": DATE,
}
# From path, as text or as raw bytes, to content.
Files = Mapping[Any, str | bytes]


def git(repository: Path, *arguments: str, stdin: bytes = b"") -> str:
    """What a git command writes; the test fails where the command does."""
    done = subprocess.run(
        ["git", "-c", "protocol.file.allow=always", *arguments],
        cwd=repository,
        env=_ENVIRONMENT,
        input=stdin,
        capture_output=True,
        check=True,
    )
    return done.stdout.decode().strip()


def write(folder: Path, files: Files) -> Path:
    """Write files below a folder, which is made where it is not there."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        path = folder / os.fsdecode(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
    return folder


def repository(folder: Path, files: Files | None = None, *, object_format: str = "sha1") -> Path:
    """A repository on the branch `main`; its files, if any, are committed."""
    folder.mkdir(parents=True, exist_ok=True)
    git(folder, "init", "-q", "-b", "main", f"--object-format={object_format}")
    if files:
        write(folder, files)
        commit(folder)
    return folder


def commit(folder: Path, message: str = "feat: start") -> str:
    """Commit everything that is there; the id of the commit."""
    git(folder, "add", "-A", "-f")
    git(folder, "commit", "-q", "-m", message)
    return git(folder, "rev-parse", "HEAD")


def object_path(folder: Path, revision: str) -> Path:
    """The file of a loose object, such as `HEAD:package.json`."""
    oid = git(folder, "rev-parse", revision)
    path = folder / ".git" / "objects" / oid[:2] / oid[2:]
    path.chmod(0o644)
    return path


def bare(source: Path, target: Path) -> Path:
    """A bare clone of a repository."""
    git(source, "clone", "-q", "--bare", str(source), str(target))
    return target
