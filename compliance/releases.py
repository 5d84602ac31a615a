"""When Node.js and Python lines live: tables of dates, and how a version names a line.

Taken on 2026-11-24 from the published schedules: Node.js Release Working Group's `schedule.json`
and the Python Developer's Guide, "Status of Python versions". `benchmarks/releases.py` compares
these tables with copies of the published ones.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from poetry.core.constraints.version import parse_constraint
from poetry.core.constraints.version.exceptions import ParseConstraintError


@dataclass(frozen=True)
class Release:
    """One line of a runtime: from when it is fit for production, and the last day it is mended."""

    starts: date
    ends: date
    codename: str = ""


# Only even lines become LTS; `starts` is the first day as LTS.
NODE: dict[int, Release] = {
    4: Release(date(2015, 10, 12), date(2018, 4, 30), "argon"),
    6: Release(date(2016, 10, 18), date(2019, 4, 30), "boron"),
    8: Release(date(2017, 10, 31), date(2019, 12, 31), "carbon"),
    10: Release(date(2018, 10, 30), date(2021, 4, 30), "dubnium"),
    12: Release(date(2019, 10, 21), date(2022, 4, 30), "erbium"),
    14: Release(date(2020, 10, 27), date(2023, 4, 30), "fermium"),
    16: Release(date(2021, 10, 26), date(2023, 9, 11), "gallium"),
    18: Release(date(2022, 10, 25), date(2025, 4, 30), "hydrogen"),
    20: Release(date(2023, 10, 24), date(2026, 4, 30), "iron"),
    22: Release(date(2024, 10, 29), date(2027, 4, 30), "jod"),
    24: Release(date(2025, 10, 28), date(2028, 4, 30), "krypton"),
    26: Release(date(2026, 10, 28), date(2029, 4, 30)),
}
PYTHON: dict[tuple[int, int], Release] = {
    (2, 7): Release(date(2010, 7, 3), date(2020, 1, 1)),
    (3, 6): Release(date(2016, 12, 23), date(2021, 12, 23)),
    (3, 7): Release(date(2018, 6, 27), date(2023, 6, 27)),
    (3, 8): Release(date(2019, 10, 14), date(2024, 10, 7)),
    (3, 9): Release(date(2020, 10, 5), date(2025, 10, 31)),
    (3, 10): Release(date(2021, 10, 4), date(2026, 10, 31)),
    (3, 11): Release(date(2022, 10, 24), date(2027, 10, 31)),
    (3, 12): Release(date(2023, 10, 2), date(2028, 10, 31)),
    (3, 13): Release(date(2024, 10, 7), date(2029, 10, 31)),
    (3, 14): Release(date(2025, 10, 7), date(2030, 10, 31)),
    (3, 15): Release(date(2026, 10, 1), date(2031, 10, 31)),
}

_NODE_VERSION = re.compile(r"v?(\d{1,3})(?:\.(?:\d{1,6}|x|\*)){0,2}")
_PYTHON_BUILD = re.compile(r"(?:c?python|pypy|graalpy)[-@]?(?=\d)", re.IGNORECASE)
# Without threads' lock, and of another implementation: `3.13t`, `3.11-7.3.17` of PyPy.
_PYTHON_NAMED = re.compile(r"(?P<version>\d\.\d{1,2}(?:\.\d{1,2})?)(?:t|-\d[\w.]{0,20})")


def node_line(version: str, today: date) -> int | None:
    """The major line that an entry of `.nvmrc` names (`22`, `v22.11.0`, `lts/jod`, `lts/*`).

    None where it names no particular version (`node`, `stable`, a range) or an unknown code name.
    """
    text = version.strip().lower()
    if text.startswith("lts/"):
        return _lts_alias(text.removeprefix("lts/"), today)
    match = _NODE_VERSION.fullmatch(text)
    return int(match[1]) if match else None


def _lts_alias(name: str, today: date) -> int | None:
    begun = [line for line, release in NODE.items() if release.starts <= today]
    if name == "*" or re.fullmatch(r"-\d", name):
        back = int(name[1:] or 0)
        return begun[-1 - back] if back < len(begun) else None
    codenames = {release.codename: line for line, release in NODE.items() if release.codename}
    return codenames.get(name)


def python_lines(specifier: str) -> tuple[tuple[int, int], ...] | None:
    """The lines of the table that a version or a range admits, oldest first.

    Ranges are PEP 440's and Poetry's (`^3.11`, `>=3.10,<4`). None where it is neither.
    """
    text = _PYTHON_BUILD.sub("", specifier.strip())
    named = _PYTHON_NAMED.fullmatch(text)
    text = named["version"] if named is not None else text
    if not text or len(text) > 200 or not any(char.isdigit() or char == "*" for char in text):
        return None
    try:
        constraint = parse_constraint(text)
        return tuple(
            line
            for line in PYTHON
            if constraint.allows_any(parse_constraint(f"=={line[0]}.{line[1]}.*"))
        )
    except (ParseConstraintError, ValueError):
        return None
