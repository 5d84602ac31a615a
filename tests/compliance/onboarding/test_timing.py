"""The clock of a plan: weekends, days off, changes of daylight-saving time, zones."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compliance.onboarding.timing import Calendar, counted, deadline, worked, worked_by

HOUR = timedelta(hours=1)
ZONES = (
    "UTC", "Europe/Berlin", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe",
    "America/Sao_Paulo", "Pacific/Apia", "Africa/Cairo", "Asia/Beirut",
)  # fmt: skip
DAYS = st.dates(date(2024, 1, 1), date(2027, 12, 31))
MOMENTS = st.integers(0, 4 * 365 * 24 * 60).map(
    lambda minutes: datetime(2024, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
)
CALENDARS = st.builds(
    Calendar,
    st.sampled_from(ZONES),
    st.booleans(),
    st.frozensets(DAYS, max_size=5),
)
LENGTHS = st.timedeltas(timedelta(), timedelta(days=30))


def berlin(year: int, month: int, day: int, hour: int = 0, minute: int = 0) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=ZoneInfo("Europe/Berlin"))


def test_hours_run_around_the_clock() -> None:
    calendar = Calendar("Europe/Berlin")

    assert deadline(calendar, berlin(2026, 11, 27, 9), 48 * HOUR) == berlin(2026, 11, 29, 9)
    assert counted(calendar, berlin(2026, 11, 27, 9), berlin(2026, 11, 29, 9)) == 48 * HOUR


def test_a_weekend_pauses_where_the_calendar_says_so() -> None:
    calendar = Calendar("Europe/Berlin", pauses_weekends=True)
    friday, monday = berlin(2026, 11, 27, 9), berlin(2026, 11, 30, 9)

    assert counted(calendar, friday, monday) == 24 * HOUR
    assert deadline(calendar, friday, 48 * HOUR) == berlin(2026, 12, 1, 9)


def test_days_off_pause() -> None:
    calendar = Calendar("Europe/Berlin", days_off=frozenset({date(2026, 11, 25)}))

    assert deadline(calendar, berlin(2026, 11, 24, 12), 24 * HOUR) == berlin(2026, 11, 26, 12)


def test_what_begins_on_a_paused_day_begins_the_day_after() -> None:
    calendar = Calendar("Europe/Berlin", pauses_weekends=True)

    assert deadline(calendar, berlin(2026, 11, 28, 15), 48 * HOUR) == berlin(2026, 12, 2)
    assert counted(calendar, berlin(2026, 11, 28, 15), berlin(2026, 11, 30, 0)) == timedelta()


@pytest.mark.parametrize(
    ("start", "end"),
    [
        # On 25 October 2026 the clocks of Berlin are set back, on 29 March forward.
        (berlin(2026, 10, 24, 12), berlin(2026, 10, 26, 11)),
        (berlin(2026, 3, 28, 12), berlin(2026, 3, 30, 13)),
    ],
)
def test_a_change_of_clocks_takes_nothing_and_gives_nothing(start: datetime, end: datetime) -> None:
    assert deadline(Calendar("Europe/Berlin"), start, 48 * HOUR) == end


def test_the_same_weekend_is_another_one_elsewhere() -> None:
    start = datetime(2026, 11, 27, 12, tzinfo=UTC)
    end = datetime(2026, 11, 30, 12, tzinfo=UTC)

    in_auckland = counted(Calendar("Pacific/Auckland", pauses_weekends=True), start, end)
    in_honolulu = counted(Calendar("Pacific/Honolulu", pauses_weekends=True), start, end)

    # In Auckland Saturday begins at 11:00 UTC on Friday; in Honolulu Monday at 10:00 UTC.
    assert in_auckland == 25 * HOUR
    assert in_honolulu == 24 * HOUR
    assert counted(Calendar("UTC"), start, end) == 72 * HOUR


def test_hours_of_work_are_those_of_working_days() -> None:
    calendar = Calendar("Europe/Berlin", days_off=frozenset({date(2026, 12, 1)}))

    friday, wednesday = berlin(2026, 11, 27, 16), berlin(2026, 12, 2, 10)

    assert worked(calendar, friday, wednesday) == (1 + 8 + 1) * HOUR


def test_who_never_works_has_no_deadline() -> None:
    begin = date(2026, 1, 1)
    always = frozenset(begin + timedelta(days=each) for each in range(4 * 366))

    found = deadline(Calendar("UTC", days_off=always), datetime(2026, 1, 2, tzinfo=UTC), HOUR)

    assert found is None


@given(CALENDARS, MOMENTS, LENGTHS, LENGTHS)
def test_what_is_counted_adds_up(
    calendar: Calendar, start: datetime, first: timedelta, second: timedelta
) -> None:
    middle, end = start + first, start + first + second

    parts = counted(calendar, start, middle) + counted(calendar, middle, end)

    assert counted(calendar, start, end) == parts
    assert timedelta() <= parts <= end - start


@given(CALENDARS, MOMENTS, st.integers(0, 100))
def test_until_the_deadline_just_that_much_is_counted(
    calendar: Calendar, start: datetime, hours: int
) -> None:
    end = deadline(calendar, start, hours * HOUR)

    assert end is not None
    assert counted(calendar, start, end) == hours * HOUR
    if hours:
        assert counted(calendar, start, end - timedelta(minutes=1)) < hours * HOUR


@given(CALENDARS, MOMENTS, LENGTHS)
def test_without_pauses_all_counts(calendar: Calendar, start: datetime, length: timedelta) -> None:
    assert counted(Calendar(calendar.zone), start, start + length) == length


@given(CALENDARS, MOMENTS, LENGTHS)
def test_a_day_off_more_never_counts_more(
    calendar: Calendar, start: datetime, length: timedelta
) -> None:
    day = calendar.day_of(start + length / 2)
    stricter = Calendar(calendar.zone, calendar.pauses_weekends, calendar.days_off | {day})

    assert counted(stricter, start, start + length) <= counted(calendar, start, start + length)
    assert worked(stricter, start, start + length) <= worked(calendar, start, start + length)


@given(CALENDARS, MOMENTS, st.timedeltas(timedelta(minutes=1), timedelta(hours=40)))
def test_hours_of_work_are_over_at_the_moment_at_which_so_many_are_counted(
    calendar: Calendar, start: datetime, amount: timedelta
) -> None:
    end = worked_by(calendar, start, amount)

    assert end is not None
    assert worked(calendar, start, end) == amount
    assert worked(calendar, start, end - timedelta(microseconds=1)) < amount


@pytest.mark.parametrize("zone", ["Mars/Olympus", "Europe", "a" * 300, ""])
def test_where_this_machine_knows_no_such_zone_the_clock_is_that_of_utc(zone: str) -> None:
    given, utc = Calendar(zone, pauses_weekends=True), Calendar("UTC", pauses_weekends=True)
    friday = datetime(2026, 11, 27, 9, tzinfo=UTC)

    assert deadline(given, friday, 48 * HOUR) == deadline(utc, friday, 48 * HOUR)
    assert worked(given, friday, friday + 9 * HOUR) == 8 * HOUR
