"""What may go wrong with GitHub, and what is to come of it: see `docs/operations.md`."""

from __future__ import annotations

import functools
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass

from integrations.github.transport import Limits
from tests.compliance.sync import faulty
from tests.compliance.sync.troubled import IMPATIENT, PATIENT
from tests.github_simulator import faults
from tests.github_simulator.faults import Action

ORGANIZATION, LISTING = "GET /orgs/{org}", "GET /orgs/{org}/repos"
INVITATIONS = "GET /orgs/{org}/invitations"
INSTALLATION = "GET /orgs/{org}/installation"
TOKENS = "POST /app/installations/{installation_id}/access_tokens"
TARBALL, ARCHIVE = "GET /repos/{owner}/{repo}/tarball/{ref}", "archive"
TREE = "GET /repos/{owner}/{repo}/git/trees/{tree_sha}"
BY_REST = (TOKENS, INSTALLATION, ORGANIZATION, LISTING, INVITATIONS, TARBALL, TREE)
USER, PROPERTIES = "GET /user", "GET /orgs/{org}/properties/values"
BY_GRAPHQL = ("Heads", "Repositories", "Members", "Teams", "Blobs")
EVERYWHERE = (*BY_REST, *BY_GRAPHQL, ARCHIVE)
BY_TOKEN = (USER, *(each for each in EVERYWHERE if each not in (TOKENS, INSTALLATION)))
OF_API = tuple(each for each in EVERYWHERE if each not in (TOKENS, INSTALLATION, ARCHIVE))
OF_TOKEN = tuple(each for each in BY_TOKEN if each != ARCHIVE)
# Where people read what went wrong: at the polls, and at what is read.
EVERY_PLACE = frozenset({"settings", "people", "heads", "details", "reading"})
OF_GRAPHQL = EVERY_PLACE - {"settings"}


@dataclass(frozen=True)
class Fault:
    """What goes wrong, and what becomes of it.

    `says` is a part of what people read. The client asks `tries` times in a row; a question about
    several repositories is asked in halves where `splits`. All `waits`: nothing is asked before
    some moment, whatever it is. To the server of the archives the same may mean that a `link_ends`,
    so that another one is asked for. What GitHub means the same by happens at one sync only, the
    first one or the later one.
    """

    action: Callable[[], Action]
    says: str
    tries: int = 1
    splits: bool = False
    waits: bool = False
    on: Sequence[str] = EVERYWHERE
    limits: Limits = PATIENT
    link_ends: bool = False
    places: frozenset[str] = EVERY_PLACE
    by_app: bool = True
    at: Collection[str] = ("first", "later")

    def times(self, call: str) -> int:
        """How often it has to happen to a kind of call, so that the call fails once."""
        if self.link_ends and call == ARCHIVE:
            return 3
        # Two repositories: both at once, and then each by itself.
        return self.tries * (3 if self.splits and call == "Repositories" else 1)


FAULTS: Mapping[str, Fault] = {
    "500": Fault(faults.server_error, "GitHub answered 500", tries=3, splits=True),
    "502": Fault(faults.bad_gateway, "GitHub answered 502", tries=3, splits=True, at=["first"]),
    "no answer": Fault(
        faults.hang,
        "GitHub took too long to answer",
        tries=3,
        splits=True,
        limits=IMPATIENT,
        at=["later"],
    ),
    "a cut body": Fault(
        faults.cut_body,
        "cut off",
        tries=3,
        splits=True,
        on=[each for each in EVERYWHERE if each != TARBALL],  # It has no body.
    ),
    "garbage": Fault(faults.garbage, "is no JSON", splits=True),
    "403": Fault(faults.forbidden, "GitHub answered 403", link_ends=True),
    "403, Retry-After": Fault(
        faulty.busy(403, 90), "met a limit on all requests", waits=True, at=["first"]
    ),
    "429, Retry-After": Fault(
        faulty.busy(429, 90), "met a limit on all requests", waits=True, at=["later"]
    ),
    "429": Fault(faulty.busy(429, None), "met a limit on all requests", waits=True),
    "secondary limit, Retry-After": Fault(
        faults.secondary, "met a limit on all requests", waits=True, at=["first"]
    ),
    "secondary limit": Fault(
        functools.partial(faults.secondary, retry_after=None),
        "met a limit on all requests",
        waits=True,
        link_ends=True,
        at=["later"],
    ),
    "503, Retry-After": Fault(
        faulty.busy(503, 90), "met a limit on all requests", waits=True, at=["later"]
    ),
    "RATE_LIMITED": Fault(
        functools.partial(faults.graphql_error, "RATE_LIMITED", "API rate limit exceeded"),
        "met a limit on all requests",
        waits=True,
        on=BY_GRAPHQL,
        places=OF_GRAPHQL,
    ),
    "something went wrong": Fault(
        faults.timed_out,
        "GitHub gave up on",
        tries=3,
        splits=True,
        on=BY_GRAPHQL,
        places=OF_GRAPHQL,
    ),
    "an error instead of data": Fault(
        functools.partial(faults.graphql_error, "INTERNAL", "No more workers"),
        "No more workers",
        splits=True,
        on=BY_GRAPHQL,
        places=OF_GRAPHQL,
    ),
    "no data": Fault(
        faulty.no_data, "is not understood", splits=True, on=BY_GRAPHQL, places=OF_GRAPHQL
    ),
    "a part of the data": Fault(
        faulty.in_part,
        "in part only",
        on=BY_GRAPHQL,
        places=frozenset({"people", "heads", "reading"}),
    ),
    "revoked tokens of an App": Fault(faults.revoked, "", on=OF_API, places=frozenset()),
    "expired tokens of an App": Fault(faulty.expired, "", on=OF_API, places=frozenset()),
    "a token is refused": Fault(
        faulty.refused, "GitHub does not accept the credential", on=OF_TOKEN, by_app=False
    ),
    "500, by a token": Fault(
        faults.server_error, "GitHub answered 500", tries=3, splits=True, on=BY_TOKEN, by_app=False
    ),
    "an error without a place": Fault(
        faulty.error_without_place, "in part only", splits=True, on=BY_GRAPHQL, places=OF_GRAPHQL
    ),
}
