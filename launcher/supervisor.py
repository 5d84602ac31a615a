"""The supervisor: starts processes in order, starts again what dies, and ends all in order."""

import os
import select
import shutil
import signal
import time
from collections.abc import Callable, Sequence
from types import FrameType

from launcher.data import DataFolder
from launcher.failure import GaveUp, Refusal, disk_full, say
from launcher.guardian import STOP_SIGNALS
from launcher.processes import Death, Process, stop_all
from launcher.servers import Server

_GIVE_UP_AFTER = 5
_WITHIN_SECONDS = 60.0
_LONGEST_PAUSE = 8.0
_SERVER_SECONDS = 60.0
_LOG_BYTES = 20 * 1024 * 1024
_LOG_SECONDS = 60.0
_FULL_DISK_BYTES = 20 * 1024 * 1024


class Stopped(Exception):
    """Somebody asked for the end: by a signal, or, if `released`, the guardian needs no more."""

    def __init__(self, *, released: bool) -> None:
        super().__init__()
        self.released = released


class Supervisor:
    """Looks after processes until it is asked to stop.

    All waiting happens in `watch`, so that a signal, the guardian's end and a dead process are
    noticed whatever else is going on.
    """

    def __init__(self, data: DataFolder, lifeline: int) -> None:
        self._data = data
        self._processes: list[Process] = []
        self._lifeline = lifeline
        self._next_look_at_logs = 0.0
        self._asked = False
        self._wakeup, wakeup_end = os.pipe()
        os.set_blocking(wakeup_end, False)
        os.set_blocking(self._wakeup, False)
        signal.set_wakeup_fd(wakeup_end, warn_on_full_buffer=False)
        signal.signal(signal.SIGCHLD, self._note)
        for number in STOP_SIGNALS:
            signal.signal(number, self._note)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, STOP_SIGNALS)

    def start_servers(self, servers: Sequence[Server]) -> None:
        """Start the embedded servers together and wait until they answer."""
        for server in servers:
            server.prepare()
            self.start(server.process)
        for server in servers:
            self.wait_until(server.answers, _SERVER_SECONDS, server.process)

    def start(self, process: Process) -> None:
        """Start `process` and look after it from now on."""
        self._processes.append(process)
        process.start()

    def run(self, *processes: Process) -> list[int]:
        """Run `processes` to their ends, looking after the others; returns their exit codes."""
        codes: dict[str, int] = {}
        for process in processes:
            self.start(process)
        while len(codes) < len(processes):
            self.watch()
            for process in processes:
                if (code := process.ended()) is not None:
                    codes[process.name] = code
                    self._processes.remove(process)
        return [codes[process.name] for process in processes]

    def wait_until(self, condition: Callable[[], bool], seconds: float, process: Process) -> None:
        """Wait until `condition` holds, for which `process` answers. Raises `Refusal`."""
        end = time.monotonic() + seconds
        while not condition():
            if time.monotonic() > end:
                raise Refusal(
                    f"{process.name} does not answer after {seconds:.0f} seconds: see"
                    f" {process.log}."
                )
            self.watch(0.05)

    def watch_for_ever(self) -> None:
        """Look after the processes until somebody asks for the end, which raises `Stopped`."""
        while True:
            self.watch()

    def watch(self, seconds: float = 1.0) -> None:
        """Wait for at most `seconds`, then see to what happened.

        Raises `Stopped` when asked to stop, and `GaveUp` when a process fails again and again.
        """
        ready, _, _ = select.select([self._wakeup, self._lifeline], [], [], seconds)
        if self._wakeup in ready:
            os.read(self._wakeup, 4096)
        if self._asked or self._lifeline in ready:
            raise Stopped(released=not self._asked)
        for process in self._processes:
            if process.lasting:
                self._see_to(process)
        self._cap_logs()

    def stop(self) -> None:
        """End every process, stage by stage."""
        for number in STOP_SIGNALS:
            signal.signal(number, signal.SIG_IGN)
        for stage in sorted({process.stage for process in self._processes}, reverse=True):
            stop_all([process for process in self._processes if process.stage == stage])

    def _see_to(self, process: Process) -> None:
        """Start `process` again if it died, but not at once, and not for ever.

        For ever only what is killed from outside: by somebody, or by the system when it has no
        memory left. That says nothing of the process.
        """
        code = process.ended()
        now = time.monotonic()
        if code is not None:
            recent = [death for death in process.deaths if death.at > now - _WITHIN_SECONDS]
            process.deaths = [*recent, Death(now, code)]
            if sum(not death.is_violent for death in process.deaths) >= _GIVE_UP_AFTER:
                raise self._gave_up(process, code)
            process.not_before = now + min(2 ** len(process.deaths) / 4, _LONGEST_PAUSE)
            say(f"{process.name} {_how(code)}; starting it again.")
        elif process.pid is None and now >= process.not_before:
            process.start()

    def _gave_up(self, process: Process, code: int) -> GaveUp:
        if shutil.disk_usage(self._data.path).free < _FULL_DISK_BYTES:
            return GaveUp(str(disk_full(self._data.path)))
        return GaveUp(
            f"{process.name} ended {_GIVE_UP_AFTER} times within a minute (it {_how(code)} the"
            f" last time), so Plumbline stops: see {process.log}."
        )

    def _cap_logs(self) -> None:
        """Cut log files that grew too large; their writers append, so they go on at the start."""
        if time.monotonic() < self._next_look_at_logs:
            return
        self._next_look_at_logs = time.monotonic() + _LOG_SECONDS
        for process in self._processes:
            if process.log.exists() and process.log.stat().st_size > _LOG_BYTES:
                shutil.copyfile(process.log, process.log.with_suffix(".log.1"))
                os.truncate(process.log, 0)

    def _note(self, number: int, _frame: FrameType | None) -> None:
        if number != signal.SIGCHLD:
            self._asked = True


def _how(code: int) -> str:
    """How a process ended, as the end of a sentence about it."""
    if code < 0:
        return f"was ended by signal {signal.Signals(-code).name}"
    return f"ended with exit code {code}"
