"""Compares the tables of releases with the published ones, and prints what differs.

    python benchmarks/releases.py schedule.json release-cycle.json

The first is the Node.js Release Working Group's `schedule.json` (repository nodejs/Release), the
second the Python Developer's Guide's `include/release-cycle.json` (repository python/devguide).
Exit code 0: they agree; 1: something differs.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent.parent))

from compliance.releases import NODE, PYTHON


def main(arguments: list[str]) -> int:
    """Print a line for each difference."""
    if len(arguments) != 2:
        sys.exit(__doc__)
    node, python = (json.loads(Path(path).read_text(encoding="utf-8")) for path in arguments)
    differences = [*of_node(node), *of_python(python)]
    print("\n".join(differences) or "The tables agree with the published ones.")
    return 1 if differences else 0


def of_node(published: Mapping[str, Any]) -> Iterator[str]:
    """What differs for the LTS lines, from `{"v22": {"lts": date, "end": date, "codename"}}`."""
    for name, line in published.items():
        if "lts" not in line or "." in name:
            continue
        known = NODE.get(int(name.removeprefix("v")))
        wanted = (line["lts"], line["end"], line.get("codename", "").lower())
        have = known and (str(known.starts), str(known.ends), known.codename)
        if have != wanted:
            yield f"Node.js {name}: published {wanted}, here {have}"


def of_python(published: Mapping[str, Any]) -> Iterator[str]:
    """What differs for the released lines, from `{"3.13": {"first_release", "end_of_life"}}`."""
    for name, line in published.items():
        major, minor = (int(part) for part in name.split("."))
        known = PYTHON.get((major, minor))
        released = line["status"] not in ("feature", "prerelease")
        if known is None and (not released or (major, minor) < min(PYTHON) or major < 3):
            continue
        if known is None or known.ends != last_day(line["end_of_life"]):
            yield f"Python {name}: published {line['end_of_life']}, here {known and known.ends}"


def last_day(written: str) -> date:
    """A date, or the last day of a month that is written without one."""
    if len(written) > 7:
        return date.fromisoformat(written)
    year, month = (int(part) for part in written.split("-"))
    return date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
