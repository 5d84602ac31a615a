"""The small pieces that rows of lists are made of. A page has hundreds of them, and a template for
each took most of its time.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cache, lru_cache
from typing import Any
from urllib.parse import quote

from django import template
from django.forms.utils import flatatt
from django.urls import get_script_prefix, reverse
from django.utils.safestring import SafeString

from compliance.models import Team
from compliance.scoring import Level
from dashboard.charts import Segment
from dashboard.markup import markup, markup_of_each
from dashboard.templatetags.figures import percent, points, width
from dashboard.templatetags.plumbline import icon
from dashboard.templatetags.words import level_name, level_slug, outcome_name
from dashboard.views.standing import ShownTeam

register = template.Library()

# What Django leaves as it is in an address.
_SAFE = "!$&'()*+,;=/~:@"


@register.filter
def repository_page(slug: str) -> str:
    """The address of a repository's page."""
    return _page("repository", slug)


@register.filter
def history_page(slug: str, key: str) -> str:
    """The address of what a check has counted as in a repository."""
    return f"{repository_page(slug)}checks/{quote(key, safe=_SAFE)}/"


@register.filter
def team_page(slug: str) -> str:
    """The address of a team's page."""
    return _page("team", slug)


def _page(name: str, slug: str) -> str:
    """What `reverse` says, which looks at all that an address could be."""
    return f"{_before(name, get_script_prefix())}{quote(slug, safe=_SAFE)}/"


@cache
def _before(name: str, _prefix: str) -> str:
    """What stands before the slug in addresses of that name."""
    return reverse(name, args=("0",)).removesuffix("0/")


@register.simple_tag
@lru_cache(maxsize=64)
def outcome_chip(outcome: str) -> SafeString:
    """An outcome with its colour and icon."""
    return markup(
        '<span class="chip is-{}">{}{}</span>', outcome, icon(outcome, 13), outcome_name(outcome)
    )


@register.simple_tag
def level_mark(level: Level | str | None, judged: int) -> SafeString:
    """The level of a repository with its icon; one to which nothing applies has none."""
    return _level(level or "") if judged else _NO_LEVEL


_NO_LEVEL = SafeString('<span class="muted">No level</span>')


@lru_cache(maxsize=64)
def _level(level: str) -> SafeString:
    slug = level_slug(level)
    return markup(
        '<span class="level"><span class="level-{}">{}</span>{}</span>',
        slug,
        icon(f"level-{slug}", 15),
        level_name(level),
    )


@register.simple_tag
def score_bar(score: float | None) -> SafeString:
    """A score in figures and, where there is one, as a bar."""
    bar = markup(_BAR, width(score)) if score is not None else ""
    return markup(
        '<div class="scored"><strong class="number">{}</strong>{}</div>', percent(score), bar
    )


_BAR = '<svg class="bar is-small" aria-hidden="true"><rect class="fill-score" width="{}"/></svg>'


@register.simple_tag
def moved_by(moved: float | None) -> SafeString:
    """By how much a score moved, with the colour of what that means."""
    if moved is None:
        return _NOT_MOVED
    return _moved(moved, points(moved))


@register.simple_tag
def moved_points(moved: float) -> SafeString:
    """By how many points a score moved, with the unit, where no heading names it."""
    said = points(moved)
    return _moved(moved, f"{said} point{'' if said[1:] == '1' else 's'}")


def _moved(moved: float, said: str) -> SafeString:
    kind = " is-fail" if moved < 0 else " is-pass" if moved > 0 else ""
    return markup('<span class="moved number{}">{}</span>', kind, said)


_NOT_MOVED = SafeString('<span class="muted">–</span>')


@register.simple_tag
def stacked_bar(parts: Sequence[Segment], size: str = "is-tall") -> SafeString:
    """A bar of segments, which says in words what it shows."""
    return markup(
        '<svg class="bar {}" role="img" aria-label="{}">{}</svg>',
        size,
        ", ".join(f"{part.count} {part.label}" for part in parts),
        markup_of_each(
            '<rect class="fill-{}" x="{}%" width="{}%"/>',
            ((part.name, part.start, part.width) for part in parts if part.count),
        ),
    )


@register.simple_tag
def select_options(options: Sequence[Mapping[str, Any]]) -> SafeString:
    """The options of a list to choose from, as Django's widgets describe them."""
    return markup_of_each(
        _OPTION, ((each["value"], _attributes(each), each["label"]) for each in options)
    )


@register.simple_tag
def team_options(teams: Iterable[ShownTeam], chosen: Team | None) -> SafeString:
    """Teams to choose from, by what their addresses name them."""
    selected = chosen.slug if chosen else None
    return markup_of_each(
        _OPTION, ((each.slug, _SELECTED[each.slug == selected], each.name) for each in teams)
    )


_OPTION = '\n  <option value="{}"{}>{}</option>'
_SELECTED = ("", SafeString(" selected"))


def _attributes(option: Mapping[str, Any]) -> str:
    return flatatt(option["attrs"]) if option["attrs"] else ""
