"""A digest as a mail: its subject, its plain text and its HTML."""

from __future__ import annotations

from compliance.digests.parts import Digest
from compliance.models import Person
from dashboard.mails import Rendered, wording
from dashboard.mails.letter import Letter, written
from dashboard.mails.opening import opening_of, subject_of
from dashboard.mails.places import Links
from dashboard.mails.rows import Link
from dashboard.mails.sections import sections
from dashboard.mails.wording import clean


def rendered(digest: Digest, person: Person, base_url: str, unsubscribe_url: str) -> Rendered:
    """The mail to one person. Days are those of the zone that the digest's end is given in."""
    links = Links(base_url, digest)
    organization = clean(digest.organization)
    return written(
        Letter(
            subject_of(digest),
            f"{organization}, {wording.span(digest.since, digest.until)}",
            opening_of(digest),
            sections(digest, links),
            links.page("organization"),
            f"Plumbline sends this to {clean(person.called)} of {organization} once a week at "
            "most, and only when something changed.",
            (
                Link("Choose when it comes", links.page("digest")),
                Link("Stop it", unsubscribe_url),
            ),
            unsubscribe_url,
        )
    )
