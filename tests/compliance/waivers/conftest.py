"""An organization of two people and a repository that has something to be excused."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

import pytest

from compliance import clock
from compliance.models import Organization, Person, Repository
from tests.compliance.waivers.wanted import PLACE, part
from tests.factories import NOW, make_person, make_repository, make_result


@pytest.fixture(autouse=True)
def now() -> Iterator[datetime]:
    """The clock stands."""
    with clock.standing_at(NOW):
        yield NOW


@pytest.fixture
def alice(organization: Organization) -> Person:
    """Who asks."""
    return make_person(organization, "alice")


@pytest.fixture
def bob(organization: Organization) -> Person:
    """Who decides."""
    return make_person(organization, "bob")


@pytest.fixture
def repository(organization: Organization) -> Repository:
    repository = make_repository(organization)
    parts = [part("api", "fail", PLACE), part("web", "pass")]
    make_result(repository, "linted", "fail", components=parts, attestable=False)
    make_result(repository, "load-tested", "unknown", attestable=True)
    make_result(repository, "tested", "pass", attestable=True)
    request = {**PLACE, "path": "#7 Old", "url": "https://example.com/7"}
    make_result(repository, "reviewed", "fail", components=[part(".", "fail", request)])
    return repository
