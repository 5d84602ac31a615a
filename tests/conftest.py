"""What tests of stored things stand on.

Models are imported by the fixtures that need them, so that the tests of the pure core run without
Django.
"""

from __future__ import annotations

import gc
import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import hypothesis
import pytest

if TYPE_CHECKING:
    from pytest_django import DjangoDbBlocker, Settings

    from compliance.models import Organization, Person


# How long an example takes says how busy the machine is.
hypothesis.settings.register_profile("untimed", deadline=None)
hypothesis.settings.load_profile("untimed")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Quick tests first: whoever waits learns early what is broken."""
    items.sort(key=_is_slow)
    if "PYTEST_XDIST_WORKER" in os.environ:
        items[:] = _side_by_side(items)


def _is_slow(item: pytest.Item) -> bool:
    return any(item.get_closest_marker(name) for name in ("slow", "browser"))


def _side_by_side(items: Sequence[pytest.Item]) -> list[pytest.Item]:
    """Files of tests that mostly wait come between the quick ones, which have the processors
    meanwhile; at the end several would wait at once. Those of the whole, which stand highest, take
    longest and come first.
    """
    files: dict[Path, list[pytest.Item]] = {}
    for item in items:
        files.setdefault(item.path, []).append(item)
    waiting = [each for each in files.values() if each[0].get_closest_marker("waits")]
    others = [each for each in files.values() if not each[0].get_closest_marker("waits")]
    waiting.sort(key=lambda each: len(each[0].path.parts))
    quick = sum(not _is_slow(each[0]) for each in others)
    for number, each in enumerate(waiting):
        others.insert(number + number * quick // len(waiting), each)
    return [item for each in others for item in each]


def pytest_collection() -> None:
    """What is collected stays to the end: it need not be looked through for garbage each time."""
    gc.disable()


def pytest_collection_finish() -> None:
    gc.collect()
    gc.freeze()
    # Python looks for garbage after each 700 new objects, of which a page or a query makes many.
    gc.set_threshold(50_000, 20, 20)
    gc.enable()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say which Pythons the doctor was run by: what is not on a machine is not tried there."""
    passed = terminalreporter.getreports("passed")
    if any(each.nodeid.startswith("tests/doctor/") for each in passed):
        from tests.doctor.laptops import told

        terminalreporter.write_line(told())


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> None:
    """Let the tests' databases be emptied after tests that commit, the audit log too."""
    from django.db import connection

    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute("ALTER TABLE compliance_auditentry DISABLE TRIGGER audit_is_not_emptied")
        cursor.execute("ALTER TABLE compliance_auditorigin DISABLE TRIGGER origin_is_not_emptied")


@pytest.fixture
def source_folder(tmp_path: Path, settings: Settings) -> Path:
    """An empty folder that is the organization's source."""
    folder = tmp_path / "source"
    folder.mkdir()
    settings.PLUMBLINE_SOURCE = str(folder)
    settings.PLUMBLINE_DATA = tmp_path / "data"
    return folder


@pytest.fixture
def organization(db: None, source_folder: Path) -> Organization:
    """The organization of that source."""
    from compliance import organizations

    return organizations.current()


@pytest.fixture
def alice(organization: Organization) -> Person:
    """A member of it, who asks for something where somebody does."""
    from tests.factories import make_person

    return make_person(organization, "alice")


@pytest.fixture
def bob(organization: Organization) -> Person:
    """Another one, who decides."""
    from tests.factories import make_person

    return make_person(organization, "bob")


@pytest.fixture
def own_queues(settings: Settings) -> Iterator[None]:
    """The broker with no message of another test in it."""
    from dashboard import celery_app

    with celery_app.connection_for_write() as connection:
        for queue in ("control", "work"):
            connection.default_channel.queue_purge(queue)
        yield
        for queue in ("control", "work"):
            connection.default_channel.queue_purge(queue)
