import errno
import os
from dataclasses import replace
from pathlib import Path

import pytest

from launcher.data import DataFolder
from launcher.failure import Refusal, of_disk


@pytest.fixture
def data(tmp_path: Path) -> DataFolder:
    folder = DataFolder(tmp_path / "data")
    folder.prepare()
    return folder


def test_the_folder_is_private(data: DataFolder) -> None:
    assert data.path.stat().st_mode & 0o777 == 0o700


def test_a_file_in_the_way_is_named(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("")
    with pytest.raises(Refusal, match="a file is in the way"):
        DataFolder(tmp_path / "data").prepare()


def test_the_secret_key_is_made_once_and_private(data: DataFolder) -> None:
    key = data.secret_key()
    assert len(key) >= 50
    assert data.secret_key() == key
    assert (data.path / "secret-key").stat().st_mode & 0o777 == 0o600


def test_a_folder_has_one_occupant(data: DataFolder) -> None:
    other = DataFolder(data.path)
    other.prepare()
    occupant = data.occupy("run", "http://127.0.0.1:8000")
    assert occupant
    assert other.occupy("run", "") is None
    assert other.occupant() == occupant
    sockets = Path(occupant.sockets)
    assert sockets.stat().st_mode & 0o777 == 0o700
    assert len(str(sockets / ".s.PGSQL.5432.lock")) <= 100
    data.vacate(occupant)
    assert not sockets.exists()
    assert other.occupant() is None


def test_what_a_killed_occupant_left_is_removed(data: DataFolder) -> None:
    killed = data.occupy("run", "")
    assert killed
    assert data._lock
    os.close(data._lock)  # As when its process is gone.
    data.prepare()
    occupant = data.occupy("run", "")
    assert occupant
    assert occupant.sockets != killed.sockets
    assert not Path(killed.sockets).exists()
    data.vacate(occupant)


def test_a_guest_waits_for_the_servers_and_learns_that_nobody_is_there(data: DataFolder) -> None:
    guest = DataFolder(data.path)
    guest.prepare()
    assert guest.wait_for_occupant(1) is None
    occupant = data.occupy("run", "")
    assert occupant
    with pytest.raises(Refusal, match="do not answer"):
        guest.wait_for_occupant(0.2)
    ready = replace(occupant, database_url="postgresql://", redis_url="unix://")
    data.record(ready)
    assert guest.wait_for_occupant(1) == ready
    data.vacate(occupant)


def test_large_logs_are_put_aside(data: DataFolder) -> None:
    file = data.log("web")
    assert file == data.logs / "web.log"
    file.write_bytes(b"x" * (5 * 1024 * 1024 + 1))
    assert not data.log("web").exists()
    assert (data.logs / "web.log.1").stat().st_size > 5 * 1024 * 1024


@pytest.mark.parametrize(
    ("number", "sentence"),
    [
        (errno.ENOSPC, "The disk that holds /d is full: make room there, or choose another disk."),
        (errno.EROFS, "The data folder /d is on a read-only disk: choose another one."),
        (errno.EACCES, "The data folder /d is not writable for you: choose another one."),
        (errno.ENOTDIR, "The data folder /d cannot be made: a file is in the way."),
        (errno.EIO, "The data folder /d cannot be used: Input/output error."),
    ],
)
def test_a_failing_disk_in_one_sentence(number: int, sentence: str) -> None:
    error = OSError(number, os.strerror(number))
    assert str(of_disk(error, Path("/d"), "The data folder")) == sentence
