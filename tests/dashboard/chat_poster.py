"""A process that posts and can be killed: for each line that it reads it forks as many as it says
that do, and says their numbers; it says `ended` once those are over.
`python -m tests.dashboard.chat_poster PORT CERTIFICATE`
"""

from __future__ import annotations

import os
import sys
from datetime import datetime
from pathlib import Path

import django


def main() -> None:
    django.setup()
    port, certificate = int(sys.argv[1]), Path(sys.argv[2])
    # What is needed is loaded once, so that it is the posting that is killed, and not a start.
    from compliance import organizations  # noqa: F401, PLC0415
    from dashboard import urls  # noqa: F401, PLC0415
    from dashboard.mails import posting  # noqa: F401, PLC0415
    from tests import chat_server  # noqa: F401, PLC0415

    for line in sys.stdin:
        number, now = line.split()
        children = []
        for _ in range(int(number)):
            child = os.fork()
            if child == 0:
                _post(port, certificate, datetime.fromisoformat(now))
                os._exit(0)
            children.append(child)
        print(*children, flush=True)  # noqa: T201
        for child in children:
            os.waitpid(child, 0)
        print("ended", flush=True)  # noqa: T201


def _post(port: int, certificate: Path, now: datetime) -> None:
    from compliance import organizations  # noqa: PLC0415
    from compliance.digests.schedule import SETTLED  # noqa: PLC0415
    from dashboard.mails import posting  # noqa: PLC0415
    from tests.chat_server import leading_to  # noqa: PLC0415

    with leading_to(port, certificate):
        while posting.post_due(organizations.current(), now + SETTLED):
            pass


if __name__ == "__main__":
    main()
