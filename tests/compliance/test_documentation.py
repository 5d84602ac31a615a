"""The page about the checks says what the catalogue and the protocols say."""

from dataclasses import replace
from pathlib import Path

import pytest

from compliance import documentation
from compliance.checks import CATALOGUE
from compliance.checks.base import HEURISTIC, Finding, check, passed
from compliance.documentation import main, page
from compliance.facts import Layout, PhaseName, Today
from compliance.protocol import Clause, Coverage, CoveredBy, Protocol, Rule, Section
from compliance.protocol.files import load_protocols
from compliance.scoring import Level
from tests.generated_page import assert_kept_in_step


@check("lists-paginated", title="Lists are | paginated", confidence=HEURISTIC, attestable=True)
def lists_paginated(
    today: Today,
    layout: Layout,
    *,
    share: float = 0.05,
    names: tuple[str, ...] = ("page", "cursor"),
    strict: bool = False,
) -> Finding:
    """Give every list `limit` and `offset`, e.g. by `page.size`. Then
    say so in the documentation.
    """
    return passed("All are")


RULE = Rule(
    "Pagination",
    "Lists are paginated.",
    (
        Coverage(
            CoveredBy.CHECK,
            "lists-paginated",
            "test:1",
            Level.FOUNDATION,
            (PhaseName.PRODUCTION,),
            {"share": 0.1},
        ),
        Coverage(CoveredBy.PLANNED, "caching", "test:1", Level.EXEMPLARY),
        Coverage(CoveredBy.ATTESTATION, "load-tested", "test:1"),
        Coverage(CoveredBy.ONBOARDING, "clone", "test:1"),
        Coverage(CoveredBy.PEOPLE, "Is it fast?", "test:1", phases=(PhaseName.MVP,)),
    ),
)
SECTION = Section("test", "1", "One", (Clause("test", "1", "Lists", (RULE,)),))
PROTOCOL = Protocol("test", "Test", "3", "For tests.", (SECTION,))


def rows_of(protocol: Protocol) -> list[list[str]]:
    text = page({"lists-paginated": lists_paginated}, [protocol])
    lines = [line for line in text.splitlines() if line.startswith("| Pagination ")]
    return [[cell.strip() for cell in line.strip("|").split(" | ")] for line in lines]


def test_the_page_in_the_repository_is_up_to_date() -> None:
    assert main(["--check"]) == 0


def test_every_check_of_the_protocols_is_on_the_page() -> None:
    text = page(CATALOGUE, load_protocols(CATALOGUE).values())

    assert [key for key in CATALOGUE if f"`{key}`: " not in text] == []


def test_what_it_says_of_a_check() -> None:
    assert rows_of(PROTOCOL)[0] == [
        "Pagination",
        "`lists-paginated`: Lists are \\| paginated",
        "foundation, in production only",
        "heuristic",
        "yes",
        "the files of a commit, the calendar",
        "`share: 0.1`, `names: [page, cursor]`, `strict: false`",
        "Give every list `limit` and `offset`, e.g. by `page.size`.",
    ]


@pytest.mark.parametrize(
    "remedy",
    [
        "Commit its\nconfiguration.\n- pnpm: `pnpm add`.\n- npm: `npm i`.",
        "Commit its\nconfiguration.\n\n- pnpm: `pnpm add`.",
        "\n    Commit its configuration.\n\n    More of it: later.\n    ",
    ],
)
def test_a_remedy_is_told_until_its_first_list(remedy: str) -> None:
    told = page(
        {"lists-paginated": replace(lists_paginated, remedy=remedy)}, [PROTOCOL]
    ).splitlines()

    assert [line for line in told if line.endswith("| Commit its configuration. |")]
    assert not [line for line in told if "pnpm" in line]


def test_what_it_says_of_everything_else() -> None:
    assert rows_of(PROTOCOL)[1:] == [
        ["Pagination", "`caching`, which is not automated yet", "exemplary"],
        ["Pagination", "an attestation, `load-tested`", "standard"],
        ["Pagination", "the onboarding item `clone`", ""],
        ["Pagination", "people: Is it fast?", "in mvp only"],
    ]


def test_how_much_is_automated() -> None:
    text = page({"lists-paginated": lists_paginated}, [PROTOCOL])
    finished = replace(RULE, covered_by=RULE.covered_by[:1])
    section = replace(SECTION, clauses=(Clause("test", "1", "Lists", (finished,)),))
    protocol = replace(PROTOCOL, sections=(section,))

    assert "automated: 1 of 2; the others are marked, and count nowhere." in text
    assert "automated: 1 of 1.\n" in page({"lists-paginated": lists_paginated}, [protocol])


def test_clauses_stand_under_the_protocol_that_they_are_from() -> None:
    child = replace(PROTOCOL, key="child", title="Child", extends=("test",))
    text = page({"lists-paginated": lists_paginated}, [PROTOCOL, child])

    assert text.count("### test:1 Lists") == 1
    assert "It extends `test`." in text


def test_a_page_that_differs_fails_with_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    said = "the catalogue and the protocols say"
    assert_kept_in_step(documentation, tmp_path / "checks.md", said, monkeypatch, capsys)
