"""Reports for people at a terminal."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from compliance.checks.base import Finding, Outcome
from compliance.evaluate import ComponentFinding
from compliance.facts import Evidence
from compliance.reports import as_text
from compliance.scoring import Level
from tests.compliance.reports.reported import (
    RESULTS,
    report,
    result,
)


class TestText:
    def text(self, **style: Any) -> str:
        return as_text.render(report(*RESULTS), as_text.Style(**style))

    def test_sections_stand_in_order_and_what_fails_first(self) -> None:
        words = [
            line.split(" (")[0].split(":")[0]
            for line in self.text().splitlines()
            if line[:4] in ("FAIL", "UNKN", "pass", "n/a ") or line.startswith("house:")
        ]

        assert words == [
            "house", "FAIL     fails", "FAIL     is-nasty", "UNKNOWN  is-undecided-too",
            "pass     passes", "n/a      does-not-apply",
            "house", "FAIL     is-recommended", "UNKNOWN  is-undecided",
        ]  # fmt: skip

    def test_a_failure_says_where_and_what_to_do(self) -> None:
        assert """\
FAIL     fails (house:1.1, required)
         message of fails
         src/app.js:3
           | one
           | two
         b.js:7
         To do: Do fails.
         Then check again.
""" in self.text()  # fmt: skip

    def test_what_differs_between_components_stands_on_lines_of_its_own(self) -> None:
        said = (("api", "no .nvmrc"), ("jobs", "asks for 18"), ("mail", "no .nvmrc"))
        failing = replace(
            result("fails", Outcome.FAIL),
            components=(
                *(ComponentFinding(path, Finding(Outcome.FAIL, text)) for path, text in said),
                ComponentFinding("web", Finding(Outcome.PASS, "asks for 24")),
            ),
        )

        text = as_text.render(report(failing))

        assert "\n         api, mail: no .nvmrc\n         jobs: asks for 18\n" in text
        assert "asks for 24" not in text

    def test_each_item_of_a_list_begins_a_line(self) -> None:
        failing = replace(
            result("fails", Outcome.FAIL), remedy="Do.\n\n- npm: `a`,\n  b.\n- pnpm: c."
        )

        text = as_text.render(report(failing))

        assert "         To do: Do.\n         - npm: `a`, b.\n         - pnpm: c.\n" in text

    def test_what_is_the_matter_at_a_place_stands_beside_it(self) -> None:
        place = Evidence("src/app.js", 3, note="in the loop of line 2")

        text = as_text.render(report(result("fails", Outcome.FAIL, Level.STANDARD, place)))

        assert "         src/app.js:3 (in the loop of line 2)\n" in text

    def test_a_heuristic_is_called_one(self) -> None:
        assert "UNKNOWN  is-undecided (house:2.1, required, heuristic)" in self.text()

    def test_the_summary_closes_it(self) -> None:
        assert self.text().endswith("""
1 check needs GitHub: ci-green
1 check needs an attestation: loops-reviewed
Not compliant: 2 required checks fail, 1 required check is unknown
Level: below Foundation. Score: 22%. Coverage: 78%.
""")

    @pytest.mark.parametrize("colour", [True, False])
    def test_nothing_commands_the_terminal(self, colour: bool) -> None:
        text = as_text.render(report(*RESULTS), as_text.Style(colour=colour))
        for ours in ("\x1b[1;31m", "\x1b[1;33m", "\x1b[32m", "\x1b[2m", "\x1b[1m", "\x1b[0m"):
            text = text.replace(ours, "" if colour else ours)

        assert all(line.isprintable() for line in text.split("\n"))
        assert "a\ufffdb\ufffd[2J" in text

    def test_colours_are_there_when_asked_for(self) -> None:
        assert "\x1b[1;31mFAIL" in self.text(colour=True)
        assert "\x1b" not in self.text()

    def test_of_many_places_the_first_are_named(self) -> None:
        places = tuple(Evidence(f"{number}.js", 1) for number in range(30))

        text = as_text.render(report(result("fails", Outcome.FAIL, Level.STANDARD, *places)))

        assert "         9.js:1\n         and 20 more places\n" in text

    def test_lines_stay_within_the_width(self) -> None:
        assert max(len(line) for line in self.text(width=60).splitlines()) <= 60
