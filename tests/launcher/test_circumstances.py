"""The real `./run` where it is not welcome: as whom, on what disk, without what."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from launcher.environment import ROOT
from tests.launcher.running import Plumbline, clean_environment, free_port, run, source

pytestmark = [pytest.mark.slow, pytest.mark.waits]

_AS_ROOT = ("unshare", "--user", "--map-root-user", "--mount")
_IS_ROOT = os.geteuid() == 0
_QUERY = (
    "from django.db import connection as c; q = c.cursor();"
    "q.execute('show fsync'); print('fsync', q.fetchone()[0])"
)
_ASK = ("manage", "shell", "-c", _QUERY)


def _only_with(folder: Path, *programs: str) -> str:
    """A PATH that has nothing but `programs`."""
    folder.mkdir()
    for program in programs:
        found = shutil.which(program)
        assert found, program
        (folder / program).symlink_to(found)
    return str(folder)


def test_the_servers_keep_what_they_acknowledge(tmp_path: Path) -> None:
    result = run(tmp_path / "data", *_ASK)
    assert "fsync on" in result.stdout, result.stderr


def test_the_other_kind_of_user(tmp_path: Path) -> None:
    """An ordinary user where root runs the tests, and root where an ordinary user does."""
    identity = ("--map-user=1000", "--map-group=1000") if _IS_ROOT else ("--map-root-user",)
    result = run(tmp_path / "data", *_ASK, prefix=("unshare", "--user", *identity))
    assert "fsync on" in result.stdout, result.stderr


@pytest.mark.skipif(not _IS_ROOT, reason="only root may become nobody")
def test_root_where_user_namespaces_are_closed(tmp_path: Path) -> None:
    """Behind a private folder, and back again where they are open."""
    tmp_path.chmod(0o700)
    path = _only_with(tmp_path / "bin", "dirname", "setpriv", "env")
    closed = run(tmp_path / "data", *_ASK, PATH=path)
    assert "fsync on" in closed.stdout, closed.stderr
    assert (tmp_path / "data" / "postgres").stat().st_uid != 0
    opened = run(tmp_path / "data", *_ASK)
    assert "fsync on" in opened.stdout, opened.stderr
    assert (tmp_path / "data" / "postgres").stat().st_uid == 0


def _on_disk(tmp_path: Path, options: str) -> str:
    """What `./run` says with its data on a disk mounted with `options`."""
    (tmp_path / "disk").mkdir()
    script = f'mount -t tmpfs -o {options} tmpfs "$1" && shift && exec "$@"'
    prefix = (*_AS_ROOT, "sh", "-c", script, "sh", str(tmp_path / "disk"))
    result = run(tmp_path / "disk" / "data", "--port", str(free_port()), prefix=prefix)
    assert result.returncode == 2
    return result.stderr


def test_a_read_only_disk(tmp_path: Path) -> None:
    assert _on_disk(tmp_path, "ro") == (
        f"The data folder {tmp_path}/disk/data is on a read-only disk: choose another one.\n"
    )


def test_a_full_disk(tmp_path: Path) -> None:
    assert _on_disk(tmp_path, "size=1m") == (
        f"The disk that holds {tmp_path}/disk/data is full: make room there, or choose another"
        " disk.\n"
    )


def test_a_folder_of_somebody_else() -> None:
    """`/` is root's; for root, it is nobody's in a namespace without root."""
    prefix = ("unshare", "--user", "--map-user=1000") if _IS_ROOT else ()
    result = run(Path("/proc/sys"), "--port", str(free_port()), prefix=prefix)
    assert result.returncode == 2
    assert "/proc/sys" in result.stderr
    assert result.stderr.count("\n") == 1


def test_no_git(tmp_path: Path) -> None:
    path = _only_with(tmp_path / "bin", "dirname", "env")
    result = run(tmp_path / "data", "--port", str(free_port()), PATH=path)
    assert result.returncode == 2
    assert result.stderr == (
        "Plumbline reads checkouts with git, which is not on PATH: install it (for example 'apt"
        " install git') and run this again.\n"
    )


def test_a_lock_file_that_names_a_living_process(tmp_path: Path) -> None:
    """As after a kill, when the number was given to another, or nobody took note of the death."""
    data = tmp_path / "data"
    assert run(data, *_ASK).returncode == 0
    lock = f"{os.getpid()}\n{data}/postgres\n1\n5432\n/tmp\n\n1 1\nready\n"
    (data / "postgres" / "postmaster.pid").write_text(lock)
    result = run(data, *_ASK)
    assert "fsync on" in result.stdout, result.stderr


def test_once_prints_a_line_for_each_repository(tmp_path: Path) -> None:
    plumbline = Plumbline(
        tmp_path / "data",
        "--once",
        "--source",
        str(source(tmp_path / "source")),
        environment=clean_environment(tmp_path),
    )
    assert plumbline.process.wait(120) == 0, plumbline.output
    assert "\nalpha " in plumbline.output
    assert plumbline.left() == []


def test_the_data_folder_is_where_the_platform_keeps_data(tmp_path: Path) -> None:
    environment = clean_environment(tmp_path) | {"XDG_DATA_HOME": str(tmp_path / "share")}
    subprocess.run(
        [str(ROOT / "run"), "manage", "version"], env=environment, check=True, capture_output=True
    )
    assert (tmp_path / "share" / "plumbline" / "postgres").is_dir()
