"""What each format says of one judgement, and what it keeps away from terminals and parsers."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import jsonschema
import pytest

from compliance.checks.base import Check, Confidence, Finding, Outcome
from compliance.evaluate import CheckResult, ComponentFinding, Judgement, NotJudged
from compliance.facts import Component, Evidence, Origin, Stack
from compliance.facts.self_description import Matter, Notice, Request
from compliance.facts.sources import Unparsed
from compliance.protocol import Clause, Coverage, CoveredBy, Protocol, Rule, Section
from compliance.reports import Report, as_json, as_junit, as_sarif, as_text
from compliance.scoring import Compliance, Level, Score, Weights
from compliance.self_description import Asking

# Everything that a hostile file name could do: move the cursor, forge a line, turn text around.
NASTY = "a\nb\x1b[2J\r\x07\u202ec\ud800\ufffe%20#?.js"
SCHEMA = json.loads(Path("docs/check-report.schema.json").read_text())


def result(
    key: str,
    outcome: Outcome,
    level: Level = Level.STANDARD,
    *evidence: Evidence,
    clause: str = "house:1.1",
    components: Iterable[str] = (".",),
    confidence: Confidence = Confidence.EXACT,
) -> CheckResult:
    check = Check(
        key=key,
        title=f"Title of {key}",
        confidence=confidence,
        attestable=False,
        remedy=f"Do {key}.\n\nThen check again.",
        needs=(),
        parameters={},
        function=lambda: Finding(outcome, ""),
    )
    message = f"message of {key}"
    return CheckResult(
        check,
        Coverage(CoveredBy.CHECK, key, clause, level),
        outcome,
        message,
        check.remedy,
        evidence,
        tuple(ComponentFinding(path, Finding(outcome, message)) for path in components),
    )


FAILING = (Evidence("src/app.js", 3, 4, "one\ntwo"), Evidence("b.js", 7))
NO_LINK = {"url": None, "note": None}
# What is no file of the repository.
PULL_REQUEST = Evidence("#12 feat: log in", excerpt="to main", url="https://github.com/s/a/pull/12")
RESULTS = (
    result("passes", Outcome.PASS, Level.STANDARD, Evidence("README.md")),
    result("fails", Outcome.FAIL, Level.FOUNDATION, *FAILING),
    result("is-recommended", Outcome.FAIL, Level.EXEMPLARY, clause="house:2.1", components=["api"]),
    result("is-undecided", Outcome.UNKNOWN, clause="house:2.1", confidence=Confidence.HEURISTIC),
    result("is-undecided-too", Outcome.UNKNOWN, Level.EXEMPLARY),
    result("does-not-apply", Outcome.NOT_APPLICABLE),
    result("is-nasty", Outcome.FAIL, Level.STANDARD, Evidence(NASTY, 1, 1, NASTY)),
)


NOTHING = Asking()
ASKING = Asking(
    requests=(Request(Matter.COMPONENT, ("tools", "node"), f"Why {NASTY}", line=4),),
    notices=(Notice(7, f"no file fits the pattern {NASTY}"), Notice(0, "it is misnamed")),
)


def report(*results: CheckResult, path: str = "shop", asking: Asking = NOTHING) -> Report:
    rules = (Rule("Title", "Text.", ()),)
    sections = (
        Section("house", "1", "First", (Clause("house", "1.1", "Clause", rules),)),
        Section("house", "2", "Second", (Clause("house", "2.1", "Clause", rules),)),
    )
    protocol = Protocol("house", "House Protocol", "3", "", sections)
    unjudged = result("ci-green", Outcome.PASS)
    judgement = Judgement(
        results,
        (NotJudged(unjudged.check, unjudged.coverage, (Origin.FORGE,)),),
        (Coverage(CoveredBy.ATTESTATION, "loops-reviewed", "house:2.1"),),
    )
    return Report(
        path=path,
        protocol=protocol,
        components=(Component("api", Stack.NODE, "api/package.json", "why"),),
        judgement=judgement,
        score=Score(Weights(2, 9, 11, 14), None, Compliance.NOT_COMPLIANT, 2, 1),
        asking=asking,
        unparsed=Unparsed(),
    )


class TestJson:
    def test_it_is_what_the_schema_describes(self) -> None:
        jsonschema.validate(json.loads(as_json.render(report(*RESULTS))), SCHEMA)

    def test_the_example_of_the_guide_is_what_the_schema_describes(self) -> None:
        guide = Path("docs/command-line.md").read_text()

        jsonschema.validate(json.loads(guide.split("```json\n")[1].split("```")[0]), SCHEMA)

    def test_the_schema_itself_is_one(self) -> None:
        jsonschema.Draft202012Validator.check_schema(SCHEMA)

    def test_it_says_all_of_a_finding(self) -> None:
        content = json.loads(as_json.render(report(*RESULTS)))

        assert content["protocol"] == {"name": "house", "version": "3"}
        assert content["components"] == [
            {"path": "api", "stack": "node", "manifest": "api/package.json"}
        ]
        assert (content["score"], content["level"], content["coverage"]) == (0.2222, None, 0.7857)
        assert content["findings"][1] == {
            "check": "fails",
            "clause": "house:1.1",
            "components": [{"path": ".", "outcome": "fail"}],
            "outcome": "fail",
            "confidence": "exact",
            "requirement": "required",
            "message": "message of fails",
            "evidence": [
                {
                    "path": "src/app.js",
                    "line": 3,
                    "end_line": 4,
                    "excerpt": "one\ntwo",
                    "url": None,
                    "note": None,
                },
                {
                    "path": "b.js",
                    "line": 7,
                    "end_line": 7,
                    "excerpt": "",
                    "url": None,
                    "note": None,
                },
            ],
            "remedy": "Do fails.\n\nThen check again.",
        }
        assert content["findings"][0]["evidence"][0]["line"] is None
        assert content["not_judged"] == [
            {"check": "ci-green", "needs": ["GitHub"]},
            {"check": "loops-reviewed", "needs": ["an attestation"]},
        ]


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
Not compliant: 2 required checks fail, 1 required check is undecided
Level: below Foundation. Score: 22 %. Coverage: 78 %.
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


class TestSarif:
    def run(self) -> dict[str, Any]:
        log = json.loads(as_sarif.render(report(*RESULTS)))
        assert (log["version"], len(log["runs"])) == ("2.1.0", 1)
        run: dict[str, Any] = log["runs"][0]
        return run

    def test_each_check_is_a_rule_with_its_help(self) -> None:
        rules = self.run()["tool"]["driver"]["rules"]

        assert [rule["id"] for rule in rules] == [each.check.key for each in RESULTS]
        assert rules[1]["help"]["text"] == "Do fails.\n\nThen check again."
        assert [rule["defaultConfiguration"]["level"] for rule in rules[1:3]] == [
            "error",
            "warning",
        ]

    def test_what_fails_is_a_result_at_its_place(self) -> None:
        results = {each["ruleId"]: each for each in self.run()["results"]}

        assert results.keys() == {"fails", "is-recommended", "is-nasty"}
        assert results["fails"]["level"] == "error"
        assert results["is-recommended"]["level"] == "warning"
        assert results["fails"]["locations"] == [
            {
                "physicalLocation": {
                    "artifactLocation": {"uri": "src/app.js", "uriBaseId": "%SRCROOT%"},
                    "region": {"startLine": 3, "endLine": 4, "snippet": {"text": "one\ntwo"}},
                }
            }
        ]
        (related,) = results["fails"]["relatedLocations"]
        assert related["physicalLocation"]["artifactLocation"]["uri"] == "b.js"

    def test_what_is_not_there_is_shown_at_the_manifest_that_lacks_it(self) -> None:
        results = {each["ruleId"]: each for each in self.run()["results"]}

        (location,) = results["is-recommended"]["locations"]
        assert location["physicalLocation"] == {
            "artifactLocation": {"uri": "api/package.json", "uriBaseId": "%SRCROOT%"}
        }

    def test_what_is_undecided_is_a_notification(self) -> None:
        (invocation,) = self.run()["invocations"]

        assert invocation["executionSuccessful"] is True
        assert [each["associatedRule"] for each in invocation["toolExecutionNotifications"]] == [
            {"id": "is-undecided", "index": 3},
            {"id": "is-undecided-too", "index": 4},
        ]

    def test_indexes_locations_and_uris_are_what_the_format_asks(self) -> None:
        run = self.run()
        rules = run["tool"]["driver"]["rules"]

        for each in run["results"]:
            assert rules[each["ruleIndex"]]["id"] == each["ruleId"]
            assert each["message"]["text"]
            assert len(each["locations"]) == 1
            for location in (*each["locations"], *each["relatedLocations"]):
                place = location["physicalLocation"]
                artifact = place["artifactLocation"]
                region = place.get("region", {"startLine": 1, "endLine": 1})
                assert artifact["uri"].isascii()
                assert not set(artifact["uri"]) & set(" #?\\\n\x1b")
                assert artifact["uriBaseId"] in run["originalUriBaseIds"]
                assert 1 <= region["startLine"] <= region["endLine"]


class TestJunit:
    def cases(self) -> dict[str, ET.Element]:
        root = ET.fromstring(as_junit.render(report(*RESULTS, path=NASTY)))
        return {case.get("name", ""): case for case in root.iter("testcase")}

    def test_red_is_what_makes_the_exit_code(self) -> None:
        tags = {name: [child.tag for child in case] for name, case in self.cases().items()}

        assert tags == {
            "passes": [],
            "fails": ["failure"],
            "is-nasty": ["failure"],
            "is-undecided": ["error"],
            "is-undecided-too": ["skipped"],
            "is-recommended": ["skipped"],
            "does-not-apply": ["skipped"],
            "ci-green": ["skipped"],
            "loops-reviewed": ["skipped"],
        }

    def test_suites_count_their_cases(self) -> None:
        root = ET.fromstring(as_junit.render(report(*RESULTS)))

        assert [
            [suite.get(name) for name in ("name", "tests", "failures", "errors", "skipped")]
            for suite in root
        ] == [
            ["house:1 First", "5", "2", "0", "2"],
            ["house:2 Second", "2", "0", "1", "1"],
            ["not judged here", "2", "0", "0", "2"],
        ]

    def test_a_failure_says_where_and_what_to_do(self) -> None:
        (failure,) = self.cases()["fails"]

        assert failure.get("message") == "message of fails"
        assert failure.text == "src/app.js:3: one\ntwo\nb.js:7\n\nDo fails.\n\nThen check again."

    def test_characters_that_xml_forbids_are_replaced(self) -> None:
        (failure,) = self.cases()["is-nasty"]

        assert failure.text is not None
        assert "a\nb\ufffd[2J" in failure.text


class TestOwnFile:
    """What a repository's own file asks for, and what is to be mended in it."""

    report = report(*RESULTS, asking=ASKING)

    def test_as_json(self) -> None:
        content = json.loads(as_json.render(self.report))

        jsonschema.validate(content, SCHEMA)
        assert content["self_description"] == {
            "notices": [
                {"line": 7, "message": f"no file fits the pattern {NASTY}"},
                {"line": None, "message": "it is misnamed"},
            ],
            "asked_for": [
                {
                    "line": 4,
                    "request": "to leave out the component tools (node)",
                    "reason": f"Why {NASTY}",
                }
            ],
        }

    def test_as_text(self) -> None:
        text = as_text.render(self.report)

        assert all(line.isprintable() for line in text.split("\n"))
        assert "To be mended in .plumbline.yml:\n  line 7: no file fits" in text
        assert (
            "Asked for in .plumbline.yml, and not in effect until approved:\n"
            "  line 4: to leave out the component tools (node) (Why "
        ) in text

    def test_as_text_where_the_file_is_invalid(self) -> None:
        invalid = Asking(notices=ASKING.notices, is_known=False)

        text = as_text.render(report(*RESULTS, asking=invalid))

        assert "To be mended in .plumbline.yml, and nothing of it counts until then:\n" in text
        assert "Asked for" not in text

    def test_as_sarif(self) -> None:
        (run,) = json.loads(as_sarif.render(self.report))["runs"]

        said = run["invocations"][0]["toolConfigurationNotifications"]
        assert [each["level"] for each in said] == ["warning", "warning", "note"]
        assert said[2]["message"]["text"] == (
            "It asks to leave out the component tools (node): not approved here"
        )
        assert said[2]["locations"] == [
            {
                "physicalLocation": {
                    "artifactLocation": {"uri": ".plumbline.yml", "uriBaseId": "%SRCROOT%"},
                    "region": {"startLine": 4, "endLine": 4},
                }
            }
        ]
        assert len(run["results"]) == 3

    def test_as_junit_it_is_never_red(self) -> None:
        root = ET.fromstring(as_junit.render(self.report))

        suite = root[-1]
        assert (suite.get("name"), suite.get("skipped")) == (".plumbline.yml", "3")
        assert [case.get("name") for case in suite] == ["line 7", "the file", "line 4"]


class TestWhatIsNoFile:
    """A pull request is named by its words, with its address."""

    report = report(result("fails", Outcome.FAIL, Level.STANDARD, PULL_REQUEST))

    def test_as_json(self) -> None:
        content = json.loads(as_json.render(self.report))

        jsonschema.validate(content, SCHEMA)
        assert content["findings"][0]["evidence"] == [
            {
                "path": "#12 feat: log in",
                "line": None,
                "end_line": None,
                "excerpt": "to main",
                "url": "https://github.com/s/a/pull/12",
                "note": None,
            }
        ]

    def test_as_text(self) -> None:
        assert """\
         #12 feat: log in
           https://github.com/s/a/pull/12
           | to main
""" in as_text.render(self.report)  # fmt: skip

    def test_as_sarif(self) -> None:
        (found,) = json.loads(as_sarif.render(self.report))["runs"][0]["results"]

        assert found["locations"] == [
            {
                "physicalLocation": {"artifactLocation": {"uri": "https://github.com/s/a/pull/12"}},
                "message": {"text": "#12 feat: log in"},
            }
        ]

    def test_as_junit(self) -> None:
        root = ET.fromstring(as_junit.render(self.report))

        (failure,) = root.iter("failure")
        assert failure.text is not None
        assert failure.text.startswith("#12 feat: log in (https://github.com/s/a/pull/12): to main")
