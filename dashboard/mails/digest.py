"""A digest as a mail: its subject, its plain text and its HTML."""

from __future__ import annotations

from functools import cache

import css_inline
from django.template.loader import get_template

from compliance.digests.parts import Digest
from compliance.models import Person
from dashboard.mails import Rendered, wording
from dashboard.mails.opening import opening_of, subject_of
from dashboard.mails.places import Links
from dashboard.mails.plain import plain
from dashboard.mails.sections import sections
from dashboard.mails.wording import clean


def rendered(digest: Digest, person: Person, base_url: str, unsubscribe_url: str) -> Rendered:
    """The mail to one person. Days are those of the zone that the digest's end is given in."""
    links = Links(base_url, digest)
    subject, opening, found = subject_of(digest), opening_of(digest), sections(digest, links)
    span = wording.span(digest.since, digest.until)
    organization = clean(digest.organization)
    why = (
        f"Plumbline sends this to {clean(person.login)} of {organization} once a week at most, "
        "and only when something changed."
    )
    settings = links.page("digest")
    ending = (why, ("Choose when it comes", settings), ("Stop it", unsubscribe_url))
    context = {
        "subject": subject,
        "opening": opening,
        "span": span,
        "organization": organization,
        "sections": found,
        "home": links.page("organization"),
        "why": why,
        "settings": settings,
        "unsubscribe_url": unsubscribe_url,
    }
    html = get_template("mails/digest.html").render(context)
    head = f"{organization}, {span}"
    return Rendered(subject, plain(head, opening, found, ending), _inliner().inline(html))


@cache
def _inliner() -> css_inline.CSSInliner:
    """What puts styles into elements, and keeps only those rules that have to stay apart."""
    return css_inline.CSSInliner(
        keep_at_rules=True, resolve_css_variables=True, load_remote_stylesheets=False
    )
