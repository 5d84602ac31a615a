import pytest

from returns.reasons import is_free


@pytest.mark.parametrize(
    ("reason", "days", "free"),
    [
        ("too small", 12, True),
        ("too small", 31, False),
        ("arrived broken, sadly", 90, True),
    ],
)
def test_what_is_free(reason, days, free):
    assert is_free(reason, days) is free
