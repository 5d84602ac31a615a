"""Runs the benchmark with servers of its own; see the package."""

from __future__ import annotations

import argparse
import csv
import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path

import benchmarks.load

_PROCESSES = 2
_LONGEST_START = 60.0
_PEOPLE = Path(__file__).parent / "people.py"
BARE = "/bare/"


def main() -> int:
    """Returns the exit code."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.load", description=benchmarks.load.__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )  # fmt: skip
    parser.add_argument("repositories", nargs="?", type=int, default=1000)
    parser.add_argument("--seconds", type=int, default=120)
    parser.add_argument("--users", type=int, default=20)
    arguments = parser.parse_args()
    if os.environ.get("DATABASE_URL") is None:
        from launcher import testing  # noqa: PLC0415  (before Django, with its servers' addresses)

        return testing.run([sys.executable, "-m", "benchmarks.load", *sys.argv[1:]], os.environ)
    from benchmarks.load import filled  # noqa: PLC0415  (sets Django up)

    visit = filled.prepare(arguments.repositories, arguments.users, BARE)
    with tempfile.TemporaryDirectory() as folder:
        found = Path(folder) / "found"
        _visit(visit, arguments, found)
        _print(found.with_name("found_stats.csv"))
    return 0


def _visit(visit: dict[str, str], arguments: argparse.Namespace, found: Path) -> None:
    """Serve the pages, and let people open them.

    Raises:
        TimeoutError: the server did not answer in time.
    """
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{free.getsockname()[1]}"
    server = subprocess.Popen(
        [
            sys.executable, "-m", "gunicorn", "--bind", address, "--workers", str(_PROCESSES),
            "--preload", "--log-level", "error", "benchmarks.load.wsgi",
        ]
    )  # fmt: skip
    try:
        _wait(f"http://{address}/healthz")
        subprocess.run(
            [
                sys.executable, "-m", "locust", "--locustfile", str(_PEOPLE),
                "--headless", "--only-summary", "--host", f"http://{address}",
                "--users", str(arguments.users), "--spawn-rate", "5", "--reset-stats",
                "--run-time", f"{arguments.seconds}s", "--csv", str(found),
            ],
            env={**os.environ, **visit},
            check=False,
        )  # fmt: skip
    finally:
        server.terminate()
        server.wait()


def _wait(address: str) -> None:
    until = time.monotonic() + _LONGEST_START
    while time.monotonic() < until:
        try:
            with urllib.request.urlopen(address, timeout=5):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
    raise TimeoutError(f"the server did not answer at {address} within {_LONGEST_START:.0f} s")


def _print(stats: Path) -> None:
    with stats.open() as file:
        rows = [row for row in csv.DictReader(file) if row["Name"] != "Aggregated"]
    (bare,) = (float(row["95%"]) for row in rows if row["Name"] == BARE)
    print(f"\n{'page':50}{'requests':>9}{'failed':>8}{'median':>8}{'p95 ms':>8}{'of bare':>9}")
    for row in sorted(rows, key=lambda row: -float(row["95%"])):
        p95 = float(row["95%"])
        print(
            f"{row['Name']:50}{row['Request Count']:>9}{row['Failure Count']:>8}"
            f"{row['50%']:>8}{p95:8.0f}{p95 / bare:8.1f}×"
        )


if __name__ == "__main__":
    raise SystemExit(main())
