"""Archives that are made to cost much."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from compliance.tree import MIB
from tests.compliance.collect.hostile_archives import Outcome

LIMIT = 300 * MIB
# What comes of an archive: the sentence that refuses it, why the list was cut, how many files are
# listed, and what is kept.
OUTCOMES: dict[str, tuple[str, str, int, set[str]]] = {
    "a bomb": ("its archive unpacks to more than 100 times its size", "", 0, set()),
    "a file of 200 MB": ("", "the list of its files", 2, {".nvmrc"}),
    "a wanted file of 200 MB": ("", "the list of its files", 2, {".nvmrc"}),
    "500,000 files": ("", "it has more than 200,000 files", 200_000, set()),
    "500,001 folders": ("its archive has more than 500,000 members", "", 0, set()),
    "paths without end": ("", "the paths of its files have more than", 16_660, set()),
    "longer paths than people write": ("", "a path in it has more than 1,024", 0, set()),
    "folders in folders": ("its archive has paths of more than 67,108,864 bytes", "", 0, set()),
    "much source": ("", "the list of its files", 15, {"src/module12.py"}),
    "much source, all altered": ("", "", 100_015, set()),
    "another commit": ("its archive is of the commit dddddddddddd", "", 0, set()),
    "a file that is a folder too": ("", "the list of its files", 2, {"a/.nvmrc"}),
    "a header without end": ("its archive has a header of 8,589,934,591 bytes", "", 0, set()),
    "digits without end": ("its archive is damaged: a header of it cannot be read", "", 0, set()),
}


@pytest.mark.slow
@pytest.mark.parametrize("name", OUTCOMES)
def test_hostile_archives_take_little_memory(name: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tests.compliance.collect.hostile_archives", name],
        capture_output=True,
        check=False,
        timeout=600,
    )
    assert (done.returncode, done.stderr) == (0, b"")
    found = Outcome(**json.loads(done.stdout))
    problem, incomplete, entries, kept = OUTCOMES[name]

    assert found.peak < LIMIT
    assert found.problem.startswith(problem) if problem else not found.problem
    assert (found.incomplete or "").startswith(incomplete) if incomplete else not found.incomplete
    assert found.entries == entries
    assert kept <= set(found.kept)
