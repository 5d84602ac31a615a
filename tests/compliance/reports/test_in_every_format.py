"""What every format says: of the own file of a repository, and of what is no file."""

from __future__ import annotations

import json
from xml.etree import ElementTree as ET

import jsonschema

from compliance.checks.base import Outcome
from compliance.reports import as_json, as_junit, as_sarif, as_text
from compliance.scoring import Level
from compliance.self_description import Asking
from tests.compliance.reports.reported import (
    ASKING,
    NASTY,
    PULL_REQUEST,
    RESULTS,
    SCHEMA,
    report,
    result,
)


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
