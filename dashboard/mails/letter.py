"""What all mails look like: sections between an opening and what ends such mail."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import css_inline
from django.template.loader import get_template

from dashboard.mails import Rendered
from dashboard.mails.plain import Ending, plain
from dashboard.mails.rows import Link, Section


@dataclass(frozen=True)
class Letter:
    """What a mail says. `head` is what it is of, `home` where the dashboard is, `why` says who gets
    it and how often, `endings` are links to change that, and `stops` links that each end one kind
    of what it tells.
    """

    subject: str
    head: str
    opening: str
    sections: Sequence[Section]
    home: str
    why: str
    endings: Sequence[Link]
    unsubscribe_url: str
    stops: Sequence[Link] = ()


def written(letter: Letter) -> Rendered:
    """It as plain text and as HTML."""
    html = get_template("mails/letter.html").render(vars(letter))
    endings: Ending = [
        letter.why,
        *((each.words, each.url) for each in letter.endings),
        *((f"Stop “{each.words}”", each.url) for each in letter.stops),
    ]
    text = plain(letter.head, letter.opening, letter.sections, endings)
    return Rendered(letter.subject, text, _inliner().inline(html), letter.unsubscribe_url)


@cache
def _inliner() -> css_inline.CSSInliner:
    """What puts styles into elements, and keeps only those rules that have to stay apart."""
    return css_inline.CSSInliner(
        keep_at_rules=True, resolve_css_variables=True, load_remote_stylesheets=False
    )
