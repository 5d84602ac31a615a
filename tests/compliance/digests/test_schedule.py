"""When a digest is due, in every zone and across every change of its clock."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compliance.digests import schedule
from compliance.digests.schedule import WEEK, Rhythm

BERLIN = "Europe/Berlin"
# Put forward and back by an hour, by half an hour, a day that was left out, and at midnight.
ODD = [
    BERLIN, "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata", "Pacific/Apia",
    "America/Sao_Paulo", "Africa/Cairo", "Pacific/Chatham", "America/Asuncion", "UTC",
]  # fmt: skip
BEGIN = datetime(2005, 1, 1, tzinfo=UTC)
moments = st.timedeltas(timedelta(0), timedelta(days=32 * 365)).map(lambda ago: BEGIN + ago)
rhythms = st.builds(
    Rhythm,
    st.integers(0, 6),
    st.integers(0, 23),
    st.one_of(st.sampled_from(ODD), st.sampled_from(schedule.zones())),
)


def local(rhythm: Rhythm, moment: datetime) -> datetime:
    return moment.astimezone(ZoneInfo(rhythm.zone))


@given(moments, rhythms)
def test_the_next_one_is_later_and_within_a_week_and_a_day(
    moment: datetime, rhythm: Rhythm
) -> None:
    due = schedule.next_after(moment, rhythm)
    assert moment < due <= moment + WEEK + timedelta(days=1, hours=1)


@given(moments, rhythms)
def test_none_lies_between_the_last_one_and_the_next(moment: datetime, rhythm: Rhythm) -> None:
    last, due = schedule.latest_until(moment, rhythm), schedule.next_after(moment, rhythm)
    assert last <= moment < due
    assert schedule.next_after(last, rhythm) == due
    assert schedule.latest_until(due, rhythm) == due


@given(moments, rhythms)
def test_each_calendar_week_has_exactly_one(moment: datetime, rhythm: Rhythm) -> None:
    first = schedule.next_after(moment, rhythm)
    due = [first]
    for _ in range(8):
        due.append(schedule.next_after(due[-1], rhythm))
    mondays = [(day := local(rhythm, each).date()) - timedelta(day.weekday()) for each in due]
    # The hour may be reached on the next day where the clock is put forward at midnight, as may the
    # day itself that a zone leaves out; no week is without one for that.
    assert len(set(due)) == 9
    assert all(timedelta(days=5) < b - a < timedelta(days=9) for a, b in pairwise(due))
    assert len(set(mondays)) >= 8


@given(moments, rhythms)
def test_it_is_due_when_the_clock_on_the_wall_says_so(moment: datetime, rhythm: Rhythm) -> None:
    due = schedule.next_after(moment, rhythm)
    on_the_wall = local(rhythm, due)
    if (on_the_wall.weekday(), on_the_wall.hour) == (rhythm.weekday, rhythm.hour):
        # Of an hour that comes twice it is the first.
        before = local(rhythm, due - timedelta(hours=1))
        assert before.replace(tzinfo=None) != on_the_wall.replace(tzinfo=None)
        return
    # That hour is left out there on that day.
    wanted = on_the_wall.replace(hour=rhythm.hour, minute=0, fold=0)
    if on_the_wall.weekday() == rhythm.weekday:
        assert wanted.astimezone(UTC).astimezone(ZoneInfo(rhythm.zone)) != wanted


def test_an_hour_that_is_left_out_is_reached_by_going_on() -> None:
    sunday = Rhythm(6, 2, BERLIN)
    due = schedule.next_after(datetime(2027, 3, 27, tzinfo=UTC), sunday)
    assert due == datetime(2027, 3, 28, 1, 0, tzinfo=UTC)
    assert local(sunday, due).hour == 3


def test_of_an_hour_that_comes_twice_the_first_counts() -> None:
    sunday = Rhythm(6, 2, BERLIN)
    due = schedule.next_after(datetime(2026, 10, 24, tzinfo=UTC), sunday)
    assert due == datetime(2026, 10, 25, 0, 0, tzinfo=UTC)
    # And it does not come again an hour later.
    assert schedule.next_after(due, sunday) == datetime(2026, 11, 1, 1, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("on", "hour"),
    [
        (date(2026, 10, 19), 7),
        (date(2026, 10, 26), 8),
        (date(2027, 3, 22), 8),
        (date(2027, 3, 29), 7),
    ],
)
def test_nine_on_the_wall_is_another_hour_of_utc_after_the_change(on: date, hour: int) -> None:
    monday = Rhythm(0, 9, BERLIN)
    before = datetime(on.year, on.month, on.day, tzinfo=UTC)
    assert schedule.next_after(before, monday) == before.replace(hour=hour)


@given(moments, moments, rhythms)
def test_the_first_one_comes_after_the_first_week(
    now: datetime, seen: datetime, rhythm: Rhythm
) -> None:
    due = schedule.next_for(now, rhythm, seen, None)
    assert due > now
    assert due >= seen + WEEK
    assert due - max(now, seen + WEEK) <= WEEK + timedelta(days=1, hours=1)


@given(moments, st.lists(rhythms, min_size=2, max_size=5), st.data())
def test_whoever_changes_the_day_gets_no_second_one_in_a_week(
    begin: datetime, wanted: list[Rhythm], data: st.DataObject
) -> None:
    zone = wanted[0].zone
    told = begin
    for rhythm in (Rhythm(each.weekday, each.hour, zone) for each in wanted):
        now = told + timedelta(hours=data.draw(st.integers(0, 200)))
        due = schedule.next_for(now, rhythm, begin - 10 * WEEK, told)
        weeks = [local(rhythm, each).isocalendar()[:2] for each in (told, due)]
        assert weeks[0] < weeks[1]
        told = due


@given(moments, st.timedeltas(timedelta(0), timedelta(days=400)), st.booleans())
def test_what_it_tells_of_begins_where_the_last_one_ended_and_is_never_long(
    until: datetime, ago: timedelta, had_one: bool
) -> None:
    ago = max(ago, timedelta(hours=1))
    seen = until - ago - (10 * WEEK if had_one else timedelta(0))
    begins = schedule.begins(until, seen, until - ago if had_one else None)
    assert begins < until
    assert until - begins <= schedule.LONGEST
    if had_one and ago <= schedule.LONGEST:
        assert begins == until - ago


def test_a_zone_that_nobody_knows_is_utc() -> None:
    assert schedule.zone_of("Mars/Olympus").key == "UTC"
    assert schedule.zone_of("../../etc/passwd").key == "UTC"
    assert schedule.zone_of("Europe").key == "UTC"
    assert schedule.zone_of("a" * 300).key == "UTC"
    assert BERLIN in schedule.zones()
