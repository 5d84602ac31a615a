"""Plumbline's own processes: what each is called with, and how each ends."""

import signal
import sys
from collections.abc import Mapping
from pathlib import Path

from launcher import github
from launcher.arguments import Arguments
from launcher.data import DataFolder
from launcher.environment import ROOT, for_children
from launcher.github import DemoGitHub
from launcher.processes import Process

_STAGE = 2
"""After the servers' stages: all of these end first, and together."""


def variables(
    environment: Mapping[str, str],
    arguments: Arguments,
    secret_key: str,
    demo: DemoGitHub | None = None,
) -> dict[str, str]:
    """The environment of Plumbline's processes, but for where the servers are."""
    found = github.variables(for_children(environment), arguments)
    found |= demo.variables | github.choosing(environment) if demo else {}
    found |= {
        "DJANGO_SETTINGS_MODULE": "dashboard.settings",
        "PLUMBLINE_DATA": str(arguments.data),
        "PLUMBLINE_HOST": arguments.host,
        "PLUMBLINE_PORT": str(arguments.port),
        "PYTHONUNBUFFERED": "1",
    }
    for name in ("PLUMBLINE_SOURCE", "PLUMBLINE_PUBLISHED_ON"):
        found.pop(name, None)
    if arguments.source:
        found["PLUMBLINE_SOURCE"] = str(arguments.source)
    if not found.get("PLUMBLINE_SECRET_KEY"):
        found["PLUMBLINE_SECRET_KEY"] = secret_key
    return found


def manage_command(*words: str) -> list[str]:
    """The command line of a management command."""
    return [sys.executable, str(ROOT / "manage.py"), *words]


class Programs:
    """Makes the processes, all with the same environment."""

    def __init__(self, data: DataFolder, arguments: Arguments, environment: Mapping[str, str]):
        self._data = data
        self._arguments = arguments
        self._environment = environment

    def web(self) -> Process:
        """The web server."""
        options = [
            "--bind",
            self._arguments.listens_at,
            "--workers",
            "2",
            "--threads",
            "4",
            "--no-control-socket",
        ]
        # Loaded once and then forked: half the work on a machine with few cores.
        options += ["--preload"]
        options += ["--graceful-timeout", "3", "--worker-tmp-dir", str(self._shared_memory())]
        command = [sys.executable, "-m", "gunicorn", *options, "dashboard.wsgi"]
        return self._process("web", command)

    def worker(self) -> Process:
        """The worker, which finishes what it is at before it ends, if that is soon."""
        options = ["--concurrency", "2", "--without-gossip", "--without-mingle"]
        return self._process(
            "worker",
            [*_celery("worker"), *options],
            stops=((signal.SIGTERM, 8.0), (signal.SIGQUIT, 3.0)),
        )

    def beat(self) -> Process:
        """The clock of what is due regularly."""
        schedule = str(self._data.path / "beat-schedule")
        return self._process("beat", [*_celery("beat"), "--schedule", schedule, "--pidfile="])

    def github(self, demo: DemoGitHub) -> Process:
        """What answers as GitHub does, for the demo organization that `manage demo` has made."""
        world = str(self._data.path / "demo" / "organization.json")
        command = [sys.executable, "-m", "tests.github_simulator", world]
        return self._process(
            "github",
            [*command, "--port", str(demo.port)],
            more={"GITHUB_TOKEN": demo.token, "SIMULATOR_SECRET": demo.secret},
        )

    def replay(self, demo: DemoGitHub) -> Process:
        """The demo's past, played once."""
        return self._process(
            "replay",
            manage_command("replay"),
            lasting=False,
            shows_output=True,
            more={"SIMULATOR_SECRET": demo.secret},
        )

    @property
    def has_sign_in(self) -> bool:
        """Whether people sign in with GitHub."""
        return bool(self._environment.get("GITHUB_CLIENT_ID"))

    def manage(self, *words: str, shows_output: bool = False) -> Process:
        """A management command that ends by itself."""
        return self._process(
            words[0], manage_command(*words), lasting=False, shows_output=shows_output
        )

    def _process(
        self,
        name: str,
        command: list[str],
        *,
        stops: tuple[tuple[signal.Signals, float], ...] = ((signal.SIGTERM, 5.0),),
        lasting: bool = True,
        shows_output: bool = False,
        more: Mapping[str, str] | None = None,
    ) -> Process:
        return Process(
            name=name,
            command=command,
            environment={**self._environment, **(more or {})},
            folder=ROOT,
            log=self._data.log(name),
            stage=_STAGE,
            stops=stops,
            lasting=lasting,
            shows_output=shows_output,
        )

    def _shared_memory(self) -> Path:
        """Where gunicorn's heartbeat files cause no writing to a disk, if there is such a place."""
        memory = Path("/dev/shm")  # noqa: S108
        return memory if memory.is_dir() else self._data.path


def _celery(part: str) -> list[str]:
    return [sys.executable, "-m", "celery", "-A", "dashboard", part, "--loglevel", "INFO"]
