"""`python -m tests.github_simulator FILE`: serve the world of a file until the process is ended."""

from __future__ import annotations

import argparse
import os
import signal
import sys
import threading
from pathlib import Path

from tests.github_simulator.organization_file import WorldFileError, load
from tests.github_simulator.simulator import Simulator

_TOKEN = "GITHUB_TOKEN"
_SECRET = "SIMULATOR_SECRET"


def main() -> int:
    """Serve; the exit code."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.github_simulator",
        description="Answers as GitHub does, on a port of the loopback device.",
        epilog=f"{_TOKEN} is the token that is accepted, {_SECRET} opens /_simulator/.",
    )
    parser.add_argument("file", type=Path, help="the world: see organization_file")
    parser.add_argument("--port", type=int, default=0, help="the port; one that is free without it")
    parser.add_argument("--viewer", help="whose token it is; an owner's without it")
    arguments = parser.parse_args()
    token = os.environ.get(_TOKEN)
    if not token:
        return _failed(f"{_TOKEN} is not set: set it to the token that is to be accepted.")
    try:
        world = load(arguments.file)
    except WorldFileError as error:
        return _failed(str(error))
    secret = os.environ.get(_SECRET, "")
    try:
        simulator = Simulator(world, port=arguments.port, secret=secret)
    except OSError as error:
        return _failed(f"Port {arguments.port} cannot be used: {error.strerror}.")
    owners = [each.login for each in world.members if each.role == "ADMIN"]
    scopes = frozenset({"repo", "read:org", "admin:org"})
    simulator.token(arguments.viewer or next(iter(owners), ""), token=token, scopes=scopes)
    _serve(simulator)
    return 0


def _serve(simulator: Simulator) -> None:
    ended = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: ended.set())
    with simulator:
        sys.stdout.write(f"Listening at {simulator.url}\n")
        sys.stdout.flush()
        ended.wait()


def _failed(why: str) -> int:
    sys.stderr.write(f"{why}\n")
    return 2


if __name__ == "__main__":
    raise SystemExit(main())
