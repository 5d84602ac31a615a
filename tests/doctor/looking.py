"""Looks at a laptop that was made up, for one item of the doctor."""

from __future__ import annotations

import json
from typing import Any

from integrations.doctor import doctor
from integrations.doctor.doctor import Finding
from tests.doctor.laptops import Desk


def only(found: list[Finding]) -> Finding:
    assert len(found) == 1, found
    return found[0]


def look(desk: Desk, item: str, platform: str = "linux", **given: Any) -> Finding:
    return only(doctor.CHECKS[item](desk.laptop(platform, **given)))


def manifest(**fields: Any) -> dict[str, str]:
    return {"package.json": json.dumps(fields)}
