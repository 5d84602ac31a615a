"""What administrators are told of mail that failed through no fault of its address."""

from __future__ import annotations

from datetime import datetime

from compliance.models import Mail, Organization


def tell(organization: Organization, said: str, now: datetime) -> None:
    """Have it said on the settings page, in the place of what was said there before."""
    organization.mail_failure, organization.mail_failed_at = said, now
    organization.save(update_fields=["mail_failure", "mail_failed_at"])


def tell_what_was_given_up(organization: Organization, now: datetime) -> None:
    """Tell once of all that was given up at a moment: of the first one why, and how many more."""
    rows = organization.mails.filter(state=Mail.State.GIVEN_UP, ended_at=now)
    found = rows.select_related("person").order_by("due_at", "pk")
    first = found.first()
    if first is None:
        return
    more = found.count() - 1
    whom = f"{first.person} and {more} more" if more else str(first.person)
    tell(organization, f"To {whom}: It was given up: {first.answer}.", now)
