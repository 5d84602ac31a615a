"""How moments and spans of time are worded in templates.

A page has hundreds of moments, and what Django words them with looks at languages and formats each
time: so the words that lists are full of are put together here.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django import template
from django.contrib.humanize.templatetags.humanize import naturaltime
from django.utils import timezone
from django.utils.dates import MONTHS, MONTHS_3
from django.utils.safestring import SafeString

from dashboard.markup import markup

register = template.Library()

_MONTHS = tuple(str(MONTHS.get(number, "")) for number in range(13))
_SHORT_MONTHS = tuple(str(MONTHS_3.get(number, "")).title() for number in range(13))
_DAY = timedelta(days=1)
_MONTH = timedelta(days=28)
_UNITS = (("week", 7 * 86400), ("day", 86400), ("hour", 3600), ("minute", 60))


@register.filter
def ago(moment: datetime | None) -> SafeString | str:
    """How long ago it was, with the exact time for whoever asks for it."""
    return time_element(moment, _ago(moment)) if moment else ""


def _ago(moment: datetime) -> str:
    """As `naturaltime` says it, to which what lies ahead or far back is left."""
    passed = timezone.now() - moment
    seconds = passed.days * 86400 + passed.seconds
    if passed >= _MONTH or seconds < 60:
        return str(naturaltime(moment))
    if passed < _DAY:
        count, unit = (seconds // 3600, "hour") if seconds >= 3600 else (seconds // 60, "minute")
        one = "an hour ago" if unit == "hour" else "a minute ago"
        return one if count == 1 else f"{count}\xa0{unit}s ago"
    return f"{_two_units(seconds)} ago"


def _two_units(seconds: int) -> str:
    """The largest unit that fits, and the next one where some of it is left."""
    counts = []
    for unit, length in _UNITS:
        count, seconds = divmod(seconds, length)
        counts.append((unit, count))
    first = next(place for place, (_, count) in enumerate(counts) if count)
    said = [each for each in counts[first : first + 2] if each[1]]
    return ", ".join(f"{count}\xa0{unit}{'' if count == 1 else 's'}" for unit, count in said)


@register.filter
def day(moment: datetime | None) -> SafeString | str:
    """The day of it, with the exact time for whoever asks for it."""
    return time_element(moment, short_day(timezone.localtime(moment))) if moment else ""


@register.filter
def clock(moment: datetime | None) -> SafeString | str:
    """The time of day of it, with the day where that is not today's."""
    if not moment:
        return ""
    local = timezone.localtime(moment)
    is_today = local.date() == timezone.localtime().date()
    of_day = "" if is_today else f"{local.day} {_SHORT_MONTHS[local.month]}, "
    return time_element(moment, f"{of_day}{local:%H:%M} {local.tzname()}")


@register.filter
def long_day(of: date) -> str:
    """A day with its month in full: 5 November 2026."""
    return f"{of.day} {_MONTHS[of.month]} {of.year}"


@register.filter
def short_day(of: date) -> str:
    """A day with its month in short: 5 Nov 2026."""
    return f"{of.day} {_SHORT_MONTHS[of.month]} {of.year}"


@register.filter
def every(cadence: timedelta) -> str:
    """A cadence in the largest unit that it is a multiple of."""
    minutes = max(1, round(cadence.total_seconds() / 60))
    units = (("day", 24 * 60), ("hour", 60), ("minute", 1))
    unit, length = next(each for each in units if not minutes % each[1])
    count = minutes // length
    return f"every {unit}" if count == 1 else f"every {count} {unit}s"


@register.filter
def took(start: datetime, end: datetime | None) -> str:
    """How long it took, to the tenth of a second below a minute; a dash where it is not over."""
    if end is None:
        return "–"
    seconds = (end - start).total_seconds()
    if seconds < 60:
        return f"{seconds:.1f} s"
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes} min {rest} s"


def time_element(moment: datetime, text: str) -> SafeString:
    """A moment as words of ours, with the exact time for whoever asks for it."""
    local = timezone.localtime(moment)
    exact = f"{long_day(local)}, {local:%H:%M:%S} {local.tzname()}"
    stamp = local.isoformat(timespec="seconds")
    return markup('<time datetime="{}" title="{}">{}</time>', stamp, exact, text)
