"""What pages are put together with: texts, tables, links and icons."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime
from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit

from django import template
from django.template import Context
from django.urls import reverse
from django.utils import timezone
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from compliance.checks import remedies
from compliance.facts import is_web_address
from dashboard import protection
from dashboard.templatetags.moments import short_day, time_element

register = template.Library()


@register.filter
def told(value: object) -> object:
    """A value that is kept, in words: yes and no, and moments to the minute."""
    match value:
        case bool():
            return "yes" if value else "no"
        case datetime():
            local = timezone.localtime(value)
            return time_element(value, f"{short_day(local)}, {local:%H:%M} {local.tzname()}")
        case str() if is_web_address(value):
            return format_html('<a href="{}" rel="noreferrer">{}</a>', value, _host(value))
        case _:
            return value


def _host(address: str) -> str:
    return urlsplit(address).hostname or address


@register.filter
def beside(cells: Iterable[Any], columns: Iterable[Any]) -> list[tuple[Any, Any]]:
    """The cells of a row, each with its column."""
    return list(zip(columns, cells, strict=True))


@register.filter
def lookup(mapping: dict[Any, Any], key: Any) -> Any:
    """The value of a key, or None."""
    return mapping.get(key)


_CODE = re.compile(r"`([^`\n]{1,300})`")


@register.filter
def prose(text: str) -> SafeString:
    """Plain text of the catalogue as paragraphs and lists; what is in backticks becomes code."""
    blocks = (block for block in text.split("\n\n") if block.strip())
    return format_html_join("", "{}", ((_block(each),) for each in blocks))


def _block(text: str) -> SafeString:
    listed = [inline_code(" ".join(each[2:].split())) for each in remedies.items(text)]
    if not listed:
        return format_html("<p>{}</p>", inline_code(" ".join(text.split())))
    return format_html("<ul>{}</ul>", format_html_join("", "<li>{}</li>", ((e,) for e in listed)))


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
    return f"?{parameters.urlencode()}" if parameters else str(context["request"].path)


@register.simple_tag
@lru_cache(maxsize=256)
def icon(name: str, size: int = 16) -> SafeString:
    """One of the icons of the sprite; what it means stands beside it in words."""
    return format_html(
        '<svg width="{0}" height="{0}" aria-hidden="true"><use href="#i-{1}"/></svg>', size, name
    )


@register.simple_tag(takes_context=True)
def may_open(context: Context, name: str) -> bool:
    """Whether the page's reader is answered at the address of that name."""
    return protection.may_open(context["request"], name)


@register.simple_tag(takes_context=True)
def page_link(context: Context, name: str, text: str) -> str:
    """The text, as a link to the page of that name for who may open it."""
    if not may_open(context, name):
        return text
    return format_html('<a href="{}">{}</a>', reverse(name), text)
