from decimal import Decimal

import pytest

from rate_engine.money import price


@pytest.mark.parametrize(
    ("grams", "discount", "expected"),
    [
        (1000, "0", "6.20"),
        (500, "0", "5.10"),
        (1000, "0.1", "5.58"),
        (333, "0", "4.73"),
    ],
)
def test_price(grams: int, discount: str, expected: str) -> None:
    found = price(Decimal("4.00"), Decimal("2.2000"), grams, Decimal(discount))

    assert found == Decimal(expected)
