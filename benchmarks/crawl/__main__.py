"""Runs the crawl with servers of its own; see the package."""

from __future__ import annotations

import argparse
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

import httpx

import benchmarks.crawl

if TYPE_CHECKING:
    from benchmarks.crawl.cases import Case
    from benchmarks.crawl.crawler import Crawler

_GITHUB = {
    # Nothing answers there, and nothing is asked: whoever is signed in was confirmed just now.
    "GITHUB_ORG": "acme", "GITHUB_TOKEN": "t", "GITHUB_API_URL": "http://127.0.0.1:9",
    "GITHUB_URL": "http://127.0.0.1:9", "GITHUB_CLIENT_ID": "Iv1", "GITHUB_CLIENT_SECRET": "s",
    "PLUMBLINE_PROXIES": "1",
}  # fmt: skip
_REPOSITORIES = 150
# So often everybody gets the role back that they began with.
_BETWEEN = 500
_START_SECONDS = 60.0


def main() -> int:
    """Returns the exit code."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.crawl", description=benchmarks.crawl.__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )  # fmt: skip
    parser.add_argument("--requests", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--threads", type=int, default=4)
    arguments = parser.parse_args()
    if os.environ.get("DATABASE_URL") is None:
        from launcher import testing  # noqa: PLC0415  (before Django, with its servers' addresses)

        return testing.run([sys.executable, "-m", "benchmarks.crawl", *sys.argv[1:]], os.environ)
    os.environ.update(_GITHUB)
    with tempfile.TemporaryDirectory(prefix="plumbline-crawl-") as folder:
        os.environ["PLUMBLINE_DATA"] = folder
        return _crawl(arguments, Path(folder) / "web.log")


def _crawl(arguments: argparse.Namespace, log: Path) -> int:
    import django  # noqa: PLC0415

    django.setup()
    from django.core.management import call_command  # noqa: PLC0415
    from django.utils import timezone  # noqa: PLC0415

    from benchmarks.crawl import cases, telling, world  # noqa: PLC0415
    from benchmarks.crawl.crawler import Crawler  # noqa: PLC0415
    from benchmarks.scale.filling import Filling  # noqa: PLC0415

    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    organization = Filling(_REPOSITORIES, arguments.seed, timezone.now()).fill()
    organization.teams.filter(slug="team-2").update(is_secret=True)
    world.add_people(organization)
    with _web(log) as url:
        names = [each.name for each in world.roles()]
        crawler = Crawler(url, world.roles(), others=("127.0.0.1:9",))
        known = cases.addresses(world.things(organization))
        crawler.explore(known, names)
        everything = cases.made(names, known, arguments.seed)
        wanted = islice(everything, arguments.requests)
        try:
            while some := list(islice(wanted, _BETWEEN)):
                world.restore(organization)
                _send(crawler, some, arguments)
        except KeyboardInterrupt:
            print("\ninterrupted: this is what was found until now")
        crawler.close()
    return telling.told(crawler.report, known, log.read_text(encoding="utf-8", errors="replace"))


def _send(crawler: Crawler, some: list[Case], arguments: argparse.Namespace) -> None:
    """Send some cases, and say at once what is new of what is wrong."""
    before = set(crawler.report.wrong)
    report = crawler.crawl(some, threads=arguments.threads)
    print(f"\r{report.requests} of {arguments.requests}", end="", flush=True)
    for each in report.wrong.keys() - before:
        print(f"\nWRONG {each}", flush=True)


@contextmanager
def _web(log: Path) -> Iterator[str]:
    """The web server as `./run` has it, at its URL."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [
        sys.executable, "-m", "gunicorn", "--bind", f"127.0.0.1:{port}", "--workers", "2",
        "--threads", "4", "--preload", "--no-control-socket", "dashboard.wsgi",
    ]  # fmt: skip
    with log.open("wb") as output:
        web = subprocess.Popen(command, stdout=output, stderr=subprocess.STDOUT)
    try:
        url = f"http://127.0.0.1:{port}"
        _wait_for(url)
        yield url
    finally:
        web.terminate()
        web.wait(timeout=30)


def _wait_for(url: str) -> None:
    until = time.monotonic() + _START_SECONDS
    while time.monotonic() < until:
        try:
            if httpx.get(f"{url}/healthz", trust_env=False).status_code == 200:
                return
        except httpx.HTTPError:
            time.sleep(0.2)
    raise RuntimeError("the web server did not start")


if __name__ == "__main__":
    raise SystemExit(main())
