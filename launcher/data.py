"""The data folder: what Plumbline keeps on this machine, and who is using it right now."""

import fcntl
import json
import os
import pwd
import secrets
import shutil
import sys
import tempfile
import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from launcher.failure import Refusal, disk_full, of_disk

_NEEDED_BYTES = 200 * 1024 * 1024
_LOG_BYTES = 5 * 1024 * 1024
_SOCKET_PATH_BYTES = 100
"""Under the smallest limit among the systems for the path of a unix socket."""

_LONGEST_SOCKET = "/plumbline-12345678/.s.PGSQL.5432.lock"


@dataclass(frozen=True)
class Occupant:
    """Who uses a data folder: written by the first command that opens it, read by the others.

    `command` is "run", "once" or "manage"; `pid` is the process to signal. The URLs are empty
    until the servers answer.
    """

    pid: int
    command: str
    address: str
    sockets: str
    database_url: str = ""
    redis_url: str = ""


def default_folder(environment: Mapping[str, str], platform: str = sys.platform) -> Path:
    """Where the platform keeps a person's data. Raises `Refusal` where there is no home."""
    if environment.get("XDG_DATA_HOME"):
        return Path(environment["XDG_DATA_HOME"]) / "plumbline"
    home = environment.get("HOME") or os.path.expanduser("~")  # noqa: PTH111  (Path.home() raises)
    if not home.startswith("/"):
        raise Refusal("There is no home folder to keep data in: name one with --data DIR.")
    if platform == "darwin":
        return Path(home) / "Library" / "Application Support" / "Plumbline"
    return Path(home) / ".local" / "share" / "plumbline"


class DataFolder:
    """One data folder, private to the user who runs Plumbline (mode 0700)."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.logs = path / "logs"
        self.postgres = path / "postgres"
        self.valkey = path / "valkey"
        self._occupant = path / "supervisor.json"
        self._lock: int | None = None

    def prepare(self) -> None:
        """Make the folder if need be. Raises `Refusal` where it cannot be used."""
        try:
            self.path.mkdir(mode=0o700, parents=True, exist_ok=True)
            owner = self.path.stat().st_uid
            if owner != os.geteuid():
                raise Refusal(
                    f"The data folder {self.path} belongs to another user ({_user(owner)}): run"
                    " Plumbline as that user, or choose another folder with --data DIR."
                )
            for folder in (self.logs, self.valkey):
                folder.mkdir(mode=0o700, exist_ok=True)
            self._lock = os.open(self.path / "lock", os.O_RDWR | os.O_CREAT, 0o600)
            if shutil.disk_usage(self.path).free < _NEEDED_BYTES:
                raise disk_full(self.path)
        except OSError as error:
            raise of_disk(error, self.path, "The data folder") from error

    def occupy(self, command: str, address: str) -> Occupant | None:
        """Take the folder for this process and its children; None if another process has it."""
        if self._lock is None:
            raise ValueError("prepare() comes first")
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return None
        previous = self.occupant()
        if previous:  # It was killed: what it left in the place for sockets is of no use.
            shutil.rmtree(previous.sockets, ignore_errors=True)
        occupant = Occupant(os.getpid(), command, address, str(_make_socket_folder()))
        self.record(occupant)
        return occupant

    def occupant(self) -> Occupant | None:
        """Who uses the folder, as far as is written down."""
        try:
            return Occupant(**json.loads(self._occupant.read_text(encoding="utf-8")))
        except (FileNotFoundError, ValueError, TypeError):
            return None

    def record(self, occupant: Occupant) -> None:
        """Write down who uses the folder."""
        _write(self._occupant, json.dumps(asdict(occupant), indent=1) + "\n")

    def vacate(self, occupant: Occupant) -> None:
        """Take back what `occupy` wrote; the lock ends with the process."""
        shutil.rmtree(occupant.sockets, ignore_errors=True)
        self._occupant.unlink(missing_ok=True)

    def wait_for_occupant(self, seconds: float) -> Occupant | None:
        """Who uses the folder, once its servers answer; None when nobody does after all."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            occupant = self.occupant()
            if occupant and occupant.database_url:
                return occupant
            if self._is_free():
                return None
            time.sleep(0.1)
        raise Refusal(
            f"Another command has the data folder {self.path} and its servers do not answer: see"
            f" the files in {self.logs}."
        )

    def share(self) -> int:
        """Join those who use the occupant's servers; lasts while the file descriptor is open."""
        descriptor = os.open(self.path / "guests", os.O_RDWR | os.O_CREAT, 0o600)
        fcntl.flock(descriptor, fcntl.LOCK_SH)
        return descriptor

    def wait_for_guests(self) -> None:
        """Wait until no other command uses the servers that this one is about to end."""
        descriptor = os.open(self.path / "guests", os.O_RDWR | os.O_CREAT, 0o600)
        fcntl.flock(descriptor, fcntl.LOCK_EX)

    def secret_key(self) -> str:
        """The key that Django signs with: made once, readable by its owner alone."""
        file = self.path / "secret-key"
        if not file.exists():
            _write(file, secrets.token_urlsafe(50))
        return file.read_text(encoding="utf-8").strip()

    def log(self, name: str) -> Path:
        """The log file of the process `name`, put aside first if it has grown too large."""
        file = self.logs / f"{name}.log"
        if file.exists() and file.stat().st_size > _LOG_BYTES:
            file.replace(file.with_suffix(".log.1"))
        return file

    def _is_free(self) -> bool:
        if self._lock is None:
            raise ValueError("prepare() comes first")
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        fcntl.flock(self._lock, fcntl.LOCK_UN)
        return True


def _make_socket_folder() -> Path:
    """A new private folder whose path leaves room for a socket's name.

    Its name cannot be guessed, and `mkdtemp` makes it for the user alone: the servers trust
    whoever reaches their sockets.
    """
    candidates = (os.environ.get("XDG_RUNTIME_DIR"), tempfile.gettempdir(), "/tmp")  # noqa: S108
    for base in candidates:
        fits = base and len(os.fsencode(base + _LONGEST_SOCKET)) <= _SOCKET_PATH_BYTES
        if base and fits and os.access(base, os.W_OK | os.X_OK):
            return Path(tempfile.mkdtemp(prefix="plumbline-", dir=base))
    raise Refusal("There is no folder for temporary files with a short path, such as /tmp.")


def _write(file: Path, text: str) -> None:
    """Write `text` whole or not at all, for its owner's eyes alone."""
    new = file.with_name(file.name + ".new")
    new.unlink(missing_ok=True)
    descriptor = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as stream:
        stream.write(text)
        stream.flush()
        os.fsync(stream.fileno())
    new.replace(file)


def _user(uid: int) -> str:
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return f"number {uid}"
