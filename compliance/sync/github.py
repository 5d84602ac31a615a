"""What is asked of a GitHub organization regularly, and how the answers are stored.

Each function is one poll. What they find changed they mark at the repositories, as `wanted`;
`details` asks for it fifty repositories at a time, and queues those that are to be read or judged.
So whatever dies on the way, the marks are left, and the next poll goes on from there.
"""

from __future__ import annotations

import logging
from collections.abc import Collection, Iterable, Mapping
from datetime import UTC, datetime, timedelta

import msgspec
from django.db import transaction

from compliance import clock, organizations
from compliance.collect import GoneError, SourceError, SourceRepository
from compliance.collect.forge import VERSIONS, Group
from compliance.collect.github import GitHubSource, Listing
from compliance.facts import FactValues, Unavailable
from compliance.facts.forge import SecretScanning
from compliance.models import Organization, Repository, SyncRun
from compliance.scorecards import daily
from compliance.sync import forge_facts, noting, people, queue

logger = logging.getLogger(__name__)

Wanted = Repository.Wanted

# Two polls of heads overlap by this much: GitHub's clock and ours differ, and so do its replicas.
OVERLAP = timedelta(minutes=5)
SAMPLES = 3
NEW_AT_ONCE = 10
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
    # What the credential may see is known, whatever is to be thought of what it was shown.
    Organization.objects.filter(pk=organization.pk).update(
        access=msgspec.to_builtins(access), access_at=now
    )
    with transaction.atomic():
        organization = queue.locked(organization.pk)
        organization.name = profile.name[:200]
        organization.base_permission = profile.base_permission[:20]
        organization.save(update_fields=["name", "base_permission"])
        is_gone = _miss(organization, listing, access.hides_private, now)
        known = {each.key: each for each in organization.repositories.all()}
        counted = _counted(known.values())
        for key, each in listing.items():
            if key in known:
                _note(known[key], noting.of_rest(known[key], each.listed))
        is_counted_anew = is_gone or _counted(known.values()) != counted
        new = _add(organization, [each.listed for key, each in listing.items() if key not in known])
        known |= {each.key: each for each in new}
        security: dict[Repository, FactValues] = {
            known[key]: {SecretScanning: each.security} for key, each in listing.items()
        }
        forge_facts.store_many(Group.SECURITY, security, now)
        counting = organization.repositories.filter(key__in=listing, left_out="")
        queue.want(counting, Wanted.ALL)
    if is_counted_anew:
        daily.refresh(organization)


def _miss(
    organization: Organization, listing: Collection[str], hides_private: str, now: datetime
) -> bool:
    """Note which repositories are not listed any more, by the keys of those that are, and say
    whether one of them counted. Private ones are only withheld where the credential hides them,
    for the reason that is given.

    Raises:
        SourceError: none is listed any more: rather the credential sees none.
    """
    missing = organization.repositories.filter(gone_since=None).exclude(key__in=listing)
    if hides_private:
        hidden = missing.exclude(visibility=Repository.Visibility.PUBLIC)
        _withhold(list(hidden), hides_private, now)
        missing = missing.filter(visibility=Repository.Visibility.PUBLIC)
    _must_show_some(organization, missing.count(), len(listing))
    is_gone = missing.counted().exists()
    missing.update(gone_since=now, wanted=Wanted.NOTHING, problem="", problem_since=None)
    return is_gone


def _samples(listing: Iterable[Listing]) -> list[str]:
    """Repositories to try the credential on: some that count, those pushed to last."""
    counting = [each.listed for each in listing if not each.listed.left_out]
    newest = sorted(counting, key=lambda each: each.pushed_at or NEVER, reverse=True)
    return [each.full_name for each in newest[:SAMPLES]]


def _withhold(repositories: list[Repository], reason: str, now: datetime) -> None:
    """Note that the credential may not see repositories that were known: not even that they are
    there.
    """
    for group, facts in VERSIONS.items():
        unknown = dict.fromkeys(facts, Unavailable(f"GitHub does not show it: {reason}"))
        forge_facts.store_many(group, dict.fromkeys(repositories, unknown), now)
    pks = [each.pk for each in repositories]
    Repository.objects.filter(pk__in=pks).update(withheld=reason, wanted=Wanted.NOTHING)


def _must_show_some(organization: Organization, missing: int, shown: int) -> None:
    """Refuse to believe that all repositories are gone at once: rather the credential sees none.

    Raises:
        SourceError: it is so.
    """
    if missing and not shown:
        raise SourceError(
            f"GitHub shows none of the {missing} repositories of {organization.name} any more: "
            "see whether the credential may still see them"
        )


def read_heads(organization: Organization, source: GitHubSource, since: datetime | None) -> None:
    """Read which repositories were pushed to since the last such poll began.

    Raises:
        SourceError: GitHub does not answer, or not wholly; what it did answer is stored.
    """
    working = organizations.working_branch()
    pushed = source.heads(working, since - OVERLAP if since else None)
    listed = {each.key[: noting.MAX_KEY]: each for each in pushed.listed}
    keys = set(organization.repositories.filter(key__in=listed).values_list("key", flat=True))
    new = {key: each for key, each in listed.items() if key not in keys}
    described = _described(source, new)
    with transaction.atomic():
        organization = queue.locked(organization.pk)
        known = {each.key: each for each in organization.repositories.filter(key__in=listed)}
        counted = _counted(known.values())
        added = _add(organization, [each for key, each in listed.items() if key not in known])
        moved = [
            row.pk
            for key, row in known.items()
            if _note(row, _of_heads(organization, row, listed[key], working))
        ]
        is_counted_anew = _counted(known.values()) != counted
        for row in added:
            if row.key in described:
                _describe(row, described[row.key])
        queue.want(organization.repositories.filter(pk__in=[row.pk for row in added]), Wanted.ALL)
        queue.want(organization.repositories.filter(pk__in=moved, left_out=""), Wanted.CHANGES)
        access = organizations.access(organization)
        if len(described) < len(new) or (new and access and access.is_untried):
            queue.want_settings(organization)
    if is_counted_anew:
        daily.refresh(organization)
    if pushed.failed:
        raise SourceError(f"GitHub answered in part only what was pushed to: {pushed.failed}")


def _of_heads(
    organization: Organization, repository: Repository, listed: SourceRepository, working: str
) -> noting.Values:
    """What is new of a repository, whose own working branch may be another than was asked for."""
    values = noting.of_graphql(listed)
    protocol = organizations.protocol_of(organization, repository)
    if organizations.working_branch_of(repository, protocol) != working:
        return {name: value for name, value in values.items() if name != "working_head"}
    return values


def _described(source: GitHubSource, new: Mapping[str, SourceRepository]) -> dict[str, Listing]:
    """What REST alone says of new repositories: protocol, phase, owner, secret scanning.

    One request for each. Many new ones are left to the list of all, as is one that is gone again.
    """
    if len(new) > NEW_AT_ONCE:
        return {}
    found = {}
    for key, each in new.items():
        try:
            found[key] = source.listing_of(each.full_name)
        except GoneError as error:
            logger.info("%s", error)
    return found


def _describe(repository: Repository, said: Listing) -> None:
    _note(repository, noting.of_rest(repository, said.listed))
    forge_facts.store(repository, {Group.SECURITY: {SecretScanning: said.security}}, clock.now())


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


def _counted(repositories: Iterable[Repository]) -> list[tuple[bool, bool]]:
    """In which sums they count: these follow at once, or with the next poll if the process dies, so
    that nobody is told of what they may not see any more.
    """
    return [noting.counts_in(each) for each in repositories]


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
