"""What a forge said is kept, and read again where another version of the program stored it."""

from __future__ import annotations

import pytest

from compliance.collect.forge import Group
from compliance.facts import Unavailable
from compliance.facts.forge import Branches, ChecksOnDefaultBranch
from compliance.models import Organization, Repository
from compliance.sync import forge_facts
from tests.factories import NOW, make_repository

CHECKS = ChecksOnDefaultBranch(())


@pytest.fixture
def repository(organization: Organization) -> Repository:
    found = make_repository(organization)
    forge_facts.store(found, {Group.CHECKS: {ChecksOnDefaultBranch: CHECKS}}, NOW)
    return found


def outdate(repository: Repository) -> None:
    repository.stored_facts.update(body=b"what an earlier version wrote")


def test_what_was_never_asked_is_unavailable(repository: Repository) -> None:
    known = forge_facts.load_to_judge(repository)

    assert known[ChecksOnDefaultBranch] == CHECKS
    assert isinstance(known[Branches], Unavailable)
    repository.refresh_from_db()
    assert repository.wanted == Repository.Wanted.NOTHING


def test_what_another_version_stored_is_wanted_anew_by_who_judges(repository: Repository) -> None:
    outdate(repository)

    assert isinstance(forge_facts.load_to_judge(repository)[ChecksOnDefaultBranch], Unavailable)

    repository.refresh_from_db()
    assert repository.wanted == Repository.Wanted.ALL
    assert repository.wanted_at is not None


def test_who_only_reads_it_changes_nothing(repository: Repository) -> None:
    outdate(repository)

    assert isinstance(forge_facts.load(repository)[ChecksOnDefaultBranch], Unavailable)

    repository.refresh_from_db()
    assert repository.wanted == Repository.Wanted.NOTHING
