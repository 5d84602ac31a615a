"""The geometry of a line over time: what its axis covers, and that it says what it leaves out."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard import charts

TODAY = date(2026, 11, 27)


def trend(*values: float) -> charts.Trend:
    days = [(TODAY - timedelta(days=len(values) - 1 - at), each) for at, each in enumerate(values)]
    found = charts.trend(days, TODAY, 84)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("values", "labels"),
    [
        ((0.64, 0.73), ["60%", "65%", "70%", "75%", "80%"]),
        ((0.70, 0.705), ["65%", "70%", "75%", "80%", "85%"]),
        ((1.0, 1.0), ["80%", "85%", "90%", "95%", "100%"]),
        ((0.0, 0.0), ["0%", "5%", "10%", "15%", "20%"]),
        ((0.3, 0.62), ["30%", "40%", "50%", "60%", "70%"]),
        ((0.25, 0.75), ["20%", "40%", "60%", "80%"]),
        ((0.02, 0.98), ["0%", "20%", "40%", "60%", "80%", "100%"]),
    ],
)
def test_the_axis_is_close_about_the_line(values: tuple[float, ...], labels: list[str]) -> None:
    assert [label for _, label in trend(*values).grid] == labels


def test_an_axis_that_leaves_something_out_says_so() -> None:
    assert trend(0.64, 0.73).is_clipped
    assert trend(0.02, 0.15).is_clipped
    assert not trend(0.02, 0.98).is_clipped


def test_an_area_stands_on_nothing_but_the_zero() -> None:
    assert trend(0.64, 0.73).area == ""
    assert trend(0.02, 0.98).area.endswith("Z")


@given(st.lists(st.floats(0, 1), min_size=2, max_size=9))
def test_each_point_lies_within_the_picture(values: list[float]) -> None:
    found = trend(*values)
    heights = [y for y, _ in found.grid]
    assert 2 <= len(heights) <= 6
    assert heights == sorted(heights, reverse=True)
    assert all(heights[-1] <= point.y <= heights[0] for point in found.points)
    assert found.high - found.low > 0.19
