"""A folder of checkouts that is looked at, read and judged."""

from __future__ import annotations

from compliance.models import Organization, Repository, SyncRun
from compliance.sync import discovery, work

EXPRESS = {
    "package.json": '{"dependencies": {"express": "^5.0.0"}, "scripts": {"dev": "node app.js"}}\n',
    "app.js": "const express = require('express');\nconst app = express();\n",
}


def work_all(organization: Organization) -> int:
    """Do everything that is queued, and count it."""
    done = 0
    while work.work_next(organization):
        done += 1
    return done


def sync(
    organization: Organization, reason: SyncRun.Reason = SyncRun.Reason.SCHEDULE
) -> SyncRun | None:
    """Look at the folder and do what that queues."""
    run = discovery.look(organization, reason)
    work_all(organization)
    return run


def outcome(repository: Repository, key: str) -> str:
    """What a check says of it."""
    return repository.results.get(key=key).outcome
