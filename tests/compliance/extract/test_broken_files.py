"""Broken files of small backends: whatever is in them, no extractor raises."""

from __future__ import annotations

import random

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from benchmarks.fuzz_extractors import broken, raised
from compliance.extract import EXTRACTORS, extract
from tests.compliance.checks.test_cases import CASES
from tests.compliance.repositories import Case, tree_of


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(case=st.sampled_from(CASES), seed=st.integers(0, 2**32))
def test_no_extractor_raises(case: Case, seed: int) -> None:
    files = broken(case.files, random.Random(seed))

    assert list(raised(extract(tree_of(files), EXTRACTORS))) == []
