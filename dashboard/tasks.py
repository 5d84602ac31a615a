"""What Celery runs of the dashboard's own; it may run twice."""

from __future__ import annotations

from celery import shared_task

from compliance import clock, organizations
from compliance.digests import claiming, posts
from dashboard.kept import reducing


@shared_task(ignore_result=True)
def forget_people() -> None:
    """Reduce who left long enough ago to a pseudonym, and delete sessions and links that ended."""
    reducing.delete_what_ended()
    reducing.reduce_due(organizations.current())
    claiming.forget(organizations.current(), clock.now())
    posts.forget(organizations.current(), clock.now())


@shared_task(ignore_result=True)
def send_mail() -> None:
    """Send the mail that is due."""
    # Only now, since what writes mail is needed by no other task, nor by a page.
    from dashboard.mails import sending  # noqa: PLC0415

    sending.send_due(organizations.current(), clock.now())


@shared_task(ignore_result=True)
def post_to_channels() -> None:
    """Post what is due to the channels of teams."""
    from dashboard.mails import posting  # noqa: PLC0415 (as above)

    posting.post_due(organizations.current(), clock.now())
