"""Reports as JSON, after their published schema."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema

from compliance.reports import as_json
from tests.compliance.reports.reported import (
    RESULTS,
    SCHEMA,
    report,
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
