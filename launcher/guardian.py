"""The process that people start, and the supervisor that it guards.

`./run` becomes the guardian. It forks the supervisor into a session of its own and does nothing but
pass signals on and wait. If the supervisor is killed, Linux hands everything that it started to the
guardian (a "child subreaper"), which ends it all, whatever sessions or groups it hides in. If the
guardian is killed, the supervisor sees the end of a pipe and stops in order. If both are killed at
once, each process has asked Linux to be killed with its parent.
"""

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import traceback
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import FrameType

from launcher.failure import Refusal, say
from launcher.processes import ends_with_parent

_PR_SET_CHILD_SUBREAPER = 36
STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Supervised:
    """A supervisor in a process of its own, seen from the guardian."""

    def __init__(self, supervise: Callable[[int, int], int]) -> None:
        """Fork, and run `supervise(lifeline, report)` in the child; it returns the exit code.

        `lifeline` is readable once the guardian is gone; what is written to `report` is what
        `report()` returns here.
        """
        if sys.platform == "linux":
            ctypes.CDLL(None).prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
        self._pid = 0
        self._code: int | None = None
        lifeline_end, self._lifeline = os.pipe()
        self._report, report_end = os.pipe()
        signal.pthread_sigmask(signal.SIG_BLOCK, STOP_SIGNALS)
        self._pid = os.fork()
        if self._pid == 0:
            os.close(self._lifeline)
            os.close(self._report)
            _become(supervise, lifeline_end, report_end)
        os.close(lifeline_end)
        os.close(report_end)
        for number in STOP_SIGNALS:
            signal.signal(number, self._pass_on)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, STOP_SIGNALS)

    def report(self) -> str:
        """The line that the supervisor reports; empty if it ended without one."""
        with os.fdopen(self._report, encoding="utf-8") as stream:
            return stream.readline()

    def release(self) -> None:
        """Let the supervisor stop."""
        os.close(self._lifeline)

    def wait(self) -> int:
        """Wait for the supervisor to end, end whatever it left, and return its exit code."""
        while self._code is None:
            self._reap()
        for number in STOP_SIGNALS:
            signal.signal(number, signal.SIG_IGN)
        _end_children()
        if self._code < 0:
            say("Plumbline's supervisor was killed; everything it had started was ended.")
            return 128 - self._code
        return self._code

    def run(
        self, command: Sequence[str], environment: Mapping[str, str], folder: Path | None
    ) -> int:
        """Run `command` in the foreground of the terminal; returns its exit code.

        Signals go to the command meanwhile, but for the terminal's Ctrl-C, which it gets anyway.
        """
        process = subprocess.Popen(
            command,
            env=dict(environment),
            cwd=folder,
            # Safe, since the guardian has no threads.
            preexec_fn=ends_with_parent if sys.platform == "linux" else None,  # noqa: PLW1509
        )

        def pass_on(number: int, _frame: FrameType | None) -> None:
            if number != signal.SIGINT:
                process.send_signal(number)

        for number in STOP_SIGNALS:
            signal.signal(number, pass_on)
        while (code := self._reap().get(process.pid)) is None:
            continue
        process.returncode = code
        for number in STOP_SIGNALS:
            signal.signal(number, self._pass_on)
        return code if code >= 0 else 128 - code

    def _reap(self) -> dict[int, int]:
        """Wait for one child to end, and return its exit code by its number.

        Not only the children that were started here: adopted ones would stay as zombies, which
        others take for living processes.
        """
        pid, status = os.wait()
        code = os.waitstatus_to_exitcode(status)
        if pid == self._pid:
            self._code = code
        return {pid: code}

    def _pass_on(self, _number: int, _frame: FrameType | None) -> None:
        if self._code is None:
            os.kill(self._pid, signal.SIGTERM)


def _become(supervise: Callable[[int, int], int], lifeline: int, report: int) -> None:
    """Be the supervisor, to the end of this process."""
    code = 1
    try:
        os.setsid()
        code = supervise(lifeline, report)
    except Refusal as refusal:
        say(str(refusal))
        code = refusal.code
    except BaseException:  # noqa: BLE001  (the process ends here, and says why)
        traceback.print_exc()
    finally:
        with contextlib.suppress(OSError):
            sys.stdout.flush()
        os._exit(code)


def _end_children() -> None:
    """Kill the children of this process until there are none.

    A killed child's own children become this process's, so that none escapes. Where the system
    has no such rule, there is nothing to find here.
    """
    while True:
        for pid in _children(os.getpid()):
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        try:
            os.wait()
        except ChildProcessError:
            return


def _children(parent: int) -> list[int]:
    found = []
    for entry in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):  # It ended while it was looked at.
            # The name, in brackets, may hold anything; the parent is the second field after it.
            fields = entry.read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
            if int(fields[1]) == parent:
                found.append(int(entry.parent.name))
    return found
