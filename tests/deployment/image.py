"""What the `Dockerfile` says, and the files that it would find in its context."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Instruction:
    """One instruction; `stage` counts the FROMs before it, beginning with 0 for the first."""

    stage: int
    name: str
    text: str

    @property
    def words(self) -> list[str]:
        """The words of an instruction in its JSON form, such as CMD."""
        words: list[str] = json.loads(self.text[self.text.index("[") :])
        return words


def instructions() -> list[Instruction]:
    """The Dockerfile's instructions in their order, each on one line."""
    text = re.sub(r"^\s*#.*\n", "", (ROOT / "Dockerfile").read_text(), flags=re.MULTILINE)
    found: list[Instruction] = []
    stage = -1
    for line in text.replace("\\\n", " ").splitlines():
        if line.strip():
            name, _, rest = line.strip().partition(" ")
            stage += name == "FROM"
            found.append(Instruction(stage, name, re.sub(r"\s+", " ", rest.strip())))
    return found


def final(name: str) -> Instruction:
    """The last instruction of that name, which has to be of the image's own stage."""
    last = instructions()[-1].stage
    return [each for each in instructions() if (each.name, each.stage) == (name, last)][-1]


def environment() -> dict[str, str]:
    """The variables that the image sets itself."""
    pairs = (pair.partition("=") for pair in final("ENV").text.split())
    return {name: value for name, _, value in pairs}


def context() -> list[str]:
    """The files of the project that reach the build: those that `.dockerignore` lets through."""
    rules = list(_rules())
    tracked = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    paths = [path for path in tracked.stdout.split("\0") if path and (ROOT / path).is_file()]
    return sorted(path for path in paths if not _is_left_out(path, rules))


def build(target: Path) -> Path:
    """The tree that `COPY . .` makes of the context, as the image has it."""
    for path in context():
        (target / path).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / path, target / path)
    return target


def _rules() -> Iterator[tuple[re.Pattern[str], bool]]:
    """Each line of `.dockerignore` as a pattern, and whether it leaves out what fits."""
    for line in (ROOT / ".dockerignore").read_text().splitlines():
        if line and not line.startswith("#"):
            pattern = re.escape(line.removeprefix("!")).replace(r"\*\*/", "(.*/)?")
            pattern = pattern.replace(r"\*", "[^/]*").replace(r"\[", "[").replace(r"\]", "]")
            yield re.compile(pattern), not line.startswith("!")


def _is_left_out(path: str, rules: list[tuple[re.Pattern[str], bool]]) -> bool:
    """Whether the last rule that fits the path, or a folder above it, leaves it out."""
    parts = path.split("/")
    names = ["/".join(parts[: count + 1]) for count in range(len(parts))]
    fitting = [leaves for rule, leaves in rules if any(map(rule.fullmatch, names))]
    return bool(fitting) and fitting[-1]
