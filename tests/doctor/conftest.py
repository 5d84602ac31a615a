"""A laptop for each test."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.doctor.laptops import Desk


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """A laptop with an empty checkout."""
    return Desk(tmp_path)
