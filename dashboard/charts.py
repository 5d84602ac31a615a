"""The geometry of pictures: numbers for the attributes of SVG, and no markup."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date


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
    """A line over time in a picture of `width` by `height`, from 0 at the bottom to 1 at the top.

    `line` and `area` are SVG path data; `grid` has the height of each quarter with its label.
    """

    width: int
    height: int
    left: int
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


def trend(days: Sequence[tuple[date, float | None]], today: date, span: int) -> Trend | None:
    """The line of the last `span` days; None where fewer than two days have a value."""
    known = [(day, value) for day, value in days if value is not None]
    if len(known) < 2:
        return None
    width, height, left, foot = 360, 200, 36, 18
    start = max(today.toordinal() - span, known[0][0].toordinal())
    days_shown = max(1, today.toordinal() - start)

    def x(day: date) -> float:
        return round(left + (width - left - 6) * (day.toordinal() - start) / days_shown, 1)

    def y(value: float) -> float:
        return round(6 + (height - foot - 6) * (1 - value), 1)

    points = tuple(Point(day, value, x(day), y(value)) for day, value in known)
    line = "M" + " L".join(f"{point.x} {point.y}" for point in points)
    area = f"{line} L{points[-1].x} {y(0)} L{points[0].x} {y(0)} Z"
    grid = tuple((y(quarter / 4), f"{quarter * 25}%") for quarter in range(5))
    return Trend(width, height, left, points, line, area, grid)
