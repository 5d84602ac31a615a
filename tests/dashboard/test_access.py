"""The table of who may see and do what, cell by cell, and the page that it is printed into."""

from __future__ import annotations

from pathlib import Path

import pytest

from compliance.roles import Role
from dashboard import documentation
from dashboard.access import TABLE, Action, Answer, Thing, answer
from dashboard.documentation import main, page
from tests.dashboard.access_cases import CELLS
from tests.generated_page import assert_kept_in_step

LETTERS = {
    "s": Action.SEE, "e": Action.EXPORT, "a": Action.ASK, "d": Action.DECIDE,
    "c": Action.CONFIRM, "r": Action.READ_AGAIN, "w": Action.CHANGE,
}  # fmt: skip
EXPECTED = {
    (Thing[line.split()[0]], role): {LETTERS[each] for each in letters.replace(".", "")}
    for line in CELLS.strip().splitlines()
    for role, letters in zip(Role, line.split()[1:], strict=True)
}


@pytest.mark.parametrize("thing", Thing, ids=lambda thing: thing.name)
@pytest.mark.parametrize("role", Role)
def test_each_cell(role: Role, thing: Thing) -> None:
    expected = EXPECTED[thing, role]
    otherwise = Answer.FORBIDDEN if Action.SEE in expected else Answer.NOT_FOUND

    assert {action: answer(role, action, thing) for action in Action} == {
        action: Answer.ALLOWED if action in expected else otherwise for action in Action
    }


def test_every_thing_and_role_has_a_cell() -> None:
    assert set(TABLE) == set(Thing)
    assert all(set(row) == set(Role) for row in TABLE.values())


def test_nobody_does_what_they_cannot_see() -> None:
    cells = [allowed for row in TABLE.values() for allowed in row.values()]

    assert all(Action.SEE in allowed for allowed in cells if allowed)


@pytest.mark.parametrize("thing", Thing, ids=lambda thing: thing.name)
def test_a_role_may_what_the_one_below_may(thing: Thing) -> None:
    row = TABLE[thing]

    assert row[Role.PARTNER] <= row[Role.DEVELOPER] <= row[Role.MANAGER] <= row[Role.ADMINISTRATOR]


def test_the_page_in_the_repository_is_up_to_date() -> None:
    assert main(["--check"]) == 0


def test_the_page_has_a_line_for_each_thing() -> None:
    lines = page(TABLE).splitlines()

    assert (
        "| a repository of a team that one manages | see, export, ask, decide, read again"
        " | see, export, ask, decide, read again | – | – | – |" in lines
    )
    assert [each for each in Thing if f"| {each.value} |" not in page(TABLE)] == []


def test_a_page_that_differs_fails_with_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    said = "the table says"
    assert_kept_in_step(documentation, tmp_path / "access.md", said, monkeypatch, capsys)
