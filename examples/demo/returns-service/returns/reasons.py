FREE_DAYS = 30
DAMAGED = {"broken", "damaged", "torn", "wet"}


def is_free(reason: str, days_since_delivery: int) -> bool:
    """Whether sending it back costs nothing: what arrived damaged always does."""
    words = set(reason.lower().replace(",", " ").split())
    return bool(words & DAMAGED) or days_since_delivery <= FREE_DAYS
