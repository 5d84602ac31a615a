"""What keeps test processes that run side by side apart, as a plug-in of pytest.

pytest-django gives each process a database in PostgreSQL. Here each gets two in the tests' Redis:
one as `REDIS_URL`, and the next for queues that one test alone uses.
"""

from __future__ import annotations

import os


def _database(number: int) -> str:
    """The address of one of the databases of the tests' Redis, which is a socket."""
    return f"{os.environ['REDIS_URL'].partition('?')[0]}?db={number}"


_PROCESS = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))

if "REDIS_URL" in os.environ:  # pytest may be asked for its options without servers.
    # Before settings are read: this module is loaded before pytest-django begins.
    os.environ["REDIS_URL"] = _database(2 * _PROCESS)
    REDIS_OF_ONE_TEST = _database(2 * _PROCESS + 1)
