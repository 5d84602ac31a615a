"""A repository that has something to be excused, and a clock that stands."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

import pytest

from compliance import clock
from compliance.models import Organization, Repository
from tests.compliance.waivers.wanted import PLACE, part
from tests.factories import NOW, make_repository, make_result


@pytest.fixture(autouse=True)
def now() -> Iterator[datetime]:
    """The clock stands."""
    with clock.standing_at(NOW):
        yield NOW


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
