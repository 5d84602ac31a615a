"""The real `./run`, from start to end, in the ways it ends."""

import os
import signal
import socket
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from launcher.readiness import is_healthy
from tests.launcher.running import (
    READY_SECONDS,
    Plumbline,
    clean_environment,
    free_port,
    run,
    source,
    started_before,
)

pytestmark = [pytest.mark.slow, pytest.mark.waits]

_KEEP = (
    "from django.db import connection as c; import os, redis;"
    "c.cursor().execute('create table kept as select 42 as answer');"
    "redis.Redis.from_url(os.environ['REDIS_URL']).set('kept', 42)"
)
_FIND = (
    "from django.db import connection as c; import os, redis; q = c.cursor();"
    "q.execute('select answer from kept'); print('found', q.fetchone()[0],"
    "redis.Redis.from_url(os.environ['REDIS_URL']).get('kept'))"
)


_USE = (
    "from django.db import connection; import os, redis; connection.ensure_connection();"
    "redis.Redis.from_url(os.environ['REDIS_URL']).ping(); print('both answer')"
)


def _assert_healthy(port: int) -> None:
    end = time.monotonic() + READY_SECONDS
    while not is_healthy("127.0.0.1", port):
        assert time.monotonic() < end
        time.sleep(0.1)


def _assert_servers_answer(running: Plumbline) -> None:
    """The pages need no Valkey, so they may answer before it does."""
    end = time.monotonic() + READY_SECONDS
    while not run(running.data, "manage", "shell", "-c", _USE).stdout.endswith("both answer\n"):
        assert time.monotonic() < end


@pytest.fixture(scope="module")
def port() -> int:
    return free_port()


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory, port: int) -> Iterator[Plumbline]:
    """Plumbline behind a private home folder, its data at a path of more than 100 characters."""
    home = tmp_path_factory.mktemp("home")
    home.chmod(0o700)
    data = home / ("a-folder-with-a-long-name-" * 4) / "data"
    data.parent.mkdir()
    assert len(str(data)) > 100
    plumbline = Plumbline(data, "--port", str(port), "--source", str(source(home / "source")))
    plumbline.wait_for("Plumbline is ready")
    yield plumbline
    plumbline.stop()
    plumbline.assert_gone()


def test_the_ready_line_tells_where_it_answers(running: Plumbline, port: int) -> None:
    assert f"Plumbline is ready at http://127.0.0.1:{port}\n" in running.output
    assert is_healthy("127.0.0.1", port)


def test_the_data_is_private(running: Plumbline) -> None:
    for path in (running.data, running.data / "secret-key", Path(running.occupant()["sockets"])):
        assert path.stat().st_mode & 0o077 == 0, path


def test_the_servers_open_no_port(running: Plumbline, port: int) -> None:
    listening = set()
    for table in ("tcp", "tcp6"):
        for line in Path("/proc/net", table).read_text().splitlines()[1:]:
            fields = line.split()
            if fields[3] == "0A":
                listening.add(fields[9])
    mine = set()
    for process in running.left():
        for descriptor in Path("/proc", process.split()[0], "fd").iterdir():
            target = str(descriptor.readlink()) if descriptor.is_symlink() else ""
            if target.startswith("socket:[") and target[8:-1] in listening:
                mine.add(process.split()[1:][-1] if "gunicorn" not in process else "gunicorn")
    assert mine == {"gunicorn"}


def test_a_second_start_on_the_same_data_names_the_first(running: Plumbline, port: int) -> None:
    second = run(running.data, "--port", str(free_port()))
    assert second.returncode == 2
    assert second.stderr == (
        f"Plumbline already runs on {running.data} (process {running.process.pid},"
        f" http://127.0.0.1:{port}): stop that one first, or choose another folder with"
        " --data DIR.\n"
    )


def test_a_taken_port_is_named(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        refused = run(tmp_path / "data", "--port", str(port))
    assert refused.returncode == 2
    assert refused.stderr == (
        f"Port {port} on 127.0.0.1 is taken by another program: choose another one, such as"
        f" --port {port + 1}.\n"
    )


def test_manage_uses_the_servers_that_run(running: Plumbline) -> None:
    code = "import os, sys; print(os.environ['DATABASE_URL']); sys.exit(7)"
    result = run(running.data, "manage", "shell", "-c", code)
    assert running.occupant()["database_url"] in result.stdout
    assert result.returncode == 7


def test_a_link_to_sign_in_leads_to_the_one_that_runs(running: Plumbline, port: int) -> None:
    result = run(running.data, "manage", "sign_in_link")
    assert f"\nhttp://127.0.0.1:{port}/accounts/link/?key=" in result.stdout, result.stderr


@pytest.mark.parametrize("name", ["postgres", "valkey", "worker"])
def test_what_dies_is_started_again(running: Plumbline, port: int, name: str) -> None:
    word = {"postgres": "postgres -D", "valkey": "valkey-server", "worker": "celery -A dashboard w"}
    [victim, *_] = [each for each in running.left() if word[name] in each]
    os.kill(int(victim.split()[0]), signal.SIGKILL)
    running.wait_for(f"{name} was ended by signal SIGKILL; starting it again.")
    _assert_healthy(port)
    _assert_servers_answer(running)


def test_an_orphan_of_a_killed_postgres_is_no_obstacle(running: Plumbline, port: int) -> None:
    """A backend that does not notice the death keeps the shared memory, and so the lock."""
    postmaster = running.postmaster()
    [orphan, *_] = Path(f"/proc/{postmaster}/task/{postmaster}/children").read_text().split()
    before = len(running.output)
    os.kill(int(orphan), signal.SIGSTOP)
    os.kill(postmaster, signal.SIGKILL)
    running.wait_for("postgres was ended by signal SIGKILL; starting it again.", after=before)
    _assert_healthy(port)
    assert running.postmaster() != postmaster


def test_ctrl_c_ends_everything_quietly(running: Plumbline) -> None:
    before = running.output
    assert running.stop(signal.SIGINT) == 0
    assert running.left() == []
    assert running.output == before
    assert not (running.data / "supervisor.json").exists()


def test_it_is_ready_under_a_name_of_its_own_behind_https(tmp_path: Path) -> None:
    settings = {"PLUMBLINE_ALLOWED_HOSTS": ".plumbline.example, x", "PLUMBLINE_HTTPS": "true"}
    plumbline = Plumbline(
        started_before(tmp_path / "data"),
        *("--port", str(free_port()), "--source", str(source(tmp_path / "source"))),
        environment=clean_environment(tmp_path, **settings),
    )
    plumbline.wait_for("Plumbline is ready")
    assert plumbline.stop() == 0


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_other_signals_end_everything_at_any_time(tmp_path: Path, number: signal.Signals) -> None:
    plumbline = Plumbline(
        tmp_path / "data", "--port", str(free_port()), "--source", str(source(tmp_path / "source"))
    )
    plumbline.wait_for_servers()
    assert plumbline.stop(number) == 0
    assert plumbline.left() == []
    assert plumbline.output == ""


@pytest.mark.parametrize("killed", [("guardian",), ("supervisor",), ("guardian", "supervisor")])
def test_nothing_outlives_a_kill_and_nothing_is_lost(
    tmp_path: Path, killed: tuple[str, ...]
) -> None:
    data = started_before(tmp_path / "data")
    plumbline = Plumbline(
        data, "--port", str(free_port()), "--source", str(source(tmp_path / "source"))
    )
    plumbline.wait_for("Plumbline is ready")
    assert run(data, "manage", "shell", "-c", _KEEP).returncode == 0
    pids = {"guardian": plumbline.process.pid, "supervisor": plumbline.supervisor}
    for number in (signal.SIGSTOP, signal.SIGKILL):  # Stopped, so that none can react in between.
        for name in killed:
            os.kill(pids[name], number)
    plumbline.process.wait()
    plumbline.assert_gone()
    found = run(data, "manage", "shell", "-c", _FIND)
    assert "found 42 b'42'" in found.stdout, found.stderr
