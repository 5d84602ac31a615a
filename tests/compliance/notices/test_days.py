"""The days of people: one begins where the one before ends, and has its waking hours in it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compliance.notices.days import day_of, is_same

# Clocks change there at two, at midnight (Cairo, Beirut), and by half an hour (Lord Howe).
ZONES = (
    "UTC", "Europe/Berlin", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe",
    "Africa/Cairo", "Asia/Beirut", "Pacific/Kiritimati", "Pacific/Pago_Pago",
)  # fmt: skip
MOMENTS = st.integers(0, 4 * 365 * 24 * 60).map(
    lambda minutes: datetime(2024, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
)


@given(MOMENTS, st.sampled_from(ZONES))
def test_a_day_is_the_same_for_each_moment_of_it(moment: datetime, zone: str) -> None:
    day = day_of(moment, zone)
    there = moment.astimezone(ZoneInfo(zone))

    assert day.begins <= moment
    assert day_of(day.begins, zone) == day
    assert is_same(day.begins, moment, zone)
    assert not is_same(day.begins - timedelta(microseconds=1), moment, zone)
    assert day.has_time(moment) is (8 <= there.hour < 19)


@given(MOMENTS, st.sampled_from(ZONES))
def test_between_one_day_and_the_next_lies_a_night(moment: datetime, zone: str) -> None:
    day = day_of(moment, zone)
    following = day_of(day.begins + timedelta(hours=27), zone)

    assert day.begins < day.awake < day.asleep < following.begins
    assert following.awake - day.asleep >= timedelta(hours=12)


@given(MOMENTS, st.sampled_from(ZONES))
def test_where_nobody_is_woken_there_is_always_time(moment: datetime, zone: str) -> None:
    assert day_of(moment, zone, around_the_clock=True).has_time(moment)


@pytest.mark.parametrize("zone", ["Mars/Olympus", ""])
def test_a_zone_that_is_none_is_that_of_utc(zone: str) -> None:
    assert day_of(datetime(2026, 11, 25, 12, tzinfo=UTC), zone).awake.hour == 8
