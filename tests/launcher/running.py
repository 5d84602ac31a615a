"""Starts the real `./run` and looks at what it leaves, for the slow tests."""

import fcntl
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import time
import uuid
from collections.abc import Mapping, Sequence
from pathlib import Path

from launcher.environment import ROOT

READY_SECONDS = 90
GONE_SECONDS = 40


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def clean_environment(home: Path, **more: str) -> dict[str, str]:
    """This process's environment, without anything that points Plumbline elsewhere.

    All share what the scanner for secrets compiles, which takes seconds for each home folder.
    """
    foreign = re.compile(r"PLUMBLINE_|GITHUB_|DATABASE_URL|REDIS_URL|XDG_|DJANGO_|PYTEST_|COV_")
    own = {name: value for name, value in os.environ.items() if not foreign.match(name)}
    rules = Path(os.environ["PLUMBLINE_DATA"]) / "rules"
    return own | {"HOME": str(home), "KF_RULE_CACHE_DIR": str(rules)} | more


def source(folder: Path) -> Path:
    """A source with as little in it as can be judged."""
    (folder / "alpha").mkdir(parents=True)
    (folder / "alpha" / "README.md").write_text("# Alpha\n")
    return folder


class Plumbline:
    """One `./run`, with a mark in its environment by which its processes are found."""

    def __init__(
        self,
        data: Path,
        *arguments: str,
        prefix: Sequence[str] = (),
        environment: Mapping[str, str] | None = None,
    ) -> None:
        self.data = data
        self._mark = f"LAUNCHER_TEST={uuid.uuid4()}"
        self._output = data.with_name(f"{data.name}-{uuid.uuid4().hex[:8]}.output")
        name, _, value = self._mark.partition("=")
        own = dict(environment or clean_environment(data.parent)) | {name: value}
        with self._output.open("wb") as output:
            self.process = subprocess.Popen(
                [*prefix, str(ROOT / "run"), "--data", str(data), *arguments],
                env=own,
                cwd=data.parent,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    @property
    def output(self) -> str:
        return self._output.read_text()

    @property
    def supervisor(self) -> int:
        """The only child of the guardian."""
        pid = self.process.pid
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
        assert len(children) == 1, children
        return int(children[0])

    def postmaster(self) -> int:
        return int((self.data / "postgres" / "postmaster.pid").read_text().split()[0])

    def occupant(self) -> dict[str, str]:
        found = json.loads((self.data / "supervisor.json").read_text())
        assert isinstance(found, dict)
        return found

    def wait_for(self, text: str, after: int = 0) -> None:
        """Wait until `text` is printed, behind the first `after` characters."""
        end = time.monotonic() + READY_SECONDS
        while text not in self.output[after:]:
            assert time.monotonic() < end, f"no {text!r} in:\n{self.output}"
            assert self.process.poll() is None, f"ended without {text!r}:\n{self.output}"
            time.sleep(0.05)

    def wait_for_servers(self) -> None:
        end = time.monotonic() + READY_SECONDS
        file = self.data / "supervisor.json"
        while not file.exists() or not self.occupant()["database_url"]:
            assert time.monotonic() < end, f"no servers:\n{self.output}"
            assert self.process.poll() is None, f"ended:\n{self.output}"
            time.sleep(0.05)

    def wait_for_the_end(self, code: int) -> None:
        """Wait until it has ended by itself, with that exit code."""
        try:
            ended = self.process.wait(READY_SECONDS)
            assert ended == code, f"{ended}: {self.output}"
        except subprocess.TimeoutExpired:
            self.stop()
            raise AssertionError(f"still running:\n{self.output}") from None

    def stop(self, number: signal.Signals = signal.SIGINT) -> int:
        if self.process.poll() is None:
            self.process.send_signal(number)
        return self.process.wait(GONE_SECONDS)

    def left(self) -> list[str]:
        """What still runs of it: its mark in the environment, or its data underfoot."""
        return [
            f"{pid} {command}"
            for pid, environ, folder, command in _processes()
            if self._mark.encode() in environ or folder.is_relative_to(self.data)
        ]

    def assert_gone(self) -> None:
        end = time.monotonic() + GONE_SECONDS
        while left := self.left():
            assert time.monotonic() < end, f"still running: {left}"
            time.sleep(0.05)


def _processes() -> list[tuple[int, bytes, Path, str]]:
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            found.append(
                (
                    int(entry.name),
                    (entry / "environ").read_bytes(),
                    (entry / "cwd").readlink(),
                    (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace"),
                )
            )
        except OSError:  # It ended, or is somebody else's.
            continue
    return found


def run(
    data: Path, *arguments: str, prefix: Sequence[str] = (), **environment: str
) -> subprocess.CompletedProcess[str]:
    """Call `./run` and wait for it."""
    return subprocess.run(
        [*prefix, str(ROOT / "run"), "--data", str(data), *arguments],
        env=clean_environment(data.parent, **environment),
        cwd=data.parent,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=READY_SECONDS,
        check=False,
    )


def started_before(data: Path) -> Path:
    """That folder, as a start left it whose tables are those of today: for tests of what comes
    later. It is made once, as that takes longer than all the rest of a start.
    """
    made = Path(os.environ["PLUMBLINE_DATA"]) / "started-before"
    with made.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not made.exists():
            new = made.with_suffix(".new")
            done = run(new, "manage", "migrate")
            assert done.returncode == 0, done.stderr
            new.rename(made)
    shutil.copytree(made, data, ignore=shutil.ignore_patterns("logs"))
    return data
