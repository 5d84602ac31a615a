"""Pull requests that wait for somebody's review, in the repositories that they work on."""

from __future__ import annotations

from collections.abc import Iterator

from compliance.collect import forge
from compliance.collect.forge import Group
from compliance.digests.parts import Named, Waiting
from compliance.facts.encoding import OutdatedError, decode_one, holds
from compliance.facts.forge import PullRequest, PullRequests, PullRequestState
from compliance.models import StoredFacts
from compliance.sight import Sight

TOLD = 5
# Nobody is asked for reviews in more repositories than these, those that were read last.
_MOST = 300
_VERSIONS = forge.VERSIONS[Group.ACTIVITY]


def waiting_for(reader: Sight) -> tuple[Waiting, ...]:
    """Those that wait longest first; one query. What an earlier version of the program stored is
    left out until it is read anew.
    """
    if reader.person is None:
        return ()
    rows = StoredFacts.objects.filter(
        organization=reader.organization,
        part=Group.ACTIVITY.value,
        repository__in=reader.works_on().listed().order_by(),
    ).order_by("-stored_at")
    login = reader.person.login
    found = [
        Waiting(Named(name, slug), each.number, each.title, each.url, each.author, each.created_at)
        for name, slug, body in rows.values_list("repository__name", "repository__slug", "body")[
            :_MOST
        ]
        for each in _asked_of(bytes(body), login)
    ]
    return tuple(sorted(found, key=lambda each: each.since)[:TOLD])


def _asked_of(body: bytes, login: str) -> Iterator[PullRequest]:
    """The open pull requests of one repository that somebody was asked to review."""
    if not holds(body, (login,)):
        return
    try:
        pulls = decode_one(body, _VERSIONS, PullRequests)
    except OutdatedError:
        return
    for pull in pulls.items if isinstance(pulls, PullRequests) else ():
        if pull.state is PullRequestState.OPEN and not pull.is_draft and login in pull.awaits:
            yield pull
