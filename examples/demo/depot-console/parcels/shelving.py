from collections.abc import Iterable

HEAVY_GRAMS = 15_000


def needs_floor(grams: int) -> bool:
    """Whether a parcel is too heavy to be lifted onto a shelf."""
    return grams >= HEAVY_GRAMS


def first_free(taken: Iterable[int], slots: int) -> int | None:
    """The lowest slot that nobody has taken, counted from 1; None where the shelf is full."""
    used = set(taken)
    return next((slot for slot in range(1, slots + 1) if slot not in used), None)
