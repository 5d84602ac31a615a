"""The geometry of pictures: numbers for the attributes of SVG, and no markup."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from math import ceil, floor

_LEAST_AXIS = 20
_MOST_STEPS = 5


@dataclass(frozen=True)
class Segment:
    """A part of a stacked bar: where it starts and how wide it is, both in per cent."""

    name: str
    label: str
    count: int
    start: float
    width: float


def stacked(parts: Iterable[tuple[str, str, int]]) -> list[Segment]:
    """The segments of a stacked bar, from (name, label, count); empty ones have no width."""
    listed = list(parts)
    total = sum(count for _, _, count in listed)
    segments, start = [], 0.0
    for name, label, count in listed:
        width = 100 * count / total if total else 0.0
        segments.append(Segment(name, label, count, round(start, 3), round(width, 3)))
        start += width
    return segments


@dataclass(frozen=True)
class Point:
    """A day's value (0 to 1), and where it lies in the picture."""

    day: date
    value: float
    x: float
    y: float


@dataclass(frozen=True)
class Trend:
    """A line over time in a picture of `width` by `height`, from `low` at the bottom to `high` at
    the top.

    `line` and `area` are SVG path data; `grid` has the height of each line across, with its label.
    An area says "so much of all" and is drawn only where the bottom is 0.
    """

    width: int
    height: int
    left: int
    low: float
    high: float
    points: tuple[Point, ...]
    line: str
    area: str
    grid: tuple[tuple[float, str], ...]

    @property
    def first(self) -> Point:
        """The oldest point."""
        return self.points[0]

    @property
    def last(self) -> Point:
        """The newest point."""
        return self.points[-1]

    @property
    def baseline(self) -> int:
        """Where the captions of the days stand."""
        return self.height - 2

    @property
    def is_clipped(self) -> bool:
        """Whether the axis leaves out a part of 0 to 1, which the picture has to say."""
        return self.low > 0 or self.high < 1


def trend(days: Sequence[tuple[date, float | None]], today: date, span: int) -> Trend | None:
    """The line of the last `span` days; None where fewer than two days have a value."""
    known = [(day, value) for day, value in days if value is not None]
    if len(known) < 2:
        return None
    width, height, left, foot = 360, 200, 36, 18
    start = max(today.toordinal() - span, known[0][0].toordinal())
    days_shown = max(1, today.toordinal() - start)
    marks = _axis([value for _, value in known])
    low, high = marks[0] / 100, marks[-1] / 100

    def x(day: date) -> float:
        return round(left + (width - left - 6) * (day.toordinal() - start) / days_shown, 1)

    def y(value: float) -> float:
        return round(6 + (height - foot - 6) * (1 - (value - low) / (high - low)), 1)

    points = tuple(Point(day, value, x(day), y(value)) for day, value in known)
    line = "M" + " L".join(f"{point.x} {point.y}" for point in points)
    area = "" if low else f"{line} L{points[-1].x} {y(0)} L{points[0].x} {y(0)} Z"
    grid = tuple((y(mark / 100), f"{mark}%") for mark in marks)
    return Trend(width, height, left, low, high, points, line, area, grid)


def _axis(values: Sequence[float]) -> range:
    """The marks of an axis in per cent, close about what is shown and never less than 20 apart:
    a change of one point should be seen, and not look like a fall.
    """
    lowest, highest = round(100 * min(values), 6), round(100 * max(values), 6)
    for step in (5, 10, 20, 25):
        low, high = step * floor(lowest / step), step * ceil(highest / step)
        while high - low < _LEAST_AXIS:
            if high < 100:
                high += step
            if high - low < _LEAST_AXIS and low > 0:
                low -= step
        if high - low <= _MOST_STEPS * step:
            return range(low, high + 1, step)
    return range(0, 101, 25)
