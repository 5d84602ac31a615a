"""Widgets that our templates write come out as Django writes them."""

from __future__ import annotations

from django import forms
from django.forms.renderers import DjangoTemplates, get_default_renderer
from django.test.html import Element, parse_html

from dashboard.widgets import LongSelect

NAMES = [
    ("", "All"),
    ("a&b", "A <b> & c"),
    ("Teams", [("1", "One"), (2, "Two")]),
]


def written(widget: forms.Select, chosen: str | None) -> tuple[Element, Element]:
    """By our templates, and by Django's."""
    ours, theirs = (
        parse_html(widget.render("team", chosen, renderer=each))
        for each in (get_default_renderer(), DjangoTemplates())
    )
    return ours, theirs


def test_a_list_to_choose_from() -> None:
    widget = forms.Select(attrs={"id": "team", "required": True}, choices=NAMES)
    for chosen in (None, "", "a&b", "2"):
        ours, theirs = written(widget, chosen)
        assert ours == theirs


def test_a_long_list_to_choose_from() -> None:
    names = [("", "All"), ("a&b", "A <b> & c"), (2, "Two")]
    for chosen in (None, "", "a&b", "2"):
        ours = LongSelect({"id": "team"}, names).render("team", chosen)
        theirs = forms.Select({"id": "team"}, names).render("team", chosen, None, DjangoTemplates())
        assert parse_html(ours) == parse_html(theirs)


def test_one_whose_options_say_more() -> None:
    class Said(forms.Select):
        def create_option(self, *args: object, **kwargs: object) -> dict[str, object]:
            option: dict[str, object] = super().create_option(*args, **kwargs)
            option["attrs"]["title"] = "x"  # type: ignore[index]
            return option

    ours, theirs = written(Said(choices=NAMES), "2")
    assert 'title="x"' in str(ours)
    assert ours == theirs
