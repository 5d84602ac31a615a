"""The embedded servers: PostgreSQL and Valkey, over unix sockets in a private folder alone.

Both trust whoever reaches their socket, which is safe because only the user who runs Plumbline
can: the folder of the sockets is theirs (mode 0700), and neither server opens a port.
"""

import os
import shutil
import signal
import socket
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Protocol
from urllib.parse import quote

from launcher import binaries, processes
from launcher.data import DataFolder
from launcher.failure import Refusal, of_disk
from launcher.privileges import hand_over, unprivileged
from launcher.processes import Process

_USER = _DATABASE = "plumbline"
_BUILTIN_COLLATION_SINCE = 17
_STAGE_OF_DATABASE, _STAGE_OF_BROKER = 0, 1


class Server(Protocol):
    """What the supervisor needs to know of an embedded server."""

    process: Process
    variable: str
    """The environment variable that tells the others where it is."""
    url: str

    def prepare(self) -> None:
        """Make what the server keeps, if need be. Raises `Refusal`."""

    def answers(self) -> bool:
        """Whether the server can be used."""


def embedded(
    data: DataFolder, sockets: Path, environment: Mapping[str, str], *, durable: bool
) -> list[Server]:
    """The servers that `environment` does not name, in the order in which to start them.

    `durable` makes PostgreSQL keep what it acknowledged through a power failure; tests need not.
    """
    servers: list[Server] = []
    if not environment.get(Postgres.variable):
        servers.append(Postgres(data, sockets, durable=durable))
    if not environment.get(Valkey.variable):
        servers.append(Valkey(data, sockets))
    return servers


class Postgres:
    """PostgreSQL with the database `plumbline`, whose owner has the same name."""

    variable = "DATABASE_URL"

    def __init__(self, data: DataFolder, sockets: Path, *, durable: bool) -> None:
        self._programs = binaries.postgres()
        self._data = data
        self._folder = data.postgres
        self._way = unprivileged(self._programs / "postgres", os.geteuid())
        # The socket's folder stands where a host would, so its slashes are written as %2F.
        self.url = f"postgresql://{_USER}@{quote(str(sockets), safe='')}/{_DATABASE}"
        self._environment = _server_environment()
        self.process = Process(
            name="postgres",
            command=[
                *self._way.prefix,
                str(self._programs / "postgres"),
                *("-D", str(self._folder)),
                *_options(_settings(sockets, durable=durable)),
            ],
            environment=self._environment,
            folder=data.path,
            log=data.log("postgres"),
            stage=_STAGE_OF_DATABASE,
            stops=((signal.SIGINT, 10.0), (signal.SIGQUIT, 3.0)),
            before=self._clean,
        )

    def prepare(self) -> None:
        """Make the database cluster if there is none. Raises `Refusal`."""
        try:
            if not self._folder.exists():
                self._initialise()
            hand_over(self._folder, self._way.owner)
            made_by = int((self._folder / "PG_VERSION").read_text(encoding="utf-8"))
        except OSError as error:
            raise of_disk(error, self._folder, "The database's folder") from error
        version = binaries.postgres_version(self._programs / "postgres")
        if made_by != version:
            raise Refusal(
                f"The database in {self._folder} was made by PostgreSQL {made_by} and this is"
                f" PostgreSQL {version}: follow 'Upgrading PostgreSQL' in docs/operations.md."
            )

    def answers(self) -> bool:
        """Whether PostgreSQL takes connections, by the file in which it says so."""
        try:
            lines = (self._folder / "postmaster.pid").read_text(encoding="utf-8").splitlines()
        except FileNotFoundError:
            return False
        return len(lines) > 7 and lines[0] == str(self.process.pid) and lines[7].strip() == "ready"

    def _initialise(self) -> None:
        """Make the cluster and the database beside their place, and move them there when whole."""
        new = self._folder.with_name("postgres.new")
        shutil.rmtree(new, ignore_errors=True)
        version = binaries.postgres_version(self._programs / "postgres")
        collation = ["--locale=C"]
        if version >= _BUILTIN_COLLATION_SINCE:
            collation += ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
        self._run(
            "initdb", "-D", str(new), f"--username={_USER}", "--auth=trust", "--encoding=UTF8",
            *collation,
        )  # fmt: skip
        # PostgreSQL's single-user mode: no server has to be started for it.
        create = f"CREATE DATABASE {_DATABASE};\n"
        self._run("postgres", "--single", "-D", str(new), "postgres", statement=create)
        new.rename(self._folder)

    def _run(self, program: str, *arguments: str, statement: str = "") -> None:
        with self.process.log.open("ab") as log:
            result = subprocess.run(
                [*self._way.prefix, str(self._programs / program), *arguments],
                env=self._environment,
                cwd=self._data.path,
                input=statement.encode(),
                stdout=log,
                stderr=log,
                check=False,
            )
        if result.returncode != 0:
            raise Refusal(
                f"The database could not be made in {self._folder} ({program} failed): see"
                f" {self.process.log}."
            )

    def _clean(self) -> None:
        """End what a killed PostgreSQL left, so that its memory and its lock are free."""
        if processes.end_strays(self._folder, ("postgres",)):
            # PostgreSQL would believe this file if its process were still there as a zombie.
            (self._folder / "postmaster.pid").unlink(missing_ok=True)


class Valkey:
    """Valkey, which keeps every write before it acknowledges it."""

    variable = "REDIS_URL"

    def __init__(self, data: DataFolder, sockets: Path) -> None:
        self._folder = data.valkey
        self._socket = sockets / "valkey.sock"
        self.url = f"unix://{quote(str(self._socket))}"
        settings = {
            "port": "0",
            "unixsocket": str(self._socket),
            "unixsocketperm": "700",
            "dir": str(self._folder),
            "appendonly": "yes",
            "appendfsync": "always",
            "save": "",
            "maxmemory-policy": "noeviction",
        }
        arguments = (part for name, value in settings.items() for part in (f"--{name}", value))
        self.process = Process(
            name="valkey",
            command=[str(binaries.valkey()), *arguments],
            environment=_server_environment(),
            folder=self._folder,
            log=data.log("valkey"),
            stage=_STAGE_OF_BROKER,
            before=self._clean,
        )

    def prepare(self) -> None:
        """Valkey makes its own files."""

    def answers(self) -> bool:
        """Whether Valkey has read its data and answers."""
        try:
            with socket.socket(socket.AF_UNIX) as connection:
                connection.settimeout(1)
                connection.connect(str(self._socket))
                connection.sendall(b"PING\r\n")
                return connection.recv(16).startswith(b"+PONG")
        except OSError:
            return False

    def _clean(self) -> None:
        processes.end_strays(self._folder, ("valkey-server",))
        self._socket.unlink(missing_ok=True)


def _settings(sockets: Path, *, durable: bool) -> dict[str, str]:
    """PostgreSQL's settings, for a machine with two cores on which people do other things too."""
    settings = {
        "listen_addresses": "",
        "unix_socket_directories": str(sockets),
        "unix_socket_permissions": "0700",
        "max_connections": "50",
        "shared_buffers": "64MB",
        "max_wal_size": "256MB",
        "wal_level": "minimal",
        "max_wal_senders": "0",
        "timezone": "UTC",
        "log_timezone": "UTC",
        "log_checkpoints": "off",
    }
    if not durable:
        settings |= {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
    return settings


def _options(settings: Mapping[str, str]) -> Sequence[str]:
    return [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]


def _server_environment() -> dict[str, str]:
    """What a server sees of the environment: where programs are, and no language to speak."""
    return {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C"}
