"""How many mails a second are sent, and what each costs in queries.

    python benchmarks/mail_speed.py [people]

Digests that are due to so many people (500) go to a real mail server in a process of its own, with
a PostgreSQL and a Valkey of its own: once with content that is faked, which is what sending costs;
and once as they are written of an organization of twenty repositories in which something changed.
Prints messages a second by the processor's time of the sender and by the clock, and queries.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from datetime import timedelta
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))


def main() -> int:
    """Run with servers of its own; returns the exit code."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 500
    if os.environ.get("DATABASE_URL") is None:
        from launcher import testing  # noqa: PLC0415  (before Django, with its servers' addresses)

        return testing.run([sys.executable, __file__, str(count)], os.environ)
    os.environ["PLUMBLINE_SOURCE"] = str(ROOT / "examples")
    import django  # noqa: PLC0415

    django.setup()
    from django.core.management import call_command  # noqa: PLC0415

    from tests.dashboard.mailing import something_to_tell  # noqa: PLC0415

    call_command("migrate", verbosity=0)
    command = [sys.executable, "-m", "benchmarks.mail_sink"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT) as sink:
        try:
            assert sink.stdout is not None
            port = int(sink.stdout.readline())
            measure(count, port, "faked content", "a", something_to_tell)
            measure(count, port, "real content", "b", nullcontext)
        finally:
            sink.kill()
    return 0


def measure(
    count: int,
    port: int,
    what: str,
    prefix: str,
    telling: Callable[[], AbstractContextManager[Any]],
) -> None:
    """Send so many, and print what it cost."""
    from django.db import connection  # noqa: PLC0415
    from django.test import override_settings  # noqa: PLC0415

    from compliance import organizations  # noqa: PLC0415
    from compliance.models import Membership  # noqa: PLC0415
    from dashboard.mails import sending  # noqa: PLC0415
    from tests.dashboard.mailing import MONDAY, make_reader  # noqa: PLC0415
    from tests.factories import (  # noqa: PLC0415
        make_repository,
        make_result,
        make_team,
        make_transition,
        note,
    )
    from tests.mail_server import settings_for  # noqa: PLC0415

    organization = organizations.current()
    team = make_team(organization, prefix)
    for number in range(count):
        reader = make_reader(organization, f"{prefix}{number}")
        Membership.objects.create(organization=organization, team=team, person=reader)
    if prefix == "b":
        for number in range(20):
            repository = make_repository(organization, f"r{number}", team=team, visibility="public")
            make_result(repository, "license-present", "fail")
            at = MONDAY - timedelta(days=1, hours=number)
            make_transition(repository, "license-present", "pass", "fail", at=at)
        note(organization)
    queries = 0

    def counted(execute: Any, *args: Any) -> Any:
        nonlocal queries
        queries += 1
        return execute(*args)

    limits = override_settings(MAIL=settings_for(port))
    with limits, telling(), connection.execute_wrapper(counted):
        began, used = time.monotonic(), time.process_time()
        done = sending.send_due(organization, MONDAY)
        took, used = time.monotonic() - began, time.process_time() - used
    sent = max(done["sent"], 1)
    print(
        f"{what}: {dict(done)} in {took:.1f} s: {sent / took:.0f} a second by the clock,"
        f" {sent / used:.0f} by the processor's time; {queries / sent:.1f} queries a message"
    )


if __name__ == "__main__":
    sys.exit(main())
