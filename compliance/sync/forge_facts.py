"""What a forge knows of repositories, stored beside the facts of their files."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from compliance import clock
from compliance.collect import forge
from compliance.collect.forge import Group
from compliance.facts import Fact, FactValues, RepositoryFacts, Unavailable
from compliance.facts.encoding import OutdatedError, decode, encode
from compliance.models import Repository, StoredFacts

logger = logging.getLogger(__name__)

_GROUPS = [group.value for group in Group]


def store(repository: Repository, found: Mapping[Group, FactValues], now: datetime) -> bool:
    """Keep facts of one repository, and say whether they differ from the kept ones."""
    kept = {
        row.part: bytes(row.body)
        for row in repository.stored_facts.filter(part__in=[group.value for group in found])
    }
    changed = []
    for group, values in found.items():
        body = _encoded(group, values)
        if kept.get(group.value) != body:
            changed.append(_row(repository, group, body, now))
    _save(changed)
    return bool(changed)


@transaction.atomic
def store_many(group: Group, found: Mapping[Repository, FactValues], now: datetime) -> None:
    """Keep one group of facts of many repositories, and note at them what differs."""
    rows = StoredFacts.objects.filter(part=group.value, repository__in=list(found))
    kept = {row.repository_id: bytes(row.body) for row in rows}
    changed = []
    for repository, values in found.items():
        body = _encoded(group, values)
        if kept.get(repository.pk) != body:
            changed.append(_row(repository, group, body, now))
    _save(changed)
    Repository.objects.filter(pk__in=[row.repository_id for row in changed]).update(
        facts_changed_at=now
    )


def load(repository: Repository) -> FactValues:
    """All that is kept of what a forge knows of a repository; `Unavailable` where nothing is, or
    only what an earlier version of the program stored.
    """
    known, _ = _load(repository)
    return known


def load_to_judge(repository: Repository) -> FactValues:
    """As `load`; what an earlier version of the program stored is wanted anew."""
    known, is_outdated = _load(repository)
    if is_outdated:
        Repository.objects.filter(pk=repository.pk).update(
            wanted=Repository.Wanted.ALL, wanted_at=clock.now()
        )
    return known


def _load(repository: Repository) -> tuple[FactValues, bool]:
    """What is kept, and whether any of it is of an earlier version of the program."""
    kept = {row.part: row for row in repository.stored_facts.filter(part__in=_GROUPS)}
    known: dict[type[Fact], Fact | Unavailable] = {}
    is_outdated = False
    for group, versions in forge.VERSIONS.items():
        missing = Unavailable("GitHub has not been asked for it yet")
        known |= dict.fromkeys(versions, missing)
        row = kept.get(group.value)
        if row is None:
            continue
        try:
            known |= decode(bytes(row.body), versions).repository
        except OutdatedError as reason:
            logger.info("%s of %s is to be asked for again: %s", group.value, repository, reason)
            is_outdated = True
    return known, is_outdated


def _encoded(group: Group, values: FactValues) -> bytes:
    return encode(RepositoryFacts(None, values), forge.VERSIONS[group])


def _row(repository: Repository, group: Group, body: bytes, now: datetime) -> StoredFacts:
    return StoredFacts(
        repository=repository,
        organization_id=repository.organization_id,
        part=group.value,
        body=body,
        stored_at=now,
    )


def _save(rows: list[StoredFacts]) -> None:
    StoredFacts.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["repository", "part"],
        update_fields=["body", "stored_at"],
    )
