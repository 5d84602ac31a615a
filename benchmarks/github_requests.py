"""What a sync of an organization costs in API requests, beside the formula of docs/github.md.

    python benchmarks/github_requests.py [repositories]

Generates an organization of so many repositories (1,000) in the GitHub simulator and syncs it over
HTTP, with a PostgreSQL and a Valkey of its own: for the first time; again at once; after five
minutes in which one commit was pushed; after five in which a tenth of the repositories was pushed
to; and a day later. Prints the requests of each, the points that GraphQL counted, and the seconds.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import timedelta
from math import ceil
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

# What an owner's classic token is proven by; an App is by one request, others by up to 28.
PROOF = 3


def main() -> int:
    """Run with servers of its own; returns the exit code."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    if os.environ.get("DATABASE_URL") is None:
        from launcher import testing  # noqa: PLC0415  (before Django, with its servers' addresses)

        return testing.run([sys.executable, __file__, str(count)], os.environ)
    import django  # noqa: PLC0415

    django.setup()
    from django.core.management import call_command  # noqa: PLC0415

    call_command("migrate", verbosity=0)
    with tempfile.TemporaryDirectory() as folder:
        measure(count, Path(folder))
    return 0


def measure(count: int, folder: Path) -> None:
    """Sync, and print what it cost."""
    from django.conf import settings  # noqa: PLC0415

    from tests.compliance.sync.on_github import NOW, on_github  # noqa: PLC0415
    from tests.github_simulator.generation import generate, push  # noqa: PLC0415

    world = generate(count, folder, NOW)
    members, teams = len(world.members), len(world.teams)
    people = ceil(members / 100) + ceil(teams / 50) + 1
    daily = ceil(count / 50) + ceil(count / 100) + 1
    tenth = world.repositories[: max(1, count // 10)]
    five, day = timedelta(minutes=5), timedelta(days=1)
    with on_github(world, settings) as plumbline:  # type: ignore[arg-type]
        # A day of syncs within a real hour: the quota that is used up is not what is measured.
        plumbline.simulator.limits.graphql = plumbline.simulator.limits.core = 100_000

        def pushed(repositories: int) -> None:
            plumbline.pass_time(five)
            for each in tenth[:repositories]:
                push(each, {"a.txt": f"{plumbline.now}\n"}, plumbline.now - timedelta(minutes=1))

        def changed(repositories: int) -> int:
            return 1 + ceil(repositories / 50) + repositories

        cases: list[tuple[str, Callable[[], object], int]] = [
            ("first", lambda: None, PROOF + daily + people + ceil(count / 100) + count),
            ("again at once", plumbline.ask_now, 1),
            ("one commit", lambda: pushed(1), changed(1)),
            (f"{len(tenth)} pushed to", lambda: pushed(len(tenth)), changed(len(tenth))),
            (
                "a day later",
                lambda: plumbline.pass_time(day),
                PROOF + daily + people + 1,
            ),
        ]
        print(f"{count} repositories, {members} members, {teams} teams")
        print(f"{'sync':18}{'requests':>9}{'formula':>9}{'ratio':>7}{'points':>8}{'seconds':>9}")
        for name, before, formula in cases:
            before()
            points, start = plumbline.simulator.log.points("graphql"), time.perf_counter()
            requests = plumbline.sync()
            seconds = time.perf_counter() - start
            points = plumbline.simulator.log.points("graphql") - points
            ratio = requests / formula
            print(f"{name:18}{requests:9}{formula:9}{ratio:7.2f}{points:8}{seconds:9.1f}")


if __name__ == "__main__":
    raise SystemExit(main())
