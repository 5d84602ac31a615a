"""Reports for other programs: SARIF and JUnit."""

from __future__ import annotations

import json
from typing import Any
from xml.etree import ElementTree as ET

from compliance.reports import as_junit, as_sarif
from tests.compliance.reports.reported import (
    NASTY,
    RESULTS,
    report,
)


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
