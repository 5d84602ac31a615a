"""Clause backend:3.3, hostile input: what people wrote does not become markup."""

from __future__ import annotations

from compliance.checks.base import (
    HEURISTIC,
    Finding,
    check,
    failed,
    listed,
    not_applicable,
    passed,
    unknown,
)
from compliance.facts.markup import Markup

# So many places may all be of what the program itself makes, where nothing else is seen.
_FEW = 2


@check(
    "output-escaped",
    title="What people wrote is escaped in HTML",
    confidence=HEURISTIC,
    attestable=True,
)
def output_escaped(markup: Markup) -> Finding:
    """Let the template escape values, and clean what has to stay HTML.

    - Node.js: take out `{{{ … }}}`, `<%- … %>` and `dangerouslySetInnerHTML` where a value goes
      through them, or clean the value just before, by `DOMPurify.sanitize(…)` or `sanitize-html`.
    - Python: take out `|safe` and `mark_safe(…)` where a value goes through them, or clean the
      value just before, by `nh3.clean(…)`; Jinja escapes by `Environment(…, autoescape=True)` and
      `Template(…, autoescape=True)`.
    - Django: `format_html("<b>{}</b>", name)` builds small pieces.

    Answer HTML by a template rather than by a text that is put together.
    """
    if markup.unescaped:
        ways = listed(dict.fromkeys(each.how for each in markup.unescaped))
        # Several values on one line are one place to look at.
        places = tuple(dict.fromkeys(each.where for each in markup.unescaped))
        number = f"{len(places)} place{'s' if len(places) > 1 else ''}"
        verb = "put" if len(places) > 1 else "puts"
        if len(places) <= _FEW and not any(each.traced for each in markup.unescaped):
            return unknown(
                f"whether what people wrote is in it is open: {number} {verb} a value into HTML as "
                f"it is, by {ways}",
                *places,
            )
        return failed(
            f"{number} {verb} a value into HTML as it is, by {ways}",
            *places,
        )
    if markup.unread:
        return unknown(f"whether all output is escaped is open: {markup.unread[0]}")
    if not markup.renders:
        return not_applicable("it renders no HTML")
    return passed("no place puts a value into HTML unescaped", *markup.renders)
