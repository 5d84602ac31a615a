"""Asks a GitHub for paths, and prints what becomes of each and the MiB that all of it took.

A program of its own, since the most memory that a process ever took is never forgotten.
"""

from __future__ import annotations

import os
import resource
import sys
import uuid
from pathlib import Path

from integrations.github.budget import Budget
from integrations.github.client import Client
from integrations.github.errors import GitHubError
from integrations.github.payloads import Repositories
from integrations.github.settings import GitHubSettings

# What would take more than this ends at once, and not the machine with it.
_AT_MOST = 3 * 1024**3


def main(url: str, *paths: str) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (_AT_MOST, _AT_MOST))
    budget = Budget(os.environ["REDIS_URL"], uuid.uuid4().hex)
    settings = GitHubSettings("acme", url, token="ghp_0123456789")
    with Client(settings, budget) as client:
        before, said = _peak(), []
        for path in paths:
            try:
                if path == "/graphql":
                    client.graphql("query Repositories { nodes }", {}, Repositories)
                else:
                    client.get(path, dict)
            except GitHubError as error:
                said.append(f"{type(error).__name__} {error}")
        said.append(str(_peak() - before))
    budget.close()
    sys.stdout.write("\n".join(said))


def _peak() -> int:
    """The most memory so far, in MiB."""
    status = Path("/proc/self/status")
    if status.exists():  # The other way counts the process that started this one, too.
        return int(status.read_text().split("VmHWM:")[1].split()[0]) // 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


if __name__ == "__main__":
    main(*sys.argv[1:])
