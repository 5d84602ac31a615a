"""How mails word figures, days, and names that other people wrote."""

from __future__ import annotations

import textwrap
from datetime import date, datetime

from django.utils.formats import date_format

from compliance.digests.parts import Changed, Lapse
from compliance.scorecards.changes import Kind
from compliance.scoring import ExcuseKind
from dashboard.templatetags.figures import percent

NAME = 60
SENTENCE = 160


def clean(text: str, at_most: int = NAME) -> str:
    """Somebody else's text on one line: without line breaks, without characters that are not seen
    or turn the direction of what follows, and not endless.
    """
    seen = "".join(char if char.isprintable() else " " for char in text[: 4 * at_most])
    return textwrap.shorten(seen, at_most, placeholder=" …") if " " in seen else _cut(seen, at_most)


def _cut(word: str, at_most: int) -> str:
    return word if len(word) <= at_most else f"{word[: at_most - 1]}…"


def counted(number: int, one: str, many: str = "") -> str:
    """A number with what it is of: `1 fix`, `2 fixes`."""
    return f"{number} {one if number == 1 else many or one + 's'}"


def on(moment: datetime, digest_until: datetime) -> str:
    """The day of a moment by the clock of the digest's reader."""
    return day(moment.astimezone(digest_until.tzinfo))


def day(moment: date | datetime) -> str:
    """A day with its weekday."""
    return date_format(moment, "D j F")


def span(since: datetime, until: datetime) -> str:
    """The days that a digest is about."""
    same = (since.year, since.month) == (until.year, until.month)
    return f"{date_format(since, 'j' if same else 'j F')} to {date_format(until, 'j F Y')}"


def moved(was: float | None, score: float | None) -> str:
    """How a score moved, as `61% to 58%`; empty where that cannot be told or is not seen."""
    if was is None or score is None or percent(was) == percent(score):
        return ""
    return f"{percent(was)} to {percent(score)}"


def most_important(changed: Changed, ending: int) -> str:
    """What matters most of what changed, in a few words; `ending` is how much newly ends soon."""
    worse, lapsed = changed.of(Kind.WORSE), changed.of(Kind.LAPSED)
    better = changed.of(Kind.BETTER)
    if worse:
        return counted(worse, "new failure")
    if lapsed:
        return f"{counted(lapsed, 'waiver')} ended"
    if ending:
        return f"{counted(ending, 'waiver')} end{'s' if ending == 1 else ''} soon"
    if better:
        return f"{better} mended"
    return f"{counted(changed.rest, 'check')} changed"


def lapse_ends(lapse: Lapse) -> str:
    """What ends, and when."""
    name = "Waiver" if lapse.kind is ExcuseKind.WAIVER else "Attestation"
    return f"{name} until {day(lapse.until)}, asked for by {clean(lapse.asked_by)}"
