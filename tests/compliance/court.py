"""Judges repositories beside the tests, where what they do to a process is seen."""

from __future__ import annotations

import contextlib
import json
import os
import select
import signal
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

LIMIT = 300 * 1024 * 1024
"""So much memory no judge may ever hold, in bytes."""

# Judges working copies ("disk", PATH) and the one repository of folders ("commit", PATH), by every
# check there is, one a line of JSON, each in a process of its own that has loaded all it needs;
# writes the findings and the most memory that it ever held, in bytes, or how it died.
JUDGE = """
import json, logging, os, resource, sys
from datetime import date
from pathlib import Path

from compliance.checks import CATALOGUE
from compliance.collect import SourceError
from compliance.collect.folder import FolderSource, working_copy_facts
from compliance.evaluate import evaluate
from compliance.extract.secrets.scanner import scanner
from compliance.facts import Phase, PhaseName, Today
from compliance.protocol import Clause, Coverage, CoveredBy, Protocol, Rule, Section

logging.basicConfig(level=logging.CRITICAL)
scanner()
for line in sys.stdin:
    if not os.fork():
        break
    _, status = os.wait()
    if status:
        print(json.dumps({"died": status}), flush=True)
else:
    sys.exit()
kind, path = json.loads(line)
path = Path(path)
findings, problem = {}, ""
try:
    if kind == "disk":
        facts = working_copy_facts(path)
    else:
        (listed,) = FolderSource(path).repositories()
        facts = FolderSource(path).files(listed)
    facts = facts.knowing(Today(date(2026, 11, 24)), Phase(PhaseName.PRODUCTION))
    every = tuple(Coverage(CoveredBy.CHECK, key, "all:1") for key in CATALOGUE)
    clause = Clause("all", "1", "All", (Rule("All", "All.", every),))
    protocol = Protocol("all", "All", "1", "", (Section("all", "1", "All", (clause,)),))
    judgement = evaluate(protocol, CATALOGUE, facts, FolderSource.origins)
    findings = {each.check.key: [each.outcome, each.message] for each in judgement.results}
except SourceError as error:
    problem = str(error)
status = Path("/proc/self/status")
if status.exists():
    peak = int(status.read_text().split("VmHWM:")[1].split()[0]) * 1024
else:
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
print(json.dumps({"findings": findings, "problem": problem, "peak": peak}))
"""


@dataclass(frozen=True)
class Judged:
    """What one run came to: outcome and message by check, or why there is none."""

    findings: dict[str, tuple[str, str]]
    problem: str


class Court:
    """Judges one after the other, each in a process that may never hold more than the limit."""

    def __init__(self, said: Path, program: str = JUDGE) -> None:
        self._said = said
        with said.open("wb") as errors:
            self._process = subprocess.Popen(
                [sys.executable, "-c", program],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=errors,
                start_new_session=True,
            )

    def answer(self, kind: str, path: Path) -> dict[str, Any]:
        """What it writes of one."""
        asked, answers = self._process.stdin, self._process.stdout
        assert asked is not None
        assert answers is not None
        before = self._said.stat().st_size
        asked.write(json.dumps([kind, os.fspath(path)]).encode() + b"\n")
        asked.flush()
        assert select.select([answers], [], [], 180)[0], "no answer"
        answer: dict[str, Any] = json.loads(answers.readline())
        assert "died" not in answer, f"it died: {self._said.read_text()}"
        assert self._said.stat().st_size == before, self._said.read_text()
        return answer

    def judge(self, kind: str, path: Path) -> Judged:
        """What it finds, with a sentence for all that is wrong, and with little memory."""
        content = self.answer(kind, path)
        assert content["peak"] < LIMIT
        findings = {key: (outcome, text) for key, (outcome, text) in content["findings"].items()}
        for key, (_, text) in findings.items():
            assert "please report it" not in text, key
        return Judged(findings, content["problem"])

    def close(self) -> None:
        """End it, and what it has not finished."""
        self._process.kill()
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.communicate()
