"""What is asked of a GitHub organization regularly, and how the answers are stored.

Each function is one poll. What they find changed they mark at the repositories, as `wanted`;
`details` asks for it fifty repositories at a time, and queues those that are to be read or judged.
So whatever dies on the way, the marks are left, and the next poll goes on from there.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta

import msgspec
from django.db import transaction

from compliance import clock, organizations
from compliance.collect import SourceError, SourceRepository
from compliance.collect.forge import Group
from compliance.collect.github import GitHubSource, Listing
from compliance.facts import FactValues
from compliance.facts.forge import SecretScanning
from compliance.models import Organization, Repository, SyncRun
from compliance.sync import forge_facts, noting, people, queue

Wanted = Repository.Wanted

# Two polls of heads overlap by this much: GitHub's clock and ours differ, and so do its replicas.
OVERLAP = timedelta(minutes=5)
SAMPLES = 3
NEVER = datetime.min.replace(tzinfo=UTC)
# Checks that run for longer than this are looked at once a day only.
CHECKS_RUN_AT_MOST = timedelta(days=1)


def read_settings(organization: Organization, source: GitHubSource) -> None:
    """Read which repositories there are and what REST alone says of them, and prove what the
    credential may see; all details of the repositories that count are wanted then.

    Raises:
        SourceError: GitHub does not answer, or not wholly.
    """
    profile = source.profile()
    listing = {each.listed.key[: noting.MAX_KEY]: each for each in source.listing()}
    access = source.prove(_samples(listing.values()))
    now = clock.now()
    with transaction.atomic():
        organization = queue.locked(organization.pk)
        organization.name = profile.name[:200]
        organization.base_permission = profile.base_permission[:20]
        organization.access, organization.access_at = msgspec.to_builtins(access), now
        organization.save(update_fields=["name", "base_permission", "access", "access_at"])
        known = {each.key: each for each in organization.repositories.all()}
        _must_show_some(organization, known, listing)
        gone = organization.repositories.filter(gone_since=None).exclude(key__in=listing)
        gone.update(gone_since=now, wanted=Wanted.NOTHING)
        for key, each in listing.items():
            if key in known:
                _note(known[key], noting.of_rest(known[key], each.listed))
        new = _add(organization, [each.listed for key, each in listing.items() if key not in known])
        known |= {each.key: each for each in new}
        security: dict[Repository, FactValues] = {
            known[key]: {SecretScanning: each.security} for key, each in listing.items()
        }
        forge_facts.store_many(Group.SECURITY, security, now)
    queue.want(organization.repositories.filter(key__in=listing, left_out=""), Wanted.ALL)


def _samples(listing: Iterable[Listing]) -> list[str]:
    """Repositories to try the credential on: some that count, those pushed to last."""
    counting = [each.listed for each in listing if not each.listed.left_out]
    newest = sorted(counting, key=lambda each: each.pushed_at or NEVER, reverse=True)
    return [each.full_name for each in newest[:SAMPLES]]


def _must_show_some(
    organization: Organization, known: Mapping[str, Repository], listing: Mapping[str, Listing]
) -> None:
    """Refuse to believe that all repositories are gone at once: rather the credential sees none.

    Raises:
        SourceError: it is so.
    """
    there = [each for each in known.values() if each.gone_since is None]
    if there and not listing:
        raise SourceError(
            f"GitHub shows none of the {len(there)} repositories of {organization.name} any more: "
            "see whether the credential may still see them"
        )


def read_heads(organization: Organization, source: GitHubSource, since: datetime | None) -> None:
    """Read which repositories were pushed to since the last such poll began.

    Raises:
        SourceError: GitHub does not answer, or not wholly; what it did answer is stored.
    """
    working = organizations.working_branch()
    pushed = source.heads(working, since - OVERLAP if since else None)
    listed = pushed.listed
    with transaction.atomic():
        organization = queue.locked(organization.pk)
        keys = [each.key[: noting.MAX_KEY] for each in listed]
        known = {each.key: each for each in organization.repositories.filter(key__in=keys)}
        new = _add(organization, [each for each in listed if each.key not in known])
        moved = [
            known[each.key].pk
            for each in listed
            if each.key in known and _note(known[each.key], noting.of_graphql(each))
        ]
    queue.want(organization.repositories.filter(pk__in=[each.pk for each in new]), Wanted.ALL)
    queue.want(organization.repositories.filter(pk__in=moved, left_out=""), Wanted.CHANGES)
    if pushed.failed:
        raise SourceError(f"GitHub answered in part only what was pushed to: {pushed.failed}")


def want_pending_checks(organization: Organization) -> None:
    """Let the checks of commits be asked for where they ran the last time."""
    recently = clock.now() - CHECKS_RUN_AT_MOST
    running = organization.repositories.filter(checks_pending=True, left_out="", gone_since=None)
    queue.want(running.filter(pushed_at__gte=recently), Wanted.CHECKS)


def read_people(organization: Organization, source: GitHubSource) -> None:
    """Read who belongs to the organization.

    Raises:
        SourceError: GitHub does not answer, or not wholly; or the credential may not see them.
    """
    reader = source.people
    if reader.hindrance:
        raise SourceError(reader.hindrance)
    people.store(organization, reader.read(), clock.now())


def sweep(organization: Organization, reason: SyncRun.Reason) -> None:
    """Queue what has to be read or judged by what is stored: a new day, new rules, a failure that
    is to be tried again. Costs no request.
    """
    with transaction.atomic():
        organization = queue.locked(organization.pk)
        occupied = queue.busy(organization)
        settled = list(organization.repositories.filter(wanted=Wanted.NOTHING))
        patient = reason in (SyncRun.Reason.SCHEDULE, SyncRun.Reason.CALENDAR)
        queue.enqueue(
            organization, reason, list(queue.due(settled, patient=patient)), occupied, len(settled)
        )


def _add(organization: Organization, listed: Iterable[SourceRepository]) -> list[Repository]:
    listed = list(listed)
    new = noting.new_repositories(organization, listed)
    for repository, each in zip(new, listed, strict=True):
        is_of_rest = each.head is None and not each.working_head
        values = noting.of_rest(repository, each) if is_of_rest else noting.of_graphql(each)
        noting.take_over(repository, values)
    return Repository.objects.bulk_create(new)


def _note(repository: Repository, values: noting.Values) -> bool:
    """Store what GitHub says of a known repository, and whether it is news."""
    news = noting.take_over(repository, values)
    if news:
        repository.save(update_fields=news)
    return bool(news)
