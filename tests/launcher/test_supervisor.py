"""The guardian and the supervisor with processes that misbehave."""

import subprocess
import sys
import textwrap
import uuid
from pathlib import Path

import pytest

from launcher.environment import ROOT

pytestmark = [pytest.mark.slow, pytest.mark.waits]

_SCRIPT = """
import os, signal, sys
from pathlib import Path
from launcher.data import DataFolder
from launcher.guardian import Supervised
from launcher.processes import Process
from launcher import supervisor as module
from launcher.supervisor import Stopped, Supervisor

data = DataFolder(Path(sys.argv[1]))
data.prepare()

def process(name, script, **more):
    return Process(name=name, command=["sh", "-c", script], environment=os.environ,
                   folder=data.path, log=data.log(name), stage=0, **more)

def supervise(lifeline, report):
    supervisor = Supervisor(data, lifeline)
    try:
        return work(supervisor)
    except Stopped:
        return 0
    finally:
        supervisor.stop()
"""


def _run(folder: Path, work: str) -> subprocess.CompletedProcess[str]:
    """Have a supervisor do `work`; whatever it starts has a mark, and must be gone after it."""
    mark = f"SUPERVISOR_TEST={uuid.uuid4()}"
    name, _, value = mark.partition("=")
    script = _SCRIPT + textwrap.dedent(work) + "\nsys.exit(Supervised(supervise).wait())\n"
    result = subprocess.run(
        [sys.executable, "-c", script, str(folder)],
        cwd=ROOT,
        env={"PATH": "/usr/bin:/bin", name: value},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    for environ in Path("/proc").glob("[0-9]*/environ"):
        try:
            assert mark.encode() not in environ.read_bytes(), environ
        except OSError:  # It ended, or is somebody else's.
            continue
    return result


def test_what_dies_again_and_again_is_given_up(tmp_path: Path) -> None:
    result = _run(
        tmp_path,
        """
        def work(supervisor):
            supervisor.start(process("web", "exit 3"))
            supervisor.watch_for_ever()
        """,
    )
    assert result.returncode == 1
    again = "web ended with exit code 3; starting it again.\n"
    assert result.stderr == again * 4 + (
        "web ended 5 times within a minute (it ended with exit code 3 the last time), so Plumbline"
        f" stops: see {tmp_path}/logs/web.log.\n"
    )


def test_what_is_killed_from_outside_again_and_again_is_not_given_up(tmp_path: Path) -> None:
    result = _run(
        tmp_path,
        """
        def work(supervisor):
            module._LONGEST_PAUSE = 0.05
            started = data.path / "started"
            dies = "echo >> started; test $(wc -l < started) -gt 8 || kill -9 $$; sleep 300"
            supervisor.start(process("web", dies))
            while not started.exists() or started.stat().st_size < 9:
                supervisor.watch(0.05)
            return 0
        """,
    )
    assert result.returncode == 0
    assert result.stderr == "web was ended by signal SIGKILL; starting it again.\n" * 8


def test_what_fails_again_and_again_is_given_up_though_it_is_killed_as_well(
    tmp_path: Path,
) -> None:
    result = _run(
        tmp_path,
        """
        def work(supervisor):
            module._LONGEST_PAUSE = 0.05
            dies = "echo >> started; test $(($(wc -l < started) % 2)) = 1 || kill -9 $$; exit 3"
            supervisor.start(process("web", dies))
            supervisor.watch_for_ever()
        """,
    )
    assert result.returncode == 1
    assert result.stderr.count("web was ended by signal SIGKILL; starting it again.\n") == 4
    assert result.stderr.count("web ended with exit code 3; starting it again.\n") == 4
    assert "web ended 5 times within a minute (it ended with exit code 3" in result.stderr


def test_exit_codes_come_back_in_order(tmp_path: Path) -> None:
    result = _run(
        tmp_path,
        """
        def work(supervisor):
            codes = supervisor.run(
                process("a", "sleep 0.3; exit 4", lasting=False),
                process("b", "exit 5", lasting=False),
            )
            print(codes)
            return 6
        """,
    )
    assert (result.returncode, result.stdout, result.stderr) == (6, "[4, 5]\n", "")


def test_what_ignores_signals_or_hides_in_another_session_ends_too(tmp_path: Path) -> None:
    result = _run(
        tmp_path,
        """
        def work(supervisor):
            stops = ((signal.SIGTERM, 0.3),)
            supervisor.start(process("deaf", "trap '' TERM; sleep 300 & wait", stops=stops))
            supervisor.start(process("hidden", "setsid sleep 300 & sleep 300", stops=stops))
            supervisor.watch(0.5)
            return 0
        """,
    )
    assert (result.returncode, result.stderr) == (0, "")


def test_a_killed_supervisor_is_reported(tmp_path: Path) -> None:
    result = _run(
        tmp_path,
        """
        def work(supervisor):
            supervisor.start(process("hidden", "setsid sleep 300 & sleep 300"))
            supervisor.watch(0.3)
            os.kill(os.getpid(), signal.SIGKILL)
        """,
    )
    assert result.returncode == 128 + 9
    assert result.stderr == (
        "Plumbline's supervisor was killed; everything it had started was ended.\n"
    )
