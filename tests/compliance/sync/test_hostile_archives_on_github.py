"""Archives that nobody makes by accident, in place of one repository's: its files are unknown, and
what GitHub itself says is judged as ever. What they do to memory is tested where they are read.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from itertools import islice
from pathlib import Path

import pytest
from pytest_django import Settings

from compliance.checks import CATALOGUE
from compliance.facts import Origin
from compliance.models import CheckResult, Repository
from tests import tarballs
from tests.compliance.collect.hostile_archives import bomb
from tests.compliance.sync.on_github import NOW, OnGitHub, on_github
from tests.github_simulator.generation import generate

OTHER = "f" * 40
FIVE_MINUTES = timedelta(minutes=5)

pytestmark = pytest.mark.django_db


@pytest.fixture
def plumbline(tmp_path: Path, settings: Settings) -> Iterator[OnGitHub]:
    with on_github(generate(2, tmp_path, NOW), settings) as plumbline:
        yield plumbline


def archive(*members: bytes) -> Callable[[str], bytes]:
    """An archive of the commit that is asked for, with these members."""
    return lambda commit: b"".join(
        tarballs.packed([tarballs.begin(commit), *members, tarballs.END])
    )


HOSTILE: dict[str, bytes | Callable[[str], bytes]] = {
    "a bomb": lambda commit: b"".join(islice(bomb(commit), 2000)),
    "a step out of it": archive(tarballs.file(b"../../etc/passwd", b"x")),
    "an absolute path": archive(tarballs.header(b"/etc/passwd", size=0)),
    "another commit's": b"".join(
        tarballs.packed([tarballs.begin(OTHER), tarballs.file(b".nvmrc", b"22\n"), tarballs.END])
    ),
    "no archive at all": b"<html>not found</html>" * 40,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_its_files_are_unknown_and_nothing_fails(name: str, plumbline: OnGitHub) -> None:
    hit, fine = plumbline.simulator.world.repositories
    plumbline.simulator.archives.instead[hit.name] = HOSTILE[name]

    plumbline.sync()

    rows = {each.name: each for each in Repository.objects.all()}
    results = CheckResult.objects.filter(repository=rows[hit.name])
    of_files = [each for each in results if CATALOGUE[each.key].origins == {Origin.TREE}]
    assert of_files
    assert {each.outcome for each in of_files} == {"unknown"}
    assert all("archive" in each.message for each in of_files)
    assert results.get(key="branches-protected").outcome == "pass"
    assert rows[hit.name].problem == ""
    assert not CheckResult.objects.filter(repository=rows[fine.name], outcome="unknown").exists()


def test_one_that_was_cut_off_is_asked_for_again(plumbline: OnGitHub) -> None:
    hit = plumbline.simulator.world.repositories[0]
    whole = archive(tarballs.file(b"README.md", b"#" * 4096))
    plumbline.simulator.archives.instead[hit.name] = lambda commit: whole(commit)[:-20]
    plumbline.sync()
    assert "cut off" in Repository.objects.get(name=hit.name).problem

    plumbline.simulator.archives.instead.clear()
    plumbline.pass_time(FIVE_MINUTES).sync()

    row = Repository.objects.get(name=hit.name)
    assert row.problem == ""
    assert row.commit == row.head
