"""The embedded servers, for a supervisor or for the time of one command."""

import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from launcher import servers
from launcher.data import DataFolder, Occupant
from launcher.failure import of_disk
from launcher.guardian import Supervised
from launcher.supervisor import Stopped, Supervisor


def start_servers(
    supervisor: Supervisor,
    data: DataFolder,
    occupant: Occupant,
    environment: Mapping[str, str],
    *,
    durable: bool = True,
) -> dict[str, str]:
    """Start the servers that `environment` does not name; returns it with all of them named."""
    embedded = servers.embedded(data, Path(occupant.sockets), environment, durable=durable)
    supervisor.start_servers(embedded)
    found = dict(environment) | {server.variable: server.url for server in embedded}
    data.record(replace(occupant, database_url=found["DATABASE_URL"], redis_url=found["REDIS_URL"]))
    return found


class Host:
    """The embedded servers in the care of a supervisor, for commands run in the foreground."""

    def __init__(
        self,
        data: DataFolder,
        occupant: Occupant,
        environment: Mapping[str, str],
        *,
        durable: bool = True,
    ) -> None:
        def supervise(lifeline: int, report: int) -> int:
            supervisor = Supervisor(data, lifeline)
            try:
                found = start_servers(supervisor, data, occupant, environment, durable=durable)
                urls = {name: found[name] for name in ("DATABASE_URL", "REDIS_URL")}
                os.write(report, json.dumps(urls).encode() + b"\n")
                supervisor.watch_for_ever()
            except Stopped as stopped:
                if stopped.released:
                    data.wait_for_guests()
            except OSError as error:
                raise of_disk(error, data.path, "The data folder") from error
            finally:
                supervisor.stop()
                data.vacate(occupant)
            return 0

        self._data, self._occupant = data, occupant
        self._supervised = Supervised(supervise)
        line = self._supervised.report()
        self.urls: dict[str, str] | None = json.loads(line) if line else None
        """The servers by variable; None if they did not start, as the supervisor has said."""

    def run(
        self, command: Sequence[str], environment: Mapping[str, str], folder: Path | None = None
    ) -> int:
        """Run `command` in the foreground of the terminal; returns its exit code."""
        return self._supervised.run(command, environment, folder)

    def close(self) -> int:
        """End the servers; returns the supervisor's exit code."""
        self._supervised.release()
        code = self._supervised.wait()
        self._data.vacate(self._occupant)  # In case the supervisor was killed.
        return code


def run_with_servers(
    data: DataFolder, occupant: Occupant, environment: Mapping[str, str], command: Sequence[str]
) -> int:
    """Run `command` in the foreground with servers of its own; returns its exit code."""
    host = Host(data, occupant, environment)
    if host.urls is None:
        return host.close()
    code = host.run(command, {**environment, **host.urls})
    return host.close() or code
