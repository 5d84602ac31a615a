"""A world as a file of JSON, for the demo and for a simulator in a process of its own.

The file holds one object, with the fields that the classes of `state` have, by the same names;
`World` is the outermost. What a class has a default for may be left out, and nothing else may be
there. Moments are ISO 8601 with a time zone (`2026-11-20T10:00:00Z`). `path` of a repository is
its git folder, bare or with a working copy, relative to the folder that the file is in. `commit`
of a check run, a status or a deployment is a full commit id. People are named by `login`,
repositories of teams by `name`, teams by `slug`::

    {
      "organization": {"login": "acme", "name": "Acme", "default_repository_permission": "read"},
      "people": [{"id": 1, "login": "alice", "name": "Alice", "emails": ["alice@example.com"]}],
      "members": [{"login": "alice", "role": "ADMIN", "since": "2026-01-07T09:00:00Z"}],
      "teams": [{"id": 1, "slug": "core", "name": "Core",
                 "members": [{"login": "alice", "role": "MAINTAINER"}],
                 "repositories": [{"name": "api", "permission": "ADMIN"}]}],
      "repositories": [{
        "id": 10, "name": "api", "path": "repositories/api.git", "topics": ["backend"],
        "pull_requests": [{
          "number": 1, "title": "feat: begin", "author": "alice", "head": "feature/begin",
          "base": "dev", "created_at": "2026-11-20T10:00:00Z", "merged_at": null,
          "reviews": [{"author": "bob", "state": "APPROVED",
                       "submitted_at": "2026-11-20T11:00:00Z"}]}],
        "rulesets": [{"id": 5, "name": "main", "branches": ["~DEFAULT_BRANCH"],
                      "rules": [{"type": "PULL_REQUEST", "approvals": 1}]}]}]
    }
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec

from tests.github_simulator.state import World


class WorldFileError(Exception):
    """The file cannot be read as a world; the message is one sentence that says where and why."""


def load(path: Path) -> World:
    """The world that a file describes.

    Raises:
        WorldFileError: it cannot be read, or holds something else.
    """

    def decode(kind: type, value: Any) -> Path:
        if kind is not Path or not isinstance(value, str):
            raise TypeError("Expected a path")
        return path.parent / value

    try:
        return msgspec.convert(msgspec.json.decode(path.read_bytes()), World, dec_hook=decode)
    except (OSError, msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise WorldFileError(f"{path} describes no organization: {error}.") from error
