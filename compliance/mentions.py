"""Where the stored facts of repositories name a person: pull requests, reviews, commits,
deployments, and a CODEOWNERS.

GitHub names people by their login; a commit whose author has none there, by the name that git
knows. Of the files of a repository only the CODEOWNERS is read for people at all.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from django.db import transaction

from compliance.collect.forge import VERSIONS as OF_GITHUB
from compliance.collect.forge import Group
from compliance.extract import VERSIONS as OF_FILES
from compliance.facts import Fact, FactValues, RepositoryFacts, Unavailable
from compliance.facts.encoding import OutdatedError, decode, encode, holds
from compliance.facts.forge import Commits, Deployments, PullRequests
from compliance.facts.owners import Owners
from compliance.models import Organization, Person, StoredFacts

_PARTS = (StoredFacts.Part.ACTIVITY, StoredFacts.Part.FILES)


@dataclass(frozen=True)
class Mention:
    """One thing in a repository that names somebody. `what` is what they are to it, `title` what it
    is called, `url` its address at GitHub; the last two are empty where it has none.
    """

    what: str
    title: str = ""
    url: str = ""
    at: datetime | None = None


def names_of(person: Person) -> frozenset[str]:
    """What facts call a person.

    A name without a space could be somebody else's login, since everybody chooses their own.
    """
    names = {person.login, person.login.lower()}
    return frozenset(names | {person.name}) if " " in person.name else frozenset(names)


def stored(organization: Organization, names: frozenset[str]) -> Iterator[StoredFacts]:
    """The stored facts in which one of these names is a value."""
    rows = StoredFacts.objects.filter(organization=organization, part__in=_PARTS)
    # The repository is loaded with those alone that are found: its row is wide.
    for row in rows.order_by("repository").iterator(chunk_size=200):
        if holds(bytes(row.body), names):
            yield row


def mentions(row: StoredFacts, names: frozenset[str]) -> list[Mention]:
    """What in stored facts names one of these; nothing in those of an earlier version of the
    program, which are read anew.
    """
    try:
        facts = decode(bytes(row.body), _versions(row)).repository
    except OutdatedError:
        return []
    return [*_work(facts, names), *_owned(facts, names)]


def rename(organization: Organization, names: frozenset[str], to: str) -> int:
    """Let what GitHub told of pull requests, commits and deployments name somebody by `to`; says in
    how many repositories it did not. What files say stays as long as they say it.
    """
    changed = 0
    for found in stored(organization, names):
        if found.part == StoredFacts.Part.ACTIVITY:
            changed += _rename(found.pk, names, to)
    return changed


@transaction.atomic
def _rename(pk: int, names: frozenset[str], to: str) -> bool:
    row = StoredFacts.objects.select_for_update().filter(pk=pk).first()
    if row is None:
        return False
    versions = OF_GITHUB[Group.ACTIVITY]
    try:
        facts = decode(bytes(row.body), versions).repository
    except OutdatedError:
        return False
    renamed = {kind: _renamed(value, names, to) for kind, value in facts.items()}
    if renamed == facts:
        return False
    row.body = encode(RepositoryFacts(None, renamed), versions)
    row.save(update_fields=["body"])
    return True


def _versions(row: StoredFacts) -> dict[type[Fact], int]:
    is_of_files = row.part == StoredFacts.Part.FILES
    return dict(OF_FILES if is_of_files else OF_GITHUB[Group(row.part)])


def _work(facts: FactValues, names: frozenset[str]) -> Iterator[Mention]:
    pulls, commits, deployments = map(facts.get, (PullRequests, Commits, Deployments))
    for pull in pulls.items if isinstance(pulls, PullRequests) else ():
        if pull.author in names:
            yield Mention("a pull request of yours", pull.title, pull.url, pull.created_at)
        for review in pull.reviews:
            if review.author in names:
                said = f"your review: {review.state.value.replace('_', ' ')}"
                yield Mention(said, pull.title, pull.url, review.submitted_at)
        if names.intersection(pull.awaits):
            yield Mention("a review that is asked of you", pull.title, pull.url, pull.created_at)
    for commit in commits.items if isinstance(commits, Commits) else ():
        if commit.author in names:
            yield Mention("a commit of yours", commit.headline, commit.url, commit.committed_at)
    for each in deployments.items if isinstance(deployments, Deployments) else ():
        if each.creator in names:
            yield Mention("a deployment of yours", each.environment, "", each.created_at)


def _owned(facts: FactValues, names: frozenset[str]) -> Iterator[Mention]:
    owners = facts.get(Owners)
    if isinstance(owners, Owners) and names.intersection(owners.people):
        yield Mention("an owner, as its CODEOWNERS says")


def _renamed(value: Fact | Unavailable, names: frozenset[str], to: str) -> Fact | Unavailable:
    def new(name: str) -> str:
        return to if name in names else name

    match value:
        case PullRequests():
            pulls = (
                replace(
                    pull,
                    author=new(pull.author),
                    reviews=tuple(replace(each, author=new(each.author)) for each in pull.reviews),
                    awaits=tuple(map(new, pull.awaits)),
                )
                for pull in value.items
            )
            return replace(value, items=tuple(pulls))
        case Commits():
            commits = (replace(each, author=new(each.author)) for each in value.items)
            return replace(value, items=tuple(commits))
        case Deployments():
            made = (replace(each, creator=new(each.creator)) for each in value.items)
            return replace(value, items=tuple(made))
        case _:
            return value
