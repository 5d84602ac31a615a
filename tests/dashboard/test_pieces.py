"""The small pieces of rows say what the templates and Django's own words would."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.humanize.templatetags.humanize import naturaltime
from django.test.html import parse_html
from django.urls import reverse, set_script_prefix
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import mark_safe

from dashboard import charts
from dashboard.markup import markup, markup_of_each
from dashboard.templatetags import moments, pieces

_HOUR = 3600
_DAY = 24 * _HOUR


@pytest.mark.parametrize("slug", ["billing", "größe-2", "a b", "it's&<x>", "50%", "-"])
def test_an_address_is_the_one_that_django_finds(slug: str) -> None:
    assert pieces.repository_page(slug) == reverse("repository", args=(slug,))
    assert pieces.team_page(slug) == reverse("team", args=(slug,))
    assert pieces.history_page(slug, "a-check") == reverse("history", args=(slug, "a-check"))


def test_an_address_begins_where_the_dashboard_is_mounted() -> None:
    assert pieces.team_page("x") == "/teams/x/"
    set_script_prefix("/plumbline/")
    try:
        assert pieces.team_page("x") == "/plumbline/teams/x/"
    finally:
        set_script_prefix("/")


@pytest.mark.parametrize(
    "seconds",
    [
        *(-_DAY * 3, -90, 0.4, 1, 59, 60, 119, 120, 59 * 60, _HOUR, 2 * _HOUR - 1, 23 * _HOUR),
        *(_DAY - 1, _DAY, _DAY + 59, _DAY + 3600, 2 * _DAY, 6.9 * _DAY, 7 * _DAY, 8.5 * _DAY),
        *(7 * _DAY + 1800, 27.99 * _DAY, 28 * _DAY, 31 * _DAY, 45 * _DAY, 400 * _DAY),
    ],
)
def test_how_long_ago_is_said_in_the_same_words(seconds: float) -> None:
    moment = timezone.now() - timedelta(seconds=seconds + 0.2)
    assert f">{naturaltime(moment)}</time>" in str(moments.ago(moment))


@pytest.mark.parametrize("month", range(1, 13))
def test_days_are_written_in_the_same_words(month: int) -> None:
    moment = datetime(2026, month, 7, 3, 4, 5, tzinfo=UTC)
    assert moments.short_day(moment) == date_format(moment, "j M Y")
    assert moments.long_day(moment.date()) == date_format(moment, "j F Y")
    assert str(moments.day(moment)) == (
        f'<time datetime="{moment.isoformat()}" title="{date_format(moment, "j F Y, H:i:s e")}">'
        f"{date_format(moment, 'j M Y')}</time>"
    )


def test_what_comes_from_elsewhere_is_no_markup() -> None:
    assert "<b>" not in pieces.outcome_chip("<b>")
    assert "<b>" not in pieces.level_mark("<b>", 1)
    assert "<b>" not in pieces.stacked_bar(charts.stacked([("<b>", "<b>", 1)]), "<b>")
    hostile = {"value": '"><b>', "label": "<b>", "attrs": {"title": '"<b>'}}
    assert "<b>" not in pieces.select_options([hostile])


@pytest.mark.parametrize("value", ["<b>", 'it\'s "&" {}', 3, 0.5, None, mark_safe("<b>&amp;</b>")])
def test_each_value_is_escaped_as_django_does_it(value: object) -> None:
    form = '<i title="{}">{}</i>'
    assert markup(form, value, "a") == format_html(form, value, "a")
    assert markup_of_each(form, [(value, 1), (2, value)]) == format_html_join(
        "", form, [(value, 1), (2, value)]
    )
    assert hasattr(markup(form, value, "a"), "__html__")


def test_a_bar_says_in_words_what_it_shows() -> None:
    parts = charts.stacked([("pass", "Pass", 3), ("unknown", "Unknown", 0), ("fail", "Fail", 1)])
    parse_html(pieces.stacked_bar(parts))
    assert pieces.stacked_bar(parts) == (
        '<svg class="bar is-tall" role="img" aria-label="3 Pass, 0 Unknown, 1 Fail">'
        '<rect class="fill-pass" x="0.0%" width="75.0%"/>'
        '<rect class="fill-fail" x="75.0%" width="25.0%"/></svg>'
    )


def test_a_score_and_how_it_moved() -> None:
    assert 'width="25.00%"' in pieces.score_bar(0.25)
    assert pieces.score_bar(None) == '<div class="scored"><strong class="number">–</strong></div>'
    assert [pieces.moved_by(moved) for moved in (None, -0.02, 0.02, 0.0)] == [
        '<span class="muted">–</span>',
        '<span class="moved number is-fail">−2</span>',
        '<span class="moved number is-pass">+2</span>',
        '<span class="moved number">±0</span>',
    ]
    assert [pieces.moved_points(moved) for moved in (-0.01, 0.025)] == [
        '<span class="moved number is-fail">−1 point</span>',
        '<span class="moved number is-pass">+2.5 points</span>',
    ]


def test_a_repository_to_which_nothing_applies_has_no_level() -> None:
    assert "No level" in pieces.level_mark("", 0)
    assert "Below Foundation" in pieces.level_mark("", 4)
    assert "level-standard" in pieces.level_mark("standard", 4)
