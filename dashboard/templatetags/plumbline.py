"""How figures, outcomes and levels are worded and drawn in templates."""

from __future__ import annotations

import math
import re
from typing import Any

from django import template
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from compliance.scoring import Level

register = template.Library()

OUTCOMES = {
    "pass": "Pass",
    "fail": "Fail",
    "unknown": "Unknown",
    "not_applicable": "Not applicable",
    "waived": "Waived",
    "attested": "Attested",
}
LEVELS = {
    "exemplary": "Exemplary",
    "standard": "Standard",
    "foundation": "Foundation",
    "": "Below Foundation",
}
COMPLIANCE = {
    "compliant": "Compliant",
    "not_compliant": "Not compliant",
    "not_established": "Not established",
}


@register.filter
def percent(share: float | None) -> str:
    """A share from 0 to 1 in whole per cent; 100 only where nothing is missing, 0 where all is."""
    if share is None:
        return "–"
    if 0 < share < 1:
        return f"{min(99, max(1, round(share * 100)))}%"
    return f"{share:.0%}"


@register.filter
def width(share: float | None) -> str:
    """A share from 0 to 1 as the width of a bar."""
    return f"{100 * (share or 0):.2f}%"


@register.filter
def outcome_name(outcome: str) -> str:
    """An outcome as people read it; nothing stands for a check that was not asked."""
    return OUTCOMES.get(outcome, "Not asked")


@register.filter
def level_name(level: Level | str | None) -> str:
    """A level as people read it."""
    return LEVELS.get(level or "", "Below Foundation")


@register.filter
def level_slug(level: Level | str | None) -> str:
    """A level as the style sheet names it."""
    return str(level) if level else "below"


@register.filter
def compliance_name(compliance: str) -> str:
    """Whether what is required holds, as people read it."""
    return COMPLIANCE.get(compliance, "Not judged")


@register.filter
def requirement(level: str) -> str:
    """What a check of that level is for the protocol."""
    return "Required" if Level(level).required else "Recommended"


@register.filter
def short(commit: str) -> str:
    """The first seven digits of a commit."""
    return commit[:7]


@register.filter
def heat(share: float | None) -> int:
    """The step from 0 to 4 of a share, for the colour of a cell."""
    return min(4, math.floor((share or 0) * 5))


@register.filter
def lookup(mapping: dict[Any, Any], key: Any) -> Any:
    """The value of a key, or None."""
    return mapping.get(key)


_CODE = re.compile(r"`([^`\n]{1,300})`")


@register.filter
def prose(text: str) -> SafeString:
    """Plain text of the catalogue as paragraphs; what stands in backticks becomes code."""
    paragraphs = (" ".join(block.split()) for block in text.split("\n\n"))
    return format_html_join("", "<p>{}</p>", ((inline_code(each),) for each in paragraphs if each))


@register.filter
def inline_code(text: str) -> SafeString:
    """One line of text, escaped; what stands in backticks becomes code."""
    escaped = conditional_escape(text)
    # The text is escaped above; only <code> is put in.
    return mark_safe(_CODE.sub(r"<code>\1</code>", escaped))  # noqa: S308


@register.simple_tag(takes_context=True)
def query(context: template.Context, **changes: Any) -> str:
    """The page's own query string with some parameters set, or left out where None."""
    parameters = context["request"].GET.copy()
    parameters.pop("page", None)
    for name, value in changes.items():
        if value in (None, ""):
            parameters.pop(name, None)
        else:
            parameters[name] = value
    return f"?{parameters.urlencode()}" if parameters else "?"


@register.simple_tag
def icon(name: str, size: int = 16) -> SafeString:
    """One of the icons of the sprite; what it means stands beside it in words."""
    return format_html(
        '<svg width="{0}" height="{0}" aria-hidden="true"><use href="#i-{1}"/></svg>', size, name
    )
