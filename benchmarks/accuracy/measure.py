"""How often the program agrees with readers who judged repositories by hand.

    python -m benchmarks.accuracy.measure CHECKOUTS [--check KEY]… [--repository NAME]… [--notes]

Each file of `labels/` holds what the written rule says of one public repository at one commit, by
somebody who had not seen the program's answer. CHECKOUTS is a folder that has some of these
repositories, each as `OWNER/NAME`, `OWNER+NAME` or `NAME`, a working copy or a bare clone whose
HEAD is that commit; one that is not there is left out, and said so. Printed are, for each check,
how many labels the program agrees with and which it does not, then the two figures that count:
agreement of exact and of heuristic checks, and false fails among labelled passes and
not-applicables. `--notes` adds what reader and program say at each disagreement.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from compliance.checks import CATALOGUE
from compliance.checks.base import Confidence
from compliance.collect.folder import FILES_ONLY, read_tree
from compliance.evaluate import evaluate
from compliance.extract import EXTRACTORS, extract
from compliance.facts import Phase, PhaseName, Today
from compliance.facts.forge import WorkingBranch
from compliance.protocol.files import load_protocols
from integrations import checkouts

LABELS = Path(__file__).parent / "labels"
NO_FAIL = ("pass", "not_applicable")


@dataclass(frozen=True)
class Answer:
    """What reader and program say of one check of one repository."""

    repository: str
    check: str
    labelled: str
    sure: str
    note: str
    given: str
    message: str

    @property
    def agrees(self) -> bool:
        """Whether they say the same."""
        return self.labelled == self.given

    @property
    def is_false_fail(self) -> bool:
        """Whether the program fails what the reader does not."""
        return self.given == "fail" and self.labelled in NO_FAIL


def find(folder: Path, name: str) -> Path | None:
    """The checkout or bare clone of a repository in a folder."""
    owner, _, short = name.partition("/")
    for each in (folder / owner / short, folder / f"{owner}+{short}", folder / short):
        for place in (each / "repo", each):
            if (place / "HEAD").is_file() or (place / ".git").exists():
                return place
    return None


def head(path: Path) -> str:
    """The commit at a repository's HEAD."""
    command = ["git", "-c", "safe.directory=*", "-C", str(path), "rev-parse", "HEAD"]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()


def judge(path: Path, commit: str, day: date) -> dict[str, tuple[str, str]]:
    """Outcome and message of each check of the backend protocol that files can answer."""
    with checkouts.snapshot(path, path) as files:
        tree = read_tree(files, commit)
    protocol = load_protocols(CATALOGUE)["backend"]
    facts = extract(tree, EXTRACTORS).knowing(
        Today(day), Phase(PhaseName.PRODUCTION), WorkingBranch(protocol.working_branch)
    )
    results = evaluate(protocol, CATALOGUE, facts, FILES_ONLY).results
    return {each.check.key: (each.outcome.value, each.message) for each in results}


def compare(label: dict[str, Any], path: Path) -> list[Answer]:
    """The answers for one repository, one for each label whose check there is."""
    given = judge(path, label["commit"], label["read"])
    return [
        Answer(label["repository"], key, each["outcome"], each["sure"], each["note"], *given[key])
        for key, each in label["labels"].items()
        if key in given
    ]


def labelled(folder: Path, only: list[str]) -> Iterator[tuple[dict[str, Any], Path]]:
    """Each label file whose repository is there, at the commit that was read."""
    for file in sorted(LABELS.glob("*.toml")):
        label = tomllib.loads(file.read_text(encoding="utf-8"))
        name = label["repository"]
        if only and not any(each in name for each in only):
            continue
        path = find(folder, name)
        if path is None:
            print(f"left out: {name} is not in {folder}")
        elif head(path) != label["commit"]:
            print(f"left out: {name} is at another commit than {label['commit'][:10]}")
        else:
            yield label, path


def main() -> int:
    """Measure, and print."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("checkouts", type=Path)
    parser.add_argument("--check", action="append", default=[])
    parser.add_argument("--repository", action="append", default=[])
    parser.add_argument("--notes", action="store_true")
    options = parser.parse_args()
    found = list(labelled(options.checkouts, options.repository))
    with ProcessPoolExecutor(max_workers=2) as pool:
        answers = [
            answer
            for each in pool.map(compare, *zip(*found, strict=True))
            for answer in each
            if not options.check or answer.check in options.check
        ] if found else []  # fmt: skip
    report(answers, notes=options.notes)
    return 0


def report(answers: list[Answer], *, notes: bool) -> None:
    """Print a line for each check, with what disagrees, then the sums."""
    for key in sorted({each.check for each in answers}):
        mine = [each for each in answers if each.check == key]
        agreed = sum(each.agrees for each in mine)
        print(f"{key:36} {CATALOGUE[key].confidence:10} {agreed:3} of {len(mine):3}")
        for each in mine:
            if not each.agrees:
                sign = "FALSE FAIL" if each.is_false_fail else ""
                print(
                    f"    {each.repository:40} {each.labelled} → {each.given} ({each.sure}) {sign}"
                )
                if notes:
                    print(f"        reader:  {each.note}\n        program: {each.message}")
    print()
    for confidence in Confidence:
        mine = [each for each in answers if CATALOGUE[each.check].confidence is confidence]
        print(f"{confidence:12} agreement: {share(sum(each.agrees for each in mine), len(mine))}")
    clean = [each for each in answers if each.labelled in NO_FAIL]
    print(f"false fails: {share(sum(each.is_false_fail for each in clean), len(clean))}")


def share(part: int, whole: int) -> str:
    """A share as people read it."""
    return f"{part} of {whole} ({part / whole:.1%})" if whole else "nothing to compare"


if __name__ == "__main__":
    sys.exit(main())
