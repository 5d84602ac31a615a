"""Keeps what a repository asks for: what is new, what was taken back, what managers decided."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

import msgspec

from compliance import clock, organizations
from compliance.facts import FactValues, RepositoryFacts
from compliance.facts.forge import Commits
from compliance.facts.self_description import Matter, Notice, Request
from compliance.models import AskedFor, Repository
from compliance.scorecards.self_description import by_topics, granted, is_settled
from compliance.self_description import asking, would_change


@dataclass(frozen=True)
class Heard:
    """What a repository asks for by its own file and by its topics.

    `topics` has the topic of each request that only a topic makes, by its digest. `author` is the
    login of who committed what was read, empty where that is not known. `is_invalid`: the file is,
    so that nothing is known of what it asks for.
    """

    requests: tuple[Request, ...] = ()
    notices: tuple[Notice, ...] = ()
    topics: Mapping[str, str] = field(default_factory=dict)
    author: str = ""
    is_invalid: bool = False


def listen(repository: Repository, facts: RepositoryFacts, known: FactValues) -> Heard:
    """What a repository asks for, as far as the organization has not spoken by a custom property.

    `facts` are those of its files, `known` what a forge knows. Where its files are not shown, its
    own file goes on asking for what it asked for last.
    """
    default = organizations.default_protocol_of(repository.organization, repository)
    protocols = organizations.protocols()
    own = asking(facts, default, protocols)
    unseen = not own.is_known and not own.notices
    asked = {each.digest: each for each in (_last_asked(repository) if unseen else own.requests)}
    topics = {}
    for request, topic in by_topics(repository):
        if request.digest not in asked and would_change(request, facts.layout, default, protocols):
            asked[request.digest] = request
            topics[request.digest] = topic
    return Heard(
        tuple(each for each in asked.values() if not is_settled(repository, each)),
        own.notices,
        topics,
        _author(facts.commit, known),
        is_invalid=not own.is_known and not unseen,
    )


def _last_asked(repository: Repository) -> list[Request]:
    return [row.request for row in repository.asked_for.open().filter(topic="", is_said=True)]


def _author(commit: str | None, known: FactValues) -> str:
    commits = known.get(Commits)
    items = commits.items if isinstance(commits, Commits) else ()
    return next((each.author for each in items if each.sha == commit), "")


def approved(repository: Repository) -> frozenset[str]:
    """The digests of the requests that managers approved, whether they are said now or not."""
    return frozenset(repository.asked_for.approved().values_list("digest", flat=True))


def note(repository: Repository, heard: Heard, commit: str, at: datetime) -> None:
    """Keep what a repository asks for now, and let it be judged by what of it was approved: that is
    not saved yet. Must run in a transaction that holds its row.

    What it does not ask for any more has ended. While its own file is invalid nothing of that is
    known: then no request of the file ends, and none is in effect.
    """
    rows = {row.digest: row for row in repository.asked_for.open()}
    asked, new, changed = [], [], []
    for request in heard.requests:
        row = rows.pop(request.digest, None)
        topic = heard.topics.get(request.digest, "")
        if row is None:
            new.append(_row(repository, request, heard, commit, at))
            continue
        asked.append(row)
        if (row.request, row.topic, row.is_said) != (request, topic, True):
            row.line, row.files = request.line, request.files
            row.topic, row.is_said = topic, True
            changed.append(row)
    AskedFor.objects.bulk_update(changed, ["line", "files", "topic", "is_said"])
    AskedFor.objects.bulk_create(new)
    unsure = [row.pk for row in rows.values() if heard.is_invalid and not row.topic]
    AskedFor.objects.filter(pk__in=unsure).update(is_said=False)
    ended = {row.pk for row in rows.values()}.difference(unsure)
    AskedFor.objects.filter(pk__in=ended).update(ended_at=at)
    grant(repository, asked)


def _row(
    repository: Repository, request: Request, heard: Heard, commit: str, at: datetime
) -> AskedFor:
    topic = heard.topics.get(request.digest, "")
    return AskedFor(
        organization_id=repository.organization_id,
        repository=repository,
        digest=request.digest,
        matter=request.matter.value,
        values=list(request.values),
        reason=request.reason,
        line=request.line,
        files=request.files,
        topic=topic,
        asked_at=at,
        asked_by="" if topic else heard.author[:200],
        commit="" if topic else commit,
    )


def grant(repository: Repository, asked: Iterable[AskedFor]) -> None:
    """Let the repository be judged by what it asks for and managers approved: it is not saved yet.

    Of another working branch GitHub is to be asked everything.
    """
    before = granted(repository, Matter.WORKING_BRANCH)
    rows = sorted((row for row in asked if row.is_in_effect), key=lambda row: (row.line, row.pk))
    repository.granted = msgspec.to_builtins([row.request for row in rows])
    after = granted(repository, Matter.WORKING_BRANCH)
    if repository.full_name and (before and before.values) != (after and after.values):
        repository.wanted, repository.wanted_at = Repository.Wanted.ALL, clock.now()
        repository.save(update_fields=["wanted", "wanted_at"])
