"""What is in a git repository, read from its files and by few processes of git.

References are read from the files that hold them, at each question, so that a push is seen at
once. Commits never change, so each is read once: all that a folder has by one process, and later
ones as they are asked for.
"""

from __future__ import annotations

import heapq
import os
import subprocess
import threading
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path

_ENVIRONMENT = {
    "PATH": os.environ.get("PATH", os.defpath),
    "LC_ALL": "C",
    "GIT_CONFIG_GLOBAL": "/dev/null",
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_NO_LAZY_FETCH": "1",
}
_SETTINGS = ("-c", "safe.directory=*", "-c", "core.fsmonitor=false")
_SECONDS = 120
# Every commit as one record: fields between NULs, records after a byte that no message has.
_FORMAT = "%x01%H%x00%T%x00%P%x00%an%x00%ae%x00%at%x00%ct%x00%B"


@dataclass(frozen=True)
class Commit:
    """One commit; `committed` is in seconds since 1970."""

    oid: str
    tree: str
    parents: tuple[str, ...]
    author_name: str
    author_email: str
    authored: int
    committed: int
    message: str

    @cached_property
    def committed_at(self) -> datetime:
        """When it was committed, in UTC."""
        return datetime.fromtimestamp(self.committed, UTC)

    @cached_property
    def authored_at(self) -> datetime:
        """When it was written, in UTC."""
        return datetime.fromtimestamp(self.authored, UTC)

    @property
    def headline(self) -> str:
        """The first line of the message."""
        return self.message.split("\n", 1)[0]


@dataclass(frozen=True)
class GitObject:
    """One object; `content` is empty for what is not a blob."""

    oid: str
    kind: str
    content: bytes


class GitFailedError(Exception):
    """A git command failed; the message is what it said."""


class GitFolder:
    """One git repository on the disk, bare or with a working copy."""

    def __init__(self, path: Path) -> None:
        self.path = path / ".git" if (path / ".git").is_dir() else path
        self._lock = threading.RLock()
        self._commits: dict[str, Commit] = {}
        self._tips: list[str] = []
        self._histories: dict[str, tuple[Commit, ...]] = {}
        self._objects: dict[str, GitObject | None] = {}
        self._packed_state: tuple[int, ...] = ()
        self._packed: dict[str, dict[str, str]] = {}
        self._reader: subprocess.Popen[bytes] | None = None

    def heads(self, prefix: str) -> dict[str, str]:
        """The commits that branches point to, by the branches' names.

        `prefix` is where the branches are, such as `refs/heads/`.
        """
        return {**self._packed_heads().get(prefix, {}), **_loose(self.path / prefix)}

    def _packed_heads(self) -> dict[str, dict[str, str]]:
        """The packed branches, by the prefix up to `heads/`; read again when the file changed."""
        file = self.path / "packed-refs"
        try:
            stat = file.stat()
        except FileNotFoundError:
            return {}
        state = (stat.st_ino, stat.st_size, stat.st_mtime_ns)
        with self._lock:
            if state != self._packed_state:
                self._packed = {}
                for line in file.read_text().splitlines():
                    oid, _, name = line.partition(" ")
                    prefix, heads, branch = name.partition("/heads/")
                    if heads:
                        self._packed.setdefault(prefix + heads, {})[branch] = oid
                self._packed_state = state
            return self._packed

    def commit(self, oid: str) -> Commit:
        """A commit by its id.

        Raises:
            KeyError: there is no such commit.
        """
        with self._lock:
            if oid not in self._commits:
                self._read_commits(oid)
            return self._commits[oid]

    def _read_commits(self, oid: str) -> None:
        """Read a commit and all before it that are not known; at first, all that branches have."""
        wanted = "\n".join([oid, *(f"^{tip}" for tip in self._tips)])
        everything = () if self._tips else ("--all",)
        out = self.run("log", f"--format={_FORMAT}", *everything, "--stdin", stdin=wanted.encode())
        self._tips.append(oid)
        for record in out.decode("utf-8", "replace").split("\x01")[1:]:
            oid, tree, parents, name, mail, authored, committed, message = record.split("\0")
            self._commits[oid] = Commit(
                oid, tree, tuple(parents.split()), name, mail,
                int(authored), int(committed), message.rstrip("\n"),
            )  # fmt: skip

    def head_at(self, tip: str, now: datetime) -> Commit | None:
        """Where a branch that ends in `tip` stood at that moment; None: it had no commit yet."""
        commit = self.commit(tip)
        while commit.committed_at > now:
            if not commit.parents:
                return None
            commit = self.commit(commit.parents[0])
        return commit

    def history(self, oid: str) -> Sequence[Commit]:
        """A commit and all that can be reached from it, newest first."""
        with self._lock:
            if oid not in self._histories:
                self._histories[oid] = tuple(self._reachable(oid))
            return self._histories[oid]

    def _reachable(self, oid: str) -> Iterator[Commit]:
        seen = {oid}
        # What was pushed later, and is as old, comes first: so a merge before what it merged.
        queue = [(-self.commit(oid).committed, 0, oid)]
        while queue:
            commit = self.commit(heapq.heappop(queue)[2])
            yield commit
            for parent in commit.parents:
                if parent not in seen:
                    seen.add(parent)
                    heapq.heappush(queue, (-self.commit(parent).committed, len(seen), parent))

    def object(self, expression: str) -> GitObject | None:
        """An object by its id, or by a commit's id and a path (`ID:path`); None: there is none."""
        with self._lock:
            if expression not in self._objects:
                self._objects[expression] = self._read_object(expression)
            return self._objects[expression]

    def _read_object(self, expression: str) -> GitObject | None:
        if "\n" in expression:
            return None
        if self._reader is None:
            self._reader = subprocess.Popen(
                ["git", *_SETTINGS, "cat-file", "--batch"],
                cwd=self.path,
                env=_ENVIRONMENT,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
            )
        asked, answered = self._reader.stdin, self._reader.stdout
        if asked is None or answered is None:
            raise GitFailedError("git cat-file has no pipes")
        asked.write(expression.encode() + b"\n")
        asked.flush()
        line = answered.readline()
        if not line:
            raise GitFailedError(f"git cat-file ended in {self.path}")
        words = line.decode().split()
        if len(words) != 3 or words[1] not in ("blob", "tree", "commit", "tag"):
            return None
        content = answered.read(int(words[2]) + 1)[:-1]
        return GitObject(words[0], words[1], content if words[1] == "blob" else b"")

    def tree(self, oid: str) -> list[tuple[str, str, str, int | None, str]]:
        """All below a commit or tree: mode, kind, id, size (None: no blob) and path."""
        entries = []
        for line in self.run("ls-tree", "-r", "-t", "-l", "-z", oid).split(b"\0")[:-1]:
            words, _, path = line.partition(b"\t")
            mode, kind, entry, size = words.decode().split()
            name = path.decode("utf-8", "replace")
            entries.append((mode, kind, entry, None if size == "-" else int(size), name))
        return entries

    def archive(self, oid: str, prefix: str) -> bytes:
        """The files of a commit as `git archive` packs them, below a folder of that name."""
        return self.run("archive", "--format=tar.gz", f"--prefix={prefix}/", oid)

    def run(self, *arguments: str, stdin: bytes = b"") -> bytes:
        """What a git command writes.

        Raises:
            GitFailedError: it failed.
        """
        done = subprocess.run(
            ["git", *_SETTINGS, *arguments],
            cwd=self.path,
            env=_ENVIRONMENT,
            input=stdin,
            capture_output=True,
            check=False,
            timeout=_SECONDS,
        )
        if done.returncode:
            said = done.stderr.decode("utf-8", "replace").strip()
            raise GitFailedError(f"git {arguments[0]} in {self.path}: {said}")
        return done.stdout

    def close(self) -> None:
        """End the process that reads objects."""
        with self._lock:
            reader, self._reader = self._reader, None
        if reader:
            with reader:
                if reader.stdin:
                    reader.stdin.close()


def _loose(folder: Path) -> dict[str, str]:
    """The references that stand in files of their own below a folder."""
    found = {}
    for name, path in _files(os.fspath(folder), ""):
        found[name] = Path(path).read_text(encoding="ascii").strip()
    return found


def _files(folder: str, name: str) -> Iterable[tuple[str, str]]:
    try:
        entries = list(os.scandir(folder))
    except FileNotFoundError:
        return
    for entry in entries:
        if entry.is_dir():
            yield from _files(entry.path, f"{name}{entry.name}/")
        elif not entry.name.endswith(".lock"):
            yield name + entry.name, entry.path
