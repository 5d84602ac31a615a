from math import asin, cos, radians, sin, sqrt

EARTH_KILOMETRES = 6371.0


def kilometres(here: tuple[float, float], there: tuple[float, float]) -> float:
    """How far apart two places are, as the crow flies."""
    (a, b), (c, d) = (tuple(map(radians, each)) for each in (here, there))
    half = sin((c - a) / 2) ** 2 + cos(a) * cos(c) * sin((d - b) / 2) ** 2
    return 2 * EARTH_KILOMETRES * asin(sqrt(half))
