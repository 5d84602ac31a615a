"""One process that the supervisor looks after, with everything that it starts in turn."""

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

_PR_SET_PDEATHSIG = 1


@dataclass(frozen=True)
class Death:
    """That a process ended by itself: when, by the monotonic clock, and with what exit code."""

    at: float
    code: int

    @property
    def is_violent(self) -> bool:
        """Whether it was killed with `kill -9`, which nothing does to itself."""
        return self.code == -signal.SIGKILL


@dataclass
class Process:
    """A command in a session of its own, so that signals reach what it starts, too.

    `stops` says how to ask it to end: signals, each with the seconds to wait before the next; then
    the whole group is killed. `stage` says when: the highest first, those of one stage together.
    `before` runs ahead of each start. A `lasting` process is started again when it ends by itself.
    Output goes to `log`, which begins anew for one that does not last; with `shows_output`,
    standard output is the terminal's.
    """

    name: str
    command: Sequence[str]
    environment: Mapping[str, str]
    folder: Path
    log: Path
    stage: int
    stops: Sequence[tuple[signal.Signals, float]] = ((signal.SIGTERM, 5.0),)
    before: Callable[[], None] | None = None
    lasting: bool = True
    shows_output: bool = False
    deaths: list[Death] = field(default_factory=list)
    not_before: float = 0.0
    _process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start the command. Raises `OSError` where it cannot be."""
        if self.before:
            self.before()
        with self.log.open("ab" if self.lasting else "wb") as log:
            self._process = subprocess.Popen(
                self.command,
                env=dict(self.environment),
                cwd=self.folder,
                stdin=subprocess.DEVNULL,
                stdout=None if self.shows_output else log,
                stderr=log,
                start_new_session=True,
                # Safe, since the supervisor has no threads.
                preexec_fn=ends_with_parent if sys.platform == "linux" else None,  # noqa: PLW1509
            )

    @property
    def pid(self) -> int | None:
        """The number of the running process, if it was started."""
        return self._process.pid if self._process else None

    def ended(self) -> int | None:
        """The exit code (minus the signal's number) of a process that has ended by itself.

        It is told once, and what the process left behind is killed; otherwise None.
        """
        code = self._process.poll() if self._process else None
        if code is not None:
            self._kill_group()
            self._process = None
        return code

    def is_running(self) -> bool:
        """Whether the process was started and has not ended."""
        return self._process is not None and self._process.poll() is None

    def ask(self, number: signal.Signals) -> None:
        """Send a signal to the process itself."""
        if self._process is not None:
            self._process.send_signal(number)

    def kill(self) -> None:
        """End the process and its group at once."""
        if self._process is not None:
            self._kill_group()
            self._process.wait()

    def _kill_group(self) -> None:
        if self._process is not None:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self._process.pid, signal.SIGKILL)


def stop_all(processes: Sequence[Process]) -> None:
    """Ask all of `processes` to end, at the same time, and kill what does not in its time."""
    steps = max((len(process.stops) for process in processes), default=0)
    for step in range(steps):
        end = time.monotonic()
        for process in processes:
            if step < len(process.stops) and process.is_running():
                number, seconds = process.stops[step]
                process.ask(number)
                end = max(end, time.monotonic() + seconds)
        while time.monotonic() < end and any(process.is_running() for process in processes):
            time.sleep(0.02)
    for process in processes:
        process.kill()


def ends_with_parent() -> None:
    """Have Linux kill this process when its parent dies, however that happens."""
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)


def of_folder(folder: Path, programs: Sequence[str]) -> list[int]:
    """The processes of one of `programs` that work in `folder` (Linux; none elsewhere).

    These are what a killed supervisor or a killed server left: PostgreSQL's and Valkey's
    processes all work in their data folder.
    """
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        # A process may end, or belong to somebody else, while it is looked at.
        with contextlib.suppress(OSError):
            name = (entry / "comm").read_text(encoding="utf-8", errors="replace").strip()
            if name in programs and (entry / "cwd").samefile(folder):
                found.append(int(entry.name))
    return found


def end_strays(folder: Path, programs: Sequence[str]) -> bool:
    """Kill the processes that `of_folder` finds, and wait until they are gone.

    Returns whether it is certain that there are none: that can be told on Linux alone.
    """
    end = time.monotonic() + 10
    while (strays := of_folder(folder, programs)) and time.monotonic() < end:
        for pid in strays:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        time.sleep(0.05)
    return sys.platform == "linux" and not of_folder(folder, programs)
