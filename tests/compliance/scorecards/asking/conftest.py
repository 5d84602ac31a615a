"""A repository that asks, and somebody who decides."""

from __future__ import annotations

import pytest

from compliance.models import Organization, Person, Repository
from tests.compliance.scorecards.asking.self_described import (
    person,
)
from tests.factories import COMMIT


@pytest.fixture
def alice(organization: Organization) -> Person:
    return person(organization, "alice")


@pytest.fixture
def repository(organization: Organization) -> Repository:
    return Repository.objects.create(
        organization=organization, key="shop", name="shop", slug="shop", head=COMMIT
    )
