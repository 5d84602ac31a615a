"""The command line on a working copy: verdicts, formats, and one sentence where it cannot run."""

from __future__ import annotations

import errno
import json
import os
import pty
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar
from xml.etree import ElementTree as ET

import jsonschema
import pytest

from compliance import cli
from tests.repositories_on_disk import repository, write

HOUSE = """\
title: House Protocol
version: "7"
sections:
  - number: "1"
    title: Runtime
    clauses:
      - number: "1.1"
        title: Versions
        rules:
          - title: Node.js
            text: Node.js is pinned.
            covered_by:
              - {check: node-version-pinned, level: standard}
          - title: Python
            text: Python is pinned.
            covered_by:
              - {check: python-version-pinned, level: exemplary}
          - title: Loops
            text: A person has looked at the loops.
            covered_by:
              - {attestation: loops-reviewed, level: standard}
"""
EXPRESS = {
    "package.json": '{"dependencies": {"express": "^5.0.0"}}\n',
    "src/app.js": "const express = require('express');\nconst app = express();\n",
}
FASTAPI = {
    "pyproject.toml": '[project]\nname = "shop"\ndependencies = ["fastapi"]\n',
    "main.py": "from fastapi import FastAPI\n\napp = FastAPI()\n",
}
PINNED = {**EXPRESS, ".nvmrc": "22\n"}


@dataclass(frozen=True)
class Run:
    """What one run came to."""

    code: int
    out: str
    err: str

    @property
    def content(self) -> dict[str, Any]:
        """Its output as JSON."""
        content: dict[str, Any] = json.loads(self.out)
        return content


class Check:
    """Runs the command with a small protocol of the house."""

    def __init__(self, capsys: pytest.CaptureFixture[str]) -> None:
        self._capsys = capsys

    def __call__(self, path: Path, *arguments: str) -> Run:
        try:
            code = cli.main([str(path), "--today=2026-11-24", "--protocol=house", *arguments])
        except SystemExit as stopped:
            code = int(str(stopped.code))
        captured = self._capsys.readouterr()
        return Run(code, captured.out, captured.err)


@pytest.fixture
def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = write(tmp_path / "protocols", {"house.yaml": HOUSE})
    monkeypatch.setenv("PLUMBLINE_PROTOCOLS", str(folder))
    return folder


@pytest.fixture
def check(house: Path, capsys: pytest.CaptureFixture[str]) -> Check:
    return Check(capsys)


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    return tmp_path / "shop"


class TestExitCodes:
    def test_0_is_compliant_whatever_is_only_recommended(self, check: Check, shop: Path) -> None:
        repository(shop, {**PINNED, **{f"jobs/{name}": text for name, text in FASTAPI.items()}})

        run = check(shop)

        assert run.code == 0
        assert "FAIL     python-version-pinned (house:1.1, recommended)" in run.out

    def test_1_is_a_required_check_that_fails(self, check: Check, shop: Path) -> None:
        run = check(repository(shop, EXPRESS))

        assert (run.code, run.err) == (1, "")
        assert "FAIL     node-version-pinned" in run.out

    def test_3_is_a_required_check_that_is_undecided(self, check: Check, shop: Path) -> None:
        write(shop, EXPRESS)
        (shop / ".nvmrc").symlink_to("/etc/passwd")

        run = check(shop)

        assert run.code == 3
        assert "symbolic link, which is not followed" in run.out

    def test_3_is_a_repository_that_nothing_concerns(self, check: Check, shop: Path) -> None:
        run = check(write(shop, {"README.md": "# Notes"}))

        assert run.code == 3
        assert "nothing of the protocol concerns this repository" in run.out

    @pytest.mark.parametrize("days", [("2027-04-30", 0), ("2027-05-01", 1)])
    def test_the_day_can_be_chosen(self, check: Check, shop: Path, days: tuple[str, int]) -> None:
        assert check(write(shop, PINNED), "--today", days[0]).code == days[1]


class TestOwnFile:
    """What a repository asks for is listed, and the default is judged."""

    def test_what_is_asked_for_changes_no_verdict(self, check: Check, shop: Path) -> None:
        asking = "components: {leave_out: [{path: ., stack: node, reason: A toy.}]}\n"

        run = check(repository(shop, {**EXPRESS, ".plumbline.yml": asking}), "--format=json")

        assert run.code == 1
        assert [each["path"] for each in run.content["components"]] == ["."]
        assert run.content["self_description"]["asked_for"] == [
            {"line": 1, "request": "to leave out the component . (node)", "reason": "A toy."}
        ]

    def test_what_is_added_is_judged(self, check: Check, shop: Path) -> None:
        adding = "components: {add: [{path: jobs, stack: python, reason: It serves.}]}\n"
        files = {**PINNED, "jobs/setup.py": "setup()\n", ".plumbline.yml": adding}

        run = check(repository(shop, files), "--format=json")

        assert [each["path"] for each in run.content["components"]] == [".", "jobs"]

    def test_one_that_is_wrong_is_named_with_its_line(self, check: Check, shop: Path) -> None:
        wrong = repository(shop, {**PINNED, ".plumbline.yml": "phase: mvp\nprotocl: house\n"})

        run = check(wrong)

        assert run.code == 0
        assert (
            "To be mended in .plumbline.yml, and nothing of it counts until then:\n"
            "  line 2: protocl: this key is not known here; known: components, phase, protocol,"
        ) in run.out

    def test_the_protocols_that_there_are_may_be_asked_for(self, check: Check, shop: Path) -> None:
        run = check(repository(shop, {**PINNED, ".plumbline.yml": "protocol: hause\n"}))

        assert "line 1: there is no protocol hause; known: backend, " in run.out


class TestUnparsed:
    """A source file that does not parse is named, and fails nothing."""

    FILES: ClassVar = {**PINNED, "src/half.js": "const express = require('express');\nexpress(;\n"}

    def test_it_is_named_with_its_line(self, check: Check, shop: Path) -> None:
        run = check(repository(shop, self.FILES))

        assert run.code == 0
        assert (
            "1 source file did not parse, and may hold more than what is judged:\n  src/half.js:2\n"
        ) in run.out

    def test_json_has_it(self, check: Check, shop: Path) -> None:
        content = check(repository(shop, self.FILES), "--format=json").content

        assert content["unparsed"] == {"count": 1, "files": [{"path": "src/half.js", "line": 2}]}
        jsonschema.validate(content, json.loads(Path("docs/check-report.schema.json").read_text()))

    def test_sarif_notes_it(self, check: Check, shop: Path) -> None:
        (run,) = check(repository(shop, self.FILES), "--format=sarif").content["runs"]

        notes = run["invocations"][0]["toolExecutionNotifications"]
        places = [each["locations"][0]["physicalLocation"] for each in notes if "locations" in each]
        assert [each["artifactLocation"]["uri"] for each in places] == ["src/half.js"]


class TestFailures:
    """Exit code 2: the run itself failed, and one sentence says what, where and what to do."""

    def failure(self, run: Run) -> str:
        assert (run.code, run.out, run.err.count("\n")) == (2, "", 1), run
        return run.err

    def test_a_path_that_is_not_there(self, check: Check, shop: Path) -> None:
        assert self.failure(check(shop)) == (
            f"check: {shop}: there is no such folder: name the folder of a working copy\n"
        )

    def test_an_empty_folder(self, check: Check, shop: Path) -> None:
        assert "holds no files" in self.failure(check(write(shop, {})))

    def test_an_empty_repository(self, check: Check, shop: Path) -> None:
        assert "holds no files" in self.failure(check(repository(shop)))

    def test_a_damaged_repository(self, check: Check, shop: Path) -> None:
        (repository(shop, EXPRESS) / ".git" / "config").write_text("[core")

        assert "git stopped with code" in self.failure(check(shop))

    def test_a_path_with_control_characters(self, check: Check, tmp_path: Path) -> None:
        assert "\x1b" not in self.failure(check(tmp_path / "a\x1b[2Jb"))

    def test_a_protocol_that_is_not_there(self, check: Check, shop: Path) -> None:
        sentence = self.failure(check(write(shop, PINNED), "--protocol=mobile"))

        assert "there is no protocol mobile; known: " in sentence
        assert "house" in sentence

    def test_a_protocol_that_is_wrong(self, check: Check, shop: Path, house: Path) -> None:
        write(house, {"house.yaml": HOUSE.replace("level: standard", "level: high", 1)})

        assert "house.yaml, line 13, " in self.failure(check(write(shop, PINNED)))

    def test_no_git(self, check: Check, shop: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        repository(shop, PINNED)
        monkeypatch.setenv("PATH", "/nonexistent")

        assert "git is not on PATH: install it" in self.failure(check(shop))

    @pytest.mark.parametrize(
        "arguments", [("--format=yaml",), ("--today=tomorrow",), ("--verbose",), ("more",)]
    )
    def test_wrong_arguments(self, check: Check, shop: Path, arguments: tuple[str, ...]) -> None:
        run = check(shop, *arguments)

        assert (run.code, run.out) == (2, "")
        assert "usage: check" in run.err

    def test_a_defect_of_ours_is_not_a_verdict(
        self, check: Check, shop: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def defect(*_: object) -> None:
            raise ZeroDivisionError

        monkeypatch.setattr(cli, "evaluate", defect)

        assert check(write(shop, PINNED)).code == 2


class TestFormats:
    def test_json_is_what_its_schema_describes(self, check: Check, shop: Path) -> None:
        run = check(repository(shop, EXPRESS), "--format=json")

        jsonschema.validate(
            run.content, json.loads(Path("docs/check-report.schema.json").read_text())
        )
        node, python = run.content["findings"]
        assert (run.code, run.content["path"]) == (1, str(shop))
        assert run.content["protocol"] == {"name": "house", "version": "7"}
        assert (node["outcome"], node["clause"]) == ("fail", "house:1.1")
        assert python["outcome"] == "not_applicable"
        assert run.content["not_judged"] == [
            {"check": "loops-reviewed", "needs": ["an attestation"]}
        ]

    def test_sarif_names_the_failing_check(self, check: Check, shop: Path) -> None:
        (run,) = check(write(shop, EXPRESS), "--format=sarif").content["runs"]

        assert [each["ruleId"] for each in run["results"]] == ["node-version-pinned"]

    def test_junit_is_xml(self, check: Check, shop: Path) -> None:
        root = ET.fromstring(check(write(shop, EXPRESS), "--format=junit").out)

        assert [case.get("name") for case in root.iter("testcase")] == [
            "node-version-pinned", "python-version-pinned", "loops-reviewed",
        ]  # fmt: skip

    @pytest.mark.parametrize("form", ["text", "json", "sarif", "junit"])
    def test_hostile_names_and_contents_never_reach_the_terminal(
        self, check: Check, shop: Path, form: str
    ) -> None:
        write(shop, {f"a\x1b[2J\n/{name}": content for name, content in EXPRESS.items()})
        write(shop, {"a\x1b[2J\n/.nvmrc": "\x1b]0;title\x07\n"})

        run = check(shop, f"--format={form}")

        assert run.code == 1
        assert all(line.isprintable() for line in run.out.split("\n"))


def start(path: Path, *arguments: str, **variables: str) -> subprocess.CompletedProcess[bytes]:
    """Run the command as a process of its own."""
    return subprocess.run(
        [sys.executable, "-m", "compliance.cli", str(path), "--protocol=house", *arguments],
        env={**os.environ, **variables},
        capture_output=True,
        check=False,
    )


class TestProcess:
    def test_it_imports_neither_django_nor_a_model(self, house: Path, shop: Path) -> None:
        program = (
            "import sys; from compliance import cli; cli.main(sys.argv[1:]);"
            "print(sorted(name for name in sys.modules if name.partition('.')[0] in"
            " ('django', 'celery', 'psycopg', 'redis', 'dashboard') or name.startswith("
            "'compliance.models')))"
        )
        done = subprocess.run(
            [sys.executable, "-c", program, str(write(shop, PINNED)), "--protocol=house"],
            capture_output=True,
            text=True,
            check=True,
        )

        assert done.stdout.splitlines()[-1] == "[]"

    @pytest.mark.parametrize("locale", ["C", "POSIX"])
    def test_any_locale_will_do(self, house: Path, shop: Path, locale: str) -> None:
        write(shop, {b"\xff.py": "", **EXPRESS})

        done = start(shop, LC_ALL=locale, PYTHONUTF8="0", PYTHONIOENCODING="ascii")

        assert (done.returncode, done.stderr) == (1, b"")

    def test_a_reader_who_has_seen_enough_is_no_failure(self, house: Path, shop: Path) -> None:
        reader, writer = os.pipe()
        os.close(reader)
        with os.fdopen(writer, "wb") as pipe:
            done = subprocess.run(
                [
                    sys.executable,
                    "-m",
                    "compliance.cli",
                    str(write(shop, PINNED)),
                    "--protocol=house",
                ],
                stdout=pipe,
                stderr=subprocess.PIPE,
                check=False,
            )

        assert (done.returncode, done.stderr) == (0, b"")

    @pytest.mark.parametrize(
        ("variables", "coloured"),
        [({}, True), ({"NO_COLOR": "1"}, False), ({"TERM": "dumb"}, False)],
    )
    def test_colours_only_on_a_terminal_and_where_wanted(
        self, house: Path, shop: Path, variables: Mapping[str, str], coloured: bool
    ) -> None:
        write(shop, PINNED)

        assert (b"\x1b[" in on_terminal(shop, {"TERM": "xterm", **variables})) == coloured
        assert b"\x1b[" not in start(shop).stdout


def on_terminal(path: Path, variables: Mapping[str, str]) -> bytes:
    """What the command writes to a terminal."""
    environment = {name: value for name, value in os.environ.items() if name != "NO_COLOR"}
    master, slave = pty.openpty()
    with os.fdopen(slave, "wb") as terminal:
        subprocess.run(
            [sys.executable, "-m", "compliance.cli", str(path), "--protocol=house"],
            env={**environment, **variables},
            stdout=terminal,
            check=False,
        )
    written = b""
    with os.fdopen(master, "rb", buffering=0) as window:
        try:
            while chunk := window.read(4096):
                written += chunk
        except OSError as error:
            if error.errno != errno.EIO:  # Linux says so at the end of a terminal.
                raise
    return written
