"""Pull requests of which a digest tells: those that wait for its reader's review, in repositories
that they work on, and those by which something was mended.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from django.db.models import QuerySet

from compliance.collect import forge
from compliance.collect.forge import Group
from compliance.digests.parts import Named, Waiting
from compliance.facts import Unavailable
from compliance.facts.encoding import OutdatedError, decode_one, holds
from compliance.facts.forge import PullRequest, PullRequests, PullRequestState
from compliance.models import Person, StoredFacts
from compliance.scorecards import history
from compliance.sight import Sight

TOLD = 5
# Nobody is asked for reviews in more repositories than these, those that were read last.
_MOST = 300
_VERSIONS = forge.VERSIONS[Group.ACTIVITY]


def waiting_for(reader: Sight) -> tuple[Waiting, ...]:
    """Those that wait longest first. What an earlier version of the program stored is left out
    until it is read anew.
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
    return _by_name(reader, sorted(found, key=lambda each: each.since)[:TOLD])


def _by_name(reader: Sight, found: Sequence[Waiting]) -> tuple[Waiting, ...]:
    called = _called(reader.organization.people.all(), (each.author for each in found))
    return tuple(replace(each, author=called.get(each.author, each.author)) for each in found)


def _called(people: QuerySet[Person], logins: Iterable[str]) -> Mapping[str, str]:
    """What some of the people are called, by login; no query for nobody."""
    wanted = set(logins)
    return {each.login: each.called for each in people.filter(login__in=wanted)} if wanted else {}


def merged_as(places: Iterable[tuple[int, str]]) -> Mapping[tuple[int, str], PullRequest]:
    """Of commits, each with its repository's primary key, the pull requests that were merged as
    them, where GitHub says that one was, their authors by name where it is known. Two queries.
    """
    wanted: dict[int, set[str]] = {}
    for repository, commit in places:
        if commit:
            wanted.setdefault(repository, set()).add(commit)
    rows = StoredFacts.objects.filter(part=Group.ACTIVITY.value, repository__in=wanted)
    bodies = rows.values_list("repository", "body") if wanted else ()
    found = {
        (repository, commit): pull
        for repository, body in bodies
        for commit, pull in _merged(bytes(body), wanted[repository])
    }
    here = Person.objects.filter(organization__repositories__in=wanted).distinct()
    called = _called(here, (each.author for each in found.values()))
    return {
        place: replace(each, author=called.get(each.author, each.author))
        for place, each in found.items()
    }


def _merged(body: bytes, commits: set[str]) -> Iterable[tuple[str, PullRequest]]:
    return history.merged_by(commits, {PullRequests: _pulls(body)}).items()


def _asked_of(body: bytes, login: str) -> Iterator[PullRequest]:
    """The open pull requests of one repository that somebody was asked to review."""
    if not holds(body, (login,)):
        return
    pulls = _pulls(body)
    for pull in pulls.items if isinstance(pulls, PullRequests) else ():
        if pull.state is PullRequestState.OPEN and not pull.is_draft and login in pull.awaits:
            yield pull


def _pulls(body: bytes) -> PullRequests | Unavailable:
    """The pull requests of stored facts."""
    try:
        return decode_one(body, _VERSIONS, PullRequests)
    except OutdatedError as reason:
        return Unavailable(str(reason))
