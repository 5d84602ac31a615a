"""How shares, scores and what they gained are written in templates."""

from __future__ import annotations

import math

from django import template

register = template.Library()


@register.filter
def percent(share: float | None) -> str:
    """A share from 0 to 1 in whole per cent; 100 only where nothing is missing, 0 where all is."""
    if share is None:
        return "–"
    if 0 < share < 1:
        return f"{min(99, max(1, round(share * 100)))}%"
    return f"{share:.0%}"


@register.filter
def points(moved: float | None) -> str:
    """A difference of shares in points of a hundred, with its sign."""
    if moved is None:
        return ""
    rounded = round(100 * moved, 1)
    sign = "+" if rounded > 0 else "−" if rounded < 0 else "±"
    return f"{sign}{abs(rounded):g}"


@register.filter
def gained(share: float) -> str:
    """By how much a score rises, in points of a hundred."""
    rounded = round(100 * share, 1)
    if not rounded:
        return "under 0.1 points"
    return f"+{rounded:g} point{'' if rounded == 1 else 's'}"


@register.filter
def width(share: float | None) -> str:
    """A share from 0 to 1 as the width of a bar."""
    return f"{100 * (share or 0):.2f}%"


@register.filter
def share_of(part: int, whole: int) -> float | None:
    """A part as a share from 0 to 1; None where there is no whole."""
    return part / whole if whole else None


@register.filter
def heat(share: float | None) -> int:
    """The step from 0 to 4 of a share, for the colour of a cell."""
    return min(4, math.floor((share or 0) * 5))
