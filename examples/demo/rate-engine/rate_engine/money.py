from decimal import ROUND_HALF_EVEN, Decimal

CENT = Decimal("0.01")


def price(base: Decimal, per_kilogram: Decimal, grams: int, discount: Decimal) -> Decimal:
    """What a parcel costs, rounded once, at the end, so that no cent is lost on the way."""
    full = base + per_kilogram * Decimal(grams) / 1000
    return (full * (1 - discount)).quantize(CENT, ROUND_HALF_EVEN)
