"""The commands of `./run`: each takes the data folder, has the servers started, does its work."""

import os
from collections.abc import Callable, Mapping, Sequence
from urllib.parse import urlsplit

from launcher import hosting
from launcher.arguments import Arguments, require_git
from launcher.data import DataFolder
from launcher.failure import GaveUp, Refusal, announce, of_disk, say
from launcher.github import DemoGitHub
from launcher.guardian import Supervised
from launcher.processes import Process
from launcher.programs import Programs, manage_command, variables
from launcher.readiness import is_healthy, require_free_port
from launcher.supervisor import Stopped, Supervisor

_READY_SECONDS = 60.0
_OCCUPANT_SECONDS = 60.0
_LINES_OF_LOG = 10

Environment = Mapping[str, str]
Work = Callable[[Supervisor, Programs, Arguments, DemoGitHub | None], int]


def run(arguments: Arguments, environment: Environment) -> int:
    """Serve the dashboard until somebody asks for the end; returns the exit code."""
    return _supervise(arguments, environment, _serve)


def once(arguments: Arguments, environment: Environment) -> int:
    """Sync once, with a worker and no web server; returns the exit code of the sync."""
    return _supervise(arguments, environment, _sync)


def manage(arguments: Arguments, environment: Environment) -> int:
    """Run a management command on the data, with the servers that run or with its own."""
    if not arguments.rest:
        raise Refusal("Say which command: ./run manage COMMAND (./run manage help lists them).")
    data = DataFolder(arguments.data)
    data.prepare()
    # It answers only while a Plumbline runs that started it.
    demo = DemoGitHub.kept(data) if arguments.is_demo else None
    settings = variables(environment, arguments, data.secret_key(), demo)
    command = manage_command(*arguments.rest)
    while True:
        occupant = data.occupy("manage", "")
        if occupant:
            return hosting.run_with_servers(data, occupant, settings, command)
        guest = data.share()
        running = data.wait_for_occupant(_OCCUPANT_SECONDS)
        if running:
            # Held by the command to its end: whoever has the servers waits for it.
            os.set_inheritable(guest, True)
            settings |= {"DATABASE_URL": running.database_url, "REDIS_URL": running.redis_url}
            # Links lead to the one that runs, wherever a second one would listen.
            if port := urlsplit(running.address).port:
                settings["PLUMBLINE_PORT"] = str(port)
            os.execve(command[0], command, settings)  # noqa: S606
        os.close(guest)


def _supervise(arguments: Arguments, environment: Environment, work: Work) -> int:
    """Have `work` done by a supervisor that has the servers, the schema and the demo ready."""
    if not arguments.is_github:
        require_git()
    if arguments.unused:
        say(_unused(arguments.unused))
    data = DataFolder(arguments.data)
    data.prepare()
    address = arguments.address if arguments.command == "run" else ""
    occupant = data.occupy(arguments.command, address)
    if occupant is None:
        raise _occupied(data)
    if address:
        require_free_port(arguments.host, arguments.port)
    demo = DemoGitHub.ready(data) if arguments.is_demo else None
    settings = variables(environment, arguments, data.secret_key(), demo)

    def supervise(lifeline: int, _report: int) -> int:
        supervisor = Supervisor(data, lifeline)
        try:
            found = hosting.start_servers(supervisor, data, occupant, settings)
            programs = Programs(data, arguments, found)
            _set_up(supervisor, programs, arguments)
            if demo:
                _start_github(supervisor, programs, demo)
            return work(supervisor, programs, arguments, demo)
        except Stopped:
            return 0 if arguments.command == "run" else GaveUp.code
        except OSError as error:
            raise of_disk(error, data.path, "The data folder") from error
        finally:
            supervisor.stop()
            data.vacate(occupant)

    code = Supervised(supervise).wait()
    data.vacate(occupant)  # In case the supervisor was killed.
    return code


def _unused(names: Sequence[str]) -> str:
    """Why credentials for GitHub are passed by."""
    are, they = ("are", "they are") if len(names) > 1 else ("is", "it is")
    return (
        f"{' and '.join(names)} {are} set and GITHUB_ORG is not, so {they} not used and the demo"
        " organization is shown: set GITHUB_ORG to read an organization."
    )


def _occupied(data: DataFolder) -> Refusal:
    occupant = data.occupant()
    if occupant and occupant.command == "run":
        return Refusal(
            f"Plumbline already runs on {data.path} (process {occupant.pid}, {occupant.address}):"
            " stop that one first, or choose another folder with --data DIR."
        )
    who = f"process {occupant.pid}, './run {occupant.command}'" if occupant else "another process"
    return Refusal(
        f"The data folder {data.path} is in use ({who}): wait until it has ended, or choose"
        " another folder with --data DIR."
    )


def _set_up(supervisor: Supervisor, programs: Programs, arguments: Arguments) -> None:
    """Bring the database and the static files to this version, and make the demo.

    None of these needs another, and each spends most of its time on starting Python.
    """
    commands = [programs.manage("migrate", "--noinput")]
    if arguments.command == "run":
        commands.append(programs.manage("collectstatic", "--noinput"))
    if arguments.is_demo:
        commands.append(programs.manage("demo"))
    for process, code in zip(commands, supervisor.run(*commands), strict=True):
        if code != 0:
            say(_end_of_log(process))
            raise Refusal(
                f"'manage.py {process.name}' failed as said above, so Plumbline does not start; all"
                f" of it is in {process.log}."
            )


def _end_of_log(process: Process) -> str:
    lines = process.log.read_text(encoding="utf-8", errors="replace").splitlines()
    return "\n".join(lines[-_LINES_OF_LOG:])


def _start_github(supervisor: Supervisor, programs: Programs, demo: DemoGitHub) -> None:
    github = programs.github(demo)
    supervisor.start(github)
    supervisor.wait_until(demo.answers, _READY_SECONDS, github)


def _serve(
    supervisor: Supervisor, programs: Programs, arguments: Arguments, demo: DemoGitHub | None
) -> int:
    web = programs.web()
    asked = (arguments.asked_at, arguments.port, arguments.allowed_hosts)
    supervisor.start(web)
    supervisor.wait_until(lambda: is_healthy(*asked), _READY_SECONDS, web)
    announce(f"Plumbline is ready at {arguments.address}")
    if demo:
        replay = programs.replay(demo)
        [code] = supervisor.run(replay)
        if code != 0:
            say(f"The demo's past could not be played: see {replay.log}.")
    if demo is None and not programs.has_sign_in:
        # To the terminal alone: its output is in no log.
        link = programs.manage("sign_in_link", "--address", arguments.address, shows_output=True)
        [code] = supervisor.run(link)
        if code != 0:
            say(f"There is no link to sign in with: see {link.log}.")
    # Only now, so that they do not take the processors from what people wait for.
    supervisor.start(programs.worker())
    supervisor.start(programs.beat())
    sync = programs.manage("sync", "--progress", shows_output=True)
    [code] = supervisor.run(sync)
    if code != 0:
        say(f"The first sync ended with exit code {code}: see {sync.log}.")
    supervisor.watch_for_ever()
    return 0


def _sync(
    supervisor: Supervisor, programs: Programs, _arguments: Arguments, _demo: DemoGitHub | None
) -> int:
    supervisor.start(programs.worker())
    sync = programs.manage("sync", "--wait", "--summary", shows_output=True)
    [code] = supervisor.run(sync)
    if code != 0:
        say(_end_of_log(sync))
    return code
