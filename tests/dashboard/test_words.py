"""How moments and cadences are worded."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest

from dashboard.templatetags import figures, moments, plumbline


@pytest.mark.parametrize(
    ("cadence", "words"),
    [
        (timedelta(seconds=20), "every minute"),
        (timedelta(minutes=1), "every minute"),
        (timedelta(minutes=5), "every 5 minutes"),
        (timedelta(minutes=90), "every 90 minutes"),
        (timedelta(hours=1), "every hour"),
        (timedelta(hours=36), "every 36 hours"),
        (timedelta(days=1), "every day"),
        (timedelta(days=2), "every 2 days"),
    ],
)
def test_a_cadence(cadence: timedelta, words: str) -> None:
    assert moments.every(cadence) == words


@pytest.mark.parametrize(
    ("moment", "words"),
    [
        (datetime(2026, 11, 25, 14, 5, 59, tzinfo=UTC), "14:05 UTC"),
        (datetime(2026, 11, 25, 23, 59, tzinfo=UTC), "23:59 UTC"),
        (datetime(2026, 11, 26, 0, 5, tzinfo=UTC), "26 Nov, 00:05 UTC"),
        (datetime(2026, 11, 24, 14, 5, tzinfo=UTC), "24 Nov, 14:05 UTC"),
    ],
)
def test_a_time_of_day_has_its_day_where_that_is_not_today(
    moment: datetime, words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)
    monkeypatch.setattr("django.utils.timezone.now", lambda: now)

    shown = str(moments.clock(moment))

    assert re.sub(r"<[^>]+>", "", shown) == words
    assert f'datetime="{moment.isoformat()}"' in shown


@pytest.mark.parametrize(
    ("share", "words"),
    [
        (0.0187, "+1.9 points"),
        (0.01, "+1 point"),
        (0.375, "+37.5 points"),
        (0.0004, "under 0.1 points"),
    ],
)
def test_what_a_score_gains(share: float, words: str) -> None:
    assert figures.gained(share) == words


def test_no_moment_is_no_words() -> None:
    assert moments.clock(None) == ""


def test_a_remedy_is_paragraphs_and_lists_in_which_nothing_is_markup() -> None:
    remedy = "Install\nit.\n\n- pnpm: `pnpm add <it>`,\n  once.\n- Yarn: <b>no</b>.\n\nCommit."
    assert plumbline.prose(remedy) == (
        "<p>Install it.</p>"
        "<ul><li>pnpm: <code>pnpm add &lt;it&gt;</code>, once.</li>"
        "<li>Yarn: &lt;b&gt;no&lt;/b&gt;.</li></ul>"
        "<p>Commit.</p>"
    )
