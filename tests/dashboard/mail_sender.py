"""A process that sends mail and can be killed: for each line that it reads it forks one that does,
and says its number; it says `ended` once that is over. `python -m tests.dashboard.mail_sender PORT`
"""

from __future__ import annotations

import os
import sys
from datetime import datetime

import django

from tests.mail_server import settings_for


def main() -> None:
    django.setup()
    port = int(sys.argv[1])
    # What is needed is loaded once, so that it is the sending that is killed, and not a start.
    from compliance import organizations  # noqa: F401, PLC0415
    from dashboard import urls  # noqa: F401, PLC0415
    from tests.dashboard import mailing  # noqa: F401, PLC0415

    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            _send(port, datetime.fromisoformat(line.strip()))
            os._exit(0)
        print(child, flush=True)  # noqa: T201
        os.waitpid(child, 0)
        print("ended", flush=True)  # noqa: T201


def _send(port: int, now: datetime) -> None:
    from django.test import override_settings  # noqa: PLC0415

    from compliance import organizations  # noqa: PLC0415
    from tests.dashboard.mailing import send_due, something_to_tell  # noqa: PLC0415

    with override_settings(MAIL=settings_for(port)), something_to_tell():
        while send_due(organizations.current(), now):
            pass


if __name__ == "__main__":
    main()
